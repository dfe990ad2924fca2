"""What the engine's entities look like through World: structs of `ops` made from structs of the engine.

Nothing here changes the world. Entities are listed by (y, x, name).
"""

from __future__ import annotations

from collections.abc import Iterable

from fle_llm.data import facts
from fle_llm.engine import (
    Engine,
    build,
    characters,
    crafting,
    delivery,
    effects,
    energy,
    gauges,
    inserting,
    knowledge,
    lines,
    mining,
    ports,
    power,
    rocketry,
    sites,
    supply,
    topology,
    undergrounds,
)
from fle_llm.engine import research as laboratories
from fle_llm.engine.constants import UNITS
from fle_llm.engine.entities import (
    Accumulator,
    AnyEntity,
    Assembler,
    Beacon,
    Belt,
    Boiler,
    Connectable,
    Drill,
    Furnace,
    Generator,
    Inserter,
    Lab,
    Load,
    Pole,
    Pump,
    Silo,
    Solar,
    Splitter,
    Turret,
    Underground,
)
from fle_llm.engine.geometry import collision_box, drop_point, pickup_point, size, walked_over
from fle_llm.engine.storage import slots_used, stack_size
from fle_llm.engine.terrain import Growth, tile_key, tile_of
from fle_llm.engine.things import Consumer, Crafter, Machine
from fle_llm.errors import Refused
from fle_llm.world import ops

WIDEST_LOOK = 16_000_000
"""Tiles of the widest area whose water, trees and rocks can be asked for."""
WIDEST_SURVEY = 128_000_000
"""The same for ore, which is known field by field."""


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
            _drill(engine, thing, view)
        case Furnace():
            _furnace(engine, thing, view)
        case Assembler():
            _assembler(engine, thing, view)
        case Silo():
            _silo(engine, thing, view)
        case Lab():
            _lab(engine, thing, view)
        case Beacon():
            _beacon(engine, thing, view)
        case Inserter():
            _inserter(engine, thing, view)
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
            view.produced_j = supply.produced_j(engine.state.networks[thing.network], engine.tick)
        case Solar():
            view.network = thing.network or None
            view.status_raw = "working" if thing.network else "not_plugged_in_electric_network"
        case Pump():
            _energy(engine, thing, view)
        case Load():
            _load(engine, thing, view)
        case Boiler():
            _boiler(engine, thing, view)
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


def _energy(engine: Engine, thing: Consumer, view: ops.EntityView) -> None:
    """Energy as of now: what burns, less what was used since it was last booked; on a wire, what the buffer holds.

    The buffer of an electric entity holds about two ticks of what it asks for (MECHANICS 3.13).
    """
    if thing.burner is not None:
        view.burning = thing.burner.burning if thing.burner.left else None
        used = thing.draws * (engine.tick - thing.since) if isinstance(thing, Machine) and thing.working else 0
        view.burning_left_j = float(max(0, thing.burner.left - used))
        view.energy_j = view.burning_left_j
        return
    view.network = thing.network or None
    view.satisfaction = power.satisfaction(engine, thing)
    view.energy_j = view.satisfaction * 2 * energy.per_tick(thing.name)


def _progress(engine: Engine, thing: Machine, work: float) -> float:
    """The share of a piece of work that is done, as of now."""
    since = thing.rate * (engine.tick - thing.since) if thing.working else 0
    return min(1.0, (thing.progress + since) / work)


def _unpowered(engine: Engine, thing: Consumer) -> str:
    """The status of something that wants to work and has no energy."""
    if thing.burner is not None:
        return "no_fuel"
    return "no_power" if thing.network else "not_plugged_in_electric_network"


def _at_work(view: ops.EntityView) -> str:
    return "working" if view.satisfaction == 1.0 else "low_power"


def _drill(engine: Engine, thing: Drill, view: ops.EntityView) -> None:
    _energy(engine, thing, view)
    view.resources = dict(sorted(mining.below(engine, thing).items()))
    view.drop = drop_point(thing)
    view.blocked = bool(thing.pending)
    view.crafting = thing.working
    view.products_finished = thing.finished
    if view.resources:
        view.progress = _progress(engine, thing, mining.work_of(thing, next(iter(view.resources))))
    if thing.held:
        view.status_raw = "full_output"
    elif thing.pending:
        view.status_raw = "waiting_for_space_in_destination"
    elif not view.resources:
        view.status_raw = "no_minable_resources"
    else:
        view.status_raw = _at_work(view) if thing.working else _unpowered(engine, thing)


def _crafter(engine: Engine, thing: Crafter, view: ops.EntityView) -> None:
    _energy(engine, thing, view)
    view.recipe = thing.recipe
    view.products_finished = thing.finished
    recipe = crafting.under_way(thing)
    if recipe is not None:
        view.progress = _progress(engine, thing, crafting.work_of(thing, recipe))


def _furnace(engine: Engine, thing: Furnace, view: ops.EntityView) -> None:
    _crafter(engine, thing, view)
    view.crafting = thing.working
    if thing.working:
        view.status_raw = _at_work(view)
    elif not energy.available(thing) or (thing.burner is None and not view.satisfaction):
        view.status_raw = _unpowered(engine, thing)
    else:
        view.status_raw = "full_output" if thing.source and "result" in view.full else "no_ingredients"


def _assembler(engine: Engine, thing: Assembler, view: ops.EntityView) -> None:
    _crafter(engine, thing, view)
    view.crafting = thing.crafting
    if thing.recipe is None:
        view.status_raw = "no_recipe"
    elif not view.satisfaction:
        view.status_raw = _unpowered(engine, thing)
    elif thing.crafting:
        view.status_raw = _at_work(view)
    else:
        view.status_raw = "full_output" if "output" in view.full else "item_ingredient_shortage"


_SILO_PHASES = {
    "preparing": "preparing_rocket_for_launch",
    "ready": "waiting_to_launch_rocket",
    "launching": "launching_rocket",
}


def _silo(engine: Engine, thing: Silo, view: ops.EntityView) -> None:
    _crafter(engine, thing, view)
    view.crafting = thing.crafting
    view.rocket_parts = min(min(thing.parts.get(part, 0), count) for part, count in crafting.rocket(thing).items())
    if thing.phase in _SILO_PHASES:
        view.status_raw = _SILO_PHASES[thing.phase]
    elif not rocketry.unlocked(engine, thing):
        view.status_raw = "no_recipe"
    elif not view.satisfaction:
        view.status_raw = _unpowered(engine, thing)
    else:
        view.status_raw = _at_work(view) if thing.crafting else "item_ingredient_shortage"


def _lab(engine: Engine, thing: Lab, view: ops.EntityView) -> None:
    _energy(engine, thing, view)
    view.research = engine.state.knowledge.current
    view.crafting = thing.working
    if view.research is None:
        view.status_raw = "no_research_in_progress"
    elif not view.satisfaction:
        view.status_raw = _unpowered(engine, thing)
    else:
        view.status_raw = _at_work(view) if thing.working else "missing_science_packs"


def _beacon(engine: Engine, thing: Beacon, view: ops.EntityView) -> None:
    _energy(engine, thing, view)
    if not view.satisfaction:
        view.status_raw = _unpowered(engine, thing)
    else:
        view.status_raw = _at_work(view) if thing.modules else "no_modules_to_transmit"


def _load(engine: Engine, thing: Load, view: ops.EntityView) -> None:
    _energy(engine, thing, view)
    if not view.satisfaction:
        view.status_raw = _unpowered(engine, thing)
    else:
        view.status_raw = "turned_off_during_daytime" if view.type == "lamp" else _at_work(view)


def _inserter(engine: Engine, thing: Inserter, view: ops.EntityView) -> None:
    _energy(engine, thing, view)
    view.pickup, view.drop = pickup_point(thing), drop_point(thing)
    view.hand = None if thing.hand is None else (thing.hand, thing.count)
    view.filters = tuple(thing.filters)
    view.blocked = thing.phase == "drop"
    need = inserting.half_swing_energy(thing.name)
    dry = not view.satisfaction if thing.burner is None else thing.burner.left < need and not thing.burner.fuel
    if thing.phase in ("to_drop", "to_pick") and (thing.burner is not None or not dry):
        view.status_raw = _at_work(view)
    elif dry:
        view.status_raw = _unpowered(engine, thing)
    elif thing.phase == "drop":
        view.status_raw = "waiting_for_space_in_destination"
    else:
        view.status_raw = "waiting_for_source_items"


def _belt(engine: Engine, thing: Connectable, view: ops.EntityView) -> None:
    tracks = engine.line_index.tracks(thing)
    left, right = (_counted([i for track in tracks for i in lines.contents(engine, track, lane)]) for lane in (0, 1))
    view.lanes = (left, right)
    left_full, right_full = (not any(lines.has_room(engine, track, lane) for track in tracks) for lane in (0, 1))
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


def _growth(growth: Growth) -> ops.EntityView:
    entry = facts().entities[growth.name]
    return ops.EntityView(
        name=growth.name,
        type=entry.type,
        x=growth.x,
        y=growth.y,
        force="neutral",
        health=float(entry.max_health),
    )


def _touches(thing: AnyEntity, area: ops.Area) -> bool:
    width, height = size(thing.name, thing.direction)
    half_w, half_h = width * UNITS // 2, height * UNITS // 2
    return (
        thing.x - half_w < max(area.x1, area.x0 + 1)
        and area.x0 < thing.x + half_w
        and thing.y - half_h < max(area.y1, area.y0 + 1)
        and area.y0 < thing.y + half_h
    )


def in_area(engine: Engine, area: ops.Area | None) -> list[AnyEntity]:
    """Entities whose tiles touch an area (None: all), by id."""
    everything = engine.state.entities
    if area is None:
        return list(everything.values())
    x0, x1 = area.x0 // UNITS, max(area.x1, area.x0 + 1) // UNITS + 1
    y0, y1 = area.y0 // UNITS, max(area.y1, area.y0 + 1) // UNITS + 1
    if (x1 - x0) * (y1 - y0) >= len(everything):
        return [thing for thing in everything.values() if _touches(thing, area)]
    idents = {engine.grid.get(tile_key(tx, ty)) for ty in range(y0, y1) for tx in range(x0, x1)}
    return [everything[i] for i in sorted(i for i in idents if i is not None) if _touches(everything[i], area)]


def entities(engine: Engine, op: ops.Entities) -> list[ops.EntityView]:
    """Views of what an op asks for, by (y, x, name)."""
    views: list[ops.EntityView] = []
    if op.force in ("player", None):
        if op.refs is None:
            found = in_area(engine, op.area)
        else:
            found = [thing for ref in op.refs if (thing := _find(engine, ref)) is not None]
        views = [entity(engine, thing) for thing in found if op.names is None or thing.name in op.names]
    if op.force in ("neutral", None):
        views += _growths(engine, op)
    views.sort(key=lambda view: (view.y, view.x, view.name))
    if op.after is not None:
        mark = (op.after.y, op.after.x, op.after.name)
        views = [view for view in views if (view.y, view.x, view.name) > mark]
    return views if op.limit is None else views[: op.limit]


def _find(engine: Engine, ref: ops.Ref) -> AnyEntity | None:
    try:
        return build.find(engine, ref.name, ref.x, ref.y)
    except Refused:
        return None


def looked_at(engine: Engine, area: ops.Area, most: int = WIDEST_LOOK) -> tuple[int, int, int, int]:
    """An area of the ground that can be asked for in one go. Refused with bad-value: ground has to be made first."""
    x0, y0, x1, y1 = engine.terrain.clipped(
        (area.x0 // UNITS, area.y0 // UNITS, -(-area.x1 // UNITS), -(-area.y1 // UNITS))
    )
    tiles = max(0, x1 - x0) * max(0, y1 - y0)
    if tiles > most:
        raise Refused("bad-value", {"what": f"an area of {tiles} tiles: {most} at the most"})
    return area.x0, area.y0, area.x1, area.y1


def _growths(engine: Engine, op: ops.Entities) -> list[ops.EntityView]:
    wanted = None if op.refs is None else {(ref.name, ref.x, ref.y) for ref in op.refs}
    if op.area is not None:
        near = engine.terrain.growths_near(*looked_at(engine, op.area))
    elif wanted is not None:
        near = [growth for ref in op.refs or () for growth in engine.terrain.growths_on(tile_of(ref.x, ref.y))]
    else:
        west, north, east, south = (edge * UNITS for edge in engine.terrain.bounds)
        near = engine.terrain.growths_near(*looked_at(engine, ops.Area(west, north, east, south)))
    return [
        _growth(growth)
        for growth in dict.fromkeys(near)
        if growth.spot not in engine.ground.felled
        and (op.names is None or growth.name in op.names)
        and (wanted is None or (growth.name, growth.x, growth.y) in wanted)
    ]


def verdict(engine: Engine, item: ops.Placement, agent: int) -> ops.Verdict:
    """Whether one placement would be accepted."""
    try:
        x, y = sites.check(engine, item.name, item.x, item.y, item.direction, agent)
        solid = collision_box(item.name, x, y, item.direction)
        if not walked_over(item.name) and characters.aside(engine, engine.state.agents[agent], solid) is None:
            raise Refused("blocked", {"blockers": [["character", x, y]]})
    except Refused as refused:
        blockers = tuple(ops.Blocker(*blocker) for blocker in refused.data.get("blockers", ()))
        wet = tuple(ops.Blocker("water", tx * UNITS, ty * UNITS) for tx, ty in refused.data.get("tiles", ()))
        return ops.Verdict(False, item.x, item.y, refused.reason, blockers + wet)
    return ops.Verdict(True, x, y)


def agent(engine: Engine, index: int) -> ops.AgentView:
    """One agent's character."""
    character = engine.state.agents[index]
    body = facts().entities["character"]
    return ops.AgentView(
        index=index,
        x=character.x,
        y=character.y,
        inventory=dict(sorted(character.items.items())),
        slots=characters.slots(engine),
        slots_used=slots_used(character.items),
        reach=float(body.reach_distance),
        resource_reach=float(body.reach_resource_distance),
    )


def research(engine: Engine) -> ops.ResearchView:
    """What is known and being researched."""
    known = engine.state.knowledge
    current = known.current
    return ops.ResearchView(
        researched=tuple(known.researched),
        available=knowledge.available(known),
        recipes=knowledge.recipes(known),
        current=current,
        progress=0.0 if current is None else laboratories.done(engine, current),
        saved={name: laboratories.done(engine, name) for name in sorted(known.saved)},
    )


def statistics(engine: Engine) -> ops.StatisticsView:
    """Production since the start."""
    counters = engine.state.counters
    made, used = gauges.fluid_books(engine)
    made |= {name: float(count) for name, count in counters.produced.items()}
    used |= {name: float(count) for name, count in counters.consumed.items()}
    return ops.StatisticsView(
        tick=engine.tick,
        produced=dict(sorted(made.items())),
        consumed=dict(sorted(used.items())),
        harvested=dict(sorted(counters.harvested.items())),
        crafted=dict(sorted(counters.crafted.items())),
        crafted_from=dict(sorted(counters.crafted_from.items())),
        first_produced=dict(sorted(counters.first_produced.items())),
        first_automated=dict(sorted(counters.first_automated.items())),
        researched_at=dict(sorted(counters.researched_at.items())),
        rockets_launched=counters.rockets_launched,
    )
