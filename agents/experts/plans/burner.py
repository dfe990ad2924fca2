"""Ore, plates and steel with burner machines alone, so that it works from the first minute.

How many lines a task needs: a burner drill mines 15 ore a minute before bonuses and a stone furnace smelts 18.75
plates, so 16 a minute take two lines of drill and furnace; three leave room. A steel furnace makes 3.75 a minute: five
lines, which are all ten furnaces of the lab inventory.
"""

from __future__ import annotations

from dataclasses import dataclass

from agents.experts.stages import Plan, Stage


@dataclass(frozen=True, slots=True)
class Lines:
    """A layout, how many of it at first, minutes of fuel for each machine, and the coal all that takes.

    The fuel outlasts a wait and ten measured minutes; the coal is that of all lines, by the layouts' arithmetic.
    """

    layout: str
    about: str
    count: int
    coal: int
    minutes: int = 15


MINE = Lines("build_mine", "burner drills that drop into chests", 3, 120)
SMELTER = Lines("build_smelter", "drill, furnace, inserter and chest in a column", 3, 200)
STEELWORKS = Lines("build_steelworks", "two drills, a furnace for iron and one for steel", 5, 480, 12)


def burner_plan(lines: Lines, ore: str) -> Plan:
    """The plan for lines of a layout on an ore, a member of Resource."""
    resources = "Resource.Coal" if ore == "Coal" else f"Resource.{ore}, Resource.Coal"
    return (
        Stage(
            "survey",
            "I am to make {wanted}. Before I build I look at what I carry and where "
            f"the {ore} and the coal lie, and I make sure that I have fuel.",
            f'survey({resources})\nprint("coal at hand", ensure_coal({lines.coal}))',
        ),
        Stage(
            "build",
            f"The ore is there and I have coal. I build {lines.count} lines: {lines.about}. Each site is searched for, "
            "so that nothing stands in the way; what fails is taken down again and tried around the middle of the "
            "patch. Then I let it run for a moment and check.",
            f"built = build_several({lines.layout}, {lines.count}, Resource.{ore}, {lines.minutes})\n"
            f'print("lines built", built)\n'
            f"sleep(30)\n"
            f"look_after({lines.minutes})",
        ),
        Stage(
            "look-after",
            "The factory makes {throughput} of {quota} a minute. I refuel everything, look for machines that do not "
            "work, and add a line.",
            f"ensure_coal({lines.coal // lines.count})\n"
            f"look_after({lines.minutes})\n"
            f"build_several({lines.layout}, 1, Resource.{ore}, {lines.minutes})\n"
            f"sleep(30)\n"
            f"look_after({lines.minutes})\n"
            f"print(inspect_inventory())",
        ),
    )
