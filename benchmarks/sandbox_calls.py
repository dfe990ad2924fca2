"""What a sandbox costs: opening one, an empty step, tool calls, stopping, saving and restoring a namespace.

    python benchmarks/sandbox_calls.py [--calls 5000] [--rounds 5]

Prints medians over the rounds; of single tool calls also the 99th percentile, as the tools see them arrive. The tools
answer at once, so calls a second are the sandbox's own.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fle_llm.game import Dimensions, EntityStatus, Furnace, Inventory, Position, TileDimensions
from fle_llm.sandbox import Limits, Sandbox, ToolStub, shutdown

STUBS = [
    ToolStub("noop", "() -> bool"),
    ToolStub("nearest", "(type: Resource | Prototype) -> Position"),
    ToolStub("place", "(entity: Prototype, direction: Direction = Direction.UP, position: Any = None) -> Position"),
    ToolStub("listing", "() -> list[Entity]"),
]
PROGRAMS = {
    "noop()": "noop()",
    "nearest(Resource.Coal)": "nearest(Resource.Coal)",
    "place(Prototype, Direction, Position)": "place(Prototype.StoneFurnace, Direction.LEFT, Position(x=1.5, y=2.5))",
    "200 entities": "listing()",
}
# The namespace that snapshots are measured with: 15 functions, 4 classes, 200 variables, 60 instances.
NAMESPACE = "\n".join(
    [f"def f{i}(a, b={i}):\n    return a + b + len(names)" for i in range(15)]
    + [f"class C{i}:\n    def __init__(self, n): self.n = n\n    def twice(self): return self.n * 2" for i in range(4)]
    + [f"v{i} = [{i}, 'text {i}', {i}.5]" for i in range(200)]
    + ["names = ['a', 'b']", "made = [C0(i) for i in range(60)]"]
)
STOPPED = {
    "soft stop, after the time is over": "while True: pass",
    "killed and replaced, after time and grace": "import itertools\nsum(itertools.count())",
}


class Tools:
    """Stands for the tools, and keeps the times at which calls arrived."""

    def __init__(self) -> None:
        self.times: list[float] = []

    def __call__(self, name: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Answer."""
        self.times.append(time.perf_counter())
        if name == "noop":
            return True
        return MANY if name == "listing" else HERE

    def us(self, percentile: int) -> float:
        """Return how long a call takes, from one to the next, and forget."""
        gaps = sorted(later - earlier for earlier, later in itertools.pairwise(self.times))
        return gaps[len(gaps) * percentile // 100] * 1e6


HERE = Position(x=1.5, y=2.5)


def _furnace(index: int) -> Furnace:
    return Furnace(
        name="stone-furnace",
        position=Position(x=float(index), y=0.0),
        id=index,
        type="furnace",
        dimensions=Dimensions(width=1.4, height=1.4),
        tile_dimensions=TileDimensions(tile_width=2.0, tile_height=2.0),
        health=200.0,
        status=EntityStatus.WORKING,
        fuel=Inventory({"coal": 5}),
        furnace_source=Inventory({"iron-ore": 20}),
        furnace_result=Inventory({"iron-plate": 3}),
    )


MANY = [_furnace(index) for index in range(200)]


def median_ms(rounds: int, work: Callable[[], object]) -> float:
    """Return the median duration of `work`."""
    durations = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        durations.append(time.perf_counter() - began)
    return statistics.median(durations) * 1000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=int, default=5000, help="tool calls in one step")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    tools = Tools()

    shutdown()
    began = time.perf_counter()
    sandbox = Sandbox(STUBS)
    _row("first sandbox, zygote included", (time.perf_counter() - began) * 1000, "ms")
    opened: list[Sandbox] = []
    _row("next sandbox, opened", median_ms(20, lambda: opened.append(Sandbox(STUBS))), "ms")
    _row("its memory, not shared with the zygote", _private_mib(opened[-1]), "MiB")
    _row("closed", median_ms(20, lambda: opened.pop().close()), "ms")
    _row("empty step, namespace saved", median_ms(50, lambda: sandbox.run("", tools)), "ms")
    _calls(sandbox, tools, options.calls, options.rounds)
    _stops(sandbox, tools)
    for held in (0, 100, 500):
        _snapshots(tools, held)
    sandbox.close()


def _calls(sandbox: Sandbox, tools: Tools, calls: int, rounds: int) -> None:
    limits = Limits(cpu_s=60, calls=calls + 1)
    for label, call in PROGRAMS.items():
        program = f"for _ in range({calls}): {call}"
        tools.times.clear()
        ms = median_ms(rounds, lambda program=program: sandbox.run(program, tools, limits))
        print(f"{label:<42}{calls / ms * 1000:>10,.0f} calls/s, p50 {tools.us(50):.1f} us, p99 {tools.us(99):.1f} us")


def _stops(sandbox: Sandbox, tools: Tools) -> None:
    limits = Limits(cpu_s=0.05, grace_s=0.05)
    for label, program in STOPPED.items():
        given = limits.cpu_s + (limits.grace_s if "killed" in label else 0)
        _row(label, median_ms(10, lambda program=program: sandbox.run(program, tools, limits)) - given * 1000, "ms")


def _snapshots(tools: Tools, held: int) -> None:
    with Sandbox(STUBS) as sandbox:
        sandbox.run(f"{NAMESPACE}\nheld = [e for _ in range(3) for e in listing()][:{held}]", tools)
        label = f"typical namespace with {held} entities: "
        _row(label + "saved", median_ms(20, lambda: sandbox.run("", tools)), "ms")
        state = sandbox.snapshot()
        _row("    its size", len(state) / 1024, "KiB")
        _row("    restored into a new worker", median_ms(20, lambda: sandbox.restore(state)), "ms")


def _private_mib(sandbox: Sandbox) -> float:
    """Return what the worker does not share; nan where the kernel does not let this user look."""
    try:
        lines = Path(f"/proc/{sandbox._worker.pid}/smaps_rollup").read_text().splitlines()  # type: ignore[union-attr]
    except OSError:
        return float("nan")
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


def _row(label: str, value: float, unit: str) -> None:
    print(f"{label:<42}{value:>10.2f} {unit}")


if __name__ == "__main__":
    main()
