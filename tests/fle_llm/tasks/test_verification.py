"""Measuring factories: windows on a fork, rewards, scores. The factories are real ones in the embedded engine."""

from __future__ import annotations

import json
import math
from typing import Any

import msgspec
import pytest

from fle_llm.tasks.definition import parse_definition
from fle_llm.tasks.kinds import Task, load_task, make_task
from fle_llm.tasks.production import made_by_machines, milestones, score, statistics
from fle_llm.tasks.setup import embedded_world
from fle_llm.tasks.verification import MAX_WINDOWS, Verification, measure_throughput
from fle_llm.world import ops
from fle_llm.world.protocol import MapSpec
from fle_llm.world.sim import SimWorld

TILE = ops.UNITS
DRILL, FURNACE, CHEST = "burner-mining-drill", "stone-furnace", "wooden-chest"
MINUTE = 3600
KIT = {"coal": 500, "iron-plate": 100}


def world(**spec: Any) -> SimWorld:
    """A laboratory without mining productivity, so that the numbers are those of the machines."""
    return SimWorld.new(MapSpec(inventories=(KIT,), mining_productivity=0, **spec))


def build(world: SimWorld, name: str, x: int, y: int, direction: int = 0, coal: int = 0) -> ops.EntityView:
    """Build for free at a centre in tiles, and fuel it from the agent's coal."""
    view: ops.EntityView = world.do([ops.Place(name, x * TILE, y * TILE, direction, agent=None)])[0]
    if coal:
        world.do([ops.Put(ops.Ref(name, view.x, view.y), "coal", coal, "fuel")])
    return view


def iron_mine(world: SimWorld, x: int = 20, y: int = 80) -> None:
    """A burner drill facing south on the iron field of the laboratory, and a chest where it drops."""
    drill = build(world, DRILL, x, y, 8, coal=40)
    assert drill.drop is not None
    world.do([ops.Place(CHEST, *drill.drop, agent=None)])


def smelter(world: SimWorld) -> None:
    """A burner drill that drops its ore right into a furnace."""
    build(world, DRILL, 20, 80, 8, coal=40)
    build(world, FURNACE, 20, 82, coal=40)


def task(**config: Any) -> Task:
    plain = {"task_key": "test", "goal_description": "Make it.", "throughput_entity": "iron-ore", **config}
    kind = plain.pop("kind", "throughput")
    return make_task(parse_definition(json.dumps({"task_type": kind, "config": plain}), "test"))


def test_a_burner_drill_makes_fifteen_ore_a_minute_and_measuring_leaves_no_trace() -> None:
    mine = world()
    iron_mine(mine)
    before = mine.digest()
    found = measure_throughput(mine, "iron-ore", wait_s=60, window_s=60)
    # 0.25 ore a second (MECHANICS 4.1): 15 in each window, so the second does not rise and is the last.
    assert found.windows == (15, 15)
    assert (found.best, found.in_place) == (15, False)
    assert (mine.digest(), mine.tick) == (before, 0)


def test_windows_go_on_while_they_rise() -> None:
    smelting = world()
    smelter(smelting)
    # Without a wait: ore k arrives at tick 240k, and its plate is ready 3.2 s = 192 ticks later. By tick 3600 that
    # makes (3600 - 192) // 240 = 14 plates, then 15 in every further minute.
    found = measure_throughput(smelting, "iron-plate", wait_s=0, window_s=60)
    assert found.windows == pytest.approx((14, 15, 15), abs=1)
    assert found.windows[0] < found.windows[1]
    assert len(found.windows) == 3


def test_an_idle_world_is_measured_once() -> None:
    assert measure_throughput(world(), "iron-ore", wait_s=60, window_s=60).windows == (0,)


class Growing(SimWorld):
    """A world in which somebody builds another mine before every stretch of time."""

    mines = 0

    def fork(self) -> SimWorld:
        """A copy that grows too."""
        copy = Growing(super().fork()._engine)
        copy.mines = self.mines
        return copy

    def advance(self, ticks: int) -> int:
        """Build, then let time pass."""
        iron_mine(self, 18 + 3 * (self.mines % 6), 74 + 5 * (self.mines // 6))
        self.mines += 1
        return super().advance(ticks)


def test_there_are_at_most_ten_windows() -> None:
    growing = Growing(world()._engine)
    found = measure_throughput(growing, "iron-ore", wait_s=0, window_s=60)
    assert len(found.windows) == MAX_WINDOWS == 10
    assert sorted(set(found.windows)) == list(found.windows)
    assert found.best == found.windows[-1]


class Unforkable(SimWorld):
    """A backend that can make no copies."""

    @property
    def caps(self) -> Any:
        """As the engine's, without forks."""
        return msgspec.structs.replace(super().caps, fork="none")

    def fork(self) -> SimWorld:
        """Cannot be done."""
        raise AssertionError("this backend cannot fork")


def test_without_forks_the_world_itself_is_measured_and_the_result_says_so() -> None:
    mine = Unforkable(world()._engine)
    iron_mine(mine)
    now = task().verify(mine)
    assert now.throughput == 15
    assert mine.tick == 3 * MINUTE  # the wait and two windows
    assert now.meta["measured_in_place"] is True


def test_hand_work_does_not_count() -> None:
    mine = world()
    iron_mine(mine)
    mine.do([ops.Exchange(0, give={"iron-ore": 40}, made={"iron-ore": 40}, by="harvest")])
    mine.do(
        [ops.Exchange(0, take={"iron-plate": 8}, give={"iron-gear-wheel": 4}, made={"iron-gear-wheel": 4},
                      used={"iron-plate": 8}, by="craft")]
    )  # fmt: skip
    mine.advance(MINUTE + 60)  # a second more, so that the fifteenth piece of ore is out
    stats = statistics(mine)
    assert stats.produced["iron-ore"] == 55
    assert made_by_machines(stats, "iron-ore") == 15
    assert made_by_machines(stats, "iron-gear-wheel") == 0
    assert made_by_machines(stats, "copper-ore") == 0


def test_scores_follow_the_price_list() -> None:
    mine = world()
    mine.do([ops.Exchange(0, give={"iron-ore": 40}, made={"iron-ore": 40}, by="harvest")])
    mine.do(
        [ops.Exchange(0, take={"iron-plate": 8}, give={"iron-gear-wheel": 4}, made={"iron-gear-wheel": 4},
                      used={"iron-plate": 8}, by="craft")]
    )  # fmt: skip
    now = score(mine)
    # Prices of MECHANICS 3.24: ore 3.1, plate 5.6267, gear 12.6136; 40 × 3.1 + 4 × 12.6136 − 8 × 5.6267 = 129.44
    assert (now.production, now.automated) == (129, 0)
    iron_mine(mine)
    mine.advance(MINUTE + 60)
    # 15 pieces of ore. The drill burned 9.15 MJ at 150 kW, which took 3 pieces of coal of 4 MJ: 15 × 3.1 − 3 × 3 = 37.5
    now = score(mine)
    assert (now.production, now.automated) == (166, 37)


def test_milestones_have_ticks() -> None:
    smelting = world()
    smelter(smelting)
    smelting.do([ops.Exchange(0, give={"stone": 1}, made={"stone": 1}, by="harvest")])
    smelting.advance(MINUTE)
    found = milestones(statistics(smelting))
    assert list(found.produced) == ["stone", "iron-ore", "iron-plate"]
    assert found.produced["stone"] == 0
    assert list(found.automated) == ["iron-ore", "iron-plate"]
    assert found.automated["iron-ore"] == pytest.approx(240, abs=2)
    assert found.researched == {}  # all technologies were there from the start


def test_a_quota_that_is_reached_is_success() -> None:
    mine = world()
    iron_mine(mine)
    assert task(quota=15).verify(mine).success
    short = task(quota=16).verify(mine)
    assert not short.success
    assert short.meta["iron-ore achieved throughput per 60 seconds"] == 15
    assert task(quota=16).text(short, 5) == (
        "The current throughput of your factory is 15 of iron-ore created per 60 seconds."
    )
    assert not task(kind="unbounded_throughput", quota=15).verify(mine).success


def test_the_reward_is_the_share_of_the_quota_gained_over_the_best() -> None:
    quota = task(quota=16)
    idle = quota.verify(world())
    so_far, rewards = 0.0, []
    for throughput in (0.0, 4.0, 2.0, 8.0, 20.0, 30.0):
        now = Verification(False, idle.score, throughput)
        reward, so_far = quota.reward(now, so_far)
        rewards.append(reward)
    assert rewards == [0, 0.25, 0, 0.25, 0.5, 0]  # never more than the whole quota
    unbounded = task(kind="unbounded_throughput", quota=16)
    reward, so_far = unbounded.reward(Verification(False, idle.score, 40.0), 0.5)
    assert (reward, so_far) == (2.0, 2.5)


def test_open_play_rewards_the_score_gained() -> None:
    free = load_task("open_play")
    mine = world()
    before = free.verify(mine)
    assert free.reward(before, 0.0) == (0.0, 0.0)
    mine.do([ops.Exchange(0, give={"iron-ore": 40}, made={"iron-ore": 40}, by="harvest")])
    after = free.verify(mine)
    assert free.reward(after, 0.0) == (124.0, 124.0)  # 40 × 3.1
    assert free.reward(after, 200.0) == (-76.0, 124.0)
    assert after.throughput is None
    assert free.text(after, 3) == "The production score is 124."


def test_steps_left_are_shown_where_the_definition_says_so() -> None:
    shown = load_task("iron_gear_wheel_throughput_unbounded")
    idle = shown.verify(world())
    assert shown.text(idle, 7) == "Steps left: 7."
    assert math.isfinite(shown.reward(idle, 0.0)[0])


def test_a_task_is_set_up_as_its_definition_says() -> None:
    lab = load_task("iron_plate_throughput_multiagent_free").setup.create(0, embedded_world)
    first, second, research = lab.do([ops.Agent(0), ops.Agent(1), ops.Research()])
    assert first.inventory == second.inventory
    assert first.inventory["transport-belt"] == 500
    assert "automation" in research.researched
