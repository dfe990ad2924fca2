"""Crude oil and petroleum gas: pumpjacks on a field, a refinery beside them, power by wire from the coal.

Both run until the tanks are full of what nobody uses, 25,000 each: the oil of two wells fills six in an hour or two
(a well of 100 % gives 10 units a second before bonuses), the gas of a refinery one in three quarters of an hour (9 a
second from 20 of oil).
"""

from __future__ import annotations

from agents.experts.stages import Plan, Stage

SURVEY = Stage(
    "survey",
    "I am to make {wanted}. First I look at what I carry and where oil, water and coal lie, because everything here "
    "needs power, and power needs coal and water.",
    "survey(Resource.CrudeOil, Resource.Water, Resource.Coal)",
)
POWER = Stage(
    "power",
    "Steam power first: a drill on coal that drops straight into a boiler feeds itself, and two engines behind it give "
    "1.8 MW.",
    "plant = build_power(1, 4)",
)


def field(jacks: int) -> Stage:
    """Pumpjacks, and their wires."""
    return Stage(
        "field",
        f"There is power. I put {jacks} pumpjacks on the nearest field, on wells that leave room for pipes, and bring "
        "them power.",
        f"jacks = ensure_pumpjacks({jacks})\nbring_power(*jacks)\nsleep(5)\n"
        "print([(jack.position, jack.status) for jack in get_entities({Prototype.PumpJack})])",
    )


CRUDE: Plan = (
    SURVEY,
    POWER,
    field(2),
    Stage(
        "tanks",
        "The pumpjacks run, but each holds only a little. Six tanks take the oil of both; then I see how they fill.",
        "jacks = get_entities({Prototype.PumpJack})\n"
        "while len(get_entities({Prototype.StorageTank})) < 6:\n"
        "    tank = build_tank(jacks[0], jacks[0].position)\n"
        "for jack in jacks:\n    pipe(jack, get_entities({Prototype.StorageTank})[0])\n"
        "sleep(30)\n"
        "print([(tank.position, tank.fluid_amount) for tank in get_entities({Prototype.StorageTank})])\n"
        "report_idle()",
    ),
    Stage(
        "look-after",
        "{throughput} of {quota} a minute. I look for what does not work and add a pumpjack.",
        "jacks = ensure_pumpjacks(len(get_entities({Prototype.PumpJack})) + 1)\n"
        "bring_power(*jacks)\n"
        'tank = ensure_tank("crude-oil", jacks[0], jacks[0].position)\n'
        "for jack in jacks:\n    pipe(jack, tank)\n"
        "sleep(30)\nreport_idle()",
    ),
)

REFINE = Stage(
    "refine",
    "Oil flows. A refinery beside the field turns it into gas by basic oil processing, which needs no water.",
    "jacks = get_entities({Prototype.PumpJack})\n"
    "refineries = ensure_refineries(1, RecipeName.BasicOilProcessing, jacks)\n"
    "bring_power(*refineries)\n"
    "sleep(10)\nreport_idle()",
)

GAS: Plan = (
    SURVEY,
    POWER,
    field(3),
    REFINE,
    Stage(
        "tank",
        "Without an outlet the refinery stops. Its gas goes into a tank.",
        "refinery = get_entities({Prototype.OilRefinery})[0]\n"
        'tank = ensure_tank("petroleum-gas", refinery, refinery.position)\n'
        "sleep(30)\nprint(get_entity(Prototype.StorageTank, tank.position))\nreport_idle()",
    ),
    Stage(
        "look-after",
        "{throughput} of {quota} a minute. I look for what does not work and add a pumpjack.",
        "jacks = ensure_pumpjacks(len(get_entities({Prototype.PumpJack})) + 1)\n"
        "refineries = ensure_refineries(1, RecipeName.BasicOilProcessing, jacks)\n"
        "bring_power(*jacks, *refineries)\nsleep(30)\nreport_idle()",
    ),
)
