"""The rates of MECHANICS section 4, row by row, for what the engine simulates."""

from __future__ import annotations

import pytest
from yard import EAST, NORTH, SOUTH, WEST, Yard


def test_burner_drill_digs_a_quarter_ore_a_second() -> None:  # row 1
    yard = Yard()
    drill = yard.build("burner-mining-drill", 20, 75, SOUTH)
    chest = yard.build("wooden-chest", 20.5, 76.5)
    yard.put(drill, "coal", 50)
    yard.seconds(600)
    assert yard.held(chest)["iron-ore"] == pytest.approx(150, abs=1)


@pytest.mark.parametrize(("bonus", "per_second"), [(30, 0.25 * 1.3), (40, 0.25 * 1.4), (100, 0.5)])  # rows 4, 16
def test_mining_productivity_adds_items_without_using_ore(bonus: int, per_second: float) -> None:
    yard = Yard(mining_productivity=bonus)
    drill = yard.build("burner-mining-drill", 20, 75, SOUTH)
    chest = yard.build("wooden-chest", 20.5, 76.5)
    yard.put(drill, "coal", 50)
    yard.seconds(600)
    assert yard.held(chest)["iron-ore"] == pytest.approx(600 * per_second, abs=2)
    assert yard.view(drill).resources["iron-ore"] == pytest.approx(40_000 - 150, abs=1)


def test_burner_drill_uses_a_coal_in_26_seconds() -> None:  # rows 6, 7: 5 coal = 20 MJ / 150 kW = 133.3 s, 33 ores
    yard = Yard()
    drill = yard.build("burner-mining-drill", 20, 75, SOUTH)
    chest = yard.build("wooden-chest", 20.5, 76.5)
    yard.put(drill, "coal", 5)
    yard.seconds(133)
    assert yard.view(drill).status_raw == "working"
    yard.seconds(2)
    assert yard.view(drill).status_raw == "no_fuel"
    assert yard.held(chest)["iron-ore"] == pytest.approx(33, abs=1)
    assert yard.statistics().consumed["coal"] == 5


def test_facing_coal_drills_feed_each_other_for_ever() -> None:  # row 8
    yard = Yard()
    left = yard.build("burner-mining-drill", 20, 5, EAST)
    right = yard.build("burner-mining-drill", 22, 5, WEST)
    for drill in (left, right):
        yard.put(drill, "coal", 1)
    yard.seconds(1800)
    for drill in (left, right):
        assert yard.view(drill).energy_j > 0
        assert 3 <= yard.held(drill, "fuel")["coal"] <= 6


def test_drill_without_target_leaves_one_ore_on_the_ground() -> None:  # row 14
    from fle_llm.world import ops

    yard = Yard()
    drill = yard.build("burner-mining-drill", 20, 75, SOUTH)
    yard.put(drill, "coal", 5)
    yard.seconds(60)
    (stacks,) = yard.world.do([ops.Ground(ops.Area(0, 0, 100 * 256, 100 * 256))])
    assert [(stack.item, stack.count) for stack in stacks] == [("iron-ore", 1)]
    assert yard.view(drill).status_raw == "waiting_for_space_in_destination"
    assert 39_998 <= yard.view(drill).resources["iron-ore"] <= 39_999


def test_a_tile_of_ten_gives_ten() -> None:  # row 15, over a burner drill's four tiles
    from fle_llm.world import ops

    yard = Yard()
    drill = yard.build("burner-mining-drill", 20, 75, SOUTH)
    chest = yard.build("wooden-chest", 20.5, 76.5)
    yard.put(drill, "coal", 20)
    corners = [ops.Ref("iron-ore", x, y) for x in (4992, 5248) for y in (19072, 19328)]  # 19.5, 20.5; 74.5, 75.5
    yard.world.do([ops.Deplete(tuple((ref, 10_000 - 10 * index) for index, ref in enumerate(corners)))])
    yard.seconds(400)  # 0 + 10 + 20 + 30 ores take 240 s
    assert yard.held(chest) == {"iron-ore": 60}
    assert yard.view(drill).status_raw == "no_minable_resources"


@pytest.mark.parametrize(
    ("furnace", "item", "product", "per_second"),
    [  # rows 24, 25, 28
        ("stone-furnace", "iron-ore", "iron-plate", 0.3125),
        ("stone-furnace", "copper-ore", "copper-plate", 0.3125),
        ("steel-furnace", "iron-ore", "iron-plate", 0.625),
        ("stone-furnace", "stone", "stone-brick", 0.15625),  # 50 stones at two a brick; the slot holds no more
    ],
)
def test_furnace_rates(furnace: str, item: str, product: str, per_second: float) -> None:
    yard = Yard()
    ref = yard.build(furnace, 0, 0)
    yard.put(ref, "coal", 50)
    yard.put(ref, item, 50)
    seconds = 48
    yard.seconds(seconds)
    crafts = {"stone-brick": 2}.get(product, 1)
    expected = seconds * per_second * crafts
    assert yard.held(ref, "result")[product] == pytest.approx(expected, abs=1)


def test_steel_needs_its_technology_and_sixteen_seconds() -> None:  # row 26
    plain, clever = Yard(), Yard(technologies=True)
    ref = plain.build("stone-furnace", 0, 0)
    assert plain.put(ref, "iron-plate", 10) == 0
    ref = clever.build("stone-furnace", 0, 0)
    clever.put(ref, "coal", 50)
    assert clever.put(ref, "iron-plate", 100) == 100
    clever.seconds(160.1)
    assert clever.held(ref, "result") == {"steel-plate": 10}
    assert clever.held(ref, "source") == {"iron-plate": 100 - 55}  # ten made, one under way


def test_furnace_coal_use() -> None:  # row 29: 4 MJ / 90 kW = 44.44 s a coal, 13.89 plates
    yard = Yard()
    ref = yard.build("stone-furnace", 0, 0)
    yard.put(ref, "coal", 1)
    yard.put(ref, "iron-ore", 50)
    yard.seconds(60)
    assert yard.view(ref).status_raw == "no_fuel"
    assert yard.held(ref, "result") == {"iron-plate": 13}
    assert yard.view(ref).progress == pytest.approx(0.889, abs=0.01)
    yard.put(ref, "coal", 1)
    yard.seconds(1)
    assert yard.held(ref, "result") == {"iron-plate": 14}


def test_wood_smelts_half_as_much() -> None:  # row 31: 22.2 s, 6.94 plates
    yard = Yard()
    ref = yard.build("stone-furnace", 0, 0)
    yard.put(ref, "wood", 1)
    yard.put(ref, "iron-ore", 50)
    yard.seconds(60)
    assert yard.held(ref, "result") == {"iron-plate": 6}
    assert yard.view(ref).progress == pytest.approx(0.944, abs=0.01)


def test_furnace_stops_at_a_full_result() -> None:  # row 38
    yard = Yard()
    ref = yard.build("stone-furnace", 0, 0)
    yard.put(ref, "coal", 50)
    for _ in range(3):
        yard.put(ref, "iron-ore", 50)
        yard.seconds(180)
    assert yard.held(ref, "result") == {"iron-plate": 100}
    assert yard.view(ref).status_raw == "full_output"
    yard.take(ref, "iron-plate", 10)
    yard.seconds(32.1)
    assert yard.held(ref, "result") == {"iron-plate": 100}


def test_inserter_piles_up_two_ores_in_front_of_a_furnace() -> None:  # rows 40, 81
    yard = Yard()
    chest = yard.build("wooden-chest", 0.5, 0.5)
    arm = yard.build("burner-inserter", 0.5, 1.5, NORTH)
    furnace = yard.build("stone-furnace", 1, 3)
    yard.put(chest, "iron-ore", 200)
    yard.put(arm, "coal", 5)
    yard.seconds(60)
    assert yard.held(furnace, "source") == {"iron-ore": 2}
    yard.put(furnace, "coal", 20)
    yard.seconds(320)
    assert yard.held(furnace, "result")["iron-plate"] == pytest.approx(100, abs=1)  # 0.3125 a second: never starved
    assert yard.held(furnace, "source")["iron-ore"] <= 3


def test_inserter_fuels_up_to_five() -> None:  # row 82
    yard = Yard()
    chest = yard.build("wooden-chest", 0.5, 0.5)
    yard.build("burner-inserter", 0.5, 1.5, NORTH)
    furnace = yard.build("stone-furnace", 1, 3)
    yard.put(chest, "coal", 50)
    yard.seconds(60)
    assert yard.held(furnace, "fuel") == {"coal": 5}


def test_burner_inserter_cycle() -> None:  # row 103: 76 ticks with a hand of one
    yard = Yard()
    source = yard.build("wooden-chest", 0.5, 0.5)
    arm = yard.build("burner-inserter", 0.5, 1.5, NORTH)
    target = yard.build("wooden-chest", 0.5, 2.5)
    yard.put(source, "iron-ore", 800)
    yard.put(arm, "coal", 50)
    yard.seconds(600)
    assert yard.held(target)["iron-ore"] == pytest.approx(600 * 60 / 76, abs=1)


def test_burner_inserter_with_a_hand_of_three() -> None:  # row 108's rule for the burner: 3 x 60 / 76
    yard = Yard(technologies=True)
    source = yard.build("steel-chest", 0.5, 0.5)
    arm = yard.build("burner-inserter", 0.5, 1.5, NORTH)
    target = yard.build("steel-chest", 0.5, 2.5)
    for _ in range(20):
        yard.put(source, "iron-ore", 100)
    yard.put(arm, "coal", 50)
    yard.seconds(600)
    assert yard.held(target)["iron-ore"] == pytest.approx(3 * 600 * 60 / 76, abs=3)


def test_burner_inserter_coal_use() -> None:  # 66.9 kJ a cycle: 1 coal = 59.8 cycles
    yard = Yard()
    source = yard.build("wooden-chest", 0.5, 0.5)
    arm = yard.build("burner-inserter", 0.5, 1.5, NORTH)
    yard.build("wooden-chest", 0.5, 2.5)
    yard.put(source, "iron-ore", 800)
    yard.put(arm, "coal", 5)
    yard.seconds(76 * 240 / 60)
    cycles = 240
    burnt = cycles * 66_900 - 500_000  # it starts with a quarter of a wood
    assert yard.statistics().consumed["coal"] == -(-burnt // 4_000_000)


def test_chest_to_belt_takes_no_extra_time_with_a_hand_of_one() -> None:  # row 112's rule
    yard = Yard()
    source = yard.build("wooden-chest", 0.5, 0.5)
    arm = yard.build("burner-inserter", 0.5, 1.5, NORTH)
    belts = yard.belt(0.5, 2.5, EAST, 60)
    yard.put(source, "iron-ore", 100)
    yard.put(arm, "coal", 5)
    yard.seconds(30)
    on_belt = [yard.lanes(ref) for ref in belts]
    assert sum(sum(right.values()) for _, right in on_belt) == pytest.approx(30 * 60 / 76, abs=1)
    assert not any(left for left, _ in on_belt)  # row 123: the far lane, which is the right one here


def test_drill_furnace_inserter_chest() -> None:  # row 181
    yard = Yard()
    drill = yard.build("burner-mining-drill", 30, 75, SOUTH)
    furnace = yard.build("stone-furnace", 30, 77)
    arm = yard.build("burner-inserter", 30.5, 78.5, NORTH)
    chest = yard.build("wooden-chest", 30.5, 79.5)
    for ref in (drill, furnace, arm):
        yard.put(ref, "coal", 40)
    yard.seconds(60)
    before = yard.held(chest)["iron-plate"]
    yard.seconds(600)
    assert yard.held(chest)["iron-plate"] - before == pytest.approx(150, abs=1)


@pytest.mark.parametrize(("chest", "capacity"), [("wooden-chest", 1600), ("iron-chest", 3200), ("steel-chest", 4800)])
def test_chest_capacity(chest: str, capacity: int) -> None:  # row 178
    yard = Yard()
    ref = yard.build(chest, 0.5, 0.5)
    assert yard.put(ref, "iron-plate", 5000) == capacity
    assert yard.view(ref).full == ("chest",)
