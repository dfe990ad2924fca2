"""Transport lines at work: handing items from line to line, setting down, picking up, and waking who waits for that.

A line's own event is the arrival of a lane's first item at an end that leads on. Who stands over a belt sleeps
until the time computed from what lies on the lane, or, where that says never, until something on the line changes
(`_changed`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fle_llm.engine import belts
from fle_llm.engine.constants import ITEM_SPACING
from fle_llm.engine.geometry import turn
from fle_llm.engine.state import NEVER, Belt, Exit, Lane, Line

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine


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


def _synced(engine: Engine, line: Line, lane: int, tick: int) -> Lane:
    state = line.lanes[lane]
    belts.sync(state, line.speed, tick, line.exits[lane] is not None)
    return state


def settle(engine: Engine, line: Line, tick: int) -> None:
    """Bring both lanes to `tick`."""
    for lane in (0, 1):
        _synced(engine, line, lane, tick)


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
        state = _synced(engine, line, lane, tick)
        if state.d and state.d[0] <= 0:
            _hand_on(engine, line, lane, state, target, tick)
    plan(engine, line, tick)


def _hand_on(engine: Engine, line: Line, lane: int, state: Lane, target: Exit, tick: int) -> None:
    onto = engine.state.lines[target.line]
    goal = _synced(engine, onto, target.lane, tick)
    item = state.items[0]
    over = -state.d[0]
    if target.at < 0:
        at = goal.length - over
        free = belts.room_at_tail(goal, at)
        if free:
            belts.pop_head(state)
            belts.push_tail(goal, item, at)
    else:
        at = target.at - over
        free = belts.insert(goal, item, at, squeeze=False)
        if free:
            belts.pop_head(state)
    if free:
        _arrived(engine, onto, target.lane, at, tick)
        _changed(engine, line, tick)
        return
    if not state.stuck:
        belts.close_end(state)
    wait = belts.ticks_until_gap(goal, at, onto.speed, onto.exits[target.lane] is not None)
    if target.at < 0:
        wait = _until_tail(onto, target.lane, goal)
    if wait is not None:
        engine.clock.no_later(line, tick + wait)


def _until_tail(onto: Line, lane: int, goal: Lane) -> int | None:
    """Ticks until there is room behind the last item; None if that one stands still."""
    closed = onto.exits[lane] is None or goal.stuck
    if closed and (len(goal.d) - 1) * ITEM_SPACING == goal.tail:
        return None
    return max(1, -(-(goal.tail - goal.length + ITEM_SPACING) // onto.speed))


def plan(engine: Engine, line: Line, tick: int) -> None:
    """Set the line's next event: the earliest arrival at an end that leads on. Lanes must be in step with `tick`."""
    for lane in (0, 1):
        state = line.lanes[lane]
        if state.d and not state.stuck and line.exits[lane] is not None:
            at = state.since + max(0, -(-state.d[0] // line.speed))
            engine.clock.no_later(line, max(at, tick))


def _arrived(engine: Engine, line: Line, lane: int, at: int, tick: int) -> None:
    """An item was put on a lane: plan for it, and tell who waits further down."""
    plan(engine, line, tick)
    for place in engine.places_on(line):
        if place.picks and at >= place.low[lane]:
            way = max(0, at - place.high[lane] + 1)
            engine.clock.no_later(engine.state.entities[place.watcher], tick - (-way // line.speed))


def _changed(engine: Engine, line: Line, tick: int) -> None:
    """Something was taken off a line: what stood may move, so wake who waits for that without a time."""
    plan(engine, line, tick)
    for feeder in engine.feeders_of(line):
        if any(lane.stuck for lane in feeder.lanes):
            engine.clock.soon(feeder)
    for place in engine.places_on(line):
        watcher = engine.state.entities[place.watcher]
        if watcher.wake == NEVER:
            engine.clock.soon(watcher)


# --- for inserters and drills ----------------------------------------------------------------------------------------


def kinds_on(engine: Engine, belt: Belt) -> set[str]:
    """The items anywhere on the belt's line."""
    line = engine.state.lines[belt.line]
    return set(line.lanes[0].items) | set(line.lanes[1].items)


def set_down(engine: Engine, belt: Belt, lane: int, item: str, tick: int, *, shift: int = 0) -> int | None:
    """Set an item down at the middle of a belt's lane, `shift` units further on.

    None: done. Otherwise the ticks after which another try may succeed, 0 for not before the line changes.
    """
    line = engine.state.lines[belt.line]
    state = _synced(engine, line, lane, tick)
    low, high = engine.span(belt, lane)
    at = low + (high - low) // 2 - shift
    if belts.insert(state, item, at, squeeze=True):
        _arrived(engine, line, lane, at, tick)
        return None
    wait = belts.ticks_until_gap(state, at, line.speed, line.exits[lane] is not None)
    return wait or 0


def lay(engine: Engine, belt: Belt, lane: int, item: str, count: int, tick: int) -> int:
    """Lay up to `count` items on one lane of a belt by hand, in its free places from the back; how many were laid."""
    line = engine.state.lines[belt.line]
    state = _synced(engine, line, lane, tick)
    low, high = engine.span(belt, lane)
    laid = 0
    for at in range(high - ITEM_SPACING, low - 1, -ITEM_SPACING):
        if laid < count and belts.insert(state, item, at, squeeze=False):
            _arrived(engine, line, lane, at, tick)
            laid += 1
    return laid


def has_room(engine: Engine, belt: Belt, lane: int) -> bool:
    """Whether `lay` would lay one more item (nothing is changed)."""
    copy = _present(engine, belt, lane)
    low, high = engine.span(belt, lane)
    return any(belts.insert(copy, "", at, squeeze=False) for at in range(high - ITEM_SPACING, low - 1, -ITEM_SPACING))


def pick_up(
    engine: Engine, belt: Belt, lane: int, wanted: frozenset[str], count: int, tick: int
) -> tuple[str, int] | None:
    """Take up to `count` items of one wanted kind off a belt's lane, the furthest on first; what and how many."""
    line = engine.state.lines[belt.line]
    state = line.lanes[lane]
    if not state.items or not wanted:
        return None
    _synced(engine, line, lane, tick)
    low, high = engine.span(belt, lane)
    first, last = belts.first_between(state, low, high)
    item: str | None = None
    taken = 0
    index = first
    while index < last and taken < count:
        if state.items[index] in wanted and item in (None, state.items[index]):
            item = belts.take(state, index)
            taken += 1
            last -= 1
        else:
            index += 1
    if item is None:
        return None
    _changed(engine, line, tick)
    return item, taken


def ticks_until(engine: Engine, belt: Belt, wanted: frozenset[str], tick: int) -> int:
    """Lower bound of ticks until a wanted item reaches a belt; 0: not as things stand."""
    line = engine.state.lines[belt.line]
    waits = []
    for lane in (0, 1):
        state = line.lanes[lane]
        if state.items:
            _synced(engine, line, lane, tick)
            high = engine.span(belt, lane)[1]
            wait = belts.ticks_until_item(state, high, line.speed, line.exits[lane] is not None, wanted)
            if wait is not None:
                waits.append(max(1, wait))
    return min(waits, default=0)


def contents(engine: Engine, belt: Belt, lane: int) -> list[str]:
    """The items on one lane of a belt, the furthest on first, at the present tick (nothing is changed)."""
    copy = _present(engine, belt, lane)
    low, high = engine.span(belt, lane)
    if low == 0:
        low = -ITEM_SPACING  # the first item may be past the end by less than a tick's way
    first, last = belts.first_between(copy, low, high)
    return copy.items[first:last]


def _present(engine: Engine, belt: Belt, lane: int) -> Lane:
    """A copy of a belt's lane, brought up to the present tick."""
    line = engine.state.lines[belt.line]
    state = line.lanes[lane]
    copy = Lane(state.length, list(state.items), list(state.d), state.since, state.stuck, state.free, state.tail)
    belts.sync(copy, line.speed, engine.clock.tick, line.exits[lane] is not None)
    return copy
