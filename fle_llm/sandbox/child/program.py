"""Turning a step's source into code: parse, check for protected names, rewrite `return`, compile the whole module.

Promises: nothing of a program runs if its syntax is wrong or it would redefine a name of the agent API; `return` at
top level works and ends the step. Ordinary Python otherwise.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import CodeType
from typing import Any

RETURN_NAME = "__step_return__"  # lives in builtins
JUMPS_FIRST = sys.version_info[:2] == (3, 12)


class StepReturn(BaseException):
    """`return value` at the top level of a program."""

    def __init__(self, value: object = None) -> None:
        super().__init__()
        self.value = value


class Redefinition(Exception):
    """A program would bind a protected name at its top level."""

    def __init__(self, name: str, line: int) -> None:
        super().__init__(f"Cannot redefine {name!r} — it is a built-in FLE function/variable. Choose a different name.")
        self.line = line


@dataclass(slots=True)
class Program:
    """A compiled step. `statements` maps each line to the first line of its innermost top-level statement;
    `tool_statements` are the lines of bare tool calls, whose errors need no traceback."""

    code: CodeType
    statements: dict[int, int]
    tool_statements: set[int]
    defines: bool


@dataclass(slots=True, frozen=True)
class Names:
    """What may not be rebound: `api` anywhere at top level, `builtins` by plain assignment and def."""

    api: Mapping[str, object]
    tools: frozenset[str]
    builtins: frozenset[str]


def prepare(source: str, filename: str, names: Names) -> Program:
    """Compile `source`; raises SyntaxError (or what the parser raises for hopeless input) and Redefinition."""
    tree = ast.parse(source, filename)
    if any(isinstance(node, ast.Return) for node in _same_scope(tree.body)):
        tree = ast.fix_missing_locations(_Returns().visit(tree))
    if JUMPS_FIRST:
        _end_tries(tree)
    code = compile(tree, filename, "exec", dont_inherit=True)
    for name, line in _bindings(tree.body, names):
        raise Redefinition(name, line)
    statements: dict[int, int] = {}
    _mark(tree.body, statements)
    tool_statements = {node.lineno for node in _same_scope(tree.body) if _is_tool_call(node, names.tools)}
    return Program(code, statements, tool_statements, _keeps_source(tree))


_BLOCKS = ("body", "orelse", "finalbody")
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _blocks(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for name in _BLOCKS:
        block = getattr(node, name, None)
        if isinstance(block, list) and block:
            yield block
    for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
        yield part.body


def _same_scope(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Walk the statements that run in the module's own frame."""
    for statement in body:
        yield statement
        if not isinstance(statement, _SCOPES):
            for block in _blocks(statement):
                yield from _same_scope(block)


def _mark(body: list[ast.stmt], lines: dict[int, int]) -> None:
    for statement in body:
        first, last = statement.lineno, statement.end_lineno or statement.lineno
        for line in range(first, last + 1):
            lines[line] = first
        if last > first and not isinstance(statement, _SCOPES):
            for block in _blocks(statement):
                _mark(block, lines)


def _is_tool_call(node: ast.stmt, tools: frozenset[str]) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
        and node.value.func.id in tools
    )


def _keeps_source(tree: ast.Module) -> bool:
    return any(isinstance(node, (*_SCOPES, ast.Lambda)) for node in ast.walk(tree))


class _Returns(ast.NodeTransformer):
    """`return x` in the module's own frame becomes `raise __step_return__(x)`."""

    def visit_Return(self, node: ast.Return) -> ast.stmt:
        """Rewrite."""
        call = ast.Call(ast.Name(RETURN_NAME, ast.Load()), [node.value] if node.value else [], [])
        return ast.copy_location(ast.Raise(call, None), node)

    def _leave(self, node: ast.AST) -> ast.AST:
        return node

    visit_FunctionDef = visit_AsyncFunctionDef = visit_ClassDef = visit_Lambda = _leave  # noqa: N815


def _end_tries(tree: ast.Module) -> None:
    """Keep what comes after a `try` apart from it, so that the stop of a step gets out of an endless loop around one.

    CPython 3.12 jumps back from a handler before it looks for signals, and takes what is raised there for raised by the
    instruction before the target. An `else` that does nothing puts one there that the `try` does not cover.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Try | ast.TryStar) and node.handlers and not node.orelse:
            last = node.body[-1]
            nothing = ast.Expr(ast.copy_location(ast.Name(RETURN_NAME, ast.Load()), last))
            node.orelse = [ast.copy_location(nothing, last)]


def _bindings(body: list[ast.stmt], names: Names) -> Iterator[tuple[str, int]]:
    """Yield the protected names that `body` would bind in the namespace, in order."""
    for statement in body:
        for name, line, plain in _Bound().collect(statement):
            if name in names.api or (plain and name in names.builtins):
                yield name, line
        if isinstance(statement, ast.ImportFrom):
            yield from _imported(statement, names)


def _imported(node: ast.ImportFrom, names: Names) -> Iterator[tuple[str, int]]:
    """Yield protected names bound to something else: `from math import sqrt` binds what is there already."""
    module = sys.modules.get(node.module or "")
    for alias in node.names:
        name = alias.asname or alias.name
        if name in names.api and getattr(module, alias.name, None) is not names.api[name]:
            yield name, node.lineno


class _Bound(ast.NodeVisitor):
    """Collects (name, line, plain) for every name a top-level statement binds; plain is assignment or def."""

    def __init__(self) -> None:
        self._found: list[tuple[str, int, bool]] = []

    def collect(self, statement: ast.stmt) -> list[tuple[str, int, bool]]:
        """Return what `statement` binds, its blocks included."""
        self.visit(statement)
        return self._found

    def _add(self, name: str | None, node: Any, plain: bool = False) -> None:
        if name is not None:
            self._found.append((name, node.lineno, plain))

    def visit_Name(self, node: ast.Name) -> None:
        """Targets of any kind, `del` included."""
        if not isinstance(node.ctx, ast.Load):
            self._add(node.id, node)

    def _assign(self, node: ast.Assign | ast.AnnAssign | ast.AugAssign) -> None:
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            if isinstance(target, ast.Name):
                self._add(target.id, node, plain=True)
        self.generic_visit(node)

    visit_Assign = visit_AnnAssign = visit_AugAssign = _assign  # noqa: N815

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._add(node.name, node, plain=True)
        for part in (*node.decorator_list, *node.args.defaults, *node.args.kw_defaults):
            if part is not None:
                self.visit(part)
        for inner in ast.walk(node):
            if isinstance(inner, ast.Global):
                for name in inner.names:
                    self._add(name, inner)

    visit_FunctionDef = visit_AsyncFunctionDef = _function  # noqa: N815

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """The body of a class is a scope of its own."""
        self._add(node.name, node)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """So is a lambda."""

    def _comprehension(self, node: Any) -> None:
        for inner in ast.walk(node):
            if isinstance(inner, ast.NamedExpr) and isinstance(inner.target, ast.Name):
                self._add(inner.target.id, inner)

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension  # noqa: N815

    def visit_Import(self, node: ast.Import) -> None:
        """`import a.b` binds `a`."""
        for alias in node.names:
            self._add(alias.asname or alias.name.partition(".")[0], node)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        """`except E as name`."""
        self._add(node.name, node)
        self.generic_visit(node)

    def _capture(self, node: ast.MatchAs | ast.MatchStar) -> None:
        self._add(node.name, node)
        self.generic_visit(node)

    visit_MatchAs = visit_MatchStar = _capture  # noqa: N815

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        """`{**rest}`."""
        self._add(node.rest, node)
        self.generic_visit(node)
