"""Building: what placing tools share, from the name of an entity to the reasons a place will not do.

`checked_name` knows what can be placed, `free_spot` searches rings of places for the first the world accepts,
`shore_spot` finds where an offshore pump stands. None of them changes anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from fle_llm.data import facts
from fle_llm.game import Direction, Position, Prototype
from fle_llm.tools.arguments import did_you_mean, name_of, spelled
from fle_llm.tools.hands import Hands, failure, point_of
from fle_llm.world.derive.geometry import EAST, HALF, NORTH, SOUTH, WEST, position, raw_direction, tile_centre
from fle_llm.world.derive.refusals import because, listing
from fle_llm.world.derive.scene import WATER_NAMES
from fle_llm.world.ops import UNITS, AgentView, Area, CanPlace, EntityView, Place, Placement, Tiles, Verdict

NEAR_RADIUS = 10
"""Rings searched around a place that will not do (AGENT_API 3.4)."""

SHORE_RADIUS = 20
"""Rings searched for a shore (AGENT_API 3.4)."""

PUMP = "offshore-pump"


class Spot(NamedTuple):
    """Where something can stand: the centre it takes, and the game's direction."""

    x: int
    y: int
    raw: int


def checked_name(tool: str, entity: Any, error: Exception) -> str:
    """The game's name of something that can be placed. Raises ToolError when it is no such thing."""
    name = name_of(entity, error)
    known = facts().entities.get(name)
    if known is not None and known.item is not None:
        return name
    if name in facts().items:
        placed = facts().entity_of_item(name)
        if placed is not None:
            return placed
        raise failure(
            tool, f"{name} is an item that cannot be placed on the map.", code="not-placeable", data={"name": name}
        )
    raise failure(
        tool,
        f"{spelled(entity, name)} isn't something that exists. Did you make a typo?{did_you_mean(name, placeable())}",
        code="unknown-name",
        data={"name": name},
    )


def placeable() -> list[str]:
    """Names of everything an item places and a Prototype names."""
    entities = facts().entities
    return [m.prototype_name for m in Prototype if (e := entities.get(m.prototype_name)) is not None and e.item]


def too_far(character: AgentView, place: Position) -> str | None:
    """The sentence for a place out of reach, None within reach."""
    here = position(character.x, character.y)
    distance = here.distance(place)
    if distance <= character.reach:
        return None
    return (
        f"The target position is too far away to place the entity. The player position is {here.x:g}, {here.y:g} and "
        f"the target position is {place.x:g}, {place.y:g}. The distance is {distance:.2f} and the max distance is "
        f"{character.reach:g}. Move closer."
    )


def not_carried(character: AgentView, name: str) -> str | None:
    """The sentence for an item the character does not have, None when it does."""
    item = facts().item_of_entity(name) or name
    if character.inventory.get(item):
        return None
    return f"No {item} in inventory. Current inventory: {listing(character.inventory)}"


def ring(radius: int, *, rows_first: bool = False) -> list[tuple[int, int]]:
    """Offsets of one square ring, columns first (x, then y) or rows first, from the least up."""
    line = range(-radius, radius + 1)
    if rows_first:
        return [(dx, dy) for dy in line for dx in line if max(abs(dx), abs(dy)) == radius]
    return [(dx, dy) for dx in line for dy in line if max(abs(dx), abs(dy)) == radius]


def verdicts(hands: Hands, placements: Iterable[Placement]) -> list[Verdict]:
    """What the world says to each placement alone."""
    asked = tuple(placements)
    answers: list[Verdict] = hands.ask(CanPlace(asked, hands.agent)) if asked else []
    return answers


def free_spot(hands: Hands, name: str, x: int, y: int, raw: int, radius: int = NEAR_RADIUS) -> Spot | None:
    """The first acceptable place on square rings of growing radius around a point."""
    for distance in range(1, radius + 1):
        placements = [Placement(name, x + dx * UNITS, y + dy * UNITS, raw) for dx, dy in ring(distance)]
        for verdict in verdicts(hands, placements):
            if verdict.ok:
                return Spot(verdict.x, verdict.y, raw)
    return None


def closest_spot(hands: Hands, name: str, x: int, y: int, raw: int, radius: int = NEAR_RADIUS) -> Spot | None:
    """The acceptable place nearest to a point, for hints."""
    for distance in range(1, radius + 1):
        near = sorted(ring(distance), key=lambda d: (d[0] ** 2 + d[1] ** 2, d[1], d[0]))
        for verdict in verdicts(hands, [Placement(name, x + dx * UNITS, y + dy * UNITS, raw) for dx, dy in near]):
            if verdict.ok:
                return Spot(verdict.x, verdict.y, raw)
    return None


_SHORES = ((0, 1, SOUTH), (1, 0, EAST), (0, -1, NORTH), (-1, 0, WEST))
"""Where the water may be as seen from the pump's tile, in the order tried, and the game's direction for it."""


def shore_spots(hands: Hands, x: int, y: int) -> Sequence[Spot]:
    """Tiles beside water around a point, nearest ring first, with the direction a pump would face there."""
    reach = (SHORE_RADIUS + 2) * UNITS
    runs = hands.ask(Tiles(Area(x - reach, y - reach, x + reach, y + reach), WATER_NAMES))
    water = {(run.x + i, run.y) for run in runs for i in range(run.length)}
    if not water:
        return ()
    spots = []
    tx, ty = x // UNITS, y // UNITS
    for radius in range(SHORE_RADIUS + 1):
        for dx, dy in ring(radius, rows_first=True):
            if (tx + dx, ty + dy) in water:
                continue
            for wx, wy, raw in _SHORES:
                if (tx + dx + wx, ty + dy + wy) in water:
                    centre = (tx + dx) * UNITS + HALF, (ty + dy) * UNITS + HALF
                    spots.append(Spot(*centre, raw))
    return spots


def shore_spot(hands: Hands, place: Position, direction: Direction) -> Spot | None:
    """Where an offshore pump asked for at a place stands: just there if the world accepts it, else on the next
    shore."""
    x, y = point_of(place)
    asked = verdicts(hands, [Placement(PUMP, x, y, raw_direction(PUMP, direction))])[0]
    if asked.ok:
        return Spot(asked.x, asked.y, raw_direction(PUMP, direction))
    spots = shore_spots(hands, *tile_centre(x, y))
    answers = verdicts(hands, [Placement(PUMP, spot.x, spot.y, spot.raw) for spot in spots])
    return next((spot for spot, verdict in zip(spots, answers, strict=True) if verdict.ok), None)


def place_at(hands: Hands, spot: Spot, name: str) -> EntityView:
    """Build at a spot. Raises Refused."""
    view: EntityView = hands.ask(Place(name, spot.x, spot.y, spot.raw, hands.agent))
    return view


def reason_of(verdict: Verdict) -> str:
    """A verdict's reason in words."""
    blockers = [(blocker.name, blocker.x, blocker.y) for blocker in verdict.blockers]
    if verdict.reason == "water":
        return because("water", {"tiles": [(x // UNITS, y // UNITS) for _, x, y in blockers]})
    return because(verdict.reason, {"blockers": blockers})
