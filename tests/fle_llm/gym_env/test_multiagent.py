"""Two agents in one world: their own hands and memory, a shared factory, and messages."""

from __future__ import annotations

from collections.abc import Iterator

import gymnasium
import pytest

from fle_llm.gym_env import Action, FactorioGymEnv
from fle_llm.session.mailbox import MAX_LENGTH, MAX_WAITING, Mailbox


@pytest.fixture
def env() -> Iterator[FactorioGymEnv]:
    made = gymnasium.make("Factorio-iron_plate_throughput_multiagent_impostor-v0")
    made.reset(seed=0)
    yield made.unwrapped  # type: ignore[misc]
    made.close()


def test_agents_have_their_own_memory_and_inventory(env: FactorioGymEnv) -> None:
    env.step(Action("secret = 1\nplace_entity(Prototype.WoodenChest, position=Position(x=3.5, y=0.5))", agent_idx=0))
    obs, _, _, _, info = env.step(Action("print(secret)", agent_idx=1))
    assert info["error_occurred"]
    assert len(obs["entities"]) == 1  # the chest is there for both
    assert {item["type"]: item["quantity"] for item in obs["inventory"]}["wooden-chest"] == 10
    mine = env.step(Action("print(secret)", agent_idx=0))[0]
    assert mine["raw_text"].startswith("1: (1,)")
    assert {item["type"]: item["quantity"] for item in mine["inventory"]}["wooden-chest"] == 9


def test_agents_stand_in_different_places_and_have_different_instructions(env: FactorioGymEnv) -> None:
    first, second = env.observe(0), env.observe(1)
    # Agent i starts at (0, 2 i) (AGENT_API 1.2).
    assert [(place["x"], place["y"]) for place in first["character_positions"]] == [(0, 0), (0, 2)]
    assert "impostor" not in first["task_info"]["agent_instructions"]
    assert "impostor" in second["task_info"]["agent_instructions"]
    assert first["task_info"]["trajectory_length"] == 16


def test_messages_arrive_with_the_next_observation_and_once(env: FactorioGymEnv) -> None:
    obs, _, _, _, info = env.step(Action("sleep(3)\nprint(send_message('I dig ore'))", agent_idx=0))
    assert obs["messages"] == ()
    assert "(True,)" in obs["raw_text"]
    assert info["last_message_timestamp"] == 0
    obs, _, _, _, info = env.step(Action("send_message('good', recipient='0')\nsend_message('x', 7)", agent_idx=1))
    assert obs["messages"] == ({"sender": "0", "content": "I dig ore", "timestamp": 3.0},)
    assert info["last_message_timestamp"] == 3
    assert env.observe(1)["messages"] == ()
    assert [message["content"] for message in env.observe(0)["messages"]] == ["good"]
    assert env.observe(0)["messages"] == ()


def test_messages_are_part_of_a_state(env: FactorioGymEnv) -> None:
    state = env.step(Action("send_message('hello', 1)", agent_idx=0))[4]["output_game_state"]
    seen = env.step(Action("", agent_idx=1))
    assert [message["content"] for message in seen[0]["messages"]] == ["hello"]
    assert env.step(Action("", agent_idx=1, game_state=state)) == seen
    assert env.step(Action("", agent_idx=0, game_state=state))[0]["messages"] == ()


def test_a_reset_empties_the_inboxes(env: FactorioGymEnv) -> None:
    env.step(Action("send_message('hello')", agent_idx=0))
    env.reset(seed=0)
    assert env.observe(1)["messages"] == ()


def test_each_agent_has_its_steps(env: FactorioGymEnv) -> None:
    ends = [env.step(Action("", agent_idx=turn % 2))[3] for turn in range(32)]
    assert ends == [False] * 31 + [True]  # 16 steps for each of two


def test_a_single_agent_talks_to_nobody() -> None:
    box = Mailbox(1)
    assert box.send(0, 5, "anyone?") is True
    assert box.take(0) == ()


def test_what_cannot_be_delivered_is_false_and_never_raises() -> None:
    box = Mailbox(3)
    for message, recipient in (
        ("x", 3),
        ("x", -1),
        ("x", "nobody"),
        ("x", 1.5),
        ("x", [1]),
        (5, 1),
        ("x" * (MAX_LENGTH + 1), 1),
    ):
        assert box.send(0, 0, message, recipient) is False
    assert box.take(1) == ()
    assert box.send(0, 0, "all") is True
    assert [message.content for message in (*box.take(0), *box.take(1), *box.take(2))] == ["all", "all"]


def test_an_inbox_has_an_end() -> None:
    box = Mailbox(2)
    sent = [box.send(0, tick, "x") for tick in range(MAX_WAITING + 1)]
    assert sent == [True] * MAX_WAITING + [False]
    assert len(box.take(1)) == MAX_WAITING
    assert box.send(0, 999, "x") is True
