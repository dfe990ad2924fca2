"""Power plants, rows on ore and the belts to machines, run in the laboratory."""

from __future__ import annotations

import pytest
from layout_step import Step

from fle_llm.game import Direction, EntityStatus

SITE = "Position(60, 0)"
"""Free ground in the laboratory."""


def test_a_plant_feeds_itself_and_grows() -> None:
    # Three lines of drill and furnace take 3 * (90 + 186) kW, 0.8 of 1.8 MW: a boiler burns 4 MJ of coal in 4.8 s, so
    # that the 20 coal it was lit with would have lasted 100 s, and the five an arm or drill fills up to another 24.
    step = Step(**{"iron-plate": 100})(
        "plant = build_power(1, 3)\n"
        f"belt = build_smelters(Resource.IronOre, 3, {SITE})\n"
        "sleep(600)\n"
        "boilers = get_entities({Prototype.Boiler})\nengines = find_engines()\n"
        "first = get_entities({Prototype.ElectricFurnace})[0]\n"
        "plates = take_off_belt(Prototype.IronPlate, 150, belt)"
    )
    assert [boiler.status for boiler in step.boilers] == [EntityStatus.WORKING]
    assert step.boilers[0].fuel["coal"] >= 1
    assert {engine.status for engine in step.engines} == {EntityStatus.WORKING}
    assert step.plates >= 150
    step("grow_power(plant, 3)\nsleep(30)\nengines = find_engines()")
    assert len(step.engines) == 6
    assert {engine.status for engine in step.engines} == {EntityStatus.WORKING}, "they share the load"


def test_two_drills_fill_a_furnace() -> None:
    # 3.2 s a plate at speed 2 are 37.5 a minute; one drill gives 30 before bonuses, two more than the furnace takes
    step = Step()(
        "build_power(1, 1)\n"
        f"belt = build_paired_smelters(Resource.CopperOre, 1, {SITE})\n"
        "sleep(120)\nbefore = get_entities({Prototype.ElectricFurnace})[0]\n"
        "take_off_belt(Prototype.CopperPlate, 1, belt)"
    )
    assert step.before.status in (EntityStatus.WORKING, EntityStatus.FULL_OUTPUT)
    assert step.before.furnace_source["copper-ore"] >= 1, "it never waits for ore"


def test_steel_comes_out_of_two_furnaces() -> None:
    # five plates and 8 s for one steel; a drill gives 0.5 ore a second before bonuses: 0.1 steel, 24 in four minutes
    step = Step()(
        "build_power(1, 1)\n"
        f"belt = build_steel_row(Resource.IronOre, 1, {SITE})\n"
        "sleep(300)\nsteel = take_off_belt(Prototype.SteelPlate, 24, belt)"
    )
    assert step.steel >= 24


def test_a_belt_finds_another_side_where_one_is_taken() -> None:
    step = Step()(
        "build_power(1, 1)\n"
        f"row = build_powered_row({SITE}, ['iron-gear-wheel', '>', 'chest'])\n"
        "for shift in (-1, 0, 1):\n"
        "    place_at(Prototype.Pipe, Direction.UP, row[0].position.down(3) + Position(shift, 0))\n"
        "start = connect_entities(row[0].position.left(12), row[0].position.left(9), Prototype.TransportBelt)\n"
        "line = lead_past(start, [row[0]], Direction.DOWN)\n"
        "hands = arms_of(row[0], feeding=True)"
    )
    assert len(step.hands) == 1
    assert step.hands[0].position.y < step.row[0].position.y, "below is no room for a belt, so it comes from above"
    assert step.hands[0].direction == Direction.DOWN
    assert step.line.outputs[0].position == step.hands[0].pickup_position


def test_products_are_led_from_machine_to_machine() -> None:
    step = Step(**{"iron-plate": 20})(
        "build_power(1, 1)\n"
        f"pipes = build_powered_row({SITE}, ['pipe'])\n"
        f"engines = build_powered_row({SITE}, ['engine-unit', '>', 'chest'])\n"
        "lead_from(pipes[0], Direction.DOWN, [engines[0]], Direction.DOWN)\n"
        "insert_item(Prototype.IronPlate, pipes[0], 20)\n"
        "sleep(60)\n"
        "made = inspect_inventory(engines[0])"
    )
    assert step.made["pipe"] == 4, "twice what an engine takes; the others wait on the belt"


def test_what_cannot_be_led_is_taken_down() -> None:
    step = Step(**{"transport-belt": 5, "underground-belt": 1})(
        "build_power(1, 1)\n"
        f"row = build_powered_row({SITE}, ['iron-gear-wheel', '>', 'chest'])\n"
        "start = connect_entities(row[0].position.left(20), row[0].position.left(17), Prototype.TransportBelt)\n"
        "before = inspect_inventory()"
    )
    with pytest.raises(Exception, match="no way past"):
        step("lead_past(start, [row[0]], Direction.UP)")
    step("after = inspect_inventory()")
    assert step.after == step.before
