"""Splitters: who gets what, per item and per lane (MECHANICS 3.11 and 4.7)."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from yard import EAST, NORTH, SOUTH, WEST, Yard

from fle_llm.engine import splitters
from fle_llm.engine.entities import Splitter
from fle_llm.errors import Refused
from fle_llm.world import ops

ROW = -100.5  # an empty stretch of the map; the splitters here face east, so their left side is this row
NEXT = -99.5
BETWEEN = -100
TIERS = {"": 15, "fast-": 30, "express-": 45}  # a full belt's items a second


def _feed(yard: Yard, y: float, item: str, tier: str = "", lanes: tuple[str, ...] = ("left", "right")) -> list[ops.Ref]:
    """Sixty belts, laid full, that end before x = 60."""
    run = yard.belt(0.5, y, EAST, 60, f"{tier}transport-belt")
    yard.fill(run, item, lanes)
    return run


def _out(yard: Yard, y: float, tier: str = "", count: int = 80) -> list[ops.Ref]:
    return yard.belt(61.5, y, EAST, count, f"{tier}transport-belt")


def _splitter(yard: Yard, ref: ops.Ref) -> Splitter:
    found = next(e for e in yard.world._engine.state.entities.values() if (e.x, e.y) == (ref.x, ref.y))
    assert isinstance(found, Splitter)
    return found


def _gained(yard: Yard, runs: list[list[ops.Ref]], seconds: int, warm_up: float = 5) -> list[Counter[str]]:
    """What some runs of belts gained in a stretch of time, lanes together."""
    yard.seconds(warm_up)
    before = [sum(yard.riding(run), Counter()) for run in runs]
    yard.seconds(seconds)
    return [sum(yard.riding(run), Counter()) - was for run, was in zip(runs, before, strict=True)]


@pytest.mark.parametrize("tier", TIERS)
def test_one_full_belt_is_halved(tier: str) -> None:  # row 131
    yard = Yard()
    _feed(yard, ROW, "coal", tier)
    yard.build(f"{tier}splitter", 60.5, BETWEEN, EAST)
    left, right = _out(yard, ROW, tier), _out(yard, NEXT, tier)
    seconds = 20 if not tier else 7  # as long as the feed lasts: 480 items
    one, other = _gained(yard, [left, right], seconds, 1)
    expected = TIERS[tier] / 2 * seconds
    assert one["coal"] == pytest.approx(expected, abs=2)
    assert other["coal"] == pytest.approx(expected, abs=2)
    assert [sum(lane.values()) for lane in yard.riding(left)] == [
        pytest.approx(sum(lane.values()), abs=1) for lane in yard.riding(right)
    ]


@pytest.mark.parametrize(("tier", "seconds"), [("", 25), ("fast-", 12), ("express-", 8)])
def test_two_full_belts_merge_half_and_half(tier: str, seconds: int) -> None:  # row 132
    yard = Yard()
    _feed(yard, ROW, "coal", tier)
    _feed(yard, NEXT, "stone", tier)
    yard.build(f"{tier}splitter", 60.5, BETWEEN, EAST)
    out = _out(yard, ROW, tier)
    (gained,) = _gained(yard, [out], seconds, 2)
    assert sum(gained.values()) == pytest.approx(TIERS[tier] * seconds, abs=2)
    assert gained["coal"] == pytest.approx(TIERS[tier] / 2 * seconds, abs=2)


def test_two_full_belts_pass_two_ways_at_full_speed() -> None:
    yard = Yard()
    _feed(yard, ROW, "coal", "express-")
    _feed(yard, NEXT, "stone", "express-")
    yard.build("express-splitter", 60.5, BETWEEN, EAST)
    one, other = _gained(yard, [_out(yard, ROW, "express-"), _out(yard, NEXT, "express-")], 8, 1)
    assert sum(one.values()) == pytest.approx(45 * 8, abs=2)
    assert sum(other.values()) == pytest.approx(45 * 8, abs=2)


def test_output_priority_leaves_the_other_side_empty() -> None:  # row 133
    yard = Yard()
    _feed(yard, ROW, "coal")
    ref = yard.build("splitter", 60.5, BETWEEN, EAST)
    left, right = _out(yard, ROW, count=20), _out(yard, NEXT)
    splitters.prefer(yard.world._engine, _splitter(yard, ref), outputs=0)
    yard.seconds(10)  # 20 tiles hold 160, reached after 10.7 s
    assert not any(yard.riding(right))
    assert sum(map(sum, (lane.values() for lane in yard.riding(left)))) > 100
    yard.seconds(20)  # 480 in all: the left side is full, what it cannot take goes right
    assert sum(map(sum, (lane.values() for lane in yard.riding(left)))) == 160
    assert sum(map(sum, (lane.values() for lane in yard.riding(right)))) > 150


@pytest.mark.parametrize("blocked", [ROW, NEXT])
def test_a_blocked_side_gets_nothing_and_the_other_all(blocked: float) -> None:  # row 135
    yard = Yard()
    _feed(yard, ROW, "coal")
    yard.build("splitter", 60.5, BETWEEN, EAST)
    dead = _out(yard, blocked, count=2)
    free = _out(yard, ROW if blocked == NEXT else NEXT)
    stuck, gained = _gained(yard, [dead, free], 20, 8)
    assert stuck["coal"] == 0
    assert sum(map(sum, (lane.values() for lane in yard.riding(dead)))) == 16
    assert gained["coal"] == pytest.approx(15 * 20, abs=2)


def test_one_way_in_and_one_way_out_is_a_belt() -> None:
    yard = Yard()
    _feed(yard, NEXT, "coal")
    yard.build("splitter", 60.5, BETWEEN, EAST)
    (gained,) = _gained(yard, [_out(yard, ROW)], 20)
    assert gained["coal"] == pytest.approx(15 * 20, abs=2)


def test_a_slow_splitter_limits_fast_belts() -> None:
    yard = Yard()
    _feed(yard, ROW, "coal", "fast-")
    yard.build("splitter", 60.5, BETWEEN, EAST)
    one, other = _gained(yard, [_out(yard, ROW, "fast-"), _out(yard, NEXT, "fast-")], 10)
    assert one["coal"] + other["coal"] == pytest.approx(15 * 10, abs=2)


def test_items_alternate_one_by_one_and_lanes_do_not_mix() -> None:
    yard = Yard()
    feed = yard.belt(0.5, ROW, EAST, 4)
    yard.build("splitter", 4.5, BETWEEN, EAST)
    left, right = yard.belt(5.5, ROW, EAST, 12), yard.belt(5.5, NEXT, EAST, 12)
    for item in ("coal", "stone", "wood", "iron-ore"):
        yard.put(feed[0], item, 1, "left")
        yard.world.advance(40)
    yard.put(feed[0], "iron-plate", 1, "right")  # the right lane has its own turn
    yard.seconds(15)
    assert yard.riding(left) == ({"coal": 1, "wood": 1}, {"iron-plate": 1})
    assert yard.riding(right) == ({"stone": 1, "iron-ore": 1}, {})


def test_the_turn_outlives_a_snapshot() -> None:
    yard = Yard()
    feed = yard.belt(0.5, ROW, EAST, 4)
    yard.build("splitter", 4.5, BETWEEN, EAST)
    left, right = yard.belt(5.5, ROW, EAST, 12), yard.belt(5.5, NEXT, EAST, 12)
    yard.put(feed[0], "coal", 1, "left")
    yard.seconds(10)
    yard.world.restore(yard.world.snapshot())
    yard.put(feed[0], "stone", 1, "left")
    yard.seconds(10)
    assert yard.riding(left)[0] == {"coal": 1}
    assert yard.riding(right)[0] == {"stone": 1}


def test_input_priority_takes_that_side_whenever_it_has_something() -> None:
    yard = Yard()
    _feed(yard, ROW, "coal")
    _feed(yard, NEXT, "stone")
    ref = yard.build("splitter", 60.5, BETWEEN, EAST)
    splitters.prefer(yard.world._engine, _splitter(yard, ref), inputs=1)
    (gained,) = _gained(yard, [_out(yard, ROW)], 25)
    assert gained == {"stone": pytest.approx(15 * 25, abs=2)}


def test_a_filter_sends_one_item_to_its_side_and_all_others_to_the_other() -> None:
    yard = Yard()
    feed = yard.belt(0.5, ROW, EAST, 4)
    ref = yard.build("splitter", 4.5, BETWEEN, EAST)
    left, right = yard.belt(5.5, ROW, EAST, 1), yard.belt(5.5, NEXT, EAST, 12)
    splitters.prefer(yard.world._engine, _splitter(yard, ref), outputs=0, only="stone")
    for item in ("coal", "stone", "wood", "stone", "coal"):
        yard.put(feed[0], item, 1, "left")
        yard.world.advance(40)
    yard.seconds(15)
    assert yard.riding(left)[0] == {"stone": 2}
    assert yard.riding(right)[0] == {"coal": 2, "wood": 1}
    for _ in range(3):  # its side fills up: four on the belt, two on the way out; the next stone holds all back
        yard.put(feed[0], "stone", 2, "left")
        yard.seconds(5)
    yard.put(feed[0], "stone", 1, "left")
    yard.seconds(5)
    yard.put(feed[0], "coal", 1, "left")
    yard.seconds(15)
    assert yard.riding(right)[0] == {"coal": 2, "wood": 1}
    splitters.prefer(yard.world._engine, _splitter(yard, ref))  # nine stones, six of them on the full side
    yard.seconds(15)
    assert yard.riding(right)[0] == {"coal": 3, "wood": 1, "stone": 3}


@pytest.mark.parametrize(
    ("wishes", "reason"),
    [
        ({"outputs": 2}, "bad-value"),
        ({"only": "coal"}, "bad-value"),
        ({"outputs": 1, "only": "moon-dust"}, "unknown-name"),
    ],
)
def test_preferences_that_mean_nothing_are_refused(wishes: dict[str, Any], reason: str) -> None:
    yard = Yard()
    splitter = _splitter(yard, yard.build("splitter", 4.5, BETWEEN, EAST))
    with pytest.raises(Refused) as refused:
        splitters.prefer(yard.world._engine, splitter, **wishes)
    assert refused.value.reason == reason
    assert (splitter.output_priority, splitter.filter) == (-1, None)


def test_splitters_in_a_row_share_out_evenly() -> None:
    """One belt into two splitters side by side behind a third: a quarter each."""
    yard = Yard()
    _feed(yard, ROW, "coal")
    yard.build("splitter", 60.5, BETWEEN, EAST)
    yard.build("splitter", 61.5, -101, EAST)  # both face on at once: splitter to splitter
    yard.build("splitter", 61.5, -99, EAST)
    outs = [yard.belt(62.5, y, EAST, 40) for y in (-101.5, -100.5, -99.5, -98.5)]
    for gained in _gained(yard, outs, 20):
        assert gained["coal"] == pytest.approx(15 / 4 * 20, abs=2)


def test_a_jammed_splitter_holds_what_its_lanes_are_long_enough_for() -> None:
    """128 + 51 units hold three items, at 0, 64 and 128; 128 units two: five a lane and side."""
    yard = Yard()
    _feed(yard, ROW, "coal")
    _feed(yard, NEXT, "coal")
    ref = yard.build("splitter", 60.5, BETWEEN, EAST)
    yard.seconds(20)
    assert yard.lanes(ref) == ({"coal": 10}, {"coal": 10})
    assert yard.view(ref).lanes_full == (True, True)
    assert yard.remove(ref) == {"splitter": 1, "coal": 20}
    assert yard.on_ground() == 0


def test_links_of_a_splitter() -> None:
    yard = Yard()
    back = [yard.build("transport-belt", 59.5, y, EAST) for y in (ROW, NEXT)]
    ref = yard.build("splitter", 60.5, BETWEEN, EAST)
    front = [yard.build("transport-belt", 61.5, ROW, EAST), yard.build("transport-belt", 61.5, NEXT, SOUTH)]
    beside = yard.build("transport-belt", 60.5, -101.5, SOUTH)  # a splitter takes nothing at its side
    view = yard.view(ref)
    assert (view.upstream, view.downstream) == (tuple(back), tuple(front))
    assert yard.view(back[0]).downstream == (ref,)
    assert yard.view(front[1]).upstream == (ref,)
    assert yard.view(front[1]).belt_kind == "right"  # east, then south: its output bends the belt
    assert yard.view(beside).downstream == ()
    assert view.belt_kind == ""


def test_a_splitter_beside_a_running_belt_feeds_its_near_lane() -> None:
    yard = Yard()
    main = yard.belt(5.5, -95.5, NORTH, 10)
    feed = yard.belt(0.5, ROW, EAST, 4)
    yard.build("splitter", 4.5, BETWEEN, EAST)
    for _ in range(4):
        yard.put(feed[0], "coal", 1, "left")
        yard.put(feed[0], "coal", 1, "right")
        yard.world.advance(60)
    yard.seconds(15)
    assert yard.riding(main) == ({"coal": 8}, {})


def test_belts_may_be_joined_to_a_splitter_in_any_order() -> None:
    yard = Yard()
    ref = yard.build("splitter", 4.5, BETWEEN, EAST)
    right = yard.belt(5.5, NEXT, EAST, 12)
    feed = yard.belt(0.5, ROW, EAST, 4)
    for _ in range(6):
        yard.put(feed[0], "coal", 1, "left")
        yard.world.advance(60)
    yard.seconds(10)
    assert yard.riding(right)[0] == {"coal": 4}
    assert yard.riding([ref])[0] == {"coal": 2}  # waiting on the left side, where nothing leads on
    left = yard.belt(5.5, ROW, EAST, 12)
    yard.seconds(10)
    assert yard.riding(left)[0] == {"coal": 2}


@pytest.mark.parametrize(("direction", "centre"), [(WEST, (4.5, -100)), (SOUTH, (5, -99.5)), (NORTH, (5, -99.5))])
def test_a_splitter_turns_with_what_is_on_it(direction: int, centre: tuple[float, float]) -> None:
    """A quarter turn snaps the centre as placing would: 4.5 goes up to 5, -100 to the middle of its tile."""
    yard = Yard()
    feed = yard.belt(0.5, ROW, EAST, 3)
    ref = yard.build("splitter", 4.5, BETWEEN, EAST)
    yard.put(ref, "coal", 5, "left")
    before = yard.lanes(ref)
    view = yard.turn(ref, direction)
    assert (view.x / 256, view.y / 256) == centre
    assert view.direction == direction
    assert view.lanes == before
    assert yard.on_ground() == 0
    assert yard.view(feed[-1]).downstream == ()


def test_a_quarter_turn_needs_room() -> None:
    yard = Yard()
    ref = yard.build("splitter", 4.5, BETWEEN, EAST)
    for x in (3.5, 5.5):
        yard.build("wooden-chest", x, NEXT)
    before = yard.world.digest()
    with pytest.raises(Refused, match="blocked"):
        yard.turn(ref, NORTH)
    assert yard.world.digest() == before


def test_an_inserter_takes_from_a_splitter_and_sets_down_on_it() -> None:
    yard = Yard()
    chest = yard.build("wooden-chest", 4.5, -103.5)
    giver = yard.build("burner-inserter", 4.5, -102.5, NORTH)  # onto the left tile, at y = -101.5
    ref = yard.build("splitter", 4.5, -101, EAST)
    yard.put(giver, "coal", 2)
    yard.put(chest, "stone", 12)
    yard.seconds(30)
    # across the splitter it reaches the far lane, the right one: two on each way out, three on the left way in
    assert yard.lanes(ref) == ({}, {"stone": 7})
    taker = yard.build("burner-inserter", 4.5, -99.5, NORTH)  # from the right tile, at y = -100.5
    target = yard.build("wooden-chest", 4.5, -98.5)
    yard.put(taker, "coal", 2)
    yard.seconds(60)
    assert yard.held(target) == {"stone": 10}  # all but two, which stand on the left way out
    assert yard.lanes(ref) == ({}, {"stone": 2})


def test_a_drill_digs_onto_a_splitter() -> None:
    yard = Yard()
    drill = yard.build("burner-mining-drill", 20, 75, SOUTH)
    ref = yard.build("splitter", 20, 76.5, EAST)
    x = yard.view(drill).drop
    assert x is not None
    assert ref == ops.Ref("splitter", 20 * 256 + 128, 77 * 256)  # covers the tile below the drill
    yard.put(drill, "coal", 5)
    yard.seconds(21)
    assert yard.lanes(ref)[0] == {"iron-ore": 5}  # the lane next to the drill, a quarter ore a second


def test_characters_walk_over_splitters_and_build_where_they_stand() -> None:
    yard = Yard()
    yard.world.do([ops.SetAgent(0, x=4 * 256, y=-100 * 256, inventory={"splitter": 1})])
    yard.world.do([ops.Place("splitter", 4 * 256, -100 * 256, NORTH)])
    (agent,) = yard.world.do([ops.Agent(0)])
    assert (agent.x, agent.y) == (4 * 256, -100 * 256)
    ((verdict,),) = yard.world.do([ops.CanPlace((ops.Placement("splitter", 4 * 256, -100 * 256 + 200, EAST),))])
    assert (verdict.ok, verdict.reason) == (False, "blocked")
