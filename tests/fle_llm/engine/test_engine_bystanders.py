"""Logistic chests, gates, lamps, radars, turrets, mines: MECHANICS 3.10, 3.13, 3.19, 3.25, 3.26."""

from __future__ import annotations

import pytest
from yard import EAST, NORTH, SOUTH, WEST, Yard

from fle_llm.errors import Refused
from fle_llm.world import ops

LOGISTIC = (
    "active-provider-chest",
    "passive-provider-chest",
    "storage-chest",
    "buffer-chest",
    "requester-chest",
)


@pytest.mark.parametrize("name", LOGISTIC)
def test_logistic_chests_are_containers_of_48_slots(name: str) -> None:
    yard = Yard()
    chest = yard.build(name, 0.5, 30.5)
    for _ in range(47):
        assert yard.put(chest, "iron-plate", 100) == 100
    assert yard.put(chest, "wood", 70) == 70
    assert yard.put(chest, "iron-plate", 100) == 0  # 47 x 100 plates and a stack of wood: 48 slots
    view = yard.view(chest)
    assert view.inventories == {"chest": {"iron-plate": 4700, "wood": 70}}
    assert (view.type, view.full) == ("logistic-container", ())  # the wood is no full stack
    assert yard.put(chest, "wood", 70) == 30
    assert yard.view(chest).full == ("chest",)
    assert yard.take(chest, "wood", 5) == 5


def test_arms_fill_and_empty_logistic_chests() -> None:
    yard = Yard()
    source = yard.build("buffer-chest", 0.5, 30.5)
    arm = yard.build("burner-inserter", 0.5, 31.5, NORTH)
    target = yard.build("requester-chest", 0.5, 32.5)
    yard.put(source, "iron-plate", 3)
    yard.put(arm, "coal", 1)
    yard.seconds(10)
    assert yard.held(source) == {}
    assert yard.held(target) == {"iron-plate": 3}
    assert yard.remove(target) == {"requester-chest": 1, "iron-plate": 3}


def test_a_gate_lets_characters_through_and_nothing_else() -> None:
    yard = Yard()
    for x in range(3):
        yard.build("gate" if x == 1 else "stone-wall", x + 0.5, 30.5)
    (found,) = yard.world.do([ops.Obstacles(ops.Area(0, 30 * 256, 3 * 256, 31 * 256))])
    # Cells are half tiles, centred at a quarter of a tile and so on. A wall is 0.29 + 0.2 either way from its middle.
    blocked = {(i, j) for j, row in enumerate(found.rows) for i in range(found.width) if row >> i & 1}
    assert blocked == {(i, j) for i in (0, 1, 4, 5) for j in (0, 1)}
    with pytest.raises(Refused, match="blocked"):
        yard.build("wooden-chest", 1.5, 30.5)
    assert yard.view(ops.Ref("gate", 384, 30 * 256 + 128)).status_raw == "normal"


def test_a_gate_stands_along_its_wall_or_across() -> None:
    yard = Yard()
    gate = yard.build("gate", 0.5, 30.5, WEST)
    assert yard.view(gate).direction == EAST
    assert yard.turn(gate, SOUTH).direction == NORTH
    assert yard.remove(gate) == {"gate": 1}


def demand(yard: Yard, ref: ops.Ref) -> int:
    network = yard.view(ref).network
    assert network is not None
    return yard.world._engine.state.networks[network].demand


def test_what_radars_lamps_and_lasers_draw() -> None:
    yard = Yard()
    yard.power(100, -200, 5)
    radar = yard.build("radar", 103.5, -203.5)
    yard.seconds(1)
    assert demand(yard, radar) == 300_000
    assert (yard.view(radar).status_raw, yard.view(radar).satisfaction) == ("working", 1.0)  # 5 x 60 kW
    lamp = yard.build("small-lamp", 98.5, -203.5)
    yard.seconds(1)
    assert demand(yard, lamp) == 300_000  # it is always day
    assert yard.view(lamp).status_raw == "turned_off_during_daytime"
    laser = yard.build("laser-turret", 98, -197)
    yard.seconds(1)
    assert demand(yard, laser) == 324_000
    assert yard.view(radar).satisfaction == pytest.approx(300 / 324)
    assert [yard.view(ref).status_raw for ref in (radar, laser)] == ["low_power", "low_power"]
    yard.remove(radar)
    yard.seconds(1)
    assert demand(yard, laser) == 24_000
    assert yard.view(laser).status_raw == "working"


@pytest.mark.parametrize("name", ["radar", "small-lamp", "laser-turret"])
def test_without_power(name: str) -> None:
    yard = Yard()
    ref = yard.build(name, 0.5, 30.5)
    assert yard.view(ref).status_raw == "not_plugged_in_electric_network"
    yard.build("medium-electric-pole", 2.5, 30.5)
    yard.seconds(1)
    assert yard.view(ref).status_raw == "no_power"


def test_a_turret_takes_one_kind_of_magazine_up_to_a_stack() -> None:
    yard = Yard()
    turret = yard.build("gun-turret", 1, 31)
    assert yard.view(turret).status_raw == "no_ammo"
    assert yard.view(turret).inventories == {"ammo": {}}
    assert yard.put(turret, "iron-plate", 5) == 0
    assert yard.put(turret, "shotgun-shell", 5) == 0
    assert yard.put(turret, "firearm-magazine", 130) == 100
    assert yard.put(turret, "piercing-rounds-magazine", 5) == 0
    view = yard.view(turret)
    assert (view.status_raw, view.full) == ("normal", ("ammo",))
    assert yard.take(turret, "firearm-magazine", 40) == 40
    assert yard.held(turret, "ammo") == {"firearm-magazine": 60}
    assert yard.remove(turret) == {"gun-turret": 1, "firearm-magazine": 60}


@pytest.mark.parametrize(
    ("name", "ammunition", "limit", "by_hand"),
    [("gun-turret", "piercing-rounds-magazine", 10, 100), ("artillery-turret", "artillery-shell", 5, 15)],
)
def test_arms_load_turrets_up_to_a_limit(name: str, ammunition: str, limit: int, by_hand: int) -> None:
    yard = Yard()
    chest = yard.build("wooden-chest", 0.5, 28.5)
    arm = yard.build("burner-inserter", 0.5, 29.5, NORTH)
    turret = yard.build(name, 1, 31)
    yard.put(arm, "coal", 1)
    for _ in range(16):
        yard.put(chest, ammunition, 1)
    yard.seconds(40)  # an arm takes 76 ticks for one: 31 cycles
    assert yard.held(turret, "ammo") == {ammunition: limit}
    assert yard.take(turret, ammunition, 2) == 2
    yard.seconds(10)
    assert yard.held(turret, "ammo") == {ammunition: limit}
    assert yard.put(turret, ammunition, by_hand) == by_hand - limit
    assert yard.held(turret, "ammo") == {ammunition: by_hand}


def test_a_mine_lies_there() -> None:
    yard = Yard()
    mine = yard.build("land-mine", 0.5, 30.5)
    assert yard.view(mine).type == "land-mine"
    with pytest.raises(Refused, match="cannot-rotate"):
        yard.turn(mine, EAST)
    assert yard.remove(mine) == {"land-mine": 1}


# --- trains, circuits, robots, vehicles: placed, and nothing more ----------------------------------------------------

FOOTPRINTS = {
    "arithmetic-combinator": (1, 2),
    "decider-combinator": (1, 2),
    "selector-combinator": (1, 2),
    "constant-combinator": (1, 1),
    "programmable-speaker": (1, 1),
    "display-panel": (1, 1),
    "power-switch": (2, 2),
    "roboport": (4, 4),
    "straight-rail": (2, 2),
    "train-stop": (2, 2),
    "rail-signal": (1, 1),
    "rail-chain-signal": (1, 1),
    "locomotive": (2, 6),
    "cargo-wagon": (2, 5),
    "fluid-wagon": (2, 5),
    "car": (2, 2),
    "tank": (2, 3),
    "spidertron": (2, 2),
    "cargo-landing-pad": (8, 8),
    "flamethrower-turret": (2, 3),
}
"""Tiles along x and y, facing north (MECHANICS A2)."""


@pytest.mark.parametrize("direction", [NORTH, EAST])
def test_what_has_no_rules_here_stands_on_its_tiles(direction: int) -> None:
    yard = Yard()
    y = 30
    for name, (width, height) in FOOTPRINTS.items():
        across, along = (height, width) if direction == EAST else (width, height)
        ref = yard.build(name, across / 2, y + along / 2, direction)
        corners = [(dx, dy) for dx in (0, across - 1) for dy in (0, along - 1)]
        for dx, dy in corners:
            with pytest.raises(Refused, match="blocked"):
                yard.build("wooden-chest", dx + 0.5, y + dy + 0.5)
        assert yard.remove(yard.build("wooden-chest", across + 0.5, y + 0.5)) == {"wooden-chest": 1}
        yard.seconds(1)
        item = "rail" if name == "straight-rail" else name
        assert yard.remove(ref) == {item: 1}
        y += along + 1


@pytest.mark.parametrize(
    ("name", "item", "room"),
    [
        ("car", "iron-plate", 8000),  # 80 slots of 100
        ("tank", "iron-plate", 8000),
        ("spidertron", "iron-plate", 8000),
        ("cargo-wagon", "iron-plate", 4000),  # 40 slots
        ("cargo-landing-pad", "iron-plate", 8000),
        ("locomotive", "iron-plate", 0),
        ("locomotive", "coal", 150),  # three slots of 50
        ("tank", "coal", 4100),  # two slots for fuel, 80 for what it carries
    ],
)
def test_vehicles_and_wagons_carry(name: str, item: str, room: int) -> None:
    yard = Yard()
    ref = yard.build(name, 10, 40)
    total = 0
    while moved := yard.put(ref, item, 100):
        total += moved
    assert total == room
    if room < 4000:  # more than a character can carry
        assert yard.remove(ref) == ({name: 1, item: room} if room else {name: 1})


def test_an_arm_fuels_a_car_and_fills_its_trunk() -> None:
    yard = Yard()
    source = yard.build("wooden-chest", 0.5, 30.5)
    arm = yard.build("burner-inserter", 0.5, 31.5, NORTH)
    car = yard.build("car", 1, 33)
    yard.put(source, "coal", 8)
    yard.put(arm, "coal", 2)
    yard.seconds(30)
    held = yard.view(car).inventories
    assert held["fuel"]["coal"] >= 5  # an arm stops at five
    assert held["fuel"]["coal"] + held["chest"].get("coal", 0) == 8


def test_a_roboport_and_combinators_draw_power() -> None:
    yard = Yard()
    yard.power(100, -200, 3)
    yard.build("roboport", 104, -204)
    yard.build("arithmetic-combinator", 100.5, -204)
    yard.build("programmable-speaker", 96.5, -203.5)
    (before,) = yard.world.do([ops.Entities(names=frozenset({"substation"}))])
    yard.seconds(10)
    (after,) = yard.world.do([ops.Entities(names=frozenset({"substation"}))])
    assert after[0].produced_j - before[0].produced_j == pytest.approx(10 * (50_000 + 1_000 + 2_000), rel=0.01)


def test_a_flamethrower_turret_passes_oil_on() -> None:
    yard = Yard()
    yard.build("offshore-pump", -9.5, 5.5, WEST)
    turret = yard.build("flamethrower-turret", -8, 4.5)  # its ports: west and east of its two lower tiles
    tank = yard.build("pipe", -6.5, 5.5)
    yard.seconds(5)
    assert yard.view(turret).fluids[0].fluid == "water"
    assert yard.view(turret).fluids[0].amount == pytest.approx(100)
    assert yard.view(tank).fluids[0].segment == yard.view(turret).fluids[0].segment


def test_what_is_not_simulated_says_so() -> None:
    yard = Yard()
    for name in ("loader", "artillery-wagon", "construction-robot"):
        with pytest.raises(Refused, match="unsupported-entity"):
            yard.build(name, 0, 30)
