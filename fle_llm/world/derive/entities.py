"""Entities as agents see them: a raw view, with its scene, as the object of the agent API.

One function per kind of building adds what is particular to it (AGENT_API 2.10, 4.2) to the common fields. Entities the
agent API has no class for give None. Groups are formed elsewhere, from the objects made here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fle_llm.data import facts
from fle_llm.data.schema import RecipeFacts
from fle_llm.game import (
    Entity,
    IndexedPosition,
    Ingredient,
    Inventory,
    Product,
    Recipe,
    prototype_by_name,
    vehicles,
)
from fle_llm.game import entities as kinds
from fle_llm.world.derive.geometry import (
    Port,
    ahead,
    dimensions,
    facts_of,
    ports,
    position,
    rounded,
    shown_direction,
    splitter_lines,
)
from fle_llm.world.derive.scene import Scene
from fle_llm.world.derive.status import ROCKET_PARTS, has_fuel, is_electric, shown_status
from fle_llm.world.derive.warnings import warnings_of
from fle_llm.world.ops import EntityView, FluidBoxView

Fields = dict[str, Any]

COLD = 15.0
"""Degrees at which water and steam hold no energy."""

JOULES_PER_DEGREE = 200.0
"""Of a unit of water or steam (MECHANICS 3.14)."""


def entity_of(view: EntityView, scene: Scene | None = None) -> Entity | None:
    """The agent's object for an entity; None for what the agent API has no class for."""
    prototype = prototype_by_name.get(view.name) or prototype_by_name.get(facts().item_of_entity(view.name) or "")
    if prototype is None or prototype.entity_class is None:
        return None
    kind = prototype.entity_class
    scene = scene if scene is not None else Scene([view])
    status = shown_status(view)
    size, tiles = dimensions(view.name, view.direction)
    fields: Fields = {
        "name": view.name,
        "direction": shown_direction(view.name, view.direction),
        "position": position(view.x, view.y),
        "id": view.unit,
        "energy": energy_of(view),
        "type": view.type,
        "dimensions": size,
        "tile_dimensions": tiles,
        "health": view.health,
        "warnings": warnings_of(view, status, scene),
        "status": status,
    }
    add = _PARTICULAR.get(kind)
    if add is not None:
        fields.update(add(view, scene))
    entity: Entity = kind(**fields)
    return entity


def recipe_of(found: RecipeFacts, *, enabled: bool = True) -> Recipe:
    """A recipe of the data as the agent's full object."""
    short = bare_recipe_of(found)
    short.energy, short.category, short.enabled = found.energy_s, found.category, enabled
    return short


def bare_recipe_of(found: RecipeFacts) -> Recipe:
    """A recipe with name, ingredients and products only."""
    return Recipe(
        name=found.name,
        ingredients=[Ingredient(name=a.name, count=_count(a.amount), type=_kind(a.fluid)) for a in found.ingredients],
        products=[
            Product(name=a.name, count=_count(a.amount), type=_kind(a.fluid), probability=a.probability)
            for a in found.products
        ],
    )


def _count(amount: float) -> int:
    return int(amount)


def _kind(fluid: bool) -> Any:
    return "fluid" if fluid else "item"


def energy_of(view: EntityView) -> float:
    """Joules at hand. A burner with fuel in its slot has that of the next piece: it lights it when it needs to."""
    energy = view.energy_j
    if "fuel" in view.inventories:
        energy = max(energy, view.burning_left_j)
        if energy <= 0 and has_fuel(view):
            fuel = next(item for item, count in view.inventories["fuel"].items() if count)
            energy = float(facts().items[fuel].fuel_value_j or 0.0)
    elif energy <= 0 and view.type == "generator":
        energy = max(view.produced_j, _ready(view))
    elif energy <= 0 and is_electric(view.name) and view.network is not None and view.satisfaction > 0:
        entry = facts_of(view.name)
        energy = view.satisfaction * (entry.energy_usage_w or 0.0) / 60 if entry else 0.0
    return float(energy)


def _ready(view: EntityView) -> float:
    """Joules a generator could give in a tick from the steam at hand (MECHANICS 3.14)."""
    entry = facts_of(view.name)
    if entry is None:
        return 0.0
    hottest = entry.maximum_temperature or COLD  # what steam is hotter than that is wasted
    steam = [(min(box.amount, entry.fluid_usage or 0.0), min(box.temperature, hottest)) for box in view.fluids]
    return sum(amount * (heat - COLD) * JOULES_PER_DEGREE * entry.effectivity for amount, heat in steam)


# --- what each kind adds ----------------------------------------------------------------------------------------------


def _bag(view: EntityView, kind: str) -> Inventory:
    return Inventory({item: count for item, count in view.inventories.get(kind, {}).items() if count})


def _fuel(view: EntityView, _scene: Scene) -> Fields:
    return {"fuel": _bag(view, "fuel")}


def _electric(view: EntityView, _scene: Scene) -> Fields:
    return {"electrical_id": view.network}


def _chest(view: EntityView, _scene: Scene) -> Fields:
    return {"inventory": _bag(view, "chest")}


def _belt(view: EntityView, scene: Scene) -> Fields:
    left, right = view.lanes or ({}, {})
    behind = next((v for v in view.upstream if not _is_splitter(v.name)), None)
    onward = next((v for v in view.downstream if not _is_splitter(v.name)), None)
    back = (behind.x, behind.y) if behind else ahead(view.x, view.y, view.direction, -1)
    front = (onward.x, onward.y) if onward else ahead(view.x, view.y, view.direction)
    fields: Fields = {
        "input_position": position(*back),
        "output_position": position(*front),
        "inventory": {"left": Inventory(left), "right": Inventory(right)},
        "is_source": not view.upstream,
        "is_terminus": not view.downstream,
    }
    if view.type == "underground-belt":
        fields |= _underground(view, scene)
    return fields


def _underground(view: EntityView, scene: Scene) -> Fields:
    partner = scene.get(view.partner)
    entrance = view.belt_kind != "exit"
    fields: Fields = {"is_input": entrance, "connected_to": partner.unit if partner is not None else None}
    if view.partner is None:
        return fields | ({"is_terminus": True} if entrance else {"is_source": True})
    far = position(view.partner.x, view.partner.y)
    if entrance:
        return fields | {"is_terminus": False, "output_position": far}
    return fields | {"is_source": False, "input_position": far}


def _is_splitter(name: str) -> bool:
    entry = facts_of(name)
    return entry is not None and entry.type == "splitter"


def _splitter(view: EntityView, _scene: Scene) -> Fields:
    ins, outs = splitter_lines(view.x, view.y, view.direction)
    left, right = view.lanes or ({}, {})
    return {"input_positions": ins, "output_positions": outs, "inventory": [Inventory(left), Inventory(right)]}


def _inserter(view: EntityView, _scene: Scene) -> Fields:
    fields: Fields = {
        "electrical_id": view.network,
        "pickup_position": rounded(*view.pickup) if view.pickup else None,
        "drop_position": rounded(*view.drop) if view.drop else None,
    }
    if "fuel" in view.inventories:
        fields["fuel"] = _bag(view, "fuel")
    if view.filters:
        fields["filter"] = view.filters[0]
    return fields


def _drill(view: EntityView, scene: Scene) -> Fields:
    fields: Fields = {
        "drop_position": rounded(*view.drop) if view.drop else None,
        "resources": [Ingredient(name=name, count=count) for name, count in sorted(view.resources.items())],
    }
    if view.name == "pumpjack":
        return fields | _fluid(view, scene) | {"electrical_id": view.network}
    return fields | (_fuel(view, scene) if "fuel" in view.inventories else _electric(view, scene))


def _furnace(view: EntityView, scene: Scene) -> Fields:
    fields: Fields = {"furnace_source": _bag(view, "source"), "furnace_result": _bag(view, "result")}
    if view.recipe:
        fields["recipe"] = recipe_of(facts().recipes[view.recipe])
    if "fuel" in view.inventories:
        return fields | _fuel(view, scene)
    return fields | {"electrical_id": view.network, "furnace_modules": _bag(view, "modules")}


def _assembler(view: EntityView, _scene: Scene) -> Fields:
    return {
        "electrical_id": view.network,
        "recipe": recipe_of(facts().recipes[view.recipe]) if view.recipe else None,
        "assembling_machine_input": _bag(view, "input"),
        "assembling_machine_output": _bag(view, "output"),
        "assembling_machine_modules": _bag(view, "modules"),
    }


def _advanced_assembler(view: EntityView, scene: Scene) -> Fields:
    open_ports = _dry_ports(view, scene)
    points = [position(p.x, p.y) for p in open_ports] or [position(*ahead(view.x, view.y, view.direction, 2))]
    return _assembler(view, scene) | _contents(view) | {"connection_points": points}


def _multi_fluid(view: EntityView, scene: Scene) -> Fields:
    points = [(p.flow, IndexedPosition(*_tiles(p.x, p.y), p.fluid or "")) for p in _dry_ports(view, scene)]
    ins = [point for flow, point in points if flow == "input"]
    outs = [point for flow, point in points if flow == "output"]
    return (
        _assembler(view, scene)
        | _contents(view)
        | {
            "input_connection_points": ins,
            "output_connection_points": outs,
            "input_fluids": [point.type for point in ins],
            "output_fluids": [point.type for point in outs],
        }
    )


def _tiles(x: int, y: int) -> tuple[float, float]:
    point = position(x, y)
    return point.x, point.y


def _dry_ports(view: EntityView, scene: Scene) -> list[Port]:
    found = ports(view.name, view.x, view.y, view.direction, view.recipe)
    return [port for port in found if not scene.is_water(port.x, port.y)]


def _held(view: EntityView) -> list[FluidBoxView]:
    return [box for box in view.fluids if box.fluid and box.amount > 0]


def _contents(view: EntityView) -> Fields:
    return {
        "fluid_box": [{"name": b.fluid, "amount": b.amount, "temperature": b.temperature} for b in _held(view)],
        "fluid_systems": [box.segment for box in view.fluids if box.segment is not None],
    }


def _fluid(view: EntityView, scene: Scene) -> Fields:
    return _contents(view) | {"connection_points": [position(p.x, p.y) for p in _dry_ports(view, scene)]}


def _boiler(view: EntityView, scene: Scene) -> Fields:
    found = _dry_ports(view, scene)
    steam = next((position(p.x, p.y) for p in found if p.fluid == "steam"), None)
    return _contents(view) | {
        "fuel": _bag(view, "fuel"),
        "connection_points": [position(p.x, p.y) for p in found if p.fluid != "steam"],
        "steam_output_point": steam,
    }


def _generator(view: EntityView, scene: Scene) -> Fields:
    return _fluid(view, scene) | {"energy_generated_last_tick": view.produced_j, "electrical_id": view.network}


def _tank(view: EntityView, scene: Scene) -> Fields:
    fields = _fluid(view, scene)
    for box in _held(view)[:1]:
        fields |= {"fluid": box.fluid, "fluid_amount": box.amount, "fluid_temperature": box.temperature}
    for box in view.fluids[:1]:
        fields["fluid_system_id"] = box.segment
    return fields


def _pipe(view: EntityView, _scene: Scene) -> Fields:
    box = view.fluids[0] if view.fluids else FluidBoxView()
    return {
        "fluidbox_id": box.segment or 0,
        "contents": box.segment_amount,
        "fluid": box.fluid,
        "connections": [position(p.x, p.y) for p in ports(view.name, view.x, view.y, view.direction)],
    }


def _pole(view: EntityView, _scene: Scene) -> Fields:
    # the count never falls, and a group is taken for live while it is not 0: a dead network shows none (AGENT_API 10.6)
    return {"electrical_id": view.network, "flow_rate": view.produced_j if view.satisfaction > 0 else 0.0}


def _solar_panel(view: EntityView, _scene: Scene) -> Fields:
    return {"electrical_id": view.network, "production": view.produced_j}


def _lab(view: EntityView, _scene: Scene) -> Fields:
    return {
        "electrical_id": view.network,
        "lab_input": _bag(view, "lab_input"),
        "lab_modules": _bag(view, "modules"),
        "research": view.research,
    }


def _silo(view: EntityView, _scene: Scene) -> Fields:
    return {
        "electrical_id": view.network,
        "rocket_parts": view.rocket_parts,
        "rocket_inventory": _bag(view, "rocket"),
        "rocket_progress": view.rocket_parts / ROCKET_PARTS * 100,
    }


def _beacon(view: EntityView, _scene: Scene) -> Fields:
    return {"electrical_id": view.network, "beacon_modules": _bag(view, "modules")}


def _reactor(view: EntityView, scene: Scene) -> Fields:
    return _fuel(view, scene) | {"burnt_result": _bag(view, "burnt_result"), "temperature": view.temperature}


def _exchanger(view: EntityView, scene: Scene) -> Fields:
    return _boiler(view, scene) | {"temperature": view.temperature}


def _fluid_turret(view: EntityView, scene: Scene) -> Fields:
    return _fluid(view, scene) | _turret(view, scene)


def _turret(view: EntityView, _scene: Scene) -> Fields:
    return {"turret_ammo": _bag(view, "ammo")}


def _vehicle(view: EntityView, _scene: Scene) -> Fields:
    return {"fuel": _bag(view, "fuel"), "trunk_inventory": _bag(view, "chest")}


def _rolling_stock(view: EntityView, _scene: Scene) -> Fields:
    return {"fuel": _bag(view, "fuel"), "inventory": _bag(view, "chest")}


_PARTICULAR: dict[type[Any], Callable[[EntityView, Scene], Fields]] = {
    kinds.Chest: _chest,
    kinds.LogisticChest: _chest,
    kinds.TransportBelt: _belt,
    kinds.UndergroundBelt: _belt,
    kinds.Splitter: _splitter,
    kinds.Inserter: _inserter,
    kinds.BurnerInserter: _inserter,
    kinds.BurnerMiningDrill: _drill,
    kinds.ElectricMiningDrill: _drill,
    kinds.PumpJack: _drill,
    kinds.Furnace: _furnace,
    kinds.ElectricFurnace: _furnace,
    kinds.AssemblingMachine: _assembler,
    kinds.AdvancedAssemblingMachine: _advanced_assembler,
    kinds.ChemicalPlant: _multi_fluid,
    kinds.OilRefinery: _multi_fluid,
    kinds.Boiler: _boiler,
    kinds.HeatExchanger: _exchanger,
    kinds.Generator: _generator,
    kinds.Pump: _fluid,
    kinds.OffshorePump: _fluid,
    kinds.StorageTank: _tank,
    kinds.Pipe: _pipe,
    kinds.ElectricityPole: _pole,
    kinds.SolarPanel: _solar_panel,
    kinds.Accumulator: _electric,
    kinds.Lab: _lab,
    kinds.RocketSilo: _silo,
    kinds.Beacon: _beacon,
    kinds.Reactor: _reactor,
    vehicles.GunTurret: _turret,
    vehicles.Turret: _turret,
    vehicles.FluidTurret: _fluid_turret,
    vehicles.Vehicle: _vehicle,
    vehicles.RollingStock: _rolling_stock,
    vehicles.Roboport: _electric,
    vehicles.Combinator: _electric,
}
