"""The open map: an endless land made from a seed (MECHANICS 5.4).

Owns water, trees and rocks; ore and oil are in `fields`, cliffs in `cliffs`. The start is dry but for one lake, with
room to build around the spawn; lakes, forests and dry plains with rocks come from smooth noise. Water keeps away from
fields, trees and rocks from ore, shores of the starting lake and the ground characters begin on.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from fle_llm.engine.cliffs import CELL, FIELD_ROOM, cliffs
from fle_llm.engine.constants import UNITS
from fle_llm.engine.fields import MARGIN, PART, Fields
from fle_llm.engine.noise import TOP, Grid, distance, mix, mix_grid, pick, smooth
from fle_llm.engine.terrain import (
    CHUNK,
    Box,
    Deposit,
    Growth,
    growth_at,
    key_tile,
    tile_key,
    tiles_under,
)

Mask = npt.NDArray[np.bool_]

DEFAULT_SEED = 44340
"""The map that open play is published with (AGENT_API 9.8)."""

EDGE = 1_000_000
"""The game's greatest map reaches this far each way [D]."""

_LAND, _LAKE, _WOODS, _DRY, _TREE, _ROCK, _SPECIES, _CLIFF = (
    range(start, start + 16) for start in range(100, 900, 100)
)

HIGH = 1023
"""Heights are 0 to 1023."""
SEA_LEVEL = 372
"""Where the land is lower there is water, about an eighth of it."""
BLOCK = 4 * CHUNK
"""Tiles along a side of the piece that is made at once: sixteen chunks cost little more than one."""
START_LAND = (110, 200)
"""Around the spawn the land is raised to the sea level at least, up to the second distance less and less."""
FIELD_LAND = (4, 60)
"""The same around fields, in tiles beyond their reach."""

LAKE_RADII = (15, 11)
LAKE_ROOM = 2
"""Tiles between the starting lake and a field."""
LAKE_SHORE = 4
"""Tiles around the starting lake without trees and rocks, for pumps."""

CLEAR = 26
"""Tiles around the spawn without trees and rocks."""
SPAWN_STRIP = (-6, -6, 7, 42)
"""Where the characters of a game begin, (0, 2i) for up to twenty: never anything in the way."""

FOREST_FROM = 570
FOREST_SLOPE = 2
DENSEST = 300
LONE_TREES = 3
"""Trees on 1000 tiles: beyond a noise of 570 (0 to 1023) two more for each step up to 300; a few everywhere."""
DRY_FROM = 590
"""Where it is dry beyond this there are few trees, dead ones among them, and many rocks."""
DRY_SHARE = 8
TREE_PLAY = 24
"""Units by which a tree stands off the middle of its tile; its box of 0.8 tiles stays on the tile."""
TREES = tuple(f"tree-0{number}" for number in range(1, 10))
DEAD_TREE = "dead-grey-trunk"

ROCK_TRIES = 3
ROCK_CHANCE, DRY_ROCK_CHANCE = 20, 5
"""Each of three places in a chunk has a rock once in so many cases; a third of them are huge."""
ROCKS = ("big-rock", "big-rock", "huge-rock")


class OpenSource:
    """The open map of one seed, as `Terrain` asks for it."""

    def __init__(self, seed: int) -> None:
        self.bounds: Box = (-EDGE, -EDGE, EDGE, EDGE)
        self._seed = mix(seed, 0)
        self._fields = Fields(self._seed)
        self._flooded: dict[Box, Mask] = {}
        self._grown: dict[Box, list[Growth]] = {}

    def deposits(self, box: Box) -> Iterable[Deposit]:
        """The fields of the regions a box touches."""
        return [field.deposit for field in self._fields.near(box)]

    def water(self, chunk: Box) -> Iterable[int]:
        """The water tiles of a chunk."""
        block = _block_of(chunk)
        left, top = chunk[0] - block[0], chunk[1] - block[1]
        rows, columns = np.nonzero(self._flood(block)[top : top + CHUNK, left : left + CHUNK])
        return [tile_key(chunk[0] + x, chunk[1] + y) for x, y in zip(columns.tolist(), rows.tolist(), strict=True)]

    def growths(self, chunk: Box) -> Iterable[Growth]:
        """The trees, rocks and cliffs of a chunk. None reaches beyond it."""
        if chunk not in self._grown:
            self._grow(_block_of(chunk))
        return self._grown.pop(chunk)  # the terrain keeps it

    # --- water -------------------------------------------------------------------------------------------------------

    def _flood(self, block: Box) -> Mask:
        """Which tiles of a block are water."""
        found = self._flooded.get(block)
        if found is None:
            xs, ys = _axes(block)
            land = self._raised(block, xs, ys)
            wet = self._lake(xs, ys) > 0
            if int(land.min()) < SEA_LEVEL:
                wet |= self._noise(_LAND, xs, ys, (7, 5, 3)) + land < SEA_LEVEL
            found = self._flooded[block] = wet & ~self._near_fields(block, xs, ys, LAKE_ROOM)
        return found

    def _noise(self, salt: range, xs: Grid, ys: Grid, shifts: tuple[int, ...]) -> Grid:
        """Hills on hills, each half as high as the one before: 0 to 1023."""
        parts = [(1 << (len(shifts) - 1 - index)) for index in range(len(shifts))]
        total = sum(
            part * smooth(mix(self._seed, salt[index]), xs, ys, shift)
            for index, (part, shift) in enumerate(zip(parts, shifts, strict=True))
        )
        return np.asarray(total * (HIGH + 1) // ((TOP + 1) * sum(parts)), dtype=np.int64)

    def _raised(self, block: Box, xs: Grid, ys: Grid) -> Grid:
        """What is added to the height of the land around the spawn and around fields."""
        column, row = xs[np.newaxis, :], ys[:, np.newaxis]
        raised = _slope(distance(column, row), *START_LAND)
        span = FIELD_LAND[1] + MARGIN
        for field in self._fields.near((block[0] - span, block[1] - span, block[2] + span, block[3] + span)):
            inner, outer = field.reach + FIELD_LAND[0], field.reach + FIELD_LAND[1]
            if _meet((field.x - outer, field.y - outer, field.x + outer, field.y + outer), block):
                raised = np.maximum(raised, _slope(distance(column - field.x, row - field.y), inner, outer))
        return raised

    def _near_fields(self, block: Box, xs: Grid, ys: Grid, room: int) -> Mask:
        """Where a field reaches, or leaves less than so many tiles."""
        near = np.zeros((len(ys), len(xs)), dtype=np.bool_)
        for field in self._fields.near((block[0] - room, block[1] - room, block[2] + room, block[3] + room)):
            reach = field.reach + room
            if _meet((field.x - reach, field.y - reach, field.x + reach, field.y + reach), block):
                near |= distance((xs - field.x)[np.newaxis, :], (ys - field.y)[:, np.newaxis]) < reach
        return near

    def _lake(self, xs: Grid, ys: Grid) -> Grid:
        """How deep in the starting lake tiles lie, in 1/16 tile; less than 0: how far from it, roughly."""
        x, y = self._fields.slots[0]
        wide, narrow = LAKE_RADII if mix(self._seed, _LAKE[1]) % 2 else LAKE_RADII[::-1]
        radius = PART * max(wide, narrow)
        from_middle = distance(
            ((xs - x) * radius // wide)[np.newaxis, :],
            ((ys - y) * radius // narrow)[:, np.newaxis],
        )
        wavy = (smooth(mix(self._seed, _LAKE[0]), xs, ys, 3) - TOP // 2) * radius // (3 * TOP)
        return radius + wavy - from_middle

    # --- what grows and lies about -----------------------------------------------------------------------------------

    def _grow(self, block: Box) -> None:
        """Make the trees, rocks and cliffs of a block."""
        xs, ys = _axes(block)
        bare = self._flood(block) | self._kept_clear(xs, ys)
        for deposit in self.deposits(block):
            if _meet(deposit.box, block):
                for tx, ty in map(key_tile, deposit.tiles):
                    if block[0] <= tx < block[2] and block[1] <= ty < block[3]:
                        bare[ty - block[1], tx - block[0]] = True
        pieces = self._cliffs(block)
        for piece in pieces:
            x, y = piece.x // UNITS - block[0], piece.y // UNITS - block[1]
            bare[y - CELL // 2 : y + CELL // 2, x - CELL // 2 : x + CELL // 2] = True
        dry = np.asarray(self._noise(_DRY, xs, ys, (7, 5)) > DRY_FROM, dtype=np.bool_)
        for y in range(0, BLOCK, CHUNK):
            for x in range(0, BLOCK, CHUNK):
                chunk = block[0] + x, block[1] + y, block[0] + x + CHUNK, block[1] + y + CHUNK
                part = slice(y, y + CHUNK), slice(x, x + CHUNK)
                self._grown[chunk] = self._rocks(chunk, bare[part], bool(dry[part][CHUNK // 2, CHUNK // 2]))
        for growth in (*pieces, *self._trees(block, bare, dry)):
            x, y = growth.x // UNITS // CHUNK * CHUNK, growth.y // UNITS // CHUNK * CHUNK
            self._grown[x, y, x + CHUNK, y + CHUNK].append(growth)

    def _cliffs(self, block: Box) -> list[Growth]:
        """The cliffs of a block, along the heights of the land without its smallest hills."""
        side = BLOCK // CELL
        xs, ys = (axis[CELL // 2 :: CELL] for axis in _axes(block))
        wet = self._flood(block).reshape(side, CELL, side, CELL).any(axis=(1, 3))
        barred = wet | self._near_fields(block, xs, ys, FIELD_ROOM + CELL)
        return cliffs(mix(self._seed, _CLIFF[0]), block, lambda xs, ys: self._noise(_LAND, xs, ys, (7, 5)), barred)

    def _kept_clear(self, xs: Grid, ys: Grid) -> Mask:
        """Where trees and rocks never are: around the spawn, on the shore of the first lake."""
        column, row = xs[np.newaxis, :], ys[:, np.newaxis]
        x0, y0, x1, y1 = SPAWN_STRIP
        strip = (column >= x0) & (column < x1) & (row >= y0) & (row < y1)
        shore = self._lake(xs, ys) > -PART * LAKE_SHORE
        return np.asarray(strip | shore | (distance(column, row) < CLEAR), dtype=np.bool_)

    def _rocks(self, chunk: Box, bare: Mask, dry: bool) -> list[Growth]:
        """The rocks of a chunk, well inside it. The ground they take becomes bare."""
        found = []
        for attempt in range(ROCK_TRIES):
            bits = mix(self._seed, _ROCK[0], chunk[0], chunk[1], attempt)
            if bits % (DRY_ROCK_CHANCE if dry else ROCK_CHANCE):
                continue
            x, y = pick(bits >> 16, 3, CHUNK - 4), pick(bits >> 24, 3, CHUNK - 4)
            middle = (chunk[0] + x) * UNITS + UNITS // 2, (chunk[1] + y) * UNITS + UNITS // 2
            rock = growth_at(ROCKS[pick(bits >> 32, 0, 2)], *middle)
            below = [(tx - chunk[0], ty - chunk[1]) for tx, ty in map(key_tile, tiles_under(*rock.solid))]
            if not any(bare[ty, tx] for tx, ty in below):
                found.append(rock)
                for tx, ty in below:
                    bare[ty - 1 : ty + 2, tx - 1 : tx + 2] = True
        return found

    def _trees(self, block: Box, bare: Mask, dry: Mask) -> list[Growth]:
        """The trees of a block, one on a tile at the most."""
        xs, ys = _axes(block)
        woods = self._noise(_WOODS, xs, ys, (6, 4, 2))
        density = np.clip((woods - FOREST_FROM) * FOREST_SLOPE, 0, DENSEST)
        density = np.where(dry, density // DRY_SHARE, density) + LONE_TREES
        bits = mix_grid(mix(self._seed, _TREE[0]), xs, ys)
        rows, columns = np.nonzero(((bits >> np.uint64(8)) % np.uint64(1000) < density.astype(np.uint64)) & ~bare)
        species = (self._noise(_SPECIES, xs, ys, (6, 4)) * len(TREES)) // (HIGH + 1)
        found = []
        for x, y in zip(columns.tolist(), rows.tolist(), strict=True):
            chance = int(bits[y, x]) >> 24
            name = TREES[(int(species[y, x]) + (chance % 5 == 0)) % len(TREES)]
            if dry[y, x] and chance % 3 == 1 and 0 < x % CHUNK < CHUNK - 1 and 0 < y % CHUNK < CHUNK - 1:
                # its box is wider than a tile
                name = name if bare[y - 1 : y + 2, x - 1 : x + 2].any() else DEAD_TREE
            dx, dy = pick(chance >> 8, -TREE_PLAY, TREE_PLAY), pick(chance >> 16, -TREE_PLAY, TREE_PLAY)
            middle = (block[0] + x) * UNITS + UNITS // 2 + dx, (block[1] + y) * UNITS + UNITS // 2 + dy
            found.append(growth_at(name, *middle))
        return found


def _block_of(chunk: Box) -> Box:
    x, y = chunk[0] // BLOCK * BLOCK, chunk[1] // BLOCK * BLOCK
    return x, y, x + BLOCK, y + BLOCK


def _axes(box: Box) -> tuple[Grid, Grid]:
    return np.arange(box[0], box[2], dtype=np.int64), np.arange(box[1], box[3], dtype=np.int64)


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _slope(far: Grid, inner: int, outer: int) -> Grid:
    """The whole sea level up to a distance, nothing beyond another, evenly less between."""
    return np.clip((outer - far) * SEA_LEVEL // (outer - inner), 0, SEA_LEVEL)
