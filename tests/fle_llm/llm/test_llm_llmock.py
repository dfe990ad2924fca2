"""A session against a server that is not ours (llmock, in a process of its own), which also judges how we retry."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from llm_servers import ask, started
from llm_stub import toml

from fle_llm.llm import APIFactory, Ledger, RetryPolicy, recording, replaying
from fle_llm.llm.clients import Connections
from fle_llm.llm.errors import AuthenticationFailed, BadRequest, ContextTooLong, ServerFailed


class Llmock:
    """The server's control interface."""

    def __init__(self, url: str) -> None:
        self.url = url

    def ask(self, path: str, body: Any = None) -> Any:
        return ask(self.url + path, body)

    def script(self, *behaviours: dict[str, Any]) -> None:
        self.ask("/_llmock/scenario", {"behaviors": list(behaviours)})

    def assert_well_behaved(self) -> None:
        verdict = self.ask("/_llmock/verdict")
        assert verdict["passed"], verdict
        assert verdict["findings"] == []


@pytest.fixture(scope="module")
def process() -> Iterator[str]:
    command = [sys.executable, "-m", "llmock.cli", "serve", "--host", "127.0.0.1", "--port", "{port}"]
    with started(command, "/v1/models") as url:
        yield url


@pytest.fixture
def llmock(process: str) -> Llmock:
    control = Llmock(process)
    control.ask("/_llmock/reset", {})
    return control


def user(words: str) -> dict[str, str]:
    return {"role": "user", "content": words}


async def test_a_conversation(llmock: Llmock) -> None:
    ledger = Ledger()
    history = [{"role": "system", "content": "You answer briefly."}]
    async with APIFactory("gpt-4o", base_url=f"{llmock.url}/v1", ledger=ledger) as model:
        for words in ("one", "two", "three"):
            history.append(user(f"please say {words}"))
            done = await model.acall(history, temperature=0.2, max_tokens=50)
            history.append({"role": "assistant", "content": done.text})
            assert done.text
            assert done.finish_reason == "stop"
            assert done.usage.output
    requests = llmock.ask("/_llmock/requests")
    bodies = [request["body"] for request in requests["requests"]]
    assert [len(body["messages"]) for body in bodies] == [2, 4, 6]
    assert bodies[-1]["messages"] == history[:-1]
    totals = ledger.totals
    assert (totals.calls, totals.attempts, totals.failed, totals.estimated_calls) == (3, 3, 0, 0)
    llmock.assert_well_behaved()


async def test_it_finds_no_fault_with_how_we_retry(llmock: Llmock) -> None:
    llmock.script(
        {"type": "fail", "status": 429, "retry_after": 0.3},
        {"type": "fail", "status": 503, "retry_after": 0.2},
        {"type": "fail", "status": 500},
        {"type": "reply", "text": "after all"},
    )
    retry = RetryPolicy(first_s=0.2)
    async with APIFactory("gpt-4o", base_url=f"{llmock.url}/v1", retry=retry) as model:
        done = await model.acall([user("hello")])
    assert (done.text, done.attempts) == ("after all", 4)
    llmock.assert_well_behaved()


@pytest.mark.parametrize(
    ("status", "more", "kind"),
    [
        (400, {}, BadRequest),
        (401, {}, AuthenticationFailed),
        (422, {}, BadRequest),
        (400, {"code": "context_length_exceeded"}, ContextTooLong),
    ],
)
async def test_it_sees_no_second_try_of_what_cannot_succeed(
    llmock: Llmock, status: int, more: dict[str, str], kind: type[Exception]
) -> None:
    llmock.script({"type": "fail", "status": status, "times": None, **more})
    async with APIFactory("gpt-4o", base_url=f"{llmock.url}/v1") as model:
        with pytest.raises(kind):
            await model.acall([user("hello")])
    assert llmock.ask("/_llmock/verdict")["attempts"] == 1


async def test_a_server_that_stays_down(llmock: Llmock) -> None:
    llmock.script({"type": "fail", "status": 502, "times": None})
    retry = RetryPolicy(first_s=0.02, attempts=3)
    async with APIFactory("gpt-4o", base_url=f"{llmock.url}/v1", retry=retry) as model:
        with pytest.raises(ServerFailed, match="Given up after 3 attempts"):
            await model.acall([user("hello")])


@pytest.mark.parametrize(("dialect", "raw"), [("together/v1", "eos"), ("groq/openai/v1", "stop"), ("xai/v1", "stop")])
async def test_the_dialects_it_speaks(llmock: Llmock, dialect: str, raw: str) -> None:
    async with APIFactory("some-model", base_url=f"{llmock.url}/{dialect}") as model:
        done = await model.acall([user("hello")])
    assert (done.finish_reason, done.finish_reason_raw) == ("stop", raw)
    assert done.usage.input is not None


STREAM_FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"kind": "disconnect", "after_chunks": 3}, "ConnectionFailed"),
    ({"kind": "truncate", "after_chunks": 3}, "MalformedAnswer"),
    ({"kind": "malformed", "after_chunks": 3}, "MalformedAnswer"),
    ({"kind": "stall", "after_chunks": 3, "stall_seconds": 3}, "CallTimedOut"),
]


@pytest.mark.parametrize(("fault", "error"), STREAM_FAULTS, ids=[fault["kind"] for fault, _ in STREAM_FAULTS])
async def test_its_stream_faults_are_noticed_and_tried_again(llmock: Llmock, fault: dict[str, Any], error: str) -> None:
    words = "one two three four five six seven eight nine ten"
    llmock.script({"type": "stream_fault", **fault}, {"type": "reply", "text": words, "times": None})
    options: dict[str, Any] = {"retry": RetryPolicy(first_s=0.2), "stall_s": 0.3, "stream": True}
    async with APIFactory("gpt-4o", base_url=f"{llmock.url}/v1", **options) as model:
        done = await model.acall([user("hello")])
    assert (done.text, done.attempts) == (words, 2)
    broken = model.ledger.entries[0].error
    assert broken is not None
    assert broken.startswith(f"{error}: ")


async def test_the_same_answer_streamed_and_not(llmock: Llmock) -> None:
    found = []
    for stream in (False, True):
        llmock.script({"type": "reply", "text": "ten nine eight seven"})
        async with APIFactory("gpt-4o", base_url=f"{llmock.url}/v1", stream=stream) as model:
            done = await model.acall([user("count down")])
            found.append((done.text, done.usage, done.finish_reason, done.served_by))
    assert found[0] == found[1]
    assert not found[0][1].estimated


async def test_a_session_is_recorded_and_replayed(llmock: Llmock, tmp_path: Path) -> None:
    path = tmp_path / "session.yaml"
    rows = tmp_path / "rows.toml"
    row = {"base_url": f"{llmock.url}/v1", "key_env": "MOCK_KEY", "keyless": True}
    rows.write_text(
        "[providers.mock]\n" + "".join(f"{key} = {toml(value)}\n" for key, value in row.items()), encoding="utf-8"
    )
    texts = []
    for opened in (recording, replaying):
        with opened(path):
            async with APIFactory("mock/gpt-4o", providers=rows, connections=Connections()) as model:
                texts.append([(await model.acall([user(words)])).text for words in ("a", "b")])
    assert texts[0] == texts[1]
    assert llmock.ask("/_llmock/verdict")["attempts"] == 2
