"""Several keys for one provider."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from llm_stub import Reply, StubServer, Time, completion

from fle_llm.llm import APIFactory
from fle_llm.llm.clients import Connections
from fle_llm.llm.errors import AuthenticationFailed, CallFailed, OutOfCredit, RateLimited, ServerFailed
from fle_llm.llm.keys import REST_S, KeyRing

ASK = [{"role": "user", "content": "hi"}]
SLOW = Reply(429, {"error": {"message": "slow down"}}, {"retry-after": "50"})


def keys_used(stub: StubServer) -> list[str]:
    return [seen.headers["authorization"].removeprefix("Bearer ") for seen in stub.seen]


@pytest.fixture
def rows(rows_at: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    path = rows_at("groq")
    monkeypatch.setenv("GROQ_API_KEY", "key-one-1, key-two-2,key-three-3")
    return path


def limited(seconds: float | None = None) -> RateLimited:
    return RateLimited("POST m", "slow", status=429, retry_after_s=seconds)


def test_a_key_rests_as_long_as_it_was_told_to() -> None:
    time_ = Time()
    ring = KeyRing(["a", "b"], lambda: time_.now)
    assert ring.pick() == "a"
    assert ring.failed("a", limited(50.0))
    assert ring.pick("a") == "b"
    assert not ring.failed("b", limited())
    # nobody is awake: the one that wakes first
    assert ring.pick("b") == "b"
    time_.now = REST_S
    assert ring.pick("a") == "b"
    time_.now = 50.0
    assert ring.pick("a") == "a"


@pytest.mark.parametrize("kind", [AuthenticationFailed, OutOfCredit])
def test_a_refused_key_is_not_used_again(kind: type[CallFailed]) -> None:
    ring = KeyRing(["a", "b"])
    assert ring.failed("a", kind("POST m", "no"))
    assert [ring.pick("a"), ring.pick()] == ["b", "b"]
    assert not ring.failed("b", kind("POST m", "no"))


def test_other_failures_say_nothing_about_a_key() -> None:
    ring = KeyRing(["a", "b"])
    assert not ring.failed("a", ServerFailed("POST m", "busy"))
    assert ring.pick("a") == "a"
    assert KeyRing([]).pick() is None
    assert not KeyRing([]).failed(None, limited())


async def test_a_conversation_stays_with_its_key_and_others_get_another(stub: StubServer, rows: Path) -> None:
    connections = Connections()
    for _ in range(4):
        async with APIFactory("groq/x", providers=rows, connections=connections) as model:
            for _ in range(2):
                await model.acall(ASK)
    first, second, third = ["key-one-1"] * 2, ["key-two-2"] * 2, ["key-three-3"] * 2
    assert keys_used(stub) == [*first, *second, *third, *first]


async def test_a_rate_limit_on_one_key_is_no_wait(stub: StubServer, rows: Path, time_: Time) -> None:
    stub.say(SLOW, completion("one"), completion("two"))
    async with APIFactory("groq/x", providers=rows, pauses=time_.pauses(), connections=Connections()) as model:
        done = await model.acall(ASK)
        await model.acall(ASK)
    assert keys_used(stub) == ["key-one-1", "key-two-2", "key-two-2"]
    assert time_.slept == []
    assert (done.attempts, done.notes) == (2, ("went on with another key after 429",))
    assert [entry.outcome for entry in model.ledger.entries] == ["failed", "answered", "answered"]


async def test_with_every_key_limited_the_wait_is_waited(stub: StubServer, rows: Path, time_: Time) -> None:
    stub.say(SLOW, SLOW, SLOW, completion("at last"))
    async with APIFactory("groq/x", providers=rows, pauses=time_.pauses(), connections=Connections()) as model:
        assert (await model.acall(ASK)).text == "at last"
    assert sorted(keys_used(stub)[:3]) == ["key-one-1", "key-three-3", "key-two-2"]
    assert time_.slept == [50.0]


async def test_with_every_key_refused_the_call_is(stub: StubServer, rows: Path) -> None:
    stub.say(Reply(401, {"error": {"message": "no"}}))
    async with APIFactory("groq/x", providers=rows, connections=Connections()) as model:
        with pytest.raises(AuthenticationFailed):
            await model.acall(ASK)
    assert sorted(keys_used(stub)) == ["key-one-1", "key-three-3", "key-two-2"]
