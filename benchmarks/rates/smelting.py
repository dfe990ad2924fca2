"""4.2: furnaces."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.rates.case import Case, Window
from benchmarks.rates.site import EAST, NORTH, SOUTH, STRIDE_TICKS, Site, X, Y
from fle_llm.world import ops

STONE, STEEL, ELECTRIC = "stone-furnace", "steel-furnace", "electric-furnace"
FUEL_J = {"coal": 4e6, "wood": 2e6}


def _furnace(site: Site, name: str, fuel: str = "coal") -> ops.Ref:
    ref = site.build(name, X + 4, Y + 4) if name != ELECTRIC else site.build(name, X + 4.5, Y + 4.5)
    if name == ELECTRIC:
        site.power(X, Y, 240)
    else:
        site.put(ref, fuel, 50)
    return ref


def _smelting(name: str, ore: str, product: str, *, used: bool = False) -> Callable[[Window], float]:
    """Items a second made, or used, by a furnace that is fed by hand every half minute."""

    def measure(window: Window) -> float:
        site = Site(True)
        ref = _furnace(site, name)

        def tend() -> None:
            site.put(ref, ore, 100)
            site.take(ref, product, 100, "result")

        read = site.consumed(ore) if used else site.produced(product)
        return site.rate(window.seconds(160, 640), read, warm_up=32, tend=32, by=tend)

    return measure


def _burnt(site: Site, ref: ops.Ref, fuel: str) -> float:
    view = site.view(ref)
    return 50 - view.inventories["fuel"].get(fuel, 0) - view.burning_left_j / FUEL_J[fuel]


def _fuel(name: str, fuel: str, per: str) -> Callable[[Window], float]:
    """Fuel a second, plates per fuel, or seconds per fuel."""

    def measure(window: Window) -> float:
        site = Site()
        ref = _furnace(site, name, fuel)

        def tend() -> None:
            site.put(ref, "iron-ore", 50)
            site.take(ref, "iron-plate", 100, "result")

        tend()
        site.seconds(32)
        burnt, made = _burnt(site, ref, fuel), site.produced("iron-plate")()
        seconds = window.seconds(320, 640)
        site.rate(seconds, lambda: 0, tend=32, by=tend)
        burnt, made = _burnt(site, ref, fuel) - burnt, site.produced("iron-plate")() - made
        return {"rate": burnt / seconds, "plates": made / burnt, "seconds": seconds / burnt}[per]

    return measure


def _smelter(name: str, count: int) -> Callable[[Window], float]:
    """Plates a second of furnaces on both sides of a yellow belt that is kept full of ore."""

    def measure(window: Window) -> float:
        site = Site()
        feed = site.run("transport-belt", X - 19.5, Y + 0.5, EAST, 20)
        _furnaces(site, name, count, X + 0.5, Y + 0.5)
        keep = lambda: site.fill(feed, "iron-ore")  # noqa: E731
        read = site.produced("iron-plate")
        return site.rate(window.seconds(64), read, warm_up=80, tend=STRIDE_TICKS / 60, by=keep)

    return measure


def _furnaces(site: Site, name: str, count: int, x: float, y: float) -> None:
    """Fuelled furnaces on both sides of a belt from (x, y) eastwards, each with arms in and out and a chest."""
    site.run("transport-belt", x, y, EAST, count)
    for index in range(count):
        place, side = x + 0.5 + 2 * (index // 2), -1 if index % 2 else 1
        away = NORTH if side > 0 else SOUTH
        furnace = site.build(name, place, y + 2.5 * side)
        site.put(furnace, "coal", 50)
        for arm in (
            site.build("burner-inserter", place - 0.5, y + 1 * side, away),
            site.build("burner-inserter", place - 0.5, y + 4 * side, away),
        ):
            site.put(arm, "coal", 50)
        site.build("steel-chest", place - 0.5, y + 5 * side)


def _drills_and_furnaces(drills: int, furnaces: int) -> Callable[[Window], float]:
    """Plates a second of electric drills whose ore a belt brings to stone furnaces."""

    def measure(window: Window) -> float:
        site = Site()
        y = 73.5
        site.run("transport-belt", 16.5, y, EAST, 30)
        for index in range(drills):
            side = 1 if index % 2 else -1
            site.build("electric-mining-drill", 19.5 + 3 * (index // 2), y + 2 * side, NORTH if side > 0 else SOUTH)
        site.power(24, 68, 90 * drills)
        _furnaces(site, STONE, furnaces, 46.5, y)
        return site.rate(window.seconds(320, 640), site.produced("iron-plate"), warm_up=120)

    return measure


def _unattended(_: Window) -> float:
    site = Site()
    ref = _furnace(site, STONE)
    site.rate(500, lambda: 0, tend=50, by=lambda: site.put(ref, "iron-ore", 50))
    return site.held(ref, "iron-plate", "result")


def _fed_by_arm(what: str) -> Callable[[Window], float]:
    def measure(window: Window) -> float:
        site = Site()
        site.power(X, Y, 60)
        furnace = _furnace(site, STONE)
        chest = site.build("steel-chest", X + 4.5, Y + 1.5)
        site.build("inserter", X + 4.5, Y + 2.5, NORTH)
        site.put(chest, "iron-ore", 2400)
        most = 0

        def tend() -> None:
            nonlocal most
            most = max(most, site.held(furnace, "iron-ore", "source"))
            site.take(furnace, "iron-plate", 100, "result")

        read = site.produced("iron-plate")
        rate = site.rate(window.seconds(320, 640), read, warm_up=32, tend=1.1, by=tend)
        return {"rate": rate, "ore": float(most)}[what]

    return measure


def _made(row: int, name: str, ore: str, product: str, rate: float) -> Case:
    return Case(row, f"{name}: {product}", "/s", rate, _smelting(name, ore, product), 0.005, needs=(name,))


def _used(row: int, name: str, ore: str, product: str, rate: float) -> Case:
    read = _smelting(name, ore, product, used=True)
    return Case(row, f"{name}: {ore} for {product}", "/s", rate, read, 0.005, needs=(name,))


CASES = (
    _made(24, STONE, "iron-ore", "iron-plate", 0.3125),
    _made(24, STONE, "copper-ore", "copper-plate", 0.3125),
    _made(25, STEEL, "iron-ore", "iron-plate", 0.625),
    _made(25, ELECTRIC, "iron-ore", "iron-plate", 0.625),
    _made(26, STONE, "iron-plate", "steel-plate", 0.0625),
    _used(26, STONE, "iron-plate", "steel-plate", 0.3125),
    _made(27, STEEL, "iron-plate", "steel-plate", 0.125),
    _made(27, ELECTRIC, "iron-plate", "steel-plate", 0.125),
    _made(28, STONE, "stone", "stone-brick", 0.3125),
    _used(28, STONE, "stone", "stone-brick", 0.625),
    Case(29, "stone furnace: coal", "/s", 0.0225, _fuel(STONE, "coal", "rate"), 0.01),
    Case(29, "stone furnace: a coal lasts", "s", 44.44, _fuel(STONE, "coal", "seconds"), 0.01),
    Case(29, "stone furnace: plates per coal", "plates", 13.89, _fuel(STONE, "coal", "plates"), 0.01),
    Case(30, "steel furnace: plates per coal", "plates", 27.78, _fuel(STEEL, "coal", "plates"), 0.01),
    Case(31, "stone furnace: a wood lasts", "s", 22.2, _fuel(STONE, "wood", "seconds"), 0.01),
    Case(31, "stone furnace: plates per wood", "plates", 6.94, _fuel(STONE, "wood", "plates"), 0.01),
    Case(32, "48 stone furnaces on a yellow belt of ore", "/s", 15, _smelter(STONE, 48), 0.01),
    Case(33, "24 steel furnaces on a yellow belt of ore", "/s", 15, _smelter(STEEL, 24), 0.01),
    Case(35, "5 electric drills for 8 stone furnaces", "/s", 2.5, _drills_and_furnaces(5, 8), 0.01),
    Case(38, "plates in a furnace that nobody empties", "plates", 100, _unattended),
    Case(40, "stone furnace fed by an inserter", "/s", 0.3125, _fed_by_arm("rate"), 0.005),
    Case(40, "stone furnace fed by an inserter: most ore in it", "ores", (1, 3), _fed_by_arm("ore")),
    Case(182, "2 electric drills, a belt, 4 stone furnaces", "/s", 1.0, _drills_and_furnaces(2, 4), 0.01),
)
