"""Chains: the segments that pumps, boilers, heat exchangers and engines join, and the flows between them.

Chains are derived from the entities and kept until one of their machines or its wires change (`forget`). What flows,
and how much, is reckoned in `flows`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fle_llm.engine import supply
from fle_llm.engine.carriers import Segment
from fle_llm.engine.constants import STEAM_PER_WATER
from fle_llm.engine.entities import Boiler, Exchanger, Generator, Offshore, Pump

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine


@dataclass(slots=True)
class Flow:
    """One flow of a chain. `per` units of what comes out are made of one of what goes in; 0 is no segment."""

    machine: Offshore | Pump | Boiler | Exchanger | None  # None: the engines of a network on a segment
    source: int
    target: int
    per: int = 1
    network: int = 0
    engines: dict[str, int] = field(default_factory=dict)  # how many of each name
    top: int = 0
    rate: int = 0


@dataclass(slots=True)
class Chain:
    """Segments and the flows between them."""

    segments: list[int]
    flows: list[Flow]
    into: dict[int, list[Flow]] = field(default_factory=dict)
    out_of: dict[int, list[Flow]] = field(default_factory=dict)


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
            supply.withdraw(engine, engine.state.networks[flow.network], flow.source)


def _form(engine: Engine, start: int) -> Chain:
    seen, queue = {start}, [start]
    machines: set[int] = set()
    while queue:
        segment = engine.state.segments[queue.pop()]
        for ident in {member // 16 for member in segment.members} | set(segment.takers):
            machine = engine.state.entities[ident]
            if isinstance(machine, Offshore | Pump | Boiler | Exchanger | Generator) and ident not in machines:
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
    groups: dict[tuple[int, int], dict[str, int]] = {}
    for ident in machines:
        match engine.state.entities[ident]:
            case Offshore() as machine:
                found.append(Flow(machine, 0, machine.boxes[0], rate=machine.rate))
            case Pump() as machine:
                found.append(Flow(machine, machine.source, machine.boxes[0], rate=machine.rate))
            case Boiler() | Exchanger() as machine:
                found.append(Flow(machine, machine.boxes[0], machine.boxes[1], STEAM_PER_WATER, rate=machine.rate))
            case Generator() as machine if machine.network:
                group = groups.setdefault((machine.boxes[0], machine.network), {})
                group[machine.name] = group.get(machine.name, 0) + 1
    for (segment, network), engines in sorted(groups.items()):
        rate = engine.state.networks[network].steam.get(segment, 0)
        found.append(Flow(None, segment, 0, 1, network, engines, rate=rate))
    return found
