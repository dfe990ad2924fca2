"""Whole calls against a server on loopback: what goes well, and everything that does not."""

from __future__ import annotations

import asyncio
import gzip
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from llm_stub import Reply, StubServer, Time, completion

from fle_llm.llm import APIFactory, Budget, Ledger, Usage, Wait
from fle_llm.llm.clients import Connections
from fle_llm.llm.errors import (
    AuthenticationFailed,
    BudgetReached,
    MissingKey,
    NoPrice,
    RoutingError,
)

ASK = [{"role": "user", "content": "hi"}]


def factory(stub: StubServer, time_: Time, **more: Any) -> APIFactory:
    return APIFactory("m", base_url=stub.url, pauses=time_.pauses(), connections=Connections(), **more)


async def test_an_ordinary_call(stub: StubServer) -> None:
    stub.say(
        Reply(
            body=completion("hello", usage={"prompt_tokens": 9, "completion_tokens": 4}),
            headers={"x-request-id": "r-1"},
        )
    )
    async with APIFactory("m", base_url=stub.url) as model:
        done = await model.acall(ASK, temperature=0.0)
    assert (done.text, done.texts, done.finish_reason, done.attempts, done.call) == ("hello", ("hello",), "stop", 1, 1)
    assert done.usage == Usage(input=9, output=4)
    assert (done.cost_usd, done.cost_source) == (0.0, "local")
    assert (done.model, done.served_by, done.request_id) == ("custom/m", "served-model", "r-1")
    assert done.raw["object"] == "chat.completion"
    assert done.sent == {"temperature": 0.0}
    assert 0 < done.latency_s < 5
    (entry,) = model.ledger.entries
    assert (entry.outcome, entry.usage, entry.cost_usd, entry.purpose) == ("answered", done.usage, 0.0, "step")


async def test_a_call_costs_what_its_price_list_says(stub: StubServer, rows_at: Callable[..., Path]) -> None:
    usage = {"prompt_tokens": 1000, "completion_tokens": 100, "prompt_tokens_details": {"cached_tokens": 400}}
    stub.say(completion("x", usage=usage))
    async with APIFactory("gpt-5-mini", providers=rows_at("openai")) as model:
        done = await model.acall(ASK)
        await model.acall(ASK)
    # input 0.25, cached 0.025, output 2 per million: 600, 400, 100
    by_hand = (600 * 0.25 + 400 * 0.025 + 100 * 2) / 1e6
    assert done.cost_usd == pytest.approx(by_hand)
    assert model.ledger.totals.cost_usd == pytest.approx(2 * by_hand)
    assert model.ledger.totals.unpriced_calls == 0


async def test_tokens_are_estimated_where_the_server_reports_none(stub: StubServer) -> None:
    stub.say(completion("one two three", usage=None))
    async with APIFactory("m", base_url=stub.url) as model:
        done = await model.acall([{"role": "user", "content": "hello world"}])
    # 3 for the conversation, 4 for the message, "hello" and " world"; "one", " two", " three"
    assert done.usage == Usage(input=9, output=3, estimated=True)
    assert model.ledger.totals.estimated_calls == 1


async def test_only_the_missing_half_is_estimated(stub: StubServer) -> None:
    stub.say(completion("one two three", usage={"prompt_tokens": "50", "completion_tokens": None, "cost": 0.1}))
    async with APIFactory("m", base_url=stub.url) as model:
        done = await model.acall(ASK)
    assert done.usage == Usage(input=50, output=3, estimated=True)
    assert (done.cost_usd, done.cost_source) == (0.1, "provider")


async def test_no_text_is_an_answer_with_its_finish_reason(stub: StubServer) -> None:
    stub.say(completion(None, finish_reason="length", usage={"prompt_tokens": 9, "completion_tokens": 500}))
    async with APIFactory("m", base_url=stub.url) as model:
        done = await model.acall(ASK)
    assert (done.text, done.finish_reason, done.attempts) == ("", "length", 1)


async def test_nothing_at_all_is_asked_for_once_more(stub: StubServer, time_: Time) -> None:
    nothing = completion("", usage={"prompt_tokens": 9, "completion_tokens": 0})
    stub.say(nothing, completion("warm now"))
    async with factory(stub, time_) as model:
        assert (await model.acall(ASK)).text == "warm now"
        stub.say(nothing)
        assert (await model.acall(ASK)).text == ""
    assert len(stub.seen) == 4


async def test_several_choices(stub: StubServer) -> None:
    body = completion("a")
    body["choices"].append({"index": 1, "message": {"content": "b"}, "finish_reason": "stop"})
    stub.say(body)
    async with APIFactory("m", base_url=stub.url) as model:
        done = await model.acall(ASK, n=2)
    assert (done.text, done.texts) == ("a", ("a", "b"))


async def test_an_answer_in_gzip(stub: StubServer) -> None:
    packed = gzip.compress(json.dumps(completion("unpacked")).encode())
    stub.say(Reply(body=packed, headers={"content-encoding": "gzip"}))
    async with APIFactory("m", base_url=stub.url) as model:
        assert (await model.acall(ASK)).text == "unpacked"


async def test_blank_lines_before_the_body(stub: StubServer) -> None:
    stub.say(Reply(body=b"\n\n\n" + json.dumps(completion("late")).encode()))
    async with APIFactory("m", base_url=stub.url) as model:
        assert (await model.acall(ASK)).text == "late"


async def test_retry_after_is_waited_for_and_announced(stub: StubServer, time_: Time) -> None:
    waits: list[Wait] = []
    slow = {"error": {"message": "slow down"}}
    stub.say(Reply(429, slow, {"retry-after": "12"}), Reply(503, slow, {"retry-after-ms": "1500"}), completion())
    async with factory(stub, time_, on_wait=waits.append) as model:
        await model.acall(ASK)
    assert time_.slept == [12.0, 1.5]
    assert [str(wait) for wait in waits] == ["429, try 2 of 8, next in 12 s", "503, try 3 of 8, next in 1.5 s"]


async def test_a_hint_in_the_body_is_a_wait(stub: StubServer, time_: Time) -> None:
    gemini = [{"error": {"code": 429, "message": "quota", "details": [{"retryDelay": "7s"}]}}]
    stub.say(Reply(429, gemini), completion())
    async with factory(stub, time_) as model:
        await model.acall(ASK)
    assert time_.slept == [7.0]


async def test_what_a_failed_attempt_may_have_cost(stub: StubServer, time_: Time, rows_at: Callable[..., Path]) -> None:
    """A refusal is free; an answer that broke on the way may well be on the bill, so its price is unknown."""
    stub.say(Reply(429, {"error": {"message": "slow"}}), Reply(body=b'{"choices": ['), completion())
    async with APIFactory("gpt-5-mini", providers=rows_at("openai"), pauses=time_.pauses()) as model:
        await model.acall(ASK)
    assert [entry.cost_usd for entry in model.ledger.entries[:2]] == [0.0, None]
    totals = model.ledger.totals
    assert totals.unpriced_calls == 1
    assert totals.cost_usd == pytest.approx((10 * 0.25 + 2 * 2) / 1e6)


async def test_a_limit_stops_before_the_next_attempt(stub: StubServer, time_: Time) -> None:
    ledger = Ledger()
    budget = Budget(max_tokens=20)
    async with factory(stub, time_, ledger=ledger, limit=lambda: budget.exceeded(ledger)) as model:
        await model.acall(ASK)  # 12 tokens
        await model.acall(ASK)  # 24 tokens
        with pytest.raises(BudgetReached, match="max_tokens") as error:
            await model.acall(ASK)
    assert error.value.limit == "max_tokens"
    assert len(stub.seen) == 2


async def test_a_limit_in_usd_on_a_model_without_a_price_is_told_before_anything_is_sent(
    stub: StubServer, rows_at: Callable[..., Path]
) -> None:
    with pytest.raises(NoPrice, match="nebius/x"):
        APIFactory("nebius/x", providers=rows_at("nebius"), require_known_price=True)
    assert stub.seen == []


async def test_a_cancelled_call_is_an_entry(stub: StubServer, rows_at: Callable[..., Path]) -> None:
    stub.say(Reply(fault="hang"))
    async with APIFactory("gpt-5-mini", providers=rows_at("openai")) as model:
        task = asyncio.create_task(model.acall(ASK))
        await asyncio.to_thread(stub.asked.wait, 5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    (entry,) = model.ledger.entries
    assert (entry.outcome, entry.cost_usd) == ("cancelled", None)


def test_what_leads_nowhere_is_told_at_once(stub: StubServer) -> None:
    with pytest.raises(RoutingError):
        APIFactory("opnai/gpt-5")
    with pytest.raises(MissingKey, match="OPENAI_API_KEY"):
        APIFactory("gpt-5")
    assert stub.seen == []


async def test_calls_share_a_connection_and_factories_a_client(stub: StubServer) -> None:
    connections = Connections()
    first = APIFactory("a", base_url=stub.url, connections=connections)
    second = APIFactory("b", base_url=stub.url, connections=connections)
    for model in (first, second, first):
        await model.acall(ASK)
    assert stub.connections == 1
    await first.aclose()
    await second.acall(ASK)
    assert stub.connections == 1
    await second.aclose()
    await first.acall(ASK)  # closed, but not spent: a new client is opened
    assert stub.connections == 2
    await first.aclose()


def test_the_synchronous_call(stub: StubServer) -> None:
    with APIFactory("m", base_url=stub.url) as model:
        assert [model.call(ASK).text for _ in range(3)] == ["hello"] * 3
    assert stub.connections == 1


async def test_the_synchronous_call_inside_a_running_loop_and_from_threads(stub: StubServer) -> None:
    with APIFactory("m", base_url=stub.url) as model:
        assert model.call(ASK).text == "hello"
        found: list[str] = []
        threads = [threading.Thread(target=lambda: found.append(model.call(ASK).text)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
    assert found == ["hello"] * 4
    assert sorted(entry.call for entry in model.ledger.entries) == [1, 2, 3, 4, 5]


def test_the_synchronous_call_raises_what_acall_raises(stub: StubServer) -> None:
    stub.say(Reply(401, {"error": {"message": "no"}}))
    with APIFactory("m", base_url=stub.url) as model, pytest.raises(AuthenticationFailed):
        model.call(ASK)


async def test_the_callers_messages_stay_as_they_are(stub: StubServer) -> None:
    messages = [
        {"role": "user", "content": "a", "name": "x"},
        {"role": "user", "content": ""},
        {"role": "user", "content": "b"},
    ]
    before = json.dumps(messages)
    async with APIFactory("m", base_url=stub.url) as model:
        await model.acall(messages)
    assert json.dumps(messages) == before
    assert stub.seen[0].body["messages"] == [{"role": "user", "content": "a\n\nb"}]


async def test_a_model_without_eyes_gets_text_and_the_record_a_note(
    stub: StubServer, rows_at: Callable[..., Path]
) -> None:
    parts = [{"type": "text", "text": "look"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA"}}]
    async with APIFactory("deepseek/deepseek-v4-pro", providers=rows_at("deepseek")) as model:
        done = await model.acall([{"role": "user", "content": parts}])
    assert stub.seen[0].body["messages"] == [{"role": "user", "content": "look"}]
    assert done.notes == ("1 image(s) left out: the model's row says it takes none",)
