"""Turning a freshly forked process into a sealed worker, step by step, and checking that it is sealed.

Owns the order: parent tie, descriptors, dumpable, resource limits, no-new-privs, Landlock, seccomp, self-test.
Promise: `confine` returns only if every test of the seal failed to break it; otherwise it raises `NotConfined`.
Leaves to others: the filter itself (`seccomp`), the second layer (`landlock`), what runs afterwards (`worker`).
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from fle_llm.sandbox.child import landlock, seccomp
from fle_llm.sandbox.control import CPU_ALL_S, CPU_S, Spawn

IN, OUT = 3, 4
PARKING = 64  # descriptors are moved above this while 0 to 4 are set up
MIB = 1 << 20
STACK = 8 * MIB
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
LINUX = sys.platform == "linux"


class NotConfined(Exception):
    """The seal could not be put on, or does not hold; the message is for the operator."""


def tie_to_parent(parent: int) -> None:
    """Die with the zygote, leave its session, and forget its environment and directory."""
    if LINUX:
        _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        raise NotConfined("the zygote is gone")
    os.setsid()
    os.environ.clear()
    os.chdir("/")


def arrange_descriptors(read_end: int, write_end: int) -> None:
    """Leave five descriptors: /dev/null on 0 to 2, the pipe from the host on 3, the pipe to it on 4."""
    parked = [_park(read_end), _park(write_end)]
    null = _park(os.open(os.devnull, os.O_RDWR))
    for target, source in ((0, null), (1, null), (2, null), (IN, parked[0]), (OUT, parked[1])):
        os.dup2(source, target, inheritable=False)
    listing = "/proc/self/fd" if LINUX else "/dev/fd"
    for name in os.listdir(listing):  # noqa: PTH208 -- the Path form opens one more descriptor
        if int(name) > OUT:
            with contextlib.suppress(OSError):  # the descriptor of the listing itself
                os.close(int(name))


def confine(request: Spawn) -> dict[str, int | str]:
    """Apply limits and layers to this process; return which ones are active."""
    _limit(request)
    info: dict[str, int | str] = {"seccomp": "off", "landlock": 0, "memory_mb": request.memory_mb}
    if not request.sealed:
        return info
    threads = len(list(Path("/proc/self/task").iterdir()))
    if threads != 1:
        raise NotConfined(f"{threads} threads where a filter covers only the calling one")
    _prctl(PR_SET_DUMPABLE, 0)
    _prctl(PR_SET_NO_NEW_PRIVS, 1)
    if request.landlock:
        info["landlock"] = landlock.restrict()
    try:
        seccomp.install(seccomp.filter_program(seccomp.machine()))
    except KeyError:
        raise NotConfined(f"no system-call table for {seccomp.machine()!r}") from None
    except OSError as error:
        raise NotConfined(str(error)) from None
    info["seccomp"] = "sealed"
    self_test()
    return info


def self_test() -> None:
    """Try what must not work; raise NotConfined if any of it does, or fails for another reason than the seal."""
    for name, attempt in _ATTEMPTS.items():
        try:
            attempt()
        except OSError as error:
            if error.errno in {errno.EPERM, errno.EACCES}:
                continue
            raise NotConfined(f"the self-test {name!r} failed with {error!r}") from None
        raise NotConfined(f"the self-test {name!r} succeeded")


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


_ATTEMPTS: dict[str, Callable[[], object]] = {
    "open a file": lambda: os.open("/", os.O_RDONLY),
    "look a path up": lambda: Path("/").stat(),
    "make a socket": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
    "fork": _fork,
    "signal a process": lambda: os.kill(os.getpid(), 0),
    "write to another descriptor": lambda: os.write(1, b"x"),
}


def _limit(request: Spawn) -> None:
    soft, hard = request.memory_mb * MIB, request.memory_hard_mb * MIB
    limits = {
        "RLIMIT_AS": (soft, hard),
        "RLIMIT_DATA": (soft, hard),
        "RLIMIT_CPU": (CPU_S, CPU_ALL_S),
        "RLIMIT_FSIZE": (0, 0),
        "RLIMIT_NOFILE": (16, 16),
        "RLIMIT_NPROC": (0, 0),
        "RLIMIT_CORE": (0, 0),
        "RLIMIT_MEMLOCK": (0, 0),
        "RLIMIT_MSGQUEUE": (0, 0),
        "RLIMIT_STACK": (STACK, STACK),
    }
    for name, values in limits.items():
        kind = getattr(resource, name, None)
        if kind is None:  # not every system has every limit
            continue
        ceiling = resource.getrlimit(kind)[1]
        if ceiling != resource.RLIM_INFINITY:
            values = (min(values[0], ceiling), min(values[1], ceiling))  # noqa: PLW2901
        try:
            resource.setrlimit(kind, values)
        except (OSError, ValueError) as error:
            if request.sealed:
                raise NotConfined(f"{name} could not be set: {error}") from None


def _park(fd: int) -> int:
    return fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, PARKING)


def _prctl(option: int, value: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, value, 0, 0, 0) != 0:
        raise NotConfined(f"prctl({option}) failed: {os.strerror(ctypes.get_errno())}")
