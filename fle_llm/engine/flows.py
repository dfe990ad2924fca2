"""What flows: offshore pumps, pumps, boilers and engines, and the segments between them.

Segments that such machines join are a chain. `solve` plans the rate of every flow of a chain: the most that each can
do, held back where a segment would overflow or run dry within the next tick. Engines are planned at their full
rate, because what the wires ask changes with every swing of an inserter: the plan promises the network that power, the
network adds up the energy it really asked, and `settle` takes just that much steam. What was planned to flow into a
segment and found no room then did not flow: it is returned, upstream, segment by segment. So a plan holds until its
horizon, the first tick at which, at full load, something could run out; only then, or when a rate or a member
changes, is a chain settled and solved again. All amounts and rates are integers and are only written at such
events, never because somebody looks: looking (`now_in`) reckons from the plan. Nothing is lost in rounding, and cutting
an advance changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.engine import burner, plumbing, portions, power
from fle_llm.engine.constants import FUEL_CHECK_TICKS, QUANTA, STEAM_PER_WATER, TICKS_PER_SECOND
from fle_llm.engine.state import NEVER, Boiler, Entity, Generator, Offshore, Pump, Segment
from fle_llm.engine.storage import add

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine

_ROUNDS = 64
"""Rounds of holding back before a plan is taken as it is; chains need one for each of their levels."""


@dataclass(slots=True)
class Flow:
    """One flow of a chain. `per` units of what comes out are made of one of what goes in; 0 is no segment."""

    machine: Offshore | Pump | Boiler | None  # None: the engines of a network on a segment
    source: int
    target: int
    per: int = 1
    network: int = 0
    engines: int = 0
    top: int = 0
    rate: int = 0


@dataclass(slots=True)
class Chain:
    """Segments and the flows between them."""

    segments: list[int]
    flows: list[Flow]
    into: dict[int, list[Flow]] = field(default_factory=dict)
    out_of: dict[int, list[Flow]] = field(default_factory=dict)


@dataclass(slots=True)
class Reckoned:
    """Amounts of a chain at a tick, and what each flow moved since it was last settled."""

    amounts: dict[int, int]
    moved: list[int]


# --- chains ----------------------------------------------------------------------------------------------------------


def pumps_at(engine: Engine, segment: Segment) -> list[Pump]:
    """Pumps that feed a segment or draw from it."""
    idents = {member // 16 for member in segment.members} | set(segment.takers)
    found = (engine.state.entities[ident] for ident in sorted(idents))
    return [entity for entity in found if isinstance(entity, Pump)]


def chain_of(engine: Engine, segment: Segment) -> Chain:
    """The chain a segment belongs to."""
    chain = engine.chains.get(segment.id)
    if chain is None:
        chain = _form(engine, segment.id)
        for ident in chain.segments:
            engine.chains[ident] = chain
    return chain


def forget(engine: Engine, segment: Segment) -> None:
    """The machines on a segment or their wires change: its chain, which has just been settled, is to be formed anew."""
    chain = engine.chains.get(segment.id)
    if chain is None:
        return
    for ident in chain.segments:
        engine.chains.pop(ident, None)
    for flow in chain.flows:
        if flow.machine is None and flow.network in engine.state.networks:
            power.withdraw(engine, engine.state.networks[flow.network], flow.source)


def _form(engine: Engine, start: int) -> Chain:
    seen, queue = {start}, [start]
    machines: set[int] = set()
    while queue:
        segment = engine.state.segments[queue.pop()]
        for ident in {member // 16 for member in segment.members} | set(segment.takers):
            machine = engine.state.entities[ident]
            if isinstance(machine, Offshore | Pump | Boiler | Generator) and ident not in machines:
                machines.add(ident)
                beyond = [*machine.boxes, machine.source] if isinstance(machine, Pump) else machine.boxes
                fresh = [other for other in beyond if other and other not in seen]
                seen.update(fresh)
                queue.extend(fresh)
    chain = Chain(sorted(seen), _flows(engine, sorted(machines)))
    for ident in chain.segments:
        chain.into[ident] = [flow for flow in chain.flows if flow.target == ident]
        chain.out_of[ident] = [flow for flow in chain.flows if flow.source == ident]
    return chain


def _flows(engine: Engine, machines: list[int]) -> list[Flow]:
    found: list[Flow] = []
    groups: dict[tuple[int, int], int] = {}
    for ident in machines:
        match engine.state.entities[ident]:
            case Offshore() as machine:
                found.append(Flow(machine, 0, machine.boxes[0], rate=machine.rate))
            case Pump() as machine:
                found.append(Flow(machine, machine.source, machine.boxes[0], rate=machine.rate))
            case Boiler() as machine:
                found.append(Flow(machine, machine.boxes[0], machine.boxes[1], STEAM_PER_WATER, rate=machine.rate))
            case Generator() as machine if machine.network:
                group = (machine.boxes[0], machine.network)
                groups[group] = groups.get(group, 0) + 1
    for (segment, network), count in sorted(groups.items()):
        promised = engine.state.networks[network].promised.get(segment, 0)
        found.append(Flow(None, segment, 0, 1, network, count, rate=promised // TICKS_PER_SECOND))
    return found


# --- how far things have flowed --------------------------------------------------------------------------------------


def reckon(engine: Engine, chain: Chain, now: int) -> Reckoned:
    """Where a chain stands at a tick, by its plan and by what the wires asked; changes nothing."""
    since = engine.state.segments[chain.segments[0]].since
    amounts = {ident: engine.state.segments[ident].amount for ident in chain.segments}
    moved = []
    for flow in chain.flows:
        quanta = flow.rate * (now - since)
        if flow.machine is None:
            quanta = min(quanta, power.drawn(engine.state.networks[flow.network], flow.source, now))
        moved.append(quanta)
        if flow.source:
            amounts[flow.source] -= quanta // flow.per
        if flow.target:
            amounts[flow.target] += quanta
    over = True
    while over:
        over = False
        for ident in chain.segments:
            excess = amounts[ident] - engine.state.segments[ident].capacity
            if excess > 0:
                over = _return(chain, ident, excess, amounts, moved)
    return Reckoned(amounts, moved)


def _return(chain: Chain, ident: int, excess: int, amounts: dict[int, int], moved: list[int]) -> bool:
    """Take back what found no room in a segment, from all that flowed into it alike; whether anything could be."""
    feeding = [index for index, flow in enumerate(chain.flows) if flow.target == ident and moved[index]]
    total = sum(moved[index] for index in feeding)
    taken = 0
    for index in feeding:
        flow = chain.flows[index]
        back = -(-excess * moved[index] // (total * flow.per)) * flow.per
        back = min(back, moved[index], -(-(excess - taken) // flow.per) * flow.per)
        moved[index] -= back
        amounts[ident] -= back
        taken += back
        if flow.source:
            amounts[flow.source] += back // flow.per
    return taken > 0


def settle(engine: Engine, segment: Segment) -> list[int]:
    """Bring the chain of a segment up to the present; the ids of its segments."""
    chain, now = chain_of(engine, segment), engine.tick
    if segment.since != now:
        reckoned = reckon(engine, chain, now)
        for ident in chain.segments:
            settled = engine.state.segments[ident]
            settled.amount, settled.since = reckoned.amounts[ident], now
        for flow, quanta in zip(chain.flows, reckoned.moved, strict=True):
            _book(engine, flow, quanta)
    return chain.segments


def entries(flow: Flow, quanta: int) -> list[tuple[str, int, str]]:
    """What is to be booked for what a flow moved: fluid, quanta, "made" or "used"."""
    match flow.machine:
        case None:
            return [("steam", quanta, "used")]
        case Offshore():
            return [("water", quanta, "made")]
        case Boiler():
            return [("water", quanta // flow.per, "used"), ("steam", quanta, "made")]
    return []


def _book(engine: Engine, flow: Flow, quanta: int) -> None:
    """Count what a flow moved, and pay for it."""
    if not quanta:
        return
    for fluid, amount, books in entries(flow, quanta):
        if books == "made":
            engine.count_fluid_made(fluid, amount)
        else:
            add(engine.state.counters.fluids_consumed, fluid, amount)
    if flow.machine is None:
        power.take_drawn(engine, engine.state.networks[flow.network], flow.source, quanta)
    elif isinstance(flow.machine, Boiler):
        burner.draw_for(engine, flow.machine, flow.machine.burner, quanta)


# --- planning --------------------------------------------------------------------------------------------------------


def act(engine: Engine, segment: Segment) -> None:
    """The horizon of a plan is reached, or something changed: settle and plan anew."""
    for ident in settle(engine, segment):
        portions.serve(engine, engine.state.segments[ident])
    solve(engine, segment)


def stir(engine: Engine, ident: int) -> None:
    """Something changed for a segment: have its chain settled and solved as soon as may be."""
    segment = engine.state.segments.get(ident)
    if segment is not None:
        engine.clock.soon(engine.state.segments[chain_of(engine, segment).segments[0]])


def solve_all(engine: Engine, idents: Iterable[int]) -> None:
    """Plan the chains of some segments, as far as they still exist; each has been settled."""
    done: set[int] = set()
    for ident in sorted(idents):
        if ident not in done and ident in engine.state.segments:
            done.update(solve(engine, engine.state.segments[ident]))


def solve(engine: Engine, segment: Segment) -> list[int]:
    """Plan a chain that is settled, and be woken at the horizon; the ids of its segments."""
    chain = chain_of(engine, segment)
    for flow in chain.flows:
        flow.top = flow.rate = most(engine, flow)
    for _ in range(_ROUNDS):
        if sum(_hold_back(engine, chain, ident) for ident in chain.segments) == 0:
            break
    for _ in range(2):
        for flow in chain.flows:
            _let_go(engine, chain, flow)
    lasting = min([Fraction(1), *(Fraction(*sums) for sums in _all_sums(engine, chain) if sums[0] < sums[1])])
    for flow in chain.flows:
        _carry_out(engine, flow, lasting)
    for ident in chain.segments:
        engine.state.segments[ident].wake = NEVER
        _name(engine, chain, engine.state.segments[ident])
    ticks = _horizon(engine, chain)
    if ticks is not None:
        engine.clock.at(engine.state.segments[chain.segments[0]], engine.tick + ticks)
    return chain.segments


def most(engine: Engine, flow: Flow) -> int:
    """Quanta a tick that a flow can be at the most."""
    ends = [engine.state.segments[ident] for ident in (flow.source, flow.target) if ident]
    if any(plumbing.too_long(segment) for segment in ends):
        return 0
    match flow.machine:
        case None:
            return flow.engines * full_draw("steam-engine")
        case Offshore():
            alone = len(ends[0].members) == 1 and not ends[0].takers
            return 0 if alone else round(facts().entities["offshore-pump"].pumping_speed) * QUANTA
        case Pump() as pump:
            speed = round(facts().entities["pump"].pumping_speed) * QUANTA
            return int(speed * power.satisfaction(engine, pump)) if pump.source else 0
        case Boiler() as boiler:
            energy = burner.energy(boiler.burner) // STEAM_PER_WATER * STEAM_PER_WATER
            return min(burner.usage_per_tick(boiler.name), energy)


def full_draw(name: str) -> int:
    """Quanta of steam an engine uses in a tick at full load."""
    return round(facts().entities[name].fluid_usage * QUANTA)


def _sums(engine: Engine, chain: Chain, ident: int) -> tuple[int, int]:
    """What flows into a segment and out of it in a tick."""
    return sum(f.rate for f in chain.into[ident]), sum(f.rate // f.per for f in chain.out_of[ident])


def _all_sums(engine: Engine, chain: Chain) -> list[tuple[int, int]]:
    return [_sums(engine, chain, ident) for ident in chain.segments]


def _hold_back(engine: Engine, chain: Chain, ident: int) -> bool:
    """Lessen what flows into a full segment or out of an empty one; whether anything was."""
    segment = engine.state.segments[ident]
    flowing_in, flowing_out = _sums(engine, chain, ident)
    limit = segment.capacity - segment.amount + flowing_out
    if flowing_in > limit:
        for flow in chain.into[ident]:
            flow.rate = flow.rate * limit // flowing_in // flow.per * flow.per
        return True
    limit = segment.amount + flowing_in
    if flowing_out > limit:
        for flow in chain.out_of[ident]:
            flow.rate = flow.rate // flow.per * limit // flowing_out * flow.per
        return True
    return False


def _let_go(engine: Engine, chain: Chain, flow: Flow) -> None:
    """Raise a flow that was held back more than it need be."""
    more = flow.top - flow.rate
    if more <= 0:
        return
    if flow.source:
        flowing_in, flowing_out = _sums(engine, chain, flow.source)
        more = min(more, (engine.state.segments[flow.source].amount + flowing_in - flowing_out) * flow.per)
    if flow.target:
        segment = engine.state.segments[flow.target]
        flowing_in, flowing_out = _sums(engine, chain, flow.target)
        more = min(more, segment.capacity - segment.amount + flowing_out - flowing_in)
    flow.rate += max(0, more // flow.per * flow.per)


def _carry_out(engine: Engine, flow: Flow, lasting: Fraction) -> None:
    """Let a flow's machine have its rate, and the wires know; a share `lasting` of it needs no stock."""
    match flow.machine:
        case None:
            watts = flow.rate * TICKS_PER_SECOND
            power.promise(engine, engine.state.networks[flow.network], flow.source, watts, int(watts * lasting))
        case Pump() as pump:
            pump.rate = flow.rate
            entry = facts().entities[pump.name]
            wants = flow.rate > 0 or (pump.network and flow.top == 0 and _could(engine, pump))
            power.ask(engine, pump, round(entry.drain_w) + (round(entry.energy_usage_w) if wants else 0))
        case machine:
            machine.rate = flow.rate


def _could(engine: Engine, pump: Pump) -> bool:
    """Whether a pump without power would have something to do."""
    source, target = engine.state.segments.get(pump.source), engine.state.segments[pump.boxes[0]]
    return source is not None and source.amount > 0 and target.amount < target.capacity


def _name(engine: Engine, chain: Chain, segment: Segment) -> None:
    """What a segment holds follows from what flows into it; an empty one that is bound to nothing holds nothing."""
    if segment.amount or segment.bound:
        return
    segment.fluid = None
    for flow in chain.into[segment.id]:
        if flow.rate:
            bound = plumbing.boxes(flow.machine.name)[0].bound if isinstance(flow.machine, Offshore) else None
            segment.fluid = bound or engine.state.segments[flow.source].fluid


def _horizon(engine: Engine, chain: Chain) -> int | None:
    """Ticks for which a plan surely holds; None: for ever."""
    ends: list[int] = []
    for ident in chain.segments:
        segment = engine.state.segments[ident]
        flowing_in, flowing_out = _sums(engine, chain, ident)
        if flowing_in > flowing_out:
            ends.append((segment.capacity - segment.amount) // (flowing_in - flowing_out))
        elif flowing_out > flowing_in:
            ends.append(segment.amount // (flowing_out - flowing_in))
        wait = portions.waits(engine, segment, flowing_in, flowing_out)
        if wait is not None:
            ends.append(wait)
    for flow in chain.flows:
        if isinstance(flow.machine, Boiler) and flow.rate:
            fire = flow.machine.burner
            lasts = burner.energy(fire) // flow.rate
            ends.append(min(lasts, max(FUEL_CHECK_TICKS, lasts // 2)))  # half: so that it is refilled in time
    return max(1, min(ends)) if ends else None


def reconsider(engine: Engine, segment: Segment, *, begins: bool) -> None:
    """A network asks for much: see whether engines that were held back can give more by now.

    When it `begins` to live on stocks, they must be settled: what found no room in them before is not there now.
    """
    chain = chain_of(engine, segment)
    held = sum(f.engines * full_draw("steam-engine") - f.rate for f in chain.flows if not f.machine)
    if segment.since != engine.tick and (begins or (held and now_in(engine, segment) > held)):
        act(engine, segment)


def catch_up(engine: Engine, entity: Entity) -> None:
    """Before somebody reaches into an entity: take what its fire has used."""
    if isinstance(entity, Boiler):
        settle(engine, engine.state.segments[entity.boxes[0]])


def adjust(engine: Engine, entity: Entity) -> None:
    """After somebody reached into an entity: plan with the fuel it has now."""
    if isinstance(entity, Boiler):
        solve(engine, engine.state.segments[entity.boxes[0]])


def now_in(engine: Engine, segment: Segment) -> int:
    """Quanta in a segment as of now."""
    return look(engine, segment).amounts[segment.id]


def look(engine: Engine, segment: Segment) -> Reckoned:
    """Where the chain of a segment stands now."""
    return reckon(engine, chain_of(engine, segment), engine.tick)
