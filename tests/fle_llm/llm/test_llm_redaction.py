"""No key in any text: one is planted, and everything that comes out is searched for it."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from llm_stub import Reply, StubServer, Time, chunk, completion, sse

from fle_llm.llm import APIFactory, recording, redaction
from fle_llm.llm.cassettes import find_secrets
from fle_llm.llm.clients import Connections
from fle_llm.llm.errors import CallFailed
from fle_llm.llm.redaction import PLACEHOLDER, redact, remember_secret, secrets_in

ASK = [{"role": "user", "content": "hi"}]
PLANTED = "the-key-of-openai-123456"  # not in the shape of any provider's keys: it must be known to be found

SHAPES = [
    "sk-proj-abcdefghij0123456789",
    "sk-ant-api03-abcdefghij0123456789",
    "gsk_abcdefghij0123456789",
    "xai-abcdefghij0123456789",
    "AIzaSyA0123456789abcdefghijklmnopqrstuv",
    "hf_abcdefghijABCDEFGHIJ",
    "nvapi-abcdefghij0123456789",
    "csk-abcdefghij0123456789",
    "AKIAABCDEFGHIJKLMNOP",
    "ghp_abcdefghijABCDEFGHIJ01",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
    "Bearer abcdef0123456789",
    "https://user:pa55word@example.com/v1",
]


@pytest.mark.parametrize("secret", SHAPES)
def test_what_looks_like_a_key_is_removed_and_found(secret: str) -> None:
    text = f"before {secret} after"
    assert secret not in redact(text)
    assert PLACEHOLDER in redact(text)
    assert [text[at:][:3] for _, at in secrets_in(text)]


@pytest.mark.parametrize(
    "text",
    [
        "place_entity(Prototype.StoneFurnace, position=Position(x=1, y=2))",
        "the task-specific-and-long-winded-instructions",
        "sk-learn-is-a-library-without-digits",
        "a bearer of bad news travels fast",
        "https://example.com:8000/v1?page=2",
        "hf_hub",
    ],
)
def test_ordinary_text_stays(text: str) -> None:
    assert redact(text) == text
    assert list(secrets_in(text)) == []


def test_a_remembered_key_is_removed_whatever_it_looks_like() -> None:
    remember_secret("correct horse")
    assert redact("say correct horse twice: correct horse") == f"say {PLACEHOLDER} twice: {PLACEHOLDER}"
    remember_secret("none")  # too short to be a key, too common to be removed
    assert redact("none") == "none"


def words_of(error: BaseException) -> str:
    shown = "".join(traceback.format_exception(error))
    return f"{error} {error!r} {shown} {json.dumps(vars(error), default=repr)}"


async def test_a_server_that_repeats_the_key(
    stub: StubServer, rows_at: Callable[..., Path], time_: Time, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """In an error, an error inside a 200, a header, an answer: nowhere does it come back out."""
    caplog.set_level(logging.DEBUG)
    for name in ("httpcore2", "httpx2", "openai", "vcr"):  # their traces, too
        caplog.set_level(logging.DEBUG, logger=name)
    echo = {"message": f"Incorrect API key provided: {PLANTED}", "metadata": {"raw": f"Bearer {PLANTED}"}}
    replies = [
        Reply(401, {"error": echo}, {"x-request-id": f"req-{PLANTED}"}),
        Reply(200, {"error": {**echo, "code": 403}}),
        Reply(400, f"<html>{PLANTED}</html>".encode(), content_type="text/html"),
        Reply(200, completion() | {"choices": None, "echo": PLANTED}),
        Reply(200, sse(chunk({"content": PLANTED}), end=""), content_type="text/event-stream"),
        Reply(503, {"error": echo}, {"retry-after": "2", "x-debug": f"authorization=Bearer {PLANTED}"}),
    ]
    rows = rows_at("openai")
    said: list[str] = []
    path = tmp_path / "session.yaml"
    with recording(path):
        async with APIFactory(
            "gpt-4o",
            providers=rows,
            pauses=time_.pauses(),
            connections=Connections(),
            on_wait=lambda wait: said.append(f"{wait} {wait.error}"),
            on_progress=lambda progress: said.append(str(progress)),
        ) as model:
            for reply in replies:
                stub.say(reply)
                with pytest.raises(CallFailed) as error:
                    await model.acall(ASK)
                said.append(words_of(error.value) + repr(error.value.reported))
            parts = [f"you sent {PLANTED[:9]}", f"{PLANTED[9:]}, didn't you"]  # in two chunks of a stream
            events = [*[chunk({"content": part}) for part in parts], chunk({}, "stop")]
            for reply in (
                Reply(200, completion("".join(parts), finish_reason="stop", message={"reasoning": PLANTED})),
                Reply(200, sse(*events), content_type="text/event-stream"),
            ):
                stub.say(reply)
                done = await model.acall(ASK)
                assert done.text == f"you sent {PLACEHOLDER}, didn't you"
                assert "a key in the answer was removed" in done.notes
                said.append(repr(done))
    assert stub.seen[0].headers["authorization"] == f"Bearer {PLANTED}"
    said += [json.dumps(model.ledger.to_plain()), caplog.text, path.read_text(encoding="utf-8"), repr(model)]
    for text in said:
        assert PLANTED not in text
    assert len(said) > len(replies) + 4
    assert "receive_response_headers" in caplog.text  # the traces were on
    assert PLACEHOLDER in caplog.text
    assert find_secrets(path) == []


async def test_an_answer_is_not_touched_for_what_looks_like_a_key(
    stub: StubServer, rows_at: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redaction, "_known", {"python"})  # somebody's key for a server of their own
    answer = f"```python\nkey = '{SHAPES[0]}'\n```"
    stub.say(completion(answer))
    async with APIFactory("gpt-4o", providers=rows_at("openai")) as model:
        assert (await model.acall(ASK)).text == answer


async def test_keys_travel_in_the_header_the_row_names(stub: StubServer, rows_at: Callable[..., Path]) -> None:
    async with APIFactory("azure/my-deployment", providers=rows_at("azure")) as model:
        await model.acall(ASK)
    assert stub.seen[0].headers["api-key"] == "the-key-of-azure-123456"
    assert "authorization" not in stub.seen[0].headers


async def test_a_server_of_ones_own_is_told_no_key_and_no_account(
    stub: StubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_ADMIN_KEY"):
        monkeypatch.setenv(name, f"value-of-{name}")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Team-Secret: value-of-header\nAuthorization: Bearer value-of-auth")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/never")
    async with APIFactory("openai/gpt-4o", base_url=stub.url) as model:
        await model.acall(ASK)
    assert "value-of" not in json.dumps(stub.seen[0].headers)
    assert "authorization" not in stub.seen[0].headers


async def test_another_providers_server_gets_its_own_key_and_no_other(
    stub: StubServer, rows_at: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "value-of-key")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "authorization: Bearer value-of-auth")
    async with APIFactory("groq/x", providers=rows_at("groq")) as model:
        await model.acall(ASK)
    assert stub.seen[0].headers["authorization"] == "Bearer the-key-of-groq-123456"
    assert "value-of" not in json.dumps(stub.seen[0].headers)


async def test_a_keyless_row_sends_its_key_only_where_it_is_set(
    stub: StubServer, rows_at: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = rows_at("vllm")
    async with APIFactory("vllm/x", providers=rows) as model:
        await model.acall(ASK)
    monkeypatch.delenv("VLLM_API_KEY")
    async with APIFactory("vllm/x", providers=rows) as model:
        await model.acall(ASK)
    sent: list[Any] = [seen.headers.get("authorization") for seen in stub.seen]
    assert sent == ["Bearer the-key-of-vllm-123456", None]
