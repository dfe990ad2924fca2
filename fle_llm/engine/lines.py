"""Transport lines at work: handing items from line to line, setting down, picking up, and waking who waits for that.

A line's own event is the arrival of a lane's first item at an end that leads on. Who stands over a belt sleeps
until the time computed from what lies on the lane, or, where that says never, until something on the line changes
(`changed`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fle_llm.engine import belts
from fle_llm.engine.carriers import Exit, Lane, Line
from fle_llm.engine.constants import ITEM_SPACING
from fle_llm.engine.entities import Connectable, Inserter
from fle_llm.engine.geometry import turn
from fle_llm.engine.things import NEVER, Entity

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine
    from fle_llm.engine.line_index import Place
    from fle_llm.engine.tracks import Track


class Freed(NamedTuple):
    """What was taken off a lane whose items may have stood: where the first one was, and how many."""

    lane: int
    at: int
    items: int


def near_lane(belt: int, toward: int, *, source: bool = False) -> int:
    """The lane (0 left, 1 right) nearest to something that hands on in direction `toward`.

    It stands before the belt, or (`source`) beyond it, as an inserter does that picks from the belt. Along the belt a
    drill's lane is the right one [?], an inserter picks from the left one first [M].
    """
    if toward in (belt, turn(belt, 2)):
        return 0 if source else 1
    left_of_belt = toward == turn(belt, 1)  # heading right across the belt: it comes from the left
    return int(left_of_belt) if source else int(not left_of_belt)


def open_end(line: Line, lane: int) -> bool:
    """Whether the lane leads on."""
    return line.exits[lane] is not None


def synced(engine: Engine, line: Line, lane: int, tick: int) -> Lane:
    """A lane, brought to `tick`."""
    state = line.lanes[lane]
    belts.sync(state, line.speed, tick, line.exits[lane] is not None)
    return state


def settle(engine: Engine, line: Line, tick: int) -> None:
    """Bring both lanes to `tick`."""
    for lane in (0, 1):
        synced(engine, line, lane, tick)


def settle_fully(engine: Engine, line: Line, tick: int) -> None:
    """As `settle`, and equal lanes become equal data."""
    settle(engine, line, tick)
    for lane in (0, 1):
        belts.normalise(line.lanes[lane], open_end(line, lane))


def act(engine: Engine, line: Line, tick: int) -> None:
    """Hand on what arrived at the end, then sleep until the next arrival."""
    for lane in (0, 1):
        target = line.exits[lane]
        if target is None:
            continue
        state = synced(engine, line, lane, tick)
        if state.d and state.d[0] <= 0:
            _hand_on(engine, line, lane, state, target, tick)
    plan(engine, line, tick)


def _hand_on(engine: Engine, line: Line, lane: int, state: Lane, target: Exit, tick: int) -> None:
    onto = engine.state.lines[target.line]
    goal = synced(engine, onto, target.lane, tick)
    if target.at < 0:
        at = belts.entry(goal, way_left(line, state), stands(onto, target.lane))
        if at is not None:
            belts.push_tail(goal, state.items[0], at)
    else:
        at = _side_load(goal, state.items[0], target.at, -state.d[0])
    if at is not None:
        freed = Freed(lane, 0, 1) if state.stuck else None
        belts.pop_head(state)
        arrived(engine, onto, target.lane, at, tick)
        changed(engine, line, tick, freed=freed)
        return
    if not state.stuck:
        belts.close_end(state)
    if target.at < 0:
        wait = until_tail(onto, target.lane)
    else:
        wait = belts.ticks_until_gap(goal, target.at, onto.speed, onto.exits[target.lane] is not None)
    if wait is not None:
        engine.clock.no_later(line, tick + wait)


def _side_load(goal: Lane, item: str, at: int, over: int) -> int | None:
    """Put an item on a lane at `at`, or by as much further as it came too far; where it was put."""
    for spot in (at - over, at) if over else (at,):
        if belts.insert(goal, item, spot, squeeze=False):
            return spot
    return None


def way_left(line: Line, lane: Lane) -> int:
    """How far the first item goes on past the end in this tick: one that stood there has all its way still to go."""
    return line.speed if lane.stuck else -lane.d[0]


def stands(line: Line, lane: int) -> bool:
    """Whether every item on a lane stands still."""
    state = line.lanes[lane]
    closed = line.exits[lane] is None or state.stuck
    return closed and (len(state.d) - 1) * ITEM_SPACING == state.tail


def until_tail(onto: Line, lane: int) -> int | None:
    """Ticks until there is room behind the last item; None if that one stands still."""
    goal = onto.lanes[lane]
    if stands(onto, lane):
        return None
    return max(1, -(-(goal.tail - goal.length + ITEM_SPACING) // onto.speed))


def plan(engine: Engine, line: Line, tick: int) -> None:
    """Set the line's next event: the earliest arrival at an end that leads on. Lanes must be in step with `tick`."""
    for lane in (0, 1):
        state = line.lanes[lane]
        if state.d and not state.stuck and line.exits[lane] is not None:
            at = state.since + max(0, -(-state.d[0] // line.speed))
            engine.clock.no_later(line, max(at, tick))


def arrived(engine: Engine, line: Line, lane: int, at: int, tick: int) -> None:
    """An item was put on a lane: plan for it, and tell who waits further down."""
    plan(engine, line, tick)
    for place in engine.line_index.places_on(line):
        if place.picks and at >= place.low[lane]:
            way = max(0, at - place.high[lane] + 1)
            engine.clock.no_later(engine.state.entities[place.watcher], tick - (-way // line.speed))


def changed(engine: Engine, line: Line, tick: int, *, freed: Freed | None) -> None:
    """Something was taken off a line: what stood may move, so wake who waits for that without a time.

    If what is behind it on its lane may have stood (`freed`), those who wait there for an item with a time look too,
    because another one may come sooner now.
    """
    plan(engine, line, tick)
    for feeder in engine.line_index.feeders_of(line):
        if any(lane.stuck for lane in feeder.lanes):
            engine.clock.soon(feeder)
    for place in engine.line_index.places_on(line):
        watcher = engine.state.entities[place.watcher]
        if watcher.wake == NEVER or (freed is not None and _may_come_sooner(line, watcher, place, freed)):
            engine.clock.soon(watcher)


def _may_come_sooner(line: Line, watcher: Entity, place: Place, freed: Freed) -> bool:
    """Whether an inserter waits with a time, and an item can come to it that could not before.

    On a lane with a closed end an item can come below `high` if there are few enough ahead of it; those that were just
    taken made that true for as many, at the most.
    """
    high, d = place.high[freed.lane], line.lanes[freed.lane].d
    if not place.picks or not isinstance(watcher, Inserter) or watcher.phase != "pick" or high <= freed.at:
        return False
    if open_end(line, freed.lane):
        return True
    rank = (high - 1) // ITEM_SPACING
    last = min(rank, len(d) - 1)
    return last > rank - freed.items and sum(d[: last + 1]) >= high


# --- for inserters and drills ----------------------------------------------------------------------------------------


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
    state = synced(engine, line, lane, tick)
    at = min(max(track.middle[lane] - shift, track.low[lane]), track.high[lane] - 1)
    passing = belts.passing(state, at, line.speed, open_end(line, lane))
    if belts.insert(state, item, at, squeeze=True, passing=passing):
        arrived(engine, line, lane, at, tick)
        return None
    wait = belts.ticks_until_gap(state, at + passing, line.speed, open_end(line, lane))
    return wait or 0


def _places(track: Track, lane: int) -> range:
    """Where items are laid by hand, from the back."""
    return range(track.high[lane] - ITEM_SPACING, track.low[lane] - 1, -ITEM_SPACING)


def lay(engine: Engine, track: Track, lane: int, item: str, count: int, tick: int) -> int:
    """Lay up to `count` items on one lane of a track by hand, in its free places from the back; how many were laid."""
    line = engine.state.lines[track.line]
    state = synced(engine, line, lane, tick)
    laid = 0
    for at in _places(track, lane):
        if laid < count and belts.insert(state, item, at, squeeze=False):
            arrived(engine, line, lane, at, tick)
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
    synced(engine, line, lane, tick)
    low, high = track.span[lane] if all_of_it else (track.low[lane], track.high[lane])
    first, last = belts.first_between(state, low, high)
    stood = state.stuck or not open_end(line, lane)
    place = 0
    item: str | None = None
    taken = 0
    index = first
    while index < last and taken < count:
        if state.items[index] in wanted and item in (None, state.items[index]):
            place = place if taken else sum(state.d[: index + 1])
            item = belts.take(state, index)
            taken += 1
            last -= 1
        else:
            index += 1
    if item is None:
        return None
    changed(engine, line, tick, freed=Freed(lane, place, taken) if stood else None)
    return item, taken


def ticks_until(engine: Engine, tracks: tuple[Track, ...], lane: int, wanted: frozenset[str], tick: int) -> int:
    """Lower bound of ticks until a wanted item reaches a lane of one of some tracks; 0: not as things stand."""
    waits = []
    for track in tracks:
        line = engine.state.lines[track.line]
        state = line.lanes[lane]
        if state.items:
            synced(engine, line, lane, tick)
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
