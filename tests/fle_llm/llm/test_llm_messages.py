"""What is done to the caller's messages, and that it is done to a copy."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from fle_llm.llm.messages import prepare_messages

PICTURE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}


def text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


def user(content: Any) -> dict[str, Any]:
    return {"role": "user", "content": content}


def assistant(content: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": content}


SYSTEM = {"role": "system", "content": "rules"}

CASES: list[tuple[str, list[dict[str, Any]], list[dict[str, Any]]]] = [
    ("untouched", [SYSTEM, user("a"), assistant("b"), user("c")], [SYSTEM, user("a"), assistant("b"), user("c")]),
    ("blanks go", [SYSTEM, user(""), user("  \n"), user(None), user("a")], [SYSTEM, user("a")]),
    ("neighbours join", [user("a"), user("b"), assistant("c"), assistant("d")], [user("a\n\nb"), assistant("c\n\nd")]),
    ("a blank between two makes them neighbours", [user("a"), assistant(""), user("b")], [user("a\n\nb")]),
    ("parts of text are text", [user([text("a"), text(" "), text("b")])], [user("a\n\nb")]),
    ("a picture stays a part", [user([text("a"), PICTURE])], [user([text("a"), PICTURE])]),
    ("text joins parts", [user("a"), user([PICTURE])], [user([text("a"), PICTURE])]),
    ("parts join text", [user([PICTURE]), user("a")], [user([PICTURE, text("a")])]),
    ("foreign keys stay behind", [user("a") | {"name": "n", "reasoning_content": "r", "cache": 1}], [user("a")]),
    ("no trailing space at the end", [user("a"), assistant("b \n")], [user("a"), assistant("b")]),
    ("half a character pair is replaced", [user("a\ud800b")], [user("a?b")]),
]


@pytest.mark.parametrize(("name", "given", "sent"), CASES, ids=[case[0] for case in CASES])
def test_messages_as_sent(name: str, given: list[dict[str, Any]], sent: list[dict[str, Any]]) -> None:
    before = copy.deepcopy(given)
    prepared, notes = prepare_messages(given)
    assert prepared == sent
    assert given == before
    assert notes == []
    # nor can the caller's list be reached through the copy
    for message in prepared:
        message["content"] = "changed"
    assert given == before


def test_pictures_become_a_note_where_the_model_takes_none() -> None:
    given = [user([text("look"), PICTURE]), assistant("ok"), user([PICTURE]), user("go on")]
    prepared, notes = prepare_messages(given, images=False)
    assert prepared == [user("look"), assistant("ok"), user("go on")]
    assert notes == ["2 image(s) left out: the model's row says it takes none"]


def test_tool_calls_and_their_answers_are_kept_apart() -> None:
    calls = [{"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]
    asked = {"role": "assistant", "content": None, "tool_calls": calls}
    first = {"role": "tool", "tool_call_id": "1", "content": "a"}
    second = {"role": "tool", "tool_call_id": "2", "content": ""}
    prepared, _ = prepare_messages([user("x"), asked, first, second])
    assert prepared == [user("x"), {"role": "assistant", "tool_calls": calls}, first, second]


@pytest.mark.parametrize("messages", [[], [user("")], [user([])], [user([PICTURE])]])
def test_nothing_to_send_is_an_error(messages: list[dict[str, Any]]) -> None:
    with pytest.raises(ValueError, match="nothing to send"):
        prepare_messages(messages, images=False)


def test_a_message_without_a_role_is_named() -> None:
    with pytest.raises(ValueError, match="message 1 has no role"):
        prepare_messages([user("a"), {"content": "b"}])
