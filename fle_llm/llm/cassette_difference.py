"""What differs between the request that was recorded and the one that was made, in lines that a person can read."""

from __future__ import annotations

import json
from typing import Any


def differences(recorded: Any, asked: Any) -> list[str]:
    """Where two requests (vcrpy's, with canonical bodies) differ, one line each."""
    lines = _differences(_decoded(recorded.body), _decoded(asked.body), "body")
    if (recorded.method, recorded.uri) != (asked.method, asked.uri):
        lines.insert(0, f"request: recorded {recorded.method} {recorded.uri}, asked {asked.method} {asked.uri}")
    return lines


def _decoded(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")


def last_message(body: bytes) -> str:
    """A request in a few words: how many messages, and how the last one begins."""
    decoded = _decoded(body)
    messages = decoded.get("messages") if isinstance(decoded, dict) else None
    if not isinstance(messages, list) or not messages or not isinstance(messages[-1], dict):
        return _short(decoded)
    return f"{len(messages)} messages, the last {_short(messages[-1].get('content'))}"


def _short(value: Any, around: int = 0) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    start = max(0, around - 30)
    cut = text[start : start + 100]
    return repr(("..." if start else "") + cut + ("..." if start + 100 < len(text) else ""))


def _differences(recorded: Any, asked: Any, where: str) -> list[str]:
    """Where two decoded bodies differ, one line each."""
    if isinstance(recorded, dict) and isinstance(asked, dict):
        lines = []
        for key in sorted(recorded.keys() | asked.keys()):
            if key not in asked:
                lines.append(f"{where}.{key}: recorded {_short(recorded[key])}, asked nothing")
            elif key not in recorded:
                lines.append(f"{where}.{key}: recorded nothing, asked {_short(asked[key])}")
            else:
                lines += _differences(recorded[key], asked[key], f"{where}.{key}")
        return lines
    if isinstance(recorded, list) and isinstance(asked, list):
        both = zip(recorded, asked, strict=False)
        lines = [line for i, (old, new) in enumerate(both) for line in _differences(old, new, f"{where}[{i}]")]
        if len(recorded) != len(asked):
            lines.append(f"{where}: recorded {len(recorded)} items, asked {len(asked)}")
        return lines
    if recorded == asked:
        return []
    at = 0
    if isinstance(recorded, str) and isinstance(asked, str):
        pairs = zip(recorded, asked, strict=False)
        at = next((i for i, (old, new) in enumerate(pairs) if old != new), min(len(recorded), len(asked)))
    return [f"{where}: recorded {_short(recorded, at)}, asked {_short(asked, at)}"]
