"""Short programs that show how the tools are meant to be combined.

Each is a file in `templates/patterns/` whose first comment is its title; the tests run each in the laboratory world.
None names a fixed position. They are shown in the order of their names, those of `IN_CONDENSED` in the condensed
profile too; one that calls a tool which is not offered, or places what the world cannot have, is left out.
"""

from __future__ import annotations

import ast
import builtins
import functools
import importlib.resources
from collections.abc import Collection
from dataclasses import dataclass

from fle_llm.data import canonical
from fle_llm.game import Prototype
from fle_llm.game.namespace import agent_names

IN_CONDENSED = ("1_look", "2_mine", "3_smelt", "6_check")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A program and what it shows."""

    name: str
    title: str
    code: str
    tools: frozenset[str]
    mentions: frozenset[str]  # game names of the prototypes in it


def patterns(*, condensed: bool, tools: Collection[str], unbuildable: Collection[str] = ()) -> list[Pattern]:
    """The patterns of a profile that can be followed with these tools, in order."""
    return [
        pattern
        for pattern in _all()
        if (not condensed or pattern.name in IN_CONDENSED)
        and pattern.tools <= set(tools)
        and not pattern.mentions & set(unbuildable)
    ]


@functools.cache
def _all() -> tuple[Pattern, ...]:
    folder = importlib.resources.files("prompts").joinpath("templates/patterns")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".txt")), key=lambda file: file.name)
    return tuple(_read(file.name.removesuffix(".txt"), file.read_text(encoding="utf-8")) for file in files)


def _read(name: str, text: str) -> Pattern:
    title, _, code = text.strip().partition("\n")
    nodes = list(ast.walk(ast.parse(code)))
    called = {node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    given = set(vars(builtins)) | set(agent_names())
    named = [node.attr for node in nodes if isinstance(node, ast.Attribute) and node.attr in Prototype.__members__]
    mentions = frozenset(canonical(Prototype[member].prototype_name) for member in named)
    return Pattern(name, title.lstrip("# "), code.strip(), frozenset(called - given), mentions)
