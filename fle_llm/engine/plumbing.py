"""Fluid segments (MECHANICS 3.12): which boxes are connected, and what becomes of their fluid when that changes.

Boxes whose ports face one another are one segment, all filled to the same share. A port that only lets fluid in (a
pump's back, a machine's input) is no part of the segment before it: its entity is a taker. Segments are formed anew
around what is built, turned or taken away; a member that goes takes its share along. Two fluids never meet: what would
join them is refused beforehand (`mixed`). How amounts change with time is in `flows`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fle_llm.engine import chains, flows, portions, ports, steam
from fle_llm.engine.carriers import Segment
from fle_llm.engine.constants import LONGEST_PIPELINE, QUANTA, UNITS
from fle_llm.engine.entities import AnyEntity, Assembler, Drill, Pump, Vessel
from fle_llm.engine.geometry import turn
from fle_llm.engine.ports import Meeting, Plumbed, Port
from fle_llm.engine.storage import add

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine


def too_long(segment: Segment) -> bool:
    """Whether a segment reaches so far that nothing flows in it."""
    x0, y0, x1, y1 = segment.bounds
    return max(x1 - x0, y1 - y0) + UNITS > LONGEST_PIPELINE * UNITS


# --- mixing ----------------------------------------------------------------------------------------------------------


def mixed(
    engine: Engine,
    name: str,
    x: int,
    y: int,
    direction: int,
    *,
    variant: str | None = None,
    holds: Mapping[int, str] | None = None,
    itself: Plumbed | None = None,
) -> list[str]:
    """The fluids that an entity at a place would bring together, by name; empty where it would not.

    `holds` names what is in its boxes already; what `itself` is bound to so far does not count.
    """
    mine = ports.ports(name, x, y, direction, variant)
    if not mine:
        return []
    found: dict[int, set[str]] = {index: {fluid} for index, fluid in (holds or {}).items()}
    for index, box in enumerate(ports.boxes(name, variant)):
        if box.bound is not None:
            found.setdefault(index, set()).add(box.bound)
    for meeting in ports.meetings(engine, mine):
        at = found.setdefault(meeting.port.box, set())
        segment = engine.state.segments.get(meeting.other.boxes[meeting.theirs.box])
        if meeting.theirs.flow == "input":
            at |= _beyond(engine, meeting)
        elif segment is not None:
            at |= fluids_of(engine, segment, itself)
    return sorted(next((fluids for _, fluids in sorted(found.items()) if len(fluids) > 1), set()))


def _beyond(engine: Engine, meeting: Meeting) -> set[str]:
    """Fluids behind an input."""
    if isinstance(meeting.other, Pump):
        return fluids_of(engine, engine.state.segments[meeting.other.boxes[0]])
    bound = ports.boxes_of(meeting.other)[meeting.theirs.box].bound
    return set() if bound is None else {bound}


def fluids_of(engine: Engine, segment: Segment, without: Plumbed | None = None) -> set[str]:
    """The fluid in a segment and those it is bound to, with all that pumps join to it; at the most one."""
    found: set[str | None] = set()
    queue, seen = [segment.id], {segment.id}
    while queue:
        here = engine.state.segments[queue.pop()]
        if without is None:
            found |= {here.fluid, here.bound}
        else:
            found.add(here.fluid if flows.now_in(engine, here) else None)
            found |= _bindings(engine, here, without)
        for pump in chains.pumps_at(engine, here):
            fresh = [ident for ident in (pump.source, pump.boxes[0]) if ident and ident not in seen]
            seen.update(fresh)
            queue.extend(fresh)
    return {fluid for fluid in found if fluid is not None}


def _bindings(engine: Engine, segment: Segment, without: Plumbed) -> set[str | None]:
    """Fluids that boxes at a segment hold alone, one entity's left out."""
    found: set[str | None] = set()
    for ident in sorted({member // 16 for member in segment.members} | set(segment.takers)):
        entity = engine.state.entities[ident]
        if isinstance(entity, Plumbed) and entity is not without:
            mine = zip(entity.boxes, ports.boxes_of(entity), strict=True)
            found.update(box.bound for at, box in mine if at == segment.id)
    return found


# --- forming ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Leaving:
    """An entity whose boxes are about to be taken from their segments: these, and what its members hold."""

    affected: list[int]
    volumes: dict[int, int]


def joined(engine: Engine, entity: Plumbed) -> None:
    """An entity was put into the world or turned: connect it."""
    mine = ports.boxes_of(entity)
    entity.boxes = [0] * len(mine)
    if not any(box.open for box in mine):
        return
    beside = _beside(engine, entity)
    if isinstance(entity, Vessel) and len(beside) == 1 and _lengthen(engine, entity, beside[0]):
        return
    _reform(engine, beside, arrived=entity)


def leaving(engine: Engine, entity: Plumbed) -> Leaving:
    """What is to be disconnected, while an entity is still what it was."""
    affected = sorted({ident for ident in entity.boxes if ident} | set(_beside(engine, entity)))
    shared = {16 * entity.id + i: box.volume for i, box in enumerate(ports.boxes_of(entity)) if box.shared and box.open}
    return Leaving(affected, shared)


def parted(engine: Engine, entity: Plumbed, left: Leaving) -> None:
    """An entity is out of the world, or its boxes are closed: disconnect them. What was in them is gone."""
    if isinstance(entity, Assembler):
        under_way = ports.recipe_of(entity) if entity.crafting else None
        for part in under_way.ingredients if under_way is not None else ():
            if part.fluid:
                add(engine.state.counters.fluids_flushed, part.name, part.amount * QUANTA)
        for fluid, quanta in entity.stock.items():
            add(engine.state.counters.fluids_flushed, fluid, quanta)
        entity.stock = {}
    elif isinstance(entity, Drill):
        add(engine.state.counters.fluids_flushed, "crude-oil", entity.held)
        entity.held = 0
        if entity.solvent is not None and entity.wet:
            add(engine.state.counters.fluids_flushed, entity.solvent, portions.for_an_ore(entity.solvent))
            entity.wet = False
    if left.affected:
        _reform(engine, left.affected, gone=left.volumes)
    entity.boxes = [0] * len(entity.boxes)


def shut(engine: Engine, machine: Assembler) -> None:
    """Take a machine's recipe away: its boxes close, what was in them is gone."""
    left = leaving(engine, machine)
    under_way, machine.crafting = ports.recipe_of(machine) if machine.crafting else None, False
    machine.recipe = None
    for part in under_way.ingredients if under_way is not None else ():
        if part.fluid:
            add(engine.state.counters.fluids_flushed, part.name, part.amount * QUANTA)
    parted(engine, machine, left)


def turned(engine: Engine, entity: Plumbed, direction: int) -> None:
    """Turn an entity; it keeps what was in its boxes."""
    old = {ident for ident in entity.boxes if ident} | set(_beside(engine, entity))
    entity.direction = direction
    _reform(engine, sorted(old | set(_beside(engine, entity))), arrived=entity)


def _beside(engine: Engine, entity: Plumbed) -> list[int]:
    """The segments an entity touches, those of pipes to ground it stands between included."""
    found: set[int] = set()
    for port in ports.ports_of(entity):
        for face in (port.face, turn(port.face, 2)) if port.reach else ():
            found |= _in_line(engine, port, face)
    for meeting in ports.meetings(engine, ports.ports_of(entity)):
        if meeting.theirs.flow != "input":
            found.add(meeting.other.boxes[meeting.theirs.box])
        elif isinstance(meeting.other, Pump):
            found.add(meeting.other.boxes[0])
    return sorted(found - {0})


def _in_line(engine: Engine, port: Port, face: int) -> set[int]:
    """The segment of the nearest pipe to ground in line with one, to one side."""
    for steps in range(1, port.reach + 1):
        other = engine.entity_on(ports.step(port.tile, face, steps))
        theirs = ports.ports_of(other) if isinstance(other, Vessel) else []
        if isinstance(other, Vessel) and any(p.reach and (p.face - face) % 8 == 0 for p in theirs):
            return set(other.boxes)
    return set()


def _lengthen(engine: Engine, entity: Vessel, ident: int) -> bool:
    """Add a pipe to the one segment it touches without forming that anew; whether that was possible."""
    meets = list(ports.meetings(engine, ports.ports_of(entity)))
    if any(port.reach for port in ports.ports_of(entity)) or any(m.theirs.flow == "input" for m in meets):
        return False
    segment = engine.state.segments[ident]
    flows.settle(engine, segment)
    entity.boxes[0] = ident
    segment.members.append(16 * entity.id)
    segment.capacity += ports.boxes(entity.name)[0].volume
    x0, y0, x1, y1 = segment.bounds
    segment.bounds = [min(x0, entity.x), min(y0, entity.y), max(x1, entity.x), max(y1, entity.y)]
    flows.solve_all(engine, {ident})
    portions.call_producers(engine, segment)
    return True


def _reform(
    engine: Engine, affected: list[int], arrived: Plumbed | None = None, gone: dict[int, int] | None = None
) -> None:
    """Form segments anew from the boxes of some and of what arrived, without those that are gone (box -> volume)."""
    gone = gone or {}
    old = [engine.state.segments[ident] for ident in affected]
    alongside = {ident for segment in old for ident in flows.settle(engine, segment)}
    parts: dict[int, tuple[int, Segment]] = {}  # box -> its share, the segment it was in
    hot: dict[int, int] = {}  # box -> what is hot of it
    for segment in old:
        held = shares(engine, segment, gone)
        parts.update({member: (share, segment) for member, share in held.items()})
        hot.update(steam.shares(segment, held))
        _untake(engine, segment)
        chains.forget(engine, segment)
        engine.remove_segment(segment)
    for member in [m for m in parts if m in gone]:
        share, segment = parts.pop(member)
        if segment.fluid is not None:
            add(engine.state.counters.fluids_flushed, segment.fluid, share)
    left = set(parts)
    if arrived is not None:
        left.update(
            16 * arrived.id + index for index, box in enumerate(ports.boxes_of(arrived)) if box.shared and box.open
        )
    fresh, used = [], set()
    for member in sorted(left):
        if member in left:
            members = _flood(engine, member)
            left.difference_update(members)
            before = [parts[m] for m in members if m in parts]
            ident = min((s.id for _, s in before if s.id not in used), default=0) or engine.new_id()
            used.add(ident)
            fresh.append(_segment(engine, ident, members, before))
            fresh[-1].hot = sum(hot.get(m, 0) for m in members)
    flows.solve_all(engine, alongside | used)
    for segment in fresh:
        flows.stir(engine, segment.id)
        portions.call_producers(engine, segment)


def shares(engine: Engine, segment: Segment, gone: Mapping[int, int]) -> dict[int, int]:
    """What lies in each box of a segment: in proportion to its volume, whole quanta that add up."""
    volumes = {m: gone.get(m) or ports.volume_of(engine, m) for m in segment.members}
    found = {m: segment.amount * volume // segment.capacity for m, volume in volumes.items()}
    rest = segment.amount - sum(found.values())
    for member in list(found)[:rest]:
        found[member] += 1
    return found


def holding(engine: Engine, entity: Plumbed) -> dict[int, str]:
    """What is in the boxes of an entity, by index; empty boxes are left out."""
    found = {}
    for index, ident in enumerate(entity.boxes):
        segment = engine.state.segments.get(ident)
        if segment is not None and segment.fluid is not None and flows.now_in(engine, segment):
            found[index] = segment.fluid
    return found


def _untake(engine: Engine, segment: Segment) -> None:
    for ident in segment.takers:
        taker = engine.state.entities.get(ident)
        if isinstance(taker, Pump):
            taker.source = 0
        elif isinstance(taker, Assembler):
            mine = zip(taker.boxes, ports.boxes_of(taker), strict=True)
            taker.boxes = [0 if at == segment.id and not box.shared else at for at, box in mine]


def _flood(engine: Engine, start: int) -> list[int]:
    """All boxes connected to one, by age."""
    seen, queue = {start}, [start]
    while queue:
        member = queue.pop()
        entity = engine.state.entities[member // 16]
        assert isinstance(entity, Plumbed)
        mine = [port for port in ports.ports_of(entity) if port.box == member % 16 and port.flow != "input"]
        for meeting in ports.meetings(engine, mine):
            key = 16 * meeting.other.id + meeting.theirs.box
            if meeting.theirs.flow != "input" and key not in seen:
                seen.add(key)
                queue.append(key)
    return sorted(seen)


def _segment(engine: Engine, ident: int, members: list[int], before: list[tuple[int, Segment]]) -> Segment:
    """Put a segment of some boxes into the world, with what was in them."""
    entities: list[AnyEntity] = [engine.state.entities[m // 16] for m in members]
    segment = Segment(id=ident, members=members, since=engine.tick, amount=sum(share for share, _ in before))
    segment.capacity = sum(ports.volume_of(engine, m) for m in members)
    xs, ys = [e.x for e in entities], [e.y for e in entities]
    segment.bounds = [min(xs), min(ys), max(xs), max(ys)]
    for member, entity in zip(members, entities, strict=True):
        assert isinstance(entity, Plumbed)
        entity.boxes[member % 16] = ident
        segment.bound = segment.bound or ports.boxes_of(entity)[member % 16].bound
    engine.add_segment(segment)
    for entity in entities:
        assert isinstance(entity, Plumbed)
        for meeting in ports.meetings(engine, [p for p in ports.ports_of(entity) if p.flow != "input"]):
            if meeting.theirs.flow == "input" and entity.boxes[meeting.port.box] == ident:
                _takes(segment, meeting)
    segment.fluid = next((s.fluid for share, s in before if share), None) or segment.bound
    return segment


def _takes(segment: Segment, meeting: Meeting) -> None:
    taker = meeting.other
    if taker.id not in segment.takers:
        segment.takers = sorted([*segment.takers, taker.id])
    if isinstance(taker, Pump):
        taker.source = segment.id
    else:
        taker.boxes[meeting.theirs.box] = segment.id
        segment.bound = segment.bound or ports.boxes_of(taker)[meeting.theirs.box].bound
