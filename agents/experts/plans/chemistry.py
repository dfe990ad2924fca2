"""Sulfur, plastic, sulfuric acid and batteries: chemical plants in rows beside a refinery.

Sulfur, plastic and acid run for hours: gas and water come by pipe, coal and iron by a belt from a drill or smelter.
Where the ore is too far for the belts at hand, a chest feeds the plant instead, for twenty minutes of plastic (two
bars a piece of coal, 54 a minute) or half an hour of acid. Batteries run from stock: plates from burner smelters are
carried to the plants, for eleven minutes at 30 a minute, and the last stage carries on.
"""

from __future__ import annotations

from agents.experts.plans.oil import POWER, REFINE, SURVEY, field
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

BATTERY: Plan = (
    SURVEY,
    POWER,
    Stage(
        "plates",
        "A battery takes an iron and a copper plate besides 20 of acid. I begin with smelters, because their plates "
        "also build what I do not carry: burner drills that drop into furnaces, which need no power.",
        'print("coal at hand", ensure_coal(450))\n'
        "build_several(build_smelter, 3, Resource.IronOre, 20)\n"
        "build_several(build_smelter, 2, Resource.CopperOre, 20)",
    ),
    Stage(
        "more-power",
        "Meanwhile the plates pile up. Two refineries, six pumpjacks and four plants take more than 1.8 MW, so I "
        "craft a second boiler and pair of engines from the first 100 plates.",
        'sleep(600)\nprint("iron plates", collect("iron-plate", 300))\ngrow_power(plant, 2)',
    ),
    field(6),
    Stage(
        "refine",
        "16 batteries a minute take 320 of acid, 32 sulfur and 480 of gas: one refinery makes 540, two leave room.",
        "jacks = get_entities({Prototype.PumpJack})\n"
        "refineries = ensure_refineries(2, RecipeName.BasicOilProcessing, jacks)\n"
        "bring_power(*refineries)\nsleep(10)\nreport_idle()",
    ),
    Stage(
        "acid",
        "Sulfur and acid in one row, with a chest of iron plates at its end.",
        'plants = ensure_rows(["sulfur", ">", "sulfuric-acid", "<", "chest"], "sulfuric-acid", 1)\n'
        'stock("sulfuric-acid", {"iron-plate": 200})\nsleep(30)\nreport_idle()',
    ),
    Stage(
        "batteries",
        "There is acid. A plant makes 15 batteries a minute, so I build two, each between a chest of plates and one "
        "for the batteries.",
        'acid = making("sulfuric-acid")[0]\n'
        'for plant_of_batteries in ensure_rows(["chest", ">", "battery", ">", "chest"], "battery", 2):\n'
        "    pipe(acid, plant_of_batteries)\n"
        'stock("battery", {"iron-plate": 200, "copper-plate": 200})\n'
        "sleep(60)\nreport_idle()",
    ),
    Stage(
        "look-after",
        "{throughput} of {quota} a minute. I bring the plates that were made since and look for what does not work.",
        "ensure_coal(100)\nlook_after(10)\nsleep(60)\n"
        'stock("sulfuric-acid", {"iron-plate": 200})\n'
        'stock("battery", {"iron-plate": 200, "copper-plate": 200})\nsleep(60)\nreport_idle()',
    ),
)
