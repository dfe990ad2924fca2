"""The data file and its look-ups. Expected numbers are those of the base game's own prototypes, version 2.0.77."""

from __future__ import annotations

import msgspec
import pytest

from fle_llm.data import CLIFF, Amount, connection_at, facts, turned


def test_the_file_says_where_it_comes_from():
    about = facts().about
    assert about.game_version == "2.0.77"
    assert len(about.input_sha256) == 64
    assert "not affiliated" in about.note


def test_facts_are_read_once_and_cannot_be_changed():
    known = facts()
    assert facts() is known
    with pytest.raises(TypeError):
        known.items["coal"] = None
    with pytest.raises(AttributeError):
        known.items["coal"].stack = 1


def test_everything_the_game_has_is_there():
    known = facts()
    assert len(known.technologies) == 196
    assert len(known.fluids) == 8
    assert known.resources.keys() == {"coal", "copper-ore", "crude-oil", "iron-ore", "stone", "uranium-ore"}
    assert len(known.recipes) == 206  # the game's 207 without its placeholder
    # filling and emptying for each of seven fluids
    assert len([name for name in known.recipes if name.endswith("-barrel")]) == 14
    assert not any(name.startswith("parameter") for name in [*known.recipes, *known.items, *known.entities])


def test_recipes():
    gear = facts().recipes["iron-gear-wheel"]
    assert (gear.category, gear.energy_s, gear.enabled, gear.productivity) == ("crafting", 0.5, True, True)
    assert gear.ingredients == (Amount(name="iron-plate", amount=2),)
    assert gear.products == (Amount(name="iron-gear-wheel"),)
    assert gear.main_product == "iron-gear-wheel"
    oil = facts().recipes["basic-oil-processing"]
    assert oil.ingredients == (Amount(name="crude-oil", amount=100, fluid=True, fluidbox_index=2),)
    assert oil.products == (Amount(name="petroleum-gas", amount=45, fluid=True, fluidbox_index=3),)
    assert oil.main_product is None
    assert oil.has_fluids
    uranium = facts().recipes["uranium-processing"]
    assert [part.probability for part in uranium.products] == [0.007, 0.993]
    kovarex = facts().recipes["kovarex-enrichment-process"]
    assert not kovarex.decompose
    assert kovarex.products[0].ignored_by_productivity == 40


def test_recipes_known_from_the_start():
    start = {
        "burner-inserter",
        "burner-mining-drill",
        "copper-plate",
        "firearm-magazine",
        "iron-chest",
        "iron-gear-wheel",
        "iron-plate",
        "light-armor",
        "stone-brick",
        "stone-furnace",
        "transport-belt",
        "wooden-chest",
    }
    assert {name for name, recipe in facts().recipes.items() if recipe.enabled and not recipe.hidden} == start


@pytest.mark.parametrize(
    ("item", "stack"),
    [("coal", 50), ("iron-plate", 100), ("copper-cable", 200), ("space-science-pack", 2000), ("satellite", 1)],
)
def test_stack_sizes(item, stack):
    assert facts().stack_size(item) == stack


def test_fuels_and_modules():
    items = facts().items
    fuels = {name: item.fuel_value_j for name, item in items.items() if item.fuel_category == "chemical"}
    assert fuels == {"coal": 4e6, "nuclear-fuel": 1.21e9, "rocket-fuel": 1e8, "solid-fuel": 1.2e7, "wood": 2e6}
    assert items["speed-module"].effect["speed"] == 0.2
    assert items["productivity-module-3"].module_tier == 3
    assert items["satellite"].rocket_launch_products == (Amount(name="space-science-pack", amount=1000),)


def test_fluids():
    water, steam = facts().fluids["water"], facts().fluids["steam"]
    assert (water.heat_capacity_j, water.max_temperature) == (2000.0, 100)
    assert (steam.heat_capacity_j, steam.default_temperature) == (200.0, 15)


def test_technologies():
    known = facts()
    automation = known.technologies["automation"]
    assert (automation.count, automation.time_s) == (10, 10)
    assert automation.ingredients == {"automation-science-pack": 1}
    assert automation.unlocks == ("assembling-machine-1", "long-handed-inserter")
    power = known.technologies["steam-power"]
    assert power.trigger is not None
    assert (power.trigger.type, power.trigger.item, power.trigger.count) == ("craft-item", "iron-plate", 50)
    mining = known.technologies["mining-productivity-4"]
    assert (mining.infinite, mining.count, mining.count_formula) == (True, None, "2500*(L - 3)")
    assert [effect.modifier for effect in mining.effects] == [0.1]
    assert sum(technology.trigger is not None for technology in known.technologies.values()) == 7


def test_resources():
    oil, uranium = facts().resources["crude-oil"], facts().resources["uranium-ore"]
    assert (oil.infinite, oil.minimum, oil.normal, oil.depletion) == (True, 60000, 300000, 10)
    assert oil.results == (Amount(name="crude-oil", amount=10, fluid=True),)
    assert (uranium.mining_time_s, uranium.required_fluid, uranium.fluid_amount) == (2, "sulfuric-acid", 10)
    assert facts().resources["coal"].results == (Amount(name="coal"),)


def test_machines():
    entities = facts().entities
    assembler = entities["assembling-machine-2"]
    assert (assembler.crafting_speed, assembler.module_slots, assembler.energy_usage_w) == (0.75, 2, 150_000)
    assert assembler.fluid_boxes_need_recipe
    drill = entities["electric-mining-drill"]
    assert (drill.mining_speed, drill.mining_radius, drill.drop_vector) == (0.5, 2.49, (0.0, -1.85))
    inserter = entities["inserter"]
    assert (inserter.rotation_speed, inserter.extension_speed, inserter.filter_slots) == (0.014, 0.035, 5)
    assert (inserter.pickup_position, inserter.insert_position) == ((0, -1), (0, 1.2))
    belt = entities["transport-belt"]
    assert belt.speed == 0.03125
    assert entities["underground-belt"].max_distance == 5
    pole = entities["medium-electric-pole"]
    assert (pole.supply_radius, pole.wire_reach) == (3.5, 9)
    burner = entities["burner-inserter"].energy_source
    assert burner is not None
    assert (burner.fuel_slots, burner.fuel_categories, burner.initial_fuel) == (1, ("chemical",), "wood")
    character = entities["character"]
    assert (character.running_speed, character.reach_distance, character.reach_resource_distance) == (0.15, 10, 2.7)
    assert character.inventory_size == 80
    assert entities["tree-01"].mined == (Amount(name="wood", amount=4),)
    rock = entities["huge-rock"].mined[0]
    assert (rock.amount_min, rock.amount_max, rock.expected) == (24, 50, 37)


def test_standing_consumption():
    """Crafting machines draw a thirtieth of their usage, others what is stated or nothing."""
    entities = facts().entities
    assert entities["electric-furnace"].drain_w == 6000
    assert entities["assembling-machine-2"].drain_w == 5000
    assert entities["inserter"].drain_w == 400
    assert entities["pump"].drain_w == 1000
    assert entities["lab"].drain_w == entities["electric-mining-drill"].drain_w == 0
    assert entities["stone-furnace"].drain_w == 0


@pytest.mark.parametrize(
    ("entity", "upright", "sideways"),
    [
        ("boiler", (3, 2), (2, 3)),
        ("steam-engine", (3, 5), (5, 3)),
        ("pump", (1, 2), (2, 1)),
        ("splitter", (2, 1), (1, 2)),
        ("offshore-pump", (1, 1), (1, 1)),
        ("oil-refinery", (5, 5), (5, 5)),
        ("rocket-silo", (9, 9), (9, 9)),
        ("burner-mining-drill", (2, 2), (2, 2)),
        ("electric-mining-drill", (3, 3), (3, 3)),
        ("transport-belt", (1, 1), (1, 1)),
        ("inserter", (1, 1), (1, 1)),
    ],
)
def test_tile_sizes(entity, upright, sideways):
    found = facts().entities[entity]
    assert [found.tile_size(direction) for direction in (0, 4, 8, 12)] == [upright, sideways, upright, sideways]


def test_turning_points():
    # a quarter turn clockwise takes (x, y) to (-y, x)
    assert [turned((1, 2), direction) for direction in (0, 4, 8, 12)] == [(1, 2), (-2, 1), (-1, -2), (2, -1)]


def test_fluid_connections():
    boiler = facts().entities["boiler"]
    water, steam = boiler.fluid_boxes
    assert (water.role, water.filter, water.volume) == ("input", "water", 200)
    assert (steam.role, steam.filter) == ("output", "steam")
    assert [connection_at(part, 0) for part in water.connections] == [((-1, 0.5), 12), ((1, 0.5), 4)]
    # facing east the water runs north to south, on the western column
    assert [connection_at(part, 4) for part in water.connections] == [((-0.5, -1), 0), ((-0.5, 1), 8)]
    assert connection_at(steam.connections[0], 8) == ((0, 0.5), 8)
    outlet = facts().entities["pumpjack"].fluid_boxes[0].connections[0]
    assert [connection_at(outlet, direction) for direction in (0, 4, 8, 12)] == [
        ((1, -1), 0),
        ((1, -1), 4),
        ((-1, 1), 8),
        ((-1, 1), 12),
    ]
    assert [part.underground for part in facts().entities["pipe-to-ground"].fluid_boxes[0].connections] == [0, 10]


def test_a_reference_between_records_leads_somewhere():
    known = facts()
    things = known.items.keys() | known.fluids.keys()
    for recipe in known.recipes.values():
        assert {part.name for part in (*recipe.ingredients, *recipe.products)} <= things, recipe.name
    for technology in known.technologies.values():
        assert set(technology.prerequisites) <= known.technologies.keys()
        assert set(technology.unlocks) <= known.recipes.keys()
        assert technology.ingredients.keys() <= known.items.keys()
    for entity in known.entities.values():
        assert {part.name for part in entity.mined} <= known.items.keys()
        assert entity.item is None or known.items[entity.item].place is not None
        assert entity.next_upgrade is None or entity.next_upgrade in known.entities
    for item in known.items.values():
        assert item.place is None or item.place in known.entities
        assert item.burnt_result is None or item.burnt_result in known.items


def test_a_cliff_is_nothing_one_can_mine_or_place():
    cliff = facts().entities["cliff"]
    assert cliff is CLIFF
    assert (cliff.item, cliff.mined, cliff.mining_time_s) == (None, (), None)
    # it fills its tiles, so that nothing slips through between two
    (left, top), (right, bottom) = cliff.collision_box
    assert (right - left, bottom - top) == (cliff.tile_width, cliff.tile_height)


def test_every_category_has_a_machine():
    known = facts()
    made = {category for entity in known.entities.values() for category in entity.crafting_categories}
    assert {recipe.category for recipe in known.recipes.values()} <= made


def test_lookups_across_records():
    known = facts()
    assert known.item_of_entity("stone-furnace") == "stone-furnace"
    assert known.item_of_entity("straight-rail") == "rail"
    assert known.item_of_entity("tree-01") is None
    assert known.item_of_entity("no-such-thing") is None
    assert known.entity_of_item("rail") == "straight-rail"
    assert known.entity_of_item("iron-plate") is None
    assert [recipe.name for recipe in known.recipes_of("solid-fuel")] == [
        "solid-fuel-from-heavy-oil",
        "solid-fuel-from-light-oil",
        "solid-fuel-from-petroleum-gas",
    ]
    assert known.recipes_of("uranium-235")[0].name == "kovarex-enrichment-process"
    assert known.recipes_of("iron-ore") == ()
    assert "pipe" in {recipe.name for recipe in known.recipes_using("iron-plate")}
    assert known.technologies_unlocking("assembling-machine-1") == ("automation",)
    assert known.technologies_unlocking("iron-gear-wheel") == ()
    assert known.known("water")
    assert not known.known("Water")


def test_what_hands_can_make():
    known = facts()
    for recipe in ("iron-gear-wheel", "electronic-circuit", "lab", "automation-science-pack"):
        assert known.hand_craftable(recipe)
    for recipe in ("iron-plate", "concrete", "plastic-bar", "engine-unit", "rocket-part", "water-barrel"):
        assert not known.hand_craftable(recipe)
    with pytest.raises(KeyError):
        known.hand_craftable("no-such-recipe")


def test_records_are_checked_on_reading():
    from fle_llm.data.facts import DataFile

    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"about": {}, "recipes": []}', type=DataFile)
