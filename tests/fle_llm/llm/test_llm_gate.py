"""How many requests are under way at once, after a provider has said that it is too many."""

from __future__ import annotations

import asyncio
import math

import pytest
from llm_stub import Reply, StubServer, Time, completion

from fle_llm.llm import APIFactory
from fle_llm.llm.clients import Connections
from fle_llm.llm.gate import Gate

ASK = [{"role": "user", "content": "hi"}]


async def test_there_is_no_bound_before_the_first_rate_limit() -> None:
    gate = Gate()
    for _ in range(1000):
        await gate.enter()
    gate.answered()
    assert gate.limit == math.inf


async def test_a_rate_limit_halves_what_is_under_way_and_only_once() -> None:
    gate = Gate()
    tickets = [await gate.enter() for _ in range(10)]
    for ticket in tickets:
        gate.limited(ticket)  # ten refusals of one moment are one piece of news
        gate.leave()
    assert gate.limit == 5
    late = await gate.enter()
    gate.limited(late)
    assert gate.limit == 1  # never below one


async def test_answers_raise_the_bound_by_one_for_as_many_as_it_is() -> None:
    gate = Gate()
    tickets = [await gate.enter() for _ in range(8)]
    gate.limited(tickets[0])
    assert gate.limit == 4
    for _ in range(4):
        gate.answered()
    # 4 + 1/4 = 4.25, + 1/4.25 = 4.4853, + 1/4.4853 = 4.7082, + 1/4.7082 = 4.9206
    assert gate.limit == pytest.approx(4.9206, abs=0.0001)


async def test_a_bound_that_nothing_reaches_for_is_not_raised() -> None:
    gate = Gate()
    tickets = [await gate.enter() for _ in range(16)]
    gate.limited(tickets[0])
    for _ in range(14):
        gate.leave()
    for _ in range(100):
        gate.answered()  # two under way, where eight may be
    assert gate.limit == 8


async def test_who_waits_gets_a_turn_in_order_and_cancelling_loses_none() -> None:
    gate = Gate()
    gate.limited(await gate.enter())
    order: list[int] = []

    async def visit(number: int) -> None:
        await gate.enter()
        order.append(number)
        await asyncio.sleep(0)
        gate.leave()

    tasks = [asyncio.create_task(visit(number)) for number in range(5)]
    await asyncio.sleep(0)
    tasks[0].cancel()
    gate.leave()
    tasks[1].cancel()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    assert [isinstance(result, asyncio.CancelledError) for result in done] == [True, True, False, False, False]
    assert order == [2, 3, 4]
    assert gate.under_way == 0


async def test_calls_side_by_side_slow_down_together(stub: StubServer, time_: Time) -> None:
    connections = Connections()
    slow = Reply(429, {"error": {"message": "slow down"}})
    stub.say(*[slow] * 6, completion("after all"))
    models = [APIFactory("m", base_url=stub.url, pauses=time_.pauses(), connections=connections) for _ in range(6)]
    done = await asyncio.gather(*[model.acall(ASK) for model in models])
    assert [answer.text for answer in done] == ["after all"] * 6
    connection = models[0]._connection(None)
    assert connection.gate.limit < 6
    assert connection.gate.under_way == 0
    for model in models:
        await model.aclose()
