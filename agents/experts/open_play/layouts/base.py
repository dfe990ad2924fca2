"""The science base: two rows of machines along a belt of plates that turns back, gears and circuits between them.

Rows of tiles from the top of the box: 1 green packs, 3-5 labs, 7 red packs, 8 plates (iron left lane, copper right),
10-12 upper machines, 14 gears and circuits, 16-18 lower machines, 20 plates running back, 21 green packs, 22 stores.
A machine has a slot of four columns; the column between two has a pole in the middle and passes things on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agents.experts.open_play.layouts.blueprints import belt_line, part

if TYPE_CHECKING:
    from agents.experts.agent_names import Direction, Prototype


def slot(number: int) -> int:
    """The first column of a slot."""
    return 3 + 4 * number


def upper(number: int, recipe: Any, sides: str) -> list[Any]:
    """An upper machine; `sides`: p plates in, g gears and circuits in, o out to their belt, c red packs out."""
    x = slot(number)
    parts = [part(Prototype.AssemblingMachine1, x + 1.5, 11.5, None, recipe)]
    if "p" in sides:
        parts.append(part(Prototype.Inserter, x + 1.5, 9.5, Direction.DOWN))
    if "g" in sides:
        parts.append(part(Prototype.Inserter, x + 1.5, 13.5, Direction.UP))
    if "o" in sides:
        parts.append(part(Prototype.Inserter, x + 2.5, 13.5, Direction.DOWN))
    if "c" in sides:
        parts.append(part(Prototype.LongHandedInserter, x + 2.5, 9.5, Direction.UP))
    return parts


def lower(number: int, recipe: Any, sides: str) -> list[Any]:
    """A machine of the lower row; `sides` as for the upper one, c: to the green line."""
    x = slot(number)
    parts = [part(Prototype.AssemblingMachine1, x + 1.5, 17.5, None, recipe)]
    if "p" in sides:
        parts.append(part(Prototype.Inserter, x + 1.5, 19.5, Direction.UP))
    if "g" in sides:
        parts.append(part(Prototype.Inserter, x + 1.5, 15.5, Direction.DOWN))
    if "o" in sides:
        parts.append(part(Prototype.Inserter, x + 2.5, 15.5, Direction.UP))
    if "c" in sides:
        parts.append(part(Prototype.LongHandedInserter, x + 2.5, 19.5, Direction.DOWN))
    return parts


def pass_on(number: int, row: float, facing: Any) -> list[Any]:
    """Inserters in the column behind a slot, over and under its pole, from one machine of a row to the next."""
    return [part(Prototype.Inserter, slot(number) + 3.5, row, facing)]


def base_poles() -> list[Any]:
    """All poles of the base; those at the edges are for lines from elsewhere, which then need not come in."""
    places = [(slot(one) + 3.5, row) for row in (11.5, 17.5, 4.5) for one in range(10)]
    places += [(0.5, 11.5), (0.5, 17.5), (45.5, 11.5), (45.5, 17.5), (22.5, 0.5), (22.5, 22.5)]
    return [part(Prototype.SmallElectricPole, x, y) for x, y in places]


def base_belts() -> list[Any]:
    """The belt of plates, there and back, and the belt of gears and circuits."""
    parts = [part(Prototype.TransportBelt, 1.5, 7.5, Direction.DOWN)]  # iron comes in here
    parts.append(part(Prototype.TransportBelt, 1.5, 9.5, Direction.UP))  # copper comes in here
    parts += belt_line(1, 8, Direction.RIGHT, 42) + belt_line(43, 8, Direction.DOWN, 12)
    parts += belt_line(43, 20, Direction.LEFT, 41)
    return parts + belt_line(3, 14, Direction.RIGHT, 39)


def base_intermediates() -> list[Any]:
    """Gears and circuits."""
    gear, cable, circuit = Prototype.IronGearWheel, Prototype.CopperCable, Prototype.ElectronicCircuit
    parts = upper(0, gear, "po") + upper(1, gear, "po")
    parts += lower(0, cable, "p") + lower(1, circuit, "po") + lower(2, cable, "p")
    for row in (16.5, 18.5):
        parts += pass_on(0, row, Direction.RIGHT) + pass_on(1, row, Direction.LEFT)
    return parts


def base_red() -> list[Any]:
    """Red packs on a belt under the labs."""
    parts = belt_line(11, 7, Direction.RIGHT, 32)
    for number in (2, 3, 4):
        parts += upper(number, Prototype.AutomationSciencePack, "pgc")
    return parts


def base_green() -> list[Any]:
    """Inserters and belts handed to machines for green packs, whose line runs around the base to the labs' top."""
    green, inserter, belt = Prototype.LogisticsSciencePack, Prototype.Inserter, Prototype.TransportBelt
    parts = belt_line(19, 21, Direction.RIGHT, 25) + belt_line(44, 21, Direction.UP, 20)
    parts += belt_line(44, 1, Direction.LEFT, 33)
    for number in (3, 7):
        parts += lower(number, inserter, "pg") + pass_on(number, 16.5, Direction.RIGHT)
    for number in (5, 9):
        parts += lower(number, belt, "pg") + pass_on(number - 1, 16.5, Direction.LEFT)
    for number in (4, 6, 8):
        parts += lower(number, green, "c")
    return parts + pass_on(5, 16.5, Direction.RIGHT) + pass_on(6, 16.5, Direction.LEFT)


def base_labs(count: int) -> list[Any]:
    """Labs between the red and the green line."""
    parts = []
    for number in range(2, 2 + count):
        x = slot(number)
        parts.append(part(Prototype.Lab, x + 1.5, 4.5))
        parts.append(part(Prototype.Inserter, x + 1.5, 6.5, Direction.UP))
        parts.append(part(Prototype.Inserter, x + 1.5, 2.5, Direction.DOWN))
    return parts


def base_stores() -> list[Any]:
    """Chests at the end of the belt of plates, one for each metal, for what is to be built by hand."""
    parts = [part(Prototype.SmallElectricPole, 4.5, 21.5)]
    for x, plate in ((3.5, Prototype.IronPlate), (5.5, Prototype.CopperPlate)):
        parts.append(part(Prototype.Inserter, x, 21.5, Direction.DOWN, plate))
        parts.append(part(Prototype.IronChest, x, 22.5))
    return parts


def shifted(parts: list[Any], rows: int) -> list[Any]:
    """The same parts so many rows further up."""
    return [(kind, x, y - rows, facing, recipe) for kind, x, y, facing, recipe in parts]


def workshop() -> list[Any]:
    """The machine rows of the base without science, six rows further up: fast inserters into chests."""
    gear, cable, circuit = Prototype.IronGearWheel, Prototype.CopperCable, Prototype.ElectronicCircuit
    places = [(slot(one) + 3.5, row) for row in (11.5, 17.5) for one in range(10)]
    places += [(0.5, 11.5), (0.5, 17.5), (45.5, 11.5), (45.5, 17.5)]
    parts = [part(Prototype.SmallElectricPole, x, y) for x, y in places]
    parts += base_belts() + upper(0, gear, "po") + upper(1, gear, "po")
    for first in (0, 3):
        parts += lower(first, cable, "p") + lower(first + 1, circuit, "po") + lower(first + 2, cable, "p")
        for row in (16.5, 18.5):
            parts += pass_on(first, row, Direction.RIGHT) + pass_on(first + 1, row, Direction.LEFT)
    for first in (2, 5):
        parts += upper(first, Prototype.Inserter, "pg") + pass_on(first, 10.5, Direction.RIGHT)
        parts += upper(first + 1, Prototype.FastInserter, "pg") + pass_on(first + 1, 10.5, Direction.RIGHT)
        parts.append(part(Prototype.IronChest, slot(first + 2) + 0.5, 10.5))
    return shifted(parts, 6)


def base_products() -> list[Any]:
    """Long-handed inserters, the most valuable thing the belts of the base can make, into a chest."""
    parts = upper(5, Prototype.Inserter, "pg") + pass_on(5, 10.5, Direction.RIGHT)
    parts += upper(6, Prototype.LongHandedInserter, "pg") + pass_on(6, 10.5, Direction.RIGHT)
    return [*parts, part(Prototype.IronChest, slot(7) + 0.5, 10.5)]
