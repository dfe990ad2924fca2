"""Gears, circuits, inserters and the first two science packs: continuous factories of iron and copper.

A smelter makes 33 plates a minute (a drill with what the technologies of the lab add), an assembling machine 2 works
at 0.75: 90 gears, 90 circuits or inserters, 9 red or 7.5 green packs a minute.
"""

from __future__ import annotations

from agents.experts.plans.parts import POWER, WATCH, grow, lead, lead_on, ore_row, row, survey
from agents.experts.stages import Plan, Stage

IRON = "Plates first: each drill at the edge of the iron field drops into a furnace, whose plates go on a common belt."
COPPER = "The same for copper, which needs less."

MORE = "More of it, where as many as possible are wanted: the other furnaces of the kit, with two drills each if I can."


def more_gears(number: int, furnaces: int) -> Plan:
    """Another row of furnaces with a machine for gears of its own."""
    iron, gears = f"iron_{number}", f"gears_{number}"
    return (
        ore_row(iron, "build_best_smelters", "IronOre", furnaces, MORE),
        row(gears, "chest < iron-gear-wheel > chest", "These plates get a machine of their own."),
        lead(f"feed-{number}", iron, f"{gears}[2]", "UP", "The belt is led to it."),
    )


GEARS: Plan = (
    survey("IronOre"),
    POWER,
    ore_row("iron", "build_smelters", "IronOre", 3, IRON),
    row(
        "gears",
        "chest < iron-gear-wheel > chest",
        "A machine can make 90 gears a minute, more than the plates allow.",
    ),
    lead("feed", "iron", "gears[2]", "UP", "The belt of plates is led to the machine."),
    grow(3),
    *more_gears(2, 4),
    *more_gears(3, 3),
    WATCH,
)

CIRCUITS: Plan = (
    survey("IronOre", "CopperOre"),
    POWER,
    ore_row("iron", "build_smelters", "IronOre", 2, IRON),
    ore_row("copper", "build_smelters", "CopperOre", 2, COPPER),
    row(
        "circuits",
        "copper-cable > electronic-circuit > chest",
        "The machine for cables hands them straight to the one for circuits.",
    ),
    lead("feed-iron", "iron", "circuits[2]", "UP", "Iron goes to the circuits, from above."),
    lead("feed-copper", "copper", "circuits[0]", "DOWN", "Copper goes to the cables, from below."),
    WATCH,
)

RED: Plan = (
    survey("IronOre", "CopperOre"),
    POWER,
    ore_row("iron", "build_smelters", "IronOre", 2, IRON),
    ore_row("copper", "build_smelters", "CopperOre", 1, COPPER),
    row(
        "packs",
        "chest < automation-science-pack < iron-gear-wheel > automation-science-pack > chest",
        "A machine makes 9 packs a minute, so there are two, with the machine for gears between them handing to both.",
    ),
    lead("feed-iron", "iron", "packs[4]", "UP", "Iron goes to the gears, from above."),
    lead("feed-copper", "copper", "packs[2], packs[6]", "DOWN", "Copper goes to both machines for packs, from below."),
    WATCH,
)

INSERTERS: Plan = (
    survey("IronOre", "CopperOre"),
    POWER,
    ore_row("iron", "build_smelters", "IronOre", 3, IRON),
    ore_row("copper", "build_smelters", "CopperOre", 1, COPPER),
    grow(2),
    row(
        "arms",
        "copper-cable > electronic-circuit > inserter < iron-gear-wheel",
        "Inserters are made of a circuit, a gear and a plate. All stands side by side and is handed on directly.",
    ),
    Stage("outlet", "What is made goes into two chests.", "print(hand_to_chests(arms[4], Direction.DOWN, 2))"),
    lead("feed-iron", "iron", "arms[2], arms[4], arms[6]", "UP", "Three of the machines take iron, from above."),
    lead("feed-copper", "copper", "arms[0]", "DOWN", "Copper goes to the cables, from below."),
    WATCH,
)

GREEN: Plan = (
    survey("IronOre", "CopperOre"),
    POWER,
    ore_row("iron", "build_smelters", "IronOre", 4, IRON),
    ore_row("copper", "build_smelters", "CopperOre", 1, COPPER),
    grow(2),
    row(
        "goods",
        "transport-belt < iron-gear-wheel > inserter < electronic-circuit < copper-cable",
        "Green packs take an inserter and a belt each. One machine for gears serves both, so they stand in one row.",
    ),
    row(
        "packs",
        "chest < logistic-science-pack logistic-science-pack > chest < logistic-science-pack",
        "A machine makes 7.5 packs a minute, so three of them stand in a second row.",
    ),
    lead_on(
        "feed-inserters",
        "goods[4]",
        "DOWN",
        "packs[2], packs[3], packs[7]",
        "UP",
        "The inserters go to all three machines for packs on a belt of their own.",
    ),
    lead_on(
        "feed-belts",
        "goods[0]",
        "DOWN",
        "packs[2], packs[3], packs[7]",
        "DOWN",
        "So do the belts.",
    ),
    lead("feed-iron", "iron", "goods[0], goods[2], goods[4], goods[6]", "UP", "Four machines take iron, from above."),
    lead("feed-copper", "copper", "goods[8]", "DOWN", "Copper goes to the cables, from below."),
    WATCH,
)
