"""Which belts form which lines.

A belt's items go to the tile ahead. The belt there takes them as its feed (from behind, or from one side if nothing
comes from behind: then it is a curve) or at its side (side-loading); a belt that faces back takes nothing. Belts
that feed one another form a line, cut every LONGEST_LINE belts. When belts change, the lines they touch are taken
apart into items by tile and put together anew; items that no longer fit are handed back, never lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.engine import belts, lines
from fle_llm.engine.constants import (
    CURVE_INNER_LANE,
    CURVE_OUTER_LANE,
    ITEM_SPACING,
    LONGEST_LINE,
    SIDELOAD_DOWNSTREAM,
    SIDELOAD_UPSTREAM,
    STRAIGHT_LANE,
    UNITS,
)
from fle_llm.engine.geometry import neighbour, turn
from fle_llm.engine.state import Belt, Exit, Lane, Line
from fle_llm.engine.terrain import tile_of

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine


@dataclass(slots=True)
class _Loose:
    """Items of one belt tile while its line is being rebuilt: per lane (distance from the tile's end, item)."""

    lanes: tuple[list[tuple[int, str]], list[tuple[int, str]]] = field(default_factory=lambda: ([], []))


def belt_at(engine: Engine, tile: int) -> Belt | None:
    """The belt on a tile."""
    entity = engine.entity_on(tile)
    return entity if isinstance(entity, Belt) else None


def ahead(engine: Engine, belt: Belt) -> Belt | None:
    """The belt on the tile a belt leads to, if its items can go there."""
    found = belt_at(engine, neighbour(belt.x, belt.y, belt.direction))
    return None if found is None or found.direction == turn(belt.direction, 2) else found


def feeder(engine: Engine, belt: Belt) -> Belt | None:
    """The belt that feeds this one from behind, or makes it a curve; None: the beginning of a line."""
    behind = belt_at(engine, neighbour(belt.x, belt.y, turn(belt.direction, 2)))
    if behind is not None and behind.direction == belt.direction:
        return behind
    sides = [side for side, _ in _side_feeders(engine, belt)]
    return sides[0] if len(sides) == 1 else None


def _side_feeders(engine: Engine, belt: Belt) -> list[tuple[Belt, str]]:
    """Belts pointing at this one from its sides, and how the belt would curve for each."""
    found = []
    for quarter, kind in ((-1, "left"), (1, "right")):
        side = belt_at(engine, neighbour(belt.x, belt.y, turn(belt.direction, quarter)))
        if side is not None and side.direction == turn(belt.direction, -quarter):
            found.append((side, kind))
    return found


def shape(engine: Engine, belt: Belt) -> str:
    """straight, left or right."""
    fed_by = feeder(engine, belt)
    if fed_by is None or fed_by.direction == belt.direction:
        return "straight"
    return next(kind for side, kind in _side_feeders(engine, belt) if side is fed_by)


def lane_length(kind: str, lane: int) -> int:
    """Length of one lane of a belt of a shape: the inner lane of a left curve is the left one."""
    if kind == "straight":
        return STRAIGHT_LANE
    return CURVE_INNER_LANE if (kind == "left") == (lane == 0) else CURVE_OUTER_LANE


def around(engine: Engine, x: int, y: int) -> list[Belt]:
    """Belts on the four tiles next to a position and on its own."""
    found = [belt_at(engine, neighbour(x, y, direction)) for direction in (0, 4, 8, 12)]
    found.append(belt_at(engine, tile_of(x, y)))
    return [belt for belt in found if belt is not None]


def rebuild(engine: Engine, changed: Iterable[Belt], gone: Iterable[Belt] = ()) -> dict[str, int]:
    """Form the lines anew around belts that were built, turned or removed; the items that had to leave.

    `gone` are belts no longer on the grid whose items leave too.
    """
    tick = engine.clock.tick
    touched = {belt.line for belt in (*changed, *gone) if belt.line}
    loose: dict[int, _Loose] = {}
    pool: dict[int, Belt] = {belt.id: belt for belt in changed}
    orphans: set[int] = set()
    for ident in sorted(touched):
        orphans |= {line.id for line in engine.feeders_of(engine.state.lines[ident])}
        _take_apart(engine, engine.state.lines[ident], tick, loose, pool)
    left: dict[str, int] = {}
    for belt in gone:
        pool.pop(belt.id, None)
        for lane in loose.pop(belt.id, _Loose()).lanes:
            for _, item in lane:
                left[item] = left.get(item, 0) + 1
    _settle_shapes(engine, pool)
    made = [_form(engine, chain, loose, left, tick) for chain in _chains(engine, pool)]
    led_here = [engine.state.lines[ident] for ident in sorted(orphans - touched)]
    for line in (*made, *led_here):
        _find_exits(engine, line)
    engine.forget_feeders()
    for line in (*made, *led_here):
        engine.clock.soon(line)
        for place in engine.places_on(line):
            engine.look(engine.state.entities[place.watcher])
    return left


def _take_apart(engine: Engine, line: Line, tick: int, loose: dict[int, _Loose], pool: dict[int, Belt]) -> None:
    lines.settle(engine, line, tick)
    for ident in line.belts:
        belt = engine.state.entities.get(ident)
        if isinstance(belt, Belt):
            pool[ident] = belt
        loose[ident] = _Loose()
    for lane in (0, 1):
        state = line.lanes[lane]
        spans = engine.line_spans(line)[lane]
        where = belts.positions(state)
        for at, item in zip(where, state.items, strict=True):
            index = next(i for i in range(len(line.belts) - 1, -1, -1) if at < spans[i][1] or i == 0)
            loose[line.belts[index]].lanes[lane].append((at - spans[index][0], item))
    engine.remove_line(line)


def _settle_shapes(engine: Engine, pool: dict[int, Belt]) -> None:
    for belt in pool.values():
        belt.kind = shape(engine, belt)


def _speed(belt: Belt) -> int:
    return round(facts().entities[belt.name].speed * UNITS)


def _chains(engine: Engine, pool: dict[int, Belt]) -> list[list[Belt]]:
    """Runs of belts of the pool that feed one another, tail first; deterministic in the belts' ids."""
    rest = dict(sorted(pool.items()))
    chains: list[list[Belt]] = []

    def follows(before: Belt | None, belt: Belt) -> bool:
        return before is not None and before.id in pool and _speed(before) == _speed(belt)

    starts = [belt for belt in rest.values() if not follows(feeder(engine, belt), belt)]
    for start in [*starts, *rest.values()]:  # what is left after the starts are rings: any belt begins them
        belt: Belt | None = start
        chain: list[Belt] = []
        while belt is not None and belt.id in rest:
            if len(chain) == LONGEST_LINE:
                chains.append(chain)
                chain = []
            chain.append(rest.pop(belt.id))
            following = ahead(engine, belt)
            fits = following is not None and feeder(engine, following) is belt and _speed(following) == _speed(belt)
            belt = following if fits else None
        if chain:
            chains.append(chain)
    return chains


def _form(engine: Engine, chain: list[Belt], loose: dict[int, _Loose], left: dict[str, int], tick: int) -> Line:
    """One line of a chain, with the items its belts held; what does not fit is added to `left`."""
    line = Line(id=engine.new_id(), belts=[belt.id for belt in chain], speed=_speed(chain[0]), exits=[None, None])
    for lane in (0, 1):
        offset = 0
        items: list[tuple[int, str]] = []
        for belt in reversed(chain):
            held = loose.get(belt.id, _Loose()).lanes[lane]
            length = lane_length(belt.kind, lane)
            items += [(offset + max(0, min(at, length - 1)), item) for at, item in held]
            offset += length
        state = Lane(length=offset, since=tick)
        for wanted_at, item in items:
            at = max(wanted_at, state.tail + ITEM_SPACING) if state.d else wanted_at
            if at <= offset:
                belts.push_tail(state, item, at)
            else:
                left[item] = left.get(item, 0) + 1
        line.lanes.append(state)
    for belt in chain:
        belt.line = line.id
    engine.add_line(line)
    return line


def _find_exits(engine: Engine, line: Line) -> None:
    """Where the line leads, lane by lane."""
    last = engine.state.entities[line.belts[-1]]
    assert isinstance(last, Belt)
    target = ahead(engine, last)
    for lane in (0, 1):
        old = line.lanes[lane]
        belts.sync(old, line.speed, engine.clock.tick, line.exits[lane] is not None)
        old.stuck = False
        old.free = 0
        if old.d and old.d[0] < 0:
            belts.close_end(old)
            old.stuck = False
    if target is None:
        line.exits = [None, None]
        return
    if feeder(engine, target) is last:
        line.exits = [Exit(target.line, 0, -1), Exit(target.line, 1, -1)]
        return
    onto = 0 if last.direction == turn(target.direction, 1) else 1
    low = engine.span(target, onto)[0]
    downstream = 1 if turn(last.direction, 1) == target.direction else 0
    line.exits = [
        Exit(target.line, onto, low + (SIDELOAD_DOWNSTREAM if lane == downstream else SIDELOAD_UPSTREAM))
        for lane in (0, 1)
    ]
