"""Splitters: four short lines and the junction between them (MECHANICS 3.11).

A splitter owns two lines that lead in and two that lead out, ordinary lines in all but one thing: what arrives at
the end of a way in is handed on here, so that both ways in are looked at together whichever of them woke. Left lanes
stay left lanes. Per lane the splitter remembers which side's item goes first when both wait (`next_in`) and which
side the next item goes to (`next_out`); each is the other side of the last one. A side that has no room is
passed over and keeps its turn, but no debt is kept beyond that one item [?]. Priorities go before turns; a filter
holds its item back for its side. Nothing is polled: a way in sleeps until its first item arrives, a way out has room
at a tick that can be reckoned, or something is taken off one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.engine import belts, lines
from fle_llm.engine.carriers import Exit, Lane, Line
from fle_llm.engine.constants import SPLITTER_INPUT_LANE, SPLITTER_OUTPUT_LANE, UNITS
from fle_llm.engine.entities import Splitter
from fle_llm.errors import Refused

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine


def install(engine: Engine, splitter: Splitter) -> None:
    """Give a new splitter its lines; where the ways out lead is for `topology.rebuild` to find."""
    for index in range(4):
        way_in = index < 2
        length = SPLITTER_INPUT_LANE if way_in else SPLITTER_OUTPUT_LANE
        line = Line(
            id=engine.new_id(),
            belts=[splitter.id],
            speed=round(facts().entities[splitter.name].speed * UNITS),
            lanes=[Lane(length=length, since=engine.tick) for _ in (0, 1)],
            exits=[None, None],
            junction=splitter.id if way_in else 0,
        )
        splitter.lines.append(line.id)
        engine.line_index.add(line)
    for side in (0, 1):
        engine.state.lines[splitter.lines[side]].exits = [Exit(splitter.lines[2 + side], lane, -1) for lane in (0, 1)]


def uninstall(engine: Engine, splitter: Splitter) -> None:
    """Take the lines of a splitter away, with what is on them."""
    for ident in splitter.lines:
        engine.line_index.remove(engine.state.lines[ident])


def prefer(engine: Engine, splitter: Splitter, *, inputs: int = -1, outputs: int = -1, only: str | None = None) -> None:
    """Set which side goes first, in and out (0 left, 1 right, -1 neither), and the one item the output side is for.

    Refused with bad-value: another side; a filter needs a side of its own. With unknown-name: no such item.
    """
    if not {inputs, outputs} <= {-1, 0, 1}:
        raise Refused("bad-value", {"what": f"sides {inputs}, {outputs}: 0 left, 1 right, -1 neither"})
    if only is not None and only not in facts().items:
        raise Refused("unknown-name", {"name": only})
    if only is not None and outputs < 0:
        raise Refused("bad-value", {"what": f"a filter for {only} without a side that it goes to"})
    splitter.input_priority, splitter.output_priority, splitter.filter = inputs, outputs, only
    for ident in splitter.lines[:2]:  # what was held back may go now
        engine.clock.soon(engine.state.lines[ident])


def act(engine: Engine, line: Line, tick: int) -> None:
    """Hand on what waits at the end of either way in, then sleep until the next arrival."""
    splitter = engine.state.entities[line.junction]
    assert isinstance(splitter, Splitter)
    for lane in (0, 1):
        for side in _order(splitter.input_priority, splitter.next_in[lane]):
            state = lines.synced(engine, engine.state.lines[splitter.lines[side]], lane, tick)
            if state.d and state.d[0] <= 0:
                _hand_on(engine, splitter, side, lane, tick)
    lines.plan(engine, line, tick)


def _order(priority: int, turn: int) -> tuple[int, int]:
    first = turn if priority < 0 else priority
    return first, 1 - first


def sides_open(splitter: Splitter, item: str, lane: int) -> tuple[int, ...]:
    """The sides an item may leave by, the better one first."""
    if splitter.filter is not None and splitter.output_priority >= 0:
        return (splitter.output_priority if item == splitter.filter else 1 - splitter.output_priority,)
    return _order(splitter.output_priority, splitter.next_out[lane])


def _hand_on(engine: Engine, splitter: Splitter, side: int, lane: int, tick: int) -> None:
    """Move the first item of a way in to a way out, or be back when one has room."""
    line = engine.state.lines[splitter.lines[side]]
    state = line.lanes[lane]
    item, way = state.items[0], lines.way_left(line, state)
    waits = []
    for out in sides_open(splitter, item, lane):
        onto = engine.state.lines[splitter.lines[2 + out]]
        goal = lines.synced(engine, onto, lane, tick)
        at = belts.entry(goal, way, lines.stands(onto, lane))
        if at is not None:
            freed = lines.Freed(lane, 0, 1) if state.stuck else None
            belts.push_tail(goal, belts.pop_head(state), at)
            splitter.next_in[lane], splitter.next_out[lane] = 1 - side, 1 - out
            lines.arrived(engine, onto, lane, at, tick)
            lines.changed(engine, line, tick, freed=freed)
            return
        wait = lines.until_tail(onto, lane)
        if wait is not None:
            waits.append(wait)
    if not state.stuck:
        belts.close_end(state)
    if waits:
        engine.clock.no_later(line, tick + min(waits))
