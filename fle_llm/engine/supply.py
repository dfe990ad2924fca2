"""What a network's producers give: panels first, then engines, then accumulators (MECHANICS 3.13, 3.15).

All sums are whole watt-ticks and are written when something changes (`settle`), never because somebody looks: `work`
reckons what was done since. Engines have promised what they can give (`promise`, by `flows`); what they were asked for
is added up here per segment, for `flows` to take it as steam. Surplus of panels and engines charges the accumulators.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fle_llm.data import facts
from fle_llm.engine.carriers import Network
from fle_llm.engine.constants import TICKS_PER_SECOND

if TYPE_CHECKING:
    from fle_llm.data.schema import EnergySource
    from fle_llm.engine.core import Engine


class Work(NamedTuple):
    """What a network did over some ticks, watt-ticks: by its panels, engines and accumulators, and into these."""

    solar: int
    engines: int
    discharged: int
    charged: int

    @property
    def produced(self) -> int:
        """What all producers gave."""
        return self.solar + self.engines + self.discharged


class Promise(NamedTuple):
    """What the engines on a segment can give: watts, how many of them for long, quanta of steam a tick for them."""

    watts: int
    lasting: int
    steam: int


def base(network: Network) -> int:
    """Watts that panels and engines can give."""
    return network.solar + sum(network.promised.values())


def feeds(network: Network, now: int) -> bool:
    """Whether anything on a network could give power as of now."""
    return base(network) > 0 or stored_at(network, now) > 0


def strains(network: Network) -> bool:
    """Whether more is asked of the engines than they can give for long: they live on stocks of steam or water."""
    charging = charge_limit(network) if network.accumulators and room(network) else 0
    return network.demand + charging > network.solar + sum(network.lasting.values())


def charge_limit(network: Network) -> int:
    """Watts that go into the accumulators of a network, or out of them, at the most."""
    return network.accumulators * round(_store().input_limit_w or 0)


def room(network: Network) -> int:
    """Watt-ticks that the accumulators of a network still take."""
    return network.accumulators * store_size() - network.stored


def store_size() -> int:
    """Watt-ticks in a full accumulator."""
    return round(_store().buffer_j or 0) * TICKS_PER_SECOND


def _store() -> EnergySource:
    source = facts().entities["accumulator"].energy_source
    assert source is not None
    return source


def work(network: Network, now: int) -> Work:
    """What a network did since it was last settled: panels first, then engines, then accumulators (MECHANICS 3.13)."""
    ticks = now - network.since
    engines = sum(network.promised.values())
    if not network.accumulators:
        by_sun = min(network.demand, network.solar)
        return Work(by_sun * ticks, min(network.demand - by_sun, engines) * ticks, 0, 0)
    by_sun = min(network.demand, network.solar)
    by_steam = min(network.demand - by_sun, engines)
    from_store = min((network.demand - by_sun - by_steam) * ticks, charge_limit(network) * ticks, network.stored)
    spare = (network.solar - by_sun) * ticks
    charged = min(spare + (engines - by_steam) * ticks, charge_limit(network) * ticks, room(network))
    by_sun_charged = min(charged, spare)
    return Work(by_sun * ticks + by_sun_charged, by_steam * ticks + charged - by_sun_charged, from_store, charged)


def settle(network: Network, now: int) -> None:
    """Book what a network did up to `now`; exact, however often it is done."""
    if now == network.since:
        return
    done = work(network, now)
    for ident, share in _shares(network, done.engines).items():
        network.drawn[ident] = network.drawn.get(ident, 0) + share
    network.stored += done.charged - done.discharged
    network.produced += done.produced
    network.since = now


def _shares(network: Network, asked: int) -> dict[int, int]:
    """What the engines on each segment did of the work of all: in proportion to what they can."""
    if not asked:
        return {}
    total = sum(network.promised.values())
    found = {ident: asked * watts // total for ident, watts in sorted(network.promised.items())}
    last = max(found)
    found[last] += asked - sum(found.values())
    return found


def drawn_steam(network: Network, segment: int, now: int) -> int:
    """Whole quanta of steam for what was asked of the engines on a segment and not yet taken from it, as of `now`."""
    promised = network.promised.get(segment, 0)
    if not promised:
        return 0
    more = _shares(network, work(network, now).engines) if now != network.since else {}
    return (network.drawn.get(segment, 0) + more.get(segment, 0)) * network.steam[segment] // promised


def take_drawn(engine: Engine, network: Network, segment: int, quanta: int) -> None:
    """The steam for some of what was asked has been taken."""
    settle(network, engine.tick)
    network.drawn[segment] -= quanta * network.promised[segment] // network.steam[segment]


def withdraw(engine: Engine, network: Network, segment: int) -> None:
    """The engines on a segment promise nothing until they are planned again."""
    if segment in network.promised:
        settle(network, engine.tick)
        del network.promised[segment], network.lasting[segment], network.steam[segment]
        engine.clock.soon(network)


def promise(engine: Engine, network: Network, segment: int, given: Promise) -> None:
    """State what the engines on a segment can give from now on."""
    before = (network.promised.get(segment), network.lasting.get(segment))
    if (*before, network.steam.get(segment)) != given:
        settle(network, engine.tick)
        network.promised[segment], network.lasting[segment], network.steam[segment] = given
        if before != given[:2]:
            engine.clock.soon(network)


def produced_j(network: Network, now: int) -> float:
    """Joules a network ever produced, as of now."""
    return (network.produced + work(network, now).produced) / TICKS_PER_SECOND


def last_tick_j(network: Network, segment: int, now: int) -> float:
    """Joules that all engines on a segment give in a tick at the present load."""
    engines = base(network) - network.solar
    if not engines:
        return 0.0
    asked = min(max(0, network.demand + max(0, charging(network, stored_at(network, now))) - network.solar), engines)
    return asked * network.promised.get(segment, 0) / engines / TICKS_PER_SECOND


def stored_at(network: Network, now: int) -> int:
    """Watt-ticks in the accumulators of a network as of now."""
    done = work(network, now)
    return network.stored + done.charged - done.discharged


def charging(network: Network, stored: int) -> int:
    """Watts that go into the accumulators (negative: out of them) while they hold so much."""
    spare = base(network) - network.demand
    limit = charge_limit(network)
    if spare > 0:
        return min(spare, limit) if stored < network.accumulators * store_size() else 0
    return -min(-spare, limit) if stored else 0
