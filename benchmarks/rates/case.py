"""What a case is, and what came of it.

A case has the number of its row in the list of acceptance cases, what the game does, how far a measurement may lie from
that, the entities it needs, and the function that builds and measures it. A window is game time in seconds;
functions get `Window` and ask it for theirs, so that one switch shortens them all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Window:
    """How long to measure. `full` is what the rules ask for; otherwise the shortest that the tolerance allows."""

    full: bool

    def seconds(self, short: float, full: float = 600.0) -> float:
        """Seconds of game time to measure over."""
        return full if self.full else short


Measure = Callable[[Window], float]


@dataclass(frozen=True, slots=True)
class Case:
    """One measurement of one row.

    `expected` is a value, or the ends of a range. A measurement may be off by `relative` of the expected value plus
    `absolute`; both zero: exact.
    """

    row: int
    what: str
    unit: str
    expected: float | tuple[float, float]
    measure: Measure
    relative: float = 0.0
    absolute: float = 0.0
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """A case and what was measured; None: not simulated, for want of `missing`."""

    case: Case
    measured: float | None
    missing: tuple[str, ...] = ()

    @property
    def bounds(self) -> tuple[float, float]:
        """The expected range, a point for most."""
        expected = self.case.expected
        return expected if isinstance(expected, tuple) else (expected, expected)

    @property
    def deviation(self) -> float:
        """How far off, in the case's unit; 0 within the expected range."""
        assert self.measured is not None
        low, high = self.bounds
        return min(self.measured - low, 0.0) + max(self.measured - high, 0.0)

    @property
    def within(self) -> bool:
        """Whether the deviation is allowed."""
        near = self.bounds[0] if self.deviation < 0 else self.bounds[1]
        return abs(self.deviation) <= self.case.relative * abs(near) + self.case.absolute + 1e-9


def play(case: Case, entities: frozenset[str], window: Window) -> Result:
    """Measure a case, or say which of its entities there are not."""
    missing = tuple(name for name in case.needs if name not in entities)
    return Result(case, None, missing) if missing else Result(case, case.measure(window))
