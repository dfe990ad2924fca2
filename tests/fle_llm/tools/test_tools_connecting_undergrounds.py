"""connect_entities with underground belts (AGENT_API 3.27); undergrounds and splitters by hand."""

from __future__ import annotations

import pytest
from tool_player import Player

from fle_llm.game import Direction, EntityStatus, Position, Prototype, Splitter, UndergroundBelt
from fle_llm.world.ops import Place

BELT, UNDER = Prototype.TransportBelt, Prototype.UndergroundBelt
BOTH = {BELT, UNDER}
INVENTORY = {
    "transport-belt": 200,
    "express-transport-belt": 100,
    "underground-belt": 20,
    "express-underground-belt": 4,
    "splitter": 5,
    "coal": 200,
    "stone-furnace": 10,
    "wooden-chest": 5,
    "burner-inserter": 10,
    "stone-wall": 100,
}
EAST, SOUTH = 4, 8


def at(position):
    return position.x, position.y


def put(player, name, *spots, direction=0):
    player.world.do([Place(name, round(x * 256), round(y * 256), direction, None) for x, y in spots])


@pytest.fixture
def builder(make_world):
    return Player(make_world(INVENTORY))


def undergrounds(group):
    return [belt for belt in group.belts if isinstance(belt, UndergroundBelt)]


def carried_through(player, group, count=6):
    """Items laid on the first belt that come out at the end of the line."""
    first = group.inputs[0]
    for _ in range(count):
        player.insert_item(Prototype.Coal, first, 1)
        player.sleep(0.5)
    player.sleep(60)
    last = player.get_entity(Prototype.BeltGroup, group.outputs[0].position)
    end = last.outputs[0]
    return sum(end.inventory["left"].values()) + sum(end.inventory["right"].values())


# --- ways with a dive ---


def test_a_way_never_crosses_itself(builder):
    # A corridor leads west to a wall, and behind the wall is the end, open to the west only. What dives under both has
    # to go on westward, and the shortest way round would lead back over its own exit.
    corridor = [(x + 0.5, y) for x in range(10, 16) for y in (-0.5, 1.5)]
    put(builder, "stone-wall", *corridor, (15.5, 0.5), (11.5, 0.5))
    group = builder.connect_entities(Position(14.5, 0.5), Position(10.5, 0.5), connection_type=BOTH)
    assert at(group.outputs[0].position) == (10.5, 0.5)
    assert carried_through(builder, group) > 0


# --- straight runs ----------------------------------------------------------------------------------------------------


def test_straight_runs_go_underground(builder):
    group = builder.connect_entities(Position(x=0, y=60), Position(x=9, y=60), BOTH)
    # belts at 0 and 9; tiles 1..8 in stretches of up to 6: 1..6 is one, 7 and 8 are too few for another
    assert [belt.name for belt in group.belts] == ["transport-belt", "underground-belt", *["transport-belt"] * 3]
    (pair,) = undergrounds(group)
    assert (at(pair.position), at(pair.output_position)) == ((1.5, 60.5), (6.5, 60.5))
    assert pair.is_input
    assert builder.carries("underground-belt") == 18
    assert builder.carries("transport-belt") == 196
    assert (len(group.inputs), len(group.outputs)) == (1, 1)
    assert carried_through(builder, group) > 0


def test_each_tier_reaches_its_own_way(builder):
    group = builder.connect_entities(
        Position(x=0, y=61),
        Position(x=0, y=70),
        Position(x=10, y=70),
        connection_type={Prototype.ExpressTransportBelt, Prototype.ExpressUndergroundBelt},
    )
    assert len(undergrounds(group)) == 2  # 8 tiles between the ends of each leg: one pair reaches 9
    assert builder.carries("express-underground-belt") == 0
    assert {belt.name for belt in group.belts} == {"express-transport-belt", "express-underground-belt"}


def test_a_run_past_inserters_stays_open(builder):
    put(builder, "burner-inserter", (5.5, 59.5))  # picks from (5.5, 60.5)
    group = builder.connect_entities(Position(x=0, y=60), Position(x=12, y=60), BOTH)
    assert (5.5, 60.5) in {at(belt.position) for belt in group.belts if belt.name == "transport-belt"}


def test_belts_alone_where_there_are_no_undergrounds(builder):
    builder.world.do([Place("underground-belt", 256 * 2 * i + 128, 256 * 200 + 128) for i in range(19)])
    group = builder.connect_entities(Position(x=0, y=60), Position(x=9, y=60), BOTH)
    assert len(group.belts) == 10
    assert builder.carries("underground-belt") == 1


# --- crossing ---------------------------------------------------------------------------------------------------------


def test_under_another_line(builder):
    other = builder.connect_entities(Position(x=5, y=40), Position(x=5, y=90), BELT)
    before = [at(belt.position) for belt in other.belts]
    group = builder.connect_entities(Position(x=0, y=60), Position(x=10, y=60), BOTH)
    assert len(builder.get_entities({Prototype.BeltGroup})) == 2
    assert [at(b.position) for b in builder.get_entity(Prototype.BeltGroup, other.position).belts] == before
    assert any(belt.position.x < 5 < belt.output_position.x for belt in undergrounds(group))
    assert all(belt.position.y == 60.5 for belt in group.belts)
    assert carried_through(builder, group) > 0


def test_over_a_wall_without_a_gap(builder):
    ring = [(x, y) for x in range(20, 31) for y in range(60, 71) if x in (20, 30) or y in (60, 70)]
    put(builder, "stone-wall", *((x + 0.5, y + 0.5) for x, y in ring))
    with builder.refused("Failed to find a path", "stone-wall"):
        builder.connect_entities(Position(x=10, y=65), Position(x=25, y=65), BELT)
    group = builder.connect_entities(Position(x=10, y=65), Position(x=25, y=65), BOTH)
    assert carried_through(builder, group) > 0


def test_a_wall_too_thick_for_the_tier(builder):
    ring = [(x, y) for x in range(14, 37) for y in range(54, 77) if not (20 <= x <= 30 and 60 <= y <= 70)]
    builder.world.do([Place("stone-wall", 256 * x + 128, 256 * y + 128, 0, None) for x, y in ring])  # six thick
    with builder.refused("Failed to find a path"):
        builder.connect_entities(Position(x=5, y=65), Position(x=25, y=65), BOTH)


def test_undergrounds_that_stand_already_keep_their_ends(builder):
    first = builder.connect_entities(Position(x=0, y=60), Position(x=7, y=60), BOTH)
    pair = undergrounds(first)[0]
    put(builder, "stone-furnace", (12, 60), (12, 62))
    second = builder.connect_entities(Position(x=3, y=57), Position(x=3, y=64), BOTH)  # across, between the ends
    again = builder.get_entity(Prototype.BeltGroup, first.position)
    assert [at(b.output_position) for b in undergrounds(again)] == [at(pair.output_position)]
    assert len(builder.get_entities({Prototype.BeltGroup})) == 2
    assert carried_through(builder, again) > 0
    assert carried_through(builder, second) > 0


# --- by hand ----------------------------------------------------------------------------------------------------------


def test_placing_turning_and_taking_up_a_pair(builder):
    builder.move_to(Position(x=0, y=58))
    entrance = builder.place_entity(UNDER, Direction.RIGHT, Position(x=0.5, y=60.5))
    assert isinstance(entrance, UndergroundBelt)
    assert (entrance.is_input, entrance.connected_to, entrance.is_terminus) == (True, None, True)
    leaving = builder.place_entity(UNDER, Direction.RIGHT, Position(x=5.5, y=60.5))
    assert (leaving.is_input, leaving.is_source) == (False, False)
    entrance = builder.get_entity(UNDER, entrance.position)
    assert entrance.connected_to == leaving.id
    assert at(entrance.output_position) == (5.5, 60.5)
    (group,) = builder.get_entities({Prototype.BeltGroup})
    assert len(group.belts) == 1  # one object stands for both
    turned = builder.rotate_entity(entrance, Direction.LEFT)
    assert turned.is_input is False
    with builder.refused("Could not rotate underground-belt"):
        builder.rotate_entity(turned, Direction.UP)
    (group,) = builder.get_entities({Prototype.BeltGroup})
    assert (at(group.belts[0].position), at(group.belts[0].output_position)) == ((5.5, 60.5), (0.5, 60.5))
    builder.pickup_entity(group)
    assert builder.carries("underground-belt") == 20


def test_splitters(builder):
    builder.move_to(Position(x=0, y=58))
    splitter = builder.place_entity(Prototype.Splitter, Direction.UP, Position(x=2, y=60.5))
    assert isinstance(splitter, Splitter)
    assert [at(p) for p in splitter.input_positions] == [(1.5, 61.5), (2.5, 61.5)]
    assert [at(p) for p in splitter.output_positions] == [(1.5, 59.5), (2.5, 59.5)]
    turned = builder.rotate_entity(splitter, Direction.RIGHT)
    assert turned.direction is Direction.RIGHT
    assert all(p.x > turned.position.x for p in turned.output_positions)
    builder.pickup_entity(turned)
    assert builder.carries("splitter") == 5


def test_a_splitter_shares_a_line_between_two_chests(builder):
    builder.move_to(Position(x=0, y=58))
    splitter = builder.place_entity(Prototype.Splitter, Direction.RIGHT, Position(x=0.5, y=60))
    feed = builder.connect_entities(Position(x=-9.5, y=59.5), splitter.input_positions[0], BELT)
    left = builder.connect_entities(splitter.output_positions[0], Position(x=6, y=59), BELT)
    right = builder.connect_entities(splitter.output_positions[1], Position(x=6, y=60), BELT)
    assert len(builder.get_entities({Prototype.BeltGroup})) == 3  # a splitter belongs to none
    builder.insert_item(Prototype.Coal, feed, 40)
    builder.sleep(30)
    counts = [
        builder.get_entity(Prototype.BeltGroup, group.position).inventory[Prototype.Coal] for group in (left, right)
    ]
    assert counts == [20, 20]
    assert builder.get_entity(Prototype.BeltGroup, feed.position).status is EntityStatus.EMPTY


def test_a_line_to_a_splitter_leads_into_it(builder):
    builder.move_to(Position(x=0, y=58))
    splitter = builder.place_entity(Prototype.Splitter, Direction.RIGHT, Position(x=5.5, y=60))
    left, right = splitter.input_positions
    # from straight above and below: the way ends across the splitter's direction
    for start, line in ((Position(x=4.5, y=54.5), left), (Position(x=4.5, y=65.5), right)):
        group = builder.connect_entities(start, line, Prototype.TransportBelt)
        assert group.outputs[0].direction is Direction.RIGHT
        builder.insert_item(Prototype.Coal, group, 4)
    builder.connect_entities(*(Position(x=x, y=59.5) for x in (6.5, 12.5)), Prototype.TransportBelt)
    builder.connect_entities(*(Position(x=x, y=60.5) for x in (6.5, 12.5)), Prototype.TransportBelt)
    builder.sleep(10)
    past = [group for group in builder.get_entities({Prototype.BeltGroup}) if group.position.x > 6]
    assert [group.inventory["coal"] for group in past] == [4, 4]


def test_a_splitter_gives_each_connection_a_line_of_its_own(builder):
    builder.move_to(Position(x=0, y=58))
    splitter = builder.place_entity(Prototype.Splitter, Direction.RIGHT, Position(x=5.5, y=60))
    sources = [Position(x=-4.5, y=y) for y in (55.5, 64.5)]
    targets = [Position(x=14.5, y=y) for y in (55.5, 64.5)]
    for start in sources:
        builder.connect_entities(start, splitter, Prototype.TransportBelt)
    for end in targets:
        builder.connect_entities(splitter, end, Prototype.TransportBelt)
    groups = builder.get_entities({Prototype.BeltGroup})
    assert len(groups) == 4
    carried = builder.carries("transport-belt")
    for start in sources:
        builder.connect_entities(start, splitter, Prototype.TransportBelt)
    for end in targets:
        builder.connect_entities(splitter, end, Prototype.TransportBelt)
    assert builder.carries("transport-belt") == carried, "what is connected already costs nothing"
    heads = [group for group in groups if group.position.x < 5]
    for group in heads:
        builder.insert_item(Prototype.Coal, group, 4)
    builder.sleep(20)
    tails = [group for group in builder.get_entities({Prototype.BeltGroup}) if group.position.x > 5]
    assert [group.inventory["coal"] for group in tails] == [4, 4]
