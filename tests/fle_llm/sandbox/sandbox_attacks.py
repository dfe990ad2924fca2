"""What a hostile program might try, as data: (name, program). None of it may ever run without confinement.

A program calls `got(what)` where an attempt succeeded; refused attempts raise OSError and are let go. `SECRET` is a file the test plants and
watches, `HOST` the host's process id. Tests read what a program reported through the tool `echo`.
"""

# ruff: noqa: E501 -- programs in tables keep to one line

from __future__ import annotations

PREAMBLE = """
import ctypes, errno, os, socket, sys
libc = ctypes.CDLL(None, use_errno=True)
def got(what): echo(repr(what))
def attempt(function, *args):
    try: result = function(*args)
    except (OSError, RuntimeError, ValueError, MemoryError): return None
    got((function.__name__, result))
def raw(*args):
    libc.syscall.restype = ctypes.c_long
    result = libc.syscall(*[ctypes.c_long(a) if isinstance(a, int) else a for a in args])
    if result >= 0: got((args, result))
    return result
"""

# x86_64 numbers; on another architecture they are other calls, which must be refused all the same.
ATTACKS: list[tuple[str, str]] = [
    ("read a system file", "attempt(open, '/etc/passwd')"),
    ("read the secret", "attempt(open, SECRET)"),
    ("read its own environment", "attempt(open, '/proc/self/environ')"),
    ("read the host's environment", "attempt(open, f'/proc/{HOST}/environ')"),
    ("read the host's memory", "attempt(open, f'/proc/{HOST}/mem', 'rb')"),
    ("list directories", "for p in ('/', '/proc', '/tmp', '.'): attempt(os.listdir, p)"),
    ("stat and access", "attempt(os.stat, '/etc/passwd')\nif os.path.exists('/'): got('exists')\nattempt(os.readlink, '/proc/self/exe')"),
    ("open a path only", "attempt(os.open, '/etc/passwd', os.O_PATH)"),
    ("write a file", "attempt(open, SECRET, 'w')\nattempt(open, '/tmp/fle-attack', 'w')"),
    ("delete, rename, link", "for f in (os.unlink, os.rmdir): attempt(f, SECRET)\n"
     "for f in (os.rename, os.symlink, os.link): attempt(f, SECRET, SECRET + '2')"),
    ("chmod and utime", "attempt(os.chmod, SECRET, 0)\nattempt(os.utime, SECRET, (0, 0))"),
    ("make directories and devices", "attempt(os.mkdir, '/tmp/fle-attack')\nattempt(os.mkfifo, '/tmp/fle-fifo')"),
    ("shared memory", "attempt(open, '/dev/shm/fle', 'w')\nattempt(os.memfd_create, 'x')"),
    ("TCP client", "attempt(socket.create_connection, ('127.0.0.1', 22), 1)"),
    ("sockets of every family", "for family in range(1, 46):\n    for kind in (1, 2, 3, 5): attempt(socket.socket, family, kind)"),
    ("name lookup", "attempt(socket.getaddrinfo, 'example.com', 80)"),
    ("run a command", "import subprocess\nattempt(subprocess.run, ['true'])\nif os.system('true') == 0: got('system')"),
    ("spawn", "attempt(os.posix_spawn, '/bin/true', ['true'], {})\nattempt(os.popen, 'true')"),
    ("replace itself", "attempt(os.execv, '/bin/true', ['true'])"),
    ("fork", "attempt(os.fork)\nattempt(os.forkpty)"),
    ("fork through raw calls", "for n in (56, 57, 58): raw(n, 0, 0, 0, 0, 0)\nraw(435, ctypes.c_void_p(0), 0)"),
    ("threads", "import threading, _thread\nattempt(_thread.start_new_thread, print, ())"),
    ("a thread pool", "from concurrent.futures import ThreadPoolExecutor\nattempt(ThreadPoolExecutor(1).submit, print)"),
    ("signal the host", "for s in (0, 9, 15, 19): attempt(os.kill, HOST, s)"),
    ("signal everyone", "attempt(os.kill, -1, 9)\nattempt(os.killpg, 0, 9)\nraw(62, -1, 9)"),
    ("signal through a pidfd", "attempt(os.pidfd_open, HOST)\nraw(424, 3, 9, 0, 0)"),
    ("trace the host", "raw(101, 16, HOST, 0, 0)\nraw(310, HOST, 0, 0, 0, 0, 0)\nraw(311, HOST, 0, 0, 0, 0, 0)"),
    ("change the host's limits", "import resource\nattempt(resource.prlimit, HOST, resource.RLIMIT_NOFILE, (1, 1))"),
    ("raise its own limits", "import resource\nattempt(resource.setrlimit, resource.RLIMIT_AS, (-1, -1))"),
    ("become someone else", "for f in (os.setuid, os.setgid): attempt(f, 0)\nattempt(os.chroot, '/')\nattempt(os.nice, -5)"),
    ("new namespaces and mounts", "raw(272, 0x10000000)\nraw(165, 0, 0, 0, 0, 0)\nraw(155, 0, 0)\nraw(308, 3, 0)"),
    ("executable memory", "import mmap\nattempt(mmap.mmap, -1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, 7)\nraw(10, 0x10000, 4096, 7)"),
    ("io_uring, bpf, perf, userfaultfd", "for n in (425, 321, 298, 323): raw(n, 0, 0, 0, 0, 0)"),
    ("loosen the filter", "raw(157, 22, 0, 0, 0, 0)\nraw(317, 0, 0, 0)\nraw(157, 38, 0, 0, 0, 0)"),
    ("write to other descriptors", "for fd in [f for f in range(64) if f != 4]: attempt(os.write, fd, b'x')"),
    ("copy descriptors", "attempt(os.dup, 4)\nattempt(os.dup2, 4, 1)\nraw(72, 4, 0, 5)"),
    ("receive descriptors", "s = socket.socketpair()\nattempt(socket.send_fds, s[0], [b'x'], [3])\nattempt(s[0].send, b'x')"),
    ("import what is not there", "for m in ('numpy', 'tkinter', 'fle_llm.errors', 'fle_llm.sandbox.sandbox', 'fle_llm.world'):\n"
     "    try: __import__(m)\n    except ImportError: continue\n    got(m)"),
    ("host objects in memory", "import gc\nfor o in gc.get_objects():\n    if type(o).__name__ in {'Sandbox', 'Worker', 'Nursery', 'Step'}: got(type(o))"),
    ("host frames", "f = sys._getframe()\nwhile f:\n    if 'pytest' in f.f_code.co_filename: got(f.f_code.co_filename)\n    f = f.f_back"),
    ("sys.modules", "import json, re, enum, types\nattempt(re.enum.sys.modules['os'].popen, 'true')"),
    ("system files through numbers", "raw(2, b'/etc/passwd', 0)\nraw(257, -100, b'/etc/passwd', 0)\nraw(437, -100, b'/etc/passwd', 0, 24)\nraw(332, -100, b'/', 0, 0, 0)"),
    ("time and host name", "raw(170, b'x', 1)\nraw(227, 0, 0)\nraw(169, 0, 0, 0, 0)"),
    ("keys and messages", "raw(248, b'user', b'a', b'b', 1, -3)\nraw(68, 0, 0o1000)\nraw(29, 0, 4096, 0o1600)"),
]  # fmt: skip

# These end the process or must be stopped from outside; what counts is that nothing else happens.
BREAKAGES: list[tuple[str, str]] = [
    ("segmentation fault", "ctypes.string_at(1)"),
    ("x32 call", "raw(0x40000000 + 39)"),
    ("abort", "os.abort()"),
    ("exit", "os._exit(7)"),
    ("close the pipes", "os.close(4); os.close(3)"),
    ("close everything", "os.closerange(0, 64)"),
    ("corrupt the interpreter", "ctypes.memset(id(type(1)), 0xFF, 512)\nint('3') + 1"),
]

# Raw bytes written to the pipe in the middle of a step.
FRAMES: list[tuple[str, str]] = [
    ("garbage", "os.write(4, bytes(range(256)) * 16)"),
    ("a length of 4 GB", "os.write(4, b'\\xff\\xff\\xff\\xff' + b'x' * 1000)"),
    ("a frame above the limit", "os.write(4, (2 << 20).to_bytes(4, 'little'))"),
    ("an empty frame", "os.write(4, bytes(4))"),
    ("not msgpack", "send(b'\\xc1\\xc1\\xc1')"),
    ("an unknown tag", "send(pack([99, 1]))"),
    ("a host's message", "send(pack([21, 1, 'x', 1, 1, None]))"),
    ("the end of another step", "send(pack([4, 999, None, False, []]))"),
    ("too many fields", "send(pack([4, 1, None, False, [], 'more']))"),
    ("a field of the wrong type", "send(pack([2, 'nearest', [], {}, 1, []]))"),
    ("a tool that is not there", "send(pack([2, 77, [], {}, 1, []]))"),
    ("a negative tool", "send(pack([2, -1, [], {}, 1, []]))"),
    ("nesting", "send(pack(2)[:0] + b'\\x96\\x02\\x00\\x91' + b'\\x91' * 100000)"),
    ("a snapshot out of turn", "send(pack([5, True, b'x', []]))"),
    ("output without end", "while True: send(pack([3, [[1, 'x' * 60000]]]))"),
    ("lines without end", "while True: send(pack([3, [[1, '']] * 1000]))"),
    ("not UTF-8", "send(b'\\x92\\x03\\x91\\x92\\x01\\xa2\\xff\\xfe')"),
    ("half a frame, then silence", "os.write(4, (1000).to_bytes(4, 'little') + b'x')\nwhile True: pass"),
    ("calls whose answers are never read", "while True: send(pack([2, 1, ['x' * 60000], {}, 1, []]))"),
]

FRAME_PREAMBLE = """
import os, msgspec
pack = msgspec.msgpack.encode
def send(data): os.write(4, len(data).to_bytes(4, 'little') + data)
"""
