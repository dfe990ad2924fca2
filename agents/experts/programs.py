"""Program texts for scripted models, put together from the source of the layout functions.

Promises self-contained programs: whatever a body calls is sent along, so that a step works in any namespace, also in
that of a continued episode.
"""

from __future__ import annotations

import ast
import functools
import inspect
from types import ModuleType

from agents.experts import layouts


def program(body: str, library: ModuleType = layouts) -> str:
    """`body` with the functions of `library` it calls, and those they call, defined before it."""
    sources = _sources(library)
    needed: set[str] = set()
    waiting = _names(body)
    while waiting:
        name = waiting.pop()
        if name in sources and name not in needed:
            needed.add(name)
            waiting |= _names(sources[name])
    parts = [source for name, source in sources.items() if name in needed]
    imports = ["from typing import Any"] if parts else []
    return "\n\n".join([*imports, *parts, body.strip()])


def reply(reasoning: str, body: str) -> str:
    """A reply as a model would send it: a few sentences, then the program in a block."""
    return f"{reasoning}\n\n```python\n{program(body)}\n```"


@functools.cache
def _sources(library: ModuleType) -> dict[str, str]:
    """The functions of a module in the order of their definition, as text."""
    functions = [value for value in vars(library).values() if inspect.isfunction(value)]
    return {one.__name__: inspect.getsource(one).strip() for one in functions if one.__module__ == library.__name__}


def _names(source: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
