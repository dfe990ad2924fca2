"""Scripted models: policies that answer messages as a model would, for runs without a key and for tests.

Each is a pure function `policy(messages) -> str`; the entry-point group `fle_llm.scripted_models` names them, so
`scripted/expert` is a model like any other.
"""

from __future__ import annotations

from agents.experts.chance import random_policy
from agents.experts.expert import expert
from agents.experts.novice import novice

__all__ = ["expert", "novice", "random_policy"]
