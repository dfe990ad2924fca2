"""The names an agent program starts with, apart from the tools and Python's own.

Owns the list: types, enumerations, entity classes under their own names and under those of the Prototype members,
direction constants, and a little of math and typing. Where a member and a class share a name, the class has it.
Knows also the module that authors import these names from, the variable that follows the character, and what to say
to those who use names there never were.
"""

from __future__ import annotations

import math
import typing
from collections.abc import Mapping
from types import ModuleType

from fle_llm.game import entities, entity, groups, position, recipes, resources, vehicles
from fle_llm.game.direction import Direction
from fle_llm.game.errors import ToolError
from fle_llm.game.inventory import Inventory
from fle_llm.game.model import Value
from fle_llm.game.position import Position
from fle_llm.game.prototypes import Prototype, prototype_by_name
from fle_llm.game.recipes import RecipeName
from fle_llm.game.resources import Resource
from fle_llm.game.status import EntityStatus
from fle_llm.game.technologies import Technology

MODULE = "fle_llm.agent_api"
"""Where a program may import its names from: in an editor a stub, inside the sandbox the names themselves."""

LOCATION = "player_location"
FOLLOWED = "move_to"
"""The variable that starts as (0, 0) and then holds what this tool last answered (AGENT_API 1.2). Programs may rebind
it."""

GAME = "game"
"""Documentation of the field calls tools as `game.sleep(5)` at times: this name holds the module above, and programs
may rebind it."""

DIRECTIONS = {
    **dict.fromkeys(("UP", "ABOVE", "TOP"), Direction.UP),
    **dict.fromkeys(("RIGHT", "EAST"), Direction.RIGHT),
    **dict.fromkeys(("DOWN", "BELOW", "BOTTOM"), Direction.DOWN),
    **dict.fromkeys(("LEFT", "WEST"), Direction.LEFT),
}


def value_classes() -> dict[str, type]:
    """Every class of plain values, by name: positions, boxes, recipes, entities, groups, and the marks of entities."""
    modules = (position, recipes, resources, entity, entities, vehicles, groups)
    found: dict[str, type] = {"Inventory": Inventory}
    for module in modules:
        for name, kind in vars(module).items():
            if isinstance(kind, type) and issubclass(kind, Value) and kind is not Value:
                found[name] = kind
    marks = (entity.BurnerType, entity.Electric, entity.Filtered, entity.FluidHandler)
    return found | {mark.__name__: mark for mark in marks}


_NEVER = {
    "shift_entity": "pickup_entity, then place_entity at the other place",
    "player": "player_location, where your last move_to ended",
    "NORTH": "UP or Direction.NORTH",
    "SOUTH": "DOWN or Direction.SOUTH",
}


def instead_of(name: str) -> str:
    """What a program that used a name there is none of should write; empty when nothing is known about it."""
    if name in _NEVER:
        return _NEVER[name]
    resource = name[:1].isupper() and name in vars(Resource)
    found = [f"Resource.{name}"] if resource else []
    if name in Prototype.__members__:
        found.append(f"Prototype.{name}")
    return " or ".join(found)


def first_location() -> Position:
    """What `player_location` is before the first move."""
    return Position(x=0.0, y=0.0)


def module_of(names: Mapping[str, object]) -> ModuleType:
    """The module `fle_llm.agent_api` with these very names, for the interpreter a program runs in."""
    module = ModuleType(MODULE, "The names of the agent API.")
    module.__dict__.update({name: value for name, value in names.items() if name != "print"})
    module.__all__ = sorted(vars(module).keys() & names.keys())  # type: ignore[attr-defined]
    return module


def agent_names() -> dict[str, object]:
    """A new dict of the names every agent program sees and their values."""
    members = {name: member.entity_class for name, member in Prototype.__members__.items() if member.entity_class}
    enumerations = (Prototype, Resource, Direction, EntityStatus, Technology, RecipeName)
    return {
        **members,
        **value_classes(),
        **{kind.__name__: kind for kind in enumerations},
        **DIRECTIONS,
        "prototype_by_name": prototype_by_name,
        "ToolError": ToolError,
        **{name: getattr(math, name) for name in ("sqrt", "sin", "cos", "tan", "pi", "floor", "ceil")},
        "abs": abs,
        "pow": pow,
        **{name: getattr(typing, name) for name in ("Optional", "Union", "List", "Dict", "Tuple", "Set")},
    }
