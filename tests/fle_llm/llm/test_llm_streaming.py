"""Calls whose answer is streamed: the same results, how far they are, stalls, and what a broken one leaves."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from llm_stub import Reply, StubServer, Time, chunk, completion, last_chunk, sse

from fle_llm.llm import APIFactory, Completion, Progress, RetryPolicy, Usage, recording, replaying
from fle_llm.llm.clients import Connections
from fle_llm.llm.errors import CallTimedOut, ConnectionFailed, MalformedAnswer
from fle_llm.llm.reading import usage_within

ASK = [{"role": "user", "content": "hi"}]
USAGE = {"prompt_tokens": 9, "completion_tokens": 4, "total_tokens": 13}
ORDINARY = (
    chunk({"role": "assistant", "content": ""}, usage=None),
    chunk({"content": "Hel"}, usage=None),
    chunk({"content": "lo"}, usage=None),
    chunk({}, "stop", usage=None),
    last_chunk(USAGE),
)
ONCE = RetryPolicy(attempts=1)


def streamed(*events: Any, **more: Any) -> Reply:
    end = {"end": more.pop("end")} if "end" in more else {}
    return Reply(body=sse(*events, **end), content_type="text/event-stream", **more)


async def test_a_streamed_call(stub: StubServer) -> None:
    stub.say(streamed(*ORDINARY))
    async with APIFactory("m", base_url=stub.url) as model:
        done = await model.acall(ASK, stream=True)
    assert (done.text, done.usage, done.served_by) == ("Hello", Usage(input=9, output=4), "served")
    sent = {"stream": True, "stream_options": {"include_usage": True}}
    assert stub.seen[0].body == {"model": "m", "messages": ASK, **sent}
    assert stub.seen[0].headers["accept"] == "text/event-stream"


async def test_a_server_that_ignores_the_wish(stub: StubServer) -> None:
    stub.say(completion("all at once"))
    async with APIFactory("m", base_url=stub.url) as model:
        assert (await model.acall(ASK, stream=True)).text == "all at once"


async def test_a_stream_that_breaks_is_tried_again(stub: StubServer, time_: Time) -> None:
    stub.say(streamed(*ORDINARY[:3]), streamed(*ORDINARY[:3], end="", fault="truncate"), streamed(*ORDINARY))
    async with APIFactory("m", base_url=stub.url, pauses=time_.pauses(), connections=Connections()) as model:
        assert (await model.acall(ASK, stream=True)).attempts == 3
    errors = [entry.error for entry in model.ledger.entries[:2]]
    kinds = [error.split(":")[0] for error in errors if error]
    assert kinds == [MalformedAnswer.__name__, ConnectionFailed.__name__]


async def test_a_model_that_only_streams_is_learned(stub: StubServer) -> None:
    refusal = {"error": {"message": "This model only support stream mode, please enable the stream parameter."}}
    stub.say(Reply(400, refusal), streamed(*ORDINARY))
    async with APIFactory("m", base_url=stub.url, connections=Connections()) as model:
        done = await model.acall(ASK)
        await model.acall(ASK)
    assert [seen.body.get("stream") for seen in stub.seen] == [None, True, True]
    assert done.notes == ("stream added: the server demands it",)


async def test_stream_options_are_dropped_where_they_are_refused(stub: StubServer) -> None:
    detail = [{"type": "extra_forbidden", "loc": ["body", "stream_options"], "msg": "Extra inputs are not permitted"}]
    stub.say(Reply(422, {"detail": detail}), streamed(*ORDINARY[:-1]))
    async with APIFactory("m", base_url=stub.url, connections=Connections()) as model:
        done = await model.acall(ASK, stream=True)
    assert sorted(stub.seen[1].body) == ["messages", "model", "stream"]
    assert done.usage.estimated


async def test_a_row_streams_long_answers(stub: StubServer, rows_at: Callable[..., Path]) -> None:
    stub.say(streamed(*ORDINARY))
    async with APIFactory("fireworks/x", providers=rows_at("fireworks")) as model:
        for cap in (None, 16_000, 16_001):
            await model.acall(ASK, max_tokens=cap)
    async with APIFactory("fireworks/x", providers=rows_at("fireworks", stream_above=0)) as model:
        await model.acall(ASK)
    assert [seen.body.get("stream", False) for seen in stub.seen] == [False, False, True, True]


async def test_a_stream_on_a_cassette(stub: StubServer, tmp_path: Path) -> None:
    stub.say(streamed(*ORDINARY))
    path = tmp_path / "session.yaml"
    texts = []
    for opened in (recording, replaying):
        with opened(path):
            async with APIFactory("m", base_url=stub.url) as model:
                texts.append((await model.acall(ASK, stream=True)).text)
    assert texts == ["Hello", "Hello"]
    assert 'data: {"id": "c-1"' in path.read_text(encoding="utf-8")
    assert len(stub.seen) == 1


CALL = {"index": 0, "id": "a", "type": "function", "function": {"name": "f", "arguments": '{"x": 1}'}}
# What a model answers: message, finish reason, usage
ANSWERS: list[tuple[str, dict[str, Any], str, Any]] = [
    ("text", {"content": "Hello there"}, "stop", USAGE),
    ("reasoning", {"content": "Hello", "reasoning_content": "They greet me."}, "stop", USAGE),
    ("reasoning by another name", {"content": "Hello", "reasoning": "They greet me."}, "stop", USAGE),
    ("a thought in tags", {"content": "<think>They greet me.</think>Hello"}, "stop", USAGE),
    ("cut by its length", {"content": "Hel"}, "length", USAGE),
    ("nothing but thoughts", {"content": None, "reasoning_content": "Hmm"}, "length", USAGE),
    ("a refusal", {"content": None, "refusal": "I will not"}, "stop", USAGE),
    (
        "a call",
        {"content": None, "tool_calls": [CALL]},
        "tool_calls",
        USAGE,
    ),
    ("usage with details", {"content": "x"}, "stop", USAGE | {"prompt_tokens_details": {"cached_tokens": 5}}),
    ("no usage", {"content": "Hello there"}, "stop", None),
]  # fmt: skip


def in_pieces(message: dict[str, Any], finish: str, usage: Any) -> list[bytes | float]:
    """The answer as a stream, its texts a few characters at a time."""
    events = [chunk({"role": "assistant"})]
    for name, value in message.items():
        if isinstance(value, str):
            events += [chunk({name: value[at : at + 3]}) for at in range(0, len(value), 3)]
        elif value is not None:
            events.append(chunk({name: value}))
    events += [chunk({}, finish), *([last_chunk(usage)] if usage else [])]
    return [sse(event, end="") for event in events] + [sse()]


@pytest.mark.parametrize(("name", "message", "finish", "usage"), ANSWERS, ids=[row[0] for row in ANSWERS])
async def test_the_results_are_the_same_with_streaming_and_without(
    stub: StubServer, rows_at: Callable[..., Path], name: str, message: dict[str, Any], finish: str, usage: Any
) -> None:
    whole = completion(message=message, finish_reason=finish, usage=usage, model="served")
    streamed_too = Reply(pieces=in_pieces(message, finish, usage), content_type="text/event-stream")
    stub.answer = lambda seen: streamed_too if seen.body.get("stream") else Reply(body=whole)
    found: list[Completion] = []
    for stream in (False, True):
        async with APIFactory("gpt-5-mini", providers=rows_at("openai"), stream=stream) as model:
            found.append(await model.acall(ASK))
    differs = {"latency_s": 0.0, "first_token_s": None, "tokens_per_s": None, "raw": {}, "sent": {}, "call": 0}
    off, on = (msgspec.structs.replace(done, **differs) for done in found)
    assert on == off
    assert (found[0].first_token_s, found[0].tokens_per_s) == (None, None)
    assert found[1].first_token_s is not None


async def test_progress_is_told_while_it_comes_and_recorded_at_the_end(stub: StubServer) -> None:
    told: list[tuple[float, Progress]] = []
    began = time.perf_counter()
    pieces: list[bytes | float] = [0.2]
    for _ in range(4):
        pieces += [sse(chunk({"content": "word" * 10}), end=""), 0.3]
    pieces += [sse(chunk({}, "stop"), last_chunk({"prompt_tokens": 9, "completion_tokens": 40}))]
    stub.say(Reply(pieces=pieces, content_type="text/event-stream"))
    async with APIFactory(
        "m", base_url=stub.url, stream=True, on_progress=lambda p: told.append((time.perf_counter() - began, p))
    ) as model:
        done = await model.acall(ASK)
    # texts come at 0.2, 0.5, 0.8 and 1.1 s: the first is told, and then those that are half a second apart
    assert [progress.characters for _, progress in told] == [40, 120]
    assert told[-1][0] < time.perf_counter() - began - 0.3  # while it came, not afterwards
    assert done.first_token_s is not None
    assert 0.2 <= done.first_token_s < done.latency_s - 1.1
    # 40 tokens in the 0.9 s between the first text and the last
    assert done.tokens_per_s is not None
    assert 20 < done.tokens_per_s <= 40 / 0.9
    (entry,) = model.ledger.entries
    assert (entry.first_token_s, entry.tokens_per_s) == (done.first_token_s, done.tokens_per_s)


def test_a_progress_line() -> None:
    progress = Progress(model="openai/gpt-5", seconds=14.0, first_token_s=4.0, characters=6000)
    # 6000 characters are about 1500 tokens, in 10 s
    assert str(progress) == "answering, about 1,500 tokens in 14 s (150/s)"


KEEP_ALIVE = [b": keep-alive\n\n", 0.05]


async def test_a_stall_is_noticed_though_the_connection_is_kept_alive(stub: StubServer, time_: Time) -> None:
    stalled = [sse(ORDINARY[1] | {"usage": USAGE}, end=""), *KEEP_ALIVE * 60]
    stub.say(
        Reply(pieces=stalled, content_type="text/event-stream"),
        Reply(pieces=[sse(*ORDINARY)], content_type="text/event-stream"),
    )
    options: dict[str, Any] = {"stream": True, "stall_s": 0.3, "pauses": time_.pauses(), "connections": Connections()}
    async with APIFactory("m", base_url=stub.url, **options) as model:
        began = time.perf_counter()
        done = await model.acall(ASK)
        assert time.perf_counter() - began < 2
    assert (done.text, done.attempts) == ("Hello", 2)
    stall = model.ledger.entries[0]
    assert stall.error == "CallTimedOut: nothing new for 0.3 s after 3 characters"
    # what it had reported by then is in the books
    assert stall.usage == Usage(input=9, output=4)
    assert stall.first_token_s is not None


async def test_silence_before_the_first_text_is_thinking_not_a_stall(stub: StubServer) -> None:
    stub.say(Reply(pieces=[*KEEP_ALIVE * 8, sse(*ORDINARY)], content_type="text/event-stream"))
    async with APIFactory("m", base_url=stub.url, stream=True, stall_s=0.1, retry=ONCE) as model:
        assert (await model.acall(ASK)).text == "Hello"


async def test_the_whole_attempt_has_its_time_too(stub: StubServer, time_: Time) -> None:
    never_done = [part for _ in range(100) for part in (sse(chunk({"content": "x"}), end=""), 0.05)]
    stub.say(Reply(pieces=never_done, content_type="text/event-stream"))
    async with APIFactory("m", base_url=stub.url, stream=True, timeout_s=0.5, retry=ONCE) as model:
        with pytest.raises(CallTimedOut, match=r"no complete answer within 0\.5 s"):
            await model.acall(ASK)


@pytest.mark.parametrize("tail", [[5.0], [*KEEP_ALIVE * 100]], ids=["silent", "kept alive"])
async def test_a_server_that_does_not_hang_up_costs_no_answer(stub: StubServer, tail: list[bytes | float]) -> None:
    stub.say(Reply(pieces=[sse(*ORDINARY), *tail], content_type="text/event-stream"))
    async with APIFactory("m", base_url=stub.url, stream=True, retry=ONCE) as model:
        began = time.perf_counter()
        done = await model.acall(ASK)
        assert time.perf_counter() - began < 3
    assert (done.text, done.usage) == ("Hello", Usage(input=9, output=4))


async def test_a_break_after_the_finish_reason_costs_no_answer(stub: StubServer) -> None:
    pieces: list[bytes | float] = [sse(*ORDINARY[:4], end="")]
    stub.say(Reply(pieces=pieces, fault="truncate", content_type="text/event-stream"))
    async with APIFactory("m", base_url=stub.url, stream=True, retry=ONCE) as model:
        done = await model.acall(ASK)
    assert (done.text, done.usage.estimated) == ("Hello", True)


async def test_a_connection_serves_one_stream_after_another(stub: StubServer) -> None:
    stub.say(Reply(pieces=[sse(*ORDINARY)], content_type="text/event-stream"))
    async with APIFactory("m", base_url=stub.url, stream=True, connections=Connections()) as model:
        for _ in range(5):
            await model.acall(ASK)
    assert stub.connections == 1


async def test_a_cancelled_stream_leaves_the_usage_it_reported(stub: StubServer, rows_at: Callable[..., Path]) -> None:
    stub.say(Reply(pieces=[sse(ORDINARY[1] | {"usage": USAGE}, end=""), 20.0], content_type="text/event-stream"))
    text_came = asyncio.Event()
    options: dict[str, Any] = {"providers": rows_at("openai"), "stream": True}
    async with APIFactory("gpt-5-mini", **options, on_progress=lambda _: text_came.set()) as model:
        task = asyncio.create_task(model.acall(ASK))
        await asyncio.wait_for(text_came.wait(), 5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    (entry,) = model.ledger.entries
    # 9 tokens at 0.25 and 4 at 2 per million
    assert entry.outcome == "cancelled"
    assert entry.cost_usd == pytest.approx((9 * 0.25 + 4 * 2) / 1e6)


def test_usage_within_a_body_that_is_no_longer_json() -> None:
    text = json.dumps(completion("a", usage=USAGE) | {"more": [1, 2, 3]})
    assert usage_within(text[:-6]) == {"usage": USAGE}
    assert usage_within(text[: text.index("completion_tokens")]) == {}
    assert usage_within("<html>") == {}
