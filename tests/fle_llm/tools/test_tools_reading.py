"""get_entity and get_entities, and the groups they form."""

from __future__ import annotations

import pytest

from fle_llm.game import (
    BeltGroup,
    BurnerMiningDrill,
    Chest,
    Direction,
    EntityStatus,
    Furnace,
    Position,
    Prototype,
)
from fle_llm.world.ops import Place

EAST, SOUTH, WEST, NORTH = 4, 8, 12, 0


def at(position):
    return position.x, position.y


def put(player, name, *spots, direction=0):
    player.world.do([Place(name, round(x * 256), round(y * 256), direction, None) for x, y in spots])


# --- get_entity -------------------------------------------------------------------------------------------------------


def test_nothing_there_is_none(player):
    assert player.get_entity(Prototype.WoodenChest, Position(x=5, y=5)) is None
    assert player.get_entity(Prototype.BeltGroup, Position(x=5, y=5)) is None


def test_get_entity_has_the_prototype_itself(player):
    put(player, "wooden-chest", (5.5, 5.5))
    chest = player.get_entity(Prototype.WoodenChest, Position(x=5.5, y=5.5))
    assert isinstance(chest, Chest)
    assert chest.prototype is Prototype.WoodenChest
    assert at(player.get_entity(chest.prototype, chest.position).position) == (5.5, 5.5)


def test_get_entity_takes_the_nearest_within_a_tile(player):
    put(player, "wooden-chest", (5.5, 5.5), (6.5, 5.5))
    assert at(player.get_entity(Prototype.WoodenChest, Position(x=6.4, y=5.5)).position) == (6.5, 5.5)
    assert at(player.get_entity(Prototype.WoodenChest, Position(x=4.6, y=5.5)).position) == (5.5, 5.5)
    assert player.get_entity(Prototype.WoodenChest, Position(x=3.5, y=5.5)) is None
    assert player.get_entity(Prototype.IronChest, Position(x=5.5, y=5.5)) is None


def test_wrong_arguments_of_get_entity(player):
    with player.refused(error=AssertionError):
        player.get_entity(5, Position(x=0, y=0))
    with player.refused(error=AssertionError):
        player.get_entity(Prototype.WoodenChest, "there")


def test_a_drill_in_full(player):
    player.move_to(Position(x=12, y=3))
    drill = player.place_entity(Prototype.BurnerMiningDrill, Direction.RIGHT, Position(x=17, y=3))
    drill = player.insert_item(Prototype.Coal, drill, 3)
    again = player.get_entity(Prototype.BurnerMiningDrill, drill.position)
    assert isinstance(again, BurnerMiningDrill)
    assert repr(again) == repr(drill)
    assert again.fuel == {"coal": 3}
    assert (again.width, again.height) == (2, 2)
    assert (again.tile_dimensions.tile_width, again.dimensions.width) == (2, 1.4)  # collision box +-0.7
    assert again.health == 150
    assert again.type == "mining-drill"


def test_a_drill_works_through_its_states(player):
    player.move_to(Position(x=12, y=3))
    drill = player.place_entity(Prototype.BurnerMiningDrill, Direction.LEFT, Position(x=16, y=4))
    assert (drill.status, drill.warnings) == (EntityStatus.NO_FUEL, ["out of fuel"])
    player.insert_item(Prototype.Coal, drill, 5)
    player.sleep(5)  # an ore takes 4 s: one lies on the ground, nothing takes the next
    player.sleep(5)
    drill = player.get_entity(Prototype.BurnerMiningDrill, drill.position)
    assert drill.status is EntityStatus.WAITING_FOR_SPACE_IN_DESTINATION
    assert drill.warnings == [
        "output blocked by item on the ground. There is no sink entity in place to accept the output."
    ]
    player.pickup_entity(Prototype.Coal, drill.drop_position)
    chest = player.place_entity(Prototype.WoodenChest, position=drill.drop_position)
    player.sleep(5)
    drill = player.get_entity(Prototype.BurnerMiningDrill, drill.position)
    assert (drill.status, drill.warnings) == (EntityStatus.WORKING, [])
    assert player.inspect_inventory(chest)["coal"] >= 1


def test_a_drill_on_a_full_chest(make_world, player):
    rich = player.another(make_world({"coal": 16 * 50 + 5, "wooden-chest": 1, "burner-mining-drill": 1}))
    rich.move_to(Position(x=12, y=3))
    drill = rich.place_entity(Prototype.BurnerMiningDrill, Direction.LEFT, Position(x=16, y=4))
    chest = rich.place_entity(Prototype.WoodenChest, position=drill.drop_position)
    rich.insert_item(Prototype.Coal, chest, 800)
    rich.insert_item(Prototype.Coal, drill, 5)
    rich.sleep(5)
    drill = rich.get_entity(Prototype.BurnerMiningDrill, drill.position)
    where = chest.position
    assert drill.warnings == [
        f"chest at drop position is full. Empty the chest at ({where.x:g}, {where.y:g}) to continue mining."
    ]


def test_an_inserter_over_an_empty_chest(player):
    chest = player.place_entity(Prototype.WoodenChest, position=Position(x=3.5, y=3.5))
    inserter = player.place_entity_next_to(Prototype.BurnerInserter, chest.position, Direction.RIGHT)
    player.insert_item(Prototype.Coal, inserter, 1)
    player.sleep(2)
    inserter = player.get_entity(Prototype.BurnerInserter, inserter.position)
    assert inserter.status is EntityStatus.WAITING_FOR_SOURCE_ITEMS
    assert "inserter waiting for source items" in inserter.warnings
    player.insert_item(Prototype.IronPlate, chest, 5)
    player.sleep(0.5)  # half a swing takes 38 ticks
    assert player.get_entity(Prototype.BurnerInserter, inserter.position).status is EntityStatus.WORKING


# --- get_entities: what is listed -------------------------------------------------------------------------------------


def test_nothing_is_an_empty_list(player):
    assert player.get_entities() == []
    assert player.get_entities({Prototype.WoodenChest}) == []


def test_all_entities_in_order(player):
    put(player, "wooden-chest", (5.5, 5.5), (2.5, 5.5))
    put(player, "stone-furnace", (4, 3))
    found = player.get_entities()
    assert [at(entity.position) for entity in found] == [(4, 3), (2.5, 5.5), (5.5, 5.5)]  # north to south, west to east
    assert isinstance(found[0], Furnace)


def test_filters_and_places(player):
    put(player, "wooden-chest", (5.5, 5.5), (40.5, 5.5))
    put(player, "stone-furnace", (4, 3))
    assert len(player.get_entities({Prototype.WoodenChest})) == 2
    assert len(player.get_entities(Prototype.WoodenChest)) == 2
    assert len(player.get_entities([Prototype.WoodenChest, Prototype.StoneFurnace])) == 3
    assert len(player.get_entities({Prototype.WoodenChest}, Position(x=5, y=5), 10)) == 1
    assert len(player.get_entities(position=Position(x=40, y=5), radius=3)) == 1
    assert len(player.get_entities(radius=10)) == 2
    # radius 0: what covers the point
    assert [e.name for e in player.get_entities(position=Position(x=4.9, y=3.9), radius=0)] == ["stone-furnace"]
    assert player.get_entities(position=Position(x=5.1, y=3.9), radius=0) == []


@pytest.mark.parametrize("keyword", ["prototype", "name", "type", "entities"])
def test_documented_keywords(player, keyword):
    put(player, "wooden-chest", (5.5, 5.5))
    put(player, "stone-furnace", (4, 3))
    found = player.get_entities(**{keyword: Prototype.WoodenChest}, radius=10)
    assert [entity.name for entity in found] == ["wooden-chest"]


def test_wrong_arguments_of_get_entities(player):
    with player.refused("Error in GetEntities (entities=all, position=there", "must be a Position object"):
        player.get_entities(position="there")
    with player.refused("Error in GetEntities (entities=5"):
        player.get_entities(5)
    with player.refused("Error in GetEntities", "Did you mean: wooden-chest"):
        player.get_entities({"woden-chest"})
    with player.refused("Error in GetEntities", "radius"):
        player.get_entities(radius=-1)


# --- belt groups ------------------------------------------------------------------------------------------------------


def lines(player):
    return [group for group in player.get_entities() if isinstance(group, BeltGroup)]


def test_one_run_is_one_group(player):
    put(player, "transport-belt", *((x + 0.5, 3.5) for x in range(6)), direction=EAST)
    (group,) = lines(player)
    assert len(group.belts) == 6
    assert [at(belt.position) for belt in group.belts] == [(x + 0.5, 3.5) for x in range(6)]  # in the order of travel
    assert [at(belt.position) for belt in group.inputs] == [(0.5, 3.5)]
    assert [at(belt.position) for belt in group.outputs] == [(5.5, 3.5)]
    assert group.status is EntityStatus.EMPTY
    assert group.id == 0
    assert at(group.position) == (0.5, 3.5)
    assert repr(group) == (
        "\n\tBeltGroup(inputs=[Belt((x=0.5 y=3.5)->, direction=Direction.RIGHT)], "
        "outputs=[Belt((x=5.5 y=3.5)->, direction=Direction.RIGHT)], inventory=, "
        "status=EntityStatus.EMPTY, belts=[6 belts])"
    )


def test_even_one_belt_is_a_group(player):
    put(player, "transport-belt", (3.5, 3.5))
    (group,) = lines(player)
    assert len(group.belts) == len(group.inputs) == len(group.outputs) == 1


def test_separate_runs_are_separate_groups(player):
    for y in (2.5, 5.5, 8.5):
        put(player, "transport-belt", *((x + 0.5, y) for x in range(3)), direction=EAST)
    assert len(lines(player)) == 3


def test_a_curve_stays_one_group(player):
    put(player, "transport-belt", (0.5, 5.5), (1.5, 5.5), direction=EAST)
    put(player, "transport-belt", (2.5, 5.5), (2.5, 6.5), direction=SOUTH)
    (group,) = lines(player)
    assert [at(belt.position) for belt in group.belts] == [(0.5, 5.5), (1.5, 5.5), (2.5, 5.5), (2.5, 6.5)]
    assert at(group.outputs[0].output_position) == (2.5, 7.5)


def test_a_side_load_joins_groups(player):
    put(player, "transport-belt", *((x + 0.5, 5.5) for x in range(5)), direction=EAST)
    put(player, "transport-belt", (2.5, 3.5), (2.5, 4.5), direction=SOUTH)
    (group,) = lines(player)
    assert len(group.belts) == 7
    assert {at(belt.position) for belt in group.inputs} == {(0.5, 5.5), (2.5, 3.5)}
    assert [at(belt.position) for belt in group.outputs] == [(4.5, 5.5)]


def test_a_loop_has_no_ends(player):
    put(player, "transport-belt", (3.5, 3.5), direction=EAST)
    put(player, "transport-belt", (4.5, 3.5), direction=SOUTH)
    put(player, "transport-belt", (4.5, 4.5), direction=WEST)
    put(player, "transport-belt", (3.5, 4.5), direction=NORTH)
    (group,) = lines(player)
    assert len(group.belts) == 4
    assert group.inputs == group.outputs == []


# --- when groups are formed -------------------------------------------------------------------------------------------


def test_a_filter_without_a_place_lists_members(player):
    put(player, "transport-belt", (0.5, 3.5), (1.5, 3.5), direction=EAST)
    found = player.get_entities({Prototype.TransportBelt})
    assert [type(entity).__name__ for entity in found] == ["TransportBelt", "TransportBelt"]


def test_a_group_in_the_filter_groups(player):
    put(player, "transport-belt", (0.5, 3.5), (1.5, 3.5), direction=EAST)
    put(player, "wooden-chest", (5.5, 5.5))
    assert [type(entity).__name__ for entity in player.get_entities({Prototype.BeltGroup})] == ["BeltGroup"]
    mixed = player.get_entities({Prototype.BeltGroup, Prototype.WoodenChest})
    assert [type(entity).__name__ for entity in mixed] == ["Chest", "BeltGroup"]


def test_a_filter_with_a_place_groups(player):
    put(player, "transport-belt", (0.5, 3.5), (1.5, 3.5), direction=EAST)
    found = player.get_entities({Prototype.TransportBelt}, Position(x=0, y=3), 10)
    assert [type(entity).__name__ for entity in found] == ["BeltGroup"]


def test_get_entity_of_a_group(player):
    put(player, "transport-belt", *((x + 0.5, 3.5) for x in range(40)), direction=EAST)
    group = player.get_entity(Prototype.BeltGroup, Position(x=20.5, y=3.5))
    assert len(group.belts) == 40
    assert at(group.inputs[0].position) == (0.5, 3.5)


def test_reading_changes_nothing_and_costs_nothing(player):
    put(player, "stone-furnace", (4, 4))
    before = (player.world.tick, player.world.digest())
    player.get_entities()
    player.get_entity(Prototype.StoneFurnace, Position(x=4, y=4))
    player.inspect_inventory(player.get_entities()[0])
    assert (player.world.tick, player.world.digest()) == before
