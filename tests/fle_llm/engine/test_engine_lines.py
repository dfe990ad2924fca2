"""What holds for any tangle of belts, undergrounds and splitters: nothing is lost, nothing sleeps that could move."""

from __future__ import annotations

import random

import belt_chaos
import chaos
from hypothesis import given, settings
from hypothesis import strategies as st

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
