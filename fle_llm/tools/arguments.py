"""Reading what a program passed: places, names, directions, numbers, as loosely as their meaning stays plain.

A Prototype, a name in any spelling the game ever used, an entity where a position is meant, a pair of numbers: all are
taken. What is not plain raises ValueError, AssertionError or ToolError with the closest names there are. The caller
is a model, so nothing is assumed about types.
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from fle_llm import data
from fle_llm.data import ABSENT, facts
from fle_llm.game import (
    BoundingBox,
    Direction,
    EntityCore,
    EntityGroup,
    Position,
    Prototype,
    RecipeName,
    ResourcePatch,
    Technology,
)

FARTHEST = 1_000_000.0
"""Coordinates beyond this many tiles are mistakes, not places."""

MOST = 1_000_000_000
"""More than this of anything is a mistake."""


@lru_cache(maxsize=4096)
def canonical(name: str) -> str:
    """The game's name for any spelling of one."""
    return data.canonical(name)


def place_of(value: Any, error: Exception) -> Position:
    """The Position meant by a position, a pair of numbers, an entity, a group or a box; raises `error` for others."""
    if isinstance(value, Position):
        found = value
    elif isinstance(value, (EntityCore, EntityGroup)):
        found = value.position
    elif isinstance(value, BoundingBox):
        found = value.center
    elif isinstance(value, ResourcePatch):
        found = value.bounding_box.center
    elif isinstance(value, (tuple, list)) and len(value) == 2 and all(_is_number(part) for part in value):
        found = Position(*value)
    else:
        raise error
    if not (_is_number(found.x) and _is_number(found.y)):
        raise error
    if not (abs(found.x) <= FARTHEST and abs(found.y) <= FARTHEST):
        raise ValueError(f"the position {found} is not on any map: coordinates are finite numbers of tiles")
    return found


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def direction_of(value: Any, error: Exception) -> Direction:
    """The Direction meant by a member or its name; raises `error` for others."""
    if isinstance(value, Direction):
        return value
    named = Direction.from_string(value) if isinstance(value, str) else None
    if named is None:
        raise error
    return named


def cardinal(direction: Direction, tool: str) -> Direction:
    """`direction` if it is one of the four an entity can face."""
    if direction.value % 4:
        raise ValueError(
            f"Invalid direction {direction.name} ({direction.value}) provided to {tool}: use UP, RIGHT, DOWN or LEFT"
        )
    return direction


def name_of(value: Any, error: Exception) -> str:
    """The game's name for a Prototype, a name, a Resource, a recipe, a technology or an entity."""
    if isinstance(value, Prototype):
        return canonical(value.prototype_name)
    if isinstance(value, (RecipeName, Technology)):
        return canonical(str(value.value))
    if isinstance(value, str):
        return canonical(value)
    if isinstance(value, tuple) and value and isinstance(value[0], str):
        return canonical(value[0])
    if isinstance(value, (EntityCore, EntityGroup)):
        return canonical(value.name)
    raise error


def spelled(value: Any, name: str) -> str:
    """A name nobody knows, as the program wrote it and with underscores, for messages."""
    return (value.strip() if isinstance(value, str) else name).replace("-", "_")


def did_you_mean(name: str, known: Any) -> str:
    """` Did you mean: a, b?` with the known names closest to one, or nothing."""
    close = get_close_matches(name, list(known), n=3, cutoff=0.6)
    return f" Did you mean: {', '.join(close)}?" if close else ""


def item_of(value: Any, error: Exception) -> str:
    """The game's name of an item. Raises ValueError with the closest names when there is no such item."""
    name = name_of(value, error)
    if name not in facts().items:
        gone = ABSENT.get(name)
        raise ValueError(gone or f"{name!r} is not an item of this game.{did_you_mean(name, facts().items)}")
    return name


def whole(value: Any, what: str, error: Exception | None = None) -> int:
    """A positive whole number; integral floats count."""
    number = float(value) if _is_number(value) and abs(value) <= MOST else None
    if number is None or not number.is_integer() or number < 1:
        raise error or ValueError(f"{what} must be a whole number greater than 0, got {_short(value)}")
    return int(number)


def amount_of(value: Any, what: str, most: float) -> float:
    """A number from 0 to `most`."""
    if not _is_number(value) or not 0 <= value <= most:  # which no nan is
        raise ValueError(f"{what} must be a number from 0 to {most:g}, got {_short(value)}")
    return float(value)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
