"""Framing: which part of the map a picture shows, and at how many pixels a tile.

Boxes are (left, top, right, bottom) in whole tiles, right and bottom excluded. A box that was asked for is shown whole
or refused; the automatic one is what was built with a margin, and where that would be too small to see, the middle of
it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from fle_llm.world.derive.scene import box_of
from fle_llm.world.ops import UNITS, AgentView, EntityView

TILE_BOX = tuple[float, float, float, float]

LEFT, TOP, BOTTOM, LEGEND = 38, 46, 30, 216
"""Pixels around the map: y coordinates, title and x coordinates, scale, legend."""

LARGEST_TILE = 40
SMALLEST_AUTOMATIC_TILE = 3
"""Pixels a tile, unless somebody asks for others."""

MARGIN = 3
"""Tiles around what was built."""
EMPTY = (40, 30)
"""Tiles around the first character when nothing was built."""
NEAR = 12
"""Tiles from what was built within which a character is shown too."""

SMALLEST_MAP = 64
LARGEST_SIDE = 4000
"""Pixels a side: less shows nothing, more takes more memory than any viewer likes."""


class Frame(NamedTuple):
    """The tiles shown and their size in pixels."""

    left: int
    top: int
    right: int
    bottom: int
    tile: int

    @property
    def columns(self) -> int:
        """Tiles across."""
        return self.right - self.left

    @property
    def rows(self) -> int:
        """Tiles down."""
        return self.bottom - self.top

    def holds(self, x: float, y: float) -> bool:
        """Whether a point, in tiles, is in the picture."""
        return self.left <= x < self.right and self.top <= y < self.bottom


def room(size: tuple[int, int]) -> tuple[int, int]:
    """Pixels left for the map in a picture of a size. Raises ValueError for a size no picture can have."""
    width, height = size
    if not (width <= LARGEST_SIDE and height <= LARGEST_SIDE):
        raise ValueError(f"a picture of {width} x {height} pixels is too large: {LARGEST_SIDE} a side at the most")
    inner = width - LEFT - LEGEND, height - TOP - BOTTOM
    if min(inner) < SMALLEST_MAP:
        least = LEFT + LEGEND + SMALLEST_MAP, TOP + BOTTOM + SMALLEST_MAP
        raise ValueError(f"a picture of {width} x {height} pixels is too small: at least {least[0]} x {least[1]}")
    return inner


def given(box: TILE_BOX, tile: int | None, size: tuple[int, int]) -> Frame:
    """The frame of a box that was asked for. Raises ValueError when it is empty or does not fit."""
    if not all(math.isfinite(side) for side in box):
        raise ValueError(f"a box has four finite sides, not {box}")
    left, top, right, bottom = math.floor(box[0]), math.floor(box[1]), math.ceil(box[2]), math.ceil(box[3])
    if left >= right or top >= bottom:
        raise ValueError(f"a box is (left, top, right, bottom) with left < right and top < bottom, not {box}")
    width, height = room(size)
    fits = min(width // (right - left), height // (bottom - top))
    if tile is not None and tile < 1:
        raise ValueError(f"a tile has at least one pixel, not {tile}")
    if fits < (tile or 1):
        most = f"{width // (tile or 1)} x {height // (tile or 1)}"
        raise ValueError(
            f"a box of {right - left} x {bottom - top} tiles does not fit a picture of {size[0]} x {size[1]} pixels at "
            f"{tile or 1} pixels a tile: show at most {most} tiles, or raise max_size"
        )
    return Frame(left, top, right, bottom, tile or min(LARGEST_TILE, fits))


def automatic(
    views: Sequence[EntityView], agents: Sequence[AgentView], tile: int | None, size: tuple[int, int]
) -> Frame:
    """The frame around everything built; around the first character when nothing is."""
    if not views:
        x, y = (agents[0].x // UNITS, agents[0].y // UNITS) if agents else (0, 0)
        box = (x - EMPTY[0] // 2, y - EMPTY[1] // 2, x + EMPTY[0] // 2, y + EMPTY[1] // 2)
    else:
        box = _around(views, agents)
    width, height = room(size)
    least = tile or SMALLEST_AUTOMATIC_TILE
    if least < 1:
        raise ValueError(f"a tile has at least one pixel, not {tile}")
    middle = _middle(views) if views else ((box[0] + box[2]) // 2, (box[1] + box[3]) // 2)
    left, right = cut(box[0], box[2], middle[0], width // least)
    top, bottom = cut(box[1], box[3], middle[1], height // least)
    return given((left, top, right, bottom), tile, size)


def filled(frame: Frame, size: tuple[int, int]) -> Frame:
    """The frame widened on all sides until it fills a picture of a size."""
    width, height = room(size)
    across, down = width // frame.tile - frame.columns, height // frame.tile - frame.rows
    left, top = frame.left - across // 2, frame.top - down // 2
    return Frame(left, top, left + frame.columns + across, top + frame.rows + down, frame.tile)


def taller(frame: Frame, height: int) -> Frame:
    """The frame with as many more rows as make the map this many pixels high."""
    down = max(0, height // frame.tile - frame.rows)
    top = frame.top - down // 2
    return frame._replace(top=top, bottom=top + frame.rows + down)


def _around(views: Sequence[EntityView], agents: Sequence[AgentView]) -> tuple[int, int, int, int]:
    boxes = [box_of(view) for view in views]
    left, top = min(box.x0 for box in boxes) // UNITS, min(box.y0 for box in boxes) // UNITS
    right, bottom = -(-max(box.x1 for box in boxes) // UNITS), -(-max(box.y1 for box in boxes) // UNITS)
    near = [(agent.x // UNITS, agent.y // UNITS) for agent in agents]
    near = [(x, y) for x, y in near if left - NEAR <= x <= right + NEAR and top - NEAR <= y <= bottom + NEAR]
    left, right = min([left, *(x for x, _ in near)]), max([right, *(x + 1 for x, _ in near)])
    top, bottom = min([top, *(y for _, y in near)]), max([bottom, *(y + 1 for _, y in near)])
    return left - MARGIN, top - MARGIN, right + MARGIN, bottom + MARGIN


def _middle(views: Sequence[EntityView]) -> tuple[int, int]:
    """The median place: half of what was built lies on each side."""
    half = len(views) // 2
    return sorted(view.x for view in views)[half] // UNITS, sorted(view.y for view in views)[half] // UNITS


def cut(low: int, high: int, middle: int, most: int) -> tuple[int, int]:
    """At most `most` of the range, around the middle and within the range."""
    if high - low <= most:
        return low, high
    low = max(low, min(middle - most // 2, high - most))
    return low, low + most
