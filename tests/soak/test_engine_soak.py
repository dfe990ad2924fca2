"""Long runs of random play; `make soak` runs them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "fle_llm" / "engine"))

import chaos
import test_engine_waking as waking


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_ten_thousand_random_sequences() -> None:
    for seed in range(10_000):
        world = chaos.play(seed, 40)
        copy = world.fork()
        world.advance(1200)
        for part in (1, 7, 300, 892):
            copy.advance(part)
        assert copy.digest() == world.digest(), seed


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_thousand_belts_of_arms_that_are_woken_all_the_time() -> None:
    for seed in range(1_000):
        assert waking.played(seed, waking.as_they_wake) == waking.played(seed, waking.all_the_time), seed
