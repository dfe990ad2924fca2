"""What a sandbox costs: opening one, an empty step, tool calls, saving and restoring a namespace.

    python benchmarks/sandbox_calls.py [--calls 5000] [--rounds 5]

Prints medians over the rounds. The tools answer at once, so calls a second are the sandbox's own.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

from fle_llm.game import Position
from fle_llm.sandbox import Limits, Sandbox, ToolStub, shutdown

STUBS = [
    ToolStub("noop", "() -> bool"),
    ToolStub("nearest", "(type: Resource | Prototype) -> Position"),
    ToolStub("place", "(entity: Prototype, direction: Direction = Direction.UP, position: Any = None) -> Position"),
    ToolStub("listing", "() -> list[Position]"),
]
PROGRAMS = {
    "noop()": "noop()",
    "nearest(Resource.Coal)": "nearest(Resource.Coal)",
    "place(Prototype, Direction, Position)": "place(Prototype.StoneFurnace, Direction.LEFT, Position(x=1.5, y=2.5))",
    "200 positions": "listing()",
}
# The namespace that snapshots are measured with: 15 functions, 4 classes, 200 variables, 60 instances.
NAMESPACE = "\n".join(
    [f"def f{i}(a, b={i}):\n    return a + b + len(names)" for i in range(15)]
    + [f"class C{i}:\n    def __init__(self, n): self.n = n\n    def twice(self): return self.n * 2" for i in range(4)]
    + [f"v{i} = [{i}, 'text {i}', {i}.5]" for i in range(200)]
    + ["names = ['a', 'b']", "made = [C0(i) for i in range(60)]"]
)


def answer(name: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
    """Stand for the tools."""
    if name == "noop":
        return True
    if name == "listing":
        return MANY
    return HERE


HERE = Position(x=1.5, y=2.5)
MANY = [Position(x=i, y=i) for i in range(200)]


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
    limits = Limits(cpu_s=60, calls=options.calls + 1)

    shutdown()
    began = time.perf_counter()
    sandbox = Sandbox(STUBS)
    print(f"{'first sandbox, zygote included':<42}{(time.perf_counter() - began) * 1000:>10.1f} ms")
    print(f"{'next sandbox, opened and closed':<42}{median_ms(20, lambda: Sandbox(STUBS).close()):>10.1f} ms")
    print(f"{'empty step, namespace saved':<42}{median_ms(50, lambda: sandbox.run('', answer)):>10.2f} ms")
    for label, call in PROGRAMS.items():
        program = f"for _ in range({options.calls}): {call}"
        ms = median_ms(options.rounds, lambda program=program: sandbox.run(program, answer, limits))
        print(f"{label:<42}{options.calls / ms * 1000:>10,.0f} calls/s{ms / options.calls * 1000:>8.1f} us")
    sandbox.run(NAMESPACE, answer)
    print(f"{'snapshot of a typical namespace':<42}{median_ms(20, lambda: sandbox.run('', answer)):>10.2f} ms")
    state = sandbox.snapshot()
    print(f"{'its size':<42}{len(state) / 1024:>10.1f} KiB")
    print(f"{'restored into a new worker':<42}{median_ms(20, lambda: sandbox.restore(state)):>10.1f} ms")
    sandbox.close()


if __name__ == "__main__":
    main()
