"""Position and boxes, as agent programs use them."""

from __future__ import annotations

import copy
import operator
import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fle_llm.game import (
    BoundingBox,
    BuildingBox,
    Dimensions,
    IndexedPosition,
    Position,
    ResourcePatch,
    TileDimensions,
)

numbers = st.floats(-1e6, 1e6)
positions = st.builds(Position, numbers, numbers)


def test_prints_as_programs_know_it():
    assert repr(Position(x=1, y=2)) == "Position(x=1.0, y=2.0)"
    assert str(Position(1, 2)) == "x=1.0 y=2.0"
    assert f"{Position(0.5, -3)}" == "x=0.5 y=-3.0"
    assert repr(IndexedPosition(1, 2, "water")) == "IndexedPosition(x=1.0, y=2.0, type='water')"


def test_numbers_may_come_as_text_but_nothing_else_may():
    assert (Position("1", 2).x, Position(x=1, y=2).y) == (1.0, 2.0)


@pytest.mark.parametrize(
    ("args", "fields"),
    [
        ((1,), {}),
        ((1, 2, 3), {}),
        ((1,), {"y": 2}),
        ((), {"x": 1}),
        ((), {"x": 1, "y": 2, "z": 3}),
        ((), {}),
        ((None, 2), {}),
        (("a", 2), {}),
        (([], 2), {}),
    ],
)
def test_a_wrong_call_is_a_value_error(args, fields):
    with pytest.raises(ValueError):
        Position(*args, **fields)


def test_indexed_position_needs_its_type():
    with pytest.raises(ValueError):
        IndexedPosition(1, 2)


def test_positions_are_equal_within_less_than_a_tile_on_each_axis():
    assert Position(0, 0) == Position(0.99, -0.99)
    assert Position(0, 0) != Position(1, 0)
    assert Position(0, 0) != Position(0, -1)
    assert Position(0, 0) != (0, 0)
    assert Position(0, 0) == IndexedPosition(0.5, 0.5, "water")


def test_not_equal_is_the_opposite_of_equal():
    here = Position(0, 0)
    assert operator.ne(here, Position(0, 0)) is False
    assert operator.ne(here, Position(0.99, -0.99)) is False
    assert operator.ne(here, IndexedPosition(0.5, 0.5, "water")) is False
    assert [at for at in (Position(0, 0.5), Position(4, 0)) if at != here] == [Position(4, 0)]


def test_sets_and_dicts_tell_apart_what_lists_do_not():
    near = Position(0.5, 0)
    assert near in [Position(0, 0)]
    assert near not in {Position(0, 0): 1}
    assert len({Position(0, 0), Position(0.0, 0.0), near}) == 2
    assert hash(IndexedPosition(0, 0, "water")) != hash(IndexedPosition(0, 0, "steam"))


def test_is_close_is_strict():
    assert Position(0, 0).is_close(Position(0.49, 0.49))
    assert not Position(0, 0).is_close(Position(0.5, 0))
    assert Position(0, 0).is_close(Position(1.9, 0), tolerance=2)


def test_arithmetic_takes_anything_with_coordinates():
    class Spot:
        x, y = 1, 2

    assert repr(Position(1, 1) + Spot()) == "Position(x=2.0, y=3.0)"
    assert repr(Position(1, 1) - Position(3, 0)) == "Position(x=-2.0, y=1.0)"
    for wrong in (1, (1, 2), None):
        with pytest.raises(TypeError):
            Position(1, 1) + wrong
    with pytest.raises(TypeError):
        Position(1, 1) * 2


def test_neighbours():
    here = Position(0.5, 0.5)
    assert (here.up().y, here.above(2).y) == (-0.5, -1.5)
    assert (here.down().y, here.below(2).y) == (1.5, 2.5)
    assert (here.left().x, here.left(3).x) == (-0.5, -2.5)
    assert (here.right().x, here.right(0.5).x) == (1.5, 1.0)
    assert here.up("far").y == -0.5, "what is no number counts as one"
    assert type(IndexedPosition(0, 0, "water").up()) is Position
    assert (here.x, here.y) == (0.5, 0.5)


def test_distance_and_mutation():
    here = Position(0, 0)
    assert here.distance(Position(3, 4)) == 5.0 == here.distance_to(Position(3, 4))
    here.x += 1
    assert here.x == 1.0


def test_boxes():
    box = Position(3, 10).to_bounding_box(Position(1, 2))
    assert (box.left_top.x, box.left_top.y, box.right_bottom.x, box.right_bottom.y) == (1, 2, 3, 10)
    assert (box.left_bottom.y, box.right_top.x) == (10, 3)
    assert (box.width(), box.height()) == (2, 8)
    assert repr(box.center) == "Position(x=2.0, y=6.0)"
    again = BoundingBox(left_top=(1, 2), right_bottom=(3, 10), left_bottom=(1, 10), right_top=(3, 2))
    assert again == box
    assert repr(box).startswith("BoundingBox(left_top=Position(x=1.0, y=2.0), right_bottom=")
    assert str(box).startswith("left_top=Position(x=1.0, y=2.0) right_bottom=")
    patch = ResourcePatch(name="coal", size=3, bounding_box=box)
    assert repr(patch).startswith("ResourcePatch(name='coal', size=3, bounding_box=BoundingBox(left_top=")


def test_a_bounding_box_needs_all_four_corners():
    corner = Position(0, 0)
    with pytest.raises(ValueError, match="right_top"):
        BoundingBox(left_top=corner, right_bottom=corner, left_bottom=corner)
    with pytest.raises(ValueError, match="left_top"):
        BoundingBox(left_top=1, right_bottom=corner, left_bottom=corner, right_top=corner)


def test_building_box_takes_keywords_and_whole_numbers_only():
    assert repr(BuildingBox(width=2.0, height=3)) == "BuildingBox(height=3, width=2)"
    with pytest.raises(TypeError):
        BuildingBox(2, 3)
    for wrong in ({"width": 2.5, "height": 1}, {"width": 2}, {"width": 2, "height": 1, "depth": 3}):
        with pytest.raises(ValueError):
            BuildingBox(**wrong)


def test_dimensions_print_as_the_dump_of_an_entity_shows_them():
    assert repr(Dimensions(0.7, 0.7)) == "Dimensions(width=0.7, height=0.7)"
    assert repr(TileDimensions(1.0, 1.0)) == "TileDimensions(tile_width=1.0, tile_height=1.0)"


@settings(max_examples=100, deadline=None)
@given(positions)
def test_copies_are_equal_and_independent(position):
    for twin in (copy.copy(position), copy.deepcopy(position), pickle.loads(pickle.dumps(position))):
        assert hash(twin) == hash(position)
        twin.x += 10
        assert twin != position


@settings(max_examples=100, deadline=None)
@given(positions, positions)
def test_adding_and_taking_away_are_inverse(a, b):
    assert (a + b - b).is_close(a, 1e-6)
    assert a.distance(b) == pytest.approx(b.distance(a))
