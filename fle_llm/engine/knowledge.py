"""Research: which technologies are known, how they are learned, and what follows from that (MECHANICS 3.16).

What is known is a list of technology names in the order they were learned; recipes, hand sizes, slots and bonuses are
reckoned from it. Most technologies are worked out in labs (`research`); some are learned by a deed, such as making
fifty iron plates in whatever way, counted from when nothing else is missing for them. Each is learned once, but those
without an end a level at a time: their names stand in the list as often as they were learned.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from fle_llm.data import facts, first_level
from fle_llm.engine import research
from fle_llm.engine.constants import GRANTED_TECHNOLOGIES
from fle_llm.engine.state import Knowledge
from fle_llm.errors import Refused

if TYPE_CHECKING:
    from fle_llm.data import RecipeFacts
    from fle_llm.engine.core import Engine


@functools.cache
def endless() -> frozenset[str]:
    """The technologies whose levels go on."""
    return frozenset(name for name, entry in facts().technologies.items() if entry.infinite)


def next_level(known: Knowledge, name: str) -> int:
    """The level of a technology that is to be learned next; of one with a single level, that one."""
    first = first_level(name)
    return first + known.researched.count(name) if facts().technologies[name].infinite else first


@functools.lru_cache(maxsize=256)
def _recipes(researched: tuple[str, ...]) -> frozenset[str]:
    enabled = {recipe.name for recipe in facts().recipes.values() if recipe.enabled}
    for name in researched:
        enabled.update(facts().technologies[name].unlocks)
    return frozenset(enabled)


def recipes(known: Knowledge) -> frozenset[str]:
    """Names of the recipes that may be used."""
    return _recipes(tuple(known.researched))


@functools.cache
def teachers(recipe: str) -> tuple[str, ...]:
    """The technologies that enable a recipe, by name."""
    return tuple(sorted(name for name, entry in facts().technologies.items() if recipe in entry.unlocks))


def _bonus(known: Knowledge, effect: str) -> float:
    return sum(
        change.modifier or 0
        for name in known.researched
        for change in facts().technologies[name].effects
        if change.type == effect
    )


def hand_size(known: Knowledge, inserter: str) -> int:
    """How many items an inserter of a kind carries at once."""
    bulk = facts().entities[inserter].bulk
    return 1 + int(_bonus(known, "bulk-inserter-capacity-bonus" if bulk else "inserter-stack-size-bonus"))


@functools.lru_cache(maxsize=256)
def _slots(researched: tuple[str, ...]) -> int:
    return int(_bonus(Knowledge(researched=list(researched)), "character-inventory-slots-bonus"))


def inventory_bonus(known: Knowledge) -> int:
    """Slots that technologies add to a character's inventory."""
    return _slots(tuple(known.researched))


@functools.lru_cache(maxsize=256)
def _lab_bonus(researched: tuple[str, ...]) -> int:
    return round(100 * _bonus(Knowledge(researched=list(researched)), "laboratory-speed"))


def lab_bonus(known: Knowledge) -> int:
    """How much faster labs work, in per cent."""
    return _lab_bonus(tuple(known.researched))


def mining_productivity(known: Knowledge) -> int:
    """What drills dig beyond what they take from the ground, in per cent."""
    return round(100 * _bonus(known, "mining-drill-productivity-bonus"))


def mines_with_fluid(known: Knowledge) -> bool:
    """Whether drills can dig ore that takes a fluid."""
    return any(e.type == "mining-with-fluid" for name in known.researched for e in facts().technologies[name].effects)


def smelting_of(known: Knowledge, item: str) -> RecipeFacts | None:
    """The smelting recipe with this ingredient, if it may be used."""
    for recipe in _smelting_recipes():
        if recipe.ingredients[0].name == item:
            return recipe if recipe.name in recipes(known) else None
    return None


@functools.cache
def _smelting_recipes() -> tuple[RecipeFacts, ...]:
    return tuple(recipe for recipe in facts().recipes.values() if recipe.category == "smelting")


def available(known: Knowledge) -> tuple[str, ...]:
    """Technologies not known, or endless, whose prerequisites are, by name."""
    done = set(known.researched)
    return tuple(
        sorted(
            name
            for name, technology in facts().technologies.items()
            if (technology.infinite or name not in done) and done.issuperset(technology.prerequisites)
        )
    )


def lessons(known: Knowledge) -> dict[tuple[str, str], tuple[str, ...]]:
    """The technologies that can be learned by a deed now, by the deed's kind and what it is done to."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for name in available(known):
        trigger = facts().technologies[name].trigger
        if trigger is not None:
            key = (trigger.type, trigger.item or trigger.entity or "")
            found[key] = (*found.get(key, ()), name)
    return found


def happened(engine: Engine, deed: str, what: str, count: int) -> None:
    """Something was done that may teach something; `deed` is a kind of trigger, such as craft-item."""
    known = engine.state.knowledge
    for name in engine.in_force.lessons.get((deed, what), ()):
        known.deeds[name] = known.deeds.get(name, 0) + count
        trigger = facts().technologies[name].trigger
        if trigger is not None and known.deeds[name] >= trigger.count:
            learn(engine, name)


def learn(engine: Engine, name: str) -> None:
    """Learn one technology."""
    _note(engine, name)
    engine.knowledge_changed()


def _note(engine: Engine, name: str) -> None:
    known = engine.state.knowledge
    known.researched.append(name)
    known.saved.pop(name, None)
    known.deeds.pop(name, None)
    if known.current == name:
        known.current = None
    engine.state.counters.researched_at.setdefault(name, engine.tick)


def learn_all(engine: Engine) -> None:
    """Learn every technology once."""
    research.interrupt(engine)
    for name in sorted(set(facts().technologies) - set(engine.state.knowledge.researched)):
        _note(engine, name)
    engine.knowledge_changed()


def grant(engine: Engine) -> None:
    """Know what a world without technologies begins with."""
    for name in GRANTED_TECHNOLOGIES:
        learn(engine, name)


def start(engine: Engine, technology: str | None) -> None:
    """Make a technology the current research, or none; what was done on another stays saved."""
    known = engine.state.knowledge
    if technology is not None:
        if technology not in facts().technologies:
            raise Refused("unknown-name", {"name": technology})
        if technology in known.researched and not facts().technologies[technology].infinite:
            raise Refused("locked", {"name": technology, "needs": [], "researched": True})
        missing = sorted(set(facts().technologies[technology].prerequisites) - set(known.researched))
        if missing:
            raise Refused("locked", {"name": technology, "needs": missing})
        if not facts().technologies[technology].ingredients:
            raise Refused("not-allowed", {"name": technology, "item": "science packs: it is learned by a deed"})
    if technology != known.current:
        research.interrupt(engine)
        known.current = technology
