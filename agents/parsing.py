"""From a model's reply to the program to run.

Owns the tolerance: which of the shapes models answer in are taken as a program, and the sentence a model is told when
none is. Promises that a reply without a program is never turned into an empty one, that a program cut short is never
run, and that the same reply always gives the same answer. Fences are `agents.fences`, thoughts `agents.reasoning`, JSON
and tool calls `agents.carriers`; a syntax error in a fenced program is reported by whoever runs it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from agents.carriers import from_json, from_tool_calls
from agents.fences import Block, fenced_blocks
from agents.parsed import Parsed, cut_off, has_statements, is_program, looks_like_code, no_program, syntax_error
from agents.reasoning import Separated, separate_thoughts

__all__ = ["Parsed", "join_parts", "parse_reply"]

PYTHON_TAGS = frozenset({"python", "py", "python3", "py3", "python2", "ipython", "ipython3", "tool_code", "code"})
WRAPPER_TAGS = frozenset({"", "markdown", "md", "text"})
FINISHED = frozenset({"stop", "tool_calls", "end_turn", "eos", "stop_sequence"})
INTERRUPTED = frozenset({"length", "content_filter"})


def parse_reply(
    content: str | Sequence[Any] | None,
    finish_reason: str | None = None,
    *,
    tool_calls: Sequence[Any] = (),
    reasoning: str = "",
) -> Parsed:
    """The program in a reply.

    `content` is the answer's text, its list of parts, or None; `finish_reason` as normalised by `fle_llm.llm`
    ("stop", "length", "content_filter", …); `tool_calls` in the shape of the chat API; `reasoning` is what a provider
    returned apart from the text, never searched for a program. A program in a tool call goes before one in the text.
    """
    reason = (finish_reason or "").lower()
    called = from_tool_calls(tool_calls, reason)
    if called is not None and called.code is not None:
        return called
    parsed = _from_text(join_parts(content), reason, reasoning)
    if parsed.code is None and called is not None and parsed.kind in {"empty", "no-code"}:
        return called
    return parsed


def join_parts(content: str | Sequence[Any] | None) -> str:
    """The text of a message whose content is text, nothing, or a list of text parts (thoughts and images left out)."""
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    texts = []
    for part in content:
        if isinstance(part, str):
            texts.append(part)
        elif isinstance(part, Mapping) and part.get("type", "text") in {"text", "output_text"}:
            texts.append(str(part.get("text") or ""))
    return "".join(texts)


def _from_text(text: str, reason: str, reasoning: str) -> Parsed:
    separated = separate_thoughts(text.lstrip("\ufeff").replace("\r\n", "\n"))
    answer = separated.answer.strip("\n")
    if not answer.strip():
        return _nothing_said(separated, reason, reasoning)
    stated = from_json(answer, reason)
    blocks = fenced_blocks(answer)
    if blocks and (stated is None or stated.code is None):
        return _from_blocks(blocks, reason)
    return stated or _from_bare(answer, reason)


def _nothing_said(separated: Separated, reason: str, reasoning: str) -> Parsed:
    if reason == "content_filter":
        return no_program("filtered", "The provider's content filter withheld your reply", reason)
    if reason == "length":
        what = "Your reply reached the length limit before any program was written; think less and write it sooner"
        return no_program("cut-off", what, reason)
    if separated.unclosed:
        what = "Your reply is one thought that was never closed, with no program after it"
        return no_program("thoughts-only", what, reason)
    if separated.thoughts or reasoning.strip():
        return no_program("thoughts-only", "Your reply holds thoughts only, and no program after them", reason)
    return no_program("empty", "Your reply was empty", reason)


def _from_blocks(blocks: Sequence[Block], reason: str) -> Parsed:
    last = blocks[-1]
    meant = last.tag in PYTHON_TAGS or last.tag == "" or len(blocks) == 1
    if not last.closed and meant and _interrupted(last, reason):
        return cut_off("the code block was still open", reason)
    python = [block for block in blocks if block.tag in PYTHON_TAGS and block.code.strip()]
    if python:
        chosen = [b for b in blocks if b in python or (b.tag == "" and is_program(b.code))]
        return _program("\n\n".join(block.code for block in chosen), reason)
    for block in blocks:
        inner = fenced_blocks(block.code) if block.tag in WRAPPER_TAGS else []
        if inner:
            return _from_blocks(inner, reason)
    stated = [parsed for block in blocks if (parsed := from_json(block.code, reason)) is not None]
    if stated:
        return next((parsed for parsed in stated if parsed.code is not None), stated[0])
    return _from_bare_blocks([block.code for block in blocks if block.tag == ""], reason) or _no_python(blocks, reason)


def _interrupted(block: Block, reason: str) -> bool:
    """Whether an open block lacks its end: after an interruption always, else when it does not parse."""
    return reason in INTERRUPTED or (reason not in FINISHED and syntax_error(block.code) != "")


def _from_bare_blocks(codes: Sequence[str], reason: str) -> Parsed | None:
    """Blocks without a tag: those that are programs; failing one, those that were meant to be."""
    programs = [code for code in codes if is_program(code)] or [code for code in codes if looks_like_code(code)]
    if programs:
        return _program("\n\n".join(programs), reason)
    written = [code for code in codes if has_statements(code)]
    if not written:
        return None
    what = f"The code block in your reply is not Python ({syntax_error(written[0]) or 'it does nothing'})"
    return no_program("not-python", what, reason)


def _no_python(blocks: Sequence[Block], reason: str) -> Parsed:
    tags = sorted({block.tag for block in blocks if block.tag and block.tag not in PYTHON_TAGS})
    if tags:
        what = f"Your code block is marked as {' and '.join(tags)}; only Python is run"
        return no_program("other-language", what, reason)
    return no_program("no-code", "The code block in your reply is empty", reason)


def _from_bare(text: str, reason: str) -> Parsed:
    """A reply without any fence: the whole of it must be Python."""
    first, _, rest = text.strip().partition("\n")
    body = rest if first.strip().lower() in PYTHON_TAGS and rest.strip() else text
    code = body.strip("\n")
    if reason == "length":
        return cut_off("no finished code block was in it", reason)
    if is_program(code):
        return _program(code, reason)
    if reason == "content_filter":
        return no_program("filtered", "The provider's content filter cut your reply", reason)
    if looks_like_code(code):
        what = f"Your reply has no code block, and as a whole it is not valid Python ({syntax_error(code)})"
        return no_program("not-python", what, reason)
    return no_program("no-code", "There is no code block in your reply", reason)


def _program(code: str, reason: str) -> Parsed:
    stated = from_json(code, reason)
    if stated is not None:
        return stated
    if not has_statements(code):
        what = "The code block in your reply holds no statement, only blank lines or comments"
        return no_program("no-code", what, reason)
    return Parsed(code)
