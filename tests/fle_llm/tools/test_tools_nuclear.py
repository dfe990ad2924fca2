"""Nuclear power and uranium as agents build and see them (AGENT_API 2.10, 3.27, 4.2, 4.3), and what merely stands."""

from __future__ import annotations

import pytest
from tool_player import Player

from fle_llm.game import Direction, EntityStatus, Position, Prototype, Resource, vehicles
from fle_llm.world import ops

INVENTORY = {
    "offshore-pump": 1,
    "heat-exchanger": 1,
    "nuclear-reactor": 1,
    "steam-turbine": 1,
    "heat-pipe": 20,
    "pipe": 50,
    "uranium-fuel-cell": 5,
    "coal": 10,
    "small-electric-pole": 10,
    "electric-mining-drill": 1,
    "burner-mining-drill": 1,
    "storage-tank": 1,
    "rail": 10,
    "locomotive": 1,
    "car": 1,
    "roboport": 1,
    "train-stop": 1,
    "rail-signal": 1,
    "arithmetic-combinator": 1,
    "constant-combinator": 1,
    "power-switch": 1,
    "programmable-speaker": 1,
    "flamethrower-turret": 1,
    "tank": 1,
    "spidertron": 1,
    "cargo-wagon": 1,
    "fluid-wagon": 1,
    "decider-combinator": 1,
    "rail-chain-signal": 1,
}


@pytest.fixture
def builder(make_world):
    return Player(make_world(INVENTORY))


def exchanger_of(player):
    (exchanger,) = player.get_entities({Prototype.HeatExchanger})
    return exchanger


def test_a_nuclear_power_station(builder):
    builder.move_to(Position(x=-6, y=70))
    pump = builder.place_entity(Prototype.OffshorePump, position=builder.nearest(Resource.Water))
    builder.move_to(Position(x=8, y=76))
    reactor = builder.place_entity(Prototype.NuclearReactor, position=Position(x=8.5, y=82.5))
    assert reactor.status is EntityStatus.NO_FUEL
    assert reactor.warnings == ["out of fuel"]
    pipes = [builder.place_entity(Prototype.HeatPipe, position=Position(x=8.5, y=79.5 - i)) for i in range(2)]
    assert [pipe.status for pipe in pipes] == [EntityStatus.NORMAL] * 2
    exchanger = builder.place_entity(Prototype.HeatExchanger, Direction.UP, Position(x=8.5, y=77))
    assert exchanger.status is EntityStatus.NOT_CONNECTED
    # as a boiler's (AGENT_API 4.2): water at the sides, steam in front
    assert [(p.x, p.y) for p in exchanger.connection_points] == [(6.5, 77.5), (10.5, 77.5)]
    assert (exchanger.steam_output_point.x, exchanger.steam_output_point.y) == (8.5, 75.5)
    builder.connect_entities(pump, exchanger, Prototype.Pipe)
    turbine = builder.place_entity(Prototype.SteamTurbine, Direction.UP, Position(x=8.5, y=67.5))
    builder.connect_entities(exchanger, turbine, Prototype.Pipe)
    builder.sleep(5)
    assert builder.get_entity(Prototype.HeatExchanger, exchanger.position).status is EntityStatus.LOW_TEMPERATURE
    reactor = builder.insert_item(Prototype.UraniumFuelCell, reactor, 2)
    assert reactor.status is EntityStatus.WORKING
    assert reactor.fuel[Prototype.UraniumFuelCell] == 2
    builder.sleep(201)  # 40 MW for 200 s into 13 MJ a degree: 630 degrees
    reactor = builder.get_entity(Prototype.NuclearReactor, reactor.position)
    assert reactor.temperature == exchanger_of(builder).temperature > 500
    assert reactor.burnt_result == {"depleted-uranium-fuel-cell": 1}
    exchanger = builder.get_entity(Prototype.HeatExchanger, exchanger.position)
    assert [(box["name"], box["temperature"]) for box in exchanger.fluid_box] == [("water", 15), ("steam", 500)]
    turbine = builder.get_entity(Prototype.SteamTurbine, turbine.position)
    assert turbine.status is EntityStatus.NOT_PLUGGED_IN_ELECTRIC_NETWORK
    assert turbine.energy == pytest.approx(97_000)  # a unit of 500 degrees a tick
    assert builder.extract_item("depleted-uranium-fuel-cell", reactor, 5) == 1
    with builder.refused("uranium-fuel-cell"):
        builder.insert_item(Prototype.Coal, reactor, 1)


def test_heat_pipes_are_laid_one_by_one(builder):
    with builder.refused("Unsupported connection type: heat-pipe", error=ValueError):
        builder.connect_entities(Position(x=0, y=0), Position(x=5, y=0), Prototype.HeatPipe)


def test_a_uranium_drill_is_piped_to_its_acid(make_world):
    player = Player(make_world(INVENTORY, kind="open", all_technologies=True))
    (near,) = player.world.do([ops.Nearest("resource", "uranium-ore", 0, 0, 600 * 256)])
    ore = Position(x=near.x / 256, y=near.y / 256)
    player.world.do([ops.SetAgent(0, x=near.x, y=near.y)])
    drill = player.place_entity(Prototype.ElectricMiningDrill, Direction.DOWN, ore)
    assert [ingredient.name for ingredient in drill.resources] == ["uranium-ore"]
    tank = player.place_entity(Prototype.StorageTank, position=Position(x=ore.x + 7, y=ore.y - 2), exact=False)
    group = player.connect_entities(tank, drill, Prototype.Pipe)
    ends = [(pipe.position.x, pipe.position.y) for pipe in group.pipes]
    x, y = drill.position.x, drill.position.y
    # facing south its ports open to the west, the east and, behind it, the north
    assert set(ends) & {(x - 2, y), (x + 2, y), (x, y - 2)}
    (views,) = player.world.do([ops.Entities(names=frozenset({"electric-mining-drill", "storage-tank"}))])
    assert len({view.fluids[0].segment for view in views}) == 1
    poles = player.place_entity(Prototype.SmallElectricPole, position=Position(x=x - 3, y=y - 3), exact=False)
    assert poles.name == "small-electric-pole"


STANDING = {
    Prototype.Locomotive: vehicles.RollingStock,
    Prototype.CargoWagon: vehicles.RollingStock,
    Prototype.FluidWagon: vehicles.RollingStock,
    Prototype.Car: vehicles.Vehicle,
    Prototype.Tank: vehicles.Vehicle,
    Prototype.Spidertron: vehicles.Vehicle,
    Prototype.Roboport: vehicles.Roboport,
    Prototype.TrainStop: vehicles.TrainStop,
    Prototype.RailSignal: vehicles.RailSignal,
    Prototype.RailChainSignal: vehicles.RailSignal,
    Prototype.ArithmeticCombinator: vehicles.Combinator,
    Prototype.DeciderCombinator: vehicles.Combinator,
    Prototype.ConstantCombinator: vehicles.Combinator,
    Prototype.PowerSwitch: vehicles.Combinator,
    Prototype.FlamethrowerTurret: vehicles.FluidTurret,
}


def test_what_merely_stands_can_be_placed_read_and_picked_up(builder):
    builder.move_to(Position(x=20, y=40))
    for prototype, kind in STANDING.items():
        placed = builder.place_entity(prototype, position=Position(x=24, y=44))
        assert type(placed) is kind
        assert builder.get_entity(prototype, placed.position).name == prototype.prototype_name
        assert [e.name for e in builder.get_entities({prototype})] == [prototype.prototype_name]
        assert builder.pickup_entity(placed)
        assert builder.carries(prototype.prototype_name) == 1


def test_a_rail_is_placed_with_its_item(builder):
    builder.move_to(Position(x=20, y=40))
    rail = builder.place_entity(Prototype.Rail, position=Position(x=24, y=44))
    assert rail.name == "straight-rail"
    assert builder.carries("rail") == 9
    assert len(builder.get_entities({Prototype.Rail})) == 1


def test_a_car_takes_fuel_and_cargo(builder):
    builder.move_to(Position(x=20, y=40))
    car = builder.place_entity(Prototype.Car, position=Position(x=24, y=44))
    car = builder.insert_item(Prototype.Coal, car, 5)
    assert car.fuel[Prototype.Coal] == 5
    car = builder.insert_item(Prototype.Pipe, car, 20)
    assert car.trunk_inventory[Prototype.Pipe] == 20
    assert builder.extract_item(Prototype.Pipe, car, 20) == 20
