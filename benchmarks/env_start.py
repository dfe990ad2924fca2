"""How long an environment takes to start, and to copy: run `python benchmarks/env_start.py`.

Cold figures are medians over fresh interpreters, so that nothing is in memory yet; the others are medians within one
process. The budgets are those of the design: import under 300 ms, make and first reset under 500 ms, the next reset
under 30 ms, snapshot, restore and fork under 10 ms each.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

ENVIRONMENT = "Factorio-iron_plate_throughput_16-v0"
ROW = "{:<44}{:>10}{:>10}"

IMPORT = "import time; t = time.perf_counter(); import fle_llm; print(time.perf_counter() - t)"
COLD = f"""
import json, time
t0 = time.perf_counter()
import fle_llm, gymnasium
t1 = time.perf_counter()
env = gymnasium.make("{ENVIRONMENT}")
t2 = time.perf_counter()
env.reset(seed=0)
t3 = time.perf_counter()
env.step({{"code": "print(1)"}})
t4 = time.perf_counter()
env.close()
print(json.dumps([t1 - t0, t2 - t1, t3 - t2, t4 - t3]))
"""
BUILD = """
ore = nearest(Resource.IronOre)
move_to(ore)
for i in range(8):
    place = Position(x=18 + 2 * i, y=74)
    move_to(place)
    drill = place_entity(Prototype.BurnerMiningDrill, position=place, direction=Direction.DOWN)
    insert_item(Prototype.Coal, drill, 5)
    place_entity(Prototype.WoodenChest, position=drill.drop_position)
"""


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=7, help="fresh interpreters a cold figure is taken over")
    runs = parser.parse_args().runs
    print(ROW.format("what", "ms", "budget"))
    _row("import fle_llm", statistics.median(float(_fresh(IMPORT)) for _ in range(runs)), 300)
    cold = [json.loads(_fresh(COLD)) for _ in range(runs)]
    imported, made, reset, stepped = (statistics.median(column) for column in zip(*cold, strict=True))
    _row("import fle_llm and gymnasium", imported)
    _row("make, cold", made)
    _row("first reset, cold", reset)
    _row("make and first reset, cold", statistics.median(row[1] + row[2] for row in cold), 500)
    _row("first step, cold", stepped)
    _warm()


def _warm() -> None:
    import gymnasium

    import fle_llm  # noqa: F401  registers the environments

    env = gymnasium.make(ENVIRONMENT)
    try:
        env.reset(seed=0)
        plain = env.unwrapped
        _row(
            "reset of a used environment",
            _median(lambda: env.reset(seed=0), before=lambda: env.step(_code("x = 1"))),
            30,
        )
        seeds = iter(range(1, 100))
        _row("reset with another seed", _median(lambda: env.reset(seed=next(seeds))))
        env.reset(seed=0)
        info = env.step(_code(BUILD))[4]
        if info["error_occurred"]:
            sys.exit(f"the program of the benchmark failed:\n{info['result']}")
        _row("step: print(1), world of 16 entities", _median(lambda: env.step(_code("print(1)"))))
        snapshot = plain.snapshot()
        _row("env.snapshot()", _median(plain.snapshot), 10)
        _row("env.restore()", _median(lambda: plain.restore(snapshot)), 10)
        forks = []
        _row("env.fork()", _median(lambda: forks.append(plain.fork())), 10)
        _row("first step of a fork", _median(lambda: forks.pop().step(_code("print(1)"))))
        print(f"a saved state has {len(snapshot) / 1000:.1f} kB")
    finally:
        env.close()


def _code(text: str) -> dict[str, str]:
    return {"code": text}


def _fresh(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout


def _median(action: Callable[[], object], *, before: Callable[[], object] | None = None, times: int = 9) -> float:
    seconds = []
    for _ in range(times):
        if before is not None:
            before()
        start = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def _row(what: str, seconds: float, budget_ms: float | None = None) -> None:
    print(ROW.format(what, f"{seconds * 1000:.1f}", "" if budget_ms is None else f"< {budget_ms:g}"))


if __name__ == "__main__":
    main()
