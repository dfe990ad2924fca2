"""Labs, technologies and what they change: MECHANICS 3.16, rows 164 to 170 of 4.10, triggers of 2.3."""

from __future__ import annotations

from math import ceil

import pytest
from yard import NORTH, SOUTH, Yard

from fle_llm.data import facts
from fle_llm.engine import books, knowledge, research
from fle_llm.engine.constants import PACK_PARTS
from fle_llm.errors import Refused
from fle_llm.world import MapSpec, ops
from fle_llm.world.sim import SimWorld

X, Y = 100, -200
"""Where the labs of a test stand: on empty ground."""
RED, GREEN = "automation-science-pack", "logistic-science-pack"
SPOTS = [(X - 7.5 + 3 * i, Y - 7.5 + 3 * j) for j in (0, 1, 4) for i in range(5)]


def with_labs(
    count: int, *, panels: int = 16, known: tuple[str, ...] = (), technologies: bool = False
) -> tuple[Yard, list[ops.Ref]]:
    """A yard without technologies but those named, or with all, and powered labs in it."""
    yard = Yard(technologies=technologies)
    yard.power(X, Y, panels)
    for name in known:
        knowledge.learn(yard.world._engine, name)
    labs = [yard.build("lab", *spot) for spot in SPOTS[:count]]
    yard.seconds(1)
    return yard, labs


def start(yard: Yard, technology: str, labs: list[ops.Ref], **packs: int) -> int:
    """Fill labs and begin; the tick before the first in which they work."""
    for lab in labs:
        for pack, count in packs.items():
            assert yard.put(lab, {"red": RED, "green": GREEN}[pack], count) == count
    yard.research(technology)
    return yard.world.tick + 1  # they look at it in the next tick


def ticks_until_known(yard: Yard, technology: str, since: int) -> int:
    """Ticks from a tick until the technology was known; fails if it takes an hour."""
    for _ in range(60):
        yard.seconds(60)
        if technology in yard.known().researched:
            return yard.statistics().researched_at[technology] - since
    raise AssertionError(f"{technology} is not known")


def open_to(technology: str) -> tuple[str, ...]:
    """All that has to be known before a technology, in order."""
    found: list[str] = []
    for needed in facts().technologies[technology].prerequisites:
        found += [name for name in (*open_to(needed), needed) if name not in found]
    return tuple(name for name in found if name != RED)


# --- rates -----------------------------------------------------------------------------------------------------------


def test_one_lab_learns_automation_in_a_hundred_seconds() -> None:  # row 164
    yard, (lab,) = with_labs(1)
    since = start(yard, "automation", [lab], red=12)
    assert ticks_until_known(yard, "automation", since) == 6000
    assert yard.statistics().consumed == {RED: 10}
    assert yard.held(lab, "lab_input") == {RED: 2}
    assert yard.known().current is None
    assert yard.view(lab).status_raw == "no_research_in_progress"
    assert "assembling-machine-1" in yard.known().recipes


def test_ten_labs_learn_it_in_ten_seconds() -> None:  # row 165
    yard, labs = with_labs(10)
    since = start(yard, "automation", labs, red=1)
    assert ticks_until_known(yard, "automation", since) == 600
    assert yard.statistics().consumed == {RED: 10}


def test_three_labs_share_what_does_not_divide() -> None:
    """Ten units of ten seconds over three labs: 33.3 s; the fourth pack of each is used a third."""
    yard, labs = with_labs(3)
    since = start(yard, "automation", labs, red=4)
    assert ticks_until_known(yard, "automation", since) == 2000
    assert yard.statistics().consumed == {RED: 9}
    assert [yard.held(lab, "lab_input") for lab in labs] == [{RED: 1}] * 3


def test_five_labs_learn_green_science_in_75_seconds() -> None:  # row 167
    yard, labs = with_labs(5)
    since = start(yard, GREEN, labs, red=15)
    assert ticks_until_known(yard, GREEN, since) == 75 * 60
    assert yard.statistics().consumed == {RED: 75}


def test_a_lab_with_all_speed_technologies() -> None:  # row 168: 30 s units take 8.571 s
    known = tuple(f"research-speed-{level}" for level in range(1, 7))
    yard, (lab,) = with_labs(1, known=(*known, *open_to("weapon-shooting-speed-1")))
    since = start(yard, "weapon-shooting-speed-1", [lab], red=100)
    assert ticks_until_known(yard, "weapon-shooting-speed-1", since) == ceil(100 * 30 * 60 / 3.5)


def test_ten_labs_use_a_red_pack_a_second() -> None:  # row 170, of a technology with units of ten seconds
    yard, labs = with_labs(10)
    start(yard, "electric-mining-drill", labs, red=2)
    yard.world.advance(1 + 20 * 60)
    assert yard.statistics().consumed == {RED: 20}


def test_two_kinds_of_packs_are_used_alike() -> None:
    yard, labs = with_labs(2, known=open_to("military-2"))
    since = start(yard, "military-2", labs, red=10, green=10)
    assert ticks_until_known(yard, "military-2", since) == 20 * 15 * 60 // 2
    assert yard.statistics().consumed == {RED: 20, GREEN: 20}


def test_half_the_power_is_half_the_speed() -> None:
    """Two labs of 60 kW on one panel of 60 kW do together what one does."""
    yard, labs = with_labs(2, panels=1)
    since = start(yard, "automation", labs, red=5)
    yard.seconds(1)
    assert yard.view(labs[0]).status_raw == "low_power"
    assert ticks_until_known(yard, "automation", since) == pytest.approx(6000, abs=2)


@pytest.mark.parametrize(
    ("modules", "seconds", "packs"),
    [
        ({"speed-module-3": 2}, 50, 10),  # twice as fast
        ({"productivity-module-3": 2}, 100 / (0.7 * 1.2), 8),  # 8.33 packs do for ten units
    ],
)
def test_modules_in_labs(modules: dict[str, int], seconds: float, packs: int) -> None:
    yard, (lab,) = with_labs(1)
    for module, count in modules.items():
        assert yard.put(lab, module, count) == count
    since = start(yard, "automation", [lab], red=10)
    assert ticks_until_known(yard, "automation", since) == pytest.approx(60 * seconds, abs=1)
    assert yard.statistics().consumed == {RED: packs}


# --- packs in use ----------------------------------------------------------------------------------------------------


def test_every_time_divides_the_parts_of_a_pack() -> None:
    times = {technology.time_s for technology in facts().technologies.values() if technology.ingredients}
    assert all(time == int(time) and PACK_PARTS % int(time) == 0 for time in times)


def test_the_rest_of_a_pack_serves_the_next_technology() -> None:
    """5 s of a unit of 10 s use half a pack; the other half lasts 2.5 s of a unit of 5 s."""
    yard, (lab,) = with_labs(1)
    start(yard, "automation", [lab], red=1)
    yard.world.advance(1 + 300)
    assert yard.known().progress == pytest.approx(0.05)
    assert yard.held(lab, "lab_input") == {RED: 1}
    yard.research(GREEN)
    yard.world.advance(1 + 150 - 1)
    assert yard.view(lab).status_raw == "working"
    yard.world.advance(1)
    assert yard.held(lab, "lab_input") == {}
    assert yard.view(lab).status_raw == "missing_science_packs"
    assert yard.known().progress == pytest.approx(0.5 / 75, abs=1e-4)


@pytest.mark.parametrize("late_ticks", [1, 2, 7])
def test_packs_that_are_just_enough_for_two_technologies_are_enough(late_ticks: int) -> None:
    # 10 x 10 s and 20 x 15 s; a lab that begins an odd tick later makes the last tick of automation half too much
    yard, (first, second) = with_labs(2)
    start(yard, "automation", [first], red=15)
    yard.world.advance(late_ticks)
    yard.put(second, RED, 15)
    yard.seconds(120)
    yard.research("logistics")
    yard.seconds(400)
    assert "logistics" in yard.known().researched
    left = sum(yard.held(lab, "lab_input").get(RED, 0) for lab in (first, second))
    assert yard.statistics().consumed == {RED: 30 - left}
    assert left <= 1, "of the last pack a tick's worth may be left"


def test_abandoned_work_is_saved() -> None:
    yard, (lab,) = with_labs(1)
    start(yard, "automation", [lab], red=12)
    yard.world.advance(1 + 3000)
    yard.research(GREEN)
    assert yard.known().saved == {"automation": 0.5}
    assert yard.known().progress == 0
    yard.seconds(2)
    yard.research(None)
    yard.seconds(2)
    saved = yard.known().saved
    assert saved[GREEN] == pytest.approx(119 / 60 / 5 / 75, abs=1e-6)
    since = start(yard, "automation", [lab])
    assert ticks_until_known(yard, "automation", since) == 3000
    assert "automation" not in yard.known().saved


def test_a_pack_in_use_stays_in_its_lab() -> None:
    yard, (lab,) = with_labs(1)
    start(yard, "automation", [lab], red=3)
    yard.world.advance(1 + 100)
    assert yard.take(lab, RED, 10) == 2
    assert yard.take(lab, RED, 10) == 0
    assert yard.held(lab, "lab_input") == {RED: 1}
    yard.put(lab, RED, 4)
    yard.world.do([ops.SetAgent(0, inventory={})])
    (removed,) = yard.world.do([ops.Remove(lab)])
    assert removed.items == {"lab": 1, RED: 4}
    assert yard.statistics().consumed == {RED: 1}
    progress = yard.known().progress
    assert progress == pytest.approx(100 / 6000)
    yard.seconds(10)
    assert yard.known().progress == progress


def test_labs_that_run_out_stop_and_go_on_when_fed() -> None:
    yard, labs = with_labs(2)
    start(yard, "automation", labs, red=1)
    yard.seconds(60)
    assert yard.known().progress == pytest.approx(0.2)
    assert [yard.view(lab).status_raw for lab in labs] == ["missing_science_packs"] * 2
    yard.put(labs[1], RED, 1)
    yard.seconds(60)
    assert yard.known().progress == pytest.approx(0.3)


# --- arms ------------------------------------------------------------------------------------------------------------


def test_arms_give_labs_two_packs_in_advance_and_pass_them_on() -> None:
    """Chest, lab, lab: each is filled to two, the first one also for what the second takes from it."""
    yard, (first,) = with_labs(1)
    chest = yard.build("wooden-chest", SPOTS[0][0], Y - 10.5)
    feeding = yard.build("burner-inserter", SPOTS[0][0], Y - 9.5, NORTH)
    chain = yard.build("burner-inserter", SPOTS[0][0], Y - 5.5, NORTH)
    second = yard.build("lab", SPOTS[0][0], Y - 3.5)
    out = yard.build("burner-inserter", SPOTS[0][0], Y - 1.5, NORTH)
    bin_ = yard.build("wooden-chest", SPOTS[0][0], Y - 0.5)
    for arm in (feeding, chain, out):
        yard.put(arm, "coal", 5)
    yard.put(chest, RED, 50)
    yard.put(chest, GREEN, 50)
    yard.put(chest, "iron-plate", 50)
    yard.seconds(60)
    assert yard.held(first, "lab_input") == yard.held(second, "lab_input") == {RED: 2, GREEN: 2}
    assert yard.held(bin_) == {}  # labs hand packs on to labs only
    yard.research("automation")
    yard.seconds(55)
    assert "automation" in yard.known().researched  # ten units over two labs
    assert yard.statistics().consumed[RED] == 10


def test_a_fast_lab_is_given_more() -> None:
    """Units of 5 s at 3.5 x 2 the speed: 43 ticks; 1 + 70 / 43 = 2.6 packs, so three."""
    known = tuple(f"research-speed-{level}" for level in range(1, 7))
    yard, (lab,) = with_labs(1, known=known)
    yard.put(lab, "speed-module-3", 2)
    chest = yard.build("wooden-chest", SPOTS[0][0], Y - 10.5)
    arm = yard.build("burner-inserter", SPOTS[0][0], Y - 9.5, NORTH)
    yard.put(arm, "coal", 5)
    yard.put(chest, RED, 50)
    yard.world.do([ops.SetAgent(0, inventory={})])
    yard.world.do([ops.Remove(ops.Ref("substation", X * 256, Y * 256))])
    yard.research(GREEN)
    yard.seconds(30)
    assert yard.held(lab, "lab_input") == {RED: 3}


# --- what may be researched ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("technology", "reason", "data"),
    [
        ("no-such-thing", "unknown-name", {"name": "no-such-thing"}),
        ("military-2", "locked", {"name": "military-2", "needs": [GREEN, "military", "steel-processing"]}),
        (RED, "locked", {"name": RED, "needs": [], "researched": True}),
        ("steam-power", "not-allowed", {"name": "steam-power", "item": "science packs: it is learned by a deed"}),
    ],
)
def test_refused_research(technology: str, reason: str, data: dict[str, object]) -> None:
    yard, (lab,) = with_labs(1)
    start(yard, "automation", [lab], red=3)
    yard.seconds(1)
    before = yard.world.digest()
    with pytest.raises(Refused) as refused:
        yard.research(technology)
    assert (refused.value.reason, refused.value.data) == (reason, data)
    assert yard.world.digest() == before


def test_the_same_research_again_changes_nothing() -> None:
    yard, (lab,) = with_labs(1)
    start(yard, "automation", [lab], red=3)
    yard.seconds(1)
    before = yard.world.digest()
    yard.research("automation")
    assert yard.world.digest() == before


def test_the_level_after_the_last_takes_more_units_and_adds_as_much() -> None:
    """Everything is known, so the next level of mining productivity is 5: 2500 (5 - 3) units, +10 % to 40 %."""
    yard, (lab,) = with_labs(1, technologies=True)
    name = "mining-productivity-4"
    assert yard.known().levels[name] == 5
    assert name in yard.known().available
    yard.research(name)
    engine = yard.world._engine
    assert research.work_of(engine.state.knowledge, name) == 5000 * 60 * 60 * 1_000_000
    engine.state.knowledge.saved[name] = (
        4999 * 60 * 60 * 1_000_000
    )  # one unit of 60 s to go, in a lab 3.5 times as fast
    for pack in facts().technologies[name].ingredients:
        yard.put(lab, pack, 2)
    yard.seconds(60 / 3.5 - 0.5)
    assert yard.known().current == name
    yard.seconds(1)
    known = yard.known()
    assert (known.current, known.levels[name], known.saved) == (None, 6, {})
    assert knowledge.mining_productivity(engine.state.knowledge) == 50
    assert len(known.researched) == len(set(known.researched))
    yard.research(name)
    assert yard.known().progress == 0.0


def test_unlocking_everything_stops_the_labs() -> None:
    yard, (lab,) = with_labs(1)
    start(yard, "automation", [lab], red=3)
    yard.seconds(1)
    yard.world.do([ops.UnlockAll()])
    yard.seconds(1)
    view = yard.known()
    assert (view.current, view.progress, view.saved) == (None, 0.0, {})
    assert view.available == tuple(view.levels)  # what is left are the nine without an end
    assert len(view.levels) == 9
    assert len(view.researched) == len(set(view.researched)) == len(facts().technologies)
    assert yard.view(lab).status_raw == "no_research_in_progress"
    assert yard.held(lab, "lab_input") == {RED: 3}


def test_statuses_of_a_lab() -> None:
    yard = Yard()
    lab = yard.build("lab", *SPOTS[0])
    assert yard.view(lab).status_raw == "no_research_in_progress"
    yard.research("automation")
    assert yard.view(lab).research == "automation"
    assert yard.view(lab).status_raw == "not_plugged_in_electric_network"
    yard.build("substation", X, Y)
    yard.seconds(1)
    assert yard.view(lab).status_raw == "no_power"
    yard.build("solar-panel", X + 4.5, Y - 4.5)
    yard.seconds(1)
    assert yard.view(lab).status_raw == "missing_science_packs"
    assert yard.put(lab, "iron-plate", 1) == 0
    assert yard.put(lab, RED, 1000) == 200
    yard.seconds(1)
    assert yard.view(lab).status_raw == "working"


# --- what it changes -------------------------------------------------------------------------------------------------


def test_what_is_known_at_the_start() -> None:
    yard = Yard()
    assert yard.known().researched == (RED,)
    assert RED in yard.known().recipes
    assert {"automation", "logistics", "steam-power", "electronics"} <= set(yard.known().available)


def test_mining_productivity_is_learned() -> None:
    world = SimWorld.new(MapSpec(all_technologies=False))
    engine = world._engine
    assert engine.in_force.mining_productivity == 0
    knowledge.learn(engine, "mining-productivity-1")
    assert engine.in_force.mining_productivity == 10
    everything = SimWorld.new(MapSpec())
    assert everything._engine.in_force.mining_productivity == 40  # levels 1 to 3 and one of the endless level
    fixed = SimWorld.new(MapSpec(mining_productivity=5))
    assert fixed._engine.in_force.mining_productivity == 5


def test_a_locked_recipe_opens_when_its_technology_is_known() -> None:
    yard, (lab,) = with_labs(1)
    furnace = yard.build("stone-furnace", X - 3, Y + 4)
    chest = yard.build("wooden-chest", X - 3.5, Y + 6.5)
    arm = yard.build("burner-inserter", X - 3.5, Y + 5.5, SOUTH)
    for ref in (furnace, arm):
        yard.put(ref, "coal", 5)
    yard.put(chest, "iron-plate", 50)
    start(yard, "steel-processing", [lab], red=50)
    yard.seconds(249)
    assert yard.held(furnace, "source") == {}
    yard.seconds(20)
    assert "steel-processing" in yard.known().researched
    assert yard.held(chest)["iron-plate"] < 50


# --- deeds -----------------------------------------------------------------------------------------------------------


def test_fifty_iron_plates_teach_steam_power() -> None:
    """Forty from a furnace, ten made by hand: any way counts."""
    yard = Yard()
    furnace = yard.build("stone-furnace", X, Y)
    yard.put(furnace, "coal", 10)
    yard.put(furnace, "iron-ore", 40)
    yard.seconds(40 * 3.2 + 1)
    assert yard.held(furnace, "result") == {"iron-plate": 40}
    yard.world.do([ops.SetAgent(0, inventory={"iron-ore": 10})])
    by_hand = ops.Exchange(0, take={"iron-ore": 9}, give={"iron-plate": 9}, made={"iron-plate": 9}, by="craft")
    yard.world.do([by_hand])
    assert "steam-power" not in yard.known().researched
    yard.world.do([ops.Exchange(0, take={"iron-ore": 1}, give={"iron-plate": 1}, made={"iron-plate": 1}, by="craft")])
    assert "steam-power" in yard.known().researched
    assert yard.statistics().researched_at["steam-power"] == yard.world.tick
    assert {"pipe", "boiler", "steam-engine"} <= yard.known().recipes


def test_the_chain_of_deeds_at_the_start_of_a_game() -> None:
    """Copper plates for electronics, which allows labs; steel plates count once steel is known."""
    yard = Yard()
    engine = yard.world._engine
    books.made(engine, "steel-plate", 60)
    knowledge.learn(engine, "steel-processing")
    books.made(engine, "steel-plate", 49)
    assert "steel-axe" not in yard.known().researched  # the sixty before it was available do not count
    books.made(engine, "steel-plate", 1)
    assert "steel-axe" in yard.known().researched
    assert "lab" not in yard.known().recipes
    books.made(engine, "copper-plate", 10)
    assert "electronics" in yard.known().researched
    assert "lab" in yard.known().recipes
    knowledge.learn(engine, "oil-gathering")
    knowledge.happened(engine, "mine-entity", "crude-oil", 1)
    assert "oil-processing" in yard.known().researched


# --- snapshots -------------------------------------------------------------------------------------------------------


def test_a_snapshot_in_the_middle_of_research_goes_on_alike() -> None:
    yard, labs = with_labs(7, panels=4)  # 240 kW for 420
    yard.put(labs[0], "productivity-module", 1)
    yard.put(labs[1], "speed-module-2", 2)
    start(yard, GREEN, labs, red=20)
    yard.world.advance(777)
    copy = yard.world.fork()
    assert copy.digest() == yard.world.digest()
    yard.world.advance(6000)
    for part in (1, 2, 333, 5000, 664):
        copy.advance(part)
        copy.digest()
        copy.do([ops.Research(), ops.Entities()])
    assert copy.digest() == yard.world.digest()
    assert GREEN in yard.known().researched
