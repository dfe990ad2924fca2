"""The zygote: a clean Python that has imported everything once and forks workers on request.

Runs as a process of its own with an empty environment and one thread; never runs a program. Ends when the host does
(end of file on the control socket, or the host's pidfd), and its workers end with it.
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import signal
import socket
from collections.abc import Callable

from fle_llm.sandbox import control
from fle_llm.sandbox.child import preload

POLL_MS = 200  # only where there are no pidfds


def main(control_fd: int, host: int) -> None:
    """Serve the control socket `control_fd` of process `host`."""
    sock = socket.socket(fileno=control_fd)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        from fle_llm.sandbox.child import worker  # brings cloudpickle, msgspec and the game

        preload.load()
        preload.close_imports()
    except Exception as error:  # noqa: BLE001 -- the host reports it: this process has no stderr
        control.send(sock, control.Hello(f"{type(error).__name__}: {error}"))
        return
    gc.collect()
    gc.freeze()
    gc.disable()
    control.send(sock, control.Hello(""))
    with contextlib.suppress(EOFError, OSError):  # the host is gone
        _Zygote(sock, host, worker.live).serve()


class _Zygote:
    def __init__(self, sock: socket.socket, host: int, live: Callable[[control.Spawn, int, int, int], None]) -> None:
        self._sock = sock
        self._live = live
        self._workers: dict[int, int] = {}  # pidfd (or -pid where there are none) to pid
        self._poll = select.poll()
        self._poll.register(sock, select.POLLIN)
        self._host_fd = os.pidfd_open(host) if hasattr(os, "pidfd_open") else -1
        if self._host_fd >= 0:
            self._poll.register(self._host_fd, select.POLLIN)
        if os.getppid() != host:
            raise EOFError

    def serve(self) -> None:
        timeout = None if self._host_fd >= 0 else POLL_MS
        while True:
            ready = {fd for fd, _ in self._poll.poll(timeout)}
            if self._host_fd in ready:
                return
            if self._sock.fileno() in ready:
                self._spawn()
            for fd in list(self._workers):
                if fd in ready or fd < 0:
                    self._reap(fd)

    def _spawn(self) -> None:
        request, fds = control.receive_request(self._sock)
        parent = os.getpid()
        try:
            pid = os.fork()
        except OSError as error:
            control.send(self._sock, control.Refused(f"fork: {error}"))
            return
        finally:
            if os.getpid() == parent:
                for fd in fds:
                    os.close(fd)
        if pid == 0:
            self._live(request, fds[0], fds[1], parent)
        pidfd = os.pidfd_open(pid) if self._host_fd >= 0 else -pid
        self._workers[pidfd] = pid
        if pidfd >= 0:
            self._poll.register(pidfd, select.POLLIN)
        control.send(self._sock, control.Spawned(pid), [pidfd] if pidfd >= 0 else None)

    def _reap(self, fd: int) -> None:
        pid = self._workers[fd]
        reaped, status = os.waitpid(pid, os.WNOHANG)
        if reaped == 0:
            return
        del self._workers[fd]
        if fd >= 0:
            self._poll.unregister(fd)
            os.close(fd)
        control.send(self._sock, control.Exited(pid, os.waitstatus_to_exitcode(status)))
