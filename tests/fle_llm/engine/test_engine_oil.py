"""Oil and chemistry: MECHANICS 3.5, 3.8, rows 17 to 21 of 4.1 and 85 to 102 of 4.5."""

from __future__ import annotations

import pytest
from yard import EAST, NORTH, SOUTH, WEST, Yard

from fle_llm.data import facts
from fle_llm.engine import flows, portions, ports
from fle_llm.engine.carriers import Segment
from fle_llm.engine.constants import QUANTA
from fle_llm.engine.entities import Assembler
from fle_llm.engine.terrain import key_tile
from fle_llm.errors import Refused
from fle_llm.world import ops

WELL = (17.5, 40.5)  # the first of the right field, 300,000


def fill(yard: Yard, segment: Segment, fluid: str, units: float) -> None:
    """Have so much of a fluid in a segment, from nowhere, or as much as it holds."""
    engine = yard.world._engine
    flows.settle(engine, segment)
    segment.amount = min(segment.capacity, round(units * QUANTA))
    segment.fluid = fluid
    portions.serve(engine, segment)
    portions.call_producers(engine, segment)


SOLID_FUEL = 1 / facts().recipes["solid-fuel-from-light-oil"].energy_s
"""Row 98: one a second in 2.0."""


class Bench:
    """A machine with a pipe at each of its ports; what it needs is refilled every second, what it makes is taken."""

    def __init__(self, name: str, recipe: str) -> None:
        self.yard = Yard(technologies=True)
        self.yard.power(12, 30, 32)
        self.recipe = facts().recipes[recipe]
        self.machine = self.yard.machine(name, 6.5, 30.5, recipe)
        engine = self.yard.world._engine
        found = next(e for e in engine.state.entities.values() if isinstance(e, Assembler))
        self.entity = found
        self.boxes = ports.boxes_of(found)
        step = {NORTH: (0, -1), EAST: (1, 0), SOUTH: (0, 1), WEST: (-1, 0)}
        for port in ports.ports_of(found):
            tx, ty = key_tile(port.tile)
            dx, dy = step[port.face]
            self.yard.build("pipe", tx + dx + 0.5, ty + dy + 0.5)

    def refill(self) -> None:
        engine = self.yard.world._engine
        for part in self.recipe.ingredients:
            if not part.fluid:
                self.yard.put(self.machine, part.name, 50)
        for part in self.recipe.products:
            if not part.fluid:
                self.yard.take(self.machine, part.name, 200)
        for index, box in enumerate(self.boxes):
            if box.bound is not None:
                units = 0 if box.shared else 1e9
                fill(self.yard, engine.state.segments[self.entity.boxes[index]], box.bound, units)

    def run(self, seconds: int) -> None:
        for _ in range(seconds):
            self.refill()
            self.yard.seconds(1)


@pytest.mark.parametrize(
    ("name", "recipe", "made", "used"),
    [
        ("oil-refinery", "basic-oil-processing", {"petroleum-gas": 9}, {"crude-oil": 20}),  # row 85
        (
            "oil-refinery",
            "advanced-oil-processing",
            {"heavy-oil": 5, "light-oil": 9, "petroleum-gas": 11},
            {"crude-oil": 20, "water": 10},
        ),  # row 86
        ("chemical-plant", "heavy-oil-cracking", {"light-oil": 15}, {"heavy-oil": 20, "water": 15}),  # row 90
        ("chemical-plant", "light-oil-cracking", {"petroleum-gas": 10}, {"light-oil": 15, "water": 15}),  # row 91
        ("chemical-plant", "plastic-bar", {"plastic-bar": 2}, {"petroleum-gas": 20, "coal": 1}),  # row 92
        ("chemical-plant", "sulfur", {"sulfur": 2}, {"petroleum-gas": 30, "water": 30}),  # row 93
        (
            "chemical-plant",
            "sulfuric-acid",
            {"sulfuric-acid": 50},
            {"sulfur": 5, "iron-plate": 1, "water": 100},
        ),  # row 94
        ("chemical-plant", "battery", {"battery": 0.25}, {"sulfuric-acid": 5}),  # row 95
        ("chemical-plant", "explosives", {"explosives": 0.5}, {}),  # row 96
        ("chemical-plant", "lubricant", {"lubricant": 10}, {"heavy-oil": 10}),  # row 97
        ("chemical-plant", "solid-fuel-from-light-oil", {"solid-fuel": SOLID_FUEL}, {"light-oil": 10 * SOLID_FUEL}),
        ("chemical-plant", "solid-fuel-from-heavy-oil", {"solid-fuel": SOLID_FUEL}, {"heavy-oil": 20 * SOLID_FUEL}),
        ("assembling-machine-2", "electric-engine-unit", {"electric-engine-unit": 0.075}, {"lubricant": 1.125}),
        ("assembling-machine-3", "concrete", {"concrete": 1.25}, {"water": 12.5}),
    ],
)
def test_rates(name: str, recipe: str, made: dict[str, float], used: dict[str, float]) -> None:
    bench = Bench(name, recipe)
    bench.run(20)
    before = bench.yard.statistics()
    bench.run(200)
    after = bench.yard.statistics()
    for fluid, rate in made.items():
        assert (after.produced[fluid] - before.produced.get(fluid, 0)) / 200 == pytest.approx(rate, rel=0.03), fluid
    for fluid, rate in used.items():
        assert (after.consumed[fluid] - before.consumed.get(fluid, 0)) / 200 == pytest.approx(rate, rel=0.03), fluid


def test_coal_liquefaction_feeds_itself() -> None:  # row 100: net 13 heavy, 4 light, 2 petroleum a second
    bench = Bench("oil-refinery", "coal-liquefaction")
    bench.run(20)
    before = bench.yard.statistics()
    bench.run(200)
    after = bench.yard.statistics()
    net = {f: after.produced.get(f, 0) - before.produced.get(f, 0) for f in ("heavy-oil", "light-oil", "petroleum-gas")}
    net["heavy-oil"] -= after.consumed.get("heavy-oil", 0) - before.consumed.get("heavy-oil", 0)
    assert {f: round(v / 200, 1) for f, v in net.items()} == {"heavy-oil": 13, "light-oil": 4, "petroleum-gas": 2}


# --- pumpjacks -------------------------------------------------------------------------------------------------------


def pumpjack(yard: Yard, well: int = 0) -> tuple[ops.Ref, ops.Ref]:
    """A pumpjack on a well of the right field and a tank that it flows into."""
    x, y = WELL[0] + 3 * well, WELL[1]
    jack = yard.build("pumpjack", x, y, NORTH)
    tank = yard.build("storage-tank", x, y - 3, NORTH)  # its south port is over the pumpjack's port, x + 1
    return jack, tank


def oil(yard: Yard, ref: ops.Ref) -> float:
    return yard.view(ref).fluids[0].segment_amount


def test_a_full_well_gives_ten_a_second_and_wanes() -> None:  # rows 17 and 18
    yard = Yard()
    yard.power(26, 36, 4)
    jack, tank = pumpjack(yard)
    yard.seconds(60.1)
    assert oil(yard, tank) == pytest.approx(600 - 0.01 * 60 * 59 / 30 / 2 * 0.1, rel=0.005)
    assert yard.statistics().produced["crude-oil"] == oil(yard, tank)
    yard.seconds(540)
    assert yard.view(jack).resources == {"crude-oil": 294_000}
    before = oil(yard, tank)
    yard.seconds(60)
    assert oil(yard, tank) - before == pytest.approx(9.8 * 60, rel=0.005)


def test_a_well_never_falls_below_its_minimum() -> None:  # row 19
    yard = Yard()
    yard.power(26, 36, 4)
    jack, tank = pumpjack(yard)
    (tile,) = (key for key in yard.world._engine.grid if yard.world._engine.ground.ore_at(key)[0] == "crude-oil")
    yard.world._engine.ground.set_ore(tile, 60_050)
    yard.seconds(60)
    assert yard.view(jack).resources == {"crude-oil": 60_000}
    before = oil(yard, tank)
    yard.seconds(60)
    assert oil(yard, tank) - before == pytest.approx(120, rel=0.005)


def test_a_pumpjack_with_modules() -> None:  # row 20: two speed modules, +40 %
    yard = Yard()
    yard.power(26, 36, 8)
    jack, tank = pumpjack(yard)
    assert yard.put(jack, "speed-module", 2) == 2
    yard.seconds(60.1)
    assert oil(yard, tank) == pytest.approx(14 * 60, rel=0.01)


def test_mining_productivity_counts_for_oil() -> None:
    yard = Yard(mining_productivity=40)
    yard.power(26, 36, 8)
    _, tank = pumpjack(yard)
    yard.seconds(60.1)
    assert oil(yard, tank) == pytest.approx(14 * 60, rel=0.005)


def test_a_pumpjack_stands_on_a_well_and_stops_when_it_is_full() -> None:
    yard = Yard()
    with pytest.raises(Refused, match="no-resource"):
        yard.build("pumpjack", WELL[0] + 1, WELL[1])
    yard.power(26, 36, 4)
    jack = yard.build("pumpjack", *WELL)
    yard.seconds(130)
    view = yard.view(jack)
    assert (view.fluids[0].fluid, view.fluids[0].amount, view.fluids[0].capacity) == ("crude-oil", 1000, 1000)
    assert view.status_raw == "full_output"
    lost = yard.statistics().produced["crude-oil"]
    yard.seconds(60)
    assert yard.statistics().produced["crude-oil"] == lost
    tank = yard.build("storage-tank", WELL[0], WELL[1] - 3)
    yard.seconds(60)
    assert oil(yard, tank) == pytest.approx(lost + 600, abs=15)


# --- together --------------------------------------------------------------------------------------------------------


def refinery(yard: Yard, wells: int) -> tuple[ops.Ref, ops.Ref]:
    """Pumpjacks on wells, a refinery north of them for basic processing, a tank on its gas port."""
    for well in range(wells):
        yard.build("pumpjack", WELL[0] + 3 * well, WELL[1], NORTH)
    for step in range(4):
        yard.build("pipe", 18.5 + step, 38.5)
    machine = yard.machine("oil-refinery", 20.5, 35.5, "basic-oil-processing")
    return machine, yard.build("storage-tank", 21.5, 31.5)


@pytest.mark.parametrize(("wells", "per_second"), [(2, 9.0), (1, 4.5)])  # rows 21 and 102
def test_wells_feed_a_refinery(wells: int, per_second: float) -> None:
    yard = Yard(technologies=True, mining_productivity=0)
    yard.power(26, 36, 12)
    machine, tank = refinery(yard, wells)
    yard.seconds(30)
    before = oil(yard, tank)
    yard.seconds(300)
    wane = 1 - 300 / 30_000 / 2  # half of what the wells lose
    assert oil(yard, tank) - before == pytest.approx(300 * per_second * wane, rel=0.02)
    assert yard.view(machine).recipe == "basic-oil-processing"


def test_one_full_product_stops_a_refinery() -> None:
    bench = Bench("oil-refinery", "advanced-oil-processing")
    engine = bench.yard.world._engine
    made: list[int] = []
    for _ in range(60):
        bench.refill()
        heavy = portions.outlet(engine, bench.entity, "heavy-oil")
        fill(bench.yard, heavy, "heavy-oil", 1e9)
        bench.yard.seconds(1)
        made.append(bench.entity.finished)
    assert made[-1] == made[10] <= 2  # the craft under way when it filled up
    fill(bench.yard, portions.outlet(engine, bench.entity, "heavy-oil"), "heavy-oil", 0)
    bench.run(11)
    assert bench.entity.finished >= made[-1] + 2


def test_scarce_fluid_is_shared_alike() -> None:
    """One pumpjack, 10 a second, for two refineries that take 20 each: each gets 5, a craft in 20 seconds."""
    yard = Yard(technologies=True, mining_productivity=0)
    yard.power(24, 44, 20)
    yard.build("pumpjack", *WELL)
    for step in range(11):
        yard.build("pipe", 18.5 + step, 38.5)
    machines = [yard.machine("oil-refinery", x, 35.5, "basic-oil-processing") for x in (20.5, 26.5)]
    for x in (21.5, 27.5):
        yard.build("storage-tank", x, 31.5)
    yard.seconds(400)
    first, second = (yard.view(machine).products_finished for machine in machines)
    assert abs(first - second) <= 1
    assert first + second == pytest.approx(40, abs=3)


def test_water_from_a_shore_keeps_a_plant_busy() -> None:
    """Sulfuric acid takes 100 water a second: a flow that is planned, drawn from in portions."""
    yard = Yard(technologies=True)
    yard.power(4, 14, 8)
    yard.build("offshore-pump", -9.5, 5.5, WEST)
    for step in range(5):
        yard.build("pipe", -8.5 + step, 5.5)
    plant = yard.machine("chemical-plant", -3.5, 7.5, "sulfuric-acid")  # water in at (-4.5, 5.5)
    tank = yard.build(
        "storage-tank", -3.5, 10.5, EAST
    )  # acid out at (-4.5, 9.5), the tank's north-east port is at -2.5
    assert yard.view(tank).fluids
    for _ in range(60):
        yard.put(plant, "sulfur", 50)
        yard.put(plant, "iron-plate", 50)
        yard.seconds(1)
    books = yard.statistics()
    made = yard.view(plant).products_finished
    assert made >= 2
    assert books.consumed["water"] == made * 100
    assert books.produced["sulfuric-acid"] == made * 50


def test_a_recipe_that_would_mix_fluids_is_refused() -> None:
    yard = Yard(technologies=True)
    yard.build("offshore-pump", -9.5, 5.5, WEST)
    for step in range(5):
        yard.build("pipe", -8.5 + step, 5.5)
    plant = yard.machine("chemical-plant", -3.5, 7.5, "sulfur")  # water in at (-4.5, 5.5)
    before = yard.world.digest()
    with pytest.raises(Refused, match="fluid-mix"):
        yard.world.do([ops.SetRecipe(plant, "plastic-bar")])  # gas in there
    assert yard.world.digest() == before
    yard.world.do([ops.SetRecipe(plant, "sulfuric-acid")])
    yard.seconds(1)
    assert yard.view(plant).fluids[0].amount == 200  # two crafts
    yard.world.do([ops.SetRecipe(plant, None)])
    assert yard.view(plant).fluids == ()


def test_an_empty_pipe_is_bound_by_nothing_once_the_recipe_is_another() -> None:
    yard = Yard(technologies=True)
    plant = yard.machine("chemical-plant", 0.5, 30.5, "heavy-oil-cracking")
    yard.build("pipe", 1.5, 28.5)  # heavy oil goes in here
    yard.world.do([ops.SetRecipe(plant, "light-oil-cracking")])
    yard.world.do([ops.SetRecipe(plant, "sulfur")])


def test_cutting_an_advance_changes_nothing_for_oil() -> None:
    yard = Yard(technologies=True)
    yard.power(26, 36, 6)
    refinery(yard, 2)
    yard.world.advance(333)
    copy = yard.world.fork()
    yard.world.advance(3_000)
    for part in (1, 299, 700, 2_000):
        copy.advance(part)
        copy.do([ops.Entities(), ops.Statistics()])
        copy = copy.fork()
    assert copy.digest() == yard.world.digest()
