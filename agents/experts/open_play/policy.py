"""The policy of open play: which stage comes next, read from what the last program printed.

Every program prints its `book` at the end: the sites with their boxes, the stages that are done, how often each was
tried. The policy reads it back from the messages, so neither it nor the sandbox need remember anything; where the
sandbox has lost its variables, the next program brings the book along.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from typing import Any

from agents.experts.open_play import layouts
from agents.experts.open_play.stages import GROWTH, INSPECTION, MODERNISING, RECOVERY, STAGES, TENDING, Stage
from agents.experts.programs import program
from agents.experts.reading import read
from agents.parsing import join_parts

TASK = re.compile(r"^- Task: open_play$", re.MULTILINE)
BOOK = re.compile(r"\('book', (\{.*\})\)")
KNOWN = re.compile(r"^## Functions you have defined\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
INSPECTED, TENDED = 25, 6
"""Every so many steps the whole factory is gone through, and what needs hands is looked after."""

BLANK: Mapping[str, Any] = {"sites": {}, "done": [], "tries": {}}


def open_play(messages: Sequence[Mapping[str, Any]]) -> str:
    """The reply to these messages; the same messages always get the same reply."""
    seen = read(messages)
    book = last_book(messages)
    known = known_functions(messages)
    lost = book is None and seen.step > 1 and bool(known)
    stage = RECOVERY if lost else choose(book or BLANK, seen.step)
    return written(stage.reasoning, stage, book or BLANK, known)


def is_open_play(messages: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the system prompt gives the task of open play."""
    return any(TASK.search(join_parts(one.get("content"))) for one in messages if one.get("role") == "system")


def last_book(messages: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The newest book that was printed; None where the messages hold none."""
    for message in reversed(messages):
        if message.get("role") == "user":
            found = BOOK.findall(join_parts(message.get("content")))
            if found:
                book: dict[str, Any] = ast.literal_eval(found[-1])
                return book
    return None


def known_functions(messages: Sequence[Mapping[str, Any]]) -> set[str]:
    """The functions that the last observation says are defined."""
    now = next((join_parts(one.get("content")) for one in reversed(messages) if one.get("role") == "user"), "")
    shown = KNOWN.search(now)
    return set(re.findall(r"^(\w+)\(", shown[1], re.MULTILINE)) if shown else set()


def choose(book: Mapping[str, Any], step: int) -> Stage:
    """The first stage that is not done, then growth; what was tried too often is tried again now and then."""
    undone = [stage for stage in STAGES if stage.name not in book["done"]]
    ready = [stage for stage in undone if book["tries"].get(stage.name, 0) < stage.patience]
    if ready:
        return ready[0]
    if step % INSPECTED == 0:
        return INSPECTION
    if undone and step % INSPECTED == INSPECTED // 2:
        return min(undone, key=lambda stage: int(book["tries"][stage.name]))
    if step % TENDED:
        return GROWTH
    return TENDING if MODERNISING.name in book["done"] else MODERNISING


def written(reasoning: str, stage: Stage, book: Mapping[str, Any], known: set[str]) -> str:
    """The reply: prose, then the program, with the functions and the book where the sandbox does not have them."""
    body = f"# stage: {stage.name}\n{stage.body.strip()}\n"
    code = program(body, layouts, known)
    if not known:
        code = code.replace(f"# stage: {stage.name}\n", f"# stage: {stage.name}\nbook = {book!r}\n", 1)
    return f"{reasoning}\n\n```python\n{code}\n```"
