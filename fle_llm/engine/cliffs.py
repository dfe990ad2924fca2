"""Where an open map has cliffs: along its lines of equal height, in stretches, with gaps to pass.

The game gives a cliff one of twenty shapes; which of them, and along which lines, the rules here do not say. All of
this is ours: a piece fills a cell of 4 x 4 tiles (the game's own grid) through which one of a few heights runs, in
rugged country, away from the start and from fields, never on water. About every 40 tiles a line is open for 12. What
the heights are, and where there is water or a field, `open_map` says.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from fle_llm.data import CLIFF
from fle_llm.engine.constants import UNITS
from fle_llm.engine.noise import TOP, Grid, distance, mix, mix_grid, smooth
from fle_llm.engine.terrain import Box, Growth, growth_at

Mask = npt.NDArray[np.bool_]

CELL = CLIFF.tile_width
"""Tiles along a side of a cell. A box whose cliffs are asked for is made of whole cells."""

START = 180
"""Tiles around the spawn without cliffs: more than the starting area's radius of 150 (MECHANICS 5.4)."""
FIELD_ROOM = 16
"""Tiles around a field without cliffs, for machines, poles and belts."""

LOWEST, APART = 450, 140
"""Heights (0 to 1023) along which cliffs run: the lowest, some way above the sea, and from one to the next."""
RUGGED_FROM = TOP * 52 // 100
RUGGED_HILLS = 7
"""Where another noise, its hills about 2**7 tiles wide, is less there are no cliffs."""

REACH = 4
"""A gap is where a piece has the least of random numbers within so many cells each way."""
GAP = 1
"""Cells each way of it that stay free: a single one would leave the pieces beside a corner touching."""
_EDGE = REACH + GAP

_RUGGED, _GAPS = range(2)


def cliffs(seed: int, box: Box, heights: Callable[[Grid, Grid], Grid], barred: Mask) -> list[Growth]:
    """The cliffs of a box, row by row: `heights` of columns and rows of points, `barred` cells of it to leave free."""
    x0, y0, x1, y1 = box
    xs, ys = (
        np.arange(start - CELL * _EDGE, end + CELL * _EDGE + 1, CELL, dtype=np.int64)
        for start, end in ((x0, x1), (y0, y1))
    )
    lines = _lines(heights(xs, ys))
    inner = slice(_EDGE, -_EDGE), slice(_EDGE, -_EDGE)
    xs, ys = xs[:-1] + CELL // 2, ys[:-1] + CELL // 2  # middles of cells
    pieces = lines[inner] & ~barred & ~_gaps(mix_grid(mix(seed, _GAPS), xs, ys), lines)
    xs, ys = xs[_EDGE:-_EDGE], ys[_EDGE:-_EDGE]
    if not pieces.any():
        return []
    pieces &= distance(xs[np.newaxis, :], ys[:, np.newaxis]) >= START + CELL
    pieces &= smooth(mix(seed, _RUGGED), xs, ys, RUGGED_HILLS) >= RUGGED_FROM
    rows, columns = np.nonzero(pieces)
    return [
        growth_at(CLIFF.name, x * UNITS, y * UNITS)
        for x, y in zip(xs[columns].tolist(), ys[rows].tolist(), strict=True)
    ]


def _lines(heights: Grid) -> Mask:
    """The cells of which some corners lie above one of the heights and some below."""
    steps = np.maximum((heights - LOWEST) // APART, -1)
    corners = np.stack((steps[:-1, :-1], steps[:-1, 1:], steps[1:, :-1], steps[1:, 1:]))
    return np.asarray(corners.min(axis=0) != corners.max(axis=0), dtype=np.bool_)


def _gaps(bits: npt.NDArray[np.uint64], lines: Mask) -> Mask:
    """The cells that are in a gap, for all but `_EDGE` cells along each side."""
    numbers = np.where(lines, (bits >> np.uint64(1)).astype(np.int64), np.iinfo(np.int64).max)
    least = numbers
    for axis in (0, 1):
        least = sliding_window_view(least, 2 * REACH + 1, axis=axis).min(axis=-1)
    inner = slice(REACH, -REACH), slice(REACH, -REACH)
    first = lines[inner] & (numbers[inner] == least)
    for axis in (0, 1):
        first = sliding_window_view(first, 2 * GAP + 1, axis=axis).any(axis=-1)
    return np.asarray(first, dtype=np.bool_)
