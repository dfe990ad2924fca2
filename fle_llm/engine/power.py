"""How much of what is asked an electric network delivers (MECHANICS 3.13).

Every consumer states what it asks for (`ask`, whole watts: work and drain); the network adds that up as it changes, so
nothing is summed in passing. Satisfaction is min(1, supply / demand); when it changes, the network's own event tells
every member that is at work to reckon its progress and its end anew (`energy.replan`). Who is on which network is in
`wiring`, what producers give in `supply`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fle_llm.engine import energy, flows, supply
from fle_llm.engine.carriers import Network
from fle_llm.engine.constants import TICKS_PER_SECOND
from fle_llm.engine.entities import Accumulator, Generator, Solar
from fle_llm.engine.things import NEVER, Consumer

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine

Wired = Consumer | Solar | Generator | Accumulator
"""What may hang on a wire."""


def network_of(engine: Engine, entity: Wired) -> Network | None:
    """The network an entity is attached to."""
    return engine.state.networks.get(entity.network)


def satisfaction(engine: Engine, entity: Consumer) -> float:
    """Share of what it asks for that an entity gets, 0..1."""
    network = network_of(engine, entity)
    return 0.0 if network is None else network.satisfaction


def ask(engine: Engine, entity: Consumer, watts: int) -> None:
    """State what a consumer asks for from now on."""
    if entity.asks == watts:
        return
    network = network_of(engine, entity)
    if network is not None:
        supply.settle(network, engine.tick)
        network.demand += watts - entity.asks
        strained = supply.strains(network)
        short = network.satisfaction < 1.0 or (strained and network.demand > supply.base(network))
        if short or strained != network.strained:
            engine.clock.soon(network)
    entity.asks = watts


def act(engine: Engine, network: Network, tick: int) -> None:
    """Solve the network: if satisfaction changed, everything at work goes on at another rate."""
    supply.settle(network, tick)
    overloaded, strained = network.demand > supply.base(network), supply.strains(network)
    for ident in sorted(network.promised) if overloaded or strained > network.strained else ():
        flows.reconsider(engine, engine.state.segments[ident], begins=strained > network.strained)
    network.strained = supply.strains(network)
    before = network.satisfaction
    network.supply, network.satisfaction = _solution(network, network.stored)
    discharge = network.supply - supply.base(network)
    drain = min(network.demand - supply.base(network), discharge)
    network.wake = NEVER
    if drain > 0:
        engine.clock.at(network, tick + max(1, network.stored // drain))
    if network.satisfaction != before:
        for ident in engine.members_of(network):
            member = engine.state.entities[ident]
            if isinstance(member, Consumer):
                energy.replan(engine, member, tick)


def _solution(network: Network, stored: int) -> tuple[int, float]:
    """Watts that a network can give with so much in its accumulators, and the share of what is asked that they are."""
    watts = supply.base(network) + min(supply.charge_limit(network), stored)
    if watts <= 0:
        return watts, 0.0
    return watts, min(1.0, watts / network.demand) if network.demand else 1.0


def outlook(engine: Engine, entity: Consumer) -> float:
    """The satisfaction of an entity as its network stands now, for those who look between a change and its event."""
    network = network_of(engine, entity)
    return 0.0 if network is None else _solution(network, supply.stored_at(network, engine.tick))[1]


def stored_in(engine: Engine, accumulator: Accumulator) -> tuple[int, int]:
    """Joules in an accumulator now, all of a network alike, and the watts that go into them all (negative: out)."""
    network = network_of(engine, accumulator)
    if network is None:
        return accumulator.stored // TICKS_PER_SECOND, 0
    stored = supply.stored_at(network, engine.tick)
    return stored // network.accumulators // TICKS_PER_SECOND, supply.charging(network, stored)
