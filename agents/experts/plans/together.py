"""Iron plates by several agents who have only messages to agree by.

The first agent surveys the ore, keeps one half of the patch and tells the others where they may build; another one
builds only where it was told, and asks until it is. Both say after every step how many lines they have, and build on
until all lines together make the quota and a quarter more, where the task names one, or until they are out of furnaces;
from then on they keep the lines running.
"""

from __future__ import annotations

import re

from agents.experts.plans.burner import SMELTER
from agents.experts.programs import reply
from agents.experts.reading import Seen

PLATES_A_LINE = 18.75
"""A stone furnace smelts a plate in 3.2 s; a burner drill with every mining bonus keeps it busy."""

LINES_A_STEP = 3
MOST = 8  # lines of one agent: each takes about 60 of the 500 coal of the lab inventory
SITE = re.compile(r"build around \((-?[\d.]+), (-?[\d.]+)\)")
COUNT = re.compile(r"I have (\d+) lines")


def together(seen: Seen) -> str:
    """The reply of one of the agents."""
    if seen.agent == 0 and seen.step == 1:
        return _propose(seen)
    site = _last(SITE, [*seen.told, *(seen.heard if seen.agent else ())])
    if site is None:
        return _ask() if seen.agent else _propose(seen)
    theirs = int((_last(COUNT, seen.heard) or ["0"])[0])
    mine = int((_last(COUNT, seen.told) or ["0"])[0])
    covered = seen.quota > 0 and (mine + theirs) * PLATES_A_LINE >= 1.25 * seen.quota
    enough = mine >= MOST or covered
    return _keep(mine, theirs) if enough else _build(seen, site, mine, theirs)


def _propose(seen: Seen) -> str:
    reasoning = (
        f"We are {seen.agents} agents and I act first. I look at the ore, keep its left half and leave the right one "
        "to the other, so that we never build in each other's way; and I say so before I build anything."
    )
    return reply(
        reasoning,
        "survey(Resource.IronOre, Resource.Coal)\n"
        "mine, yours = halves(Resource.IronOre)\n"
        'send_message(f"I smelt in the left half of the iron ore; please build around ({yours.x:g}, {yours.y:g}). '
        'I have 0 lines.")\n'
        'print(f"build around ({mine.x:g}, {mine.y:g})")',
    )


def _ask() -> str:
    reasoning = "Nobody has told me yet where I may build, so I look around and ask."
    return reply(reasoning, 'survey(Resource.IronOre)\nsend_message("Where may I build? I have 0 lines.")')


def _build(seen: Seen, site: list[str], mine: int, theirs: int) -> str:
    reasoning = (
        f"We make {seen.throughput:g} plates a minute with my {mine} lines and their {theirs}. I add "
        f"up to {LINES_A_STEP} in my half and tell the other how many I have then."
    )
    return reply(
        reasoning,
        f"site = Position(x={site[0]}, y={site[1]})\n"
        f'send_message("I am about to add lines in my half. I have {mine} lines.")\n'
        f"ensure_coal({LINES_A_STEP * (SMELTER.coal // SMELTER.count + 1)})\n"
        f"added = build_around({SMELTER.layout}, {min(LINES_A_STEP, MOST - mine)}, Resource.IronOre, site, "
        f"{SMELTER.minutes})\n"
        f"sleep(20)\n"
        f'send_message(f"Done: I have {{{mine} + added}} lines.")\n'
        f'print(f"build around ({{site.x:g}}, {{site.y:g}}), I have {{{mine} + added}} lines")',
    )


def _keep(mine: int, theirs: int) -> str:
    reasoning = f"My {mine} lines and their {theirs} are enough. I refuel everything and look for what does not work."
    return reply(
        reasoning,
        f"ensure_coal(100)\n"
        f"look_after({SMELTER.minutes})\n"
        f'send_message("I have refuelled everything. I have {mine} lines.")\n'
        f'print("I have {mine} lines")',
    )


def _last(pattern: re.Pattern[str], texts: list[str] | tuple[str, ...]) -> list[str] | None:
    """What `pattern` finds last in the texts."""
    found = [match for text in texts for match in pattern.finditer(text)]
    return list(found[-1].groups()) if found else None
