"""Electric networks (MECHANICS 3.13): poles, who is attached, how much of what is asked is delivered.

Poles within the shorter of their reaches are one network. A consumer belongs to the network of the first pole (by
id) that covers one of its tiles. Every consumer states what it asks for (`ask`, whole watts: work and drain); the
network adds that up as it changes, so nothing is summed in passing. Satisfaction is min(1, supply / demand); when
it changes, the network's own event tells every member that is at work to reckon its progress and its end anew
(`energy.replan`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.engine import energy
from fle_llm.engine.constants import TICKS_PER_SECOND, UNITS
from fle_llm.engine.geometry import footprint
from fle_llm.engine.state import Consumer, Entity, Network, Pole, Solar
from fle_llm.engine.terrain import tiles_under

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine


def reach(name: str) -> int:
    """How far a pole's wire goes, in units."""
    return round(facts().entities[name].wire_reach * UNITS)


def supply_tiles(pole: Pole) -> list[int]:
    """Tiles a pole supplies."""
    half = round(facts().entities[pole.name].supply_radius * UNITS)
    return tiles_under(pole.x - half, pole.y - half, pole.x + half, pole.y + half)


def network_of(engine: Engine, entity: Consumer | Solar) -> Network | None:
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
        _accrue(network, engine.tick)
        network.demand += watts - entity.asks
        if network.demand > network.supply or network.satisfaction < 1.0:
            engine.clock.soon(network)
    entity.asks = watts


def _accrue(network: Network, now: int) -> None:
    """Book the energy delivered since the last change."""
    delivered = min(network.demand, network.supply)
    network.produced_j += delivered * (now - network.since) / TICKS_PER_SECOND
    network.since = now


def act(engine: Engine, network: Network, tick: int) -> None:
    """Solve the network: if satisfaction changed, everything at work goes on at another rate."""
    _accrue(network, tick)
    network.supply = float(sum(output(engine, source) for source in _sources(engine, network)))
    before = network.satisfaction
    if network.supply <= 0:
        network.satisfaction = 0.0
    else:
        network.satisfaction = min(1.0, network.supply / network.demand) if network.demand else 1.0
    if network.satisfaction != before:
        for ident in engine.members_of(network):
            member = engine.state.entities[ident]
            if isinstance(member, Consumer):
                energy.replan(engine, member, tick)


def output(engine: Engine, source: Solar) -> float:
    """Watts a producer can give now. It is always day."""
    return facts().entities[source.name].production_w


def _sources(engine: Engine, network: Network) -> list[Solar]:
    members = (engine.state.entities[ident] for ident in engine.members_of(network))
    return [member for member in members if isinstance(member, Solar)]


# --- topology --------------------------------------------------------------------------------------------------------


def pole_built(engine: Engine, pole: Pole) -> None:
    """Wire a new pole to the poles in reach, joining their networks, and attach what it covers."""
    near = [other for other in _poles(engine) if other is not pole and _wired(pole, other)]
    networks = sorted({other.network for other in near})
    if networks:
        into = engine.state.networks[networks[0]]
    else:
        into = Network(id=engine.new_id(), since=engine.tick)
        engine.add_network(into)
    pole.network = into.id
    into.poles.append(pole.id)
    for ident in networks[1:]:
        _merge(engine, into, engine.state.networks[ident])
    for tile in supply_tiles(pole):
        engine.covered.setdefault(tile, []).append(pole.id)
        engine.covered[tile].sort()
    attach_all(engine, {engine.grid[tile] for tile in supply_tiles(pole) if tile in engine.grid})


def _merge(engine: Engine, into: Network, other: Network) -> None:
    _accrue(into, engine.tick)
    _accrue(other, engine.tick)
    into.produced_j += other.produced_j
    for ident in other.poles:
        pole = engine.state.entities[ident]
        assert isinstance(pole, Pole)
        pole.network = into.id
    into.poles = sorted(into.poles + other.poles)
    members = set(engine.members_of(other))
    attach_all(engine, members)
    engine.remove_network(other)


def pole_gone(engine: Engine, pole: Pole) -> None:
    """Unwire a pole that was taken out of the world: its network may fall apart."""
    network = engine.state.networks[pole.network]
    _accrue(network, engine.tick)
    for tile in supply_tiles(pole):
        engine.covered[tile].remove(pole.id)
    members = set(engine.members_of(network))
    rest = [ident for ident in network.poles if ident != pole.id]
    parts = _components(engine, rest)
    network.poles = parts[0] if parts else []
    for part in parts[1:]:
        fresh = Network(id=engine.new_id(), since=engine.tick, poles=part)
        engine.add_network(fresh)
        for ident in part:
            other = engine.state.entities[ident]
            assert isinstance(other, Pole)
            other.network = fresh.id
    attach_all(engine, members)
    if not parts:
        engine.remove_network(network)


def _poles(engine: Engine) -> list[Pole]:
    return [entity for entity in engine.state.entities.values() if isinstance(entity, Pole)]


def _wired(a: Pole, b: Pole) -> bool:
    limit = min(reach(a.name), reach(b.name))
    return (a.x - b.x) ** 2 + (a.y - b.y) ** 2 <= limit * limit


def _components(engine: Engine, idents: list[int]) -> list[list[int]]:
    """Poles in groups that are wired together, by their first id."""
    rest = {ident: engine.state.entities[ident] for ident in sorted(idents)}
    parts: list[list[int]] = []
    while rest:
        first = next(iter(rest))
        queue, part = [rest.pop(first)], [first]
        while queue:
            here = queue.pop()
            for ident in [i for i, other in rest.items() if _both_wired(here, other)]:
                queue.append(rest.pop(ident))
                part.append(ident)
        parts.append(sorted(part))
    return parts


def _both_wired(a: Entity, b: Entity) -> bool:
    return isinstance(a, Pole) and isinstance(b, Pole) and _wired(a, b)


def attach_all(engine: Engine, idents: set[int]) -> None:
    """Attach entities to the network that covers them now."""
    for ident in sorted(idents):
        entity = engine.state.entities.get(ident)
        if isinstance(entity, Consumer | Solar):
            attach(engine, entity)


def attach(engine: Engine, entity: Consumer | Solar) -> None:
    """Attach an entity to the network of the first pole that covers it, or to none."""
    tiles = footprint(entity.name, entity.x, entity.y, entity.direction)
    poles = [engine.covered[tile][0] for tile in tiles if engine.covered.get(tile)]
    network = 0
    if poles:
        pole = engine.state.entities[min(poles)]
        assert isinstance(pole, Pole)
        network = pole.network
    if network == entity.network:
        return
    detach(engine, entity)
    entity.network = network
    if network:
        joined = engine.state.networks[network]
        _accrue(joined, engine.tick)
        engine.join(joined, entity)
        if isinstance(entity, Consumer):
            joined.demand += entity.asks
        engine.clock.soon(joined)
    if isinstance(entity, Consumer):
        energy.replan(engine, entity, engine.tick)


def detach(engine: Engine, entity: Consumer | Solar) -> None:
    """Take an entity out of its network."""
    network = network_of(engine, entity)
    if network is not None:
        _accrue(network, engine.tick)
        engine.leave(network, entity)
        if isinstance(entity, Consumer):
            network.demand -= entity.asks
        engine.clock.soon(network)
    entity.network = 0
