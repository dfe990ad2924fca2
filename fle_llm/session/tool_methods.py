"""The tools as methods: each has the tool's signature and manual page, and answers what a program would get.

Made from the list of tools, so that none is missing. Their types are in the stub beside this module.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fle_llm.session.player import Player
from fle_llm.tools import TOOLS, Tool


class ToolMethods:
    """Every tool as a method, acting for one player."""

    def __init__(self, player: Player) -> None:
        self.player = player


class _Method:
    """A tool, bound when it is looked up."""

    def __init__(self, tool: Tool) -> None:
        self._tool = tool
        self.__doc__ = tool.doc

    def __get__(self, methods: ToolMethods | None, owner: type) -> Any:
        return self if methods is None else methods.__dict__.setdefault(self._tool.name, _bound(self._tool, methods))


def _bound(tool: Tool, methods: ToolMethods) -> Callable[..., Any]:
    name, player = tool.name, methods.player

    def call(*args: Any, **kwargs: Any) -> Any:
        return player.call(name, list(args), kwargs)

    call.__name__ = call.__qualname__ = name
    call.__doc__ = tool.doc
    call.__signature__ = tool.signature  # type: ignore[attr-defined]
    return call


for _tool in TOOLS.values():
    setattr(ToolMethods, _tool.name, _Method(_tool))
