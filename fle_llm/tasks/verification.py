"""Measuring a factory's throughput without touching it.

The measurement runs on a fork of the world: a wait, then windows of time while each makes more than the best before it.
Where a backend cannot fork it runs in the world itself, and the result says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fle_llm.tasks.production import Score, made_by_machines, statistics
from fle_llm.world.protocol import World

TICKS_PER_SECOND = 60
MAX_WINDOWS = 10


@dataclass(frozen=True, slots=True)
class Verification:
    """How a task stands. `meta` holds plain JSON values, `text` is the sentence shown to the model (may be empty).

    `throughput` is the best window (None where a task has none), `windows` are all that were measured.
    """

    success: bool
    score: Score
    throughput: float | None = None
    windows: tuple[float, ...] = ()
    meta: dict[str, Any] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True, slots=True)
class Throughput:
    """Amounts made by machines in each window, the best of them, and whether the world itself was advanced."""

    windows: tuple[float, ...]
    in_place: bool

    @property
    def best(self) -> float:
        """The amount in the best window."""
        return max(self.windows)


def measure_throughput(world: World, item: str, *, wait_s: int, window_s: int) -> Throughput:
    """Let a copy of the factory run for `wait_s`, then for windows of `window_s` while the amount made keeps rising."""
    if world.caps.fork == "none":
        return Throughput(_windows(world, item, wait_s, window_s), in_place=True)
    copy = world.fork()
    try:
        return Throughput(_windows(copy, item, wait_s, window_s), in_place=False)
    finally:
        copy.close()


def _windows(world: World, item: str, wait_s: int, window_s: int) -> tuple[float, ...]:
    if wait_s:
        world.advance(wait_s * TICKS_PER_SECOND)
    windows: list[float] = []
    best = 0.0
    before = made_by_machines(statistics(world), item)
    while len(windows) < MAX_WINDOWS:
        world.advance(window_s * TICKS_PER_SECOND)
        now = made_by_machines(statistics(world), item)
        windows.append(now - before)
        if windows[-1] <= best:
            break
        best, before = windows[-1], now
    return tuple(windows)
