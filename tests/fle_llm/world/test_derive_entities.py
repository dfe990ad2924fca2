"""Entities and groups made of views, and refusals in words."""

from __future__ import annotations

import pytest

from fle_llm.data import facts
from fle_llm.game import (
    AdvancedAssemblingMachine,
    Boiler,
    ChemicalPlant,
    Direction,
    ElectricityPole,
    EntityStatus,
    Generator,
    Inserter,
    Lab,
    Pipe,
    Prototype,
    Recipe,
    StorageTank,
    UndergroundBelt,
)
from fle_llm.world import ops
from fle_llm.world.derive.entities import entity_of
from fle_llm.world.derive.groups import belt_groups, pipe_groups, pole_groups, wall_group
from fle_llm.world.derive.refusals import _SENTENCES, because, listing
from fle_llm.world.derive.scene import Scene
from fle_llm.world.ops import EntityView, FluidBoxView, Ref


def view(name, x, y, **more) -> EntityView:
    return EntityView(
        name=name, type=facts().entities[name].type, x=round(x * 256), y=round(y * 256), force="player", **more
    )


def ref(name, x, y) -> Ref:
    return Ref(name, round(x * 256), round(y * 256))


def at(position):
    return position.x, position.y


@pytest.mark.parametrize("prototype", [p for p in Prototype if p.prototype_name in facts().entities])
def test_every_prototype_that_stands_on_the_map_can_be_shown(prototype):
    found = entity_of(view(prototype.prototype_name, 0.5, 0.5))
    assert found is not None
    assert isinstance(found, prototype.entity_class)
    assert found.prototype is prototype
    assert repr(found)
    assert str(found)


def test_what_has_no_prototype_is_not_shown():
    assert entity_of(view("tree-01", 0.5, 0.5)) is None


def test_inserters_show_where_they_drop():
    # the game's north: picks from the north, drops to the south; agents call that DOWN
    found = entity_of(view("inserter", 0.5, 0.5, direction=0, pickup=(128, -128), drop=(128, 435), network=3))
    assert isinstance(found, Inserter)
    assert found.direction is Direction.DOWN
    assert at(found.pickup_position) == (0.5, -0.5)
    assert at(found.drop_position) == (0.5, 1.5)
    assert found.electrical_id == 3


def test_a_recipe_is_shown_in_full():
    found = entity_of(view("assembling-machine-2", 0.5, 0.5, recipe="iron-gear-wheel", network=1))
    assert isinstance(found, AdvancedAssemblingMachine)
    assert isinstance(found.recipe, Recipe)
    assert (found.recipe.name, found.recipe.energy, found.recipe.category, found.recipe.enabled) == (
        "iron-gear-wheel",
        0.5,
        "crafting",
        True,
    )
    assert at(found.connection_points[0]) == (0.5, -1.5)  # two tiles ahead


def test_a_chemical_plant_names_its_fluids():
    found = entity_of(view("chemical-plant", 0.5, 0.5, direction=8, recipe="heavy-oil-cracking", network=1))
    assert isinstance(found, ChemicalPlant)
    assert found.direction is Direction.UP
    assert (found.input_fluids, found.output_fluids) == (["water", "heavy-oil"], ["light-oil"])
    assert [p.type for p in found.input_connection_points] == ["water", "heavy-oil"]


def test_steam_power():
    boiler = entity_of(view("boiler", 0.5, 0, fluids=(FluidBoxView("water", 50.0, capacity=200, production="input"),)))
    assert isinstance(boiler, Boiler)
    assert at(boiler.steam_output_point) == (0.5, -1.5)
    assert [at(p) for p in boiler.connection_points] == [(-1.5, 0.5), (2.5, 0.5)]
    assert boiler.fluid_box == [{"name": "water", "amount": 50.0, "temperature": 15.0}]
    engine = entity_of(view("steam-engine", 0.5, 0.5, produced_j=15000.0, network=2))
    assert isinstance(engine, Generator)
    assert engine.energy_generated_last_tick == 15000.0
    pole = entity_of(view("small-electric-pole", 0.5, 0.5, produced_j=120.0, network=2))
    assert isinstance(pole, ElectricityPole)
    assert (pole.electrical_id, pole.flow_rate) == (2, 120.0)
    dead = entity_of(view("small-electric-pole", 0.5, 0.5, produced_j=120.0, network=2, satisfaction=0.0))
    assert dead.flow_rate == 0.0


def test_pipes_and_tanks_show_their_segment():
    box = FluidBoxView("water", 10.0, capacity=100, segment=7, segment_amount=250.0)
    pipe = entity_of(view("pipe", 0.5, 0.5, fluids=(box,)))
    assert isinstance(pipe, Pipe)
    assert (pipe.fluidbox_id, pipe.contents, pipe.fluid) == (7, 250.0, "water")
    tank = entity_of(view("storage-tank", 0.5, 0.5, fluids=(box,)))
    assert isinstance(tank, StorageTank)
    assert (tank.fluid, tank.fluid_amount, tank.fluid_system_id) == ("water", 10.0, 7)


def test_a_lab_shows_a_hyphenated_technology():
    found = entity_of(view("lab", 0.5, 0.5, research="steel-processing", network=1))
    assert isinstance(found, Lab)
    assert found.research == "steel-processing"


def test_energy_of_a_burner_with_fuel_it_has_not_lit():
    drill = view("burner-mining-drill", 1, 1, inventories={"fuel": {"coal": 2}}, resources={"coal": 1})
    assert entity_of(drill).energy == 4_000_000  # a piece of coal
    drill.burning_left_j = drill.energy_j = 1234.0
    assert entity_of(drill).energy == 1234.0
    assert entity_of(view("burner-mining-drill", 1, 1, inventories={"fuel": {}})).energy == 0


# --- groups -----------------------------------------------------------------------------------------------------------


def grouped(views):
    scene = Scene(views)
    return belt_groups(views, [entity_of(v, scene) for v in views])


def underground_pair():
    """A belt, an entrance at (1.5, 0.5), an exit at (5.5, 0.5), a belt; to the east."""
    first, last = ref("transport-belt", 0.5, 0.5), ref("transport-belt", 6.5, 0.5)
    down, up = ref("underground-belt", 1.5, 0.5), ref("underground-belt", 5.5, 0.5)
    lanes = ({"coal": 1}, {"coal": 2})
    return [
        view("transport-belt", 0.5, 0.5, direction=4, downstream=(down,), unit=1),
        view(
            "underground-belt", 1.5, 0.5, direction=4, upstream=(first,), partner=up, belt_kind="entrance", lanes=lanes,
            unit=2,
        ),
        view("underground-belt", 5.5, 0.5, direction=4, downstream=(last,), partner=down, belt_kind="exit", unit=3),
        view("transport-belt", 6.5, 0.5, direction=4, upstream=(up,), unit=4),
    ]  # fmt: skip


def test_both_ends_of_an_underground_are_one_member():
    (group,) = grouped(underground_pair())
    assert [at(belt.position) for belt in group.belts] == [(0.5, 0.5), (1.5, 0.5), (6.5, 0.5)]
    under = group.belts[1]
    assert isinstance(under, UndergroundBelt)
    assert at(under.output_position) == (5.5, 0.5)
    assert under.connected_to == 3
    assert under.is_input
    assert not under.is_terminus
    assert group.inventory == {"coal": 3}
    assert group.status is EntityStatus.WORKING
    assert [at(belt.position) for belt in group.inputs] == [(0.5, 0.5)]
    assert [at(belt.position) for belt in group.outputs] == [(6.5, 0.5)]


def test_an_unpaired_entrance_ends_its_line():
    lone = view("underground-belt", 1.5, 0.5, direction=4, belt_kind="entrance")
    (group,) = grouped([lone])
    assert group.belts[0].is_terminus
    assert group.belts[0].connected_to is None


def test_a_full_member_makes_a_full_group():
    views = [view("transport-belt", 0.5, 0.5, lanes=({"coal": 4}, {"coal": 4}), lanes_full=(True, True))]
    assert grouped(views)[0].status is EntityStatus.FULL_OUTPUT


def test_pipe_groups_by_segment():
    def pipe(x, segment, contents=0.0):
        return Pipe(name="pipe", position=(x, 0.5), fluidbox_id=segment, contents=contents, fluid="water")

    first, second = pipe_groups([pipe(0.5, 7, 100.0), pipe(1.5, 7, 100.0), pipe(5.5, 9)])
    assert (first.id, len(first.pipes), first.status) == (7, 2, EntityStatus.WORKING)
    assert (second.id, len(second.pipes), second.status) == (9, 1, EntityStatus.EMPTY)


def test_pole_groups_by_network():
    def pole(x, network, flow=0.0):
        return ElectricityPole(name="small-electric-pole", position=(x, 2.5), electrical_id=network, flow_rate=flow)

    first, second = pole_groups([pole(0.5, 1), pole(4.5, 1, 60.0), pole(50.5, 2)])
    assert (first.id, len(first.poles), at(first.position), first.status) == (1, 2, (2.5, 2.5), EntityStatus.WORKING)
    assert second.status is EntityStatus.NOT_PLUGGED_IN_ELECTRIC_NETWORK


def test_walls_are_one_group():
    walls = [entity_of(view("stone-wall", x + 0.5, 0.5)) for x in range(3)]
    assert len(wall_group(walls).entities) == 3
    assert wall_group([]) is None


# --- refusals ---------------------------------------------------------------------------------------------------------


def test_every_reason_has_a_sentence():
    assert set(_SENTENCES) == set(ops.Reason.__args__)
    for reason in _SENTENCES:
        assert because(reason, {})
    assert "some-new-reason" in because("some-new-reason", {})


@pytest.mark.parametrize(
    ("reason", "data", "expected"),
    [
        ("blocked", {"blockers": [["pipe", 384, -128]]}, "an existing object in the way: pipe at x=1.5 y=-0.5"),
        (
            "blocked",
            {"blockers": [["pipe", 0, 0], ["lab", 128, 128]]},
            "existing objects in the way: pipe at x=0.0 y=0.0, lab at x=0.5 y=0.5",
        ),
        ("water", {"tiles": [[-11, 0]]}, "footprint overlaps water at tile (-11, 0)"),
        ("no-item", {"item": "pipe", "have": 2, "need": 5}, "No pipe in inventory: 5 needed, 2 carried"),
        (
            "inventory-full",
            {"items": {"coal": 7}, "slots": 80},
            "Inventory is full: no room for coal=7 in its 80 slots",
        ),
        ("too-far", {"distance": 12.345, "reach": 10}, "The distance is 12.35 and the max distance is 10"),
        ("locked", {"name": "lab", "needs": ["electronics"]}, "lab is not unlocked yet (requires electronics)"),
        ("not-allowed", {"name": "lab", "item": "coal"}, "lab does not accept coal"),
        ("no-entity", {"name": "lab", "x": 128, "y": 128}, "there is no lab at x=0.5 y=0.5"),
        ("fluid-mix", {"fluids": ["water", "steam"]}, "it would mix fluids: water, steam"),
    ],
)
def test_sentences(reason, data, expected):
    assert expected in because(reason, data)


def test_long_lists_are_cut():
    assert listing({}) == "empty"
    assert listing({"a": 1, "b": 2}) == "b=2, a=1"
    assert listing({f"item-{i:02}": 20 - i for i in range(12)}).endswith("item-09=11 (and 2 more)")
    many = [["pipe", 256 * i, 0] for i in range(13)]
    assert because("blocked", {"blockers": many}).endswith("(and 3 more)")
