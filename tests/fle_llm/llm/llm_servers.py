"""Servers that are not ours, in processes of their own on loopback."""

from __future__ import annotations

import json
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any


def ask(url: str, body: Any = None) -> Any:
    """A plain request to a server's own control paths."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=5) as response:
        return json.load(response)


@contextmanager
def started(command: Sequence[str], ready: str) -> Iterator[str]:
    """Run a server until the end of the block; `{port}` in the command is filled in, `ready` is a path it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    filled = [part.replace("{port}", str(port)) for part in command]
    server = subprocess.Popen(filled, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            assert server.poll() is None, f"{command[:3]} did not start"
            try:
                ask(url + ready)
                break
            except urllib.error.HTTPError:
                break  # it answers, if only with a no
            except urllib.error.URLError:
                time.sleep(0.05)
        yield url
    finally:
        server.terminate()
        server.wait(10)
