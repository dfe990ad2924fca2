"""Several keys for one endpoint: a variable may hold more than one, separated by commas.

A factory stays with its key, so that the provider's prompt cache serves it, until that key is rate-limited (then it
rests) or refused (then it is retired) and another one takes over at once. Only when no key is left awake does the
retry layer get to wait. Factories of one endpoint share a ring and start on different keys.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fle_llm.llm.errors import AuthenticationFailed, CallFailed, OutOfCredit, RateLimited

REST_S = 30.0  # for a rate limit that does not say how long


@dataclass(slots=True)
class _State:
    awake_at: float = 0.0
    retired: bool = False
    users: int = 0


class KeyRing:
    """The keys of an endpoint and what is known about them."""

    def __init__(self, keys: Sequence[str], clock: Callable[[], float] = time.monotonic) -> None:
        self._states = {key: _State() for key in keys}
        self._clock = clock

    def pick(self, current: str | None = None) -> str | None:
        """The key to use: the current one while it is awake, else the least used one awake, else the next to wake."""
        if not self._states:
            return None
        if current in self._states and self._awake(current):
            return current
        awake = [key for key in self._states if self._awake(key)]
        if awake:
            chosen = min(awake, key=lambda key: self._states[key].users)
        else:
            usable = [key for key, state in self._states.items() if not state.retired] or list(self._states)
            chosen = min(usable, key=lambda key: self._states[key].awake_at)
        if chosen != current:
            self._states[chosen].users += 1
        return chosen

    def failed(self, key: str | None, error: CallFailed) -> bool:
        """Take note of a failure with `key`; returns whether another key may be tried at once."""
        if key is None or key not in self._states:
            return False
        if isinstance(error, RateLimited):
            self._states[key].awake_at = self._clock() + (error.retry_after_s or REST_S)
        elif isinstance(error, AuthenticationFailed | OutOfCredit):
            self._states[key].retired = True
        else:
            return False
        return any(self._awake(other) for other in self._states)

    def _awake(self, key: str) -> bool:
        state = self._states[key]
        return not state.retired and state.awake_at <= self._clock()
