"""connect_entities: poles and walls (AGENT_API 3.27), and electric machines with and without what they feed on."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tool_player import Player

from fle_llm.game import Direction, ElectricityGroup, EntityStatus, Position, Prototype, Resource, ToolError, WallGroup
from fle_llm.world import MapSpec
from fle_llm.world.ops import Place
from fle_llm.world.sim import SimWorld

SMALL, MEDIUM, BIG = Prototype.SmallElectricPole, Prototype.MediumElectricPole, Prototype.BigElectricPole
WALL = Prototype.StoneWall
INVENTORY = {
    "small-electric-pole": 50,
    "medium-electric-pole": 50,
    "big-electric-pole": 10,
    "solar-panel": 10,
    "assembling-machine-1": 5,
    "electric-mining-drill": 5,
    "wooden-chest": 5,
    "inserter": 5,
    "stone-wall": 50,
    "stone-furnace": 10,
    "iron-plate": 50,
    "transport-belt": 50,
}


def at(position):
    return position.x, position.y


def put(player, name, *spots, direction=0):
    player.world.do([Place(name, round(x * 256), round(y * 256), direction, None) for x, y in spots])


@pytest.fixture
def builder(make_world):
    return Player(make_world(INVENTORY))


def lengths(group):
    """The wires of a chain, end to end."""
    places = sorted(at(pole.position) for pole in group.poles)
    return [((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5 for (x0, y0), (x1, y1) in pairwise(places)]


# --- poles: how many, and where ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pole", "length", "count"),
    [
        (SMALL, 21, 4),  # 7 whole tiles a wire of 7.5
        (SMALL, 22, 5),
        (MEDIUM, 36, 5),  # 9 tiles a wire
        (MEDIUM, 37, 6),
        (BIG, 64, 3),  # 32 tiles a wire
    ],
)
def test_a_straight_run(builder, pole, length, count):
    name = pole.prototype_name
    group = builder.connect_entities(Position(x=30, y=250), Position(x=30 + length, y=250), connection_type=pole)
    assert isinstance(group, ElectricityGroup)
    assert len(group.poles) == count
    assert builder.carries(name) == INVENTORY[name] - count
    half = 1.0 if pole is BIG else 0.5  # two tiles wide, or one
    assert min(pole.position.x for pole in group.poles) == 30 + half


def test_poles_stand_on_positions_named(builder):
    group = builder.connect_entities(Position(x=-20, y=60), Position(x=0, y=75), MEDIUM)
    assert {at(pole.position) for pole in group.poles} >= {(-19.5, 60.5), (0.5, 75.5)}
    assert max(lengths(group)) <= 9
    assert len(group.poles) == 4  # 25 tiles in wires of 9


def test_short_wires_where_only_they_lead_out(builder):
    # walls all around, 13 thick but for two single tiles 5 and 10 east of the middle: a wire of 9 has to go by both
    free = {(5, 0), (10, 0)}
    ring = [(x, y) for y in range(-15, 16) for x in range(-15, 16) if max(abs(x), abs(y)) > 2 and (x, y) not in free]
    put(builder, "stone-wall", *((60.5 + x, 250.5 + y) for x, y in ring))
    group = builder.connect_entities(Position(x=60, y=250), Position(x=85, y=250), connection_type=MEDIUM)
    # 60, 65, 70, at the most 79, and 85
    places = {at(pole.position) for pole in group.poles}
    assert {(65.5, 250.5), (70.5, 250.5)} <= places
    assert len(places) == 5


def test_walking_along_is_charged(builder):
    ticks = builder.world.tick
    builder.connect_entities(Position(x=0, y=100), Position(x=18, y=100), MEDIUM)
    assert builder.world.tick - ticks == 2 * 60  # two legs of 9 tiles at 0.15 tiles a tick


def test_an_occupied_position_has_its_pole_beside_it(builder):
    put(builder, "wooden-chest", (40.5, 60.5))
    chest = builder.get_entity(Prototype.WoodenChest, Position(x=40.5, y=60.5))
    group = builder.connect_entities(chest, Position(x=60, y=60), SMALL)
    # within 2.5 tiles of the chest's tile
    assert any(abs(x - 40.5) < 3 and abs(y - 60.5) < 3 for x, y in (at(p.position) for p in group.poles))


def test_the_pole_beside_an_occupied_position_stands_for_it(builder):
    water = builder.nearest(Resource.Water)
    builder.connect_entities(water, Position(x=20, y=30), MEDIUM)
    again = builder.connect_entities(water, Position(x=20, y=30), MEDIUM, dry_run=True)
    assert again["number_of_entities_required"] == 0


# --- poles: what they supply ------------------------------------------------------------------------------------------


@pytest.fixture
def panel(builder):
    put(builder, "solar-panel", (0.5, 50.5))
    return builder.get_entity(Prototype.SolarPanel, Position(x=0.5, y=50.5))


def machine(builder, x, y):
    put(builder, "assembling-machine-1", (x, y))
    return builder.get_entity(Prototype.AssemblingMachine1, Position(x=x, y=y))


def test_a_machine_at_the_end_is_supplied(builder, panel):
    built = machine(builder, 30.5, 60.5)
    assert built.status is EntityStatus.NO_POWER
    assert built.warnings == ["not connected to power network"]
    group = builder.connect_entities(panel, built, connection_type=SMALL)
    assert builder.carries("small-electric-pole") == 50 - len(group.poles)
    built = builder.get_entity(Prototype.AssemblingMachine1, built.position)
    assert built.status is EntityStatus.NO_RECIPE
    assert built.warnings == []
    assert built.electrical_id == group.id == builder.get_entity(Prototype.SolarPanel, panel.position).electrical_id
    assert max(lengths(group)) <= 7.5


def test_one_pole_supplies_both_where_it_reaches_both(builder, panel):
    built = machine(builder, 6.5, 50.5)  # three tiles between; a small pole in their middle covers five
    group = builder.connect_entities(panel, built, SMALL)
    assert len(group.poles) == 1
    assert builder.get_entity(Prototype.AssemblingMachine1, built.position).electrical_id == group.id


def test_several_machines_in_one_call(builder, panel):
    machines = [machine(builder, x, 60.5) for x in (10.5, 20.5, 30.5)]
    group = builder.connect_entities(panel, *machines, SMALL)
    ids = {builder.get_entity(Prototype.AssemblingMachine1, m.position).electrical_id for m in machines}
    assert ids == {group.id}


def test_what_is_connected_costs_nothing(builder, panel):
    built = machine(builder, 30.5, 60.5)
    group = builder.connect_entities(panel, built, SMALL)
    before = (builder.world.tick, builder.world.digest())
    for ends in (
        (panel, built),
        (built, panel),
        (group, built),
        (group.poles[0], group.poles[-1]),
        (group.poles[0].position, built.position),
    ):
        again = builder.connect_entities(*ends, SMALL)
        assert [at(p.position) for p in again.poles] == [at(p.position) for p in group.poles]
        assert builder.connect_entities(*ends, SMALL, dry_run=True)["number_of_entities_required"] == 0
    assert (builder.world.tick, builder.world.digest()) == before


def test_a_network_is_carried_on_from_its_nearest_pole(builder, panel):
    first = builder.connect_entities(panel, Position(x=30, y=50), MEDIUM)
    left = builder.carries("medium-electric-pole")
    built = machine(builder, 30.5, 60.5)
    group = builder.connect_entities(panel, built, MEDIUM)
    # from (30.5, 50.5) one pole 9 tiles on is within 3.5 tiles of the machine
    assert left - builder.carries("medium-electric-pole") == 1
    assert group.id == builder.get_entity(Prototype.AssemblingMachine1, built.position).electrical_id
    assert len(group.poles) == len(first.poles) + 1


def test_other_networks_on_the_way_are_used(builder, panel):
    put(builder, "medium-electric-pole", *((x + 0.5, 56.5) for x in range(6, 61, 9)))
    built = machine(builder, 66.5, 50.5)
    group = builder.connect_entities(panel, built, MEDIUM)
    assert 50 - builder.carries("medium-electric-pole") <= 2  # one at each end of what stood there
    assert builder.get_entity(Prototype.AssemblingMachine1, built.position).electrical_id == group.id


def test_tiles_machines_work_on_stay_free(builder, panel):
    put(builder, "inserter", (20.5, 50.5), direction=4)
    inserter = builder.get_entity(Prototype.Inserter, Position(x=20.5, y=50.5))
    group = builder.connect_entities(panel, inserter, SMALL)
    taken = {at(pole.position) for pole in group.poles}
    assert not taken & {at(inserter.pickup_position), at(inserter.drop_position)}


def test_sides_of_machines_are_left_to_inserters(builder, panel):
    built = machine(builder, 30.5, 50.5)
    group = builder.connect_entities(panel, built, SMALL)
    sides = {(30.5 + dx, 50.5 + dy) for d in (-1, 0, 1) for dx, dy in ((d, -2), (d, 2), (-2, d), (2, d))}
    assert not {at(pole.position) for pole in group.poles} & sides


def test_a_set_takes_the_kind_there_is_enough_of(builder):
    builder.world.do([Place("small-electric-pole", 256 * x + 128, 256 * 150 + 128) for x in range(0, 96, 2)])
    assert builder.carries("small-electric-pole") == 2
    group = builder.connect_entities(Position(x=0, y=100), Position(x=36, y=100), {SMALL, MEDIUM})
    assert {pole.name for pole in group.poles} == {"medium-electric-pole"}


# --- poles: what goes wrong -------------------------------------------------------------------------------------------


def test_too_few_poles(builder):
    with builder.refused(
        "Failed to connect big-electric-pole from ",
        "You do not have enough big-electric-pole in you inventory to complete this connection. "
        "Required number - 11, Available in inventory - 10",
    ):
        builder.connect_entities(Position(x=-160, y=100), Position(x=160, y=100), BIG)


def test_an_end_without_room(builder):
    put(builder, "stone-furnace", *((x, y) for x in range(46, 56, 2) for y in range(46, 56, 2)))
    with builder.refused(
        "no free tile for a small-electric-pole within its supply reach (2.5) of stone-furnace at x=50"
    ):
        builder.connect_entities(Position(x=60, y=70), Position(x=50, y=50), SMALL)


def test_what_poles_cannot_join(builder):
    belts = builder.connect_entities(Position(x=0, y=80), Position(x=5, y=80), Prototype.TransportBelt)
    with builder.refused("a belt-group cannot be joined by poles"):
        builder.connect_entities(belts, Position(x=20, y=80), SMALL)
    with builder.refused("either fluid, power or items"):
        builder.connect_entities(Position(x=0, y=0), Position(x=5, y=0), {SMALL, Prototype.TransportBelt})
    put(builder, "solar-panel", (0.5, 50.5))
    panel = builder.get_entity(Prototype.SolarPanel, Position(x=0.5, y=50.5))
    builder.pickup_entity(panel)
    with builder.refused("there is no solar-panel at"):
        builder.connect_entities(panel, Position(x=5, y=60), SMALL)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    ends=st.tuples(*[st.tuples(st.integers(-40, 40), st.integers(-40, 40))] * 2),
    pole=st.sampled_from([SMALL, MEDIUM, BIG]),
    walls=st.lists(st.tuples(st.integers(-38, 38), st.integers(-38, 38)), max_size=30, unique=True),
)
def test_any_two_places_end_up_in_one_network(ends, pole, walls):
    world = SimWorld.new(MapSpec(inventories=(INVENTORY,)))
    player = Player(world)
    for x, y in walls:
        if player.can_place_entity(Prototype.StoneWall, Direction.UP, Position(x=x + 0.5, y=y + 0.5)):
            put(player, "stone-wall", (x + 0.5, y + 0.5))
    first, last = (Position(x=x, y=y) for x, y in ends)
    try:
        group = player.connect_entities(first, last, pole)
    except ToolError as refused:
        if "no free tile" not in str(refused):  # water or walls at an end
            raise
        return
    poles = player.get_entities({pole})
    assert {p.electrical_id for p in poles} == {group.id}
    assert INVENTORY[pole.prototype_name] - player.carries(pole.prototype_name) == len(poles) == len(group.poles)
    for end in (first, last):
        assert min(end.distance(p.position) for p in poles) < 4  # on it or within two tiles of it


# --- electric machines ------------------------------------------------------------------------------------------------


def test_a_drill_without_with_little_and_with_power(builder):
    builder.move_to(Position(x=20, y=8))
    drill = builder.place_entity(Prototype.ElectricMiningDrill, Direction.DOWN, Position(x=19.5, y=1.5))

    def seen():
        found = builder.get_entity(Prototype.ElectricMiningDrill, drill.position)
        return found.status, found.warnings, found.energy > 0

    unplugged = EntityStatus.NOT_PLUGGED_IN_ELECTRIC_NETWORK
    assert seen() == (unplugged, ["not connected to power network"], False)
    poles = builder.connect_entities(drill, Position(x=24, y=14), MEDIUM)
    assert seen() == (EntityStatus.NO_POWER, ["not receiving electricity"], False)
    assert poles.status is unplugged
    put(builder, "solar-panel", (24.5, 16.5))  # 60 of the 90 kW it asks for
    builder.sleep(1)
    assert seen() == (EntityStatus.LOW_POWER, [], True)
    put(builder, "solar-panel", (27.5, 16.5))
    builder.connect_entities(poles, Position(x=27, y=14), MEDIUM)
    builder.sleep(1)
    assert seen() == (EntityStatus.WORKING, [], True)
    group = builder.get_entity(Prototype.ElectricityGroup, poles.poles[0].position)
    assert group.status is EntityStatus.WORKING
    for panel in builder.get_entities({Prototype.SolarPanel}):
        builder.pickup_entity(panel)
    builder.sleep(1)
    group = builder.get_entity(Prototype.ElectricityGroup, poles.poles[0].position)
    assert group.status is EntityStatus.NOT_PLUGGED_IN_ELECTRIC_NETWORK, "what it once carried does not count"


def test_groups_of_poles(builder):
    first = builder.connect_entities(Position(x=0, y=100), Position(x=20, y=100), SMALL)
    second = builder.connect_entities(Position(x=0, y=130), Position(x=20, y=130), SMALL)
    assert first.id != second.id
    groups = builder.get_entities({Prototype.ElectricityGroup})
    assert [(g.id, len(g.poles)) for g in groups] == [(first.id, 4), (second.id, 4)]
    assert all(g.status is EntityStatus.NOT_PLUGGED_IN_ELECTRIC_NETWORK for g in groups)
    assert len(builder.get_entities({SMALL})) == 8  # a kind, without a position: one by one
    assert len(builder.get_entities({SMALL}, Position(x=10, y=100), 20)) == 1
    joined = builder.connect_entities(first, second, SMALL)
    assert len(builder.get_entities({Prototype.ElectricityGroup})) == 1
    builder.pickup_entity(joined)
    assert builder.carries("small-electric-pole") == 50


# --- walls ------------------------------------------------------------------------------------------------------------


def test_a_wall(builder):
    group = builder.connect_entities(Position(x=0, y=60), Position(x=5, y=60), WALL)
    assert isinstance(group, WallGroup)
    assert [at(w.position) for w in group.entities] == [(x + 0.5, 60.5) for x in range(6)]
    assert builder.carries("stone-wall") == 44
    before = builder.world.digest()
    assert len(builder.connect_entities(Position(x=0, y=60), Position(x=5, y=60), WALL).entities) == 6
    assert builder.world.digest() == before
    group = builder.connect_entities(group, Position(x=5, y=63), WALL)
    assert builder.carries("stone-wall") == 41
    assert len(group.entities) == 9


def test_a_wall_goes_around_and_says_when_it_cannot(builder):
    put(builder, "stone-furnace", (3, 60), (3, 62))  # x 2..4, y 59..63 before (5, 60)
    dry = builder.connect_entities(Position(x=0, y=60), Position(x=5, y=60), WALL, dry_run=True)
    assert dry == {"number_of_entities_required": 6 + 2 * 2, "number_of_entities_available": 50}  # up two, down two
    with builder.refused("there is no room for a wall at", "stone-furnace"):
        builder.connect_entities(Position(x=0, y=60), Position(x=3, y=60), WALL)
    with builder.refused("Required number - 61, Available in inventory - 50"):
        builder.connect_entities(Position(x=0, y=80), Position(x=60, y=80), WALL)
