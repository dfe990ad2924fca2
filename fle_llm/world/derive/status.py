"""Shown status: what an entity is doing or missing, from its raw facts at the moment it is read.

The game updates its own status when it runs; here a furnace that was just given coal and ore is WORKING at once. One
pure function of the view, for every backend alike (AGENT_API 4.3, MECHANICS 3.26). The game's own word (`status_raw`)
counts only where the view has no better evidence: an empty-handed inserter, and kinds without a rule here.

Power comes first: a machine without it can do nothing, whatever else it lacks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from fle_llm.data import facts
from fle_llm.data.schema import RecipeFacts
from fle_llm.game import EntityStatus
from fle_llm.world.derive.geometry import facts_of
from fle_llm.world.ops import EntityView

ROCKET_PARTS = 100
"""Parts that make a rocket (MECHANICS 3.18)."""

UNPLUGGED_AS_NO_POWER = frozenset({"assembling-machine", "lab"})
"""Kinds that show NO_POWER even where no pole reaches them (AGENT_API 3.12, 4.3); others say they are not plugged
in."""


def shown_status(view: EntityView) -> EntityStatus:
    """The status an agent sees."""
    rule = _RULES.get(view.type)
    return rule(view) if rule is not None else _in_the_games_words(view)


def has_fuel(view: EntityView) -> bool:
    """Whether a burner has something to burn, in the fire or in its slot."""
    return view.burning_left_j > 0 or any(view.inventories.get("fuel", {}).values())


@cache
def is_electric(name: str) -> bool:
    """Whether an entity draws on, feeds or stores electricity."""
    entry = facts_of(name)
    return entry is not None and entry.energy_source is not None and entry.energy_source.type == "electric"


def power_problem(view: EntityView) -> EntityStatus | None:
    """What is wrong with the power of an electric consumer, None when it has some or needs none."""
    if not is_electric(view.name):
        return None
    if view.network is None:
        unplugged = view.type not in UNPLUGGED_AS_NO_POWER
        return EntityStatus.NOT_PLUGGED_IN_ELECTRIC_NETWORK if unplugged else EntityStatus.NO_POWER
    return EntityStatus.NO_POWER if view.satisfaction <= 0 else None


def missing_items(view: EntityView, recipe: RecipeFacts) -> dict[str, int]:
    """Items short of one craft, by name."""
    held = view.inventories.get("input", {})
    short = {a.name: int(a.amount) - held.get(a.name, 0) for a in recipe.ingredients if not a.fluid}
    return {name: count for name, count in short.items() if count > 0}


@cache
def _smelting(categories: tuple[str, ...]) -> Mapping[str, tuple[RecipeFacts, ...]]:
    """Recipes of a furnace by the item they need."""
    found: dict[str, list[RecipeFacts]] = {}
    for recipe in facts().recipes.values():
        if recipe.category in categories:
            found.setdefault(recipe.ingredients[0].name, []).append(recipe)
    return {item: tuple(recipes) for item, recipes in found.items()}


def can_smelt(view: EntityView) -> bool:
    """Whether the source slot of a furnace holds enough for one craft."""
    entry = facts_of(view.name)
    recipes = _smelting(tuple(entry.crafting_categories)) if entry else {}
    source = view.inventories.get("source", {})
    return any(count >= r.ingredients[0].amount for item, count in source.items() for r in recipes.get(item, ()))


# --- rules ------------------------------------------------------------------------------------------------------------


def _in_the_games_words(view: EntityView) -> EntityStatus:
    return power_problem(view) or EntityStatus.from_string(view.status_raw) or EntityStatus.NORMAL


def _at_work(view: EntityView) -> EntityStatus:
    short = is_electric(view.name) and view.satisfaction < 1
    return EntityStatus.LOW_POWER if short else EntityStatus.WORKING


def _furnace(view: EntityView) -> EntityStatus:
    if "fuel" in view.inventories and not has_fuel(view):
        return EntityStatus.NO_FUEL
    problem = power_problem(view)
    if problem:
        return problem
    if view.recipe is not None:  # under way, whether it burns at this moment or not
        return _at_work(view)
    if not can_smelt(view):
        return EntityStatus.NO_INGREDIENTS
    return EntityStatus.FULL_OUTPUT if "result" in view.full else _at_work(view)


def _assembler(view: EntityView) -> EntityStatus:
    problem = power_problem(view)
    if problem:
        return problem
    recipe = facts().recipes.get(view.recipe) if view.recipe else None
    if recipe is None:
        return EntityStatus.NO_RECIPE
    if view.crafting:
        return EntityStatus.FULL_OUTPUT if view.progress >= 1 else _at_work(view)
    if missing_items(view, recipe):
        return EntityStatus.ITEM_INGREDIENT_SHORTAGE
    if _short_of_fluid(view, recipe):
        return EntityStatus.FLUID_INGREDIENT_SHORTAGE
    return EntityStatus.FULL_OUTPUT if "output" in view.full or _no_room_for_fluid(view, recipe) else _at_work(view)


def _short_of_fluid(view: EntityView, recipe: RecipeFacts) -> bool:
    held = {box.fluid: box.amount for box in view.fluids if box.production == "input"}
    return any(a.fluid and held.get(a.name, 0.0) < a.amount for a in recipe.ingredients)


def _no_room_for_fluid(view: EntityView, recipe: RecipeFacts) -> bool:
    boxes = {box.fluid: box for box in view.fluids if box.production == "output"}
    made = [(boxes[a.name], a.amount) for a in recipe.products if a.fluid and a.name in boxes]
    return any(box.amount + amount > box.capacity for box, amount in made)


def _drill(view: EntityView) -> EntityStatus:
    if not view.resources:
        return EntityStatus.NO_MINABLE_RESOURCES
    if "fuel" in view.inventories and not has_fuel(view):
        return EntityStatus.NO_FUEL
    problem = power_problem(view)
    if problem:
        return problem
    if any(box.production == "output" and box.capacity and box.amount >= box.capacity for box in view.fluids):
        return EntityStatus.FULL_OUTPUT
    if view.status_raw == "missing_required_fluid" and not view.blocked:
        return EntityStatus.MISSING_REQUIRED_FLUID
    return EntityStatus.WAITING_FOR_SPACE_IN_DESTINATION if view.blocked else _at_work(view)


def _inserter(view: EntityView) -> EntityStatus:
    if "fuel" in view.inventories and (not has_fuel(view) or _too_weak(view)):
        return EntityStatus.NO_FUEL
    problem = power_problem(view)
    if problem:
        return problem
    if view.blocked:
        return EntityStatus.WAITING_FOR_SPACE_IN_DESTINATION
    moving = view.hand is not None or view.status_raw in {"working", "low_power"}
    return _at_work(view) if moving else EntityStatus.WAITING_FOR_SOURCE_ITEMS


def _too_weak(view: EntityView) -> bool:
    """Whether what is left in the fire is too little for a swing, with nothing to put on."""
    return view.status_raw == "no_fuel" and not any(view.inventories["fuel"].values())


def _lab(view: EntityView) -> EntityStatus:
    problem = power_problem(view)
    if problem:
        return problem
    technology = facts().technologies.get(view.research) if view.research else None
    if technology is None:
        return EntityStatus.NO_RESEARCH_IN_PROGRESS
    held = view.inventories.get("lab_input", {})
    if not view.crafting and any(not held.get(pack) for pack in technology.ingredients):
        return EntityStatus.MISSING_SCIENCE_PACKS
    return _at_work(view)


def is_dry(view: EntityView) -> bool:
    """Whether an entity with fluid boxes has nothing in any of them."""
    return all(box.amount <= 0 for box in view.fluids)


def lacks_input(view: EntityView) -> bool:
    """Whether an input fluid box of an entity is empty."""
    return any(box.production == "input" and box.amount <= 0 for box in view.fluids)


def too_cold(view: EntityView) -> bool:
    """Whether what is heated from outside is not warm enough to work (MECHANICS 3.14)."""
    entry = facts_of(view.name)
    source = entry.energy_source if entry is not None else None
    least = source.min_working_temperature if source is not None else None
    if least is None or view.temperature is None:
        return False
    return view.temperature < least or view.status_raw == "low_temperature"  # just there, and nothing comes after


def _reactor(view: EntityView) -> EntityStatus:
    if view.burning_left_j > 0:
        return EntityStatus.WORKING
    if not has_fuel(view):
        return EntityStatus.NO_FUEL
    return EntityStatus.FULL_BURNT_RESULT_OUTPUT if "burnt_result" in view.full else EntityStatus.WORKING


def _boiler(view: EntityView) -> EntityStatus:
    if is_dry(view):
        return EntityStatus.NOT_CONNECTED
    if "fuel" in view.inventories and not has_fuel(view):
        return EntityStatus.NO_FUEL
    if too_cold(view):
        return EntityStatus.LOW_TEMPERATURE
    if lacks_input(view):
        return EntityStatus.NO_INPUT_FLUID
    full = any(box.production == "output" and box.capacity and box.amount >= box.capacity for box in view.fluids)
    refilled = view.status_raw == "working"  # a full box from which engines draw, at partial load
    return EntityStatus.FULL_OUTPUT if full and not refilled else EntityStatus.WORKING


def _generator(view: EntityView) -> EntityStatus:
    if is_dry(view):
        return EntityStatus.NOT_CONNECTED
    if view.network is None:
        return EntityStatus.NOT_PLUGGED_IN_ELECTRIC_NETWORK
    return EntityStatus.WORKING if view.produced_j > 0 else EntityStatus.NORMAL


def _pump(view: EntityView) -> EntityStatus:
    if is_dry(view):
        return EntityStatus.NOT_CONNECTED
    return power_problem(view) or _at_work(view)


def _solar_panel(view: EntityView) -> EntityStatus:
    unplugged = EntityStatus.NOT_PLUGGED_IN_ELECTRIC_NETWORK
    return unplugged if view.network is None else EntityStatus.WORKING


def _silo(view: EntityView) -> EntityStatus:
    problem = power_problem(view)
    if problem:
        return problem
    if 0 < view.rocket_parts < ROCKET_PARTS:
        return EntityStatus.PREPARING_ROCKET_FOR_LAUNCH
    return _in_the_games_words(view)


def _always_normal(_view: EntityView) -> EntityStatus:
    return EntityStatus.NORMAL


_RULES: dict[str, Callable[[EntityView], EntityStatus]] = {
    "furnace": _furnace,
    "assembling-machine": _assembler,
    "mining-drill": _drill,
    "inserter": _inserter,
    "lab": _lab,
    "boiler": _boiler,
    "generator": _generator,
    "reactor": _reactor,
    "offshore-pump": _pump,
    "pump": _pump,
    "solar-panel": _solar_panel,
    "rocket-silo": _silo,
    **dict.fromkeys(
        (
            "container",
            "logistic-container",
            "transport-belt",
            "underground-belt",
            "splitter",
            "pipe",
            "pipe-to-ground",
            "heat-pipe",
            "storage-tank",
            "electric-pole",
            "wall",
        ),
        _always_normal,
    ),
}
