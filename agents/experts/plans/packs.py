"""Low density structures, chemical and utility science packs, made in cells that are fed from chests.

All run from stock: of what was piled up before the last cells were set going, those make 16 a minute and more for over
ten minutes; then they wait for the character to carry on. The machines before them go on all the while.
"""

from __future__ import annotations

from agents.experts.plans.stocked import (
    ACID,
    ACID_STOCK,
    CIRCUIT_STOCK,
    COAL_STOCK,
    LDS_STOCK,
    PLASTIC,
    RED_STOCK,
    SULFUR,
    carry_round,
    cells,
    circuits,
    engines,
    look_after,
    prelude,
    red_circuits,
    rounds,
    simple,
    start,
)
from agents.experts.stages import Plan, Stage

LDS: Plan = (
    *prelude(iron=2, copper=4, steel=2, columns=4, jacks=4),
    PLASTIC,
    *rounds(
        2,
        "Low density structures take 20 copper, 2 steel and 5 plastic each. While these pile up I only bring coal and "
        "wait: half an hour of copper is enough for the machines that 16 a minute take.",
        carry_round(COAL_STOCK, 1000),
    ),
    cells(
        "structures",
        "A machine takes 20 seconds for one, so I build six, each between a chest of materials and one to fill.",
        simple("low-density-structure"),
        "low-density-structure",
        6,
        carry_round(LDS_STOCK, 1),
    ),
    look_after(carry_round({**LDS_STOCK, **COAL_STOCK}, 900)),
)

BLUE_STOCK = {"chemical-science-pack": {"engine-unit": 52, "advanced-circuit": 78, "sulfur": 26}}
BLUE_ROUND = carry_round(
    {
        **RED_STOCK,
        "engine-unit": {"steel-plate": 150, "iron-gear-wheel": 150, "pipe": 300},
        "iron-gear-wheel": {"iron-plate": 400},
        "pipe": {"iron-plate": 300},
        **CIRCUIT_STOCK,
        **COAL_STOCK,
    },
    900,
)

BLUE: Plan = (
    *prelude(iron=4, copper=4, steel=1, columns=5, jacks=4),
    PLASTIC,
    SULFUR,
    circuits(1),
    red_circuits(2, 200),
    cells(
        "packs",
        "Two packs take a machine 32 seconds: five make 18 a minute. They stand between chests for engines, advanced "
        "circuits and sulfur.",
        simple("chemical-science-pack"),
        "chemical-science-pack",
        5,
        "report_idle()",
    ),
    *engines(2, 150),
    *rounds(3, "Engines and advanced circuits are what takes long. I carry on what there is, and wait.", BLUE_ROUND),
    start(BLUE_STOCK),
    look_after(carry_round(BLUE_STOCK, 1) + "\n" + BLUE_ROUND),
)

FRAME_STOCK = {
    "flying-robot-frame": {
        "electric-engine-unit": 72,
        "battery": 144,
        "steel-plate": 72,
        "electronic-circuit": 216,
    },
    "electric-engine-unit": {"engine-unit": 72, "electronic-circuit": 144},
}
UNIT_STOCK = {"processing-unit": {"electronic-circuit": 2000, "advanced-circuit": 200}}
YELLOW_STOCK = {"utility-science-pack": {"low-density-structure": 72, "processing-unit": 48, "flying-robot-frame": 24}}
YELLOW_ROUND = carry_round(
    {
        **FRAME_STOCK,
        "engine-unit": {"steel-plate": 72, "iron-gear-wheel": 72, "pipe": 144},
        "battery": {"iron-plate": 150, "copper-plate": 150},
        **RED_STOCK,
        **UNIT_STOCK,
        **LDS_STOCK,
        **CIRCUIT_STOCK,
        **ACID_STOCK,
        **COAL_STOCK,
    },
    1400,
    {"flying-robot-frame": 72, "low-density-structure": 216, "processing-unit": 144},
)

YELLOW: Plan = (
    *prelude(iron=3, copper=5, steel=1, columns=5, jacks=4),
    PLASTIC,
    ACID,
    circuits(2),
    red_circuits(1, 200),
    cells(
        "batteries",
        "Robot frames take batteries: plates from a chest, and acid by pipe.",
        simple("battery"),
        "battery",
        1,
        carry_round({"battery": {"iron-plate": 150, "copper-plate": 150}}, 30),
    ),
    Stage(
        "heavy-oil",
        "Electric engines take lubricant, and that takes heavy oil: another refinery works by advanced oil processing. "
        "Its gas and light oil go into tanks of their own, so that they never stop it.",
        "jacks = get_entities({Prototype.PumpJack})\n"
        "refineries = ensure_refineries(1, RecipeName.AdvancedOilProcessing, jacks)\n"
        "bring_power(*refineries)\n"
        'for fluid in ("light-oil", "petroleum-gas"):\n    ensure_outlet(refineries[0], fluid)\n'
        "sleep(30)\nreport_idle()",
    ),
    cells(
        "lubricant",
        "A plant makes the heavy oil into lubricant.",
        '["lubricant"]',
        "lubricant",
        1,
        "sleep(30)\nreport_idle()",
    ),
    *engines(1, 72),
    cells(
        "electric-engines",
        "Electric engines: lubricant by pipe, engines and circuits from a chest; then the frames of robots.",
        simple("electric-engine-unit"),
        "electric-engine-unit",
        1,
        f'ensure_rows({simple("flying-robot-frame")}, "flying-robot-frame", 1)\n' + carry_round(FRAME_STOCK, 30),
    ),
    cells(
        "structures",
        "Low density structures, for which copper, steel and plastic have piled up.",
        simple("low-density-structure"),
        "low-density-structure",
        2,
        carry_round(LDS_STOCK, 30),
    ),
    cells(
        "processing",
        "Processing units, with acid by pipe and circuits of both kinds from a chest.",
        simple("processing-unit"),
        "processing-unit",
        1,
        carry_round(UNIT_STOCK, 30),
    ),
    cells(
        "packs",
        "Three packs take a machine 28 seconds: three make 19 a minute. They stand between chests.",
        simple("utility-science-pack"),
        "utility-science-pack",
        3,
        "report_idle()",
    ),
    *rounds(5, "Everything is there now, and takes its time. I carry on what was made, and wait.", YELLOW_ROUND),
    start(YELLOW_STOCK),
    look_after(carry_round(YELLOW_STOCK, 1) + "\n" + YELLOW_ROUND),
)
