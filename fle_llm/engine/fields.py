"""Where an open map has its ore and oil, and how much (MECHANICS 5.4).

Around the spawn lie four starting fields; beyond, every region of 256 x 256 tiles has one field or none, kept away from
the region's edge, so that fields never meet and what lies in a region is known without looking at any other. The eight
regions around the start have two oil fields, uranium and another field of every ore. Tiles are made when asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import isqrt
from typing import TypeVar

import numpy as np

from fle_llm.engine.noise import TOP, distance, mix, pick, smooth
from fle_llm.engine.terrain import REGION, Box, Deposit, tile_key

_T = TypeVar("_T")

_START, _FIELD, _KIND, _SIZE, _PLACE, _SHAPE, _WELLS = range(1, 8)

PART = 16
"""Parts of a tile in which shapes are drawn."""

STARTING_FIELDS = (
    ("iron-ore", 400_000, 14),
    ("copper-ore", 320_000, 13),
    ("coal", 320_000, 13),
    ("stone", 160_000, 11),
)
"""Name, ore in all, radius in tiles (diameters of 20 to 32, centre 1,000 to 1,500 a tile: MECHANICS 5.4)."""
START_DISTANCE = (40, 60)
SLOT_DEGREES = 72
SLOT_PLAY_DEGREES = 5
"""The lake and the four fields share the circle around the spawn; 72 - 2 x 5 keeps them 60 degrees apart."""

FADE_IN = (150, 300)
"""Distances between which fields beyond the start grow to their full size."""
DOUBLE_DISTANCE = 1300
"""Beyond the fade-in a field gains its size once more over this distance (the game's resource-autoplace.lua)."""
GREATEST_GROWTH = 3
RICHNESS = (1000, 2600)
"""Ore a tile is multiplied by max(1, (1000 + distance) / 2600)."""
TYPICAL = {
    "iron-ore": (4_000_000, 25, 200),
    "copper-ore": (3_200_000, 25, 200),
    "coal": (3_200_000, 25, 200),
    "stone": (1_600_000, 25, 200),
    "uranium-ore": (720_000, 200, 400),
}
"""Ore of a field: 1,000,000 tiles / spots a km2 x base density, and the random factor in per cent."""
RADIUS_FACTOR = 11
"""Radius in tiles of a field of n ore: 0.11 x the cube root of n (the game's radius of 1.10 / 10)."""
RADII = (7, 30)

SPOTS = (
    ("iron-ore", 250),
    ("copper-ore", 250),
    ("coal", 250),
    ("stone", 250),
    ("crude-oil", 180),
    ("uranium-ore", 125),
)
"""Fields in 100 square kilometres."""
_SPOT_RANGE = 100 * 1_000_000 // (REGION * REGION)

MARGIN = 44
"""Tiles from the edge of its region to the middle of a field: more than a field reaches."""
OIL_AHEAD, OIL_ASIDE = (225, 280), (-50, 50)
"""Where the two first oil fields lie, so that all of both is 200 to 300 tiles from the spawn."""
WELLS = (3, 12)
WELL_GRID = 6
WELL_PLAY = 2
"""Wells stand in cells of 6 x 6 tiles, each in one of 3 x 3 places: four tiles apart at least."""
WELL_AMOUNT = 300_000
RICHEST_WELL = 900_000


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its middle, in tiles, how far it reaches, and its tiles."""

    x: int
    y: int
    reach: int
    deposit: Deposit


def direction(degrees: int) -> tuple[int, int]:
    """A vector of about 1000 parts, by a rational approximation of the sine (Bhaskara's, good to 0.002)."""
    return _sine(degrees + 90), _sine(degrees)


def _sine(degrees: int) -> int:
    half, degrees = divmod(degrees % 360, 180)
    part = degrees * (180 - degrees)
    value = 4000 * part // (40_500 - part)
    return -value if half else value


class Fields:
    """All fields of the open map of one seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.slots = self._slots()
        self._regions: dict[tuple[int, int], tuple[Field, ...]] = {(0, 0): tuple(self._starting())}
        self._first = self._first_regions()

    def near(self, box: Box) -> Iterator[Field]:
        """The fields of all regions that a box touches, region by region, row by row."""
        half = REGION // 2
        x0, y0, x1, y1 = box
        for j in range((y0 + half) // REGION, (y1 - 1 + half) // REGION + 1):
            for i in range((x0 + half) // REGION, (x1 - 1 + half) // REGION + 1):
                found = self._regions.get((i, j))
                if found is None:
                    found = self._regions[i, j] = tuple(self._regular(i, j))
                yield from found

    # --- the start ---------------------------------------------------------------------------------------------------

    def _slots(self) -> list[tuple[int, int]]:
        """Where the lake and the starting fields lie. The lake keeps away from the south, where characters begin."""
        bits = mix(self.seed, _START)
        lake = 90 + pick(bits, 60, 300)
        places = []
        for index in range(len(STARTING_FIELDS) + 1):
            bits = mix(self.seed, _START, index)
            play = pick(bits, -SLOT_PLAY_DEGREES, SLOT_PLAY_DEGREES) if index else 0
            far = pick(bits >> 16, *START_DISTANCE)
            dx, dy = direction(lake + SLOT_DEGREES * index + play)
            places.append((dx * far // 1000, dy * far // 1000))
        return places

    def _starting(self) -> Iterator[Field]:
        """The four fields, which slot has which by the seed."""
        order = _shuffled(STARTING_FIELDS, mix(self.seed, _START, -1))
        for (x, y), (name, total, radius) in zip(self.slots[1:], order, strict=True):
            yield _ore_field(name, x, y, PART * radius, total, mix(self.seed, _SHAPE, x, y))

    def _first_regions(self) -> dict[tuple[int, int], str]:
        """What lies in the eight regions around the start: oil and uranium for certain, every ore once more."""
        ores = _shuffled([*(name for name, _, _ in STARTING_FIELDS), "iron-ore"], mix(self.seed, _FIELD))
        sides = _shuffled(["crude-oil", "crude-oil", *ores[:2]], mix(self.seed, _FIELD, 1))
        corners = _shuffled(["uranium-ore", *ores[2:]], mix(self.seed, _FIELD, 2))
        around = zip(
            [(1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (-1, 1), (-1, -1), (1, -1)], sides + corners, strict=True
        )
        return dict(around)

    # --- beyond ------------------------------------------------------------------------------------------------------

    def _regular(self, i: int, j: int) -> Iterator[Field]:
        name = self._first.get((i, j)) or self._kind(i, j)
        if name is None:
            return
        bits = mix(self.seed, _PLACE, i, j)
        play = REGION // 2 - MARGIN
        x, y = REGION * i + pick(bits, -play, play), REGION * j + pick(bits >> 24, -play, play)
        if name == "crude-oil" and (i, j) in self._first:
            ahead, aside = pick(bits, *OIL_AHEAD), pick(bits >> 24, *OIL_ASIDE)
            x, y = (i * ahead, aside) if i else (aside, j * ahead)
        far = isqrt(x * x + y * y)
        if name == "crude-oil":
            yield self._oil_field(x, y, far)
            return
        typical, low, high = TYPICAL[name]
        fade = min(max(far - FADE_IN[0], 0), FADE_IN[1] - FADE_IN[0])
        growth = min(DOUBLE_DISTANCE + max(far - FADE_IN[0], 0), GREATEST_GROWTH * DOUBLE_DISTANCE)
        size = typical * pick(mix(self.seed, _SIZE, i, j), low, high) // 100
        size = size * fade // (FADE_IN[1] - FADE_IN[0]) * growth // DOUBLE_DISTANCE
        radius = min(max(_cube_root(size) * RADIUS_FACTOR * PART // 100, RADII[0] * PART), RADII[1] * PART)
        yield _ore_field(name, x, y, radius, _rich(size, far), mix(self.seed, _SHAPE, x, y))

    def _kind(self, i: int, j: int) -> str | None:
        left = mix(self.seed, _KIND, i, j) % _SPOT_RANGE
        for name, spots in SPOTS:
            if left < spots:
                return name
            left -= spots
        return None

    def _oil_field(self, x: int, y: int, far: int) -> Field:
        """A cluster of wells, the fuller the farther out."""
        seed = mix(self.seed, _WELLS, x, y)
        cells = [(i, j) for j in range(-2, 3) for i in range(-2, 3)]
        cells.sort(key=lambda cell: (30 * (cell[0] ** 2 + cell[1] ** 2) + mix(seed, *cell) % 100, cell))
        tiles = {}
        for i, j in cells[: pick(seed, *WELLS)]:
            bits = mix(seed, i, j, 1)
            tx = x + WELL_GRID * i + pick(bits, 0, WELL_PLAY) - 1
            ty = y + WELL_GRID * j + pick(bits >> 16, 0, WELL_PLAY) - 1
            amount = _rich(WELL_AMOUNT + pick(bits >> 32, 0, WELL_AMOUNT), far)
            tiles[tile_key(tx, ty)] = min(amount, RICHEST_WELL)
        reach = 2 * WELL_GRID + 2
        return Field(x, y, reach, Deposit("crude-oil", _around(x, y, reach), tiles.copy))


def _rich(amount: int, far: int) -> int:
    start, full = RICHNESS
    return amount * max(start + far, full) // full


def _around(x: int, y: int, reach: int) -> Box:
    return x - reach, y - reach, x + reach + 1, y + reach + 1


def _cube_root(value: int) -> int:
    root = 0
    for bit in reversed(range(value.bit_length() // 3 + 1)):
        if (root | 1 << bit) ** 3 <= value:
            root |= 1 << bit
    return root


def _shuffled(things: Iterable[_T], seed: int) -> list[_T]:
    return [thing for _, thing in sorted(enumerate(things), key=lambda pair: mix(seed, pair[0]))]


def _ore_field(name: str, x: int, y: int, radius: int, total: int, seed: int) -> Field:
    reach = radius * 5 // 4 // PART + 1
    return Field(x, y, reach, Deposit(name, _around(x, y, reach), lambda: _blob(x, y, reach, radius, total, seed)))


def _blob(x: int, y: int, reach: int, radius: int, total: int, seed: int) -> dict[int, int]:
    """The tiles of a round field with a wavy rim, richest in the middle: 1 there falls to 0.15 at the rim.

    The rim waves by a quarter of the radius over hills too wide for it to break off: a field is in one piece.
    """
    xs = np.arange(x - reach, x + reach + 1, dtype=np.int64)
    ys = np.arange(y - reach, y + reach + 1, dtype=np.int64)
    hills = 4 if radius < 20 * PART else 5
    wave = smooth(seed, xs, ys, hills)
    wave = np.clip(wave - int(wave.sum()) // wave.size, -TOP // 2, TOP // 2)  # as much outwards as inwards
    rim = radius + wave * (radius // 2) // TOP
    depth = rim - distance(PART * (xs - x)[np.newaxis, :], PART * (ys - y)[:, np.newaxis])
    rows, columns = np.nonzero(depth > 0)
    weights = np.clip(150 + 850 * depth[rows, columns] // radius, 150, 1000)
    amounts = total * weights // int(weights.sum())
    amounts[: total - int(amounts.sum())] += 1
    return {
        tile_key(tx, ty): amount
        for tx, ty, amount in zip(xs[columns].tolist(), ys[rows].tolist(), amounts.tolist(), strict=True)
    }
