"""pickup_entity, rotate_entity, set_entity_recipe."""

from __future__ import annotations

import pytest

from fle_llm.game import Direction, Position, Prototype, RecipeName
from fle_llm.world.ops import Place, SetAgent

EAST = 4


def at(position):
    return position.x, position.y


def put(player, name, *spots, direction=0):
    player.world.do([Place(name, round(x * 256), round(y * 256), direction, None) for x, y in spots])


@pytest.fixture
def chest(player):
    return player.place_entity(Prototype.WoodenChest, position=Position(x=3.5, y=3.5))


# --- pickup_entity ----------------------------------------------------------------------------------------------------


def test_pickup_gives_the_item_back(player, chest):
    assert player.carries("wooden-chest") == 9
    assert player.pickup_entity(chest) is True
    assert player.carries("wooden-chest") == 10
    assert player.get_entities() == []
    assert player.world.tick == 0


def test_pickup_gives_everything_inside(make_world, player):
    rich = player.another(make_world({"coal": 10, "iron-ore": 10, "stone-furnace": 1}))
    furnace = rich.place_entity(Prototype.StoneFurnace, position=Position(x=3, y=3))
    rich.insert_item(Prototype.Coal, furnace, 10)
    rich.insert_item(Prototype.IronOre, furnace, 10)
    rich.pickup_entity(furnace)
    assert rich.inspect_inventory() == {"coal": 10, "iron-ore": 10, "stone-furnace": 1}


def test_pickup_by_prototype_and_position(player, chest):
    assert player.pickup_entity(Prototype.WoodenChest, Position(x=3.9, y=3.2)) is True
    with player.refused("Could not pickup: Couldnt find wooden-chest at position (3.9, 3.2) to pick up."):
        player.pickup_entity(Prototype.WoodenChest, Position(x=3.9, y=3.2))
    with player.refused("Couldnt find wooden-chest at position (3.5, 3.5)"):
        player.pickup_entity(chest)


def test_pickup_from_afar(player):
    put(player, "wooden-chest", (60.5, 60.5))
    assert player.pickup_entity(Prototype.WoodenChest, Position(x=60.5, y=60.5))
    put(player, "wooden-chest", (60.5, 60.5))
    strict = player.another(player.world, strict_reach=True)
    with strict.refused("too far away"):
        strict.pickup_entity(Prototype.WoodenChest, Position(x=60.5, y=60.5))


def test_a_belt_group_goes_whole_with_its_items(player):
    put(player, "transport-belt", *((x + 0.5, 3.5) for x in range(6)), direction=EAST)
    group = player.get_entity(Prototype.BeltGroup, Position(x=0.5, y=3.5))
    group = player.insert_item(Prototype.Coal, group, 10)
    assert player.pickup_entity(group)
    assert player.carries("transport-belt") == 56
    assert player.carries("coal") == 50
    with player.refused("Couldnt find transport-belt"):
        player.pickup_entity(group)


def test_a_group_is_taken_whole_or_not_at_all(player):
    put(player, "transport-belt", *((x + 0.5, 3.5) for x in range(6)), direction=EAST)
    group = player.get_entity(Prototype.BeltGroup, Position(x=0.5, y=3.5))
    # 90 slots: 89 of plates and a stack of 97 belts leave room for three
    player.world.do([SetAgent(0, inventory={"iron-plate": 8900, "transport-belt": 97})])
    with player.refused("Could not pickup: Inventory is full."):
        player.pickup_entity(group)
    player.pickup_entity(Prototype.TransportBelt, Position(x=2.5, y=3.5))
    with player.refused("Couldnt find transport-belt at position (2.5, 3.5)", "Nothing was taken"):
        player.pickup_entity(group)


def test_no_room_for_what_is_inside(player, chest):
    player.insert_item(Prototype.Coal, chest, 50)
    player.world.do([SetAgent(0, inventory={"iron-plate": 8900})])  # one slot left, two needed
    with player.refused("Could not pickup: Inventory is full.", "wooden-chest", "coal=50"):
        player.pickup_entity(chest)


def test_items_on_the_ground(player):
    player.move_to(Position(x=12, y=3))
    drill = player.place_entity(Prototype.BurnerMiningDrill, Direction.LEFT, Position(x=16, y=4))
    player.insert_item(Prototype.Coal, drill, 1)
    player.sleep(5)
    assert player.pickup_entity(Prototype.Coal, drill.drop_position)
    assert player.carries("coal") == 50
    with player.refused("Couldnt find coal at position"):
        player.pickup_entity(Prototype.Coal, drill.drop_position)


def test_wrong_arguments_of_pickup(player, chest):
    with player.refused("The first argument must be an Entity or Prototype object", error=ValueError):
        player.pickup_entity(5)
    with player.refused("The second argument must be a Position object", error=ValueError):
        player.pickup_entity(Prototype.WoodenChest)
    with player.refused("The second argument must be a Position object", error=ValueError):
        player.pickup_entity(Prototype.WoodenChest, "there")
    with player.refused("Entity", error=ValueError):
        player.pickup_entity(chest, chest.position)


# --- rotate_entity ----------------------------------------------------------------------------------------------------


def test_an_inserter_swaps_its_ends(player, chest):
    inserter = player.place_entity_next_to(Prototype.BurnerInserter, chest.position, Direction.RIGHT)
    assert at(inserter.pickup_position) == (3.5, 3.5)
    turned = player.rotate_entity(inserter, Direction.LEFT)
    assert turned.direction is Direction.LEFT
    assert at(turned.drop_position) == (3.5, 3.5)
    assert at(turned.pickup_position) == at(inserter.drop_position)
    assert player.world.tick == 0


def test_a_belt_turned_around_swaps_its_ends(player):
    belt = player.place_entity(Prototype.TransportBelt, Direction.UP, Position(x=3.5, y=3.5))
    turned = player.rotate_entity(belt, Direction.DOWN)
    assert (at(turned.input_position), at(turned.output_position)) == (
        at(belt.output_position),
        at(belt.input_position),
    )


def test_a_quarter_turn_moves_a_splitter(make_world, play):
    player = play(make_world({"splitter": 1}))
    # Two tiles by one, centred on (4, 4.5): turned, it is one by two, and centres on a tile and on a border of tiles.
    splitter = player.place_entity(Prototype.Splitter, Direction.UP, Position(x=4, y=4.5))
    turned = player.rotate_entity(splitter, Direction.RIGHT)
    assert turned.direction is Direction.RIGHT
    assert (turned.position.x % 1, turned.position.y % 1) == (0.5, 0)
    assert {point.x for point in turned.output_positions} == {turned.position.x + 1}
    assert [seen.position for seen in player.get_entities()] == [turned.position]
    assert player.rotate_entity(splitter, Direction.DOWN).direction is Direction.DOWN  # the old one still means it
    assert player.pickup_entity(splitter)


@pytest.mark.parametrize("direction", [Direction.UP, Direction.RIGHT, Direction.DOWN, Direction.LEFT])
def test_a_drill_turns_to_any_side(player, direction):
    put(player, "burner-mining-drill", (17, 3))
    drill = player.get_entity(Prototype.BurnerMiningDrill, Position(x=17, y=3))
    turned = player.rotate_entity(drill, direction)
    assert turned.direction is direction
    # the drop point lies on the side it faces
    dx, dy = {"UP": (0, -1), "RIGHT": (1, 0), "DOWN": (0, 1), "LEFT": (-1, 0)}[direction.name]
    assert (turned.drop_position.x - 17) * dx + (turned.drop_position.y - 3) * dy == 1.5


def test_what_has_no_direction_does_not_turn(player, chest):
    assert player.rotate_entity(chest, Direction.UP).direction is Direction.UP
    with player.refused("Could not rotate wooden-chest."):
        player.rotate_entity(chest, Direction.RIGHT)


def test_wrong_arguments_of_rotate(player, chest):
    put(player, "transport-belt", (8.5, 3.5))
    with player.refused("must be an Entity", error=ValueError):
        player.rotate_entity(player.get_entity(Prototype.BeltGroup, Position(x=8.5, y=3.5)), Direction.UP)
    with player.refused("must be an Entity", error=ValueError):
        player.rotate_entity(Prototype.WoodenChest, Direction.UP)
    with player.refused("must be a Direction", error=ValueError):
        player.rotate_entity(chest, 4)
    with player.refused("UP, RIGHT, DOWN or LEFT", error=ValueError):
        player.rotate_entity(chest, Direction.UPRIGHT)
    player.pickup_entity(chest)
    with player.refused("Could not rotate wooden-chest. No entity to rotate at the given coordinates"):
        player.rotate_entity(chest, Direction.RIGHT)


# --- set_entity_recipe ------------------------------------------------------------------------------------------------


def test_a_filter_keeps_an_inserter_from_carrying_anything_else(player, chest):
    other = player.place_entity(Prototype.IronChest, position=Position(x=5.5, y=3.5))
    inserter = player.place_entity(Prototype.BurnerInserter, Direction.RIGHT, Position(x=4.5, y=3.5))
    inserter = player.set_entity_recipe(inserter, Prototype.IronPlate)
    assert inserter.filter == "iron-plate"
    player.insert_item(Prototype.CopperPlate, chest, 3)
    player.insert_item(Prototype.IronPlate, chest, 3)
    player.sleep(10)
    assert player.inspect_inventory(other).get(Prototype.CopperPlate) == 0
    assert player.inspect_inventory(other).get(Prototype.IronPlate) == 3


def test_recipe_errors(player, chest):
    with player.refused("Could not set recipe to iron-gear-wheel. No building found that could have its recipe"):
        player.set_entity_recipe(chest, Prototype.IronGearWheel)
    put(player, "stone-furnace", (8, 4))
    furnace = player.get_entity(Prototype.StoneFurnace, Position(x=8, y=4))
    with player.refused("A furnace needs none"):
        player.set_entity_recipe(furnace, Prototype.IronPlate)
    with player.refused("Invalid entity type", error=ValueError):
        player.set_entity_recipe(furnace, 5)
    with player.refused("Invalid entity type", error=ValueError):
        player.set_entity_recipe(Prototype.AssemblingMachine1, Prototype.IronPlate)
    put(player, "burner-inserter", (11.5, 3.5))
    inserter = player.get_entity(Prototype.BurnerInserter, Position(x=11.5, y=3.5))
    with player.refused("an inserter carries items"):
        player.set_entity_recipe(inserter, RecipeName.HeavyOilCracking)
