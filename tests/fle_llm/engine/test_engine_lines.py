"""What holds for any tangle of belts, undergrounds and splitters: nothing is lost, nothing sleeps that could move."""

from __future__ import annotations

import random

import belt_chaos
import chaos
from hypothesis import given, settings
from hypothesis import strategies as st

from fle_llm.engine import belts
from fle_llm.engine.carriers import Lane

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
    standing_short = Lane(length=256, items=["coal"] * 2, d=[0, 64], tail=64)
    assert belts.entry(standing_short, 0, True) == 256  # there is room to go on
