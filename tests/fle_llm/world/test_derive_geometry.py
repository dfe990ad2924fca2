"""Directions, snapping, footprints and points (AGENT_API 1.4, 1.5, 4.2; MECHANICS 3.8, A5)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fle_llm.game import Direction, Prototype
from fle_llm.world.derive.geometry import (
    ports,
    raw_direction,
    rounded,
    shown_direction,
    snap,
    solid_box,
    splitter_lines,
    tile_box,
    tile_size,
)

N, E, S, W = 0, 4, 8, 12
CARDINALS = (Direction.UP, Direction.RIGHT, Direction.DOWN, Direction.LEFT)


def tiles(x, y):
    return x / 256, y / 256


@pytest.mark.parametrize("prototype", list(Prototype), ids=lambda p: p.name)
def test_a_direction_reads_back_as_it_was_given(prototype):
    for direction in CARDINALS:
        name = prototype.prototype_name
        assert shown_direction(name, raw_direction(name, direction)) is direction


@pytest.mark.parametrize(
    ("name", "turned"),
    [
        ("inserter", True),
        ("long-handed-inserter", True),
        ("burner-inserter", True),
        ("offshore-pump", True),
        ("pipe-to-ground", True),
        ("chemical-plant", True),
        ("transport-belt", False),
        ("underground-belt", False),
        ("splitter", False),
        ("burner-mining-drill", False),
        ("boiler", False),
        ("steam-engine", False),
        ("assembling-machine-2", False),
        ("oil-refinery", False),
        ("storage-tank", False),
        ("pump", False),
    ],
)
def test_what_agents_see_facing_the_other_way(name, turned):
    assert raw_direction(name, Direction.UP) == (S if turned else N)
    assert raw_direction(name, Direction.LEFT) == (E if turned else W)


@pytest.mark.parametrize(
    ("name", "raw", "asked", "expected"),
    [
        ("wooden-chest", N, (0, 0), (0.5, 0.5)),
        ("wooden-chest", N, (2.5, 2.5), (2.5, 2.5)),
        ("stone-furnace", N, (2.5, 2.5), (3, 3)),
        ("stone-furnace", N, (0, 0), (0, 0)),
        ("beacon", N, (0, 0), (0.5, 0.5)),
        ("rocket-silo", N, (20, 20), (20.5, 20.5)),
        ("boiler", N, (0, 0), (0.5, 0)),  # 3 x 2
        ("boiler", E, (0, 0), (0, 0.5)),  # 2 x 3
        ("steam-engine", N, (1, 1), (1.5, 1.5)),  # 3 x 5
        ("splitter", N, (0.2, 0.2), (0, 0.5)),  # 2 x 1
        ("splitter", E, (0.2, 0.2), (0.5, 0)),  # 1 x 2
        ("wooden-chest", N, (-0.1, -3.7), (-0.5, -3.5)),
    ],
)
def test_snapping(name, raw, asked, expected):
    assert tiles(*snap(name, round(asked[0] * 256), round(asked[1] * 256), raw)) == expected


@given(
    st.sampled_from(["wooden-chest", "stone-furnace", "boiler", "steam-engine", "splitter", "oil-refinery"]),
    st.integers(-(10**6), 10**6),
    st.integers(-(10**6), 10**6),
    st.sampled_from([N, E, S, W]),
)
def test_snapping_is_settled_and_near(name, x, y, raw):
    there = snap(name, x, y, raw)
    assert snap(name, *there, raw) == there
    assert abs(there[0] - x) <= 128
    assert abs(there[1] - y) <= 128
    box = tile_box(name, *there, raw)
    assert all(edge % 256 == 0 for edge in box)  # on the grid
    solid = solid_box(name, *there, raw)
    assert box.x0 <= solid.x0 < solid.x1 <= box.x1
    assert box.y0 <= solid.y0 < solid.y1 <= box.y1


def test_sizes_turn():
    assert tile_size("steam-engine", N) == (3, 5)
    assert tile_size("steam-engine", E) == (5, 3)
    assert tile_size("boiler", W) == (2, 3)
    assert tile_size("no-such-thing") == (1, 1)


def test_drop_points_are_rounded_to_tiles():
    # an inserter's hand reaches 1.2 tiles: from (0.5, 0.5) down to (0.5, 1.7), the tile (0, 1)
    found = rounded(128, 128 + round(1.2 * 256))
    assert (found.x, found.y) == (0.5, 1.5)


def points(name, x, y, raw, recipe=None):
    found = ports(name, round(x * 256), round(y * 256), raw, recipe)
    return [(*tiles(p.x, p.y), p.fluid) for p in found]


@pytest.mark.parametrize(
    ("raw", "water", "steam"),
    [
        (N, [(-2, 0.5), (2, 0.5)], (0, -1.5)),
        (S, [(-2, -0.5), (2, -0.5)], (0, 1.5)),
        (E, [(-0.5, -2), (-0.5, 2)], (1.5, 0)),
        (W, [(0.5, -2), (0.5, 2)], (-1.5, 0)),
    ],
)
def test_a_boiler(raw, water, steam):
    found = points("boiler", 0, 0, raw)
    assert sorted((x, y) for x, y, fluid in found if fluid == "water") == sorted(water)
    assert [(x, y) for x, y, fluid in found if fluid == "steam"] == [steam]


@pytest.mark.parametrize(
    ("name", "raw", "expected"),
    [
        ("steam-engine", N, {(0, -2.5), (0, 2.5)}),
        ("steam-engine", E, {(-2.5, 0), (2.5, 0)}),
        ("offshore-pump", N, {(0, 1)}),
        ("offshore-pump", S, {(0, -1)}),
        ("offshore-pump", E, {(-1, 0)}),
        ("offshore-pump", W, {(1, 0)}),
        ("pumpjack", N, {(1, -2)}),
        ("pumpjack", E, {(2, -1)}),
        ("pumpjack", S, {(-1, 2)}),
        ("pumpjack", W, {(-2, 1)}),
        ("storage-tank", N, {(-1, -2), (-2, -1), (1, 2), (2, 1)}),
        ("storage-tank", E, {(1, -2), (2, -1), (-1, 2), (-2, 1)}),
        ("pipe", N, {(0, -1), (1, 0), (0, 1), (-1, 0)}),
        ("pipe-to-ground", N, {(0, -1)}),  # the end that is open above ground
        ("wooden-chest", N, set()),
    ],
)
def test_fluid_points(name, raw, expected):
    assert {(x, y) for x, y, _ in points(name, 0, 0, raw)} == expected


def test_a_refinery_has_the_points_of_its_recipe():
    assert points("oil-refinery", 0, 0, N) == []
    assert points("oil-refinery", 0, 0, N, "basic-oil-processing") == [
        (1, 3, "crude-oil"),
        (2, -3, "petroleum-gas"),
    ]
    assert set(points("oil-refinery", 0, 0, N, "advanced-oil-processing")) == {
        (-1, 3, "water"),
        (1, 3, "crude-oil"),
        (-2, -3, "heavy-oil"),
        (0, -3, "light-oil"),
        (2, -3, "petroleum-gas"),
    }
    # turned east (dx, dy) is at (-dy, dx)
    assert set(points("oil-refinery", 0, 0, E, "basic-oil-processing")) == {
        (-3, 1, "crude-oil"),
        (3, 2, "petroleum-gas"),
    }


def test_a_chemical_plant_has_the_points_of_its_recipe():
    # inputs on the north side, outputs on the south when the game calls it north (MECHANICS 3.8)
    assert points("chemical-plant", 0, 0, N, "heavy-oil-cracking") == [
        (-1, -1.5, "water"),
        (1, -1.5, "heavy-oil"),
        (-1, 1.5, "light-oil"),
    ]
    # what agents call UP is the game's south: inputs below, output above
    raw = raw_direction("chemical-plant", Direction.UP)
    assert set(points("chemical-plant", 0, 0, raw, "heavy-oil-cracking")) == {
        (1, 1.5, "water"),
        (-1, 1.5, "heavy-oil"),
        (1, -1.5, "light-oil"),
    }


@pytest.mark.parametrize(
    ("raw", "ins", "outs"),
    [
        (N, [(-0.5, 1), (0.5, 1)], [(-0.5, -1), (0.5, -1)]),
        (S, [(0.5, -1), (-0.5, -1)], [(0.5, 1), (-0.5, 1)]),
        (E, [(-1, -0.5), (-1, 0.5)], [(1, -0.5), (1, 0.5)]),
        (W, [(1, 0.5), (1, -0.5)], [(-1, 0.5), (-1, -0.5)]),
    ],
)
def test_splitters(raw, ins, outs):
    found_ins, found_outs = splitter_lines(0, 0, raw)
    assert [(p.x, p.y) for p in found_ins] == ins
    assert [(p.x, p.y) for p in found_outs] == outs
