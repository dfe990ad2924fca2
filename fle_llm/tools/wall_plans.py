"""Wall plans: a row of walls, edge to edge, from one place to another.

Walls that stand already are part of the row and cost nothing. The row is the shortest around whatever is in the way and
keeps off the tiles where belts lead. The world is read, never changed.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from fle_llm.game import EntityCore, EntityGroup, Position, ToolError, WallGroup
from fle_llm.tools.arguments import place_of
from fle_llm.tools.belt_routes import (
    MARGINS,
    Goal,
    Start,
    Terrain,
    Tile,
    around,
    dead_end,
    find_route,
    is_walled_in,
    read_terrain,
    step,
)
from fle_llm.tools.building import reason_of, verdicts
from fle_llm.tools.connections import TOOL, Connection
from fle_llm.tools.groups import group_refs
from fle_llm.tools.hands import Hands, failure, point_of, walking_ticks
from fle_llm.tools.targets import views_near
from fle_llm.world.derive.geometry import HALF, STEPS, tile_box
from fle_llm.world.ops import UNITS, EntityView, Place, Placement, Ref

WALL = "stone-wall"


class End(NamedTuple):
    """What a program named, and the tiles a row may start from or end on."""

    words: str
    tiles: tuple[Tile, ...]


def wall_connections(hands: Hands, ends: list[Any], names: tuple[str, ...]) -> list[Connection]:
    """A row of walls over all ends. Raises ToolError, ValueError."""
    found = [_end(hands, given) for given in ends]
    row: dict[Tile, None] = {}
    standing: dict[Tile, None] = {}
    source = found[0]
    for target in found[1:]:
        route, walls = _leg(hands, source, target, set(row))
        row.update(dict.fromkeys(tile for tile in route if tile not in walls))
        standing.update(dict.fromkeys(tile for tile in route if tile in walls))
        source = End(target.words, (route[-1],))
    placed = [Place(WALL, *_centre(tile), 0, hands.agent) for tile in row]
    existing = [Ref(WALL, *_centre(tile)) for tile in standing]
    ticks = max(0, len(placed) - 1) * walking_ticks(1)
    return [Connection(placed, {}, existing, ticks)]


def _centre(tile: Tile) -> tuple[int, int]:
    return tile[0] * UNITS + HALF, tile[1] * UNITS + HALF


def _end(hands: Hands, given: Any) -> End:
    if isinstance(given, WallGroup):
        return End(f"wall-group at {given.position}", tuple((r.x // UNITS, r.y // UNITS) for r in group_refs(given)))
    if isinstance(given, EntityGroup):
        raise failure(TOOL, f"a {given.name} cannot be joined to a wall", code="not-allowed")
    place = place_of(given, ValueError(f"waypoints are Positions, entities or groups, got {given!r}"))
    x, y = point_of(place)
    tile = (x // UNITS, y // UNITS)
    covering = [v for v in views_near(hands, place, 0.01) if tile_box(v.name, v.x, v.y, v.direction).holds(x, y)]
    if covering and covering[0].name != WALL and isinstance(given, EntityCore):
        return End(str(place), _beside(covering[0]))
    return End(str(place), (tile,))


def _beside(view: EntityView) -> tuple[Tile, ...]:
    """The tiles that share an edge with an entity."""
    x0, y0, x1, y1 = (edge // UNITS for edge in tile_box(view.name, view.x, view.y, view.direction))
    rows = [(x, y) for y in (y0 - 1, y1) for x in range(x0, x1)]
    return (*rows, *((x, y) for x in (x0 - 1, x1) for y in range(y0, y1)))


def _leg(hands: Hands, source: End, target: End, planned: set[Tile]) -> tuple[list[Tile], set[Tile]]:
    """The tiles of a row from one end to the next, and the walls that stand around there."""
    outline = [*source.tiles, *target.tiles]
    terrain: Terrain | None = None
    starts: list[Start] = []
    goals: list[Goal] = []
    for margin in MARGINS:
        terrain = read_terrain(hands, around(outline, margin))
        walls = {tile for tile, name in terrain.taken.items() if name == WALL}
        terrain.taken = {tile: name for tile, name in terrain.taken.items() if name != WALL}
        along = _along(walls | planned, source, target)
        if along is not None:
            return along, walls
        starts = [Start(tile) for tile in source.tiles if tile not in terrain.taken]
        goals = [Goal(tile) for tile in target.tiles if tile not in terrain.taken]
        if not starts or not goals:
            continue
        if margin > MARGINS[0] and is_walled_in(terrain, starts, goals, set()):
            break
        route = find_route(terrain, starts, goals, set())
        if route is not None:
            _must_be_free(hands, [tile for tile in route if tile not in walls and tile not in planned])
            return route, walls
    raise _no_way(terrain, source, target, starts, goals)


def _along(walls: set[Tile], source: End, target: End) -> list[Tile] | None:
    """The way over walls alone, when they join the ends already."""
    came: dict[Tile, Tile | None] = {tile: None for tile in source.tiles if tile in walls}
    queue = list(came)
    for here in queue:
        if here in target.tiles:
            way: list[Tile] = []
            at: Tile | None = here
            while at is not None:
                way.append(at)
                at = came[at]
            return way[::-1]
        for direction in STEPS:
            there = step(here, direction)
            if there in walls and there not in came:
                came[there] = here
                queue.append(there)
    return None


def _must_be_free(hands: Hands, tiles: list[Tile]) -> None:
    asked = [Placement(WALL, *_centre(tile)) for tile in tiles]
    for tile, verdict in zip(tiles, verdicts(hands, asked), strict=True):
        if not verdict.ok:
            where = Position(tile[0] + 0.5, tile[1] + 0.5)
            raise failure(TOOL, f"Cannot place {WALL} at position {where}: {reason_of(verdict)}", code=verdict.reason)


def _no_way(terrain: Terrain | None, source: End, target: End, starts: list[Start], goals: list[Goal]) -> ToolError:
    for end, free in ((source, starts), (target, goals)):
        if terrain is not None and not free:
            names = sorted({terrain.taken[tile] for tile in end.tiles if tile in terrain.taken})
            return failure(TOOL, f"there is no room for a wall at {end.words}: {', '.join(names)}", code="blocked")
    stuck = dead_end(terrain, starts, goals, set()) if terrain is not None else None
    where = ""
    if stuck is not None:
        where = f" The way ends at {Position(stuck[0][0] + 0.5, stuck[0][1] + 0.5)}, blocked by {stuck[1]}."
    return failure(TOOL, f"Failed to find a path.{where} Clear the way or choose other ends.", code="no-path")
