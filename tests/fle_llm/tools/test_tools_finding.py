"""nearest, get_resource_patch, nearest_buildable on the lab map (its layout: AGENT_API 9)."""

from __future__ import annotations

import pytest
from tool_player import Player

from fle_llm.game import BuildingBox, Position, Prototype, Resource
from fle_llm.tools.nearest_buildable import spiral
from fle_llm.world.ops import Place


def at(position):
    return position.x, position.y


# --- nearest ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        (Resource.Coal, (15.5, -0.5)),  # ties with (15.5, 0.5): the northern one
        (Resource.IronOre, (15.5, 70.5)),
        (Resource.CopperOre, (-46.5, 70.5)),
        (Resource.Water, (-11.0, 0.0)),  # the corner of the tile
        (Resource.Stone, (-46.5, -0.5)),  # as coal, mirrored: tie of -0.5 and 0.5
        # wells at 17.5 and -48.5 by 40.5: 17.5**2 + 40.5**2 is the least
        (Resource.CrudeOil, (17.5, 40.5)),
    ],
)
def test_nearest_resource_from_the_origin(player, resource, expected):
    assert at(player.nearest(resource)) == expected


def test_nearest_wood_is_a_tree_of_the_fence(player):
    tree = player.nearest(Resource.Wood)
    assert tree.x == pytest.approx(0.12, abs=0.01)
    assert tree.y == pytest.approx(-18.68, abs=0.01)


def test_nearest_is_seen_from_the_character(player):
    player.move_to(Position(x=40, y=10))
    assert at(player.nearest(Resource.Coal)) == (38.5, 10.5)


def test_nearest_of_an_ore_tile_that_is_dug_out_is_the_next(player):
    player.move_to(Position(x=15.5, y=-0.5))
    player.harvest_resource(Position(x=15.5, y=-0.5), 1)
    assert at(player.nearest(Resource.Coal)) == (15.5, -0.5)  # one of 10000 is gone, no more


def test_nearest_finds_what_was_placed(player):
    chest = player.place_entity(Prototype.WoodenChest, position=Position(x=5, y=5))
    assert at(player.nearest(Prototype.WoodenChest)) == at(chest.position) == (5.5, 5.5)


@pytest.mark.parametrize("spelling", ["iron", "iron-ore", "Iron Ore", Prototype.IronOre])
def test_nearest_knows_ores_by_other_names(player, spelling):
    assert at(player.nearest(spelling)) == (15.5, 70.5)


def test_nearest_says_when_there_is_none(player):
    with player.refused("Could not find nearest stone-furnace on the surface", "500 tiles"):
        player.nearest(Prototype.StoneFurnace)
    with player.refused("Could not find nearest uranium-ore"):
        player.nearest(Resource.UraniumOre)  # none on the lab map
    with player.refused("Could not find nearest iron-plate", "an item"):
        player.nearest(Prototype.IronPlate)
    with player.refused("Did you mean: coal"):
        player.nearest("cole")
    with player.refused(error=ValueError):
        player.nearest(7)


# --- get_resource_patch -----------------------------------------------------------------------------------------------


def test_coal_patch_whole(player):
    patch = player.get_resource_patch(Resource.Coal, player.nearest(Resource.Coal))
    assert (patch.name, patch.size) == ("coal", 600 * 10_000)
    assert at(patch.bounding_box.left_top) == (15.5, -3.5)
    assert at(patch.bounding_box.right_bottom) == (38.5, 20.5)
    assert at(patch.bounding_box.left_bottom) == (15.5, 20.5)
    assert at(patch.bounding_box.right_top) == (38.5, -3.5)


@pytest.mark.parametrize(
    ("resource", "tiles"), [(Resource.Stone, 624), (Resource.IronOre, 624), (Resource.CopperOre, 650)]
)
def test_patch_sizes(player, resource, tiles):
    assert player.get_resource_patch(resource, player.nearest(resource)).size == tiles * 10_000


def test_a_patch_reaches_beyond_the_radius_and_the_box_to_the_position(player):
    patch = player.get_resource_patch(Resource.Coal, Position(x=13, y=-5), radius=5)
    assert patch.size == 600 * 10_000
    assert at(patch.bounding_box.left_top) == (13, -5)
    assert at(patch.bounding_box.right_bottom) == (38.5, 20.5)


def test_radius_zero_is_exactly_there(player):
    assert player.get_resource_patch(Resource.Coal, Position(x=20.2, y=5.9), radius=0).size == 600 * 10_000
    with player.refused("Could not get coal at x=14.5 y=0.5: No resource of type coal at the specified location."):
        player.get_resource_patch(Resource.Coal, Position(x=14.5, y=0.5), radius=0)


def test_an_oil_patch_is_one_well(player):
    patch = player.get_resource_patch(Resource.CrudeOil, Position(x=17.5, y=40.5))
    assert patch.size == 300_000
    assert at(patch.bounding_box.left_top) == at(patch.bounding_box.right_bottom) == (17.5, 40.5)


def test_the_upper_lake(player):
    patch = player.get_resource_patch(Resource.Water, player.nearest(Resource.Water))
    assert patch.size == 264
    assert at(patch.bounding_box.left_top) == (-21.5, -3.5)
    assert at(patch.bounding_box.right_bottom) == (-9.5, 21.5)
    assert at(patch.bounding_box.center) == (-15.5, 9)


def test_the_radius_clips_a_lake(player):
    # tile centres within 1 tile of the corner (-11, 0): the four tiles around it, the lake has those with x = -12, -11
    assert player.get_resource_patch(Resource.Water, Position(x=-11, y=0), radius=1).size == 4


def test_wood_counts_four_a_tree(player):
    tree = player.nearest(Resource.Wood)
    patch = player.get_resource_patch(Resource.Wood, tree, radius=1)
    assert patch.size % 4 == 0
    # trees of the top row stand about 0.90 apart: one on each side within one tile
    assert patch.size == 3 * 4


def test_patch_errors(player):
    with player.refused("Could not get water at", "No water at the specified location."):
        player.get_resource_patch(Resource.Water, Position(x=100, y=100))
    with player.refused("Could not get wood at", "No trees at the specified location."):
        player.get_resource_patch(Resource.Wood, Position(x=0, y=0), radius=5)
    for radius in (-1, float("nan"), "far", True):
        with player.refused(player.number_words("radius", radius), error=ValueError):
            player.get_resource_patch(Resource.Coal, Position(x=0, y=0), radius)
    with player.refused("Position", error=ValueError):
        player.get_resource_patch(Resource.Coal, "there")


# --- nearest_buildable ------------------------------------------------------------------------------------------------


def test_the_spiral_goes_right_down_left_up():
    # one step right, one down, two left, two up, three right ...
    assert spiral()[:10] == ((0, 0), (1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1), (2, -1))
    assert len(set(spiral())) == len(spiral())
    assert max(max(abs(x), abs(y)) for x, y in spiral()) == 30


def test_free_ground_is_taken_as_it_is(player):
    box = player.nearest_buildable(Prototype.StoneFurnace, BuildingBox(width=4, height=3), Position(x=3.5, y=2))
    assert at(box.left_top) == (3.5, 2)
    assert at(box.right_bottom) == (7.5, 5)
    assert (box.width(), box.height()) == (4, 3)


def test_a_drill_needs_ore_below_every_tile(player):
    size = BuildingBox(width=Prototype.BurnerMiningDrill.WIDTH, height=Prototype.BurnerMiningDrill.HEIGHT)
    # from (14, 0) the spiral's first box wholly on coal (x from 15) is one step to the right
    box = player.nearest_buildable(Prototype.BurnerMiningDrill, size, Position(x=14, y=0))
    assert at(box.left_top) == (15, 0)
    player.move_to(Position(x=12, y=0))
    drill = player.place_entity(Prototype.BurnerMiningDrill, position=box.center)
    assert at(drill.position) == at(box.center) == (16, 1)


def test_buildings_are_in_the_way_of_a_box(player):
    player.place_entity(Prototype.StoneFurnace, position=Position(x=4, y=4))  # covers [3, 5) x [3, 5)
    box = player.nearest_buildable(Prototype.WoodenChest, BuildingBox(width=2, height=2), Position(x=3, y=3))
    # spiral: (0,0) (1,0) (1,1) (0,1) (-1,1) (-1,0) (-1,-1) (0,-1) (1,-1) (2,-1): x from 5 is free
    assert at(box.left_top) == (5, 2)


def test_water_is_in_the_way_of_a_box(player):
    box = player.nearest_buildable(Prototype.StoneFurnace, BuildingBox(width=2, height=2), Position(x=-12, y=0))
    assert box.left_top.x >= -10 or box.right_bottom.x <= -21 or box.left_top.y >= 21 or box.right_bottom.y <= -3


def test_a_pumpjack_box_holds_a_well(player):
    box = player.nearest_buildable(Prototype.PumpJack, BuildingBox(width=3, height=3), Position(x=14, y=39))
    assert box.left_top.x <= 17.5 <= box.right_bottom.x
    assert box.left_top.y <= 40.5 <= box.right_bottom.y


@pytest.mark.parametrize("size", [1, 3, 4, 7])
def test_a_pumpjack_can_be_placed_at_the_center_of_its_box(make_world, size):
    player = Player(make_world({"pumpjack": 1}))
    well = player.nearest(Resource.CrudeOil)
    box = player.nearest_buildable(Prototype.PumpJack, BuildingBox(width=size, height=size), well)
    player.move_to(box.center)
    assert player.place_entity(Prototype.PumpJack, position=box.center).resources[0].name == "crude-oil"


def test_where_nothing_is_free_around_a_well_it_lies_aside_in_the_box(player):
    # a chest at the lower right corner of each of the 32 wells
    wells = [(x, y) for x in range(17, 39, 3) for y in range(40, 50, 3)]
    player.world.do([Place("wooden-chest", x * 256 + 384, y * 256 + 384, 0, None) for x, y in wells])
    box = player.nearest_buildable(Prototype.PumpJack, BuildingBox(width=3, height=3), Position(x=14, y=39))
    # spiral: (0, 0) ends at x = 17, before the well at (17.5, 40.5); (1, 0) holds it
    assert at(box.left_top) == (15, 39)


def test_no_place_for_a_box(player):
    with player.refused("No viable place to put Prototype.BurnerMiningDrill", "decrease the size"):
        player.nearest_buildable(
            Prototype.BurnerMiningDrill, BuildingBox(width=2, height=2), Position(x=-100, y=-100)
        )  # no ore within 30 tiles
    with player.refused("requires the Prototype", error=ValueError):
        player.nearest_buildable(5, BuildingBox(width=2, height=2), Position(x=0, y=0))
    with player.refused("BuildingBox", error=ValueError):
        player.nearest_buildable(Prototype.WoodenChest, (2, 2), Position(x=0, y=0))


def test_a_bounding_box_gives_the_size_too(player):
    patch = player.get_resource_patch(Resource.CrudeOil, Position(x=17.5, y=40.5))
    with player.refused("sides", error=ValueError):
        player.nearest_buildable(Prototype.WoodenChest, patch.bounding_box, Position(x=0, y=0))  # a point: no size
    lake = player.get_resource_patch(Resource.Water, Position(x=-11, y=0)).bounding_box
    box = player.nearest_buildable(Prototype.WoodenChest, lake, Position(x=-9, y=0))
    assert (box.width(), box.height()) == (12, 25)
