"""What can go wrong on the way to a model.

ProviderError
├── RoutingError             a model string that leads nowhere (with the close matches)
├── ProviderFileError        a row of a providers file is wrong
├── MissingKey               no key in the variables that were looked at
├── NoPrice                  a limit in USD on a model whose price is not known
├── ScriptedModelError       a scripted model raised, or did not answer with text
├── CassetteError            CassetteMismatch, CassetteUnused
└── CallFailed               a call that was made (or tried) and brought no answer
    ├── BadRequest           with ContextTooLong and ContentRefused
    ├── AuthenticationFailed, PermissionDenied, OutOfCredit, ModelNotFound
    └── RateLimited, ServerFailed, ConnectionFailed, CallTimedOut, MalformedAnswer   (worth another try)
BudgetReached                a limit of the episode or the run; not a failure of the provider
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import msgspec

from fle_llm.errors import FleError, ProviderError
from fle_llm.llm.redaction import redact


class RoutingError(ProviderError):
    """A model string names no provider that is known; `suggestions` holds the close matches."""

    def __init__(self, message: str, suggestions: Sequence[str] = ()) -> None:
        self.suggestions = tuple(suggestions)
        hint = f" Did you mean {', '.join(self.suggestions)}?" if self.suggestions else ""
        super().__init__(redact(message + hint))


class ProviderFileError(ProviderError):
    """A providers file cannot be used; the message names the file, the row and the reason."""


class MissingKey(ProviderError):
    """None of `variables` holds a key for the provider."""

    def __init__(self, message: str, variables: Sequence[str] = ()) -> None:
        super().__init__(redact(message))
        self.variables = tuple(variables)


class NoPrice(ProviderError):
    """Spending was limited in USD, but nobody knows what the model costs."""


class ScriptedModelError(ProviderError):
    """A scripted model failed, or answered with something other than text."""


class CassetteError(ProviderError):
    """A cassette cannot be read, or does not fit the session."""


class CassetteMismatch(CassetteError):
    """A request was made that the cassette does not hold; the message shows the difference."""


class CassetteUnused(CassetteError):
    """The session ended before the cassette did; the message lists what was never asked for."""


class BudgetReached(FleError):
    """A limit was reached before a call; `limit` is its name, the stop reason of the episode."""

    def __init__(self, limit: str) -> None:
        super().__init__(limit)
        self.limit = limit

    def __str__(self) -> str:
        return f"no further model call: the limit {self.limit} is reached"


class CallFailed(ProviderError):
    """A call brought no answer.

    `status` is the HTTP status (None when there was no response), `found` the provider's own words, `body` the
    response's text up to some length, `retry_after_s` the wait it asked for, `billable` whether the provider may have
    done paid work, `reported` the body's usage where it held one all the same (`{"usage": {...}}`, with what stands
    beside it), `another_key` whether the call goes on at once with another key of the same provider.
    """

    transient: ClassVar[bool] = False
    advice: ClassVar[str] = ""

    def __init__(
        self,
        tried: str,
        found: str,
        *,
        status: int | None = None,
        body: str = "",
        hint: str = "",
        retry_after_s: float | None = None,
        request_id: str | None = None,
        billable: bool = False,
        reported: Mapping[str, Any] | None = None,
    ) -> None:
        self.tried = redact(tried)
        self.found = redact(found)
        self.status = status
        self.body = redact(body)
        self.hint = redact(hint) or self.advice
        self.retry_after_s = retry_after_s
        self.request_id = None if request_id is None else redact(request_id)
        self.billable = billable
        self.reported = {name: reported[name] for name in ("usage", "timings") if reported and name in reported}
        self.gave_up = ""
        self.another_key = False
        super().__init__(self.tried, self.found)

    def decoded(self) -> Any:
        """The body as the JSON it is, else as text."""
        try:
            return msgspec.json.decode(self.body)
        except msgspec.DecodeError:
            return self.body

    @property
    def kind(self) -> str:
        """The status as text, or a word for a failure without one: what a progress line shows."""
        return str(self.status) if self.status is not None else type(self).__name__

    def __str__(self) -> str:
        status = f"{self.status}, " if self.status is not None else ""
        request = f" (request {self.request_id})" if self.request_id else ""
        parts = [f"{self.tried}: {status}{self.found}{request}."]
        parts += [f"{part}." for part in (self.gave_up, self.hint) if part]
        return " ".join(parts)


class BadRequest(CallFailed):
    """The provider refuses the request itself (400, 413, 422 and the like): the same request would fail again."""

    advice = "The request itself was refused; change the parameters or the messages"


class ContextTooLong(BadRequest):
    """The messages do not fit into the model's context window."""

    advice = "Send fewer or shorter messages (a window or report memory does), or take a model with a larger context"


class ContentRefused(BadRequest):
    """The provider's safety rules refused the prompt; the same prompt would be refused again."""

    advice = "The same prompt would be refused again"


class AuthenticationFailed(CallFailed):
    """The key was not accepted (401)."""

    advice = "Check the key in the provider's variable; `python -m eval.run check -m MODEL` shows which one is used"


class PermissionDenied(CallFailed):
    """The key is good but may not do this (403): the model, the region or the project is not allowed."""

    advice = "Ask for access to the model, or take another model, region or project"


class OutOfCredit(CallFailed):
    """The account has no credit or quota left (402, insufficient_quota, a spend limit): waiting does not help."""

    advice = "Add credit or raise the spend limit of the account; waiting does not help"


class ModelNotFound(CallFailed):
    """No such model, or no such URL (404)."""

    advice = "Check the model id; the provider's model list has the exact spelling"


class RateLimited(CallFailed):
    """Too many requests or tokens (429)."""

    transient = True
    advice = "Run fewer episodes at once, or wait"


class ServerFailed(CallFailed):
    """The provider failed (408, 409, 5xx, or an error object inside a 200)."""

    transient = True
    advice = "The provider has trouble; try again later"


class ConnectionFailed(CallFailed):
    """No connection, or it broke."""

    transient = True
    advice = "Check that the server runs and the URL is right"


class CallTimedOut(CallFailed):
    """No complete answer within the time allowed."""

    transient = True
    advice = "Raise the timeout, lower max_tokens or the reasoning effort, or try again later"


class MalformedAnswer(CallFailed):
    """The status said success, but the body is no chat completion."""

    transient = True
    advice = "Check that the URL is the one of an OpenAI-compatible chat API"
