"""connect_entities and get_connection_amount: belts (AGENT_API 3.27)."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tool_player import Player

from fle_llm.game import BeltGroup, Direction, EntityStatus, Position, Prototype, ToolError
from fle_llm.world import MapSpec
from fle_llm.world.ops import Place
from fle_llm.world.sim import SimWorld

BELT = Prototype.TransportBelt
EAST, SOUTH = 4, 8


def at(position):
    return position.x, position.y


def put(player, name, *spots, direction=0):
    player.world.do([Place(name, round(x * 256), round(y * 256), direction, None) for x, y in spots])


def shape(group):
    return [(*at(belt.position), belt.direction.name) for belt in group.belts]


@pytest.fixture
def builder(make_world, play):
    return play(
        make_world(
            {
                "transport-belt": 200,
                "fast-transport-belt": 10,
                "coal": 100,
                "wooden-chest": 5,
                "burner-inserter": 5,
                "burner-mining-drill": 5,
                "stone-furnace": 5,
            }
        )
    )


# --- straight and around ----------------------------------------------------------------------------------------------


def test_a_straight_run(builder):
    ticks = builder.world.tick
    group = builder.connect_entities(Position(x=0, y=0), Position(x=0, y=25), connection_type=BELT)
    assert isinstance(group, BeltGroup)
    assert shape(group) == [(0.5, y + 0.5, "DOWN") for y in range(26)]  # both ends included
    assert builder.carries("transport-belt") == 200 - 26
    assert builder.world.tick - ticks == 25 * 7  # ceil(1 / 0.15) a tile, once
    assert len(group.inputs) == len(group.outputs) == 1


def test_a_corner(builder):
    group = builder.connect_entities(Position(x=0, y=0), Position(x=3, y=2), BELT)
    assert len(group.belts) == 6
    turns = sum(a.direction is not b.direction for a, b in zip(group.belts, group.belts[1:], strict=False))
    assert turns == 1
    assert at(group.outputs[0].position) == (3.5, 2.5)


def test_around_what_is_in_the_way(builder):
    put(builder, "stone-furnace", (5, 4), (5, 6), (5, 8))  # a wall x 4..6, y 3..9 before (8.5, 5.5)
    group = builder.connect_entities(Position(x=0, y=5), Position(x=8, y=5), BELT)
    # 8 tiles on and up to the rows beyond the wall: 3 up to y = 2 and 3 down again, or 4 and 4 below
    assert len(group.belts) == 9 + 6
    assert len(builder.get_entities({Prototype.BeltGroup})) == 1
    assert not any(4 <= x < 6 and 3 <= y < 9 for x, y, _ in shape(group))


def test_several_waypoints(builder):
    group = builder.connect_entities(Position(x=0, y=0), Position(x=5, y=0), Position(x=5, y=5), connection_type=BELT)
    assert len(group.belts) == 11
    assert at(group.belts[5].position) == (5.5, 0.5)
    assert group.belts[5].direction is Direction.DOWN
    assert len(group.inputs) == len(group.outputs) == 1


@pytest.mark.parametrize(
    ("args", "kwargs"),
    [
        (((0, 0), (4, 0), BELT), {}),
        ((BELT, (0, 0), (4, 0)), {}),
        (((0, 0), (4, 0), {BELT, Prototype.UndergroundBelt}), {}),
        (((0, 0), (4, 0)), {"connection_type": BELT}),
        (((0, 0), (4, 0)), {"connection_type": {Prototype.UndergroundBelt}}),
        ((), {"source": (0, 0), "target": (4, 0), "connection_type": BELT}),
        (((0, 0),), {"target": (4, 0), "connection_type": BELT}),
    ],
)
def test_call_forms(builder, args, kwargs):
    assert len(builder.connect_entities(*args, **kwargs).belts) == 5


def test_a_dry_run_builds_nothing(builder):
    before = (builder.world.tick, builder.world.digest())
    found = builder.connect_entities(Position(x=0, y=0), Position(x=0, y=25), connection_type=BELT, dry_run=True)
    assert found == {"number_of_entities_required": 26, "number_of_entities_available": 200}
    assert builder.get_connection_amount(Position(x=0, y=0), Position(x=0, y=25), BELT) == 26
    assert (builder.world.tick, builder.world.digest()) == before


# --- machines at the ends ---------------------------------------------------------------------------------------------


@pytest.fixture
def mine(builder):
    """A fuelled drill on coal and an inserter that fills a chest."""
    builder.move_to(Position(x=13, y=3))
    drill = builder.place_entity(Prototype.BurnerMiningDrill, Direction.LEFT, Position(x=17, y=3))
    drill = builder.insert_item(Prototype.Coal, drill, 5)
    chest = builder.place_entity(Prototype.WoodenChest, position=Position(x=5.5, y=8.5))
    inserter = builder.place_entity_next_to(Prototype.BurnerInserter, chest.position, Direction.UP)
    inserter = builder.rotate_entity(inserter, Direction.DOWN)
    return drill, builder.insert_item(Prototype.Coal, inserter, 2), chest


def test_a_drill_feeds_a_chest_over_a_belt(builder, mine):
    drill, inserter, chest = mine
    group = builder.connect_entities(drill, inserter, BELT)
    assert at(group.inputs[0].position) == at(drill.drop_position)
    assert at(group.outputs[0].position) == at(inserter.pickup_position)
    builder.sleep(60)
    assert builder.inspect_inventory(chest)[Prototype.Coal] > 5
    assert builder.get_entity(Prototype.BeltGroup, group.position).status is not EntityStatus.EMPTY


def test_positions_of_machines_mean_the_machines(builder, mine):
    drill, inserter, _ = mine
    group = builder.connect_entities(drill.drop_position, inserter.pickup_position, BELT)
    assert at(group.inputs[0].position) == at(drill.drop_position)
    assert at(group.outputs[0].position) == at(inserter.pickup_position)
    builder.pickup_entity(group)
    group = builder.connect_entities(drill.position, inserter.position, BELT)
    assert at(group.inputs[0].position) == at(drill.drop_position)


def test_chests_and_furnaces_need_an_inserter(builder, mine):
    drill, _, chest = mine
    with builder.refused(
        "Failed to connect transport-belt from burner-mining-drill at x=17.0 y=3.0 to wooden-chest at x=5.5 y=8.5. ",
        "use the inserter as the target",
    ):
        builder.connect_entities(drill, chest, BELT)
    with builder.refused("belts cannot be connected directly from a wooden-chest", "use the inserter as the source"):
        builder.connect_entities(chest, drill.drop_position, BELT)
    with builder.refused("wooden-chest"):
        builder.connect_entities(chest.position, Position(x=0, y=0), BELT)


def test_an_occupied_drop_tile(builder, mine):
    drill, inserter, _ = mine
    put(builder, "iron-chest", at(drill.drop_position))
    with builder.refused("drop_position", "already occupied by incompatible entities - [iron-chest at"):
        builder.connect_entities(drill, inserter, BELT)


# --- lines that are there ---------------------------------------------------------------------------------------------


def test_connected_already_costs_nothing(builder):
    first = builder.connect_entities(Position(x=0, y=0), Position(x=9, y=0), BELT)
    before = (builder.world.tick, builder.world.digest())
    again = builder.connect_entities(Position(x=2, y=0), Position(x=7, y=0), BELT)
    assert shape(again) == shape(first)
    assert (builder.world.tick, builder.world.digest()) == before
    assert builder.get_connection_amount(Position(x=2, y=0), Position(x=7, y=0), BELT) == 0


def test_a_line_is_continued_from_its_end(builder):
    line = builder.connect_entities(Position(x=0, y=0), Position(x=4, y=0), BELT)
    longer = builder.connect_entities(line, Position(x=8, y=0), BELT)
    assert shape(longer) == [(x + 0.5, 0.5, "RIGHT") for x in range(9)]
    assert builder.carries("transport-belt") == 200 - 9


def test_the_end_of_a_line_turns_to_the_new_run(builder):
    line = builder.connect_entities(Position(x=0, y=0), Position(x=4, y=0), BELT)
    bent = builder.connect_entities(line, Position(x=4, y=4), BELT)
    assert shape(bent) == [
        *((x + 0.5, 0.5, "RIGHT") for x in range(4)),
        *((4.5, y + 0.5, "DOWN") for y in range(5)),
    ]


def test_a_single_belt_means_its_line(builder):
    line = builder.connect_entities(Position(x=0, y=0), Position(x=4, y=0), BELT)
    longer = builder.connect_entities(line.belts[1], Position(x=8, y=0), BELT)
    assert len(longer.belts) == 9
    assert len(longer.inputs) == len(longer.outputs) == 1


def test_a_run_into_a_line_joins_it_at_its_beginning(builder):
    line = builder.connect_entities(Position(x=5, y=0), Position(x=9, y=0), BELT)
    joined = builder.connect_entities(Position(x=0, y=0), line, BELT)
    assert shape(joined) == [(x + 0.5, 0.5, "RIGHT") for x in range(10)]


def test_joining_the_middle_is_a_side_load(builder):
    line = builder.connect_entities(Position(x=0, y=5), Position(x=9, y=5), BELT)
    joined = builder.connect_entities(Position(x=4, y=0), Position(x=4, y=5), BELT)
    assert len(joined.belts) == len(line.belts) + 5
    assert (len(joined.inputs), len(joined.outputs)) == (2, 1)
    joined = builder.connect_entities(Position(x=7, y=9), line.belts[7], BELT)
    assert (len(joined.inputs), len(joined.outputs)) == (3, 1)


def test_a_group_to_itself_closes_the_loop(builder):
    line = builder.connect_entities(Position(x=0, y=0), Position(x=5, y=0), Position(x=5, y=5), connection_type=BELT)
    loop = builder.connect_entities(line, line, BELT)
    assert loop.inputs == loop.outputs == []
    assert builder.carries("transport-belt") == 200 - len(loop.belts)
    assert shape(builder.connect_entities(loop, loop, BELT)) == shape(loop)  # closed already


def test_no_other_line_is_touched(builder):
    # a line that ends facing the way of the new one: the new one goes around the tile it would spill on
    other = builder.connect_entities(Position(x=5, y=5), Position(x=5, y=1), BELT)  # runs up, ends before (5, 0)
    assert at(other.outputs[0].output_position) == (5.5, 0.5)
    new = builder.connect_entities(Position(x=0, y=0), Position(x=9, y=0), BELT)
    assert len(builder.get_entities({Prototype.BeltGroup})) == 2
    assert (5.5, 0.5) not in {at(belt.position) for belt in new.belts}
    assert shape(builder.get_entity(Prototype.BeltGroup, other.position)) == shape(other)


def test_a_run_does_not_end_by_feeding_another_line(builder):
    put(builder, "transport-belt", *((5.5, y + 0.5) for y in range(-3, 4)), direction=SOUTH)
    new = builder.connect_entities(Position(x=0, y=0), Position(x=4, y=0), BELT)
    assert len(builder.get_entities({Prototype.BeltGroup})) == 2
    assert len(new.belts) == 5


# --- refusals ---------------------------------------------------------------------------------------------------------


def test_too_few_belts(builder):
    with builder.refused(
        "Failed to connect fast-transport-belt from x=0.0 y=0.0 to x=0.0 y=25.0. ",
        "You do not have enough fast-transport-belt in you inventory to complete this connection. "
        "Required number - 26, Available in inventory - 10",
    ):
        builder.connect_entities(Position(x=0, y=0), Position(x=0, y=25), Prototype.FastTransportBelt)


def test_of_several_kinds_the_one_there_is_enough_of(builder):
    group = builder.connect_entities(Position(x=0, y=0), Position(x=0, y=25), {BELT, Prototype.FastTransportBelt})
    assert {belt.name for belt in group.belts} == {"transport-belt"}


def test_no_way_through(builder):
    ring = [(x, y) for x in (19, 21, 23) for y in (29, 33)] + [(19, 31), (23, 31)]
    put(builder, "stone-furnace", *ring)
    with builder.refused("Failed to connect", "Failed to find a path", "blocked by stone-furnace"):
        builder.connect_entities(Position(x=0, y=0), Position(x=21, y=31), BELT)


def test_ends_where_no_belt_can_be(builder):
    with builder.refused("Failed to connect", "Cannot place belt at position x=-10.5 y=5.5", "water"):
        builder.connect_entities(Position(x=0, y=5), Position(x=-11, y=5), BELT)
    with builder.refused("Cannot place belt at position x=505.5 y=0.5", "edge of the map"):
        builder.connect_entities(Position(x=450, y=0), Position(x=505, y=0), BELT)


@pytest.mark.parametrize("kind", [BELT, Prototype.Pipe, Prototype.StoneWall, Prototype.MediumElectricPole])
def test_a_leg_of_more_than_a_step_can_look_for_is_refused_at_once(builder, kind):
    far = 1001 if kind is Prototype.MediumElectricPole else 301
    with builder.refused("Failed to connect", f"{far} tiles apart", "more waypoints"):
        builder.connect_entities(Position(x=-100, y=0), Position(x=far - 100, y=0), kind)


def test_a_line_does_not_come_back_to_where_it_was(builder):
    with builder.refused("The line would come back to x=0.5 y=0.5", "connect the group that was answered to itself"):
        builder.connect_entities(Position(x=0, y=0), Position(x=9, y=5), Position(x=0, y=0), BELT)
    drill = builder.place_entity(Prototype.BurnerMiningDrill, Direction.DOWN, Position(x=3, y=3))
    with builder.refused("The line would come back to x=3.5 y=4.5"):
        builder.connect_entities(drill, Position(x=9, y=9), drill, BELT)


def test_a_group_led_to_its_own_last_belt(builder):
    # the last belt takes from the side and from behind; what is behind it is the line itself
    group = builder.connect_entities(Position(x=0, y=0), Position(x=4, y=0), BELT)
    end = group.outputs[0].position
    looped = builder.connect_entities(group, end, BELT)
    assert len(looped.belts) >= len(group.belts)


def test_wrong_arguments_of_connect(builder):
    with builder.refused("Need more than one waypoint", error=AssertionError):
        builder.connect_entities(Position(x=0, y=0), BELT)
    with builder.refused("connection_type is missing", error=ValueError):
        builder.connect_entities(Position(x=0, y=0), Position(x=5, y=0))
    with builder.refused("Unsupported connection type: wooden-chest", error=ValueError):
        builder.connect_entities(Position(x=0, y=0), Position(x=5, y=0), Prototype.WoodenChest)
    with builder.refused("either fluid, power or items. Your types are incompatible ['pipe', 'transport-belt']"):
        builder.connect_entities(Position(x=0, y=0), Position(x=5, y=0), {BELT, Prototype.Pipe})
    with builder.refused("waypoints are Positions", error=ValueError):
        builder.connect_entities(Position(x=0, y=0), 7, connection_type=BELT)
    with builder.refused("not have enough pipe in you inventory", "Required number - 6, Available in inventory - 0"):
        builder.connect_entities(Position(x=0, y=0), Position(x=5, y=0), Prototype.Pipe)
    gone = builder.connect_entities(Position(x=0, y=0), Position(x=5, y=0), BELT)
    builder.pickup_entity(gone)
    with builder.refused("there is no belt-group", "any more"):
        builder.connect_entities(gone, Position(x=9, y=0), BELT)


# --- whatever stands around -------------------------------------------------------------------------------------------

_spots = st.tuples(st.integers(0, 9), st.integers(0, 9))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    chests=st.sets(_spots, max_size=35),
    belts=st.dictionaries(_spots, st.sampled_from([0, 4, 8, 12]), max_size=8),
    start=_spots,
    end=_spots,
)
def test_a_connection_connects_and_touches_nothing_else(chests, belts, start, end):
    world = SimWorld.new(MapSpec(inventories=({"transport-belt": 300},)))
    player = Player(world)
    player.move_to(Position(x=-5, y=-5))
    taken = chests | {start, end}
    for x, y in sorted(chests - {start, end}):
        put(player, "wooden-chest", (x + 0.5, y + 0.5))
    lines = {spot: raw for spot, raw in belts.items() if spot not in taken}
    for (x, y), raw in sorted(lines.items()):
        put(player, "transport-belt", (x + 0.5, y + 0.5), direction=raw)
    before = {at(belt.position): repr(belt) for belt in player.get_entities({BELT})}
    feeders = {at(belt.output_position) for belt in player.get_entities({BELT})}
    digest, tick = world.digest(), world.tick
    try:
        group = player.connect_entities(
            Position(x=start[0], y=start[1]), Position(x=end[0], y=end[1]), connection_type=BELT
        )
    except ToolError as refusal:
        assert refusal.code == "no-path"  # noqa: PT017 - both endings are tested
        assert (world.digest(), world.tick) == (digest, tick)
        return
    after = {at(belt.position): repr(belt) for belt in player.get_entities({BELT})}
    assert before.items() <= after.items()
    new = after.keys() - before.keys()
    here, there = (start[0] + 0.5, start[1] + 0.5), (end[0] + 0.5, end[1] + 0.5)
    assert {here, there} <= new
    assert not (new - {here, there}) & feeders
    assert player.carries("transport-belt") == 300 - len(new)
    # follow the line from its start: it passes every new belt and ends at the end
    leads = {at(belt.position): at(belt.output_position) for belt in group.belts}
    passed, place = [], here
    while place in leads and place not in passed:
        passed.append(place)
        if place == there:
            break
        place = leads[place]
    assert passed[-1] == there
    assert set(passed) == new
    assert world.tick - tick == 7 * (len(new) - 1)
