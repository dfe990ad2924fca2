"""The body of a chat request, and its repair when a server refuses a parameter.

Only what the caller set is sent, under the names the row gives; None never is. When a 400 or 422 names a parameter that
was sent, it is dropped (or, for the cap on the answer, renamed) once, and the same is done for every later request to
that model: `Repairs` is the memory of a run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from fle_llm.llm.failures import error_text
from fle_llm.llm.routing import Route

CAPS = ("max_tokens", "max_completion_tokens")
STREAMED = {"stream": True, "stream_options": {"include_usage": True}}
_UNTOUCHABLE = frozenset({"model", "messages", "stream"})
_STREAM_ONLY = re.compile(r"(?i)only supports? stream|requires? stream|stream(?:ing)? is required|must be streamed")


class Repair(msgspec.Struct, frozen=True):
    """A parameter that a model refused, and the name to send it under instead (None: not at all).

    With `added`, the parameter is one that the model demands.
    """

    name: str
    instead: str | None = None
    added: bool = False

    @property
    def note(self) -> str:
        """What is written into the record."""
        if self.added:
            return f"{self.name} added: the server demands it"
        what = "left out" if self.instead is None else f"sent as {self.instead}"
        return f"{self.name} {what}: the server refused it"


class Repairs:
    """What was learned about parameters, by (base URL, model id); kept for a run."""

    def __init__(self) -> None:
        self._learned: dict[tuple[str, str], list[Repair]] = {}

    def of(self, route: Route) -> Sequence[Repair]:
        """What is known about the route's model so far, in the order it was learned."""
        return tuple(self._learned.get((route.base_url, route.model_id), ()))

    def learn(self, route: Route, repair: Repair) -> None:
        """Remember a repair; one that is known already is not entered twice."""
        learned = self._learned.setdefault((route.base_url, route.model_id), [])
        if repair not in learned:
            learned.append(repair)


def build_body(
    route: Route,
    messages: Sequence[Mapping[str, Any]],
    settings: Mapping[str, Any],
    extra_body: Mapping[str, Any] | None = None,
    repairs: Sequence[Repair] = (),
) -> tuple[dict[str, Any], list[str]]:
    """The request body for `settings` (temperature, max_tokens, reasoning_effort, ...) and notes on what was left out.

    Later sources win: the settings, the row's extra_body, the caller's `extra_body`; then the repairs are applied.
    """
    provider, model_id = route.provider, route.model_id
    body: dict[str, Any] = {"model": model_id, "messages": list(messages)}
    notes: list[str] = []
    for name, value in settings.items():
        if value is None:
            continue
        if not provider.supported(name, model_id):
            notes.append(f"{name} left out: the row of {provider.name} says {model_id} does not take it")
            continue
        sent_as = provider.token_parameter_of(model_id) if name == "max_tokens" else provider.rename.get(name, name)
        _put(body, sent_as, value)
    for addition in (route.extra_body, extra_body or {}):
        for name, value in addition.items():
            if value is not None:
                known = body.get(name)
                body[name] = {**known, **value} if isinstance(known, dict) and isinstance(value, Mapping) else value
    if streamed(route, settings):
        body |= STREAMED
    for repair in repairs:
        if repair.added:
            body |= STREAMED
            notes.append(repair.note)
        elif repair.name in body:
            value = body.pop(repair.name)
            if repair.instead is not None:
                body[repair.instead] = value
            notes.append(repair.note)
    return body, notes


def streamed(route: Route, settings: Mapping[str, Any]) -> bool:
    """Whether the row wants this answer as a stream: always (0), or above a number of tokens."""
    above = route.provider.stream_above
    return above is not None and (above == 0 or (settings.get("max_tokens") or 0) > above)


def find_repair(body: Mapping[str, Any], error_body: Any, tried: Sequence[Repair]) -> list[Repair]:
    """What to change in a request that was refused with 400 or 422; empty when nothing that was sent is named.

    `error_body` is the decoded response, `tried` what is already repaired: a parameter is never repaired twice.
    """
    text = error_text(error_body)
    named = [name for name in _refused_names(error_body, text) if name in body and name not in _UNTOUCHABLE]
    known = {repair.name for repair in tried}
    repairs = []
    if _STREAM_ONLY.search(text) and "stream" not in body and "stream" not in known:
        return [Repair("stream", added=True)]
    for name in dict.fromkeys(named):
        if name in known:
            continue
        other = next((cap for cap in CAPS if cap != name), None) if name in CAPS else None
        swap = other is not None and other not in body and other not in known and _unknown_rather_than_bad(text, other)
        repairs.append(Repair(name, other if swap else None))
    return repairs


def _put(body: dict[str, Any], dotted: str, value: Any) -> None:
    *parents, last = dotted.split(".")
    for parent in parents:
        body = body.setdefault(parent, {})
    body[last] = value


def _unknown_rather_than_bad(text: str, other: str) -> bool:
    """Whether the name is refused (then the other name may do), rather than the value."""
    words = ("unsupported", "not supported", "unknown", "unrecognized", "not permitted", "extra", "deprecated")
    return other in text or any(word in text.lower() for word in words)


_NAMING = [
    re.compile(pattern)
    for pattern in (
        r"Unknown name \"([\w.]+)\"",
        r"(?i)unsupported (?:parameter|value): '([\w.]+)'",
        r"(?i)unrecognized request arguments? supplied: ([\w., ]+)",
        r"(?i)unknown parameter: '([\w.]+)'",
        r"(?i)property '([\w.]+)' is unsupported",
        r"(?i)argument not supported on this model: (\w+)",
        r"(?i)does not support (?:the )?(?:parameter )?['\"`]?(\w+)",
        r"(?i)invalid '?(temperature|top_p|n|seed|stop|presence_penalty|frequency_penalty|reasoning_effort)\b",
        r"(?i)`(\w+)` is (?:deprecated|not supported)",
        r"(?i)['\"`](\w+)['\"`] (?:is|are) not (?:supported|allowed|permitted)",
    )
]


def _refused_names(error_body: Any, text: str) -> list[str]:
    """Every name the error gives, best source first, in our spelling (snake case, first segment)."""
    names: list[str] = []
    error = error_body.get("error") if isinstance(error_body, Mapping) else None
    for holder in (error, error_body):
        if isinstance(holder, Mapping) and isinstance(holder.get("param"), str):
            names.append(holder["param"])
    names += _refused_by_validation(error_body)
    for pattern in _NAMING:
        for found in pattern.findall(text):
            names += found.split(", ")
    return [_snake_case(name.strip().split(".")[0]) for name in names if name.strip()]


def _refused_by_validation(error_body: Any) -> list[str]:
    """Names out of FastAPI's shape, `detail: [{"loc": ["body", "seed"], ...}]`, however it is wrapped."""
    if isinstance(error_body, str):
        try:
            error_body = msgspec.json.decode(error_body)
        except msgspec.DecodeError:
            return []
    if not isinstance(error_body, Mapping):
        return []
    detail = error_body.get("detail")
    if not isinstance(detail, list):
        return _refused_by_validation(error_body.get("message"))
    locations = [item.get("loc") for item in detail if isinstance(item, Mapping)]
    return [str(loc[1]) for loc in locations if isinstance(loc, list) and len(loc) > 1 and loc[0] == "body"]


def _snake_case(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda match: "_" + match.group(1).lower(), name)
