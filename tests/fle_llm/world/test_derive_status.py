"""Shown status and warnings as functions of a raw view (AGENT_API 4.3, 4.4; MECHANICS 3.26)."""

from __future__ import annotations

import pytest

from fle_llm.game import EntityStatus as S
from fle_llm.world.derive.entities import entity_of
from fle_llm.world.derive.scene import Scene
from fle_llm.world.derive.status import shown_status
from fle_llm.world.derive.warnings import warnings_of
from fle_llm.world.ops import EntityView, FluidBoxView

TYPES = {
    "stone-furnace": "furnace",
    "electric-furnace": "furnace",
    "burner-mining-drill": "mining-drill",
    "electric-mining-drill": "mining-drill",
    "pumpjack": "mining-drill",
    "burner-inserter": "inserter",
    "inserter": "inserter",
    "assembling-machine-1": "assembling-machine",
    "chemical-plant": "assembling-machine",
    "lab": "lab",
    "boiler": "boiler",
    "heat-exchanger": "boiler",
    "nuclear-reactor": "reactor",
    "heat-pipe": "heat-pipe",
    "car": "car",
    "steam-engine": "generator",
    "offshore-pump": "offshore-pump",
    "solar-panel": "solar-panel",
    "wooden-chest": "container",
    "transport-belt": "transport-belt",
    "pipe": "pipe",
    "small-electric-pole": "electric-pole",
    "rocket-silo": "rocket-silo",
    "accumulator": "accumulator",
}


def view(name, x=0.5, y=0.5, **facts) -> EntityView:
    return EntityView(name=name, type=TYPES[name], x=round(x * 256), y=round(y * 256), **facts)


def furnace(fuel=0, ore=0, plates=0, **facts):
    inventories = {"fuel": {"coal": fuel}, "source": {"iron-ore": ore}, "result": {"iron-plate": plates}}
    return view("stone-furnace", inventories=inventories, **facts)


def assembler(network=1, satisfaction=1.0, plates=0, recipe="iron-gear-wheel", **facts):
    inventories = {"input": {"iron-plate": plates}, "output": {}, "modules": {}}
    return view(
        "assembling-machine-1",
        network=network,
        satisfaction=satisfaction,
        recipe=recipe,
        inventories=inventories,
        **facts,
    )


def fluid(name, amount, role, capacity=200.0):
    return FluidBoxView(fluid=name if amount else None, amount=amount, capacity=capacity, production=role)


def boiler(water=0.0, steam=0.0, fuel=0, **facts):
    boxes = (fluid("water", water, "input"), fluid("steam", steam, "output"))
    return view("boiler", inventories={"fuel": {"coal": fuel}}, fluids=boxes, **facts)


def exchanger(water=0.0, steam=0.0, **facts):
    boxes = (fluid("water", water, "input"), fluid("steam", steam, "output"))
    return view("heat-exchanger", fluids=boxes, **facts)


def reactor(cells=0, burnt=0, **facts):
    inventories = {"fuel": {"uranium-fuel-cell": cells}, "burnt_result": {"depleted-uranium-fuel-cell": burnt}}
    return view("nuclear-reactor", inventories=inventories, **facts)


def engine(steam=0.0, **facts):
    return view("steam-engine", fluids=(fluid("steam", steam, "input"),), **facts)


def lab(packs=0, **facts):
    inventories = {"lab_input": {"automation-science-pack": packs}, "modules": {}}
    return view("lab", inventories=inventories, **facts)


ORE = {"coal": 100}
BURNER = {"fuel": {}}
FUELLED = {"fuel": {"coal": 1}}


@pytest.mark.parametrize(
    ("seen", "status"),
    [
        (furnace(), S.NO_FUEL),
        (furnace(ore=5), S.NO_FUEL),
        (furnace(fuel=1), S.NO_INGREDIENTS),
        (furnace(fuel=1, ore=1), S.WORKING),
        (furnace(burning_left_j=1.0, ore=1), S.WORKING),
        (furnace(fuel=1, recipe="iron-plate"), S.WORKING),  # the last ore is in the fire
        (furnace(fuel=1, ore=1, plates=100, full=("result",)), S.FULL_OUTPUT),
        (view("electric-furnace", inventories={"source": {"iron-ore": 1}}), S.NOT_PLUGGED_IN_ELECTRIC_NETWORK),
        (view("electric-furnace", inventories={"source": {"iron-ore": 1}}, network=1), S.WORKING),
        (view("burner-mining-drill", inventories=FUELLED), S.NO_MINABLE_RESOURCES),
        (view("burner-mining-drill", inventories=BURNER, resources=ORE), S.NO_FUEL),
        (view("burner-mining-drill", inventories=FUELLED, resources=ORE), S.WORKING),
        (
            view("burner-mining-drill", inventories=FUELLED, resources=ORE, blocked=True),
            S.WAITING_FOR_SPACE_IN_DESTINATION,
        ),
        (view("electric-mining-drill", resources=ORE), S.NOT_PLUGGED_IN_ELECTRIC_NETWORK),
        (view("electric-mining-drill", resources=ORE, network=1, satisfaction=0.0), S.NO_POWER),
        (view("electric-mining-drill", resources=ORE, network=1, satisfaction=0.4), S.LOW_POWER),
        (view("electric-mining-drill", resources=ORE, network=1), S.WORKING),
        (
            view("pumpjack", resources={"crude-oil": 1}, network=1, fluids=(fluid("crude-oil", 1000, "output", 1000),)),
            S.FULL_OUTPUT,
        ),
        (
            view(
                "electric-mining-drill",
                resources={"uranium-ore": 9},
                network=1,
                fluids=(fluid("sulfuric-acid", 0, "input"),),
                status_raw="missing_required_fluid",
            ),
            S.MISSING_REQUIRED_FLUID,
        ),
        (exchanger(temperature=15.0), S.NOT_CONNECTED),
        (exchanger(water=100, temperature=499.0), S.LOW_TEMPERATURE),
        (exchanger(water=100, temperature=500.0), S.WORKING),
        (exchanger(water=100, temperature=500.1, status_raw="low_temperature"), S.LOW_TEMPERATURE),
        (exchanger(steam=100, temperature=700.0), S.NO_INPUT_FLUID),
        (exchanger(water=100, steam=200, temperature=700.0), S.FULL_OUTPUT),
        (exchanger(water=100, steam=200, temperature=700.0, status_raw="working"), S.WORKING),
        (reactor(), S.NO_FUEL),
        (reactor(cells=1), S.WORKING),
        (reactor(burning_left_j=1.0, burnt=50, full=("burnt_result",)), S.WORKING),
        (reactor(cells=1, burnt=50, full=("burnt_result",)), S.FULL_BURNT_RESULT_OUTPUT),
        (reactor(burnt=50, full=("burnt_result",)), S.NO_FUEL),
        (view("heat-pipe", temperature=900.0), S.NORMAL),
        (view("car", inventories={"fuel": {}, "chest": {}}), S.NORMAL),
        (view("burner-inserter", inventories=BURNER), S.NO_FUEL),
        (view("burner-inserter", inventories=FUELLED), S.WAITING_FOR_SOURCE_ITEMS),
        (view("burner-inserter", inventories=FUELLED, hand=("coal", 1)), S.WORKING),
        (view("burner-inserter", inventories=FUELLED, status_raw="working"), S.WORKING),
        (
            view("burner-inserter", inventories=FUELLED, hand=("coal", 1), blocked=True),
            S.WAITING_FOR_SPACE_IN_DESTINATION,
        ),
        (view("inserter", network=1), S.WAITING_FOR_SOURCE_ITEMS),
        (view("inserter"), S.NOT_PLUGGED_IN_ELECTRIC_NETWORK),
        (assembler(network=None), S.NO_POWER),
        (assembler(network=None, recipe=None), S.NO_POWER),
        (assembler(satisfaction=0.0), S.NO_POWER),
        (assembler(recipe=None), S.NO_RECIPE),
        (assembler(plates=1), S.ITEM_INGREDIENT_SHORTAGE),
        (assembler(plates=2), S.WORKING),
        (assembler(plates=2, satisfaction=0.5), S.LOW_POWER),
        (assembler(plates=0, crafting=True, progress=0.5), S.WORKING),
        (assembler(plates=2, full=("output",)), S.FULL_OUTPUT),
        (
            view(
                "chemical-plant",
                network=1,
                recipe="plastic-bar",  # a coal and 20 petroleum gas
                inventories={"input": {"coal": 1}},
                fluids=(fluid("petroleum-gas", 10, "input"),),
            ),
            S.FLUID_INGREDIENT_SHORTAGE,
        ),
        (lab(), S.NO_POWER),
        (lab(network=1), S.NO_RESEARCH_IN_PROGRESS),
        (lab(network=1, research="automation"), S.MISSING_SCIENCE_PACKS),
        (lab(network=1, research="automation", packs=1), S.WORKING),
        (boiler(), S.NOT_CONNECTED),
        (boiler(fuel=5), S.NOT_CONNECTED),  # regardless of fuel
        (boiler(water=10), S.NO_FUEL),
        (boiler(steam=10, fuel=1), S.NO_INPUT_FLUID),
        (boiler(water=10, fuel=1), S.WORKING),
        (boiler(water=10, fuel=1, steam=200), S.FULL_OUTPUT),
        (boiler(water=10, fuel=1, steam=200, status_raw="working"), S.WORKING),  # and drawn from as it is filled
        (engine(), S.NOT_CONNECTED),
        (engine(steam=50), S.NOT_PLUGGED_IN_ELECTRIC_NETWORK),
        (engine(steam=50, network=1, produced_j=15_000), S.WORKING),
        (view("offshore-pump", fluids=(fluid("water", 0, "output"),)), S.NOT_CONNECTED),
        (view("offshore-pump", fluids=(fluid("water", 100, "output"),)), S.WORKING),
        (view("solar-panel"), S.NOT_PLUGGED_IN_ELECTRIC_NETWORK),
        (view("solar-panel", network=1), S.WORKING),
        (view("accumulator", network=1, status_raw="charging"), S.CHARGING),
        (view("wooden-chest", status_raw="whatever"), S.NORMAL),
        (view("transport-belt"), S.NORMAL),
        (view("pipe"), S.NORMAL),
        (view("small-electric-pole"), S.NORMAL),
        (view("rocket-silo", rocket_parts=3, network=1), S.PREPARING_ROCKET_FOR_LAUNCH),
        (view("rocket-silo", rocket_parts=3, network=1, satisfaction=0.0), S.NO_POWER),
        (view("rocket-silo", rocket_parts=3), S.NOT_PLUGGED_IN_ELECTRIC_NETWORK),
        (view("rocket-silo", network=1, status_raw="no such word"), S.NORMAL),
    ],
)
def test_status(seen, status):
    assert shown_status(seen) is status


def warned(seen, *others):
    return warnings_of(seen, shown_status(seen), Scene([seen, *others]))


CHEST = {"chest": {}}


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (furnace(), ["out of fuel", "no ingredients to smelt"]),
        (furnace(fuel=1), ["no ingredients to smelt"]),
        (furnace(fuel=1, ore=1), []),
        (furnace(fuel=50, ore=50, full=("fuel", "source")), ["furnace fuel source is full", "furnace source is full"]),
        (view("wooden-chest", inventories=CHEST, full=("chest",)), ["chest is full"]),
        (
            view("burner-mining-drill", inventories={"fuel": {"coal": 50}}, resources=ORE, full=("fuel",)),
            ["fuel source is full"],
        ),
        (view("burner-mining-drill", inventories=BURNER), ["nothing to mine", "out of fuel"]),
        (assembler(network=None), ["not connected to power network"]),
        (assembler(network=None, recipe=None), ["not connected to power network"]),
        (assembler(satisfaction=0.0), ["not receiving electricity"]),
        (assembler(plates=1), ["cannot create iron-gear-wheel due to missing resources: iron-plate (1)"]),
        (
            assembler(recipe="transport-belt"),  # a plate and a gear
            ["cannot create transport-belt due to missing resources: iron-plate (1),_iron-gear-wheel (1)"],
        ),
        (assembler(plates=2, full=("output",)), ["assembler output is full"]),
        (view("transport-belt", lanes=({}, {}), lanes_full=(True, True)), ["full"]),
        (view("transport-belt", lanes=({}, {}), lanes_full=(True, False)), []),
        (boiler(fuel=1), ["no input liquid", "no fluid present in connections"]),
        (boiler(water=5, fuel=1), []),
        (
            engine(),
            ["not connected to power network", "no input liquid", "no fluid present in connections"],
        ),
        (engine(steam=5, network=1, satisfaction=0.0), []),  # engines need not receive anything
        (view("rocket-silo", network=1, rocket_parts=5), ["waiting for rocket parts"]),
        (view("rocket-silo", network=1, status_raw="waiting_to_launch_rocket"), ["ready to launch"]),
    ],
)
def test_warnings(seen, expected):
    assert warned(seen) == expected


def blocked_drill():
    return view(
        "burner-mining-drill", 1, 1, inventories=FUELLED, resources=ORE, blocked=True, drop=(128, -77)
    )  # drops into the tile (0, -1)


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ((), "output blocked by item on the ground. There is no sink entity in place to accept the output."),
        (
            (view("wooden-chest", 0.5, -0.5, inventories=CHEST),),
            "chest at drop position is full. Empty the chest at (0.5, -0.5) to continue mining.",
        ),
        ((view("stone-furnace", 1, -1, inventories=BURNER),), "furnace at drop position is blocked."),
        (
            (view("transport-belt", 0.5, -0.5),),
            "transport belt at drop position is blocked. Clear the belt at (0.5, -0.5) to continue mining.",
        ),
        ((view("lab", 0.5, -1.5),), "waiting for space in destination"),
    ],
)
def test_what_a_blocked_drill_waits_for(others, expected):
    assert warned(blocked_drill(), *others) == [expected]


def test_a_blocked_inserter_waits_for_its_target():
    seen = view("burner-inserter", inventories=FUELLED, hand=("coal", 1), blocked=True, drop=(128, 435))
    assert warned(seen) == ["waiting for space in destination"]


def test_an_inserter_over_an_empty_chest():
    seen = view("burner-inserter", inventories=FUELLED, pickup=(128, -128))
    empty = view("wooden-chest", 0.5, -0.5, inventories=CHEST)
    assert warned(seen, empty) == ["inserter waiting for source items"]
    assert warned(seen, view("wooden-chest", 0.5, -0.5, inventories={"chest": {"coal": 1}})) == []


def test_points_over_water_are_left_out():
    seen = view("steam-engine", 0.5, 0.5, network=1, fluids=(fluid("steam", 1, "input"),))
    # facing north its two points are (0.5, -2) and (0.5, 3); the tile (0, 3) is water
    scene = Scene([seen], water=[(0, 3)])
    found = entity_of(seen, scene)
    assert [(p.x, p.y) for p in found.connection_points] == [(0.5, -2)]
    assert found.warnings == ["some connection points were filtered due to being blocked by water"]
