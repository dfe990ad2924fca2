"""The environment as Gymnasium sees it: reset, step, rewards, ends, rendering. Real engine, real sandbox."""

from __future__ import annotations

import json
import math
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import gymnasium
import msgspec
import numpy as np
import pytest
from gymnasium.error import ResetNeeded
from gymnasium.utils.env_checker import check_env

from fle_llm.errors import SandboxError, TaskError
from fle_llm.gym_env import Action, FactorioGymEnv, Observation
from fle_llm.sandbox import Limits
from fle_llm.world.protocol import Caps, MapSpec
from fle_llm.world.sim import SimWorld

ENV_ID = "Factorio-iron_ore_throughput_16-v0"
IDLE = {"code": ""}
MINE = """
def build_mine(n):
    place = Position(x=18 + 3 * n, y=74)
    move_to(place)
    drill = place_entity(Prototype.BurnerMiningDrill, direction=Direction.DOWN, position=place)
    insert_item(Prototype.Coal, drill, 20)
    return place_entity(Prototype.WoodenChest, position=drill.drop_position)

build_mine(0)
"""


def definition(path: Path, **changes: Any) -> str:
    config = {
        "task_key": "test_task",
        "goal_description": "Dig iron ore.",
        "throughput_entity": "iron-ore",
        "quota": 100,
        "trajectory_length": 4,
        **changes,
    }
    kind = config.pop("kind", "throughput")
    path.write_text(json.dumps({"task_type": kind, "config": config}))
    return str(path)


@pytest.fixture
def env() -> Iterator[FactorioGymEnv]:
    made = gymnasium.make(ENV_ID)
    yield made.unwrapped  # type: ignore[misc]
    made.close()


@pytest.fixture
def quota(tmp_path: Path) -> Iterator[FactorioGymEnv]:
    made = FactorioGymEnv(definition(tmp_path / "task.json"))
    yield made
    made.close()


def test_gymnasium_finds_nothing_to_complain_about() -> None:
    env = gymnasium.make(ENV_ID)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            check_env(env.unwrapped)
    finally:
        env.close()


def test_the_whole_example_of_the_registry_page(env: FactorioGymEnv) -> None:
    obs, _ = env.reset(options={"game_state": None})
    assert "raw_text" in obs
    state = None
    for step in range(3):
        action = Action(agent_idx=0, game_state=state, code=f'print("Step {step}: Hello Factorio!")')
        obs, reward, terminated, truncated, info = env.step(action)
        state = info["output_game_state"]
        assert obs["raw_text"] == f"1: ('Step {step}: Hello Factorio!',)"
        assert (reward, terminated, truncated) == (0, False, False)


def test_what_a_reset_shows(env: FactorioGymEnv) -> None:
    obs, info = env.reset(seed=3)
    assert obs in env.observation_space
    seen = Observation.from_dict(obs)
    assert (seen.raw_text, seen.score, seen.entities, seen.messages) == ("", 0, (), ())
    assert (seen.game_info.tick, seen.game_info.time) == (0, 0)
    assert seen.task_verification.success == 0
    assert seen.task_info.task_key == "iron_ore_throughput_16"
    assert seen.task_info.trajectory_length == 64
    assert "16" in seen.task_info.goal_description
    assert {item.type: item.quantity for item in seen.inventory}["transport-belt"] == 500
    assert [item.type for item in seen.inventory] == sorted(item.type for item in seen.inventory)
    assert {place.agent_idx: (place.x, place.y) for place in seen.character_positions} == {0: (0, 0)}
    automation = next(tech for tech in seen.research.technologies if tech.name == "automation")
    # Ten units of one automation science pack, ten seconds each (MECHANICS A4).
    assert (automation.researched, automation.research_unit_count, automation.research_unit_energy) == (1, 10, 10)
    assert [(pack.name, pack.count) for pack in automation.ingredients] == [("automation-science-pack", 1)]
    endless = next(tech for tech in seen.research.technologies if tech.name == "mining-productivity-4")
    # Never researched, but at the level to come, of 2500 (L - 3) units.
    assert (endless.researched, endless.enabled, endless.level, endless.research_unit_count) == (0, 1, 5, 5000)
    assert (info["seed"], info["protocol"], info["steps_left"]) == (3, "fle-llm", 64)
    assert info["sandbox"]["confined"] is True


def test_resets_of_one_seed_are_equal(env: FactorioGymEnv) -> None:
    first, about = env.reset(seed=5)
    digest = env.digest()
    env.step({"code": MINE})
    assert env.digest() != digest
    second, again = env.reset(seed=5)
    assert (second, env.digest()) == (first, digest)
    assert again == about
    env.reset()
    assert env.digest() != digest  # the seed is part of the episode


def test_equal_actions_lead_to_equal_episodes(quota: FactorioGymEnv) -> None:
    programs = [MINE, "import random, time\nprint(random.random(), time.time())\nsleep(5)", "1 / 0"]

    def play() -> list[tuple[Any, ...]]:
        quota.reset(seed=9)
        return [(*quota.step({"code": code}), quota.digest()) for code in programs]

    first = play()
    assert play() == first
    assert len({digest for *_, digest in first}) == len(programs)


def test_a_working_mine_is_rewarded_by_its_share_of_the_quota(quota: FactorioGymEnv) -> None:
    quota.reset(seed=0)
    obs, reward, terminated, _, info = quota.step({"code": MINE})
    # 0.25 ore a second, and 40 % more with the laboratory's mining productivity: 21 a minute, of a quota of 100.
    assert info["throughput"] == pytest.approx(21, abs=1)
    assert reward == pytest.approx(info["throughput"] / 100)
    assert not terminated
    assert not info["error_occurred"]
    assert "The current throughput of your factory is" in obs["raw_text"]
    assert len(obs["entities"]) == 2
    assert "BurnerMiningDrill" in obs["entities"][0]
    best = info["throughput"]
    _, reward, _, _, info = quota.step(IDLE)
    assert reward == 0
    _, reward, _, _, info = quota.step({"code": "build_mine(1)"})
    assert reward == pytest.approx((info["throughput"] - best) / 100)
    assert info["best_throughput"] == info["throughput"] == pytest.approx(42, abs=2)


def test_measuring_takes_no_game_time(env: FactorioGymEnv) -> None:
    env.reset(seed=0)
    _, _, _, _, info = env.step({"code": "sleep(2)"})
    assert (info["ticks"], info["policy_execution_time"]) == (120, 2)
    _, _, _, _, info = env.step(IDLE)
    assert (info["ticks"], info["policy_execution_time"]) == (120, 0)


def test_success_terminates(env: FactorioGymEnv) -> None:
    env.reset(seed=0)
    obs, reward, terminated, truncated, info = env.step({"code": MINE + "build_mine(1)"})  # twice 15 ore at the least
    assert (reward, terminated, truncated) == (1.0, True, False)
    assert info["success"] is True
    assert obs["task_verification"]["success"] == 1
    assert {item["key"]: json.loads(item["value"]) for item in obs["task_verification"]["meta"]}["quota"] == 16
    with pytest.raises(ResetNeeded, match="over"):
        env.step(IDLE)
    env.reset(seed=0)
    env.step(IDLE)


def test_the_step_limit_truncates(quota: FactorioGymEnv) -> None:
    _, info = quota.reset(seed=0)
    state = info["output_game_state"]
    ends = [quota.step(IDLE)[2:4] for _ in range(4)]
    assert ends == [(False, False)] * 3 + [(False, True)]
    with pytest.raises(ResetNeeded):
        quota.step(IDLE)
    assert quota.step({"code": "", "game_state": state})[2:4] == (False, False)  # from an earlier state


def test_the_step_limit_may_be_chosen(tmp_path: Path) -> None:
    with gymnasium.make(ENV_ID, max_steps=1) as made:
        made.reset(seed=0)
        assert made.step(IDLE)[3] is True
    with gymnasium.make(ENV_ID, protocol="paper") as made:
        _, info = made.reset(seed=0)
        assert (info["protocol"], info["steps_left"]) == ("paper", 128)


def test_an_error_is_what_the_sandbox_reports_and_not_a_word(env: FactorioGymEnv) -> None:
    env.reset(seed=0)
    obs, _, _, _, info = env.step({"code": "print('no error: exception: all fine')"})
    assert (info["error_occurred"], info["outcome"]) == (False, "ok")
    obs, reward, _, _, info = env.step({"code": "print('a')\nboom"})
    assert (info["error_occurred"], info["outcome"], reward) == (True, "error", 0)
    assert "1: ('a',)" in obs["raw_text"]
    assert "NameError: name 'boom' is not defined" in obs["raw_text"]
    obs, _, _, _, info = env.step(
        {"code": "move_to(nearest(Resource.IronOre)); pickup_entity(Prototype.Lab, Position(x=0, y=0))"}
    )
    assert info["error_occurred"]
    assert obs["character_positions"][0]["x"] > 0  # what was done before the error stays done


def test_names_persist_and_functions_are_shown(env: FactorioGymEnv) -> None:
    env.reset(seed=0)
    obs = env.step({"code": "x = 41\ndef double(n: int) -> int:\n    return 2 * n"})[0]
    (shown,) = obs["serialized_functions"]
    assert shown["name"] == "double"
    assert "return 2 * n" in shown["source"]
    assert env.step({"code": "print(double(x + 1))"})[0]["raw_text"] == "1: (84,)"
    env.reset(seed=0)
    obs, _, _, _, info = env.step({"code": "print(double(1))"})
    assert info["error_occurred"]
    assert obs["serialized_functions"] == ()


def test_flows_and_achievements_are_those_of_the_step(env: FactorioGymEnv) -> None:
    env.reset(seed=0)
    obs, _, _, _, info = env.step(
        {"code": "move_to(nearest(Resource.Coal))\nharvest_resource(nearest(Resource.Coal), 5)"}
    )
    assert obs["flows"]["harvested"] == ({"type": "coal", "amount": 5},)
    assert obs["flows"]["output"] == ({"type": "coal", "rate": 5.0},)
    assert obs["flows"]["price_list"] == ({"type": "coal", "price": 3.0},)
    assert (obs["score"], obs["automated_score"]) == (15, 0)  # five pieces of coal at 3 each, all dug by hand
    assert info["achievements"] == {"static": {"coal": 5}, "dynamic": {}}
    assert list(info["milestones"]["produced"]) == ["coal"]
    obs, _, _, _, info = env.step(IDLE)
    assert obs["flows"]["output"] == ()
    assert obs["score"] == 15
    assert info["achievements"] == {"static": {}, "dynamic": {}}


def test_every_reward_is_finite(quota: FactorioGymEnv) -> None:
    quota.reset(seed=0)
    for code in (MINE, "raise ValueError", "craft_item(Prototype.IronGearWheel, 10**9)", "sleep(-1)"):
        reward = quota.step({"code": code})[1]
        assert isinstance(reward, float)
        assert math.isfinite(reward)


def test_unbounded_throughput_never_ends_early_and_shows_the_steps_left(tmp_path: Path) -> None:
    path = definition(tmp_path / "t.json", kind="unbounded_throughput", quota=7, show_steps_left=True)
    env = FactorioGymEnv(path)
    try:
        env.reset(seed=0)
        obs, reward, terminated, truncated, info = env.step({"code": MINE})
        assert reward == pytest.approx(info["throughput"] / 7)  # about three quotas
        assert (terminated, truncated) == (False, False)
        assert obs["raw_text"].endswith("Steps left: 3.")
    finally:
        env.close()


def test_a_runaway_program_costs_the_episode_one_step() -> None:
    env = FactorioGymEnv(ENV_ID, limits=Limits(cpu_s=0.2))
    try:
        env.reset(seed=0)
        _, reward, _, _, info = env.step({"code": "while True: pass"})
        assert (info["outcome"], info["error_occurred"], reward) == ("timeout", True, 0)
        assert env.step({"code": "print(1)"})[0]["raw_text"] == "1: (1,)"
    finally:
        env.close()


def test_a_task_this_engine_cannot_offer_is_refused_by_name() -> None:
    class Poor(SimWorld):
        """A backend that can build nothing at all."""

        @property
        def caps(self) -> Caps:
            return msgspec.structs.replace(super().caps, entities=frozenset())

    env = FactorioGymEnv(ENV_ID, create_world=lambda spec: Poor(SimWorld.new(spec)._engine))
    with pytest.raises(TaskError, match="needs one of burner-mining-drill, electric-mining-drill"):
        env.reset()
    env.close()


class Failing(SimWorld):
    """A backend that breaks down when time passes."""

    def advance(self, ticks: int) -> int:
        """Break."""
        raise OSError("the server is gone")

    def fork(self) -> SimWorld:
        """A copy that breaks as well."""
        return Failing(super().fork()._engine)


def test_a_step_that_breaks_for_our_own_reasons_has_not_happened() -> None:
    env = FactorioGymEnv(ENV_ID, create_world=lambda spec: Failing(SimWorld.new(spec)._engine))
    try:
        env.reset(seed=0)
        digest = env.digest()
        with pytest.raises(SandboxError, match="broke"):
            env.step({"code": "place_entity(Prototype.WoodenChest, position=Position(x=2.5, y=0.5))\nsleep(1)"})
        assert env.digest() == digest
        assert env.observe()["entities"] == ()
        with pytest.raises(OSError, match="the server is gone"):  # measuring breaks as well
            env.step(IDLE)
        assert env.digest() == digest
    finally:
        env.close()


def test_open_play_rewards_the_score_a_step_gains(tmp_path: Path) -> None:
    path = tmp_path / "open.json"
    config = {"task_key": "free", "goal_description": "Build.", "map": "lab", "trajectory_length": 9}
    path.write_text(json.dumps({"task_type": "open_play", "config": config}))
    env = FactorioGymEnv(path)
    try:
        obs, _ = env.reset(seed=0)
        assert obs["inventory"] == ()
        assert {tech["name"]: tech["researched"] for tech in obs["research"]["technologies"]}["automation"] == 0
        dig = "coal = nearest(Resource.Coal)\nmove_to(coal)\nharvest_resource(coal, 4)"
        obs, reward, terminated, _, info = env.step({"code": dig})
        assert (reward, obs["score"], terminated) == (12.0, 12, False)  # four pieces of coal at 3 each
        assert info["throughput"] is None
        assert obs["raw_text"].endswith("The production score is 12.")
        assert env.step(IDLE)[1] == 0
        assert env.step({"code": dig})[1] == 12
    finally:
        env.close()


def test_open_maps_are_drawn_from_the_generator_when_no_seed_is_given() -> None:
    drawn: list[int] = []

    def create(spec: MapSpec) -> SimWorld:
        drawn.append(spec.seed)
        return SimWorld.new(msgspec.structs.replace(spec, kind="lab"))

    env = FactorioGymEnv("open_play", create_world=create)
    try:
        for seed in (7, None, 7, None):
            env.reset(seed=seed)
    finally:
        env.close()
    assert drawn[0] == drawn[2] == 7
    assert drawn[1] == drawn[3] != 7


def test_wrong_use_says_what_to_do(env: FactorioGymEnv) -> None:
    with pytest.raises(ResetNeeded):
        env.step(IDLE)
    with pytest.raises(ResetNeeded):
        env.snapshot()
    env.reset(seed=0)
    with pytest.raises(ValueError, match="has 1 agents"):
        env.step({"code": "", "agent_idx": 1})
    with pytest.raises(TypeError, match="not str"):
        env.step("print(1)")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="more than 1000000"):
        env.step({"code": "#" * 1_000_001})
    with pytest.raises(ValueError, match="option game_state, not gamestate"):
        env.reset(options={"gamestate": None})
    with pytest.raises(ValueError, match="render_mode"):
        FactorioGymEnv(ENV_ID, render_mode="human")
    with pytest.raises(TaskError, match="Did you mean"):
        FactorioGymEnv("iron_ore_throughputs")


def test_ansi_rendering() -> None:
    with gymnasium.make(ENV_ID, render_mode="ansi") as env:
        env.reset(seed=0)
        env.step({"code": MINE + "print('built')"})
        page = env.render()
    assert isinstance(page, str)
    for part in ("iron_ore_throughput_16", "built: 2", "BurnerMiningDrill", "transport-belt 500", "('built',)"):
        assert part in page


def test_pictures_are_arrays_of_one_size() -> None:
    with gymnasium.make(ENV_ID, render_mode="rgb_array") as env:
        env.reset(seed=0)
        before = env.unwrapped.digest()
        empty = env.render()
        assert isinstance(empty, np.ndarray)
        assert (empty.shape, empty.dtype) == ((768, 1024, 3), np.uint8)
        assert np.array_equal(empty, env.render())
        env.step({"code": MINE})
        built = env.render()
        assert built.shape == empty.shape
        assert not np.array_equal(built, empty)
        env.reset(seed=0)
        assert np.array_equal(empty, env.render())
        assert env.unwrapped.digest() == before
    with pytest.raises(ResetNeeded):
        FactorioGymEnv(ENV_ID, render_mode="rgb_array").render()


def test_a_closed_environment_can_be_closed_and_reset_again() -> None:
    env = FactorioGymEnv(ENV_ID)
    first, _ = env.reset(seed=1)
    env.close()
    env.close()
    assert env.reset(seed=1)[0] == first
    env.close()


def test_environments_in_threads_play_the_same_episode() -> None:
    def play(_: int) -> tuple[str, str]:
        env = FactorioGymEnv(ENV_ID)
        try:
            env.reset(seed=1)
            return env.step({"code": MINE + "sleep(20)\nprint(get_entities())"})[0]["raw_text"], env.digest()
        finally:
            env.close()

    with ThreadPoolExecutor(3) as pool:
        episodes = list(pool.map(play, range(3)))
    assert len(set(episodes)) == 1
    assert "BurnerMiningDrill" in episodes[0][0]


def test_vector_environments_work() -> None:
    envs = gymnasium.make_vec(ENV_ID, num_envs=2, vectorization_mode="sync")
    try:
        obs, _ = envs.reset(seed=[1, 2])
        assert obs["raw_text"] == ("", "")
        actions = {"agent_idx": np.zeros(2, int), "game_state": ("", ""), "code": ("print(1)", "print(2)")}
        obs, rewards, *_ = envs.step(actions)
        assert obs["raw_text"] == ("1: (1,)", "1: (2,)")
        assert list(rewards) == [0, 0]
    finally:
        envs.close()


def test_environments_do_not_share_anything() -> None:
    one, two = FactorioGymEnv(ENV_ID), FactorioGymEnv(ENV_ID)
    try:
        one.reset(seed=0)
        two.reset(seed=0)
        one.step({"code": "mine = 1\n" + MINE})
        obs, _, _, _, info = two.step({"code": "print(mine)"})
        assert info["error_occurred"]
        assert obs["entities"] == ()
    finally:
        one.close()
        two.close()
