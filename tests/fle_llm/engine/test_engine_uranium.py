"""Uranium: electric drills over it have a box for sulfuric acid, and take one of it an ore (MECHANICS 3.4)."""

from __future__ import annotations

import functools
import random

import chaos
import pytest
from yard import EAST, NORTH, SOUTH, UNITS, Yard

from fle_llm.engine import books, build, flows, knowledge
from fle_llm.engine.constants import QUANTA
from fle_llm.engine.entities import Vessel
from fle_llm.errors import Refused
from fle_llm.world import MapSpec, ops
from fle_llm.world.sim import SimWorld

ACID = "sulfuric-acid"


@functools.cache
def field() -> tuple[float, float]:
    """The middle of a tile of the open map with uranium on five by five tiles around it."""
    world = SimWorld.new(MapSpec(kind="open"))
    (near,) = world.do([ops.Nearest("resource", "uranium-ore", 0, 0, 600 * UNITS)])
    reach = 30 * UNITS
    area = ops.Area(near.x - reach, near.y - reach, near.x + reach, near.y + reach)
    (runs,) = world.do([ops.Resources(area, frozenset({"uranium-ore"}))])
    tiles = {(run.x + UNITS * i, run.y) for run in runs for i in range(len(run.amounts))}
    for x, y in sorted(tiles):
        if all((x + dx * UNITS, y + dy * UNITS) in tiles for dx in range(-2, 3) for dy in range(-2, 3)):
            return x / UNITS, y / UNITS
    raise AssertionError("no room for a drill on the field")


class Mine:
    """A drill on uranium with 240 kW of panels, a chest, and a tank on its west port."""

    def __init__(self, *, technologies: bool = True, name: str = "electric-mining-drill") -> None:
        self.yard = yard = Yard()
        spec = MapSpec(kind="open", all_technologies=technologies, mining_productivity=0)
        yard.world = SimWorld.new(spec)
        x, y = field()
        self.drill = yard.build(name, x, y, SOUTH)
        self.chest = yard.build("steel-chest", x, y + 2)
        self.tank = yard.build("storage-tank", x - 3, y + 1, EAST)  # its north-east port is at (x - 2, y)
        yard.build("substation", x + 3, y - 3)
        for i in range(4):
            yard.build("solar-panel", x + 5.5, y - 6 + 3 * i)

    def fill(self, units: int, fluid: str = ACID) -> None:
        """Put acid into the tank, as a plant would."""
        engine = self.yard.world._engine
        tank = build.find(engine, self.tank.name, self.tank.x, self.tank.y)
        assert isinstance(tank, Vessel)
        segment = engine.state.segments[tank.boxes[0]]
        segment.amount += units * QUANTA
        segment.fluid = fluid
        books.fluid_made(engine, fluid, units * QUANTA)
        flows.stir(engine, segment.id)

    def acid(self) -> float:
        return self.yard.view(self.tank).fluids[0].segment_amount


def test_a_drill_digs_uranium_with_an_acid_an_ore() -> None:
    mine = Mine()
    mine.fill(1000)
    mine.yard.seconds(400)
    dug = mine.yard.held(mine.chest)["uranium-ore"]
    assert dug == pytest.approx(100, abs=1)  # 0.5 / 2 a second
    used = mine.yard.statistics().consumed[ACID]
    assert used == dug
    assert mine.acid() == pytest.approx(1000 - dug - 1)  # and one drawn for the ore at hand
    view = mine.yard.view(mine.drill)
    assert (view.status_raw, view.fluids[0].production, view.fluids[0].capacity) == ("working", "input", 200)


def test_without_acid_it_waits_and_goes_on_when_some_comes() -> None:
    mine = Mine()
    mine.yard.seconds(30)
    view = mine.yard.view(mine.drill)
    assert view.status_raw == "missing_required_fluid"
    assert sum(view.resources.values()) > 0
    mine.fill(3)
    mine.yard.seconds(30)
    assert mine.yard.held(mine.chest) == {"uranium-ore": 3}
    assert mine.yard.view(mine.drill).status_raw == "missing_required_fluid"
    assert mine.acid() == 0


def test_digging_it_teaches_to_process_it() -> None:
    mine = Mine(technologies=False)
    engine = mine.yard.world._engine
    mine.fill(10)
    mine.yard.seconds(10)
    assert not mine.yard.view(mine.drill).resources  # nobody knows yet how to
    knowledge.learn(engine, "uranium-mining")
    mine.yard.seconds(5)
    assert mine.yard.held(mine.chest) == {"uranium-ore": 1}
    assert "uranium-processing" in mine.yard.known().researched


def test_a_burner_drill_cannot_dig_it() -> None:
    yard = Mine(name="burner-mining-drill").yard
    (view,) = (v for v in yard.world.do([ops.Entities()])[0] if v.name == "burner-mining-drill")
    assert (view.resources, view.fluids, view.status_raw) == ({}, (), "no_minable_resources")


def test_a_drill_on_iron_has_no_box_for_acid() -> None:
    yard = Yard()
    drill = yard.build("electric-mining-drill", 22.5, 78.5)
    assert yard.view(drill).fluids == ()


def test_water_and_a_drill_for_acid_do_not_meet() -> None:
    mine = Mine()
    mine.yard.remove(mine.drill)
    mine.fill(1, "water")
    before = mine.yard.world.digest()
    with pytest.raises(Refused, match="fluid-mix"):
        mine.yard.build(mine.drill.name, *field(), SOUTH)
    assert mine.yard.world.digest() == before


def test_taking_the_drill_down_loses_what_it_had_drawn() -> None:
    mine = Mine()
    mine.fill(5)
    mine.yard.seconds(1)
    assert mine.acid() == 4
    assert mine.yard.remove(mine.drill) == {"electric-mining-drill": 1}
    flushed = mine.yard.world._engine.state.counters.fluids_flushed
    assert flushed[ACID] >= QUANTA
    assert mine.acid() + flushed[ACID] / QUANTA == pytest.approx(5)


def test_a_mine_goes_on_alike_from_a_snapshot_and_in_pieces() -> None:
    mine = Mine()
    mine.fill(40)
    mine.yard.world.advance(333)
    copy = mine.yard.world.fork()
    assert copy.digest() == mine.yard.world.digest()
    mine.yard.world.advance(12_000)
    for part in (1, 239, 5000, 6760):
        copy.advance(part)
        copy.digest()
        copy.do([ops.Entities(), ops.Statistics()])
    assert copy.digest() == mine.yard.world.digest()
    assert mine.yard.held(mine.chest) == {"uranium-ore": 40}


def test_turned_it_puts_its_ore_down_elsewhere() -> None:
    mine = Mine()
    x, y = field()
    mine.yard.turn(mine.drill, NORTH)  # its ports are to the west, the east and the south now
    other = mine.yard.build("wooden-chest", x, y - 2)
    mine.fill(10)
    mine.yard.seconds(21)
    assert (mine.yard.held(mine.chest), mine.yard.held(other)) == ({}, {"uranium-ore": 5})
    mine.yard.remove(other)
    mine.yard.seconds(8)
    assert mine.yard.on_ground() == 1
    mine.yard.build("wooden-chest", x, y - 3)
    assert mine.yard.remove(mine.drill)["electric-mining-drill"] == 1


STOCK = {
    "electric-mining-drill": 20,
    "burner-mining-drill": 5,
    "pipe": 100,
    "pipe-to-ground": 20,
    "storage-tank": 10,
    "pump": 5,
    "steel-chest": 10,
    "medium-electric-pole": 20,
    "solar-panel": 20,
    "transport-belt": 50,
    "chemical-plant": 3,
    "speed-module": 20,
}


def test_random_play_on_uranium_keeps_the_books() -> None:
    x, y = map(int, field())
    buildings = (*STOCK, *["electric-mining-drill"] * 5, *["pipe"] * 6)
    site = chaos.Site((x - 9, y - 9, x + 9, y + 9), (x + 10, y + 10), STOCK, buildings, ("uranium-ore", "speed-module"))
    dug = 0
    for seed in range(10):
        mine, rng = Mine(), random.Random(seed)
        world = mine.yard.world
        mine.fill(rng.choice((3, 20_000)))
        world.do([ops.SetAgent(0, x=(x + 10) * UNITS, y=(y + 10) * UNITS, inventory=dict(STOCK))])
        before = chaos.balance(world)
        for index in range(40):
            chaos.one_command(world, rng, site)
            assert chaos.balance(world) == before, (seed, index)
            assert chaos.fluid_balance(world) == {}, (seed, index)
        copy = world.fork()
        world.advance(1000)
        for part in (1, 299, 700):
            copy.advance(part)
            copy.do([ops.Entities(), ops.Statistics()])
        assert copy.digest() == world.digest(), seed
        dug += world._engine.state.counters.produced.get("uranium-ore", 0)
    assert dug > 0
