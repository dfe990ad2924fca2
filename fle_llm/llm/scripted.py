"""Models that are programs: `scripted/<name>`, found through the entry-point group `fle_llm.scripted_models`.

A scripted model is a pure function of the messages, `policy(messages) -> str`. It costs nothing, needs no key and no
network, and makes a whole run repeatable.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from importlib.metadata import entry_points
from typing import Any

from fle_llm.llm.errors import RoutingError, ScriptedModelError

GROUP = "fle_llm.scripted_models"

Policy = Callable[[list[dict[str, Any]]], str]


def scripted_names() -> list[str]:
    """The scripted models that are installed, sorted."""
    return sorted({point.name for point in entry_points(group=GROUP)})


def load_policy(name: str) -> Policy:
    """The scripted model called `name`. Raises RoutingError, which lists the known ones."""
    points = entry_points(group=GROUP, name=name)
    if not points:
        known = scripted_names()
        listed = f"; there are {', '.join(known)}" if known else "; none is installed"
        close = [f"scripted/{match}" for match in get_close_matches(name, known, n=3)]
        raise RoutingError(f"no scripted model {name!r} (entry points of {GROUP}){listed}.", close)
    policy: Policy = next(iter(points)).load()
    return policy


def play(name: str, policy: Policy, messages: list[dict[str, Any]]) -> str:
    """Ask a scripted model. Raises ScriptedModelError when it raises, or answers with anything but text."""
    try:
        reply = policy(messages)
    except Exception as error:  # a plugin's code may raise anything; the episode ends with its name on it
        raise ScriptedModelError(f"the scripted model {name!r} raised {type(error).__name__}: {error}") from error
    if not isinstance(reply, str):
        raise ScriptedModelError(f"the scripted model {name!r} answered with {type(reply).__name__}, not with text")
    return reply
