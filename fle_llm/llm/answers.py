"""Reading a chat completion, of which nothing is certain.

A 200 may hold a web page, an error object, no choices, content as null or as a list of parts. `read_answer` takes the
body as it came and returns an `Answer` or raises the error that fits. Reasoning is kept apart from the text, and the
finish reasons of all dialects are brought to six words, with the raw one beside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

from fle_llm.llm.errors import CallFailed, ContentRefused, ContextTooLong, ServerFailed
from fle_llm.llm.failures import error_text, failure_of, malformed
from fle_llm.llm.reading import usage_within
from fle_llm.llm.routing import Route
from fle_llm.llm.stream import Assembly, assemble, is_stream

FinishReason = Literal["stop", "length", "tool_calls", "content_filter", "error", "unknown"]

_FINISH: Mapping[str, FinishReason] = {
    "stop": "stop",
    "eos": "stop",
    "eos_token": "stop",
    "end_turn": "stop",
    "stop_sequence": "stop",
    "complete": "stop",
    "length": "length",
    "max_tokens": "length",
    "model_length": "length",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "tool_use": "tool_calls",
    "content_filter": "content_filter",
    "safety": "content_filter",
    "recitation": "content_filter",
    "prohibited_content": "content_filter",
    "refusal": "content_filter",
    "sensitive": "content_filter",
    "error": "error",
    "network_error": "error",
    "insufficient_system_resource": "error",
}
_CLOSED_THOUGHT = re.compile(r"\s*<(think|thinking|thought)>(.*?)</\1>\s*", re.DOTALL)
_OPEN_THOUGHT = re.compile(r"\s*<(think|thinking|thought)>(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers: its text, the reasoning apart from it, and how it ended."""

    text: str
    reasoning: str
    finish_reason: FinishReason
    finish_reason_raw: str | None
    tool_calls: list[dict[str, Any]] = field(default_factory=list)
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A chat completion, read: its choices in order, and the whole decoded body."""

    choices: list[Choice]
    body: dict[str, Any]

    @property
    def empty(self) -> bool:
        """Whether the model did nothing at all: no text, no thought, no call, not one token."""
        first = self.choices[0]
        usage = self.body.get("usage")
        produced = usage.get("completion_tokens") if isinstance(usage, Mapping) else None
        spoke = first.text.strip() or first.reasoning or first.tool_calls or first.refusal
        return not spoke and first.finish_reason == "stop" and not produced


def read_answer(route: Route, content: bytes, headers: Mapping[str, str], stream: Assembly | None = None) -> Answer:
    """Read the body of a 200, streamed or not. Raises MalformedAnswer, or the class of the error that it holds.

    `stream` is the body's assembly, where it was put together while it came.
    """
    if stream is not None:
        return _read_body(route, stream.whole(route, headers), content, headers)
    if is_stream(content, headers):
        return _read_body(route, assemble(route, content, headers), content, headers)
    try:
        body = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        text = content.decode("utf-8", "replace")
        found = "a web page instead of an answer" if text.lstrip().startswith("<") else f"no complete JSON ({error})"
        raise malformed(route, found, text, headers, usage_within(text)) from None
    if not isinstance(body, dict):
        raise malformed(route, "JSON that is no object", content.decode("utf-8", "replace"), headers)
    return _read_body(route, body, content, headers)


def _read_body(route: Route, body: dict[str, Any], content: bytes, headers: Mapping[str, str]) -> Answer:
    raw_choices = body.get("choices")
    if not isinstance(raw_choices, list) or not raw_choices or not all(isinstance(c, dict) for c in raw_choices):
        if body.get("error") or body.get("object") == "error":
            raise _error_inside(route, body, headers, body)
        raise malformed(route, "an answer without choices", content.decode("utf-8", "replace"), headers, body)
    choices = []
    for raw in sorted(raw_choices, key=_index):
        choice = _read_choice(raw)
        if choice.finish_reason == "error":
            said = raw if raw.get("error") else {"error": f"finish reason {choice.finish_reason_raw}"}
            raise _error_inside(route, said, headers, body)
        choices.append(choice)
    return Answer(choices, body)


def _error_inside(
    route: Route, body: Mapping[str, Any], headers: Mapping[str, str], answer: Mapping[str, Any]
) -> CallFailed:
    """The error for an error object inside a 200: by its code if that is an HTTP status, else as a server's failure."""
    error = body.get("error")
    code = error.get("code") if isinstance(error, Mapping) else body.get("code")
    status = int(code) if isinstance(code, int | str) and re.fullmatch(r"[45]\d\d", str(code)) else None
    if status is not None:
        return failure_of(route, status, dict(body), headers, answer=answer)
    probe = failure_of(route, 400, dict(body), headers, answer=answer)
    if isinstance(probe, ContextTooLong | ContentRefused):  # said in words rather than by a code
        return probe
    return ServerFailed(
        f"POST {route.describe()}",
        f"an error inside a 200: {error_text(body)}",
        status=200,
        body=probe.body,
        retry_after_s=probe.retry_after_s,
        request_id=probe.request_id,
        billable=True,
        reported=answer,
    )


def _index(raw: Mapping[str, Any]) -> int:
    index = raw.get("index")
    return index if isinstance(index, int) else 0


def _read_choice(raw: Mapping[str, Any]) -> Choice:
    message = raw.get("message")
    message = message if isinstance(message, Mapping) else {}
    text, thoughts = _read_content(message.get("content"))
    reasoning = _separate_reasoning(message) or thoughts
    text, inline = split_thoughts(text)
    raw_calls = message.get("tool_calls")
    calls = [call for call in raw_calls if isinstance(call, dict)] if isinstance(raw_calls, list) else []
    refusal = message.get("refusal")
    refusal = refusal if isinstance(refusal, str) and refusal else None
    raw_reason = raw.get("finish_reason")
    return Choice(
        text=text,
        reasoning=reasoning or inline,
        finish_reason=normal_finish(raw_reason, has_calls=bool(calls), refused=refusal is not None),
        finish_reason_raw=None if raw_reason is None else str(raw_reason),
        tool_calls=calls,
        refusal=refusal,
    )


def normal_finish(raw: object, *, has_calls: bool = False, refused: bool = False) -> FinishReason:
    """One of six words for a provider's finish reason; calls and refusals decide over what it says."""
    if refused:
        return "content_filter"
    known = "stop" if raw is None else _FINISH.get(str(raw).lower(), "unknown")
    return "tool_calls" if has_calls and known in {"stop", "unknown"} else known


def split_thoughts(text: str) -> tuple[str, str]:
    """Separate a leading <think> block (or <thinking>, <thought>) from the text; returns (text, reasoning).

    A block that was never closed is all reasoning; a lone </think> closes one that the server's template opened.
    """
    closed = _CLOSED_THOUGHT.match(text)
    if closed:
        return text[closed.end() :], closed.group(2).strip()
    opened = _OPEN_THOUGHT.match(text)
    if opened:
        return "", opened.group(2).strip()
    before, closing, after = text.partition("</think>")
    if closing and "<think>" not in before and "```" not in before:
        return after.lstrip(), before.strip()
    return text, ""


def _read_content(content: Any) -> tuple[str, str]:
    """Text and thinking out of null, a string, or a list of parts."""
    if isinstance(content, str):
        return content, ""
    if not isinstance(content, list):
        return "", ""
    texts, thoughts = [], []
    for part in content:
        if isinstance(part, str):
            texts.append(part)
        elif isinstance(part, Mapping):
            kind = part.get("type")  # of any type, so not for a set
            if kind in ("thinking", "reasoning"):
                thoughts += list(_strings(part.get("thinking") or part.get("text")))
            elif kind in ("text", "output_text"):
                texts += list(_strings(part.get("text")))
    return "".join(texts), "".join(thoughts)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item.get("text") if isinstance(item, Mapping) else item)


def _separate_reasoning(message: Mapping[str, Any]) -> str:
    """Reasoning that came beside the content, under the names in use."""
    for key in ("reasoning_content", "reasoning"):
        value = message.get(key)
        if isinstance(value, str) and value:
            return value
    details = message.get("reasoning_details")
    if not isinstance(details, list):
        return ""
    parts = (detail.get("text") or detail.get("summary") for detail in details if isinstance(detail, Mapping))
    return "".join(part for part in parts if isinstance(part, str))
