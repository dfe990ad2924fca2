"""What one entity of the engine looks like through World: the view of `ops` made from its struct.

Nothing here changes the world. Machines are in `sim_machines`, which entities are listed in `sim_entities`.
"""

from __future__ import annotations

from collections.abc import Iterable

from fle_llm.data import facts
from fle_llm.engine import (
    Engine,
    crafting,
    delivery,
    effects,
    gauges,
    handling,
    ports,
    supply,
    topology,
    undergrounds,
)
from fle_llm.engine.entities import (
    Accumulator,
    AnyEntity,
    Assembler,
    Beacon,
    Belt,
    Boiler,
    Connectable,
    Drill,
    Exchanger,
    Furnace,
    Generator,
    HeatPipe,
    Inserter,
    Lab,
    Load,
    Pole,
    Pump,
    Reactor,
    Silo,
    Solar,
    Splitter,
    Turret,
    Underground,
)
from fle_llm.engine.storage import slots_used, stack_size
from fle_llm.world import ops, sim_heat, sim_machines


def entity(engine: Engine, thing: AnyEntity) -> ops.EntityView:
    """The view of one entity."""
    entry = facts().entities[thing.name]
    view = ops.EntityView(
        name=thing.name,
        type=entry.type,
        x=thing.x,
        y=thing.y,
        direction=thing.direction,
        unit=thing.id,
        health=float(entry.max_health),
        inventories={kind: dict(sorted(items.items())) for kind, items in delivery.inventories(thing).items()},
        full=_full(thing),
    )
    match thing:
        case Drill():
            sim_machines.drill(engine, thing, view)
        case Furnace():
            sim_machines.furnace(engine, thing, view)
        case Assembler():
            sim_machines.assembler(engine, thing, view)
        case Silo():
            sim_machines.silo(engine, thing, view)
        case Lab():
            sim_machines.lab(engine, thing, view)
        case Beacon():
            sim_machines.beacon(engine, thing, view)
        case Inserter():
            sim_machines.inserter(engine, thing, view)
        case Belt() | Splitter():
            _belt(engine, thing, view)
        case Turret():
            view.status_raw = "normal" if thing.ammo else "no_ammo"
        case _:
            _electric(engine, thing, view)
    if isinstance(thing, ports.Plumbed):
        view.fluids = tuple(_gauge(gauge) for gauge in gauges.boxes(engine, thing))
    return view


def _electric(engine: Engine, thing: AnyEntity, view: ops.EntityView) -> None:
    """What carries, makes, stores or just draws power."""
    match thing:
        case Pole():
            view.network = thing.network
            network = engine.state.networks[thing.network]
            view.produced_j = supply.produced_j(network, engine.tick)
            view.satisfaction = 1.0 if supply.feeds(network, engine.tick) else 0.0
        case Solar():
            view.network = thing.network or None
            view.status_raw = "working" if thing.network else "not_plugged_in_electric_network"
        case Pump():
            sim_machines.energy_of(engine, thing, view)
        case Load():
            _load(engine, thing, view)
        case Boiler():
            _boiler(engine, thing, view)
        case Reactor() | HeatPipe() | Exchanger():
            sim_heat.fill(engine, thing, view)
        case Generator():
            view.network = thing.network or None
            view.produced_j = gauges.last_tick_j(engine, thing)
        case Accumulator():
            view.network = thing.network or None
            view.energy_j, view.status_raw = gauges.charge(engine, thing)


def _gauge(gauge: gauges.Gauge) -> ops.FluidBoxView:
    return ops.FluidBoxView(
        fluid=gauge.fluid,
        amount=gauge.amount,
        temperature=gauge.temperature,
        capacity=gauge.capacity,
        segment=gauge.segment,
        segment_amount=gauge.segment_amount,
        production=gauge.role,
    )


def _boiler(engine: Engine, thing: Boiler, view: ops.EntityView) -> None:
    left, fuel = gauges.fire(engine, thing)
    view.inventories["fuel"] = dict(sorted(fuel.items()))
    view.burning = thing.burner.burning if left else None
    view.burning_left_j = float(left)
    view.energy_j = view.burning_left_j
    view.status_raw = "working" if gauges.makes_steam(engine, thing) else "normal"


def _load(engine: Engine, thing: Load, view: ops.EntityView) -> None:
    sim_machines.energy_of(engine, thing, view)
    if not view.satisfaction:
        view.status_raw = sim_machines.unpowered(engine, thing)
    else:
        view.status_raw = "turned_off_during_daytime" if view.type == "lamp" else sim_machines.at_work(view)


def _full(thing: AnyEntity) -> tuple[str, ...]:
    full = []
    for kind, items in delivery.inventories(thing).items():
        if kind == "chest":
            slots = delivery.chest_slots(thing.name)
            packed = slots_used(items) >= slots and all(n % stack_size(item) == 0 for item, n in items.items())
        elif kind == "modules":
            packed = sum(items.values()) >= effects.slots(thing.name)
        elif kind == "output" and isinstance(thing, Assembler) and thing.recipe is not None:
            packed = not crafting.fits(thing, facts().recipes[thing.recipe])
        else:
            packed = any(count >= stack_size(item) for item, count in items.items())
        if packed:
            full.append(kind)
    return tuple(full)


def _belt(engine: Engine, thing: Connectable, view: ops.EntityView) -> None:
    tracks = engine.line_index.tracks(thing)
    left, right = (_counted([i for track in tracks for i in handling.contents(engine, track, lane)]) for lane in (0, 1))
    view.lanes = (left, right)
    left_full, right_full = (not any(handling.has_room(engine, track, lane) for track in tracks) for lane in (0, 1))
    view.lanes_full = (left_full, right_full)
    view.downstream = _refs(topology.downstream(engine, thing))
    view.upstream = _refs(topology.upstream(engine, thing))
    if isinstance(thing, Belt):
        view.belt_kind = thing.kind
    if isinstance(thing, Underground):
        other = undergrounds.partner(engine, thing)
        view.partner = None if other is None else _ref(other)


def _refs(things: Iterable[AnyEntity]) -> tuple[ops.Ref, ...]:
    return tuple(sorted(map(_ref, things), key=lambda ref: (ref.y, ref.x, ref.name)))


def _counted(items: list[str]) -> dict[str, int]:
    return {item: items.count(item) for item in sorted(set(items))}


def _ref(thing: AnyEntity) -> ops.Ref:
    return ops.Ref(thing.name, thing.x, thing.y)
