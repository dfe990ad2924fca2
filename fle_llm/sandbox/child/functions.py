"""Describing the functions a namespace holds: name, signature and source, as text.

Promise: nothing of the program runs meanwhile. Only functions and the wrappers of functools are looked at, by what
Python itself keeps of them, so that an object that answers to any attribute cannot lead astray.
"""

from __future__ import annotations

import ast
import functools
import inspect
import linecache
import textwrap
import tokenize
import types
from collections.abc import Mapping

from fle_llm.sandbox.messages import FunctionReport

MAX_FUNCTIONS = 500
MAX_SOURCE = 16_384
MAX_TOTAL = 400_000
MAX_WRAPPERS = 100
_WRAPPERS = (types.FunctionType, type(functools.lru_cache(lambda: None)))


def describe(variables: Mapping[str, object]) -> list[FunctionReport]:
    """Return a report for each public function among `variables`, in the order they were made."""
    reports: list[FunctionReport] = []
    room = MAX_TOTAL
    for name, value in variables.items():
        function = _unwrapped(value) if name.isidentifier() and not name.startswith("_") else None
        if function is None:
            continue
        signature, source = _described(function)
        room -= len(source)
        if room < 0 or len(reports) == MAX_FUNCTIONS:
            break
        reports.append(FunctionReport(name, signature, source))
    return reports


def _unwrapped(value: object) -> types.FunctionType | None:
    """Return the program's function behind `value`, if there is one."""
    for _ in range(MAX_WRAPPERS):
        if type(value) not in _WRAPPERS:
            return None
        inner = vars(value).get("__wrapped__")
        if inner is None:
            break
        value = inner
    if not isinstance(value, types.FunctionType) or not value.__code__.co_filename.startswith(("<step ", "<string>")):
        return None
    return value


def _described(function: types.FunctionType) -> tuple[str, str]:
    """Return signature and source; what stands at a place of a step's source does not change, so it is read once."""
    code = function.__code__
    place = (code.co_filename, code.co_firstlineno, code.co_qualname)
    found = _seen.get(place)
    if found is None:
        source = _source(code)
        found = _signature(code, source), source
        if source:
            _seen[place] = found
    return found


_seen: dict[tuple[str, int, str], tuple[str, str]] = {}


def _source(code: types.CodeType) -> str:
    if not code.co_filename.startswith("<step "):
        return ""
    lines = linecache.getlines(code.co_filename)[code.co_firstlineno - 1 :]
    try:
        text = textwrap.dedent("".join(inspect.getblock(lines))) if lines else ""
    except (SyntaxError, tokenize.TokenError):  # made by compile(), its file name is a coincidence
        return ""
    return text if len(text) <= MAX_SOURCE else ""


def _signature(code: types.CodeType, source: str) -> str:
    """Return the signature as it was written; without a source, the names alone."""
    try:
        definition = ast.parse(source).body[0] if source else None
    except SyntaxError:
        definition = None
    if isinstance(definition, ast.FunctionDef | ast.AsyncFunctionDef):
        returns = f" -> {ast.unparse(definition.returns)}" if definition.returns else ""
        return f"({ast.unparse(definition.args)}){returns}"
    names, variadic, named = inspect.getargs(code)
    parts = [*names[: code.co_argcount], *([f"*{variadic}"] if variadic else [])]
    if code.co_kwonlyargcount:
        parts += [*([] if variadic else ["*"]), *names[code.co_argcount :]]
    return f"({', '.join([*parts, *([f'**{named}'] if named else [])])})"
