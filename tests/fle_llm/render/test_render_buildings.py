"""Machines, chests, poles, characters and ground: what they say, and how they fare."""

from __future__ import annotations

import pytest
from render_yard import EAST, ORIGIN, Yard, rgb

from fle_llm.game import EntityStatus
from fle_llm.render import _page, ground, palette, wires, words
from fle_llm.world.ops import UNITS, EntityView, Ref, ResourceRun, SetAgent, SetRecipe


def texts(yard: Yard, *box: float) -> list[str]:
    page = _page(yard.world, yard.box(*box), 40, (1600, 1200))
    return [text.text for text in page.maps[0][0].texts()]


def test_a_furnace_says_why_it_stands_still_and_shows_when_it_works(yard: Yard) -> None:
    furnace = yard.place("stone-furnace", 2, 2)
    stopped = yard.drawn(0, 0, 5, 5)
    assert stopped.where(palette.STOPPED, 0, 0, 5, 5)
    assert "no fuel" in texts(yard, 0, 0, 5, 5)
    yard.put(furnace, "coal", 1)
    assert "no input" in texts(yard, 0, 0, 5, 5)
    waiting = yard.drawn(0, 0, 5, 5)
    assert waiting.where(palette.WAITING, 0, 0, 5, 5)
    assert not waiting.where(palette.STOPPED, 0, 0, 5, 5)
    yard.put(furnace, "iron-ore", 5)
    yard.world.advance(1)
    working = yard.drawn(0, 0, 5, 5)
    assert working.where(palette.WORKING, 0, 0, 5, 5)
    assert not working.where(palette.WAITING, 0, 0, 5, 5)
    assert not {"no fuel", "no input"} & set(texts(yard, 0, 0, 5, 5))


def test_an_assembler_tells_its_recipe(yard: Yard) -> None:
    machine = yard.place("assembling-machine-2", 2.5, 2.5)
    assert "no power" in texts(yard, 0, 0, 6, 6)
    yard.world.do((SetRecipe(Ref(machine.name, machine.x, machine.y), "iron-gear-wheel"),))
    said = texts(yard, 0, 0, 6, 6)
    assert "assembler 2" in said
    assert "iron gear wheel" in " ".join(said)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (EntityStatus.WORKING, "working"),
        (EntityStatus.FULL_OUTPUT, "waiting"),
        (EntityStatus.NO_POWER, "stopped"),
        (EntityStatus.NORMAL, "idle"),
    ],
)
def test_statuses_are_of_four_kinds(status: EntityStatus, kind: str) -> None:
    assert words.state(EntityView(name="lab", type="lab", x=0, y=0), status).kind == kind


def test_what_is_missing_is_named(yard: Yard) -> None:
    view = EntityView(name="assembling-machine-1", type="assembling-machine", x=0, y=0, recipe="iron-gear-wheel")
    assert words.state(view, EntityStatus.ITEM_INGREDIENT_SHORTAGE).said[0] == "no iron plate"
    view = EntityView(name="chemical-plant", type="assembling-machine", x=0, y=0, recipe="light-oil-cracking")
    assert words.state(view, EntityStatus.FLUID_INGREDIENT_SHORTAGE).said[0] == "no water"


def test_a_chest_shows_most_of_what_it_holds_and_how_much(yard: Yard) -> None:
    chest = yard.place("iron-chest", 2.5, 2.5)
    yard.put(chest, "coal", 7)
    assert "7" in texts(yard, 0, 0, 5, 5)
    yard.put(chest, "copper-plate", 50)
    assert "50+" in texts(yard, 0, 0, 5, 5)
    assert yard.drawn(0, 0, 5, 5).where(palette.item("copper-plate"), 2, 2, 3, 3)


def test_a_drill_shows_where_it_drops(yard: Yard) -> None:
    yard.place("burner-mining-drill", 20, 140, EAST)  # (20, 80) of the map: iron ore
    drawn = yard.drawn(17, 137, 23, 143)
    assert drawn.where(palette.item("iron-ore"), 19, 139, 21, 141)
    assert drawn.where("#F7F4EC", 21, 139, 21.5, 141)
    assert not drawn.where("#F7F4EC", 18.5, 139, 18.9, 141)


def test_poles_are_wired_by_network_with_the_shortest_wires() -> None:
    def pole(x: int, network: int) -> EntityView:
        name = "small-electric-pole"  # its wire reaches 7.5 tiles
        return EntityView(name=name, type="electric-pole", x=x * UNITS, y=0, network=network)

    first, second, third, far, other = pole(0, 1), pole(3, 1), pole(6, 1), pole(20, 2), pole(9, 3)
    assert wires.wires([first, second, third, far, other]) == [(first, second), (second, third)]


def test_supplied_ground_is_tinted(yard: Yard) -> None:
    yard.place("small-electric-pole", 5.5, 5.5)  # supplies 2.5 tiles around its middle
    drawn = yard.drawn(0, 0, 11, 11)
    assert drawn.at(3.5, 4.5) == drawn.at(7.5, 7.5) != rgb(palette.LAND)
    assert drawn.at(2.5, 4.5) == drawn.at(4.5, 8.5) == rgb(palette.LAND)


def test_rails_lie_along_their_direction(yard: Yard) -> None:
    yard.place("straight-rail", 3, 3, EAST)
    rails = yard.drawn(0, 0, 6, 6).where(palette.RAIL, 0, 0, 6, 6)
    assert max(x for x, _ in rails) - min(x for x, _ in rails) > 1.9
    assert max(y for _, y in rails) - min(y for _, y in rails) < 1.1


def test_what_has_no_sign_has_initials(yard: Yard) -> None:
    yard.place("constant-combinator", 2.5, 2.5)
    assert texts(yard, 0, 0, 5, 5) == ["CC"]


def test_characters_are_drawn_where_they_stand(yard: Yard) -> None:
    yard.world.do((SetAgent(0, x=3 * UNITS, y=(ORIGIN[1] + 3) * UNITS),))
    drawn = yard.drawn(0, 0, 6, 6)
    assert drawn.where(palette.AGENTS[0], 2.5, 2.4, 3.5, 3.6)
    assert "agent 0" in texts(yard, 0, 0, 6, 6)


def test_ore_water_and_trees_are_drawn(yard: Yard) -> None:
    # the laboratory has iron ore from (15, 70), water from (-20, 70), trees along y = -18.7
    field = yard.drawn(13, 130, 20, 136)
    assert field.at(13.5, 130.5) == rgb(palette.LAND)
    assert field.at(16.5, 132.9) != rgb(palette.LAND)
    assert yard.drawn(-15, 130, -12, 133).where(palette.WATER, -15, 130, -12, 133)
    assert yard.drawn(20, 39, 26, 43).where(palette.TREE, 20, 39, 26, 43)
    assert any(text.startswith("iron ore") for text in texts(yard, 13, 130, 40, 150))


def test_neighbouring_ore_of_one_kind_is_one_patch() -> None:
    def run(name: str, x: int, y: int, *amounts: int) -> ResourceRun:
        return ResourceRun(name, x * UNITS + 128, y * UNITS + 128, amounts)

    ore = [run("coal", 0, 0, 5, 5), run("stone", 2, 0, 9), run("coal", 1, 1, 7), run("coal", 9, 1, 1)]
    assert [(name, total) for name, _, total in ground.patches(ore)] == [("coal", 17), ("stone", 9), ("coal", 1)]


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0"), (999, "999"), (1000, "1k"), (1234, "1.23k"), (6_240_000, "6.24M"), (2e9, "2G")]
)
def test_amounts_are_short(count: float, said: str) -> None:
    assert words.amount(count) == said


def test_texts_that_are_too_long_are_shortened() -> None:
    assert words.wrapped("basic oil processing", 12, 1000, 2) == ["basic oil processing"]
    assert words.wrapped("basic oil processing", 12, 75, 2) == ["basic oil", "processing"]
    assert words.wrapped("basic oil processing", 12, 75, 1)[0].startswith("basic")
    assert words.wrapped("processing", 12, 5, 2) == []
    assert words.fitting(("steam engine", "engine"), 12, 50) == "engine"
