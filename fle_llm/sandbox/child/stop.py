"""Stopping a program softly: SIGUSR1 becomes `StepTimeout`, and keeps becoming it until the program gives up.

Promise: a loop around `try: ... except: pass` ends, and so does an endless `finally`; a tool call in flight is never
torn apart, the stop waits for its reply. What never reaches the interpreter (`sum(itertools.count())`) only the host
can end.

How it sticks: the handler raises the signal again before it raises the exception, so the interpreter's very next
check, at the latest the next jump back or call, raises once more. Every check unwinds at least one block.
"""

from __future__ import annotations

import _thread
import functools
import signal
from types import FrameType
from typing import NoReturn

SIGNAL = signal.SIGUSR1


class StepTimeout(BaseException):
    """The step has to end now. Not an Exception, so that ordinary handlers let it pass."""


class _Again:
    """Marks the signal as arrived once more when it dies.

    Calling `interrupt_main` from the handler's own bytecode would run the handler inside itself; a finaliser runs
    between two checks.
    """

    __del__ = staticmethod(functools.partial(_thread.interrupt_main, SIGNAL))


class Stop:
    """The state of the soft stop. `deferred` is set while a frame is on its way, `running` around a program."""

    __slots__ = ("deferred", "requested", "running")

    def __init__(self) -> None:
        self.running = False
        self.deferred = False
        self.requested = False

    def begin(self) -> None:
        """Arm for a step, undoing what the last program may have done to the handler."""
        signal.signal(SIGNAL, self._arrived)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [SIGNAL])
        self.requested = self.deferred = False
        self.running = True

    def now(self) -> NoReturn:
        """End the step from a tool stub: as if the signal had come."""
        self.requested = True
        again = _Again()
        error = StepTimeout()
        del again
        raise error

    def _arrived(self, signum: int, frame: FrameType | None) -> None:
        if not self.running:
            return
        self.requested = True
        if self.deferred:
            return
        again = _Again()
        error = StepTimeout()
        del again
        raise error
