"""The sealed system-call filter: an allow-list as a BPF program, installed with prctl through ctypes.

Promise: after `install` no call is left that takes a path, starts a process or thread, signals anyone, makes a
reachable socket, adds executable memory, or writes to anything but descriptor 4. A refused call answers EPERM, so a
program sees PermissionError; a foreign architecture or an x32 number kills the process.
Leaves to `confinement`: the order of things, and the self-test.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
from dataclasses import dataclass, field

PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
RET_KILL_PROCESS, RET_ERRNO, RET_ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
EPERM = 1
LD_ABS, JEQ, JGE, AND, RET = 0x20, 0x15, 0x35, 0x54, 0x06
NR, ARCH, ARGS = 0, 4, 16  # offsets in struct seccomp_data
X32_BIT = 0x40000000
WRITE_FD = 4
PROT_EXEC = 4
AF_UNIX = 1
FIONBIO = 0x5421


@dataclass(frozen=True)
class Condition:
    """A test of one argument's low word: `(argument & mask) == value`, or just equality without a mask."""

    argument: int
    value: int
    mask: int | None = None


# The observed needs of CPython 3.11 to 3.13 after warm-up, plus asyncio's event loop.
ALLOWED: dict[str, Condition | None] = {
    "read": None,
    "write": Condition(0, WRITE_FD),
    "mmap": Condition(2, 0, PROT_EXEC),
    "mprotect": Condition(2, 0, PROT_EXEC),
    "munmap": None,
    "mremap": None,
    "brk": None,
    "madvise": None,
    "close": None,
    "lseek": None,
    "fstat": None,
    "futex": None,
    "clock_gettime": None,
    "clock_getres": None,
    "clock_nanosleep": None,
    "nanosleep": None,
    "gettimeofday": None,
    "time": None,
    "rt_sigaction": None,
    "rt_sigprocmask": None,
    "rt_sigreturn": None,
    "sigaltstack": None,
    "restart_syscall": None,
    "sched_yield": None,
    "getrandom": None,
    "getcpu": None,
    "getrusage": None,
    "times": None,
    "getpid": None,
    "gettid": None,
    "exit": None,
    "exit_group": None,
    "epoll_create1": None,
    "epoll_ctl": None,
    "epoll_wait": None,
    "epoll_pwait": None,
    "getsockname": None,
    "socketpair": Condition(0, AF_UNIX),
    "ioctl": Condition(1, FIONBIO),
}


@dataclass(frozen=True)
class Architecture:
    """Numbers of one kernel ABI: <linux/audit.h> and asm/unistd.h. A name that is absent does not exist there."""

    audit: int
    numbers: dict[str, int] = field(repr=False)


# fmt: off
ARCHITECTURES = {
    "x86_64": Architecture(0xC000003E, {
        "read": 0, "write": 1, "close": 3, "fstat": 5, "lseek": 8, "mmap": 9, "mprotect": 10, "munmap": 11, "brk": 12,
        "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15, "ioctl": 16, "sched_yield": 24, "mremap": 25,
        "madvise": 28, "nanosleep": 35, "getpid": 39, "getsockname": 51, "socketpair": 53, "exit": 60,
        "gettimeofday": 96, "getrusage": 98, "times": 100, "sigaltstack": 131, "gettid": 186, "time": 201, "futex": 202,
        "restart_syscall": 219, "clock_gettime": 228, "clock_getres": 229, "clock_nanosleep": 230, "exit_group": 231,
        "epoll_wait": 232, "epoll_ctl": 233, "epoll_pwait": 281, "epoll_create1": 291, "getcpu": 309, "getrandom": 318,
    }),
    "aarch64": Architecture(0xC00000B7, {
        "epoll_create1": 20, "epoll_ctl": 21, "epoll_pwait": 22, "ioctl": 29, "close": 57, "lseek": 62, "read": 63,
        "write": 64, "fstat": 80, "exit": 93, "exit_group": 94, "futex": 98, "nanosleep": 101, "clock_gettime": 113,
        "clock_getres": 114, "clock_nanosleep": 115, "sched_yield": 124, "restart_syscall": 128, "sigaltstack": 132,
        "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139, "times": 153, "getrusage": 165, "getcpu": 168,
        "gettimeofday": 169, "getpid": 172, "gettid": 178, "socketpair": 199, "getsockname": 204, "brk": 214,
        "munmap": 215, "mremap": 216, "mmap": 222, "mprotect": 226, "madvise": 233, "getrandom": 278,
    }),
}
# fmt: on


def _instruction(code: int, k: int, jt: int = 0, jf: int = 0) -> bytes:
    return struct.pack("=HBBI", code, jt, jf, k)


def _rule(number: int, condition: Condition | None) -> list[bytes]:
    """Allow `number` (in the accumulator) if the condition holds, refuse it if not, else fall through."""
    allow, refuse = _instruction(RET, RET_ALLOW), _instruction(RET, RET_ERRNO | EPERM)
    if condition is None:
        return [_instruction(JEQ, number, 0, 1), allow]
    test = [_instruction(LD_ABS, ARGS + 8 * condition.argument)]
    if condition.mask is not None:
        test.append(_instruction(AND, condition.mask))
    test += [_instruction(JEQ, condition.value, 0, 1), allow, refuse]
    return [_instruction(JEQ, number, 0, len(test)), *test]


def filter_program(machine: str, allowed: dict[str, Condition | None] = ALLOWED) -> list[bytes]:
    """Assemble the filter for `machine` (as `platform.machine()` says); KeyError if its numbers are not known."""
    architecture = ARCHITECTURES[machine]
    program = [
        _instruction(LD_ABS, ARCH),
        _instruction(JEQ, architecture.audit, 1, 0),
        _instruction(RET, RET_KILL_PROCESS),
        _instruction(LD_ABS, NR),
        _instruction(JGE, X32_BIT, 0, 1),
        _instruction(RET, RET_KILL_PROCESS),
    ]
    for name, condition in allowed.items():
        if name in architecture.numbers:
            program += _rule(architecture.numbers[name], condition)
    program.append(_instruction(RET, RET_ERRNO | EPERM))
    return program


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def install(program: list[bytes]) -> None:
    """Put the calling thread under `program` for good; OSError if the kernel refuses. Needs no-new-privs."""
    code = b"".join(program)
    argument = _Program(len(program), code)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(argument), 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"seccomp filters are not available: {os.strerror(number)}")


def machine() -> str:
    """Name this machine's architecture as `ARCHITECTURES` does."""
    return {"arm64": "aarch64", "AMD64": "x86_64"}.get(platform.machine(), platform.machine())
