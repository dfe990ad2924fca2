"""The few rates a plan needs, worked out from the game's data rather than written down."""

from __future__ import annotations

import functools
import math

from fle_llm.data import facts
from fle_llm.game import Prototype

ORE = "iron-ore"  # copper, coal and stone take the same time
COAL = "coal"
USERS = (
    "electric-mining-drill",
    "pumpjack",
    "electric-furnace",
    "assembling-machine-1",
    "assembling-machine-2",
    "chemical-plant",
    "oil-refinery",
    "lab",
)
USUAL_S = 0.5
"""What most recipes take."""


@functools.cache
def rate_lines() -> tuple[str, ...]:
    """A line each for drills, furnaces, machines, recipes, belts, inserters, fuel, power and poles, without bonuses."""
    return (_drills(), _furnaces(), _assemblers(), _recipes(), _belts(), _inserters(), _fuel(), _power(), _poles())


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


def _recipes() -> str:
    """The times of what is no building; `get_prototype_recipe` does not tell them (AGENT_API 3.17)."""
    recipes, items = facts().recipes, facts().items
    times: dict[float, list[str]] = {}
    for name in dict.fromkeys(member.value[0] for member in Prototype):
        recipe = recipes.get(name)
        placed = name in items and items[name].place
        if recipe and not recipe.hidden and not placed and recipe.category != "smelting" and recipe.energy_s != USUAL_S:
            times.setdefault(recipe.energy_s, []).append(name)
    shown = [f"{seconds:g} {', '.join(times[seconds])}" for seconds in sorted(times)]
    refining = recipes["basic-oil-processing"].energy_s
    return (
        f"Seconds a recipe takes at speed 1: {USUAL_S:g}, but {'; '.join(shown)}. "
        f"Chemical plants and refineries have speed 1; basic-oil-processing takes {refining:g}"
    )


def _inserters() -> str:
    shown = []
    for name in ("burner-inserter", "inserter", "fast-inserter"):
        half_ticks = math.ceil(0.5 / facts().entities[name].rotation_speed) - 1  # MECHANICS 3.10
        shown.append(f"{name} {3600 / (2 * half_ticks):.0f}")
    return f"Items an inserter moves in 60 s from chest to chest: {', '.join(shown)}, more with researched bonuses"


def _power() -> str:
    entities, steam = facts().entities, facts().fluids["steam"]
    engine, boiler, solar = entities["steam-engine"], entities["boiler"], entities["solar-panel"]
    heat_j = ((engine.maximum_temperature or 0) - steam.default_temperature) * steam.heat_capacity_j
    engine_w = engine.fluid_usage * 60 * heat_j * engine.effectivity
    shown = [f"{name} {entities[name].energy_usage_w / 1000:g}" for name in USERS]
    coal = 60 * boiler.energy_usage_w / facts().items[COAL].fuel_value_j
    return (
        f"Power: steam-engine {engine_w / 1000:g} kW, {boiler.energy_usage_w / engine_w:g} engines to a boiler, which "
        f"then burns {coal:g} coal in 60 s (an inserter from a coal belt keeps it going); solar-panel "
        f"{solar.production_w / 1000:g} kW. Working machines take in kW: {', '.join(shown)}"
    )


def _poles() -> str:
    shown = []
    for name in ("small-electric-pole", "medium-electric-pole", "big-electric-pole"):
        pole = facts().entities[name]
        side = 2 * pole.supply_radius
        shown.append(f"{name} {side:g}x{side:g} tiles, wires reach {pole.wire_reach:g}")
    return f"A pole supplies what touches the square around it: {'; '.join(shown)}"


def _belts() -> str:
    speed = facts().entities["transport-belt"].speed
    return f"A transport-belt carries {speed * 480:g} items a second on two lanes"


def _fuel() -> str:
    entities, coal = facts().entities, facts().items[COAL].fuel_value_j
    names = ("burner-mining-drill", "stone-furnace", "boiler")
    shown = [f"{name} {coal / entities[name].energy_usage_w:.3g}" for name in names]
    return f"Seconds of work one coal gives: {', '.join(shown)}"
