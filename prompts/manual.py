"""The tools an agent program can call, written out from their own signatures and docstrings.

One source for behaviour, help and prompt: nothing about a tool is said here that its docstring does not say. The full
manual has the whole docstring, the condensed one its first paragraph.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Page:
    """A tool's manual page: `call` is its name with the signature a program sees."""

    name: str
    call: str
    text: str


def pages(tools: Iterable[Any], *, condensed: bool) -> list[Page]:
    """A page for each tool, by name. A tool is anything with `name` and either `stub`, or `signature` and `doc`."""
    found = []
    for tool in tools:
        name, signature, doc = _described(tool)
        text = inspect.cleandoc(doc)
        found.append(Page(name, f"{name}{signature}", text.split("\n\n")[0] if condensed else text))
    return sorted(found, key=lambda page: page.name)


def _described(tool: Any) -> tuple[str, str, str]:
    stub = getattr(tool, "stub", tool)
    if isinstance(stub, tuple):
        name, signature, doc = stub
        return str(name), str(signature), str(doc)
    return str(stub.name), str(stub.signature), str(stub.doc)
