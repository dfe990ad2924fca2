"""Walls, ammunition, military packs and engines: continuous factories on steel, brick and coal as well.

Rates of an assembling machine 2 a minute: 15 magazines, 5.6 grenades, 9 military packs, 4.5 engines. A line of a drill
and its furnaces makes 33 plates or 6.6 steel, one of two drills for stone 33 bricks.
"""

from __future__ import annotations

from agents.experts.plans.circuits import COPPER, IRON
from agents.experts.plans.parts import POWER, WATCH, grow, lead, lead_on, ore_row, row, survey
from agents.experts.stages import Plan, Stage

STEEL = "Steel: a second furnace behind the first takes its plates, five for one."
BRICK = "A brick takes two stones, so each furnace gets two drills."

WALLS: Plan = (
    survey("Stone"),
    POWER,
    ore_row("bricks", "build_paired_smelters", "Stone", 3, f"A wall takes five bricks. {BRICK}"),
    row("walls", "stone-wall > chest", "One machine makes all the walls."),
    lead("feed", "bricks", "walls[0]", "UP", "The bricks are led to it."),
    WATCH,
)

PIERCING: Plan = (
    survey("IronOre", "CopperOre"),
    POWER,
    ore_row("iron", "build_smelters", "IronOre", 3, IRON),
    grow(2),
    ore_row("steel", "build_steel_row", "IronOre", 2, STEEL),
    ore_row("copper", "build_smelters", "CopperOre", 1, COPPER),
    row(
        "rounds",
        "chest < piercing-rounds-magazine < firearm-magazine > piercing-rounds-magazine > chest",
        "Ordinary magazines are made between the two machines that make piercing ones of them.",
    ),
    lead("feed-iron", "iron", "rounds[4]", "UP", "Iron goes to the ordinary magazines, from above."),
    lead("feed-steel", "steel", "rounds[2], rounds[6]", "UP", "Steel goes to both other machines, from above too."),
    lead("feed-copper", "copper", "rounds[2], rounds[6]", "DOWN", "So does copper, from below."),
    WATCH,
)

ENGINES: Plan = (
    survey("IronOre"),
    POWER,
    ore_row("iron", "build_smelters", "IronOre", 3, IRON),
    grow(3),
    ore_row("steel", "build_steel_row", "IronOre", 3, STEEL),
    row(
        "engines",
        "iron-gear-wheel > engine-unit < pipe > engine-unit < iron-gear-wheel > engine-unit < pipe > engine-unit < "
        "iron-gear-wheel",
        "Engines take ten seconds, so there are four machines. Each stands between one for gears and one for pipes.",
    ),
    Stage(
        "outlets",
        "The engines go into chests below.",
        "for machine in engines[2::4]:\n    print(hand_to_chests(machine, Direction.DOWN))",
    ),
    lead("feed-steel", "steel", "*engines[2::4]", "UP", "Steel goes to the engines, from above."),
    lead("feed-iron", "iron", "*engines[0::4]", "DOWN", "Iron goes to the gears and pipes, from below."),
    WATCH,
)

MILITARY: Plan = (
    survey("IronOre", "Stone", "Coal", "CopperOre"),
    POWER,
    ore_row("iron", "build_smelters", "IronOre", 3, IRON),
    grow(3),
    ore_row("steel", "build_steel_row", "IronOre", 1, STEEL),
    ore_row("copper", "build_smelters", "CopperOre", 1, COPPER),
    ore_row("bricks", "build_paired_smelters", "Stone", 3, BRICK),
    ore_row("coal", "build_diggers", "Coal", 3, "Grenades take ten coal each."),
    row("one", "grenade > military-science-pack > chest", "A machine for grenades keeps one for packs busy."),
    row("two", "chest < military-science-pack < grenade", "I need two such pairs."),
    row("rounds", "firearm-magazine > piercing-rounds-magazine", "One machine for piercing magazines is enough."),
    row("walls", "stone-wall", "And one for walls."),
    lead_on("lead-walls", "walls[0]", "DOWN", "one[2], two[2]", "UP", "The walls go to both machines for packs."),
    lead_on("lead-rounds", "rounds[2]", "RIGHT", "one[2], two[2]", "DOWN", "So do the magazines."),
    lead("feed-iron", "iron", "rounds[0], one[0], two[4]", "UP", "Iron goes to ordinary magazines and to grenades."),
    lead("feed-coal", "coal", "one[0], two[4]", "DOWN", "Coal goes to the grenades as well."),
    lead("feed-steel", "steel", "rounds[2]", "UP", "Steel goes to the piercing ones."),
    lead("feed-copper", "copper", "rounds[2]", "DOWN", "So does copper."),
    lead("feed-bricks", "bricks", "walls[0]", "UP", "Bricks go to the walls."),
    WATCH,
)
