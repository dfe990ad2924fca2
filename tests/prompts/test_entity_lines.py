"""Entities in short: grouped by name, equal ones on one line, nothing hidden."""

from __future__ import annotations

import pytest

from fle_llm.game import (
    AdvancedAssemblingMachine,
    AssemblingMachine,
    BeltGroup,
    Boiler,
    BurnerInserter,
    BurnerMiningDrill,
    Chest,
    Direction,
    ElectricityGroup,
    ElectricityPole,
    EntityStatus,
    Furnace,
    IndexedPosition,
    Ingredient,
    Inventory,
    OilRefinery,
    Position,
    Recipe,
    TransportBelt,
)
from prompts.entities import entity_lines


def lines(*entities: object) -> list[str]:
    return entity_lines([repr(entity) for entity in entities])


def test_a_drill_says_where_it_drops_and_what_it_burns() -> None:
    drill = BurnerMiningDrill(
        name="burner-mining-drill",
        position=Position(16, 71),
        direction=Direction.DOWN,
        fuel=Inventory(coal=5),
        status=EntityStatus.WORKING,
        drop_position=Position(16.5, 72.5),
        resources=[Ingredient(name="iron-ore", count=40000)],
        neighbours=[{"name": "wooden-chest", "position": Position(1, 2)}],
    )
    assert lines(drill) == [
        "- burner-mining-drill x1: 1 WORKING",
        "    (16, 71) WORKING facing DOWN; fuel coal=5; drops to (16.5, 72.5); resources iron-ore=40000",
    ]


def test_equal_entities_share_a_line() -> None:
    furnaces = [
        Furnace(
            name="stone-furnace", position=Position(3 * n, 4), status=EntityStatus.NO_FUEL, warnings=["out of fuel"]
        )
        for n in range(3)
    ]
    assert lines(*furnaces) == [
        "- stone-furnace x3: 3 NO_FUEL",
        "    (0, 4), (3, 4), (6, 4) NO_FUEL warnings: out of fuel",
    ]


def test_groups_are_in_the_order_of_the_names_and_members_in_their_own() -> None:
    chests = [Chest(name="wooden-chest", position=Position(x, 0.5)) for x in (9.5, 1.5)]
    furnace = Furnace(name="stone-furnace", position=Position(0, 0))
    assert lines(chests[0], furnace, chests[1]) == [
        "- stone-furnace x1",
        "    (0, 0)",
        "- wooden-chest x2",
        "    (9.5, 0.5), (1.5, 0.5)",
    ]


@pytest.mark.parametrize(
    ("entity", "said"),
    [
        (
            BurnerInserter(
                name="burner-inserter",
                position=Position(0.5, 0.5),
                pickup_position=Position(0.5, 1.5),
                drop_position=Position(0.5, -0.5),
            ),
            "facing UP; takes from (0.5, 1.5); drops to (0.5, -0.5)",
        ),
        (
            AssemblingMachine(
                name="assembling-machine-1",
                position=Position(0.5, 0.5),
                recipe=Recipe(name="iron-gear-wheel", ingredients=[Ingredient(name="iron-plate", count=2)]),
                assembling_machine_input=Inventory({"iron-plate": 4}),
            ),
            "recipe iron-gear-wheel; input iron-plate=4",
        ),
        (
            OilRefinery(
                name="oil-refinery",
                position=Position(0.5, 0.5),
                input_connection_points=[IndexedPosition(1.5, 3.5, "crude-oil")],
            ),
            "inputs at (1.5, 3.5) crude-oil",
        ),
        (
            Boiler(name="boiler", position=Position(1, 2), connection_points=[Position(3, 2.5), Position(-1, 2.5)]),
            "connects at (3, 2.5), (-1, 2.5)",
        ),
    ],
)
def test_what_is_worth_saying_of_each_kind(entity: object, said: str) -> None:
    assert lines(entity)[1].endswith(f") {said}")


def test_what_cannot_be_taken_apart_is_shown_as_it_is() -> None:
    places = (Position(10.5, 60.5), Position(15.5, 60.5))
    first, last = (TransportBelt(name="transport-belt", position=at, direction=Direction.RIGHT) for at in places)
    group = BeltGroup(
        position=Position(1, 1), inputs=[first], outputs=[last], belts=[first, last], status=EntityStatus.EMPTY
    )
    assert lines(group) == [
        "- BeltGroup(inputs=[(10.5, 60.5) RIGHT], outputs=[(15.5, 60.5) RIGHT], status=EMPTY, belts=[2 belts])"
    ]
    poles = ElectricityGroup(
        id=4, position=Position(0, 0), poles=[ElectricityPole(name="small-electric-pole", position=Position(0.5, -2.5))]
    )
    assert lines(poles) == ["- ElectricityGroup(id=4, poles=[(0.5, -2.5)], voltage=0)"]
    assert entity_lines(["", "odd ( text", "X(y"]) == ["- odd ( text", "- X(y"]


def test_commas_and_brackets_inside_quotes_do_not_confuse() -> None:
    chest = Chest(name="wooden-chest", position=Position(0.5, 0.5), warnings=["full, (at last]"])
    assert lines(chest)[1] == "    (0.5, 0.5) warnings: full, (at last]"


def test_a_fluid_point_shows_only_where_the_recipe_takes_a_fluid() -> None:
    def machine(*ingredients: Ingredient) -> AdvancedAssemblingMachine:
        return AdvancedAssemblingMachine(
            name="assembling-machine-2",
            position=Position(0.5, 0.5),
            connection_points=[Position(0.5, -1.5)],
            recipe=Recipe(name="made", ingredients=list(ingredients)),
        )

    dry = machine(Ingredient(name="iron-plate", count=2, type="item"))
    wet = machine(Ingredient(name="lubricant", count=15, type="fluid"))
    assert "connects at" not in lines(dry)[1]
    assert "connects at (0.5, -1.5)" in lines(wet)[1]
