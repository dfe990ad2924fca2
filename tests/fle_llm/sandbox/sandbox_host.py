"""A host process that opens many sandboxes or environments, for tests that look at what it leaves behind.

    python sandbox_host.py sandbox|environment COUNT close|hold

Prints one JSON object. `close`: opens and closes them one after the other and counts. `hold`: keeps all open and waits
to be killed.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

from fle_llm.sandbox import Sandbox, nursery, shutdown

CODE = "x = [1]\ndef f(): return x\nprint(f())"
# Workers end by themselves, are killed, or are put back to an earlier moment, too.
ENDINGS = ("", "import os\nos._exit(1)", "import ctypes\nctypes.string_at(1)")


def open_sandbox(index: int) -> Any:
    """Open a sandbox and run something in it."""
    sandbox = Sandbox([], seed=index)
    assert sandbox.run(CODE, lambda *a: None).text() == "3: ([1],)"
    sandbox.run(ENDINGS[index % len(ENDINGS)], lambda *a: None)
    sandbox.restore(sandbox.snapshot())
    return sandbox


def open_environment(index: int) -> Any:
    """Open an environment, play a step, and fork it."""
    from fle_llm.gym_env import FactorioGymEnv

    env = FactorioGymEnv("Factorio-iron_plate_throughput_16-v0")
    env.reset(seed=index)
    assert env.step({"code": CODE})[0]["raw_text"] == "3: ([1],)"
    copy = env.fork()
    copy.step({"code": "print(f())\n" + ENDINGS[index % len(ENDINGS)]})
    copy.close()
    return env


def descriptors() -> int:
    """Count the descriptors of this process."""
    return len(list(Path("/proc/self/fd").iterdir()))


def children(pid: int) -> list[int]:
    """List the children of a process, whatever their state."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                if int((entry / "stat").read_text().rpartition(") ")[2].split()[1]) == pid:
                    found.append(int(entry.name))
    return found


def shared(pid: int) -> list[str]:
    """List the maps of a process that it could share with another one by writing."""
    with contextlib.suppress(OSError):  # not ours to look at when we are not root: a worker cannot be dumped
        lines = Path(f"/proc/{pid}/maps").read_text().splitlines()
        return [line for line in lines if {"w", "s"} <= set(line.split()[1])]  # as in rw-s
    return []


def main() -> None:
    """See the module."""
    kind, count, mode = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    opened = {"sandbox": open_sandbox, "environment": open_environment}[kind]
    opened(0).close()  # what is loaded once stays
    gc.collect()
    zygote = nursery.nursery()._process.pid
    before = descriptors(), threading.active_count()
    if mode == "hold":
        kept = [opened(index) for index in range(count)]
        workers = children(zygote)
        maps = [line for pid in (os.getpid(), zygote, *workers) for line in shared(pid)]
        sys.stdout.write(json.dumps({"pids": [zygote, *workers], "held": len(kept), "shared": maps}) + "\n")
        sys.stdout.flush()
        time.sleep(600)
    for index in range(count):
        opened(index).close()
    gc.collect()
    deadline = time.monotonic() + 5
    while children(zygote) and time.monotonic() < deadline:
        time.sleep(0.01)
    after = descriptors(), threading.active_count()
    left = children(zygote)
    shutdown()
    report = {"before": before, "after": after, "workers": left, "children": children(os.getpid())}
    sys.stdout.write(json.dumps(report) + "\n")


if __name__ == "__main__":
    main()
