"""Goods of many parts: cells that are fed from chests, between which the character carries what they make in bulk.

Ore, gas, plastic and acid are made without a hand; plates, circuits and what is made of them are carried from the
chest they come out of to the chest they are needed in. So these factories run from stock: each plan says for how long
the chests of its last cells last, and goes on filling them.
"""

from __future__ import annotations

from agents.experts.plans.oil import SURVEY, field
from agents.experts.stages import Plan, Stage


def prelude(
    *, iron: int, copper: int, steel: int = 0, coal: int = 1, columns: int, jacks: int, refineries: int = 1
) -> Plan:
    """Power, lines of plates, steel and coal, and gas: what all of these plans begin with."""
    more = f"build_smelting_lines(Resource.CopperOre, {copper})\n"
    if coal:
        more += f"build_smelting_lines(Resource.Coal, {coal}, 0)\n"
    if steel:
        more += f"build_smelting_lines(Resource.IronOre, {steel}, 2)\n"
    return (
        SURVEY,
        Stage(
            "power",
            "Steam power first: a drill on coal that drops straight into a boiler feeds itself, and two engines behind "
            "it give 1.8 MW. I leave room for more of these columns.",
            f"plant = build_power(1, {columns})",
        ),
        Stage(
            "iron",
            "Iron plates next, for building and for {wanted}: electric drills that drop into furnaces, each with a "
            "chest that I empty by hand.",
            f"build_smelting_lines(Resource.IronOre, {iron})\nsleep(300)\nreport_idle()",
        ),
        Stage(
            "more-power",
            f"The whole factory will take {columns} columns. The first plates are made into boilers and engines.",
            f'sleep(240)\nprint("iron plates", collect("iron-plate", 600))\ngrow_power(plant, {columns})',
        ),
        Stage(
            "copper",
            "Now copper plates" + (", steel" if steel else "") + (", and coal for the plastic." if coal else "."),
            more + "sleep(30)\nreport_idle()",
        ),
        field(jacks),
        Stage(
            "refine",
            f"{refineries} refineries beside the field make gas by basic oil processing.",
            "jacks = get_entities({Prototype.PumpJack})\n"
            f"refineries = ensure_refineries({refineries}, RecipeName.BasicOilProcessing, jacks)\n"
            "bring_power(*refineries)\nsleep(10)\nreport_idle()",
        ),
    )


def simple(item: str) -> str:
    """A row of one machine between two chests."""
    return f'["chest", ">", "{item}", ">", "chest"]'


def cells(name: str, reasoning: str, stations: str, recipe: str, count: int, rest: str, above: str = "") -> Stage:
    """Rows of machines, then `rest`: what is carried there."""
    last = f', above="{above}"' if above else ""
    build = (
        'fetch({"iron-plate": 400, "copper-plate": 60, "steel-plate": 20})\n'
        f'ensure_rows({stations}, "{recipe}", {count}{last})\n'
    )
    return Stage(name, reasoning, build + rest)


PLASTIC = cells(
    "plastic",
    "Plastic: a plant with gas by pipe and coal from a chest; it takes one piece for two bars.",
    simple("plastic-bar"),
    "plastic-bar",
    1,
    'print("coal", ensure_coal(400))\nstock("plastic-bar", {"coal": 400})\nsleep(30)\nreport_idle()',
)

ACID = cells(
    "acid",
    "Sulfuric acid: one plant makes sulfur from gas and water and hands it to the next, which takes iron from a chest.",
    '["sulfur", ">", "sulfuric-acid", "<", "chest"]',
    "sulfuric-acid",
    1,
    'stock("sulfuric-acid", {"iron-plate": 100})\nsleep(30)\nreport_idle()',
)


def carry_round(stocks: dict[str, dict[str, int]], wait: int, enough: dict[str, int] | None = None) -> str:
    """Let the cells work, then fill the chests of all that needs something, in the order given.

    `enough` says of which products no more need be made once so many lie in chests.
    """
    lines = [f"sleep({wait})"]
    for recipe, each in stocks.items():
        limit = f", enough={enough[recipe]}" if enough and recipe in enough else ""
        lines.append(f'stock("{recipe}", {each!r}{limit})'.replace("'", '"'))
    return "\n".join([*lines, "sleep(30)", "report_idle()"])


def rounds(count: int, reasoning: str, body: str) -> Plan:
    """The same round several times."""
    return tuple(Stage(f"round-{number + 1}", reasoning, body) for number in range(count))


def start(stocks: dict[str, dict[str, int]]) -> Stage:
    """The stage that sets the last cells going, once there is enough for them to last."""
    return Stage(
        "start",
        "Enough has piled up. I stock the last cells with all they need for more than ten minutes, and they begin.",
        carry_round(stocks, 1),
    )


def look_after(body: str) -> Stage:
    """The last stage: go on carrying."""
    return Stage(
        "look-after",
        "{throughput} of {quota} a minute. I carry on what was made since, and look for what does not work.",
        body,
    )


SULFUR = cells(
    "sulfur", "Sulfur, of gas and water, into a chest.", '["sulfur", ">", "chest"]', "sulfur", 1, "report_idle()"
)

CIRCUIT_STOCK = {"electronic-circuit": {"iron-plate": 1000}, "copper-cable": {"copper-plate": 1500}}
RED_STOCK = {"advanced-circuit": {"electronic-circuit": 400, "plastic-bar": 400}}
COAL_STOCK = {"plastic-bar": {"coal": 400}}
ACID_STOCK = {"sulfuric-acid": {"iron-plate": 100}}
LDS_STOCK = {"low-density-structure": {"copper-plate": 800, "steel-plate": 80, "plastic-bar": 200}}


def circuits(units: int) -> Stage:
    """Rows for electronic circuits, 50 a minute each."""
    return cells(
        "circuits",
        "Electronic circuits: one machine makes the cables and hands them to the next, whose iron comes from a chest "
        "above it.",
        '["chest", ">", "copper-cable", ">", "electronic-circuit", ">", "chest"]',
        "electronic-circuit",
        units,
        carry_round(CIRCUIT_STOCK, 300),
        above="electronic-circuit",
    )


def red_circuits(units: int, each: int) -> Stage:
    """Rows for advanced circuits, 7.5 a minute each, stocked for so many."""
    stocks = {
        "advanced-circuit": {"electronic-circuit": 2 * each, "plastic-bar": 2 * each},
        "copper-cable": {"copper-plate": 2 * each},
    }
    return cells(
        "red-circuits",
        "Advanced circuits take 8 seconds a piece in a machine. Each has a machine for its cables beside it and "
        "a chest of circuits and plastic above.",
        '["chest", ">", "copper-cable", ">", "advanced-circuit", ">", "chest"]',
        "advanced-circuit",
        units,
        carry_round(stocks, 30),
        above="advanced-circuit",
    )


def engines(machines: int, each: int) -> Plan:
    """Gears, pipes and engines, the last 4.5 a minute a machine, stocked for so many each."""
    parts = {"iron-gear-wheel": {"iron-plate": 400}, "pipe": {"iron-plate": 400}}
    return (
        cells(
            "gears",
            "Engines take gears and pipes, which are made of plates in a machine each.",
            simple("iron-gear-wheel"),
            "iron-gear-wheel",
            1,
            f'ensure_rows({simple("pipe")}, "pipe", 1)\n' + carry_round(parts, 300),
        ),
        cells(
            "engines",
            "Engines take a machine 13 seconds each, and steel besides.",
            simple("engine-unit"),
            "engine-unit",
            machines,
            carry_round({"engine-unit": {"steel-plate": each, "iron-gear-wheel": each, "pipe": 2 * each}}, 30),
        ),
    )
