"""get_resource_patch: how big a field is and where it lies."""

from __future__ import annotations

from collections.abc import Iterable
from math import hypot
from typing import NoReturn

from fle_llm.data import facts
from fle_llm.game import BoundingBox, Position, Resource, ResourcePatch
from fle_llm.tools.arguments import amount_of, name_of, place_of
from fle_llm.tools.hands import Hands, failure, point_of
from fle_llm.world.derive.geometry import HALF, units
from fle_llm.world.ops import UNITS, Area, Entities, EntityView, ResourceRun, Resources, TileRun, Tiles

FARTHEST_RADIUS = 500
FARTHEST_EDGE = 4000 * UNITS
GROWTH = 2
"""The window around a field that reaches its edge is widened by this factor."""

Row = tuple[int, int, tuple[int, ...]]  # first tile x, tile y, amounts


def get_resource_patch(hands: Hands, resource: Resource, position: Position, radius: int = 30) -> ResourcePatch:
    """Measure the resource patch at or near a position.

    Takes the patch whose nearest tile lies within `radius` of the position, and follows it to its end. Every oil well
    is a patch of its own. For water and wood it counts what lies within the circle itself; there may be more beyond,
    and other lakes elsewhere.

    Parameters:
        resource: a Resource.
        position: where to look; usually what nearest() answered.
        radius: how far from the position, in tiles; 0 means exactly there.
    Returns: ResourcePatch with `name`, `size` (ore left in the whole patch; water: tiles; wood: pieces of wood) and
        `bounding_box` (corners left_top, right_bottom, left_bottom, right_top, and center). The box spans the centres
        of the patch's tiles and the position itself.
    Cost: 0 ticks.
    Errors: "Could not get ... at ...: No resource of type ... at the specified location."

    Example:
        patch = get_resource_patch(Resource.IronOre, nearest(Resource.IronOre))
        print(patch.size, patch.bounding_box.center)
    """
    name = name_of(resource, ValueError(f"get_resource_patch() needs a Resource, got {resource!r}"))
    place = place_of(position, ValueError("The second argument must be a Position object"))
    reach = amount_of(radius, "radius", FARTHEST_RADIUS)
    if name == "water":
        return _water(hands, place, reach)
    if name == "wood":
        return _wood(hands, place, reach)
    if name not in facts().resources:
        raise ValueError(f"{name!r} is not a resource: use one of Resource's attributes")
    return _ore(hands, name, place, reach)


def _missing(name: str, place: Position, reason: str, radius: float) -> NoReturn:
    raise failure(
        "get_resource_patch",
        f"Could not get {name} at {place}: {reason} Looked within {radius:g} tiles; nearest() finds the closest.",
        code="not-found",
        data={"name": name, "position": [place.x, place.y], "radius": radius},
    )


# --- ore --------------------------------------------------------------------------------------------------------------


def _ore(hands: Hands, name: str, place: Position, radius: float) -> ResourcePatch:
    x, y = point_of(place)
    half = units(radius) + HALF
    rows = _rows(hands, name, Area(x - half, y - half, x + half + 1, y + half + 1))
    start = _closest(rows, x, y, units(radius))
    if start is None:
        _missing(name, place, f"No resource of type {name} at the specified location.", radius)
    field = _connected(rows, start)
    while _touches_edge(field, x, y, half) and half < FARTHEST_EDGE:
        half *= GROWTH
        rows = _rows(hands, name, Area(x - half, y - half, x + half + 1, y + half + 1))
        field = _connected(rows, start)
    left = min(row[0] for row in field) + 0.5
    right = max(row[0] + len(row[2]) for row in field) - 0.5
    top = min(row[1] for row in field) + 0.5
    bottom = max(row[1] for row in field) + 0.5
    return ResourcePatch(
        name=name,
        size=sum(sum(row[2]) for row in field),
        bounding_box=BoundingBox.spanning(
            min(left, place.x), min(top, place.y), max(right, place.x), max(bottom, place.y)
        ),
    )


def _rows(hands: Hands, name: str, area: Area) -> list[Row]:
    runs: list[ResourceRun] = hands.ask(Resources(area, frozenset({name})))
    return [(run.x // UNITS, run.y // UNITS, run.amounts) for run in runs]


def _closest(rows: list[Row], x: int, y: int, radius: int) -> tuple[int, int] | None:
    """The ore tile nearest to a point: its centre within the radius, or the point within the tile."""
    best: tuple[int, int, int] | None = None
    for first, ty, amounts in rows:
        centre_y = ty * UNITS + HALF
        tx = min(max(x // UNITS, first), first + len(amounts) - 1)  # the tile of this row nearest to the point
        near = (tx * UNITS + HALF - x) ** 2 + (centre_y - y) ** 2
        inside = (tx, ty) == (x // UNITS, y // UNITS)
        if (near <= radius * radius or inside) and (best is None or near < best[0]):
            best = (near, tx, ty)
    return (best[1], best[2]) if best is not None else None


def _connected(rows: list[Row], start: tuple[int, int]) -> list[Row]:
    """The rows of the field a tile belongs to: tiles touch by sides and corners."""
    by_y: dict[int, list[Row]] = {}
    for row in rows:
        by_y.setdefault(row[1], []).append(row)
    first = next(row for row in by_y[start[1]] if row[0] <= start[0] < row[0] + len(row[2]))
    seen = {first[:2]}
    field, stack = [first], [first]
    while stack:
        tx, ty, amounts = stack.pop()
        for near_y in (ty - 1, ty + 1):
            for row in by_y.get(near_y, ()):
                if row[:2] not in seen and row[0] <= tx + len(amounts) and tx <= row[0] + len(row[2]):
                    seen.add(row[:2])
                    field.append(row)
                    stack.append(row)
    return field


def _touches_edge(field: list[Row], x: int, y: int, half: int) -> bool:
    """Whether a field reaches the edge of the window it was read in, and may go on beyond."""
    x0, x1 = (x - half) // UNITS + 1, (x + half) // UNITS - 1
    y0, y1 = (y - half) // UNITS + 1, (y + half) // UNITS - 1
    return any(row[0] <= x0 or row[0] + len(row[2]) - 1 >= x1 or row[1] <= y0 or row[1] >= y1 for row in field)


# --- water and wood ---------------------------------------------------------------------------------------------------


def _water(hands: Hands, place: Position, radius: float) -> ResourcePatch:
    x, y = point_of(place)
    half = units(radius) + UNITS
    runs: list[TileRun] = hands.ask(Tiles(Area(x - half, y - half, x + half, y + half), frozenset({"water"})))
    tiles = [
        (tx, run.y)
        for run in runs
        for tx in range(run.x, run.x + run.length)
        if hypot(tx + 0.5 - place.x, run.y + 0.5 - place.y) <= radius or (tx, run.y) == (x // UNITS, y // UNITS)
    ]
    if not tiles:
        _missing("water", place, "No water at the specified location.", radius)
    box = _around([(float(tx), float(ty)) for tx, ty in tiles], place)
    return ResourcePatch(
        name="water",
        size=len(tiles),
        # corners of tiles, widened to where a pump would stand (AGENT_API 3.2)
        bounding_box=BoundingBox.spanning(box[0] - 0.5, box[1] - 0.5, box[2] + 1.5, box[3] + 1.5),
    )


def _wood(hands: Hands, place: Position, radius: float) -> ResourcePatch:
    x, y = point_of(place)
    half = max(1, units(radius))
    views: list[EntityView] = hands.ask(Entities(Area(x - half, y - half, x + half, y + half), force="neutral"))
    trees = [
        view
        for view in views
        if view.type == "tree" and hypot(view.x / UNITS - place.x, view.y / UNITS - place.y) <= max(radius, 1.0)
    ]
    if not trees:
        _missing("wood", place, "No trees at the specified location.", radius)
    box = _around([(view.x / UNITS, view.y / UNITS) for view in trees], place)
    return ResourcePatch(
        name="wood", size=sum(_wood_of(view.name) for view in trees), bounding_box=BoundingBox.spanning(*box)
    )


def _wood_of(name: str) -> int:
    return sum(int(amount.expected) for amount in facts().entities[name].mined) or 1


def _around(points: Iterable[tuple[float, float]], place: Position) -> tuple[float, float, float, float]:
    every = [*points, (place.x, place.y)]
    return min(p[0] for p in every), min(p[1] for p in every), max(p[0] for p in every), max(p[1] for p in every)
