"""The ground a world stands on: ore, wells, water, trees, rocks and cliffs, the edge.

A `Terrain` never changes and is shared by all forks of a world; what play changes (ore left, trees felled) stands in
the state. It asks a `Source` for ground when somebody looks there and keeps the answer: fields of ore as a whole,
water and growths by chunks. What it says does not depend on what was asked before. Tiles are keyed by one integer whose
order is (y, x), the order of every list the engine answers.
"""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from fle_llm.data import facts
from fle_llm.engine.constants import UNITS

_HALF = 1 << 20
_BITS = 21
_MASK = (1 << _BITS) - 1

CHUNK = 32
"""Tiles along a side of the piece in which water and growths are made (the game's own chunk)."""
REGION = 256
"""Tiles along a side of the piece in which ore is looked up; the origin is the middle of one."""
_CHUNK_OF = ~((CHUNK - 1) << _BITS | (CHUNK - 1))
_REGION_OF = ~((REGION - 1) << _BITS | (REGION - 1))
_REGION_SHIFT = (REGION // 2) << _BITS | (REGION // 2)
_SPOT_HALF = _HALF * UNITS
_SPOT_BITS = 29

Spots = npt.NDArray[np.int64]
"""Positions in units, a row (x, y) each."""
Box = tuple[int, int, int, int]
"""Whole tiles [x0, x1) and [y0, y1), as (x0, y0, x1, y1)."""


def tile_key(tx: int, ty: int) -> int:
    """One integer for a tile; keys sort by (y, x). Good for +-1,048,576 tiles."""
    return ((ty + _HALF) << _BITS) | (tx + _HALF)


def key_tile(key: int) -> tuple[int, int]:
    """The tile of a key."""
    return (key & _MASK) - _HALF, (key >> _BITS) - _HALF


def tile_of(x: int, y: int) -> int:
    """Key of the tile a position lies in."""
    return tile_key(x // UNITS, y // UNITS)


def centre_of(key: int) -> tuple[int, int]:
    """Centre of a tile, in units."""
    tx, ty = key_tile(key)
    return tx * UNITS + UNITS // 2, ty * UNITS + UNITS // 2


def spot_of(x: int, y: int) -> int:
    """One integer for a position in units; they sort by (y, x)."""
    return ((y + _SPOT_HALF) << _SPOT_BITS) | (x + _SPOT_HALF)


def tiles_under(x0: int, y0: int, x1: int, y1: int) -> list[int]:
    """Keys of the tiles that the open box (units) overlaps, in (y, x) order."""
    return [
        tile_key(tx, ty) for ty in range(y0 // UNITS, -(-y1 // UNITS)) for tx in range(x0 // UNITS, -(-x1 // UNITS))
    ]


@dataclass(frozen=True, slots=True)
class Growth:
    """A tree, a rock or a piece of cliff: where it stands, its collision box in units around its position."""

    name: str
    x: int
    y: int
    box: tuple[int, int, int, int]

    @property
    def spot(self) -> int:
        """What the state calls it."""
        return spot_of(self.x, self.y)

    @property
    def solid(self) -> tuple[int, int, int, int]:
        """Its collision box on the map, in units."""
        left, top, right, bottom = self.box
        return self.x + left, self.y + top, self.x + right, self.y + bottom


def growth_at(name: str, x: int, y: int) -> Growth:
    """A tree, rock or piece of cliff at a position in units."""
    return Growth(name, x, y, _collision_box(name))


@functools.cache
def _collision_box(name: str) -> tuple[int, int, int, int]:
    (left, top), (right, bottom) = facts().entities[name].collision_box
    return round(left * UNITS), round(top * UNITS), round(right * UNITS), round(bottom * UNITS)


class Deposit:
    """A field of one resource: a box it lies in and, made when somebody looks, its tiles with their amounts."""

    __slots__ = ("_keys", "_make", "_spots", "_tiles", "box", "name")

    def __init__(self, name: str, box: Box, make: Callable[[], dict[int, int]]) -> None:
        self.name = name
        self.box = box
        self._make = make
        self._tiles: dict[int, int] | None = None
        self._keys: tuple[int, ...] | None = None
        self._spots: Spots | None = None

    @property
    def tiles(self) -> dict[int, int]:
        """Tile key -> amount."""
        if self._tiles is None:
            self._tiles = self._make()
        return self._tiles

    @property
    def keys(self) -> tuple[int, ...]:
        """The keys of its tiles, in order."""
        if self._keys is None:
            self._keys = tuple(sorted(self.tiles))
        return self._keys

    @property
    def spots(self) -> Spots:
        """The middles of its tiles, in the same order."""
        if self._spots is None:
            self._spots = corners(self.keys) + UNITS // 2
        return self._spots


class Source(Protocol):
    """What makes the ground. Boxes are whole tiles; every answer depends on the place alone."""

    @property
    def bounds(self) -> Box:
        """The whole map."""

    def deposits(self, box: Box) -> Iterable[Deposit]:
        """The fields that may reach into a box, always the same objects in the same order. No two share a tile."""

    def water(self, chunk: Box) -> Iterable[int]:
        """Keys of the water tiles of a chunk."""

    def growths(self, chunk: Box) -> Iterable[Growth]:
        """The trees, rocks and cliffs whose box reaches into a chunk."""


def corners(keys: Sequence[int]) -> Spots:
    """The north-west corners of tiles, in units."""
    packed = np.array(keys, dtype=np.int64)
    return np.stack(((packed & _MASK) - _HALF, (packed >> _BITS) - _HALF), axis=1) * UNITS


@dataclass(frozen=True, slots=True, eq=False)
class Wet:
    """The water of a chunk."""

    tiles: frozenset[int]
    keys: tuple[int, ...]  # in order
    spots: Spots  # their corners


@dataclass(frozen=True, slots=True)
class Grown:
    """The trees, rocks and cliffs of a chunk, by (y, x, name), and which of them touch a tile of it."""

    growths: tuple[Growth, ...]
    by_tile: dict[int, tuple[Growth, ...]]


_DRY = Wet(frozenset(), (), np.zeros((0, 2), dtype=np.int64))
_BARE = Grown((), {})


class Terrain:
    """The ground of one map. `bounds` are whole tiles, half open."""

    __slots__ = ("_grown", "_ore", "_source", "_wet", "bounds", "water_name")

    def __init__(self, source: Source) -> None:
        """The ground that a source makes."""
        self._source = source
        self._ore: dict[int, dict[int, tuple[str, int]]] = {}
        self._wet: dict[int, Wet] = {}
        self._grown: dict[int, Grown] = {}
        self.bounds = source.bounds
        self.water_name = "water"

    def inside(self, tx: int, ty: int) -> bool:
        """Whether a tile is on the map."""
        x0, y0, x1, y1 = self.bounds
        return x0 <= tx < x1 and y0 <= ty < y1

    def clipped(self, box: Box) -> Box:
        """The part of a box that is on the map; empty boxes stay empty."""
        x0, y0, x1, y1 = self.bounds
        return max(x0, box[0]), max(y0, box[1]), min(x1, box[2]), min(y1, box[3])

    # --- ore ---------------------------------------------------------------------------------------------------------

    def ore_at(self, tile: int) -> tuple[str, int] | None:
        """Name and first amount of the resource on a tile."""
        region = (tile + _REGION_SHIFT) & _REGION_OF
        found = self._ore.get(region)
        if found is None:
            x, y = key_tile(region - _REGION_SHIFT)
            found = self._ore[region] = {
                key: (deposit.name, amount)
                for deposit in self._source.deposits((x, y, x + REGION, y + REGION))
                for key, amount in deposit.tiles.items()
                if (key + _REGION_SHIFT) & _REGION_OF == region
            }
        return found.get(tile)

    def deposits(self, box: Box) -> list[Deposit]:
        """The fields that may reach into a box."""
        x0, y0, x1, y1 = self.clipped(box)
        if x0 >= x1 or y0 >= y1:
            return []
        return [
            deposit
            for deposit in self._source.deposits((x0, y0, x1, y1))
            if deposit.box[0] < x1 and x0 < deposit.box[2] and deposit.box[1] < y1 and y0 < deposit.box[3]
        ]

    def ore_within(self, box: Box, names: frozenset[str] | None) -> list[int]:
        """Keys of the tiles in a box that have, or had, one of some resources (None: any), in order."""
        fields = [field for field in self.deposits(box) if names is None or field.name in names]
        found = [key for field in fields for key in keys_within(field.keys, box)]
        if len(fields) > 1:
            found.sort()
        return found

    # --- water -------------------------------------------------------------------------------------------------------

    def wet(self, chunk: int) -> Wet:
        """The water of the chunk whose first tile has this key."""
        found = self._wet.get(chunk)
        if found is None:
            keys = tuple(sorted(self._source.water(_chunk_box(chunk))))
            found = self._wet[chunk] = Wet(frozenset(keys), keys, corners(keys)) if keys else _DRY
        return found

    def is_water(self, tile: int) -> bool:
        """Whether a tile is water."""
        return tile in self.wet(tile & _CHUNK_OF).tiles

    def water_within(self, box: Box) -> Iterator[int]:
        """Keys of the water tiles in a box, in order."""
        x0, y0, x1, y1 = self.clipped(box)
        for strip in _strips((x0, y0, x1, y1)):
            found: list[int] = []
            for chunk in strip:
                found += keys_within(self.wet(chunk).keys, (x0, y0, x1, y1))
            found.sort()
            yield from found

    # --- trees, rocks, cliffs -----------------------------------------------------------------------------------------

    def grown(self, chunk: int) -> Grown:
        """The trees, rocks and cliffs of the chunk whose first tile has this key."""
        found = self._grown.get(chunk)
        if found is None:
            growths = sorted(self._source.growths(_chunk_box(chunk)), key=_order)
            by_tile: dict[int, list[Growth]] = {}
            for growth in growths:
                for tile in tiles_under(*growth.solid):
                    if tile & _CHUNK_OF == chunk:
                        by_tile.setdefault(tile, []).append(growth)
            touching = {tile: tuple(there) for tile, there in by_tile.items()}
            found = self._grown[chunk] = Grown(tuple(growths), touching) if growths else _BARE
        return found

    def growths_on(self, tile: int) -> tuple[Growth, ...]:
        """The trees, rocks and cliffs whose box touches a tile."""
        return self.grown(tile & _CHUNK_OF).by_tile.get(tile, ())

    def growths_near(self, x0: int, y0: int, x1: int, y1: int) -> list[Growth]:
        """The trees, rocks and cliffs whose box touches an area in units, by (y, x, name)."""
        x1, y1 = max(x1, x0 + 1), max(y1, y0 + 1)
        box = self.clipped((x0 // UNITS, y0 // UNITS, -(-x1 // UNITS), -(-y1 // UNITS)))
        found: dict[int, Growth] = {}
        for strip in _strips(box):
            for chunk in strip:
                for growth in self.grown(chunk).growths:
                    left, top, right, bottom = growth.box
                    x, y = growth.x, growth.y
                    if x + left < x1 and x0 < x + right and y + top < y1 and y0 < y + bottom:
                        found[growth.spot] = growth
        return sorted(found.values(), key=_order)


def _order(growth: Growth) -> tuple[int, int, str]:
    return growth.y, growth.x, growth.name


def _chunk_box(chunk: int) -> Box:
    x, y = key_tile(chunk)
    return x, y, x + CHUNK, y + CHUNK


def chunk_at(tx: int, ty: int) -> int:
    """The chunk a tile lies in: the key of its first tile."""
    return tile_key(tx, ty) & _CHUNK_OF


def _strips(box: Box) -> Iterator[list[int]]:
    """The chunks that touch a box of tiles, row by row."""
    x0, y0, x1, y1 = box
    if x0 >= x1:
        return
    for cy in range(y0 // CHUNK, -(-y1 // CHUNK)):
        yield [tile_key(cx * CHUNK, cy * CHUNK) for cx in range(x0 // CHUNK, -(-x1 // CHUNK))]


def keys_within(keys: Sequence[int], box: Box) -> Iterator[int]:
    """Those of some tiles (their keys in order) that lie in a box, in order: a slice a row."""
    x0, y0, x1, y1 = box
    if not keys or x0 >= x1:
        return
    x0, x1 = max(x0, -_HALF), min(x1, _HALF)
    first, last = key_tile(keys[0])[1], key_tile(keys[-1])[1]
    for ty in range(max(y0, first), min(y1, last + 1)):
        start = bisect_left(keys, tile_key(x0, ty))
        yield from keys[start : bisect_left(keys, tile_key(x1 - 1, ty) + 1, start)]
