"""What of the transport lines lies open on a tile: where hands and drills get at the items of belts.

A belt shows its whole stretch of a line, the end of an underground belt only the half tile outside its hood. A splitter
has four tracks: on each of its two tiles a way in and a way out. What a hand lets go lands on the half under it;
from a splitter's tile it takes what is further on first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fle_llm.engine.carriers import Line
from fle_llm.engine.constants import (
    CURVE_INNER_LANE,
    CURVE_OUTER_LANE,
    HALF_TILE,
    STRAIGHT_LANE,
    UNITS,
    VECTORS,
)
from fle_llm.engine.entities import Belt, Connectable, Splitter, Underground
from fle_llm.engine.geometry import turn
from fle_llm.engine.terrain import centre_of, tile_of

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Track:
    """A stretch of a line on a tile; everything per lane, in units from the lane's end."""

    line: int
    tile: int
    low: tuple[int, int]  # what lies open: [low, high)
    high: tuple[int, int]
    middle: tuple[int, int]  # below the middle of the tile, or as near to it as is open
    span: tuple[Span, Span]  # with what lies under the hood and buried


def length(belt: Belt, lane: int) -> int:
    """Length of one lane on a belt: the inner lane of a left curve is the left one."""
    if isinstance(belt, Underground):
        return STRAIGHT_LANE * (1 + belt.buried)
    if belt.kind == "straight":
        return STRAIGHT_LANE
    return CURVE_INNER_LANE if (belt.kind == "left") == (lane == 0) else CURVE_OUTER_LANE


def half(splitter: Splitter, side: int) -> tuple[int, int]:
    """Centre of the tile on one side of a splitter."""
    dx, dy = VECTORS[turn(splitter.direction, 1 if side else -1)]
    return splitter.x + dx * UNITS // 2, splitter.y + dy * UNITS // 2


def side_on(splitter: Splitter, tile: int) -> int:
    """Which side of a splitter stands on a tile it covers."""
    return 0 if tile_of(*half(splitter, 0)) == tile else 1


def of_line(engine: Engine, line: Line) -> Iterator[tuple[int, tuple[Track, ...]]]:
    """The tracks of every belt of a line of belts."""
    for ident, left, right in zip(line.belts, *engine.line_index.spans(line), strict=True):
        belt = engine.state.entities[ident]
        if isinstance(belt, Belt):
            yield ident, (_of_belt(belt, line.id, (left, right)),)


def _of_belt(belt: Belt, line: int, span: tuple[Span, Span]) -> Track:
    (left_low, left_high), (right_low, right_high) = span
    low, high = (left_low, right_low), (left_high, right_high)
    middle = (left_low + (left_high - left_low) // 2, right_low + (right_high - right_low) // 2)
    if belt.kind == "entrance":
        low = middle = (left_high - HALF_TILE, right_high - HALF_TILE)
    elif belt.kind == "exit":
        high = (left_low + HALF_TILE, right_low + HALF_TILE)
        middle = (high[0] - 1, high[1] - 1)
    return Track(line, tile_of(belt.x, belt.y), low, high, middle, span)


def of_splitter(engine: Engine, splitter: Splitter) -> tuple[Track, ...]:
    """The tracks of a splitter, in the order of its lines: in left, in right, out left, out right."""
    found = []
    for index, ident in enumerate(splitter.lines):
        left, right = (lane.length for lane in engine.state.lines[ident].lanes)
        tile = tile_of(*half(splitter, index % 2))
        middle = (left // 2, right // 2)
        found.append(Track(ident, tile, (0, 0), (left, right), middle, ((0, left), (0, right))))
    return tuple(found)


def at(engine: Engine, entity: Connectable, tile: int) -> tuple[Track, ...]:
    """The tracks of an entity on one of its tiles, the furthest on first."""
    tracks = engine.line_index.tracks(entity)
    if not isinstance(entity, Splitter):
        return tracks
    side = side_on(entity, tile)
    return tracks[2 + side], tracks[side]


def under(engine: Engine, entity: Connectable, x: int, y: int) -> Track:
    """The track a thing lands on that is let go at a point; across a splitter it is the way in [?]."""
    if isinstance(entity, Belt):
        return engine.line_index.tracks(entity)[0]
    tracks = at(engine, entity, tile_of(x, y))
    centre_x, centre_y = centre_of(tile_of(x, y))
    dx, dy = VECTORS[entity.direction]
    return tracks[0] if (x - centre_x) * dx + (y - centre_y) * dy > 0 else tracks[1]
