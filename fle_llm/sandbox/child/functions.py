"""Describing the functions a namespace holds: name, signature and source, as text."""

from __future__ import annotations

import ast
import inspect
import textwrap
import types
from collections.abc import Mapping

from fle_llm.sandbox.messages import FunctionReport

MAX_FUNCTIONS = 500
MAX_SOURCE = 16_384
MAX_TOTAL = 400_000


def describe(variables: Mapping[str, object]) -> list[FunctionReport]:
    """Return a report for each public function among `variables`, in the order they were made."""
    reports: list[FunctionReport] = []
    room = MAX_TOTAL
    for name, value in variables.items():
        if name.startswith("_"):
            continue
        function = inspect.unwrap(value) if callable(value) else value
        if not isinstance(function, types.FunctionType) or function.__module__ != "__main__":
            continue
        signature, source = _described(function)
        room -= len(source)
        if room < 0 or len(reports) == MAX_FUNCTIONS:
            break
        reports.append(FunctionReport(name, signature, source))
    return reports


def _described(function: types.FunctionType) -> tuple[str, str]:
    """Return signature and source; what stands at a place of a step's source does not change, so it is read once."""
    code = function.__code__
    place = (code.co_filename, code.co_firstlineno, code.co_qualname)
    found = _seen.get(place)
    if found is None:
        source = _source(function)
        found = _signature(function, source), source
        if source:
            _seen[place] = found
    return found


_seen: dict[tuple[str, int, str], tuple[str, str]] = {}


def _source(function: types.FunctionType) -> str:
    try:
        text = textwrap.dedent(inspect.getsource(function))
    except (OSError, TypeError, SyntaxError, IndexError):  # made by exec, or its step is long forgotten
        return ""
    return text if len(text) <= MAX_SOURCE else ""


def _signature(function: types.FunctionType, source: str) -> str:
    """Return the signature as it was written; without a source, as inspect has it."""
    try:
        definition = ast.parse(source).body[0] if source else None
    except SyntaxError:
        definition = None
    if isinstance(definition, ast.FunctionDef | ast.AsyncFunctionDef):
        returns = f" -> {ast.unparse(definition.returns)}" if definition.returns else ""
        return f"({ast.unparse(definition.args)}){returns}"
    try:
        return str(inspect.signature(function))
    except (TypeError, ValueError):
        return "(...)"
