"""Which belts form which lines, and where the lines lead.

What a belt carries goes to the tile ahead, from an entrance to its exit. The belt there takes it as its feed (from
behind, or from one side if nothing comes from behind: then it is a curve) or at its side (side-loading); a belt that
faces back takes nothing, a splitter only what comes from behind, the end of an underground belt at its side only the
lane that meets its open half. Belts that feed one another form a line, cut every LONGEST_LINE belts. When belts
change, the lines they touch are taken apart into items by tile and put together anew; items that no longer fit are
handed back, never lost. The lines of splitters stay as they are, only where they lead is found anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.engine import belts, lines, tracks, undergrounds
from fle_llm.engine.carriers import Exit, Lane, Line
from fle_llm.engine.constants import (
    HALF_TILE,
    ITEM_SPACING,
    LONGEST_LINE,
    SIDELOAD_DOWNSTREAM,
    SIDELOAD_UPSTREAM,
    STRAIGHT_LANE,
    UNITS,
)
from fle_llm.engine.entities import Belt, Connectable, Splitter, Underground
from fle_llm.engine.geometry import footprint, neighbour, turn
from fle_llm.engine.terrain import centre_of

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine


@dataclass(slots=True)
class _Loose:
    """Items of one belt while its line is being rebuilt: per lane (distance from the belt's end, item)."""

    buried: int = 0
    lanes: tuple[list[tuple[int, str]], list[tuple[int, str]]] = field(default_factory=lambda: ([], []))


def on_tile(engine: Engine, tile: int) -> Connectable | None:
    """What carries items on a tile."""
    entity = engine.entity_on(tile)
    return entity if isinstance(entity, Connectable) else None


def _pushes(piece: Connectable | None, direction: int) -> bool:
    """Whether something sends its items on over ground in a direction."""
    return piece is not None and piece.direction == direction and not _is(piece, "entrance")


def _is(piece: Connectable, kind: str) -> bool:
    return isinstance(piece, Underground) and piece.kind == kind


def _accepts(piece: Connectable, direction: int) -> bool:
    """Whether something takes items that arrive over ground in a direction."""
    if isinstance(piece, Splitter):
        return piece.direction == direction
    if piece.kind == "exit" and piece.direction == direction:
        return False  # behind it is its hood
    return piece.direction != turn(direction, 2)


def _ahead(engine: Engine, piece: Connectable, x: int, y: int) -> Connectable | None:
    """Where the items of something go from one of its tiles."""
    if isinstance(piece, Underground) and piece.kind == "entrance":
        return undergrounds.partner(engine, piece)
    found = on_tile(engine, neighbour(x, y, piece.direction))
    return found if found is not None and _accepts(found, piece.direction) else None


def _way_out(engine: Engine, line: Line) -> tuple[Connectable, int, int]:
    """What a line ends on, and the centre of the tile it ends on."""
    last = engine.state.entities[line.belts[-1]]
    assert isinstance(last, Connectable)
    if isinstance(last, Splitter):
        return last, *tracks.half(last, last.lines.index(line.id) % 2)
    return last, last.x, last.y


def downstream(engine: Engine, piece: Connectable) -> list[Connectable]:
    """What something hands its items to."""
    places = [tracks.half(piece, side) for side in (0, 1)] if isinstance(piece, Splitter) else [(piece.x, piece.y)]
    found = {other.id: other for place in places if (other := _ahead(engine, piece, *place)) is not None}
    return list(found.values())


def upstream(engine: Engine, piece: Connectable) -> list[Connectable]:
    """What hands its items to something."""
    return [other for other in around(engine, piece) if any(onward is piece for onward in downstream(engine, other))]


def feeder(engine: Engine, belt: Belt) -> Connectable | None:
    """What feeds a belt from behind, or makes it a curve; None: the beginning of a line."""
    if isinstance(belt, Underground) and belt.kind == "exit":
        return undergrounds.partner(engine, belt)
    behind = on_tile(engine, neighbour(belt.x, belt.y, turn(belt.direction, 2)))
    if _pushes(behind, belt.direction):
        return behind
    sides = [] if isinstance(belt, Underground) else _side_feeders(engine, belt)
    return sides[0][0] if len(sides) == 1 else None


def _side_feeders(engine: Engine, belt: Belt) -> list[tuple[Connectable, str]]:
    """What points at a belt from its sides, and how the belt would curve for each."""
    found = []
    for quarter, kind in ((-1, "left"), (1, "right")):
        side = on_tile(engine, neighbour(belt.x, belt.y, turn(belt.direction, quarter)))
        if side is not None and _pushes(side, turn(belt.direction, -quarter)):
            found.append((side, kind))
    return found


def shape(engine: Engine, belt: Belt) -> str:
    """straight, left or right."""
    fed_by = feeder(engine, belt)
    if fed_by is None or fed_by.direction == belt.direction:
        return "straight"
    return next(kind for side, kind in _side_feeders(engine, belt) if side is fed_by)


def around(engine: Engine, piece: Connectable) -> list[Connectable]:
    """What may have to do with something: it, what stands next to it, the ends it may be paired with."""
    tiles = footprint(piece.name, piece.x, piece.y, piece.direction)
    places = [centre_of(tile) for tile in tiles]
    tiles += [neighbour(x, y, direction) for x, y in places for direction in (0, 4, 8, 12)]
    found = [on_tile(engine, tile) for tile in tiles]
    if isinstance(piece, Underground):
        found += undergrounds.along(engine, piece)
    return list({other.id: other for other in found if other is not None}.values())


def rebuild(
    engine: Engine, changed: Iterable[Connectable], gone: Iterable[Belt] = (), swapped: Iterable[Belt] = ()
) -> dict[str, int]:
    """Form the lines anew around what was built, turned or removed; the items that had to leave.

    `gone` are belts no longer on the grid whose items leave too; `swapped` two that now stand for each other.
    """
    tick = engine.clock.tick
    loose: dict[int, _Loose] = {}
    pool = {piece.id: piece for piece in changed if isinstance(piece, Belt)}
    touched = {belt.line for belt in (*pool.values(), *gone) if belt.line}
    orphans = {ident for piece in changed if isinstance(piece, Splitter) for ident in piece.lines[2:]}
    for ident in sorted(touched):
        orphans |= {line.id for line in engine.line_index.feeders_of(engine.state.lines[ident])}
        _take_apart(engine, engine.state.lines[ident], tick, loose, pool)
    both = [belt.id for belt in swapped]
    if len(both) == 2:
        loose[both[0]], loose[both[1]] = loose[both[1]], loose[both[0]]
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
    engine.line_index.forget_feeders()
    for line in (*made, *led_here):
        engine.clock.soon(line)
        for place in engine.line_index.places_on(line):
            engine.look(engine.state.entities[place.watcher])
    return left


def _take_apart(engine: Engine, line: Line, tick: int, loose: dict[int, _Loose], pool: dict[int, Belt]) -> None:
    lines.settle(engine, line, tick)
    for ident in line.belts:
        belt = engine.state.entities.get(ident)
        if isinstance(belt, Belt):
            pool[ident] = belt
        loose[ident] = _Loose(_buried(belt) if isinstance(belt, Belt) else 0)
    for lane in (0, 1):
        state = line.lanes[lane]
        spans = engine.line_index.spans(line)[lane]
        where = belts.positions(state)
        for at, item in zip(where, state.items, strict=True):
            index = next(i for i in range(len(line.belts) - 1, -1, -1) if at < spans[i][1] or i == 0)
            loose[line.belts[index]].lanes[lane].append((at - spans[index][0], item))
    engine.line_index.remove(line)


def _settle_shapes(engine: Engine, pool: dict[int, Belt]) -> None:
    for belt in pool.values():
        if isinstance(belt, Underground):
            undergrounds.settle(engine, belt)
    for belt in pool.values():
        if not isinstance(belt, Underground):
            belt.kind = shape(engine, belt)


def _buried(belt: Belt) -> int:
    return belt.buried if isinstance(belt, Underground) else 0


def _speed(belt: Belt) -> int:
    return round(facts().entities[belt.name].speed * UNITS)


def _chains(engine: Engine, pool: dict[int, Belt]) -> list[list[Belt]]:
    """Runs of belts of the pool that feed one another, tail first; deterministic in the belts' ids."""
    rest = dict(sorted(pool.items()))
    chains: list[list[Belt]] = []

    def follows(before: Connectable | None, belt: Belt) -> bool:
        return isinstance(before, Belt) and before.id in pool and _speed(before) == _speed(belt)

    starts = [belt for belt in rest.values() if not follows(feeder(engine, belt), belt)]
    for start in [*starts, *rest.values()]:  # what is left after the starts are rings: any belt begins them
        belt: Belt | None = start
        chain: list[Belt] = []
        tiles = 0
        while belt is not None and belt.id in rest:
            tiles += 1 + _buried(belt)
            if chain and tiles > LONGEST_LINE:
                chains.append(chain)
                chain, tiles = [], 1 + _buried(belt)
            chain.append(rest.pop(belt.id))
            following = _ahead(engine, belt, belt.x, belt.y)
            leads = isinstance(following, Belt) and feeder(engine, following) is belt
            belt = following if leads and isinstance(following, Belt) and _speed(following) == _speed(belt) else None
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
            length = tracks.length(belt, lane)
            for at, item in _kept(belt, loose.get(belt.id, _Loose()), lane, left):
                items.append((offset + max(0, min(at, length - 1)), item))
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
    engine.line_index.add(line)
    return line


def _kept(belt: Belt, held: _Loose, lane: int, left: dict[str, int]) -> list[tuple[int, str]]:
    """What a belt held, from its new end: an entrance whose exit is elsewhere now keeps its open end where it was."""
    shift = STRAIGHT_LANE * (_buried(belt) - held.buried)
    kept = []
    for at, item in held.lanes[lane]:
        if shift < 0 and at + shift < 0:
            left[item] = left.get(item, 0) + 1
        else:
            kept.append((at + shift, item))
    return kept


def _find_exits(engine: Engine, line: Line) -> None:
    """Where the line leads, lane by lane."""
    for lane in (0, 1):
        old = line.lanes[lane]
        belts.sync(old, line.speed, engine.clock.tick, line.exits[lane] is not None)
        old.stuck = False
        old.free = 0
        if old.d and old.d[0] < 0:
            belts.close_end(old)
            old.stuck = False
    line.exits = _exits(engine, line)


def _exits(engine: Engine, line: Line) -> list[Exit | None]:
    last, x, y = _way_out(engine, line)
    target = _ahead(engine, last, x, y)
    if target is None:
        return [None, None]
    if isinstance(target, Splitter):
        side = tracks.side_on(target, neighbour(x, y, last.direction))
        return [Exit(target.lines[side], lane, -1) for lane in (0, 1)]
    if feeder(engine, target) is last:
        return [Exit(target.line, lane, -1) for lane in (0, 1)]
    return _side_load(engine, last.direction, target)


def _side_load(engine: Engine, heading: int, target: Belt) -> list[Exit | None]:
    """Where the lanes of a feeder that heads for a belt's side go: to the near lane, if they meet its open part."""
    onto = 0 if heading == turn(target.direction, 1) else 1
    line = engine.state.lines[target.line]
    end = engine.line_index.spans(line)[onto][line.belts.index(target.id)][1] - STRAIGHT_LANE
    downstream_lane = 1 if turn(heading, 1) == target.direction else 0
    exits: list[Exit | None] = []
    for lane in (0, 1):
        at = SIDELOAD_DOWNSTREAM if lane == downstream_lane else SIDELOAD_UPSTREAM
        hooded = at < HALF_TILE if target.kind == "entrance" else target.kind == "exit" and at >= HALF_TILE
        exits.append(None if hooded else Exit(target.line, onto, end + at))
    return exits
