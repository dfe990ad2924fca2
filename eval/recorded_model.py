"""A model whose every answer is on record before anybody sees it, and is never asked for twice.

It stands between an agent and the provider. What a former process was answered in the same step comes from the record;
anything else is asked, written down, and only then handed over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from agents.base import message_id
from eval.journal import Journal, request_id
from eval.records import Failure, Reply, now
from eval.replayed import ReplayedModel
from fle_llm.errors import ProviderError
from fle_llm.llm.completion import Completion
from fle_llm.llm.errors import BudgetReached, ContextTooLong
from fle_llm.llm.factory import APIFactory
from fle_llm.llm.ledger import Entry, Ledger

__all__ = ["RecordedModel"]


class RecordedModel:
    """What the agents of one episode ask. `step` and `agent` are set by the episode before each turn.

    `paid` is told the cost of every attempt that this process made.
    """

    def __init__(
        self, factory: APIFactory | ReplayedModel, journal: Journal, paid: Callable[[float | None], None]
    ) -> None:
        self.step = 0
        self.agent = 0
        self._factory = factory
        self._journal = journal
        self._paid = paid
        self._written = len(factory.ledger.entries)

    @property
    def ledger(self) -> Ledger:
        """Every attempt of the episode, those of former processes too."""
        return self._factory.ledger

    async def acall(self, messages: Sequence[Mapping[str, Any]], **parameters: Any) -> Completion:
        """Answer from the record, or ask and put the answer on record."""
        order = [message_id(message) for message in messages]
        request = request_id(order, parameters)
        known = self._journal.take(self.step, request)
        if known is not None:
            self._enter(known.attempts)
            if isinstance(known, Reply):
                return msgspec.convert(known.completion, Completion)
            raise ContextTooLong("a call on record", known.message)
        try:
            completion = await self._factory.acall(messages, **parameters)
        except (ProviderError, BudgetReached) as error:
            self._write_failure(error, request)
            raise
        answer = msgspec.to_builtins(completion)
        answer.pop("raw")
        reply = Reply(
            step=self.step,
            agent=self.agent,
            request=request,
            messages=order,
            parameters=dict(parameters),
            completion=answer,
            attempts=self._new_attempts(),
            at=now(),
        )
        self._journal.reply(reply, dict(zip(order, messages, strict=True)))
        return completion

    def settle(self) -> None:
        """At the end of a step, enter what a former process paid for in it and the agent did not ask for again."""
        for reply in self._journal.unused():
            self._enter(reply.attempts)

    def _write_failure(self, error: Exception, request: str) -> None:
        attempts = self._new_attempts()
        if isinstance(error, BudgetReached) and not attempts:
            return  # nothing was tried
        failure = Failure(
            step=self.step,
            agent=self.agent,
            request=request,
            error=type(error).__name__,
            message=str(error),
            attempts=attempts,
            at=now(),
        )
        self._journal.failure(failure)

    def _enter(self, attempts: Sequence[Mapping[str, Any]]) -> None:
        entries = [msgspec.convert(attempt, Entry) for attempt in attempts]
        for _ in {entry.call for entry in entries}:
            self.ledger.next_call()
        for entry in entries:
            self.ledger.add(entry)
        self._written = len(self.ledger.entries)

    def _new_attempts(self) -> list[dict[str, Any]]:
        new = self.ledger.entries[self._written :]
        self._written = len(self.ledger.entries)
        for entry in new:
            self._paid(entry.cost_usd)
        attempts: list[dict[str, Any]] = msgspec.to_builtins(new)
        return attempts
