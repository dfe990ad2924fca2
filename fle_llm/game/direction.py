"""Direction: the eight directions of the agent API, numbered as sixteenths of a turn clockwise from north."""

from __future__ import annotations

from enum import Enum


class Direction(Enum):
    """Where something faces. `value` counts sixteenths of a turn, clockwise from north."""

    UP = NORTH = 0
    UPRIGHT = NORTHEAST = 2
    RIGHT = EAST = 4
    DOWNRIGHT = SOUTHEAST = 6
    DOWN = SOUTH = 8
    DOWNLEFT = SOUTHWEST = 10
    LEFT = WEST = 12
    UPLEFT = NORTHWEST = 14

    def __repr__(self) -> str:
        return f"Direction.{self.name}"

    def opposite(self) -> Direction:
        """The direction half a turn away."""
        return Direction((self.value + 8) % 16)

    def next_clockwise(self) -> Direction:
        """The direction a quarter turn clockwise."""
        return Direction((self.value + 4) % 16)

    def next_counterclockwise(self) -> Direction:
        """The direction a quarter turn counterclockwise."""
        return Direction((self.value - 4) % 16)

    def to_factorio_direction(self) -> int:
        """The number the game itself uses: sixteenths of a turn."""
        return int(self.value)

    @classmethod
    def from_factorio_direction(cls, direction: int | Direction) -> Direction:
        """The member with the game's own number. Raises ValueError for a number without one."""
        return direction if isinstance(direction, Direction) else cls(direction)

    @classmethod
    def from_string(cls, name: str) -> Direction | None:
        """The member with this name, whatever its case; None if there is none."""
        return cls.__members__.get(name.upper())


DirectionInternal = Direction
"""The second name some programs know the same enumeration by."""
