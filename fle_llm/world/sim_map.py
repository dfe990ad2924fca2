"""The map as World shows it: ore, tiles, obstacles, what is nearest, what lies on the ground.

Queries only. Lists are in the order (y, x, name), runs row by row.
"""

from __future__ import annotations

from collections.abc import Iterator

from fle_llm.engine import Engine, characters, nearby
from fle_llm.engine.constants import CHARACTER_HALF_BOX, UNITS
from fle_llm.engine.geometry import collision_box
from fle_llm.engine.terrain import centre_of, key_tile
from fle_llm.world import ops, sim_entities

_CELL = UNITS // 2


def _tiles_within(area: ops.Area) -> tuple[int, int, int, int]:
    """Whole tiles whose centre lies in the area: [x0, x1) and [y0, y1)."""
    half = UNITS // 2
    return (
        -(-(area.x0 - half) // UNITS),
        -(-(area.y0 - half) // UNITS),
        -(-(area.x1 - half) // UNITS),
        -(-(area.y1 - half) // UNITS),
    )


def resources(engine: Engine, op: ops.Resources) -> list[ops.ResourceRun]:
    """Ore and wells in an area, neighbours of one row and name together."""
    runs: list[tuple[str, int, int, list[int]]] = []
    sim_entities.looked_at(engine, op.area, sim_entities.WIDEST_SURVEY)
    for key in engine.terrain.ore_within(_tiles_within(op.area), op.names):
        name, amount = engine.ground.ore_at(key)
        if not amount:
            continue
        x, y = centre_of(key)
        if runs and runs[-1][0] == name and runs[-1][2] == y and runs[-1][1] + UNITS * len(runs[-1][3]) == x:
            runs[-1][3].append(amount)
        else:
            runs.append((name, x, y, [amount]))
    return [ops.ResourceRun(name, x, y, tuple(amounts)) for name, x, y, amounts in runs]


def tiles(engine: Engine, op: ops.Tiles) -> list[ops.TileRun]:
    """Tiles that overlap an area. Only water is told apart from the floor so far."""
    terrain = engine.terrain
    if terrain.water_name not in op.names:
        return []
    area = op.area
    sim_entities.looked_at(engine, area)
    bounds = (
        area.x0 // UNITS,
        area.y0 // UNITS,
        -(-max(area.x1, area.x0 + 1) // UNITS),
        -(-max(area.y1, area.y0 + 1) // UNITS),
    )
    runs: list[list[int]] = []
    for key in terrain.water_within(bounds):
        tx, ty = key_tile(key)
        if runs and runs[-1][1] == ty and runs[-1][0] + runs[-1][2] == tx:
            runs[-1][2] += 1
        else:
            runs.append([tx, ty, 1])
    return [ops.TileRun(terrain.water_name, *run) for run in runs]


def ground(engine: Engine, op: ops.Ground) -> list[ops.GroundStack]:
    """Items on the ground in an area."""
    area = op.area
    found = [s for s in engine.state.ground if area.x0 <= s.x <= area.x1 and area.y0 <= s.y <= area.y1]
    found.sort(key=lambda stack: (stack.y, stack.x, stack.item))
    return [ops.GroundStack(stack.item, stack.count, stack.x, stack.y) for stack in found]


# --- obstacles -------------------------------------------------------------------------------------------------------


def obstacles(engine: Engine, op: ops.Obstacles) -> ops.ObstacleMap:
    """Where a character cannot stand: every solid box in the area, grown by half a character."""
    sim_entities.looked_at(engine, op.area)
    x0, y0 = op.area.x0 // UNITS, op.area.y0 // UNITS
    width = 2 * (-(-op.area.x1 // UNITS) - x0)
    height = 2 * (-(-op.area.y1 // UNITS) - y0)
    rows = [0] * height
    for left, top, right, bottom in _solids(engine, op.area, buildings=op.buildings):
        i0 = max(0, _first_cell(left - CHARACTER_HALF_BOX - x0 * UNITS))
        i1 = min(width, _end_cell(right + CHARACTER_HALF_BOX - x0 * UNITS))
        if i0 >= i1:
            continue
        mask = ((1 << (i1 - i0)) - 1) << i0
        first = max(0, _first_cell(top - CHARACTER_HALF_BOX - y0 * UNITS))
        end = min(height, _end_cell(bottom + CHARACTER_HALF_BOX - y0 * UNITS))
        for row in range(first, end):
            rows[row] |= mask
    return ops.ObstacleMap(x0, y0, width, height, tuple(rows))


def _first_cell(edge: int) -> int:
    """The first cell whose centre lies beyond an edge."""
    return (edge - _CELL // 2) // _CELL + 1


def _end_cell(edge: int) -> int:
    """One past the last cell whose centre lies before an edge."""
    return -(-(edge - _CELL // 2) // _CELL)


def _solids(engine: Engine, area: ops.Area, *, buildings: bool) -> Iterator[tuple[int, int, int, int]]:
    """Solid boxes that may matter in an area: buildings, trees, rocks and cliffs, water, what is beyond the map."""
    margin = 2 * UNITS
    x0, y0, x1, y1 = area.x0 - margin, area.y0 - margin, area.x1 + margin, area.y1 + margin
    for entity in sim_entities.in_area(engine, ops.Area(x0, y0, x1, y1)):
        if buildings and characters.blocks(entity):
            yield collision_box(entity.name, entity.x, entity.y, entity.direction)
    for growth in engine.terrain.growths_near(x0, y0, x1, y1):
        if growth.spot not in engine.ground.felled:
            yield growth.solid
    for run in tiles(engine, ops.Tiles(ops.Area(x0, y0, x1, y1), frozenset({engine.terrain.water_name}))):
        yield run.x * UNITS, run.y * UNITS, (run.x + run.length) * UNITS, (run.y + 1) * UNITS
    west, north, east, south = (edge * UNITS for edge in engine.terrain.bounds)
    yield from (
        box
        for box in ((x0, y0, west, y1), (east, y0, x1, y1), (x0, y0, x1, north), (x0, south, x1, y1))
        if box[0] < box[2] and box[1] < box[3]
    )


# --- what is nearest -------------------------------------------------------------------------------------------------


def nearest(engine: Engine, op: ops.Nearest) -> ops.Ref | None:
    """The nearest thing of a name by (distance, y, x); for trees an empty name means any."""
    if op.kind == "entity":
        return _nearest_entity(engine, op)
    if op.kind == "resource":
        found = nearby.ore(engine, op.name, op.x, op.y, op.radius)
    elif op.kind == "tile":
        found = nearby.water(engine, op.x, op.y, op.radius) if op.name == engine.terrain.water_name else None
    else:
        growth = nearby.growth(engine, op.name, op.x, op.y, op.radius)
        return None if growth is None else ops.Ref(growth.name, growth.x, growth.y)
    return None if found is None else ops.Ref(op.name, *found)


def _nearest_entity(engine: Engine, op: ops.Nearest) -> ops.Ref | None:
    near = [
        entity
        for entity in engine.state.entities.values()
        if entity.name == op.name and abs(entity.x - op.x) <= op.radius and abs(entity.y - op.y) <= op.radius
    ]
    if not near:
        return None
    best = min(near, key=lambda e: ((e.x - op.x) ** 2 + (e.y - op.y) ** 2, e.y, e.x))
    return ops.Ref(best.name, best.x, best.y)
