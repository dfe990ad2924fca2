"""Fuel: burning it, putting it in (MECHANICS 3.9).

A burner draws whole joules. When what burns does not last for a tick, the next item of the slot is lit in that same
tick and counted as consumed; with an empty slot the last joules are drawn and it is dry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.engine import books
from fle_llm.engine.constants import FUEL_INSERT_LIMIT, TICKS_PER_SECOND
from fle_llm.engine.storage import remove, stack_size
from fle_llm.engine.things import Burner, Entity

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine


def fuel_value(item: str) -> int:
    """Joules in one item; 0 for what does not burn in a chemical burner."""
    entry = facts().items.get(item)
    if entry is None or entry.fuel_category != "chemical":
        return 0
    return int(entry.fuel_value_j)


def usage_per_tick(name: str) -> int:
    """Joules an entity uses in a tick of work."""
    return int(facts().entities[name].energy_usage_w) // TICKS_PER_SECOND


def light(engine: Engine, burner: Burner) -> bool:
    """Light the next item; whether there was one."""
    if not burner.fuel:
        burner.burning = None
        return False
    item = next(iter(burner.fuel))
    remove(burner.fuel, item, 1)
    books.used(engine, item, 1)
    burner.burning = item
    burner.left += fuel_value(item)
    return True


def draw(engine: Engine, burner: Burner, joules: int) -> int:
    """Draw up to `joules`, lighting items as needed; what was drawn."""
    while burner.left < joules:
        if not light(engine, burner):
            joules = burner.left
            break
    burner.left -= joules
    return joules


def draw_for(engine: Engine, entity: Entity, burner: Burner, joules: int) -> int:
    """As `draw`, and tell who feeds the entity when its slot has room again."""
    before = sum(burner.fuel.values())
    drawn = draw(engine, burner, joules)
    if sum(burner.fuel.values()) != before:
        engine.notify(entity)
    return drawn


def has_energy(burner: Burner) -> bool:
    """Whether there is anything to draw."""
    return burner.left > 0 or bool(burner.fuel)


def room(burner: Burner, item: str) -> int:
    """How many more of a fuel fit into the slot, by hand."""
    if not fuel_value(item) or (burner.fuel and item not in burner.fuel):
        return 0
    return stack_size(item) - burner.fuel.get(item, 0)


def wanted(burner: Burner, item: str) -> int:
    """How many more of a fuel automatic insertion still gives: as `room`, but only below the limit."""
    if sum(burner.fuel.values()) >= FUEL_INSERT_LIMIT:
        return 0
    return room(burner, item)


def energy(burner: Burner) -> int:
    """Joules in the fire and in the slot."""
    return burner.left + sum(fuel_value(item) * count for item, count in burner.fuel.items())


def after(burner: Burner, joules: int) -> tuple[int, dict[str, int]]:
    """What would be left of the fire and the slot when so much had been drawn."""
    left, fuel = burner.left - joules, dict(burner.fuel)
    while left < 0 and fuel:
        item = next(iter(fuel))
        remove(fuel, item, 1)
        left += fuel_value(item)
    return max(0, left), fuel
