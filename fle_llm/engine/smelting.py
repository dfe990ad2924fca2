"""Furnaces (MECHANICS 3.7): one recipe at a time, chosen by what lies in the source slot.

A craft costs the furnace's energy for the recipe's time, counted in joules. Ingredients are taken at its start,
products appear at its end, where both are booked; what a tick gives beyond the end counts towards the next craft.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.engine import energy
from fle_llm.engine.constants import TICKS_PER_SECOND
from fle_llm.engine.state import Furnace
from fle_llm.engine.storage import add, remove, stack_size

if TYPE_CHECKING:
    from fle_llm.data import RecipeFacts
    from fle_llm.engine.core import Engine


def work_of(furnace: Furnace, recipe: RecipeFacts) -> float:
    """Joules of one craft."""
    ticks = round(recipe.energy_s * TICKS_PER_SECOND / facts().entities[furnace.name].crafting_speed)
    return energy.per_tick(furnace.name) * ticks


def act(engine: Engine, furnace: Furnace, tick: int) -> None:
    """Finish, start, refuel: whatever can be done at this tick, then sleep until the next event."""
    energy.settle(engine, furnace, tick)
    recipe = facts().recipes[furnace.recipe] if furnace.recipe else None
    carry: float = 0
    if recipe is not None and energy.reached(furnace, work_of(furnace, recipe)):
        carry = max(0, furnace.progress - work_of(furnace, recipe))
        _finish(engine, furnace, recipe)
        recipe = None
    if recipe is None:
        furnace.progress = 0
        furnace.recipe = None
        recipe = _start(engine, furnace)
        if recipe is None:
            energy.rest(engine, furnace)
            return
        furnace.progress = carry
    energy.go_on(engine, furnace, tick, work_of(furnace, recipe))


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
    if not furnace.source or not energy.available(furnace):
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
