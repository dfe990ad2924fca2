"""Production science packs, made in cells that are fed from chests.

Runs from stock: of what was piled up before the last cells were set going, three machines make 19 packs a minute for
eleven minutes; then they wait for the character to carry on. Steel takes longest: a pack takes ten rails and a third
of a furnace, which is eight steel, forty iron ore. The machines before the last cells go on all the while.
"""

from __future__ import annotations

from textwrap import indent

from agents.experts.plans.stocked import (
    CIRCUIT_STOCK,
    COAL_STOCK,
    PLASTIC,
    RED_STOCK,
    carry_round,
    cells,
    circuits,
    prelude,
    red_circuits,
    simple,
)
from agents.experts.stages import Plan, Stage

CRAFTS = 24  # of the last three machines each: 3 packs of 28 seconds

RAIL_STOCK = {"rail": {"stone": 400, "steel-plate": 400}, "iron-stick": {"iron-plate": 250}}
FURNACE_STOCK = {"electric-furnace": {"steel-plate": 360, "advanced-circuit": 180, "stone-brick": 360}}
MODULE_STOCK = {"productivity-module": {"advanced-circuit": 180, "electronic-circuit": 180}}
PACK_STOCK = {
    "production-science-pack": {"rail": 30 * CRAFTS, "electric-furnace": CRAFTS, "productivity-module": CRAFTS}
}
ALL = {"rail": 90 * CRAFTS, "electric-furnace": 3 * CRAFTS, "productivity-module": 3 * CRAFTS}
ROUND = carry_round(
    {**MODULE_STOCK, **FURNACE_STOCK, **RAIL_STOCK, **RED_STOCK, **CIRCUIT_STOCK, **COAL_STOCK}, 1200, ALL
)
START_OR_WAIT = (
    f"wanted = {ALL!r}\n"
    'print("there are", {item: waiting(item) for item in wanted}, "of", wanted)\n'
    "if all(waiting(item) >= count for item, count in wanted.items()):\n"
    + indent(carry_round(PACK_STOCK, 1), "    ")
    + "\nelse:\n"
    + indent(ROUND, "    ")
).replace("'", '"')

PRODUCTION: Plan = (
    *prelude(iron=2, copper=3, steel=2, columns=4, jacks=4, refineries=1),
    Stage(
        "stone",
        "Rails take stone, furnaces take bricks: two drills with a chest each, one of them with a furnace between.",
        "build_smelting_lines(Resource.Stone, 1, 0)\nbuild_smelting_lines(Resource.Stone, 1, 1)\nreport_idle()",
    ),
    PLASTIC,
    circuits(1),
    red_circuits(2, 200),
    cells(
        "modules",
        "Productivity modules take a machine 20 seconds each; this cell has to begin early.",
        simple("productivity-module"),
        "productivity-module",
        2,
        carry_round(MODULE_STOCK, 1),
    ),
    cells(
        "furnaces",
        "Electric furnaces, of steel, bricks and advanced circuits.",
        simple("electric-furnace"),
        "electric-furnace",
        1,
        carry_round(FURNACE_STOCK, 1),
    ),
    Stage("wait", "Plates pile up, for {wanted} and for building on. I carry them where they are needed.", ROUND),
    cells(
        "rails",
        "Rails: a machine for iron sticks hands them to the next, whose stone and steel come from a chest above it.",
        '["chest", ">", "iron-stick", ">", "rail", ">", "chest"]',
        "rail",
        1,
        carry_round(RAIL_STOCK, 1),
        above="rail",
    ),
    cells(
        "packs",
        "Three packs take a machine 28 seconds: three make 19 a minute. They stand between chests.",
        simple("production-science-pack"),
        "production-science-pack",
        3,
        "report_idle()",
    ),
    Stage(
        "start-or-wait",
        "{throughput} of {quota} a minute. Once there is enough for the last cells to run for more than ten minutes, I "
        "stock them with all of it; until then I carry on what was made, and wait.",
        START_OR_WAIT,
    ),
)
