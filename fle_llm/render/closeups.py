"""Close-ups: where a factory is too spread out to be read at one scale, its busiest places are shown larger as well.

Owns which places these are, how large, and on which side of the overview they stand. Machines within a few tiles of
each other are one place; poles, pipes and belts make none, they only lead from one to another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from fle_llm.render.framing import BOTTOM, LEFT, LEGEND, SMALLEST_MAP, TOP, Frame, automatic, cut, filled, room
from fle_llm.render.scene import extent
from fle_llm.world.ops import AgentView, EntityView

READABLE = 18
"""Pixels a tile from which an overview needs no close-ups."""
CLEAREST = 30
"""Pixels a tile that a close-up has at the most, ..."""
CLEAR = 15
"""... and at the least."""
WELL = 22
"""Pixels a tile beyond which a close-up is hardly easier to read."""
GAIN = 1.5
"""How much larger than the overview it is at the least."""
MOST = 4

SHARE = 0.55
"""How much of the width or height the overview takes at the most, where close-ups stand beside it or below."""
GAP, TITLE = 16, 20
"""Pixels between panels, and for what stands over one."""

CELL = 6
"""Tiles: machines in neighbouring cells of this size are one place."""
AROUND = 2
"""Tiles around a place."""

PASSIVE = frozenset(
    {
        "electric-pole",
        "pipe",
        "pipe-to-ground",
        "transport-belt",
        "underground-belt",
        "splitter",
        "solar-panel",
        "accumulator",
        "wall",
    }
)
"""Types that make no place worth a close-up."""

Side = Literal["right", "below"]
Span = tuple[int, int, int, int]


class Arrangement(NamedTuple):
    """The frame of the map, those of the close-ups, and where they stand."""

    overview: Frame
    closeups: tuple[Frame, ...] = ()
    side: Side = "right"


def arrange(
    views: Sequence[EntityView],
    agents: Sequence[AgentView],
    tile: int | None,
    size: tuple[int, int],
    *,
    fill: bool = False,
) -> Arrangement:
    """The frames for everything built, in a picture of a size; with `fill` the overview takes all the room it gets."""
    overview = automatic(views, agents, tile, size)
    plain = Arrangement(filled(overview, size) if fill else overview)
    spots = places(views)
    roomy = min(room(size)) * SHARE >= SMALLEST_MAP
    if tile is not None or overview.tile >= READABLE or not spots or not roomy:
        return plain
    found = [_beside(views, agents, spots, size, side, fill) for side in _SIDES]
    best = max(found, key=_worth)
    return best if best.closeups else plain


def _worth(arrangement: Arrangement) -> tuple[int, int]:
    """How many places can be read, and how well they and the overview can."""
    closest = min((frame.tile for frame in arrangement.closeups), default=0)
    return len(arrangement.closeups), min(closest, WELL) + 2 * arrangement.overview.tile


_SIDES: tuple[Side, ...] = ("right", "below")


def places(views: Sequence[EntityView]) -> list[Span]:
    """The tiles of each place with more than one machine, the busiest first."""
    cells: dict[tuple[int, int], list[Span]] = {}
    for view in views:
        if view.type not in PASSIVE:
            x0, y0, x1, y1 = extent(view)
            middle = int((x0 + x1) / 2 // CELL), int((y0 + y1) / 2 // CELL)
            cells.setdefault(middle, []).append((int(x0 // 1), int(y0 // 1), int(-(-x1 // 1)), int(-(-y1 // 1))))
    found: list[list[Span]] = []
    while cells:
        ready = [next(iter(cells))]
        members: list[Span] = []
        while ready:
            x, y = ready.pop()
            members += cells.pop((x, y), [])
            ready += [(x + i, y + j) for i in (-1, 0, 1) for j in (-1, 0, 1) if (x + i, y + j) in cells]
        found.append(members)
    found.sort(key=lambda members: (-len(members), members[0][1], members[0][0]))
    return [_hull(members) for members in found if len(members) > 1]


def _hull(members: Sequence[Span]) -> Span:
    x0, y0, x1, y1 = zip(*members, strict=True)
    return min(x0) - AROUND, min(y0) - AROUND, max(x1) + AROUND, max(y1) + AROUND


def _beside(
    views: Sequence[EntityView],
    agents: Sequence[AgentView],
    spots: Sequence[Span],
    size: tuple[int, int],
    side: Side,
    fill: bool,
) -> Arrangement:
    """The best arrangement with close-ups on one side: as many as can be clear."""
    width, height = room(size)
    part = (int(width * SHARE), height) if side == "right" else (width, int(height * SHARE))
    inner = LEFT + LEGEND + part[0], TOP + BOTTOM + part[1]
    overview = automatic(views, agents, None, inner)
    if fill:
        overview = filled(overview, inner)
    if side == "right":
        left = width - overview.columns * overview.tile - GAP, height
    else:
        left = width, height - overview.rows * overview.tile - GAP - BOTTOM
    least = max(CLEAR, int(overview.tile * GAIN))
    for count in range(min(MOST, len(spots)), 0, -1):
        boxes = [_within(spot, left[0] // least, (left[1] - TITLE) // least) for spot in spots[:count]]
        tile = _tile(boxes, left, side)
        if tile >= least:
            frames = [Frame(*box, tile) for box in sorted(boxes, key=lambda box: (box[1], box[0]))]
            return Arrangement(overview, tuple(frames), side)
    return Arrangement(overview)


def _within(spot: Span, columns: int, rows: int) -> Span:
    """The middle of a place that is too large to be shown whole."""
    x0, y0, x1, y1 = spot
    left, right = cut(x0, x1, (x0 + x1) // 2, max(1, columns))
    top, bottom = cut(y0, y1, (y0 + y1) // 2, max(1, rows))
    return left, top, right, bottom


def _tile(boxes: Sequence[Span], left: tuple[int, int], side: Side) -> int:
    """The largest tile at which boxes fit one under the other, or side by side."""
    across, down = [box[2] - box[0] for box in boxes], [box[3] - box[1] for box in boxes]
    if side == "right":
        fits = left[0] // max(across), (left[1] - len(boxes) * (TITLE + GAP)) // sum(down)
    else:
        fits = (left[0] - len(boxes) * GAP) // sum(across), (left[1] - TITLE) // max(down)
    return min(CLEAREST, *fits)
