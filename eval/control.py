"""What an episode may still do, and how it is heard outside.

The parent's wish to stop and the money of the whole run reach the episode here; events leave it here. An episode that
runs without a parent has a Control with nothing behind it.
"""

from __future__ import annotations

import contextlib
import threading
from multiprocessing.connection import Connection
from multiprocessing.sharedctypes import Synchronized
from typing import Any

from eval.events import Event, send


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
