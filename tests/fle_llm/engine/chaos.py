"""Random play: sequences of commands on a small stretch of ore, and the book-keeping that must hold throughout."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass

from fle_llm.engine import build, flows, plumbing, power
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
    "inserter",
    "medium-electric-pole",
    "solar-panel",
    "stone-wall",
    "electric-mining-drill",
    "electric-furnace",
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
)
GOODS = ("coal", "iron-ore", "iron-plate", "stone", "wood")
STOCK = {
    "coal": 400,
    "iron-ore": 400,
    "stone": 100,
    "wood": 50,
    "iron-plate": 100,
    "transport-belt": 200,
    "fast-transport-belt": 50,
    "burner-inserter": 50,
    "inserter": 10,
    "medium-electric-pole": 20,
    "solar-panel": 20,
    "stone-wall": 20,
    "electric-mining-drill": 10,
    "electric-furnace": 10,
    "wooden-chest": 20,
    "steel-chest": 5,
    "stone-furnace": 20,
    "burner-mining-drill": 20,
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
}


@dataclass(frozen=True)
class Site:
    """Where and with what is played: corners in tiles, the character's place, what it carries and builds."""

    box: tuple[int, int, int, int]
    stand: tuple[int, int]
    stock: dict[str, int]
    buildings: tuple[str, ...]


ORE = Site((16, 72, 28, 80), (25, 80), STOCK, BUILDINGS)
SHORE = Site((-10, 0, 4, 14), (-2, 12), FITTINGS, PLUMBING)


def fresh(site: Site = ORE) -> SimWorld:
    """A world whose agent stands on a site with goods to build from; on the shore a power plant is there already."""
    world = SimWorld.new(MapSpec(inventories=(dict(site.stock),)))
    world.do([ops.SetAgent(0, x=site.stand[0] * UNITS, y=site.stand[1] * UNITS)])
    if site is SHORE:
        _plant(world)
    return world


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
    ):
        world.do([ops.Place(name, round(x * UNITS), round(y * UNITS), direction)])
    for name, x, y, item in (("boiler", -6.5, 5, "coal"), ("electric-furnace", -1.5, 2.5, "iron-ore")):
        world.do([ops.Put(ops.Ref(name, round(x * UNITS), round(y * UNITS)), item, 20)])


def balance(world: SimWorld) -> Counter[str]:
    """Everything there is, less what was made, plus what was used up: never changes."""
    engine = world._engine
    total: Counter[str] = Counter()
    for agent in engine.state.agents:
        total.update(agent.items)
    for entity in engine.state.entities.values():
        total.update(build.contents(engine, entity))
        total[entity.name] += 1
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
        assert sum(plumbing.volume_of(world._engine, member) for member in segment.members) == segment.capacity
        members += segment.members
        if segment.amount:
            assert segment.fluid is not None
            total[segment.fluid] += segment.amount
    assert len(members) == len(set(members))
    for member in members:
        entity = state.entities[member // 16]
        assert isinstance(entity, plumbing.Plumbed)
        assert member in state.segments[entity.boxes[member % 16]].members
    for network in state.networks.values():
        assert 0 <= network.stored <= network.accumulators * power.store_size()
        assert set(network.promised) <= set(state.segments)
    total.update(counters.fluids_consumed)
    total.update(counters.fluids_flushed)
    total.subtract(counters.fluids_produced)
    return {fluid: quanta for fluid, quanta in total.items() if quanta}


def one_command(world: SimWorld, rng: random.Random) -> None:
    """A random command, refused or not, or some time."""
    dice = rng.random()
    site = SHORE if world._engine.state.agents[0].x < 10 * UNITS else ORE
    if dice < 0.45:
        x0, y0, x1, y1 = site.box
        x, y = rng.randint(x0 * UNITS, x1 * UNITS), rng.randint(y0 * UNITS, y1 * UNITS)
        op: ops.Op = ops.Place(rng.choice(site.buildings), x, y, rng.choice((0, 4, 8, 12)))
    elif dice < 0.85:
        (views,) = world.do([ops.Entities()])
        if not views:
            return
        view = rng.choice(views)
        ref = ops.Ref(view.name, view.x, view.y)
        op = rng.choice(
            (
                ops.Remove(ref),
                ops.Rotate(ref, rng.choice((0, 4, 8, 12))),
                *[ops.Put(ref, rng.choice(GOODS), rng.randint(1, 60))] * 3,
                ops.Take(ref, rng.choice(GOODS), rng.randint(1, 60)),
            )
        )
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
    world = fresh(SHORE if seed % 2 else ORE)
    before = balance(world)
    for index in range(commands):
        one_command(world, rng)
        after = balance(world)
        assert after == before, (seed, index, after - before, before - after)
        assert fluid_balance(world) == {}, (seed, index)
    return world
