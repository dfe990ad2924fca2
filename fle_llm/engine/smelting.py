"""Furnaces (MECHANICS 3.7): one recipe at a time, chosen by what lies in the source slot.

A craft costs the furnace's energy for the recipe's time, counted in joules. Ingredients are taken at its start,
products appear at its end, where both are booked; what a tick gives beyond the end counts towards the next craft.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.engine import burner
from fle_llm.engine.constants import TICKS_PER_SECOND
from fle_llm.engine.state import Furnace
from fle_llm.engine.storage import add, remove, stack_size

if TYPE_CHECKING:
    from fle_llm.data import RecipeFacts
    from fle_llm.engine.core import Engine


def work_of(furnace: Furnace, recipe: RecipeFacts) -> int:
    """Joules of one craft."""
    ticks = round(recipe.energy_s * TICKS_PER_SECOND / facts().entities[furnace.name].crafting_speed)
    return burner.usage_per_tick(furnace.name) * ticks


def settle(engine: Engine, furnace: Furnace, now: int) -> None:
    """Book the energy used and the way made since the last time."""
    if furnace.working and furnace.burner is not None:
        asked = burner.usage_per_tick(furnace.name) * (now - furnace.since)
        drawn = burner.draw_for(engine, furnace, furnace.burner, asked)
        furnace.progress += drawn
        furnace.working = drawn == asked
    furnace.since = now


def act(engine: Engine, furnace: Furnace, tick: int) -> None:
    """Finish, start, refuel: whatever can be done at this tick, then sleep until the next event."""
    settle(engine, furnace, tick)
    recipe = facts().recipes[furnace.recipe] if furnace.recipe else None
    carry = 0
    if recipe is not None and furnace.progress >= work_of(furnace, recipe):
        carry = furnace.progress - work_of(furnace, recipe)
        _finish(engine, furnace, recipe)
        recipe = None
    if recipe is None:
        furnace.progress = 0
        furnace.recipe = None
        recipe = _start(engine, furnace)
        if recipe is None:
            furnace.working = False
            return
        furnace.progress = carry
    _go_on(furnace, engine, tick, work_of(furnace, recipe))


def _finish(engine: Engine, furnace: Furnace, recipe: RecipeFacts) -> None:
    product, ingredient = recipe.products[0], recipe.ingredients[0]
    add(furnace.result, product.name, int(product.amount))
    furnace.finished += 1
    engine.count_consumed(ingredient.name, int(ingredient.amount))
    engine.count_made(product.name, int(product.amount))
    engine.notify(furnace)


def room_for_product(furnace: Furnace, recipe: RecipeFacts) -> bool:
    """Whether the next product of a recipe fits the result slot."""
    product = recipe.products[0]
    if furnace.result and product.name not in furnace.result:
        return False
    return furnace.result.get(product.name, 0) + product.amount <= stack_size(product.name)


def _start(engine: Engine, furnace: Furnace) -> RecipeFacts | None:
    """Take the ingredients of the next craft, if there are any, the product fits and there is energy."""
    if not furnace.source or furnace.burner is None or not burner.has_energy(furnace.burner):
        return None
    item = next(iter(furnace.source))
    recipe = engine.smelting_of(item)
    if recipe is None or not room_for_product(furnace, recipe):
        return None
    amount = int(recipe.ingredients[0].amount)
    if furnace.source[item] < amount:
        return None
    remove(furnace.source, item, amount)
    furnace.recipe = recipe.name
    engine.notify(furnace)
    return recipe


def _go_on(furnace: Furnace, engine: Engine, tick: int, work: int) -> None:
    if furnace.burner is None or not burner.has_energy(furnace.burner):
        furnace.working = False
        return
    furnace.working = True
    rate = burner.usage_per_tick(furnace.name)
    done = tick + max(1, -(-(work - furnace.progress) // rate))
    engine.clock.at(furnace, min(done, tick + furnace.burner.left // rate + 1))
