"""Agents by name.

The built-in names are rows of a table; other packages add theirs through the entry-point group `fle_llm.agents`, whose
objects are callables `make(model, **options) -> Agent`. Nothing is imported before an agent is made.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agents.base import Agent, Model

GROUP = "fle_llm.agents"
DEFAULT = "code"
BUILT_IN = {"code": ("agents.code_agent", "CodeAgent", "one model call a step, one Python program a reply")}


def agent_names() -> dict[str, str]:
    """The names there are, each with a line about it."""
    described = {name: about for name, (_, _, about) in BUILT_IN.items()}
    return dict(sorted((described | {name: point.value for name, point in _installed().items()}).items()))


def make_agent(name: str, model: Model, **options: Any) -> Agent:
    """An agent by name. `options` are those of its constructor. Raises ValueError with the close matches."""
    maker: Callable[..., Agent]
    if name in BUILT_IN:
        module, attribute, _ = BUILT_IN[name]
        maker = getattr(import_module(module), attribute)
    elif name in (installed := _installed()):
        maker = installed[name].load()
    else:
        known = list(agent_names())
        close = difflib.get_close_matches(name, known, n=3) or known
        raise ValueError(f"There is no agent {name!r}. Did you mean {' or '.join(close)}?")
    return maker(model, **options)


def _installed() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP) if point.name not in BUILT_IN}
