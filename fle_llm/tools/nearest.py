"""nearest: where the closest thing of a kind is."""

from __future__ import annotations

from typing import Literal

from fle_llm.data import facts
from fle_llm.game import Position, Prototype, Resource
from fle_llm.tools.arguments import did_you_mean, name_of
from fle_llm.tools.hands import Hands, failure
from fle_llm.world.derive.geometry import position
from fle_llm.world.ops import UNITS, Nearest

RADIUS = 500
"""Tiles searched in each direction (AGENT_API 3.1)."""

Kind = Literal["resource", "tile", "tree", "entity"]

_ORES = {"copper": "copper-ore", "iron": "iron-ore", "uranium": "uranium-ore", "oil": "crude-oil"}


def nearest(hands: Hands, type: Prototype | Resource) -> Position:
    """Find the position of the nearest resource, or of the nearest placed entity of a kind.

    Searches the square of 500 tiles in every direction around your character. Ties go to the northernmost, then
    westernmost.

    Parameters:
        type: a Resource (Coal, IronOre, CopperOre, Stone, Water, CrudeOil, UraniumOre, Wood) or a Prototype of
            something placed.
    Returns: Position. Ore and oil: the centre of the tile (ends in .5). Water: the tile's corner, on the water itself.
        Wood: a tree. An entity: its centre.
    Cost: 0 ticks.
    Errors: "Could not find nearest ..." when there is none within 500 tiles.

    Example:
        coal = nearest(Resource.Coal)
        move_to(coal)
        harvest_resource(coal, 5)
    """
    name = name_of(type, ValueError(f"nearest() needs a Resource or a Prototype, got {type!r}"))
    name = _ORES.get(name, name)
    character = hands.character()
    kind, wanted = _where(name)
    found = hands.ask(Nearest(kind, wanted, character.x, character.y, RADIUS * UNITS)) if kind else None
    if found is None:
        here = position(character.x, character.y)
        raise failure(
            "nearest",
            f"Could not find nearest {name} on the surface: there is none within {RADIUS} tiles of {here}."
            + _hint(name, kind),
            code="not-found",
            data={"name": name, "radius": RADIUS},
        )
    return position(found.x, found.y)


def _where(name: str) -> tuple[Kind | None, str]:
    """In which part of the world to look for a name, and what it is called there."""
    if name == "wood":
        return "tree", ""
    if name == "water":
        return "tile", name
    if name in facts().resources:
        return "resource", name
    return ("entity", name) if name in facts().entities else (None, name)


def _hint(name: str, kind: str | None) -> str:
    if kind is not None:
        return ""
    if name in facts().items:
        return f" {name} is an item, it does not stand on the map."
    return did_you_mean(name, {*facts().resources, "water", "wood", *facts().entities})
