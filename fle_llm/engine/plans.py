"""Plans: the rate of every flow of a chain, and for how long they surely hold.

Each flow has the most it can do, held back where a segment would overflow or run dry within the next tick. Engines are
planned at full load; see `flows` for why. Rates are whole quanta a tick.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.engine import burner, heat, plumbing, portions, power, steam
from fle_llm.engine.constants import FUEL_CHECK_TICKS, QUANTA, STEAM_PER_WATER
from fle_llm.engine.entities import Boiler, Exchanger, Offshore, Pump

if TYPE_CHECKING:
    from fle_llm.engine.chains import Chain, Flow
    from fle_llm.engine.core import Engine


_ROUNDS = 64
"""Rounds of holding back before a plan is taken as it is; chains need one for each of their levels."""


def make(engine: Engine, chain: Chain) -> None:
    """Give every flow of a settled chain its rate."""
    for flow in chain.flows:
        flow.top = flow.rate = most(engine, flow)
    for _ in range(_ROUNDS):
        if sum(_hold_back(engine, chain, ident) for ident in chain.segments) == 0:
            break
    for _ in range(2):
        for flow in chain.flows:
            _let_go(engine, chain, flow)


def lasting(engine: Engine, chain: Chain) -> Fraction:
    """The share of the planned flow that needs no stock: what flows into the segment that drains fastest."""
    rates = [sums(engine, chain, ident) for ident in chain.segments]
    return min([Fraction(1), *(Fraction(*pair) for pair in rates if pair[0] < pair[1])])


def most(engine: Engine, flow: Flow) -> int:
    """Quanta a tick that a flow can be at the most."""
    ends = [engine.state.segments[ident] for ident in (flow.source, flow.target) if ident]
    if any(plumbing.too_long(segment) for segment in ends):
        return 0
    match flow.machine:
        case None:
            return steam.full_draw(flow.engines)
        case Offshore():
            alone = len(ends[0].members) == 1 and not ends[0].takers
            return 0 if alone else round(facts().entities["offshore-pump"].pumping_speed) * QUANTA
        case Pump() as pump:
            speed = round(facts().entities["pump"].pumping_speed) * QUANTA
            return int(speed * power.satisfaction(engine, pump)) if pump.source else 0
        case Boiler() as boiler:
            energy = burner.energy(boiler.burner) // STEAM_PER_WATER * STEAM_PER_WATER
            return min(burner.usage_per_tick(boiler.name), energy)
        case Exchanger() as exchanger:
            return heat.most(engine, exchanger)


def sums(engine: Engine, chain: Chain, ident: int) -> tuple[int, int]:
    """What flows into a segment and out of it in a tick."""
    return sum(f.rate for f in chain.into[ident]), sum(f.rate // f.per for f in chain.out_of[ident])


def _hold_back(engine: Engine, chain: Chain, ident: int) -> bool:
    """Lessen what flows into a full segment or out of an empty one; whether anything was."""
    segment = engine.state.segments[ident]
    flowing_in, flowing_out = sums(engine, chain, ident)
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
        flowing_in, flowing_out = sums(engine, chain, flow.source)
        more = min(more, (engine.state.segments[flow.source].amount + flowing_in - flowing_out) * flow.per)
    if flow.target:
        segment = engine.state.segments[flow.target]
        flowing_in, flowing_out = sums(engine, chain, flow.target)
        more = min(more, segment.capacity - segment.amount + flowing_out - flowing_in)
    flow.rate += max(0, more // flow.per * flow.per)


def horizon(engine: Engine, chain: Chain) -> int | None:
    """Ticks for which a plan surely holds; None: for ever."""
    ends: list[int] = []
    for ident in chain.segments:
        segment = engine.state.segments[ident]
        flowing_in, flowing_out = sums(engine, chain, ident)
        if flowing_in > flowing_out:
            ends.append((segment.capacity - segment.amount) // (flowing_in - flowing_out))
        elif flowing_out > flowing_in:
            ends.append(segment.amount // (flowing_out - flowing_in))
        wait = portions.waits(engine, segment, flowing_in, flowing_out)
        if wait is not None:
            ends.append(wait)
    mixing = steam.mixing(engine, chain)
    ends += [mixing] if mixing is not None else []
    for flow in chain.flows:
        if isinstance(flow.machine, Boiler) and flow.rate:
            fire = flow.machine.burner
            lasts = burner.energy(fire) // flow.rate
            ends.append(min(lasts, max(FUEL_CHECK_TICKS, lasts // 2)))  # half: so that it is refilled in time
    return max(1, min(ends)) if ends else None
