"""A session against a server that is not ours (llmock, in a process of its own), which also judges how we retry."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from llm_stub import toml

from fle_llm.llm import APIFactory, Ledger, RetryPolicy, recording, replaying
from fle_llm.llm.clients import Connections
from fle_llm.llm.errors import AuthenticationFailed, BadRequest, ContextTooLong, ServerFailed


class Llmock:
    """The server's control interface."""

    def __init__(self, url: str) -> None:
        self.url = url

    def ask(self, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"content-type": "application/json"})
        with urllib.request.urlopen(request, timeout=5) as response:
            return json.load(response)

    def script(self, *behaviours: dict[str, Any]) -> None:
        self.ask("/_llmock/scenario", {"behaviors": list(behaviours)})

    def assert_well_behaved(self) -> None:
        verdict = self.ask("/_llmock/verdict")
        assert verdict["passed"], verdict
        assert verdict["findings"] == []


@pytest.fixture(scope="module")
def process() -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "llmock.cli", "serve", "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            assert server.poll() is None, "llmock did not start"
            try:
                Llmock(url).ask("/v1/models")
                break
            except urllib.error.URLError:
                time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.wait(10)


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
