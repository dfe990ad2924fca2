"""New entities: the struct of a name, as it is when it has just been built.

The numbers come from the data. What its neighbours make of it follows when the engine takes it in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.engine import energy, laying, mining
from fle_llm.engine.constants import BURNER_INSERTER_START
from fle_llm.engine.entities import (
    Accumulator,
    AnyEntity,
    Assembler,
    Beacon,
    Boiler,
    Chest,
    Drill,
    Exchanger,
    Fixture,
    Furnace,
    Generator,
    HeatPipe,
    Inserter,
    Lab,
    Load,
    Offshore,
    Pole,
    Pump,
    Reactor,
    Silo,
    Solar,
    Turret,
    Vehicle,
    Vessel,
)
from fle_llm.engine.things import Burner
from fle_llm.errors import Refused

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine


def new(engine: Engine, name: str, x: int, y: int, direction: int) -> AnyEntity:
    """An entity as it is when just built, with an id of its own. Refused with unsupported-entity."""
    entry = facts().entities[name]
    ident = engine.new_id()
    source = entry.energy_source
    burner = Burner(fuel={}) if source is not None and source.type == "burner" else None
    if burner is not None and entry.type == "inserter":
        burner.burning, share = BURNER_INSERTER_START
        burner.left = int(facts().items[burner.burning].fuel_value_j * share)
    asks = energy.drain(name) if source is not None and source.type == "electric" else 0
    match entry.type:
        case "container" | "logistic-container" | "cargo-landing-pad":
            return Chest(id=ident, name=name, x=x, y=y)
        case "mining-drill":
            drill = Drill(
                id=ident, name=name, x=x, y=y, direction=direction, burner=burner, asks=asks, since=engine.tick
            )
            drill.solvent = mining.solvent_at(engine, name, x, y)
            return drill
        case "furnace":
            return Furnace(id=ident, name=name, x=x, y=y, burner=burner, asks=asks, since=engine.tick)
        case "assembling-machine":
            faces = direction if entry.fluid_boxes else 0
            return Assembler(id=ident, name=name, x=x, y=y, direction=faces, asks=asks, since=engine.tick)
        case "rocket-silo":
            made = entry.fixed_recipe
            return Silo(id=ident, name=name, x=x, y=y, asks=asks, since=engine.tick, recipe=made)
        case "lab":
            return Lab(id=ident, name=name, x=x, y=y, asks=asks, since=engine.tick)
        case "beacon":
            return Beacon(id=ident, name=name, x=x, y=y, asks=round(entry.energy_usage_w))
        case "inserter":
            return Inserter(id=ident, name=name, x=x, y=y, direction=direction, burner=burner, asks=asks)
        case "electric-pole":
            return Pole(id=ident, name=name, x=x, y=y)
        case "solar-panel":
            return Solar(id=ident, name=name, x=x, y=y)
        case "accumulator":
            return Accumulator(id=ident, name=name, x=x, y=y)
        case "transport-belt" | "underground-belt" | "splitter":
            return laying.new(engine, ident, name, x, y, direction)
    return _new_plumbed(ident, name, x, y, direction) or _new_bystander(ident, name, x, y, direction)


SIGNPOSTS = frozenset(
    {
        "constant-combinator",
        "power-switch",
        "display-panel",
        "train-stop",
        "rail-signal",
        "rail-chain-signal",
        "straight-rail",
        "fluid-wagon",
    }
)
"""Kinds that stand there, facing somewhere, and do nothing: no train runs, no circuit switches (MECHANICS 3.25)."""
CIRCUITS = frozenset(
    {"arithmetic-combinator", "decider-combinator", "selector-combinator", "programmable-speaker"},
)
"""The same, on the wire."""
VEHICLES = frozenset({"car", "spider-vehicle", "locomotive", "cargo-wagon"})
"""The same, with a trunk or a tank."""


def _new_vehicle(ident: int, name: str, x: int, y: int, direction: int) -> Vehicle:
    source = facts().entities[name].energy_source
    burner = Burner(fuel={}) if source is not None and source.type == "burner" else None
    return Vehicle(id=ident, name=name, x=x, y=y, direction=direction, burner=burner)


def _new_bystander(ident: int, name: str, x: int, y: int, direction: int) -> AnyEntity:
    match facts().entities[name].type:
        case "reactor":
            return Reactor(id=ident, name=name, x=x, y=y)
        case "heat-pipe":
            return HeatPipe(id=ident, name=name, x=x, y=y)
        case "wall" | "land-mine":
            return Fixture(id=ident, name=name, x=x, y=y)
        case kind if kind in SIGNPOSTS:
            return Fixture(id=ident, name=name, x=x, y=y, direction=direction)
        case kind if kind in CIRCUITS:
            return Load(id=ident, name=name, x=x, y=y, direction=direction, asks=energy.standing_load(name))
        case kind if kind in VEHICLES:
            return _new_vehicle(ident, name, x, y, direction)
        case "gate":  # faces along its wall or across it
            return Fixture(id=ident, name=name, x=x, y=y, direction=direction % 8)
        case "radar" | "lamp" | "electric-turret" | "roboport":
            return Load(id=ident, name=name, x=x, y=y, asks=energy.standing_load(name))
        case "ammo-turret" | "artillery-turret":
            return Turret(id=ident, name=name, x=x, y=y, direction=direction)
    raise Refused("unsupported-entity", {"name": name})


def _new_plumbed(ident: int, name: str, x: int, y: int, direction: int) -> AnyEntity | None:
    entry = facts().entities[name]
    match entry.type:
        case "pipe" | "pipe-to-ground" | "storage-tank" | "fluid-turret":
            return Vessel(id=ident, name=name, x=x, y=y, direction=direction)
        case "offshore-pump":
            return Offshore(id=ident, name=name, x=x, y=y, direction=direction)
        case "pump":
            return Pump(id=ident, name=name, x=x, y=y, direction=direction, asks=energy.drain(name))
        case "boiler" if entry.heat_buffer is not None:
            return Exchanger(id=ident, name=name, x=x, y=y, direction=direction)
        case "boiler":
            return Boiler(id=ident, name=name, x=x, y=y, direction=direction, burner=Burner(fuel={}))
        case "generator":
            return Generator(id=ident, name=name, x=x, y=y, direction=direction)
    return None
