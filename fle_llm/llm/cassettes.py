"""Cassettes: recorded model sessions, to replay without key and network, and to read.

with recording("session.yaml"):   ...   APIFactory(...) inside is recorded
with replaying("session.yaml"):   ...   the same calls, answered from the file

python -m fle_llm.llm.cassettes show FILE      the conversation, as text
python -m fle_llm.llm.cassettes scan FILE...   anything like a key? (exit status 1 if so)
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from fle_llm.llm.cassette_format import SERIALIZER, Persister
from fle_llm.llm.cassette_session import CassetteSession, current_session, recording, replaying
from fle_llm.llm.errors import CassetteError
from fle_llm.llm.redaction import secrets_in

__all__ = ["CassetteSession", "Finding", "current_session", "find_secrets", "recording", "replaying", "show"]


class Finding(msgspec.Struct, frozen=True):
    """Something like a key in a file: where, and what it looks like. The text itself is not repeated."""

    path: str
    line: int
    what: str


def find_secrets(path: str | os.PathLike[str]) -> list[Finding]:
    """Everything like a key in a file, or in all files below a folder. Raises FileNotFoundError."""
    root = Path(path)
    if not root.exists():
        raise FileNotFoundError(f"nothing to scan at {root}")
    files = sorted(file for file in root.rglob("*") if file.is_file()) if root.is_dir() else [root]
    found = []
    for file in files:
        text = file.read_text(encoding="utf-8", errors="replace")
        found += [Finding(str(file), text.count("\n", 0, at) + 1, what) for what, at in secrets_in(text)]
    return found


def show(path: str | os.PathLike[str]) -> str:
    """The session on a cassette as text: of each request only what is new in it, and the answer."""
    requests, responses = Persister.load_cassette(str(path), SERIALIZER)[:2]
    lines: list[str] = []
    before: list[Any] = []
    for number, (request, response) in enumerate(zip(requests, responses, strict=True), start=1):
        body = _decoded(request.body)
        messages = body.get("messages", []) if isinstance(body, dict) else []
        model = body.get("model", "?") if isinstance(body, dict) else "?"
        same = _same_beginning(before, messages)
        lines.append(f"=== {number}. {request.method} {request.uri}  {model}")
        if same:
            lines.append(f"--- {same} message(s) as before")
        for message in messages[same:]:
            lines += [f"--- {message.get('role', '?')}", _content(message.get("content"))]
        lines += [f"--- answer, status {response['status']['code']}", *_answer(response["body"]["string"])]
        before = messages
    return "\n".join(lines) + "\n"


def _answer(body: bytes) -> Iterator[str]:
    decoded = _decoded(body)
    choices = decoded.get("choices") if isinstance(decoded, dict) else None
    if not isinstance(choices, list) or not choices:
        yield _content(decoded)
        return
    for choice in choices:
        message = choice.get("message") or {}
        yield _content(message.get("content"))
        yield f"(finish reason {choice.get('finish_reason')}, usage {json.dumps(decoded.get('usage'))})"


def _content(content: Any) -> str:
    return content if isinstance(content, str) else json.dumps(content, indent=1, ensure_ascii=False)


def _decoded(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")


def _same_beginning(before: Sequence[Any], now: Sequence[Any]) -> int:
    pairs = zip(before, now, strict=False)
    return next((i for i, (old, new) in enumerate(pairs) if old != new), min(len(before), len(now)))


def main(arguments: Sequence[str]) -> int:
    """The command line; returns the exit status."""
    usage = "usage: python -m fle_llm.llm.cassettes show FILE | scan FILE...\n"
    match list(arguments):
        case ["show", path]:
            try:
                sys.stdout.write(show(path))
            except CassetteError as error:
                sys.stderr.write(f"{error}\n")
                return 1
            return 0
        case ["scan", *paths] if paths:
            findings = [finding for path in paths for finding in find_secrets(path)]
            for finding in findings:
                sys.stdout.write(f"{finding.path}:{finding.line}: {finding.what}\n")
            return 1 if findings else 0
        case _:
            sys.stderr.write(usage)
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
