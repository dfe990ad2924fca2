"""Steam power and accumulators: MECHANICS 3.14, 3.15 and the rows of 4.8."""

from __future__ import annotations

import pytest
from yard import NORTH, WEST, Yard

from fle_llm.engine import events, supply
from fle_llm.engine.carriers import Network
from fle_llm.engine.things import Thing
from fle_llm.errors import Refused
from fle_llm.game import EntityStatus
from fle_llm.world import ops
from fle_llm.world.derive.status import shown_status


class Plant:
    """A pump on the east shore of the upper lake, and boilers in a row to the east of it, their engines north of them.

    Water runs from boiler to boiler through their sides; each has a column of engines, one behind the other.
    """

    def __init__(self, *, boilers: int = 1, engines: int = 2, coal: int = 50) -> None:
        self.yard = Yard()
        self.pump = self.yard.build("offshore-pump", -9.5, 5.5, WEST)
        self.yard.build("pipe", -8.5, 5.5)
        self.boilers: list[ops.Ref] = []
        self.engines: list[ops.Ref] = []
        for index in range(boilers):
            x = -6.5 + 4 * index  # covers x - 1.5 .. x + 1.5; water through the middle of its southern row, y 5.5
            boiler = self.yard.build("boiler", x, 5, NORTH)
            self.boilers.append(boiler)
            self.yard.build("pipe", x + 2, 5.5)
            if coal:
                self.yard.put(boiler, "coal", coal)
            for step in range(engines):
                self.engines.append(self.yard.build("steam-engine", x, 1.5 - 5 * step, NORTH))
        self.pole = self.yard.build("medium-electric-pole", -4.5, 3.5)
        for step in range(1, engines):
            self.yard.build("medium-electric-pole", -4.5, 3.5 - 5 * step)

    def consumers(self, count: int) -> list[ops.Ref]:
        """Electric furnaces at work in a column to the east, 186 kW each."""
        found = []
        for index in range(count):
            x, y = 20.5 + 4 * (index % 8), 25.5 + 5 * (index // 8)
            furnace = self.yard.build("electric-furnace", x, y)
            self.yard.put(furnace, "iron-ore", 50)
            found.append(furnace)
            self.yard.build("medium-electric-pole", x + 2, y)
        for step in range(1, 6):
            self.yard.build("medium-electric-pole", -4.5 + 4 * step, 3.5 + 4 * step)
        self.yard.build("medium-electric-pole", 18.5, 25.5)
        return found

    @property
    def network(self) -> Network:
        key = self.yard.view(self.pole).network
        assert key is not None
        return self.yard.world._engine.state.networks[key]

    def coal(self) -> float:
        """Coal in the boilers, what burns counted as a part."""
        views = [self.yard.view(boiler) for boiler in self.boilers]
        return sum(v.inventories["fuel"].get("coal", 0) + v.burning_left_j / 4e6 for v in views)


def load(plant: Plant, watts: int) -> None:
    """Have the network asked for so much, as if by some consumer, beside what is there."""
    engine = plant.yard.world._engine
    supply.settle(plant.network, engine.tick)
    plant.network.demand += watts
    engine.clock.soon(plant.network)


def test_a_boiler_and_two_engines_at_full_load_burn_45_coal_in_100_seconds() -> None:  # rows 141 to 143
    plant = Plant()
    plant.consumers(10)  # 1,860 kW
    plant.yard.seconds(20)
    assert plant.network.satisfaction == pytest.approx(1_800 / 1_860)
    before, books = plant.coal(), plant.yard.statistics()
    plant.yard.seconds(60)
    after = plant.yard.statistics()
    assert before - plant.coal() == pytest.approx(27, abs=0.1)  # 0.45 a second
    assert after.produced["steam"] - books.produced["steam"] == pytest.approx(3_600, rel=0.005)
    assert after.consumed["steam"] - books.consumed["steam"] == pytest.approx(3_600, rel=0.005)
    assert after.consumed["water"] - books.consumed["water"] == pytest.approx(360, rel=0.005)
    assert after.produced["water"] - books.produced["water"] == pytest.approx(360, rel=0.005)


def test_one_engine_gives_900_kilowatts() -> None:  # row 141
    plant = Plant(engines=1)
    plant.consumers(6)  # 1,116 kW
    plant.yard.seconds(20)
    assert plant.network.supply == 900_000
    assert plant.network.satisfaction == pytest.approx(900 / 1_116)
    assert plant.yard.view(plant.engines[0]).produced_j == pytest.approx(15_000)


def test_a_refused_hand_leaves_a_burning_boiler_as_it_was() -> None:
    plant = Plant(engines=1)
    plant.consumers(6)
    plant.yard.seconds(20)
    world = plant.yard.world
    world.do([ops.SetAgent(0, inventory={"iron-ore": 1})])
    before = world.digest()
    with pytest.raises(Refused):
        world.do([ops.Put(plant.boilers[0], "iron-ore", 1, "source")])
    assert world.digest() == before


def test_exactly_enough_is_enough() -> None:  # rows 145 and 148: 852.5 and 900 kW on one engine
    for watts in (852_500, 900_000):
        plant = Plant(engines=1)
        load(plant, watts)
        plant.yard.seconds(60)
        assert plant.network.satisfaction == 1.0


def test_coal_follows_the_load() -> None:  # row 151: 450 kW burn 0.1125 a second
    plant = Plant()
    plant.yard.seconds(30)
    load(plant, 450_000)
    before = plant.coal()
    plant.yard.seconds(100)
    assert before - plant.coal() == pytest.approx(11.25, rel=0.01)


def test_nothing_burns_for_nothing() -> None:
    plant = Plant()
    plant.yard.seconds(30)
    before = plant.coal()
    plant.yard.seconds(600)
    assert plant.coal() == before
    assert shown_status(plant.yard.view(plant.boilers[0])) is EntityStatus.FULL_OUTPUT


def test_a_boiler_at_part_load_is_working() -> None:
    """Its steam is full to the brim and drawn from all the time."""
    plant = Plant()
    plant.yard.seconds(30)
    load(plant, 450_000)
    plant.yard.seconds(10)
    view = plant.yard.view(plant.boilers[0])
    steam = next(box for box in view.fluids if box.fluid == "steam")
    assert steam.amount == steam.capacity
    assert shown_status(view) is EntityStatus.WORKING


def test_coal_that_was_lit_is_in_the_books_at_any_time() -> None:
    """What is neither in the slot nor used up is nowhere: fifty coal less those in the slot have been lit."""
    plant = Plant()
    plant.consumers(10)  # full load: 0.45 coal a second
    for _ in range(8):
        plant.yard.seconds(7)
        in_slot = plant.yard.held(plant.boilers[0], "fuel")["coal"]
        assert plant.yard.statistics().consumed["coal"] == 50 - in_slot
    assert in_slot == pytest.approx(50 - 56 * 0.45, abs=1.5)


def test_one_pump_feeds_twenty_boilers_and_forty_engines() -> None:  # row 144, the part that holds in both versions
    plant = Plant(boilers=16, engines=2)
    for index in range(1, 16):
        plant.yard.build("medium-electric-pole", -4.5 + 4 * index, -1.5)
    plant.yard.seconds(10)
    attached = sum(plant.yard.view(engine).network == plant.network.id for engine in plant.engines)
    assert plant.network.supply == 900_000 * attached
    assert attached == 32


def test_power_falls_when_the_fuel_is_gone_and_comes_back_with_it() -> None:
    """One coal, 4 MJ, for 930 kW: with the boxes' steam it is all used up; then nothing; then with coal again."""
    plant = Plant(coal=1)
    furnaces = plant.consumers(5)
    plant.yard.seconds(1)
    assert plant.network.satisfaction == 1.0
    plant.yard.seconds(20)
    assert plant.network.satisfaction == 0.0
    assert plant.yard.view(furnaces[0]).status_raw == "no_power"
    assert plant.network.produced / 60 == pytest.approx(4e6, abs=100)  # every joule of it
    assert plant.yard.view(plant.boilers[0]).burning_left_j == 0
    plant.yard.put(plant.boilers[0], "coal", 5)
    plant.yard.seconds(1)
    assert plant.network.satisfaction == 1.0


def test_power_falls_when_the_water_is_gone() -> None:
    plant = Plant()
    load(plant, 930_000)  # 31 steam or 3.1 water a second
    plant.yard.seconds(10)
    plant.yard.world.do([ops.SetAgent(0, inventory={}), ops.Remove(plant.pump)])
    view = plant.yard.view(plant.boilers[0])
    left = view.fluids[0].segment_amount * 10 + view.fluids[1].segment_amount
    plant.yard.seconds(left / 31 - 1)
    assert plant.network.satisfaction == 1.0
    plant.yard.seconds(2)
    assert plant.network.satisfaction < 0.01
    assert plant.yard.view(plant.boilers[0]).fluids[0].amount == pytest.approx(0, abs=0.01)
    plant.yard.build("offshore-pump", -9.5, 5.5, WEST)
    plant.yard.seconds(2)
    assert plant.network.satisfaction == 1.0


def test_more_engines_than_steam_live_on_their_stock_and_then_share() -> None:
    """Three engines on a boiler, 2.7 MW asked: the steam in the boxes gives the missing 900 kW for a while."""
    plant = Plant(engines=3)
    plant.yard.seconds(30)
    stock = plant.yard.view(plant.engines[0]).fluids[0].segment_amount
    assert stock == 800  # the boiler's box and three engines'
    load(plant, 2_700_000)
    seconds = stock / 30
    plant.yard.seconds(1)
    assert plant.network.satisfaction == 1.0
    plant.yard.seconds(seconds - 2)
    assert plant.network.satisfaction == 1.0
    plant.yard.seconds(2)
    assert plant.network.satisfaction == pytest.approx(2 / 3)
    load(plant, -1_800_000)  # 900 kW: the boiler refills the boxes by 30 a second
    plant.yard.seconds(10)
    load(plant, 1_800_000)
    plant.yard.seconds(9)
    assert plant.network.satisfaction == 1.0
    plant.yard.seconds(2)
    assert plant.network.satisfaction == pytest.approx(2 / 3)


def test_the_sun_comes_first() -> None:
    plant = Plant()
    plant.yard.build("solar-panel", -1.5, 8.5)
    plant.yard.build("medium-electric-pole", -3.5, 8.5)
    plant.yard.seconds(30)
    load(plant, 60_000)
    used = plant.yard.statistics().consumed.get("steam", 0)
    plant.yard.seconds(60)
    assert plant.yard.statistics().consumed.get("steam", 0) == used
    load(plant, 300_000)
    plant.yard.seconds(60)
    assert plant.yard.statistics().consumed["steam"] - used == pytest.approx(600, rel=0.005)


def test_accumulators_take_five_megajoules_and_give_300_kilowatts() -> None:  # row 157
    yard = Yard()
    pole = yard.build("medium-electric-pole", 0.5, 30.5)
    store = yard.build("accumulator", 2, 32)
    panels = [yard.build("solar-panel", 2.5 + 3 * i, 28.5) for i in range(10)]
    for index in range(1, 10):
        yard.build("medium-electric-pole", 2.5 + 3 * index, 30.5)
    assert yard.view(store).status_raw == "charging"
    yard.seconds(10)
    assert yard.view(store).energy_j == pytest.approx(3e6, rel=0.01)
    yard.seconds(10)
    assert yard.view(store).energy_j == 5e6
    assert yard.view(store).status_raw == "fully_charged"
    key = yard.view(pole).network
    assert key is not None
    network = yard.world._engine.state.networks[key]
    assert yard.view(pole).produced_j == pytest.approx(5e6)
    supply.settle(network, yard.world.tick)
    network.demand = 300_000
    yard.world.do([ops.SetAgent(0, inventory={})])
    for panel in panels:
        yard.world.do([ops.Remove(panel)])
    yard.world.advance(1)
    assert yard.view(store).status_raw == "discharging"
    yard.seconds(16.6)
    assert network.satisfaction == 1.0
    yard.seconds(0.2)
    assert network.satisfaction == 0.0
    assert yard.view(store).energy_j == 0


def test_accumulators_charge_from_steam_as_well() -> None:
    plant = Plant(engines=1)
    store = plant.yard.build("accumulator", -3, 7)
    plant.yard.build("medium-electric-pole", -4.5, 7.5)
    plant.yard.seconds(30)
    assert plant.yard.view(store).energy_j == 5e6
    made = plant.yard.statistics()
    stock = sum(plant.yard.view(ref).fluids[-1].amount for ref in (*plant.boilers, *plant.engines))
    assert made.consumed["steam"] * 30_000 == pytest.approx(5e6, abs=1)
    assert made.produced["steam"] == pytest.approx(5e6 / 30_000 + stock, abs=0.01)


def test_statuses_and_views_of_a_plant() -> None:
    plant = Plant(coal=0)
    plant.yard.seconds(2)
    boiler, engine = plant.yard.view(plant.boilers[0]), plant.yard.view(plant.engines[0])
    assert [box.fluid for box in boiler.fluids] == ["water", None]
    assert [box.production for box in boiler.fluids] == ["input", "output"]
    assert [box.amount for box in boiler.fluids] == [200, 0]
    assert engine.fluids[0].amount == 0
    plant.yard.put(plant.boilers[0], "coal", 5)
    plant.yard.seconds(60)
    boiler, engine = plant.yard.view(plant.boilers[0]), plant.yard.view(plant.engines[0])
    assert boiler.fluids[1].temperature == 165
    assert boiler.fluids[1].amount == engine.fluids[0].amount == 200
    assert engine.produced_j == 0
    assert engine.network == plant.network.id


def test_removing_and_adding_engines_and_poles_keeps_the_promises_straight() -> None:
    plant = Plant(engines=2)
    plant.yard.seconds(30)
    assert plant.network.supply == 1_800_000
    plant.yard.world.do([ops.SetAgent(0, inventory={}), ops.Remove(plant.engines[1])])
    plant.yard.seconds(1)
    assert plant.network.supply == 900_000
    plant.yard.world.do([ops.Remove(plant.pole)])
    plant.yard.world.do([ops.Remove(ops.Ref("medium-electric-pole", -1152, -384))])
    assert not plant.yard.world._engine.state.networks
    plant.pole = plant.yard.build("medium-electric-pole", -4.5, 3.5)
    plant.yard.build("medium-electric-pole", -4.5, -1.5)
    plant.yard.build("steam-engine", -6.5, -3.5, NORTH)
    plant.yard.seconds(1)
    assert plant.network.supply == 1_800_000
    plant.yard.world.do([ops.Remove(plant.boilers[0])])
    plant.yard.build("storage-tank", 20.5, 30.5)
    load(plant, 1_800_000)
    plant.yard.seconds(60)
    assert plant.network.satisfaction == 0.0


def test_a_snapshot_at_any_time_goes_on_alike() -> None:
    plant = Plant(engines=3, coal=3)
    plant.consumers(9)
    world = plant.yard.world
    for ticks in (1, 37, 400, 900, 1500):
        world.advance(ticks)
        copy = world.fork()
        for part in (1, 200, 699):
            copy.advance(part)
            copy.do([ops.Entities(), ops.Statistics()])
            copy.digest()
        whole = world.fork()
        whole.advance(900)
        assert copy.digest() == whole.digest()


def test_a_well_fed_plant_is_not_disturbed_by_inserters() -> None:
    plant = Plant()
    yard = plant.yard
    source = yard.build("steel-chest", -2.5, 4.5 + 4)
    yard.build("inserter", -2.5, 9.5, NORTH)
    yard.build("steel-chest", -2.5, 10.5)
    yard.build("medium-electric-pole", -3.5, 9.5)
    for _ in range(10):
        yard.put(source, "iron-plate", 100)
    yard.seconds(30)
    world = yard.world._engine
    count = 0

    def counting(thing: Thing, tick: int) -> None:
        nonlocal count
        count += type(thing).__name__ in ("Segment", "Network")
        events.act(world, thing, tick)

    world.clock.run_until(world.tick + 3_600, counting)
    assert yard.view(source).inventories["chest"]["iron-plate"] < 1000 - 50
    assert count < 40  # some fifty swings, twice as many changes of load


def test_an_idle_plant_sleeps() -> None:
    """Fifty coal last 6,667 ticks at full load: the fuel is looked at after half of that, and nothing else happens."""
    plant = Plant()
    plant.yard.seconds(30)
    world = plant.yard.world._engine
    acts: list[object] = []

    def noting(thing: Thing, tick: int) -> None:
        acts.append(thing)
        events.act(world, thing, tick)

    world.clock.run_until(world.tick + 36_000, noting)
    assert len(acts) <= 12


def test_an_engine_that_is_just_wired_shows_its_power_at_once() -> None:
    plant = Plant()
    yard = plant.yard
    yard.seconds(30)
    for ref in (plant.pole, ops.Ref("medium-electric-pole", -1152, -384)):  # at (-4.5, 3.5) and (-4.5, -1.5)
        yard.remove(ref)
    furnace = yard.build("electric-furnace", -2.5, 2.5)
    assert yard.view(furnace).network is None
    yard.build("medium-electric-pole", -4.5, 3.5)
    assert yard.view(furnace).satisfaction == 1.0  # 900 kW from the engine beside the pole
