"""Assembling machines, labs and silos through the tools (AGENT_API 3.9 to 3.18, 3.23)."""

from __future__ import annotations

import pytest

from fle_llm.game import Direction, EntityStatus, Position, Prototype, RecipeName, Technology
from fle_llm.world.ops import Place

INVENTORY = {
    "assembling-machine-1": 3,
    "assembling-machine-2": 3,
    "lab": 2,
    "solar-panel": 10,
    "medium-electric-pole": 20,
    "iron-plate": 1000,
    "copper-plate": 200,
    "iron-gear-wheel": 300,
    "electronic-circuit": 50,
    "automation-science-pack": 20,
    "logistic-science-pack": 20,
    "speed-module": 5,
    "stone-furnace": 2,
    "rocket-silo": 1,
    "coal": 50,
}
GEAR = Prototype.IronGearWheel


@pytest.fixture
def builder(make_world, play):
    player = play(make_world(INVENTORY))
    player.move_to(Position(x=30, y=-20))
    return player


def powered(player, machine):
    """Solar panels of 240 kW and poles to a machine."""
    spots = [(machine.position.x + 3 * i, machine.position.y - 8) for i in range(4)]
    player.world.do([Place("solar-panel", round(x * 256), round(y * 256), 0, None) for x, y in spots])
    panels = [player.get_entity(Prototype.SolarPanel, Position(x=x, y=y)) for x, y in spots]
    player.connect_entities(*panels, machine, connection_type=Prototype.MediumElectricPole)
    player.sleep(1)


@pytest.fixture
def machine(builder):
    return builder.place_entity(Prototype.AssemblingMachine2, position=Position(x=30.5, y=-24.5))


def test_without_power_and_without_a_recipe(builder, machine):
    assert (machine.status, machine.warnings) == (EntityStatus.NO_POWER, ["not connected to power network"])
    powered(builder, machine)
    machine = builder.get_entity(Prototype.AssemblingMachine2, machine.position)
    assert (machine.status, machine.warnings) == (EntityStatus.NO_RECIPE, [])
    with builder.refused("Could not insert", "No recipe set for the assembling machine"):
        builder.insert_item(Prototype.IronPlate, machine, 5)


def test_recipes(builder, machine):
    machine = builder.set_entity_recipe(machine, GEAR)
    assert machine.recipe == "iron-gear-wheel"
    read = builder.get_entity(Prototype.AssemblingMachine2, machine.position)
    assert (read.recipe.name, read.recipe.energy) == ("iron-gear-wheel", 0.5)
    with builder.refused("Could not set recipe to iron-plate", "stone-furnace"):
        builder.set_entity_recipe(machine, Prototype.IronPlate)
    with builder.refused("Could not set recipe to advanced-oil-processing", "oil-refinery"):
        builder.set_entity_recipe(machine, RecipeName.AdvancedOilProcessing)
    builder.insert_item(Prototype.IronPlate, machine, 10)
    builder.set_entity_recipe(machine, Prototype.CopperCable)
    assert builder.carries("iron-plate") == 1000  # what has no use for the new recipe comes back


def test_what_goes_in_and_comes_out(builder, machine):
    builder.set_entity_recipe(machine, GEAR)
    machine = builder.insert_item(Prototype.IronPlate, machine, 60)
    assert machine.assembling_machine_input[Prototype.IronPlate] == 60
    with builder.refused("Could not insert"):
        builder.insert_item(Prototype.CopperPlate, machine, 5)
    machine = builder.insert_item(GEAR, machine, 20)  # a product goes to the output
    assert machine.assembling_machine_output[GEAR] == 20
    machine = builder.insert_item(Prototype.SpeedModule, machine, 5)
    assert machine.assembling_machine_modules[Prototype.SpeedModule] == 2  # two slots
    assert builder.carries("speed-module") == 3
    seen = builder.inspect_inventory(machine)
    assert (seen[Prototype.IronPlate], seen[GEAR], seen[Prototype.SpeedModule]) == (60, 20, 0)  # no modules
    assert builder.extract_item(Prototype.IronPlate, machine, 15) == 15
    assert builder.extract_item(GEAR, machine, 50) == 20
    assert builder.extract_item(Prototype.SpeedModule, machine, 1) == 1
    builder.pickup_entity(machine)
    assert (builder.carries("iron-plate"), builder.carries("speed-module")) == (1000, 5)


def test_shortage_work_and_full_output(builder, machine):
    builder.set_entity_recipe(machine, Prototype.AutomationSciencePack)
    powered(builder, machine)
    machine = builder.get_entity(Prototype.AssemblingMachine2, machine.position)
    assert machine.status is EntityStatus.ITEM_INGREDIENT_SHORTAGE
    assert machine.warnings == [
        "cannot create automation-science-pack due to missing resources: copper-plate (1),_iron-gear-wheel (1)"
    ]
    builder.insert_item(GEAR, machine, 10)
    machine = builder.insert_item(Prototype.CopperPlate, machine, 10)
    assert machine.status is EntityStatus.WORKING
    builder.sleep(20)  # 5 s at speed 0.75: three in 20 s
    machine = builder.get_entity(Prototype.AssemblingMachine2, machine.position)
    assert machine.assembling_machine_output[Prototype.AutomationSciencePack] in (2, 3)


def test_crafting_by_hand_says_which_machine_it_takes(builder):
    with builder.refused("engine-unit", "machine"):
        builder.craft_item(Prototype.EngineUnit, 1)


def test_a_lab(make_world, play):
    builder = play(make_world(INVENTORY, all_technologies=False))
    builder.move_to(Position(x=30, y=-20))
    lab = builder.place_entity(Prototype.Lab, position=Position(x=30.5, y=-24.5))
    assert lab.status is EntityStatus.NO_POWER
    powered(builder, lab)
    assert builder.get_entity(Prototype.Lab, lab.position).status is EntityStatus.NO_RESEARCH_IN_PROGRESS
    assert [(p.name, p.count) for p in builder.set_research(Technology.Automation)] == [("automation-science-pack", 10)]
    assert builder.get_entity(Prototype.Lab, lab.position).status is EntityStatus.MISSING_SCIENCE_PACKS
    with builder.refused("Could not insert"):
        builder.insert_item(Prototype.IronPlate, lab, 5)
    lab = builder.insert_item(Prototype.AutomationSciencePack, lab, 10)
    assert lab.lab_input[Prototype.AutomationSciencePack] == 10
    builder.sleep(1)
    lab = builder.get_entity(Prototype.Lab, lab.position)
    assert (lab.status, lab.research) == (EntityStatus.WORKING, "automation")
    assert builder.inspect_inventory(lab)[Prototype.AutomationSciencePack] in (9, 10)
    builder.sleep(100)  # ten packs of ten seconds
    assert builder.get_research_progress(Technology.Automation) == []
    builder.set_research(Technology.LogisticsSciencePack)
    with builder.refused("Failed to start research"):
        builder.set_research(Technology.Automation2)
    assert builder.craft_item(Prototype.AssemblingMachine1, 1) == 1


def test_a_silo_without_a_rocket(builder):
    with builder.refused("Could not launch rocket: there is no rocket-silo"):
        builder.launch_rocket(Position(x=0, y=0))
    silo = builder.place_entity(Prototype.RocketSilo, Direction.UP, Position(x=30.5, y=-26.5))
    for given in (silo, Position(x=0, y=0)):
        with builder.refused("Could not launch rocket: none stands ready", "0 of 100 parts"):
            builder.launch_rocket(given)
    with builder.refused("must be a RocketSilo or a Position", error=ValueError):
        builder.launch_rocket("silo")
