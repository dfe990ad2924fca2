"""Programs carried inside JSON and API tool calls.

Owns where a program may sit in such a structure (`{"code": …}`, `{"name": …, "arguments": {"code": …}}`, lists of
them, `<tool_call>` tags) and what is said when it does not sit there. Everything read here was written by a model:
nothing is trusted to be well formed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from agents.fences import fenced_blocks
from agents.parsed import Parsed, cut_off, has_statements, is_program, no_program

CODE_KEYS = ("code", "program", "python", "source", "script", "input")
NESTED_KEYS = ("tool_calls", "actions", "arguments", "parameters", "action", "function", "args", "tool_input")
MAX_DEPTH = 4
TOOL_CALL_TAG = re.compile(r"<tool_call>\s*(?P<body>.*?)\s*(?:</tool_call>|\Z)", re.DOTALL)
LIKELY_CARRIER = re.compile(rf'[\[\s]*\{{\s*"(?:{"|".join((*CODE_KEYS, *NESTED_KEYS, "name"))})"\s*:')


def from_json(text: str, reason: str) -> Parsed | None:
    """The program in a text that is JSON as a whole, or None when the text is something else."""
    tagged = [match["body"] for match in TOOL_CALL_TAG.finditer(text)]
    found: list[str] = []
    seen_objects = False
    for body in tagged or [text.strip()]:
        value = _load(body)
        if value is None:
            if not (tagged or LIKELY_CARRIER.match(body)):
                return None
            if reason == "length":
                return cut_off("the JSON was still open", reason)
            return no_program("bad-json", "Your reply is a JSON object that cannot be read", reason)
        if isinstance(value, dict) or (isinstance(value, list) and any(isinstance(item, dict) for item in value)):
            seen_objects = True
            found.extend(_programs_within(value))
    if not seen_objects:
        return None
    programs = [code for code in map(unfenced, found) if has_statements(code)]
    if programs:
        return Parsed("\n\n".join(programs))
    return no_program("no-code", 'The JSON in your reply has no program under "code"', reason)


def from_tool_calls(calls: Sequence[Any], reason: str) -> Parsed | None:
    """The programs of API tool calls, joined; a problem when they carry none; None without calls."""
    programs: list[str] = []
    names: list[str] = []
    for call in calls:
        function = _field(call, "function") or call
        names.append(str(_field(function, "name") or "?"))
        arguments = _field(function, "arguments")
        if isinstance(arguments, str):
            value = _load(arguments)
            if value is None and arguments.strip() and reason == "length":
                return cut_off("the tool call's arguments were still open", reason)
            if value is None or not isinstance(value, dict | list):
                programs += [arguments] if is_program(arguments) else []
                continue
            arguments = value
        programs += _programs_within(arguments)
    if not names:
        return None
    programs = [code for code in map(unfenced, programs) if has_statements(code)]
    if programs:
        return Parsed("\n\n".join(programs))
    called = ", ".join(dict.fromkeys(names))
    what = f"Your reply called {called} as an API tool, which nothing answers here: such calls belong into the program"
    return no_program("wrong-call", what, reason)


def unfenced(code: str) -> str:
    """A carried program without the fence some models put around it even there."""
    blocks = fenced_blocks(code) if code.lstrip().startswith(("```", "~~~")) else []
    return "\n\n".join(block.code for block in blocks) if blocks else code


def _load(text: str) -> Any:
    """The JSON value of a text, raw line breaks in strings allowed; None when it is not JSON."""
    if not text.lstrip().startswith(("{", "[", '"')):
        return None
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _programs_within(value: Any, depth: int = 0) -> Iterator[str]:
    if isinstance(value, str) and depth:
        value = _load(value)
    if isinstance(value, list) and depth < MAX_DEPTH:
        for item in value:
            yield from _programs_within(item, depth + 1)
    if not isinstance(value, dict) or depth > MAX_DEPTH:
        return
    for key in CODE_KEYS:
        if isinstance(value.get(key), str):
            yield value[key]
            return
    for key in NESTED_KEYS:
        yield from _programs_within(value.get(key), depth + 1)


def _field(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)
