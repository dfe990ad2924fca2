"""place_entity, place_entity_next_to, can_place_entity."""

from __future__ import annotations

import pytest

from fle_llm.game import BurnerInserter, Direction, EntityStatus, Position, Prototype, Resource
from fle_llm.world.ops import Place


def at(position):
    return position.x, position.y


# --- place_entity -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prototype", "asked", "placed"),
    [
        # snapping, AGENT_API 1.4: odd sides centre on .5, even ones on whole numbers
        (Prototype.WoodenChest, (2, 2), (2.5, 2.5)),
        (Prototype.WoodenChest, (2.5, 2.5), (2.5, 2.5)),
        (Prototype.WoodenChest, (-2.9, -0.1), (-2.5, -0.5)),
        (Prototype.StoneFurnace, (2.5, 2.5), (3, 3)),
        (Prototype.StoneFurnace, (4, 4), (4, 4)),
        (Prototype.TransportBelt, (4.9, 1.1), (4.5, 1.5)),
    ],
)
def test_the_position_is_snapped_to_the_grid(player, prototype, asked, placed):
    entity = player.place_entity(prototype, position=Position(*asked))
    assert at(entity.position) == placed
    assert entity.prototype is prototype
    assert entity.name == prototype.prototype_name
    assert at(player.get_entity(prototype, Position(*placed)).position) == placed


def test_one_item_is_used_and_no_time(player):
    assert player.ticks(lambda: player.place_entity(Prototype.IronChest, position=Position(x=3, y=3))) == 0
    assert player.carries("iron-chest") == 1


def test_a_fresh_furnace_warns_in_order(player):
    furnace = player.place_entity(Prototype.StoneFurnace, position=Position(x=3, y=3))
    assert furnace.warnings == ["out of fuel", "no ingredients to smelt"]
    assert furnace.status is EntityStatus.NO_FUEL


@pytest.mark.parametrize("direction", [Direction.UP, Direction.RIGHT, Direction.DOWN, Direction.LEFT])
def test_directions_read_back_as_placed(player, direction):
    dx, dy = {"UP": (0, -1), "RIGHT": (1, 0), "DOWN": (0, 1), "LEFT": (-1, 0)}[direction.name]
    inserter = player.place_entity(Prototype.BurnerInserter, direction, Position(x=3.5, y=3.5))
    assert inserter.direction is direction
    assert at(inserter.drop_position) == (3.5 + dx, 3.5 + dy)  # inserters drop to the side they face
    assert at(inserter.pickup_position) == (3.5 - dx, 3.5 - dy)
    belt = player.place_entity(Prototype.TransportBelt, direction, Position(x=7.5, y=3.5))
    assert belt.direction is direction
    assert at(belt.output_position) == (7.5 + dx, 3.5 + dy)
    assert at(belt.input_position) == (7.5 - dx, 3.5 - dy)


@pytest.mark.parametrize(
    ("direction", "drop"),
    [
        # AGENT_API 4.2, from the centre (17, 3): N (-0.5, -1.3), E (1.3, -0.5), S (0.5, 1.3), W (-1.3, 0.5)
        (Direction.UP, (16.5, 1.5)),
        (Direction.RIGHT, (18.5, 2.5)),
        (Direction.DOWN, (17.5, 4.5)),
        (Direction.LEFT, (15.5, 3.5)),
    ],
)
def test_a_drill_puts_out_on_the_side_it_faces(player, direction, drop):
    player.move_to(Position(x=12, y=3))
    drill = player.place_entity(Prototype.BurnerMiningDrill, direction, Position(x=17, y=3))
    assert drill.direction is direction
    assert at(drill.drop_position) == drop
    assert drill.resources[0].name == "coal"
    assert drill.resources[0].count == 4 * 10_000  # its own 2 x 2 tiles
    assert drill.energy >= 0


def test_call_styles(player):
    assert player.place_entity(Prototype.WoodenChest, position=(3, 3))
    assert player.place_entity(Prototype.WoodenChest, Direction.UP, Position(x=4, y=3))
    assert player.place_entity(entity=Prototype.WoodenChest, direction=Direction.LEFT, position=Position(x=5, y=3))
    assert player.place_entity(prototype=Prototype.WoodenChest, position=Position(x=6, y=3))
    assert player.place_entity("wooden_chest", position=Position(x=7, y=3))
    assert player.carries("wooden-chest") == 5


def test_you_step_aside(player):
    player.move_to(Position(x=3, y=3))
    furnace = player.place_entity(Prototype.StoneFurnace, position=Position(x=3.5, y=3.5))
    assert at(furnace.position) == (4, 4)
    assert player.move_to(Position(x=9, y=9))


def test_too_far(player):
    with player.refused(
        "Could not place wooden-chest at (10.5, 0.5)",
        "too far away to place the entity. The player position is 0, 0",
        "The distance is 10.51 and the max distance is 10. Move closer.",  # hypot(10.5, 0.5)
    ):
        player.place_entity(Prototype.WoodenChest, position=Position(x=10.5, y=0.5))
    assert player.place_entity(Prototype.WoodenChest, position=Position(x=6, y=8))  # hypot(6, 8) = 10: just in reach


def test_none_in_the_inventory(player):
    with player.refused("Could not place boiler at (3, 3)", "No boiler in inventory. Current inventory: ", "coal=50"):
        player.place_entity(Prototype.Boiler, position=Position(x=3, y=3))


def test_an_empty_inventory_says_so(make_world, player):
    poor = player.another(make_world({}))
    with poor.refused("No stone-furnace in inventory. Current inventory: empty"):
        poor.place_entity(Prototype.StoneFurnace, position=Position(x=3, y=3))


def test_the_same_thing_is_already_there(player):
    player.place_entity(Prototype.WoodenChest, position=Position(x=3.5, y=3.5))
    with player.refused("entity already exists at the target position {x = 3.5, y = 3.5} - remove this before"):
        player.place_entity(Prototype.WoodenChest, position=Position(x=3.1, y=3.9))


def test_something_else_is_in_the_way_and_the_next_place_is_named(player):
    player.place_entity(Prototype.StoneFurnace, position=Position(x=4, y=4))
    with player.refused(
        "Could not place wooden-chest at (3.5, 3.5)",
        "existing object in the way: stone-furnace at x=4.0 y=4.0",
        "The nearest free position is x=3.5 y=2.5",
    ):
        player.place_entity(Prototype.WoodenChest, position=Position(x=3.5, y=3.5))


def test_inexact_takes_a_place_nearby(player):
    player.place_entity(Prototype.StoneFurnace, position=Position(x=4, y=4))
    chest = player.place_entity(Prototype.WoodenChest, position=Position(x=3.5, y=3.5), exact=False)
    # ring 1, x first, from the least: (2.5, 2.5)
    assert at(chest.position) == (2.5, 2.5)


def test_water_and_trees(player):
    player.move_to(Position(x=-8, y=0))
    with player.refused("Could not place wooden-chest", "footprint overlaps water", "nearest free position"):
        player.place_entity(Prototype.WoodenChest, position=Position(x=-11, y=0))
    tree = player.nearest(Resource.Wood)
    player.move_to(tree)
    with player.refused("Could not place stone-furnace", "tree-01 at"):
        player.place_entity(Prototype.StoneFurnace, position=tree)


def test_ore_may_be_built_over(player):
    coal = player.nearest(Resource.Coal)
    player.move_to(coal)
    assert at(player.place_entity(Prototype.WoodenChest, position=coal).position) == at(coal)


def test_wrong_arguments(player):
    with player.refused("The position argument must be a Position object", error=ValueError):
        player.place_entity(Prototype.WoodenChest, position="here")
    with player.refused("The second argument must be a Direction object", error=ValueError):
        player.place_entity(Prototype.WoodenChest, Position(x=3, y=3))
    with player.refused("The second argument must be a Direction object", error=ValueError):
        player.place_entity(Prototype.WoodenChest, 4, Position(x=3, y=3))
    with player.refused("is not a valid Prototype", error=ValueError):
        player.place_entity(7, position=Position(x=3, y=3))
    with player.refused("UP, RIGHT, DOWN or LEFT", error=ValueError):
        player.place_entity(Prototype.TransportBelt, Direction.UPRIGHT, Position(x=3, y=3))
    with player.refused(
        "stone_furnce isn't something that exists. Did you make a typo?", "Did you mean: stone-furnace"
    ):
        player.place_entity("stone-furnce", position=Position(x=3, y=3))
    with player.refused("coal", "cannot be placed"):
        player.place_entity(Prototype.Coal, position=Position(x=3, y=3))
    with player.refused("missing a required argument", error=TypeError):
        player.place_entity()


def test_the_edge_of_the_map(player):
    player.move_to(Position(x=499, y=0))
    with player.refused("Could not place wooden-chest", "beyond the edge of the map"):
        player.place_entity(Prototype.WoodenChest, position=Position(x=501, y=0))


# --- place_entity_next_to ---------------------------------------------------------------------------------------------


def put(player, name, x, y, direction=0):
    player.world.do([Place(name, round(x * 256), round(y * 256), direction, None)])


@pytest.mark.parametrize(
    ("direction", "expected"),
    [
        # AGENT_API 3.5: from a 1x1 chest at (10.5, 10.5), an inserter touches it one tile away
        (Direction.LEFT, (9.5, 10.5)),
        (Direction.RIGHT, (11.5, 10.5)),
        (Direction.UP, (10.5, 9.5)),
        (Direction.DOWN, (10.5, 11.5)),
    ],
)
def test_an_inserter_beside_a_chest(player, direction, expected):
    put(player, "wooden-chest", 10.5, 10.5)
    inserter = player.place_entity_next_to(Prototype.BurnerInserter, Position(x=10.5, y=10.5), direction)
    assert isinstance(inserter, BurnerInserter)
    assert at(inserter.position) == expected
    assert inserter.direction is direction
    assert at(inserter.pickup_position) == (10.5, 10.5)  # it takes from what it stands beside


def test_geometry_examples(player):
    # AGENT_API 3.5: a 2x2 furnace at (0, 0) and an inserter RIGHT: offset ceil(2 + 1) / 2 = 1.5, snapped to (1.5, 0.5)
    player.move_to(Position(x=5, y=5))
    put(player, "stone-furnace", 0, 0)
    assert at(player.place_entity_next_to(Prototype.BurnerInserter, Position(x=0, y=0), Direction.RIGHT).position) == (
        1.5,
        0.5,
    )
    # a burner drill (2x2) and a furnace DOWN: two tiles further down
    player.move_to(Position(x=12, y=2))
    drill = player.place_entity(Prototype.BurnerMiningDrill, Direction.DOWN, Position(x=17, y=3))
    furnace = player.place_entity_next_to(Prototype.StoneFurnace, drill.position, Direction.DOWN)
    assert at(furnace.position) == (17, 5)
    # ... so that the drill puts its ore into it
    assert furnace.position.x - 1 < drill.drop_position.x < furnace.position.x + 1
    assert furnace.position.y - 1 < drill.drop_position.y < furnace.position.y + 1


def test_spacing_leaves_tiles_free(player):
    put(player, "wooden-chest", 10.5, 10.5)
    for spacing in (0, 1, 3):
        chest = player.place_entity_next_to(
            Prototype.WoodenChest, Position(x=10.5, y=10.5), Direction.RIGHT, spacing=spacing
        )
        assert at(chest.position) == (11.5 + spacing, 10.5)
        player.pickup_entity(chest)


def test_an_empty_spot_counts_as_one_tile(player):
    chest = player.place_entity_next_to(Prototype.WoodenChest, Position(x=30.5, y=30.5), Direction.DOWN, 2)
    assert at(chest.position) == (30.5, 33.5)


def test_a_point_off_the_middle_still_touches(player):
    put(player, "stone-furnace", 10, 10)
    inserter = player.place_entity_next_to(Prototype.BurnerInserter, Position(x=10.5, y=10.5), Direction.UP)
    assert at(inserter.position) == (10.5, 8.5)  # [9, 11) x [9, 11): above it y = 8.5, over the column asked for


def test_any_distance_will_do(player):
    put(player, "wooden-chest", 50.5, 30.5)
    assert at(player.place_entity_next_to(Prototype.WoodenChest, Position(x=50.5, y=30.5)).position) == (51.5, 30.5)


def test_strict_reach_wants_you_near(player):
    put(player, "wooden-chest", 50.5, 30.5)
    strict = player.another(player.world, strict_reach=True)
    with strict.refused("too far away", "max distance is 10"):
        strict.place_entity_next_to(Prototype.WoodenChest, Position(x=50.5, y=30.5))


def test_what_is_in_the_way_and_what_is_free(player):
    put(player, "wooden-chest", 10.5, 10.5)
    put(player, "stone-furnace", 12, 10)
    with player.refused(
        "Could not place burner-inserter next to x=10.5 y=10.5 with spacing 0 and direction RIGHT. ",
        "Cannot place entity at the position x=11.5 y=10.5 with the current direction",
        "stone-furnace at x=12.0 y=10.0",
        "Consider increasing the spacing (0), changing the direction",
        "Free instead: ",
        "x=13.5 y=10.5 (direction RIGHT)",  # spacing 2
        "x=10.5 y=9.5 (direction UP)",
    ):
        player.place_entity_next_to(Prototype.BurnerInserter, Position(x=10.5, y=10.5), Direction.RIGHT)
    player.place_entity_next_to(Prototype.WoodenChest, Position(x=10.5, y=10.5), Direction.UP)
    with player.refused("A wooden-chest already exists at the new position x=10.5 y=9.5."):
        player.place_entity_next_to(Prototype.WoodenChest, Position(x=10.5, y=10.5), Direction.UP)


def test_a_drill_beside_something_needs_ore_below(player):
    put(player, "wooden-chest", 50.5, 50.5)
    with player.refused("Could not place burner-mining-drill next to", "no resources found in mining area"):
        player.place_entity_next_to(Prototype.BurnerMiningDrill, Position(x=50.5, y=50.5), Direction.RIGHT)
    put(player, "wooden-chest", 14.5, 5.5)  # coal lies from x = 15
    drill = player.place_entity_next_to(Prototype.BurnerMiningDrill, Position(x=14.5, y=5.5), Direction.RIGHT)
    assert at(drill.position) == (16, 6)


def test_a_drill_may_be_placed_off_the_ore(player):
    drill = player.place_entity(Prototype.BurnerMiningDrill, position=Position(x=5, y=5))
    assert drill.status is EntityStatus.NO_MINABLE_RESOURCES
    assert drill.warnings[0] == "nothing to mine"


def test_next_to_needs_the_item(player):
    with player.refused("Not enough boiler in inventory. Current inventory: "):
        player.place_entity_next_to(Prototype.Boiler, Position(x=3, y=3))


def test_wrong_arguments_next_to(player):
    with player.refused("reference_position must be a Position object", error=AssertionError):
        player.place_entity_next_to(Prototype.WoodenChest, "there")
    with player.refused("must be a Prototype", error=AssertionError):
        player.place_entity_next_to(5, Position(x=3, y=3))
    with player.refused("spacing", error=ValueError):
        player.place_entity_next_to(Prototype.WoodenChest, Position(x=3, y=3), Direction.UP, -1)
    with player.refused("Invalid direction 2 provided"):
        player.place_entity_next_to(Prototype.WoodenChest, Position(x=3, y=3), Direction.UPRIGHT)


# --- can_place_entity -------------------------------------------------------------------------------------------------


def test_can_place(player):
    assert player.can_place_entity(Prototype.WoodenChest, Direction.UP, Position(x=5, y=0)) is True
    assert player.can_place_entity(Prototype.WoodenChest, Direction.UP, Position(x=100, y=0)) is False  # out of reach
    assert player.can_place_entity(Prototype.Boiler, Direction.UP, Position(x=5, y=0)) is False  # none carried
    assert player.can_place_entity(Prototype.StoneFurnace, Direction.UP, Position(x=0, y=0)) is True  # where one stands
    player.move_to(Position(x=-6, y=0))
    assert player.can_place_entity(Prototype.WoodenChest, Direction.UP, Position(x=-11, y=0)) is False  # water


def test_can_place_where_something_stood(player):
    chest = player.place_entity(Prototype.WoodenChest, position=Position(x=5, y=5))
    assert player.can_place_entity(Prototype.WoodenChest, Direction.UP, chest.position) is False
    player.pickup_entity(chest)
    assert player.can_place_entity(Prototype.WoodenChest, Direction.UP, chest.position) is True


def test_can_place_changes_nothing(player):
    before = player.world.digest()
    player.can_place_entity(Prototype.StoneFurnace, Direction.UP, Position(x=0, y=0))
    assert player.world.digest() == before


def test_can_place_never_fails_for_a_reason_of_the_game(player):
    assert player.can_place_entity("no-such-thing", Direction.UP, Position(x=5, y=0)) is False
    assert player.can_place_entity(Prototype.Coal, Direction.UP, Position(x=5, y=0)) is False
    for arguments in ((5, Direction.UP, Position(x=5, y=0)), (Prototype.WoodenChest, 0, Position(x=5, y=0))):
        with player.refused(error=AssertionError):
            player.can_place_entity(*arguments)
