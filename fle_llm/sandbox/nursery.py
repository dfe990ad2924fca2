"""The host's end of the zygote: starting it, asking it for workers, hearing how they ended.

One zygote serves every sandbox of a process. It is started with exec, never by forking the host, so it has none of
the host's memory; all talk with it is under one lock. A process that was forked from a host starts its own.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib.util
import os
import platform
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from fle_llm.errors import SandboxError, SandboxUnavailable
from fle_llm.sandbox import control
from fle_llm.sandbox.child.seccomp import ARCHITECTURES, machine

START_TIMEOUT_S = 60.0
SPAWN_TIMEOUT_S = 30.0
# The package's own __init__ is for hosts: the zygote gets a bare package to import its half from.
BOOTSTRAP = (
    "import sys, types; package = sys.modules['fle_llm'] = types.ModuleType('fle_llm'); "
    "package.__path__ = [sys.argv[3]]; sys.path.extend(sys.argv[4:]); "
    "from fle_llm.sandbox.child.zygote import main; main(int(sys.argv[1]), int(sys.argv[2]))"
)


def unavailable(system: str, machine_name: str) -> str:
    """Return why programs cannot be confined on such a machine, or an empty string if they should be."""
    if system != "Linux":
        return f"confining programs needs Linux; this is {system or 'unknown'}"
    if machine_name not in ARCHITECTURES:
        return f"no system-call table for {machine_name}; known are {', '.join(sorted(ARCHITECTURES))}"
    return ""


def check_platform(*, sealed: bool) -> None:
    """Raise SandboxUnavailable where workers cannot be run as asked."""
    reason = unavailable(platform.system(), machine()) if sealed else ""
    if os.name != "posix":
        reason = "programs need POSIX processes and pipes"
    if reason:
        raise SandboxUnavailable(f"{reason}. `unsafe=True` runs programs without confinement, for trusted code only.")


class Nursery:
    """One zygote process and its control socket."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self._lock = threading.Lock()
        self._exits: dict[int, int] = {}
        self._greeted = False
        self._sock, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        self._sock.settimeout(SPAWN_TIMEOUT_S)
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-s", "-S", "-P", "-c", BOOTSTRAP, str(theirs.fileno()), str(self.owner), *_roots()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # the terminal's Ctrl-C is the host's alone
            )
        except OSError as error:
            self._sock.close()
            raise SandboxUnavailable(f"the zygote could not be started: {error}") from error
        finally:
            theirs.close()

    def alive(self) -> bool:
        """Whether workers can still be had from here."""
        return self.owner == os.getpid() and self._process.poll() is None

    def spawn(self, request: control.Spawn, read_end: int, write_end: int) -> tuple[int, int]:
        """Fork a worker onto the two pipe ends; return its pid and a pidfd (-1 where there are none)."""
        with self._talk():
            self._greet()
            control.send(self._sock, request, [read_end, write_end])
            while True:
                report, fds = control.receive_report(self._sock)
                if isinstance(report, control.Spawned):
                    self._exits.pop(report.pid, None)  # of an earlier process with that number, which nobody asked for
                    return report.pid, fds[0] if fds else -1
                if isinstance(report, control.Refused):
                    break
                self._note(report)
        raise SandboxError(f"no worker could be forked: {report.reason}")

    def exit_code(self, pid: int, timeout_s: float) -> int | None:
        """Return how a worker ended (negative: by that signal), None if it is not known in time."""
        deadline = time.monotonic() + timeout_s
        try:
            with self._talk():
                while pid not in self._exits:
                    left = deadline - time.monotonic()
                    if left <= 0 or not _readable(self._sock, left):
                        return None
                    self._note(control.receive_report(self._sock)[0])
                return self._exits.pop(pid)
        except SandboxError:
            return None

    def close(self) -> None:
        """End the zygote, and with it every worker it still has."""
        self._sock.close()
        if self.owner != os.getpid():
            self._process.returncode = 0  # the child of another process: not ours to wait for
            return
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @contextlib.contextmanager
    def _talk(self) -> Iterator[None]:
        """Hold the control socket. A talk broken off half-way would shift all later answers: it ends the zygote."""
        with self._lock:
            try:
                yield
            except BaseException as error:
                self._process.kill()
                self._process.wait()
                if isinstance(error, EOFError | OSError):
                    raise SandboxError(f"the zygote is gone: {error!r}") from error
                raise

    def _greet(self) -> None:
        if self._greeted:
            return
        self._sock.settimeout(START_TIMEOUT_S)
        report, _ = control.receive_report(self._sock)
        self._sock.settimeout(SPAWN_TIMEOUT_S)
        if not isinstance(report, control.Hello) or report.problem:
            raise SandboxError(f"the zygote could not import what programs need: {report}")
        self._greeted = True

    def _note(self, report: control.Report) -> None:
        if isinstance(report, control.Exited):
            self._exits[report.pid] = report.code


_shared: Nursery | None = None
_shared_lock = threading.Lock()


def nursery() -> Nursery:
    """Return this process's nursery, starting the zygote if there is none."""
    global _shared  # noqa: PLW0603 -- one zygote per process is the point
    with _shared_lock:
        if _shared is None or not _shared.alive():
            if _shared is not None:
                _shared.close()
            else:
                atexit.register(shutdown)
            _shared = Nursery()
        return _shared


def warm_up() -> None:
    """Start the zygote without waiting for it, so that the first sandbox opens quickly."""
    check_platform(sealed=False)
    nursery()


def shutdown() -> None:
    """End the zygote. Sandboxes still open lose their workers; the next one starts a new zygote."""
    global _shared  # noqa: PLW0603 -- see above
    with _shared_lock:
        if _shared is not None:
            _shared.close()
            _shared = None


def _roots() -> list[str]:
    """Return the directories the zygote imports from: this package's own, and those that hold its dependencies."""
    return [str(_home("fle_llm")), *sorted({str(_home(name).parent) for name in ("msgspec", "cloudpickle")})]


def _home(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise SandboxUnavailable(f"the package {name!r} is not importable from a directory")
    return Path(spec.origin).resolve().parent


def _environment() -> dict[str, str]:
    clean = {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"}
    with contextlib.suppress(KeyError):  # where the interpreter itself is linked against a library out of the way
        clean["LD_LIBRARY_PATH"] = os.environ["LD_LIBRARY_PATH"]
    return clean


def _readable(sock: socket.socket, timeout_s: float) -> bool:
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(timeout_s * 1000))
