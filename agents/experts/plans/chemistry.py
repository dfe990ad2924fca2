"""Sulfur, plastic, sulfuric acid and batteries: chemical plants in rows beside a refinery.

Sulfur, plastic and acid run for hours: gas and water come by pipe, coal and iron by a belt from a drill or smelter.
Where the ore is too far for the belts at hand, a chest feeds the plant instead, for twenty minutes of plastic (two
bars a piece of coal, 54 a minute) or half an hour of acid. Batteries run from stock: plates are carried from
the smelters to the plants, for twenty minutes at 30 a minute, and the last stage carries on.
"""

from __future__ import annotations

from agents.experts.plans.oil import POWER, REFINE, SURVEY, field
from agents.experts.plans.stocked import ACID as SULFUR_AND_ACID
from agents.experts.plans.stocked import carry_round, cells, look_after, prelude, simple
from agents.experts.stages import Plan, Stage

SULFUR: Plan = (
    SURVEY,
    POWER,
    field(3),
    REFINE,
    Stage(
        "plant",
        "There is gas. Sulfur takes 30 of gas and 30 of water for two pieces, so a chemical plant gets both by pipe, "
        "and an inserter puts the sulfur into a chest.",
        'plants = ensure_rows(["sulfur", ">", "chest"], "sulfur", 1)\nsleep(30)\nreport_idle()',
    ),
)

PLASTIC: Plan = (
    SURVEY,
    POWER,
    field(3),
    REFINE,
    Stage(
        "plant",
        "There is gas. Two bars of plastic take 20 of gas and a piece of coal: a chemical plant with the gas by pipe, "
        "an inserter for the coal and one that puts the bars into a chest.",
        'plants = ensure_rows([">", "plastic-bar", ">", "chest"], "plastic-bar", 1)',
    ),
    Stage(
        "coal",
        "The plant needs coal. I place a drill on the coal and lead a belt from it to the plant's inserter.",
        'arm = arms_of(making("plastic-bar")[0], feeding=True)[0]\n'
        'lead_or_stock(arm, Resource.Coal, False, "coal", 600)\n'
        "sleep(90)\nreport_idle()",
    ),
)

ACID: Plan = (
    SURVEY,
    POWER,
    field(4),
    REFINE,
    Stage(
        "plant",
        "50 of sulfuric acid take 5 sulfur, an iron plate and 100 of water. One plant makes the sulfur and an inserter "
        "hands it to the next, which makes the acid; the acid goes into a tank.",
        'plants = ensure_rows(["sulfur", ">", "sulfuric-acid", "<"], "sulfuric-acid", 1)\n'
        'ensure_tank("sulfuric-acid", plants[0], plants[0].position)',
    ),
    Stage(
        "iron",
        "What is missing are iron plates: a drill on iron, a furnace, and a belt to the plant.",
        'arms = arms_of(making("sulfuric-acid")[0], feeding=True)\n'
        "arm = [one for one in arms if one.direction == Direction.LEFT][0]\n"
        'lead_or_stock(arm, Resource.IronOre, True, "iron-plate", 200)\n'
        "sleep(120)\nreport_idle()",
    ),
)

BATTERY_STOCK = {
    "battery": {"iron-plate": 300, "copper-plate": 300},
    "sulfuric-acid": {"iron-plate": 300},
}

BATTERY: Plan = (
    *prelude(iron=3, copper=2, coal=0, columns=3, jacks=6, refineries=2),
    SULFUR_AND_ACID,
    cells(
        "batteries",
        "There is acid. A battery takes 20 of it, an iron and a copper plate, and 4 seconds of a plant: two make 30 a "
        "minute, each between a chest of plates and one for the batteries.",
        simple("battery"),
        "battery",
        2,
        carry_round(BATTERY_STOCK, 300),
    ),
    look_after(carry_round(BATTERY_STOCK, 300)),
)
