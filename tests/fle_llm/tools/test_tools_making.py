"""craft_item, harvest_resource, recipes, research, sleep, score, send_message."""

from __future__ import annotations

import pytest
from tool_player import Player

from fle_llm.data import prices
from fle_llm.game import Position, Prototype, RecipeName, Resource, Technology
from fle_llm.world.ops import Area, Resources, SetAgent, Statistics


def at(position):
    return position.x, position.y


def books(player):
    return player.world.do([Statistics()])[0]


# --- craft_item -------------------------------------------------------------------------------------------------------


def test_gears(player):
    assert player.ticks(lambda: player.craft_item(Prototype.IronGearWheel, 3)) == 90  # 0.5 s each
    assert player.carries("iron-gear-wheel") == 3
    assert player.carries("iron-plate") == 50 - 6  # 2 each
    assert player.ticks(lambda: player.craft_item("iron-gear-wheel", 2)) == 60


def test_an_iron_chest_takes_eight_plates(player):
    assert player.craft_item(Prototype.IronChest) == 1
    assert player.carries("iron-plate") == 42
    assert player.carries("iron-chest") == 3


def test_fifty_chests_take_1500_ticks(make_world, player):
    rich = player.another(make_world({"iron-plate": 400}))
    assert rich.ticks(lambda: rich.craft_item(Prototype.IronChest, 50)) == 1500
    assert rich.inspect_inventory() == {"iron-chest": 50}


def test_cables_come_in_pairs(player):
    assert player.craft_item(Prototype.CopperCable, 20) == 20
    assert (player.carries("copper-cable"), player.carries("copper-plate")) == (20, 40)
    assert player.craft_item(Prototype.CopperCable, 1) == 1
    assert (player.carries("copper-cable"), player.carries("copper-plate")) == (22, 39)


def test_a_circuit_from_plates_alone(player):
    # 3 cables are 2 crafts of 0.5 s, and 0.5 s for itself: 1.5 s; one cable is left over (MECHANICS 3.2)
    assert player.ticks(lambda: player.craft_item(Prototype.ElectronicCircuit)) == 90
    assert player.carries("electronic-circuit") == 1
    assert player.carries("copper-cable") == 1
    assert (player.carries("iron-plate"), player.carries("copper-plate")) == (49, 48)


def test_a_science_pack_from_plates(player):
    assert player.ticks(lambda: player.craft_item(Prototype.AutomationSciencePack)) == 330  # 0.5 + 5 s


def test_intermediates_cost_what_they_cost_by_themselves(make_world, player):
    plates = {"iron-plate": 100, "copper-plate": 100}
    whole, parts = player.another(make_world(plates)), player.another(make_world(plates))
    whole.craft_item(Prototype.BurnerInserter, 3)
    parts.craft_item(Prototype.IronGearWheel, 3)
    parts.craft_item(Prototype.BurnerInserter, 3)
    assert whole.world.tick == parts.world.tick == 180
    assert whole.inspect_inventory() == parts.inspect_inventory()
    assert books(whole).produced == books(parts).produced


def test_what_is_carried_is_used_first(player):
    player.craft_item(Prototype.IronGearWheel, 1)
    ticks = player.ticks(lambda: player.craft_item(Prototype.BurnerInserter))
    assert ticks == 30  # no gear has to be made
    assert player.carries("iron-gear-wheel") == 0


def test_parts_that_a_part_uses_up_are_made_again(make_world, player):
    # a burner mining drill takes 3 gears, a stone furnace and 3 plates; with one gear carried two more are made
    rich = player.another(make_world({"iron-plate": 7, "iron-gear-wheel": 1, "stone": 5}))
    rich.craft_item(Prototype.BurnerMiningDrill)
    assert rich.inspect_inventory() == {"burner-mining-drill": 1}
    # an inserter takes a plate, a gear and a circuit; a long-handed one a gear, a plate and an inserter: two gears
    rich = player.another(make_world({"iron-plate": 5, "copper-plate": 2, "iron-gear-wheel": 1}))
    rich.craft_item(Prototype.LongHandedInserter)
    assert rich.inspect_inventory() == {"long-handed-inserter": 1, "copper-cable": 1}


def test_statistics_are_gross_and_count_crafts(player):
    player.craft_item(Prototype.ElectronicCircuit)
    view = books(player)
    assert view.produced == {"copper-cable": 4, "electronic-circuit": 1}
    assert view.consumed == {"copper-plate": 2, "copper-cable": 3, "iron-plate": 1}
    assert view.crafted == {"copper-cable": 4, "electronic-circuit": 1}
    assert view.crafted_from == {"copper-plate": 2, "copper-cable": 3, "iron-plate": 1}


def test_missing_ingredients_are_all_named(player):
    with player.refused(
        "Failed to craft 10x iron-chest because",
        "couldn't craft a required sub-ingredient for iron-chest - iron-plate",
        "(category: smelting)",
        "Still missing ingredients - iron-plate x30",  # 80 needed, 50 carried
        "iron-plate=50",
    ):
        player.craft_item(Prototype.IronChest, 10)
    with player.refused("stone x5", "raw resource that must be gathered first"):
        player.craft_item(Prototype.StoneFurnace)


@pytest.mark.parametrize(
    ("prototype", "words"),
    [
        (Prototype.SteelPlate, "Item steel-plate cannot be crafted (category: smelting)"),
        (Prototype.IronPlate, "requires a crafting machine or smelting in a furnace"),
        (Prototype.EngineUnit, "(category: advanced-crafting)"),
        (Prototype.PlasticBar, "(category: chemistry)"),
        (Prototype.IronOre, "a raw resource that must be gathered first"),
        (Prototype.SolidFuel, "solid-fuel-from-"),
    ],
)
def test_what_hands_cannot_make(player, prototype, words):
    with player.refused(f"Failed to craft 1x {prototype.prototype_name} because", words):
        player.craft_item(prototype)


def test_locked_recipes(make_world, player):
    poor = player.another(make_world({"iron-plate": 100, "copper-plate": 100}, all_technologies=False))
    with poor.refused("recipe for lab is not unlocked yet (requires", "technology)", "research the technology first"):
        poor.craft_item(Prototype.Lab)


def test_what_is_learned_by_a_deed_says_which(make_world, player):
    # MECHANICS 2.3: steam power by 50 iron plates; no lab can work on it
    poor = player.another(make_world({"iron-plate": 100}, all_technologies=False))
    with poor.refused("steam-power technology", "steam-power is known as soon as you make 50 iron-plate"):
        poor.craft_item(Prototype.OffshorePump)
    with poor.refused("Technology steam-power is not enabled", "as soon as you make 50 iron-plate"):
        poor.set_research(Technology.SteamPower)


def test_a_full_inventory(player):
    # 90 slots of plates: ten gears (20 plates) free no slot
    player.world.do([SetAgent(0, inventory={"iron-plate": 9000})])
    with player.refused("Failed to craft 10x iron-gear-wheel because Inventory is full - requires 1 slots but only 0"):
        player.craft_item(Prototype.IronGearWheel, 10)
    assert player.craft_item(Prototype.IronGearWheel, 50) == 50  # 100 plates: their slot is free


def test_wrong_arguments_of_craft(player):
    for quantity in (0, -1, 1.5, "two", None, True, float("nan"), 1e30):
        with player.refused(player.number_words("quantity", quantity), error=ValueError):
            player.craft_item(Prototype.IronGearWheel, quantity)
    with player.refused("there is nothing called iron-gaer-wheel. Did you mean: iron-gear-wheel"):
        player.craft_item("iron-gaer-wheel")
    with player.refused(error=ValueError):
        player.craft_item(5)


# --- harvest_resource -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("quantity", "ticks"), [(1, 60), (10, 600), (250, 15_000)])
def test_coal(player, quantity, ticks):
    place = player.nearest(Resource.Coal)
    player.move_to(place)
    assert player.ticks(lambda: player.harvest_resource(place, quantity)) == ticks
    assert player.carries("coal") == 50 + quantity
    assert player.get_resource_patch(Resource.Coal, place).size == 6_000_000 - quantity


def test_ore_is_taken_in_turns(player):
    place = Position(x=20.5, y=5.5)
    player.move_to(place)
    player.harvest_resource(place, 5)
    # one from the tile itself and one from each of its four neighbours
    area = Area(*(256 * edge for edge in (19, 4, 22, 7)))
    rows = [run.amounts for run in player.world.do([Resources(area)])[0]]
    assert rows == [(10_000, 9_999, 10_000), (9_999, 9_999, 9_999), (10_000, 9_999, 10_000)]
    player.harvest_resource(place, 30)  # 21 tiles lie within 2.7 tiles: nine of them give two
    assert player.get_resource_patch(Resource.Coal, place).size == 6_000_000 - 35
    assert player.world.do([Resources(Area(*(256 * edge for edge in (20, 5, 21, 6))))])[0][0].amounts == (9_997,)


def test_a_tree(player):
    tree = player.nearest(Resource.Wood)
    player.move_to(tree)
    assert player.ticks(lambda: player.harvest_resource(tree, 1)) == 33  # 0.55 s
    assert player.carries("wood") == 4
    assert at(player.nearest(Resource.Wood)) != at(tree)


def test_many_trees(player):
    tree = player.nearest(Resource.Wood)
    player.move_to(tree)
    got = player.harvest_resource(tree, quantity=50, radius=50)
    assert got == 52 == player.carries("wood")  # 13 trees of 4


def test_harvest_from_a_corner_of_a_patch(player):
    box = player.get_resource_patch(Resource.Stone, player.nearest(Resource.Stone)).bounding_box
    player.move_to(box.left_top + Position(1, 1))
    assert player.harvest_resource(box.left_top, 3) == 3


def test_out_of_reach(player):
    with player.refused("Could not harvest. Nothing within reach to harvest", "Move closer"):
        player.harvest_resource(player.nearest(Resource.Coal), 1)


def test_nothing_there(player):
    with player.refused("Could not harvest. Nothing within reach to harvest", "no ore, tree or rock"):
        player.harvest_resource(Position(x=0, y=0), 1)
    player.move_to(Position(x=17.5, y=40.5))
    with player.refused("Nothing within reach to harvest: crude-oil cannot be taken by hand"):
        player.harvest_resource(Position(x=17.5, y=40.5), 1)


def test_harvest_needs_room(player):
    place = player.nearest(Resource.Coal)
    player.move_to(place)
    player.world.do([SetAgent(0, inventory={"iron-plate": 8900, "coal": 49})])
    assert player.harvest_resource(place, 1) == 1
    with player.refused("Could not harvest. Inventory is full"):
        player.harvest_resource(place, 1)


def test_harvest_is_booked_as_such(player):
    place = player.nearest(Resource.Coal)
    player.move_to(place)
    player.harvest_resource(place, 7)
    assert books(player).harvested == {"coal": 7}
    assert books(player).produced == {"coal": 7}


def test_wrong_arguments_of_harvest(player):
    with player.refused("First argument must be a Position object", error=AssertionError):
        player.harvest_resource("coal")
    with player.refused("quantity", error=ValueError):
        player.harvest_resource(Position(x=0, y=0), 0)
    with player.refused("radius", error=ValueError):
        player.harvest_resource(Position(x=0, y=0), 1, -5)


# --- recipes and research ---------------------------------------------------------------------------------------------


def test_recipes(player):
    recipe = player.get_prototype_recipe(Prototype.IronChest)
    assert [(i.name, i.count, i.type) for i in recipe.ingredients] == [("iron-plate", 8, "item")]
    assert [(p.name, p.count, p.probability) for p in recipe.products] == [("iron-chest", 1, 1.0)]
    assert (recipe.energy, recipe.category, recipe.enabled) == (0, None, False)
    gear = player.get_prototype_recipe("iron-gear-wheel")
    assert [(i.name, i.count) for i in gear.ingredients] == [("iron-plate", 2)]
    plate = player.get_prototype_recipe(Prototype.IronPlate)
    assert [(i.name, i.count) for i in plate.ingredients] == [("iron-ore", 1)]
    cracking = player.get_prototype_recipe(RecipeName.HeavyOilCracking)
    assert {(i.name, i.count, i.type) for i in cracking.ingredients} == {
        ("water", 30, "fluid"),
        ("heavy-oil", 40, "fluid"),
    }


def test_no_recipe(player):
    with player.refused("Could not get recipe of coal - recipe doesnt exist. You may need to use the RecipeName enum"):
        player.get_prototype_recipe(Prototype.Coal)
    with player.refused("It is made by: solid-fuel-from-"):
        player.get_prototype_recipe(Prototype.SolidFuel)


@pytest.fixture
def novice(make_world, player):
    return player.another(make_world({}, all_technologies=False))


def test_automation_takes_ten_packs(novice):
    packs = novice.get_research_progress(Technology.Automation)
    assert [(pack.name, pack.count) for pack in packs] == [("automation-science-pack", 10)]


def test_a_technology_without_an_end(player):
    """Level 5 of mining productivity takes 2500 (5 - 3) of each of its six packs (MECHANICS A4)."""
    packs = player.get_research_progress("mining-productivity-4")
    assert {pack.count for pack in packs} == {5000}
    assert player.set_research("mining-productivity-4") == packs
    assert len(packs) == 6


def test_nothing_is_being_researched(novice):
    with novice.refused("No research currently in progress"):
        novice.get_research_progress()


def test_what_is_known_needs_nothing(player):
    assert player.get_research_progress(Technology.Automation) == []
    with player.refused("automation is already researched"):
        player.set_research(Technology.Automation)


def test_locked_and_unknown_technologies(novice):
    with novice.refused("Failed to start research for rocket-silo: it needs"):
        novice.set_research(Technology.RocketSiloTechnology)
    with novice.refused("Technology no-such-thing doesn't exist"):
        novice.get_research_progress("no-such-thing")
    with novice.refused("Technology automaton does not exist", "Did you mean: automation"):
        novice.set_research("automaton")


# --- time, score, words -----------------------------------------------------------------------------------------------


def test_sleep(player):
    assert player.ticks(lambda: player.sleep(2)) == 120
    assert player.ticks(lambda: player.sleep(0.5)) == 30
    assert player.ticks(lambda: player.sleep(0)) == 0
    assert player.ticks(lambda: player.sleep(-3)) == 0
    assert player.sleep(1) is True
    for seconds in (float("nan"), float("inf"), "a while", None, 1e9, True):
        with player.refused(player.number_words("seconds", seconds), error=ValueError):
            player.sleep(seconds)


def test_a_second_a_gear_and_a_short_walk(player):
    # AGENT_API 1.3: 100 to 120; here 60 + 30 + ceil(hypot(2.5, 2.5) / 0.15) = 60 + 30 + 24
    def program():
        player.sleep(1)
        player.craft_item(Prototype.IronGearWheel)
        player.move_to(Position(x=2, y=2))

    assert player.ticks(program) == 114


def test_score_counts_what_was_made(player):
    assert player.score() == (0, 0)
    place = player.nearest(Resource.Coal)
    player.move_to(place)
    player.harvest_resource(place, 10)
    assert player.score() == (30, 0)  # coal is worth 3; by hand it is no automated production
    player.craft_item(Prototype.IronGearWheel, 4)
    gear, plate = prices()["iron-gear-wheel"], prices()["iron-plate"]
    assert player.score() == (int(30 + 4 * gear - 8 * plate), 0)


def test_machines_count_for_both_scores(player):
    player.move_to(Position(x=12, y=3))
    drill = player.place_entity(Prototype.BurnerMiningDrill, position=Position(x=17, y=3))
    player.place_entity(Prototype.WoodenChest, position=drill.drop_position)
    player.insert_item(Prototype.Coal, drill, 5)
    player.sleep(60)
    made = books(player)
    value = 3 * (made.produced["coal"] - made.consumed.get("coal", 0))
    assert made.produced["coal"] >= 15  # 15 a minute, and 40 % more by mining productivity
    assert player.score() == (value, value)


def test_send_message_has_nobody_to_hear_it(player):
    assert player.send_message("hello") is True
    assert player.send_message("hello", recipient=1, metadata={"a": 1}) is True


def test_print_gives_text(make_world):
    player = Player(make_world())  # a program's print is another one
    assert player.print("a", Position(x=1, y=2), 5, True) == "a\tx=1.0 y=2.0\t5\tTrue"
