"""Heat exchangers, turbines, and steam of two temperatures (MECHANICS 3.12, 3.14)."""

from __future__ import annotations

import pytest
from yard import NORTH, SOUTH, WEST, Yard

from fle_llm.engine import build, flows, heat
from fle_llm.engine.constants import QUANTA
from fle_llm.engine.entities import Exchanger, Reactor, Vessel
from fle_llm.world import ops

CELL = "uranium-fuel-cell"
X, Y = -6.5, 78.0  # the first exchanger, on the east shore of the lower lake
GIGA = 60e9
"""Watt-ticks in a gigajoule."""


class Plant:
    """Water, an exchanger on a reactor, what stands north of it, and a load of so many beacons (480 kW each)."""

    def __init__(self, *, head: str | None = "steam-turbine", beacons: int = 0, degrees: float = 15) -> None:
        self.yard = yard = Yard()
        yard.build("offshore-pump", -9.5, Y + 0.5, WEST)
        yard.build("pipe", -8.5, Y + 0.5)
        self.exchanger = yard.build("heat-exchanger", X, Y)
        self.reactor = yard.build("nuclear-reactor", X, Y + 3.5)
        self.head = None
        if head is not None:  # a tank's south port is to the east of its middle
            self.head = yard.build(head, *((X - 1, Y - 2.5) if head == "storage-tank" else (X, Y - 3.5)))
        self.pole = yard.build("substation", 0, 66)
        spots = [(x, y) for y in (58.5, 61.5, 64.5) for x in (-7.5, -4.5, 4.5, 7.5, -1.5, 1.5)]
        for spot in spots[:beacons]:
            yard.build("beacon", *spot)
        self.warm(degrees)

    def warm(self, degrees: float) -> None:
        """Give the heat network of the reactor a temperature, as heat made."""
        engine = self.yard.world._engine
        reactor = build.find(engine, self.reactor.name, self.reactor.x, self.reactor.y)
        assert isinstance(reactor, Reactor)
        network = heat.of(engine, reactor)
        heat.settle(engine, network)
        added = round(degrees - 15) * network.capacity * 60 - network.stored
        network.stored += added
        books = engine.state.counters.heat
        books["made"] = books.get("made", 0) + added
        engine.clock.soon(network)

    def rate(self, seconds: float, fluid: str, *, used: bool = False) -> float:
        """Units of a fluid made, or used, a second."""

        def read() -> float:
            books = self.yard.statistics()
            return (books.consumed if used else books.produced).get(fluid, 0.0)

        before = read()
        self.yard.seconds(seconds)
        return (read() - before) / seconds

    def megawatts(self, seconds: float) -> float:
        """Electricity made."""
        before = self.yard.view(self.pole).produced_j
        self.yard.seconds(seconds)
        return (self.yard.view(self.pole).produced_j - before) / seconds / 1e6

    def temperature(self) -> float:
        found = self.yard.view(self.exchanger).temperature
        assert found is not None
        return found

    def steam(self) -> tuple[float, float]:
        """Amount and temperature of the steam in what stands north of the exchanger."""
        assert self.head is not None
        box = self.yard.view(self.head).fluids[0]
        return box.segment_amount, box.temperature


def test_an_exchanger_makes_103_steam_a_second_of_500_degrees() -> None:
    plant = Plant(head="storage-tank", degrees=900)
    plant.yard.seconds(1)
    assert plant.rate(60, "steam") == pytest.approx(10e6 / 97e3, rel=0.001)  # 10 MW, 485 degrees x 0.2 kJ a unit
    assert plant.rate(60, "water", used=True) == pytest.approx(10e6 / 97e4, rel=0.001)  # ten of steam from one
    assert plant.steam() == (pytest.approx(121 * 10e6 / 97e3, rel=0.02), 500)
    used = 1210e6 / 11e6  # MJ of 121 s over MJ a degree of the reactor and the exchanger
    assert plant.temperature() == pytest.approx(900 - used, rel=0.002)


def test_it_is_too_cold_below_500_degrees() -> None:
    plant = Plant(head="storage-tank", degrees=15)
    plant.yard.put(plant.reactor, CELL, 1)
    plant.yard.world.advance(1)
    plant.yard.seconds(130)
    assert plant.temperature() == pytest.approx(15 + 130 * 40 / 11)  # 40 MW into 11 MJ a degree: 487.7
    assert plant.steam()[0] == 0
    plant.yard.seconds(5)  # past 133.4 s, where there are 500
    assert plant.steam()[0] > 0
    assert plant.temperature() > 500


def test_at_its_lowest_temperature_it_takes_what_is_made_and_no_more() -> None:
    plant = Plant(head="storage-tank")
    more = [plant.yard.build("heat-exchanger", X, Y + 7, SOUTH)]
    more += [plant.yard.build("heat-exchanger", X + 3.5, Y + 3.5 + dy, 4) for dy in (-2, 2)]
    yard = plant.yard
    plant.warm(503)  # 3 degrees x 14 MJ last for 4.2 s
    yard.seconds(30)
    assert plant.temperature() == pytest.approx(500, abs=0.2)
    assert plant.rate(10, "steam") == 0
    assert yard.view(plant.exchanger).status_raw == "low_temperature"
    yard.put(plant.reactor, CELL, 1)
    yard.seconds(30)
    assert plant.rate(30, "steam") == pytest.approx(10e6 / 97e3, rel=0.001)  # only the first has water
    assert all(yard.view(ref).fluids[0].amount == 0 for ref in more)
    assert plant.temperature() > 500


def test_two_exchangers_share_what_a_weak_network_is_given() -> None:
    plant = Plant(head="storage-tank", degrees=500)
    yard, engine = plant.yard, plant.yard.world._engine
    yard.build("pipe", X + 2, Y + 0.5)
    yard.build("pipe", X + 3, Y + 0.5)
    yard.build("heat-exchanger", X + 5, Y)
    for i in range(3):
        yard.build("heat-pipe", X + 3 + i, Y + 3.5)
    yard.build("heat-pipe", X + 5, Y + 2.5)
    yard.build("heat-pipe", X + 5, Y + 1.5)
    yard.build("storage-tank", X + 4, Y - 2.5)
    yard.world.advance(1)  # the reactor has looked, and has nothing to burn
    plant.warm(500)
    (network,) = engine.state.heat_networks.values()
    network.made = 15_000_000  # as if of a weak reactor
    engine.clock.soon(network)
    start = yard.world.tick
    made = plant.rate(200, "steam")
    assert made == pytest.approx(15e6 / 97e3, rel=0.01)
    heat.settle(engine, network)
    books = engine.state.counters.heat
    assert books["made"] == network.stored + books["used"]
    assert books["used"] == pytest.approx(15e6 * (yard.world.tick - start), rel=0.01)
    assert plant.temperature() == pytest.approx(500, abs=2)


@pytest.mark.parametrize(
    ("head", "degrees", "megawatts", "steam"),
    [
        ("steam-turbine", 500, 5.82, 60),  # 60 units x 97 kJ
        ("steam-turbine", 165, 1.8, 60),  # 60 x 30 kJ
        ("steam-engine", 500, 0.9, 30),  # what is hotter than 165 degrees is wasted
        ("steam-engine", 165, 0.9, 30),
        ("steam-turbine", 332.5, 60 * 317.5 * 0.2e-3, 60),  # halves of both
    ],
)
def test_full_load(head: str, degrees: float, megawatts: float, steam: float) -> None:
    plant = Plant(head=head, beacons=14)  # 6.72 MW
    engine = plant.yard.world._engine
    tank = plant.yard.build("storage-tank", X - 1, Y - 7.5)
    found = build.find(engine, tank.name, tank.x, tank.y)
    assert isinstance(found, Vessel)
    segment = engine.state.segments[found.boxes[0]]
    assert segment.capacity == (25_000 + 200 + 200) * QUANTA
    segment.amount, segment.fluid = 20_000 * QUANTA, "steam"
    segment.hot = round(segment.amount * (degrees - 165) / 335)
    flows.stir(engine, segment.id)
    plant.yard.seconds(1)
    assert plant.steam() == (pytest.approx(20_000 - steam, abs=steam / 10), pytest.approx(degrees))
    assert plant.rate(10, "steam", used=True) == pytest.approx(steam, rel=0.001)
    assert plant.megawatts(10) == pytest.approx(megawatts, rel=0.001)
    assert plant.yard.view(plant.head or tank).produced_j == pytest.approx(megawatts * 1e6 / 60, rel=0.001)


def test_a_turbine_uses_only_what_is_asked_for() -> None:
    plant = Plant(beacons=2, degrees=900)  # 960 kW
    plant.yard.seconds(5)
    assert plant.megawatts(20) == pytest.approx(0.96, rel=0.001)
    assert plant.rate(20, "steam", used=True) == pytest.approx(0.96e6 / 97e3, rel=0.001)
    assert plant.rate(20, "steam") == pytest.approx(0.96e6 / 97e3, rel=0.001)


def test_all_heat_ends_as_electricity_or_is_still_there() -> None:
    plant = Plant(beacons=14, degrees=15)
    yard, engine = plant.yard, plant.yard.world._engine
    yard.put(plant.reactor, CELL, 2)
    yard.seconds(430)  # both cells are burnt
    (network,) = engine.state.heat_networks.values()
    heat.settle(engine, network)
    books = engine.state.counters.heat
    assert books["made"] == 16 * GIGA
    assert books["made"] == network.stored + books["used"] + books.get("lost", 0)
    exchanger = build.find(engine, plant.exchanger.name, plant.exchanger.x, plant.exchanger.y)
    assert isinstance(exchanger, Exchanger)
    segment = engine.state.segments[exchanger.boxes[1]]
    made = engine.state.counters.fluids_produced["steam"]
    assert segment.hot == segment.amount
    assert books["used"] == made * 194  # 485 degrees x 0.2 kJ / 30,000 quanta, in watt-ticks
    used = engine.state.counters.fluids_consumed["steam"]
    assert made == used + segment.amount
    electric = yard.view(plant.pole).produced_j * 60
    assert electric == pytest.approx(used * 194, rel=1e-6)
    assert electric <= used * 194 + 5.82e6  # a quantum's worth may be asked for and not yet taken


def test_steam_of_both_kinds_mixes_by_amount() -> None:
    plant = Plant(head="storage-tank", degrees=900)
    yard = plant.yard
    boiler = yard.build("boiler", X + 5, Y)
    for x in (2, 3):
        yard.build("pipe", X + x, Y + 0.5)
    yard.put(boiler, "coal", 50)
    for x in (1, 2, 3, 4, 5):  # from the tank's east port to the boiler's steam
        yard.build("pipe", X + x, Y - 1.5)
    yard.seconds(1)
    assert yard.view(boiler).fluids[1].segment == yard.view(plant.head or boiler).fluids[0].segment
    yard.seconds(100)
    amount, temperature = plant.steam()
    books = yard.statistics().produced["steam"]
    assert amount == pytest.approx(books)
    # 60 units a second of 165 degrees and 103.09 of 500
    expected = (60 * 165 + 10e6 / 97e3 * 500) / (60 + 10e6 / 97e3)
    assert temperature == pytest.approx(expected, abs=3)


def test_taking_a_full_tank_away_leaves_the_others_as_hot() -> None:
    plant = Plant(head="storage-tank", degrees=900)
    other = plant.yard.build("storage-tank", X + 4, Y - 0.5)  # its west port is to the north of its middle
    for x in (1, 2):
        plant.yard.build("pipe", X + x, Y - 1.5)
    plant.yard.seconds(30)
    amount, temperature = plant.steam()
    assert temperature == 500
    plant.yard.remove(other)
    left, temperature = plant.steam()
    assert temperature == 500
    assert left == pytest.approx(amount * 25_400 / 50_400, rel=0.01)


def test_an_exchanger_turned_round_loses_its_reactor_and_keeps_its_heat() -> None:
    plant = Plant(head=None, degrees=600)
    plant.yard.seconds(1)
    before = plant.temperature()
    plant.yard.turn(plant.exchanger, SOUTH)
    plant.yard.seconds(1)
    assert plant.temperature() <= before
    assert len(plant.yard.world._engine.state.heat_networks) == 2
    plant.yard.turn(plant.exchanger, NORTH)
    assert len(plant.yard.world._engine.state.heat_networks) == 1


def test_a_nuclear_plant_goes_on_alike_from_a_snapshot_and_in_pieces() -> None:
    plant = Plant(beacons=14, degrees=495)
    plant.yard.put(plant.reactor, CELL, 2)
    plant.yard.world.advance(777)
    copy = plant.yard.world.fork()
    assert copy.digest() == plant.yard.world.digest()
    plant.yard.world.advance(30_000)
    for part in (1, 6, 333, 9_000, 20_660):
        copy.advance(part)
        copy.digest()
        copy.do([ops.Entities(), ops.Statistics()])
    assert copy.digest() == plant.yard.world.digest()


def test_a_trickle_into_a_full_line_takes_nothing_from_where_there_is_none() -> None:
    plant = Plant(beacons=1, degrees=900)
    yard, engine = plant.yard, plant.yard.world._engine
    pump = yard.build("pump", X, Y - 7, SOUTH)  # from the north into the turbine
    tank = yard.build("storage-tank", X - 1, Y - 9.5)  # its south port is before the pump
    yard.build("solar-panel", 8.5, 67.5)  # 60 kW for the pump; steam does the rest
    found = build.find(engine, tank.name, tank.x, tank.y)
    assert isinstance(found, Vessel)
    yard.seconds(10)
    assert yard.view(pump).network is not None
    segment = engine.state.segments[found.boxes[0]]
    for trickle in range(1, 12):  # an exchanger gives back tens of quanta, which may be more than has to be
        flows.settle(engine, segment)
        segment.amount, segment.fluid = trickle, "steam"
        flows.stir(engine, segment.id)
        for _ in range(3):
            yard.world.advance(1)
            for other in engine.state.segments.values():
                flows.settle(engine, other)
                assert 0 <= other.amount <= other.capacity
