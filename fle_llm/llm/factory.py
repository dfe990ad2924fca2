"""`APIFactory`: a model string in, completions out.

One factory serves one model for one episode: it resolves the route and the key at once, and then every `acall` checks
the limit, sends, retries, reads, prices, and enters each attempt into the ledger. Connections are shared below it. What
each of these means is decided in the module of that name; this one puts them in order.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Literal, Self

from fle_llm.llm.background import run_in_background
from fle_llm.llm.call import Call, Setting
from fle_llm.llm.cassette_session import CassetteSession, current_session
from fle_llm.llm.clients import Connection, Connections, Endpoint, shared_connections
from fle_llm.llm.completion import Completion
from fle_llm.llm.errors import CallFailed
from fle_llm.llm.keys import KeyRing
from fle_llm.llm.ledger import Ledger
from fle_llm.llm.messages import prepare_messages
from fle_llm.llm.parameters import STREAMED
from fle_llm.llm.pricing import require_price
from fle_llm.llm.providers import load_catalogue
from fle_llm.llm.reading import Progress, Receipt, Watch
from fle_llm.llm.retry import Pauses, RetryPolicy, Wait, call_with_retries
from fle_llm.llm.routing import find_keys, find_route
from fle_llm.llm.scripted import load_policy
from fle_llm.llm.sending import post_chat

Effort = Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"]


class APIFactory:
    """Calls to one model.

    Args:
        model: `provider/model`, a well-known name, or `scripted/<name>`.
        base_url, api_key_env: any other OpenAI-compatible server, and the variable that holds its key.
        providers: the user's own providers file; without it, the one FLE_LLM_PROVIDERS names.
        ledger: where attempts are entered; a new one by default.
        limit: asked before every attempt; the name it returns is raised as BudgetReached.
        require_known_price: raise NoPrice now if the model cannot be priced (for limits in USD).
        seed: sent with every call that does not bring its own.
        retry, timeout_s: bounds of the retry layer, and of a single attempt.
        stream: ask for answers as streams unless a call says otherwise; the results are the same, and `on_progress`
            is told how far a long one is, at most twice a second.
        stall_s: how long a stream whose text has begun may bring nothing new.
        on_wait: told about every pause between tries.
        cassette: records or replays the session; by default, the one of the surrounding `recording` or `replaying`.
        pauses: clock and sleep of the retry layer.

    Raises RoutingError or MissingKey at once. Close it with `aclose`, or use it in `async with`.
    """

    def __init__(
        self,
        model: str,
        *,
        base_url: str | None = None,
        api_key_env: str | None = None,
        providers: str | os.PathLike[str] | None = None,
        ledger: Ledger | None = None,
        limit: Callable[[], str | None] | None = None,
        require_known_price: bool = False,
        seed: int | None = None,
        retry: RetryPolicy | None = None,
        timeout_s: float = 600.0,
        stream: bool = False,
        stall_s: float = 120.0,
        on_progress: Callable[[Progress], None] | None = None,
        on_wait: Callable[[Wait], None] | None = None,
        cassette: CassetteSession | None = None,
        pauses: Pauses | None = None,
        connections: Connections | None = None,
    ) -> None:
        catalogue = load_catalogue(providers)
        self.route = find_route(model, catalogue, base_url=base_url, api_key_env=api_key_env)
        self.ledger = ledger if ledger is not None else Ledger()
        self._connections = connections or shared_connections()
        self._setting = Setting(
            route=self.route,
            ledger=self.ledger,
            repairs=self._connections.repairs,
            prices=catalogue.prices,
            limit=limit,
        )
        self._seed = seed
        self._retry = retry or RetryPolicy()
        self._stream = stream
        self._watch = Watch(timeout_s=timeout_s, stall_s=stall_s, model=self.route.label, tell=on_progress)
        self._on_wait = on_wait
        self._cassette = cassette
        self._pauses = pauses
        self._key: str | None = None
        self._held: dict[tuple[asyncio.AbstractEventLoop, Endpoint], Connection] = {}
        self._policy = load_policy(self.route.model_id) if self.route.scripted else None
        if self._policy is None:
            self._ring(self._session())  # a missing key is told now, not at the first step
        if require_known_price:
            require_price(self.route, datetime.now(UTC), catalogue.prices)

    async def acall(
        self,
        messages: Sequence[Mapping[str, Any]],
        *,
        temperature: float | None = None,
        top_p: float | None = None,
        max_tokens: int | None = None,
        reasoning_effort: Effort | None = None,
        seed: int | None = None,
        stop: str | Sequence[str] | None = None,
        n: int | None = None,
        logprobs: bool | None = None,
        stream: bool | None = None,
        extra_body: Mapping[str, Any] | None = None,
        purpose: str = "step",
    ) -> Completion:
        """Ask the model once, however many attempts that takes.

        None is never sent. A `stream` is read to its end and comes back as any other answer; without a word the
        factory's choice holds, and rows ask for one where a provider needs it. `extra_body` is merged into the request
        as it is; `purpose` is a word for the ledger.
        Raises a subclass of ProviderError, or BudgetReached before an attempt, or ValueError with nothing to send.
        """
        images = self.route.provider.supported("images", self.route.model_id)
        prepared, notes = prepare_messages(messages, images=images)
        settings = {
            "temperature": temperature,
            "top_p": top_p,
            "max_tokens": max_tokens,
            "reasoning_effort": reasoning_effort,
            "seed": self._seed if seed is None else seed,
            "stop": list(stop) if stop is not None and not isinstance(stop, str) else stop,
            "n": n,
            "logprobs": logprobs,
        }
        if self._stream if stream is None else stream:
            extra_body = {**STREAMED, **(extra_body or {})}
        session = self._session()
        call = Call(
            setting=self._setting,
            messages=prepared,
            parameters=settings,
            extra_body=extra_body,
            purpose=purpose,
            notes=notes,
            replayed=session is not None and session.replaying,
        )
        if self._policy is not None:
            return call.scripted(self._policy)
        connection = self._connection(session)
        call.send, call.gate = self._sender(connection, self._ring(session)), connection.gate
        return await call_with_retries(call.attempt, self._retry, self._time(session), self.route.label, self._on_wait)

    def call(self, messages: Sequence[Mapping[str, Any]], **parameters: Any) -> Completion:
        """`acall` for callers that are not asynchronous; it takes the same arguments."""
        return run_in_background(self.acall(messages, **parameters))

    async def aclose(self) -> None:
        """Give the connections back; the last factory of an endpoint closes them."""
        held, self._held = self._held, {}
        for owner, endpoint in held:
            if owner is asyncio.get_running_loop():
                await self._connections.release(endpoint)
            elif owner.is_running():
                release = asyncio.run_coroutine_threadsafe(self._connections.release(endpoint), owner)
                await asyncio.wrap_future(release)

    def close(self) -> None:
        """`aclose` for callers that are not asynchronous."""
        run_in_background(self.aclose())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _session(self) -> CassetteSession | None:
        return current_session() if self._cassette is None else self._cassette

    def _ring(self, session: CassetteSession | None) -> KeyRing:
        replaying = session is not None and session.replaying
        keys = () if replaying else find_keys(self.route)
        return self._connections.ring(self.route.base_url, keys)

    def _connection(self, session: CassetteSession | None) -> Connection:
        held = (asyncio.get_running_loop(), Endpoint(self.route.base_url, session))
        if held not in self._held:
            self._held[held] = self._connections.acquire(held[1])
        return self._held[held]

    def _sender(self, connection: Connection, ring: KeyRing) -> Callable[[Mapping[str, Any], Receipt], Awaitable[None]]:
        async def send(body: Mapping[str, Any], receipt: Receipt) -> None:
            key = self._key = ring.pick(self._key)
            try:
                await post_chat(connection.client, self.route, key, body, self._watch, receipt)
            except CallFailed as error:
                error.another_key = ring.failed(key, error)
                raise

        return send

    def _time(self, session: CassetteSession | None) -> Pauses:
        if self._pauses is not None:
            return self._pauses
        if session is not None and session.replaying:
            return Pauses(sleep=_no_pause, clock=time.monotonic)  # recorded waits need not be sat through again
        return Pauses(sleep=asyncio.sleep, clock=time.monotonic)


async def _no_pause(_seconds: float) -> None:
    return None
