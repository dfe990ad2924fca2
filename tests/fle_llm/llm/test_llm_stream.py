"""Streamed answers: put together, or told to be broken."""

from __future__ import annotations

from typing import Any

import pytest
from llm_stub import chunk, last_chunk, sse

from fle_llm.llm.answers import read_answer
from fle_llm.llm.errors import CallFailed, ContextTooLong, MalformedAnswer, RateLimited, ServerFailed
from fle_llm.llm.providers import load_catalogue
from fle_llm.llm.routing import find_route
from fle_llm.llm.stream import Assembly, assemble

ROUTE = find_route("m", load_catalogue(), base_url="http://127.0.0.1:1/v1")
HEADERS = {"content-type": "text/event-stream"}
USAGE = {"prompt_tokens": 9, "completion_tokens": 4, "total_tokens": 13}


ORDINARY = (
    chunk({"role": "assistant", "content": ""}, usage=None),
    chunk({"content": "Hel"}, usage=None),
    chunk({"content": "lo"}, usage=None),
    chunk({}, "stop", usage=None),
    last_chunk(USAGE),
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


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
def test_bytes_may_come_in_any_portions(size: int) -> None:
    for _, stream, content, finish in STREAMS:
        assembly = Assembly()
        for start in range(0, len(stream), size):
            assembly.feed(stream[start : start + size])
        (choice,) = assembly.whole(ROUTE, HEADERS)["choices"]
        assert (choice["message"]["content"], choice["finish_reason"]) == (content, finish)


def test_how_far_an_answer_is() -> None:
    assembly = Assembly()
    assert (assembly.size, assembly.finished, assembly.ended) == (0, False, False)
    assembly.feed(sse(": keep-alive\n\n", chunk({"role": "assistant", "content": ""}), end=""))
    assert assembly.size == 0
    assembly.feed(sse(chunk({"reasoning_content": "well"}), chunk({"content": "Hello"}), end=""))
    assert (assembly.size, assembly.finished) == (9, False)  # 4 + 5 characters
    assembly.feed(sse(chunk({}, "stop"), end=""))
    assert (assembly.size, assembly.finished, assembly.ended) == (9, True, False)
    assembly.feed(sse())
    assert assembly.ended


@pytest.mark.parametrize(("name", "stream", "kind", "words"), BROKEN, ids=[row[0] for row in BROKEN])
def test_a_broken_stream_keeps_the_usage_it_reported(
    name: str, stream: bytes, kind: type[CallFailed], words: str
) -> None:
    with pytest.raises(CallFailed) as error:
        read_answer(ROUTE, sse({"choices": [], "usage": USAGE}, end="") + stream, HEADERS)
    assert error.value.reported == {"usage": USAGE}
