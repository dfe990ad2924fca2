"""4.8 and 4.9: electric networks, steam, fluids."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.rates.case import Case, Window
from benchmarks.rates.site import EAST, NORTH, SOUTH, WEST, Site, X, Y
from fle_llm.world import ops

COAL_J = 4e6
SHORE = (-9.5, 5.5)
"""On the east shore of the upper lake."""


class Plant:
    """An offshore pump, boilers in a row to the east of it, and so many engines north of each."""

    def __init__(self, *, boilers: int = 1, engines: int = 2) -> None:
        """Fuelled, with poles along it."""
        self.site = site = Site()
        site.build("offshore-pump", *SHORE, WEST)
        site.build("pipe", -8.5, 5.5)
        self.boilers = []
        self.engines = []
        for index in range(boilers):
            x = -6.5 + 4 * index
            self.boilers.append(site.build("boiler", x, 5, NORTH))
            site.build("pipe", x + 2, 5.5)
            site.put(self.boilers[-1], "coal", 50)
            self.engines += [site.build("steam-engine", x, 1.5 - 5 * step, NORTH) for step in range(engines)]
            for step in range(engines):
                site.build("medium-electric-pole", x + 2, 3.5 - 5 * step)
        self.pole = ops.Ref("medium-electric-pole", round(-4.5 * 256), round(3.5 * 256))

    def furnaces(self, count: int) -> None:
        """Electric furnaces at work, 186 kW each."""
        for step in range(1, 6):
            self.site.build("medium-electric-pole", -4.5 + 4 * step, 7.5 + 4 * (step - 1))
        for index in range(count):
            x, y = 17.5 + 4 * (index % 8), 25.5 + 5 * (index // 8)
            furnace = self.site.build("electric-furnace", x, y)
            self.site.put(furnace, "iron-ore", 50)
            self.site.build("medium-electric-pole", x + 2, y)

    def coal(self) -> float:
        """Coal burnt, what burns counted as a part."""
        views = [self.site.view(boiler) for boiler in self.boilers]
        left = sum(v.inventories["fuel"].get("coal", 0) + v.burning_left_j / COAL_J for v in views)
        return 50 * len(views) - left


def _full_load(what: str) -> Callable[[Window], float]:
    """One boiler and two engines that cannot do all they are asked for."""

    def measure(_: Window) -> float:
        plant = Plant()
        plant.furnaces(10)
        site = plant.site
        read = {
            "coal": plant.coal,
            "kW": lambda: site.view(plant.pole).produced_j / 2e3,
            "steam": site.produced("steam"),
            "water": site.consumed("water"),
            "steam used": lambda: site.consumed("steam")() / 2,
        }[what]
        return site.rate(50, read, warm_up=20)  # the ore lasts for 80 s

    return measure


def _hundred_seconds(_: Window) -> float:
    plant = Plant()
    plant.furnaces(10)
    plant.site.seconds(5)
    (views,) = plant.site.world.do([ops.Entities(names=frozenset({"electric-furnace"}))])
    furnaces = [ops.Ref(view.name, view.x, view.y) for view in views]

    def tend() -> None:
        for furnace in furnaces:
            plant.site.put(furnace, "iron-ore", 50)
            plant.site.take(furnace, "iron-plate", 100)

    return 100 * plant.site.rate(100, plant.coal, tend=25, by=tend)


def _share(machines: int, name: str) -> Callable[[Window], float]:
    """Satisfaction of machines at work on one engine."""

    def measure(_: Window) -> float:
        site = Site(True)
        site.power(X, Y, 900)  # fifteen panels stand for the engine
        spots = [(X - 7.5 + 3 * i, Y - 7.5 + 3 * j) for j in (0, 1, 4, 5) for i in range(6)]
        refs = []
        for spot in spots[:machines]:
            refs.append(site.machine(name, *spot, "iron-gear-wheel"))
            site.put(refs[-1], "iron-plate", 100)
        site.seconds(5)
        return min(site.view(ref).satisfaction for ref in refs)

    return measure


def _drills(_: Window) -> float:
    """Satisfaction of ten electric drills on fifteen panels, 900 kW."""
    site = Site()
    site.power(26, 62, 900)
    site.build("medium-electric-pole", 26.5, 70.5)
    drills = []
    for index in range(10):
        x, y = 17.5 + 4 * (index % 5), 74.5 + 5 * (index // 5)
        drills.append(site.build("electric-mining-drill", x, y, NORTH))
        site.build("wooden-chest", x, y - 2)
    for index in range(5):
        site.build("medium-electric-pole", 19.5 + 4 * index, 75.5)
        site.build("medium-electric-pole", 19.5 + 4 * index, 80.5)
    site.seconds(20)
    return min(site.view(drill).satisfaction for drill in drills)


def _drain(_: Window) -> float:
    """Kilowatts of sixty idle machines."""
    site = Site(True)
    site.power(X, Y, 600)
    pole = ops.Ref("substation", X * 256, Y * 256)
    for index in range(60):
        block = 18 * (index // 20 + 1)
        if index % 20 == 0:
            site.build("substation", X - block, Y)
        column, row = index % 5, index % 20 // 5
        site.build("assembling-machine-2", X - block - 7.5 + 3 * column, Y + (-7.5, -4.5, 2.5, 5.5)[row])
    return site.rate(100, lambda: site.view(pole).produced_j / 1e3, warm_up=1)


def _coal_for_load(_: Window) -> float:
    """Coal a second for 450 kW, five electric drills on the coal patch beside the plant."""
    plant = Plant()
    site = plant.site
    for x in (4.5, 13.5, 18.5, 25.5):
        site.build("medium-electric-pole", x, 3.5)
    for x, y in ((16.5, 1.5), (20.5, 1.5), (25.5, 1.5), (16.5, 5.5), (20.5, 5.5)):
        site.build("electric-mining-drill", x, y, NORTH if y < 3 else SOUTH)
        site.build("steel-chest", x, y + (-2 if y < 3 else 2))
    return site.rate(80, plant.coal, warm_up=20)


def _reach(name: str, distance: float) -> Callable[[Window], float]:
    """Whether two poles so far apart are one network."""

    def measure(_: Window) -> float:
        site = Site()
        corner = 0.0 if name in ("big-electric-pole", "substation") else 0.5
        one = site.build(name, X + corner, Y + corner)
        other = site.build(name, X + corner + distance, Y + corner)
        return float(site.view(one).network == site.view(other).network)

    return measure


def _diagonal(_: Window) -> float:
    """Two small poles 7.62 tiles apart, the least above 7.5 that the grid allows."""
    site = Site()
    one = site.build("small-electric-pole", X + 0.5, Y + 0.5)
    other = site.build("small-electric-pole", X + 7.5, Y + 3.5)
    return float(site.view(one).network == site.view(other).network)


def _supply(offset: float) -> Callable[[Window], float]:
    """Whether a chest-sized machine so many tiles from a small pole is supplied."""

    def measure(_: Window) -> float:
        site = Site()
        site.build("small-electric-pole", X + 0.5, Y + 0.5)
        return float(site.view(site.build("inserter", X + 0.5 + offset, Y + 0.5 + offset)).network is not None)

    return measure


def _charging(what: str) -> Callable[[Window], float]:
    """Seconds that an accumulator takes, or the megajoules it takes up."""

    def measure(_: Window) -> float:
        site = Site()
        site.power(X, Y, 600)
        pole = ops.Ref("substation", X * 256, Y * 256)
        accumulator = site.build("accumulator", X + 4, Y + 4)
        start = site.view(pole).produced_j
        while site.view(accumulator).energy_j < 5e6 and site.world.tick < 3600:
            site.world.advance(1)
        return {"s": site.world.tick / 60, "MJ": (site.view(pole).produced_j - start) / 1e6}[what]

    return measure


# --- fluids ----------------------------------------------------------------------------------------------------------


def _shore(_: Window) -> float:
    site = Site()
    site.build("offshore-pump", *SHORE, WEST)
    site.build("storage-tank", -7.5, 6.5)
    return site.rate(20, site.produced("water"), warm_up=0.1)


def _tank(_: Window) -> float:
    """Seconds until a tank on an offshore pump is full."""
    site = Site()
    site.build("offshore-pump", *SHORE, WEST)
    tank = site.build("storage-tank", -7.5, 6.5)
    while site.view(tank).fluids[0].amount < 25_000 and site.world.tick < 3600:
        site.world.advance(1)
    return site.world.tick / 60


def _long_pipe(_: Window) -> float:
    """Water a second that arrives in a tank behind three hundred pipes."""
    site = Site()
    x, y = SHORE
    site.build("offshore-pump", x, y, WEST)
    line = site.run("pipe", x + 1, y, EAST, 1)
    for row in range(5):
        line += site.run("pipe", x + (2 if row % 2 == 0 else 61), y - 2 * row, EAST if row % 2 == 0 else WEST, 60)
        line += site.run("pipe", line[-1].x / 256, y - 2 * row - 1, EAST, 1)
    tank = site.build("storage-tank", line[-1].x / 256 - 1, line[-1].y / 256 - 2)
    site.seconds(1)
    return site.rate(15, lambda: site.view(tank).fluids[0].segment_amount)


def _pipes_to_ground(gap: int) -> Callable[[Window], float]:
    def measure(_: Window) -> float:
        site = Site()
        left = site.build("pipe-to-ground", X + 0.5, Y + 0.5, WEST)
        right = site.build("pipe-to-ground", X + 1.5 + gap, Y + 0.5, EAST)
        return float(site.view(left).fluids[0].segment == site.view(right).fluids[0].segment)

    return measure


def _two_tanks(_: Window) -> float:
    """The ratio of the levels of a tank and one that is joined to it when it is full."""
    site = Site()
    site.build("offshore-pump", *SHORE, WEST)
    first = site.build("storage-tank", -7.5, 6.5)
    site.seconds(30)
    site.build("pipe", -6.5, 8.5)
    second = site.build("storage-tank", -5.5, 10.5)  # its north port is at (-6.5, 9.5)
    site.seconds(1 / 60)
    return site.view(second).fluids[0].amount / site.view(first).fluids[0].amount


def _twenty_boilers(_: Window) -> float:
    """Kilowatts of twenty boilers in a row on one pump, two engines each, that are asked for more than they have."""
    site = Site()
    site.build("offshore-pump", *SHORE, WEST)
    site.run("pipe", -8.5, 5.5, NORTH, 8)
    x, y = -8, -2  # water runs through the boilers' southern row, y -1.5
    for group in (2, 5, 5, 5, 3):
        if group != 2:
            site.run("pipe", x + 0.5, y + 0.5, EAST, 2)
            substation = site.build("substation", x + 1, y - 4)
            x += 2
        for _boiler in range(group):
            site.put(site.build("boiler", x + 1.5, y), "coal", 50)
            for step in (0, 1):
                site.build("steam-engine", x + 1.5, y - 3.5 - 5 * step)
            x += 3
    network = site.world._engine.state.networks[site.view(substation).network or 0]
    network.demand += 40_000_000
    site.world._engine.clock.soon(network)
    return site.rate(10, lambda: site.view(substation).produced_j / 1e3, warm_up=5)


ENGINE = ("offshore-pump", "boiler", "steam-engine")
TANK = ("offshore-pump", "storage-tank")

CASES = (
    Case(141, "a steam engine at full load", "kW", 900, _full_load("kW"), 0.005, needs=ENGINE),
    Case(141, "a steam engine at full load: steam", "/s", 30, _full_load("steam used"), 0.005, needs=ENGINE),
    Case(142, "a boiler at full load: steam", "/s", 60, _full_load("steam"), 0.005, needs=ENGINE),
    Case(142, "a boiler at full load: water", "/s", 6, _full_load("water"), 0.005, needs=ENGINE),
    Case(142, "a boiler at full load: coal", "/s", 0.45, _full_load("coal"), 0.005, needs=ENGINE),
    Case(143, "coal for 1 boiler and 2 engines in 100 s", "coal", 45, _hundred_seconds, absolute=1, needs=ENGINE),
    Case(144, "one pump for 20 boilers and 40 engines", "kW", 36_000, _twenty_boilers, 0.005, needs=ENGINE),
    Case(145, "11 assembling-machine-1 at work on 900 kW: satisfaction", "", 1, _share(11, "assembling-machine-1")),
    Case(148, "10 electric drills on 900 kW: satisfaction", "", 1, _drills, 0.005),
    Case(150, "60 idle assembling-machine-2", "kW", 300, _drain, 0.01),
    Case(151, "coal for a load of 450 kW", "/s", 0.1125, _coal_for_load, 0.01, needs=ENGINE),
    Case(154, "small poles 7 tiles apart connect", "yes", 1, _reach("small-electric-pole", 7)),
    Case(154, "small poles 7.62 tiles apart connect", "yes", 0, _diagonal),
    Case(154, "medium poles 9 tiles apart connect", "yes", 1, _reach("medium-electric-pole", 9)),
    Case(154, "medium poles 10 tiles apart connect", "yes", 0, _reach("medium-electric-pole", 10)),
    Case(154, "big poles 32 tiles apart connect", "yes", 1, _reach("big-electric-pole", 32)),
    Case(154, "big poles 33 tiles apart connect", "yes", 0, _reach("big-electric-pole", 33)),
    Case(154, "substations 18 tiles apart connect", "yes", 1, _reach("substation", 18)),
    Case(154, "substations 19 tiles apart connect", "yes", 0, _reach("substation", 19)),
    Case(156, "small pole: an inserter 2 tiles away both ways is supplied", "yes", 1, _supply(2)),
    Case(156, "small pole: an inserter 3 tiles away both ways is supplied", "yes", 0, _supply(3)),
    Case(157, "charging an accumulator", "s", 16.67, _charging("s"), 0.01, needs=("accumulator",)),
    Case(157, "an accumulator takes up", "MJ", 5, _charging("MJ"), 0.01, needs=("accumulator",)),
    Case(158, "offshore pump", "/s", 1200, _shore, 0.005, needs=TANK),
    Case(159, "offshore pump fills a tank", "s", 20.83, _tank, 0.01, needs=TANK),
    Case(160, "1200/s through 300 pipes", "/s", 1200, _long_pipe, 0.01, needs=(*TANK, "pipe")),
    Case(161, "pipes to ground, 9 tiles between: connect", "yes", 1, _pipes_to_ground(9), needs=("pipe-to-ground",)),
    Case(161, "pipes to ground, 10 tiles between: connect", "yes", 0, _pipes_to_ground(10), needs=("pipe-to-ground",)),
    Case(162, "two tanks joined: ratio of their levels", "", 1, _two_tanks, 0.01, needs=TANK),
)
