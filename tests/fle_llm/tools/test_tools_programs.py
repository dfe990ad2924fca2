"""Programs as models write them, run in the sandbox in a laboratory, to the production they should reach.

Each is a file in `programs/`. After it has run, what the factory makes in two minutes is counted. Rates are those of
MECHANICS 3 without any bonus: a burner drill 15 ore a minute, an electric one 30, a stone furnace 18.75 plates.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tool_player import LAB_PLAY

from fle_llm.sandbox import Limits, Sandbox, ToolStub
from fle_llm.tools import Hands, call, callable_stubs
from fle_llm.world.ops import Statistics

PROGRAMS = Path(__file__).parent / "programs"
KIT = {
    **LAB_PLAY,
    "solar-panel": 30,
    "small-electric-pole": 50,
    "assembling-machine-1": 5,
    "iron-chest": 5,
    "splitter": 5,
    "lab": 2,
    "automation-science-pack": 20,
    "iron-plate": 500,
    "copper-plate": 500,
    "iron-gear-wheel": 20,
    "electronic-circuit": 20,
}

RATES: dict[str, tuple[str, float]] = {
    # what is counted, and how many a minute
    "smelt_under_drills": ("iron-plate", 3 * 15),  # the drills are slower than the furnaces
    "coal_belt_to_chest": ("coal", 2 * 15),
    "steam_power_and_drills": ("iron-ore", 4 * 30),  # 360 of 900 kW
    "red_science": ("automation-science-pack", 60 / (5 / 0.75)),  # 5 s at speed 0.75
    "oil": ("petroleum-gas", 45 * 600 / 100),  # 100 oil give 45; a well of 100 % gives 10 a second
    "refuel_loop": ("stone", 4 * 15),
    "smelting_column": ("iron-plate", 2 * 30),  # the drills again: two electric furnaces could do 75
    "pick_up_and_rebuild": ("copper-ore", 15),
}

SCHOOLED = {"research": False}
"""Programs that begin with nothing researched."""


@pytest.fixture(scope="module")
def sandbox():
    made = Sandbox([ToolStub(*stub) for stub in callable_stubs()], limits=Limits(wall_s=60, cpu_s=10))
    yield made
    made.close()


@pytest.mark.parametrize("name", sorted(path.stem for path in PROGRAMS.glob("*.py")))
def test_a_program_reaches_its_production(sandbox, make_world, name):
    world = make_world(KIT, mining_productivity=0, all_technologies=SCHOOLED.get(name, True))
    hands = Hands(world)
    code = (PROGRAMS / f"{name}.py").read_text()
    outcome = sandbox.run(code, lambda tool, args, kwargs: call(hands, tool, args, kwargs))
    assert not outcome.failed, outcome.text()
    if name not in RATES:
        return
    item, rate = RATES[name]
    before = world.do((Statistics(),))[0].produced.get(item, 0)
    world.advance(2 * 3600)
    made = world.do((Statistics(),))[0].produced.get(item, 0) - before
    assert made / 2 == pytest.approx(rate, rel=0.04, abs=1), outcome.text()
