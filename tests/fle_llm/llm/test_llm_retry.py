"""Trying again: what, how often, how long between, and when not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from llm_stub import Time

from fle_llm.llm.errors import (
    AuthenticationFailed,
    BadRequest,
    CallFailed,
    ConnectionFailed,
    ModelNotFound,
    PermissionDenied,
    RateLimited,
    ServerFailed,
)
from fle_llm.llm.retry import RetryPolicy, Wait, call_with_retries


class Provider:
    """Fails as told, each time with other words, then answers with the number of the attempt."""

    def __init__(self, *failures: Callable[[int], CallFailed]) -> None:
        self.failures = failures
        self.calls = 0

    async def __call__(self, attempt: int) -> int:
        self.calls += 1
        assert attempt == self.calls
        if attempt <= len(self.failures):
            raise self.failures[attempt - 1](attempt)
        return attempt


def fails(kind: type[CallFailed] = ServerFailed, words: str = "", **more: Any) -> Callable[[int], CallFailed]:
    status = {RateLimited: 429, ServerFailed: 503}.get(kind)
    return lambda attempt: kind("POST m", words or f"failure {attempt}", **({"status": status} | more))


async def test_an_answer_after_failures(time_: Time) -> None:
    provider = Provider(fails(), fails(RateLimited), fails(ConnectionFailed))
    assert await call_with_retries(provider, RetryPolicy(), time_.pauses(), "m") == 4
    # 1, 2, 4 seconds, each shortened by up to a half
    for slept, longest in zip(time_.slept, [1.0, 2.0, 4.0], strict=True):
        assert longest / 2 <= slept <= longest


async def test_the_wait_that_was_asked_for_is_the_wait_but_never_more_than_the_cap(time_: Time) -> None:
    provider = Provider(fails(RateLimited, retry_after_s=7.25), fails(RateLimited, retry_after_s=5000.0))
    await call_with_retries(provider, RetryPolicy(), time_.pauses(), "m")
    assert time_.slept == [7.25, 120.0]


async def test_our_own_wait_stops_growing(time_: Time) -> None:
    provider = Provider(*[fails() for _ in range(9)])
    policy = RetryPolicy(attempts=10, seconds=10_000, first_s=8.0, longest_s=20.0)
    await call_with_retries(provider, policy, time_.pauses(), "m")
    assert all(slept <= 20.0 for slept in time_.slept)
    assert all(slept >= 10.0 for slept in time_.slept[2:])


@pytest.mark.parametrize("kind", [BadRequest, AuthenticationFailed, PermissionDenied, ModelNotFound])
async def test_what_would_fail_again_is_raised_at_once(time_: Time, kind: type[CallFailed]) -> None:
    provider = Provider(fails(kind))
    with pytest.raises(kind):
        await call_with_retries(provider, RetryPolicy(), time_.pauses(), "m")
    assert (provider.calls, time_.slept) == (1, [])


async def test_attempts_are_bounded_and_the_last_real_error_is_raised(time_: Time) -> None:
    provider = Provider(*[fails() for _ in range(7)], fails(RateLimited, "the last one"))
    with pytest.raises(RateLimited, match=r"the last one\. Given up after 8 attempts\."):
        await call_with_retries(provider, RetryPolicy(), time_.pauses(), "m")
    assert provider.calls == 8


async def test_seconds_are_bounded(time_: Time) -> None:
    provider = Provider(*[fails(RateLimited, retry_after_s=100.0) for _ in range(20)])
    with pytest.raises(RateLimited, match="Given up after 600 s"):
        await call_with_retries(provider, RetryPolicy(attempts=20), time_.pauses(), "m")
    # tries at 0, 100, ..., 600; the next one would be at 700
    assert time_.slept == [100.0] * 6


async def test_the_same_failure_five_times_is_enough(time_: Time) -> None:
    provider = Provider(*[fails(words="always this") for _ in range(8)])
    with pytest.raises(ServerFailed, match="Given up after the same failure 5 times"):
        await call_with_retries(provider, RetryPolicy(), time_.pauses(), "m")
    assert provider.calls == 5


async def test_another_failure_in_between_starts_the_count_again(time_: Time) -> None:
    same, other = fails(words="always this"), fails(words="something else")
    provider = Provider(same, same, same, same, other, same, same)
    assert await call_with_retries(provider, RetryPolicy(), time_.pauses(), "m") == 8


async def test_both_bounds_can_be_set(time_: Time) -> None:
    provider = Provider(*[fails() for _ in range(8)])
    with pytest.raises(ServerFailed, match="Given up after 2 attempts"):
        await call_with_retries(provider, RetryPolicy(attempts=2), time_.pauses(), "m")
    provider = Provider(*[fails() for _ in range(8)])
    with pytest.raises(ServerFailed, match="Given up after 0 s"):
        await call_with_retries(provider, RetryPolicy(seconds=0.1), time_.pauses(), "m")


async def test_every_pause_is_announced(time_: Time) -> None:
    seen: list[Wait] = []
    provider = Provider(fails(RateLimited, "slow down", retry_after_s=12.0), fails(ConnectionFailed, retry_after_s=0.5))
    await call_with_retries(provider, RetryPolicy(), time_.pauses(), "openai/gpt-5", seen.append)
    assert [str(wait) for wait in seen] == [
        "429, try 2 of 8, next in 12 s",
        "ConnectionFailed, try 3 of 8, next in 0.5 s",
    ]
    assert seen[0].model == "openai/gpt-5"
    assert "slow down" in seen[0].error


async def test_other_exceptions_are_not_ours_to_retry(time_: Time) -> None:
    async def broken(_attempt: int) -> int:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await call_with_retries(broken, RetryPolicy(), time_.pauses(), "m")
    assert time_.slept == []
