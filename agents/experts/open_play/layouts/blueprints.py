"""What stands where in each kind of site: lists of (prototype, x, y, direction, recipe or filter).

Offsets count in tiles from the left top corner of the site's box. A site with `mirrored` has left and right exchanged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agents.experts.agent_names import Direction, Prototype


def part(kind: Any, x: float, y: float, facing: Any = None, recipe: Any = None) -> tuple[Any, ...]:
    """One part of a blueprint."""
    return (kind, x, y, Direction.UP if facing is None else facing, recipe)


def belt_line(x: int, y: int, facing: Any, count: int) -> list[Any]:
    """`count` belts from the tile (x, y) on, all running the way they face."""
    dx = {Direction.RIGHT: 1, Direction.LEFT: -1}.get(facing, 0)
    dy = {Direction.DOWN: 1, Direction.UP: -1}.get(facing, 0)
    return [part(Prototype.TransportBelt, x + dx * i + 0.5, y + dy * i + 0.5, facing) for i in range(count)]


def mine_parts(units: int) -> list[Any]:
    """Four electric drills a unit, seven tiles wide, over and under a belt that runs right; box 7 * units by 7."""
    parts = belt_line(0, 3, Direction.RIGHT, 7 * units)
    for x in range(0, 7 * units, 7):
        parts.append(part(Prototype.SmallElectricPole, x + 3.5, 2.5))
        for middle in (x + 1.5, x + 5.5):
            parts.append(part(Prototype.ElectricMiningDrill, middle, 1.5, Direction.DOWN))
            parts.append(part(Prototype.ElectricMiningDrill, middle, 5.5, Direction.UP))
    return parts


def strip_parts(units: int) -> list[Any]:
    """Half a mine, for where there is less room: the drills over the belt only; box 7 * units by 4."""
    return [one for one in mine_parts(units) if one[2] < 4]


def smelter_parts(units: int) -> list[Any]:
    """Four furnaces a unit on both sides of a belt with ore on its left lane and coal on its right one.

    What is smelted comes in at (0, 4) from above, coal at (0, 6) from below, or the other way round; plates leave at
    (5 * units + 1, 10) to the right, and what the furnaces leave of ore and coal at (5 * units + 3, 5).
    The box is 5 * units + 4 wide and 11 high.
    """
    end = 5 * units + 1
    parts = [part(Prototype.TransportBelt, 0.5, 4.5, Direction.DOWN)]
    parts.append(part(Prototype.TransportBelt, 0.5, 6.5, Direction.UP))
    parts += belt_line(0, 5, Direction.RIGHT, end - 1) + belt_line(1, 10, Direction.RIGHT, end)
    parts += belt_line(1, 0, Direction.RIGHT, end - 1) + belt_line(end, 0, Direction.DOWN, 10)
    parts.append(part(Prototype.UndergroundBelt, end - 0.5, 5.5, Direction.RIGHT))
    parts.append(part(Prototype.UndergroundBelt, end + 1.5, 5.5, Direction.RIGHT))
    parts += belt_line(end + 2, 5, Direction.RIGHT, 1)
    for x in range(1, end, 5):
        for y in (3.5, 7.5):  # poles between the furnaces
            parts.append(part(Prototype.SmallElectricPole, x + 2.5, y))
        for column in (x, x + 3):
            inserter = column + 1.5 if column == x else column + 0.5
            for furnace, feed, out, facing in ((3, 4.5, 1.5, Direction.UP), (8, 6.5, 9.5, Direction.DOWN)):
                parts.append(part(Prototype.StoneFurnace, column + 1, furnace))
                parts.append(part(Prototype.Inserter, inserter, feed, facing))
                parts.append(part(Prototype.Inserter, inserter, out, facing))
    return parts


def plant_parts(units: int) -> list[Any]:
    """A boiler with two engines over it a unit, fed by burner inserters from a belt that runs right below.

    Water enters the first boiler from the left. The box is 3 * units wide and 15 high.
    """
    parts = []
    for x in range(0, 3 * units, 3):
        parts.append(part(Prototype.Boiler, x + 1.5, 12.0))
        parts.append(part(Prototype.SteamEngine, x + 1.5, 8.5))
        parts.append(part(Prototype.SteamEngine, x + 1.5, 3.5))
        parts.append(part(Prototype.SmallElectricPole, x + 1.5, 0.5))
        parts.append(part(Prototype.BurnerInserter, x + 1.5, 13.5, Direction.UP))
    return parts + belt_line(0, 14, Direction.RIGHT, 3 * units)
