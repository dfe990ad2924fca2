"""Transport lines at work: handing items from line to line, and waking who waits for that.

A line's own event is the arrival of a lane's first item at an end that leads on. Who stands over a belt sleeps
until the time computed from what lies on the lane, or, where that says never, until something on the line changes
(`changed`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fle_llm.engine import belts
from fle_llm.engine.carriers import Exit, Lane, Line
from fle_llm.engine.constants import ITEM_SPACING
from fle_llm.engine.entities import Inserter
from fle_llm.engine.things import NEVER, Entity

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine
    from fle_llm.engine.line_index import Place


class Freed(NamedTuple):
    """What was taken off a lane whose items may have stood: which one was the first, and how many."""

    lane: int
    first: int
    items: int


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

    Against a closed end an item can come below `high` if there are few enough ahead of it; those that were just taken
    from among these made that true for as many, at the most.
    """
    if not place.picks or not isinstance(watcher, Inserter) or watcher.phase != "pick":
        return False
    high, lane = place.high[freed.lane], line.lanes[freed.lane]
    if open_end(line, freed.lane) and not lane.stuck:
        return True
    rank = (high - 1) // ITEM_SPACING
    last = min(rank, len(lane.d) - 1)
    return freed.first <= rank and last > rank - freed.items and sum(lane.d[: last + 1]) >= high
