"""4.1: mining drills and pumpjacks."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.rates.case import Case, Window
from benchmarks.rates.site import EAST, NORTH, SOUTH, UNITS, WEST, Site
from fle_llm.engine import flows
from fle_llm.engine.constants import QUANTA
from fle_llm.world import ops

PATCHES = {"iron-ore": (22, 78), "copper-ore": (-60, 78), "coal": (22, 8), "stone": (-60, 8)}
"""A place within each patch."""
WELL = (round(38.5 * UNITS), round(40.5 * UNITS))
"""A well of the lab."""
COAL_J, BURNER_DRILL_W = 4e6, 150e3


def _burner(site: Site, coal: int = 50) -> tuple[ops.Ref, ops.Ref]:
    drill = site.build("burner-mining-drill", 20, 75, SOUTH)
    chest = site.build("wooden-chest", 20.5, 76.5)
    site.put(drill, "coal", coal)
    return drill, chest


def _electric(site: Site, ore: str = "iron-ore") -> tuple[ops.Ref, ops.Ref]:
    """A drill in the middle of a patch, with panels beside it, and its chest."""
    x, y = PATCHES[ore]
    drill = site.build("electric-mining-drill", x + 0.5, y + 0.5, SOUTH)
    chest = site.build("steel-chest", x + 0.5, y + 2.5)
    site.build("medium-electric-pole", x + 2.5, y + 0.5)
    for dx, dy in ((4.5, -2.5), (4.5, 0.5), (4.5, 3.5), (1.5, -2.5)):
        site.build("solar-panel", x + dx, y + dy)
    return drill, chest


def _digging(bonus: int = 0, ore: str = "iron-ore", modules: int = 0) -> Callable[[Window], float]:
    """Ores a second of an electric drill."""

    def measure(window: Window) -> float:
        site = Site(mining_productivity=bonus)
        drill, chest = _electric(site, ore)
        if modules:
            site.put(drill, "speed-module", modules)
        return site.rate(window.seconds(200), lambda: site.held(chest, ore), warm_up=10)

    return measure


def _burner_rate(window: Window) -> float:
    site = Site()
    chest = _burner(site)[1]
    return site.rate(window.seconds(600), lambda: site.held(chest, "iron-ore"), warm_up=8)


def _burner_coal(window: Window) -> float:
    site = Site()
    drill = _burner(site)[0]

    def burnt() -> float:
        view = site.view(drill)
        return 50 - view.inventories["fuel"].get("coal", 0) - view.burning_left_j / COAL_J

    return site.rate(window.seconds(200), burnt, warm_up=8)


def _five_coal(_: Window) -> float:
    site = Site()
    chest = _burner(site, 5)[1]
    site.seconds(200)
    return site.held(chest, "iron-ore")


def _five_coal_last(_: Window) -> float:
    site = Site()
    drill = _burner(site, 5)[0]
    site.seconds(1)
    while site.view(drill).status_raw != "no_fuel":
        site.world.advance(1)
    return site.world.tick / 60


def _facing(window: Window) -> float:
    """The lesser fuel slot after a while; what still burns shows that they run."""
    site = Site()
    drills = [site.build("burner-mining-drill", 20, 5, EAST), site.build("burner-mining-drill", 22, 5, WEST)]
    for drill in drills:
        site.put(drill, "coal", 1)
    site.seconds(window.seconds(1800, 7200))
    return min(site.held(drill, "coal", "fuel") if site.view(drill).burning_left_j else 0 for drill in drills)


def _field(site: Site, rows: list[list[bool]]) -> list[ops.Ref]:
    """A belt that winds through the iron patch, drills on its sides, and the straight stretch it ends in.

    `rows`: per row of ten places, whether there are drills to the left and to the right of the way the belt runs.
    """
    left, right = 11.5, 42.5
    turns = [(EAST, left), (WEST, right)]
    for index, sides in enumerate(rows):
        y = 74.5 + 8 * index
        direction, start = turns[index % 2]
        for on_left in (True, False):
            if sides[0 if on_left else 1]:
                north = on_left == (direction == EAST)
                for place in range(10):
                    _drill(site, 13.5 + 3 * place, y, north=north)
        site.run("transport-belt", start, y, direction, 31)
        end = right if direction == EAST else left
        if index < len(rows) - 1:
            site.run("transport-belt", end, y, SOUTH, 8)
    for row in range(4):
        for column in range(5):
            site.build("medium-electric-pole", 13.5 + 7 * column, 70.5 + 8 * row)
    site.build("medium-electric-pole", 26.5, 62.5)
    site.power(26, 54, 5400, WEST)
    last = len(rows) - 1
    return site.run("transport-belt", right if last % 2 == 0 else left, 74.5 + 8 * last, SOUTH, 16)[6:]


def _drill(site: Site, x: float, y: float, *, north: bool) -> None:
    if north:
        site.build("electric-mining-drill", x, y - 2, SOUTH)
    else:
        site.build("electric-mining-drill", x, y + 2, NORTH)


def _flow(site: Site, out: list[ops.Ref], lanes: tuple[str, ...], window: Window) -> float:
    """Items a second that reach a run of belts, which is kept from filling up."""
    taken = 0

    def clear() -> None:
        nonlocal taken
        gone = site.clear(out)
        taken += sum(gone[lane] for lane in lanes)

    def passed() -> float:
        clear()
        return taken

    return site.rate(window.seconds(80), passed, warm_up=100, tend=4, by=clear)


def _sixty(window: Window) -> float:
    site = Site()
    return _flow(site, _field(site, [[True, True]] * 3), ("left", "right"), window)


def _thirty(window: Window) -> float:
    site = Site()
    out = _field(site, [[True, True], [False, False]])
    for place in range(5):
        _drill(site, 13.5 + 3 * place, 82.5, north=False)
        _drill(site, 13.5 + 3 * place, 82.5, north=True)
    return _flow(site, out, ("left", "right"), window)


def _fifteen(lane: str) -> Callable[[Window], float]:
    """Ten drills on the left of the first row and five on the left of the second."""

    def measure(window: Window) -> float:
        site = Site()
        out = _field(site, [[True, False], [False, False]])
        for place in range(5):
            _drill(site, 13.5 + 3 * place, 82.5, north=False)  # left of a belt that runs west
        return _flow(site, out, (lane,), window)

    return measure


def _nowhere(what: str) -> Callable[[Window], float]:
    def measure(_: Window) -> float:
        site = Site()
        drill = site.build("burner-mining-drill", 20, 75, SOUTH)
        site.put(drill, "coal", 5)
        site.seconds(60)
        (stacks,) = site.world.do([ops.Ground(ops.Area(0, 0, 100 * UNITS, 100 * UNITS))])
        dug = 40_000 - site.view(drill).resources["iron-ore"]
        return float({"ground": sum(stack.count for stack in stacks), "dug": dug}[what])

    return measure


def _one_tile(bonus: int) -> Callable[[Window], float]:
    """Items from a drill whose other tiles are bare."""

    def measure(_: Window) -> float:
        site = Site(mining_productivity=bonus)
        drill, chest = _burner(site)
        tiles = [ops.Ref("iron-ore", x, y) for x in (4992, 5248) for y in (19072, 19328)]  # 19.5, 20.5; 74.5, 75.5
        site.world.do([ops.Deplete(tuple((t, 9_990 if i == 0 else 10_000) for i, t in enumerate(tiles)))])
        site.seconds(120)
        assert site.view(drill).status_raw == "no_minable_resources"
        return site.held(chest, "iron-ore")

    return measure


def _crude(seconds: float, minutes_before: float = 0, modules: int = 0, depleted: int = 0) -> Callable[[Window], float]:
    """Crude oil a second of one well of the lab; `minutes_before` it has been pumped already."""

    def measure(_: Window) -> float:
        site = Site()
        site.world.do([ops.Deplete(((ops.Ref("crude-oil", *WELL), depleted),))])
        jack = site.build("pumpjack", 38.5, 40.5)
        site.build("medium-electric-pole", 40.5, 40.5)
        for index in range(4):
            site.build("solar-panel", 42.5, 38.5 + 3 * index)
        site.run("pipe", 39.5, 38.5, NORTH, 2)  # from the port, one tile north of the pumpjack
        site.build("storage-tank", 38.5, 35.5)
        if modules:
            site.put(jack, "speed-module", modules)
        return site.rate(seconds, site.produced("crude-oil"), warm_up=minutes_before * 60 + 2 / 60)

    return measure


def _uranium(what: str) -> Callable[[Window], float]:
    """Ore, or acid, a second of a drill over uranium, with a tank of acid beside it."""

    def measure(window: Window) -> float:
        site = Site(True, kind="open")
        x, y = _uranium_field(site)
        site.build("electric-mining-drill", x, y, SOUTH)
        chest = site.build("steel-chest", x, y + 2)
        tank = site.build("storage-tank", x - 3, y + 1, EAST)  # one of its ports is the drill's to the west
        site.build("substation", x + 3, y - 3)
        for index in range(2):
            site.build("solar-panel", x + 5.5, y - 6 + 3 * index)
        engine = site.world._engine
        (member,) = (s for s in engine.state.segments.values() if s.bound == "sulfuric-acid")
        member.amount, member.fluid = 5_000 * QUANTA, "sulfuric-acid"
        flows.stir(engine, member.id)
        read = {
            "ore": lambda: site.held(chest, "uranium-ore"),
            "acid": lambda: -site.view(tank).fluids[0].segment_amount,
        }[what]
        return site.rate(window.seconds(400), read, warm_up=20)

    return measure


def _uranium_field(site: Site) -> tuple[float, float]:
    """The middle of five by five tiles of uranium."""
    (near,) = site.world.do([ops.Nearest("resource", "uranium-ore", 0, 0, 600 * UNITS)])
    reach = 30 * UNITS
    area = ops.Area(near.x - reach, near.y - reach, near.x + reach, near.y + reach)
    (runs,) = site.world.do([ops.Resources(area, frozenset({"uranium-ore"}))])
    tiles = {(run.x + UNITS * i, run.y) for run in runs for i in range(len(run.amounts))}
    span = range(-2 * UNITS, 3 * UNITS, UNITS)
    x, y = min((x, y) for x, y in tiles if all((x + dx, y + dy) in tiles for dx in span for dy in span))
    return x / UNITS, y / UNITS


def _refined(jacks: int) -> Callable[[Window], float]:
    """Petroleum gas a second of a refinery on fresh wells."""

    def measure(window: Window) -> float:
        site = Site(True)
        for index in range(jacks):
            site.build("pumpjack", 38.5 - 3 * index, 40.5)
        site.run("pipe", 39.5, 38.5, WEST, 3 * jacks - 2)  # from port to port, and before the refinery's
        site.machine("oil-refinery", 38.5, 35.5, "basic-oil-processing")
        site.build("storage-tank", 39.5, 31.5)
        site.power(44, 36, 720, NORTH)
        return site.rate(60, site.produced("petroleum-gas"), warm_up=20)

    return measure


_JACK = ("pumpjack", "storage-tank")
_REFINERY = (*_JACK, "oil-refinery")
_DRILL = ("electric-mining-drill",)

CASES = (
    Case(1, "burner drill, iron ore into a chest", "/s", 0.25, _burner_rate, 0.005),
    *(Case(2, f"electric drill, {ore}", "/s", 0.5, _digging(ore=ore), 0.005, needs=_DRILL) for ore in PATCHES),
    Case(3, "electric drill, mining productivity +10 %", "/s", 0.55, _digging(10), 0.01, needs=_DRILL),
    Case(4, "electric drill, mining productivity +30 %", "/s", 0.65, _digging(30), 0.01, needs=_DRILL),
    Case(4, "electric drill, mining productivity +40 %", "/s", 0.70, _digging(40), 0.01, needs=_DRILL),
    Case(5, "electric drill on uranium: ore", "/s", 0.25, _uranium("ore"), 0.01, needs=_DRILL),
    Case(5, "electric drill on uranium: sulfuric acid", "/s", 0.25, _uranium("acid"), 0.01, needs=_DRILL),
    Case(6, "coal that a burner drill burns", "/s", 0.0375, _burner_coal, 0.01),
    Case(7, "ores from 5 coal in a burner drill", "ores", 33.33, _five_coal, absolute=1),
    Case(7, "5 coal in a burner drill last", "s", 133.3, _five_coal_last, absolute=0.1),
    Case(8, "two burner drills facing each other on coal: fuel slots", "coal", 5, _facing, absolute=1),
    Case(10, "60 electric drills saturate a yellow belt", "/s", 15, _sixty, 0.01, needs=_DRILL),
    Case(10, "30 electric drills give exactly a yellow belt", "/s", 15, _thirty, 0.01, needs=_DRILL),
    Case(11, "15 electric drills on one side: the near lane", "/s", 7.5, _fifteen("left"), 0.01, needs=_DRILL),
    Case(11, "15 electric drills on one side: the other lane", "/s", 0, _fifteen("right"), needs=_DRILL),
    Case(13, "electric drill with 3 speed modules", "/s", 0.8, _digging(modules=3), 0.01, needs=_DRILL),
    Case(14, "drill with no target: ores on the ground", "ores", 1, _nowhere("ground")),
    Case(14, "drill with no target: ores dug", "ores", (1, 2), _nowhere("dug")),
    Case(15, "a tile of 10 ores gives", "items", 10, _one_tile(0)),
    Case(16, "a tile of 10 ores with +100 % gives", "items", 20, _one_tile(100)),
    Case(17, "pumpjack on a 300,000 well, first minute", "/s", 10, _crude(60), 0.005, needs=_JACK),
    Case(18, "pumpjack after 10 minutes", "/s", 9.8, _crude(60, 10), 0.005, needs=_JACK),
    Case(19, "pumpjack at its minimum", "/s", 2, _crude(60, depleted=240_000), 0.005, needs=_JACK),
    Case(20, "pumpjack with 2 speed modules", "/s", 14, _crude(60, 0, 2), 0.01, needs=_JACK),
    Case(21, "petroleum gas of a refinery on two pumpjacks: all it can", "/s", 9, _refined(2), 0.01, needs=_REFINERY),
    Case(101, "crude oil of a pumpjack in 60 s", "units", 600, lambda w: 60 * _crude(60)(w), 0.005, needs=_JACK),
    Case(102, "petroleum gas of a refinery on one pumpjack", "/s", 4.5, _refined(1), 0.01, needs=_REFINERY),
)
