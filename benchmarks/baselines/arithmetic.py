"""How many machines a rate takes by recipe arithmetic alone: no modules, no research bonus, nothing waiting.

Follows one way from the item down to what lies in the ground: the recipe of its name, for oil products the usual
refining. By-products are not credited, so what advanced oil processing makes beside heavy oil counts as waste.
Machines are those of the lab inventory: assembling machine 2, electric furnace and drill, chemical plant, refinery.
Sources: the recipes, speeds and mining times of the data file (MECHANICS.md sections 2 and 3).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from fle_llm.data import facts

MACHINES = ("assembling-machine-2", "electric-furnace", "chemical-plant", "oil-refinery", "centrifuge")
REFINING = {
    "petroleum-gas": "basic-oil-processing",
    "light-oil": "advanced-oil-processing",
    "heavy-oil": "advanced-oil-processing",
}
DRILL, WELL, PUMP = "electric-mining-drill", "pumpjack", "offshore-pump"
WELL_PER_MINUTE = 600.0  # a pumpjack on a well of 100 %: ten units a second
PUMP_PER_MINUTE = 72_000.0


@dataclass(frozen=True, slots=True)
class Need:
    """Machines, and what they take out of the ground, by name; both for one rate."""

    machines: Mapping[str, float]
    raw: Mapping[str, float]  # a minute


def need(item: str, per_minute: float) -> Need:
    """What `per_minute` of an item or fluid takes. Raises KeyError for something that nothing makes."""
    machines: defaultdict[str, float] = defaultdict(float)
    raw: defaultdict[str, float] = defaultdict(float)
    _add(item, per_minute, machines, raw)
    return Need(dict(machines), dict(raw))


def _add(item: str, per_minute: float, machines: dict[str, float], raw: dict[str, float]) -> None:
    recipe = facts().recipes.get(REFINING.get(item, item))
    if recipe is None:
        machine, rate = _source(item)
        machines[machine] += per_minute / rate
        raw[item] += per_minute
        return
    made = sum(amount.amount * amount.probability for amount in recipe.products if amount.name == item)
    crafts = per_minute / made
    machine, speed = _machine(recipe.category)
    machines[machine] += crafts * recipe.energy_s / speed / 60
    for amount in recipe.ingredients:
        _add(amount.name, crafts * amount.amount, machines, raw)


@cache
def _machine(category: str) -> tuple[str, float]:
    for name in MACHINES:
        entity = facts().entities[name]
        if category in entity.crafting_categories:
            return name, float(entity.crafting_speed or 1.0)
    raise KeyError(f"none of {', '.join(MACHINES)} makes recipes of the category {category}")


def _source(item: str) -> tuple[str, float]:
    """The machine that takes something out of the ground, and what one of them takes a minute."""
    if item == "water":
        return PUMP, PUMP_PER_MINUTE
    resource = facts().resources[item]
    if resource.category == "basic-fluid":
        return WELL, WELL_PER_MINUTE
    speed = facts().entities[DRILL].mining_speed
    return DRILL, 60 * float(speed or 0.0) / resource.mining_time_s
