"""Playing without Gymnasium: a world, its agents, what their programs remember, and their messages.

`Session` is the door, for research code, notebooks and tests. `Player` (one agent's hands and sandbox) and `Mailbox`
are also what the episodes of `fle_llm.gym_env` are made of. Names are loaded on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fle_llm.session.agent import Agent
    from fle_llm.session.play import Session

__all__ = ["Agent", "Session"]

_HOME = {"Agent": "agent", "Session": "play"}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
