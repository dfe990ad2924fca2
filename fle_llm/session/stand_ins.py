"""Functions with the tools' names and pages that act for whichever agent is acting in this context.

A program that runs in this process, and `fle_llm.agent_api` on an author's machine, see these. Which agent acts is a
context variable, so sessions in several threads do not disturb one another. What a tool means is left to the tools.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Protocol

from fle_llm.tools import TOOLS, Tool


class Acting(Protocol):
    """Who answers calls: `call` runs a tool by name, `log` takes one line of output."""

    def call(self, name: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Run a tool."""

    def log(self, *values: Any) -> None:
        """Record values."""


_ACTING: ContextVar[Acting | None] = ContextVar("acting", default=None)


@contextmanager
def acting(agent: Acting) -> Iterator[None]:
    """Let the stand-ins act for `agent` meanwhile, in this thread or task."""
    token = _ACTING.set(agent)
    try:
        yield
    finally:
        _ACTING.reset(token)


@lru_cache(maxsize=1)
def stand_ins() -> MappingProxyType[str, Callable[..., Any]]:
    """Every tool that programs call, and `log`, by name."""
    tools = {tool.name: _stand_in(tool) for tool in TOOLS.values() if tool.in_sandbox}
    return MappingProxyType({**tools, "log": log})


def log(*values: Any) -> None:
    """Record one line of output, the same as print."""
    agent = _ACTING.get()
    if agent is None:
        builtins.print(*values)  # noqa: T201 - an author tries a program out without a game
    else:
        agent.log(*values)


def _stand_in(tool: Tool) -> Callable[..., Any]:
    name = tool.name

    def call(*args: Any, **kwargs: Any) -> Any:
        agent = _ACTING.get()
        if agent is None:
            raise RuntimeError(
                f"{name}() acts in a game, and there is none here: run the program with fle_llm.Session().run(code)"
            )
        return agent.call(name, list(args), kwargs)

    call.__name__ = call.__qualname__ = name
    call.__module__ = "fle_llm.agent_api"
    call.__doc__ = tool.doc
    call.__signature__ = tool.signature  # type: ignore[attr-defined]
    return call
