"""What a hostile program might try, as data: (kind, name, program). None of it may ever run without confinement.

A program calls `got(what)` where an attempt succeeded; refused attempts raise OSError and are let go. `SECRET` is a
file the test plants and watches, `HOST` the host's process id, `ZYGOTE` that of the process the worker was forked from.
Tests read what a program reported through the tool `echo`.
"""

# ruff: noqa: E501 -- programs in tables keep to one line

from __future__ import annotations

# What the tables have to try at least. Reading another environment's data and changing the score have tests of their own.
KINDS = {
    *("files", "/proc", "sockets", "fork", "exec", "ptrace", "signals to the parent", "shared memory", "ctypes"),
    *("memory maps", "frame and gc walking", "monkey-patching the transport", "forged frames", "huge frames"),
    *("deep recursion", "regex and integer bombs", "thread floods", "10 GB", "descriptor leaks"),
    *("__del__ and atexit tricks", "pickles aimed at the host"),
}

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

# These get nothing, and the program comes to its end.
# x86_64 numbers; on another architecture they are other calls, which must be refused all the same.
ATTACKS: list[tuple[str, str, str]] = [
    ("files", "read a system file", "attempt(open, '/etc/passwd')"),
    ("files", "read the secret", "attempt(open, SECRET)"),
    ("files", "list directories", "for p in ('/', '/proc', '/tmp', '.'): attempt(os.listdir, p)"),
    ("files", "stat and access", "attempt(os.stat, '/etc/passwd')\nif os.path.exists('/'): got('exists')\nattempt(os.readlink, '/proc/self/exe')"),
    ("files", "open a path only", "attempt(os.open, '/etc/passwd', os.O_PATH)"),
    ("files", "write a file", "attempt(open, SECRET, 'w')\nattempt(open, '/tmp/fle-attack', 'w')"),
    ("files", "delete, rename, link", "for f in (os.unlink, os.rmdir): attempt(f, SECRET)\n"
     "for f in (os.rename, os.symlink, os.link): attempt(f, SECRET, SECRET + '2')"),
    ("files", "chmod and utime", "attempt(os.chmod, SECRET, 0)\nattempt(os.utime, SECRET, (0, 0))"),
    ("files", "make directories and devices", "attempt(os.mkdir, '/tmp/fle-attack')\nattempt(os.mkfifo, '/tmp/fle-fifo')"),
    ("files", "through raw calls", "raw(2, b'/etc/passwd', 0)\nraw(257, -100, b'/etc/passwd', 0)\nraw(437, -100, b'/etc/passwd', 0, 24)\nraw(332, -100, b'/', 0, 0, 0)"),
    ("files", "io_uring, bpf, perf, userfaultfd", "for n in (425, 321, 298, 323): raw(n, 0, 0, 0, 0, 0)"),
    ("/proc", "its own environment", "attempt(open, '/proc/self/environ')"),
    ("/proc", "the host's environment", "for pid in (HOST, ZYGOTE): attempt(open, f'/proc/{pid}/environ')"),
    ("/proc", "the host's memory", "for pid in (HOST, ZYGOTE): attempt(open, f'/proc/{pid}/mem', 'r+b')"),
    ("/proc", "the host's descriptors", "for fd in range(16): attempt(open, f'/proc/{HOST}/fd/{fd}', 'wb')"),
    ("/proc", "time and host name", "raw(170, b'x', 1)\nraw(227, 0, 0)\nraw(169, 0, 0, 0, 0)"),
    ("sockets", "TCP client", "attempt(socket.create_connection, ('127.0.0.1', 22), 1)"),
    ("sockets", "of every family", "for family in range(1, 46):\n    for kind in (1, 2, 3, 5): attempt(socket.socket, family, kind)"),
    ("sockets", "name lookup", "attempt(socket.getaddrinfo, 'example.com', 80)"),
    ("sockets", "receive descriptors", "s = socket.socketpair()\nattempt(socket.send_fds, s[0], [b'x'], [3])\nattempt(s[0].send, b'x')"),
    ("sockets", "listen on a pair", "s = socket.socketpair()[0]\nattempt(s.bind, b'\\0fle-attack')\nattempt(s.listen)\nattempt(s.connect, b'\\0fle-attack')"),
    ("fork", "fork", "attempt(os.fork)\nattempt(os.forkpty)"),
    ("fork", "through raw calls", "for n in (56, 57, 58): raw(n, 0, 0, 0, 0, 0)\nraw(435, ctypes.c_void_p(0), 0)"),
    ("fork", "new namespaces and mounts", "raw(272, 0x10000000)\nraw(165, 0, 0, 0, 0, 0)\nraw(155, 0, 0)\nraw(308, 3, 0)"),
    ("exec", "run a command", "import subprocess\nattempt(subprocess.run, ['true'])\nif os.system('true') == 0: got('system')"),
    ("exec", "spawn", "attempt(os.posix_spawn, '/bin/true', ['true'], {})\nattempt(os.popen, 'true')"),
    ("exec", "replace itself", "attempt(os.execv, '/bin/true', ['true'])"),
    ("exec", "become someone else", "for f in (os.setuid, os.setgid): attempt(f, 0)\nattempt(os.chroot, '/')\nattempt(os.nice, -5)"),
    ("exec", "modules by way of others", "import json, re, enum, types\nattempt(re.enum.sys.modules['os'].popen, 'true')"),
    ("exec", "import what is not there", "for m in ('numpy', 'tkinter', 'multiprocessing.shared_memory', 'fle_llm.errors', 'fle_llm.sandbox.sandbox', 'fle_llm.world'):\n"
     "    try: __import__(m)\n    except ImportError: continue\n    got(m)"),
    ("ptrace", "trace and read", "for pid in (HOST, ZYGOTE):\n    raw(101, 16, pid, 0, 0)\n    raw(310, pid, 0, 0, 0, 0, 0)\n    raw(311, pid, 0, 0, 0, 0, 0)"),
    ("ptrace", "be traced", "raw(101, 0, 0, 0, 0)"),
    ("signals to the parent", "kill", "for pid in (HOST, ZYGOTE, os.getppid(), 1):\n    for s in (0, 9, 15, 19): attempt(os.kill, pid, s)"),
    ("signals to the parent", "kill everyone", "attempt(os.kill, -1, 9)\nattempt(os.killpg, 0, 9)\nraw(62, -1, 9)"),
    ("signals to the parent", "through a pidfd", "for pid in (HOST, ZYGOTE): attempt(os.pidfd_open, pid)\nraw(424, 3, 9, 0, 0)"),
    ("signals to the parent", "by a timer or a pipe's owner", "import fcntl, signal\nattempt(signal.setitimer, signal.ITIMER_REAL, 1)\nfor fd in (3, 4): attempt(fcntl.fcntl, fd, fcntl.F_SETOWN, ZYGOTE)"),
    ("signals to the parent", "change limits and cores", "import resource\nfor pid in (HOST, ZYGOTE):\n    attempt(resource.prlimit, pid, resource.RLIMIT_NOFILE, (1, 1))\n    attempt(os.sched_setaffinity, pid, {0})"),
    ("signals to the parent", "raise its own limits", "import resource\nattempt(resource.setrlimit, resource.RLIMIT_AS, (-1, -1))"),
    ("shared memory", "files and memfd", "attempt(open, '/dev/shm/fle', 'w')\nattempt(os.memfd_create, 'x')\nlibc.shm_open.restype = ctypes.c_int\nif libc.shm_open(b'/fle', 66, 384) >= 0: got('shm_open')"),
    ("shared memory", "keys and messages", "raw(248, b'user', b'a', b'b', 1, -3)\nraw(68, 0, 0o1000)\nraw(29, 0, 4096, 0o1600)\nraw(64, 0, 1, 0o1600)"),
    ("ctypes", "libraries", "attempt(ctypes.CDLL, 'libc.so.6.other')\nattempt(ctypes.CDLL, '/etc/passwd')"),
    ("ctypes", "the C library's own ways", "libc.fopen.restype = libc.popen.restype = libc.getenv.restype = libc.opendir.restype = ctypes.c_void_p\n"
     "for r in (libc.fopen(b'/etc/passwd', b'r'), libc.popen(b'true', b'r'), libc.getenv(b'PATH'), libc.opendir(b'/')):\n    if r: got(r)\n"
     "if libc.system(b'true') == 0: got('system')"),
    ("ctypes", "loosen the filter", "raw(157, 22, 0, 0, 0, 0)\nraw(317, 0, 0, 0)\nraw(157, 38, 0, 0, 0, 0)\nraw(157, 4, 1, 0, 0, 0)"),
    ("memory maps", "executable memory", "import mmap\nattempt(mmap.mmap, -1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, 7)\nraw(10, 0x10000, 4096, 7)"),
    ("memory maps", "writable code", "address = ctypes.cast(libc.getpid, ctypes.c_void_p).value & ~4095\nraw(10, address, 4096, 7)\nraw(329, address, 4096, 7, 0)"),
    ("memory maps", "files and pipes", "import mmap\nfor fd in range(5): attempt(mmap.mmap, fd, 4096)\nattempt(os.open, '/dev/mem', 2)"),
    ("frame and gc walking", "host objects in memory", "import gc\nfor o in gc.get_objects():\n    if type(o).__name__ in {'Sandbox', 'Worker', 'Nursery', 'Step'}: got(type(o))"),
    ("frame and gc walking", "host frames", "f = sys._getframe()\nwhile f:\n    if 'pytest' in f.f_code.co_filename: got(f.f_code.co_filename)\n    f = f.f_back"),
    ("frame and gc walking", "the tools' functions", "import gc\nprint(nearest.__globals__['__tool_call__'].__self__)\nfor o in gc.get_referrers(nearest.__code__):\n    if 'do_nearest' in repr(o): got(o)"),
    ("monkey-patching the transport", "its functions", "import json\nos.write = os.read = json.dumps = None\nimport msgspec\nmsgspec.msgpack.encode = None"),
    ("monkey-patching the transport", "the protected names", "import gc\nfrom fle_llm.sandbox.child.program import Names\nfor n in gc.get_objects():\n"
     "    if isinstance(n, Names): object.__setattr__(n, 'tools', frozenset({'score'}))"),
    ("descriptor leaks", "as many as there are", "kept = []\ntry:\n    while len(kept) < 100: kept.append(socket.socketpair())\n    got(len(kept))\nexcept OSError: pass"),
    ("descriptor leaks", "write to others", "for fd in [f for f in range(64) if f != 4]: attempt(os.write, fd, b'x')"),
    ("descriptor leaks", "copy", "attempt(os.dup, 4)\nattempt(os.dup2, 4, 1)\nraw(72, 4, 0, 5)"),
    ("thread floods", "threads", "import threading, _thread\nfor _ in range(1000): attempt(_thread.start_new_thread, print, ())\nattempt(threading.Thread(target=print).start)"),
    ("thread floods", "a thread pool", "from concurrent.futures import ThreadPoolExecutor\nattempt(ThreadPoolExecutor(1).submit, print)"),
    ("10 GB", "at once", "attempt(bytearray, 10 << 30)\nattempt(lambda: b'x' * (10 << 30))\nimport mmap\nattempt(mmap.mmap, -1, 10 << 30)"),
    ("deep recursion", "caught", "def f(): f()\ntry: f()\nexcept RecursionError: pass\nelse: got('no end')"),
    ("__del__ and atexit tricks", "atexit", "import atexit\natexit.register(got, 'atexit')\natexit.register(open, SECRET, 'w')"),
    ("__del__ and atexit tricks", "a finaliser after the step", "class Late:\n    def __del__(self): got('late')\nclass Saving:\n    def __reduce__(self): Late(); return int, ()\nkept = Saving()"),
]  # fmt: skip

# These do not come to their end: the process breaks, or has to be stopped. What counts is that nothing else happens.
BREAKAGES: list[tuple[str, str, str]] = [
    ("ctypes", "segmentation fault", "ctypes.string_at(1)"),
    ("ctypes", "x32 call", "raw(0x40000000 + 39)"),
    ("ctypes", "corrupt the interpreter", "ctypes.memset(id(type(1)), 0xFF, 512)\nint('3') + 1"),
    ("exec", "abort", "os.abort()"),
    ("exec", "exit", "os._exit(7)"),
    ("descriptor leaks", "close the pipes", "os.close(4); os.close(3)"),
    ("descriptor leaks", "close everything", "os.closerange(0, 64)"),
    ("monkey-patching the transport", "its functions", "from fle_llm.sandbox.child import channel, runner\nchannel.frame = runner.Done = runner.faults = None"),
    ("monkey-patching the transport", "its class", "from fle_llm.sandbox.child.channel import Channel\nChannel.send = lambda *a: None"),
    ("monkey-patching the transport", "the runner", "from fle_llm.sandbox.child.runner import Runner\nRunner.dump = lambda self: (b'', [])\nRunner._run = None\nimport gc\n"
     "for o in gc.get_objects():\n    if isinstance(o, Runner): o._output = None"),
    ("deep recursion", "without a limit", "sys.setrecursionlimit(10**9)\nclass A:\n    def __repr__(s): return repr(s)\ntry: repr(A())\nexcept RecursionError: os._exit(1)  # from 3.12 on"),
    ("regex and integer bombs", "regex", "import re\nre.match('(a+)+$', 'a' * 40 + 'b')"),
    ("regex and integer bombs", "power", "9 ** 9 ** 9"),
    ("regex and integer bombs", "digits", "sys.set_int_max_str_digits(0)\nstr(1 << (1 << 26))"),
    ("10 GB", "bit by bit", "hoard = []\nwhile True: hoard.append(bytearray(32 << 20))"),
    ("__del__ and atexit tricks", "a finaliser that does not end", "class A:\n    def __del__(self):\n        while True: pass\nA()\nwhile True: pass"),
]  # fmt: skip

# Raw bytes written to the pipe in the middle of a step.
FRAMES: list[tuple[str, str, str]] = [
    ("forged frames", "garbage", "os.write(4, bytes(range(256)) * 16)"),
    ("huge frames", "a length of 4 GB", "os.write(4, b'\\xff\\xff\\xff\\xff' + b'x' * 1000)"),
    ("huge frames", "a frame above the limit", "os.write(4, (2 << 20).to_bytes(4, 'little'))"),
    ("forged frames", "an empty frame", "os.write(4, bytes(4))"),
    ("forged frames", "not msgpack", "send(b'\\xc1\\xc1\\xc1')"),
    ("forged frames", "an unknown tag", "send(pack([99, 1]))"),
    ("forged frames", "a host's message", "send(pack([21, 1, 'x', 1, 1, None]))"),
    ("forged frames", "the end of another step", "send(pack([4, 999, None, False, []]))"),
    ("forged frames", "too many fields", "send(pack([4, 1, None, False, [], 'more']))"),
    ("forged frames", "a field of the wrong type", "send(pack([2, 'nearest', [], {}, 1, []]))"),
    ("forged frames", "a tool that is not there", "send(pack([2, 77, [], {}, 1, []]))"),
    ("forged frames", "a negative tool", "send(pack([2, -1, [], {}, 1, []]))"),
    ("huge frames", "nesting", "send(pack(2)[:0] + b'\\x96\\x02\\x00\\x91' + b'\\x91' * 100000)"),
    ("forged frames", "a snapshot out of turn", "send(pack([5, True, b'x', []]))"),
    ("huge frames", "output without end", "while True: send(pack([3, [[1, 'x' * 60000]]]))"),
    ("forged frames", "empty output without end", "while True: send(pack([3, []]))"),
    (
        "forged frames",
        "many at once",
        "data = (3).to_bytes(4, 'little') + pack([3, []])\nwhile True: os.write(4, data * 10_000)",
    ),
    ("forged frames", "lines without end", "while True: send(pack([3, [[1, '']] * 1000]))"),
    ("forged frames", "not UTF-8", "send(b'\\x92\\x03\\x91\\x92\\x01\\xa2\\xff\\xfe')"),
    (
        "forged frames",
        "half a frame, then silence",
        "os.write(4, (1000).to_bytes(4, 'little') + b'x')\nwhile True: pass",
    ),
    (
        "forged frames",
        "a byte at a time",
        "import itertools\nos.write(4, (100_000).to_bytes(4, 'little'))\nfor _ in itertools.count(): os.write(4, b'x')",
    ),
    ("pickles aimed at the host", "as a snapshot", "send(pack([5, True, PICKLE, []]))"),
    ("pickles aimed at the host", "as a frame", "send(PICKLE)"),
    ("forged frames", "calls whose answers are never read", "while True: send(pack([2, 1, ['x' * 60000], {}, 1, []]))"),
]

FRAME_PREAMBLE = r"""
import os, msgspec
PICKLE = f"cbuiltins\nopen\n(S'{SECRET}'\nS'w'\ntR.".encode()
pack = msgspec.msgpack.encode
def send(data): os.write(4, len(data).to_bytes(4, 'little') + data)
"""
