"""Footprints and directed points: pure arithmetic on positions in units (MECHANICS 3.1).

Directions are the game's own (0 north, 4 east, 8 south, 12 west); an inserter of direction north picks from the
north and drops to the south.
"""

from __future__ import annotations

from fle_llm.data import facts
from fle_llm.engine.constants import DROP_OFFSET, EAST, UNITS, VECTORS, WEST
from fle_llm.engine.entities import Drill, Inserter
from fle_llm.engine.terrain import tile_key, tiles_under
from fle_llm.engine.things import Entity


def turn(direction: int, quarters: int) -> int:
    """A direction turned clockwise by quarter turns."""
    return (direction + 4 * quarters) % 16


def rotated(dx: float, dy: float, direction: int) -> tuple[float, float]:
    """A vector given for north, turned to `direction`: a quarter turn clockwise maps (x, y) to (-y, x)."""
    for _ in range(direction // 4):
        dx, dy = -dy, dx
    return dx, dy


def size(name: str, direction: int) -> tuple[int, int]:
    """Width and height in tiles, as it stands."""
    entry = facts().entities[name]
    width, height = entry.tile_width, entry.tile_height
    return (height, width) if direction in (EAST, WEST) else (width, height)


def snap(name: str, x: int, y: int, direction: int) -> tuple[int, int]:
    """The centre an entity takes: an odd side centres on a tile, an even one on a tile's edge (ties go up)."""
    width, height = size(name, direction)
    return _snap(x, width), _snap(y, height)


def _snap(value: int, side: int) -> int:
    if side % 2:
        return value // UNITS * UNITS + UNITS // 2
    return (value + UNITS // 2) // UNITS * UNITS


def footprint(name: str, x: int, y: int, direction: int) -> list[int]:
    """Keys of the tiles an entity covers, in (y, x) order."""
    width, height = size(name, direction)
    half_w, half_h = width * UNITS // 2, height * UNITS // 2
    return tiles_under(x - half_w, y - half_h, x + half_w, y + half_h)


def collision_box(name: str, x: int, y: int, direction: int) -> tuple[int, int, int, int]:
    """The solid part of an entity, in units."""
    (left, top), (right, bottom) = facts().entities[name].collision_box
    ax, ay = rotated(left, top, direction)
    bx, by = rotated(right, bottom, direction)
    return (
        x + round(min(ax, bx) * UNITS),
        y + round(min(ay, by) * UNITS),
        x + round(max(ax, bx) * UNITS),
        y + round(max(ay, by) * UNITS),
    )


def overlap(a: tuple[int, int, int, int], b: tuple[int, int, int, int]) -> bool:
    """Whether two boxes share more than an edge."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _point(entity: Entity, vector: tuple[float, float]) -> tuple[int, int]:
    dx, dy = rotated(vector[0], vector[1], entity.direction)
    return entity.x + round(dx * UNITS), entity.y + round(dy * UNITS)


def drop_point(entity: Drill | Inserter) -> tuple[int, int]:
    """Where an entity puts things down."""
    entry = facts().entities[entity.name]
    vector = entry.drop_vector if isinstance(entity, Drill) else entry.insert_position
    return _point(entity, vector or (0.0, 0.0))


def pickup_point(entity: Inserter) -> tuple[int, int]:
    """Where an inserter takes things from."""
    return _point(entity, facts().entities[entity.name].pickup_position or (0.0, 0.0))


def heading(entity: Drill | Inserter) -> int:
    """The direction in which it hands things on: a drill's own, an inserter's opposite."""
    return entity.direction if isinstance(entity, Drill) else turn(entity.direction, 2)


def neighbour(x: int, y: int, direction: int) -> int:
    """Key of the tile next to the one a position lies in."""
    dx, dy = VECTORS[direction]
    return tile_key(x // UNITS + dx, y // UNITS + dy)


_FLAT = frozenset(
    {"transport-belt", "underground-belt", "splitter", "gate", "land-mine", "heat-pipe", "straight-rail"},
)
"""Kinds that are walked over; gates open by themselves."""


def walked_over(name: str) -> bool:
    """Whether an entity is no obstacle to a character."""
    return facts().entities[name].type in _FLAT


def along(direction: int, arm: int) -> int:
    """Units by which a hand heading `arm` lets go past the middle of a belt that runs `direction`; 0 across it."""
    if arm == direction:
        return DROP_OFFSET
    return -DROP_OFFSET if arm == turn(direction, 2) else 0
