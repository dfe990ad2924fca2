"""Reading answers: finish reasons, reasoning, content in all its shapes, and 200s that are none."""

from __future__ import annotations

import json
from typing import Any

import pytest
from llm_stub import completion

from fle_llm.llm.answers import Answer, normal_finish, read_answer, split_thoughts
from fle_llm.llm.errors import (
    CallFailed,
    ContextTooLong,
    MalformedAnswer,
    OutOfCredit,
    RateLimited,
    ServerFailed,
)
from fle_llm.llm.providers import load_catalogue
from fle_llm.llm.routing import find_route

ROUTE = find_route("m", load_catalogue(), base_url="http://127.0.0.1:1/api")


def read(body: Any) -> Answer:
    return read_answer(ROUTE, body if isinstance(body, bytes) else json.dumps(body).encode(), {})


FINISH = {
    "stop": ["stop", "eos", "eos_token", "end_turn", "stop_sequence", "COMPLETE", "STOP", None],
    "length": ["length", "max_tokens", "MAX_TOKENS", "model_length"],
    "tool_calls": ["tool_calls", "function_call", "tool_use"],
    "content_filter": ["content_filter", "SAFETY", "RECITATION", "PROHIBITED_CONTENT", "refusal", "sensitive"],
    "error": ["error", "network_error", "insufficient_system_resource"],
    "unknown": ["gave_up", "", 7],
}


@pytest.mark.parametrize(("normal", "raw"), [(normal, raw) for normal, raws in FINISH.items() for raw in raws])
def test_finish_reasons(normal: str, raw: Any) -> None:
    assert normal_finish(raw) == normal


def test_calls_decide_over_a_finish_reason_that_says_stop() -> None:
    assert normal_finish("stop", has_calls=True) == "tool_calls"
    assert normal_finish("length", has_calls=True) == "length"


def test_the_raw_finish_reason_is_kept() -> None:
    choice = read(completion("x", finish_reason="eos")).choices[0]
    assert (choice.finish_reason, choice.finish_reason_raw) == ("stop", "eos")


# message, text, reasoning
MESSAGES: list[tuple[dict[str, Any], str, str]] = [
    ({"content": "plain"}, "plain", ""),
    ({"content": "", "reasoning_content": "because"}, "", "because"),
    ({"content": "x", "reasoning": "because"}, "x", "because"),
    ({"content": "x", "reasoning_details": [{"text": "be"}, {"summary": "cause"}, {"data": "?"}]}, "x", "because"),
    ({"content": None}, "", ""),
    ({}, "", ""),
    ({"content": [{"type": "text", "text": "a"}, {"type": "output_text", "text": "b"}, "c"]}, "abc", ""),
    ({"content": [{"type": "text", "text": None}, {"type": "image"}, 3]}, "", ""),
    (
        {
            "content": [
                {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]},
                {"type": "text", "text": "x"},
            ]
        },
        "x",
        "hm",
    ),
    ({"content": "<think>hm\nhm</think>\n\nx"}, "x", "hm\nhm"),
    ({"content": "<thinking>hm</thinking>x"}, "x", "hm"),
    ({"content": "<thought>hm</thought>x <think>not this</think>"}, "x <think>not this</think>", "hm"),
    ({"content": "<think>never closed"}, "", "never closed"),
    ({"content": "hm</think>x"}, "x", "hm"),
    ({"content": "```python\nprint('</think>')\n```"}, "```python\nprint('</think>')\n```", ""),
    # reasoning that came beside the content is the one that counts
    ({"content": "<think>a</think>x", "reasoning": "b"}, "x", "b"),
    ({"content": {"text": "an object"}}, "", ""),
]


@pytest.mark.parametrize(("message", "text", "reasoning"), MESSAGES)
def test_text_and_reasoning_apart(message: dict[str, Any], text: str, reasoning: str) -> None:
    body = completion()
    body["choices"][0]["message"] = {"role": "assistant", **message}
    choice = read(body).choices[0]
    assert (choice.text, choice.reasoning) == (text, reasoning)


def test_an_answer_that_spent_itself_on_reasoning_is_legal() -> None:
    answer = read(completion(None, finish_reason="length", message={"reasoning": "long"}))
    assert (answer.choices[0].text, answer.choices[0].finish_reason) == ("", "length")
    assert not answer.empty


def test_a_refusal_is_kept_as_content_filter() -> None:
    choice = read(completion(None, message={"refusal": "I cannot."})).choices[0]
    assert (choice.text, choice.refusal, choice.finish_reason) == ("", "I cannot.", "content_filter")


def test_choices_come_in_the_order_of_their_index() -> None:
    body = completion()
    body["choices"] = [
        {"index": 1, "message": {"content": "second"}, "finish_reason": "stop"},
        {"index": 0, "message": {"content": "first"}, "finish_reason": "stop"},
        {"message": None, "finish_reason": None},
    ]
    assert [choice.text for choice in read(body).choices] == ["first", "", "second"]


def test_nothing_at_all_is_told_from_an_empty_text() -> None:
    assert read(completion("", usage={"prompt_tokens": 5, "completion_tokens": 0})).empty
    assert read(completion(None, usage=None)).empty
    assert not read(completion("", usage={"prompt_tokens": 5, "completion_tokens": 9})).empty
    assert not read(completion("x", usage=None)).empty
    assert not read(completion("", finish_reason="length", usage=None)).empty


# body, class, words in the message
NO_ANSWERS: list[tuple[Any, type[CallFailed], str]] = [
    (b"<!DOCTYPE html><html><title>Welcome</title></html>", MalformedAnswer, "web page.*Is /v1 missing"),
    (b"", MalformedAnswer, "no complete JSON.*the body is empty"),
    (b'{"choices": [{"mess', MalformedAnswer, "no complete JSON"),
    (b"\xff\xfe\x00", MalformedAnswer, "no complete JSON"),
    ([1, 2], MalformedAnswer, "no object"),
    ("just a string", MalformedAnswer, "no object"),
    (completion() | {"choices": None}, MalformedAnswer, "without choices"),
    (completion() | {"choices": []}, MalformedAnswer, "without choices"),
    (completion() | {"choices": ["a"]}, MalformedAnswer, "without choices"),
    ({"id": "x"}, MalformedAnswer, "without choices"),
    ({"error": {"message": "overloaded", "code": 502}}, ServerFailed, "inside a 200: overloaded"),
    ({"error": {"message": "slow down", "code": "429"}}, RateLimited, "inside a 200: slow down"),
    ({"error": {"message": "no money", "code": 402}}, OutOfCredit, "no money"),
    ({"error": {"message": "something", "code": None}}, ServerFailed, "something"),
    ({"error": "a bare string"}, ServerFailed, "a bare string"),
    ({"error": {"message": "maximum context length is 10", "code": None}}, ContextTooLong, "maximum context"),
    ({"object": "error", "message": "old vllm", "code": 500}, ServerFailed, "old vllm"),
    (completion("half", finish_reason="error"), ServerFailed, "finish reason error"),
    (
        {"choices": [{"finish_reason": "error", "error": {"message": "upstream died", "code": 503}}]},
        ServerFailed,
        "upstream died",
    ),
]


@pytest.mark.parametrize(("body", "kind", "words"), NO_ANSWERS)
def test_a_200_that_is_no_answer(body: Any, kind: type[CallFailed], words: str) -> None:
    with pytest.raises(CallFailed, match=words) as error:
        read(body)
    assert type(error.value) is kind


def test_thoughts_are_only_split_off_at_the_start() -> None:
    assert split_thoughts("text <think>later</think>") == ("text <think>later</think>", "")
