"""Two hundred calls at once through one factory."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from llm_stub import Reply, Seen, StubServer, completion

from fle_llm.llm import APIFactory, Budget, Ledger, RetryPolicy
from fle_llm.llm.clients import Connections, Endpoint
from fle_llm.llm.errors import BudgetReached

MANY = 200


def numbered(number: int) -> list[dict[str, str]]:
    return [{"role": "user", "content": f"question {number}"}]


def echo(seen: Seen) -> Reply:
    """Answers the last words of the question, after a while that differs."""
    words = seen.body["messages"][-1]["content"]
    return Reply(body=completion(f"answer to {words}"), delay_s=random.Random(words).uniform(0.0, 0.05))


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - the descriptors of this process


async def settled(stub: StubServer, files: int | None = None) -> None:
    """Waits for the stub to see its last connection go, and for no more than `files` to be open: loops close late."""
    for _ in range(500):
        if stub.open == 0 and (files is None or open_files() <= files):
            return
        await asyncio.sleep(0.02)


async def test_results_come_in_order_over_one_client_and_nothing_stays_open(stub: StubServer) -> None:
    stub.answer = echo
    connections = Connections()
    async with APIFactory("m", base_url=stub.url, connections=connections) as model:
        await model.acall(numbered(0))
        await model.aclose()
        await settled(stub)
        before, known = open_files(), stub.connections
        for count in (MANY, 50):
            done = await asyncio.gather(*[model.acall(numbered(number)) for number in range(count)])
            assert [answer.text for answer in done] == [f"answer to question {number}" for number in range(count)]
        shared = connections.acquire(Endpoint(stub.url))
        assert shared.users == 2  # the factory's, for all its calls, and the one of the line above
        await connections.release(Endpoint(stub.url))
        # a connection is used again: the second round needs no new one
        assert stub.connections - known <= MANY
        assert stub.most_at_once > MANY // 4
    await settled(stub, before)
    assert stub.open == 0
    assert open_files() <= before
    entries = model.ledger.entries
    assert [entry.call for entry in sorted(entries, key=lambda entry: entry.call)] == list(range(1, MANY + 52))
    assert model.ledger.totals.tokens == 12 * (MANY + 51)


async def test_a_server_that_bears_twenty_is_met_halfway(stub: StubServer) -> None:
    def limited(seen: Seen) -> Reply:
        if stub.under_way > 20:
            return Reply(429, {"error": {"message": f"too many: {len(stub.seen)}"}}, {"retry-after-ms": "30"})
        return echo(seen)

    stub.answer = limited
    connections = Connections()
    async with APIFactory("m", base_url=stub.url, connections=connections, retry=RetryPolicy(attempts=20)) as model:
        done = await asyncio.gather(*[model.acall(numbered(number)) for number in range(MANY)])
        assert [answer.text for answer in done] == [f"answer to question {number}" for number in range(MANY)]
        refused = [entry for entry in model.ledger.entries if entry.status == 429]
        assert len(stub.seen) == MANY + len(refused)
        # from then on, what is under way keeps to what was learned: one more for as many answers
        gate = connections.acquire(Endpoint(stub.url)).gate
        await connections.release(Endpoint(stub.url))
        learned = gate.limit
        assert learned <= MANY / 2
        stub.most_at_once = 0
        again = await asyncio.gather(*[model.acall(numbered(number)) for number in range(60)])
        assert len(again) == 60
        assert stub.most_at_once <= learned + 60 / learned
        assert gate.under_way == 0


async def test_a_limit_stops_those_that_still_wait(stub: StubServer, rows_at: Callable[..., Path]) -> None:
    """Checked before each attempt: what is under way is paid, what waits its turn is never sent."""
    ledger = Ledger()
    budget = Budget(max_tokens=240)  # 20 answers of 12 tokens
    stub.answer = echo
    connections = Connections()
    options = {"base_url": stub.url, "connections": connections, "ledger": ledger}
    async with APIFactory("m", **options, limit=lambda: budget.exceeded(ledger)) as model:  # type: ignore[arg-type]
        gate = connections.acquire(Endpoint(stub.url)).gate
        gate.limit = 5
        done = await asyncio.gather(*[model.acall(numbered(n)) for n in range(MANY)], return_exceptions=True)
        await connections.release(Endpoint(stub.url))
    reached = [error for error in done if isinstance(error, BudgetReached)]
    # the limit on what is under way grows by one for as many answers: 5 + 6 + 7 < 20 < 5 + 6 + 7 + 8
    assert len(stub.seen) == MANY - len(reached)
    assert 20 <= len(stub.seen) <= 20 + 8
    assert {error.limit for error in reached} == {"max_tokens"}


@pytest.mark.parametrize("fail", [False, True], ids=["answered", "failed"])
async def test_threads_that_share_a_factory_share_its_client(stub: StubServer, fail: bool) -> None:
    stub.answer = (lambda seen: Reply(400, {"error": {"message": "no"}})) if fail else echo
    with APIFactory("m", base_url=stub.url, connections=Connections()) as model:

        def ask(number: int) -> str:
            try:
                return model.call(numbered(number)).text
            except Exception as error:  # noqa: BLE001 - the kind is what is looked at
                return type(error).__name__

        texts = await asyncio.gather(*[asyncio.to_thread(ask, number) for number in range(20)])
    assert texts == (["BadRequest"] * 20 if fail else [f"answer to question {number}" for number in range(20)])
    await settled(stub)
    assert stub.open == 0
