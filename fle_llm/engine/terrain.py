"""The ground a world stands on: ore, wells, water, trees, the edge.

A `Terrain` is immutable and shared by all forks of a world; what play changes (ore left, trees felled) stands in the
state. Tiles are keyed by one integer whose order is (y, x), the order of every list the engine answers.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from fle_llm.data import facts, lab_map
from fle_llm.engine.constants import UNITS
from fle_llm.engine.state import Spec
from fle_llm.errors import Unsupported

_HALF = 1 << 20
_MASK = (1 << 21) - 1


def tile_key(tx: int, ty: int) -> int:
    """One integer for a tile; keys sort by (y, x). Good for +-1,048,576 tiles."""
    return ((ty + _HALF) << 21) | (tx + _HALF)


def key_tile(key: int) -> tuple[int, int]:
    """The tile of a key."""
    return (key & _MASK) - _HALF, (key >> 21) - _HALF


def tile_of(x: int, y: int) -> int:
    """Key of the tile a position lies in."""
    return tile_key(x // UNITS, y // UNITS)


def centre_of(key: int) -> tuple[int, int]:
    """Centre of a tile, in units."""
    tx, ty = key_tile(key)
    return tx * UNITS + UNITS // 2, ty * UNITS + UNITS // 2


def tiles_under(x0: int, y0: int, x1: int, y1: int) -> list[int]:
    """Keys of the tiles that the open box (units) overlaps, in (y, x) order."""
    return [
        tile_key(tx, ty) for ty in range(y0 // UNITS, -(-y1 // UNITS)) for tx in range(x0 // UNITS, -(-x1 // UNITS))
    ]


@dataclass(frozen=True, slots=True)
class Growth:
    """A tree or a rock: where it stands, its collision box in units around its position."""

    name: str
    x: int
    y: int
    box: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Terrain:
    """What the map generator laid out. `ore` has tile key -> (name, amount); bounds are whole tiles, half open.

    `ore_keys` and `water_keys` are their keys in order: a row of an area is a slice of them.
    """

    bounds: tuple[int, int, int, int]
    ore: dict[int, tuple[str, int]]
    ore_keys: tuple[int, ...]
    water: frozenset[int]
    water_keys: tuple[int, ...]
    water_name: str
    growths: tuple[Growth, ...]  # sorted by (y, x, name)
    growths_by_tile: dict[int, tuple[int, ...]]  # every tile a growth's box touches -> its indices

    def growths_near(self, x0: int, y0: int, x1: int, y1: int) -> list[int]:
        """Indices of the trees and rocks whose box may touch an area in units, ascending."""
        x1, y1 = max(x1, x0 + 1), max(y1, y0 + 1)
        if (x1 - x0) * (y1 - y0) > len(self.growths) * UNITS * UNITS:
            return list(range(len(self.growths)))
        return sorted({index for tile in tiles_under(x0, y0, x1, y1) for index in self.growths_by_tile.get(tile, ())})

    def inside(self, tx: int, ty: int) -> bool:
        """Whether a tile is on the map."""
        x0, y0, x1, y1 = self.bounds
        return x0 <= tx < x1 and y0 <= ty < y1


def _units(tiles: float) -> int:
    return round(tiles * UNITS)


def _growth(name: str, x: int, y: int) -> Growth:
    (left, top), (right, bottom) = facts().entities[name].collision_box
    return Growth(name, x, y, (_units(left), _units(top), _units(right), _units(bottom)))


def build_terrain(
    bounds: tuple[int, int, int, int],
    ore: dict[int, tuple[str, int]],
    water: frozenset[int],
    growths: list[Growth],
) -> Terrain:
    """Sort and index what a generator made."""
    growths = sorted(growths, key=lambda g: (g.y, g.x, g.name))
    by_tile: dict[int, list[int]] = {}
    for index, growth in enumerate(growths):
        left, top, right, bottom = growth.box
        for key in tiles_under(growth.x + left, growth.y + top, growth.x + right, growth.y + bottom):
            by_tile.setdefault(key, []).append(index)
    return Terrain(
        bounds=bounds,
        ore=dict(sorted(ore.items())),
        ore_keys=tuple(sorted(ore)),
        water=water,
        water_keys=tuple(sorted(water)),
        water_name="water",
        growths=tuple(growths),
        growths_by_tile={key: tuple(indices) for key, indices in by_tile.items()},
    )


@functools.cache
def lab() -> Terrain:
    """The laboratory map: four rectangles of ore, 64 wells, two lakes, a fence of trees."""
    layout = lab_map()
    ore: dict[int, tuple[str, int]] = {}
    for name, tile in layout.ore_tiles():
        ore[tile_key(*tile)] = (name, layout.ore_amount)
    for tile in layout.wells:
        ore[tile_key(*tile)] = (layout.well, layout.well_amount)
    water = frozenset(tile_key(*tile) for tile in layout.water_tiles())
    growths = [_growth(layout.tree, x, y) for x, y in layout.trees]
    return build_terrain(layout.bounds, ore, water, growths)


def of(spec: Spec) -> Terrain:
    """The terrain a world was begun on. Raises Unsupported for a kind of map this engine cannot make."""
    if spec.kind == "lab":
        return lab()
    raise Unsupported(f"no map of kind {spec.kind!r}: this engine makes 'lab'")
