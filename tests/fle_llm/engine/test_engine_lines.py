"""What holds for any tangle of belts, undergrounds and splitters: nothing is lost, nothing sleeps that could move."""

from __future__ import annotations

import random

import belt_chaos
import chaos
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from yard import EAST, NORTH, SOUTH, Yard

from fle_llm.engine import belts
from fle_llm.engine.carriers import Lane
from fle_llm.world import ops

SEEDS = st.integers(min_value=0, max_value=2**32)
FEW = settings(max_examples=25, deadline=None, derandomize=True)


@given(SEEDS)
@FEW
def test_nothing_is_made_or_lost_and_nothing_oversleeps(seed: int) -> None:
    world = belt_chaos.play(seed, 100)
    for ticks in (1, 2, 3, 5, 8, 13, 200):
        world.advance(ticks)
        belt_chaos.check_awake(world._engine)


@given(SEEDS, st.lists(st.integers(min_value=1, max_value=150), min_size=1, max_size=12))
@FEW
def test_cutting_an_advance_changes_nothing(seed: int, parts: list[int]) -> None:
    whole = belt_chaos.play(seed, 80)
    cut = whole.fork()
    whole.advance(sum(parts))
    for part in parts:
        cut.advance(part)
        cut.digest()
    assert cut.digest() == whole.digest()


@given(SEEDS, st.integers(min_value=1, max_value=500))
@FEW
def test_restoring_equals_never_having_stopped(seed: int, ticks: int) -> None:
    world = belt_chaos.play(seed, 60)
    copy = chaos.fresh()
    copy.restore(world.snapshot())
    for one in (world, copy):
        rng = random.Random(seed + 1)
        for _ in range(40):
            belt_chaos.one_command(one, rng)
        one.advance(ticks)
    assert copy.digest() == world.digest()


def test_where_an_item_enters_a_lane() -> None:
    """At the end of its way of this tick, or 64 behind the one ahead; on the very edge only if that one moves on."""
    empty = Lane(length=256)
    assert (belts.entry(empty, 0, False), belts.entry(empty, 24, False)) == (256, 232)
    behind_180 = Lane(length=256, items=["coal"], d=[180], tail=180)
    assert belts.entry(behind_180, 24, False) == 244  # it could come to 232, but has to stay behind
    behind_192 = Lane(length=256, items=["coal"] * 4, d=[0, 64, 64, 64], tail=192)
    assert belts.entry(behind_192, 8, False) == 256
    assert belts.entry(behind_192, 8, True) is None  # four to a tile, no fifth
    leaving = Lane(length=179, items=["coal"] * 3, d=[-13, 64, 64], tail=115)  # the way into a splitter
    assert belts.entry(leaving, 24, False) is None  # if the first one has to stay, the fourth would stand at 192
    assert not belts.insert(leaving, "coal", 179, squeeze=True)
    standing_short = Lane(length=256, items=["coal"] * 2, d=[0, 64], tail=64)
    assert belts.entry(standing_short, 0, True) == 256  # there is room to go on


@pytest.mark.parametrize("near", ["left", "right"])
def test_an_arm_that_waits_for_one_lane_sees_the_other_one_move_again(near: str) -> None:
    """The near lane is jammed with iron and has copper behind it; on the far one copper is 26 tiles away, 832 ticks.

    Once the iron at the end is taken, the copper of the near lane comes over 3 tiles in 96 ticks.
    """
    yard = Yard()
    side = {"left": -1, "right": 1}[near]  # an arm on that side of a belt heading east has that lane near
    belts_ = yard.belt(-20.5, 40.5, EAST, 32)
    chest = yard.build("wooden-chest", 5.5, 40.5 + 2 * side)
    arm = yard.build("burner-inserter", 5.5, 40.5 + side, SOUTH if side < 0 else NORTH)
    yard.put(arm, "coal", 5)
    yard.world.do([ops.SetFilter(arm, ("copper-plate",))])
    far = "left" if near == "right" else "right"
    yard.fill(belts_[25:], "iron-plate", (near,))
    yard.fill([belts_[23]], "copper-plate", (near,))
    yard.put(belts_[0], "copper-plate", 1, far)
    yard.seconds(2)
    assert yard.held(chest) == {}
    for belt in belts_[28:]:
        assert yard.take(belt, "iron-plate", 4) == 4
    yard.seconds(4)  # 96 ticks and half a swing
    assert yard.held(chest) == {"copper-plate": 1}
