"""Production statistics: every item and fluid that is made or used up is booked here, and nowhere else.

What the counters mean is in `world.ops.StatisticsView`. A deed that teaches a technology is noticed here too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fle_llm.engine import knowledge
from fle_llm.engine.storage import add

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine


def made(engine: Engine, item: str, count: int, *, by_machine: bool = True) -> None:
    """Book items as produced."""
    counters = engine.state.counters
    add(counters.produced, item, count)
    counters.first_produced.setdefault(item, engine.tick)
    if by_machine:
        counters.first_automated.setdefault(item, engine.tick)
    if ("craft-item", item) in engine.in_force.lessons:
        knowledge.happened(engine, "craft-item", item, count)


def used(engine: Engine, item: str, count: int) -> None:
    """Book items as used up."""
    add(engine.state.counters.consumed, item, count)


def fluid_made(engine: Engine, fluid: str, quanta: int, uncounted: int = 0) -> None:
    """Book quanta of a fluid as produced, all but `uncounted` of them."""
    counters = engine.state.counters
    add(counters.fluids_flushed, fluid, -min(quanta, uncounted))
    if quanta > uncounted:
        add(counters.fluids_produced, fluid, quanta - uncounted)
        counters.first_produced.setdefault(fluid, engine.tick)
        counters.first_automated.setdefault(fluid, engine.tick)


def fluid_used(engine: Engine, fluid: str, quanta: int, uncounted: int = 0) -> None:
    """Book quanta of a fluid as used up, all but `uncounted` of them."""
    add(engine.state.counters.fluids_flushed, fluid, uncounted)
    add(engine.state.counters.fluids_consumed, fluid, quanta - uncounted)
