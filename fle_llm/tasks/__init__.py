"""Tasks: what is asked of an agent, how its world begins, and how its factory is measured.

`load_task` makes a task of a name; `catalogue` finds the definitions, `kinds` has the three kinds of task, `production`
and `verification` the measures. Names are loaded on first use, so that reading one does not load the engine.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fle_llm.tasks.catalogue import Catalogue, load_catalogue
    from fle_llm.tasks.definition import Definition
    from fle_llm.tasks.kinds import Task, load_task, make_task, task_hash
    from fle_llm.tasks.kits import PROTOCOLS, EvaluationProtocol
    from fle_llm.tasks.production import Milestones, Score, milestones, score
    from fle_llm.tasks.verification import Verification

_HOME = {
    "Catalogue": "catalogue",
    "Definition": "definition",
    "EvaluationProtocol": "kits",
    "Milestones": "production",
    "PROTOCOLS": "kits",
    "Score": "production",
    "Task": "kinds",
    "Verification": "verification",
    "load_catalogue": "catalogue",
    "load_task": "kinds",
    "make_task": "kinds",
    "milestones": "production",
    "score": "production",
    "task_hash": "kinds",
}

__all__ = [
    "PROTOCOLS",
    "Catalogue",
    "Definition",
    "EvaluationProtocol",
    "Milestones",
    "Score",
    "Task",
    "Verification",
    "load_catalogue",
    "load_task",
    "make_task",
    "milestones",
    "score",
    "task_hash",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
