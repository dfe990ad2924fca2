"""Keeping host thread and worker on one core while they talk.

Waking a process on another core costs 100 to 300 microseconds in a virtual machine, several times the whole rest of a
tool call. While a step runs, both sides stay where the host thread is; a program that computes for longer lets go of
the core, so that two steps of two hosts do not share one while others idle.
"""

from __future__ import annotations

import ctypes
import functools
import os
from collections.abc import Callable

RELEASE_AFTER_S = 0.05


class Pin:
    """The affinity of the calling thread and one worker during one step. A context manager."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._all: set[int] = set()
        self.held = False

    def __enter__(self) -> Pin:
        if hasattr(os, "sched_getaffinity"):
            self._all = os.sched_getaffinity(0)
        self.hold()
        return self

    def __exit__(self, *_: object) -> None:
        if self.held:
            self.held = False
            self._set(0, self._all)

    def hold(self) -> None:
        """Bring both to the core the thread is on."""
        if not self.held and len(self._all) > 1:
            core = {_current_core()} & self._all
            self.held = bool(core) and self._set(self._pid, core) and self._set(0, core)

    def release(self) -> None:
        """Let both run anywhere again."""
        if self.held:
            self.held = False
            self._set(0, self._all)
            self._set(self._pid, self._all)

    @staticmethod
    def _set(pid: int, cores: set[int]) -> bool:
        try:
            os.sched_setaffinity(pid, cores)
        except OSError:  # the worker has just ended, or this system does not let us
            return False
        return True


def _current_core() -> int:
    function = _sched_getcpu()
    return int(function()) if function else -1


@functools.cache
def _sched_getcpu() -> Callable[[], int] | None:
    return getattr(ctypes.CDLL(None), "sched_getcpu", None)
