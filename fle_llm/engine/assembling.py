"""Assembling machines: their recipe, and what they take for it (MECHANICS 3.6, 3.8). Crafting itself is `crafting`.

By hand an ingredient fits up to its stack, or what two crafts take if that is more; inserters stop at the overload
limit, and bring nothing while as many products lie there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.engine import characters, crafting, delivery, effects, energy, knowledge, plumbing
from fle_llm.engine.entities import Assembler, Silo
from fle_llm.engine.storage import add, stack_size
from fle_llm.engine.things import Entity
from fle_llm.errors import Refused

if TYPE_CHECKING:
    from fle_llm.data import RecipeFacts
    from fle_llm.engine.core import Engine


def wanted(engine: Engine, machine: Assembler | Silo, item: str) -> int:
    """How many of an ingredient automatic insertion still gives."""
    recipe = crafting.next_recipe(engine, machine)
    need = _ingredient(recipe, item)
    have = machine.source.get(item, 0)
    if recipe is None or not need or have >= delivery.overload(engine, machine, recipe, need):
        return 0
    for part in (part for part in recipe.products if not part.fluid):
        enough = min(stack_size(part.name), delivery.overload(engine, machine, recipe, part.amount))
        if machine.result.get(part.name, 0) >= enough:
            return 0
    return max(0, _slot(item, need) - have)


def _ingredient(recipe: RecipeFacts | None, item: str) -> int:
    """How many of an item a craft takes."""
    return next((part.amount for part in recipe.ingredients if part.name == item), 0) if recipe is not None else 0


def _slot(item: str, need: int) -> int:
    return max(stack_size(item), 2 * need)


def room(machine: Assembler | Silo, item: str, where: str | None) -> tuple[int, str]:
    """How many of an item fit by hand, and whether as ingredient or as product."""
    recipe = facts().recipes[machine.recipe] if machine.recipe is not None else None
    need = _ingredient(recipe, item)
    if need and where != "output":
        return max(0, _slot(item, need) - machine.source.get(item, 0)), "input"
    made = recipe.products if recipe is not None and isinstance(machine, Assembler) else ()
    if any(part.name == item for part in made) and where != "input":
        return max(0, stack_size(item) - machine.result.get(item, 0)), "output"
    return 0, "input"


def set_recipe(engine: Engine, machine: Entity, name: str | None, agent: int) -> None:
    """Tell a machine what to make from now on, None: nothing.

    What it held goes to the agent, the craft under way and modules the recipe bars included, or all is refused.
    """
    if name is not None:
        _check(engine, machine, name)
    if not isinstance(machine, Assembler):
        raise Refused("not-allowed", {"name": machine.name, "item": name or "no recipe"})
    if machine.recipe == name:
        return
    character = engine.state.agents[agent]
    barred = _barred(machine, name)
    displaced = held(machine)
    for module in barred:
        add(displaced, module, machine.modules[module])
    characters.give(engine, character, displaced)
    energy.settle(engine, machine, engine.tick)
    for module in barred:
        del machine.modules[module]
    plumbing.shut(engine, machine)
    machine.source, machine.result, machine.owed = {}, {}, {}
    machine.recipe, machine.crafting, machine.bonus = name, False, 0
    plumbing.joined(engine, machine)
    effects.changed(engine, machine)


def held(machine: Assembler) -> dict[str, int]:
    """Ingredients and products in a machine, those of the craft under way included; not its modules."""
    recipe = crafting.under_way(machine)
    found = dict(machine.source)
    for item, count in machine.result.items():
        add(found, item, count)
    for part in recipe.ingredients if recipe is not None else ():
        if not part.fluid:
            add(found, part.name, part.amount)
    return found


def _check(engine: Engine, machine: Entity, name: str) -> None:
    """Refuse a recipe that a machine cannot be given."""
    recipe = facts().recipes.get(name)
    if recipe is None:
        raise Refused("unknown-name", {"name": name})
    entry = facts().entities[machine.name]
    if not isinstance(machine, Assembler) or recipe.category not in entry.crafting_categories:
        raise Refused("not-allowed", {"name": machine.name, "item": name})
    if name not in knowledge.recipes(engine.state.knowledge):
        raise Refused("locked", {"name": name, "needs": list(knowledge.teachers(name))})
    at = (machine.x, machine.y, machine.direction)
    fluids = plumbing.mixed(engine, machine.name, *at, variant=name, itself=machine)
    if fluids:
        raise Refused("fluid-mix", {"fluids": fluids})


def _barred(machine: Assembler, name: str | None) -> list[str]:
    """The modules in a machine that another recipe does not allow."""
    if name is None or facts().recipes[name].productivity:
        return []
    return [module for module in sorted(machine.modules) if "productivity" in effects.purposes(module)]
