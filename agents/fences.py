"""Finding fenced code blocks in Markdown as models really write it.

Owns what counts as a fence: backticks or tildes, indented, quoted with `>`, opened at the end of a line of prose,
closed on the last line of code or on one line altogether. Promises text without the fence's own indentation or quote
marks, and says whether each block was closed. Which language is wanted, and what to do about an open block, is for
`agents.parsing`.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

OPENING = re.compile(r"^(?P<lead>[ \t]*(?:>[ \t]?)*[ \t]*)(?P<mark>`{3,}|~{3,})[ \t]*(?P<info>[^`\n]*)$")
AFTER_PROSE = re.compile(r"^(?P<lead>[^`\n]*\S)[ \t]+(?P<mark>`{3,})[ \t]*(?P<info>[A-Za-z0-9_+.{}-]+)[ \t]*$")
ON_ONE_LINE = re.compile(r"(?P<mark>`{3,})(?P<body>[^`\n]+)(?P=mark)")
TAG = re.compile(r"^\{?\.?(?P<tag>[A-Za-z0-9_+-]+)")


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block: its language tag in lower case ("" when bare), its code, whether its end was seen."""

    tag: str
    code: str
    closed: bool
    start: int
    end: int


def fenced_blocks(text: str) -> list[Block]:
    """The blocks of `text` in order; a block opened inside another belongs to the outer one's code."""
    blocks = list(_scan(text))
    return blocks or [_one_line(match) for match in ON_ONE_LINE.finditer(text)]


def fenced_spans(text: str) -> list[tuple[int, int]]:
    """Character ranges covered by finished blocks."""
    return [(block.start, block.end) for block in fenced_blocks(text) if block.closed]


def language(info: str) -> str:
    """The language an info string names: its first word without braces or dots, in lower case."""
    found = TAG.match(info.strip())
    return found["tag"].lower() if found else ""


def _scan(text: str) -> Iterator[Block]:
    lines = text.splitlines(keepends=True)
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line))
    index = 0
    while index < len(lines):
        line = lines[index].rstrip("\r\n")
        opening = OPENING.match(line) or AFTER_PROSE.match(line)
        if opening is None:
            index += 1
            continue
        ending = _ending(lines, index + 1, opening["mark"])
        body = [one.rstrip("\r\n") for one in lines[index + 1 : ending.stop]] + ending.tail
        lead = opening["lead"] if opening.re is OPENING else ""
        start = offsets[index] + opening.start("mark")
        code = _unwrap(body, lead)
        yield Block(language(opening["info"]), code, ending.closed, start, offsets[ending.resume])
        index = ending.resume


@dataclass(frozen=True, slots=True)
class _Ending:
    """Where a block's code stops, code standing before the mark on the closing line, where to read on."""

    stop: int
    tail: list[str]
    resume: int
    closed: bool


def _ending(lines: list[str], start: int, mark: str) -> _Ending:
    """A line holding only the mark ends the block; failing one, a mark at the end of a line of code does; failing
    that, the opening of another tagged block (the model forgot the mark); failing that, the text's end (cut off).
    """
    limit = next((i for i in range(start, len(lines)) if _opens_tagged(lines[i], mark)), len(lines))
    alone = re.compile(rf"^[ \t]*(?:>[ \t]?)*[ \t]*{re.escape(mark[0])}{{{len(mark)},}}[ \t]*$")
    for index in range(start, limit):
        if alone.match(lines[index].rstrip("\r\n")):
            return _Ending(index, [], index + 1, closed=True)
    for index in range(start, limit):
        if lines[index].rstrip().endswith(mark):
            return _Ending(index, [lines[index].rstrip().rstrip(mark[0])], index + 1, closed=True)
    return _Ending(limit, [], limit, closed=limit < len(lines))


def _opens_tagged(line: str, mark: str) -> bool:
    opening = OPENING.match(line.rstrip("\r\n"))
    return opening is not None and opening["mark"].startswith(mark) and bool(opening["info"].strip())


def _unwrap(lines: list[str], lead: str) -> str:
    """Drop the fence's indentation and quote marks from each line, then any indentation the whole block shares."""
    if ">" in lead:
        depth = lead.count(">")
        lines = [re.sub(rf"^[ \t]*(?:>[ \t]?){{0,{depth}}}", "", line) for line in lines]
    elif lead:
        width = len(lead.expandtabs(4))
        lines = [_shift(line, width) for line in lines]
    return textwrap.dedent("\n".join(lines)).strip("\n")


def _shift(line: str, width: int) -> str:
    expanded = line.expandtabs(4) if line[: width + 1].startswith(("\t", " ")) and "\t" in line[:width] else line
    indent = len(expanded) - len(expanded.lstrip(" "))
    return expanded[min(indent, width) :]


def _one_line(match: re.Match[str]) -> Block:
    body = match["body"].strip()
    first, _, rest = body.partition(" ")
    tagged = bool(rest) and first.isalnum() and first.lower() in {"python", "py", "python3"}
    return Block(first.lower() if tagged else "", rest if tagged else body, True, match.start(), match.end())
