"""The tools an agent program can call, written out from their own signatures and docstrings.

One source for behaviour, help and prompt: nothing about a tool is said here that its docstring does not say. A page has
the whole docstring, all but its example, or only its first paragraph.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

Detail = Literal["whole", "without example", "summary"]


@dataclass(frozen=True, slots=True)
class Page:
    """A tool's manual page: `call` is its name with the signature a program sees."""

    name: str
    call: str
    text: str


def pages(tools: Iterable[Any], detail: Detail = "whole") -> list[Page]:
    """A page for each tool, by name. A tool is anything with `name` and either `stub`, or `signature` and `doc`."""
    found = []
    for tool in tools:
        name, signature, doc = _described(tool)
        found.append(Page(name, f"{name}{signature}", _shortened(inspect.cleandoc(doc), detail)))
    return sorted(found, key=lambda page: page.name)


def _shortened(text: str, detail: Detail) -> str:
    paragraphs = text.split("\n\n")
    if detail == "summary":
        return paragraphs[0]
    if detail == "without example":
        return "\n\n".join(part for part in paragraphs if not part.startswith("Example"))
    return text


def _described(tool: Any) -> tuple[str, str, str]:
    stub = getattr(tool, "stub", tool)
    if isinstance(stub, tuple):
        name, signature, doc = stub
        return str(name), str(signature), str(doc)
    return str(stub.name), str(stub.signature), str(stub.doc)
