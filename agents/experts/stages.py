"""Plans as sequences of stages: what a careful player does one program at a time.

A stage's program begins with a line that names it and ends by printing that it is done. The next reply is found from
the messages alone: after `stage X is done` comes the stage behind X; when the last program failed, or its end was not
reached, its stage is played again (layouts take down what they placed when they fail, so that is safe). The last stage
of a plan is played for ever.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agents.experts.programs import reply
from agents.experts.reading import Seen

BEGUN = re.compile(r"^# stage: (\S+)", re.MULTILINE)
DONE = re.compile(r"stage (\S+) is done")


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a plan. `name` has no spaces; `reasoning` may use {throughput}, {quota} and {wanted}."""

    name: str
    reasoning: str
    body: str


Plan = tuple[Stage, ...]


def play(seen: Seen, plan: Plan) -> str:
    """The reply of the stage that is due."""
    stage, again = due(seen, plan)
    trouble = "My last program did not come to its end, so I try this once more. " if again else ""
    said = stage.reasoning.format(throughput=f"{seen.throughput:g}", quota=f"{seen.quota:g}", wanted=seen.wanted)
    return reply(trouble + said, f'# stage: {stage.name}\n{stage.body.strip()}\nprint("stage {stage.name} is done")')


def due(seen: Seen, plan: Plan) -> tuple[Stage, bool]:
    """The stage that is due, and whether it was tried before."""
    names = [stage.name for stage in plan]
    if (done := _last(DONE, seen.output, names)) is not None:
        return plan[min(done + 1, len(plan) - 1)], False
    if (begun := _last(BEGUN, seen.replied, names)) is not None:
        return plan[begun], True
    return plan[min(seen.step, len(plan)) - 1], False


def _last(pattern: re.Pattern[str], text: str, names: Sequence[str]) -> int | None:
    """The index of the last stage that `pattern` finds in `text`."""
    found = [name for name in pattern.findall(text) if name in names]
    return names.index(found[-1]) if found else None
