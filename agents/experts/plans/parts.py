"""Stages that many factories share: looking around, power, rows of smelters and machines, watching.

The variables they leave in the namespace are the stages' contract: `hub` is where machines are to stand, `plant` the
power plant, and each row goes by the name the stage was given: a BeltGroup for rows on ore, a list of what was built
for rows of machines.
"""

from __future__ import annotations

from agents.experts.stages import Stage


def survey(*ores: str) -> Stage:
    """Look at the ores (members of Resource; the machines shall stand nearest to the first) and say where to build."""
    weights = dict.fromkeys(ores, 1) | {ores[0]: len(ores)}
    x, y = (
        " + ".join(f"{weight} * nearest(Resource.{ore}).{axis}" for ore, weight in weights.items()) for axis in "xy"
    )
    total = sum(weights.values())
    return Stage(
        "survey",
        "I am to make {wanted}. Before I build I look at what I carry and where things lie. The machines shall stand "
        "between the ores they need, nearer to the one they need most.",
        f"survey({', '.join(f'Resource.{ore}' for ore in (*ores, 'Coal', 'Water'))})\n"
        f"hub = Position(({x}) / {total}, ({y}) / {total})\n"
        'print("hub", hub)',
    )


POWER = Stage(
    "power",
    "Everything here runs on electricity. A drill on coal that drops straight into a boiler feeds itself; two engines "
    "behind it give 1.8 MW, and I choose a place where the plant can grow.",
    "plant = build_power(1, 4)\nprint(plant)",
)


def ore_row(name: str, build: str, ore: str, count: int, why: str) -> Stage:
    """A row of drills or smelters, with its belt in the variable `name`."""
    return Stage(
        name,
        f"{why} I try the edges of the field until a place is free; what fails is taken down again.",
        f"{name} = {build}(Resource.{ore}, {count}, hub)\nsleep(20)\nprint({name})",
    )


def grow(columns: int, belt: str = "iron") -> Stage:
    """Let the plant have `columns` columns, with plates from a belt."""
    return Stage(
        "grow",
        f"The two engines of the kit will not be enough. I take plates off the belt as they come, craft more engines "
        f"and let the plant have {columns} columns: {columns * 1.8:.1f} MW.",
        f"take_off_belt(Prototype.IronPlate, {(columns - 1) * 52}, {belt})\n"
        f"grow_power(plant, {columns})\n"
        "sleep(10)\n"
        "print([engine.status for engine in find_engines()])",
    )


def row(name: str, stations: str, why: str) -> Stage:
    """A row of machines, in the variable `name`: `stations` as build_row takes them, in one string."""
    return Stage(name, why, f"{name} = build_powered_row(hub, {stations.split()!r})\nreport_idle()")


def lead(name: str, source: str, machines: str, side: str, why: str) -> Stage:
    """A belt led on past machines, with inserters on that side of them; `source` is the longer belt then."""
    return Stage(
        name,
        why,
        f"{source} = lead_past({source}, [{machines}], Direction.{side})\nsleep(10)\nprint({source})",
    )


def lead_on(name: str, maker: str, way_out: str, machines: str, side: str, why: str) -> Stage:
    """The products of a machine, taken out on one side and led past other machines."""
    return Stage(
        name,
        why,
        f"line = lead_from({maker}, Direction.{way_out}, [{machines}], Direction.{side})\nsleep(10)\nprint(line)",
    )


WATCH = Stage(
    "watch",
    "The factory makes {throughput} of {quota} a minute. I let it run for a while and look for what does not work.",
    "sleep(60)\nreport_idle()\nprint([engine.status for engine in find_engines()])",
)
