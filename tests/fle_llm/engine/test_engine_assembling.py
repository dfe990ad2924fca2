"""Assembling machines: MECHANICS 3.6 and 3.8, rows of 4.3 and 4.4, recipes and what becomes of the contents."""

from __future__ import annotations

import pytest
from yard import EAST, NORTH, SOUTH, WEST, Yard

from fle_llm.data import facts
from fle_llm.engine import knowledge
from fle_llm.engine.carriers import Network
from fle_llm.errors import Refused
from fle_llm.world import ops

TIERS = ("assembling-machine-1", "assembling-machine-2", "assembling-machine-3")
X, Y = 100, -200
"""Where the machines of a test stand: on empty ground."""


def powered(**options: bool) -> Yard:
    """A yard with 1.2 MW for 9 tiles around (X, Y)."""
    yard = Yard(**options)
    yard.power(X, Y, 20)
    return yard


def supply(yard: Yard, machine: ops.Ref, recipe: str, crafts: int) -> None:
    for part in facts().recipes[recipe].ingredients:
        have = yard.held(machine, "input").get(part.name, 0)
        yard.put(machine, part.name, crafts * part.amount - have, "input")


# --- rates: 4.3 ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("recipe", "made", "rates"),
    [  # items a second of the three machines, as the rows 41 to 63 say
        ("iron-gear-wheel", 1, (1, 1.5, 2.5)),
        ("copper-cable", 2, (2, 3, 5)),
        ("electronic-circuit", 1, (1, 1.5, 2.5)),
        ("automation-science-pack", 1, (0.1, 0.15, 0.25)),
        ("logistic-science-pack", 1, (0.0833, 0.125, 0.2083)),
        ("military-science-pack", 2, (0.1, 0.15, 0.25)),
        ("chemical-science-pack", 2, (0.04167, 0.0625, 0.10417)),
        ("production-science-pack", 3, (0.07143, 0.10714, 0.17857)),
        ("utility-science-pack", 3, (0.07143, 0.10714, 0.17857)),
        ("inserter", 1, (1, 1.5, 2.5)),
        ("transport-belt", 2, (2, 3, 5)),
        ("pipe", 1, (1, 1.5, 2.5)),
        ("engine-unit", 1, (0.05, 0.075, 0.125)),
        ("advanced-circuit", 1, (0.0833, 0.125, 0.2083)),
        ("low-density-structure", 1, (0.03333, 0.05, 0.0833)),
        ("piercing-rounds-magazine", 2, (0.1667, 0.25, 0.4167)),
        ("firearm-magazine", 1, (0.5, 0.75, 1.25)),
        ("stone-wall", 1, (1, 1.5, 2.5)),
        ("grenade", 1, (0.0625, 0.09375, 0.15625)),
        ("rail", 2, (2, 3, 5)),
    ],
)
def test_rates(recipe: str, made: int, rates: tuple[float, float, float]) -> None:
    yard = powered(technologies=True)
    crafts = 2
    for index, (name, rate) in enumerate(zip(TIERS, rates, strict=True)):
        machine = yard.machine(name, X - 5.5 + 4 * index, Y - 3.5, recipe)
        supply(yard, machine, recipe, crafts)
        ticks = round(60 * made / rate)  # whole for every row
        yard.world.advance(1 + crafts * ticks - 1)  # a machine starts in the tick after it was filled
        assert yard.held(machine, "output") == {recipe: (crafts - 1) * made}
        yard.world.advance(1)
        assert yard.held(machine, "output") == {recipe: crafts * made}
        assert yard.held(machine, "input") == {}
        assert yard.view(machine).products_finished == crafts
        made_in_all = yard.statistics()
        assert made_in_all.produced[recipe] == (index + 1) * crafts * made
        for part in facts().recipes[recipe].ingredients:
            assert made_in_all.consumed[part.name] == (index + 1) * crafts * part.amount


def test_three_cable_machines_feed_two_for_circuits() -> None:  # row 44
    """All full time: two circuits a second."""
    yard = powered(technologies=True)  # hands of three
    circuits, cables = [], []
    for index in range(5):
        recipe = "copper-cable" if index % 2 == 0 else "electronic-circuit"
        machine = yard.machine(TIERS[0], X - 8.5 + 4 * index, Y - 3.5, recipe)
        (cables if index % 2 == 0 else circuits).append(machine)
    for index in (1, 3):
        yard.build("fast-inserter", X - 8.5 + 4 * index, Y - 1.5, NORTH)
        yard.build("steel-chest", X - 8.5 + 4 * index, Y - 0.5)
    for index in range(4):  # from the cables towards the circuits: west of it is what an arm facing west picks
        yard.build("fast-inserter", X - 6.5 + 4 * index, Y - 3.5, 12 if index % 2 == 0 else 4)
    made_before = 0.0
    for second in range(0, 720, 30):
        if second == 120:
            made_before = yard.statistics().produced["electronic-circuit"]
        for machine in cables:
            yard.put(machine, "copper-plate", 100)
        for machine in circuits:
            yard.put(machine, "iron-plate", 100)
        yard.seconds(30)
    made = yard.statistics().produced["electronic-circuit"] - made_before
    assert made == pytest.approx(1200, rel=0.01)


def _line(yard: Yard, recipe: str, count: int) -> list[ops.Ref]:
    """Machines of one recipe on both sides of a belt that runs east from (X, Y), each fed and emptied by arms."""
    yard.power(X + 16, Y - 8, 64)
    yard.build("substation", X + 16, Y + 10)
    yard.build("substation", X - 1, Y - 4)
    yard.belt(X + 0.5, Y + 0.5, EAST, 25)
    machines = []
    for index in range(count):
        x, side = X + 8.5 + 3 * (index // 2), 1 if index % 2 else -1
        away = SOUTH if side < 0 else NORTH
        machines.append(yard.machine(TIERS[0], x, Y + 0.5 + 3 * side, recipe))
        yard.build("fast-inserter", x, Y + 0.5 + side, away)
        yard.build("fast-inserter", x, Y + 0.5 + 5 * side, away)
        yard.build("steel-chest", x, Y + 0.5 + 6 * side)
    return machines


def _top_up(yard: Yard, machines: list[ops.Ref], *items: str) -> None:
    for machine in machines:
        for item in items:
            yard.put(machine, item, 100)


def test_ten_red_science_machines_use_one_for_gears() -> None:  # row 64
    yard = Yard(technologies=True)
    science = _line(yard, "automation-science-pack", 10)
    gears = yard.machine(TIERS[0], X - 2.5, Y + 0.5, "iron-gear-wheel")
    yard.build("fast-inserter", X - 0.5, Y + 0.5, WEST)
    before = yard.statistics()
    for second in range(0, 840, 40):
        if second == 240:
            before = yard.statistics()
        _top_up(yard, science, "copper-plate")
        _top_up(yard, [gears], "iron-plate")
        yard.seconds(40)
    after = yard.statistics()
    made = {item: after.produced[item] - before.produced[item] for item in after.produced}
    assert made["automation-science-pack"] == pytest.approx(600, rel=0.01)
    assert made["iron-gear-wheel"] == pytest.approx(600, rel=0.002)  # the machine never stands still


def test_twelve_green_science_machines_use_one_for_inserters_and_half_a_one_for_belts() -> None:  # row 65
    yard = Yard(technologies=True)
    science = _line(yard, "logistic-science-pack", 12)
    arms = yard.machine(TIERS[0], X - 2.5, Y + 0.5, "inserter")
    yard.build("fast-inserter", X - 0.5, Y + 0.5, WEST)  # onto the right lane
    belts = yard.machine(TIERS[0], X + 1.5, Y + 3.5, "transport-belt")
    yard.build("fast-inserter", X + 1.5, Y + 1.5, SOUTH)  # onto the far, the left lane
    before = yard.statistics()
    for second in range(0, 840, 40):
        if second == 240:
            before = yard.statistics()
        _top_up(yard, [arms], "iron-plate", "iron-gear-wheel", "electronic-circuit")
        _top_up(yard, [belts], "iron-plate", "iron-gear-wheel")
        yard.seconds(40)
    after = yard.statistics()
    made = {item: after.produced[item] - before.produced[item] for item in after.produced}
    assert len(science) == 12
    assert made["logistic-science-pack"] == pytest.approx(600, rel=0.01)
    assert made["inserter"] == pytest.approx(600, rel=0.002)
    assert made["transport-belt"] == pytest.approx(600, rel=0.02)  # of the 1200 it could make


# --- buffers: 4.4 ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "recipe", "stops_at"),
    [  # rows 73 to 80
        (TIERS[0], "iron-gear-wheel", {"iron-plate": 6}),
        (TIERS[1], "iron-gear-wheel", {"iron-plate": 6}),
        (TIERS[2], "iron-gear-wheel", {"iron-plate": 8}),
        (TIERS[0], "electronic-circuit", {"iron-plate": 3, "copper-cable": 9}),
        (TIERS[1], "electronic-circuit", {"iron-plate": 3, "copper-cable": 9}),
        (TIERS[2], "copper-cable", {"copper-plate": 4}),
        (TIERS[1], "engine-unit", {"steel-plate": 2, "iron-gear-wheel": 2, "pipe": 4}),
        (TIERS[0], "automation-science-pack", {"copper-plate": 2, "iron-gear-wheel": 2}),
    ],
)
def test_arms_stop_at_the_overload_limit(name: str, recipe: str, stops_at: dict[str, int]) -> None:
    """Without power the machine takes one craft's ingredients and stands; a burner inserter goes on filling it."""
    yard = Yard()
    know(yard, *{teacher for part in (recipe,) for teacher in knowledge.teachers(part)[:1]})
    machine = yard.machine(name, X + 0.5, Y + 0.5, recipe)
    arm = yard.build("burner-inserter", X + 0.5, Y + 2.5, SOUTH)
    chest = yard.build("wooden-chest", X + 0.5, Y + 3.5)
    yard.put(arm, "coal", 5)
    for item in stops_at:
        yard.put(chest, item, 50)
    yard.seconds(120)
    assert yard.held(machine, "input") == stops_at
    assert yard.view(machine).crafting
    assert yard.view(arm).hand is None


def test_a_working_machine_is_kept_at_its_limit() -> None:  # row 73, with the machine running
    yard = powered(technologies=False)
    machine = yard.machine(TIERS[0], X + 3.5, Y - 3.5, "iron-gear-wheel")
    chests = []
    for index in range(3):  # 2.37 plates a second for the 2 it uses
        arm = yard.build("burner-inserter", X + 2.5 + index, Y - 5.5, NORTH)
        chests.append(yard.build("wooden-chest", X + 2.5 + index, Y - 6.5))
        yard.put(arm, "coal", 5)
        yard.put(chests[-1], "iron-plate", 100)
    most = 0
    for _ in range(300):
        yard.world.advance(12)
        yard.take(machine, "iron-gear-wheel", 100)
        most = max(most, yard.held(machine, "input").get("iron-plate", 0))
    assert 6 <= most <= 8  # the limit, and what two more arms may have held when it was reached
    assert yard.statistics().produced["iron-gear-wheel"] == pytest.approx(60, abs=2)


def test_output_stops_at_the_stack() -> None:  # row 84
    yard = powered(technologies=False)
    machine = yard.machine(TIERS[0], X + 3.5, Y - 3.5, "iron-gear-wheel")
    for _ in range(5):
        yard.put(machine, "iron-plate", 100)
        yard.seconds(40)
    assert yard.held(machine, "output") == {"iron-gear-wheel": 100}
    assert yard.held(machine, "input") == {"iron-plate": 100}
    view = yard.view(machine)
    assert (view.status_raw, view.crafting, view.full) == ("full_output", False, ("input", "output"))
    assert yard.take(machine, "iron-gear-wheel", 1) == 1
    yard.world.advance(1 + 60)
    assert yard.held(machine, "output") == {"iron-gear-wheel": 100}


def test_a_product_of_several_stops_before_it_would_exceed_the_stack() -> None:
    """Three packs a craft, a stack of 200: 66 crafts make 198, the next would make 201."""
    yard = powered(technologies=True)
    machine = yard.machine(TIERS[2], X + 3.5, Y - 3.5, "production-science-pack")
    assert yard.put(machine, "production-science-pack", 198) == 198
    supply(yard, machine, "production-science-pack", 1)
    yard.seconds(30)
    assert yard.view(machine).status_raw == "full_output"
    yard.take(machine, "production-science-pack", 1)
    yard.seconds(17)
    assert yard.held(machine, "output") == {"production-science-pack": 200}


def test_arms_bring_nothing_more_while_products_pile_up() -> None:
    """AM1 gears: mult 3, so three gears in the output stop the arms; the six plates inside are still crafted."""
    yard = powered(technologies=False)
    machine = yard.machine(TIERS[0], X + 3.5, Y - 3.5, "iron-gear-wheel")
    arm = yard.build("burner-inserter", X + 3.5, Y - 5.5, NORTH)
    chest = yard.build("wooden-chest", X + 3.5, Y - 6.5)
    yard.put(arm, "coal", 5)
    yard.put(chest, "iron-plate", 100)
    yard.seconds(120)
    gears = yard.held(machine, "output")["iron-gear-wheel"]
    assert 3 <= gears <= 7
    left = yard.held(chest)["iron-plate"]
    yard.seconds(60)
    assert yard.held(chest)["iron-plate"] == left
    yard.take(machine, "iron-gear-wheel", 100)
    yard.seconds(60)
    assert yard.held(chest)["iron-plate"] < left


def test_by_hand_a_stack_of_each_ingredient_fits() -> None:
    yard = powered(technologies=True)
    machine = yard.machine(TIERS[0], X + 3.5, Y - 3.5, "iron-gear-wheel")
    assert yard.put(machine, "iron-plate", 1000) == 100
    assert yard.put(machine, "iron-gear-wheel", 1000) == 100  # a product goes into the output slot
    assert yard.held(machine, "output") == {"iron-gear-wheel": 100}
    assert yard.put(machine, "copper-plate", 5) == 0
    silo = yard.machine(TIERS[2], X + 7.5, Y - 3.5, "satellite")
    assert yard.put(silo, "accumulator", 1000) == 200  # a craft takes 100, more than a stack of 50: two crafts' worth
    assert yard.take(machine, "iron-plate", 30, "input") == 30
    assert yard.take(machine, "iron-gear-wheel", 30, "input") == 0


def test_arms_empty_machines_and_pass_products_on() -> None:
    """Gears straight into a science machine: arms know what it wants."""
    yard = powered(technologies=False)
    gears = yard.machine(TIERS[0], X - 4.5, Y - 3.5, "iron-gear-wheel")
    arm = yard.build("burner-inserter", X - 2.5, Y - 3.5, WEST)
    science = yard.machine(TIERS[0], X - 0.5, Y - 3.5, "automation-science-pack")
    yard.put(arm, "coal", 5)
    yard.put(gears, "iron-plate", 100)
    yard.put(science, "copper-plate", 5)
    made = 0
    for _ in range(8):
        yard.seconds(10)
        made += yard.take(science, "automation-science-pack", 10)
    assert made == 5
    assert yard.held(science, "input") == {"iron-gear-wheel": 2}  # the limit, for want of copper
    assert yard.statistics().consumed["iron-gear-wheel"] == 5


# --- recipes ---------------------------------------------------------------------------------------------------------


def know(yard: Yard, *technologies: str) -> None:
    for technology in technologies:
        knowledge.learn(yard.world._engine, technology)


def test_without_a_recipe_it_takes_nothing() -> None:
    yard = powered(technologies=False)
    machine = yard.build(TIERS[0], X + 3.5, Y - 3.5)
    assert yard.put(machine, "iron-plate", 10) == 0
    yard.seconds(1)
    assert yard.view(machine).status_raw == "no_recipe"


def test_another_recipe_gives_everything_back() -> None:
    yard = powered(technologies=False)
    machine = yard.machine(TIERS[0], X + 3.5, Y - 3.5, "iron-gear-wheel")
    yard.put(machine, "iron-plate", 20)
    yard.world.advance(1 + 60 * 3 + 30)  # three made, the fourth half done
    assert yard.view(machine).progress == pytest.approx(0.5)
    yard.world.do([ops.SetAgent(0, inventory={})])
    (view,) = yard.world.do([ops.SetRecipe(machine, "iron-chest")])
    assert (view.recipe, view.progress, view.inventories["input"], view.inventories["output"]) == (
        "iron-chest",
        0,
        {},
        {},
    )
    (agent,) = yard.world.do([ops.Agent()])
    assert agent.inventory == {"iron-plate": 14, "iron-gear-wheel": 3}
    yard.put(machine, "iron-plate", 8)
    yard.world.advance(1 + 60)
    assert yard.held(machine, "output") == {"iron-chest": 1}
    assert yard.statistics().consumed == {"iron-plate": 3 * 2 + 8}
    yard.world.do([ops.SetAgent(0, inventory={})])
    (view,) = yard.world.do([ops.SetRecipe(machine, None)])
    assert view.recipe is None
    assert yard.put(machine, "iron-plate", 1) == 0


def test_the_same_recipe_again_changes_nothing() -> None:
    yard = powered(technologies=False)
    machine = yard.machine(TIERS[0], X + 3.5, Y - 3.5, "iron-gear-wheel")
    yard.put(machine, "iron-plate", 20)
    yard.world.advance(100)
    before = yard.world.digest()
    yard.world.do([ops.SetRecipe(machine, "iron-gear-wheel")])
    assert yard.world.digest() == before


def test_a_full_agent_keeps_the_old_recipe() -> None:
    yard = powered(technologies=False)
    machine = yard.machine(TIERS[0], X + 3.5, Y - 3.5, "iron-gear-wheel")
    yard.put(machine, "iron-plate", 20)
    yard.world.do([ops.SetAgent(0, inventory={"coal": 80 * 50})])
    before = yard.world.digest()
    with pytest.raises(Refused) as refused:
        yard.world.do([ops.SetRecipe(machine, "iron-chest")])
    assert (refused.value.reason, refused.value.data["items"]) == ("inventory-full", {"iron-plate": 20})
    assert yard.world.digest() == before


@pytest.mark.parametrize(
    ("name", "recipe", "reason", "data"),
    [
        (TIERS[0], "no-such-recipe", "unknown-name", {"name": "no-such-recipe"}),
        (TIERS[0], "iron-plate", "not-allowed", {"name": TIERS[0], "item": "iron-plate"}),
        (TIERS[0], "processing-unit", "not-allowed", {"name": TIERS[0], "item": "processing-unit"}),
        ("stone-furnace", "iron-plate", "not-allowed", {"name": "stone-furnace", "item": "iron-plate"}),
        ("stone-furnace", None, "not-allowed", {"name": "stone-furnace", "item": "no recipe"}),
        (TIERS[0], "engine-unit", "locked", {"name": "engine-unit", "needs": ["engine"]}),
    ],
)
def test_refused_recipes(name: str, recipe: str | None, reason: str, data: dict[str, object]) -> None:
    yard = Yard()
    machine = yard.build(name, X, Y)
    before = yard.world.digest()
    with pytest.raises(Refused) as refused:
        yard.world.do([ops.SetRecipe(machine, recipe)])
    assert (refused.value.reason, refused.value.data) == (reason, data)
    assert yard.world.digest() == before


def test_a_machine_taken_down_gives_everything_back() -> None:
    yard = powered(technologies=False)
    machine = yard.machine(TIERS[1], X + 3.5, Y - 3.5, "iron-gear-wheel", speed_module=2)
    yard.put(machine, "iron-plate", 20)
    yard.world.advance(1 + 40)
    yard.world.do([ops.SetAgent(0, inventory={})])
    (removed,) = yard.world.do([ops.Remove(machine)])
    gears = removed.items.get("iron-gear-wheel", 0)
    assert gears == 1
    assert removed.items == {TIERS[1]: 1, "speed-module": 2, "iron-plate": 20 - 2 * gears, "iron-gear-wheel": gears}


def test_statuses() -> None:
    yard = Yard()
    machine = yard.machine(TIERS[0], X + 3.5, Y - 3.5, "iron-gear-wheel")
    assert yard.view(machine).status_raw == "not_plugged_in_electric_network"
    pole = yard.build("substation", X, Y)
    yard.seconds(1)
    assert yard.view(machine).status_raw == "no_power"
    yard.build("solar-panel", X - 3.5, Y - 3.5)
    yard.seconds(1)
    assert yard.view(machine).status_raw == "item_ingredient_shortage"
    assert network(yard, pole).demand == 2_500  # its drain
    yard.put(machine, "iron-plate", 2)
    yard.seconds(0.5)
    assert yard.view(machine).status_raw == "low_power"
    assert network(yard, pole).demand == 77_500
    # 60 kW for 77.5: half a second of work is 30 ticks of a craft of 60, the first of them spent on starting
    assert yard.view(machine).progress == pytest.approx(29 * 60 / 77.5 / 60, abs=0.02)


def network(yard: Yard, ref: ops.Ref) -> Network:
    key = yard.view(ref).network
    assert key is not None
    return yard.world._engine.state.networks[key]


# --- several products, chances ---------------------------------------------------------------------------------------


def test_chances_come_at_their_mean_rate() -> None:
    """Uranium processing: 0.7 % of 10 ores a craft are 235; of 1000 crafts exactly 7 and 993."""
    yard = powered(technologies=True)
    machine = yard.machine("centrifuge", X + 3.5, Y - 3.5, "uranium-processing")
    for _ in range(200):
        assert yard.put(machine, "uranium-ore", 50) == 50
        yard.world.advance(5 * 12 * 60)  # 12 s a craft at speed 1
        yard.take(machine, "uranium-238", 50)
    yard.world.advance(1)
    assert yard.view(machine).products_finished == 1000
    produced = yard.statistics().produced
    assert (produced["uranium-235"], produced["uranium-238"]) == (7, 993)
    assert yard.statistics().consumed["uranium-ore"] == 10_000


def test_catalysts_are_not_counted() -> None:
    """Kovarex: 40 of 41 and 2 of 2 come back from what went in, so a craft makes 1 of 3 used."""
    yard = powered(technologies=True)
    machine = yard.machine("centrifuge", X + 3.5, Y - 3.5, "kovarex-enrichment-process")
    supply(yard, machine, "kovarex-enrichment-process", 1)
    yard.world.advance(1 + 60 * 60)
    assert yard.held(machine, "output") == {"uranium-235": 41, "uranium-238": 2}
    statistics = yard.statistics()
    assert statistics.produced == {"uranium-235": 1}
    assert statistics.consumed == {"uranium-238": 3}
