"""What holds for every factory: conservation, determinism, snapshots, forks, cut advances."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import chaos
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fle_llm.engine.encoding import STATE_VERSION
from fle_llm.errors import Refused, StateError
from fle_llm.world import MapSpec, ops
from fle_llm.world.sim import SimWorld

SEEDS = st.integers(min_value=0, max_value=2**32)
FEW = settings(max_examples=25, deadline=None, derandomize=True)


@given(SEEDS)
@FEW
def test_nothing_is_made_or_lost(seed: int) -> None:
    chaos.play(seed, 60)


@given(SEEDS, st.lists(st.integers(min_value=1, max_value=400), min_size=1, max_size=12))
@FEW
def test_cutting_an_advance_changes_nothing(seed: int, parts: list[int]) -> None:
    whole = chaos.play(seed, 50)
    cut = whole.fork()
    whole.advance(sum(parts))
    for part in parts:
        cut.advance(part)
        cut.digest()  # nor does looking at it
        cut.do([ops.Entities(), ops.Statistics()])
    assert cut.digest() == whole.digest()


@given(SEEDS, st.integers(min_value=1, max_value=2000))
@FEW
def test_restoring_equals_never_having_stopped(seed: int, ticks: int) -> None:
    world = chaos.play(seed, 50)
    data = world.snapshot()
    copy = SimWorld.new(MapSpec())
    copy.restore(data)
    assert copy.snapshot() == data
    for rng in (random.Random(seed + 1),):
        state = rng.getstate()
        for _ in range(20):
            chaos.one_command(world, rng)
        world.advance(ticks)
        rng.setstate(state)
        for _ in range(20):
            chaos.one_command(copy, rng)
        copy.advance(ticks)
    assert copy.digest() == world.digest()


@given(SEEDS)
@FEW
def test_a_fork_and_its_parent_leave_each_other_alone(seed: int) -> None:
    world = chaos.play(seed, 40)
    before = world.digest()
    fork = world.fork()
    assert fork.digest() == before
    rng = random.Random(seed)
    for _ in range(20):
        chaos.one_command(fork, rng)
    fork.advance(600)
    assert world.digest() == before
    fork_digest = fork.digest()
    world.advance(600)
    assert fork.digest() == fork_digest


@given(SEEDS)
@FEW
def test_a_refused_command_changes_nothing(seed: int) -> None:
    world = chaos.play(seed, 40)
    before = world.digest()
    (views,) = world.do([ops.Entities()])
    for op in (
        ops.Place("transport-belt", 0, 100_000_000),
        ops.Place("no-such-thing", 0, 0),
        ops.Place("loader", 0, 0),
        ops.Place("stone-furnace", -15 * 256, 5 * 256),  # in the lake
        ops.Remove(ops.Ref("stone-furnace", 1, 1)),
        ops.Put(ops.Ref("stone-furnace", 1, 1), "coal", 1),
        ops.Exchange(0, take={"coal": 10**9}),
        ops.Exchange(0, give={"iron-plate": 10**9}),
        *[ops.Put(ops.Ref(view.name, view.x, view.y), "raw-fish", 1) for view in views[:3]],
    ):
        with pytest.raises(Refused):
            world.do([op])
        assert world.digest() == before


@given(SEEDS)
@FEW
def test_a_refused_batch_leaves_nothing_behind(seed: int) -> None:
    world = chaos.play(seed, 40)
    before = world.digest()
    batch = [
        ops.Exchange(0, give={"transport-belt": 3}),
        *(ops.Place("transport-belt", (-60 + i) * 256, -10 * 256, 4) for i in range(3)),
        ops.Place("transport-belt", -60 * 256, -10 * 256, 4),
    ]
    with pytest.raises(Refused) as refused:
        world.do(batch)
    assert (refused.value.index, refused.value.reason) == (4, "blocked")
    assert world.digest() == before
    world.do(batch[:4])
    assert world.digest() != before


def _digest_elsewhere(hash_seed: str) -> str:
    code = "import chaos; print(chaos.play(7, 120).digest())"
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_the_digest_is_the_same_in_any_process() -> None:
    here = chaos.play(7, 120).digest()
    assert _digest_elsewhere("0") == _digest_elsewhere("12345") == here


def test_damaged_and_foreign_snapshots_are_refused() -> None:
    world = chaos.fresh()
    before = world.digest()
    data = world.snapshot()
    for bad in (b"", b"\x00" * 40, data[:-5], data[: len(data) // 2], b"PK\x03\x04" + data):
        with pytest.raises(StateError):
            world.restore(bad)
    magic = b"\xaefle-llm-engine"
    with pytest.raises(StateError, match="state version 99"):
        world.restore(data.replace(magic + bytes([STATE_VERSION]), magic + b"\x63", 1))
    assert world.digest() == before
