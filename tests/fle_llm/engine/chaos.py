"""Random play: sequences of commands on a small stretch of ore, and the book-keeping that must hold throughout."""

from __future__ import annotations

import random
from collections import Counter

from fle_llm.engine import build
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


def fresh() -> SimWorld:
    """A world whose agent stands at the corner of the iron field with goods to build from."""
    world = SimWorld.new(MapSpec(inventories=(dict(STOCK),)))
    world.do([ops.SetAgent(0, x=25 * UNITS, y=80 * UNITS)])
    return world


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


def one_command(world: SimWorld, rng: random.Random) -> None:
    """A random command, refused or not, or some time."""
    dice = rng.random()
    if dice < 0.45:
        x, y = rng.randint(16 * UNITS, 28 * UNITS), rng.randint(72 * UNITS, 80 * UNITS)
        op: ops.Op = ops.Place(rng.choice(BUILDINGS), x, y, rng.choice((0, 4, 8, 12)))
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
    world = fresh()
    before = balance(world)
    for index in range(commands):
        one_command(world, rng)
        after = balance(world)
        assert after == before, (seed, index, after - before, before - after)
    return world
