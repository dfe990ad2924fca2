"""One call: its attempts, the repair of its parameters, and an entry in the ledger for each.

`Call.attempt` is what the retry layer repeats. A repaired request is sent again at once, as an attempt of its own.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import msgspec

from fle_llm.llm.answers import Answer, read_answer
from fle_llm.llm.completion import Completion
from fle_llm.llm.errors import BadRequest, BudgetReached, CallFailed, RateLimited
from fle_llm.llm.failures import malformed
from fle_llm.llm.gate import Gate
from fle_llm.llm.ledger import Entry, Ledger
from fle_llm.llm.parameters import Repair, Repairs, build_body, find_repair
from fle_llm.llm.pricing import Cost, price_call
from fle_llm.llm.providers import Price
from fle_llm.llm.reading import Receipt
from fle_llm.llm.redaction import redact, without_keys_in_use
from fle_llm.llm.routing import Route
from fle_llm.llm.scripted import Policy, play
from fle_llm.llm.tokens import count_message_tokens, count_tokens
from fle_llm.llm.usage import Reported, Usage, read_usage

_PLAUSIBLE_EPOCH = 1_600_000_000  # `created` fields below this are placeholders


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What all calls of a factory share."""

    route: Route
    ledger: Ledger
    repairs: Repairs
    prices: Sequence[Price] = ()
    limit: Callable[[], str | None] | None = None


@dataclass(slots=True, kw_only=True)
class Call:
    """One call, from its messages to its completion."""

    setting: Setting
    messages: list[dict[str, Any]]
    parameters: Mapping[str, Any]
    extra_body: Mapping[str, Any] | None
    purpose: str
    notes: list[str]
    send: Callable[[Mapping[str, Any], Receipt], Awaitable[None]] | None = None
    gate: Gate = field(default_factory=Gate)
    replayed: bool = False
    number: int = 0
    attempts: int = 0
    _saw_nothing: bool = field(default=False)

    def __post_init__(self) -> None:
        self.number = self.setting.ledger.next_call()

    async def attempt(self, _try: int) -> Completion:
        """Send the request, repairing it when the server refuses a parameter by name. Raises CallFailed."""
        while True:
            ticket = await self.gate.enter()
            try:
                return await self._try_once()
            except _Changed:
                continue
            except RateLimited:
                self.gate.limited(ticket)
                raise
            finally:
                self.gate.leave()

    async def _try_once(self) -> Completion:
        self._check_limit()
        repairs = self.setting.repairs.of(self.setting.route)
        body, notes = build_body(self.setting.route, self.messages, self.parameters, self.extra_body, repairs)
        notes = [*self.notes, *notes]
        self.attempts += 1
        clock, receipt = _Clock(), Receipt()
        try:
            answer = await self._ask(body, receipt, notes)
        except CallFailed as error:
            self._enter_failure(error, clock, notes, receipt)
            if self._change_for_the_better(error, body, repairs):
                raise _Changed from None
            raise
        except asyncio.CancelledError:
            usage, cost = self._bill(receipt.reported, clock, billable=True)
            self._enter(clock, notes, outcome="cancelled", usage=usage, cost=cost, first_token_s=receipt.first_s)
            raise
        self.gate.answered()
        return self._complete(answer, body, notes, clock, receipt)

    def _change_for_the_better(self, error: CallFailed, body: Mapping[str, Any], known: Sequence[Repair]) -> bool:
        """Whether the request can be sent again at once, with another key or without what was refused."""
        if error.another_key:
            self.notes.append(f"went on with another key after {error.kind}")
            return True
        # The subclasses (too long, refused content) say that the messages are the matter, not a parameter.
        if type(error) is not BadRequest or error.status not in {400, 422}:
            return False
        found = find_repair(body, error.decoded(), known)
        for repair in found:
            self.setting.repairs.learn(self.setting.route, repair)
        return bool(found)

    def scripted(self, policy: Policy) -> Completion:
        """Let a scripted model answer."""
        self._check_limit()
        self.attempts += 1
        clock = _Clock()
        text = play(self.setting.route.model_id, policy, self.messages)
        answer = {"choices": [{"index": 0, "message": {"content": text}, "finish_reason": "stop"}]}
        read = read_answer(self.setting.route, msgspec.json.encode(answer), {})
        return self._complete(read, {}, self.notes, clock, Receipt())

    async def _ask(self, body: Mapping[str, Any], receipt: Receipt, notes: list[str]) -> Answer:
        if self.send is None:
            raise TypeError("a call that is not scripted needs a way to send")
        await self.send(body, receipt)
        route, content, headers = self.setting.route, receipt.content, receipt.headers
        answer = read_answer(route, content, headers, receipt.stream)
        received = msgspec.json.encode(answer.body)
        clean = without_keys_in_use(received)
        if clean != received:
            notes.append("a key in the answer was removed")
            answer = read_answer(route, clean, {})
        if answer.empty and not self._saw_nothing:
            self._saw_nothing = True  # a cold start at some gateways; the second time it is the answer
            text = content.decode("utf-8", "replace")
            raise malformed(route, "an answer with nothing in it", text, headers, answer.body)
        return answer

    def _check_limit(self) -> None:
        name = self.setting.limit() if self.setting.limit is not None else None
        if name is not None:
            raise BudgetReached(name)

    def _complete(
        self, answer: Answer, body: Mapping[str, Any], notes: list[str], clock: _Clock, receipt: Receipt
    ) -> Completion:
        route, first = self.setting.route, answer.choices[0]
        reported = self._with_estimates(read_usage(answer.body, route.provider.usage_adapter), answer)
        cost = price_call(route, reported, self._priced_at(answer, clock), self.setting.prices)
        request_id = receipt.headers.get("x-request-id")
        entry = self._enter(
            clock,
            [*notes, *reported.notes],
            outcome="answered",
            usage=reported.usage,
            cost=cost,
            finish_reason=first.finish_reason,
            request_id=None if request_id is None else redact(request_id),
            first_token_s=receipt.first_s,
            tokens_per_s=_rate(reported.usage, receipt),
        )
        served_by = answer.body.get("model")
        return Completion(
            text=first.text,
            texts=tuple(choice.text for choice in answer.choices),
            reasoning=first.reasoning,
            refusal=first.refusal,
            tool_calls=tuple(first.tool_calls),
            usage=reported.usage,
            cost_usd=cost.usd,
            cost_source=cost.source,
            finish_reason=first.finish_reason,
            finish_reason_raw=first.finish_reason_raw,
            model=route.label,
            served_by=served_by if isinstance(served_by, str) else None,
            latency_s=entry.latency_s,
            first_token_s=entry.first_token_s,
            tokens_per_s=entry.tokens_per_s,
            attempts=self.attempts,
            call=self.number,
            request_id=entry.request_id,
            notes=entry.notes,
            sent={name: value for name, value in body.items() if name not in {"model", "messages"}},
            raw=answer.body,
        )

    def _with_estimates(self, reported: Reported, answer: Answer) -> Reported:
        usage = reported.usage
        if usage.input is not None and usage.output is not None:
            return reported
        produced = [text for choice in answer.choices for text in (choice.text, choice.reasoning, choice.refusal or "")]
        called = [str(choice.tool_calls) for choice in answer.choices if choice.tool_calls]
        output = sum(count_tokens(text) for text in [*produced, *called])
        counted = msgspec.structs.replace(
            usage,
            input=count_message_tokens(self.messages) if usage.input is None else usage.input,
            output=output if usage.output is None else usage.output,
            estimated=True,
        )
        return replace(reported, usage=counted)

    def _priced_at(self, answer: Answer, clock: _Clock) -> datetime:
        """When the call was made; a replayed call costs what it cost when it was recorded."""
        created = answer.body.get("created")
        if self.replayed and isinstance(created, int | float) and created > _PLAUSIBLE_EPOCH:
            return datetime.fromtimestamp(created, UTC)
        return clock.started

    def _enter_failure(self, error: CallFailed, clock: _Clock, notes: list[str], receipt: Receipt) -> None:
        usage, cost = self._bill(error.reported, clock, billable=error.billable)
        self._enter(
            clock,
            notes,
            outcome="failed",
            usage=usage,
            cost=cost,
            status=error.status,
            error=f"{type(error).__name__}: {error.found}",
            request_id=error.request_id,
            first_token_s=receipt.first_s,
        )

    def _bill(self, reported: Mapping[str, Any], clock: _Clock, *, billable: bool) -> tuple[Usage, Cost]:
        """What an attempt without an answer took: by the usage it came with, if it did."""
        if not reported.get("usage"):
            return Usage(), self._cost_of_nothing(billable=billable)
        route = self.setting.route
        found = read_usage(reported, route.provider.usage_adapter)
        return found.usage, price_call(route, found, clock.started, self.setting.prices)

    def _cost_of_nothing(self, *, billable: bool) -> Cost:
        if self.setting.route.local:
            return Cost(0.0, "local")
        return Cost(None, "unknown") if billable else Cost(0.0, "not billed")

    def _enter(self, clock: _Clock, notes: list[str], *, cost: Cost, usage: Usage = Usage(), **fields: Any) -> Entry:  # noqa: B008 - frozen
        entry = Entry(
            call=self.number,
            attempt=self.attempts,
            model=self.setting.route.label,
            usage=usage,
            cost_usd=cost.usd,
            cost_source=cost.source,
            purpose=self.purpose,
            started=clock.started.isoformat(timespec="milliseconds"),
            latency_s=round(clock.elapsed_s(), 6),
            notes=tuple(redact(note) for note in notes),
            **fields,
        )
        self.setting.ledger.add(entry)
        return entry


def _rate(usage: Usage, receipt: Receipt) -> float | None:
    """Output tokens a second, of a stream from its first text to its last."""
    if receipt.first_s is None or receipt.last_s is None or not usage.output:
        return None
    spent_s = receipt.last_s - receipt.first_s
    return usage.output / spent_s if spent_s > 0 else None


class _Clock:
    """When an attempt began, by the calendar and by the stopwatch."""

    def __init__(self) -> None:
        self.started = datetime.now(UTC)
        self._began = time.perf_counter()

    def elapsed_s(self) -> float:
        return time.perf_counter() - self._began


class _Changed(Exception):
    """The request was changed and is to be sent again."""
