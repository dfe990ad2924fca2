"""`replay/RUN`: a model that answers what another run's model answered, from that run's records.

Where a cassette holds requests as they were sent, a record holds answers by what the agent asked; both need no key. The
agent, its memory and the prompt must be those of the recorded run, or the questions are others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import msgspec

from agents.base import message_id
from eval.journal import request_id
from eval.records import RunFiles
from fle_llm.errors import RecordError
from fle_llm.llm.completion import Completion
from fle_llm.llm.errors import BudgetReached
from fle_llm.llm.ledger import Entry, Ledger

__all__ = ["ReplayedModel", "recorded_run"]

PREFIX = "replay/"


def recorded_run(model: str) -> RunFiles | None:
    """The run a model string names, None for another kind of model. RecordError when there is no such run."""
    if not model.startswith(PREFIX):
        return None
    files = RunFiles(Path(model.removeprefix(PREFIX)))
    files.read_config()
    return files


class ReplayedModel:
    """The answers of one recorded episode, each given once, in the order they were given."""

    def __init__(self, run: RunFiles, task: str, trial: int, ledger: Ledger, limit: Callable[[], str | None]) -> None:
        self.ledger = ledger
        self._files = run.episode(task, trial)
        self._limit = limit
        used = {entry.call for entry in ledger.entries}
        self._left = [reply for reply in self._files.story().replies if reply.attempts[-1]["call"] not in used]

    async def acall(self, messages: Sequence[Mapping[str, Any]], **parameters: Any) -> Completion:
        """The recorded answer. Raises RecordError when the recorded agent did not ask this."""
        reached = self._limit()
        if reached is not None:
            raise BudgetReached(reached)
        request = request_id([message_id(message) for message in messages], parameters)
        for reply in self._left:
            if reply.request == request:
                self._left.remove(reply)
                return self._give(reply.completion, reply.attempts)
        raise RecordError(
            f"{self._files.steps} has no answer to what the agent asks now: agent, memory, prompt or task differ from "
            "the recorded run's, or a step came out differently (python -m eval.verify tells)"
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Nothing is held open."""

    def _give(self, completion: Mapping[str, Any], attempts: Sequence[Mapping[str, Any]]) -> Completion:
        for attempt in attempts:
            self.ledger.add(msgspec.convert(attempt, Entry))
        return msgspec.convert(completion, Completion)
