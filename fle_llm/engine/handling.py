"""Hands on lines: setting items down, picking them up, and reading what lies where.

For inserters and drills, characters and views. Everything is on tracks, the stretches of lines that lie open on a tile
(`tracks`); what moves on its own is in `lines`, which is told of every change made here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fle_llm.engine import belts, lines
from fle_llm.engine.carriers import Lane
from fle_llm.engine.constants import ITEM_SPACING
from fle_llm.engine.entities import Connectable
from fle_llm.engine.geometry import turn

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine
    from fle_llm.engine.tracks import Track


def near_lane(belt: int, toward: int, *, source: bool = False) -> int:
    """The lane (0 left, 1 right) nearest to something that hands on in direction `toward`.

    It stands before the belt, or (`source`) beyond it, as an inserter does that picks from the belt. Along the belt a
    drill's lane is the right one [?], an inserter picks from the left one first [M].
    """
    if toward in (belt, turn(belt, 2)):
        return 0 if source else 1
    left_of_belt = toward == turn(belt, 1)  # heading right across the belt: it comes from the left
    return int(left_of_belt) if source else int(not left_of_belt)


def kinds_on(engine: Engine, tracks: tuple[Track, ...]) -> set[str]:
    """The items anywhere on the lines of some tracks."""
    found: set[str] = set()
    for track in tracks:
        for lane in engine.state.lines[track.line].lanes:
            found.update(lane.items)
    return found


def set_down(engine: Engine, track: Track, lane: int, item: str, tick: int, *, shift: int = 0) -> int | None:
    """Set an item down at the middle of a track's lane, `shift` units further on, as far as that is open.

    What moves past the place in this tick is let pass: of items one behind the other the n-th can be set down
    floor(0.25 / speed x (n - 2)) ticks after the first (MECHANICS 3.10, Timings with belts).
    None: done. Otherwise the ticks after which another try may succeed, 0 for not before the line changes.
    """
    line = engine.state.lines[track.line]
    state = lines.synced(engine, line, lane, tick)
    at = min(max(track.middle[lane] - shift, track.low[lane]), track.high[lane] - 1)
    passing = belts.passing(state, at, line.speed, lines.open_end(line, lane))
    if belts.insert(state, item, at, squeeze=True, passing=passing):
        lines.arrived(engine, line, lane, at, tick)
        return None
    wait = belts.ticks_until_gap(state, at + passing, line.speed, lines.open_end(line, lane))
    return wait or 0


def _places(track: Track, lane: int) -> range:
    """Where items are laid by hand, from the back."""
    return range(track.high[lane] - ITEM_SPACING, track.low[lane] - 1, -ITEM_SPACING)


def lay(engine: Engine, track: Track, lane: int, item: str, count: int, tick: int) -> int:
    """Lay up to `count` items on one lane of a track by hand, in its free places from the back; how many were laid."""
    line = engine.state.lines[track.line]
    state = lines.synced(engine, line, lane, tick)
    laid = 0
    for at in _places(track, lane):
        if laid < count and belts.insert(state, item, at, squeeze=False):
            lines.arrived(engine, line, lane, at, tick)
            laid += 1
    return laid


def has_room(engine: Engine, track: Track, lane: int) -> bool:
    """Whether `lay` would lay one more item (nothing is changed)."""
    copy = _present(engine, track, lane)
    return any(belts.insert(copy, "", at, squeeze=False) for at in _places(track, lane))


def pick_up(
    engine: Engine, track: Track, lane: int, wanted: frozenset[str], count: int, tick: int, *, all_of_it: bool = False
) -> tuple[str, int] | None:
    """Take up to `count` items of one wanted kind off a track's lane, the furthest on first; what and how many.

    `all_of_it`: under the hood and from the buried stretch too.
    """
    line = engine.state.lines[track.line]
    state = line.lanes[lane]
    if not state.items or not wanted:
        return None
    lines.synced(engine, line, lane, tick)
    low, high = track.span[lane] if all_of_it else (track.low[lane], track.high[lane])
    first, last = belts.first_between(state, low, high)
    stood = state.stuck or not lines.open_end(line, lane)
    head = first
    item: str | None = None
    taken = 0
    index = first
    while index < last and taken < count:
        if state.items[index] in wanted and item in (None, state.items[index]):
            head = head if taken else index
            item = belts.take(state, index)
            taken += 1
            last -= 1
        else:
            index += 1
    if item is None:
        return None
    lines.changed(engine, line, tick, freed=lines.Freed(lane, head, taken) if stood else None)
    return item, taken


def ticks_until(engine: Engine, tracks: tuple[Track, ...], lane: int, wanted: frozenset[str], tick: int) -> int:
    """Lower bound of ticks until a wanted item reaches a lane of one of some tracks; 0: not as things stand."""
    waits = []
    for track in tracks:
        line = engine.state.lines[track.line]
        state = line.lanes[lane]
        if state.items:
            lines.synced(engine, line, lane, tick)
            open_end = line.exits[lane] is not None
            wait = belts.ticks_until_item(state, track.high[lane], line.speed, open_end, wanted)
            if wait is not None:
                waits.append(max(1, wait))
    return min(waits, default=0)


def contents(engine: Engine, track: Track, lane: int) -> list[str]:
    """The items on all of one lane of a track, the furthest on first, at the present tick (nothing is changed)."""
    copy = _present(engine, track, lane)
    low, high = track.span[lane]
    if low == 0:
        low = -ITEM_SPACING  # the first item may be past the end by less than a tick's way
    if high == copy.length:
        high += 1  # the last one may be just coming in
    first, last = belts.first_between(copy, low, high)
    return copy.items[first:last]


def everything_on(engine: Engine, entity: Connectable) -> list[str]:
    """All items on a belt or a splitter, under the hood and buried ones included."""
    tracks = engine.line_index.tracks(entity)
    return [item for track in tracks for lane in (0, 1) for item in contents(engine, track, lane)]


def _present(engine: Engine, track: Track, lane: int) -> Lane:
    """A copy of a track's whole lane, brought up to the present tick."""
    line = engine.state.lines[track.line]
    state = line.lanes[lane]
    copy = Lane(state.length, list(state.items), list(state.d), state.since, state.stuck, state.free, state.tail)
    belts.sync(copy, line.speed, engine.clock.tick, line.exits[lane] is not None)
    return copy
