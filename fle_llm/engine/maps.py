"""The maps a world can be begun on, by their specification: the laboratory and the open world."""

from __future__ import annotations

import functools
from collections.abc import Iterable

from fle_llm.data import LabMap, lab_map
from fle_llm.engine.constants import UNITS
from fle_llm.engine.open_map import OpenSource
from fle_llm.engine.state import Spec
from fle_llm.engine.terrain import Box, Deposit, Growth, Terrain, chunk_at, growth_at, key_tile, tile_key
from fle_llm.errors import Unsupported

KEPT_OPEN_MAPS = 8
"""Open maps that are kept with the ground made so far; worlds keep theirs anyway."""


class LabSource:
    """The laboratory map: four rectangles of ore, 64 wells, two lakes, a fence of trees."""

    def __init__(self, layout: LabMap) -> None:
        self.bounds: Box = layout.bounds
        fields: dict[str, dict[int, int]] = {}
        for name, tile in layout.ore_tiles():
            fields.setdefault(name, {})[tile_key(*tile)] = layout.ore_amount
        fields[layout.well] = {tile_key(*tile): layout.well_amount for tile in layout.wells}
        self._deposits = [Deposit(name, _box_of(tiles), tiles.copy) for name, tiles in fields.items()]
        self._water: dict[int, list[int]] = {}
        for tile in layout.water_tiles():
            self._water.setdefault(chunk_at(*tile), []).append(tile_key(*tile))
        self._growths: dict[int, list[Growth]] = {}
        for growth in (growth_at(layout.tree, x, y) for x, y in layout.trees):
            left, top, right, bottom = (edge // UNITS for edge in growth.solid)
            for chunk in sorted({chunk_at(tx, ty) for tx in (left, right) for ty in (top, bottom)}):
                self._growths.setdefault(chunk, []).append(growth)

    def deposits(self, box: Box) -> Iterable[Deposit]:
        """All fields."""
        return self._deposits

    def water(self, chunk: Box) -> Iterable[int]:
        """The water tiles of a chunk."""
        return self._water.get(tile_key(*chunk[:2]), ())

    def growths(self, chunk: Box) -> Iterable[Growth]:
        """The trees of a chunk."""
        return self._growths.get(tile_key(*chunk[:2]), ())


def _box_of(tiles: Iterable[int]) -> Box:
    places = [key_tile(tile) for tile in tiles]
    columns, rows = [x for x, _ in places], [y for _, y in places]
    return min(columns), min(rows), max(columns) + 1, max(rows) + 1


@functools.cache
def lab() -> Terrain:
    """The laboratory map."""
    return Terrain(LabSource(lab_map()))


@functools.lru_cache(maxsize=KEPT_OPEN_MAPS)
def open_map(seed: int) -> Terrain:
    """The open map of a seed."""
    return Terrain(OpenSource(seed))


def of(spec: Spec) -> Terrain:
    """The terrain a world was begun on. Raises Unsupported for a kind of map this engine cannot make."""
    if spec.kind == "lab":
        return lab()
    if spec.kind == "open":
        return open_map(spec.seed)
    raise Unsupported(f"no map of kind {spec.kind!r}: this engine makes 'lab' and 'open'")
