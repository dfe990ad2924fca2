"""Reasons in words: what a world's refusal says to an agent program.

A refusal carries a code and plain data (vocabulary in `world.ops`); the sentence says what was found and, where the
data tell, what would work. What was asked stands before it, in the tool's own words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from fle_llm.world.ops import UNITS

Data = Mapping[str, Any]

LISTED = 10
"""Entries of an inventory or a list of blockers that are spelled out."""


def because(reason: str, data: Data) -> str:
    """The sentence for a refusal."""
    rule = _SENTENCES.get(reason)
    return rule(data) if rule is not None else f"the game refused it ({reason})"


def at(x: float, y: float) -> str:
    """A place in world units, as agents read positions."""
    return f"x={x / UNITS} y={y / UNITS}"


def listing(counts: Mapping[str, int]) -> str:
    """An inventory in a sentence: `a=1, b=2`, the largest first, or `empty`."""
    if not counts:
        return "empty"
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    shown = ", ".join(f"{name}={count}" for name, count in ranked[:LISTED])
    more = len(ranked) - LISTED
    return f"{shown} (and {more} more)" if more > 0 else shown


def blockers_text(blockers: Iterable[Any]) -> str:
    """What stands in the way: `name at x=.. y=..`, several joined by commas."""
    named = [f"{name} at {at(x, y)}" for name, x, y in blockers]
    more = len(named) - LISTED
    return ", ".join(named[:LISTED]) + (f" (and {more} more)" if more > 0 else "")


def _blocked(data: Data) -> str:
    blockers = list(data.get("blockers", ()))
    if not blockers:
        return "something is in the way or the terrain is unplaceable"
    things = "an existing object" if len(blockers) == 1 else "existing objects"
    return f"there is {things} in the way: {blockers_text(blockers)}"


def _water(data: Data) -> str:
    tiles = list(data.get("tiles", ()))
    first = f" at tile ({tiles[0][0]}, {tiles[0][1]})" if tiles else ""
    return f"the entity footprint overlaps water{first}. Please try a different location"


def _no_item(data: Data) -> str:
    have, need = data.get("have", 0), data.get("need", 1)
    return f"No {data.get('item', 'such item')} in inventory: {need} needed, {have} carried"


def _inventory_full(data: Data) -> str:
    items, slots = data.get("items"), data.get("slots")
    what = f": no room for {listing(items)}" if items else ""
    return f"Inventory is full{what}" + (f" in its {slots} slots" if slots else "")


def _not_enough(data: Data) -> str:
    return f"not enough {data.get('item', 'items')}: {data.get('need', '?')} needed, {data.get('have', 0)} there"


def _too_far(data: Data) -> str:
    distance, reach = data.get("distance"), data.get("reach")
    if distance is None:
        return "it is too far away. Move closer"
    return f"it is too far away. The distance is {distance:.2f} and the max distance is {reach:g}. Move closer"


def _no_entity(data: Data) -> str:
    place = f" at {at(data['x'], data['y'])}" if "x" in data and "y" in data else " there"
    return f"there is no {data.get('name', 'entity')}{place}"


def _not_allowed(data: Data) -> str:
    return f"{data.get('name', 'the entity')} does not accept {data.get('item', 'it')}"


def _locked(data: Data) -> str:
    needs = data.get("needs")
    if isinstance(needs, (list, tuple, set, frozenset)):
        needs = ", ".join(sorted(map(str, needs)))
    hint = f" (requires {needs}). You need to research the technology first" if needs else ""
    return f"{data.get('name', 'it')} is not unlocked yet{hint}"


def _out_of_map(data: Data) -> str:
    place = f" at {at(data['x'], data['y'])}" if "x" in data and "y" in data else ""
    return f"it lies beyond the edge of the map{place}"


_SENTENCES: dict[str, Callable[[Data], str]] = {
    "unknown-name": lambda d: f"{d.get('name', 'it')} isn't something that exists. Did you make a typo?",
    "unsupported-entity": lambda d: f"{d.get('name', 'this entity')} is not supported by this game engine yet",
    "no-item": _no_item,
    "inventory-full": _inventory_full,
    "blocked": _blocked,
    "water": _water,
    "out-of-map": _out_of_map,
    "no-resource": lambda _: "no resources found in its mining area. Place it on a resource patch: nearest() finds one",
    "needs-water": lambda _: "it has to stand on a shore, on land with water in front",
    "too-far": _too_far,
    "fluid-mix": lambda d: f"it would mix fluids: {', '.join(map(str, d.get('fluids', ())))}",
    "no-entity": _no_entity,
    "cannot-rotate": lambda d: f"{d.get('name', 'it')} cannot be rotated",
    "not-allowed": _not_allowed,
    "locked": _locked,
    "not-enough": _not_enough,
    "bad-value": lambda d: f"bad value: {d.get('what', 'an argument is out of range')}",
}
