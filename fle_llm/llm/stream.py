"""Streamed answers, put together to the chat completion they would have been.

Streaming is used where a provider demands it (long answers, some thinking models, proxies that cut quiet connections),
not to show text as it comes: the whole stream is read, then assembled, and from there on it is an answer like any
other. A stream that ends without a finish reason was cut off, whatever else it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from fle_llm.llm.failures import malformed
from fle_llm.llm.routing import Route

_LINE_END = re.compile(r"\r\n|\n|\r")  # and no other: texts may hold what Unicode calls line separators
_JOINED = ("content", "reasoning_content", "reasoning", "refusal")


def is_stream(content: bytes, headers: Mapping[str, str]) -> bool:
    """Whether a body is an event stream; some servers ignore the wish for one and send JSON."""
    return "event-stream" in headers.get("content-type", "") or content.lstrip().startswith((b"data:", b":", b"event:"))


def assemble(route: Route, content: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
    """The chat completion that a stream adds up to. Raises MalformedAnswer if it is broken or was cut off."""
    text = content.decode("utf-8", "replace")
    whole: dict[str, Any] = {}
    choices: dict[int, dict[str, Any]] = {}
    for data in _events(text):
        chunk = _decode(route, data, headers)
        if chunk.get("error") or chunk.get("object") == "error":
            return {"object": "error", **chunk, "choices": None}
        for name, value in chunk.items():
            # Usage comes cumulative on every chunk, or once at the end: the last one counts, and is never added.
            if value is not None and (name == "usage" or (name != "choices" and not whole.get(name))):
                whole[name] = value
        for choice in _objects(chunk.get("choices")):
            _add(choices, choice)
    if not any(choice["finish_reason"] or choice.get("error") for choice in choices.values()):
        raise malformed(route, "a stream that ends without a finish reason", text[-500:], headers)
    return {**whole, "object": "chat.completion", "choices": [choices[index] for index in sorted(choices)]}


def _events(text: str) -> Iterator[str]:
    """The data of each event: lines joined, comments and the closing [DONE] left out."""
    lines: list[str] = []
    for line in [*_LINE_END.split(text), ""]:
        if line.startswith("data:"):
            lines.append(line[5:].removeprefix(" "))
        elif not line and lines:
            data = "\n".join(lines).strip()
            lines = []
            if data and data != "[DONE]":
                yield data


def _decode(route: Route, data: str, headers: Mapping[str, str]) -> dict[str, Any]:
    try:
        chunk = msgspec.json.decode(data)
    except msgspec.DecodeError:
        raise malformed(route, "a stream with a broken event", data, headers) from None
    if not isinstance(chunk, dict):
        raise malformed(route, "a stream with an event that is no object", data, headers)
    return chunk


def _add(choices: dict[int, dict[str, Any]], piece: dict[str, Any]) -> None:
    index = piece["index"] if isinstance(piece.get("index"), int) else 0
    choice = choices.setdefault(index, {"index": index, "message": {"role": "assistant"}, "finish_reason": None})
    choice["finish_reason"] = piece.get("finish_reason") or choice["finish_reason"]
    if piece.get("error"):
        choice["error"] = piece["error"]
    delta = piece.get("delta") or piece.get("message")
    if not isinstance(delta, Mapping):
        return
    message = choice["message"]
    for name in _JOINED:
        value = delta.get(name)
        if isinstance(value, str) and isinstance(message.get(name, ""), str):
            message[name] = message.get(name, "") + value
        elif isinstance(value, str | list):
            message[name] = [*_as_parts(message.get(name)), *_as_parts(value)]
    if isinstance(delta.get("reasoning_details"), list):
        message["reasoning_details"] = [*message.get("reasoning_details", ()), *delta["reasoning_details"]]
    for call in _objects(delta.get("tool_calls")):
        _add_call(message.setdefault("tool_calls", []), call)


def _objects(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _as_parts(content: Any) -> list[Any]:
    if isinstance(content, list):
        return content
    return [{"type": "text", "text": content}] if content else []


def _add_call(calls: list[dict[str, Any]], piece: dict[str, Any]) -> None:
    """Pieces of a call belong together by index; where that is missing, a new id starts a new call."""
    index = piece.get("index")
    known = next((call for call in calls if index is not None and call.get("index") == index), None)
    if known is None and index is None and calls and piece.get("id") in (None, "", calls[-1].get("id")):
        known = calls[-1]
    if known is None:
        known = {"index": index, "id": piece.get("id"), "type": "function", "function": {"name": "", "arguments": ""}}
        calls.append(known)
    known["id"] = known["id"] or piece.get("id")
    function = piece.get("function")
    if isinstance(function, Mapping):
        for name in ("name", "arguments"):
            value = function.get(name)
            if isinstance(value, str):
                known["function"][name] += value
            elif value is not None:
                known["function"][name] = value  # arguments that are an object already
