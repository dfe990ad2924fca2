"""An event loop in a thread of its own, for callers that are not asynchronous.

Synchronous calls from any thread, and from inside a running loop (a notebook), share this one loop, and so its open
connections. It is started with the first call and ends with the process.
"""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")

_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None


def run_in_background(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run `coroutine` on the background loop, in the caller's context, and wait for its result."""
    result: Future[T] = Future()
    loop = _running_loop()
    context = contextvars.copy_context()  # the caller's cassette, if there is one
    task: asyncio.Task[None] | None = None

    async def deliver() -> None:
        try:
            result.set_result(await coroutine)
        except BaseException as error:  # noqa: BLE001 - handed over to the waiting thread, which raises it
            result.set_exception(error)

    def start() -> None:
        nonlocal task
        task = loop.create_task(deliver(), context=context)

    loop.call_soon_threadsafe(start)
    try:
        return result.result()
    except KeyboardInterrupt:
        loop.call_soon_threadsafe(lambda: task.cancel() if task is not None else None)
        raise


def _running_loop() -> asyncio.AbstractEventLoop:
    global _loop  # noqa: PLW0603 - one loop per process, on purpose
    with _lock:
        if _loop is None or _loop.is_closed():
            _loop = asyncio.new_event_loop()
            threading.Thread(target=_loop.run_forever, name="fle-llm-calls", daemon=True).start()
        return _loop
