"""Programs as models write them, run in the sandbox in a laboratory, to the production they should reach.

Each is a file in `programs/` whose docstring says what it does, what it should come to and why; the numbers are those
of MECHANICS without any bonus for mining. Lines of the docstring that are read here:

    Makes: 45 iron-plate        what the factory makes in a minute after the program has run; any number of lines
    Kit: lab 2, splitter 1      what the program is given besides the inventory of lab play
    Kit only: coal 20           what it is given instead
    Begins untaught.            no technology is researched
    Over: 4 minutes             how long it is watched, instead of two
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tool_player import LAB_PLAY

from fle_llm.sandbox import Limits, Sandbox, ToolStub
from fle_llm.tools import Hands, call, callable_stubs
from fle_llm.world.ops import Statistics

PROGRAMS = Path(__file__).parent / "programs"
TOLERANCE = 0.04
"""Of a rate: a window of minutes cuts crafts and swings in pieces; less than one piece a minute is let pass as well."""


@dataclass(slots=True)
class Plan:
    """What the docstring of a program says about running it."""

    code: str
    rates: dict[str, float] = field(default_factory=dict)
    kit: dict[str, int] = field(default_factory=lambda: dict(LAB_PLAY))
    taught: bool = True
    minutes: int = 2

    @classmethod
    def read(cls, path: Path) -> Plan:
        code = path.read_text()
        text = ast.get_docstring(ast.parse(code)) or ""
        plan = cls(code, taught="Begins untaught." not in text)
        plan.rates = {item: float(rate) for rate, item in re.findall(r"^Makes: ([\d.]+) ([\w-]+)$", text, re.MULTILINE)}
        for kind, listed in re.findall(r"^(Kit|Kit only): (.+)$", text, re.MULTILINE):
            items = {name: int(count) for name, count in (part.rsplit(" ", 1) for part in listed.split(", "))}
            plan.kit = items if kind == "Kit only" else plan.kit | items
        if over := re.search(r"^Over: (\d+) minutes$", text, re.MULTILINE):
            plan.minutes = int(over[1])
        return plan


@pytest.fixture(scope="module")
def sandbox():
    made = Sandbox([ToolStub(*stub) for stub in callable_stubs()], limits=Limits(wall_s=60, cpu_s=10))
    yield made
    made.close()


@pytest.mark.parametrize("name", sorted(path.stem for path in PROGRAMS.glob("*.py")))
def test_a_program_reaches_its_production(sandbox, make_world, name):
    plan = Plan.read(PROGRAMS / f"{name}.py")
    world = make_world(plan.kit, mining_productivity=0, all_technologies=plan.taught)
    hands = Hands(world)
    fresh = sandbox.snapshot()
    try:
        outcome = sandbox.run(plan.code, lambda tool, args, kwargs: call(hands, tool, args, kwargs))
    finally:
        sandbox.restore(fresh)
    assert not outcome.failed, outcome.text()
    assert plan.rates or "assert " in plan.code, "a program that nothing is expected of tests nothing"
    if not plan.rates:
        return
    before = world.do((Statistics(),))[0].produced
    world.advance(plan.minutes * 3600)
    after = world.do((Statistics(),))[0].produced
    made = {item: (after.get(item, 0) - before.get(item, 0)) / plan.minutes for item in plan.rates}
    assert made == pytest.approx(plan.rates, rel=TOLERANCE, abs=1 / plan.minutes), outcome.text()
