"""Everything an episode spent on models: one entry per attempt, whatever became of it.

An attempt that failed may still have been paid, a reply without a program was; both are entries. The ledger is plain
data: `to_plain` goes into a record line by line, and `Ledger(entries)` continues from there after a kill with the same
totals. Limits are compared with it in `Budget`, before each call.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import msgspec

from fle_llm.llm.usage import Usage

_TOKENS = ("input", "output", "cached_input", "cache_write", "reasoning")

Outcome = Literal["answered", "unparsable", "failed", "cancelled"]


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt.

    `call` counts calls, `attempt` the tries within one (from 1); `started` is ISO 8601 in UTC. `cost_usd` is None where
    the cost is not known; a request that the provider refused cost nothing. `purpose` says what the call was for.
    `first_token_s` and `tokens_per_s` are known of streamed answers.
    """

    call: int
    attempt: int
    model: str
    outcome: Outcome
    usage: Usage = Usage()
    cost_usd: float | None = None
    cost_source: str = "unknown"
    status: int | None = None
    error: str | None = None
    finish_reason: str | None = None
    purpose: str = "step"
    started: str = ""
    latency_s: float = 0.0
    first_token_s: float | None = None
    tokens_per_s: float | None = None
    request_id: str | None = None
    notes: tuple[str, ...] = ()


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """Sums over entries. `cost_usd` adds what is known; with `unpriced_calls` above 0 it is a lower bound."""

    calls: int = 0
    attempts: int = 0
    answered: int = 0
    unparsable: int = 0
    failed: int = 0
    input: int = 0
    output: int = 0
    cached_input: int = 0
    cache_write: int = 0
    reasoning: int = 0
    cost_usd: float = 0.0
    unpriced_calls: int = 0
    estimated_calls: int = 0
    latency_s: float = 0.0

    @property
    def tokens(self) -> int:
        """Input and output together."""
        return self.input + self.output


class Ledger:
    """The entries of an episode, in order.

    `entries` may hold plain mappings (as `to_plain` made them) to continue a run that was interrupted.
    Raises msgspec.ValidationError for a mapping that is no entry.
    """

    def __init__(self, entries: Iterable[Entry | Mapping[str, Any]] = ()) -> None:
        self.entries: list[Entry] = [
            entry if isinstance(entry, Entry) else msgspec.convert(entry, Entry) for entry in entries
        ]
        self._calls = max((entry.call for entry in self.entries), default=0)
        self._sums = _Sums()

    def next_call(self) -> int:
        """The number for a new call; its attempts share it."""
        self._calls += 1
        return self._calls

    def add(self, entry: Entry) -> None:
        """Enter an attempt."""
        self.entries.append(entry)

    def mark_unparsable(self, call: int) -> None:
        """Say that the answer to this call held no program. Raises KeyError if there is no such answer."""
        for index in range(len(self.entries) - 1, -1, -1):
            entry = self.entries[index]
            if entry.call == call and entry.outcome in {"answered", "unparsable"}:
                self.entries[index] = msgspec.structs.replace(entry, outcome="unparsable")
                self._sums = _Sums()
                return
        raise KeyError(f"the ledger has no answered call {call}")

    @property
    def totals(self) -> Totals:
        """The sums over all entries; they are asked for before every call, so old entries are not added anew."""
        self._sums.add(self.entries[self._sums.counted :])
        return self._sums.totals

    def to_plain(self) -> list[dict[str, Any]]:
        """The entries as JSON-able mappings; `Ledger(...)` takes them back."""
        plain: list[dict[str, Any]] = msgspec.to_builtins(self.entries)
        return plain


def total_of(entries: Iterable[Entry]) -> Totals:
    """The sums over `entries`, which may come from several ledgers."""
    sums = _Sums()
    sums.add(list(entries))
    return sums.totals


class _Sums:
    """Sums that grow. Money and seconds are kept one by one: their sum is exact in whatever portions they came."""

    def __init__(self) -> None:
        self.counted = 0
        self._counts: Counter[str] = Counter()
        self._costs: list[float] = []
        self._seconds: list[float] = []

    def add(self, entries: Sequence[Entry]) -> None:
        counts = self._counts
        for entry in entries:
            usage = entry.usage
            counts["calls"] += entry.attempt == 1
            counts[entry.outcome] += 1
            counts["estimated_calls"] += usage.estimated
            for name in _TOKENS:
                counts[name] += getattr(usage, name) or 0
            self._seconds.append(entry.latency_s)
            if entry.cost_usd is None:
                counts["unpriced_calls"] += 1
            else:
                self._costs.append(entry.cost_usd)
        self.counted += len(entries)

    @property
    def totals(self) -> Totals:
        counts = self._counts
        return Totals(
            calls=counts["calls"],
            attempts=self.counted,
            answered=counts["answered"] + counts["unparsable"],
            unparsable=counts["unparsable"],
            failed=counts["failed"] + counts["cancelled"],
            **{name: counts[name] for name in _TOKENS},
            cost_usd=math.fsum(self._costs),
            unpriced_calls=counts["unpriced_calls"],
            estimated_calls=counts["estimated_calls"],
            latency_s=math.fsum(self._seconds),
        )
