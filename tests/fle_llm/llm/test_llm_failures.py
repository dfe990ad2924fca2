"""From responses that say no to errors that say why, and the waits they ask for."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from fle_llm.errors import ProviderError
from fle_llm.llm import errors
from fle_llm.llm.errors import (
    AuthenticationFailed,
    BadRequest,
    BudgetReached,
    CallFailed,
    ContentRefused,
    ContextTooLong,
    MissingKey,
    ModelNotFound,
    OutOfCredit,
    PermissionDenied,
    RateLimited,
    RoutingError,
    ServerFailed,
)
from fle_llm.llm.failures import error_text, failure_of, wait_asked_for
from fle_llm.llm.providers import load_catalogue
from fle_llm.llm.routing import find_route

ROUTE = find_route("gpt-5", load_catalogue())
BARE = find_route("m", load_catalogue(), base_url="http://127.0.0.1:8000")


def said(message: str, **more: Any) -> dict[str, Any]:
    return {"error": {"message": message, **more}}


GATEWAY_PAGE = "<html><head><style>b{}</style></head><body><h1>Bad gateway</h1></body></html>"

# status, body, class, words, whether it is worth another try
FAILURES: list[tuple[int, Any, type[CallFailed], str, bool]] = [
    (400, said("bad thing"), BadRequest, "bad thing", False),
    (401, said("Incorrect API key"), AuthenticationFailed, "Check the key", False),
    (402, said("Insufficient Balance"), OutOfCredit, "Add credit", False),
    (402, said("x", code="in_flight_budget_exhausted"), RateLimited, "x", True),
    (403, said("not in your country"), PermissionDenied, "not in your country", False),
    (403, said("flagged", metadata={"flagged_input": "..."}), ContentRefused, "flagged", False),
    (404, said("The model `gpt-9` does not exist"), ModelNotFound, "gpt-9", False),
    (408, "", ServerFailed, "an empty response", True),
    (409, said("locked"), ServerFailed, "locked", True),
    (413, said("too large", type="request_too_large"), BadRequest, "too large", False),
    (413, said("Please reduce the length of the messages"), ContextTooLong, "reduce the length", False),
    (422, {"detail": [{"loc": ["body", "n"], "msg": "too big"}]}, BadRequest, r"body\.n: too big", False),
    (429, said("Rate limit reached"), RateLimited, "Rate limit", True),
    (429, said("You exceeded your current quota", code="insufficient_quota"), OutOfCredit, "quota", False),
    (429, said("x", details={"error_code": "enforced_spend_limit_reached"}), OutOfCredit, "x", False),
    (498, said("flex capacity exceeded"), RateLimited, "flex", True),
    (500, {"message": "oops"}, ServerFailed, "oops", True),
    (502, GATEWAY_PAGE, ServerFailed, "a web page: Bad gateway", True),
    (503, {"detail": "warming up"}, ServerFailed, "warming up", True),
    (524, "", ServerFailed, "an empty response", True),
    (529, {"type": "error", "error": {"type": "overloaded_error", "message": "Busy"}}, ServerFailed, "Busy", True),
    (302, "", BadRequest, "new URL", False),
    (400, said("This model's maximum context length is 50 tokens"), ContextTooLong, "50 tokens", False),
    (400, said("x", code="context_length_exceeded"), ContextTooLong, "x", False),
    (400, said("prompt is too long: 300000 tokens > 200000"), ContextTooLong, "prompt is too long", False),
    (400, said("The count (9) exceeds the maximum number of tokens allowed (5)"), ContextTooLong, "The count", False),
    (400, said("string too long", code="string_above_max_length"), BadRequest, "string too long", False),
    (400, said("x", innererror={"code": "ResponsibleAIPolicyViolation"}), ContentRefused, "x", False),
    (400, said("x", code="content_filter"), ContentRefused, "x", False),
    (400, said("x", code="invalid_prompt"), ContentRefused, "x", False),
    (400, said("Your credit balance is too low"), OutOfCredit, "credit balance", False),
]  # fmt: skip


@pytest.mark.parametrize(("status", "body", "kind", "words", "transient"), FAILURES)
def test_a_status_and_its_body(status: int, body: Any, kind: type[CallFailed], words: str, transient: bool) -> None:
    raw = body if isinstance(body, str) else json.dumps(body)
    error = failure_of(ROUTE, status, raw.encode(), {"x-request-id": "req-7"})
    assert type(error) is kind
    assert isinstance(error, ProviderError)
    assert error.transient is transient
    message = str(error)
    assert words.replace("\\", "") in message
    # what was tried, what was found, what to do
    assert message.startswith(f"POST openai/gpt-5 at https://api.openai.com/v1: {status}, ")
    assert "(request req-7)" in message
    assert message.endswith(f"{error.hint}.")
    assert error.hint


def test_a_404_without_v1_in_the_url_asks_about_it() -> None:
    detail = b'{"detail":"Not Found"}'
    assert "Is /v1 missing from the base URL http://127.0.0.1:8000?" in str(failure_of(BARE, 404, detail, {}))
    assert "/v1 missing" not in str(failure_of(ROUTE, 404, detail, {}))


BODIES: list[tuple[Any, str]] = [
    ([{"error": {"code": 400, "message": "a list of one"}}], "a list of one"),
    ({"error": "a string"}, "a string"),
    ({"code": "Client specified an invalid argument", "error": "xai"}, "xai"),
    ({"error": {"message": "outer", "metadata": {"raw": '{"message":"inner"}'}}}, 'outer ({"message":"inner"})'),
    ({"message": "cohere"}, "cohere"),
    ({"detail": "fastapi"}, "fastapi"),
    ({"message": {"detail": [{"loc": ["body", "x"], "msg": "no"}]}}, "body.x: no"),
    ({"unheard": "of"}, '{"unheard":"of"}'),
    ("<p>Not&nbsp;here</p>", "a web page: Not&nbsp;here"),
    ([], ""),
    (None, ""),
]


@pytest.mark.parametrize(("body", "text"), BODIES)
def test_the_words_of_an_error(body: Any, text: str) -> None:
    assert error_text(body) == text


WAITS: list[tuple[dict[str, str], Any, float | None]] = [
    ({"retry-after": "7"}, "", 7.0),
    ({"retry-after": "1.5"}, "", 1.5),
    ({"retry-after-ms": "250", "retry-after": "1"}, "", 0.25),
    ({"retry-after": "0"}, "", None),
    ({"retry-after": "-3"}, "", None),
    ({"retry-after": "soon"}, "", None),
    ({"retry-after": "nan"}, "", None),
    ({}, "", None),
    ({}, [{"error": {"details": [{"@type": "x.QuotaFailure"}, {"@type": "x.RetryInfo", "retryDelay": "7s"}]}}], 7.0),
    ({}, said("Please retry in 7.3s."), 7.3),
    ({}, said("Rate limit reached. Please try again in 20ms."), 0.02),
    ({}, said("try again in 2m"), 120.0),
    ({"retry-after": "9"}, said("try again in 2s"), 9.0),
]


@pytest.mark.parametrize(("headers", "body", "seconds"), WAITS)
def test_the_wait_a_provider_asks_for(headers: dict[str, str], body: Any, seconds: float | None) -> None:
    assert wait_asked_for(headers, body, error_text(body)) == seconds


def test_a_date_is_a_wait_too() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)
    past = format_datetime(datetime.now(UTC) - timedelta(seconds=40), usegmt=True)
    wait = wait_asked_for({"retry-after": soon}, "", "")
    assert wait is not None
    assert 35 < wait <= 40
    assert wait_asked_for({"retry-after": past}, "", "") is None


def test_every_class_of_the_tree_has_advice() -> None:
    leaves = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, CallFailed)]
    assert len(leaves) == 13
    assert all(kind.advice for kind in leaves if kind is not CallFailed)


def test_errors_travel_between_processes() -> None:
    for error in (
        failure_of(ROUTE, 429, b'{"error":{"message":"slow"}}', {"retry-after": "3"}),
        RoutingError("no such thing.", ["openai/gpt-5"]),
        MissingKey("no key", ["A"]),
        BudgetReached("max_tokens"),
    ):
        copy = pickle.loads(pickle.dumps(error))
        assert str(copy) == str(error)
        assert vars(copy) == vars(error)
