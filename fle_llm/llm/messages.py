"""The caller's messages, made fit to send, on a copy.

Blank messages are left out, neighbours of one role are joined, keys that only some servers know are left behind (Groq
and Mistral refuse them), and pictures are left out for a model that takes none. The caller's own list is never changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fle_llm.llm.tokens import text_of

SENT_KEYS = ("role", "content", "tool_calls", "tool_call_id")
JOINT = "\n\n"


def prepare_messages(
    messages: Iterable[Mapping[str, Any]], *, images: bool = True
) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the messages to send and notes on what was left out of them.

    Raises ValueError for a message without a role, or when nothing is left to send.
    """
    prepared: list[dict[str, Any]] = []
    pictures = 0
    for number, message in enumerate(messages):
        if not isinstance(message.get("role"), str):
            raise ValueError(f"message {number} has no role: {message!r:.200}")
        content, left_out = _content(message.get("content"), images)
        pictures += left_out
        copy = {key: message[key] for key in SENT_KEYS if message.get(key) is not None} | {"content": content}
        if _blank(content) and copy["role"] != "tool":
            if not copy.get("tool_calls"):
                continue
            del copy["content"]  # a call need not say anything, and some servers refuse an empty text
        if prepared and _joinable(prepared[-1], copy):
            prepared[-1]["content"] = _joined(prepared[-1]["content"], content)
        else:
            prepared.append(copy)
    if not prepared:
        raise ValueError("there is nothing to send: every message is blank")
    last = prepared[-1]
    if last["role"] == "assistant" and isinstance(last.get("content"), str):
        last["content"] = last["content"].rstrip()  # Anthropic refuses trailing whitespace there
    notes = [f"{pictures} image(s) left out: the model's row says it takes none"] if pictures else []
    return prepared, notes


def _content(content: Any, images: bool) -> tuple[Any, int]:
    """The content to send (text, or a list of parts) and the number of pictures left out of it."""
    if not isinstance(content, list):
        return _sendable("" if content is None else str(content)), 0
    parts: list[Any] = []
    pictures = 0
    for part in content:
        text = part if isinstance(part, str) else text_of(part)
        if text is not None:
            if not _blank(text):
                parts.append({"type": "text", "text": _sendable(text)})
        elif images:
            parts.append(dict(part))
        else:
            pictures += 1
    if all(part["type"] == "text" for part in parts):
        # Some servers refuse lists where text would do.
        return JOINT.join(part["text"] for part in parts), pictures
    return parts, pictures


def _sendable(text: str) -> str:
    """The text with half character pairs replaced: program output may hold them, UTF-8 cannot."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _blank(content: str | list[Any]) -> bool:
    return not content or (isinstance(content, str) and content.isspace())


def _joinable(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    special = ("tool_calls", "tool_call_id")
    return before["role"] == after["role"] != "tool" and not any(key in before or key in after for key in special)


def _joined(before: str | list[Any], after: str | list[Any]) -> str | list[Any]:
    if isinstance(before, str) and isinstance(after, str):
        return before + JOINT + after
    return [*_parts(before), *_parts(after)]


def _parts(content: str | list[Any]) -> list[Any]:
    return [{"type": "text", "text": content}] if isinstance(content, str) else content
