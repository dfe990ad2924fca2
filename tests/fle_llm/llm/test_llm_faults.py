"""Everything that goes wrong at a server: what the user reads, how many requests were sent, and what was spent."""

# ruff: noqa: E501 - the tables are read by rows

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from llm_stub import Reply, StubServer, Time, chunk, completion, last_chunk, sse

from fle_llm.llm import APIFactory
from fle_llm.llm.clients import Connections
from fle_llm.llm.errors import (
    AuthenticationFailed,
    BadRequest,
    CallFailed,
    CallTimedOut,
    ConnectionFailed,
    ContentRefused,
    ContextTooLong,
    MalformedAnswer,
    ModelNotFound,
    OutOfCredit,
    PermissionDenied,
    RateLimited,
    ServerFailed,
)

ASK = [{"role": "user", "content": "hi"}]
USAGE = {"prompt_tokens": 10, "completion_tokens": 2, "total_tokens": 12}
PRICE = (10 * 0.25 + 2 * 2) / 1e6  # gpt-5-mini: 0.25 in and 2 out per million
FREE, UNKNOWN = 0.0, None


def said(message: str, **more: Any) -> dict[str, Any]:
    return {"error": {"message": message, **more}}


def page(words: str) -> bytes:
    return f"<html><head><title>{words}</title></head><body><h1>{words}</h1></body></html>".encode()


def stream(*events: Any, end: str = "", **more: Any) -> Reply:
    return Reply(body=sse(*events, end=end), content_type="text/event-stream", **more)


BEGINNING = (chunk({"content": "Hel"}), chunk({"content": "lo"}))
EMPTY = completion("") | {"choices": []}


@dataclass
class Fault:
    """What the server says each time; the error's class and words; requests seen; the cost of each attempt."""

    name: str
    reply: Reply
    kind: type[CallFailed]
    words: tuple[str, ...]
    requests: int
    each: float | None
    path: str = "/v1"
    options: dict[str, Any] = field(default_factory=dict)


SAME = "Given up after the same failure 5 times"
TIMEOUT = {"timeout_s": 0.15}
FAULTS = [
    # said no: once, and free
    Fault("400", Reply(400, said("bad thing")), BadRequest, ("400, bad thing", "change the parameters"), 1, FREE),
    Fault("400 with a page", Reply(400, page("Bad Request"), content_type="text/html"), BadRequest, ("400, a web page: Bad Request",), 1, FREE),
    Fault("400 too long", Reply(400, said("maximum context length is 50 tokens")), ContextTooLong, ("50 tokens", "fewer or shorter"), 1, FREE),
    Fault("400 refused content", Reply(400, said("no", code="content_policy_violation")), ContentRefused, ("same prompt",), 1, FREE),
    Fault("401", Reply(401, said("Incorrect API key")), AuthenticationFailed, ("401, Incorrect API key", "eval.run check"), 1, FREE),
    Fault("402", Reply(402, said("Insufficient Balance")), OutOfCredit, ("402, Insufficient Balance", "Add credit"), 1, FREE),
    Fault("403", Reply(403, said("not in your region")), PermissionDenied, ("403, not in your region", "Ask for access"), 1, FREE),
    Fault("404", Reply(404, said("no model x")), ModelNotFound, ("404, no model x", "Check the model id"), 1, FREE),
    Fault("404 without /v1", Reply(404, {"detail": "Not Found"}), ModelNotFound, ("404, Not Found", "Is /v1 missing"), 1, FREE, path=""),
    Fault("413", Reply(413, said("too large")), BadRequest, ("413, too large",), 1, FREE),
    Fault("422", Reply(422, {"detail": [{"loc": ["body", "x"], "msg": "bad"}]}), BadRequest, ("422, body.x: bad",), 1, FREE),
    Fault("429 without credit", Reply(429, said("quota", code="insufficient_quota")), OutOfCredit, ("waiting does not help",), 1, FREE),
    Fault("redirect", Reply(302, b"", {"location": "/elsewhere"}), BadRequest, ("302", "use its new URL"), 1, FREE),
    # said later: tried again, and free
    *[
        Fault(str(status), Reply(status, said("busy")), ServerFailed, (f"{status}, busy", SAME, "try again later"), 5, FREE)
        for status in (408, 409, 500, 502, 503, 504, 520, 524, 529)
    ],
    Fault("502 with a page", Reply(502, page("Bad gateway"), content_type="text/html"), ServerFailed, ("502, a web page: Bad gateway", SAME), 5, FREE),
    Fault("429", Reply(429, said("slow down")), RateLimited, ("429, slow down", SAME, "Run fewer episodes"), 5, FREE),
    Fault("429 with a wait", Reply(429, said("slow"), {"retry-after": "7"}), RateLimited, ("429, slow", SAME), 5, FREE),
    # no answer came: tried again; whether it is on the bill, nobody knows
    Fault("reset", Reply(fault="reset"), ConnectionFailed, ("POST openai/gpt-5-mini", SAME, "server runs"), 5, UNKNOWN),
    Fault("truncated body", Reply(body={"a": 1}, fault="truncate"), ConnectionFailed, ("peer closed", SAME), 5, UNKNOWN),
    Fault("truncated JSON", Reply(body=b'{"choices": [{"ind'), MalformedAnswer, ("no complete JSON", SAME), 5, UNKNOWN),
    Fault("nothing", Reply(body=b""), MalformedAnswer, ("the body is empty", SAME), 5, UNKNOWN),
    Fault("a page", Reply(body=page("Log in"), content_type="text/html"), MalformedAnswer, ("a web page instead of an answer", SAME), 5, UNKNOWN),
    Fault("no gzip", Reply(body=b"plain", headers={"content-encoding": "gzip"}), ConnectionFailed, ("DecodingError", SAME), 5, UNKNOWN),
    Fault("hang", Reply(fault="hang"), CallTimedOut, ("no complete answer within 0.15 s", SAME), 5, UNKNOWN, options=TIMEOUT),
    Fault("keep-alive for ever", Reply(fault="trickle"), CallTimedOut, ("no complete answer within", SAME), 5, UNKNOWN, options=TIMEOUT),
    # an answer that is none, with a bill: the bill is entered
    Fault("no choices", Reply(body=EMPTY), MalformedAnswer, ("an answer without choices", SAME), 5, PRICE),
    Fault("null choices", Reply(body=EMPTY | {"choices": None}), MalformedAnswer, ("without choices", SAME), 5, PRICE),
    Fault("a huge body without choices", Reply(body=EMPTY | {"padding": "x" * 50_000}), MalformedAnswer, ("without choices",), 5, PRICE),
    Fault("error in a 200", Reply(body=said("upstream") | {"usage": USAGE}), ServerFailed, ("an error inside a 200: upstream", SAME), 5, PRICE),
    Fault("502 in a 200", Reply(body=said("upstream", code=502) | {"usage": USAGE}), ServerFailed, ("502, an error inside a 200", SAME), 5, PRICE),
    Fault("finish reason error", Reply(body=completion("half", finish_reason="error")), ServerFailed, ("finish reason error", SAME), 5, PRICE),
    Fault("JSON cut after usage", Reply(body=b'{"usage": {"prompt_tokens": 10, "completion_tokens": 2}, "choices": [{"i'), MalformedAnswer, ("no complete JSON",), 5, PRICE),
    Fault("body cut after usage", Reply(body=EMPTY, fault="truncate"), ConnectionFailed, ("peer closed",), 5, PRICE),
    # streams
    Fault("stream cut", stream(*BEGINNING), MalformedAnswer, ("ends without a finish reason", SAME), 5, UNKNOWN),
    Fault("stream cut but closed", stream(*BEGINNING, end="data: [DONE]\n\n"), MalformedAnswer, ("without a finish reason",), 5, UNKNOWN),
    Fault("stream dropped", stream(*BEGINNING, fault="truncate"), ConnectionFailed, ("peer closed", SAME), 5, UNKNOWN),
    Fault("stream dropped after usage", stream(*BEGINNING, last_chunk(USAGE), fault="truncate"), ConnectionFailed, ("peer closed",), 5, PRICE),
    Fault("stream cut after usage", stream(*BEGINNING, last_chunk(USAGE)), MalformedAnswer, ("without a finish reason",), 5, PRICE),
    Fault("broken event", stream(*BEGINNING, 'data: {"choices": [{\n\n', last_chunk(USAGE)), MalformedAnswer, ("a broken event", SAME), 5, PRICE),
    Fault("error in a stream", stream(*BEGINNING, said("overloaded", code=529), last_chunk(USAGE)), ServerFailed, ("529, an error inside a 200: overloaded",), 5, PRICE),
    Fault("rate limit in a stream", stream(*BEGINNING, said("slow", code="429")), RateLimited, ("429, an error inside a 200: slow",), 5, UNKNOWN),
    Fault("stream of nothing", stream(end="data: [DONE]\n\n"), MalformedAnswer, ("without a finish reason",), 5, UNKNOWN),
    Fault("stream stalled", Reply(pieces=[sse(*BEGINNING, end=""), 9.0], content_type="text/event-stream"), CallTimedOut, ("nothing new for 0.1 s after 5 characters",), 5, UNKNOWN, options={"stall_s": 0.1}),
]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
async def test_a_fault_that_stays(stub: StubServer, time_: Time, rows_at: Callable[..., Path], fault: Fault) -> None:
    stub.say(fault.reply)
    rows = rows_at("openai", base_url=stub.url.removesuffix("/v1") + fault.path)
    options: dict[str, Any] = {"pauses": time_.pauses(), "connections": Connections(), **fault.options}
    async with APIFactory("gpt-5-mini", providers=rows, **options) as model:
        with pytest.raises(CallFailed) as error:
            await model.acall(ASK)
    # what the user reads: what was tried, what was found, what to do
    assert type(error.value) is fault.kind
    message = str(error.value)
    assert message.startswith(f"POST openai/gpt-5-mini at http://127.0.0.1:{stub.port}{fault.path}: ")
    assert [words for words in fault.words if words not in message] == []
    assert error.value.hint in message
    # what the server saw
    assert len(stub.seen) == fault.requests
    assert len(time_.slept) == fault.requests - 1
    if "retry-after" in fault.reply.headers:
        assert time_.slept == [7.0] * 4
    # what was spent
    entries = model.ledger.entries
    assert [entry.outcome for entry in entries] == ["failed"] * fault.requests
    assert {entry.error.split(":")[0] for entry in entries if entry.error} == {fault.kind.__name__}
    costs = [entry.cost_usd for entry in entries]
    assert costs == [fault.each if fault.each is None else pytest.approx(fault.each)] * fault.requests
    totals = model.ledger.totals
    assert totals.unpriced_calls == (fault.requests if fault.each is None else 0)
    assert totals.tokens == (12 * fault.requests if fault.each == PRICE else 0)


# One of each kind: what is retried is retried alike.
PASSING = [
    row
    for row in FAULTS
    if row.name
    in {"503", "429", "reset", "truncated JSON", "hang", "null choices", "stream cut after usage", "stream stalled"}
]


@pytest.mark.parametrize("fault", PASSING, ids=[row.name for row in PASSING])
async def test_a_fault_that_passes(stub: StubServer, time_: Time, rows_at: Callable[..., Path], fault: Fault) -> None:
    stub.say(fault.reply, completion("at last"))
    options: dict[str, Any] = {"pauses": time_.pauses(), "connections": Connections(), **fault.options}
    async with APIFactory("gpt-5-mini", providers=rows_at("openai"), **options) as model:
        done = await model.acall(ASK)
    assert (done.text, done.attempts, len(stub.seen)) == ("at last", 2, 2)
    assert [entry.outcome for entry in model.ledger.entries] == ["failed", "answered"]
    # the answer's own price, and what the failed attempt reported
    expected = PRICE + (fault.each or 0.0)
    assert model.ledger.totals.cost_usd == pytest.approx(expected)


async def refused(rows: Path, time_: Time) -> tuple[ConnectionFailed, APIFactory]:
    async with APIFactory("gpt-5-mini", providers=rows, pauses=time_.pauses(), connections=Connections()) as model:
        with pytest.raises(ConnectionFailed) as error:
            await model.acall(ASK)
    return error.value, model


async def test_nobody_listens(time_: Time, rows_at: Callable[..., Path]) -> None:
    with socket.socket() as probe:  # bound but not listening: nobody else gets the port, and nobody answers
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}/v1"
        error, model = await refused(rows_at("openai", base_url=url), time_)
    assert f"POST openai/gpt-5-mini at {url}: ConnectError: " in str(error)
    assert "Check that the server runs and the URL is right" in str(error)
    # nothing was sent, so nothing was spent
    assert [entry.cost_usd for entry in model.ledger.entries] == [0.0] * 5


async def test_a_server_that_speaks_no_tls(stub: StubServer, time_: Time, rows_at: Callable[..., Path]) -> None:
    error, model = await refused(rows_at("openai", base_url=stub.url.replace("http:", "https:")), time_)
    assert "SSL" in str(error)
    assert "check http or https in the base URL" in str(error)
    assert stub.seen == []
    assert [entry.cost_usd for entry in model.ledger.entries] == [0.0] * 5


# Answers that are odd, but answers: text, finish reason, requests, cost of all of them
ODD: list[tuple[str, Reply, tuple[str, str, int], float | None]] = [
    ("null content", Reply(body=completion(None, finish_reason="length", usage=USAGE)), ("", "length", 1), PRICE),
    ("a refusal", Reply(body=completion(None, message={"refusal": "I will not"}, usage=USAGE)), ("", "content_filter", 1), PRICE),
    ("nothing at all, twice", Reply(body=completion("", usage={"prompt_tokens": 10, "completion_tokens": 0})), ("", "stop", 2), 2 * 10 * 0.25 / 1e6),
    # 7 tokens are counted for the question "hi" with its frame (3 + 4) and 1 for the word itself; 1 for "hello"
    ("usage missing", Reply(body=completion("hello", usage=None)), ("hello", "stop", 1), (8 * 0.25 + 1 * 2) / 1e6),
    ("usage negative", Reply(body=completion("hello", usage={"prompt_tokens": -10, "completion_tokens": -2})), ("hello", "stop", 1), (8 * 0.25 + 1 * 2) / 1e6),
    ("usage absurd", Reply(body=completion("hello", usage={"prompt_tokens": 10**15, "completion_tokens": 2})), ("hello", "stop", 1), (8 * 0.25 + 2 * 2) / 1e6),
    ("usage of 400 digits", Reply(body=completion("hello", usage={"prompt_tokens": 10, "completion_tokens": 10**400})), ("hello", "stop", 1), (10 * 0.25 + 1 * 2) / 1e6),
    ("a total that is absurd", Reply(body=completion("hello", usage=USAGE | {"total_tokens": 10**12})), ("hello", "stop", 1), PRICE),
    ("more cached than there is", Reply(body=completion("hello", usage=USAGE | {"prompt_tokens_details": {"cached_tokens": 99}})), ("hello", "stop", 1), (10 * 0.025 + 2 * 2) / 1e6),
    ("a price below zero", Reply(body=completion("hello", usage=USAGE | {"cost": -3.5})), ("hello", "stop", 1), PRICE),
    ("a price beyond measure", Reply(body=completion("hello", usage=USAGE | {"cost": 1e9})), ("hello", "stop", 1), PRICE),
]  # fmt: skip


@pytest.mark.parametrize(("name", "reply", "expected", "cost"), ODD, ids=[row[0] for row in ODD])
async def test_an_odd_answer_is_an_answer(
    stub: StubServer,
    time_: Time,
    rows_at: Callable[..., Path],
    name: str,
    reply: Reply,
    expected: tuple[str, str, int],
    cost: float,
) -> None:
    stub.say(reply)
    async with APIFactory("gpt-5-mini", providers=rows_at("openai"), pauses=time_.pauses()) as model:
        done = await model.acall(ASK)
    assert (done.text, done.finish_reason, len(stub.seen)) == expected
    totals = model.ledger.totals
    assert totals.cost_usd == pytest.approx(cost)
    assert totals.unpriced_calls == 0
    # what could not be was noted, and what was counted here instead says so
    impossible = any(words in name for words in ("negative", "absurd", "digits", "price"))
    assert any("cannot be" in note for note in done.notes) is impossible
    assert done.usage.estimated is (name in {"usage missing", "usage negative", "usage absurd", "usage of 400 digits"})
