"""4.5 and what needs fluids elsewhere: refineries, chemical plants, acid for processing units.

A machine stands alone with a pipe at each of its ports. Every second the pipes that bring are filled up and those that
take away are emptied, from and to nowhere: rates are asked for here, not how oil is brought.
"""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.rates.case import Case, Measure, Window
from benchmarks.rates.site import STEPS, Site, X, Y
from fle_llm.data import facts
from fle_llm.engine import flows, portions, ports
from fle_llm.engine.carriers import Segment
from fle_llm.engine.constants import QUANTA
from fle_llm.engine.entities import Assembler
from fle_llm.engine.terrain import key_tile

MADE = ("heavy-oil", "light-oil")
"""What the works make and use themselves."""
REFINERY, PLANT = "oil-refinery", "chemical-plant"


class Bench:
    """A powered machine with a recipe, short pipes at its ports, and somebody who sees to all it needs."""

    def __init__(self, name: str, recipe: str, at: tuple[Site, float, float] | None = None) -> None:
        """On a site of its own where everything is known, or at a place of another that has power there."""
        if at is None:
            at = Site(True), 6.5, 30.5
            at[0].power(12, 30, 1920)
        self.site, x, y = site, _, _ = at
        self.recipe = facts().recipes[recipe]
        self.ref = site.machine(name, x, y, recipe)
        machine = site.world._engine.state.entities[site.view(self.ref).unit]
        assert isinstance(machine, Assembler)
        self.machine = machine
        for port in ports.ports_of(machine):
            (tx, ty), (dx, dy) = key_tile(port.tile), STEPS[port.face]
            site.build("pipe", tx + dx + 0.5, ty + dy + 0.5)

    def tend(self) -> None:
        """Bring what goes in, take what came out."""
        for part in self.recipe.ingredients:
            if not part.fluid:
                self.site.put(self.ref, part.name, 50)
        for part in self.recipe.products:
            if not part.fluid:
                self.site.take(self.ref, part.name, 200)
        for segment, fluid, goes_in in self.pipes():
            self.level(segment, fluid, segment.capacity if goes_in else 0)

    def pipes(self) -> list[tuple[Segment, str, bool]]:
        """The pipe at each port, with its fluid, and whether that goes in."""
        segments = self.site.world._engine.state.segments
        mine = zip(self.machine.boxes, ports.boxes_of(self.machine), strict=True)
        return [(segments[at], box.bound, not box.shared) for at, box in mine if box.bound is not None]

    def level(self, segment: Segment, fluid: str, amount: int) -> None:
        """Fill or empty a pipe."""
        engine = self.site.world._engine
        flows.settle(engine, segment)
        segment.amount = amount
        segment.fluid = fluid
        portions.serve(engine, segment)
        portions.call_producers(engine, segment)


class Works:
    """Twenty refineries, five heavy and seventeen light crackers; what one makes is carried to who takes it."""

    def __init__(self) -> None:
        """Four machines around each of a row of substations, with some oil in hand to fill the pipes with."""
        self.site = site = Site(True)
        site.power(X, Y, 13_500)  # 20 x 434 + 22 x 217 kW
        recipes = ["advanced-oil-processing"] * 20 + ["heavy-oil-cracking"] * 5 + ["light-oil-cracking"] * 17
        self.benches = []
        for index, recipe in enumerate(recipes):
            x, y = X - 18 * (index // 4 + 1), Y
            if index % 4 == 0:
                site.build("substation", x, y)
            corner = x + (-4.5, 4.5)[index % 2], y + (-4.5, 4.5)[index // 2 % 2]
            self.benches.append(Bench(REFINERY if index < 20 else PLANT, recipe, (site, *corner)))
        self.held = {"heavy-oil": 5_000 * QUANTA, "light-oil": 10_000 * QUANTA}

    def tend(self) -> None:
        """Collect what came out of all of them; bring them what they take, as far as there is any."""
        for bench in self.benches:
            for segment, fluid, goes_in in bench.pipes():
                if not goes_in:
                    flows.settle(self.site.world._engine, segment)
                    self.held[fluid] = self.held.get(fluid, 0) + segment.amount
                    bench.level(segment, fluid, 0)
        for bench in self.benches:
            for segment, fluid, goes_in in bench.pipes():
                if goes_in:
                    room = segment.capacity - segment.amount
                    brought = min(room, self.held.get(fluid, room)) if fluid in MADE else room
                    self.held[fluid] = self.held.get(fluid, 0) - brought
                    bench.level(segment, fluid, segment.amount + brought)


def _works(fluid: str) -> Measure:
    """Petroleum gas made a second, or by how much more of another is made than used."""

    def measure(_: Window) -> float:
        works = Works()
        site = works.site
        made, used = site.produced(fluid), site.consumed(fluid)
        return site.rate(40, lambda: made() - used(), warm_up=30, tend=1, by=works.tend)

    return measure


def _rate(name: str, recipe: str, thing: str, *, used: bool) -> Measure:
    def measure(window: Window) -> float:
        bench = Bench(name, recipe)
        read: Callable[[], float] = (bench.site.consumed if used else bench.site.produced)(thing)
        return bench.site.rate(window.seconds(120), read, warm_up=20, tend=1, by=bench.tend)

    return measure


def _cases(row: int, name: str, recipe: str, made: dict[str, float], used: dict[str, float]) -> list[Case]:
    label = f"{recipe}, {name}" if name.startswith("assembling") else recipe
    needs = (name, "pipe")
    cases = [
        Case(row, f"{label}: {thing}", "/s", rate, _rate(name, recipe, thing, used=False), 0.005, needs=needs)
        for thing, rate in made.items()
    ]
    return cases + [
        Case(row, f"{label}: {thing} used", "/s", rate, _rate(name, recipe, thing, used=True), 0.005, needs=needs)
        for thing, rate in used.items()
    ]


_OIL = (REFINERY, PLANT, "pipe")

CASES = (
    *_cases(56, "assembling-machine-2", "processing-unit", {"processing-unit": 0.075}, {"sulfuric-acid": 0.375}),
    *_cases(56, "assembling-machine-3", "processing-unit", {"processing-unit": 0.125}, {"sulfuric-acid": 0.625}),
    *_cases(85, REFINERY, "basic-oil-processing", {"petroleum-gas": 9}, {"crude-oil": 20}),
    *_cases(
        86,
        REFINERY,
        "advanced-oil-processing",
        {"heavy-oil": 5, "light-oil": 9, "petroleum-gas": 11},
        {"crude-oil": 20, "water": 10},
    ),
    # 20 x 11 and 17 x 10; 20 x 5 heavy for 5 x 20, and 20 x 9 + 5 x 15 light for 17 x 15
    Case(89, "20 refineries, 5 heavy and 17 light crackers: gas", "/s", 390, _works("petroleum-gas"), 0.01, needs=_OIL),
    Case(89, "the same: heavy oil left over", "/s", 0, _works("heavy-oil"), absolute=1, needs=_OIL),
    Case(89, "the same: light oil left over", "/s", 0, _works("light-oil"), absolute=2.55, needs=_OIL),
    *_cases(90, PLANT, "heavy-oil-cracking", {"light-oil": 15}, {"heavy-oil": 20, "water": 15}),
    *_cases(91, PLANT, "light-oil-cracking", {"petroleum-gas": 10}, {"light-oil": 15, "water": 15}),
    *_cases(92, PLANT, "plastic-bar", {"plastic-bar": 2}, {"coal": 1, "petroleum-gas": 20}),
    *_cases(93, PLANT, "sulfur", {"sulfur": 2}, {"petroleum-gas": 30, "water": 30}),
    *_cases(94, PLANT, "sulfuric-acid", {"sulfuric-acid": 50}, {"sulfur": 5, "iron-plate": 1, "water": 100}),
    *_cases(95, PLANT, "battery", {"battery": 0.25}, {"sulfuric-acid": 5}),
    *_cases(96, PLANT, "explosives", {"explosives": 0.5}, {}),
    *_cases(97, PLANT, "lubricant", {"lubricant": 10}, {}),
    *_cases(98, PLANT, "solid-fuel-from-light-oil", {"solid-fuel": 1}, {"light-oil": 10}),
    *_cases(98, PLANT, "solid-fuel-from-petroleum-gas", {"solid-fuel": 1}, {"petroleum-gas": 20}),
    *_cases(98, PLANT, "solid-fuel-from-heavy-oil", {"solid-fuel": 1}, {"heavy-oil": 20}),
    *_cases(
        100,
        REFINERY,
        "coal-liquefaction",
        {"light-oil": 4, "petroleum-gas": 2},
        {"coal": 2, "steam": 10},
    ),
)
