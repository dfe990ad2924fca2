"""Memory: which of the past a model is shown, as a pure function from history to messages.

    full     every turn
    window   the last turns; old ones go in big steps, so that between two trims the messages only grow
    report   the last turns, and a summary of those before, written by the model

All begin with the system prompt, byte for byte the same in every call of an episode, and alternate user and assistant
from there, so that providers can cache the common beginning. Who writes a report, and what it costs, is the agent's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from agents.base import Message, Report, Turn

FORGOTTEN = (
    "(Steps 1 to {last} are no longer shown. What is left of them is what stands in the world, and your functions.)"
)
REPORTED = "(Steps 1 to {last} are no longer shown. This is the report you wrote about them:)\n\n{text}"


@dataclass(frozen=True, slots=True)
class History:
    """Everything a call may be made from. `floor` is the first step that may be shown at all."""

    system: str
    turns: tuple[Turn, ...]
    observed: str
    report: Report | None = None
    floor: int = 1

    @classmethod
    def of(cls, system: str, turns: Sequence[Turn], observed: str) -> History:
        """The history after some turns, with the newest report among them."""
        reports = [turn.report for turn in turns if turn.report is not None]
        floor = turns[-1].floor if turns else 1
        return cls(system, tuple(turns), observed, reports[-1] if reports else None, floor)

    def floor_for(self, shown: int) -> int:
        """The floor that leaves the last `shown` turns."""
        return len(self.turns) - shown + 1


class Memory(Protocol):
    """A strategy."""

    @property
    def name(self) -> str:
        """What it is chosen by, and recorded as."""

    def due(self, history: History) -> int | None:
        """Before the next call, a report on the steps before this one must be written; None: no report is due."""

    def messages(self, history: History) -> list[Message]:
        """The messages of the next call."""


@dataclass(frozen=True, slots=True)
class Full:
    """Everything, for as long as the model's context takes it."""

    name: str = "full"

    def due(self, history: History) -> int | None:
        """Never."""
        return None

    def messages(self, history: History) -> list[Message]:
        """All turns from the floor on."""
        return _conversation(history, history.floor)


@dataclass(frozen=True, slots=True)
class Window:
    """The last `size` to 2 * `size` - 1 turns: every `size` turns the older half goes at once."""

    size: int = 16
    name: str = "window"

    def due(self, history: History) -> int | None:
        """Never."""
        return None

    def messages(self, history: History) -> list[Message]:
        """The turns in the window."""
        trims = max(len(history.turns) // self.size - 1, 0)
        return _conversation(history, max(trims * self.size + 1, history.floor))


@dataclass(frozen=True, slots=True)
class Reporting:
    """The last `keep` to `keep` + `every` turns, after a report on all before them."""

    keep: int = 8
    every: int = 16
    name: str = "report"

    def due(self, history: History) -> int | None:
        """A report is due when `every` turns beyond the kept ones have gathered since the last."""
        start = history.report.before if history.report else 1
        unreported = len(history.turns) - (start - 1)
        return len(history.turns) - self.keep + 1 if unreported >= self.keep + self.every else None

    def messages(self, history: History) -> list[Message]:
        """The report and the turns after it."""
        return _conversation(history, max(history.report.before if history.report else 1, history.floor))


MEMORIES: Mapping[str, type[Full] | type[Window] | type[Reporting]] = {
    "full": Full,
    "window": Window,
    "report": Reporting,
}


def make_memory(name: str) -> Memory:
    """A strategy by name, with its usual sizes. Raises ValueError that lists the names."""
    if name not in MEMORIES:
        raise ValueError(f"There is no memory strategy {name!r}, only {', '.join(sorted(MEMORIES))}")
    return MEMORIES[name]()


def report_request(history: History, before: int) -> list[Message]:
    """The call that writes a report on the steps before `before`: the conversation up to there, then the request."""
    start = max(history.report.before if history.report else 1, history.floor)
    told = [turn for turn in history.turns if start <= turn.step < before]
    request = REPORT_REQUEST.format(last=before - 1)
    return _conversation(History(history.system, tuple(told), request, history.report), start)


REPORT_REQUEST = """Steps 1 to {last} will no longer be shown to you. Instead of a program, write the report that you
will go on from, in at most 600 words, without code blocks:
- what you built: each group of machines with positions, directions, what it makes and how it is fuelled
- what the factory achieves now, and what keeps it from more
- functions and variables of yours that are worth calling again, with their arguments
- what failed and why, so that it is not tried again
- what you were about to do"""


def _conversation(history: History, start: int) -> list[Message]:
    """System prompt, the turns from step `start` on, and the present observation, under a note of what is missing."""
    shown = [turn for turn in history.turns if turn.step >= start]
    texts = [turn.observed for turn in shown] + [history.observed]
    if start > 1:
        texts[0] = f"{_note(history, start)}\n\n{texts[0]}"
    messages: list[Message] = [{"role": "system", "content": history.system}] if history.system else []
    for text, turn in zip(texts, [*shown, None], strict=True):
        messages.append({"role": "user", "content": text})
        if turn is not None:
            messages.append({"role": "assistant", "content": turn.reply})
    return messages


def _note(history: History, start: int) -> str:
    report = history.report
    if report is None:
        return FORGOTTEN.format(last=start - 1)
    note = REPORTED.format(last=report.before - 1, text=report.text)
    return note if report.before == start else f"{note}\n\n(Steps up to {start - 1} are not shown either.)"
