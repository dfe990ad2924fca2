"""place_entity_next_to: building something beside something else."""

from __future__ import annotations

from math import ceil
from typing import Any, NoReturn

from fle_llm.data import facts
from fle_llm.errors import Refused
from fle_llm.game import Direction, Entity, Position, Prototype
from fle_llm.tools import building
from fle_llm.tools.arguments import amount_of, direction_of, place_of
from fle_llm.tools.building import Spot
from fle_llm.tools.hands import Hands, failure, point_of
from fle_llm.tools.targets import seen, views_near
from fle_llm.world.derive.geometry import (
    STEPS,
    facts_of,
    position,
    raw_direction,
    snap,
    tile_box,
    tile_size,
    units,
)
from fle_llm.world.derive.refusals import because, listing
from fle_llm.world.ops import UNITS, Area, EntityView, Placement, ResourceRun, Resources

TOOL = "place_entity_next_to"

FARTHEST_SPACING = 100

_NO_BUILDING = frozenset({"character", "resource", "item-entity"})
_MIDDLE_OF_SIDES = ((0, -2), (2, 0), (0, 2), (-2, 0))
"""Beside a machine of three tiles: where an inserter reaches its middle."""


def place_entity_next_to(
    hands: Hands,
    entity: Prototype,
    reference_position: Position = Position(x=0.0, y=0.0),  # noqa: B008 - the agent API's default; never changed
    direction: Direction = Direction.RIGHT,
    spacing: int = 0,
) -> Entity:
    """Place an entity beside another one, touching it or with free tiles between them.

    Parameters:
        entity: the Prototype to place; you need one in your inventory. Any distance from you will do.
        reference_position: the centre of the entity to build beside (or an empty spot, taken as one tile).
        direction: on which side, and where the new entity faces. An inserter placed RIGHT of a chest drops to the
            right, so it takes from the chest; turn it with rotate_entity to make it fill the chest.
        spacing: free tiles between the two; 0 means touching.
    Returns: the placed entity.
    Cost: 0 ticks, one item.
    Errors: "Could not place ... next to ...", saying what is in the way and which sides are free.

    Example:
        move_to(Position(x=0, y=0))
        chest = place_entity(Prototype.WoodenChest, position=Position(x=2.5, y=0.5))
        inserter = place_entity_next_to(Prototype.BurnerInserter, chest.position, Direction.RIGHT)
        print(inserter.drop_position)
    """
    reference = place_of(reference_position, AssertionError("reference_position must be a Position object"))
    facing = direction_of(direction, AssertionError("direction must be a Direction object"))
    name = building.checked_name(TOOL, entity, AssertionError("entity must be a Prototype object"))
    gap = int(amount_of(spacing, "spacing", FARTHEST_SPACING))
    asked = _asked(name, reference, facing, gap)
    _must_be_able(hands, name, reference, facing, asked)
    beside = _reference(hands, reference)
    spot = _spot_beside(name, reference, beside, facing, gap)
    if not _has_something_to_mine(hands, name, spot):
        raise failure(
            TOOL, f"{asked}Cannot place mining drill - no resources found in mining area.", code="no-resource"
        )
    try:
        view = building.place_at(hands, spot, name)
    except Refused as refused:
        _explain(hands, asked, name, spot, beside, facing, gap, refused)
    return seen(hands, view)


def _must_be_able(hands: Hands, name: str, reference: Position, facing: Direction, asked: str) -> None:
    """A direction one can build in, within reach where that is asked for, and with one to place."""
    if facing.value % 4:
        raise failure(
            TOOL, f"{asked}Invalid direction {facing.value} provided: use UP, RIGHT, DOWN or LEFT", code="bad-value"
        )
    hands.must_reach(TOOL, reference)
    character = hands.character()
    if building.not_carried(character, name) is not None:
        raise failure(
            TOOL,
            f"{asked}Not enough {name} in inventory. Current inventory: {listing(character.inventory)}",
            code="no-item",
            data={"item": name},
        )


def _asked(name: str, reference: Position, facing: Direction, gap: int) -> str:
    return f"Could not place {name} next to {reference} with spacing {gap} and direction {facing.name}. "


def _reference(hands: Hands, place: Position) -> EntityView | None:
    """What stands at a place: what covers the point, else the nearest within half a tile."""
    near = [view for view in views_near(hands, place, 0.5) if view.type not in _NO_BUILDING]
    near = near or views_near(hands, place, 0.5, force="neutral")
    x, y = point_of(place)
    covering = [view for view in near if tile_box(view.name, view.x, view.y, view.direction).holds(x, y)]
    return next(iter(covering or near), None)


def _size_along(name: str, raw: int, facing: Direction) -> int:
    width, height = tile_size(name, raw)
    return width if facing in (Direction.LEFT, Direction.RIGHT) else height


def _spot_beside(name: str, reference: Position, beside: EntityView | None, facing: Direction, gap: int) -> Spot:
    """The point where the new entity is asked for (AGENT_API 3.5).

    Along the direction it is counted from the middle of what stands there, so that spacing 0 touches; across it keeps
    the coordinate that was given.
    """
    raw = raw_direction(name, facing)
    dx, dy = STEPS[facing.value]
    if beside is None:
        size, from_x, from_y = 1, reference.x, reference.y
    else:
        size = 1 if beside.type == "inserter" else _size_along(beside.name, beside.direction, facing)
        from_x = beside.x / UNITS if dx else reference.x
        from_y = beside.y / UNITS if dy else reference.y
    reach = ceil(size + _size_along(name, raw, facing)) / 2 + gap
    x, y = from_x + dx * reach, from_y + dy * reach
    return Spot(units(ceil(2 * x) / 2), units(ceil(2 * y) / 2), raw)


def _has_something_to_mine(hands: Hands, name: str, spot: Spot) -> bool:
    """Whether ore lies below a drill; whatever is no drill has no need of it."""
    entry = facts_of(name)
    if entry is None or not entry.resource_categories:
        return True
    box = tile_box(name, *snap(name, spot.x, spot.y, spot.raw), spot.raw)
    runs: list[ResourceRun] = hands.ask(Resources(Area(*box)))
    return any(facts().resources[run.name].category in entry.resource_categories for run in runs)


# --- why not, and what would do ---------------------------------------------------------------------------------------


def _explain(
    hands: Hands,
    asked: str,
    name: str,
    spot: Spot,
    beside: EntityView | None,
    facing: Direction,
    gap: int,
    refused: Refused,
) -> NoReturn:
    where = position(spot.x, spot.y)
    data: dict[str, Any] = {**refused.data, "position": [where.x, where.y]}
    if refused.reason == "no-resource":
        raise failure(
            TOOL,
            f"{asked}Cannot place mining drill - no resources found in mining area.",
            code="no-resource",
            data=data,
        )
    if refused.reason != "blocked":
        raise failure(TOOL, f"{asked}{because(refused.reason, refused.data)}", code=refused.reason, data=data)
    blockers = refused.data.get("blockers", ())
    same = next((blocker for blocker in blockers if blocker[0] == name), None)
    if same is not None:
        reason = f"A {name} already exists at the new position {position(same[1], same[2])}."
    else:
        reason = (
            f"Cannot place entity at the position {where} with the current direction: "
            f"{because('blocked', refused.data)}."
        )
    advice = f" Consider increasing the spacing ({gap}), changing the direction or changing the reference position."
    others = _alternatives(hands, name, beside, facing, spot)
    free = f" Free instead: {', '.join(others)}." if others else ""
    raise failure(TOOL, f"{asked}{reason}{advice}{free}", code="blocked", data=data)


def _alternatives(
    hands: Hands, name: str, beside: EntityView | None, facing: Direction, spot: Spot, most: int = 4
) -> list[str]:
    """Other places beside the reference that are free, in words: the same side further off, then the other sides."""
    middle = Position(beside.x / UNITS, beside.y / UNITS) if beside is not None else position(spot.x, spot.y)
    options: list[tuple[Direction, Spot]] = []
    if beside is not None:
        entry = facts_of(name)
        wide = min(tile_size(beside.name)) >= 3 and entry is not None and entry.type == "inserter"
        for (dx, dy), side in zip(_MIDDLE_OF_SIDES if wide else (), _SIDES, strict=False):
            raw = raw_direction(name, side)
            options.append((side, Spot(beside.x + dx * UNITS, beside.y + dy * UNITS, raw)))
    for side in (facing, *(d for d in _SIDES if d is not facing)):
        options += [(side, _spot_beside(name, middle, beside, side, extra)) for extra in range(3)]
    answers = building.verdicts(hands, [Placement(name, s.x, s.y, s.raw) for _, s in options])
    found: dict[str, None] = {}
    for (side, _), verdict in zip(options, answers, strict=True):
        if verdict.ok:
            found[f"{position(verdict.x, verdict.y)} (direction {side.name})"] = None
    return list(found)[:most]


_SIDES = (Direction.UP, Direction.RIGHT, Direction.DOWN, Direction.LEFT)
