"""The price list of the production score.

The formula is that of the game's own production-score library in the variant of the Factorio Learning Environment: raw
goods have fixed prices, and a product costs what went into it, doubled for every ingredient beyond the first, plus a
share for the time it took. Recipes that lead in a circle price nothing; what only they consume is priced backwards
from what they make. Prices are a fixed point, so no order of recipes matters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from math import inf, log, sqrt
from types import MappingProxyType
from typing import NamedTuple

from fle_llm.data.facts import facts
from fle_llm.data.schema import ItemFacts, RecipeFacts

EXPONENT = 2.0
"""How much every further ingredient multiplies a price (the game's own library: 1.025)."""

SEEDS: Mapping[str, float] = MappingProxyType(
    {
        "iron-ore": 3.1,
        "copper-ore": 3.6,
        "coal": 3.0,
        "stone": 2.4,
        "crude-oil": 0.2,
        "water": 0.001,
        "steam": 0.001,
        "wood": 3.2,
        "raw-fish": 100.0,
        "energy": 1.0,
        "uranium-ore": 8.2,
    }
)
"""Prices of raw goods, per item or unit of fluid."""

RAW_PRICE = 2.5
"""The price of anything that nothing makes and nothing else gives a price."""


class Way(NamedTuple):
    """One way to come by one unit of something: amounts of ingredients, and seconds at speed one."""

    ingredients: tuple[tuple[str, float], ...]
    energy_s: float

    def cost(self, prices: Mapping[str, float]) -> float:
        """What a unit costs; infinite while an ingredient has no price."""
        if any(name not in prices for name, _ in self.ingredients):
            return inf
        base = sum(prices[name] * amount for name, amount in self.ingredients)
        return base * EXPONENT ** (len(self.ingredients) - 1) + log(self.energy_s + 1) * sqrt(base)


def price_list(recipes: Iterable[RecipeFacts], items: Iterable[ItemFacts], fluids: Iterable[str]) -> dict[str, float]:
    """The price of every item and fluid that is given, and of the seeds."""
    recipes, items = list(recipes), list(items)
    ways = _ways(recipes, items)
    prices = dict(SEEDS)
    _price_forwards(prices, ways)
    while deduced := _deduced(prices, recipes):
        prices |= deduced
        _price_forwards(prices, ways)
    wanted = [*(item.name for item in items), *fluids]
    prices |= {name: RAW_PRICE for name in wanted if name not in prices and name not in ways}
    _price_forwards(prices, ways)
    return prices | {name: RAW_PRICE for name in wanted if name not in prices}


def _ways(recipes: Iterable[RecipeFacts], items: Iterable[ItemFacts]) -> dict[str, list[Way]]:
    """Product → the ways to make it, leaving out recipes that lead in a circle and goods with a fixed price."""
    found: dict[str, list[Way]] = {}
    for recipe in recipes:
        for product in recipe.products if recipe.decompose else ():
            share = len(recipe.products) * product.expected
            parts = tuple((part.name, part.amount / share) for part in recipe.ingredients)
            if product.name not in SEEDS and parts:
                found.setdefault(product.name, []).append(Way(parts, recipe.energy_s / share))
    for item in items:
        for product in item.rocket_launch_products:
            found.setdefault(product.name, []).append(_launch(item.name, product.expected))
    return found


# A rocket takes 100 parts of 3 s each; the score's library counts the seconds of one part.
ROCKET_PARTS = 100
ROCKET_PART_S = 3.0


def _launch(payload: str, amount: float) -> Way:
    return Way((("rocket-part", ROCKET_PARTS / amount), (payload, 1 / amount)), ROCKET_PART_S / amount)


def _price_forwards(prices: dict[str, float], ways: Mapping[str, Iterable[Way]]) -> None:
    """Give everything that can be made of priced things its lowest price, until nothing changes."""
    changed = True
    while changed:
        changed = False
        for product, options in ways.items():
            cost = min(way.cost(prices) for way in options)
            if cost < prices.get(product, inf):
                prices[product] = cost
                changed = True


def _deduced(prices: Mapping[str, float], recipes: Iterable[RecipeFacts]) -> dict[str, float]:
    """Prices of unpriced ingredients, from recipes whose products and other ingredients are priced."""
    found: dict[str, float] = {}
    for recipe in recipes:
        missing = [part for part in recipe.ingredients if part.name not in prices]
        if len(missing) != 1 or not recipe.products or any(part.name not in prices for part in recipe.products):
            continue
        value = sum(prices[part.name] * part.expected for part in recipe.products)
        inputs = (value - log(recipe.energy_s + 1) * sqrt(value)) / EXPONENT ** (len(recipe.ingredients) - 2)
        others = sum(prices[part.name] * part.amount for part in recipe.ingredients if part is not missing[0])
        price = (inputs - others) / missing[0].amount
        if price > 0:
            found[missing[0].name] = min(price, found.get(missing[0].name, inf))
    return found


@cache
def prices() -> Mapping[str, float]:
    """The price of every item and fluid of the base game."""
    known = facts()
    return MappingProxyType(price_list(known.recipes.values(), known.items.values(), known.fluids))
