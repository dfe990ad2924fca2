"""Modules and beacons: MECHANICS 3.17 and its examples, rows 13 and 68, what may go where."""

from __future__ import annotations

import pytest
from yard import NORTH, SOUTH, Yard

from fle_llm.engine import effects
from fle_llm.engine.carriers import Network
from fle_llm.engine.effects import PLAIN, Effects
from fle_llm.engine.entities import Lab
from fle_llm.engine.things import Machine
from fle_llm.world import ops

X, Y = 100, -200
"""Where the machines of a test stand: on empty ground."""


def powered(panels: int = 32) -> Yard:
    """A yard with 60 kW a panel for 9 tiles around (X, Y)."""
    yard = Yard(technologies=True)
    yard.power(X, Y, panels)
    return yard


def effects_on(yard: Yard, ref: ops.Ref) -> Effects:
    engine = yard.world._engine
    entity = engine.state.entities[yard.view(ref).unit]
    assert isinstance(entity, Machine | Lab)
    return effects.of(engine, entity)


def network(yard: Yard, ref: ops.Ref) -> Network:
    key = yard.view(ref).network
    assert key is not None
    return yard.world._engine.state.networks[key]


def with_beacons(yard: Yard, count: int, module: str | None = "speed-module-3") -> list[ops.Ref]:
    """Up to eight beacons right around the place of a machine at (X + 4.5, Y - 5.5)."""
    spots = [(dx, dy) for dy in (-3, 0, 3) for dx in (-3, 0, 3) if (dx, dy) != (0, 0)]
    beacons = [yard.build("beacon", X + 4.5 + dx, Y - 5.5 + dy) for dx, dy in spots[:count]]
    for beacon in beacons if module else ():
        assert yard.put(beacon, module or "", 2) == 2
    yard.seconds(1)
    return beacons


# --- modules in machines ---------------------------------------------------------------------------------------------


def test_drill_with_three_speed_modules() -> None:  # row 13
    yard = Yard(technologies=True)
    yard.power(23, 62, 8)
    yard.build("medium-electric-pole", 24.5, 69.5)
    yard.build("medium-electric-pole", 24.5, 73.5)
    drill = yard.build("electric-mining-drill", 22.5, 73.5, SOUTH)
    assert yard.put(drill, "speed-module", 5) == 3
    chest = yard.build("wooden-chest", 22.5, 75.5)
    yard.seconds(10)
    before = yard.held(chest)["iron-ore"]
    yard.seconds(600)
    assert yard.held(chest)["iron-ore"] - before == pytest.approx(600 * 0.8, abs=1)
    assert network(yard, drill).demand == 90_000 * 2.5  # three times +50 %; a drill has no drain


def test_gears_with_four_productivity_modules() -> None:  # row 68
    yard = powered()
    machine = yard.machine("assembling-machine-3", X + 4.5, Y - 5.5, "iron-gear-wheel", productivity_module_3=4)
    assert effects_on(yard, machine) == Effects(0.4, 4.2, 40)
    yard.put(machine, "iron-plate", 100)
    yard.world.advance(1)
    assert network(yard, machine).demand == round(375_000 * 4.2) + 12_500  # drain is not scaled
    for _ in range(20):
        yard.put(machine, "iron-plate", 100)
        yard.seconds(30)
        yard.take(machine, "iron-gear-wheel", 100)
    assert yard.statistics().produced["iron-gear-wheel"] == pytest.approx(600 * 1.4, rel=0.01)
    crafts = yard.view(machine).products_finished
    assert crafts == pytest.approx(600, abs=1)
    assert yard.statistics().consumed["iron-plate"] == 2 * crafts
    assert yard.statistics().produced["iron-gear-wheel"] == crafts + crafts * 40 // 100


@pytest.mark.parametrize(
    ("modules", "expected"),
    [
        ({"speed_module": 2}, Effects(1.4, 2.0, 0)),
        ({"speed_module_2": 2}, Effects(1.6, 2.2, 0)),
        ({"speed_module_3": 2}, Effects(2.0, 2.4, 0)),
        ({"efficiency_module": 2}, Effects(1.0, 0.4, 0)),
        ({"efficiency_module_3": 2}, Effects(1.0, 0.2, 0)),  # -100 %, but never below a fifth
        ({"productivity_module": 2}, Effects(0.9, 1.8, 8)),
        ({"productivity_module_2": 1, "efficiency_module_2": 1}, Effects(0.9, 1.2, 6)),
        ({"speed_module": 1, "productivity_module_3": 1}, Effects(1.05, 2.3, 10)),
    ],
)
def test_effects_add_up_and_are_clamped(modules: dict[str, int], expected: Effects) -> None:
    yard = powered(4)
    machine = yard.machine("assembling-machine-2", X + 4.5, Y - 5.5, "iron-gear-wheel", **modules)
    assert effects_on(yard, machine) == expected


def test_an_electric_furnace_smelts_more_from_less() -> None:
    """Two productivity modules 3: 0.625 x 0.7 crafts a second and a fifth more plates."""
    yard = powered(16)
    furnace = yard.build("electric-furnace", X + 4.5, Y - 5.5)
    assert yard.put(furnace, "productivity-module-3", 2) == 2
    for _ in range(6):
        yard.put(furnace, "iron-ore", 50)
        yard.seconds(100)
        yard.take(furnace, "iron-plate", 100)
    crafts = yard.view(furnace).products_finished
    assert crafts == pytest.approx(600 * 0.4375, abs=1)
    assert yard.statistics().produced["iron-plate"] == crafts + crafts // 5


def test_modules_put_in_half_way_speed_up_the_rest() -> None:
    """A gear of 40 ticks at plain speed: 20 done, then twice as fast: 10 more."""
    yard = powered(8)
    machine = yard.machine("assembling-machine-2", X + 4.5, Y - 5.5, "iron-gear-wheel")
    yard.put(machine, "iron-plate", 2)
    yard.world.advance(1 + 20)
    assert yard.view(machine).progress == pytest.approx(0.5)
    yard.put(machine, "speed-module-3", 2)
    yard.world.advance(1 + 9)  # the first of these ticks is still at plain speed
    assert yard.held(machine, "output") == {}
    yard.world.advance(1)
    assert yard.held(machine, "output") == {"iron-gear-wheel": 1}


def test_modules_taken_out_no_longer_help() -> None:
    yard = powered(8)
    machine = yard.machine("assembling-machine-2", X + 4.5, Y - 5.5, "iron-gear-wheel", speed_module_3=2)
    assert yard.held(machine, "modules") == {"speed-module-3": 2}
    assert yard.take(machine, "speed-module-3", 5) == 2
    assert yard.held(machine, "modules") == {}
    assert effects_on(yard, machine) == PLAIN


def test_faster_machines_are_given_more() -> None:
    """AM3 with four speed modules 3: 3.75 for gears, mult = ceil(1.166 x 7.5) + 1 = 10, so 20 plates."""
    yard = Yard(technologies=True)
    machine = yard.machine("assembling-machine-3", X, Y, "iron-gear-wheel", speed_module_3=4)
    arm = yard.build("burner-inserter", X + 0.5, Y + 2.5, SOUTH)
    chest = yard.build("wooden-chest", X + 0.5, Y + 3.5)
    yard.put(arm, "coal", 5)
    yard.put(chest, "iron-plate", 100)
    yard.seconds(120)
    assert 20 <= yard.held(machine, "input")["iron-plate"] <= 22  # hands of three: the limit and two more


# --- what may go where -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "module", "accepted"),
    [
        ("assembling-machine-1", "speed-module", 0),
        ("assembling-machine-2", "productivity-module", 2),
        ("assembling-machine-3", "speed-module", 4),
        ("electric-furnace", "productivity-module", 2),
        ("stone-furnace", "speed-module", 0),
        ("electric-mining-drill", "productivity-module", 3),
        ("burner-mining-drill", "speed-module", 0),
        ("lab", "productivity-module", 2),
        ("beacon", "speed-module", 2),
        ("beacon", "efficiency-module", 2),
        ("beacon", "productivity-module", 0),
        ("beacon", "iron-plate", 0),
    ],
)
def test_slots_and_allowed_effects(name: str, module: str, accepted: int) -> None:
    yard = Yard(technologies=True)
    ref = yard.build(name, X, Y)
    assert yard.put(ref, module, 10) == accepted
    if accepted:
        assert yard.held(ref, "modules") == {module: accepted}
        assert "modules" in yard.view(ref).full
        assert yard.put(ref, "efficiency-module", 1) == 0


def test_productivity_needs_a_recipe_that_allows_it() -> None:
    yard = powered(4)
    machine = yard.machine("assembling-machine-2", X + 4.5, Y - 5.5, "inserter")
    assert yard.put(machine, "productivity-module", 2) == 0
    yard.world.do([ops.SetRecipe(machine, "iron-gear-wheel")])
    assert yard.put(machine, "productivity-module", 1) == 1
    assert yard.put(machine, "speed-module", 1) == 1
    yard.world.do([ops.SetAgent(0, inventory={})])
    yard.world.do([ops.SetRecipe(machine, "inserter")])
    (agent,) = yard.world.do([ops.Agent()])
    assert agent.inventory == {"productivity-module": 1}
    assert yard.held(machine, "modules") == {"speed-module": 1}


def test_modules_as_ingredients() -> None:
    """By hand a module goes into the slots first, or where it is told to; an arm brings ingredients."""
    yard = powered(4)
    machine = yard.machine("assembling-machine-2", X + 4.5, Y - 5.5, "speed-module-2")
    assert yard.put(machine, "speed-module", 1, "input") == 1
    assert yard.put(machine, "speed-module", 5) == 2
    assert yard.put(machine, "speed-module", 5) == 5
    assert (yard.held(machine, "modules"), yard.held(machine, "input")) == ({"speed-module": 2}, {"speed-module": 6})
    other = yard.machine("assembling-machine-2", X - 4.5, Y - 4.5, "speed-module-2")
    arm = yard.build("burner-inserter", X - 4.5, Y - 6.5, NORTH)
    chest = yard.build("wooden-chest", X - 4.5, Y - 7.5)
    yard.put(arm, "coal", 5)
    yard.put(chest, "speed-module", 20)
    yard.seconds(60)
    assert yard.held(other, "modules") == {}
    assert yard.held(other, "input")["speed-module"] >= 8  # two crafts of four


# --- beacons ---------------------------------------------------------------------------------------------------------


def test_one_beacon_gives_one_and_a_half_times_its_modules() -> None:  # 3.17: n = 1, +150 %
    yard = powered(32)
    machine = yard.machine("assembling-machine-3", X + 4.5, Y - 5.5, "engine-unit")
    (beacon,) = with_beacons(yard, 1)
    assert effects_on(yard, machine) == Effects(2.5, 3.1, 0)  # energy: 1.5 x 2 x 70 %
    assert yard.view(beacon).status_raw == "working"
    for item, count in (("steel-plate", 10), ("iron-gear-wheel", 10), ("pipe", 20)):
        yard.put(machine, item, count)
    yard.world.advance(1 + 10 * 192)  # 10 s / (1.25 x 2.5) = 192 ticks
    assert yard.held(machine, "output") == {"engine-unit": 10}


def test_eight_beacons_around_four_productivity_modules() -> None:  # 3.17: speed 5.80, +40 %
    yard = powered(132)  # 8 x 480 kW and 375 kW x 10.1, so strongly do they add up
    machine = yard.machine("assembling-machine-3", X + 4.5, Y - 5.5, "engine-unit", productivity_module_3=4)
    with_beacons(yard, 8)
    found = effects_on(yard, machine)
    assert 1.25 * found.speed == pytest.approx(5.80, abs=0.01)
    assert found.speed == pytest.approx(1 - 0.6 + 4.24, abs=0.01)
    assert found.productivity == 40
    crafts = yard.view(machine).products_finished
    assert network(yard, machine).satisfaction == 1.0
    for _ in range(18):
        for item in ("steel-plate", "iron-gear-wheel", "pipe"):
            yard.put(machine, item, 100)
        yard.seconds(20)
        yard.take(machine, "engine-unit", 100)
    crafts = yard.view(machine).products_finished - crafts
    assert crafts == pytest.approx(360 * 0.58, abs=1.5)
    assert yard.statistics().produced["engine-unit"] == crafts * 140 // 100


def test_a_beacon_reaches_three_tiles() -> None:
    yard = powered(32)
    beacon = yard.build("beacon", X + 0.5, Y - 6.5)  # covers x from X - 4 to X + 5
    inside = yard.build("electric-furnace", X + 6.5, Y - 6.5)  # from X + 5: beside it
    touching = yard.build("electric-furnace", X - 4.5, Y - 6.5)  # from X - 6 to X - 3
    yard.put(beacon, "speed-module", 2)
    yard.seconds(1)
    assert effects_on(yard, inside) == PLAIN
    assert effects_on(yard, touching) == Effects(1.6, 2.5, 0)


def test_beacons_speed_up_furnaces_that_burn_fuel_and_labs_but_not_burner_drills() -> None:
    """+60 % speed, +150 % energy: a plate takes 120 ticks, and a coal (4 MJ) lasts 4000 / 225 = 17.8 s."""
    yard = powered(32)
    beacon = yard.build("beacon", X + 0.5, Y - 6.5)
    yard.put(beacon, "speed-module", 2)
    furnace = yard.build("stone-furnace", X - 3, Y - 6)
    drill = yard.build("burner-mining-drill", X + 4, Y - 6)
    lab = yard.build("lab", X + 0.5, Y - 3.5)
    yard.seconds(1)
    assert effects_on(yard, drill) == PLAIN
    assert effects_on(yard, lab).speed == 1.6
    yard.put(furnace, "coal", 2)
    yard.put(furnace, "iron-ore", 50)
    yard.world.advance(1 + 120 * 8)
    assert yard.held(furnace, "result") == {"iron-plate": 8}
    assert yard.statistics().consumed["coal"] == 1
    yard.seconds(2)
    assert yard.statistics().consumed["coal"] == 2
    yard.seconds(20)
    assert yard.view(furnace).status_raw == "no_fuel"
    assert yard.held(furnace, "result")["iron-plate"] == int(8e6 / 225e3 / 2)


def test_beacons_that_come_and_go() -> None:
    yard = powered(32)
    machine = yard.machine("assembling-machine-2", X + 4.5, Y - 5.5, "iron-gear-wheel")
    first, second = with_beacons(yard, 2)
    assert effects_on(yard, machine).speed == pytest.approx(1 + 2 * 1.0 * 1.5 * 0.7071)
    yard.take(second, "speed-module-3", 2)
    assert effects_on(yard, machine).speed == 2.5  # an empty one does not weaken the other
    assert yard.view(second).status_raw == "no_modules_to_transmit"
    yard.world.do([ops.SetAgent(0, inventory={})])
    yard.world.do([ops.Remove(first)])
    assert effects_on(yard, machine) == PLAIN


def test_a_beacon_without_power_does_nothing() -> None:
    yard = Yard(technologies=True)
    pole = yard.build("substation", X, Y)
    machine = yard.machine("assembling-machine-2", X + 4.5, Y - 5.5, "iron-gear-wheel")
    (beacon,) = with_beacons(yard, 1)
    assert effects_on(yard, machine) == PLAIN
    assert yard.view(beacon).status_raw == "no_power"
    panel = yard.build("solar-panel", X - 4.5, Y - 4.5)
    yard.seconds(1)
    assert effects_on(yard, machine).speed == 2.5
    assert yard.view(beacon).status_raw == "low_power"
    assert network(yard, pole).demand == 480_000 + 5_000
    yard.world.do([ops.SetAgent(0, inventory={})])
    yard.world.do([ops.Remove(panel)])
    yard.seconds(1)
    assert effects_on(yard, machine) == PLAIN


def test_a_snapshot_among_beacons_goes_on_alike() -> None:
    yard = powered(10)  # too little for two beacons and a machine
    machine = yard.machine("assembling-machine-3", X + 4.5, Y - 5.5, "iron-gear-wheel", productivity_module_3=3)
    furnace = yard.build("stone-furnace", X + 5, Y - 2)
    beacons = with_beacons(yard, 2)
    yard.put(machine, "iron-plate", 100)
    yard.put(furnace, "coal", 5)
    yard.put(furnace, "iron-ore", 50)
    yard.world.advance(333)
    copy = yard.world.fork()
    for world in (yard.world, copy):
        world.do([ops.SetAgent(0, inventory={})])
        world.advance(100)
        world.do([ops.Remove(beacons[0])])
    yard.world.advance(1000)
    for part in (1, 333, 600, 66):
        copy.advance(part)
        copy.digest()
    assert copy.digest() == yard.world.digest()
