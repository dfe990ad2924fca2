"""`make cassettes`: record the expert's sessions anew, with the expert served over HTTP as in examples/."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MODEL = "scripted-expert"
TASKS = (
    "iron_ore_throughput_16",
    "iron_plate_throughput_16",
    "iron_gear_wheel_throughput_16",
    "crude_oil_throughput_250",
)


def main() -> None:
    """Serve, play, record."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "examples/serve_a_policy.py", str(port)], cwd=ROOT, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(port)
        shutil.rmtree(HERE / "experts", ignore_errors=True)
        with tempfile.TemporaryDirectory() as folder:
            words = ["-m", MODEL, "--base-url", f"http://127.0.0.1:{port}/v1", "--prompt", "condensed"]
            words += ["-e", ",".join(TASKS), "--record", str(HERE / "experts"), "--out", f"{folder}/run"]
            subprocess.run([sys.executable, "-m", "eval.run", *words], cwd=ROOT, check=True)
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server in examples/serve_a_policy.py did not start")


if __name__ == "__main__":
    main()
