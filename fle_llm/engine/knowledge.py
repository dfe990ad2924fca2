"""Research: which technologies are known, and what follows from that (MECHANICS 3.16).

What is known is a list of technology names in the order they were learned; recipes, hand sizes and slots are
reckoned from it. Labs and the technologies that a deed triggers are not simulated yet: a current research makes no
progress.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.engine.state import Knowledge
from fle_llm.errors import Refused

if TYPE_CHECKING:
    from fle_llm.data import RecipeFacts
    from fle_llm.engine.core import Engine


@functools.lru_cache(maxsize=256)
def _recipes(researched: tuple[str, ...]) -> frozenset[str]:
    enabled = {recipe.name for recipe in facts().recipes.values() if recipe.enabled}
    for name in researched:
        enabled.update(facts().technologies[name].unlocks)
    return frozenset(enabled)


def recipes(known: Knowledge) -> frozenset[str]:
    """Names of the recipes that may be used."""
    return _recipes(tuple(known.researched))


def _bonus(known: Knowledge, effect: str) -> int:
    return sum(
        int(change.modifier or 0)
        for name in known.researched
        for change in facts().technologies[name].effects
        if change.type == effect
    )


def hand_size(known: Knowledge, inserter: str) -> int:
    """How many items an inserter of a kind carries at once."""
    bulk = facts().entities[inserter].bulk
    return 1 + _bonus(known, "bulk-inserter-capacity-bonus" if bulk else "inserter-stack-size-bonus")


@functools.lru_cache(maxsize=256)
def _slots(researched: tuple[str, ...]) -> int:
    return _bonus(Knowledge(researched=list(researched)), "character-inventory-slots-bonus")


def inventory_bonus(known: Knowledge) -> int:
    """Slots that technologies add to a character's inventory."""
    return _slots(tuple(known.researched))


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
    """Technologies not known whose prerequisites are, by name."""
    done = set(known.researched)
    return tuple(
        sorted(
            name
            for name, technology in facts().technologies.items()
            if name not in done and done.issuperset(technology.prerequisites)
        )
    )


def learn_all(engine: Engine) -> None:
    """Learn every technology once."""
    known = engine.state.knowledge
    done = set(known.researched)
    for name in sorted(facts().technologies):
        if name not in done:
            known.researched.append(name)
            engine.state.counters.researched_at.setdefault(name, engine.tick)
    known.current = None
    engine.knowledge_changed()


def start(engine: Engine, technology: str | None) -> None:
    """Make a technology the current research, or none."""
    known = engine.state.knowledge
    if technology is not None:
        if technology not in facts().technologies:
            raise Refused("unknown-name", {"name": technology})
        if technology in known.researched:
            raise Refused("locked", {"name": technology, "needs": [], "researched": True})
        missing = sorted(set(facts().technologies[technology].prerequisites) - set(known.researched))
        if missing:
            raise Refused("locked", {"name": technology, "needs": missing})
    known.current = technology
