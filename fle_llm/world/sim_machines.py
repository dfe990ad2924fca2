"""What machines look like through World: energy, progress and the raw status of what works on something.

Each function fills the part of a view that belongs to one kind of machine; nothing here changes the world.
"""

from __future__ import annotations

from fle_llm.engine import Engine, crafting, energy, inserting, mining, power, rocketry
from fle_llm.engine.entities import Assembler, Beacon, Drill, Furnace, Inserter, Lab, Silo
from fle_llm.engine.geometry import drop_point, pickup_point
from fle_llm.engine.things import Consumer, Crafter, Machine
from fle_llm.world import ops


def energy_of(engine: Engine, thing: Consumer, view: ops.EntityView) -> None:
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
    view.satisfaction = power.outlook(engine, thing)
    view.energy_j = view.satisfaction * 2 * energy.per_tick(thing.name)


def progress_of(engine: Engine, thing: Machine, work: float) -> float:
    """The share of a piece of work that is done, as of now."""
    since = thing.rate * (engine.tick - thing.since) if thing.working else 0
    return min(1.0, (thing.progress + since) / work)


def unpowered(engine: Engine, thing: Consumer) -> str:
    """The status of something that wants to work and has no energy."""
    if thing.burner is not None:
        return "no_fuel"
    return "no_power" if thing.network else "not_plugged_in_electric_network"


def at_work(view: ops.EntityView) -> str:
    """The status of something that works: with all the power it asks for, or less."""
    return "working" if view.satisfaction == 1.0 else "low_power"


def drill(engine: Engine, thing: Drill, view: ops.EntityView) -> None:
    """A mining drill or a pumpjack."""
    energy_of(engine, thing, view)
    view.resources = dict(sorted(mining.below(engine, thing).items()))
    view.drop = drop_point(thing)
    view.blocked = bool(thing.pending)
    view.crafting = thing.working
    view.products_finished = thing.finished
    if view.resources:
        view.progress = progress_of(engine, thing, mining.work_of(thing, next(iter(view.resources))))
    if thing.held:
        view.status_raw = "full_output"
    elif thing.pending:
        view.status_raw = "waiting_for_space_in_destination"
    elif not view.resources:
        view.status_raw = "no_minable_resources"
    elif not thing.working and mining.waits_for_fluid(engine, thing) and view.satisfaction:
        view.status_raw = "missing_required_fluid"
    else:
        view.status_raw = at_work(view) if thing.working else unpowered(engine, thing)


def _crafter(engine: Engine, thing: Crafter, view: ops.EntityView) -> None:
    energy_of(engine, thing, view)
    view.recipe = thing.recipe
    view.products_finished = thing.finished
    recipe = crafting.under_way(thing)
    if recipe is not None:
        view.progress = progress_of(engine, thing, crafting.work_of(thing, recipe))


def furnace(engine: Engine, thing: Furnace, view: ops.EntityView) -> None:
    """A furnace."""
    _crafter(engine, thing, view)
    view.crafting = thing.working
    if thing.working:
        view.status_raw = at_work(view)
    elif not energy.available(thing) or (thing.burner is None and not view.satisfaction):
        view.status_raw = unpowered(engine, thing)
    else:
        view.status_raw = "full_output" if thing.source and "result" in view.full else "no_ingredients"


def assembler(engine: Engine, thing: Assembler, view: ops.EntityView) -> None:
    """An assembling machine, or another that is told its recipe."""
    _crafter(engine, thing, view)
    view.crafting = thing.crafting
    if thing.recipe is None:
        view.status_raw = "no_recipe"
    elif not view.satisfaction:
        view.status_raw = unpowered(engine, thing)
    elif thing.crafting:
        view.status_raw = at_work(view)
    else:
        view.status_raw = "full_output" if "output" in view.full else "item_ingredient_shortage"


_SILO_PHASES = {
    "preparing": "preparing_rocket_for_launch",
    "ready": "waiting_to_launch_rocket",
    "launching": "launching_rocket",
}


def silo(engine: Engine, thing: Silo, view: ops.EntityView) -> None:
    """A rocket silo."""
    _crafter(engine, thing, view)
    view.crafting = thing.crafting
    view.rocket_parts = min(min(thing.parts.get(part, 0), count) for part, count in crafting.rocket(thing).items())
    if thing.phase in _SILO_PHASES:
        view.status_raw = _SILO_PHASES[thing.phase]
    elif not rocketry.unlocked(engine, thing):
        view.status_raw = "no_recipe"
    elif not view.satisfaction:
        view.status_raw = unpowered(engine, thing)
    else:
        view.status_raw = at_work(view) if thing.crafting else "item_ingredient_shortage"


def lab(engine: Engine, thing: Lab, view: ops.EntityView) -> None:
    """A laboratory."""
    energy_of(engine, thing, view)
    view.research = engine.state.knowledge.current
    view.crafting = thing.working
    if view.research is None:
        view.status_raw = "no_research_in_progress"
    elif not view.satisfaction:
        view.status_raw = unpowered(engine, thing)
    else:
        view.status_raw = at_work(view) if thing.working else "missing_science_packs"


def beacon(engine: Engine, thing: Beacon, view: ops.EntityView) -> None:
    """A beacon."""
    energy_of(engine, thing, view)
    if not view.satisfaction:
        view.status_raw = unpowered(engine, thing)
    else:
        view.status_raw = at_work(view) if thing.modules else "no_modules_to_transmit"


def inserter(engine: Engine, thing: Inserter, view: ops.EntityView) -> None:
    """An inserter."""
    energy_of(engine, thing, view)
    view.pickup, view.drop = pickup_point(thing), drop_point(thing)
    view.hand = None if thing.hand is None else (thing.hand, thing.count)
    view.filters = tuple(thing.filters)
    view.blocked = thing.phase == "drop"
    need = inserting.half_swing_energy(thing.name)
    dry = not view.satisfaction if thing.burner is None else thing.burner.left < need and not thing.burner.fuel
    if thing.phase in ("to_drop", "to_pick") and (thing.burner is not None or not dry):
        view.status_raw = at_work(view)
    elif dry:
        view.status_raw = unpowered(engine, thing)
    elif thing.phase == "drop":
        view.status_raw = "waiting_for_space_in_destination"
    else:
        view.status_raw = "waiting_for_source_items"
