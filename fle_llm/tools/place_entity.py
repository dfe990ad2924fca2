"""place_entity: building something where the program says."""

from __future__ import annotations

from typing import Any, NoReturn

from fle_llm.errors import Refused
from fle_llm.game import Direction, Entity, Position, Prototype
from fle_llm.tools import building
from fle_llm.tools.arguments import cardinal, direction_of, place_of
from fle_llm.tools.building import Spot
from fle_llm.tools.hands import Hands, failure, point_of, refusal
from fle_llm.tools.targets import seen
from fle_llm.world.derive.geometry import position as position_at
from fle_llm.world.derive.geometry import raw_direction, snap
from fle_llm.world.ops import Entities, EntityView, Ref

TOOL = "place_entity"


def place_entity(
    hands: Hands,
    entity: Prototype,
    direction: Direction = Direction.UP,
    position: Position = Position(x=0.0, y=0.0),  # noqa: B008 - the agent API's default; never changed
    exact: bool = True,
) -> Entity:
    """Place an entity from your inventory on the map.

    The position is the centre; it is snapped to the grid: sides of an odd number of tiles centre on .5, even ones on
    whole numbers. You step aside when you stand in the way.

    Parameters:
        entity: the Prototype to place; you need one in your inventory.
        direction: where it faces. Inserters drop to this side and pick from the opposite one; drills put their ore out
            on this side; belts run this way; a pump stands on this side of the lake.
        position: where, within 10 tiles of you.
        exact: True builds here or fails. False takes the nearest free position up to 10 tiles away. An offshore pump
            always goes to the nearest shore, up to 20 tiles away.
    Returns: the placed entity, with its real position (and drop_position, warnings, status...).
    Cost: 0 ticks, one item.
    Errors: "Could not place ...", saying what is in the way and where it would fit: too far away (move_to first), none
        in the inventory, something already there, water, nothing to mine under a drill.

    Example:
        move_to(Position(x=0, y=0))
        chest = place_entity(Prototype.WoodenChest, position=Position(x=2.5, y=0.5))
        print(chest.position)
    """
    name, facing, place = _checked(entity, direction, position)
    _must_be_able(hands, name, place)
    if name == building.PUMP:
        spot = _on_the_shore(hands, place, facing)
    else:
        spot = Spot(*point_of(place), raw_direction(name, facing))
        if exact:
            _must_not_be_there_already(hands, name, spot, place)
    return seen(hands, _placed(hands, name, spot, place, exact=exact))


def _checked(entity: Any, direction: Any, position: Any) -> tuple[str, Direction, Position]:
    """What to place, where it faces, and where."""
    if isinstance(direction, (Position, tuple)):
        raise ValueError("The second argument must be a Direction object; pass the position as position=...")
    facing = direction_of(direction, ValueError("The second argument must be a Direction object"))
    place = place_of(position, ValueError("The position argument must be a Position object"))
    unnamed = ValueError(f"Passed in {entity!r} argument is not a valid Prototype")
    name = building.checked_name(TOOL, entity, unnamed)
    return name, cardinal(facing, TOOL), place


def _must_be_able(hands: Hands, name: str, place: Position) -> None:
    """Within reach, and with one to place."""
    character = hands.character()
    far = building.too_far(character, place)
    if far is not None:
        _fail(name, place, far, "too-far")
    missing = building.not_carried(character, name)
    if missing is not None:
        _fail(name, place, missing, "no-item")


def _on_the_shore(hands: Hands, place: Position, facing: Direction) -> Spot:
    shore = building.shore_spot(hands, place, facing)
    if shore is None:
        _fail(
            building.PUMP,
            place,
            f"Could not find a suitable position: there is no free shore within {building.SHORE_RADIUS} tiles. "
            "nearest(Resource.Water) finds water.",
            "needs-water",
        )
    return shore


def _fail(name: str, place: Position, reason: str, code: str) -> NoReturn:
    raise failure(
        TOOL, f"{_asked(name, place)}{reason}", code=code, data={"name": name, "position": [place.x, place.y]}
    )


def _asked(name: str, place: Position) -> str:
    return f"Could not place {name} at ({place.x:g}, {place.y:g}), "


def _must_not_be_there_already(hands: Hands, name: str, spot: Spot, place: Position) -> None:
    x, y = snap(name, spot.x, spot.y, spot.raw)
    there: list[EntityView] = hands.ask(Entities(refs=(Ref(name, x, y),)))
    if there:
        where = position_at(x, y)
        _fail(
            name,
            place,
            f"entity already exists at the target position {{x = {where.x:g}, y = {where.y:g}}} - remove this before "
            "continuing.",
            "blocked",
        )


def _placed(hands: Hands, name: str, spot: Spot, place: Position, *, exact: bool) -> EntityView:
    try:
        return building.place_at(hands, spot, name)
    except Refused as refused:
        if not exact and refused.reason in {"blocked", "water", "no-resource", "out-of-map"}:
            other = building.free_spot(hands, name, *spot)
            if other is None:
                _fail(
                    name, place, "Could not find a suitable position to place it near the target location.", "blocked"
                )
            return building.place_at(hands, other, name)
        prefix = "Could not find a suitable position to place it at the target location: " if exact else ""
        raise refusal(TOOL, f"{_asked(name, place)}{prefix}", refused, _hint(hands, name, spot, refused)) from None


def _hint(hands: Hands, name: str, spot: Spot, refused: Refused) -> str:
    """Where it would fit."""
    if refused.reason not in {"blocked", "water", "out-of-map"}:
        return ""
    other = building.closest_spot(hands, name, *spot)
    if other is None:
        return ""
    return f"The nearest free position is {position_at(other.x, other.y)}."
