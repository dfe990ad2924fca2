"""Who is on which electric network (MECHANICS 3.13): poles, and what they supply.

Poles within the shorter of their reaches are one network. A consumer or producer belongs to the network of the first
pole (by id) that covers one of its tiles. What comes and goes is booked on the network there and then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.engine import chains, energy, flows, supply
from fle_llm.engine.carriers import Network, Segment
from fle_llm.engine.constants import UNITS
from fle_llm.engine.entities import Accumulator, Generator, Pole, Solar
from fle_llm.engine.geometry import footprint
from fle_llm.engine.power import Wired, network_of
from fle_llm.engine.terrain import tiles_under
from fle_llm.engine.things import Consumer, Entity

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine


def reach(name: str) -> int:
    """How far a pole's wire goes, in units."""
    return round(facts().entities[name].wire_reach * UNITS)


def supply_tiles(pole: Pole) -> list[int]:
    """Tiles a pole supplies."""
    half = round(facts().entities[pole.name].supply_radius * UNITS)
    return tiles_under(pole.x - half, pole.y - half, pole.x + half, pole.y + half)


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
    supply.settle(into, engine.tick)
    supply.settle(other, engine.tick)
    into.produced += other.produced
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
    supply.settle(network, engine.tick)
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
        if isinstance(entity, Wired):
            attach(engine, entity)


def attach(engine: Engine, entity: Wired) -> None:
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
        supply.settle(joined, engine.tick)
        engine.join(joined, entity)
        match entity:
            case Consumer():
                joined.demand += entity.asks
            case Solar():
                joined.solar += output(entity)
            case Accumulator():
                joined.accumulators += 1
                joined.stored += entity.stored
                entity.stored = 0
        engine.clock.soon(joined)
        if isinstance(entity, Generator):
            _replanned(engine, entity)
    if isinstance(entity, Consumer):
        energy.replan(engine, entity, engine.tick)


def detach(engine: Engine, entity: Wired) -> None:
    """Take an entity out of its network."""
    network = network_of(engine, entity)
    if network is not None:
        if isinstance(entity, Generator):
            _unplanned(engine, entity)
        supply.settle(network, engine.tick)
        match entity:
            case Consumer():
                network.demand -= entity.asks
            case Solar():
                network.solar -= output(entity)
            case Accumulator():
                entity.stored = network.stored // network.accumulators
                network.stored -= entity.stored
                network.accumulators -= 1
        engine.leave(network, entity)
        engine.clock.soon(network)
    entity.network = 0
    if network is not None and isinstance(entity, Generator):
        _replanned(engine, entity)


def output(source: Solar) -> int:
    """Watts a panel gives. It is always day."""
    return round(facts().entities[source.name].production_w)


def _segment(engine: Engine, generator: Generator) -> Segment | None:
    return engine.state.segments.get(generator.boxes[0]) if generator.boxes else None


def _unplanned(engine: Engine, generator: Generator) -> None:
    """The wires of an engine are about to change: take the steam that was used, and back what was promised."""
    segment = _segment(engine, generator)
    if segment is not None:
        flows.settle(engine, segment)
        chains.forget(engine, segment)


def _replanned(engine: Engine, generator: Generator) -> None:
    """The wires of an engine have changed: plan what its segment gives."""
    segment = _segment(engine, generator)
    if segment is not None:
        _unplanned(engine, generator)
        flows.solve(engine, segment)
