"""What a goal really needs of a backend that cannot build everything.

The target itself has to be made by a machine; what goes into it may be dug and crafted by hand. So iron plates need a
furnace and nothing else, while anything made of oil needs a pumpjack, a refinery and electric power.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from fle_llm.data import facts
from fle_llm.data.schema import Amount, EntityFacts

# One of each row generates electricity; the poles that bring it to a machine are any entity of type electric-pole.
_GENERATORS = (("offshore-pump", "boiler", "steam-engine"), ("solar-panel",))


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to come by something: the machines that do it, what goes in, and whether hands can do it too."""

    machines: tuple[str, ...]
    ingredients: tuple[str, ...]
    by_hand: bool


@cache
def what_is_missing(target: str, buildable: frozenset[str]) -> tuple[str, ...]:
    """What a backend that can build `buildable` lacks for machines to make `target`; nothing means it can be done."""
    return tuple(_Search(target, buildable).missing())


class _Search:
    """The things that go into a target, and which of them can be had on one backend."""

    def __init__(self, target: str, buildable: frozenset[str]) -> None:
        self._target = target
        self._buildable = buildable
        self._powered = _has_power(buildable)
        self._obtainable = self._closure()

    def missing(self) -> list[str]:
        """What the usual way to the target and to its ingredients lacks, and what each is for."""
        if any(self._runs(way) and self._fed(way) for way in _ways(self._target)):
            return []
        found: dict[str, list[str]] = {}
        self._explain(self._target, by_machine=True, found=found, seen=set())
        return [f"{what} (for {', '.join(names)})" for what, names in found.items()]

    def _explain(self, name: str, *, by_machine: bool, found: dict[str, list[str]], seen: set[str]) -> None:
        if name in seen or (not by_machine and name in self._obtainable):
            return
        seen.add(name)
        ways = _ways(name)
        if not ways:
            found.setdefault("a source", []).append(name)
            return
        way = ways[0]
        if not self._runs(way) and (by_machine or not way.by_hand):
            if not self._buildable.intersection(way.machines):
                found.setdefault(_one_of(way.machines), []).append(name)
            if not self._powered and all(map(_electric, way.machines)):
                found.setdefault("electric power", []).append(name)
        for ingredient in way.ingredients:
            self._explain(ingredient, by_machine=False, found=found, seen=seen)

    def _closure(self) -> set[str]:
        names = _goes_into(self._target)
        obtainable: set[str] = set()
        grown = True
        while grown:
            grown = False
            for name in names:
                if name not in obtainable and any(
                    (way.by_hand or self._runs(way)) and set(way.ingredients) <= obtainable for way in _ways(name)
                ):
                    obtainable.add(name)
                    grown = True
        return obtainable

    def _fed(self, way: _Way) -> bool:
        return set(way.ingredients) <= self._obtainable

    def _runs(self, way: _Way) -> bool:
        return any(machine in self._buildable and (self._powered or not _electric(machine)) for machine in way.machines)


@cache
def _ways(name: str) -> tuple[_Way, ...]:
    """How a thing is come by, the usual way first."""
    known = facts()
    ways = []
    for resource in known.resources.values():
        if name in _names(resource.results):
            machines = _miners(resource.category)
            by_hand = resource.category == "basic-solid" and resource.required_fluid is None
            needed = (resource.required_fluid,) if resource.required_fluid else ()
            ways.append(_Way(machines, needed, by_hand))
    if name == "water":
        ways.append(_Way(_of_type("offshore-pump"), (), False))
    if name == "steam":
        ways.append(_Way(_of_type("boiler"), ("water",), False))
    if name == "wood":
        ways.append(_Way((), (), True))
    for recipe in sorted(known.recipes_of(name), key=lambda recipe: (recipe.name != name, len(recipe.ingredients))):
        if not recipe.hidden and recipe.decompose:
            machines = _crafters(recipe.category)
            ingredients = tuple(_names(recipe.ingredients))
            ways.append(_Way(machines, ingredients, known.hand_craftable(recipe.name)))
    return tuple(ways)


def _goes_into(target: str) -> list[str]:
    """The target and everything that any way to it takes, however far back."""
    names = {target: None}
    waiting = [target]
    while waiting:
        for way in _ways(waiting.pop()):
            waiting += [name for name in way.ingredients if name not in names]
            names.update(dict.fromkeys(way.ingredients))
    return list(names)


@cache
def _placeable() -> tuple[EntityFacts, ...]:
    return tuple(entity for entity in facts().entities.values() if entity.item)


@cache
def _miners(category: str) -> tuple[str, ...]:
    return tuple(entity.name for entity in _placeable() if category in entity.resource_categories)


@cache
def _crafters(category: str) -> tuple[str, ...]:
    return tuple(entity.name for entity in _placeable() if category in entity.crafting_categories)


def _of_type(kind: str) -> tuple[str, ...]:
    return tuple(entity.name for entity in _placeable() if entity.type == kind)


def _names(amounts: Iterable[Amount]) -> list[str]:
    return [amount.name for amount in amounts]


def _electric(machine: str) -> bool:
    source = facts().entities[machine].energy_source
    return source is not None and source.type == "electric"


def _has_power(buildable: frozenset[str]) -> bool:
    poles = any(facts().entities[name].type == "electric-pole" for name in buildable & facts().entities.keys())
    return poles and any(buildable.issuperset(row) for row in _GENERATORS)


def _one_of(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"one of {', '.join(names)}"
