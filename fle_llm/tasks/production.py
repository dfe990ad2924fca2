"""What a factory has produced, as numbers: worth, machine-made amounts, milestones.

Everything is computed on the host from a world's statistics and nothing else; a program's output never counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fle_llm.tools import Hands, call
from fle_llm.world.ops import Statistics, StatisticsView
from fle_llm.world.protocol import World


@dataclass(frozen=True, slots=True)
class Score:
    """Whole numbers, as the game's production score is rounded down.

    `production` is the worth of what was produced less the worth of what was consumed; `automated` leaves out what was
    harvested and the value added by hand-crafting.
    """

    production: int
    automated: int


@dataclass(frozen=True, slots=True)
class Milestones:
    """The tick at which an item first existed, was first made by a machine, a technology was researched; by name."""

    produced: dict[str, int]
    automated: dict[str, int]
    researched: dict[str, int]


def statistics(world: World) -> StatisticsView:
    """The production statistics of a world since it began."""
    view: StatisticsView = world.do([Statistics()])[0]
    return view


def made_by_machines(stats: StatisticsView, name: str) -> float:
    """How much of an item or fluid machines made: all of it less what was harvested and crafted by hand."""
    return stats.produced.get(name, 0.0) - stats.harvested.get(name, 0) - stats.crafted.get(name, 0)


def score(world: World) -> Score:
    """The production score so far, by the same count as the tool that agents call."""
    production, automated = call(Hands(world), "score", [], {})
    return Score(production, automated)


def milestones(stats: StatisticsView) -> Milestones:
    """First times, each dict in the order of the ticks. Technologies given at the start (tick 0) are none."""
    return Milestones(
        _by_tick(stats.first_produced),
        _by_tick(stats.first_automated),
        _by_tick({name: tick for name, tick in stats.researched_at.items() if tick > 0}),
    )


def difference(later: Mapping[str, float], earlier: Mapping[str, float]) -> dict[str, float]:
    """What was added between two counts, by name, sorted; names that did not change are left out."""
    changes = {name: amount - earlier.get(name, 0) for name, amount in later.items()}
    return {name: changes[name] for name in sorted(changes) if changes[name]}


def _by_tick(first: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(first.items(), key=lambda item: (item[1], item[0])))
