"""Streamed answers: put together, or told to be broken."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from llm_stub import Reply, StubServer, Time, completion

from fle_llm.llm import APIFactory, Usage, recording, replaying
from fle_llm.llm.answers import read_answer
from fle_llm.llm.clients import Connections
from fle_llm.llm.errors import CallFailed, ConnectionFailed, ContextTooLong, MalformedAnswer, RateLimited, ServerFailed
from fle_llm.llm.providers import load_catalogue
from fle_llm.llm.routing import find_route
from fle_llm.llm.stream import assemble

ASK = [{"role": "user", "content": "hi"}]
ROUTE = find_route("m", load_catalogue(), base_url="http://127.0.0.1:1/v1")
HEADERS = {"content-type": "text/event-stream"}
USAGE = {"prompt_tokens": 9, "completion_tokens": 4, "total_tokens": 13}


def chunk(delta: Any = None, finish: str | None = None, index: int = 0, **more: Any) -> dict[str, Any]:
    choice = {"index": index, "delta": delta, "finish_reason": finish}
    return {"id": "c-1", "object": "chat.completion.chunk", "created": 5, "model": "served", "choices": [choice]} | more


def last(**more: Any) -> dict[str, Any]:
    return {"id": "c-1", "object": "chat.completion.chunk", "choices": [], "usage": USAGE} | more


def sse(*events: Any, end: str = "data: [DONE]\n\n", newline: str = "\n") -> bytes:
    lines = [
        event if isinstance(event, str) else f"data: {json.dumps(event, ensure_ascii=False)}\n\n" for event in events
    ]
    return "".join([*lines, end]).replace("\n", newline).encode()


ORDINARY = (
    chunk({"role": "assistant", "content": ""}, usage=None),
    chunk({"content": "Hel"}, usage=None),
    chunk({"content": "lo"}, usage=None),
    chunk({}, "stop", usage=None),
    last(),
)

# name, stream, content of the message, finish reason
STREAMS: list[tuple[str, bytes, Any, str]] = [
    ("ordinary", sse(*ORDINARY), "Hello", "stop"),
    ("without its last line", sse(*ORDINARY, end=""), "Hello", "stop"),
    ("without spaces, other line ends", sse(*ORDINARY, newline="\r\n").replace(b"data: ", b"data:"), "Hello", "stop"),
    ("comments between", sse(": OPENROUTER PROCESSING\n\n", *ORDINARY[:2], ": x\n\n", *ORDINARY[2:]), "Hello", "stop"),
    ("empty data", sse("data:\n\n", *ORDINARY), "Hello", "stop"),
    ("named events", b"event: message\n" + sse(*ORDINARY), "Hello", "stop"),
    ("null delta, null choices", sse(chunk(None), {"choices": None}, *ORDINARY), "Hello", "stop"),
    ("a first chunk for a filter", sse({"choices": [], "prompt_filter_results": []}, *ORDINARY), "Hello", "stop"),
    (
        "a line separator in the text",
        sse(chunk({"content": "a\u2028b\u0085c"}), chunk({}, "stop")),
        "a\u2028b\u0085c",
        "stop",
    ),
    ("length", sse(chunk({"content": "Hel"}), chunk({}, "length")), "Hel", "length"),
    ("a finish reason with the text", sse(chunk({"content": "Hi"}, "eos")), "Hi", "eos"),
    (
        "parts",
        sse(chunk({"content": [{"type": "thinking", "thinking": []}]}), chunk({"content": "Hi"}), chunk({}, "stop")),
        [{"type": "thinking", "thinking": []}, {"type": "text", "text": "Hi"}],
        "stop",
    ),
    (
        "whole message instead of a delta",
        sse({"choices": [{"message": {"content": "Hi"}, "finish_reason": "stop"}]}),
        "Hi",
        "stop",
    ),
]


@pytest.mark.parametrize(("name", "stream", "content", "finish"), STREAMS, ids=[row[0] for row in STREAMS])
def test_a_stream_adds_up(name: str, stream: bytes, content: Any, finish: str) -> None:
    body = assemble(ROUTE, stream, HEADERS)
    (choice,) = body["choices"]
    assert (choice["message"]["content"], choice["finish_reason"]) == (content, finish)


def test_the_frame_of_an_answer() -> None:
    body = assemble(ROUTE, sse(*ORDINARY), HEADERS)
    frame = {name: value for name, value in body.items() if name != "choices"}
    assert frame == {"id": "c-1", "object": "chat.completion", "created": 5, "model": "served", "usage": USAGE}


def test_usage_is_cumulative_and_the_last_one_counts() -> None:
    growing = [chunk({"content": "a"}, usage={"prompt_tokens": 9, "completion_tokens": n}) for n in (1, 2, 3)]
    body = assemble(ROUTE, sse(*growing, chunk({}, "stop")), HEADERS)
    assert body["usage"] == {"prompt_tokens": 9, "completion_tokens": 3}


def test_reasoning_is_kept_apart() -> None:
    stream = sse(
        chunk({"reasoning_content": "be"}),
        chunk({"reasoning_content": "cause"}),
        chunk({"content": "x"}),
        chunk({}, "stop"),
    )
    choice = read_answer(ROUTE, stream, HEADERS).choices[0]
    assert (choice.text, choice.reasoning) == ("x", "because")


def test_several_choices() -> None:
    stream = sse(
        chunk({"content": "b"}, index=1),
        chunk({"content": "a"}),
        chunk({}, "stop"),
        chunk({"content": "B"}, "stop", index=1),
    )
    assert [choice.text for choice in read_answer(ROUTE, stream, HEADERS).choices] == ["a", "bB"]


def call(index: int | None = None, call_id: str | None = None, **function: Any) -> dict[str, Any]:
    pieces = {"index": index, "id": call_id, "function": function}
    return chunk({"tool_calls": [{name: value for name, value in pieces.items() if value is not None}]})


@pytest.mark.parametrize(
    "pieces",
    [
        [
            call(0, "a", name="f", arguments=""),
            call(0, arguments='{"x"'),
            call(1, "b", name="g", arguments="{}"),
            call(0, arguments=": 1}"),
        ],
        [
            call(None, "a", name="f", arguments='{"x"'),
            call(None, arguments=": 1}"),
            call(None, "b", name="g", arguments="{}"),
        ],
    ],
    ids=["by index", "by id"],
)
def test_calls_in_pieces(pieces: list[dict[str, Any]]) -> None:
    calls = assemble(ROUTE, sse(*pieces, chunk({}, "tool_calls")), HEADERS)["choices"][0]["message"]["tool_calls"]
    found = [(call["id"], call["function"]["name"], call["function"]["arguments"]) for call in calls]
    assert found == [("a", "f", '{"x": 1}'), ("b", "g", "{}")]


BROKEN: list[tuple[str, bytes, type[CallFailed], str]] = [
    ("cut off", sse(*ORDINARY[:3], end=""), MalformedAnswer, "without a finish reason"),
    ("cut off, but closed", sse(*ORDINARY[:3]), MalformedAnswer, "without a finish reason"),
    ("nothing", sse(), MalformedAnswer, "without a finish reason"),
    ("half an event", sse(*ORDINARY[:2], 'data: {"choices": [{\n\n'), MalformedAnswer, "broken event"),
    ("a list", sse([1]), MalformedAnswer, "no object"),
    ("error", sse(*ORDINARY[:2], {"error": {"message": "upstream", "code": 502}}), ServerFailed, "upstream"),
    ("error with a word", sse({"error": {"message": "busy", "code": "overloaded_error"}}), ServerFailed, "busy"),
    ("rate limit", sse(*ORDINARY[:2], {"error": {"message": "slow", "code": "429"}}), RateLimited, "slow"),
    ("event: error", b'event: error\ndata: {"error": {"message": "bad"}}\n\n', ServerFailed, "bad"),
    ("old vllm", sse({"object": "error", "message": "maximum context length is 9"}), ContextTooLong, "maximum"),
    ("finish reason error", sse(*ORDINARY[:2], chunk({}, "error")), ServerFailed, "finish reason error"),
]


@pytest.mark.parametrize(("name", "stream", "kind", "words"), BROKEN, ids=[row[0] for row in BROKEN])
def test_a_broken_stream(name: str, stream: bytes, kind: type[CallFailed], words: str) -> None:
    with pytest.raises(CallFailed, match=words) as error:
        read_answer(ROUTE, stream, HEADERS)
    assert type(error.value) is kind


def streamed(*events: Any, **more: Any) -> Reply:
    return Reply(body=sse(*events), content_type="text/event-stream", **more)


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
    stub.say(streamed(*ORDINARY[:3]), streamed(*ORDINARY, fault="truncate"), streamed(*ORDINARY))
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
