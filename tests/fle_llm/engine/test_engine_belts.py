"""Belts: speed, capacity, curves, side-loading, what a rebuilt line keeps (MECHANICS 3.11 and 4.7)."""

from __future__ import annotations

import pytest
from yard import EAST, NORTH, SOUTH, WEST, Yard

from fle_llm.engine import belts
from fle_llm.engine.carriers import Lane
from fle_llm.errors import Refused
from fle_llm.world import ops


@pytest.mark.parametrize(  # row 126: 100 tiles in 3200 / 1600 / 1067 ticks
    ("name", "ticks_a_tile"), [("transport-belt", 32), ("fast-transport-belt", 16), ("express-transport-belt", 32 / 3)]
)
def test_travel_time(name: str, ticks_a_tile: float) -> None:
    yard = Yard()
    run = yard.belt(-60.5, -10.5, EAST, 101, name)
    yard.put(run[0], "coal", 1, "left")  # laid a quarter tile from the back: 192 of 256 units to go
    arrival = round((99 + 0.75) * ticks_a_tile)
    yard.world.advance(arrival - 2)
    assert not yard.lanes(run[100])[0]
    yard.world.advance(4)
    assert yard.lanes(run[100])[0] == {"coal": 1}


def test_a_stopped_belt_of_ten_tiles_holds_eighty() -> None:  # row 127
    yard = Yard()
    run = yard.belt(0.5, -10.5, EAST, 10)
    for _ in range(40):
        for lane in ("left", "right"):
            yard.put(run[0], "coal", 4, lane)
        yard.world.advance(32)
    assert [sum(lane.values()) for ref in run for lane in yard.lanes(ref)] == [4] * 20
    assert yard.put(run[0], "coal", 1) == 0
    assert yard.view(run[0]).lanes_full == (True, True)


@pytest.mark.parametrize(  # rows 124, 125
    ("name", "per_lane"), [("transport-belt", 7.5), ("fast-transport-belt", 15), ("express-transport-belt", 22.5)]
)
def test_full_belt_throughput(name: str, per_lane: float) -> None:
    yard = Yard()
    run = yard.belt(-60.5, -10.5, EAST, 60, name)
    for ref in run:
        for lane in ("left", "right"):
            assert yard.put(ref, "coal", 4, lane) == 4
    passed = 0
    for tick in range(220):
        got = sum(yard.take(run[-1], "coal", 8, lane) for lane in ("left", "right"))
        passed += got if tick >= 20 else 0
        yard.world.advance(1)
    assert passed / (200 / 60) == pytest.approx(2 * per_lane, rel=0.02)


def test_curves_keep_the_throughput_and_both_lanes() -> None:  # row 140
    yard = Yard()
    run = [*yard.belt(0.5, -10.5, EAST, 4), *yard.belt(4.5, -10.5, SOUTH, 4), *yard.belt(4.5, -6.5, WEST, 4)]
    kinds = [yard.view(ref).belt_kind for ref in run]
    assert kinds == ["straight"] * 4 + ["right"] + ["straight"] * 3 + ["right"] + ["straight"] * 3
    taken = [0, 0]
    for _ in range(700):
        for lane in ("left", "right"):
            yard.put(run[0], "coal", 4, lane)
        yard.world.advance(4)
        for index, lane in enumerate(("left", "right")):
            got = yard.take(run[-1], "coal", 8, lane)
            taken[index] += got if yard.world.tick > 800 else 0
    assert taken[0] / (2000 / 60) == pytest.approx(7.5, rel=0.02)
    assert taken[1] / (2000 / 60) == pytest.approx(7.5, rel=0.02)


@pytest.mark.parametrize(("turn", "inner"), [(NORTH, 0), (SOUTH, 1)])
def test_inner_and_outer_lane_of_a_curve(turn: int, inner: int) -> None:
    """Row 128: 106 units hold one or two items, 295 four or five; a left turn (east to north) is inside left."""
    yard = Yard()
    dy = -1 if turn == NORTH else 1
    run = [*yard.belt(0.5, 30.5, EAST, 2), yard.build("transport-belt", 2.5, 30.5, turn)]
    run.append(yard.build("transport-belt", 2.5, 30.5 + dy, turn))
    for _ in range(30):
        for lane in ("left", "right"):
            yard.put(run[0], "coal", 4, lane)
        yard.world.advance(32)
    counts = [sum(lane.values()) for lane in yard.lanes(run[2])]
    assert counts[inner] in (1, 2)
    assert counts[1 - inner] in (4, 5)


def test_side_loading_fills_the_near_lane_only() -> None:  # row 129
    yard = Yard()
    main = yard.belt(0.5, 30.5, EAST, 10)
    side = yard.belt(5.5, 25.5, SOUTH, 5)
    near = []
    for _ in range(400):
        for lane in ("left", "right"):
            yard.put(side[0], "coal", 4, lane)
        yard.world.advance(8)
        got = yard.take(main[-1], "coal", 8, "left")
        near.append(got)
        assert yard.take(main[-1], "coal", 8, "right") == 0
    assert sum(near[100:]) / (300 * 8 / 60) == pytest.approx(7.5, rel=0.02)


def test_two_side_feeders_make_no_curve() -> None:
    yard = Yard()
    middle = yard.build("transport-belt", 0.5, 30.5, SOUTH)
    west = yard.build("transport-belt", -0.5, 30.5, EAST)
    assert yard.view(middle).belt_kind == "right"  # east, then south: a turn to the right
    east = yard.build("transport-belt", 1.5, 30.5, WEST)
    assert yard.view(middle).belt_kind == "straight"
    yard.put(west, "coal", 1, "left")
    yard.put(east, "stone", 1, "left")
    yard.seconds(2)
    assert yard.lanes(middle) == ({"stone": 1}, {"coal": 1})  # the lane on the side it came from


def test_facing_belts_do_not_feed_each_other() -> None:
    yard = Yard()
    right = yard.build("transport-belt", 0.5, 30.5, EAST)
    left = yard.build("transport-belt", 1.5, 30.5, WEST)
    yard.put(right, "coal", 1, "left")
    yard.seconds(5)
    assert yard.lanes(right)[0] == {"coal": 1}
    assert yard.lanes(left) == ({}, {})


def test_a_ring_goes_round_for_ever() -> None:
    yard = Yard()
    ring = [
        *yard.belt(0.5, 30.5, EAST, 2),
        *yard.belt(2.5, 30.5, SOUTH, 2),
        *yard.belt(2.5, 32.5, WEST, 2),
        *yard.belt(0.5, 32.5, NORTH, 2),
    ]
    assert {yard.view(ref).belt_kind for ref in ring} == {"straight", "right"}
    yard.put(ring[0], "coal", 1, "left")
    seen = set()
    for _ in range(120):
        yard.world.advance(7)
        at = [index for index, ref in enumerate(ring) if yard.lanes(ref)[0]]
        assert len(at) == 1
        seen.update(at)
    assert seen == set(range(8))


def test_building_onto_a_line_and_breaking_it_keeps_its_items() -> None:
    yard = Yard()
    run = yard.belt(0.5, 30.5, EAST, 6)
    for ref in run:
        yard.put(ref, "coal", 4, "left")
    run += yard.belt(6.5, 30.5, EAST, 3)
    assert sum(yard.lanes(ref)[0].get("coal", 0) for ref in run) == 24
    yard.world.do([ops.SetAgent(0, inventory={})])
    (removed,) = yard.world.do([ops.Remove(run[3])])
    assert removed.items == {"transport-belt": 1, "coal": 4}
    yard.seconds(10)
    rest = [ref for ref in run if ref != run[3]]
    assert sum(yard.lanes(ref)[0].get("coal", 0) for ref in rest) == 20
    assert [yard.lanes(ref)[0].get("coal", 0) for ref in run[:3]] == [4, 4, 4]  # stopped before the gap


def test_bending_a_full_belt_hands_back_what_does_not_fit() -> None:
    yard = Yard()
    run = yard.belt(0.5, 30.5, EAST, 2)
    for lane in ("left", "right"):
        yard.put(run[1], "coal", 4, lane)
    yard.world.do([ops.SetAgent(0, inventory={"transport-belt": 1})])
    yard.world.do([ops.Rotate(run[1], SOUTH)])  # becomes a curve: its inner lane holds two
    (ground,) = yard.world.do([ops.Ground(ops.Area(-25600, -25600, 25600, 25600))])
    on_belts = sum(sum(lane.values()) for ref in run for lane in yard.lanes(ref))
    assert on_belts + sum(stack.count for stack in ground) == 8


def test_lines_longer_than_one_stretch_flow_on() -> None:
    yard = Yard()
    run = yard.belt(-90.5, -10.5, EAST, 145)  # cut after 128 belts
    yard.put(run[0], "coal", 4, "left")
    yard.seconds(145 * 32 / 60 + 1)
    assert yard.lanes(run[-1])[0] == {"coal": 4}


def test_an_inserter_takes_what_passes_and_only_that() -> None:
    yard = Yard()
    run = yard.belt(0.5, 30.5, EAST, 12)
    arm = yard.build("burner-inserter", 6.5, 29.5, SOUTH)  # from the belt to the north
    furnace = yard.build("stone-furnace", 7, 28)
    yard.put(arm, "coal", 5)
    for item in ("coal", "stone", "iron-ore"):
        yard.put(run[0], item, 1, "left")
        yard.world.advance(120)
    yard.seconds(12)
    assert yard.held(furnace, "fuel") == {"coal": 1}
    assert yard.held(furnace, "source") == {"stone": 1}  # iron ore does not mix in
    assert yard.lanes(run[-1])[0] == {"iron-ore": 1}


def test_an_inserter_over_a_full_belt_works_without_a_pause() -> None:  # row 116's rule for a hand of one
    """It meets its item atan(0.5 / 0.75) = 33.7 degrees early, 7 ticks at 0.013 turns a tick: 76 - 7 = 69 a cycle."""
    yard = Yard()
    run = yard.belt(0.5, 30.5, EAST, 60)
    arm = yard.build("burner-inserter", 50.5, 29.5, SOUTH)
    chest = yard.build("wooden-chest", 50.5, 28.5)
    yard.put(arm, "coal", 5)
    for ref in run:
        yard.put(ref, "stone", 4, "left")
        yard.put(ref, "stone", 4, "right")
    yard.seconds(69 * 40 / 60)
    assert yard.held(chest)["stone"] == pytest.approx(40, abs=1)
    assert sum(yard.lanes(run[50])[0].values()) + sum(yard.lanes(run[50])[1].values()) == 8


@pytest.mark.parametrize(  # rows 119 and 120: a large hand is filled at about the pace of one lane
    ("name", "per_second", "seconds"),
    [("transport-belt", 7.5, 24), ("fast-transport-belt", 11.5, 12), ("express-transport-belt", 15.5, 8)],
)
def test_a_hand_of_twelve_over_a_full_belt(name: str, per_second: float, seconds: float) -> None:
    yard = Yard(technologies=True)
    yard.power(100, -200, 4)
    run = yard.belt(41.5, -196.5, EAST, 140, name)
    yard.build("bulk-inserter", 103.5, -195.5, NORTH)
    chest = yard.build("steel-chest", 103.5, -194.5)
    yard.fill(run[:63], "stone")
    yard.seconds(2)
    before = yard.held(chest).get("stone", 0)
    yard.seconds(seconds)
    assert yard.held(chest)["stone"] - before == pytest.approx(per_second * seconds, rel=0.05, abs=6)  # half a hand


def test_an_arm_takes_from_the_far_lane_what_the_near_one_lacks() -> None:
    yard = Yard(technologies=True)
    yard.power(100, -200, 4)
    run = yard.belt(91.5, -196.5, EAST, 40)
    yard.build("bulk-inserter", 103.5, -195.5, NORTH)
    chest = yard.build("steel-chest", 103.5, -194.5)
    yard.put(run[0], "stone", 4, "left")  # the arm stands to the right of the belt
    yard.put(run[5], "stone", 1, "right")
    yard.seconds(15)
    assert yard.held(chest)["stone"] == 5


def test_a_target_with_room_again_is_fed_while_another_item_is_still_far_off() -> None:
    """The item on its way gives the arm a time to wake; its furnace must not have to wait for that."""
    yard = Yard()
    run = yard.belt(0.5, 30.5, EAST, 60)
    arm = yard.build("burner-inserter", 59.5, 29.5, SOUTH)
    furnace = yard.build("stone-furnace", 60, 28)
    yard.put(arm, "coal", 5)
    yard.fill(run[-1:], "iron-ore")
    yard.seconds(10)
    assert yard.held(furnace, "source") == {"iron-ore": 2}
    yard.put(run[0], "iron-ore", 1, "left")  # 59 tiles away: 31 s
    yard.put(furnace, "coal", 5)
    yard.seconds(20)
    assert yard.held(furnace, "result") == {"iron-plate": 6}  # 20 / 3.2


def test_squeezing_pushes_back_only_as_far_as_there_is_slack() -> None:
    lane = Lane(length=256, items=["a", "b", "c"], d=[0, 80, 64], tail=144)
    assert belts.insert(lane, "x", 60, squeeze=True)  # behind a at 64; b has to give way from 80 to 128
    assert (lane.items, belts.positions(lane), lane.tail) == (["a", "x", "b", "c"], [0, 64, 128, 192], 192)
    assert not belts.insert(lane, "y", 64, squeeze=True)  # closed up
    assert not belts.insert(lane, "y", 200, squeeze=False)
    full = Lane(length=256, items=["a", "b"], d=[100, 150], tail=250)
    assert not belts.insert(full, "x", 200, squeeze=True)  # b at 250 cannot go back to 264
    assert belts.positions(full) == [100, 250]


def test_a_closed_lane_packs_from_its_end() -> None:
    lane = Lane(length=1024, items=list("abc"), d=[16, 200, 64], tail=280)
    belts.sync(lane, 8, 10, False)  # 80 units: a stops after 16, b and c come on by 80
    assert belts.positions(lane) == [0, 136, 200]
    belts.sync(lane, 8, 19, False)  # 72 more: b is there
    assert belts.positions(lane) == [0, 64, 128]
    belts.sync(lane, 8, 500, False)
    assert belts.positions(lane) == [0, 64, 128]
    assert belts.take(lane, 0) == "a"
    belts.sync(lane, 8, 504, False)
    assert belts.positions(lane) == [32, 96]


def test_a_wall_stands_in_the_way_and_does_nothing() -> None:
    yard = Yard()
    wall = yard.build("stone-wall", 0.5, 30.5)
    assert yard.view(wall).type == "wall"
    (found,) = yard.world.do([ops.Obstacles(ops.Area(0, 30 * 256, 256, 31 * 256))])
    assert all(found.rows)
    (verdict,) = yard.world.do([ops.CanPlace((ops.Placement("transport-belt", 128, 30 * 256 + 128),))])[0]
    assert (verdict.ok, verdict.blockers[0].name) == (False, "stone-wall")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("transport-belt", "fast-transport-belt"),
        ("inserter", "fast-inserter"),
        ("stone-furnace", "steel-furnace"),
        ("assembling-machine-1", "assembling-machine-2"),
    ],
)
def test_nothing_is_replaced_in_place(old: str, new: str) -> None:
    """The game's fast replace is not offered to agents: the old one has to be taken up first."""
    yard = Yard()
    size = 1 if old != "stone-furnace" else 2
    ref = yard.build(old, 10 + size / 2, 40 + size / 2)
    before = yard.world.digest()
    with pytest.raises(Refused) as refused:
        yard.build(new, 10 + size / 2, 40 + size / 2)
    assert refused.value.reason == "blocked"
    assert refused.value.data["blockers"] == [[old, ref.x, ref.y]]
    assert yard.world.digest() == before
