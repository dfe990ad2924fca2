"""From `data.raw` to records, on small tables written by hand in the game's own form."""

from __future__ import annotations

import pytest

from fle_llm.data import Amount, extract, extract_entities
from fle_llm.data.schema import Effect, FluidConnection, HeatConnection, Trigger


@pytest.mark.parametrize(
    ("text", "value"),
    [("90kW", 90_000), ("4MJ", 4e6), ("1.8MW", 1.8e6), ("1.21GJ", 1.21e9), ("0.4kW", 400), ("2J", 2), ("5KJ", 5000)],
)
def test_energies(text, value):
    assert extract.energy(text) == value


def test_what_is_no_energy():
    assert extract.energy(None) is None
    for wrong in ("90", "kW", "90 horses", "", "1e3kW"):
        with pytest.raises(ValueError):
            extract.energy(wrong)


def test_recipes():
    raw = {
        "recipe": {
            "plate": {
                "type": "recipe",
                "name": "plate",
                "category": "smelting",
                "energy_required": 3.2,
                "ingredients": [{"type": "item", "name": "ore", "amount": 1}],
                "results": [{"type": "item", "name": "plate", "amount": 1}],
                "allow_productivity": True,
                "icon": "__base__/graphics/plate.png",
            },
            "cracking": {
                "name": "cracking",
                "ingredients": {},
                "results": [
                    {"type": "fluid", "name": "gas", "amount": 20, "probability": 0.5, "fluidbox_index": 3},
                    {"type": "item", "name": "ore", "amount": 4, "ignored_by_stats": 2, "ignored_by_productivity": 3},
                ],
                "enabled": False,
                "allow_decomposition": False,
                "main_product": "",
                "hidden": True,
            },
            "parameter-3": {"name": "parameter-3"},
            "recipe-unknown": {"name": "recipe-unknown"},
        }
    }
    found = extract.recipes(raw)
    assert list(found) == ["cracking", "plate"]
    plate, cracking = found["plate"], found["cracking"]
    assert (plate.category, plate.energy_s, plate.enabled, plate.productivity) == ("smelting", 3.2, True, True)
    assert (plate.ingredients, plate.products) == ((Amount(name="ore"),), (Amount(name="plate"),))
    assert (cracking.category, cracking.energy_s, cracking.ingredients) == ("crafting", 0.5, ())
    assert (cracking.enabled, cracking.decompose, cracking.hidden, cracking.main) == (False, False, True, "")
    assert cracking.products == (
        Amount(name="gas", amount=20, fluid=True, probability=0.5, fluidbox_index=3),
        Amount(name="ore", amount=4, ignored_by_stats=2, ignored_by_productivity=3),
    )


def test_amounts_must_be_whole():
    with pytest.raises(ValueError, match=r"1\.5"):
        extract.amount({"name": "ore", "amount": 1.5})


def test_items():
    raw = {
        "item": {
            "coal": {"name": "coal", "stack_size": 50, "fuel_value": "4MJ", "fuel_category": "chemical"},
            "brick": {"name": "brick", "stack_size": 100, "place_as_tile": {"result": "path", "condition_size": 1}},
            "item-unknown": {"name": "item-unknown", "stack_size": 1},
        },
        "module": {
            "speedy": {
                "name": "speedy",
                "stack_size": 50,
                "effect": {"speed": 0.2, "consumption": 0.5},
                "category": "speed",
                "tier": 2,
            }
        },
        "ammo": {"shell": {"name": "shell", "stack_size": 25, "magazine_size": 4, "ammo_category": "shells"}},
        "blueprint": {"plan": {"name": "plan", "stack_size": 1}},
    }
    found = extract.items(raw)
    assert list(found) == ["brick", "coal", "shell", "speedy"]
    assert (found["coal"].fuel_value_j, found["coal"].fuel_category, found["coal"].type) == (4e6, "chemical", "item")
    assert found["brick"].place_tile == "path"
    assert found["speedy"].effect == {"speed": 0.2, "consumption": 0.5}
    assert (found["speedy"].module_category, found["speedy"].module_tier) == ("speed", 2)
    assert (found["shell"].magazine_size, found["shell"].type) == (4, "ammo")


def test_fluids():
    raw = {
        "fluid": {
            "water": {"default_temperature": 15, "max_temperature": 100, "heat_capacity": "2kJ"},
            "oil": {"default_temperature": 25},
        }
    }
    found = extract.fluids(raw)
    assert (found["water"].heat_capacity_j, found["water"].max_temperature) == (2000, 100)
    assert (found["oil"].heat_capacity_j, found["oil"].max_temperature) == (1000, None)


def test_technologies():
    raw = {
        "technology": {
            "steel": {
                "prerequisites": ["smelting"],
                "unit": {"count": 50, "time": 5, "ingredients": [["red", 1], {"name": "blue", "amount": 2}]},
                "effects": [
                    {"type": "unlock-recipe", "recipe": "z"},
                    {"type": "ammo-damage", "ammo_category": "bullet", "modifier": 0.1},
                    {"type": "unlock-recipe", "recipe": "a"},
                ],
            },
            "more-ore": {
                "prerequisites": {},
                "unit": {"count_formula": "2^L*100", "time": 60, "ingredients": [["red", 1]]},
                "max_level": "infinite",
                "upgrade": True,
            },
            "levels": {"unit": {"count": 1, "time": 1, "ingredients": {}}, "max_level": 4},
            "power": {"research_trigger": {"type": "craft-item", "item": {"name": "plate"}, "count": 10}},
            "oil": {"research_trigger": {"type": "mine-entity", "entity": "well"}},
        }
    }
    found = extract.technologies(raw)
    steel, more = found["steel"], found["more-ore"]
    assert (steel.prerequisites, steel.count, steel.time_s) == (("smelting",), 50, 5)
    assert (steel.ingredients, steel.unlocks) == ({"blue": 2, "red": 1}, ("a", "z"))
    assert steel.effects == (Effect(type="ammo-damage", ammo_category="bullet", modifier=0.1),)
    assert (more.count, more.count_formula, more.infinite, more.upgrade) == (None, "2^L*100", True, True)
    assert (found["levels"].max_level, found["levels"].infinite) == (4, False)
    assert found["power"].trigger == Trigger(type="craft-item", item="plate", count=10)
    assert found["oil"].trigger == Trigger(type="mine-entity", entity="well")


def test_resources():
    raw = {
        "resource": {
            "ore": {"minable": {"mining_time": 1, "result": "ore"}},
            "well": {
                "category": "basic-fluid",
                "infinite": True,
                "minimum": 60000,
                "normal": 300000,
                "infinite_depletion_amount": 10,
                "minable": {
                    "mining_time": 1,
                    "results": [{"type": "fluid", "name": "oil", "amount_min": 10, "amount_max": 10, "probability": 1}],
                },
            },
            "hot": {"minable": {"mining_time": 2, "result": "hot", "required_fluid": "acid", "fluid_amount": 10}},
        }
    }
    found = extract.resources(raw)
    assert found["ore"].results == (Amount(name="ore"),)
    assert found["well"].results == (Amount(name="oil", amount=10, fluid=True),), "a range of one number is a number"
    assert (found["well"].minimum, found["well"].depletion, found["well"].infinite) == (60000, 10, True)
    assert (found["hot"].required_fluid, found["hot"].fluid_amount) == ("acid", 10)


def entities(kind, entry, **more):
    """The records of a table with one entity that an item of the same name places."""
    item = {"name": entry["name"], "stack_size": 50, "place_result": entry["name"]}
    return extract_entities.entities({kind: {entry["name"]: entry}, "item": {entry["name"]: item}} | more)


def test_a_machine():
    machine = {
        "name": "machine",
        "max_health": 300,
        "collision_box": [[-1.2, -0.7], [1.2, 0.7]],
        "selection_box": {"left_top": {"x": -1.5, "y": -1}, "right_bottom": {"x": 1.5, "y": 1}},
        "minable": {"mining_time": 0.2, "result": "machine"},
        "crafting_categories": ["crafting"],
        "crafting_speed": 0.5,
        "energy_usage": "75kW",
        "energy_source": {
            "type": "electric",
            "usage_priority": "secondary-input",
            "drain": "1kW",
            "emissions_per_minute": {"pollution": 4},
        },
        "resource_searching_radius": 2.49,
        "vector_to_place_result": [0, -1.85],
        "filter_count": 5,
        "fluid_boxes_off_when_no_fluid_recipe": True,
        "animation": {"layers": [{"filename": "machine.png"}]},
    }
    (found,) = entities("assembling-machine", machine).values()
    # 2.4 and 1.4 tiles take up three and two whole ones
    assert (found.type, found.tile_width, found.tile_height, found.item) == ("assembling-machine", 3, 2, "machine")
    assert (found.collision_box, found.selection_box) == (((-1.2, -0.7), (1.2, 0.7)), ((-1.5, -1), (1.5, 1)))
    assert (found.mining_time_s, found.mined) == (0.2, (Amount(name="machine"),))
    assert (found.crafting_speed, found.crafting_categories, found.energy_usage_w) == (0.5, ("crafting",), 75_000)
    assert (found.mining_radius, found.drop_vector, found.filter_slots) == (2.49, (0, -1.85), 5)
    assert found.fluid_boxes_need_recipe
    source = found.energy_source
    assert source is not None
    assert (source.type, source.drain_w, source.pollution_per_minute) == ("electric", 1000, 4)
    assert found.drain_w == 1000


def test_the_tile_size_that_is_stated_wins():
    pump = {"name": "pump", "max_health": 1, "collision_box": [[-0.6, -1.05], [0.6, 0.3]], "tile_width": 1}
    (found,) = entities("offshore-pump", pump | {"tile_height": 1}).values()
    assert (found.tile_width, found.tile_height) == (1, 1)


def test_fluid_and_heat():
    boiler = {
        "name": "boiler",
        "max_health": 1,
        "energy_consumption": "1.8MW",
        "fluid_box": {
            "volume": 200,
            "production_type": "input",
            "filter": "water",
            "pipe_connections": [{"flow_direction": "input-output", "direction": 12, "position": [-1, 0.5]}],
        },
        "output_fluid_box": {
            "volume": 100,
            "pipe_connections": [
                {"connection_type": "underground", "max_underground_distance": 10, "direction": 8, "position": [0, 0]},
                {"flow_direction": "output", "direction": 0, "positions": [[1, -1], [1, -1], [-1, 1], [-1, 1]]},
            ],
        },
        "energy_source": {
            "type": "heat",
            "max_temperature": 1000,
            "specific_heat": "1MJ",
            "max_transfer": "2GW",
            "min_working_temperature": 500,
            "connections": [{"position": [0, 0.5], "direction": 8}],
        },
    }
    (found,) = entities("boiler", boiler).values()
    water, steam = found.fluid_boxes
    assert (water.role, water.volume, water.filter) == ("input", 200, "water")
    assert water.connections == (FluidConnection(position=(-1, 0.5), direction=12),)
    assert steam.role == "output"
    assert steam.connections == (
        FluidConnection(position=(0, 0), direction=8, underground=10),
        FluidConnection(positions=((1, -1), (1, -1), (-1, 1), (-1, 1)), direction=0, flow="output"),
    )
    assert found.energy_usage_w == 1.8e6
    assert found.heat_buffer is not None
    assert (found.heat_buffer.specific_heat_j, found.heat_buffer.max_transfer_w) == (1e6, 2e9)
    assert found.heat_buffer.connections == (HeatConnection(position=(0, 0.5), direction=8),)


def test_which_entities_count():
    raw = {
        "tree": {"oak": {"max_health": 50, "minable": {"mining_time": 0.5, "result": "wood", "count": 4}}},
        "simple-entity": {"parameter-0": {}, "rock": {"max_health": 10}},
        "container": {"chest": {"max_health": 100}, "hidden-chest": {"max_health": 100}},
        "corpse": {"chest": {"time_before_removed": 100}},
        "item": {
            "box": {"name": "box", "stack_size": 1, "place_result": "chest"},
            "chest": {"name": "chest", "stack_size": 1, "place_result": "chest"},
            "crate": {"name": "crate", "stack_size": 1, "place_result": "chest"},
        },
    }
    found = extract_entities.entities(raw)
    assert list(found) == ["chest", "oak", "rock"]
    assert (found["chest"].type, found["chest"].item) == ("container", "chest")
    assert found["oak"].mined == (Amount(name="wood", amount=4),)
    assert (found["rock"].item, found["rock"].mining_time_s) == (None, None)
