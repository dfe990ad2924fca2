"""A worker: a process of its own that runs one episode after the other, because a sandbox needs a host process.

It listens to its parent in a thread, so that it can be asked to stop during a step, and leaves at once when the parent
is gone: the parent's successor must find the records at rest.
"""

from __future__ import annotations

import os
import queue
import signal
import threading
from multiprocessing.connection import Connection
from multiprocessing.sharedctypes import Synchronized
from typing import Any

from eval.config import EpisodeSpec
from eval.control import Control
from eval.events import Halt, Order, Run, receive


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
