"""A worker: a process of its own that runs one episode after the other, because a sandbox needs a host process.

It listens to its parent in a thread, so that it can be asked to stop during a step, and leaves at once when the parent
is gone: the parent's successor must find the records at rest.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import threading
from multiprocessing.connection import Connection
from multiprocessing.sharedctypes import Synchronized
from typing import Any

from eval.config import EpisodeSpec
from eval.events import Event, Halt, Order, Run, receive, send

__all__ = ["Control", "work"]


class Control:
    """What an episode may still do, and its voice to the outside."""

    def __init__(
        self,
        connection: Connection[Any, Any] | None = None,
        spent: Synchronized[float] | None = None,
        run_max_cost: float | None = None,
    ) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._spent = spent
        self._run_max_cost = run_max_cost
        self.stopping: str | None = None

    def tell(self, event: Event) -> None:
        """Send an event to the parent; one that is gone is not missed, the listener ends this process."""
        if self._connection is not None:
            with self._lock, contextlib.suppress(OSError):
                send(self._connection, event)

    def paid(self, cost_usd: float | None) -> None:
        """Add to what the whole run has spent."""
        if self._spent is not None and cost_usd:
            with self._spent.get_lock():
                self._spent.value += cost_usd

    def stop_reason(self) -> str | None:
        """Why no other step or call may begin, if so."""
        if self.stopping is not None:
            return self.stopping
        if self._run_max_cost is not None and self._spent is not None and self._spent.value >= self._run_max_cost:
            return "run_max_cost"
        return None


def work(connection: Connection[Any, Any], spent: Synchronized[float], run_max_cost: float | None) -> None:
    """Run the episodes the parent sends until it closes the pipe."""
    # Ctrl-C reaches every process of the terminal; the parent decides what it means for the running step
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = Control(connection, spent, run_max_cost)
    waiting: queue.SimpleQueue[EpisodeSpec] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(connection, control, waiting), daemon=True).start()
    from eval.episode import run_episode

    while True:
        run_episode(waiting.get(), control)


def _listen(connection: Connection[Any, Any], control: Control, waiting: queue.SimpleQueue[EpisodeSpec]) -> None:
    while True:
        try:
            order = receive(connection, Order)
        except (EOFError, OSError):
            os._exit(0)  # the parent is gone, or through with us; the record is whole at every moment
        match order:
            case Run():
                waiting.put(order.spec)
            case Halt():
                control.stopping = order.reason
