"""can_place_entity: whether place_entity would succeed."""

from __future__ import annotations

from fle_llm.errors import ToolError
from fle_llm.game import Direction, Position, Prototype
from fle_llm.tools import building
from fle_llm.tools.arguments import direction_of, place_of
from fle_llm.tools.hands import Hands, point_of
from fle_llm.world.derive.geometry import raw_direction
from fle_llm.world.ops import Placement


def can_place_entity(
    hands: Hands,
    entity: Prototype,
    direction: Direction = Direction.UP,
    position: Position = Position(x=0.0, y=0.0),  # noqa: B008 - the agent API's default; never changed
) -> bool:
    """Tell whether place_entity would succeed with the same arguments, without doing it.

    Looks at your reach (10 tiles), your inventory, and what is in the way. Your own character is not: it would step
    aside.

    Parameters:
        entity: the Prototype.
        direction: where it would face.
        position: its centre.
    Returns: True or False; it never fails for a reason of the game.
    Cost: 0 ticks.
    Errors: AssertionError when an argument is of another type.

    Example:
        if can_place_entity(Prototype.WoodenChest, Direction.UP, Position(x=3.5, y=3.5)):
            place_entity(Prototype.WoodenChest, Direction.UP, Position(x=3.5, y=3.5))
    """
    place = place_of(position, AssertionError("The position argument must be a Position object"))
    facing = direction_of(direction, AssertionError("The second argument must be a Direction object"))
    unnamed = AssertionError("The first argument must be a Prototype object")
    try:
        name = building.checked_name("can_place_entity", entity, unnamed)
    except ToolError:
        return False  # what does not exist, or is only an item, cannot be placed
    if facing.value % 4:
        return False
    character = hands.character()
    if building.too_far(character, place) is not None or building.not_carried(character, name) is not None:
        return False
    if name == building.PUMP:
        return building.shore_spot(hands, place, facing) is not None
    return building.verdicts(hands, [Placement(name, *point_of(place), raw_direction(name, facing))])[0].ok
