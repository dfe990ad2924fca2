"""The few rates a plan needs, worked out from the game's data rather than written down."""

from __future__ import annotations

import functools

from fle_llm.data import facts

ORE = "iron-ore"  # copper, coal and stone take the same time
COAL = "coal"


@functools.cache
def rate_lines() -> tuple[str, ...]:
    """One line each for drills, furnaces, assemblers, belts, inserters and fuel, per 60 seconds, without bonuses."""
    return (_drills(), _furnaces(), _assemblers(), _belts(), _fuel())


def _drills() -> str:
    entities, mining_time_s = facts().entities, facts().resources[ORE].mining_time_s
    names = ("burner-mining-drill", "electric-mining-drill")
    shown = [f"{name} {60 * entities[name].mining_speed / mining_time_s:g}" for name in names]
    return f"Ore per 60 s: {', '.join(shown)}, more with researched mining productivity"


def _furnaces() -> str:
    entities, recipes = facts().entities, facts().recipes
    shown = []
    for recipe in ("iron-plate", "steel-plate"):
        for name in ("stone-furnace", "electric-furnace"):
            amount = 60 * entities[name].crafting_speed / recipes[recipe].energy_s
            shown.append(f"{recipe} {amount:g} ({name})")
    return f"Smelting per 60 s: {', '.join(shown)}; a steel plate takes 5 iron plates"


def _assemblers() -> str:
    entities = facts().entities
    names = [f"assembling-machine-{tier}" for tier in (1, 2, 3)]
    shown = [f"{name} {entities[name].crafting_speed:g}" for name in names]
    return f"Crafting speed (a recipe's time is divided by it): {', '.join(shown)}"


def _belts() -> str:
    speed = facts().entities["transport-belt"].speed
    return f"A transport-belt carries {speed * 480:g} items a second on two lanes"


def _fuel() -> str:
    entities, coal = facts().entities, facts().items[COAL].fuel_value_j
    names = ("burner-mining-drill", "stone-furnace", "boiler")
    shown = [f"{name} {coal / entities[name].energy_usage_w:.3g}" for name in names]
    return f"Seconds of work one coal gives: {', '.join(shown)}"
