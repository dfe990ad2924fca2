"""4.10 and 4.11: research, containers, small factories."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.rates.case import Case, Window
from benchmarks.rates.site import NORTH, SOUTH, Site, X, Y
from fle_llm.data import facts
from fle_llm.world import ops

RED, GREEN = "automation-science-pack", "logistic-science-pack"
SPOTS = [(X - 7.5 + 3 * i, Y - 7.5 + 3 * j) for j in (0, 1, 4) for i in range(5)]
SPEED = tuple(f"research-speed-{level}" for level in range(1, 7))


def _before(technology: str) -> list[str]:
    """All that has to be known before a technology, in order."""
    found: list[str] = []
    for needed in facts().technologies[technology].prerequisites:
        found += [name for name in (*_before(needed), needed) if name not in found]
    return [name for name in found if name != RED]


def _labs(site: Site, count: int, technology: str) -> list[ops.Ref]:
    """Labs at work on a technology, with packs enough."""
    site.power(X, Y, 960)
    labs = [site.build("lab", *spot) for spot in SPOTS[:count]]
    site.seconds(1)
    for lab in labs:
        site.put(lab, RED, 200)
    site.world.do([ops.StartResearch(technology)])
    return labs


def _research(technology: str, labs: int, what: str, known: tuple[str, ...] = ()) -> Callable[[Window], float]:
    """Seconds from the start of a research to its end, or the packs it took."""

    def measure(_: Window) -> float:
        site = Site((*known, *(name for name in _before(technology) if name not in known)))
        _labs(site, labs, technology)
        start = site.world.tick + 1  # labs look at it in the next tick
        site.seconds(1200)
        seconds = (site.books().researched_at[technology] - start) / 60
        return {"s": seconds, "packs": site.consumed(RED)()}[what]

    return measure


def _unit(_: Window) -> float:
    technology = "weapon-shooting-speed-1"
    units = facts().technologies[technology].count
    assert units is not None
    return _research(technology, 1, "s", SPEED)(Window(True)) / units


def _red_per_second(_: Window) -> float:
    """Packs a second that ten labs use for units of ten seconds."""
    site = Site(_before("electric-mining-drill"))
    _labs(site, 10, "electric-mining-drill")
    site.world.advance(1)
    return site.rate(20, site.consumed(RED))


def _capacity(chest: str) -> Callable[[Window], float]:
    def measure(_: Window) -> float:
        site = Site()
        return site.put(site.build(chest, X + 0.5, Y + 0.5), "iron-plate", 6_000)

    return measure


def _direct(window: Window) -> float:
    """Plates a second of a burner drill, a stone furnace, a burner inserter and a chest."""
    site = Site()
    parts = [site.build("burner-mining-drill", 30, 75, SOUTH), site.build("stone-furnace", 30, 77)]
    parts.append(site.build("burner-inserter", 30.5, 78.5, NORTH))
    chest = site.build("wooden-chest", 30.5, 79.5)
    for part in parts:
        site.put(part, "coal", 50)
    return site.rate(window.seconds(600), lambda: site.held(chest, "iron-plate"), warm_up=60)


class Silo:
    """A powered rocket silo whose parts are brought as they are used."""

    PARTS = ("processing-unit", "low-density-structure", "rocket-fuel")

    def __init__(self) -> None:
        """With what preparing a rocket takes: 250 and 3990 kW and a little."""
        self.site = Site(True)
        self.site.power(X, Y, 4260)
        self.ref = self.site.build("rocket-silo", X - 5.5, Y + 4.5)

    def tend(self) -> None:
        """Bring what one or two parts need."""
        for item in self.PARTS:
            self.site.put(self.ref, item, 10)


def _rocket(what: str) -> Callable[[Window], float]:
    """Seconds that a hundred parts take, or what they take of each ingredient."""

    def measure(_: Window) -> float:
        silo = Silo()
        site = silo.site
        site.seconds(1)
        start = site.world.tick
        while site.view(silo.ref).rocket_parts < 100 and site.world.tick < 40_000:
            silo.tend()
            site.world.advance(20)
        return {"s": (site.world.tick - start) / 60, "each": max(map(site.consumed, silo.PARTS), key=lambda f: f())()}[
            what
        ]

    return measure


def _satellite(_: Window) -> float:
    """Packs that a launch with a satellite brings."""
    silo = Silo()
    site = silo.site
    site.rate(330, lambda: 0, tend=1, by=silo.tend)
    site.put(silo.ref, "satellite", 1)
    site.seconds(30)
    site.world.do([ops.Launch(silo.ref)])
    site.seconds(60)
    return site.produced("space-science-pack")()


CASES = (
    Case(164, "automation in one lab", "s", 100, _research("automation", 1, "s"), 0.005, needs=("lab",)),
    Case(164, "automation in one lab: packs", "packs", 10, _research("automation", 1, "packs"), needs=("lab",)),
    Case(165, "automation in ten labs", "s", 10, _research("automation", 10, "s"), 0.02, needs=("lab",)),
    Case(167, "logistic science pack in five labs", "s", 75, _research(GREEN, 5, "s"), 0.005, needs=("lab",)),
    Case(168, "a unit of 30 s in a lab with all speed technologies", "s", 8.571, _unit, 0.005, needs=("lab",)),
    Case(170, "packs that 10 labs use for units of 10 s", "/s", 1, _red_per_second, 0.01, needs=("lab",)),
    Case(176, "a rocket of 100 parts", "s", 300, _rocket("s"), 0.01, needs=("rocket-silo",)),
    Case(
        176, "a rocket of 100 parts: of each ingredient", "items", 1000, _rocket("each"), 0.01, needs=("rocket-silo",)
    ),
    Case(177, "space science of a satellite", "packs", 1000, _satellite, needs=("rocket-silo",)),
    Case(178, "iron plates in a wooden chest", "plates", 1600, _capacity("wooden-chest")),
    Case(178, "iron plates in an iron chest", "plates", 3200, _capacity("iron-chest")),
    Case(178, "iron plates in a steel chest", "plates", 4800, _capacity("steel-chest")),
    Case(181, "burner drill, stone furnace, burner inserter, chest", "/s", 0.25, _direct, 0.005),
)
