"""From a refused, broken or missing response to the error class that says so.

Providers agree on little here: the error may be an object, a list of one, a bare string, FastAPI's `detail`, a web
page, or sit inside a 200. The classes are in `errors`; what is retried is decided there too (`transient`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec

from fle_llm.llm.errors import (
    AuthenticationFailed,
    BadRequest,
    CallFailed,
    ContentRefused,
    ContextTooLong,
    MalformedAnswer,
    ModelNotFound,
    OutOfCredit,
    PermissionDenied,
    RateLimited,
    ServerFailed,
)
from fle_llm.llm.routing import Route

EXCERPT = 300  # characters of a body that a message shows
KEPT = 20_000  # characters of a body that an error carries

# Wordings for "the prompt does not fit", lower case, as seen from OpenAI, vLLM, DeepSeek, OpenRouter, Groq, Mistral,
# Anthropic, TGI, Together, llama.cpp, Gemini, Cerebras, Cloudflare and SGLang.
_TOO_LONG = (
    "context_length_exceeded",
    "maximum context length",
    "reduce the length",
    "input too large",
    "prompt is too long",
    "exceed context limit",
    "context length",
    "input tokens exceed the configured limit",
    "`inputs` tokens + `max_new_tokens` must be",
    "exceeds the available context size",
    "exceeds the maximum number of tokens allowed",
    "maximum input length is",
    "while limit is",
    "context window limit",
    "max_tokens must be at least 1",
)
_REFUSED = (
    "content_policy_violation",
    "content_filter",
    "invalid_prompt",
    "cyber_policy",
    "data_inspection_failed",
    "responsibleaipolicyviolation",
    "rejected as a result of our safety system",
    "flagged_input",
)
_NO_CREDIT = (
    "insufficient_quota",
    "enforced_spend_limit_reached",
    "billing_hard_limit_reached",
    "billing_error",
    "credit balance is too low",
    "insufficient balance",
    "weight_exceeds_budget",
)
_WAIT_IN_TEXT = re.compile(r"(?i)(?:try again|retry)(?: your request)? (?:in|after) (\d+(?:\.\d+)?) ?(ms|s|m)\b")
_DURATION = re.compile(r"(\d+(?:\.\d+)?)s")


def failure_of(
    route: Route,
    status: int,
    body: bytes | str | Mapping[str, Any] | list[Any],
    headers: Mapping[str, str],
    *,
    answer: Mapping[str, Any] | None = None,
) -> CallFailed:
    """The error for a response that says no, by its status and its body.

    With `answer`, it said so inside a success, the whole of which that is: it may report usage.
    """
    decoded = _decode(body) if isinstance(body, bytes | str) else body
    text = error_text(decoded) or "an empty response"
    found = text if answer is None else f"an error inside a 200: {text}"
    kind, hint = _classify(route, status, decoded, text)
    return kind(
        f"POST {route.describe()}",
        found,
        status=status,
        body=_text(body),
        hint=hint,
        retry_after_s=wait_asked_for(headers, decoded, text),
        request_id=headers.get("x-request-id"),
        billable=answer is not None,
        reported=answer if answer is not None or not isinstance(decoded, Mapping) else decoded,
    )


def malformed(
    route: Route, found: str, body: str, headers: Mapping[str, str], reported: Mapping[str, Any] | None = None
) -> MalformedAnswer:
    """The error for a success that is none: a web page, broken JSON, no choices; `reported` may hold its usage."""
    hint = v1_hint(route) if body.lstrip().startswith("<") else ""
    return MalformedAnswer(
        f"POST {route.describe()}",
        f"{found}: {_excerpt(body) or 'the body is empty'}",
        status=200,
        body=_text(body),
        hint=hint,
        request_id=headers.get("x-request-id"),
        billable=True,
        reported=reported,
    )


def v1_hint(route: Route) -> str:
    """Advice for a URL that leads past the API, when it does not end like most do."""
    path = urlsplit(route.base_url).path
    return "" if "/v1" in path else f"Is /v1 missing from the base URL {route.base_url}?"


def error_text(body: Any) -> str:
    """What a decoded error body says, in one line of bounded length, whatever its shape."""
    return _squeeze(_words(body))[:2000]


def wait_asked_for(headers: Mapping[str, str], body: Any, text: str) -> float | None:
    """Seconds the provider asks to wait: Retry-After-Ms, Retry-After (seconds or a date), or a hint in the body."""
    candidates = (
        _number(headers.get("retry-after-ms"), 1000.0),
        _number(headers.get("retry-after"), 1.0),
        _seconds_until(headers.get("retry-after")),
        _retry_info(body),
        _wait_in(text),
    )
    return next((seconds for seconds in candidates if seconds is not None and seconds > 0), None)


def _classify(route: Route, status: int, body: Any, text: str) -> tuple[type[CallFailed], str]:
    searched = f"{text} {_codes(body)}".lower()
    too_long = any(words in searched for words in _TOO_LONG) and "string_above_max_length" not in searched
    if status in {400, 403, 413, 422} and too_long:
        return ContextTooLong, ""
    if status in {400, 403, 422} and any(words in searched for words in _REFUSED):
        return ContentRefused, ""
    if status == 402 and "in_flight_budget_exhausted" in searched:
        return RateLimited, ""
    if status == 402 or (status in {400, 403, 429} and any(words in searched for words in _NO_CREDIT)):
        return OutOfCredit, ""
    if status == 404:
        return ModelNotFound, v1_hint(route)
    plain: dict[int, type[CallFailed]] = {
        401: AuthenticationFailed,
        403: PermissionDenied,
        408: ServerFailed,
        409: ServerFailed,
        429: RateLimited,
        498: RateLimited,  # Groq: flex capacity exceeded
    }
    if status in plain:
        return plain[status], ""
    if 300 <= status < 400:
        return BadRequest, "The server sends the request elsewhere, which is not followed: use its new URL as base URL"
    return (ServerFailed, "") if status >= 500 else (BadRequest, "")


def _words(body: Any) -> str:
    if isinstance(body, list):
        return _words(body[0]) if body else ""
    if isinstance(body, Mapping):
        return _words_of_object(body)
    if body is None:
        return ""
    text = str(body)
    if text.lstrip().startswith("<"):
        text = re.sub(r"(?s)<(script|style).*?</\1>|<[^>]*>", " ", text)
        return f"a web page: {_squeeze(text)[:EXCERPT]}"
    return text[:EXCERPT]


def _words_of_object(body: Mapping[str, Any]) -> str:
    error = body.get("error")
    if isinstance(error, Mapping):
        metadata = error.get("metadata")
        raw = metadata.get("raw") if isinstance(metadata, Mapping) else None
        words = _words(error)
        return f"{words} ({_words(raw)})" if raw else words
    if error:
        return _words(error)
    for key in ("message", "detail", "msg"):
        value = body.get(key)
        if key == "detail" and isinstance(value, list):
            return "; ".join(_words_of_detail(item) for item in value)
        if value:
            return _words(value)
    return msgspec.json.encode(body).decode()[:EXCERPT]


def _words_of_detail(item: Any) -> str:
    if not isinstance(item, Mapping):
        return _words(item)
    steps = item.get("loc")
    location = ".".join(str(step) for step in steps) if isinstance(steps, list) else ""
    return f"{location}: {item.get('msg', '')}"


def _codes(body: Any) -> str:
    """Codes and types out of an error body, for matching."""
    if isinstance(body, list):
        return _codes(body[0]) if body else ""
    if not isinstance(body, Mapping):
        return ""
    own = [str(body[key]) for key in ("code", "type", "status", "error_code") if isinstance(body.get(key), str)]
    nested = [_codes(body[key]) for key in ("error", "innererror", "metadata", "details") if key in body]
    flagged = ["flagged_input"] if "flagged_input" in body else []
    return " ".join([*own, *nested, *flagged])


def _decode(body: bytes | str) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return body.decode("utf-8", "replace") if isinstance(body, bytes) else body


def _excerpt(text: str) -> str:
    return _squeeze(text)[:EXCERPT]


def _text(body: bytes | str | Mapping[str, Any] | list[Any]) -> str:
    if isinstance(body, bytes):
        return body.decode("utf-8", "replace")[:KEPT]
    return (body if isinstance(body, str) else msgspec.json.encode(body).decode())[:KEPT]


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().rstrip(".")


def _number(value: str | None, divisor: float) -> float | None:
    try:
        return None if value is None else float(value) / divisor
    except ValueError:
        return None


def _seconds_until(value: str | None) -> float | None:
    if value is None:
        return None
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return (when - datetime.now(UTC)).total_seconds()


def _retry_info(body: Any) -> float | None:
    """Gemini: `details: [{"@type": ".../google.rpc.RetryInfo", "retryDelay": "7s"}]`."""
    holder = body[0] if isinstance(body, list) and body else body
    error = holder.get("error") if isinstance(holder, Mapping) else None
    details = error.get("details") if isinstance(error, Mapping) else None
    for detail in details if isinstance(details, list) else ():
        delay = detail.get("retryDelay") if isinstance(detail, Mapping) else None
        match = _DURATION.fullmatch(delay) if isinstance(delay, str) else None
        if match:
            return float(match.group(1))
    return None


def _wait_in(text: str) -> float | None:
    match = _WAIT_IN_TEXT.search(text)
    if match is None:
        return None
    return float(match.group(1)) * {"ms": 0.001, "s": 1.0, "m": 60.0}[match.group(2).lower()]
