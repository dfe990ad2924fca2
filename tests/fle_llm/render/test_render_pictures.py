"""Whole pictures: framing, limits, legend, SVG, and that the same world is always the same picture."""

from __future__ import annotations

import math
from contextlib import suppress
from io import BytesIO
from xml.etree import ElementTree

import pytest
from PIL import Image, ImageChops
from render_yard import EAST, Yard

from fle_llm import render
from fle_llm.errors import Refused
from fle_llm.render import _page
from fle_llm.render.framing import BOTTOM, LEFT, LEGEND, MARGIN, TOP
from fle_llm.world import MapSpec
from fle_llm.world.sim import SimWorld


def small_factory(yard: Yard) -> None:
    yard.place("stone-furnace", 2, 2)
    yard.place("burner-inserter", 3.5, 1.5, EAST)
    yard.put(yard.place("transport-belt", 4.5, 1.5, EAST), "coal", 3, "right")
    yard.place("medium-electric-pole", 4.5, 3.5)


def test_equal_worlds_give_equal_bytes_and_drawing_changes_nothing(yard: Yard) -> None:
    small_factory(yard)
    before = yard.world.digest()
    first = render.png(yard.world)
    other = SimWorld.new(MapSpec())
    other.restore(yard.world.snapshot())
    assert render.png(other) == first
    assert yard.world.digest() == before


def test_the_picture_is_a_png_that_holds_everything_built(yard: Yard) -> None:
    small_factory(yard)  # tiles 1 to 4 across and 1 to 3 down, with a margin of 3 each
    picture = Image.open(BytesIO(render.png(yard.world, tile=10)))
    page = _page(yard.world, None, 10, (1600, 1200))
    assert picture.format == "PNG"
    assert page.maps[0][0].width == (4 + 2 * MARGIN) * 10
    assert page.maps[0][0].height >= (3 + 2 * MARGIN) * 10
    assert picture.size == (LEFT + page.maps[0][0].width + LEGEND, page.sheet.height)


def test_a_files_few_colours_give_no_area_a_cast(yard: Yard) -> None:
    small_factory(yard)
    box = yard.box(-5, -5, 15, 15)
    exact = render.picture(yard.world, box).convert("RGB")
    filed = Image.open(BytesIO(render.png(yard.world, box))).convert("RGB")
    difference = ImageChops.difference(exact, filed)
    assert filed.getpixel((2, 2)) == (255, 255, 255)
    assert max(high for _, high in difference.getextrema()) < 40  # on some smoothed edges
    same = difference.convert("L").histogram()[0] / (exact.width * exact.height)
    assert same > 0.95


def test_a_given_box_is_shown_at_the_largest_tile_that_fits(yard: Yard) -> None:
    across = 1600 - LEFT - LEGEND
    picture = render.picture(yard.world, (0, 0, 100, 20))
    assert picture.width == LEFT + across // 100 * 100 + LEGEND
    assert render.picture(yard.world, (0.5, 0.5, 9.5, 9.5), tile=7).width == LEFT + 10 * 7 + LEGEND


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"box": (0, 0, 5000, 10)}, "5000 x 10 tiles does not fit"),
        ({"box": (0, 0, 100, 100), "tile": 40}, "at most"),
        ({"box": (10, 0, 0, 10)}, "left < right"),
        ({"box": (0, 0, math.nan, 10)}, "finite"),
        ({"box": (0, 0, 10, 10), "tile": 0}, "at least one pixel"),
        ({"tile": -1}, "at least one pixel"),
        ({"max_size": (100, 100)}, "too small"),
        ({"max_size": (100_000, 100)}, "too large"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_a_reason(yard: Yard, arguments: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        render.picture(yard.world, **arguments)


def test_an_empty_world_is_shown_around_the_character(yard: Yard) -> None:
    page = _page(yard.world, None, None, (1600, 1200))
    assert "agent 0" in [text.text for text in page.maps[0][0].texts()]
    assert any("0 buildings" in text.text for text in page.sheet.texts())


def test_what_is_too_far_apart_is_cut_to_its_middle(yard: Yard) -> None:
    for x in (-400, 0, 1, 2, 400):
        yard.place("iron-chest", x + 0.5, 0.5)
    page = _page(yard.world, None, None, (1600, 1200))
    assert any("3 of 5 buildings" in text.text for text in page.sheet.texts())


def test_a_fixed_picture_always_has_its_size(yard: Yard) -> None:
    assert render.fixed_picture(yard.world, (640, 480)).size == (640, 480)
    small_factory(yard)
    assert render.fixed_picture(yard.world, (640, 480)).size == (640, 480)


def spread_out(yard: Yard) -> None:
    """Two places of three furnaces each, 120 tiles apart, and a chest alone in between."""
    for x in (0, 120):
        for y in (2, 5, 8):
            yard.place("stone-furnace", x, y)
    yard.place("iron-chest", 60.5, 5.5)


def test_a_spread_out_factory_gets_close_ups_of_its_places(yard: Yard) -> None:
    spread_out(yard)
    page = _page(yard.world, None, None, (1600, 1200))
    overview, *closeups = (sheet for sheet, _ in page.maps)
    assert len(closeups) == 2
    assert not {"no fuel", "furnace"} & {text.text for text in overview.texts()}  # too small there
    for closeup in closeups:
        assert [text.text for text in closeup.texts()].count("no fuel") == 3
    assert {"A", "B"} <= {text.text for text in overview.texts()} & {text.text for text in page.sheet.texts()}
    picture = render.picture(yard.world)
    assert picture.width <= 1600
    assert picture.height <= 1200
    for sheet, (x, y) in page.maps:
        assert x + sheet.width <= picture.width - LEGEND
        assert y + sheet.height <= picture.height
    assert render.fixed_picture(yard.world, (1024, 768)).size == (1024, 768)


def test_who_asks_for_a_box_or_a_tile_gets_just_that(yard: Yard) -> None:
    spread_out(yard)
    assert len(_page(yard.world, yard.box(-5, 0, 130, 10), None, (1600, 1200)).maps) == 1
    assert len(_page(yard.world, None, 5, (1600, 1200)).maps) == 1


@pytest.mark.parametrize("size", [(700, 1200), (1600, 500), (420, 320), (330, 150)])
def test_close_ups_never_make_a_picture_larger_than_asked(yard: Yard, size: tuple[int, int]) -> None:
    spread_out(yard)
    picture = render.picture(yard.world, max_size=size)
    assert picture.width <= size[0]
    assert picture.height <= size[1]


def test_small_tiles_leave_words_out_and_still_draw(yard: Yard) -> None:
    small_factory(yard)
    for tile in (1, 3, 6, 11, 20):
        page = _page(yard.world, yard.box(-5, -5, 10, 10), tile, (1600, 1200))
        said = {text.text for text in page.maps[0][0].texts()}
        assert ("no fuel" in said) == (tile >= 20), tile
        assert list(page.maps[0][0].shapes())


def test_the_legend_names_what_occurs_and_only_that(yard: Yard) -> None:
    small_factory(yard)
    page = _page(yard.world, yard.box(0, 0, 10, 10), 20, (1600, 1200))
    said = [text.text for text in page.sheet.texts()]
    for row in ("stone furnace x 1", "transport belt x 1", "coal", "medium electric pole x 1", "1 not working"):
        assert row in said
    assert not {"water", "iron ore", "1 working"} & set(said)


def test_a_legend_without_room_says_how_much_is_missing(yard: Yard) -> None:
    small_factory(yard)
    size = (LEFT + LEGEND + 200, TOP + BOTTOM + 120)
    said = [text.text for text in _page(yard.world, yard.box(0, 0, 6, 6), 20, size).sheet.texts()]
    assert any(text.startswith("and ") and text.endswith(" more") for text in said)


def test_the_svg_shows_what_the_picture_shows(yard: Yard) -> None:
    small_factory(yard)
    root = ElementTree.fromstring(render.svg(yard.world))
    page = _page(yard.world, None, None, (1600, 1200))
    assert (root.get("width"), root.get("height")) == (str(page.sheet.width), str(page.sheet.height))
    tags = [element.tag.rpartition("}")[2] for element in root.iter()]
    assert tags.count("text") == len([*page.sheet.texts(), *page.maps[0][0].texts()])
    assert "no fuel" in [element.text for element in root.iter()]


def test_every_building_there_is_can_be_drawn(yard: Yard) -> None:
    names = []
    for name in sorted(yard.world.caps.entities):
        with suppress(Refused):  # drills and offshore pumps do not stand on bare ground
            yard.place(name, len(names) % 16 * 12 - 90, len(names) // 16 * 12 - 20)
            names.append(name)
    assert len(names) > 40
    said = {text.text for text in _page(yard.world, None, None, (2400, 2000)).sheet.texts()}
    assert {f"{name.replace('-', ' ')} x 1" for name in names} <= said
