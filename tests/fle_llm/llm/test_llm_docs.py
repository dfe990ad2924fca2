"""Every example of docs/models.md runs, with a server on loopback in the place of each provider."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from llm_stub import Reply, Seen, StubServer, chunk, completion, last_chunk, sse, toml

from fle_llm.llm import cassettes
from fle_llm.llm.providers import load_catalogue

PAGE = (Path(__file__).parents[3] / "docs" / "models.md").read_text(encoding="utf-8")
KEPT = ("key_env", "token_parameter", "rename", "usage_adapter", "price_id", "reports_cost", "extra_body", "suffixes")
IMPORTS = "from fle_llm.llm import APIFactory\n"  # the first example's, said once on the page


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


PROGRAMS = blocks("python")


def answered(seen: Seen) -> Reply:
    usage = {"prompt_tokens": 20, "completion_tokens": 8}
    if seen.body.get("stream"):
        events = [chunk({"content": "Iron, "}), chunk({"content": "copper"}), chunk({}, "stop"), last_chunk(usage)]
        return Reply(body=sse(*events), content_type="text/event-stream")
    return Reply(body=completion("Iron ore.", usage=usage))


@pytest.fixture
def world(stub: StubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StubServer:
    """All providers of the page, at the stub; a working directory with the files it speaks of."""
    stub.answer = answered
    lines: list[str] = []
    for name in ("openai", "anthropic", "openrouter"):
        row = msgspec.to_builtins(load_catalogue().providers[name])
        kept: dict[str, Any] = {field: row[field] for field in KEPT if row[field] not in (None, [], {})}
        lines += [f"[providers.{name}]", f'base_url = "{stub.url}"', *(f"{k} = {toml(v)}" for k, v in kept.items())]
    (tmp_path / "stand-ins.toml").write_text("\n".join(lines), encoding="utf-8")
    (own,) = blocks("toml")
    (tmp_path / "my-providers.toml").write_text(own.replace("http://127.0.0.1:8000/v1", stub.url), encoding="utf-8")
    monkeypatch.setenv("FLE_LLM_PROVIDERS", str(tmp_path / "stand-ins.toml"))
    for name in ("OPENAI", "ANTHROPIC", "OPENROUTER", "AZURE_OPENAI", "ACME"):
        monkeypatch.setenv(f"{name}_API_KEY", "the-key-of-the-page-123456")
    monkeypatch.setenv("AZURE_OPENAI_ENDPOINT", stub.url.removesuffix("/v1"))
    monkeypatch.setenv("OLLAMA_BASE_URL", stub.url)
    monkeypatch.chdir(tmp_path)
    return stub


def run(program: str, stub: StubServer) -> dict[str, Any]:
    namespace: dict[str, Any] = {}
    exec(compile(IMPORTS + program.replace("http://127.0.0.1:8000/v1", stub.url), "docs/models.md", "exec"), namespace)
    return namespace


@pytest.mark.parametrize("program", PROGRAMS, ids=[f"{n}" for n in range(1, len(PROGRAMS) + 1)])
def test_an_example_runs(program: str, world: StubServer, capsys: pytest.CaptureFixture[str]) -> None:
    run(program, world)
    if "scripted/" not in program:
        assert world.seen
    if "print(" in program and "except ProviderError" not in program:
        assert capsys.readouterr().out.strip()


def example(words: str) -> str:
    (program,) = [program for program in PROGRAMS if words in program]
    return program


def test_what_the_examples_promise(world: StubServer, capsys: pytest.CaptureFixture[str]) -> None:
    run(example(":nitro"), world)
    body = world.seen[-1].body
    assert body["provider"] == {"sort": "throughput", "data_collection": "deny"}
    assert body["reasoning"] == {"effort": "low"}
    run(example("azure/"), world)
    assert (world.seen[-1].path, world.seen[-1].body["model"]) == ("/openai/v1/chat/completions", "my-deployment")
    assert "api-key" in world.seen[-1].headers
    capsys.readouterr()
    run(example("acme/large"), world)
    assert world.seen[-1].body["priority"] == "low"
    # 20 tokens at 0.5 and 8 at 2 per million
    assert capsys.readouterr().out.split() == ["Iron", "ore.", "2.6e-05", "override"]
    run(example("image_url"), world)
    assert world.seen[-1].body["messages"][0]["content"][1]["type"] == "image_url"
    run(example("on_progress=print"), world)
    assert "answering, about" in capsys.readouterr().out


def test_the_commands_on_a_cassette(world: StubServer, capsys: pytest.CaptureFixture[str]) -> None:
    run(example("replaying("), world)
    (commands,) = [block for block in blocks("sh") if "cassettes" in block]
    lines = commands.strip().splitlines()
    assert len(lines) == 2
    for line in lines:
        assert cassettes.main(line.removeprefix("python -m fle_llm.llm.cassettes ").split()) == 0
    assert "Iron ore." in capsys.readouterr().out


def test_every_option_the_page_names_is_one_of_the_command_line() -> None:
    from eval.run import main

    known = {option for parameter in main.params for option in parameter.opts}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", PAGE)) - {"--fle-record"}
    assert named - known == set()
