"""One lane of a transport line: where its items are, how they move, where one fits in.

Distances run backwards from the lane's end, in 1/256 tile. Items keep ITEM_SPACING from one another and move
`speed` units a tick until they meet the item ahead or the end. A lane is brought up to date only when somebody
looks (`sync`): the first item that can move carries all behind it, so that costs a step per item that newly stands
still, not one per item. A lane whose items go on elsewhere (`open_end`) may have its first item past the end, by
less than one tick's way, until its line's event of that tick hands it on. Nothing here knows of belts, inserters or
time to come.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate

from fle_llm.engine.carriers import Lane
from fle_llm.engine.constants import ITEM_SPACING


def positions(lane: Lane) -> list[int]:
    """Distance of every item from the end, ascending."""
    return list(accumulate(lane.d))


def sync(lane: Lane, speed: int, now: int, open_end: bool) -> None:
    """Bring a lane to tick `now`."""
    way = speed * (now - lane.since)
    lane.since = now
    if not way or not lane.d:
        return
    if open_end and not lane.stuck:
        lane.d[0] -= way
        lane.tail -= way
    else:
        _pack(lane, way)


def _pack(lane: Lane, way: int) -> None:
    """Move everything `way` units against a closed end."""
    d, index = lane.d, lane.free
    while index < len(d):
        room = d[index] - (ITEM_SPACING if index else 0)
        step = min(room, way)
        d[index] -= step
        lane.tail -= step
        way -= step
        if step < room:
            break
        index += 1
    lane.free = index


def close_end(lane: Lane) -> None:
    """The first item arrived and cannot go on: it stands at the end, those behind close up."""
    over = -lane.d[0]
    lane.stuck = True
    lane.free = 0
    lane.d[0] = 0
    lane.tail += over
    _pack(lane, over)


def pop_head(lane: Lane) -> str:
    """Take the first item off the lane."""
    return take(lane, 0)


def take(lane: Lane, index: int) -> str:
    """Take item number `index` off the lane; what is behind it may move again."""
    d = lane.d
    gap = d.pop(index)
    if index < len(d):
        d[index] += gap
    else:
        lane.tail -= gap
    lane.free = min(lane.free, index)
    if index == 0:
        lane.stuck = False
    if not d:
        lane.tail = 0
    return lane.items.pop(index)


def push_tail(lane: Lane, item: str, at: int) -> None:
    """Put an item behind all others, `at` units from the end; the caller knows that it fits."""
    lane.d.append(at - lane.tail if lane.d else at)
    lane.items.append(item)
    lane.tail = at


def entry(lane: Lane, way: int, still: bool) -> int | None:
    """Where an item comes to that enters behind all others, `way` units past the tail unless one is in front.

    None: there is no room for it. Where all stand still it must not have to stand on the very edge.
    """
    if not lane.d:
        return lane.length - way
    behind = lane.tail + ITEM_SPACING
    if behind > lane.length - (1 if still else 0) or _may_be_full(lane):
        return None
    return max(lane.length - way, behind)


def _may_be_full(lane: Lane) -> bool:
    """Whether the first item is past the end, and one more would be too many if it had to stay on this lane."""
    return bool(lane.d) and lane.d[0] < 0 and len(lane.d) * ITEM_SPACING > lane.length


def insert(lane: Lane, item: str, at: int, *, squeeze: bool, passing: int = 0) -> bool:
    """Set an item down at `at`, or just behind the item there, if there is a gap; whether it was.

    With `squeeze` a gap smaller than an item is widened by pushing those behind back, as far as they have slack
    (MECHANICS 3.11); without, the place must be free on both sides (side-loading). An item that is no more than
    `passing` units before the place counts as past it.
    """
    if _may_be_full(lane):
        return False
    where = positions(lane)
    behind = bisect_right(where, at + passing)
    spot = at
    if behind:
        ahead = where[behind - 1]
        if ahead > at - ITEM_SPACING:
            if not squeeze:
                return False
            spot = ahead + ITEM_SPACING
    if behind < len(where):
        short = spot + ITEM_SPACING - where[behind]
        if short > 0:
            closed = behind and where[behind] - where[behind - 1] == ITEM_SPACING
            if not squeeze or closed or not _push_back(lane, behind, short):
                return False
    elif spot > lane.length:
        return False
    _put(lane, behind, item, spot)
    return True


def _put(lane: Lane, index: int, item: str, spot: int) -> None:
    before = sum(lane.d[:index])
    lane.d.insert(index, spot - before)
    lane.items.insert(index, item)
    if index + 1 < len(lane.d):
        lane.d[index + 1] -= spot - before
    else:
        lane.tail = spot
    lane.free = min(lane.free, index)


def _push_back(lane: Lane, index: int, way: int) -> bool:
    """Push item `index` and what it meets `way` units back; False (and nothing moved) without the slack for it."""
    slack = lane.length - lane.tail
    last = index + 1
    while last < len(lane.d) and slack < way:
        slack += lane.d[last] - ITEM_SPACING
        last += 1
    if slack < way:
        return False
    lane.d[index] += way
    for follower in range(index + 1, len(lane.d)):
        give = min(way, lane.d[follower] - ITEM_SPACING)
        lane.d[follower] -= give
        way -= give
        if not way:
            return True
    lane.tail += way
    return True


def first_between(lane: Lane, low: int, high: int) -> tuple[int, int]:
    """Indices [a, b) of the items with low <= distance < high."""
    where = positions(lane)
    return bisect_left(where, low), bisect_left(where, high)


def ticks_until_gap(lane: Lane, at: int, speed: int, open_end: bool) -> int | None:
    """Lower bound of ticks until an item refused at `at` is worth another try; None: not before something is taken."""
    where = positions(lane)
    behind = bisect_right(where, at)
    still = not open_end or lane.stuck
    packed = _packed(lane) if still else 0
    if packed > behind or (packed == len(where) and packed == behind):
        return None  # what is there stands still
    gap = next((i for i in range(max(behind, 1), len(lane.d)) if lane.d[i] > ITEM_SPACING), len(lane.d))
    way = where[gap - 1] - at if gap else 0
    return min(max(1, -(-way // speed)), -(-lane.length // speed)) if way > 0 else 1


def passing(lane: Lane, at: int, speed: int, open_end: bool) -> int:
    """How far before a place an item may be and still go past it in this tick."""
    if open_end and not lane.stuck:
        return speed - 1
    return speed - 1 if bisect_right(positions(lane), at + speed - 1) > _packed(lane) else 0


def _packed(lane: Lane) -> int:
    """How many items stand packed against the end."""
    count = lane.free
    d = lane.d
    while count < len(d) and d[count] == (ITEM_SPACING if count else 0):
        count += 1
    lane.free = count
    return count


def ticks_until_item(lane: Lane, high: int, speed: int, open_end: bool, wanted: frozenset[str]) -> int | None:
    """Lower bound of ticks until a wanted item from further back is less than `high` from the end.

    None: as things stand, none will be.
    """
    where = positions(lane)
    closed = not open_end or lane.stuck
    for index in range(bisect_left(where, high), len(where)):
        if lane.items[index] not in wanted:
            continue
        if closed and index * ITEM_SPACING >= high:
            return None
        return -(-(where[index] - high + 1) // speed)
    return None


def normalise(lane: Lane, open_end: bool) -> None:
    """Make what is only a shortcut (`free`) a function of the rest, so that equal lanes are equal data."""
    lane.free = 0
    if not open_end or lane.stuck:
        _packed(lane)
