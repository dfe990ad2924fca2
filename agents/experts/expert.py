"""`scripted/expert`: plays the first lab tasks as a careful player would, one readable program a step.

Burner machines only, so that it works from the first minute. How many lines a task needs: a burner drill mines 15 ore a
minute before bonuses and a stone furnace smelts 18.75 plates, so 16 a minute take two lines of drill and furnace; three
leave room. A steel furnace makes 3.75 a minute: five lines, which are all ten furnaces of the lab inventory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agents.experts.programs import reply
from agents.experts.reading import Seen, read


@dataclass(frozen=True, slots=True)
class Plan:
    """How an item is made: the layout, how many of it at first, minutes of fuel for each machine, the coal it takes.

    The fuel outlasts a wait and ten measured minutes; the coal is that of all lines, by the layouts' arithmetic.
    """

    layout: str
    ore: str
    count: int
    coal: int
    about: str
    minutes: int = 15


PLANS: Mapping[str, Plan] = {
    "iron-ore": Plan("build_mine", "IronOre", 3, 120, "burner drills that drop into chests"),
    "copper-ore": Plan("build_mine", "CopperOre", 3, 120, "burner drills that drop into chests"),
    "coal": Plan("build_mine", "Coal", 3, 120, "burner drills that drop into chests"),
    "stone": Plan("build_mine", "Stone", 3, 120, "burner drills that drop into chests"),
    "iron-plate": Plan("build_smelter", "IronOre", 3, 200, "drill, furnace, inserter and chest in a column"),
    "copper-plate": Plan("build_smelter", "CopperOre", 3, 200, "drill, furnace, inserter and chest in a column"),
    "steel-plate": Plan("build_steelworks", "IronOre", 5, 480, "two drills, a furnace for iron and one for steel", 12),
}


def expert(messages: Sequence[Mapping[str, Any]]) -> str:
    """The reply to these messages; the same messages always get the same reply."""
    seen = read(messages)
    plan = PLANS.get(seen.wanted)
    if plan is None:
        return _look_only(seen)
    if seen.step == 1:
        return _survey(seen, plan)
    if seen.step == 2:
        return _build(seen, plan)
    return _look_after(seen, plan)


def _survey(seen: Seen, plan: Plan) -> str:
    reasoning = (
        f"I am to make {seen.wanted}. Before I build I look at what I carry and where the {plan.ore} and the coal lie, "
        "and I make sure that I have fuel."
    )
    resources = "Resource.Coal" if plan.ore == "Coal" else f"Resource.{plan.ore}, Resource.Coal"
    return reply(reasoning, f'survey({resources})\nprint("coal at hand", ensure_coal({plan.coal}))')


def _build(seen: Seen, plan: Plan) -> str:
    reasoning = (
        f"The ore is there and I have coal. I build {plan.count} lines: {plan.about}. Each site is searched for, so "
        "that nothing stands in the way; what fails is taken down again and tried around the middle of the patch. "
        "Then I let it run for a moment and check."
    )
    body = (
        f"built = build_several({plan.layout}, {plan.count}, Resource.{plan.ore}, {plan.minutes})\n"
        f'print("lines built", built)\n'
        f"sleep(30)\n"
        f"look_after({plan.minutes})"
    )
    return reply(reasoning, body)


def _look_after(seen: Seen, plan: Plan) -> str:
    missing = f"{seen.throughput:g} of {seen.quota:g}" if seen.quota else f"{seen.throughput:g}"
    trouble = "My last program failed, so I look at what stands. " if seen.failed else ""
    reasoning = (
        f"{trouble}The factory makes {missing} a minute. I refuel everything, look for machines that do not work, and "
        "add a line."
    )
    body = (
        f"ensure_coal({plan.coal // plan.count})\n"
        f"look_after({plan.minutes})\n"
        f"build_several({plan.layout}, 1, Resource.{plan.ore}, {plan.minutes})\n"
        f"sleep(30)\n"
        f"look_after({plan.minutes})\n"
        f"print(inspect_inventory())"
    )
    return reply(reasoning, body)


def _look_only(seen: Seen) -> str:
    wanted = seen.wanted or "what this task asks for"
    reasoning = f"I know no layout for {wanted}, so I only look around."
    return reply(reasoning, "survey(Resource.Coal, Resource.IronOre)\nprint(get_entities())")
