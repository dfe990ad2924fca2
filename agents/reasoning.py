"""Taking a model's thoughts out of its reply.

Owns the tags under which models put reasoning into the answer text (`<think>` and its relatives), closed, unclosed or
opened by the chat template so that only the closing tag arrives. Promises to leave tags alone that stand inside a
finished code fence: a program may print `<think>`. What a provider returns as a separate reasoning field never comes
here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from agents.fences import fenced_spans

NAMES = "think|thinking|thought|thoughts|reasoning"
OPENING = re.compile(rf"<(?:{NAMES})(?:\s[^<>]*)?>|\[THINK\]", re.IGNORECASE)
CLOSING = re.compile(rf"</\s*(?:{NAMES})\s*>|\[/THINK\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Separated:
    """A reply in two parts; `unclosed` says that the last thought never ended, so nothing can follow it."""

    answer: str
    thoughts: str
    unclosed: bool = False


def separate_thoughts(text: str) -> Separated:
    """Split `text` into what is meant for us and what the model said to itself."""
    answer, thoughts = text, []
    lone = _lone_closing(answer)
    if lone is not None:
        thoughts.append(OPENING.sub("", CLOSING.sub("", answer[: lone.start()])))
        answer = answer[lone.end() :]
    kept: list[str] = []
    unclosed = False
    while (opening := _first_outside_fences(OPENING, answer)) is not None:
        kept.append(answer[: opening.start()])
        closing = CLOSING.search(answer, opening.end())
        if closing is None:
            thoughts.append(answer[opening.end() :])
            answer, unclosed = "", True
            break
        thoughts.append(answer[opening.end() : closing.start()])
        answer = answer[closing.end() :]
    kept.append(answer)
    joined = "\n\n".join(part.strip() for part in thoughts if part.strip())
    return Separated("".join(kept), joined, unclosed)


def _lone_closing(text: str) -> re.Match[str] | None:
    """The last closing tag that nothing opened: all before it was thought, the template had opened the tag."""
    found, inside = None, False
    spans = fenced_spans(text)
    for tag in sorted([*OPENING.finditer(text), *CLOSING.finditer(text)], key=lambda match: match.start()):
        if OPENING.fullmatch(tag.group()):
            inside = inside or not _within(spans, tag.start())
        elif inside:
            inside = False
        elif not _within(spans, tag.start()) or _alone_on_its_line(text, tag):
            found = tag
    return found


def _first_outside_fences(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    spans = fenced_spans(text)
    return next((tag for tag in pattern.finditer(text) if not _within(spans, tag.start())), None)


def _within(spans: list[tuple[int, int]], offset: int) -> bool:
    return any(start <= offset < end for start, end in spans)


def _alone_on_its_line(text: str, tag: re.Match[str]) -> bool:
    start = text.rfind("\n", 0, tag.start()) + 1
    end = text.find("\n", tag.end())
    return text[start : end if end >= 0 else len(text)].strip() == tag.group()
