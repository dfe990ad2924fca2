"""set_entity_recipe: what a machine makes, or an inserter carries."""

from __future__ import annotations

from fle_llm.data import facts
from fle_llm.errors import Refused, ToolError
from fle_llm.game import Entity, EntityCore, Prototype, RecipeName
from fle_llm.game.entities import AssemblingMachine
from fle_llm.tools.arguments import did_you_mean, name_of
from fle_llm.tools.hands import Hands, failure
from fle_llm.tools.targets import seen, views_near
from fle_llm.world.derive.refusals import because
from fle_llm.world.derive.scene import ref_of
from fle_llm.world.ops import EntityView, SetFilter, SetRecipe

TOOL = "set_entity_recipe"

REACH = 1.0
"""Tiles around the entity's position in which a machine is looked for (AGENT_API 3.9)."""


def set_entity_recipe(hands: Hands, entity: Entity, prototype: Prototype | RecipeName) -> Entity:
    """Set what an assembling machine, chemical plant, refinery or centrifuge makes, or the item an inserter may carry.

    What was in the machine goes to your inventory, the ingredients of the craft under way too; setting the recipe it
    has changes nothing. Furnaces need no recipe: they smelt what is put in.

    Parameters:
        entity: the machine, or an inserter.
        prototype: the Prototype of the product, or a RecipeName for recipes that go by a name of their own.
    Returns: the entity as it is now; its `recipe` is the name of the recipe.
    Cost: 0 ticks. Any distance will do.
    Errors: ValueError for other types; "Could not set recipe ..." when there is no such recipe, the machine cannot
    make it, it is not unlocked yet, or your inventory has no room for what is in the machine.

    Example:
        move_to(Position(x=0, y=0))
        chest = place_entity(Prototype.WoodenChest, position=Position(x=2.5, y=0.5))
        inserter = place_entity_next_to(Prototype.BurnerInserter, chest.position, Direction.RIGHT)
        inserter = set_entity_recipe(inserter, Prototype.Coal)
    """
    if not isinstance(entity, EntityCore):
        raise ValueError(f"Invalid entity type: the first argument must be an Entity object, got {entity!r}")
    recipe = name_of(prototype, ValueError(f"Invalid entity type: {prototype!r} is not a Prototype or RecipeName"))
    hands.must_reach(TOOL, entity.position)
    near = views_near(hands, entity.position, REACH)
    fitting = [view for view in near if view.type in {"assembling-machine", "inserter"}]
    if not fitting:
        raise failure(
            TOOL,
            f"Could not set recipe to {recipe}. No building found that could have its recipe or filter set at "
            f"{entity.position}.{_furnace_hint(near)}",
            code="no-entity",
        )
    same = [view for view in fitting if view.name == entity.name]
    view = (same or fitting)[0]
    return _set_filter(hands, view, recipe) if view.type == "inserter" else _set_recipe(hands, view, recipe)


def _furnace_hint(near: list[EntityView]) -> str:
    return " A furnace needs none: put in what it shall smelt." if any(v.type == "furnace" for v in near) else ""


def _set_filter(hands: Hands, view: EntityView, item: str) -> Entity:
    if item not in facts().items:
        raise failure(
            TOOL,
            f"Could not set recipe to {item}: an inserter carries items, and {item} is none.",
            code="unknown-name",
        )
    try:
        view = hands.ask(SetFilter(ref_of(view), (item,)))
    except Refused as refused:
        raise _failure(item, view, refused) from None
    return seen(hands, view)


def _set_recipe(hands: Hands, view: EntityView, recipe: str) -> Entity:
    if recipe not in facts().recipes:
        others = [found.name for found in facts().recipes_of(recipe)]
        hint = f" It is made by: {', '.join(others)} (RecipeName)." if others else did_you_mean(recipe, facts().recipes)
        raise failure(
            TOOL,
            f"Could not set recipe to {recipe}: there is no recipe of that name.{hint}",
            code="unknown-name",
            data={"name": recipe},
        )
    if view.recipe != recipe:
        try:
            view = hands.ask(SetRecipe(ref_of(view), recipe, hands.agent))
        except Refused as refused:
            raise _failure(recipe, view, refused) from None
    machine = seen(hands, view)
    if isinstance(machine, AssemblingMachine):
        machine.recipe = recipe  # the bare name here, the whole recipe when the machine is read (AGENT_API 2.4)
    return machine


def _failure(recipe: str, view: EntityView, refused: Refused) -> ToolError:
    hint = ""
    if refused.reason == "not-allowed" and recipe in facts().recipes:
        category = facts().recipes[recipe].category
        able = [
            e.name for e in facts().entities.values() if category in e.crafting_categories and e.type != "character"
        ]
        hint = f" It is made in: {', '.join(able)}." if able else ""
    return failure(
        TOOL,
        f"Could not set recipe to {recipe} on {view.name}: {because(refused.reason, refused.data)}.{hint}",
        code=refused.reason,
        data=dict(refused.data),
    )
