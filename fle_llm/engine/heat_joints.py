"""Which reactors, heat pipes and exchangers are one heat network, and what becomes of their heat when that changes.

Heat passes where two connections face each other through the same edge of a tile. Networks are formed anew around what
is built, turned or taken away; a member that goes takes its share of the heat along, by its capacity.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.data.schema import turned as point_turned
from fle_llm.engine import flows, heat
from fle_llm.engine.carriers import HeatNetwork
from fle_llm.engine.constants import UNITS
from fle_llm.engine.entities import Heated
from fle_llm.engine.geometry import turn
from fle_llm.engine.ports import step
from fle_llm.engine.storage import add
from fle_llm.engine.terrain import tile_of

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine


def capacity(name: str) -> int:
    """Joules that warm an entity by a degree."""
    buffer = facts().entities[name].heat_buffer
    return round(buffer.specific_heat_j) if buffer is not None else 0


@functools.cache
def _openings(name: str, direction: int) -> tuple[tuple[int, int, int], ...]:
    """Where heat passes: offset of the tile's centre in units, and the face."""
    buffer = facts().entities[name].heat_buffer
    found = []
    for connection in buffer.connections if buffer is not None else ():
        dx, dy = point_turned(connection.position, direction)
        found.append((round(dx * UNITS), round(dy * UNITS), turn(connection.direction, direction // 4)))
    return tuple(found)


def _faces(entity: Heated) -> list[tuple[int, int]]:
    """The tiles of an entity where heat passes, with the face."""
    openings = _openings(entity.name, entity.direction)
    return [(tile_of(entity.x + dx, entity.y + dy), face) for dx, dy, face in openings]


def beside(engine: Engine, entity: Heated) -> list[Heated]:
    """What an entity passes heat to, by id."""
    found: dict[int, Heated] = {}
    for tile, face in _faces(entity):
        there = step(tile, face)
        other = engine.entity_on(there)
        if isinstance(other, Heated) and other is not entity and (there, turn(face, 2)) in _faces(other):
            found[other.id] = other
    return [found[ident] for ident in sorted(found)]


def joined(engine: Engine, entity: Heated) -> None:
    """An entity was put into the world, cold."""
    _regroup(engine, {other.heat for other in beside(engine, entity)}, arrived=entity)


def parted(engine: Engine, entity: Heated) -> None:
    """An entity is about to leave the world, with its heat."""
    _regroup(engine, {entity.heat}, leaves=entity)


def turned(engine: Engine, entity: Heated) -> None:
    """An entity faces another way; it keeps its heat."""
    _regroup(engine, {entity.heat, *(other.heat for other in beside(engine, entity))})


def _regroup(engine: Engine, affected: set[int], arrived: Heated | None = None, leaves: Heated | None = None) -> None:
    """Form networks anew from the members of some."""
    held: dict[int, int] = {}
    was_short, used = False, sorted(affected)
    for ident in used:
        network = engine.state.heat_networks[ident]
        heat.settle(engine, network)
        held.update(_shares(engine, network))
        was_short = was_short or network.short
        engine.remove_thing(engine.state.heat_networks, network)
    if arrived is not None:
        held[arrived.id] = 0
    if leaves is not None:
        add(engine.state.counters.heat, "lost", held.pop(leaves.id))
        leaves.heat = 0
    for part in _parts(engine, sorted(held)):
        ident = used.pop(0) if used else engine.new_id()
        _form(engine, ident, part, sum(held[member] for member in part), was_short)


def _shares(engine: Engine, network: HeatNetwork) -> dict[int, int]:
    """The heat in each member of a network: in proportion to its capacity, whole watt-ticks that add up."""
    found, below = {}, 0
    for ident in network.members:
        before = network.stored * below // network.capacity
        below += capacity(engine.state.entities[ident].name)
        found[ident] = network.stored * below // network.capacity - before
    return found


def _parts(engine: Engine, idents: list[int]) -> list[list[int]]:
    """Members in groups that touch, by their first id; others do not count."""
    rest, parts = set(idents), []
    for first in idents:
        if first not in rest:
            continue
        rest.remove(first)
        queue, part = [first], [first]
        while queue:
            entity = engine.state.entities[queue.pop()]
            assert isinstance(entity, Heated)
            for other in beside(engine, entity):
                if other.id in rest:
                    rest.remove(other.id)
                    queue.append(other.id)
                    part.append(other.id)
        parts.append(sorted(part))
    return parts


def _form(engine: Engine, ident: int, members: list[int], stored: int, short: bool) -> None:
    """Put a network of some members into the world."""
    network = HeatNetwork(id=ident, members=members, stored=stored, short=short, since=engine.tick)
    engine.add_thing(engine.state.heat_networks, network)
    for member in members:
        entity = engine.state.entities[member]
        assert isinstance(entity, Heated)
        entity.heat = ident
        network.capacity += capacity(entity.name)
    for exchanger in heat.exchangers(engine, network):
        flows.stir(engine, exchanger.boxes[0])
    heat.stoke(engine, network)
    engine.clock.soon(network)
