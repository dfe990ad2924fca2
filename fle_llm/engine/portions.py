"""Fluids in portions: what crafting machines draw and give, what drills draw and pumpjacks bring up (MECHANICS 3.4-8).

A machine's input box is its own: it holds what two crafts take, and is filled up whenever there is something in the
segment before it; where that does not do for all, everyone gets the same share of what is missing. An output box is
part of its segment, so a product needs room there. Who waits for fluid or room sleeps: `serve` wakes him when it comes,
and `waits` tells the plan of `flows` when that will be.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.engine import chains, flows, plumbing, ports, steam
from fle_llm.engine.carriers import Segment
from fle_llm.engine.constants import QUANTA
from fle_llm.engine.entities import Assembler, Drill
from fle_llm.engine.storage import add, remove
from fle_llm.engine.things import NEVER

if TYPE_CHECKING:
    from fle_llm.data import RecipeFacts
    from fle_llm.engine.core import Engine


# --- crafting --------------------------------------------------------------------------------------------------------


def enough(engine: Engine, machine: Assembler, recipe: RecipeFacts) -> bool:
    """Whether a machine has the fluids for a craft, having drawn what it can."""
    draw(engine, machine)
    return all(machine.stock.get(part.name, 0) >= part.amount * QUANTA for part in recipe.ingredients if part.fluid)


def draw(engine: Engine, machine: Assembler) -> None:
    """Fill a machine's input boxes from the segments before them, as far as its share goes."""
    for index, box in enumerate(ports.boxes_of(machine)):
        segment = engine.state.segments.get(machine.boxes[index]) if box.open and not box.shared else None
        if segment is not None:
            flows.settle(engine, segment)
            if serve(engine, segment):
                _replan(engine, segment)


def begin(engine: Engine, machine: Assembler, recipe: RecipeFacts) -> None:
    """Take the fluids of a craft, and refill."""
    for part in recipe.ingredients:
        if part.fluid:
            remove(machine.stock, part.name, part.amount * QUANTA)
    draw(engine, machine)


def fits(engine: Engine, machine: Assembler, recipe: RecipeFacts) -> bool:
    """Whether the fluids that one more craft makes find room."""
    for part in recipe.products:
        if part.fluid and _room(engine, outlet(engine, machine, part.name)) < part.amount * QUANTA:
            return False
    return True


def outlet(engine: Engine, machine: Assembler | Drill, fluid: str) -> Segment:
    """The segment that a fluid comes out into."""
    shared = (i for i, box in enumerate(ports.boxes_of(machine)) if box.shared and box.bound == fluid)
    return engine.state.segments[machine.boxes[next(shared)]]


def _room(engine: Engine, segment: Segment) -> int:
    return 0 if plumbing.too_long(segment) else segment.capacity - flows.now_in(engine, segment)


def give(engine: Engine, machine: Assembler | Drill, fluid: str, quanta: int) -> int:
    """Let a product out as far as there is room; what went."""
    segment = outlet(engine, machine, fluid)
    flows.settle(engine, segment)
    quanta = min(quanta, _room(engine, segment))
    segment.amount += quanta
    segment.fluid = fluid
    serve(engine, segment)
    _replan(engine, segment)
    return quanta


def _replan(engine: Engine, segment: Segment) -> None:
    """The plan of a chain rests on amounts that were changed; where nothing flows there is none."""
    if chains.chain_of(engine, segment).flows:
        flows.stir(engine, segment.id)


# --- sharing out -----------------------------------------------------------------------------------------------------


def _thirsty(engine: Engine, segment: Segment) -> list[tuple[Assembler, str, int]]:
    """Machines before a segment whose box has room: the fluid and the room."""
    found = []
    for ident in segment.takers:
        taker = engine.state.entities[ident]
        if isinstance(taker, Assembler):
            for index, box in enumerate(ports.boxes_of(taker)):
                if box.bound is not None and not box.shared and taker.boxes[index] == segment.id:
                    space = box.volume - taker.stock.get(box.bound, 0)
                    if space > 0:
                        found.append((taker, box.bound, space))
    return found


def serve(engine: Engine, segment: Segment) -> bool:
    """Share out what is in a settled segment among the machines that draw from it; whether anything was."""
    if not segment.amount or plumbing.too_long(segment):
        return False
    for drill in _dry(engine, segment):
        if segment.amount >= for_an_ore(drill.solvent or ""):
            engine.stir(drill)
    if not segment.takers:
        return False
    thirsty = _thirsty(engine, segment)
    wanted, have = sum(space for _, _, space in thirsty), segment.amount
    for taker, fluid, space in thirsty:
        quanta = space if have >= wanted else have * space // wanted
        add(taker.stock, fluid, quanta)
        steam.draw(segment, quanta)
        if quanta and not taker.working:
            engine.stir(taker)
    if segment.amount != have:
        call_producers(engine, segment)
    return segment.amount != have


@functools.cache
def _solvents() -> frozenset[str]:
    return frozenset(r.required_fluid for r in facts().resources.values() if r.required_fluid is not None)


@functools.cache
def for_an_ore(fluid: str) -> int:
    """Quanta that the ore which takes a fluid takes of it; the data give it for ten."""
    return next(round(r.fluid_amount * QUANTA) // 10 for r in facts().resources.values() if r.required_fluid == fluid)


def wetted(engine: Engine, drill: Drill) -> bool:
    """Whether a drill has the fluid for an ore, having drawn it if it can."""
    if not drill.wet and drill.solvent is not None:
        segment, need = engine.state.segments[drill.boxes[0]], for_an_ore(drill.solvent)
        flows.settle(engine, segment)
        if segment.amount >= need and not plumbing.too_long(segment):
            drill.wet = True
            steam.draw(segment, need)
            call_producers(engine, segment)
            _replan(engine, segment)
    return drill.wet


def _dry(engine: Engine, segment: Segment) -> list[Drill]:
    """Drills that wait for the fluid in a segment."""
    if segment.bound not in _solvents():
        return []
    found = (engine.state.entities[member // 16] for member in segment.members)
    return [e for e in found if isinstance(e, Drill) and e.solvent is not None and not e.wet and not e.working]


def producers(engine: Engine, segment: Segment) -> list[Assembler | Drill]:
    """Machines whose products come out into a segment."""
    found = (engine.state.entities[member // 16] for member in segment.members)
    return [entity for entity in found if isinstance(entity, Assembler | Drill)]


def call_producers(engine: Engine, segment: Segment) -> None:
    """There is room again: let those who wait for it look."""
    for machine in producers(engine, segment):
        if not machine.working and machine.wake == NEVER:
            engine.stir(machine)


def waits(engine: Engine, segment: Segment, flowing_in: int, flowing_out: int) -> int | None:
    """Ticks until somebody who waits at a segment, settled and served, may have what it needs at these rates."""
    ticks: list[int] = []
    net = flowing_in - flowing_out
    if net > 0:
        needs = [for_an_ore(drill.solvent or "") - segment.amount for drill in _dry(engine, segment)]
        ticks += [-(-need // net) for need in needs if need > 0]
        thirsty = _thirsty(engine, segment)
        wanted = sum(space for _, _, space in thirsty)
        for taker, fluid, space in thirsty:
            volume = next(box.volume for box in ports.boxes_of(taker) if box.bound == fluid and not box.shared)
            missing = volume // 2 - taker.stock.get(fluid, 0)
            if missing > 0 and not taker.working:
                ticks.append(-(-missing * wanted // (space * net)))
    elif net < 0:
        room = segment.capacity - segment.amount
        for machine in producers(engine, segment):
            missing = _product(machine, segment) - room
            if missing > 0 and not machine.working:
                ticks.append(-(missing // net))
    return max(1, min(ticks)) if ticks else None


def _product(machine: Assembler | Drill, segment: Segment) -> int:
    """Quanta for which a machine needs room in a segment to go on."""
    if isinstance(machine, Drill):
        return min(machine.held, segment.capacity)
    recipe = ports.recipe_of(machine)
    return sum(p.amount * QUANTA for p in recipe.products if p.fluid and p.name == segment.fluid) if recipe else 0
