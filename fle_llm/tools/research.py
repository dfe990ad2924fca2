"""get_prototype_recipe, get_research_progress, set_research: what is known, and what it takes to know more."""

from __future__ import annotations

from math import ceil

from fle_llm.data import facts, units_of
from fle_llm.data.schema import TechnologyFacts
from fle_llm.errors import Refused
from fle_llm.game import Ingredient, Prototype, Recipe, RecipeName, Technology
from fle_llm.tools.arguments import did_you_mean, name_of
from fle_llm.tools.hands import Hands, failure, refusal
from fle_llm.world.derive.entities import bare_recipe_of
from fle_llm.world.ops import Research, ResearchView, StartResearch

_SLACK = 1e-9
"""Progress is a float: what is this close to a whole unit is one (REAL_SERVER 3.3)."""


def get_prototype_recipe(hands: Hands, prototype: Prototype | RecipeName | str) -> Recipe:
    """Look up a recipe.

    Parameters:
        prototype: the Prototype of the product, a RecipeName, or a name.
    Returns: Recipe with `ingredients` and `products`, each a list with name, count and type ("item" or "fluid").
        The other fields are not filled in; a machine's `recipe`, read with get_entity, has the seconds in `energy`.
    Cost: 0 ticks.
    Errors: "Could not get recipe of ..." when there is none of that name.

    Example:
        recipe = get_prototype_recipe(Prototype.IronGearWheel)
        for ingredient in recipe.ingredients:
            print(ingredient.name, ingredient.count)
    """
    name = name_of(
        prototype, ValueError(f"get_prototype_recipe() needs a Prototype, RecipeName or str, got {prototype!r}")
    )
    found = facts().recipes.get(name)
    if found is None:
        others = [recipe.name for recipe in facts().recipes_of(name)]
        made = f" It is made by: {', '.join(others)}." if others else did_you_mean(name, facts().recipes)
        raise failure(
            "get_prototype_recipe",
            f"Could not get recipe of {name} - recipe doesnt exist. You may need to use the RecipeName enum "
            f"instead.{made}",
            code="unknown-name",
            data={"name": name},
        )
    return bare_recipe_of(found)


def get_research_progress(hands: Hands, technology: Technology | str | None = None) -> list[Ingredient]:
    """Tell which science packs a technology still needs.

    Parameters:
        technology: a Technology or its name; left out, the one being researched now.
    Returns: list of Ingredient (name, count): the packs still to be used up; empty when it is researched, and
        for the few that take no packs but are known as soon as you have made or dug something.
    Cost: 0 ticks.
    Errors: "No research currently in progress", "Technology ... doesn't exist".

    Example:
        for pack in get_research_progress(Technology.Automation):
            print(pack.name, pack.count)
    """
    view: ResearchView = hands.ask(Research())
    if technology is None:
        if view.current is None:
            raise failure(
                "get_research_progress",
                "No research currently in progress. Start one with set_research(Technology.X).",
                code="no-research",
            )
        name = view.current
    else:
        name = _technology("get_research_progress", technology, "doesn't exist")
    if name in view.researched and name not in view.levels:
        return []
    done = view.progress if name == view.current else view.saved.get(name, 0.0)
    return _packs(facts().technologies[name], view, done)


def set_research(hands: Hands, technology: Technology | str) -> list[Ingredient]:
    """Start researching a technology, instead of the current one if there is any.

    Labs with power and the right science packs then work on it.

    Parameters:
        technology: a Technology or its name.
    Returns: list of Ingredient (name, count): all the science packs it takes.
    Cost: 0 ticks.
    Errors: "Technology ... does not exist", "... is already researched", "Failed to start research for ..." when other
        technologies are needed first, "... is not enabled", with what you have to make, for those that take no packs.

    Example:
        try:
            print(set_research(Technology.Automation))
        except Exception as reason:
            print(reason)
    """
    name = _technology("set_research", technology, "does not exist")
    view: ResearchView = hands.ask(Research())
    if name in view.researched and name not in view.levels:
        raise failure("set_research", f"Technology {name} is already researched", code="already-researched")
    entry = facts().technologies[name]
    missing = [needed for needed in entry.prerequisites if needed not in view.researched]
    if missing:
        raise failure(
            "set_research",
            f"Failed to start research for {name}: it needs {', '.join(missing)} first",
            code="locked",
            data={"needs": missing},
        )
    if not entry.ingredients:
        how = (
            f"no lab is needed, it is known as soon as you {entry.deed}" if entry.deed else "it takes no science packs"
        )
        raise failure("set_research", f"Technology {name} is not enabled: {how}", code="not-allowed")
    try:
        hands.ask(StartResearch(name))
    except Refused as refused:
        raise refusal("set_research", f"Failed to start research for {name}: ", refused) from None
    return _packs(entry, view, 0.0)


def _technology(tool: str, technology: Technology | str, missing: str) -> str:
    name = name_of(technology, ValueError(f"{tool}() needs a Technology or its name, got {technology!r}"))
    if name not in facts().technologies:
        close = did_you_mean(name, facts().technologies)
        raise failure(tool, f"Technology {name} {missing}.{close}", code="unknown-name", data={"name": name})
    return name


def _packs(entry: TechnologyFacts, view: ResearchView, done: float) -> list[Ingredient]:
    """What is left of the packs of a technology, or of the next level of an endless one."""
    units = ceil(units_of(entry, view.levels.get(entry.name)) * (1 - done) - _SLACK)
    return [Ingredient(name=pack, count=units * amount, type="item") for pack, amount in entry.ingredients.items()]
