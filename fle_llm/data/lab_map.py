"""The lab map: where its ore, wells, water and trees are.

Owns the layout that lab tasks are played on, read from `lab_map.json`. Tiles are named by their north-west corner,
so tile (i, j) has its centre at (i + 0.5, j + 0.5). Leaves placing anything to the engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec

Tile = tuple[int, int]


class TileField(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rectangle of tiles, first and last column and row included, with holes."""

    columns: tuple[int, int]
    rows: tuple[int, int]
    missing: tuple[Tile, ...] = ()

    def tiles(self) -> Iterator[Tile]:
        """Its tiles, row by row from the north-west."""
        holes = frozenset(self.missing)
        for y in range(self.rows[0], self.rows[1] + 1):
            for x in range(self.columns[0], self.columns[1] + 1):
                if (x, y) not in holes:
                    yield x, y


class OreField(TileField, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A field of one ore."""

    name: str


class LabMap(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The map: `bounds` are west, north, east and south in tiles, amounts are those after a reset."""

    about: str
    bounds: tuple[int, int, int, int]
    ore_amount: int
    well_amount: int
    ores: tuple[OreField, ...]
    water: tuple[TileField, ...]
    well: str
    wells: tuple[Tile, ...]
    tree: str
    trees: tuple[tuple[int, int], ...]
    """Positions in 1/256 tile."""

    def ore_tiles(self) -> Iterator[tuple[str, Tile]]:
        """Every ore tile with the name of its ore."""
        for ore in self.ores:
            for tile in ore.tiles():
                yield ore.name, tile

    def water_tiles(self) -> frozenset[Tile]:
        """Every water tile."""
        return frozenset(tile for lake in self.water for tile in lake.tiles())


@cache
def lab_map() -> LabMap:
    """The lab map, read on the first call."""
    return msgspec.json.decode(Path(__file__).with_name("lab_map.json").read_bytes(), type=LabMap)
