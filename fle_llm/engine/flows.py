"""What flows: offshore pumps, pumps, boilers, heat exchangers and engines, and the segments between them.

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
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.engine import books, burner, chains, heat, plans, portions, ports, power, steam, supply
from fle_llm.engine.carriers import Segment
from fle_llm.engine.chains import Chain, Flow
from fle_llm.engine.entities import Boiler, Exchanger, Offshore, Pump
from fle_llm.engine.storage import add
from fle_llm.engine.things import NEVER, Entity

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine


@dataclass(slots=True)
class Reckoned:
    """Amounts of a chain at a tick, and what each flow moved since it was last settled."""

    amounts: dict[int, int]
    moved: list[int]


# --- how far things have flowed --------------------------------------------------------------------------------------


def reckon(engine: Engine, chain: Chain, now: int) -> Reckoned:
    """Where a chain stands at a tick, by its plan and by what the wires asked; changes nothing."""
    since = engine.state.segments[chain.segments[0]].since
    amounts = {ident: engine.state.segments[ident].amount for ident in chain.segments}
    moved = []
    for flow in chain.flows:
        quanta = flow.rate * (now - since)
        if flow.machine is None:
            quanta = min(quanta, supply.drawn_steam(engine.state.networks[flow.network], flow.source, now))
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
                over = _return(chain, ident, excess, amounts, moved) or over
    return Reckoned(amounts, moved)


def _return(chain: Chain, ident: int, excess: int, amounts: dict[int, int], moved: list[int]) -> bool:
    """Take back what found no room in a segment, from all that flowed into it alike; whether anything could be."""
    feeding = [index for index, flow in enumerate(chain.flows) if flow.target == ident and moved[index]]
    total = sum(moved[index] for index in feeding)
    taken = 0
    for index in feeding:
        flow = chain.flows[index]
        back = -(-excess * moved[index] // (total * flow.per)) * flow.per
        rest = max(0, excess - taken)  # a flow that counts in tens may have given back more than it had to
        back = min(back, moved[index], -(-rest // flow.per) * flow.per)
        moved[index] -= back
        amounts[ident] -= back
        taken += back
        if flow.source:
            amounts[flow.source] += back // flow.per
    return taken > 0


def settle(engine: Engine, segment: Segment) -> list[int]:
    """Bring the chain of a segment up to the present; the ids of its segments."""
    chain, now = chains.chain_of(engine, segment), engine.tick
    if segment.since != now:
        reckoned = reckon(engine, chain, now)
        hot = steam.mixed(engine, chain, reckoned.moved, reckoned.amounts)
        for ident in chain.segments:
            settled = engine.state.segments[ident]
            settled.amount, settled.hot, settled.since = reckoned.amounts[ident], hot[ident], now
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
        case Boiler() | Exchanger():
            return [("water", quanta // flow.per, "used"), ("steam", quanta, "made")]
    return []


def _book(engine: Engine, flow: Flow, quanta: int) -> None:
    """Count what a flow moved, and pay for it."""
    if not quanta:
        return
    for fluid, amount, side in entries(flow, quanta):
        if side == "made":
            books.fluid_made(engine, fluid, amount)
        else:
            add(engine.state.counters.fluids_consumed, fluid, amount)
    if flow.machine is None:
        supply.take_drawn(engine, engine.state.networks[flow.network], flow.source, quanta)
    elif isinstance(flow.machine, Boiler):
        burner.draw_for(engine, flow.machine, flow.machine.burner, quanta)
    elif isinstance(flow.machine, Exchanger):
        heat.take(engine, flow.machine, quanta)


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
        engine.clock.soon(engine.state.segments[chains.chain_of(engine, segment).segments[0]])


def solve_all(engine: Engine, idents: Iterable[int]) -> None:
    """Plan the chains of some segments, as far as they still exist; each has been settled."""
    done: set[int] = set()
    for ident in sorted(idents):
        if ident not in done and ident in engine.state.segments:
            done.update(solve(engine, engine.state.segments[ident]))


def solve(engine: Engine, segment: Segment) -> list[int]:
    """Plan a chain that is settled, and be woken at the horizon; the ids of its segments."""
    chain = chains.chain_of(engine, segment)
    plans.make(engine, chain)
    lasting = plans.lasting(engine, chain)
    for flow in chain.flows:
        _carry_out(engine, chain, flow, lasting)
    for ident in chain.segments:
        engine.state.segments[ident].wake = NEVER
        _name(engine, chain, engine.state.segments[ident])
    ticks = plans.horizon(engine, chain)
    if ticks is not None:
        engine.clock.at(engine.state.segments[chain.segments[0]], engine.tick + ticks)
    return chain.segments


def _carry_out(engine: Engine, chain: Chain, flow: Flow, lasting: Fraction) -> None:
    """Let a flow's machine have its rate, and the wires know; a share `lasting` of it needs no stock."""
    match flow.machine:
        case None:
            at_full = steam.full_power(flow.engines, *steam.at_hand(engine, chain, flow.source))
            watts = at_full * flow.rate // steam.full_draw(flow.engines)
            given = supply.Promise(watts, int(watts * lasting), flow.rate)
            supply.promise(engine, engine.state.networks[flow.network], flow.source, given)
        case Pump() as pump:
            pump.rate = flow.rate
            entry = facts().entities[pump.name]
            wants = flow.rate > 0 or (pump.network and flow.top == 0 and _could(engine, pump))
            power.ask(engine, pump, round(entry.drain_w) + (round(entry.energy_usage_w) if wants else 0))
        case Exchanger() as exchanger:
            heat.retuned(engine, exchanger, flow.rate)
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
            bound = ports.boxes(flow.machine.name)[0].bound if isinstance(flow.machine, Offshore) else None
            segment.fluid = bound or engine.state.segments[flow.source].fluid


def reconsider(engine: Engine, segment: Segment, *, begins: bool) -> None:
    """A network asks for much: see whether engines that were held back can give more by now.

    When it `begins` to live on stocks, they must be settled: what found no room in them before is not there now.
    """
    chain = chains.chain_of(engine, segment)
    held = sum(steam.full_draw(f.engines) - f.rate for f in chain.flows if not f.machine)
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
    return reckon(engine, chains.chain_of(engine, segment), engine.tick)
