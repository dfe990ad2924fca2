"""insert_item, extract_item, inspect_inventory."""

from __future__ import annotations

import pytest
from tool_player import Player

from fle_llm.game import BeltGroup, Direction, EntityStatus, Inventory, Position, Prototype, Resource
from fle_llm.world.ops import Place


def at(position):
    return position.x, position.y


@pytest.fixture
def chest(player):
    return player.place_entity(Prototype.WoodenChest, position=Position(x=3.5, y=3.5))


@pytest.fixture
def furnace(player):
    return player.place_entity(Prototype.StoneFurnace, position=Position(x=5, y=0))


def lay(player, tiles, name="transport-belt", direction=4):
    """A straight belt to the east."""
    player.world.do([Place(name, round(x * 256), round(y * 256), direction, None) for x, y in tiles])


# --- insert_item ------------------------------------------------------------------------------------------------------


def test_what_goes_in_is_gone_from_you(player, chest):
    refreshed = player.insert_item(Prototype.Coal, chest, 20)
    assert refreshed.inventory[Prototype.Coal] == 20
    assert player.carries("coal") == 30
    assert player.world.tick == 0


def test_five_is_the_usual_quantity(player, chest):
    assert player.insert_item(Prototype.IronPlate, chest).inventory == {"iron-plate": 5}


def test_partial_insertion_is_success(player, chest):
    assert player.insert_item(Prototype.Coal, chest, 500).inventory[Prototype.Coal] == 50  # all there was
    assert player.carries("coal") == 0


def test_a_stone_furnace_takes_a_stack_of_fuel(make_world, player):
    rich = player.another(make_world({"coal": 200, "iron-ore": 200, "stone-furnace": 1}))
    furnace = rich.place_entity(Prototype.StoneFurnace, position=Position(x=3, y=3))
    furnace = rich.insert_item(Prototype.Coal, furnace, 200)
    assert furnace.fuel["coal"] == 50
    furnace = rich.insert_item(Prototype.IronOre, furnace, 200)
    assert furnace.furnace_source["iron-ore"] == 50
    assert furnace.status is EntityStatus.WORKING  # at once, with no time passed
    assert "fuel source is full" in " ".join(furnace.warnings)
    with rich.refused("Could not insert: Failed to insert coal into stone-furnace", "Inventory is full (coal=50"):
        rich.insert_item(Prototype.Coal, furnace, 1)


def test_statuses_of_a_furnace_at_call_time(make_world, player):
    rich = player.another(make_world({"coal": 5, "iron-ore": 5, "stone-furnace": 2}))
    furnace = rich.place_entity(Prototype.StoneFurnace, position=Position(x=3, y=3))
    furnace = rich.insert_item(Prototype.IronOre, furnace, 1)
    assert (furnace.status, furnace.warnings) == (EntityStatus.NO_FUEL, ["out of fuel"])
    other = rich.place_entity(Prototype.StoneFurnace, position=Position(x=7, y=3))
    other = rich.insert_item(Prototype.Coal, other, 1)
    assert (other.status, other.warnings) == (EntityStatus.NO_INGREDIENTS, ["no ingredients to smelt"])


def test_a_full_chest_warns_first(make_world, player):
    rich = player.another(make_world({"coal": 16 * 50, "wooden-chest": 1}))
    chest = rich.place_entity(Prototype.WoodenChest, position=Position(x=3, y=3))
    chest = rich.insert_item(Prototype.Coal, chest, 16 * 50)  # 16 slots of 50
    assert chest.warnings[0] == "chest is full"
    assert chest.inventory["coal"] == 800


def test_fuel_goes_into_drills_and_inserters_and_nothing_else_does(player):
    player.move_to(Position(x=12, y=3))
    drill = player.place_entity(Prototype.BurnerMiningDrill, position=Position(x=17, y=3))
    assert drill.status is EntityStatus.NO_FUEL
    drill = player.insert_item(Prototype.Coal, drill, 5)
    assert drill.status is EntityStatus.WORKING
    assert drill.energy > 0
    with player.refused("Could not insert: Failed to insert iron-plate into burner-mining-drill", "takes fuel only"):
        player.insert_item(Prototype.IronPlate, drill, 1)
    inserter = player.place_entity(Prototype.BurnerInserter, position=Position(x=10, y=0))
    assert player.insert_item(Prototype.Coal, inserter, 2).fuel == {"coal": 2}


def test_what_a_boiler_does_not_take_leaves_it_alone(make_world, player):
    rich = player.another(make_world({"boiler": 1, "coal": 60, "wood": 5, "iron-plate": 1}))
    boiler = rich.place_entity(Prototype.Boiler, position=Position(x=3.5, y=3))
    with rich.refused("Could not insert: Failed to insert iron-plate into boiler", "takes fuel only"):
        rich.insert_item(Prototype.IronPlate, boiler, 1)
    rich.insert_item(Prototype.Coal, boiler, 49)
    with rich.refused("Failed to insert wood into boiler"):  # one slot, and coal is in it
        rich.insert_item(Prototype.Wood, boiler, 1)
    rich.insert_item(Prototype.Coal, boiler, 1)
    with rich.refused("Inventory is full (coal=50)"):
        rich.insert_item(Prototype.Coal, boiler, 1)


def test_you_need_to_have_it(player, chest):
    with player.refused("Could not insert: No stone to insert from your inventory", "coal=50"):
        player.insert_item(Prototype.Stone, chest)


def test_the_target_has_to_be_there(player, chest):
    player.pickup_entity(chest)
    with player.refused("Could not insert: Could not find a nearby entity that can accept coal", "wooden-chest"):
        player.insert_item(Prototype.Coal, chest)


def test_wrong_arguments(player, chest):
    with player.refused("Quantity cannot be None", error=AssertionError):
        player.insert_item(Prototype.Coal, chest, None)
    with player.refused("The first argument must be a Prototype", error=AssertionError):
        player.insert_item(5, chest)
    with player.refused("must be an Entity or EntityGroup, you passed in a Position", error=AssertionError):
        player.insert_item(Prototype.Coal, chest.position)
    for quantity in (0, -3, 1.5, "many", True):
        with player.refused("quantity", error=ValueError):
            player.insert_item(Prototype.Coal, chest, quantity)
    with player.refused("rocket-control-unit is not in this version", error=ValueError):
        player.insert_item(Prototype.RocketControlUnit, chest)


def test_the_documented_keywords_work(player, chest):
    assert player.insert_item(item=Prototype.Coal, target=chest, quantity=3).inventory["coal"] == 3


def test_one_item_a_call_on_a_single_belt(player):
    belt = player.place_entity(Prototype.TransportBelt, Direction.RIGHT, Position(x=3.5, y=3.5))
    for calls in (1, 2, 3):
        belt = player.insert_item(Prototype.Coal, belt, 5)
        assert belt.inventory["left"]["coal"] + belt.inventory["right"]["coal"] == calls
        assert player.carries("coal") == 50 - calls


def test_a_belt_group_takes_as_many_as_asked(player):
    lay(player, [(x + 0.5, 3.5) for x in range(5)])
    group = player.get_entity(Prototype.BeltGroup, Position(x=0.5, y=3.5))
    group = player.insert_item(Prototype.Coal, group, 5)
    assert isinstance(group, BeltGroup)
    assert group.inventory == {"coal": 5}
    assert player.carries("coal") == 45
    assert group.status is EntityStatus.WORKING


def test_a_filled_belt_group_is_full(make_world, player):
    rich = player.another(make_world({"coal": 100}))
    lay(rich, [(x + 0.5, 3.5) for x in range(4)])
    group = rich.insert_item(Prototype.Coal, rich.get_entity(Prototype.BeltGroup, Position(x=0.5, y=3.5)), 100)
    assert group.inventory == {"coal": 32}  # 8 a tile
    assert group.status is EntityStatus.FULL_OUTPUT
    assert group.belts[0].warnings == ["full"]
    assert rich.insert_item(Prototype.Coal, group, 5).inventory == {"coal": 32}


# --- extract_item -----------------------------------------------------------------------------------------------------


def test_extract_from_a_chest(player, chest):
    player.insert_item(Prototype.Coal, chest, 20)
    assert player.extract_item(Prototype.Coal, chest, 8) == 8
    assert player.extract_item(Prototype.Coal, chest.position, 100) == 12  # what is left
    assert player.carries("coal") == 50


def test_extract_fuel_and_ore(make_world, player):
    rich = player.another(make_world({"coal": 5, "iron-ore": 5, "stone-furnace": 1}))
    furnace = rich.place_entity(Prototype.StoneFurnace, position=Position(x=3, y=3))
    rich.insert_item(Prototype.Coal, furnace, 5)
    rich.insert_item(Prototype.IronOre, furnace, 5)
    assert rich.extract_item(Prototype.IronOre, furnace, 4) == 4
    assert rich.extract_item(Prototype.Coal, furnace, 2) == 2


def test_extract_finds_the_nearest_that_has_it(player):
    near = player.place_entity(Prototype.WoodenChest, position=Position(x=3.5, y=3.5))
    far = player.place_entity(Prototype.IronChest, position=Position(x=7.5, y=3.5))
    player.insert_item(Prototype.Coal, far, 10)
    assert player.extract_item(Prototype.Coal, near.position, 10) == 10
    assert player.get_entity(Prototype.IronChest, far.position).inventory == {}


def test_extract_from_belts(player):
    lay(player, [(x + 0.5, 3.5) for x in range(3)])
    group = player.get_entity(Prototype.BeltGroup, Position(x=0.5, y=3.5))
    group = player.insert_item(Prototype.Coal, group, 10)
    assert player.extract_item(Prototype.Coal, group, 6) == 6
    assert player.extract_item(Prototype.Coal, group, 6) == 4
    assert player.carries("coal") == 50


def test_extract_needs_room(player, chest):
    player.insert_item(Prototype.Coal, chest, 50)
    # 80 slots and 10 from the toolbelt that all technologies bring, 100 plates a slot
    player.world.do([_set_inventory({"iron-plate": 90 * 100})])
    with player.refused("Could not extract coal from wooden-chest", "Inventory is full"):
        player.extract_item(Prototype.Coal, chest, 5)
    player.world.do([_set_inventory({"iron-plate": 89 * 100, "coal": 47})])
    assert player.extract_item(Prototype.Coal, chest, 5) == 3  # room in the stack of 50


def _set_inventory(items):
    from fle_llm.world.ops import SetAgent

    return SetAgent(0, inventory=items)


def test_extract_errors(player, chest):
    player.insert_item(Prototype.IronPlate, chest, 5)
    with player.refused("Could not extract coal from wooden-chest at x=3.5 y=3.5", "contains: iron-plate=5"):
        player.extract_item(Prototype.Coal, chest)
    with player.refused("Could not find any entities in range"):
        player.extract_item(Prototype.Coal, Position(x=60, y=60))
    with player.refused("must be greater than 0"):
        player.extract_item(Prototype.IronPlate, chest, 0)
    with player.refused("must be a Position or an Entity", error=ValueError):
        player.extract_item(Prototype.IronPlate, "chest")


# --- inspect_inventory ------------------------------------------------------------------------------------------------


def test_your_own_inventory(player):
    assert player.inspect_inventory() == {
        "coal": 50,
        "copper-plate": 50,
        "iron-plate": 50,
        "iron-chest": 2,
        "wooden-chest": 10,
        "burner-mining-drill": 3,
        "stone-furnace": 9,
        "transport-belt": 50,
        "fast-transport-belt": 10,
        "burner-inserter": 32,
    }
    assert player.inspect_inventory()[Resource.Coal] == 50
    assert Prototype.Coal in player.inspect_inventory()


def test_nothing_is_an_empty_inventory(make_world, player):
    assert player.another(make_world({})).inspect_inventory() == Inventory()


def test_a_furnace_shows_input_and_output_without_fuel(make_world, player):
    rich = player.another(make_world({"coal": 5, "iron-ore": 5, "stone-furnace": 1}))
    furnace = rich.place_entity(Prototype.StoneFurnace, position=Position(x=3, y=3))
    rich.insert_item(Prototype.Coal, furnace, 5)
    rich.insert_item(Prototype.IronOre, furnace, 5)
    rich.sleep(4)  # 3.2 s a plate: one is made, the next under way
    assert rich.inspect_inventory(furnace) == {"iron-ore": 3, "iron-plate": 1}
    assert rich.inspect_inventory(entity=furnace).get(Prototype.IronPlate, 0) == 1
    assert rich.inspect_inventory(furnace.position) == {"iron-ore": 3, "iron-plate": 1}


def test_inspect_errors(player, chest):
    player.pickup_entity(chest)
    with player.refused("Could not inspect inventory of wooden-chest"):
        player.inspect_inventory(chest)
    with player.refused("must be an Entity or Position object, you passed in a str object", error=ValueError):
        player.inspect_inventory("chest")
    lay(player, [(0.5, 3.5)])
    with player.refused("BeltGroup object", error=ValueError):
        player.inspect_inventory(player.get_entity(Prototype.BeltGroup, Position(x=0.5, y=3.5)))


def test_all_players(make_world, player):
    world = make_world({"coal": 1}, {"stone": 2})
    first, second = player.another(world), player.another(world, 1)
    assert first.inspect_inventory() == {"coal": 1}
    assert second.inspect_inventory() == {"stone": 2}
    assert second.inspect_inventory(all_players=True) == [{"coal": 1}, {"stone": 2}]


def test_what_the_module_slots_do_not_take_goes_to_the_input(make_world):
    # AGENT_API 3.12: modules go to the module inventory if it is not full (two slots), ingredients to the input
    player = Player(make_world({"assembling-machine-2": 1, "productivity-module": 9, "speed-module": 3}))
    machine = player.place_entity(Prototype.AssemblingMachine2, position=Position(x=4, y=4))
    machine = player.set_entity_recipe(machine, Prototype.ProductionSciencePack)
    machine = player.insert_item(Prototype.ProductivityModule, machine, 9)
    assert machine.assembling_machine_modules == {"productivity-module": 2}
    assert machine.assembling_machine_input == {"productivity-module": 7}
    with player.refused("Could not insert"):
        player.insert_item(Prototype.SpeedModule, machine, 1)


def test_modules_that_are_no_ingredient_stay_in_hand(make_world):
    player = Player(make_world({"assembling-machine-2": 1, "speed-module": 3}))
    machine = player.place_entity(Prototype.AssemblingMachine2, position=Position(x=4, y=4))
    machine = player.insert_item(Prototype.SpeedModule, player.set_entity_recipe(machine, Prototype.Pipe), 3)
    assert machine.assembling_machine_modules == {"speed-module": 2}
    assert player.carries("speed-module") == 1
