"""Heat (MECHANICS 3.14): what reactors give to a heat network, what exchangers take from it, how warm it is.

A network is as warm everywhere. Its heat is counted in watt-ticks above 15 degrees. Reactors add to it at all times; at
its highest temperature what they add is lost. Exchangers take heat only while it is at 500 degrees: all they can use
while there is more than that (`share` is their full power), else, when it has run `short`, no more than is made. They
take it as steam flows (`take`, called by `flows`), so it is booked with the steam and to the watt-tick; the plan only
says when it may run short, or when enough has gathered again, and that is the network's next event.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.engine import chains, flows, reactors
from fle_llm.engine.constants import COLD, HEAT_RECOVERY_TICKS, STEAM_PER_WATER, TICKS_PER_SECOND
from fle_llm.engine.entities import Exchanger, Reactor
from fle_llm.engine.steam import HOT_WORTH
from fle_llm.engine.storage import add
from fle_llm.engine.things import NEVER

if TYPE_CHECKING:
    from fle_llm.engine.carriers import HeatNetwork
    from fle_llm.engine.core import Engine
    from fle_llm.engine.entities import Heated

EXCHANGER = "heat-exchanger"


def of(engine: Engine, entity: Heated) -> HeatNetwork:
    """The network a thing that holds heat is part of."""
    return engine.state.heat_networks[entity.heat]


def full_power() -> int:
    """Watts that an exchanger takes at the most."""
    return round(facts().entities[EXCHANGER].energy_usage_w)


def _up_to(network: HeatNetwork, degrees: float) -> int:
    """Watt-ticks in a network of so many degrees."""
    return round(degrees - COLD) * network.capacity * TICKS_PER_SECOND


def floor(network: HeatNetwork) -> int:
    """Watt-ticks below which exchangers take nothing."""
    source = facts().entities[EXCHANGER].energy_source
    return _up_to(network, (source.min_working_temperature if source is not None else None) or COLD)


def top(network: HeatNetwork) -> int:
    """Watt-ticks that a network holds at the most."""
    buffer = facts().entities["heat-pipe"].heat_buffer
    return _up_to(network, buffer.max_temperature if buffer is not None else COLD)


def temperature(engine: Engine, entity: Heated) -> float:
    """Degrees of a thing as of now."""
    network = of(engine, entity)
    return COLD + stored_at(engine, network, engine.tick) / (network.capacity * TICKS_PER_SECOND)


def exchangers(engine: Engine, network: HeatNetwork) -> list[Exchanger]:
    """The exchangers on a network, by id."""
    found = (engine.state.entities[ident] for ident in network.members)
    return [entity for entity in found if isinstance(entity, Exchanger)]


# --- what there is ----------------------------------------------------------------------------------------------------


def settle(engine: Engine, network: HeatNetwork) -> None:
    """Bring a network up to the present: what its exchangers took, what its reactors made, what was too much."""
    for exchanger in exchangers(engine, network):
        flows.settle(engine, engine.state.segments[exchanger.boxes[0]])
    made = network.made * (engine.tick - network.since)
    network.since = engine.tick
    network.stored += made
    books = engine.state.counters.heat
    add(books, "made", made)
    excess = network.stored - top(network)
    if excess > 0:
        network.stored -= excess
        add(books, "lost", excess)


def stored_at(engine: Engine, network: HeatNetwork, now: int) -> int:
    """Watt-ticks in a network as of now; changes nothing."""
    stored = network.stored + network.made * (now - network.since)
    seen: set[int] = set()
    for exchanger in exchangers(engine, network):
        chain = chains.chain_of(engine, engine.state.segments[exchanger.boxes[0]])
        if chain.segments[0] not in seen:
            seen.add(chain.segments[0])
            moved = flows.reckon(engine, chain, now).moved
            for flow, quanta in zip(chain.flows, moved, strict=True):
                if isinstance(flow.machine, Exchanger) and flow.machine.heat == network.id:
                    stored -= quanta * HOT_WORTH
    return max(0, min(stored, top(network)))


def take(engine: Engine, exchanger: Exchanger, quanta: int) -> None:
    """An exchanger has made so much steam."""
    if exchanger.heat:
        of(engine, exchanger).stored -= quanta * HOT_WORTH
        add(engine.state.counters.heat, "used", quanta * HOT_WORTH)


# --- what may be taken ------------------------------------------------------------------------------------------------


def most(engine: Engine, exchanger: Exchanger) -> int:
    """Quanta of steam a tick for which an exchanger may take heat."""
    share = of(engine, exchanger).share if exchanger.heat else 0
    return share // (HOT_WORTH * STEAM_PER_WATER) * STEAM_PER_WATER


def retuned(engine: Engine, exchanger: Exchanger, rate: int) -> None:
    """An exchanger is planned to make so much steam from now on."""
    if exchanger.rate != rate:
        exchanger.rate = rate
        if exchanger.heat:
            engine.clock.soon(of(engine, exchanger))


def act(engine: Engine, network: HeatNetwork) -> None:
    """Settle, see how much the exchangers may take from now on, and when that may change."""
    settle(engine, network)
    network.wake = NEVER
    taking = exchangers(engine, network)
    if not taking:
        return
    full = len(taking) * full_power()
    spare, reserve, enough = network.stored - floor(network), 2 * full, HEAT_RECOVERY_TICKS * full
    network.short = spare < (enough if network.short else reserve)
    share = full_power()
    if network.short:
        share = min(share, network.made // len(taking)) if spare >= 0 else 0
    if share != network.share:
        network.share = share
        for exchanger in taking:
            flows.stir(engine, exchanger.boxes[0])
    # those that get less from now on are planned anew right after this, and tell
    planned = HOT_WORTH * sum(min(exchanger.rate, most(engine, exchanger)) for exchanger in taking)
    gain = network.made - planned
    if network.short and gain > 0:
        engine.clock.at(network, engine.tick + max(1, -(-(enough - spare) // gain)))
    elif not network.short and gain < 0:
        engine.clock.at(network, engine.tick + max(1, (spare - reserve) // -gain + 1))


def stoke(engine: Engine, network: HeatNetwork) -> None:
    """A fire was lit, went out or was moved: reckon what the reactors give."""
    found = (engine.state.entities[ident] for ident in network.members)
    made = sum(reactors.output(engine, entity) for entity in found if isinstance(entity, Reactor))
    if made != network.made:
        settle(engine, network)
        network.made = made
        engine.clock.soon(network)
