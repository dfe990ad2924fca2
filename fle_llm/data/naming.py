"""What a name means in this version of the game: former names, players' names, and names of what is gone."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from fle_llm.data.facts import facts
from fle_llm.game.names import ALIASES
from fle_llm.game.prototypes import Prototype

ABSENT: Mapping[str, str] = MappingProxyType(
    {
        "rocket-control-unit": "rocket-control-unit is not in this version; rocket-part uses processing-unit",
        "express-inserter": "express-inserter is not in this version; bulk-inserter moves the most",
        "red-wire": "red-wire is not an item in this version; wires are free",
        "green-wire": "green-wire is not an item in this version; wires are free",
    }
)
"""Names that earlier versions or programs have and this version does not → what to say about it."""


def canonical(name: str) -> str:
    """The game's name for `name`: itself, what it was renamed to, or the same in the game's spelling.

    Tries in this order: the exact name; an alias; lower case with "-" for "_" and " ", exact or an alias; the name of
    a Prototype member. What nothing knows comes back in the game's spelling.
    """
    known = facts().known
    spelled = name.strip().lower().replace("_", "-").replace(" ", "-")
    for candidate in (name, ALIASES.get(name), spelled, ALIASES.get(spelled)):
        if candidate is not None and known(candidate):
            return candidate
    member = Prototype.__members__.get(name)
    if member is not None:
        return ALIASES.get(member.prototype_name, member.prototype_name)
    return spelled
