"""4.3 and 4.4: assembling machines, lines of them, and where automatic delivery stops."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.rates.case import Case, Window
from benchmarks.rates.site import EAST, NORTH, SOUTH, WEST, Site, X, Y, ingredients
from fle_llm.engine import knowledge
from fle_llm.world import ops

TIERS = ("assembling-machine-1", "assembling-machine-2", "assembling-machine-3")
RATES: dict[int, tuple[str, tuple[float, float, float]]] = {
    41: ("iron-gear-wheel", (1, 1.5, 2.5)),
    42: ("copper-cable", (2, 3, 5)),
    43: ("electronic-circuit", (1, 1.5, 2.5)),
    45: ("automation-science-pack", (0.1, 0.15, 0.25)),
    46: ("logistic-science-pack", (0.0833, 0.125, 0.2083)),
    47: ("military-science-pack", (0.1, 0.15, 0.25)),
    48: ("chemical-science-pack", (0.04167, 0.0625, 0.10417)),
    49: ("production-science-pack", (0.07143, 0.10714, 0.17857)),
    50: ("utility-science-pack", (0.07143, 0.10714, 0.17857)),
    51: ("inserter", (1, 1.5, 2.5)),
    52: ("transport-belt", (2, 3, 5)),
    53: ("pipe", (1, 1.5, 2.5)),
    54: ("engine-unit", (0.05, 0.075, 0.125)),
    55: ("advanced-circuit", (0.0833, 0.125, 0.2083)),
    57: ("low-density-structure", (0.0333, 0.05, 0.0833)),
    58: ("piercing-rounds-magazine", (0.1667, 0.25, 0.4167)),
    59: ("firearm-magazine", (0.5, 0.75, 1.25)),
    60: ("stone-wall", (1, 1.5, 2.5)),
    61: ("grenade", (0.0625, 0.09375, 0.15625)),
    63: ("rail", (2, 3, 5)),
}
"""Items a second of the three tiers."""
STOPS: dict[int, tuple[int, str, dict[str, int]]] = {
    73: (0, "iron-gear-wheel", {"iron-plate": 6}),
    74: (1, "iron-gear-wheel", {"iron-plate": 6}),
    75: (2, "iron-gear-wheel", {"iron-plate": 8}),
    76: (0, "electronic-circuit", {"iron-plate": 3, "copper-cable": 9}),
    77: (1, "electronic-circuit", {"iron-plate": 3, "copper-cable": 9}),
    78: (2, "copper-cable", {"copper-plate": 4}),
    79: (1, "engine-unit", {"steel-plate": 2, "iron-gear-wheel": 2, "pipe": 4}),
    80: (0, "automation-science-pack", {"copper-plate": 2, "iron-gear-wheel": 2}),
}
"""What lies in a machine (tier, recipe) when an inserter with a hand of one stops."""


def crafting(name: str, recipe: str, short: float = 168, *, modules: str = "") -> Callable[[Window], float]:
    """Items a second of one machine that is fed and emptied by hand before anything runs out."""

    def measure(window: Window) -> float:
        site = Site(True)
        site.power(X, Y, 2400)
        machine = site.machine(name, X + 4.5, Y - 5.5, recipe)
        if modules:
            site.put(machine, modules, 4)

        def tend() -> None:
            for item, _ in ingredients(recipe):
                site.put(machine, item, 200, "input")
            site.take(machine, recipe, 200, "output")

        # whole crafts, whatever the recipe: 3360 s is a multiple of all their times
        return site.rate(window.seconds(short, 3360), site.produced(recipe), warm_up=96, tend=6, by=tend)

    return measure


def _balanced(window: Window) -> float:
    """Circuits a second of two machines between three for cables, all of the first tier."""
    site = Site(True)
    site.power(X, Y, 600)
    circuits: list[ops.Ref] = []
    cables: list[ops.Ref] = []
    for index in range(5):
        recipe = "copper-cable" if index % 2 == 0 else "electronic-circuit"
        machine = site.machine(TIERS[0], X - 8.5 + 4 * index, Y - 3.5, recipe)
        (cables if index % 2 == 0 else circuits).append(machine)
    for index in (1, 3):
        site.build("fast-inserter", X - 8.5 + 4 * index, Y - 1.5, NORTH)
        site.build("steel-chest", X - 8.5 + 4 * index, Y - 0.5)
    for index in range(4):
        site.build("fast-inserter", X - 6.5 + 4 * index, Y - 3.5, WEST if index % 2 == 0 else EAST)

    def tend() -> None:
        for machine in cables:
            site.put(machine, "copper-plate", 100)
        for machine in circuits:
            site.put(machine, "iron-plate", 100)

    return site.rate(window.seconds(300), site.produced("electronic-circuit"), warm_up=120, tend=30, by=tend)


def _line(site: Site, recipe: str, count: int) -> list[ops.Ref]:
    """Machines on both sides of a belt that runs east from (X, Y), each fed and emptied by arms."""
    site.power(X + 16, Y - 8, 3840)
    site.build("substation", X + 16, Y + 10)
    site.build("substation", X - 1, Y - 4)
    site.run("transport-belt", X + 0.5, Y + 0.5, EAST, 25)
    machines = []
    for index in range(count):
        x, side = X + 8.5 + 3 * (index // 2), 1 if index % 2 else -1
        away = SOUTH if side < 0 else NORTH
        machines.append(site.machine(TIERS[0], x, Y + 0.5 + 3 * side, recipe))
        site.build("fast-inserter", x, Y + 0.5 + side, away)
        site.build("fast-inserter", x, Y + 0.5 + 5 * side, away)
        site.build("steel-chest", x, Y + 0.5 + 6 * side)
    return machines


def _red(item: str) -> Callable[[Window], float]:
    """Items a second of a line of ten machines for red science and one for gears."""

    def measure(window: Window) -> float:
        site = Site(True)
        science = _line(site, "automation-science-pack", 10)
        gears = site.machine(TIERS[0], X - 2.5, Y + 0.5, "iron-gear-wheel")
        site.build("fast-inserter", X - 0.5, Y + 0.5, WEST)

        def tend() -> None:
            site.put(gears, "iron-plate", 100)
            for machine in science:
                site.put(machine, "copper-plate", 100)

        return site.rate(window.seconds(320), site.produced(item), warm_up=240, tend=40, by=tend)

    return measure


def _green(item: str) -> Callable[[Window], float]:
    """Items a second of a line of twelve machines for green science, one for inserters, one for belts."""

    def measure(window: Window) -> float:
        site = Site(True)
        _line(site, "logistic-science-pack", 12)
        arms = site.machine(TIERS[0], X - 2.5, Y + 0.5, "inserter")
        site.build("fast-inserter", X - 0.5, Y + 0.5, WEST)  # onto the right lane
        belts = site.machine(TIERS[0], X + 1.5, Y + 3.5, "transport-belt")
        site.build("fast-inserter", X + 1.5, Y + 1.5, SOUTH)  # onto the far lane, the left one

        def tend() -> None:
            for part in ("iron-plate", "iron-gear-wheel", "electronic-circuit"):
                site.put(arms, part, 100)
            for part in ("iron-plate", "iron-gear-wheel"):
                site.put(belts, part, 100)

        return site.rate(window.seconds(320), site.produced(item), warm_up=240, tend=40, by=tend)

    return measure


def _stop(tier: int, recipe: str, item: str) -> Callable[[Window], float]:
    """How many of an ingredient an arm leaves in a machine that has begun a craft and has no power to end it."""

    def measure(_: Window) -> float:
        site = Site(knowledge.teachers(recipe)[:1])
        machine = site.machine(TIERS[tier], X + 0.5, Y + 0.5, recipe)
        arm = site.build("burner-inserter", X + 0.5, Y + 2.5, SOUTH)
        chest = site.build("steel-chest", X + 0.5, Y + 3.5)
        site.put(arm, "coal", 5)
        for part, _amount in ingredients(recipe):
            site.put(chest, part, 50)
        site.seconds(180)
        return site.held(machine, item, "input")

    return measure


def _arm_stop(item: str, inventory: str) -> Callable[[Window], float]:
    """How many of an item an arm with a hand of one leaves in a stone furnace that does not work."""

    def measure(_: Window) -> float:
        site = Site(("steel-processing",))
        chest = site.build("steel-chest", X + 0.5, Y + 0.5)
        arm = site.build("burner-inserter", X + 0.5, Y + 1.5, NORTH)
        furnace = site.build("stone-furnace", X + 1, Y + 3)
        site.put(arm, "coal", 5)
        site.put(chest, item, 50)
        site.seconds(60)
        return site.held(furnace, item, inventory)

    return measure


def _turret_stop(_: Window) -> float:
    """How many magazines an arm with a hand of one leaves in a gun turret."""
    site = Site(("gun-turret",))
    chest = site.build("steel-chest", X + 0.5, Y + 0.5)
    arm = site.build("burner-inserter", X + 0.5, Y + 1.5, NORTH)
    turret = site.build("gun-turret", X + 1, Y + 3)
    site.put(arm, "coal", 5)
    site.put(chest, "firearm-magazine", 50)
    site.seconds(60)
    return site.held(turret, "firearm-magazine", "ammo")


def _two_for_science(window: Window) -> float:
    """Packs a minute."""
    site = Site(True)
    site.power(X, Y, 600)
    machines = [site.machine(TIERS[1], X + 4.5, Y + dy, "automation-science-pack") for dy in (-5.5, 4.5)]

    def tend() -> None:
        for machine in machines:
            for item, _ in ingredients("automation-science-pack"):
                site.put(machine, item, 100)

    return 60 * site.rate(window.seconds(600), site.produced("automation-science-pack"), warm_up=40, tend=40, by=tend)


def _hand_limit(_: Window) -> float:
    site = Site()
    site.power(X, Y, 120)
    machine = site.machine(TIERS[0], X + 4.5, Y - 5.5, "iron-gear-wheel")
    site.rate(240, lambda: 0, tend=20, by=lambda: site.put(machine, "iron-plate", 100))
    return site.held(machine, "iron-gear-wheel", "output")


def _rate(row: int, tier: int) -> Case:
    recipe, rates = RATES[row]
    measure = crafting(TIERS[tier], recipe, 168 if min(rates) >= 0.5 else 3360)
    return Case(row, f"{recipe}, {TIERS[tier]}", "/s", rates[tier], measure, 0.005, needs=(TIERS[tier],))


CASES = (
    *(_rate(row, tier) for row in RATES for tier in range(3)),
    Case(44, "3 cable machines for 2 circuit machines", "/s", 2, _balanced, 0.01),
    Case(64, "10 machines for red science, 1 for gears: packs", "/s", 1, _red("automation-science-pack"), 0.01),
    Case(64, "10 machines for red science, 1 for gears: gears", "/s", 1, _red("iron-gear-wheel"), 0.01),
    Case(
        65, "12 machines for green science, 1 inserters, 1 belts: packs", "/s", 1, _green("logistic-science-pack"), 0.01
    ),
    Case(65, "12 machines for green science: inserters", "/s", 1, _green("inserter"), 0.01),
    Case(65, "12 machines for green science: belts", "/s", 1, _green("transport-belt"), 0.02),
    Case(67, "gears of one assembling-machine-2", "/s", 1.5, crafting(TIERS[1], "iron-gear-wheel"), 0.005),
    Case(
        68,
        "gears, assembling-machine-3 with 4 productivity modules 3",
        "/s",
        1.4,
        crafting(TIERS[2], "iron-gear-wheel", modules="productivity-module-3"),
        0.01,
    ),
    *(
        Case(row, f"{recipe}, {TIERS[tier]}: an inserter stops at {item}", "items", count, _stop(tier, recipe, item))
        for row, (tier, recipe, counts) in STOPS.items()
        for item, count in counts.items()
    ),
    Case(82, "an inserter stops at coal in a stone furnace", "items", 5, _arm_stop("coal", "fuel")),
    Case(81, "an inserter stops at ore in a stone furnace", "items", 2, _arm_stop("iron-ore", "source")),
    Case(81, "an inserter stops at plates for steel", "items", 10, _arm_stop("iron-plate", "source")),
    Case(83, "an inserter stops at magazines in a gun turret", "items", 10, _turret_stop, needs=("gun-turret",)),
    Case(84, "gears in a machine that nobody empties", "items", 100, _hand_limit),
    Case(189, "red science of two assembling-machine-2, a minute", "packs", 18, _two_for_science, 0.005),
)
