"""The one retry layer: what is tried again, how long to wait, and when to give up.

Errors say themselves whether they are worth another try (`CallFailed.transient`). The wait is what the provider asks
for, capped; otherwise exponential with jitter. It ends by attempts, by seconds, or when the same failure comes again
and again, and the last real error is what the caller sees. Every wait is announced to `on_wait`.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

import msgspec

from fle_llm.llm.errors import CallFailed

if TYPE_CHECKING:
    from tenacity import RetryCallState

T = TypeVar("T")


class RetryPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """The bounds. `cap_s` limits a wait that the provider asks for, `longest_s` one that is ours."""

    attempts: int = 8
    seconds: float = 600.0
    same_failure: int = 5
    cap_s: float = 120.0
    first_s: float = 1.0
    longest_s: float = 60.0


class Wait(msgspec.Struct, frozen=True, kw_only=True):
    """A pause before the next try: of what model, because of what (a status, or an error's name), and how long."""

    model: str
    kind: str
    next_try: int
    of: int
    seconds: float
    error: str = ""

    def __str__(self) -> str:
        return f"{self.kind}, try {self.next_try} of {self.of}, next in {self.seconds:.3g} s"


class Pauses(msgspec.Struct, frozen=True, kw_only=True):
    """Where the retry layer gets its time from; tests and replays bring their own."""

    sleep: Callable[[float], Awaitable[None]]
    clock: Callable[[], float]
    jitter: random.Random = msgspec.field(default_factory=random.Random)


async def call_with_retries(
    call: Callable[[int], Awaitable[T]],
    policy: RetryPolicy,
    pauses: Pauses,
    model: str,
    on_wait: Callable[[Wait], None] | None = None,
) -> T:
    """Await `call(attempt)`, with attempts counted from 1, until it answers or a bound is met."""
    from tenacity import AsyncRetrying, retry_if_exception

    bounds = _Bounds(policy, pauses)

    def announce(state: RetryCallState) -> None:
        if on_wait is not None:
            error = _error_of(state)
            on_wait(
                Wait(
                    model=model,
                    kind=error.kind,
                    next_try=state.attempt_number + 1,
                    of=policy.attempts,
                    seconds=state.upcoming_sleep,
                    error=str(error),
                )
            )

    retrying = AsyncRetrying(
        retry=retry_if_exception(lambda error: isinstance(error, CallFailed) and error.transient),
        wait=bounds.wait,
        stop=bounds.reached,
        before_sleep=announce,
        sleep=pauses.sleep,
        reraise=True,
    )
    attempt = 0

    async def once() -> T:
        nonlocal attempt
        attempt += 1
        return await call(attempt)

    return await retrying(once)


class _Bounds:
    """The bounds of one call, as tenacity's wait and stop."""

    def __init__(self, policy: RetryPolicy, pauses: Pauses) -> None:
        self._policy = policy
        self._pauses = pauses
        self._began = pauses.clock()
        self._last: tuple[int | None, str, str] | None = None
        self._repeated = 0

    def wait(self, state: RetryCallState) -> float:
        error, policy = _error_of(state), self._policy
        if error.retry_after_s is not None:
            return min(error.retry_after_s, policy.cap_s)
        ceiling = min(policy.first_s * 2.0 ** (state.attempt_number - 1), policy.longest_s)
        return ceiling * self._pauses.jitter.uniform(0.5, 1.0)

    def reached(self, state: RetryCallState) -> bool:
        error, policy = _error_of(state), self._policy
        failure = (error.status, error.body, error.found)
        self._repeated = self._repeated + 1 if failure == self._last else 1
        self._last = failure
        elapsed = self._pauses.clock() - self._began
        why = ""
        if self._repeated >= policy.same_failure:
            why = f"the same failure {self._repeated} times"
        elif state.attempt_number >= policy.attempts:
            why = f"{state.attempt_number} attempt{'s' * (state.attempt_number != 1)}"
        elif elapsed + state.upcoming_sleep > policy.seconds:
            why = f"{elapsed:.0f} s, and the next try would be later than {policy.seconds:.0f} s"
        if why:
            error.gave_up = f"Given up after {why}"
        return bool(why)


def _error_of(state: RetryCallState) -> CallFailed:
    error = state.outcome.exception() if state.outcome is not None else None
    if not isinstance(error, CallFailed):  # the retry predicate lets nothing else come here
        raise TypeError(f"a retry without a failed call: {error!r}")
    return error
