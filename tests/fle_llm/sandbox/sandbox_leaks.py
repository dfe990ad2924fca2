"""Checks over `sandbox_host`: many sandboxes or environments, closed properly or killed with their host."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

HOST = Path(__file__).with_name("sandbox_host.py")
GONE_WITHIN_S = 5.0


def alive(pid: int) -> bool:
    """Whether a process is there and not merely waiting to be reaped."""
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(") ")[2][0] != "Z"
    except OSError:
        return False


def closing_leaves_nothing(kind: str, count: int, timeout_s: float) -> None:
    """Open and close `count` of them one after the other, in a host of their own."""
    command = [sys.executable, str(HOST), kind, str(count), "close"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=timeout_s, check=False)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["after"] == report["before"]  # descriptors, threads
    assert report["workers"] == []
    assert report["children"] == []


def killing_leaves_nothing(kind: str, count: int, timeout_s: float) -> float:
    """Open `count` of them at once and kill their host; return how long it took until all was gone."""
    command = [sys.executable, str(HOST), kind, str(count), "hold"]
    host = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert host.stdout is not None
        began = time.monotonic()
        report = json.loads(host.stdout.readline())
        assert time.monotonic() - began < timeout_s
        assert report["held"] == count
        assert len(report["pids"]) == count + 1
        assert report["shared"] == []
        assert all(alive(pid) for pid in report["pids"])
        killed = time.monotonic()
        host.kill()
        host.wait()
        while any(alive(pid) for pid in report["pids"]) and time.monotonic() < killed + GONE_WITHIN_S:
            time.sleep(0.01)
        assert not [pid for pid in report["pids"] if alive(pid)]
        return time.monotonic() - killed
    finally:
        host.kill()
        host.communicate()
