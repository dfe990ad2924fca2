"""Program texts for scripted models, put together from the source of the layout functions.

Promises self-contained programs: whatever a body calls is sent along, so that a step works in any namespace, also in
that of a continued episode.
"""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import pkgutil
from collections.abc import Collection
from types import ModuleType

from agents.experts import layouts


def program(body: str, library: ModuleType = layouts, defined: Collection[str] = ()) -> str:
    """`body` with the functions of the package `library` it calls, and those they call, defined before it.

    Those that are `defined` already are left out.
    """
    sources = _sources(library)
    needed: set[str] = set()
    waiting = _names(body)
    while waiting:
        name = waiting.pop()
        if name in sources and name not in needed:
            needed.add(name)
            waiting |= _names(sources[name])
    parts = [source for name, source in sources.items() if name in needed and name not in defined]
    imports = ["from typing import Any"] if parts else []
    return "\n\n".join([*imports, *parts, body.strip()])


def reply(reasoning: str, body: str) -> str:
    """A reply as a model would send it: a few sentences, then the program in a block."""
    return f"{reasoning}\n\n```python\n{program(body)}\n```"


@functools.cache
def _sources(library: ModuleType) -> dict[str, str]:
    """The functions of a package's modules in the order of their definition, as text."""
    names = sorted(found.name for found in pkgutil.iter_modules(library.__path__))
    sources: dict[str, str] = {}
    for module in [importlib.import_module(f"{library.__name__}.{name}") for name in names]:
        for name, value in vars(module).items():
            if inspect.isfunction(value) and value.__module__ == module.__name__:
                if name in sources:
                    raise ValueError(f"Two modules of {library.__name__} define {name}; a program can hold only one")
                sources[name] = inspect.getsource(value).strip()
    return sources


def _names(source: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
