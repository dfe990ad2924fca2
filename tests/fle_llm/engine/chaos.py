"""Random play: sequences of commands on a small stretch of ore, and the book-keeping that must hold throughout."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass

from fle_llm.data import facts
from fle_llm.engine import (
    build,
    buildable,
    crafting,
    flows,
    heat,
    heat_joints,
    knowledge,
    portions,
    ports,
    reactors,
    supply,
)
from fle_llm.engine.constants import QUANTA
from fle_llm.engine.entities import Assembler, Drill, Heated, Reactor, Silo
from fle_llm.errors import Refused
from fle_llm.world import MapSpec, ops
from fle_llm.world.sim import SimWorld

UNITS = 256
BUILDINGS = (
    *["transport-belt"] * 6,
    *["burner-inserter"] * 3,
    "wooden-chest",
    "steel-chest",
    "stone-furnace",
    "burner-mining-drill",
    "fast-transport-belt",
    *["underground-belt"] * 3,
    "fast-underground-belt",
    "splitter",
    "express-splitter",
    "inserter",
    "medium-electric-pole",
    "solar-panel",
    "stone-wall",
    "electric-mining-drill",
    "electric-furnace",
    "buffer-chest",
    "gate",
    "radar",
    "small-lamp",
    "gun-turret",
    "land-mine",
    "car",
    "cargo-wagon",
    "straight-rail",
    "arithmetic-combinator",
)
PLUMBING = (
    *["pipe"] * 6,
    *["pipe-to-ground"] * 3,
    *["boiler"] * 2,
    *["steam-engine"] * 2,
    "storage-tank",
    "pump",
    "offshore-pump",
    "accumulator",
    "solar-panel",
    "medium-electric-pole",
    "electric-furnace",
    "inserter",
    "burner-inserter",
    "wooden-chest",
    *["chemical-plant"] * 2,
    "oil-refinery",
    "assembling-machine-2",
)
FORMULAS = (
    "sulfuric-acid",
    "heavy-oil-cracking",
    "light-oil-cracking",
    "basic-oil-processing",
    "advanced-oil-processing",
    "coal-liquefaction",
    "concrete",
    "water-barrel",
    "empty-water-barrel",
    None,
)
HEATING = (
    *["heat-pipe"] * 6,
    *["heat-exchanger"] * 2,
    "nuclear-reactor",
    *["steam-turbine"] * 2,
    "steam-engine",
    "boiler",
    *["pipe"] * 4,
    "pipe-to-ground",
    "storage-tank",
    "pump",
    "offshore-pump",
    *["medium-electric-pole"] * 2,
    "electric-furnace",
    "burner-inserter",
    "inserter",
    "wooden-chest",
)
NUCLEAR_GOODS = (*["uranium-fuel-cell"] * 3, "depleted-uranium-fuel-cell", "coal", "iron-ore")
FLUID_GOODS = ("coal", "iron-ore", "iron-plate", "stone", "wood", "sulfur", "barrel", "water-barrel")
MACHINES = (
    *["assembling-machine-1"] * 2,
    *["assembling-machine-2"] * 3,
    *["lab"] * 2,
    "beacon",
    "electric-furnace",
    *["inserter"] * 4,
    *["burner-inserter"] * 2,
    *["transport-belt"] * 2,
    *["wooden-chest"] * 2,
    "solar-panel",
    "medium-electric-pole",
    "rocket-silo",
)
GOODS = ("coal", "iron-ore", "iron-plate", "stone", "wood", "firearm-magazine")
PARTS = (
    "iron-plate",
    "iron-gear-wheel",
    "copper-plate",
    "automation-science-pack",
    "logistic-science-pack",
    "speed-module",
    "productivity-module-2",
    "efficiency-module",
    *["satellite"] * 3,
    "processing-unit",
    "low-density-structure",
    "rocket-fuel",
)
RECIPES = ("iron-gear-wheel", "automation-science-pack", "transport-belt", "speed-module-2", "iron-plate", None)
TECHNOLOGIES = ("automation", "logistic-science-pack", "military", "automation-2", None)
STOCK = {
    "coal": 400,
    "iron-ore": 400,
    "stone": 100,
    "wood": 50,
    "iron-plate": 100,
    "transport-belt": 200,
    "fast-transport-belt": 50,
    "underground-belt": 100,
    "fast-underground-belt": 50,
    "splitter": 50,
    "express-splitter": 50,
    "burner-inserter": 50,
    "inserter": 10,
    "medium-electric-pole": 20,
    "solar-panel": 20,
    "stone-wall": 20,
    "buffer-chest": 5,
    "gate": 10,
    "radar": 3,
    "small-lamp": 5,
    "gun-turret": 10,
    "land-mine": 5,
    "car": 3,
    "cargo-wagon": 2,
    "rail": 10,
    "arithmetic-combinator": 5,
    "firearm-magazine": 100,
    "electric-mining-drill": 10,
    "electric-furnace": 10,
    "wooden-chest": 20,
    "steel-chest": 5,
    "stone-furnace": 20,
    "burner-mining-drill": 20,
}
TOOLBOX = {
    "assembling-machine-1": 10,
    "assembling-machine-2": 10,
    "lab": 10,
    "beacon": 5,
    "electric-furnace": 5,
    "inserter": 20,
    "burner-inserter": 10,
    "transport-belt": 50,
    "wooden-chest": 10,
    "solar-panel": 10,
    "medium-electric-pole": 10,
    "coal": 100,
    "iron-ore": 100,
    "iron-plate": 400,
    "copper-plate": 100,
    "iron-gear-wheel": 100,
    "automation-science-pack": 200,
    "logistic-science-pack": 50,
    "speed-module": 20,
    "productivity-module-2": 20,
    "efficiency-module": 20,
    "rocket-silo": 1,
    "satellite": 5,
    "processing-unit": 40,
    "low-density-structure": 40,
    "rocket-fuel": 40,
}
FITTINGS = {
    "coal": 300,
    "iron-ore": 200,
    "wood": 50,
    "iron-plate": 100,
    "pipe": 200,
    "pipe-to-ground": 50,
    "boiler": 10,
    "steam-engine": 10,
    "storage-tank": 5,
    "pump": 5,
    "offshore-pump": 5,
    "accumulator": 5,
    "solar-panel": 5,
    "medium-electric-pole": 20,
    "electric-furnace": 10,
    "inserter": 20,
    "burner-inserter": 10,
    "wooden-chest": 10,
    "chemical-plant": 5,
    "oil-refinery": 3,
    "assembling-machine-2": 5,
    "sulfur": 100,
    "barrel": 20,
    "stone-brick": 50,
}
REACTORS = {
    "uranium-fuel-cell": 200,
    "depleted-uranium-fuel-cell": 50,
    "coal": 200,
    "iron-ore": 200,
    "heat-pipe": 50,
    "heat-exchanger": 10,
    "nuclear-reactor": 5,
    "steam-turbine": 10,
    "steam-engine": 5,
    "boiler": 5,
    "pipe": 100,
    "pipe-to-ground": 20,
    "storage-tank": 5,
    "pump": 5,
    "offshore-pump": 5,
    "medium-electric-pole": 20,
    "electric-furnace": 10,
    "burner-inserter": 10,
    "inserter": 10,
    "wooden-chest": 10,
}


@dataclass(frozen=True)
class Site:
    """Where and with what is played: corners in tiles, the character's place, what it carries and builds."""

    box: tuple[int, int, int, int]
    stand: tuple[int, int]
    stock: dict[str, int]
    buildings: tuple[str, ...]
    puts: tuple[str, ...] = GOODS
    technologies: bool = True


ORE = Site((16, 72, 28, 80), (25, 80), STOCK, BUILDINGS)
SHORE = Site((-10, 0, 4, 15), (2, 15), FITTINGS, PLUMBING, FLUID_GOODS)
WORKSHOP = Site((92, -208, 108, -196), (100, -190), TOOLBOX, MACHINES, (*PARTS, *PARTS, *GOODS), technologies=False)
NUCLEAR = Site((-10, 68, 6, 92), (8, 90), REACTORS, HEATING, NUCLEAR_GOODS)
SITES = (ORE, SHORE, WORKSHOP, NUCLEAR)


def fresh(site: Site = ORE) -> SimWorld:
    """A world whose two agents stand on a site with goods to build from; but on the ore something is there already."""
    goods = (dict(site.stock), {item: -(-count // 4) for item, count in site.stock.items()})
    world = SimWorld.new(MapSpec(agents=2, inventories=goods, all_technologies=site.technologies))
    x, y = (corner * UNITS for corner in site.stand)
    world.do([ops.SetAgent(0, x=x, y=y), ops.SetAgent(1, x=x - 3 * UNITS, y=y)])
    if site is SHORE:
        _plant(world)
    elif site is WORKSHOP:
        _workshop(world)
    elif site is NUCLEAR:
        _reactors(world)
    return world


def _reactors(world: SimWorld) -> None:
    """Two reactors that are hot already, exchangers and a boiler on one line of steam, a turbine and an engine."""
    for name, x, y, direction in (
        ("offshore-pump", -9.5, 78.5, 12),
        ("pipe", -8.5, 78.5, 0),
        ("heat-exchanger", -6.5, 78, 0),
        ("nuclear-reactor", -6.5, 81.5, 0),
        ("nuclear-reactor", -1.5, 81.5, 0),
        ("pipe", -4.5, 78.5, 0),
        ("pipe", -3.5, 78.5, 0),
        ("heat-exchanger", -1.5, 78, 0),
        ("heat-pipe", 1.5, 83.5, 0),
        ("pipe", 0.5, 78.5, 0),
        ("boiler", 2.5, 78, 0),
        ("steam-turbine", -6.5, 74.5, 0),
        *[("pipe", x + 0.5, 71.5, 0) for x in range(-7, 3)],
        ("pump", -1.5, 76.0, 0),
        *[("pipe", -1.5, y + 0.5, 0) for y in (72, 73, 74)],
        ("steam-engine", 2.5, 74.5, 0),
        ("medium-electric-pole", -4.5, 76.5, 0),
        ("medium-electric-pole", 0.5, 75.5, 0),
        ("electric-furnace", 5.5, 74.5, 0),
        ("medium-electric-pole", 4.5, 76.5, 0),
    ):
        world.do([ops.Place(name, round(x * UNITS), round(y * UNITS), direction)])
    for name, x, y, item in (
        ("nuclear-reactor", -6.5, 81.5, "uranium-fuel-cell"),
        ("nuclear-reactor", -1.5, 81.5, "uranium-fuel-cell"),
        ("boiler", 2.5, 78, "coal"),
        ("electric-furnace", 5.5, 74.5, "iron-ore"),
    ):
        world.do([ops.Put(ops.Ref(name, round(x * UNITS), round(y * UNITS)), item, 20)])
    world.advance(4200)  # 160 MW warm 24 MJ a degree to 500 degrees in 73 s


def _workshop(world: SimWorld) -> None:
    """Gears, science and a lab in a row, arms between them; power for about half of it."""
    for name, x, y in (
        ("substation", 100, -200),
        *[("solar-panel", 92.5 + 3 * i, -207.5) for i in range(5)],
        ("assembling-machine-2", 94.5, -203.5),
        ("assembling-machine-1", 98.5, -203.5),
        ("lab", 102.5, -203.5),
        ("beacon", 106.5, -203.5),
    ):
        world.do([ops.Place(name, round(x * UNITS), round(y * UNITS), agent=None)])
    for x, recipe, item in ((94.5, "iron-gear-wheel", "iron-plate"), (98.5, "automation-science-pack", "copper-plate")):
        name = "assembling-machine-2" if recipe == "iron-gear-wheel" else "assembling-machine-1"
        ref = ops.Ref(name, round(x * UNITS), round(-203.5 * UNITS))
        world.do([ops.SetRecipe(ref, recipe)])
        world.do([ops.Put(ref, item, 50)])
    for x in (96.5, 100.5):
        world.do([ops.Place("inserter", round(x * UNITS), round(-203.5 * UNITS), 12, agent=None)])
    world.do([ops.StartResearch("automation")])
    knowledge.learn(world._engine, "rocket-silo")
    world.do([ops.Place("rocket-silo", 112 * UNITS + 128, -203 * UNITS + 128, agent=None)])
    silo = build.find(world._engine, "rocket-silo", 112 * UNITS + 128, -203 * UNITS + 128)
    assert isinstance(silo, Silo)
    silo.parts, silo.phase = {"rocket-part": 100}, "ready"


def _plant(world: SimWorld) -> None:
    for name, x, y, direction in (
        ("offshore-pump", -9.5, 5.5, 12),
        ("pipe", -8.5, 5.5, 0),
        ("boiler", -6.5, 5, 0),
        ("steam-engine", -6.5, 1.5, 0),
        ("steam-engine", -6.5, -3.5, 0),
        ("pipe", -4.5, 5.5, 0),
        ("storage-tank", -2.5, 6.5, 0),
        ("pump", -1.5, 9.0, 8),
        ("medium-electric-pole", -4.5, 3.5, 0),
        ("medium-electric-pole", -3.5, 9.5, 0),
        ("electric-furnace", -1.5, 2.5, 0),
        ("accumulator", -6.0, 8.0, 0),
        ("pipe", -1.5, 10.5, 0),
        ("chemical-plant", -0.5, 12.5, 0),
    ):
        world.do([ops.Place(name, round(x * UNITS), round(y * UNITS), direction)])
    world.do([ops.SetRecipe(ops.Ref("chemical-plant", -128, 12 * UNITS + 128), "sulfuric-acid")])
    for name, x, y, item in (
        ("boiler", -6.5, 5, "coal"),
        ("electric-furnace", -1.5, 2.5, "iron-ore"),
        ("chemical-plant", -0.5, 12.5, "sulfur"),
        ("chemical-plant", -0.5, 12.5, "iron-plate"),
    ):
        world.do([ops.Put(ops.Ref(name, round(x * UNITS), round(y * UNITS)), item, 20)])


def balance(world: SimWorld) -> Counter[str]:
    """Everything there is, less what was made, plus what was used up: never changes."""
    engine = world._engine
    total: Counter[str] = Counter()
    for agent in engine.state.agents:
        total.update(agent.items)
    for entity in engine.state.entities.values():
        total.update(build.contents(engine, entity))
        total[buildable.item_of(entity.name)] += 1
    for line in engine.state.lines.values():
        for lane in line.lanes:
            total.update(lane.items)
            assert len(lane.items) == len(lane.d)
            assert lane.tail == sum(lane.d) <= lane.length
            assert all(gap >= 64 for gap in lane.d[1:])
    for stack in engine.state.ground:
        total[stack.item] += stack.count
    total.subtract(engine.state.counters.produced)
    total.update(engine.state.counters.consumed)
    return Counter({item: count for item, count in total.items() if count})


def fluid_balance(world: SimWorld) -> dict[str, int]:
    """Quanta of each fluid that are there, used or flushed, less those made: always none."""
    state = world._engine.state
    counters = state.counters
    total: Counter[str] = Counter()
    members: list[int] = []
    for segment in state.segments.values():
        assert 0 <= segment.amount <= segment.capacity
        assert 0 <= flows.now_in(world._engine, segment) <= segment.capacity
        assert sum(ports.volume_of(world._engine, member) for member in segment.members) == segment.capacity
        members += segment.members
        if segment.amount:
            assert segment.fluid is not None
            total[segment.fluid] += segment.amount
    assert len(members) == len(set(members))
    for member in members:
        entity = state.entities[member // 16]
        assert isinstance(entity, ports.Plumbed)
        assert member in state.segments[entity.boxes[member % 16]].members
    for entity in state.entities.values():
        if isinstance(entity, Drill):
            total["crude-oil"] += entity.held
            if entity.solvent is not None and entity.wet:
                total[entity.solvent] += portions.for_an_ore(entity.solvent)
        elif isinstance(entity, Assembler):
            total.update(entity.stock)
            recipe = crafting.under_way(entity)
            for part in recipe.ingredients if recipe is not None else ():
                total[part.name] += part.amount * QUANTA if part.fluid else 0
    for network in state.networks.values():
        assert 0 <= network.stored <= network.accumulators * supply.store_size()
        assert set(network.promised) <= set(state.segments)
    total.update(counters.fluids_consumed)
    total.update(counters.fluids_flushed)
    total.subtract(counters.fluids_produced)
    return {fluid: total[fluid] for fluid in sorted(total) if total[fluid] and fluid in facts().fluids}


def check_heat(world: SimWorld) -> None:
    """All heat ever made is there, was used, or was lost; and no steam is hotter than it can be."""
    engine = world._engine
    state, books = engine.state, engine.state.counters.heat
    stored = sum(network.stored for network in state.heat_networks.values())
    assert stored + books.get("used", 0) + books.get("lost", 0) == books.get("made", 0)
    members: list[int] = []
    for network in state.heat_networks.values():
        assert 0 <= heat.stored_at(engine, network, engine.tick) <= heat.top(network)
        assert sum(heat_joints.capacity(state.entities[i].name) for i in network.members) == network.capacity
        members += network.members
        things = [state.entities[ident] for ident in network.members]
        assert all(isinstance(thing, Heated) and thing.heat == network.id for thing in things)
        assert network.made == sum(reactors.output(engine, thing) for thing in things if isinstance(thing, Reactor))
        around = {
            other.id for thing in things if isinstance(thing, Heated) for other in heat_joints.beside(engine, thing)
        }
        assert around <= set(network.members)
    heated = {ident for ident, entity in state.entities.items() if isinstance(entity, Heated)}
    assert len(members) == len(set(members))
    assert set(members) == heated
    for segment in state.segments.values():
        assert 0 <= segment.hot <= segment.amount


def site_of(world: SimWorld) -> Site:
    """The site that is played on."""
    first = world._engine.state.agents[0]
    if first.x < 13 * UNITS:
        return SHORE if first.y < 40 * UNITS else NUCLEAR
    return ORE if first.x < 60 * UNITS else WORKSHOP


def one_command(world: SimWorld, rng: random.Random, site: Site | None = None) -> None:
    """A random command, refused or not, or some time."""
    dice, agent = rng.random(), rng.choice((0, 0, 1))
    site = site or site_of(world)
    if dice < 0.45:
        x0, y0, x1, y1 = site.box
        x, y = rng.randint(x0 * UNITS, x1 * UNITS), rng.randint(y0 * UNITS, y1 * UNITS)
        op: ops.Op = ops.Place(rng.choice(site.buildings), x, y, rng.choice((0, 4, 8, 12)), agent)
    elif dice < 0.85:
        (views,) = world.do([ops.Entities()])
        if not views:
            return
        view = rng.choice(views)
        ref = ops.Ref(view.name, view.x, view.y)
        choices: list[ops.Op] = [
            ops.Remove(ref, agent),
            ops.Rotate(ref, rng.choice((0, 4, 8, 12))),
            *[ops.Put(ref, rng.choice(site.puts), rng.randint(1, 60), agent=agent)] * 3,
            ops.Take(ref, rng.choice(site.puts), rng.randint(1, 60), agent=agent),
        ]
        if site is WORKSHOP:
            choices += [
                ops.Put(ref, rng.choice(site.puts), rng.randint(1, 60)),
                ops.SetRecipe(ref, rng.choice(RECIPES), agent),
            ]
            choices += [ops.StartResearch(rng.choice(TECHNOLOGIES))]
            if view.type == "rocket-silo":
                choices += [ops.Launch(ref), ops.Put(ref, "satellite", 1)] * 4
        elif site is SHORE and view.type == "assembling-machine":
            choices += [ops.SetRecipe(ref, rng.choice(FORMULAS))] * 6
        op = rng.choice(choices)
    else:
        world.advance(rng.randint(1, 600))
        return
    try:
        world.do([op])
    except Refused:
        return


def play(seed: int, commands: int) -> SimWorld:
    """A world after a random sequence, its balance checked after every command."""
    rng = random.Random(seed)
    world = fresh(SITES[seed % 4])
    before = balance(world)
    for index in range(commands):
        one_command(world, rng)
        after = balance(world)
        assert after == before, (seed, index, after - before, before - after)
        assert fluid_balance(world) == {}, (seed, index)
        check_heat(world)
    return world
