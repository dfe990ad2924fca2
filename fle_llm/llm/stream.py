"""Streamed answers, put together to the chat completion they would have been.

An `Assembly` takes the bytes as they come and says how far the answer is; `whole` is the completion, and from there on
it is an answer like any other: streaming changes no result. A stream that ends without a finish reason was cut off,
whatever else it says. Nothing that was reported is lost on the way: usage is kept even when the rest is broken.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from fle_llm.llm.failures import malformed
from fle_llm.llm.routing import Route

_LINE_END = re.compile(r"\r\n|\n|\r")  # and no other: texts may hold what Unicode calls line separators
_JOINED = ("content", "reasoning_content", "reasoning", "refusal")
_BEGINNINGS = (b"data:", b":", b"event:")


def is_stream(content: bytes, headers: Mapping[str, str]) -> bool:
    """Whether a body is an event stream; some servers ignore the wish for one and send JSON."""
    return "event-stream" in headers.get("content-type", "") or content.lstrip().startswith(_BEGINNINGS)


def assemble(route: Route, content: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
    """The chat completion that a stream adds up to. Raises MalformedAnswer if it is broken or was cut off."""
    assembly = Assembly()
    assembly.feed(content)
    return assembly.whole(route, headers)


class Assembly:
    """A stream being put together. `size` counts the characters of the answer so far, its reasoning included."""

    def __init__(self) -> None:
        self.size = 0
        self.ended = False  # by [DONE]: nothing that belongs to the answer comes after it
        self.frame: dict[str, Any] = {}
        self._choices: dict[int, dict[str, Any]] = {}
        self._error: dict[str, Any] | None = None
        self._broken: tuple[str, str] | None = None  # the first thing that is wrong: what, and where
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._partial: list[str] = []
        self._data: list[str] = []
        self._recent = ""

    @property
    def finished(self) -> bool:
        """Whether a finish reason was seen: the answer is whole, though usage may follow."""
        return any(choice["finish_reason"] or choice.get("error") for choice in self._choices.values())

    def feed(self, content: bytes) -> None:
        """Take the next bytes; they may begin and end anywhere."""
        text = self._decode(content)
        self._recent = (self._recent + text)[-500:]
        self._partial.append(text)
        if "\n" not in text and "\r" not in text:
            return
        # A carriage return at the end may be half a line end.
        pending = "".join(self._partial)
        *lines, rest = _LINE_END.split(pending)
        if pending.endswith("\r"):
            rest = f"{lines.pop()}\r"
        self._partial = [rest]
        self._take(lines)

    def whole(self, route: Route, headers: Mapping[str, str]) -> dict[str, Any]:
        """The completion, when nothing more will come. Raises MalformedAnswer if it is broken or was cut off."""
        self._take([*_LINE_END.split("".join([*self._partial, self._decode(b"", True)])), ""])
        self._partial = []
        if self._error is not None:
            return {"object": "error", **self.frame, **self._error, "choices": None}
        if self._broken is not None:
            raise malformed(route, *self._broken, headers, self.frame)
        if not self.finished:
            raise malformed(route, "a stream that ends without a finish reason", self._recent, headers, self.frame)
        choices = [self._choices[index] for index in sorted(self._choices)]
        return {**self.frame, "object": "chat.completion", "choices": choices}

    def _take(self, lines: list[str]) -> None:
        for line in lines:
            if line.startswith("data:"):
                self._data.append(line[5:].removeprefix(" "))
            elif not line and self._data:
                data = "\n".join(self._data).strip()
                self._data = []
                if data == "[DONE]":
                    self.ended = True
                elif data:
                    self._add_event(data)

    def _add_event(self, data: str) -> None:
        try:
            chunk = msgspec.json.decode(data)
        except msgspec.DecodeError:
            self._broken = self._broken or ("a stream with a broken event", data)
            return
        if not isinstance(chunk, dict):
            self._broken = self._broken or ("a stream with an event that is no object", data)
            return
        if self._error is None and (chunk.get("error") or chunk.get("object") == "error"):
            self._error = chunk
        for name, value in chunk.items():
            # Usage comes cumulative on every chunk, or once at the end: the last one counts, and is never added.
            if value is not None and (name == "usage" or (name != "choices" and not self.frame.get(name))):
                self.frame[name] = value
        for choice in _objects(chunk.get("choices")):
            self.size += _add(self._choices, choice)


def _add(choices: dict[int, dict[str, Any]], piece: dict[str, Any]) -> int:
    """Add a piece to its choice; returns how many characters it brought."""
    index = piece["index"] if isinstance(piece.get("index"), int) else 0
    choice = choices.setdefault(index, {"index": index, "message": {"role": "assistant"}, "finish_reason": None})
    choice["finish_reason"] = piece.get("finish_reason") or choice["finish_reason"]
    if piece.get("error"):
        choice["error"] = piece["error"]
    delta = piece.get("delta") or piece.get("message")
    if not isinstance(delta, Mapping):
        return 0
    message, size = choice["message"], 0
    for name in _JOINED:
        value = delta.get(name)
        if isinstance(value, str) and isinstance(message.get(name, ""), str):
            message[name] = message.get(name, "") + value
        elif isinstance(value, str | list):
            message[name] = [*_as_parts(message.get(name)), *_as_parts(value)]
        size += sum(map(len, _texts(value)))
    if isinstance(delta.get("reasoning_details"), list):
        message["reasoning_details"] = [*message.get("reasoning_details", ()), *delta["reasoning_details"]]
        size += sum(map(len, _texts(delta["reasoning_details"]))) if not size else 0
    for call in _objects(delta.get("tool_calls")):
        _add_call(message.setdefault("tool_calls", []), call)
        size += sum(map(len, _texts(call.get("function"))))
    return size


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, Mapping):
        for name in ("text", "thinking", "summary", "name", "arguments"):
            yield from _texts(value.get(name))


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
            if isinstance(value, str) and isinstance(known["function"][name], str):
                known["function"][name] += value
            elif value is not None:
                known["function"][name] = value  # arguments that are an object already
