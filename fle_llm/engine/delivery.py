"""Putting items into entities: what each takes, by itself and by hand (MECHANICS 3.6, 3.9, 3.10).

`wanted` is the limit that inserters and drills keep to, `room` what fits by hand, `put` the act. Belts are not here: a
place on a lane is a matter of `lines`.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.engine import assembling, burner, effects, reactors, research, rocketry
from fle_llm.engine.constants import (
    AMMO_INSERT_LIMIT,
    AMMO_ROOM,
    AMMUNITION,
    FUEL_INSERT_LIMIT,
    OVERLOAD_FACTOR,
    OVERLOAD_MAX,
    OVERLOAD_MIN,
)
from fle_llm.engine.entities import (
    Assembler,
    Beacon,
    Boiler,
    Chest,
    Drill,
    Furnace,
    Inserter,
    Lab,
    Reactor,
    Silo,
    Turret,
    Vehicle,
)
from fle_llm.engine.storage import add, room_for, stack_size
from fle_llm.engine.things import Crafter, Entity, Machine

if TYPE_CHECKING:
    from fle_llm.data import RecipeFacts
    from fle_llm.engine.core import Engine


def overload(engine: Engine, machine: Crafter, recipe: RecipeFacts, amount: int) -> int:
    """How many of an ingredient, `amount` a craft, automatic insertion piles up (MECHANICS 3.6)."""
    speed = facts().entities[machine.name].crafting_speed * effects.of(engine, machine).speed
    multiplier = ceil(OVERLOAD_FACTOR * speed / recipe.energy_s) + 1
    return amount * max(OVERLOAD_MIN, min(OVERLOAD_MAX, multiplier))


def chest_slots(name: str) -> int:
    """Slots of a container."""
    return int(facts().entities[name].inventory_size)


def _source_room(engine: Engine, furnace: Furnace, item: str) -> int:
    if engine.in_force.smelting_of(item) is None or (furnace.source and item not in furnace.source):
        return 0
    return stack_size(item) - furnace.source.get(item, 0)


def _ammo_room(turret: Turret, item: str) -> int:
    """How many rounds of a kind fit by hand: one kind at a time."""
    if item not in facts().items or facts().items[item].ammo_category != AMMUNITION[turret.name]:
        return 0
    if turret.ammo and item not in turret.ammo:
        return 0
    return AMMO_ROOM.get(turret.name, stack_size(item)) - turret.ammo.get(item, 0)


def _tank(vehicle: Vehicle) -> dict[str, int]:
    return vehicle.burner.fuel if vehicle.burner is not None else {}


def _tank_room(vehicle: Vehicle, item: str) -> int:
    """How many of a fuel fit into a vehicle's tank: it may have several slots."""
    source = facts().entities[vehicle.name].energy_source
    if vehicle.burner is None or source is None or not burner.fuel_value(item):
        return 0
    return room_for(vehicle.burner.fuel, item, source.fuel_slots)


def wanted(engine: Engine, entity: Entity, item: str) -> int:
    """How many of an item automatic insertion still gives to an entity; 0: it does not take it now."""
    match entity:
        case Vehicle() if (few := _tank_room(entity, item)) and sum(_tank(entity).values()) < FUEL_INSERT_LIMIT:
            return few
        case Chest():
            return room_for(entity.items, item, chest_slots(entity.name))
        case Furnace():
            if entity.burner is not None and burner.fuel_value(item):
                return burner.wanted(entity.burner, item)
            recipe = engine.in_force.smelting_of(item)
            if recipe is None:
                return 0
            limit = overload(engine, entity, recipe, recipe.ingredients[0].amount)
            return _source_room(engine, entity, item) if entity.source.get(item, 0) < limit else 0
        case Assembler():
            return assembling.wanted(engine, entity, item)
        case Silo():
            return rocketry.cargo_room(entity, item) or assembling.wanted(engine, entity, item)
        case Lab():
            return research.wanted(engine, entity, item)
        case Reactor():
            return reactors.wanted(entity, item)
        case Turret():
            few = sum(entity.ammo.values()) < AMMO_INSERT_LIMIT[entity.name]
            return _ammo_room(entity, item) if few else 0
        case Drill() | Inserter() | Boiler():
            return burner.wanted(entity.burner, item) if entity.burner is not None else 0
    return 0


def room(engine: Engine, entity: Entity, item: str, where: str | None = None) -> tuple[int, str]:
    """How many of an item fit by hand, and into which inventory: the one asked for, if it takes such items at all.

    A module goes into a module slot first, then where ingredients and products go.
    """
    slots = effects.room(entity, item)
    if where == "modules" or (where is None and slots):
        return slots, "modules"
    free, natural = _room_for_work(engine, entity, item, where)
    return free, natural or ("modules" if effects.accepts(entity, item) else "")


def _room_for_work(engine: Engine, entity: Entity, item: str, where: str | None) -> tuple[int, str]:
    match entity:
        case Vehicle() if where != "chest" and _tank_room(entity, item):
            return _tank_room(entity, item), "fuel"
        case Chest():
            return room_for(entity.items, item, chest_slots(entity.name)), "chest"
        case Furnace():
            if entity.burner is not None and burner.fuel_value(item):
                return burner.room(entity.burner, item), "fuel"
            return _source_room(engine, entity, item), "source"
        case Assembler():
            return assembling.room(entity, item, where)
        case Silo() if facts().items[item].rocket_launch_products:
            return rocketry.cargo_room(entity, item), "rocket"
        case Silo():
            return assembling.room(entity, item, where)
        case Lab():
            return research.room(entity, item), "lab_input"
        case Reactor():
            return reactors.room(entity, item), "fuel"
        case Turret():
            return _ammo_room(entity, item), "ammo"
        case Drill() | Inserter() | Boiler():
            return (burner.room(entity.burner, item) if entity.burner is not None else 0), "fuel"
    return 0, ""


def put(engine: Engine, entity: Entity, item: str, count: int, where: str | None = None) -> int:
    """Put up to `count` items in, as far as they fit, and wake who waits for them; how many went in.

    Where no inventory is named it is done by an arm or a drill, and those leave module slots alone.
    """
    free, where = room(engine, entity, item, where) if where else _room_for_work(engine, entity, item, None)
    count = min(count, free)
    if count <= 0:
        return 0
    add(inventories(entity)[where], item, count)
    if where == "modules":
        effects.changed(engine, entity)
    engine.stir(entity)
    engine.notify(entity)
    return count


def loose(engine: Engine, entity: Entity, item: str, items: dict[str, int]) -> int:
    """How many of an item in one of an entity's inventories can be taken out: all but a pack that is in use."""
    held = items.get(item, 0)
    return held - research.in_use(engine, entity, item) if isinstance(entity, Lab) and items is entity.packs else held


def inventories(entity: Entity) -> dict[str, dict[str, int]]:
    """The inventories of an entity by kind; the dicts are the entity's own."""
    found: dict[str, dict[str, int]] = {}
    match entity:
        case Vehicle():
            found = {"chest": entity.items} if chest_slots(entity.name) else {}
            return found if entity.burner is None else found | {"fuel": entity.burner.fuel}
        case Chest():
            return {"chest": entity.items}
        case Furnace():
            found = {"source": entity.source, "result": entity.result}
        case Assembler():
            found = {"input": entity.source, "output": entity.result}
        case Silo():
            found = {"input": entity.source, "output": entity.result, "rocket": entity.cargo}
        case Lab():
            found = {"lab_input": entity.packs}
        case Reactor():
            return {"fuel": entity.fuel, "burnt_result": entity.burnt}
        case Turret():
            return {"ammo": entity.ammo}
    if isinstance(entity, Machine | Inserter | Boiler) and entity.burner is not None:
        found["fuel"] = entity.burner.fuel
    if isinstance(entity, Machine | Lab | Beacon) and effects.slots(entity.name):
        found["modules"] = entity.modules
    return found
