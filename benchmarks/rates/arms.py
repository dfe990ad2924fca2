"""4.6: inserters."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.rates.case import Case, Window
from benchmarks.rates.site import EAST, LANES, NORTH, STRIDE_TICKS, Site, X, Y

BELTS = {"yellow": "transport-belt", "red": "fast-transport-belt", "blue": "express-transport-belt"}
LENGTHS = {"yellow": 20, "red": 35, "blue": 50}
"""Tiles of a way in or out: more than its belt runs between two visits."""
HANDS: dict[tuple[str, int], tuple[str, ...]] = {
    ("bulk-inserter", 2): ("bulk-inserter",),
    ("inserter", 2): tuple(f"inserter-capacity-bonus-{level}" for level in (1, 2)),
}
"""Technologies that give a hand of so many; one and the largest need none and all."""


def _site(arm: str, hand: int) -> Site:
    known = HANDS.get((arm, hand), hand > 1)
    site = Site(known)
    site.power(X, Y, 240)
    return site


def _arm(site: Site, name: str, x: float, y: float) -> None:
    ref = site.build(name, x, y, NORTH)
    if name == "burner-inserter":
        site.put(ref, "coal", 50)


def _source(site: Site, x: float, y: float) -> Callable[[], None]:
    """A chest; what is returned fills it up."""
    chest = site.build("steel-chest", x, y)

    def fill() -> None:
        site.put(chest, "iron-plate", 4800)

    return fill


def _chests(name: str, hand: int = 1) -> Callable[[Window], float]:
    """Items a second from chest to chest."""

    def measure(window: Window) -> float:
        site = _site(name, hand)
        reach = 2 if name.startswith("long") else 1
        fill = _source(site, X + 3.5, Y + 3.5 - reach)
        _arm(site, name, X + 3.5, Y + 3.5)
        target = site.build("steel-chest", X + 3.5, Y + 3.5 + reach)
        moved = 0

        def tend() -> None:
            nonlocal moved
            fill()
            moved += site.take(target, "iron-plate", 4800)

        def read() -> float:
            return moved + site.held(target, "iron-plate")

        return site.rate(window.seconds(600), read, warm_up=4, tend=100, by=tend)

    return measure


def _onto_belt(name: str, hand: int, belt: str, lanes: tuple[str, ...] = LANES) -> Callable[[Window], float]:
    """Items a second from a chest onto an empty belt that runs across, or what of them lies on some lanes."""

    def measure(window: Window) -> float:
        site = _site(name, hand)
        fill = _source(site, X + 3.5, Y + 3.5)
        _arm(site, name, X + 3.5, Y + 4.5)
        out = site.run(BELTS[belt], X + 2.5, Y + 5.5, EAST, 10 + LENGTHS[belt])[
            10:
        ]  # what is set down must not be cleared away at once
        taken = dict.fromkeys(LANES, 0)

        def tend() -> None:
            fill()
            for lane, count in site.clear(out).items():
                taken[lane] += count

        def read() -> float:
            riding = site.riding(out)
            return sum(taken[lane] + riding[lane] for lane in lanes)

        return site.rate(window.seconds(240), read, warm_up=16, tend=STRIDE_TICKS / 60, by=tend)

    return measure


def _from_belt(name: str, hand: int, belt: str) -> Callable[[Window], float]:
    """Items a second from a belt that runs across and is kept full and moving, into a chest."""

    def measure(window: Window) -> float:
        site = _site(name, hand)
        feed = site.run(BELTS[belt], X + 1.5 - LENGTHS[belt], Y + 3.5, EAST, LENGTHS[belt])
        site.run(BELTS[belt], X + 1.5, Y + 3.5, EAST, 4)
        out = site.run(BELTS[belt], X + 5.5, Y + 3.5, EAST, LENGTHS[belt])
        _arm(site, name, X + 3.5, Y + 4.5)
        target = site.build("steel-chest", X + 3.5, Y + 5.5)
        moved = 0

        def tend() -> None:
            nonlocal moved
            site.fill(feed, "iron-plate")
            site.clear(out)
            moved += site.take(target, "iron-plate", 4800)

        def read() -> float:
            return moved + site.held(target, "iron-plate")

        return site.rate(window.seconds(120), read, warm_up=48, tend=STRIDE_TICKS / 60, by=tend)

    return measure


def _direct(row: int, name: str, hand: int, rate: float) -> Case:
    return Case(row, f"{name}, hand {hand}, chest to chest", "/s", rate, _chests(name, hand), 0.005, needs=(name,))


def _on(row: int, name: str, hand: int, belt: str, rate: float, relative: float) -> Case:
    measure = _onto_belt(name, hand, belt)
    return Case(row, f"{name}, hand {hand}, chest to {belt} belt", "/s", rate, measure, relative, needs=(name,))


def _off(row: int, name: str, hand: int, belt: str, rate: float | tuple[float, float]) -> Case:
    measure = _from_belt(name, hand, belt)
    return Case(row, f"{name}, hand {hand}, full {belt} belt to chest", "/s", rate, measure, 0.05, needs=(name,))


CASES = (
    _direct(103, "burner-inserter", 1, 0.789),
    _direct(104, "inserter", 1, 0.857),
    _direct(105, "long-handed-inserter", 1, 1.2),
    _direct(106, "fast-inserter", 1, 2.5),
    _direct(107, "bulk-inserter", 2, 5.0),
    _direct(108, "inserter", 2, 1.714),
    _direct(108, "inserter", 3, 2.571),
    _direct(109, "fast-inserter", 3, 7.5),
    _direct(111, "bulk-inserter", 12, 30.0),
    _on(112, "inserter", 1, "yellow", 0.857, 0.01),
    _on(113, "fast-inserter", 1, "yellow", 2.5, 0.01),
    _on(113, "fast-inserter", 3, "yellow", 5.62, 0.01),
    _on(114, "bulk-inserter", 12, "yellow", 6.92, 0.015),
    _on(114, "bulk-inserter", 12, "red", 11.25, 0.015),
    _on(114, "bulk-inserter", 12, "blue", 14.4, 0.015),
    _off(116, "inserter", 1, "yellow", (0.94, 0.97)),
    _off(117, "fast-inserter", 1, "yellow", (2.5, 2.7)),
    _off(119, "bulk-inserter", 12, "yellow", 7.5),
    _off(120, "bulk-inserter", 12, "red", 11.5),
    _off(120, "bulk-inserter", 12, "blue", 15.5),
    Case(
        123,
        "onto a belt that runs across: the far lane",
        "/s",
        0.857,
        _onto_belt("inserter", 1, "yellow", ("right",)),
        0.01,
    ),
    Case(123, "onto a belt that runs across: the near lane", "/s", 0, _onto_belt("inserter", 1, "yellow", ("left",))),
)
