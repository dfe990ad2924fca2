"""Underground belts: which ends pair, what passes, what lies open (MECHANICS 3.11 and 4.7)."""

from __future__ import annotations

from collections import Counter

import pytest
from yard import EAST, NORTH, SOUTH, WEST, Yard

from fle_llm.errors import Refused
from fle_llm.world import ops

ROW = -100.5  # an empty stretch of the map
NAME = {"": "underground-belt", "fast-": "fast-underground-belt", "express-": "express-underground-belt"}
PLAIN = NAME[""]


def _pair(yard: Yard, x: float, gap: int, tier: str = "", y: float = ROW) -> tuple[ops.Ref, ops.Ref]:
    return yard.build(NAME[tier], x, y, EAST), yard.build(NAME[tier], x + gap + 1, y, EAST)


def _kinds(yard: Yard, *refs: ops.Ref) -> list[tuple[str, ops.Ref | None]]:
    return [(yard.view(ref).belt_kind, yard.view(ref).partner) for ref in refs]


@pytest.mark.parametrize(("tier", "widest"), [("", 4), ("fast-", 6), ("express-", 8)])  # rows 136, 137
def test_the_widest_gap_connects_and_one_more_does_not(tier: str, widest: int) -> None:
    yard = Yard()
    one, two = _pair(yard, 0.5, widest, tier)
    assert _kinds(yard, one, two) == [("entrance", two), ("exit", one)]
    far, farther = _pair(yard, 0.5, widest + 1, tier, ROW + 5)
    assert _kinds(yard, far, farther) == [("entrance", None), ("entrance", None)]


@pytest.mark.parametrize(("tier", "gap", "per_lane"), [("", 4, 7.5), ("fast-", 6, 15), ("express-", 8, 22.5)])
def test_throughput_is_the_belts_own(tier: str, gap: int, per_lane: float) -> None:  # row 138
    yard = Yard()
    feed = yard.belt(0.5, ROW, EAST, 60, f"{tier}transport-belt")
    yard.fill(feed, "coal")
    _pair(yard, 60.5, gap, tier)
    out = yard.belt(62.5 + gap, ROW, EAST, 80, f"{tier}transport-belt")
    yard.seconds(5)
    before = yard.riding(out)
    seconds = 20 if not tier else 5
    yard.seconds(seconds)
    for lane, was in zip(yard.riding(out), before, strict=True):
        assert (lane - was)["coal"] == pytest.approx(per_lane * seconds, abs=1)


def test_travel_time_counts_the_buried_tiles() -> None:  # row 126's rule: 32 ticks a tile, above or below ground
    yard = Yard()
    first = yard.build("transport-belt", 0.5, ROW, EAST)
    _pair(yard, 1.5, 4)
    last = yard.build("transport-belt", 7.5, ROW, EAST)
    yard.put(first, "coal", 1, "left")  # laid a quarter tile from the back: 0.75 tile to go, then six, then it is there
    arrival = round(6.75 * 32)
    yard.world.advance(arrival - 1)
    assert not yard.lanes(last)[0]
    yard.world.advance(2)
    assert yard.lanes(last)[0] == {"coal": 1}


def test_what_a_jammed_pair_holds() -> None:
    """Six tiles, two of them above ground: 4 a lane and tile. The buried ones belong to the entrance."""
    yard = Yard()
    feed = yard.belt(-19.5, ROW, EAST, 20)
    one, two = _pair(yard, 0.5, 4)
    yard.fill(feed, "coal")
    yard.seconds(30)
    assert yard.lanes(one) == ({"coal": 20}, {"coal": 20})
    assert yard.lanes(two) == ({"coal": 4}, {"coal": 4})
    assert yard.put(two, "coal", 1) == 0
    assert yard.view(two).lanes_full == (True, True)


def test_belts_run_over_the_buried_part() -> None:
    yard = Yard()
    feed = yard.belt(0.5, ROW, EAST, 2)
    _pair(yard, 2.5, 4)
    out = yard.belt(8.5, ROW, EAST, 4)
    over = yard.belt(4.5, ROW - 4, SOUTH, 9)
    yard.put(feed[0], "coal", 2, "left")
    yard.put(over[0], "stone", 2, "left")
    yard.seconds(15)
    assert yard.riding(out) == ({"coal": 2}, {})
    assert yard.riding(over) == ({"stone": 2}, {})


# --- pairing ---------------------------------------------------------------------------------------------------------


def test_a_pair_ends_at_the_nearest_exit() -> None:
    yard = Yard()
    one, far = _pair(yard, 0.5, 4)
    near = yard.build(PLAIN, 2.5, ROW, EAST)  # between them: becomes an exit, and the nearer one
    assert _kinds(yard, one, near, far) == [("entrance", near), ("exit", one), ("exit", None)]
    yard.remove(near)
    assert _kinds(yard, one, far) == [("entrance", far), ("exit", one)]


def test_an_entrance_in_between_takes_the_exit_over() -> None:
    yard = Yard()
    one, two = _pair(yard, 0.5, 4)
    yard.build(PLAIN, 1.5, ROW, EAST)  # an exit, which closes the first entrance
    other = yard.build(PLAIN, 3.5, ROW, EAST)  # nothing but an exit behind it: an entrance
    assert _kinds(yard, other, two) == [("entrance", two), ("exit", other)]
    yard.remove(ops.Ref(PLAIN, 384, round(ROW * 256)))
    assert _kinds(yard, one, other, two) == [("entrance", None), ("entrance", two), ("exit", other)]
    yard.remove(other)
    assert _kinds(yard, one, two) == [("entrance", two), ("exit", one)]


def test_tiers_do_not_see_each_other() -> None:
    yard = Yard()
    outer = yard.build(NAME["express-"], 0.5, ROW, EAST)
    middle = yard.build(NAME["fast-"], 1.5, ROW, EAST)
    inner = yard.build(PLAIN, 2.5, ROW, EAST)
    inner_end = yard.build(PLAIN, 4.5, ROW, EAST)
    middle_end = yard.build(NAME["fast-"], 6.5, ROW, EAST)
    outer_end = yard.build(NAME["express-"], 8.5, ROW, EAST)
    assert [yard.view(ref).partner for ref in (outer, middle, inner)] == [outer_end, middle_end, inner_end]


def test_ends_that_face_another_way_do_not_count() -> None:
    yard = Yard()
    one = yard.build(PLAIN, 0.5, ROW, EAST)
    for x, direction in ((1.5, NORTH), (2.5, WEST), (3.5, SOUTH)):
        assert yard.view(yard.build(PLAIN, x, ROW, direction)).belt_kind == "entrance"
    two = yard.build(PLAIN, 5.5, ROW, EAST)
    assert _kinds(yard, one, two) == [("entrance", two), ("exit", one)]


def test_links_of_a_pair() -> None:
    yard = Yard()
    behind = yard.build("transport-belt", -0.5, ROW, EAST)
    one, two = _pair(yard, 0.5, 2)
    front = yard.build("transport-belt", 4.5, ROW, SOUTH)
    between = yard.build("transport-belt", 2.5, ROW, EAST)  # above ground it leads against the exit's hood
    assert yard.view(one).upstream == (behind,)
    assert yard.view(one).downstream == (two,)
    assert yard.view(two).upstream == (one,)
    assert yard.view(two).downstream == (front,)
    assert yard.view(front).belt_kind == "right"
    assert yard.view(between).downstream == ()
    lone = yard.build(PLAIN, 0.5, ROW + 9, EAST)
    assert (yard.view(lone).downstream, yard.view(lone).partner) == ((), None)


# --- side-loading ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["entrance", "exit"])
@pytest.mark.parametrize(("side", "near"), [(SOUTH, 0), (NORTH, 1)])
def test_side_loading_onto_an_end(end: str, side: int, near: int) -> None:
    """Onto ends heading east: what meets the open half passes to the near lane, the other lane stays.

    Heading south the right lane is the western one, heading north the left one. West is open on an entrance, east
    on an exit.
    """
    yard = Yard()
    ends = _pair(yard, 0.5, 2)
    out = yard.belt(4.5, ROW, EAST, 10)
    x = 0.5 if end == "entrance" else 3.5
    start = ROW - 3 if side == SOUTH else ROW + 3
    feeder = yard.belt(x, start, side, 3)
    for ref in feeder:
        yard.put(ref, "coal", 4, "left")
        yard.put(ref, "stone", 4, "right")
    assert yard.view(feeder[-1]).downstream == (ends[end == "exit"],)
    assert yard.view(ends[end == "exit"]).belt_kind == end
    yard.seconds(20)
    west = 1 if side == SOUTH else 0
    passing = west if end == "entrance" else 1 - west
    item = ("coal", "stone")[passing]
    lanes = yard.riding(out)
    assert lanes[near] == {item: 12}
    assert lanes[1 - near] == {}
    assert yard.riding(feeder)[1 - passing] == {("coal", "stone")[1 - passing]: 12}


def test_both_lanes_pass_straight_into_an_entrance_and_none_into_an_exit() -> None:
    yard = Yard()
    feed = yard.belt(-2.5, ROW, EAST, 3)
    _pair(yard, 0.5, 2)
    against = yard.belt(1.5, ROW, EAST, 2)  # above the buried part, towards the exit's back
    out = yard.belt(4.5, ROW, EAST, 10)
    for lane in ("left", "right"):
        yard.put(feed[0], "coal", 3, lane)
        yard.put(against[0], "stone", 3, lane)
    yard.seconds(20)
    assert yard.riding(out) == ({"coal": 3}, {"coal": 3})
    assert yard.riding(against) == ({"stone": 3}, {"stone": 3})


def test_an_end_never_bends() -> None:
    yard = Yard()
    yard.belt(0.5, ROW - 3, SOUTH, 3)
    one = yard.build(PLAIN, 0.5, ROW, EAST)  # fed from its side only
    assert yard.view(one).belt_kind == "entrance"
    assert yard.view(yard.build(PLAIN, 3.5, ROW, EAST)).belt_kind == "exit"


# --- what lies open --------------------------------------------------------------------------------------------------


def test_hands_lay_on_the_open_half_and_take_from_all_of_it() -> None:
    yard = Yard()
    one, two = _pair(yard, 0.5, 4)
    assert yard.put(one, "coal", 9, "left") == 2  # half a tile
    assert yard.put(two, "coal", 9, "right") == 2
    yard.seconds(0.5)  # 240 units on: in the buried stretch
    assert yard.lanes(one) == ({"coal": 2}, {})
    assert yard.put(one, "coal", 9, "left") == 2
    assert yard.take(one, "coal", 9) == 4
    assert yard.lanes(one) == ({}, {})


@pytest.mark.parametrize(("position", "reachable"), [(0, True), (1, False), (5, True)])
def test_an_inserter_reaches_only_what_is_above_ground(position: int, reachable: bool) -> None:
    """One coal rides through a pair: the arm over either end gets it, one over the buried part does not."""
    yard = Yard()
    feed = yard.belt(-3.5, ROW, EAST, 4)
    _pair(yard, 0.5, 4)
    yard.belt(6.5, ROW, EAST, 4)
    arm = yard.build("burner-inserter", 0.5 + position, ROW - 1, SOUTH)
    chest = yard.build("wooden-chest", 0.5 + position, ROW - 2)
    yard.put(arm, "coal", 3)
    yard.put(feed[0], "stone", 1, "right")
    yard.seconds(12)
    assert yard.held(chest) == ({"stone": 1} if reachable else {})


def test_an_inserter_cannot_take_from_under_the_hood() -> None:
    """A lone entrance: its items stop below the hood, two a lane lie open once four are there."""
    yard = Yard()
    one = yard.build(PLAIN, 0.5, ROW, EAST)
    yard.put(one, "stone", 2, "left")
    yard.seconds(5)  # at 0 and 64 from the end, under the hood
    arm = yard.build("burner-inserter", 0.5, ROW - 1, SOUTH)
    chest = yard.build("wooden-chest", 0.5, ROW - 2)
    yard.put(arm, "coal", 3)
    yard.seconds(5)
    assert yard.held(chest) == {}
    yard.put(one, "stone", 2, "left")
    yard.seconds(5)
    assert yard.held(chest) == {"stone": 2}
    assert yard.lanes(one) == ({"stone": 2}, {})


def test_inserters_and_drills_set_down_on_ends() -> None:
    yard = Yard()
    one = yard.build(PLAIN, 20.5, 76.5, EAST)
    two = yard.build(PLAIN, 23.5, 76.5, EAST)
    drill = yard.build("burner-mining-drill", 20, 75, SOUTH)
    chest = yard.build("wooden-chest", 23.5, 78.5)
    arm = yard.build("burner-inserter", 23.5, 77.5, SOUTH)
    out = yard.belt(24.5, 76.5, EAST, 10)
    yard.put(drill, "coal", 2)
    yard.put(arm, "coal", 2)
    yard.put(chest, "stone", 3)
    yard.seconds(41)
    assert yard.view(one).partner == two
    riding = yard.riding([one, two, *out])
    assert riding == ({"iron-ore": 10, "stone": 3}, {})  # the lane near the drill is the arm's far lane


# --- changes ---------------------------------------------------------------------------------------------------------


def _jammed(yard: Yard) -> tuple[list[ops.Ref], ops.Ref, ops.Ref]:
    feed = yard.belt(-19.5, ROW, EAST, 20)
    one, two = _pair(yard, 0.5, 4)
    yard.fill(feed, "coal")
    yard.seconds(30)
    return feed, one, two


def test_taking_an_exit_away_brings_up_what_is_buried() -> None:
    yard = Yard()
    _feed, one, two = _jammed(yard)
    assert yard.remove(two) == {PLAIN: 1, "coal": 8 + 8 * 4}
    assert _kinds(yard, one) == [("entrance", None)]
    assert yard.lanes(one) == ({"coal": 4}, {"coal": 4})
    assert yard.on_ground() == 0


def test_what_does_not_fit_the_pack_goes_to_the_ground() -> None:
    yard = Yard()
    _feed, _one, two = _jammed(yard)
    (agent,) = yard.world.do([ops.Agent(0)])
    yard.world.do([ops.SetAgent(0, inventory={"iron-plate": 100 * (agent.slots - 2)})])
    (removed,) = yard.world.do([ops.Remove(two)])
    # two slots are free: one for the end, one for its own eight and the 32 that come up
    assert removed.items == {PLAIN: 1, "coal": 40}
    yard.world.do([ops.SetAgent(0, inventory={"iron-plate": 100 * (agent.slots - 2), "coal": 20})])
    yard.build(PLAIN, 5.5, ROW, EAST)
    yard.seconds(10)
    (removed,) = yard.world.do([ops.Remove(two)])  # 20 + 8 fit the slot of 50, 32 more do not
    assert (removed.items, yard.on_ground()) == ({PLAIN: 1, "coal": 8}, 32)


def test_a_refused_removal_changes_nothing() -> None:
    yard = Yard()
    _feed, _one, two = _jammed(yard)
    (agent,) = yard.world.do([ops.Agent(0)])
    yard.world.do([ops.SetAgent(0, inventory={"iron-plate": 100 * agent.slots})])
    before = yard.world.digest()
    with pytest.raises(Refused, match="inventory-full"):
        yard.world.do([ops.Remove(two)])
    assert yard.world.digest() == before


def test_turning_a_pair_over_swaps_its_ends_and_keeps_its_items() -> None:
    yard = Yard()
    feed, one, two = _jammed(yard)
    view = yard.turn(two, WEST)
    assert (view.belt_kind, view.partner, view.direction) == ("entrance", one, WEST)
    assert _kinds(yard, one) == [("exit", two)]
    assert yard.view(one).direction == WEST
    assert yard.lanes(two) == ({"coal": 20}, {"coal": 20})
    assert yard.lanes(one) == ({"coal": 4}, {"coal": 4})
    assert yard.view(one).downstream == ()  # the feed faces it
    assert yard.on_ground() == 0
    yard.turn(one, EAST)
    assert _kinds(yard, one, two) == [("entrance", two), ("exit", one)]
    assert sum(yard.riding([*feed, one, two])[0].values()) == 80


def test_a_lone_end_turns_over_too_and_may_find_a_partner() -> None:
    yard = Yard()
    lone = yard.build(PLAIN, 0.5, ROW, EAST)
    facing = yard.build(PLAIN, 4.5, ROW, WEST)
    assert _kinds(yard, lone, facing) == [("entrance", None), ("entrance", None)]
    yard.turn(lone, WEST)
    assert _kinds(yard, lone, facing) == [("exit", facing), ("entrance", lone)]


@pytest.mark.parametrize("direction", [NORTH, SOUTH])
def test_an_end_does_not_turn_sideways(direction: int) -> None:
    yard = Yard()
    one, two = _pair(yard, 0.5, 4)
    with pytest.raises(Refused, match="cannot-rotate"):
        yard.turn(one, direction)
    assert _kinds(yard, one, two) == [("entrance", two), ("exit", one)]


def test_a_nearer_exit_lets_what_is_beyond_it_go() -> None:
    """A jammed pair of four buried tiles; an exit on the second of them leaves one buried tile before it."""
    yard = Yard()
    _feed, one, two = _jammed(yard)
    yard.world.do([ops.SetAgent(0, inventory={PLAIN: 1})])
    yard.world.do([ops.Place(PLAIN, round(2.5 * 256), round(ROW * 256), EAST)])
    (agent,) = yard.world.do([ops.Agent(0)])
    assert yard.lanes(one) == ({"coal": 8}, {"coal": 8})  # its own tile and one buried
    assert yard.lanes(two) == ({"coal": 4}, {"coal": 4})
    assert agent.inventory == {"coal": 2 * 3 * 4}


def test_a_pair_longer_than_a_line_may_be_still_flows() -> None:
    """Pairs in a row, 144 tiles: cut into lines between two belts, never within a buried stretch."""
    yard = Yard()
    feed = yard.belt(-2.5, ROW, EAST, 3)
    for index in range(24):
        _pair(yard, 0.5 + 6 * index, 4)
    out = yard.belt(144.5, ROW, EAST, 4)
    yard.put(feed[0], "coal", 4, "left")
    yard.seconds(150 * 32 / 60 + 1)
    assert yard.riding(out)[0] == {"coal": 4}


def test_items_on_the_way_are_counted_once() -> None:
    yard = Yard()
    feed = yard.belt(0.5, ROW, EAST, 4)
    pair = _pair(yard, 4.5, 4)
    yard.build("splitter", 10.5, -100, EAST)
    splitter = ops.Ref("splitter", round(10.5 * 256), -100 * 256)
    out = yard.belt(11.5, ROW, EAST, 6)
    yard.fill(feed, "coal")
    for _ in range(200):
        yard.world.advance(3)
        assert sum(yard.riding([*feed, *pair, splitter, *out]), Counter()) == {"coal": 32}
