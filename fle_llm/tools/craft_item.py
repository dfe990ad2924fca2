"""craft_item: making things by hand, with everything they are made of.

The whole order is planned on a copy of the inventory first; the world sees one exchange, so a craft that cannot be
finished takes nothing. Costs and counts are those of crafting the intermediates one by one (AGENT_API 1.3, 3.10).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from fle_llm.data import facts
from fle_llm.data.schema import RecipeFacts
from fle_llm.errors import Refused, ToolError
from fle_llm.game import Prototype
from fle_llm.tools.arguments import did_you_mean, name_of, whole
from fle_llm.tools.hands import Hands, failure, ticks_for
from fle_llm.world.derive.refusals import listing
from fle_llm.world.ops import Agent, AgentView, Exchange, Names, Research, ResearchView

TOOL = "craft_item"

HAND_CATEGORY = "crafting"
"""The only category a character crafts by hand (MECHANICS 3.2)."""


def craft_item(hands: Hands, entity: Prototype | str, quantity: int = 1) -> int:
    """Craft items by hand from what you carry, making missing intermediates first.

    Works for everything that needs no machine: gears, cables, circuits, belts, inserters, drills, furnaces, chests,
    pipes... Plates are smelted in a furnace; what takes a fluid, and engines, are made in a machine.

    Parameters:
        entity: the Prototype (or name) of the item.
        quantity: how many. Recipes that give several at once may give some more (2 copper cables a craft).
    Returns: int, the quantity asked for.
    Cost: the time of the recipe for every craft, intermediates included (a gear takes 30 ticks).
    Errors: "Failed to craft ...", with everything that is missing and how to get it. Nothing is used up then.

    Example:
        move_to(nearest(Resource.Stone))
        harvest_resource(nearest(Resource.Stone), 10)
        craft_item(Prototype.StoneFurnace, 2)
    """
    name = name_of(entity, ValueError(f"craft_item() needs a Prototype or a name, got {entity!r}"))
    count = whole(quantity, "quantity")
    asked = f"Failed to craft {count}x {name} because "
    if name not in facts().recipes and name not in facts().items:
        raise failure(
            TOOL, f"{asked}there is nothing called {name}.{did_you_mean(name, facts().items)}", code="unknown-name"
        )
    character, research = hands.act([Agent(hands.agent), Research()])
    order = _planned(asked, name, count, character, research)
    exchange = Exchange(
        hands.agent,
        take=order.used_from(character),
        give=order.left_for(character),
        made=order.made,
        used=order.used,
        by="craft",
    )
    try:
        hands.ask(exchange)
    except Refused as refused:
        raise _failure(asked, refused, exchange, character) from None
    hands.spend(order.ticks)
    return count


@dataclass(slots=True)
class Order:
    """A plan: what is carried while it is worked off, what is made and used, how long it takes."""

    carried: dict[str, int]
    recipes: Names
    made: dict[str, int] = field(default_factory=dict)
    used: dict[str, int] = field(default_factory=dict)
    ticks: int = 0
    missing: dict[str, int] = field(default_factory=dict)
    problem: str = ""

    def craft(self, item: str, count: int, path: tuple[str, ...] = ()) -> str | None:
        """Make at least `count` of an item; the reason when it cannot be made by hand."""
        reason = self._gate(item, path)
        if reason is not None:
            return reason
        recipe = facts().recipes[item]
        each = recipe.products[0].amount
        crafts = -(-count // each)
        short = self._short(recipe, crafts)
        while short:
            ingredient, lacking = next(iter(short.items()))
            inner = self.craft(ingredient, lacking, (*path, item))
            if inner is not None:
                self._lack(item, ingredient, lacking, inner)
            short = self._short(recipe, crafts)
        for part in recipe.ingredients:
            self.carried[part.name] = self.carried.get(part.name, 0) - part.amount * crafts
            self.used[part.name] = self.used.get(part.name, 0) + part.amount * crafts
        for product in recipe.products:
            self.carried[product.name] = self.carried.get(product.name, 0) + product.amount * crafts
            self.made[product.name] = self.made.get(product.name, 0) + product.amount * crafts
        self.ticks += ticks_for(recipe.energy_s * crafts)
        return None

    def _short(self, recipe: RecipeFacts, crafts: int) -> dict[str, int]:
        """What the carried items lack for so many crafts, in the recipe's order."""
        lacking = {part.name: part.amount * crafts - self.carried.get(part.name, 0) for part in recipe.ingredients}
        return {name: count for name, count in lacking.items() if count > 0}

    def _lack(self, item: str, ingredient: str, count: int, reason: str) -> None:
        """Note an ingredient that cannot be made, and go on as if it were there, to find all that is missing."""
        self.missing[ingredient] = self.missing.get(ingredient, 0) + count
        self.carried[ingredient] = self.carried.get(ingredient, 0) + count
        if not self.problem:
            self.problem = (
                f"couldn't craft a required sub-ingredient for {item} - {ingredient} - {reason}. "
                f"Required {ingredient} amount for {item} - {count}"
            )

    def _gate(self, item: str, path: tuple[str, ...]) -> str | None:
        """Why an item cannot be crafted by hand at all, None when it can."""
        recipe = facts().recipes.get(item)
        if recipe is None:
            return _no_recipe(item)
        if recipe.category != HAND_CATEGORY or recipe.has_fluids:
            return (
                f"Item {item} cannot be crafted (category: {recipe.category}). Recipe requires a crafting machine or "
                "smelting in a furnace"
            )
        if item not in self.recipes:
            needs = facts().technologies_unlocking(item)
            requires = f" (requires {', '.join(needs)} technology)" if needs else ""
            deeds = {name: facts().technologies[name].deed for name in needs}
            how = "".join(f"; {name} is known as soon as you {deed}" for name, deed in deeds.items() if deed)
            return f"recipe for {item} is not unlocked yet{requires}. You need to research the technology first{how}"
        if item in path:
            return f"recursive crafting loop detected: {' > '.join((*path, item))}"
        return None

    def used_from(self, character: AgentView) -> dict[str, int]:
        """What of the character's own items is gone in the end."""
        change = {item: character.inventory.get(item, 0) - n for item, n in self.carried.items()}
        return {item: n for item, n in sorted(change.items()) if n > 0}

    def left_for(self, character: AgentView) -> dict[str, int]:
        """What the character has more of in the end."""
        change = {item: n - character.inventory.get(item, 0) for item, n in self.carried.items()}
        return {item: n for item, n in sorted(change.items()) if n > 0}


def _no_recipe(item: str) -> str:
    others = [recipe.name for recipe in facts().recipes_of(item)]
    if others:
        return f"recipe for {item} doesn't exist by that name, a machine makes it by {', '.join(others)}"
    return f"recipe for {item} doesn't exist, it is a raw resource that must be gathered first"


def _planned(asked: str, name: str, count: int, character: AgentView, research: ResearchView) -> Order:
    order = Order(dict(character.inventory), research.recipes)
    reason = order.craft(name, count)
    if reason is not None:
        raise failure(TOOL, f"{asked}{reason}", code="cannot-craft", data={"item": name})
    if order.missing:
        listed = ", ".join(f"{item} x{n}" for item, n in order.missing.items())
        raise failure(
            TOOL,
            f"{asked}{order.problem}. Still missing ingredients - {listed}. "
            f"Current inventory: {listing(character.inventory)}",
            code="not-enough",
            data={"missing": dict(order.missing)},
        )
    return order


def _failure(asked: str, refused: Refused, exchange: Exchange, character: AgentView) -> ToolError:
    if refused.reason == "inventory-full":
        stacks = sum(-(-count // facts().stack_size(item)) for item, count in exchange.give.items())
        free = character.slots - character.slots_used
        reason = f"Inventory is full - requires {stacks} slots but only {free} available"
    else:
        reason = f"the inventory changed ({refused.reason})"
    return failure(TOOL, f"{asked}{reason}", code=refused.reason, data=dict(refused.data))
