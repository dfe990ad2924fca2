"""connect_entities: pipes and pipes to ground (AGENT_API 3.27), and what fluid machines show (4.2, 4.3)."""

from __future__ import annotations

import pytest
from tool_player import Player

from fle_llm.game import (
    BuildingBox,
    Direction,
    EntityStatus,
    PipeGroup,
    Position,
    Prototype,
    RecipeName,
    Resource,
)
from fle_llm.world.ops import Place

PIPE, UNDER = Prototype.Pipe, Prototype.UndergroundPipe
BOTH = {PIPE, UNDER}
INVENTORY = {
    "pipe": 200,
    "pipe-to-ground": 20,
    "offshore-pump": 3,
    "boiler": 3,
    "steam-engine": 4,
    "storage-tank": 3,
    "chemical-plant": 2,
    "oil-refinery": 1,
    "assembling-machine-1": 2,
    "assembling-machine-2": 2,
    "small-electric-pole": 20,
    "stone-wall": 100,
    "iron-plate": 100,
    "coal": 100,
}


def at(position):
    return position.x, position.y


def put(player, name, *spots, direction=0):
    player.world.do([Place(name, round(x * 256), round(y * 256), direction, None) for x, y in spots])


@pytest.fixture
def builder(make_world):
    return Player(make_world(INVENTORY))


def build(player, prototype, box_at, direction=Direction.UP):
    """A machine in the middle of free ground, with two tiles around it."""
    size = BuildingBox(width=prototype.WIDTH + 4, height=prototype.HEIGHT + 4)
    box = player.nearest_buildable(prototype, size, box_at)
    player.move_to(box.center)
    return player.place_entity(prototype, direction, box.center)


@pytest.fixture
def pump(builder):
    water = builder.nearest(Resource.Water)
    builder.move_to(water)
    return builder.place_entity(Prototype.OffshorePump, position=water)


# --- between places ---------------------------------------------------------------------------------------------------


def test_both_ends_are_counted(builder):
    group = builder.connect_entities(Position(x=40, y=61), Position(x=42, y=64), PIPE)
    assert isinstance(group, PipeGroup)
    assert len(group.pipes) == 6  # 2 across, 3 down, and the first
    assert builder.carries("pipe") == 194
    assert group.status is EntityStatus.EMPTY
    before = builder.world.digest()
    again = builder.connect_entities(Position(x=40, y=61), Position(x=42, y=64), PIPE)
    assert (again.id, len(again.pipes), builder.world.digest()) == (group.id, 6, before)


def test_straight_runs_go_underground(builder):
    group = builder.connect_entities(
        Position(x=40, y=60), Position(x=40, y=70), Position(x=50, y=70), Position(x=50, y=60), connection_type=BOTH
    )
    # four corners and ends of pipe; the nine tiles between two of them are one pair: 4 + 3 * 2
    assert len(group.pipes) == 10
    assert builder.carries("pipe-to-ground") == 20 - 6
    assert len(builder.get_entities({Prototype.PipeGroup})) == 1


def test_pipes_to_ground_alone_are_one_pair(builder):
    group = builder.connect_entities(Position(x=0, y=5), Position(x=6, y=5), Prototype.UndergroundPipe)
    assert [(pipe.name, pipe.position.x) for pipe in group.pipes] == [("pipe-to-ground", 0.5), ("pipe-to-ground", 6.5)]
    # ten tiles on is as far as a pair reaches, eleven takes more
    assert builder.get_connection_amount(Position(x=0, y=9), Position(x=10, y=9), Prototype.UndergroundPipe) == 2
    assert builder.get_connection_amount(Position(x=0, y=9), Position(x=11, y=9), Prototype.UndergroundPipe) > 2
    assert builder.get_connection_amount(Position(x=0, y=9), Position(x=4, y=12), Prototype.UndergroundPipe) > 2


def test_one_pair_joins_two_tanks(builder):
    builder.move_to(Position(x=5, y=10))
    # a tank facing north opens to the east at (x + 2, y + 1) and to the west at (x - 2, y - 1) (AGENT_API 4.2)
    west = builder.place_entity(Prototype.StorageTank, position=Position(x=0.5, y=5.5))
    east = builder.place_entity(Prototype.StorageTank, position=Position(x=9.5, y=7.5))
    group = builder.connect_entities(west, east, Prototype.UndergroundPipe)
    assert [(pipe.name, at(pipe.position)) for pipe in group.pipes] == [
        ("pipe-to-ground", (2.5, 6.5)),
        ("pipe-to-ground", (7.5, 6.5)),
    ]
    assert {tuple(tank.fluid_systems) for tank in builder.get_entities({Prototype.StorageTank})} == {(group.id,)}


def test_crossing_keeps_apart_and_branching_joins(builder):
    line = builder.connect_entities(Position(x=40, y=50), Position(x=40, y=70), PIPE)
    crossing = builder.connect_entities(Position(x=34, y=60), Position(x=46, y=60), BOTH)
    assert line.id != crossing.id
    assert len(builder.get_entities({Prototype.PipeGroup})) == 2
    around = builder.connect_entities(Position(x=30, y=55), Position(x=50, y=55), PIPE)
    assert around.id not in (line.id, crossing.id)
    assert len(builder.get_entities({Prototype.PipeGroup})) == 3
    branch = builder.connect_entities(line, Position(x=44, y=66), PIPE)
    assert len(branch.pipes) == len(line.pipes) + 4
    assert len(builder.get_entities({Prototype.PipeGroup})) == 3


def test_walled_in(builder):
    ring = [(x, y) for x in range(40, 51) for y in range(60, 71) if x in (40, 50) or y in (60, 70)]
    put(builder, "stone-wall", *((x + 0.5, y + 0.5) for x, y in ring))
    with builder.refused("Failed to find a path", "blocked by stone-wall", "Prototype.UndergroundPipe"):
        builder.connect_entities(Position(x=30, y=65), Position(x=45, y=65), PIPE)
    group = builder.connect_entities(Position(x=30, y=65), Position(x=45, y=65), BOTH)
    assert len(builder.get_entities({Prototype.PipeGroup})) == 1
    assert sum(pipe.name == "pipe-to-ground" for pipe in group.pipes) >= 2


def test_too_few_pipes(make_world):
    builder = Player(make_world({"pipe": 5}))
    with builder.refused("Required number - 11, Available in inventory - 5"):
        builder.connect_entities(Position(x=40, y=60), Position(x=50, y=60), PIPE)


def test_what_has_no_fluid(builder):
    put(builder, "stone-wall", (40.5, 60.5))
    wall = builder.get_entity(Prototype.StoneWall, Position(x=40.5, y=60.5))
    with builder.refused("stone-wall at x=40.5 y=60.5 has no fluid connection"):
        builder.connect_entities(wall, Position(x=45, y=65), PIPE)


# --- steam power ------------------------------------------------------------------------------------------------------


def test_a_pump_stands_on_the_shore(builder, pump):
    assert pump.status is EntityStatus.NOT_CONNECTED
    assert pump.warnings == ["no fluid present in connections"]
    assert len(pump.connection_points) == 1
    patch = builder.get_resource_patch(Resource.Water, builder.nearest(Resource.Water), 40).bounding_box
    middle = Position(x=patch.right_bottom.x, y=patch.center.y)
    builder.move_to(middle)
    right = builder.place_entity(Prototype.OffshorePump, position=middle)
    assert right.direction is Direction.RIGHT  # right of the lake
    assert at(right.connection_points[0]) == (right.position.x + 1, right.position.y)


def test_steam_power_from_lake_to_machine(builder, pump):
    boiler = build(builder, Prototype.Boiler, Position(x=5, y=5))
    engine = build(builder, Prototype.SteamEngine, Position(x=8, y=-12))
    machine = build(builder, Prototype.AssemblingMachine1, Position(x=22, y=-12))
    machine = builder.set_entity_recipe(machine, Prototype.IronGearWheel)
    assert builder.get_entity(Prototype.SteamEngine, engine.position).status is EntityStatus.NOT_CONNECTED
    water = builder.connect_entities(pump, boiler, PIPE)
    boiler = builder.get_entity(Prototype.Boiler, boiler.position)
    assert boiler.status is EntityStatus.NO_FUEL
    steam = builder.connect_entities(boiler, engine, PIPE)
    assert water.id != steam.id
    power = builder.connect_entities(engine, machine, Prototype.SmallElectricPole)
    builder.insert_item(Prototype.Coal, boiler, 20)
    builder.insert_item(Prototype.IronPlate, machine, 100)
    builder.sleep(5)
    assert builder.get_entity(Prototype.OffshorePump, pump.position).status is EntityStatus.WORKING
    assert builder.get_entity(Prototype.Boiler, boiler.position).status is EntityStatus.WORKING
    engine = builder.get_entity(Prototype.SteamEngine, engine.position)
    assert (engine.status, engine.warnings) == (EntityStatus.WORKING, [])
    assert engine.energy > 0
    machine = builder.get_entity(Prototype.AssemblingMachine1, machine.position)
    assert (machine.status, machine.energy > 0) == (EntityStatus.WORKING, True)
    assert machine.assembling_machine_output[Prototype.IronGearWheel] >= 3  # a second each (0.5 s at speed 0.5)
    groups = builder.get_entities({Prototype.PipeGroup, Prototype.ElectricityGroup})
    assert {group.id for group in groups} == {water.id, steam.id, power.id}
    assert {group.pipes[0].fluid for group in groups[:2]} == {"water", "steam"}
    assert len(builder.get_entities()) == 4 + 2 + 1  # machines, systems of pipes, poles


def test_what_is_connected_costs_nothing(builder, pump):
    boiler = build(builder, Prototype.Boiler, Position(x=5, y=5))
    group = builder.connect_entities(pump, boiler, PIPE)
    before = (builder.world.tick, builder.world.digest())
    for ends in ((pump, boiler), (group, boiler), (pump, group), (pump.position, boiler.position)):
        assert builder.connect_entities(*ends, PIPE).id == group.id
    assert (builder.world.tick, builder.world.digest()) == before


def test_a_boiler_in_a_row_gets_water_not_steam(builder, pump):
    first = build(builder, Prototype.Boiler, Position(x=5, y=5))
    second = build(builder, Prototype.Boiler, Position(x=18, y=5))
    water = builder.connect_entities(pump, first, second, PIPE)
    builder.sleep(2)
    assert {pipe.fluid for pipe in builder.get_entity(Prototype.PipeGroup, water.pipes[0].position).pipes} == {"water"}
    for boiler in builder.get_entities({Prototype.Boiler}):
        assert [box["name"] for box in boiler.fluid_box] == ["water"]


def test_water_and_steam_are_not_mixed(builder, pump):
    engine = build(builder, Prototype.SteamEngine, Position(x=8, y=-12))
    with builder.refused("Fluids currently at source offshore-pump", "[water] not needed", "[steam]"):
        builder.connect_entities(pump, engine, PIPE)
    boiler = build(builder, Prototype.Boiler, Position(x=5, y=5))
    water = builder.connect_entities(pump, boiler, PIPE)
    builder.sleep(2)
    with builder.refused("not needed"):
        builder.connect_entities(water, engine, PIPE)
    # by position, straight into its connection point: that is the machine's point
    point = engine.connection_points[0]
    with builder.refused("[water] not needed"):
        builder.connect_entities(pump, point, PIPE)


# --- tanks, plants ----------------------------------------------------------------------------------------------------


def test_a_tank_fills(builder, pump):
    tank = build(builder, Prototype.StorageTank, Position(x=5, y=5))
    group = builder.connect_entities(pump, tank, PIPE)
    before = builder.get_entity(Prototype.StorageTank, tank.position).fluid_amount
    builder.sleep(5)
    tank = builder.get_entity(Prototype.StorageTank, tank.position)
    assert tank.fluid == "water"
    share = 25_000 / (25_000 + 100 * (len(group.pipes) + 1))  # of what comes in: pipes and pump hold 100 each
    assert tank.fluid_amount - before == pytest.approx(5 * 1200 * share, rel=0.01)


def test_a_plant_needs_its_recipe_and_takes_what_belongs_in(builder, pump):
    plant = build(builder, Prototype.ChemicalPlant, Position(x=5, y=8))
    with builder.refused("Cannot connect to a chemical-plant", "until a recipe"):
        builder.connect_entities(pump, plant, PIPE)
    builder.set_entity_recipe(plant, Prototype.SulfuricAcid)  # iron, sulfur and water
    group = builder.connect_entities(pump, plant, PIPE)
    builder.sleep(3)
    plant = builder.get_entity(Prototype.ChemicalPlant, plant.position)
    assert [box["name"] for box in plant.fluid_box] == ["water"]
    assert plant.input_fluids == ["water"]
    tank = build(builder, Prototype.StorageTank, Position(x=20, y=8))
    acid = builder.connect_entities(plant, tank, PIPE)
    assert acid.id != group.id


def test_a_refinery_takes_each_fluid_at_its_own_port(builder, pump):
    refinery = build(builder, Prototype.OilRefinery, Position(x=8, y=8))
    refinery = builder.set_entity_recipe(refinery, RecipeName.AdvancedOilProcessing)
    assert sorted(refinery.input_fluids) == ["crude-oil", "water"]
    builder.connect_entities(pump, refinery, PIPE)
    builder.sleep(3)
    refinery = builder.get_entity(Prototype.OilRefinery, refinery.position)
    assert [box["name"] for box in refinery.fluid_box] == ["water"]
    empty = build(builder, Prototype.StorageTank, Position(x=25, y=8))
    with builder.refused("The source does not have fluid in it"):
        builder.connect_entities(empty, refinery, PIPE)


def test_the_way_keeps_off_the_other_inputs_of_its_machine(builder, pump):
    # the shortest way to the input of a plant that lies farther from the pump leads past the other, empty one
    plant = build(builder, Prototype.ChemicalPlant, Position(x=8, y=0))
    plant = builder.set_entity_recipe(plant, Prototype.Sulfur)  # water and gas
    points = {point.type: point for point in plant.input_connection_points}
    passing = Direction.UP if points["water"].x > points["petroleum-gas"].x else Direction.DOWN
    plant = builder.rotate_entity(plant, passing)
    points = {point.type: point for point in plant.input_connection_points}
    assert points["water"].x > points["petroleum-gas"].x > pump.position.x
    builder.connect_entities(pump, plant, PIPE)
    builder.sleep(3)
    plant = builder.get_entity(Prototype.ChemicalPlant, plant.position)
    assert [box["name"] for box in plant.fluid_box] == ["water"]


def test_the_same_call_again_builds_nothing_more(builder, pump):
    boiler = build(builder, Prototype.Boiler, Position(x=5, y=5))
    put(builder, "pump", (30.5, 60))
    between = builder.get_entity(Prototype.Pump, Position(x=30.5, y=60))
    for ends in ((boiler, Position(x=20, y=-5)), (Position(x=40, y=70), between), (between, Position(x=40, y=50))):
        group = builder.connect_entities(*ends, PIPE)
        before = builder.world.digest()
        assert builder.connect_entities(*ends, PIPE).id == group.id
        assert builder.world.digest() == before
