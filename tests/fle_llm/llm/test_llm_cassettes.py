"""Sessions on cassettes: recorded from a server, replayed without one."""

# ruff: noqa: ASYNC240 - a test may wait for its own small files

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from llm_stub import Reply, StubServer, Time, completion

from fle_llm.llm import APIFactory, recording, replaying
from fle_llm.llm.cassettes import find_secrets, main, show
from fle_llm.llm.clients import Connections
from fle_llm.llm.errors import CassetteError, CassetteMismatch, CassetteUnused, RateLimited

SYSTEM = {"role": "system", "content": "You build factories.\nOne line, then another.\n"}
PROGRAM = "I see.\n\n```python\nprint('Ölförderung')  # ⚙\n```"


def user(words: str) -> dict[str, str]:
    return {"role": "user", "content": words}


async def session(model: APIFactory, *asked: str) -> list[str]:
    """A conversation of several turns; returns what was answered."""
    history: list[dict[str, str]] = [SYSTEM]
    answers = []
    for words in asked:
        history.append(user(words))
        done = await model.acall(history, temperature=0.5)
        history.append({"role": "assistant", "content": done.text})
        answers.append(done.text)
    return answers


@pytest.fixture
async def tape(stub: StubServer, tmp_path: Path) -> Path:
    """A recorded session of two turns."""
    stub.say(completion(PROGRAM), completion("done"))
    path = tmp_path / "tapes" / "session.yaml"
    with recording(path):
        async with APIFactory("m", base_url=stub.url) as model:
            assert await session(model, "first", "second") == [PROGRAM, "done"]
    return path


async def test_a_session_is_replayed_without_key_or_socket(
    stub: StubServer, rows_at: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "session.yaml"
    usage = {"prompt_tokens": 1000, "completion_tokens": 100}
    stub.say(completion(PROGRAM, usage=usage), completion("done", usage=usage))
    with recording(path):
        async with APIFactory("gpt-4o", providers=rows_at("openai")) as model:
            recorded = await session(model, "first", "second")
    spent = model.ledger.totals
    monkeypatch.delenv("OPENAI_API_KEY")
    connections = stub.connections
    with replaying(path):
        async with APIFactory("gpt-4o") as model:  # the ordinary row: its host is never looked up
            assert await session(model, "first", "second") == recorded == [PROGRAM, "done"]
    assert stub.connections == connections
    again = model.ledger.totals
    assert (again.tokens, again.cost_usd) == (spent.tokens, spent.cost_usd) == (2200, pytest.approx(0.007))


async def test_the_file_can_be_read_by_a_person(tape: Path) -> None:
    text = tape.read_text(encoding="utf-8")
    # program text stands in the file line by line, as it was
    assert "          print('Ölförderung')  # ⚙\n" in text
    assert "You build factories.\n            One line, then another.\n" in text
    for word in (
        "base64",
        "!!binary",
        "gzip",
        "authorization",
        "user-agent",
        "x-stainless",
        "127.0.0.1",
        "date:",
        "host:",
    ):
        assert word not in text.lower()
    content = yaml.safe_load(text)
    first = content["interactions"][0]
    assert first["request"]["body"]["json"] == {"model": "m", "messages": [SYSTEM, user("first")], "temperature": 0.5}
    assert first["request"]["uri"] == "/v1/chat/completions"
    assert first["response"]["body"]["json"]["choices"][0]["message"]["content"] == PROGRAM
    assert set(first["request"]["headers"]) == {"content-type"}


async def test_what_is_kept_out_of_the_file(
    stub: StubServer, rows_at: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-ours")
    private = {
        "set-cookie": "session=s3cret",
        "openai-organization": "org-theirs",
        "date": "Sun, 22 Nov 2026 08:00:00 GMT",
    }
    kept = {"retry-after": "0.01", "x-request-id": "req-1"}
    stub.say(Reply(429, {"error": {"message": "slow"}}, private | kept), completion())
    path = tmp_path / "session.yaml"
    rows = rows_at("openai", extra_headers={"Cookie": "mine=1", "X-Secret": "s3cret-2"})
    with recording(path):
        async with APIFactory("gpt-4o", providers=rows) as model:
            await model.acall([user("x")])
    assert stub.seen[0].headers["cookie"] == "mine=1"
    text = path.read_text(encoding="utf-8")
    for word in ("s3cret", "mine=1", "org-", "2026", "the-key-of"):
        assert word not in text
    headers = yaml.safe_load(text)["interactions"][0]["response"]["headers"]
    assert headers == {"content-type": ["application/json"], "retry-after": ["0.01"], "x-request-id": ["req-1"]}
    assert find_secrets(path) == []


async def test_a_failure_is_replayed_without_its_wait(stub: StubServer, tmp_path: Path, time_: Time) -> None:
    path = tmp_path / "session.yaml"
    stub.say(Reply(429, {"error": {"message": "slow"}}, {"retry-after": "60"}), completion("after all"))
    with recording(path):
        async with APIFactory("m", base_url=stub.url, pauses=time_.pauses()) as model:
            await model.acall([user("x")])
    assert time_.slept == [60.0]
    with replaying(path):
        async with APIFactory("m", base_url=stub.url) as model:
            done = await asyncio.wait_for(model.acall([user("x")]), 5)
    assert (done.text, done.attempts) == ("after all", 2)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(body=b"<html>caf\xe9</html>", content_type="text/html; charset=latin-1"),
        Reply(body=b'{"choices": ['),
        Reply(body=b""),
        Reply(body=b'{"text": "half a pair \\ud800, a bell \\u0007, a line\\u2028separator"}'),
        Reply(500, b'{"error": {"message": "tabs\\tand \\"quotes\\" and: colons #1\\n  "}}'),
        Reply(body={"big": 12345678901234567890, "small": 1e-07, "yes": "yes", "no": None, "date": "2026-11-22"}),
    ],
    ids=["latin page", "torn", "empty", "escapes", "quotes", "numbers"],
)
async def test_every_kind_of_body_comes_back_as_it_was(
    stub: StubServer, tmp_path: Path, time_: Time, reply: Reply
) -> None:
    path = tmp_path / "session.yaml"
    stub.say(reply, completion("end"))

    async def play() -> list[str | None]:
        async with APIFactory("m", base_url=stub.url, pauses=time_.pauses(), connections=Connections()) as model:
            await model.acall([user("x")])
        return [entry.error for entry in model.ledger.entries]

    with recording(path):
        recorded = await play()
    with replaying(path):
        replayed = await play()
    assert recorded[0] is not None
    assert recorded[1] is None
    # JSON is kept as what it says, not how it was spaced
    assert [error and error.replace(" ", "") for error in replayed] == [e and e.replace(" ", "") for e in recorded]


async def test_a_request_that_was_not_recorded_shows_the_difference(tape: Path, stub: StubServer) -> None:
    async with APIFactory("m", base_url=stub.url) as model:
        with pytest.raises(CassetteMismatch) as error, replaying(tape):
            await session(model, "first", "another")
    message = str(error.value)
    assert str(tape) in message
    assert "body.messages[3].content: recorded 'second', asked 'another'" in message
    assert "messages[2]" not in message  # what is the same is not listed
    assert len(model.ledger.entries) == 1
    assert len(stub.seen) == 2  # those of the recording


@pytest.mark.parametrize(
    ("parameters", "line"),
    [
        ({"temperature": 0.7}, "body.temperature: recorded '0.5', asked '0.7'"),
        ({}, "body.temperature: recorded '0.5', asked nothing"),
        ({"temperature": 0.5, "seed": 3}, "body.seed: recorded nothing, asked '3'"),
    ],
)
async def test_parameters_are_part_of_the_request(
    tape: Path, stub: StubServer, parameters: dict[str, Any], line: str
) -> None:
    async with APIFactory("m", base_url=stub.url) as model:
        with pytest.raises(CassetteMismatch) as error, replaying(tape):
            await model.acall([SYSTEM, user("first")], **parameters)
    assert line in str(error.value)


async def test_a_longer_session_says_that_the_recording_is_used_up(tape: Path, stub: StubServer) -> None:
    async with APIFactory("m", base_url=stub.url) as model:
        with pytest.raises(CassetteMismatch, match="All 2 recorded interactions are used up"), replaying(tape):
            await session(model, "first", "second", "third")


async def test_a_mismatch_that_was_swallowed_comes_up_at_the_end(tape: Path, stub: StubServer) -> None:
    async with APIFactory("m", base_url=stub.url) as model:
        with pytest.raises(CassetteMismatch, match="asked 'another'"), replaying(tape), suppress(CassetteMismatch):
            await session(model, "another")


async def test_a_shorter_session_lists_what_is_left(tape: Path, stub: StubServer) -> None:
    async with APIFactory("m", base_url=stub.url) as model:
        left = r"(?s)1 of them were never asked.*2\. POST .*4 messages.*second"
        with pytest.raises(CassetteUnused, match=left), replaying(tape):
            await session(model, "first")


async def test_an_error_inside_is_not_hidden_by_what_is_left(tape: Path) -> None:
    with pytest.raises(ZeroDivisionError), replaying(tape):
        raise ZeroDivisionError


async def test_the_order_of_keys_and_the_host_do_not_matter(tape: Path) -> None:
    content = yaml.safe_load(tape.read_text(encoding="utf-8"))
    for interaction in content["interactions"]:
        body = interaction["request"]["body"]["json"]
        interaction["request"]["body"]["json"] = dict(reversed(body.items()))
    tape.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    with replaying(tape):
        async with APIFactory("m", base_url="http://some.other.host:1/v1", api_key_env="NOT_SET") as model:
            assert await session(model, "first", "second") == [PROGRAM, "done"]


async def test_episodes_side_by_side_have_a_cassette_each(stub: StubServer, tmp_path: Path) -> None:
    def episode(name: str) -> Callable[[], Any]:
        async def run() -> list[str]:
            async with APIFactory("m", base_url=stub.url) as model:
                return await session(model, f"{name} 1", f"{name} 2", f"{name} 3")

        return run

    async def on_tape(name: str, opened: Callable[..., Any]) -> None:
        with opened(tmp_path / f"{name}.yaml"):
            await episode(name)()

    names = [f"episode-{number}" for number in range(6)]
    await asyncio.gather(*[on_tape(name, recording) for name in names])
    for name in names:
        text = (tmp_path / f"{name}.yaml").read_text(encoding="utf-8")
        assert text.count("- request:") == 3
        assert not any(other in text for other in names if other != name)
    connections = stub.connections
    await asyncio.gather(*[on_tape(name, replaying) for name in names])
    assert stub.connections == connections


async def test_a_factory_can_be_given_its_cassette(tape: Path, stub: StubServer) -> None:
    with replaying(tape) as given:
        pass_by = APIFactory("m", base_url=stub.url, cassette=given)
        assert await asyncio.create_task(session(pass_by, "first", "second")) == [PROGRAM, "done"]
        await pass_by.aclose()


def test_the_synchronous_call_is_recorded_too(stub: StubServer, tmp_path: Path) -> None:
    path = tmp_path / "session.yaml"
    with recording(path), APIFactory("m", base_url=stub.url) as model:
        model.call([user("x")])
    stub.say(completion("not this"))
    with replaying(path), APIFactory("m", base_url=stub.url) as model:
        assert model.call([user("x")]).text == "hello"


async def test_a_killed_recording_keeps_what_it_had_and_is_continued(tape: Path, stub: StubServer) -> None:
    whole = tape.read_text(encoding="utf-8")
    tape.write_text(whole[: whole.rindex("- request:") + 60], encoding="utf-8")
    stub.say(completion("done, later"))
    with recording(tape, resume=True) as resumed:
        assert resumed.count == 1
        async with APIFactory("m", base_url=stub.url) as model:
            history = [SYSTEM, user("first"), {"role": "assistant", "content": PROGRAM}, user("second")]
            await model.acall(history, temperature=0.5)
    with replaying(tape):
        async with APIFactory("m", base_url=stub.url) as model:
            assert await session(model, "first", "second") == [PROGRAM, "done, later"]


async def test_a_new_recording_replaces_the_old_one(tape: Path, stub: StubServer) -> None:
    with recording(tape):
        async with APIFactory("m", base_url=stub.url) as model:
            await session(model, "only")
    assert tape.read_text(encoding="utf-8").count("- request:") == 1


@pytest.mark.parametrize("text", ["", "a: [b", "version: 1\n", "version: 1\ninteractions:\n- request: 5\n", "\xff"])
def test_a_damaged_cassette_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(CassetteError, match=r"bad\.yaml"), replaying(path):
        pass


def test_a_missing_cassette_says_how_to_record_it(tmp_path: Path) -> None:
    with (
        pytest.raises(CassetteError, match=r"no cassette .*none\.yaml; record it first"),
        replaying(tmp_path / "none.yaml"),
    ):
        pass


async def test_an_error_of_the_provider_is_replayed_as_its_class(stub: StubServer, tmp_path: Path, time_: Time) -> None:
    path = tmp_path / "session.yaml"
    stub.say(Reply(429, {"error": {"message": "slow"}}))
    for opened in (recording, replaying):
        with opened(path):
            async with APIFactory("m", base_url=stub.url, pauses=time_.pauses()) as model:
                with pytest.raises(RateLimited, match="Given up"):
                    await model.acall([user("x")])


def test_secrets_are_found_in_files_and_folders(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.yaml").write_text("fine\nkey: sk-abcdefghij0123456789\n", encoding="utf-8")
    (tmp_path / "y.yaml").write_text("fine\n", encoding="utf-8")
    (found,) = find_secrets(tmp_path)
    assert (found.path, found.line) == (str(tmp_path / "a" / "x.yaml"), 2)
    assert "sk-abc" not in str(found)
    assert find_secrets(tmp_path / "y.yaml") == []
    with pytest.raises(FileNotFoundError):
        find_secrets(tmp_path / "none")


async def test_the_conversation_is_shown_once(tape: Path) -> None:
    text = show(tape)
    assert text.count("You build factories.") == 1
    assert text.count("first") == 1
    assert "--- 2 message(s) as before" in text
    assert PROGRAM in text


def test_the_command_line(tape: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = [sys.executable, "-W", "error", "-m", "fle_llm.llm.cassettes", "show", str(tape)]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    shown = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False, env=environment)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert PROGRAM in shown.stdout
    bad = tmp_path / "bad.yaml"
    bad.write_text("key: sk-abcdefghij0123456789\n", encoding="utf-8")
    assert main(["scan", str(tape), str(bad)]) == 1
    assert capsys.readouterr().out.count("bad.yaml:1:") == 1
    assert main([]) == 2
