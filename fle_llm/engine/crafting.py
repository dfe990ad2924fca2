"""Crafting: the common way of furnaces and assembling machines from ingredients to products (MECHANICS 3.6, 3.7).

A craft costs the machine's energy for the recipe's time, counted in joules. Ingredients are taken at its start,
products appear at its end, where both are booked; what a tick gives beyond the end counts towards the next craft. A
productivity bar adds its share at the end of a craft too. Products that come by chance come at their mean rate: the
millionths owed are added up and paid out when they make a whole one.

A furnace goes by what lies in its source slot, an assembling machine by the recipe it was told. Fluids are taken and
given by `portions`.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.engine import books, effects, energy, portions
from fle_llm.engine.constants import MILLION, QUANTA, TICKS_PER_SECOND
from fle_llm.engine.entities import Assembler, Furnace, Silo
from fle_llm.engine.storage import add, remove, stack_size
from fle_llm.engine.things import Crafter

if TYPE_CHECKING:
    from fle_llm.data import RecipeFacts
    from fle_llm.data.schema import Amount
    from fle_llm.engine.core import Engine


def work_of(machine: Crafter, recipe: RecipeFacts) -> float:
    """Joules of one craft."""
    return _work(machine.name, recipe.name)


@functools.cache
def _work(machine: str, recipe: str) -> float:
    ticks = facts().recipes[recipe].energy_s * TICKS_PER_SECOND / facts().entities[machine].crafting_speed
    whole = round(ticks)
    return energy.per_tick(machine) * (whole if abs(ticks - whole) < 1e-9 else ticks)


def under_way(machine: Crafter) -> RecipeFacts | None:
    """The recipe of the craft that was begun and is not finished."""
    return facts().recipes[machine.recipe] if machine.crafting and machine.recipe is not None else None


def act(engine: Engine, machine: Crafter, tick: int) -> None:
    """Finish, start, refuel: whatever can be done at this tick, then sleep until the next event."""
    energy.settle(engine, machine, tick)
    recipe = under_way(machine)
    if recipe is None:
        machine.progress = 0
        recipe = _start(engine, machine)
    while recipe is not None and energy.reached(machine, work_of(machine, recipe)):
        machine.progress = max(0, machine.progress - work_of(machine, recipe))
        _finish(engine, machine, recipe)
        recipe = _start(engine, machine)
    if recipe is None:
        machine.progress = 0
        energy.rest(engine, machine)
        return
    energy.go_on(engine, machine, tick, work_of(machine, recipe))


# --- beginning -------------------------------------------------------------------------------------------------------


def next_recipe(engine: Engine, machine: Crafter) -> RecipeFacts | None:
    """The recipe of the next craft, whether there is enough for it or not."""
    if isinstance(machine, Furnace):
        return engine.in_force.smelting_of(next(iter(machine.source))) if machine.source else None
    return None if machine.recipe is None else facts().recipes[machine.recipe]


def _enough(machine: Crafter, recipe: RecipeFacts) -> bool:
    return all(part.fluid or machine.source.get(part.name, 0) >= part.amount for part in recipe.ingredients)


def fits(machine: Crafter, recipe: RecipeFacts) -> bool:
    """Whether the items that one more craft makes fit beside those that are there."""
    if isinstance(machine, Silo):
        return any(machine.parts.get(part, 0) < count for part, count in rocket(machine).items())
    one_slot = isinstance(machine, Furnace)
    for part in (part for part in recipe.products if not part.fluid):
        if one_slot and machine.result and part.name not in machine.result:
            return False
        if machine.result.get(part.name, 0) + part.amount > stack_size(part.name):
            return False
    return True


def rocket(silo: Silo) -> dict[str, int]:
    """The parts of a whole rocket."""
    recipe = facts().recipes[facts().entities[silo.name].fixed_recipe or ""]
    return {part.name: facts().entities[silo.name].rocket_parts_required for part in recipe.products}


def _start(engine: Engine, machine: Crafter) -> RecipeFacts | None:
    """Take the ingredients of the next craft, if there are any, the products fit and there is energy."""
    if not energy.available(machine):
        return None
    recipe = next_recipe(engine, machine)
    if recipe is None or not _enough(machine, recipe) or not fits(machine, recipe):
        return None
    if isinstance(machine, Assembler) and recipe.has_fluids:
        if not portions.enough(engine, machine, recipe) or not portions.fits(engine, machine, recipe):
            return None
        portions.begin(engine, machine, recipe)
    for part in recipe.ingredients:
        if not part.fluid:
            remove(machine.source, part.name, part.amount)
    machine.recipe = recipe.name
    machine.crafting = True
    engine.notify(machine)
    return recipe


# --- finishing -------------------------------------------------------------------------------------------------------


def _finish(engine: Engine, machine: Crafter, recipe: RecipeFacts) -> None:
    machine.crafting = False
    machine.finished += 1
    if isinstance(machine, Furnace):
        machine.recipe = None
    for part in recipe.ingredients:
        if part.fluid:
            books.fluid_used(engine, part.name, part.amount * QUANTA, part.ignored_by_stats * QUANTA)
        else:
            books.used(engine, part.name, part.amount - part.ignored_by_stats)
    for part in recipe.products:
        _give(engine, machine, part, part.amount, part.ignored_by_stats)
    if recipe.productivity:
        machine.bonus += effects.of(engine, machine).productivity
        times, machine.bonus = divmod(machine.bonus, 100)
        for part in recipe.products if times else ():
            _give(engine, machine, part, times * max(0, part.amount - part.ignored_by_productivity), 0)
    engine.notify(machine)


def _give(engine: Engine, machine: Crafter, part: Amount, amount: int, uncounted: int) -> None:
    """Add `amount` of a product, all but `uncounted` of it to the statistics."""
    if part.fluid:
        if isinstance(machine, Assembler):
            given = portions.give(engine, machine, part.name, amount * QUANTA)
            books.fluid_made(engine, part.name, given, uncounted * QUANTA)
        return
    if part.expected != part.amount:
        owed = machine.owed.get(part.name, 0) + round(part.expected / part.amount * amount * MILLION)
        amount, machine.owed[part.name] = divmod(owed, MILLION)
    add(machine.parts if isinstance(machine, Silo) else machine.result, part.name, amount)
    if amount > uncounted:
        books.made(engine, part.name, amount - uncounted)
