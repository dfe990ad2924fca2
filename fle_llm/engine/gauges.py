"""Reading fluids and power as of now: what views show of boxes, boilers, engines, accumulators and the books.

Nothing here changes the world: amounts between events are reckoned from the plans of `flows` and `power`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.engine import burner, chains, flows, ports, power, steam, supply
from fle_llm.engine.carriers import Network, Segment
from fle_llm.engine.constants import COLD, QUANTA
from fle_llm.engine.entities import Accumulator, Assembler, Boiler, Exchanger, Generator

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine


@dataclass(frozen=True, slots=True)
class Gauge:
    """A fluid box, in the game's units: what it holds, and what its whole segment does. `role` as in the data."""

    fluid: str | None
    amount: float
    capacity: float
    temperature: float
    role: str
    segment: int | None
    segment_amount: float


def boxes(engine: Engine, entity: ports.Plumbed) -> list[Gauge]:
    """The fluid boxes of an entity."""
    found = []
    roles = [entry.role for entry in facts().entities[entity.name].fluid_boxes]
    for index, box in enumerate(ports.boxes_of(entity)):
        segment = engine.state.segments.get(entity.boxes[index])
        role = roles[index] if roles[index] in ("input", "output") else ""
        if isinstance(entity, Assembler) and box.open and not box.shared:
            found.append(_own(engine, entity, segment, box))
        elif segment is not None and box.open:
            found.append(_of_segment(engine, segment, box, role))
    return found


def _own(engine: Engine, machine: Assembler, segment: Segment | None, box: ports.Box) -> Gauge:
    held = machine.stock.get(box.bound or "", 0)
    return Gauge(
        fluid=box.bound if held else None,
        amount=held / QUANTA,
        capacity=box.volume / QUANTA,
        temperature=temperature(box.bound),
        role="input",
        segment=segment.id if segment is not None else None,
        segment_amount=flows.now_in(engine, segment) / QUANTA if segment is not None else 0.0,
    )


def _of_segment(engine: Engine, segment: Segment, box: ports.Box, role: str) -> Gauge:
    total, hot = _mixture(engine, segment)
    return Gauge(
        fluid=segment.fluid if total else None,
        amount=total * box.volume / segment.capacity / QUANTA,
        capacity=box.volume / QUANTA,
        temperature=temperature(segment.fluid, total, hot),
        role=role,
        segment=segment.id,
        segment_amount=total / QUANTA,
    )


def _mixture(engine: Engine, segment: Segment) -> tuple[int, int]:
    """Quanta in a segment as of now, and how many of them are steam of 500 degrees."""
    chain, now = chains.chain_of(engine, segment), flows.look(engine, segment)
    return now.amounts[segment.id], steam.mixed(engine, chain, now.moved, now.amounts)[segment.id]


def temperature(fluid: str | None, amount: int = 0, hot: int = 0) -> float:
    """Degrees: fluids have their own temperature, steam that of the mixture it is."""
    if fluid == "steam":
        return steam.temperature(amount, hot)
    return facts().fluids[fluid].default_temperature if fluid else COLD


def fire(engine: Engine, boiler: Boiler) -> tuple[int, dict[str, int]]:
    """Joules in a boiler's fire, and the fuel in its slot."""
    segment = engine.state.segments[boiler.boxes[1]]
    moved = zip(chains.chain_of(engine, segment).flows, flows.look(engine, segment).moved, strict=True)
    return burner.after(boiler.burner, sum(quanta for flow, quanta in moved if flow.machine is boiler))


def makes_steam(engine: Engine, machine: Boiler | Exchanger) -> bool:
    """Whether a boiler turns water into steam at present: it could, and its steam finds room or somebody uses it."""
    target = engine.state.segments[machine.boxes[1]]
    chain = chains.chain_of(engine, target)
    if not next(flow.rate for flow in chain.flows if flow.machine is machine):
        return False
    if flows.now_in(engine, target) < target.capacity:
        return True
    return any(_draws(engine, flow) for flow in chain.out_of[target.id])


def _draws(engine: Engine, flow: chains.Flow) -> bool:
    if flow.machine is not None:
        return flow.rate > 0
    return supply.last_tick_j(engine.state.networks[flow.network], flow.source, engine.tick) > 0


def last_tick_j(engine: Engine, generator: Generator) -> float:
    """Joules an engine gives in a tick at the present load."""
    network: Network | None = engine.state.networks.get(generator.network)
    if network is None or not generator.boxes:
        return 0.0
    chain = chains.chain_of(engine, engine.state.segments[generator.boxes[0]])
    alike = next(f.engines for f in chain.flows if (f.source, f.network) == (generator.boxes[0], network.id))
    mixture = steam.at_hand(engine, chain, generator.boxes[0])
    own, all_of_them = (steam.full_power(engines, *mixture) for engines in ({generator.name: 1}, alike))
    return supply.last_tick_j(network, generator.boxes[0], engine.tick) * own / all_of_them if own else 0.0


def charge(engine: Engine, accumulator: Accumulator) -> tuple[int, str]:
    """Joules in an accumulator and what it is doing, in the game's words."""
    joules, watts = power.stored_in(engine, accumulator)
    if not accumulator.network:
        return joules, "not_plugged_in_electric_network"
    if watts:
        return joules, "charging" if watts > 0 else "discharging"
    full = joules * 60 >= supply.store_size()
    return joules, "fully_charged" if full else "normal"


def fuel_books(engine: Engine) -> dict[str, int]:
    """Fuel that boilers have lit since their chains were last settled: used up, and not yet in the counters."""
    found: dict[str, int] = {}
    for flow, quanta in _moved(engine):
        if isinstance(flow.machine, Boiler):
            fire = flow.machine.burner
            _, left = burner.after(fire, quanta)
            for item, count in fire.fuel.items():
                found[item] = found.get(item, 0) + count - left.get(item, 0)
    return {item: count for item, count in found.items() if count}


def _moved(engine: Engine) -> Iterator[tuple[chains.Flow, int]]:
    """Every flow, and what it moved since it was last settled."""
    seen: set[int] = set()
    for segment in engine.state.segments.values():
        if segment.id not in seen:
            chain = chains.chain_of(engine, segment)
            seen.update(chain.segments)
            yield from zip(chain.flows, flows.look(engine, segment).moved, strict=True)


def fluid_books(engine: Engine) -> tuple[dict[str, float], dict[str, float]]:
    """Units of fluids ever produced and consumed, as of now."""
    counters = engine.state.counters
    made, used = dict(counters.fluids_produced), dict(counters.fluids_consumed)
    for flow, quanta in _moved(engine):
        for fluid, amount, side in flows.entries(flow, quanta):
            books_of = made if side == "made" else used
            books_of[fluid] = books_of.get(fluid, 0) + amount
    return (
        {fluid: quanta / QUANTA for fluid, quanta in made.items() if quanta},
        {fluid: quanta / QUANTA for fluid, quanta in used.items() if quanta},
    )
