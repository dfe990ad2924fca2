"""The error tree: every exception of ours, named by the boundary that failed.

    FleError
    ├── GameError                a rule of the game, or of the agent API, was broken   (fle_llm.game.errors)
    │   └── ToolError            what an agent program sees when a tool refuses
    ├── WorldError               a World could not do what was asked
    │   ├── Refused              an op of a batch was refused; the world is as it was
    │   ├── Unsupported          this backend or this version has no such thing (yet)
    │   └── StateError           a snapshot cannot be read: damaged, foreign, or newer
    ├── SandboxError             agent programs cannot be run
    │   └── SandboxUnavailable   no confinement on this machine
    ├── TaskError                a task definition is bad, or its world cannot be set up
    ├── ProviderError            a model could not be reached            (classes in fle_llm.llm.errors)
    └── RecordError              a run's files are damaged, foreign, newer, or of another configuration

A message says what was tried, what was found and what to do.
"""

from __future__ import annotations

from typing import Any

from fle_llm.game.errors import FleError, GameError, ToolError

__all__ = [
    "FleError",
    "GameError",
    "ProviderError",
    "RecordError",
    "Refused",
    "SandboxError",
    "SandboxUnavailable",
    "StateError",
    "TaskError",
    "ToolError",
    "Unsupported",
    "WorldError",
]


class WorldError(FleError):
    """A World could not do what was asked."""


class Refused(WorldError):
    """Op number `index` of a batch was refused; nothing of an atomic batch stays behind.

    `reason` is a short kebab-case code (the vocabulary is in `fle_llm.world.ops`), `data` holds plain values
    that a tool turns into words: positions, names, counts.
    """

    def __init__(self, reason: str, data: dict[str, Any] | None = None, index: int = 0) -> None:
        super().__init__(f"op {index} refused: {reason} {data or ''}".rstrip())
        self.reason = reason
        self.data: dict[str, Any] = data or {}
        self.index = index


class Unsupported(WorldError):
    """This backend, or this version of it, does not have the thing that was asked for."""


class StateError(WorldError):
    """A snapshot cannot be read: damaged, made by something else, or by a newer version."""


class SandboxError(FleError):
    """Agent programs cannot be run."""


class SandboxUnavailable(SandboxError):
    """This machine offers no confinement for model-written code; the message says what is missing."""


class TaskError(FleError):
    """A task definition is bad, or its world cannot be set up."""


class ProviderError(FleError):
    """A model could not be reached or did not answer; the classes below it are in `fle_llm.llm.errors`."""


class RecordError(FleError):
    """The files of a run are damaged, foreign, newer than this version, or of another configuration."""
