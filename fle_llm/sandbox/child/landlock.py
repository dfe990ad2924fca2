"""Landlock as a second layer: all file-system, TCP and scope rights taken away, with no rule that gives any back.

Never a requirement: `restrict` answers 0 where the kernel has no Landlock, and the seccomp filter stands alone.
"""

from __future__ import annotations

import ctypes
import os
import struct

CREATE_RULESET, RESTRICT_SELF = 444, 446  # the same numbers on every architecture
VERSION_FLAG = 1
FILE_SYSTEM_BITS = {1: 13, 2: 14, 3: 15, 4: 15}  # from ABI 5 on: 16
TCP_BIND_CONNECT = 0b11  # from ABI 4
SCOPE_SOCKETS_SIGNALS = 0b11  # from ABI 6


def attributes(abi: int) -> bytes:
    """Return `struct landlock_ruleset_attr` with everything handled, trimmed to what the ABI knows."""
    words = [(1 << FILE_SYSTEM_BITS.get(abi, 16)) - 1]
    if abi >= 4:
        words.append(TCP_BIND_CONNECT)
    if abi >= 6:
        words.append(SCOPE_SOCKETS_SIGNALS)
    return struct.pack(f"={len(words)}Q", *words)


def restrict() -> int:
    """Confine the calling thread and return the ABI used, 0 if there is none. Needs no-new-privs."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    abi: int = libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), VERSION_FLAG)
    if abi < 1:
        return 0
    data = attributes(abi)
    ruleset = libc.syscall(CREATE_RULESET, ctypes.c_char_p(data), ctypes.c_size_t(len(data)), 0)
    if ruleset < 0:
        return 0
    restricted = libc.syscall(RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)
    return abi if restricted == 0 else 0
