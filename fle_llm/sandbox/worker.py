"""The host's end of one worker: its pipes, its process, and nothing it says taken on trust.

Promises: reading never takes a frame larger than the limit, writing never blocks past its deadline, whatever cannot
be decoded into a legal message is a `Violation`, and a signal cannot hit a process that reused the pid.
"""

from __future__ import annotations

import contextlib
import logging
import os
import select
import signal
import threading
import time
from pathlib import Path
from typing import TypeVar

import msgspec

from fle_llm.errors import SandboxError, SandboxUnavailable
from fle_llm.sandbox import control
from fle_llm.sandbox.messages import HEADER, MAX_FRAME, Failed, Message, Ready, Setup, frame
from fle_llm.sandbox.nursery import Nursery, nursery

READ_CHUNK = 1 << 16
WRITE_TIMEOUT_S = 5.0
READY_TIMEOUT_S = 30.0
EXIT_TIMEOUT_S = 5.0
CROWDED = 0.6  # of the memory limit in use
PIPE_SIZE = 1 << 20  # so that a snapshot chunk fits; more than the system allows is refused and does not matter

logger = logging.getLogger(__name__)
M = TypeVar("M", bound=Message)
_encoder = msgspec.msgpack.Encoder()
_ready: msgspec.msgpack.Decoder[Ready | Failed] = msgspec.msgpack.Decoder(Ready | Failed)


class Violation(Exception):
    """The worker sent what it may not send; the message is for the log."""


class Gone(Exception):
    """The worker has ended."""


class Worker:
    """A running worker process, confined and set up."""

    def __init__(self, request: control.Spawn, setup: Setup) -> None:
        self._nursery: Nursery = nursery()
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        self._buffer = bytearray()
        self._poll = select.poll()
        self._poll.register(self._in, select.POLLIN)
        self._open = True
        self._signalling = threading.Lock()
        self.pid, self._pidfd = 0, -1
        try:
            for fd in (self._in, self._out):
                os.set_blocking(fd, False)
                _widen(fd)
            self.pid, self._pidfd = self._nursery.spawn(request, theirs_in, theirs_out)
        except BaseException:
            self._close_fds()
            raise
        finally:
            os.close(theirs_in)
            os.close(theirs_out)
        try:
            self.info = self._become_ready(request, setup)
        except BaseException:
            self.close()
            raise

    def _become_ready(self, request: control.Spawn, setup: Setup) -> dict[str, int | str]:
        try:
            with contextlib.suppress(Gone):  # it may have said why before it ended
                self.send(setup)
            answer = self.receive(_ready, READY_TIMEOUT_S)
        except Gone:
            raise SandboxError(f"a worker ended while it was set up (exit code {self.exit_code()})") from None
        except Violation as violation:
            raise SandboxError(f"a worker could not be set up: {violation}") from None
        if isinstance(answer, Failed):
            unavailable = answer.reason.startswith("NotConfined")
            kind = SandboxUnavailable if unavailable else SandboxError
            raise kind(f"a worker could not be set up: {answer.reason}")
        if answer is None:
            raise SandboxError(f"a worker was not ready within {READY_TIMEOUT_S:g} s")
        if request.sealed:
            self._check_seal(answer.info)
        return answer.info

    def _check_seal(self, info: dict[str, int | str]) -> None:
        """Look from outside whether the kernel agrees; it may not let us look (hidepid)."""
        try:
            theirs, ours = _status(self.pid), _status("thread-self")
        except OSError:
            info["verified"] = 0
            return
        # In a container the host may be under a filter itself: the worker has to be under one more.
        filters, outer = theirs.get("Seccomp_filters", "1"), ours.get("Seccomp_filters", "0")
        if (theirs.get("Seccomp"), theirs.get("NoNewPrivs")) != ("2", "1") or int(filters) <= int(outer):
            raise SandboxUnavailable(
                f"a worker is not sealed: Seccomp {theirs.get('Seccomp')}, NoNewPrivs {theirs.get('NoNewPrivs')}, "
                f"{filters} filters where this process has {outer}"
            )
        info["verified"] = 1

    def send(self, message: Message) -> None:
        """Write one frame; Gone if the worker has ended, Violation if it does not read."""
        self.send_frame(frame(_encoder, message))

    def send_frame(self, data: bytearray) -> None:
        """Write what `messages.frame` made."""
        view = memoryview(data)
        deadline = 0.0
        while view:
            try:
                view = view[os.write(self._out, view) :]
            except BlockingIOError:
                now = time.monotonic()
                deadline = deadline or now + WRITE_TIMEOUT_S
                poll = select.poll()
                poll.register(self._out, select.POLLOUT)
                if now >= deadline or not poll.poll((deadline - now) * 1000):
                    raise Violation("the worker does not read") from None
            except OSError:
                raise Gone from None

    def receive(self, decoder: msgspec.msgpack.Decoder[M], timeout_s: float) -> M | None:
        """Wait for one frame and decode it; None when the time is over."""
        buffer = self._buffer
        deadline = 0.0
        while True:
            if len(buffer) >= HEADER:
                end = HEADER + int.from_bytes(buffer[:HEADER], "little")
                if end > HEADER + MAX_FRAME:
                    raise Violation(f"a frame of {end - HEADER} bytes")
                if len(buffer) >= end:
                    return self._decode(decoder, end)
            now = time.monotonic()
            deadline = deadline or now + timeout_s
            if not self._poll.poll(max(deadline - now, 0) * 1000):
                return None
            piece = os.read(self._in, READ_CHUNK)
            if not piece:
                raise Gone
            buffer += piece

    def _decode(self, decoder: msgspec.msgpack.Decoder[M], end: int) -> M:
        data = bytes(self._buffer[HEADER:end])
        del self._buffer[:end]
        try:
            return decoder.decode(data)
        except (msgspec.DecodeError, ValueError, RecursionError) as error:
            raise Violation(f"a frame that does not decode: {error}") from None

    def quiet(self) -> bool:
        """Whether the worker has said nothing that was not asked for."""
        return not self._buffer and not self._poll.poll(0)

    def ended(self) -> bool:
        """Whether the process is gone already, before anything was asked of it."""
        if self._buffer or not self._poll.poll(0):
            return False
        piece = os.read(self._in, READ_CHUNK)
        self._buffer += piece
        return not piece

    def interrupt(self) -> None:
        """Ask the program to stop."""
        self._signal(signal.SIGUSR1)

    def kill(self) -> int | None:
        """End the process, close everything, and return its exit code."""
        self._signal(signal.SIGKILL)
        code = self.exit_code()
        self._close_fds()
        return code

    def exit_code(self) -> int | None:
        """Wait for the process to end and return how it did; None if that is not to be learned."""
        return self._nursery.exit_code(self.pid, EXIT_TIMEOUT_S) if self._open else None

    def crowded(self, memory_mb: int) -> bool:
        """Whether the process is near its memory limit, rather than having asked for an absurd amount once."""
        try:
            pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return True
        return pages * os.sysconf("SC_PAGE_SIZE") > CROWDED * (memory_mb << 20)

    def limit(self, kind: str, value: int) -> bool:
        """Move a resource limit of the process (its name in `resource`) within its hard one; say if that worked."""
        import resource

        if not hasattr(resource, "prlimit"):
            return False
        try:
            hard = resource.prlimit(self.pid, getattr(resource, kind))[1]
            resource.prlimit(self.pid, getattr(resource, kind), (min(value, hard) if hard >= 0 else value, hard))
        except OSError as error:  # it has just ended
            logger.info("%s of a worker could not be set: %s", kind, error)
            return False
        return True

    def orphaned(self) -> bool:
        """Whether the zygote is gone, and this worker with it for no fault of its own."""
        return not self._nursery.alive()

    def close(self) -> None:
        """Kill the process; a worker keeps nothing that needs saving. In a forked copy of the host: only let go."""
        if not self._open:
            return
        if self._nursery.owner == os.getpid():
            self.kill()
        else:
            self._close_fds()

    def end(self) -> None:
        """Kill the process and leave the rest to whoever is talking with it, on another thread perhaps."""
        if self._nursery.owner == os.getpid():
            self._signal(signal.SIGKILL)

    def abandon(self) -> None:
        """Kill the process without waiting for word of it: for finalisers, which may run inside anything."""
        self.end()
        self._close_fds()

    def _signal(self, number: signal.Signals) -> None:
        with self._signalling, contextlib.suppress(ProcessLookupError):
            if not self._open:  # the numbers may be another worker's by now
                return
            if self._pidfd >= 0:
                signal.pidfd_send_signal(self._pidfd, number)
            else:
                os.kill(self.pid, number)

    def _close_fds(self) -> None:
        with self._signalling:
            if not self._open:
                return
            self._open = False
            for fd in (self._in, self._out, self._pidfd):
                if fd >= 0:
                    os.close(fd)


def _status(process: int | str) -> dict[str, str]:
    """Return /proc/<process>/status; a kernel before 5.9 does not count filters in it."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return dict(line.split(":\t", 1) for line in lines if ":\t" in line)


def _widen(fd: int) -> None:
    """Make a pipe hold more, where the system can and lets us."""
    import fcntl

    with contextlib.suppress(AttributeError, OSError):
        fcntl.fcntl(fd, fcntl.F_SETPIPE_SZ, PIPE_SIZE)
