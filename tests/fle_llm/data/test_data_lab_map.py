"""The lab map, against the layout of the default lab scenario, which is known in tile centres."""

from __future__ import annotations

from collections import Counter

from fle_llm.data import lab_map


def test_ore():
    lab = lab_map()
    assert Counter(name for name, _ in lab.ore_tiles()) == {
        "coal": 600,
        "stone": 624,
        "iron-ore": 624,
        "copper-ore": 650,
    }
    tiles = {(name, x + 0.5, y + 0.5) for name, (x, y) in lab.ore_tiles()}
    assert ("coal", 15.5, -3.5) in tiles
    assert ("coal", 38.5, 20.5) in tiles
    assert ("iron-ore", 15.5, 70.5) in tiles
    assert ("copper-ore", -46.5, 95.5) in tiles
    assert ("stone", -48.5, -1.5) not in tiles, "the one hole"
    assert (lab.ore_amount, lab.well_amount) == (10_000, 300_000)


def test_wells():
    # two fields of eight by four, three tiles apart
    columns = [*range(17, 39, 3), *range(-70, -48, 3)]
    assert set(lab_map().wells) == {(x, y) for x in columns for y in (40, 43, 46, 49)}


def test_water():
    lab = lab_map()
    upper, lower = lab.water
    assert len(list(upper.tiles())) == 264
    assert len(list(lower.tiles())) == 253
    assert {(-21, -3), (-11, 20), (-11, 0), (-21, 94)} <= lab.water_tiles()
    assert not {(-10, 0), (-21, 70), (-12, 93), (-22, 0)} & lab.water_tiles()


def test_trees_fence_the_area_in():
    lab = lab_map()
    assert len(lab.trees) == len(set(lab.trees)) == 485
    # the nearest to the origin stands at about (0.12, -18.68)
    x, y = min(lab.trees, key=lambda tree: tree[0] ** 2 + tree[1] ** 2)
    assert (round(x / 256, 2), round(y / 256, 2)) == (0.12, -18.68)
    inside = [tree for tree in lab.trees if -98 < tree[0] / 256 < 60 and -16 < tree[1] / 256 < 108]
    assert inside == []


def test_nothing_overlaps_and_everything_is_within_bounds():
    lab = lab_map()
    tiles = [tile for _, tile in lab.ore_tiles()] + list(lab.water_tiles()) + list(lab.wells)
    assert len(tiles) == len(set(tiles))
    west, north, east, south = lab.bounds
    assert all(west <= x < east and north <= y < south for x, y in tiles)
