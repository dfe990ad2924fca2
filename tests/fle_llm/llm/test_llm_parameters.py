"""The body of a request, as it arrives at a server, for each kind of provider; and its repair."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from llm_stub import Reply, StubServer, completion

from fle_llm.llm import APIFactory
from fle_llm.llm.clients import Connections
from fle_llm.llm.errors import BadRequest, ContextTooLong
from fle_llm.llm.parameters import Repair, find_repair
from fle_llm.llm.providers import load_catalogue

ASK = [{"role": "user", "content": "hi"}]
ALL = {
    "temperature": 0.5,
    "top_p": 0.9,
    "max_tokens": 100,
    "reasoning_effort": "low",
    "seed": 7,
    "stop": ["END"],
    "n": 2,
    "logprobs": True,
}
COMMON = {"temperature": 0.5, "top_p": 0.9, "max_tokens": 100, "reasoning_effort": "low", "seed": 7, "stop": ["END"]}


def without(body: dict[str, Any], *names: str, **more: Any) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in names} | more


# provider, model id, the parameters that arrive when ALL are given
BODIES: list[tuple[str, str, dict[str, Any]]] = [
    (
        "openai",
        "gpt-5-mini",
        {"max_completion_tokens": 100, "reasoning_effort": "low", "seed": 7, "stop": ["END"], "n": 2},
    ),
    ("openai", "gpt-4o", without(ALL, "max_tokens", max_completion_tokens=100)),
    ("anthropic", "claude-sonnet-4-5", without(COMMON, "seed", "reasoning_effort")),
    ("anthropic", "claude-opus-4-8", without(COMMON, "seed", "reasoning_effort", "temperature")),
    ("gemini", "gemini-2.5-pro", ALL),
    (
        "openrouter",
        "openai/gpt-5:nitro",
        without(
            ALL,
            "reasoning_effort",
            reasoning={"effort": "low"},
            usage={"include": True},
            provider={"sort": "throughput"},
        ),
    ),
    ("deepseek", "deepseek-v4-pro", without(ALL, "n")),
    ("together", "org/Model", ALL),
    ("groq", "openai/gpt-oss-120b", without(COMMON, "max_tokens", max_completion_tokens=100)),
    ("mistral", "mistral-large-latest", without(COMMON, "seed", random_seed=7, n=2)),
    ("xai", "grok-4.3", without(ALL, "max_tokens", max_completion_tokens=100)),
    ("cerebras", "gpt-oss-120b", without(ALL, "max_tokens", "n", max_completion_tokens=100)),
    (
        "moonshot",
        "kimi-k3",
        {"max_completion_tokens": 100, "reasoning_effort": "low", "seed": 7, "stop": ["END"], "logprobs": True},
    ),
    ("perplexity", "sonar", without(COMMON, "seed")),
    ("ollama", "gpt-oss:20b", COMMON),
    ("vllm", "openai/gpt-oss-20b", ALL),
    ("llamacpp", "anything", ALL),
    ("lmstudio", "qwen/qwen3-8b", ALL),
    ("sglang", "Qwen/Qwen3-8B", ALL),
    ("litellm", "openai/gpt-5-mini", ALL),
    ("nebius", "org/Model", ALL),
    ("fireworks", "accounts/fireworks/models/gpt-oss-120b", ALL),
    ("dashscope", "qwen-plus", ALL),
    ("zai", "glm-5.3", without(ALL, "n")),
    ("zhipu", "glm-5.3", without(ALL, "n")),
    ("nvidia", "meta/llama-3.3-70b-instruct", ALL),
    ("azure", "my-deployment", without(ALL, "max_tokens", max_completion_tokens=100)),
    ("cohere", "command-a-03-2025", ALL),
    ("sambanova", "gpt-oss-120b", ALL),
    ("huggingface", "openai/gpt-oss-120b:groq", ALL),
    ("deepinfra", "openai/gpt-oss-120b", ALL),
    ("novita", "deepseek/deepseek-v3.2", ALL),
    ("minimax", "MiniMax-M3", ALL),
    ("vercel", "openai/gpt-5-mini", ALL),
]


def test_every_row_has_a_body() -> None:
    assert {provider for provider, *_ in BODIES} == set(load_catalogue().providers)


@pytest.mark.parametrize(("provider", "model_id", "parameters"), BODIES, ids=[f"{p}/{m}" for p, m, _ in BODIES])
async def test_the_body_that_arrives(
    stub: StubServer, rows_at: Callable[..., Path], provider: str, model_id: str, parameters: dict[str, Any]
) -> None:
    async with APIFactory(f"{provider}/{model_id}", providers=rows_at(provider)) as model:
        done = await model.acall(ASK, **ALL)
    assert stub.seen[0].path == "/v1/chat/completions"
    assert stub.seen[0].body == {"model": model_id, "messages": ASK, **parameters}
    # what was left out is told, and what was sent is in the record
    plain = {name for name in ALL if name not in parameters}
    renamed = {"max_tokens", "seed", "reasoning_effort"} if provider in {"openrouter", "mistral"} else {"max_tokens"}
    dropped = {note.split()[0] for note in done.notes}
    assert plain - renamed <= dropped <= plain
    assert done.sent == parameters


async def test_what_is_none_is_not_sent(stub: StubServer) -> None:
    nothing = dict.fromkeys(ALL)
    async with APIFactory("m", base_url=stub.url) as model:
        await model.acall(ASK, **nothing, extra_body={"top_k": None, "min_p": 0.1})  # type: ignore[arg-type]
    assert stub.seen[0].body == {"model": "m", "messages": ASK, "min_p": 0.1}
    assert b"null" not in stub.seen[0].raw


async def test_the_callers_own_keys_are_merged_into_the_rows(stub: StubServer, rows_at: Callable[..., Path]) -> None:
    async with APIFactory("openrouter/openai/gpt-5:nitro", providers=rows_at("openrouter")) as model:
        await model.acall(ASK, extra_body={"provider": {"only": ["acme"]}, "transforms": []})
        await model.acall(ASK)
    assert stub.seen[0].body["provider"] == {"sort": "throughput", "only": ["acme"]}
    assert stub.seen[0].body["transforms"] == []
    # and stay with the one call
    assert stub.seen[1].body["provider"] == {"sort": "throughput"}


async def test_the_factorys_seed_goes_along_unless_a_call_brings_its_own(stub: StubServer) -> None:
    async with APIFactory("m", base_url=stub.url, seed=3) as model:
        await model.acall(ASK)
        await model.acall(ASK, seed=4)
    assert [seen.body["seed"] for seen in stub.seen] == [3, 4]


# What the server answers, and what is to be changed in a request that sent everything
SENT = {
    "model": "m",
    "messages": [],
    "temperature": 1,
    "top_p": 1,
    "max_tokens": 5,
    "seed": 1,
    "presence_penalty": 0,
    "n": 2,
    "store": 1,
}


def openai_error(message: str, param: str | None = None, code: str | None = None) -> dict[str, Any]:
    return {"error": {"message": message, "type": "invalid_request_error", "param": param, "code": code}}


REFUSALS: list[tuple[str, Any, list[Repair]]] = [
    (
        "openai: another name",
        openai_error(
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens'.",
            "max_tokens",
            "unsupported_parameter",
        ),
        [Repair("max_tokens", "max_completion_tokens")],
    ),
    (
        "openai: a value",
        openai_error("Invalid 'temperature': decimal above maximum value.", "temperature", "decimal_above_max_value"),
        [Repair("temperature")],
    ),
    (
        "openai: a cap that is too high",
        openai_error(
            "max_tokens is too large: 99999. This model supports at most 16384.", "max_tokens", "invalid_value"
        ),
        [Repair("max_tokens")],
    ),
    (
        "gemini: a list, several names",
        [
            {
                "error": {
                    "code": 400,
                    "message": 'Invalid JSON payload received. Unknown name "seed": Cannot find field.\n'
                    'Invalid JSON payload received. Unknown name "store": Cannot find field.',
                    "status": "INVALID_ARGUMENT",
                }
            }
        ],
        [Repair("seed"), Repair("store")],
    ),
    (
        "groq: in words only",
        openai_error("property 'store' is unsupported, did you mean 'stop'?"),
        [Repair("store")],
    ),
    (
        "mistral: validation",
        {"detail": [{"type": "extra_forbidden", "loc": ["body", "store"], "msg": "Extra inputs are not permitted"}]},
        [Repair("store")],
    ),
    (
        "mistral: validation in a message",
        {
            "object": "error",
            "message": {"detail": [{"type": "extra_forbidden", "loc": ["body", "max_tokens"], "msg": "Extra inputs"}]},
            "type": "invalid_request_error",
            "param": None,
        },
        [Repair("max_tokens", "max_completion_tokens")],
    ),
    (
        "mistral: validation in a message that is JSON in a string",
        {"object": "error", "message": json.dumps({"detail": [{"type": "extra_forbidden", "loc": ["body", "store"]}]})},
        [Repair("store")],
    ),
    (
        "xai: camel case in a string",
        {
            "code": "Client specified an invalid argument",
            "error": "Argument not supported on this model: presencePenalty",
        },
        [Repair("presence_penalty")],
    ),
    (
        "xai: other words",
        {"code": "x", "error": "Model grok-4 does not support parameter presencePenalty"},
        [Repair("presence_penalty")],
    ),
    ("moonshot", openai_error("invalid temperature: only 1 is allowed for this model"), [Repair("temperature")]),
    ("claude", openai_error("`temperature` is deprecated for this model."), [Repair("temperature")]),
    ("a name that was not sent", openai_error("Unknown parameter: 'store_me'.", "store_me"), []),
    ("the messages", openai_error("Invalid type for 'messages'.", "messages"), []),
    ("the model", openai_error("Unsupported parameter: 'model'", "model"), []),
    ("nothing named", openai_error("Bad request"), []),
    ("a web page", "<html><body>400 Bad Request</body></html>", []),
    ("nothing at all", "", []),
]


@pytest.mark.parametrize(("name", "error", "repairs"), REFUSALS, ids=[row[0] for row in REFUSALS])
def test_which_parameter_was_refused(name: str, error: Any, repairs: list[Repair]) -> None:
    assert find_repair(SENT, error, []) == repairs
    # nothing is repaired twice
    assert find_repair(SENT, error, repairs) == []


async def test_a_refused_parameter_is_dropped_once_and_remembered(stub: StubServer) -> None:
    connections = Connections()
    refusal = openai_error("Unsupported value: 'temperature' does not support 0.5 with this model.", "temperature")
    stub.say(Reply(400, refusal), completion("one"), completion("two"))
    async with APIFactory("m", base_url=stub.url, connections=connections) as model:
        first = await model.acall(ASK, temperature=0.5, top_p=0.9)
        second = await model.acall(ASK, temperature=0.5, top_p=0.9)
    async with APIFactory("m", base_url=stub.url, connections=connections) as again:
        await again.acall(ASK, temperature=0.5)
    async with APIFactory("another", base_url=stub.url, connections=connections) as other:
        await other.acall(ASK, temperature=0.5)
    assert [sorted(seen.body) for seen in stub.seen] == [
        ["messages", "model", "temperature", "top_p"],
        ["messages", "model", "top_p"],
        ["messages", "model", "top_p"],
        ["messages", "model"],
        ["messages", "model", "temperature"],
    ]
    assert (first.text, second.text) == ("one", "two")
    assert first.notes == second.notes == ("temperature left out: the server refused it",)
    assert first.attempts == 2
    # the refused attempt is an entry of its own, and cost nothing
    entries = model.ledger.entries
    assert [(entry.call, entry.attempt, entry.outcome, entry.status) for entry in entries] == [
        (1, 1, "failed", 400),
        (1, 2, "answered", None),
        (2, 1, "answered", None),
    ]


async def test_the_cap_is_sent_under_its_other_name_and_then_not_at_all(stub: StubServer) -> None:
    def refuse(name: str) -> Reply:
        detail = [{"type": "extra_forbidden", "loc": ["body", name], "msg": "Extra inputs are not permitted"}]
        return Reply(422, {"detail": detail})

    stub.say(refuse("max_tokens"), refuse("max_completion_tokens"), completion("done"))
    async with APIFactory("m", base_url=stub.url, connections=Connections()) as model:
        done = await model.acall(ASK, max_tokens=9)
    caps = [{k: v for k, v in seen.body.items() if "tokens" in k} for seen in stub.seen]
    assert caps == [{"max_tokens": 9}, {"max_completion_tokens": 9}, {}]
    assert done.notes == (
        "max_tokens sent as max_completion_tokens: the server refused it",
        "max_completion_tokens left out: the server refused it",
    )


async def test_a_request_that_is_refused_for_other_reasons_is_sent_once(stub: StubServer) -> None:
    stub.say(Reply(400, openai_error("Something is wrong", "tools")))
    async with APIFactory("m", base_url=stub.url, connections=Connections()) as model:
        with pytest.raises(BadRequest, match="Something is wrong"):
            await model.acall(ASK, temperature=0.5)
    assert len(stub.seen) == 1


async def test_too_long_is_no_matter_of_a_parameter(stub: StubServer) -> None:
    stub.say(
        Reply(400, openai_error("This model's maximum context length is 50 tokens.", "max_tokens", "invalid_value"))
    )
    async with APIFactory("m", base_url=stub.url, connections=Connections()) as model:
        with pytest.raises(ContextTooLong):
            await model.acall(ASK, max_tokens=9)
    assert len(stub.seen) == 1
