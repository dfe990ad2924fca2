"""Nuclear reactors (MECHANICS 3.9, 3.14): fuel cells, what is left of them, and the bonus of neighbours.

A reactor burns its cells one after another, whether anybody needs the heat or not. A burnt cell comes to lie in a slot
of its own, and no cell is lit for whose remains there is no room. A fire gives 40 MW, and as much again for each
fire in a reactor that stands exactly beside it. A cell lasts whole ticks, so all a fire needs to know is when it ends.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.engine import books, heat
from fle_llm.engine.constants import FUEL_INSERT_LIMIT, TICKS_PER_SECOND, UNITS
from fle_llm.engine.entities import Reactor
from fle_llm.engine.storage import add, remove, stack_size
from fle_llm.engine.terrain import tile_of

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine


@functools.cache
def _categories(name: str) -> tuple[str, ...]:
    source = facts().entities[name].energy_source
    return source.fuel_categories if source is not None else ()


def lasts(reactor: Reactor, cell: str) -> int:
    """Ticks for which a cell burns: 12,000 for one of uranium."""
    return int(facts().items[cell].fuel_value_j * TICKS_PER_SECOND / facts().entities[reactor.name].energy_usage_w)


def room(reactor: Reactor, item: str) -> int:
    """How many more of a fuel cell fit by hand."""
    if item not in facts().items or facts().items[item].fuel_category not in _categories(reactor.name):
        return 0
    if reactor.fuel and item not in reactor.fuel:
        return 0
    return stack_size(item) - reactor.fuel.get(item, 0)


def wanted(reactor: Reactor, item: str) -> int:
    """How many more automatic insertion gives: as `room`, but only below the limit."""
    return room(reactor, item) if sum(reactor.fuel.values()) < FUEL_INSERT_LIMIT else 0


def left_j(reactor: Reactor, tick: int) -> int:
    """Joules left in the fire."""
    if not reactor.burning:
        return 0
    return (reactor.until - tick) * round(facts().entities[reactor.name].energy_usage_w) // TICKS_PER_SECOND


def blocked(reactor: Reactor) -> bool:
    """Whether there is a cell, but no room for what would be left of it."""
    remains = facts().items[next(iter(reactor.fuel))].burnt_result if reactor.fuel else None
    if remains is None:
        return False
    return any(other != remains for other in reactor.burnt) or reactor.burnt.get(remains, 0) >= stack_size(remains)


def act(engine: Engine, reactor: Reactor, tick: int) -> None:
    """Put a burnt cell aside, light the next."""
    if reactor.burning and tick < reactor.until:
        engine.clock.at(reactor, reactor.until)
        return
    if reactor.burning:
        remains = facts().items[reactor.burning].burnt_result
        reactor.burning = None
        if remains is not None:
            add(reactor.burnt, remains, 1)
            books.made(engine, remains, 1)
    if reactor.fuel and not blocked(reactor):
        cell = next(iter(reactor.fuel))
        remove(reactor.fuel, cell, 1)
        books.used(engine, cell, 1)
        reactor.burning, reactor.until = cell, tick + lasts(reactor, cell)
        engine.clock.at(reactor, reactor.until)
    engine.notify(reactor)
    heat.stoke(engine, heat.of(engine, reactor))


def output(engine: Engine, reactor: Reactor) -> int:
    """Watts of heat that a reactor gives."""
    if not reactor.burning:
        return 0
    entry = facts().entities[reactor.name]
    # one that is being taken down is part of no heat network any more
    fires = sum(other.burning is not None and other.heat != 0 for other in neighbours(engine, reactor))
    return round(entry.energy_usage_w * (1 + entry.neighbour_bonus * fires))


def neighbours(engine: Engine, reactor: Reactor) -> list[Reactor]:
    """Reactors that stand exactly beside one, side along side."""
    found = []
    side = facts().entities[reactor.name].tile_width * UNITS
    for dx, dy in ((0, -side), (side, 0), (0, side), (-side, 0)):
        other = engine.entity_on(tile_of(reactor.x + dx, reactor.y + dy))
        if isinstance(other, Reactor) and (other.x, other.y) == (reactor.x + dx, reactor.y + dy):
            found.append(other)
    return found
