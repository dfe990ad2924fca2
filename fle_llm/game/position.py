"""Places and boxes: Position, IndexedPosition, BoundingBox, BuildingBox and the two kinds of dimensions.

x grows to the east, y to the south, in tiles; tile (i, j) covers [i, i+1) x [j, j+1). Promises the loose equality
programs rely on: two positions are `==` when they differ by less than one tile on each axis, while their hash is
that of the exact text, so sets and dicts keep them apart.
"""

from __future__ import annotations

from math import hypot
from typing import TYPE_CHECKING, Any, Protocol

from msgspec import StructMeta

from fle_llm.game.model import LenientMeta, Value


class HasXY(Protocol):
    """Anything with coordinates."""

    @property
    def x(self) -> float:
        """Tiles to the east."""

    @property
    def y(self) -> float:
        """Tiles to the south."""


def _number(value: Any, what: str) -> float:
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{what} must be a number, got {value!r}") from None


def _steps(n: Any) -> float:
    """How far a neighbour helper goes: anything that is not a number counts as one tile."""
    return n if isinstance(n, (int, float)) and not isinstance(n, bool) else 1


class PositionMeta(StructMeta):
    """Makes positions from exactly their numbers, in order or by name; a class of its own because it is hot."""

    if not TYPE_CHECKING:

        def __call__(cls, *args: Any, **fields: Any) -> Any:  # noqa: N805 - a metaclass
            """Build the position, with coordinates as floats. Raises ValueError."""
            names = cls.__struct_fields__
            if fields:
                if args:
                    raise ValueError(f"{cls.__name__} takes either positional or keyword arguments, not both")
                args = tuple([fields.pop(name) for name in names if name in fields])
            if len(args) != len(names) or fields:
                raise ValueError(f"{cls.__name__} takes exactly {len(names)} arguments: {', '.join(names)}")
            x, y = args[0], args[1]
            if type(x) is not float or type(y) is not float:
                args = (_number(x, "x"), _number(y, "y"), *args[2:])
            return super().__call__(*args)


class Position(Value, metaclass=PositionMeta, eq=False):
    """A point on the map. Built from two numbers or from keywords; anything else is a ValueError."""

    x: float
    y: float

    if TYPE_CHECKING:

        def __init__(self, x: float, y: float) -> None: ...

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Position):
            return NotImplemented
        return abs(self.x - other.x) < 1 and abs(self.y - other.y) < 1

    def __hash__(self) -> int:
        return hash(f"{self.x},{self.y}")

    def __add__(self, other: HasXY) -> Position:
        if not (hasattr(other, "x") and hasattr(other, "y")):
            return NotImplemented
        return Position(self.x + other.x, self.y + other.y)

    def __sub__(self, other: HasXY) -> Position:
        if not (hasattr(other, "x") and hasattr(other, "y")):
            return NotImplemented
        return Position(self.x - other.x, self.y - other.y)

    def is_close(self, other: HasXY, tolerance: float = 0.5) -> bool:
        """Whether both coordinates differ by strictly less than `tolerance` tiles."""
        return abs(self.x - other.x) < tolerance and abs(self.y - other.y) < tolerance

    def distance(self, other: HasXY) -> float:
        """The Euclidean distance in tiles."""
        return hypot(self.x - other.x, self.y - other.y)

    def distance_to(self, other: HasXY) -> float:
        """The same as `distance`; programs know it by both names."""
        return self.distance(other)

    def up(self, n: float = 1) -> Position:
        """The position `n` tiles to the north."""
        return Position(self.x, self.y - _steps(n))

    def down(self, n: float = 1) -> Position:
        """The position `n` tiles to the south."""
        return Position(self.x, self.y + _steps(n))

    def left(self, n: float = 1) -> Position:
        """The position `n` tiles to the west."""
        return Position(self.x - _steps(n), self.y)

    def right(self, n: float = 1) -> Position:
        """The position `n` tiles to the east."""
        return Position(self.x + _steps(n), self.y)

    above = up
    below = down

    def to_bounding_box(self, other: HasXY) -> BoundingBox:
        """The box spanned by this point and another."""
        return BoundingBox.spanning(self.x, self.y, other.x, other.y)


class IndexedPosition(Position, eq=False):
    """A connection point and the fluid that belongs there."""

    type: str

    if TYPE_CHECKING:

        def __init__(self, x: float, y: float, type: str) -> None: ...

    def __hash__(self) -> int:
        return hash(f"{self.x},{self.y},{self.type}")


def as_position(value: Any, what: str = "position") -> Position:
    """`value` as a Position; a pair of numbers or a mapping with x and y will do. Raises ValueError."""
    if isinstance(value, Position):
        return value
    if isinstance(value, (tuple, list)) and len(value) == 2:
        return Position(*value)
    if isinstance(value, dict) and value.keys() == {"x", "y"}:
        return Position(**value)
    raise ValueError(f"{what} must be a Position, got {value!r}")


class BoundingBox(Value, metaclass=LenientMeta, kw_only=True):
    """A rectangle given by its four corners; all four are required."""

    left_top: Position
    right_bottom: Position
    left_bottom: Position
    right_top: Position

    @classmethod
    def _arguments(cls, args: tuple[Any, ...], fields: dict[str, Any]) -> dict[str, Any]:
        if args:
            raise TypeError("BoundingBox takes keyword arguments only")
        for name in cls.__struct_fields__:
            if name not in fields:
                raise ValueError(f"BoundingBox needs {name}")
            fields[name] = as_position(fields[name], name)
        return fields

    @classmethod
    def spanning(cls, x0: float, y0: float, x1: float, y1: float) -> BoundingBox:
        """The box between two opposite corners, given in any order."""
        left, right = min(x0, x1), max(x0, x1)
        top, bottom = min(y0, y1), max(y0, y1)
        return cls(
            left_top=Position(left, top),
            right_bottom=Position(right, bottom),
            left_bottom=Position(left, bottom),
            right_top=Position(right, top),
        )

    @property
    def center(self) -> Position:
        """The middle of the box."""
        a, b = self.left_top, self.right_bottom
        return Position((a.x + b.x) / 2, (a.y + b.y) / 2)

    def width(self) -> float:
        """The extent along x, in tiles."""
        return abs(self.right_bottom.x - self.left_top.x)

    def height(self) -> float:
        """The extent along y, in tiles."""
        return abs(self.right_bottom.y - self.left_top.y)


class BuildingBox(Value, metaclass=LenientMeta, kw_only=True):
    """The size of a building site in whole tiles; keywords only, integral floats are accepted."""

    height: int
    width: int

    if TYPE_CHECKING:

        def __init__(self, *, height: float, width: float) -> None: ...

    @classmethod
    def _arguments(cls, args: tuple[Any, ...], fields: dict[str, Any]) -> dict[str, Any]:
        if args:
            raise TypeError("BuildingBox takes keyword arguments only: BuildingBox(width=..., height=...)")
        if set(fields) != {"height", "width"}:
            raise ValueError(f"BuildingBox needs exactly height and width; got {', '.join(fields) or 'nothing'}")
        return {name: _whole(value, f"BuildingBox {name}") for name, value in fields.items()}


def _whole(value: Any, what: str) -> int:
    number = _number(value, what)
    if not number.is_integer():
        raise ValueError(f"{what} must be a whole number of tiles, got {value!r}")
    return int(number)


class Dimensions(Value):
    """The size of an entity's collision box, in tiles."""

    width: float
    height: float


class TileDimensions(Value):
    """The tiles an entity covers, as it stands."""

    tile_width: float
    tile_height: float
