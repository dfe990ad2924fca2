"""Electric networks and what hangs on them: MECHANICS 3.13 and rows of 4.1, 4.2, 4.6 and 4.8."""

from __future__ import annotations

import pytest
from yard import EAST, NORTH, SOUTH, Yard

from fle_llm.engine.carriers import Network
from fle_llm.world import ops


def powered(yard: Yard, x: float, y: float, panels: int) -> ops.Ref:
    """A medium pole at a place, wired to a row of solar panels (60 kW each) some tiles away."""
    pole = yard.build("medium-electric-pole", x, y)
    for index in range(panels):
        row, column = index // 6, index % 6
        yard.build("solar-panel", x + 10.5 + 3 * column, y - 1 - 5 * row)
    for row in range((panels + 5) // 6):
        for step in range(4):
            yard.build("medium-electric-pole", x + 7 + 7 * step, y + 1 - 5 * row)
    return pole


def network(yard: Yard, ref: ops.Ref) -> Network:
    key = yard.view(ref).network
    assert key is not None
    return yard.world._engine.state.networks[key]


def test_electric_drill_digs_half_an_ore_a_second() -> None:  # row 2
    yard = Yard()
    powered(yard, 24.5, 60.5, 2)
    yard.build("medium-electric-pole", 24.5, 68.5)
    drill = yard.build("electric-mining-drill", 22.5, 73.5, SOUTH)
    yard.build("medium-electric-pole", 24.5, 73.5)
    chest = yard.build("wooden-chest", 22.5, 75.5)
    yard.seconds(600)
    assert yard.held(chest)["iron-ore"] == pytest.approx(300, abs=1)
    assert yard.view(drill).status_raw == "working"
    assert yard.view(drill).resources["iron-ore"] == pytest.approx(25 * 10_000 - 300, abs=1)


def test_electric_furnace() -> None:  # row 25
    yard = Yard()
    powered(yard, 0.5, 30.5, 4)
    furnace = yard.build("electric-furnace", 2.5, 32.5)
    yard.put(furnace, "iron-ore", 50)
    yard.seconds(64.1)
    assert yard.held(furnace, "result") == {"iron-plate": 40}  # 0.625 a second


@pytest.mark.parametrize(  # rows 104 to 111: items a second, chest to chest
    ("name", "technologies", "per_second"),
    [
        ("inserter", False, 60 / 70),
        ("fast-inserter", False, 2.5),
        ("bulk-inserter", True, 30.0),
        ("inserter", True, 3 * 60 / 70),
        ("fast-inserter", True, 7.5),
    ],
)
def test_electric_inserters(name: str, technologies: bool, per_second: float) -> None:
    yard = Yard(technologies=technologies)
    powered(yard, 0.5, 30.5, 4)
    source = yard.build("steel-chest", 1.5, 31.5)
    yard.build(name, 1.5, 32.5, NORTH)
    target = yard.build("steel-chest", 1.5, 33.5)
    for _ in range(40):
        yard.put(source, "iron-plate", 100)
    yard.seconds(2)
    before = yard.held(target).get("iron-plate", 0)
    yard.seconds(120)
    assert yard.held(target)["iron-plate"] - before == pytest.approx(120 * per_second, rel=0.005, abs=12)


def test_long_handed_inserter_reaches_two_tiles() -> None:  # row 105
    yard = Yard()
    powered(yard, 0.5, 30.5, 4)
    source = yard.build("steel-chest", 1.5, 30.5)
    yard.build("long-handed-inserter", 1.5, 32.5, NORTH)
    target = yard.build("steel-chest", 1.5, 34.5)
    yard.put(source, "iron-plate", 800)
    yard.seconds(300)
    assert yard.held(target)["iron-plate"] == pytest.approx(300 * 1.2, abs=2)


def test_ten_drills_on_nine_hundred_kilowatts_run_at_full_speed() -> None:  # row 148
    yard = Yard()
    pole = powered(yard, 26.5, 60.5, 15)  # 900 kW
    yard.build("medium-electric-pole", 26.5, 68.5)
    drills, chests = [], []
    for index in range(10):
        x, y = 18.5 + 4 * (index % 5), 72.5 + 5 * (index // 5)
        drills.append(yard.build("electric-mining-drill", x, y, NORTH))
        chests.append(yard.build("wooden-chest", x, y - 2))
    for index in range(5):
        yard.build("medium-electric-pole", 20.5 + 4 * index, 73.5)
        yard.build("medium-electric-pole", 20.5 + 4 * index, 78.5)
    assert len({yard.view(drill).network for drill in drills}) == 1
    yard.seconds(120)
    assert network(yard, pole).demand == 900_000
    assert network(yard, pole).satisfaction == 1.0
    assert sum(yard.held(chest)["iron-ore"] for chest in chests) == pytest.approx(600, abs=10)


def test_half_the_power_is_half_the_speed() -> None:
    """One panel, 60 kW, for one drill that asks for 90: two thirds of 0.5 ores a second."""
    yard = Yard()
    powered(yard, 24.5, 60.5, 1)
    yard.build("medium-electric-pole", 24.5, 68.5)
    drill = yard.build("electric-mining-drill", 22.5, 73.5, SOUTH)
    yard.build("medium-electric-pole", 24.5, 73.5)
    chest = yard.build("wooden-chest", 22.5, 75.5)
    yard.seconds(600)
    assert yard.held(chest)["iron-ore"] == pytest.approx(200, abs=1)
    assert yard.view(drill).status_raw == "low_power"
    assert yard.view(drill).satisfaction == pytest.approx(2 / 3)


def test_power_that_comes_and_goes_changes_the_pace_in_the_middle_of_the_work() -> None:
    """A craft of 96 ticks at full power: half done after 48, then a third of the power: 144 ticks for the rest."""
    yard = Yard()
    pole = yard.build("medium-electric-pole", 0.5, 30.5)
    furnace = yard.build("electric-furnace", 2.5, 32.5)  # asks for 186 kW
    panels = [yard.build("solar-panel", 2.5 + 3 * i, 28.5) for i in range(1)]
    for index in range(1, 10):
        panels.append(yard.build("solar-panel", 2.5 + 3 * index, 28.5))
        yard.build("medium-electric-pole", 2.5 + 3 * index, 30.5)
    yard.put(furnace, "iron-ore", 50)
    yard.world.advance(1 + 48)
    assert yard.view(furnace).progress == pytest.approx(0.5, abs=0.02)
    yard.world.do([ops.SetAgent(0, inventory={})])
    for panel in panels[1:]:
        yard.world.do([ops.Remove(panel)])
    share = 60_000 / 186_000
    yard.world.advance(60)
    assert network(yard, pole).satisfaction == pytest.approx(share)
    assert yard.view(furnace).progress == pytest.approx(0.5 + 60 * share / 96, abs=0.02)
    yard.world.advance(round(48 / share) - 60 + 2)
    assert yard.held(furnace, "result") == {"iron-plate": 1}


def test_no_power_no_work_and_the_status_says_why() -> None:
    yard = Yard()
    furnace = yard.build("electric-furnace", 2.5, 32.5)
    arm = yard.build("inserter", 2.5, 34.5, NORTH)
    yard.put(furnace, "iron-ore", 10)
    yard.seconds(10)
    assert yard.view(furnace).status_raw == "not_plugged_in_electric_network"
    assert yard.view(arm).status_raw == "not_plugged_in_electric_network"
    yard.build("medium-electric-pole", 0.5, 33.5)
    yard.seconds(10)
    assert yard.view(furnace).status_raw == "no_power"
    assert yard.held(furnace, "result") == {}
    for index in range(4):
        yard.build("solar-panel", -1.5, 31.5 - 3 * index)
        yard.build("medium-electric-pole", 0.5, 30.5 - 3 * index)
    yard.seconds(10 / 0.625 + 0.1)
    assert yard.held(furnace, "result") == {"iron-plate": 9}  # the inserter laid the tenth on the ground


def test_idle_machines_ask_for_their_drain() -> None:
    yard = Yard()
    pole = powered(yard, 0.5, 30.5, 4)
    yard.build("electric-furnace", 2.5, 32.5)  # 180 kW / 30
    yard.build("inserter", 0.5, 32.5)  # 0.4 kW
    yard.seconds(1)
    assert network(yard, pole).demand == 6_000 + 400
    yard.seconds(100)
    assert yard.view(pole).produced_j == pytest.approx(6_400 * 101, rel=0.02)


@pytest.mark.parametrize(  # row 154: reach; positions are quantised to 1/256 tile and poles stand on tile centres
    ("name", "gap", "joined"),
    [
        ("small-electric-pole", 7, True),
        ("small-electric-pole", 8, False),
        ("medium-electric-pole", 9, True),
        ("medium-electric-pole", 10, False),
        ("big-electric-pole", 32, True),
        ("big-electric-pole", 33, False),
        ("substation", 18, True),
        ("substation", 19, False),
    ],
)
def test_wire_reach(name: str, gap: int, joined: bool) -> None:
    yard = Yard()
    first = yard.build(name, 0.5, 30.5)
    second = yard.build(name, 0.5 + gap, 30.5)
    assert (yard.view(first).network == yard.view(second).network) is joined


def test_the_shorter_reach_counts_and_diagonals_are_measured() -> None:
    yard = Yard()
    small = yard.build("small-electric-pole", 0.5, 30.5)
    big = yard.build("big-electric-pole", 9, 31)
    assert yard.view(small).network != yard.view(big).network
    near = yard.build("small-electric-pole", 5.5, 35.5)  # 7.07 away
    far = yard.build("small-electric-pole", 6.5, 36.5)
    assert yard.view(near).network == yard.view(small).network == yard.view(far).network
    assert yard.view(big).network == yard.view(small).network  # joined by the later ones


def test_supply_area_of_a_small_pole() -> None:  # row 156: any tile within 5 x 5
    yard = Yard()
    pole = yard.build("small-electric-pole", 0.5, 30.5)
    touching = yard.build("electric-furnace", 3.5, 30.5)  # covers 2..5, the area reaches 3
    outside = yard.build("electric-furnace", 0.5, 35.5)  # covers 34..37, the area reaches 33
    assert yard.view(touching).network == yard.view(pole).network
    assert yard.view(outside).network is None


def test_removing_a_pole_splits_a_network_and_building_it_joins_it_again() -> None:
    yard = Yard()
    poles = [yard.build("medium-electric-pole", 0.5 + 8 * i, 30.5) for i in range(5)]
    furnace = yard.build("electric-furnace", 34.5, 32.5)
    panel = yard.build("solar-panel", 2.5, 32.5)
    yard.put(furnace, "iron-ore", 20)
    assert len({yard.view(pole).network for pole in poles}) == 1
    yard.seconds(10)
    assert yard.view(furnace).status_raw == "low_power"
    yard.world.do([ops.SetAgent(0, inventory={})])
    yard.world.do([ops.Remove(poles[2])])
    yard.seconds(1)
    assert yard.view(poles[0]).network == yard.view(panel).network != yard.view(poles[4]).network
    assert yard.view(furnace).status_raw == "no_power"
    progress = yard.view(furnace).progress
    yard.build("medium-electric-pole", 16.5, 30.5)
    yard.seconds(1)
    assert yard.view(furnace).status_raw == "low_power"
    assert yard.view(furnace).progress > progress
    demand = network(yard, poles[0]).demand
    assert demand == 186_000


def test_a_snapshot_in_a_brown_out_goes_on_alike() -> None:
    yard = Yard()
    powered(yard, 0.5, 30.5, 3)
    furnaces = [yard.build("electric-furnace", 2.5 + 3 * i, 32.5 + 3 * (i % 2)) for i in range(2)]
    for furnace in furnaces:
        yard.put(furnace, "iron-ore", 50)
    yard.build("inserter", 1.5, 34.5, EAST)
    yard.world.advance(500)
    copy = yard.world.fork()
    yard.world.advance(1000)
    for part in (1, 333, 600, 66):
        copy.advance(part)
        copy.digest()
    assert copy.digest() == yard.world.digest()


def test_looking_at_fractions_of_joules_does_not_change_them() -> None:
    """60 kW for 186.4: the furnace gets 965.66... J a tick, which adds up to other digits in other portions."""
    yard = Yard()
    yard.build("medium-electric-pole", 0.5, 30.5)
    yard.build("solar-panel", 2.5, 28.5)
    furnace = yard.build("electric-furnace", 2.5, 32.5)
    yard.build("inserter", 0.5, 32.5)
    yard.put(furnace, "iron-ore", 50)
    yard.world.advance(7)
    copy = yard.world.fork()
    yard.world.advance(1000)
    for part in (1, 7, 13, 900, 79):
        copy.advance(part)
        copy.digest()
    assert copy.digest() == yard.world.digest()


def test_power_shows_before_the_next_tick() -> None:
    """A view tells what the wires give as they stand, though nothing has had time to run on it yet."""
    yard = Yard()
    furnace = yard.build("electric-furnace", 2.5, 32.5)
    yard.put(furnace, "iron-ore", 10)
    assert yard.view(furnace).status_raw == "not_plugged_in_electric_network"
    pole = yard.build("medium-electric-pole", 0.5, 32.5)
    assert yard.view(furnace).satisfaction == 0
    panel = yard.build("solar-panel", -1.5, 32.5)
    now = yard.world.tick
    assert yard.view(furnace).satisfaction == 1.0  # 60 kW for a drain of 6 kW
    assert network(yard, pole).satisfaction == 0  # its own event is to come
    yard.remove(panel)
    assert yard.view(furnace).satisfaction == 0
    assert yard.world.tick == now


def test_what_an_accumulator_holds_shows_before_the_next_tick() -> None:
    yard = Yard()
    yard.build("medium-electric-pole", 0.5, 32.5)
    yard.build("solar-panel", -1.5, 32.5)
    store = yard.build("accumulator", 0, 35)
    yard.seconds(10)
    furnace = yard.build("electric-furnace", 2.5, 32.5)
    yard.remove(ops.Ref("solar-panel", -384, 32 * 256 + 128))
    assert yard.view(store).energy_j == pytest.approx(600_000, rel=0.01)  # 60 kW for ten seconds
    assert yard.view(furnace).satisfaction == 1.0
