"""A session against a second server that is not ours (fakellm): it answers by rules, and streams without usage."""

from __future__ import annotations

import shutil
import sysconfig
from collections.abc import Iterator

import pytest
from llm_servers import ask, started

from fle_llm.llm import APIFactory, Ledger, RetryPolicy, probe
from fle_llm.llm.clients import Connections
from fle_llm.llm.errors import AuthenticationFailed, RateLimited

RULES = """\
version: 1
defaults:
  fallback: deterministic_echo
rules:
  - name: refused
    when: {model_matches: "locked-*"}
    respond: {status: 401, error: "no such key"}
  - name: busy
    when: {model_matches: "busy-*"}
    respond: {status: 429, error: "too many"}
  - name: first
    when: {turn: 1, messages_contain: "smelt"}
    respond: {content: "```python\\nplace_entity(Prototype.StoneFurnace)\\n```"}
  - name: later
    when: {messages_contain: "smelt"}
    respond: {content: "The furnace stands."}
"""


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    rules = tmp_path_factory.mktemp("fakellm") / "fakellm.yaml"
    rules.write_text(RULES, encoding="utf-8")
    program = shutil.which("fakellm", path=sysconfig.get_path("scripts"))
    assert program, "fakellm is not installed (the dev extra has it)"
    command = [program, "serve", "--host", "127.0.0.1", "--port", "{port}", "--config", str(rules)]
    with started(command, "/v1/models") as url:
        yield url


@pytest.fixture
def url(process: str) -> str:
    ask(f"{process}/_fakellm/reset", {})
    return f"{process}/v1"


def user(words: str) -> dict[str, str]:
    return {"role": "user", "content": words}


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
async def test_a_conversation(url: str, stream: bool) -> None:
    ledger = Ledger()
    history = [{"role": "system", "content": "You build factories."}, user("smelt some iron")]
    async with APIFactory("some-model", base_url=url, ledger=ledger, stream=stream) as model:
        first = await model.acall(history, temperature=0.2, max_tokens=50)
        history += [{"role": "assistant", "content": first.text}, user("and now?")]
        second = await model.acall(history)
    assert first.text == "```python\nplace_entity(Prototype.StoneFurnace)\n```"
    assert (second.text, second.finish_reason) == ("The furnace stands.", "stop")
    totals = ledger.totals
    assert (totals.calls, totals.attempts, totals.failed) == (2, 2, 0)
    assert totals.input > 0
    assert totals.output > 0
    # its streams carry no usage: that is counted here, and said
    assert totals.estimated_calls == (2 if stream else 0)
    assert (first.first_token_s is not None) is stream


async def test_a_refusal_and_a_limit(url: str) -> None:
    async with APIFactory("locked-1", base_url=url) as model:
        with pytest.raises(AuthenticationFailed, match="no such key"):
            await model.acall([user("hello")])
    assert len(model.ledger.entries) == 1
    retry = RetryPolicy(attempts=3, first_s=0.01)
    async with APIFactory("busy-1", base_url=url, retry=retry, connections=Connections()) as model:
        with pytest.raises(RateLimited, match="Given up after 3 attempts"):
            await model.acall([user("hello")])
    assert [entry.status for entry in model.ledger.entries] == [429] * 3


async def test_a_probe(url: str) -> None:
    report = await probe("some-model", base_url=url)
    # it has no list of models
    assert (report.answered, report.listed, report.usage, report.key) == (True, None, True, "none needed")
