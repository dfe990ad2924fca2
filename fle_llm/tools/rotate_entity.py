"""rotate_entity: turning something to another side."""

from __future__ import annotations

from fle_llm.data import facts
from fle_llm.errors import Refused
from fle_llm.game import Direction, Entity, EntityCore
from fle_llm.tools.arguments import canonical, cardinal, direction_of
from fle_llm.tools.hands import Hands, failure
from fle_llm.tools.targets import seen, views_near
from fle_llm.world.derive.geometry import facts_of, raw_direction
from fle_llm.world.derive.refusals import because
from fle_llm.world.derive.scene import ref_of
from fle_llm.world.ops import EntityView, Rotate

TOOL = "rotate_entity"

REACH = 0.5
"""Tiles around the entity's position in which it is looked for (AGENT_API 3.8)."""


def rotate_entity(hands: Hands, entity: Entity, direction: Direction = Direction.UP) -> Entity:
    """Turn an entity to face another side.

    An inserter then drops to that side and picks from the opposite one; a belt runs that way; a drill puts its ore
    out there.

    Parameters:
        entity: the entity to turn (not a group, not a Prototype).
        direction: UP, RIGHT, DOWN or LEFT.
    Returns: the entity as it is now.
    Cost: 0 ticks. Any distance will do.
    Errors: ValueError for wrong types; "Could not rotate ..." for what has no direction (chests, furnaces, poles,
    labs) and for assembling machines without a recipe that uses a fluid.

    Example:
        move_to(Position(x=0, y=0))
        chest = place_entity(Prototype.WoodenChest, position=Position(x=2.5, y=0.5))
        inserter = place_entity_next_to(Prototype.BurnerInserter, chest.position, Direction.RIGHT)
        inserter = rotate_entity(inserter, Direction.LEFT)
        print(inserter.drop_position)
    """
    if not isinstance(entity, EntityCore):
        raise ValueError("The first argument must be an Entity object")
    facing = cardinal(direction_of(direction, ValueError("The second argument must be a Direction")), TOOL)
    name = canonical(entity.name)
    hands.must_reach(TOOL, entity.position)
    near = views_near(hands, entity.position, REACH, {name})
    if not near:
        raise failure(
            TOOL,
            f"Could not rotate {name}. No entity to rotate at the given coordinates {entity.position}.",
            code="no-entity",
        )
    view = near[0]
    raw = raw_direction(name, facing)
    return seen(hands, view if raw == view.direction else _turned(hands, view, raw))


def _turned(hands: Hands, view: EntityView, raw: int) -> EntityView:
    """The entity after its turn: a splitter's centre moves with a quarter of one, so it is not looked for again."""
    name = view.name
    if _needs_fluid_recipe(view):
        raise failure(
            TOOL,
            f"Could not rotate {name}. Set the recipe first: it turns only with a recipe that takes or makes a fluid.",
            code="cannot-rotate",
        )
    try:
        turned: EntityView = hands.ask(Rotate(ref_of(view), raw))
    except Refused as refused:
        raise failure(
            TOOL,
            f"Could not rotate {name}. {because(refused.reason, refused.data)}.",
            code=refused.reason,
            data=dict(refused.data),
        ) from None
    return turned


def _needs_fluid_recipe(view: EntityView) -> bool:
    """Whether an assembling machine has no use for a direction as it is."""
    entry = facts_of(view.name)
    if entry is None or entry.type != "assembling-machine" or (entry.fluid_boxes and not entry.fluid_boxes_need_recipe):
        return False
    recipe = facts().recipes.get(view.recipe) if view.recipe else None
    return recipe is None or not recipe.has_fluids
