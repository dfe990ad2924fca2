"""The layouts of the experts where they can fail: rows, chests, ports and wells, run in the laboratory."""

from __future__ import annotations

import pytest
from layout_step import Step

from fle_llm.game.errors import ToolError

SITE = "Position(60, 0)"
"""Free ground in the laboratory."""


def test_a_row_stands_as_it_is_written() -> None:
    step = Step()(f'row = build_row({SITE}, ["chest", ">", "copper-cable", ">", "electronic-circuit", "<", "chest"])')
    assert [one.name for one in step.row] == [
        "wooden-chest", "inserter", "assembling-machine-2", "inserter", "assembling-machine-2", "inserter",
        "wooden-chest",
    ]  # fmt: skip
    first, *_, last = step.row
    assert {one.position.y for one in step.row} == {first.position.y}
    # chest 1, inserter 1, machine 3, inserter 1, machine 3, inserter 1, chest 1: the outer middles are 10 apart
    assert last.position.x - first.position.x == 10
    step("maker = making('electronic-circuit')[0]\nfeeding = chests_of(maker, True)\nemptied = chests_of(maker, False)")
    assert [chest.position for chest in step.feeding] == [last.position], "the other arm picks from the cables"
    assert step.emptied == []


def test_a_row_that_fails_is_taken_down() -> None:
    step = Step()("before = inspect_inventory()")
    with pytest.raises(ToolError):
        step(f'build_row({SITE}, ["chest", ">", "plastic-bar", ">", "iron-plate"])')  # nothing assembles plates
    step("after = inspect_inventory()\nleft = get_entities()")
    assert step.left == []
    assert step.after == step.before


def test_stock_is_shared_evenly_and_fetched_where_it_is_made() -> None:
    # 60 gears lie in a chest nobody picks from and 40 are carried, for two machines that want 80 each: 50 each
    step = Step(**{"iron-gear-wheel": 100})(
        f"store = place_at(Prototype.WoodenChest, Direction.UP, {SITE})\n"
        "insert_item(Prototype.IronGearWheel, store, 60)\n"
        f'for _ in range(2):\n    build_row({SITE}, ["chest", ">", "transport-belt"])\n'
        'stock("transport-belt", {"iron-gear-wheel": 80})\n'
        'held = [chests_of(one, True)[0].inventory["iron-gear-wheel"] for one in making("transport-belt")]\n'
        'carried = collect("iron-gear-wheel", 10)'
    )
    assert step.held == [50, 50]
    assert step.carried == 0, "what waits to be used is left where it is"


def test_a_machine_is_not_fed_when_there_is_enough_of_what_it_makes() -> None:
    step = Step(**{"iron-gear-wheel": 100})(
        f'build_row({SITE}, ["chest", ">", "pipe", ">", "chest"])\n'
        'store = chests_of(making("pipe")[0], False)[0]\n'
        "insert_item(Prototype.Pipe, store, 50)\n"
        "craft = carry(Prototype.IronChest, 0)\n"
        'stock("pipe", {"iron-gear-wheel": 30}, enough=50)\n'
        'none = inspect_inventory(chests_of(making("pipe")[0], True)[0])["iron-gear-wheel"]\n'
        'stock("pipe", {"iron-gear-wheel": 30}, enough=51)\n'
        'some = inspect_inventory(chests_of(making("pipe")[0], True)[0])["iron-gear-wheel"]'
    )
    assert (step.none, step.some) == (0, 30)


def test_pumpjacks_stand_on_wells_with_room_between_them() -> None:
    step = Step()("jacks = ensure_pumpjacks(4)")
    spots = [(jack.position.x, jack.position.y) for jack in step.jacks]
    assert len(set(spots)) == 4
    for x, y in spots:  # the laboratory's wells are 3 apart: from (17.5, 40.5), or from (-69.5, 40.5) on the other side
        assert (x - 17.5) % 3 == 0
        assert (y - 40.5) % 3 == 0
        # a pumpjack is 3 wide, and pipes need at least a tile between two of them
        assert all(max(abs(x - a), abs(y - b)) >= 4 for a, b in spots if (a, b) != (x, y))
    step("again = ensure_pumpjacks(4)")
    assert len(step.again) == 4, "those that stand are counted"


def test_every_port_a_fluid_goes_through_gets_a_pipe() -> None:
    step = Step()(
        f'plant = build_row({SITE}, ["sulfur"])[0]\npipes = keep_ports_free(plant)\n'
        f"spot = free_site(13, 13, {SITE}).center\n"
        "refinery = place_at(Prototype.OilRefinery, Direction.UP, spot)\n"
        "refinery = set_entity_recipe(refinery, RecipeName.AdvancedOilProcessing)\n"
        "more = keep_ports_free(refinery)\n"
        "groups = get_entities({Prototype.PipeGroup})"
    )
    assert len(step.pipes) == 2, "water and gas; sulfur is no fluid"
    assert len(step.more) == 5, "crude oil and water; heavy oil, light oil and gas"
    assert len(step.groups) == 7, "and no two of them touch"


def test_a_smelting_line_makes_ore_plates_or_steel() -> None:
    step = Step()(
        "build_power(1, 1)\n"
        "ore = nearest(Resource.IronOre)\n"
        "lines = [build_smelting_line(ore, furnaces) for furnaces in (0, 1, 2)]\n"
        "sleep(240)\n"
        "ore, plates, steel = [get_entity(Prototype.WoodenChest, line[-1].position).inventory for line in lines]"
    )
    # a drill gives 0.5 ore a second before bonuses, 120 in four minutes; a furnace makes 0.625 plates a second, and
    # steel of five plates in 8 seconds: 24 of 120 ore, less what is still on the way
    assert step.ore["iron-ore"] >= 115
    assert step.plates["iron-plate"] >= 110
    assert step.steel["steel-plate"] >= 18
