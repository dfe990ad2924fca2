"""Prompts: what a model is told.

`system_prompt(task, …)` is the part that never changes within an episode, `observation_text(observation, …)` what
follows each step, `prompt_hash(text)` the name a record knows a prompt by. Everything is a pure function of its
arguments: no clock, no path, no order that depends on hashing, so recorded sessions replay. Importing the package
loads neither jinja2 nor the tools.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prompts.brief import Brief
    from prompts.observation import BudgetLeft, Limits, observation_text
    from prompts.system import PROFILES, prompt_hash, system_prompt

__all__ = ["PROFILES", "Brief", "BudgetLeft", "Limits", "observation_text", "prompt_hash", "system_prompt"]

_HOMES = {
    "Brief": "prompts.brief",
    "BudgetLeft": "prompts.observation",
    "Limits": "prompts.observation",
    "PROFILES": "prompts.system",
    "observation_text": "prompts.observation",
    "prompt_hash": "prompts.system",
    "system_prompt": "prompts.system",
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'prompts' has no attribute {name!r}")
