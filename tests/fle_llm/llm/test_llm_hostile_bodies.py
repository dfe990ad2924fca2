"""Whatever JSON a server sends: it is an answer or a failed call, never a crash of ours."""

from __future__ import annotations

import contextlib
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fle_llm.llm.answers import read_answer
from fle_llm.llm.errors import CallFailed
from fle_llm.llm.failures import failure_of
from fle_llm.llm.parameters import find_repair
from fle_llm.llm.providers import load_catalogue
from fle_llm.llm.redaction import redact
from fle_llm.llm.routing import find_route
from fle_llm.llm.usage import ADAPTERS, read_usage

ROUTE = find_route("m", load_catalogue(), base_url="http://127.0.0.1:1/v1")
WORDS = [
    *("choices", "message", "content", "finish_reason", "index", "text", "type", "tool_calls", "function", "arguments"),
    *(
        "reasoning",
        "reasoning_content",
        "reasoning_details",
        "refusal",
        "error",
        "code",
        "detail",
        "loc",
        "msg",
        "param",
    ),
    *("metadata", "raw", "details", "retryDelay", "object", "usage", "delta", "name", "id", "summary", "thinking"),
    *("prompt_tokens", "completion_tokens", "total_tokens", "input_tokens", "cost", "cost_details", "is_byok"),
    *("prompt_tokens_details", "completion_tokens_details", "cached_tokens", "reasoning_tokens", "timings", "cache_n"),
]
leaves = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.floats(allow_nan=False), st.text(max_size=8),
    st.sampled_from(["stop", "error", "text", "7s", "429", "<think>", "</think>", "temperature", "body"]),
)  # fmt: skip
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=6),
    max_leaves=15,
)
messages = st.dictionaries(st.sampled_from(WORDS), values, max_size=6)
parts = dict.fromkeys(("content", "tool_calls", "reasoning_details", "reasoning", "refusal"), values)
message = messages | st.fixed_dictionaries({}, optional=parts)
choices = st.fixed_dictionaries(
    {}, optional={"message": message, "delta": message, "finish_reason": leaves, "index": leaves, "error": values}
)
answers = st.fixed_dictionaries(
    {"choices": st.lists(choices, min_size=1, max_size=3) | values},
    optional={"usage": values, "error": values, "timings": values, "object": values},
)  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(answers)
def test_a_body_is_an_answer_or_a_failure(body: Any) -> None:
    with contextlib.suppress(CallFailed):
        answer = read_answer(ROUTE, json.dumps(body).encode(), {})
        assert all(isinstance(choice.text, str) for choice in answer.choices)
        assert isinstance(answer.empty, bool)


@settings(max_examples=30, deadline=None)
@given(st.lists(answers, max_size=4))
def test_a_stream_is_an_answer_or_a_failure(chunks: list[Any]) -> None:
    content = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks).encode()
    with contextlib.suppress(CallFailed):
        read_answer(ROUTE, content, {"content-type": "text/event-stream"})


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=60))
def test_bytes_are_an_answer_or_a_failure(content: bytes) -> None:
    with contextlib.suppress(CallFailed):
        read_answer(ROUTE, content, {})


@settings(max_examples=30, deadline=None)
@given(values, st.sampled_from([400, 401, 403, 404, 422, 429, 500, 503]))
def test_an_error_body_is_an_error_with_words(body: Any, status: int) -> None:
    error = failure_of(ROUTE, status, json.dumps(body).encode(), {})
    assert isinstance(error, CallFailed)
    assert str(status) in str(error)
    sent = {"model": "m", "messages": [], "temperature": 1, "max_tokens": 1}
    assert all(repair.name in sent for repair in find_repair(sent, error.decoded(), []) if not repair.added)


@settings(max_examples=30, deadline=None)
@given(
    st.fixed_dictionaries({"usage": messages | values}, optional={"timings": values}), st.sampled_from(sorted(ADAPTERS))
)
def test_a_usage_block_gives_counts_that_fit_together(body: dict[str, Any], adapter: str) -> None:
    found = read_usage(body, adapter).usage
    counts = (found.input, found.output, found.cached_input, found.cache_write, found.reasoning)
    assert all(count is None or (isinstance(count, int) and count >= 0) for count in counts)
    if found.input is not None:
        assert (found.cached_input or 0) + (found.cache_write or 0) <= found.input


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=200))
def test_redaction_is_done_once(text: str) -> None:
    assert redact(redact(text)) == redact(text)
