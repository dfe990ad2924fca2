"""4.5 and what needs fluids elsewhere: refineries, chemical plants, acid for processing units.

A machine stands alone with a pipe at each of its ports. Every second the pipes that bring are filled up and those that
take away are emptied, from and to nowhere: rates are asked for here, not how oil is brought.
"""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.rates.case import Case, Measure, Note, Window
from benchmarks.rates.site import STEPS, Site
from fle_llm.data import facts
from fle_llm.engine import flows, portions, ports
from fle_llm.engine.carriers import Segment
from fle_llm.engine.entities import Assembler
from fle_llm.engine.terrain import key_tile

REFINERY, PLANT = "oil-refinery", "chemical-plant"


class Bench:
    """A powered machine with a recipe, short pipes at its ports, and somebody who sees to all it needs."""

    def __init__(self, name: str, recipe: str) -> None:
        """Everything is known."""
        self.site = site = Site(True)
        site.power(12, 30, 1920)
        self.recipe = facts().recipes[recipe]
        self.ref = site.machine(name, 6.5, 30.5, recipe)
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
        segments = self.site.world._engine.state.segments
        for index, box in enumerate(ports.boxes_of(self.machine)):
            if box.bound is not None:
                self._level(segments[self.machine.boxes[index]], box.bound, full=not box.shared)

    def _level(self, segment: Segment, fluid: str, *, full: bool) -> None:
        engine = self.site.world._engine
        flows.settle(engine, segment)
        segment.amount = segment.capacity if full else 0
        segment.fluid = fluid
        portions.serve(engine, segment)
        portions.call_producers(engine, segment)


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
NOTES = (Note(89, "20 refineries for 5 heavy and 17 light crackers", "follows from rows 86, 90 and 91"),)
