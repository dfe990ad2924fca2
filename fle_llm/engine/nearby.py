"""What is nearest to a point, without looking at everything: by (distance, y, x), within a square.

Ore is looked for field by field, the nearest box first; water, trees and rocks in rings of chunks around the point.
Both stop when what is left cannot be nearer. Ground is only made as far as that needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from fle_llm.data import facts
from fle_llm.engine.constants import UNITS
from fle_llm.engine.terrain import CHUNK, Box, Growth, Spots, chunk_at

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine

Candidate = tuple[int, int, int]
"""Squared distance, y, x, in units."""
_NEVER = int(np.iinfo(np.int64).max)


def ore(engine: Engine, name: str, x: int, y: int, radius: int) -> tuple[int, int] | None:
    """The middle of the nearest tile with a resource."""
    fields = engine.terrain.deposits(_square(x, y, radius))
    ranked = sorted((_gap(field.box, x, y), index) for index, field in enumerate(fields) if field.name == name)
    best: Candidate | None = None
    for gap, index in ranked:
        if best is not None and gap > best[0]:
            break
        field = fields[index]
        exhausted = engine.ground.exhausted
        gone = [i for i, key in enumerate(field.keys) if key in exhausted] if exhausted else []
        best = _closest(best, field.spots, x, y, radius, gone)
    return None if best is None else (best[2], best[1])


def water(engine: Engine, x: int, y: int, radius: int) -> tuple[int, int] | None:
    """The corner of the nearest tile of water."""
    best: Candidate | None = None
    for gap, chunk in _rings(engine, x, y, radius):
        if best is not None and gap > best[0]:
            break
        wet = engine.terrain.wet(chunk)
        if wet.keys:
            best = _closest(best, wet.spots, x, y, radius, [])
    return None if best is None else (best[2], best[1])


def _closest(best: Candidate | None, spots: Spots, x: int, y: int, radius: int, gone: list[int]) -> Candidate | None:
    """The better of what was found so far and the nearest of some places, which are in (y, x) order."""
    off = spots - np.array([x, y], dtype=np.int64)
    far = (off * off).sum(axis=1)
    far[(np.abs(off) > radius).any(axis=1)] = _NEVER
    far[gone] = _NEVER
    first = int(far.argmin())
    new = int(far[first]), int(spots[first][1]), int(spots[first][0])
    return best if new[0] == _NEVER or (best is not None and best < new) else new


def growth(engine: Engine, name: str, x: int, y: int, radius: int) -> Growth | None:
    """The nearest tree or rock of a name, or with an empty name the nearest tree of any kind."""
    best: Candidate | None = None
    found: Growth | None = None
    for gap, chunk in _rings(engine, x, y, radius):
        if best is not None and gap > best[0]:
            break
        for one in engine.terrain.grown(chunk).growths:
            if one.spot not in engine.ground.felled and _is_wanted(one.name, name):
                better = _better(best, one.x, one.y, x, y, radius)
                if better is not best:
                    best, found = better, one
    return found


def _is_wanted(name: str, wanted: str) -> bool:
    return name == wanted or (not wanted and facts().entities[name].type == "tree")


def _better(best: Candidate | None, at_x: int, at_y: int, x: int, y: int, radius: int) -> Candidate | None:
    if abs(at_x - x) > radius or abs(at_y - y) > radius:
        return best
    new = (at_x - x) ** 2 + (at_y - y) ** 2, at_y, at_x
    return new if best is None or new < best else best


def _square(x: int, y: int, radius: int) -> Box:
    return (x - radius) // UNITS, (y - radius) // UNITS, (x + radius) // UNITS + 1, (y + radius) // UNITS + 1


def _gap(box: Box, x: int, y: int) -> int:
    """Squared distance from a point to a box of tiles, 0 within it."""
    x0, y0, x1, y1 = (edge * UNITS for edge in box)
    return max(x0 - x, 0, x - x1) ** 2 + max(y0 - y, 0, y - y1) ** 2


def _rings(engine: Engine, x: int, y: int, radius: int) -> Iterator[tuple[int, int]]:
    """The chunks of a square, ring by ring around a point, with a distance (squared) that none after it is below."""
    x0, y0, x1, y1 = (edge // CHUNK for edge in engine.terrain.clipped(_square(x, y, radius)))
    side = CHUNK * UNITS
    cx, cy = x // side, y // side
    for ring in range(max(abs(x0 - cx), abs(x1 - cx), abs(y0 - cy), abs(y1 - cy)) + 1):
        gap = (max(0, ring - 1) * side) ** 2
        for j in range(max(y0, cy - ring), min(y1, cy + ring) + 1):
            step = 1 if abs(j - cy) == ring else max(1, 2 * ring)
            for i in range(cx - ring, cx + ring + 1, step):
                if x0 <= i <= x1:
                    yield gap, chunk_at(i * CHUNK, j * CHUNK)
