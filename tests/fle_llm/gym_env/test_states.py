"""Saved states: stepping from one is going on from there, in this environment, another one or a copy."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from fle_llm.errors import StateError
from fle_llm.gym_env import Action, FactorioGymEnv, GameState

ENV_ID = "Factorio-iron_plate_throughput_16-v0"
BUILD = """
import random
place = Position(x=18, y=74)
move_to(place)
drill = place_entity(Prototype.BurnerMiningDrill, direction=Direction.DOWN, position=place)
def fuel(entity, n):
    return insert_item(Prototype.Coal, entity, n)
fuel(drill, 2)
count = 1
"""
GO_ON = """
count += 1
chest = place_entity(Prototype.WoodenChest, position=drill.drop_position)
fuel(drill, count)
sleep(30)
print(count, random.random(), inspect_inventory(chest), get_entity(Prototype.BurnerMiningDrill, place).fuel)
"""


@pytest.fixture
def env() -> Iterator[FactorioGymEnv]:
    made = FactorioGymEnv(ENV_ID)
    made.reset(seed=4)
    yield made
    made.close()


def comparable(step: tuple[dict[str, Any], float, bool, bool, dict[str, Any]]) -> tuple[Any, ...]:
    return step  # infos compare too: states by world and progress, times not at all


def test_stepping_from_a_state_equals_going_on(env: FactorioGymEnv) -> None:
    state = env.step({"code": BUILD})[4]["output_game_state"]
    straight = env.step({"code": GO_ON})
    assert not straight[4]["error_occurred"], straight[0]["raw_text"]
    env.step({"code": "count = 99\nsleep(60)"})
    again = env.step(Action(GO_ON, game_state=state))
    assert comparable(again) == comparable(straight)
    as_text = env.step({"code": GO_ON, "game_state": state.to_raw()})
    assert comparable(as_text) == comparable(straight)


def test_a_state_goes_to_another_environment(env: FactorioGymEnv) -> None:
    state = env.step({"code": BUILD})[4]["output_game_state"]
    straight = env.step({"code": GO_ON})
    other = FactorioGymEnv(ENV_ID)
    try:
        seen, _ = other.reset(options={"game_state": GameState.parse_raw(state.to_raw())})
        assert seen["game_info"]["tick"] > 0
        assert len(seen["entities"]) == 1
        assert comparable(other.step({"code": GO_ON})) == comparable(straight)
    finally:
        other.close()


def test_a_fork_is_independent(env: FactorioGymEnv) -> None:
    env.step({"code": BUILD})
    digest = env.digest()
    copy = env.fork()
    try:
        assert copy.digest() == digest
        forked = copy.step({"code": GO_ON})
        assert env.digest() == digest
        assert copy.digest() != digest
        assert comparable(env.step({"code": GO_ON})) == comparable(forked)
    finally:
        copy.close()
    env.step({"code": "print(count)"})  # closing the copy does not hurt the original


def test_snapshot_and_restore(env: FactorioGymEnv) -> None:
    env.step({"code": BUILD})
    snapshot, digest = env.snapshot(), env.digest()
    straight = env.step({"code": GO_ON})
    env.restore(snapshot)
    assert env.digest() == digest
    assert comparable(env.step({"code": GO_ON})) == comparable(straight)
    fresh = FactorioGymEnv(ENV_ID)
    try:
        fresh.restore(snapshot)  # also before any reset
        assert fresh.digest() == digest
    finally:
        fresh.close()


def test_rewards_go_on_from_the_best_of_the_state(env: FactorioGymEnv) -> None:
    furnace = "\nplace_entity(Prototype.StoneFurnace, position=drill.drop_position)\n"
    start = env.game_state
    _, reward, _, _, info = env.step({"code": BUILD + furnace})
    assert reward == 0  # no fuel in the furnace yet
    before = info["output_game_state"]
    fuelled = "fuel(get_entity(Prototype.StoneFurnace, drill.drop_position), 10)\nfuel(drill, 10)"
    _, first, _, _, info = env.step({"code": fuelled})
    assert first > 0
    assert env.step({"code": fuelled, "game_state": before})[1] == first  # nothing of it was remembered
    assert env.step({"code": "", "game_state": start})[4]["best_throughput"] == 0


def test_states_carry_their_steps(env: FactorioGymEnv) -> None:
    states = [env.step({"code": ""})[4]["output_game_state"] for _ in range(3)]
    assert [state.progress.steps for state in states] == [1, 2, 3]
    assert env.step({"code": "", "game_state": states[0]})[4]["steps_left"] == 64 - 2


def test_the_text_of_a_state_is_versioned_json(env: FactorioGymEnv) -> None:
    state = env.step({"code": BUILD})[4]["output_game_state"]
    plain = json.loads(state.to_raw())
    assert (plain["format"], plain["version"], plain["task_key"]) == (
        "fle-llm/game-state",
        1,
        "iron_plate_throughput_16",
    )
    assert len(plain["namespaces"]) == len(plain["inboxes"]) == 1
    read = GameState.parse_raw(state.to_raw())
    assert read == state
    assert (read.world, read.namespaces) == (state.world, state.namespaces)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"version": 2}, "newer than 1"),
        ({"format": "something"}, "its format is 'something'"),
        ({"world": "!!!"}, "damaged"),
        ({"world": "eJw="}, "damaged"),
        ({"world": base64.b64encode(zlib.compress(b"not a world")).decode()}, "not a world snapshot"),
        ({"progress": {"steps": "three"}}, "damaged"),
        ({"surprise": 1}, "damaged"),
    ],
)
def test_bad_states_are_refused(env: FactorioGymEnv, change: dict[str, Any], reason: str) -> None:
    digest = env.digest()
    text = json.dumps({**json.loads(env.game_state.to_raw()), **change})
    with pytest.raises(StateError, match=reason):
        env.restore(text)
    assert env.digest() == digest


def test_what_is_no_state_at_all_is_refused(env: FactorioGymEnv) -> None:
    with pytest.raises(StateError, match="not a saved game state"):
        env.restore("nonsense")
    with pytest.raises(StateError, match="not a saved game state"):
        env.step({"code": "", "game_state": "[1]"})
    with pytest.raises(ValueError, match="empty"):
        env.restore("")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"task_key": "open_play"}, "in the task open_play"),
        ({"namespaces": ["", ""]}, "damaged"),
        ({"backend": "factorio"}, "saved by factorio"),
        ({"inboxes": []}, "1 agents"),
    ],
)
def test_states_of_something_else_are_refused(env: FactorioGymEnv, change: dict[str, Any], reason: str) -> None:
    digest = env.digest()
    text = json.dumps({**json.loads(env.game_state.to_raw()), **change})
    with pytest.raises(StateError, match=reason):
        env.step({"code": "", "game_state": text})
    assert env.digest() == digest
    assert env.step({"code": "print(1)"})[0]["raw_text"] == "1: (1,)"
