"""Rocket silos: MECHANICS 3.18, 3.10, rows 176 and 177."""

from __future__ import annotations

import pytest
from yard import NORTH, Yard

from fle_llm.engine import knowledge
from fle_llm.engine.entities import Silo
from fle_llm.engine.terrain import tile_of
from fle_llm.errors import Refused
from fle_llm.world import ops

INGREDIENTS = ("processing-unit", "low-density-structure", "rocket-fuel")  # ten of each make a part
PREPARATION = 540 + 255 + 420  # ticks: lights, doors, rise
LAUNCH = 330 + 870


def site(panels: int, *, technologies: bool = True) -> tuple[Yard, ops.Ref]:
    """A silo on a substation with solar panels of 60 kW each; it takes 250 kW and 250 / 30 of drain."""
    yard = Yard(technologies=technologies)
    yard.power(100, -200, panels)
    return yard, yard.build("rocket-silo", 94.5, -195.5)


def supply(yard: Yard, silo: ops.Ref) -> None:
    """Bring the ingredients of one part."""
    for item in INGREDIENTS:
        assert yard.put(silo, item, 10) == 10


def make_parts(yard: Yard, silo: ops.Ref, parts: int, *, seconds: float = 3) -> None:
    """Parts one after another, each one's ingredients brought while the one before is made."""
    yard.seconds(1)  # for the power to come on
    supply(yard, silo)
    yard.world.advance(1)  # a machine looks at what it was given at the next tick
    for index in range(parts):
        if index < parts - 1:
            supply(yard, silo)
        yard.seconds(seconds)


def test_a_hundred_parts_take_five_minutes_and_a_thousand_of_everything() -> None:  # row 176
    yard, silo = site(5)
    make_parts(yard, silo, 99)
    supply(yard, silo)
    yard.world.advance(1)
    assert yard.world.tick == 60 + 1 + 99 * 180 + 1
    assert (yard.view(silo).rocket_parts, yard.view(silo).status_raw) == (99, "working")
    yard.world.advance(179)
    assert yard.view(silo).rocket_parts == 99
    yard.world.advance(1)
    view = yard.view(silo)
    assert (view.rocket_parts, view.status_raw) == (100, "preparing_rocket_for_launch")
    assert yard.statistics().consumed == dict.fromkeys(sorted(INGREDIENTS), 1000.0)
    assert yard.statistics().produced == {"rocket-part": 100.0}


def ready(technologies: bool = True) -> tuple[Yard, ops.Ref]:
    """A silo whose rocket is about to come out; 71 panels give what preparing takes: 250 + 3990 + 250 / 30 kW."""
    yard, silo = site(71, technologies=technologies)
    if not technologies:
        knowledge.learn(yard.world._engine, "rocket-silo")
    make_parts(yard, silo, 100)
    return yard, silo


def launch(yard: Yard, silo: ops.Ref) -> bool:
    (done,) = yard.world.do([ops.Launch(silo)])
    return bool(done)


def test_a_satellite_brings_a_thousand_packs() -> None:  # row 177
    yard, silo = ready(technologies=False)
    assert yard.put(silo, "satellite", 3) == 1
    assert yard.view(silo).inventories["rocket"] == {"satellite": 1}
    assert launch(yard, silo) is False
    yard.world.advance(PREPARATION - 1)
    assert yard.view(silo).status_raw == "preparing_rocket_for_launch"
    assert launch(yard, silo) is False
    yard.world.advance(1)
    assert yard.view(silo).status_raw == "waiting_to_launch_rocket"
    assert launch(yard, silo) is True
    assert launch(yard, silo) is False
    view = yard.view(silo)
    assert (view.rocket_parts, view.status_raw, view.inventories["rocket"]) == (0, "launching_rocket", {})
    assert yard.statistics().consumed["rocket-part"] == 100
    yard.world.advance(LAUNCH - 1)
    assert (yard.statistics().rockets_launched, yard.held(silo, "output")) == (0, {})
    yard.world.advance(1)
    assert yard.statistics().rockets_launched == 1
    assert yard.held(silo, "output") == {"space-science-pack": 1000}
    assert yard.statistics().produced["space-science-pack"] == 1000
    assert yard.statistics().consumed["satellite"] == 1
    assert "space-science-pack" in yard.known().researched  # learned by the deed
    supply(yard, silo)
    yard.world.advance(1 + 180)
    assert yard.view(silo).rocket_parts == 1  # it builds the next one


def test_a_rocket_may_start_empty() -> None:
    yard, silo = ready(technologies=False)
    yard.world.advance(PREPARATION)
    assert launch(yard, silo) is True
    yard.world.advance(LAUNCH)
    assert yard.statistics().rockets_launched == 1
    assert "space-science-pack" not in yard.known().researched
    assert yard.held(silo, "output") == {}


def test_a_rocket_waits_while_its_packs_find_no_room() -> None:
    yard, silo = ready()
    entity = yard.world._engine.entity_on(tile_of(silo.x, silo.y))
    assert isinstance(entity, Silo)
    entity.result["space-science-pack"] = 1001
    yard.put(silo, "satellite", 1)
    yard.world.advance(PREPARATION)
    assert launch(yard, silo) is False  # a stack is 2000
    assert yard.take(silo, "space-science-pack", 1) == 1
    assert launch(yard, silo) is True
    yard.world.advance(LAUNCH)
    assert yard.held(silo, "output") == {"space-science-pack": 2000}


def test_preparing_takes_longer_with_little_power() -> None:
    yard, silo = site(36)
    make_parts(yard, silo, 100)
    needed = 250_000 + 3_990_000 + 250_000 / 30
    ticks = PREPARATION * needed / (36 * 60_000)
    yard.world.advance(int(ticks) - 5)
    assert yard.view(silo).status_raw == "preparing_rocket_for_launch"
    assert yard.view(silo).satisfaction == pytest.approx(36 * 60_000 / needed, rel=1e-6)
    yard.world.advance(10)
    assert yard.view(silo).status_raw == "waiting_to_launch_rocket"
    yard.world.advance(60)
    assert yard.view(silo).satisfaction == 1.0  # it asks for its drain only


def test_productivity_modules_make_parts_from_less() -> None:
    yard, silo = site(71)
    assert yard.put(silo, "productivity-module-3", 9) == 4
    # 4 x (+10 %, -15 % speed): a part takes 3 / 0.4 s, every fifth brings two more for five: 1.4 on average
    make_parts(yard, silo, 5, seconds=7.5)
    assert yard.view(silo).rocket_parts == 7
    assert yard.statistics().consumed["rocket-fuel"] == 50


def test_what_a_silo_takes() -> None:
    yard, silo = site(0)
    assert yard.put(silo, "processing-unit", 200) == 100
    assert yard.put(silo, "low-density-structure", 100) == 50
    assert yard.put(silo, "rocket-fuel", 50) == 20
    assert yard.put(silo, "rocket-part", 5) == 0
    assert yard.put(silo, "space-science-pack", 5) == 0
    assert yard.put(silo, "iron-plate", 5) == 0
    assert yard.put(silo, "satellite", 2) == 1
    assert yard.take(silo, "satellite", 1) == 1
    assert yard.put(silo, "satellite", 1, "rocket") == 1
    with pytest.raises(Refused, match="not-allowed"):
        yard.world.do([ops.SetRecipe(silo, "iron-gear-wheel")])
    assert yard.remove(silo) == {
        "rocket-silo": 1,
        "processing-unit": 100,
        "low-density-structure": 50,
        "rocket-fuel": 20,
        "satellite": 1,
    }


def test_arms_serve_a_silo_up_to_their_limit() -> None:
    yard, silo = site(0)  # without power it uses nothing up
    limits = {"processing-unit": 20, "low-density-structure": 20, "rocket-fuel": 20, "satellite": 1}
    for index, item in enumerate(limits):
        chest = yard.build("steel-chest", 91.5 + index, -201.5)
        arm = yard.build("burner-inserter", 91.5 + index, -200.5, NORTH)
        yard.put(arm, "coal", 5)
        for _ in range(4):
            yard.put(chest, item, 10)
    yard.seconds(60)
    view = yard.view(silo)
    hand = 3  # with all technologies
    for item, limit in limits.items():
        kind = "rocket" if item == "satellite" else "input"
        assert limit <= view.inventories[kind][item] < limit + (1 if item == "satellite" else hand)


def test_arms_unload_packs() -> None:
    yard, silo = ready()
    yard.put(silo, "satellite", 1)
    arm = yard.build("burner-inserter", 94.5, -200.5, 8)  # picks from the south
    chest = yard.build("steel-chest", 94.5, -201.5)
    yard.put(arm, "coal", 10)
    yard.world.advance(PREPARATION)
    launch(yard, silo)
    yard.world.advance(LAUNCH + 300)
    assert yard.held(chest)["space-science-pack"] >= 3
    assert list(yard.held(chest)) == ["space-science-pack"]


def test_parts_are_lost_with_their_silo() -> None:
    yard, silo = site(5)
    make_parts(yard, silo, 2)
    assert yard.remove(silo) == {"rocket-silo": 1}
    assert yard.statistics().consumed["rocket-part"] == 2


def test_parts_must_be_known() -> None:
    yard, silo = site(5, technologies=False)
    yard.seconds(1)
    supply(yard, silo)
    yard.seconds(3)
    assert (yard.view(silo).rocket_parts, yard.view(silo).status_raw) == (0, "no_recipe")
    knowledge.learn(yard.world._engine, "rocket-silo")
    yard.world.advance(1 + 180)
    assert yard.view(silo).rocket_parts == 1


def test_only_silos_launch() -> None:
    yard = Yard()
    with pytest.raises(Refused, match="not-allowed"):
        launch(yard, yard.build("wooden-chest", 0.5, 30.5))
    with pytest.raises(Refused, match="no-entity"):
        launch(yard, ops.Ref("rocket-silo", 0, 0))


def test_statuses_without_power_or_parts() -> None:
    yard = Yard(technologies=True)
    silo = yard.build("rocket-silo", 94.5, -195.5)
    assert yard.view(silo).status_raw == "not_plugged_in_electric_network"
    yard.power(100, -200, 5)
    yard.seconds(1)
    assert yard.view(silo).status_raw == "item_ingredient_shortage"


def test_snapshots_and_cut_advances_in_every_phase() -> None:
    yard, silo = site(36)
    make_parts(yard, silo, 100)
    yard.put(silo, "satellite", 1)
    for ticks in (700, 3000, 500, 900):  # in the middle of preparing, ready, launching, done
        whole, cut = yard.world.fork(), yard.world.fork()
        whole.advance(ticks)
        for part in (1, ticks // 3, ticks - 1 - ticks // 3):
            cut.advance(part)
            cut.restore(cut.snapshot())
        assert cut.digest() == whole.digest()
        yard.world.advance(ticks)
        assert yard.world.digest() == whole.digest()
        launch(yard, silo)
    assert yard.statistics().rockets_launched == 1
