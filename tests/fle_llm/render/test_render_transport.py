"""Belts, undergrounds, splitters, inserters and pipes: where they lead, and what they carry."""

from __future__ import annotations

import pytest
from render_yard import EAST, NORTH, SOUTH, WEST, Yard, rgb, widest

from fle_llm.render import palette

YELLOW = palette.TIERS[""]


@pytest.mark.parametrize(("direction", "axis", "behind"), [(EAST, 0, -1), (WEST, 0, 1), (SOUTH, 1, -1), (NORTH, 1, 1)])
def test_a_belts_arrow_is_widest_at_its_back(yard: Yard, direction: int, axis: int, behind: int) -> None:
    yard.place("transport-belt", 2.5, 2.5, direction)
    arrow = yard.drawn(0, 0, 5, 5).where(YELLOW, 2, 2, 3, 3)
    assert arrow
    assert (widest(arrow, axis) - 2.5) * behind > 0


def test_belts_are_told_apart_by_their_arrows(yard: Yard) -> None:
    names = ("transport-belt", "fast-transport-belt", "express-transport-belt")
    for number, name in enumerate(names):
        yard.place(name, 1.5 + 2 * number, 1.5, EAST)
    drawn = yard.drawn(0, 0, 7, 3)
    for number, colour in enumerate((palette.TIERS[""], palette.TIERS["fast-"], palette.TIERS["express-"])):
        assert drawn.where(colour, 1 + 2 * number, 1, 2 + 2 * number, 2)


def test_a_bend_is_round_on_its_outside_only(yard: Yard) -> None:
    yard.place("transport-belt", 1.5, 2.5, EAST)
    yard.place("transport-belt", 2.5, 2.5, NORTH)  # from the west to the north: the corner outside is the south-east
    drawn = yard.drawn(0, 0, 5, 5)
    assert drawn.at(2.9, 2.9) == rgb(palette.LAND)
    assert drawn.at(2.15, 2.2) == rgb(palette.BELT)
    assert drawn.at(2.05, 2.5) == rgb(palette.BELT)


def test_items_lie_on_their_own_lane(yard: Yard) -> None:
    belt = yard.place("transport-belt", 2.5, 2.5, EAST)
    yard.put(belt, "iron-plate", 2, "left")  # heading east, left is north
    yard.put(belt, "copper-plate", 1, "right")
    drawn = yard.drawn(0, 0, 5, 5)
    iron = drawn.where(palette.item("iron-plate"), 0, 0, 5, 5)
    copper = drawn.where(palette.item("copper-plate"), 0, 0, 5, 5)
    assert iron
    assert copper
    assert all(2 < y < 2.5 for _, y in iron)
    assert all(2.5 < y < 3 for _, y in copper)
    # two are spaced evenly, at a quarter and three quarters of the way: there is a gap between them
    assert any(x < 2.4 for x, _ in iron)
    assert any(x > 2.6 for x, _ in iron)
    assert not any(2.45 < x < 2.55 for x, _ in iron)


def test_an_underground_hints_at_what_it_covers(yard: Yard) -> None:
    yard.place("underground-belt", 1.5, 1.5, EAST)
    alone = yard.drawn(0, 0, 8, 3)
    assert not alone.where(YELLOW, 2.5, 1, 4, 2)
    yard.place("underground-belt", 5.5, 1.5, EAST)
    assert yard.drawn(0, 0, 8, 3).where(YELLOW, 2.5, 1, 4, 2)


def test_a_splitter_bridges_two_lines(yard: Yard) -> None:
    yard.place("splitter", 2.5, 2, EAST)
    drawn = yard.drawn(0, 0, 5, 5)
    bridge = drawn.where(YELLOW, 0, 0, 5, 5)
    assert min(y for _, y in bridge) < 1.3
    assert max(y for _, y in bridge) > 2.7
    assert drawn.at(2.1, 1.5) == drawn.at(2.9, 2.5) == rgb(palette.BELT)


def test_an_inserter_points_where_it_drops(yard: Yard) -> None:
    # the game counts an inserter's direction by where it picks up: facing west it drops to the east
    yard.place("inserter", 2.5, 2.5, WEST)
    yard.place("long-handed-inserter", 2.5, 6.5, SOUTH)
    drawn = yard.drawn(0, 0, 5, 9)
    tip = drawn.where(palette.HANDS["inserter"], 0, 0, 5, 4)
    assert 3 < max(x for x, _ in tip) < 3.3
    assert widest(tip, 0) > 2.5
    long = drawn.where(palette.HANDS["long-handed-inserter"], 0, 4, 5, 9)
    assert 4.5 < min(y for _, y in long) < 5.1  # two tiles north, less what an arm stops short
    assert widest(long, 1) < 6.5


def test_a_pipe_has_the_colour_of_its_fluid_and_joins_what_it_feeds(yard: Yard) -> None:
    yard.place("pipe", 1.5, 1.5)
    yard.place("pipe", 2.5, 1.5)
    yard.place("pipe", 2.5, 3.5)
    drawn = yard.drawn(0, 0, 5, 5)
    assert drawn.at(2.0, 1.5) == rgb(palette.NO_FLUID)
    assert drawn.at(2.5, 2.5) == rgb(palette.LAND)


def test_empty_pipes_have_the_colour_of_what_they_are_there_for(yard: Yard) -> None:
    yard.place("pipe", 2.5, 4.5)
    yard.place("boiler", 2.5, 2, NORTH)  # takes water at its two sides, gives steam in front
    yard.place("pipe", 2.5, 0.5)
    yard.place("pipe", 4.5, 2.5)
    drawn = yard.drawn(0, 0, 6, 6)
    assert drawn.at(2.5, 0.5) == rgb(palette.fluid("steam"))
    assert drawn.at(4.5, 2.5) == rgb(palette.fluid("water"))
    assert drawn.at(2.5, 4.5) == rgb(palette.NO_FLUID)


def test_a_buried_stretch_of_pipe_is_hinted(yard: Yard) -> None:
    yard.place("pipe-to-ground", 1.5, 1.5, WEST)
    assert not yard.drawn(0, 0, 8, 3).where(palette.NO_FLUID, 2.5, 1, 4, 2)
    yard.place("pipe-to-ground", 5.5, 1.5, EAST)
    assert yard.drawn(0, 0, 8, 3).where(palette.NO_FLUID, 2.5, 1, 4, 2)
