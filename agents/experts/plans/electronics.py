"""Advanced circuits and processing units, made in cells that are fed from chests.

Both run from stock: of what was piled up before the last cells were set going, those make 16 a minute and more for
eleven to thirteen minutes; then they wait for the character to carry on. Plastic and acid are made all the while,
plates and circuits half as fast as the last cells take them.
"""

from __future__ import annotations

from agents.experts.plans.stocked import (
    ACID,
    ACID_STOCK,
    CIRCUIT_STOCK,
    COAL_STOCK,
    PLASTIC,
    RED_STOCK,
    carry_round,
    cells,
    circuits,
    look_after,
    prelude,
    red_circuits,
    rounds,
    simple,
    start,
)
from agents.experts.stages import Plan

CIRCUIT_ROUND = carry_round({**CIRCUIT_STOCK, **COAL_STOCK}, 900)

ADVANCED: Plan = (
    *prelude(iron=3, copper=4, columns=3, jacks=4),
    PLASTIC,
    circuits(1),
    *rounds(1, "Circuits and plastic pile up now. I carry plates and coal to their machines.", CIRCUIT_ROUND),
    red_circuits(3, 100),
    look_after(carry_round({**RED_STOCK, **CIRCUIT_STOCK, **COAL_STOCK}, 300)),
)

PROCESSING_STOCK = {"processing-unit": {"electronic-circuit": 1100, "advanced-circuit": 110}}
PROCESSING_ROUND = carry_round({**RED_STOCK, **CIRCUIT_STOCK, **ACID_STOCK, **COAL_STOCK}, 900)

PROCESSING: Plan = (
    *prelude(iron=4, copper=6, columns=4, jacks=4),
    PLASTIC,
    ACID,
    circuits(2),
    red_circuits(1, 200),
    cells(
        "processing",
        "A processing unit takes 20 circuits, 2 advanced ones and some acid, and 13 seconds of a machine: four make 18 "
        "a minute. They stand between chests, and the acid comes by pipe.",
        simple("processing-unit"),
        "processing-unit",
        4,
        "report_idle()",
    ),
    *rounds(
        4, "Circuits are what takes long. I carry plates to them and circuits on, and wait again.", PROCESSING_ROUND
    ),
    start(PROCESSING_STOCK),
    look_after(carry_round(PROCESSING_STOCK, 1) + "\n" + PROCESSING_ROUND),
)
