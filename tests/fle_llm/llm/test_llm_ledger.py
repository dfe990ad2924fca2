"""Accounts of an episode: totals, continuing after a kill, limits."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from fle_llm.llm import Budget, Entry, Ledger, Totals, Usage, total_of


def entry(call: int, attempt: int = 1, **more: Any) -> Entry:
    return Entry(call=call, attempt=attempt, model="openai/gpt-5", **({"outcome": "answered"} | more))


def spent() -> list[Entry]:
    return [
        entry(1, 1, outcome="failed", status=429, cost_usd=0.0),
        entry(1, 2, usage=Usage(input=100, output=10, cached_input=40, reasoning=5), cost_usd=0.1, latency_s=1.5),
        entry(2, 1, usage=Usage(input=200, output=20, estimated=True), cost_usd=0.2, latency_s=2.5),
        entry(3, 1, outcome="failed", error="CallTimedOut: x"),
        entry(3, 2, usage=Usage(input=300, output=30, cache_write=7), purpose="summary"),
        entry(4, 1, outcome="cancelled"),
    ]


def test_totals_by_hand() -> None:
    assert total_of(spent()) == Totals(
        calls=4,
        attempts=6,
        answered=3,
        unparsable=0,
        failed=3,
        input=100 + 200 + 300,
        output=10 + 20 + 30,
        cached_input=40,
        cache_write=7,
        reasoning=5,
        cost_usd=pytest.approx(0.3, rel=1e-15),  # type: ignore[arg-type]
        unpriced_calls=3,  # the timeout, the summary, the cancelled one
        estimated_calls=1,
        latency_s=4.0,
    )
    assert total_of(spent()).tokens == 660


def test_money_is_added_without_drift() -> None:
    ledger = Ledger(entry(call, cost_usd=0.1) for call in range(1, 11))
    assert ledger.totals.cost_usd == 1.0  # ten times 0.1 added one by one is 0.9999999999999999


def test_a_ledger_continues_where_its_record_ends() -> None:
    ledger = Ledger(spent())
    lines = [json.dumps(plain) for plain in ledger.to_plain()]
    again = Ledger(json.loads(line) for line in lines)
    assert again.entries == ledger.entries
    assert again.totals == ledger.totals
    assert again.next_call() == 5


def test_what_is_no_entry_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        Ledger([{"call": "one"}])


def test_an_answer_without_a_program_is_marked() -> None:
    ledger = Ledger(spent())
    ledger.mark_unparsable(3)
    ledger.mark_unparsable(3)
    assert [e.outcome for e in ledger.entries if e.call == 3] == ["failed", "unparsable"]
    totals = ledger.totals
    assert (totals.answered, totals.unparsable) == (3, 1)
    assert (totals.input, totals.cost_usd) == (600, pytest.approx(0.3))
    with pytest.raises(KeyError, match="4"):
        ledger.mark_unparsable(4)


@pytest.mark.parametrize(
    ("budget", "steps", "seconds", "limit"),
    [
        (Budget(), 10**9, 1e9, None),
        (Budget(max_steps=5), 4, 0, None),
        (Budget(max_steps=5), 5, 0, "max_steps"),
        (Budget(max_tokens=661), 0, 0, None),
        (Budget(max_tokens=660), 0, 0, "max_tokens"),
        (Budget(max_cost_usd=0.31), 0, 0, None),
        (Budget(max_cost_usd=0.3), 0, 0, "max_cost_usd"),
        (Budget(max_time_s=10.0), 0, 9.9, None),
        (Budget(max_time_s=10.0), 0, 10.0, "max_time_s"),
        (Budget(max_steps=0), 0, 0, "max_steps"),
        (Budget(max_steps=9, max_tokens=1, max_time_s=1), 9, 9, "max_steps"),
    ],
)
def test_limits(budget: Budget, steps: int, seconds: float, limit: str | None) -> None:
    ledger = Ledger(spent())
    assert budget.exceeded(ledger, steps=steps, seconds=seconds) == limit
    assert budget.exceeded(ledger.totals, steps=steps, seconds=seconds) == limit


def test_the_sums_grow_with_the_entries_and_are_those_of_all_together() -> None:
    ledger = Ledger()
    for number in range(1, 40):
        usage = Usage(input=number, output=1, reasoning=None if number % 3 else 1, estimated=number % 7 == 0)
        cost = None if number % 5 == 0 else 0.1 * number
        ledger.add(Entry(call=number, attempt=1, model="m", outcome="answered", usage=usage, cost_usd=cost))
        assert ledger.totals == total_of(ledger.entries)
    ledger.mark_unparsable(3)
    assert ledger.totals == total_of(ledger.entries)
    # 1 + ... + 39 in, and 39 out; 7 of them without a price, 5 estimated
    totals = ledger.totals
    assert (totals.input, totals.output, totals.unpriced_calls) == (780, 39, 7)
    assert (totals.estimated_calls, totals.unparsable, totals.answered) == (5, 1, 39)
