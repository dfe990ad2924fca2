"""The open map: what making ground costs, and how fast it answers once it is there.

    python -m benchmarks.open_map [--seed 44340] [--runs 5]

"first" makes the ground that the question needs, in a fresh map; "then" asks again. Figures are medians of `--runs`.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

from fle_llm.engine import maps
from fle_llm.game import Position, Resource
from fle_llm.tools import Hands, call
from fle_llm.world import MapSpec, ops
from fle_llm.world.sim import SimWorld

UNITS = 256
CHUNKS = 100


def area(tiles: int) -> ops.Area:
    """A square around the spawn."""
    half = tiles * UNITS // 2
    return ops.Area(-half, -half, half, half)


def nearest(kind: str, name: str, x: int = 0, y: int = 0) -> ops.Nearest:
    """As the tool asks: within 500 tiles."""
    return ops.Nearest(kind, name, x * UNITS, y * UNITS, 500 * UNITS)  # type: ignore[arg-type]


QUESTIONS: dict[str, ops.Query] = {
    "nearest coal, from the spawn": nearest("resource", "coal"),
    "nearest oil, from the spawn": nearest("resource", "crude-oil"),
    "nearest uranium, 10 km out": nearest("resource", "uranium-ore", 10_000, 3_000),
    "nearest water, from the spawn": nearest("tile", "water"),
    "nearest water, 10 km out": nearest("tile", "water", 10_000, 3_000),
    "nearest tree, from the spawn": nearest("tree", ""),
    "ore in 64 x 64": ops.Resources(area(64)),
    "ore in 1000 x 1000": ops.Resources(area(1000)),
    "obstacles in 64 x 64": ops.Obstacles(area(64)),
    "obstacles in 400 x 400": ops.Obstacles(area(400)),
    "can a drill stand at the spawn": ops.CanPlace((ops.Placement("burner-mining-drill", 8 * UNITS, 0),)),
}


def fresh(seed: int) -> SimWorld:
    """A world on a map nobody has looked at."""
    maps.open_map.cache_clear()
    return SimWorld.new(MapSpec(kind="open", seed=seed, all_technologies=False))


def timed(what: Callable[[], object]) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    what()
    return 1000 * (time.perf_counter() - start)


def first_and_then(make: Callable[[], Callable[[], object]], runs: int) -> tuple[float, float]:
    """Median milliseconds of the first and the second time."""
    firsts, seconds = [], []
    for _ in range(runs):
        what = make()
        firsts.append(timed(what))
        seconds.append(timed(what))
    return statistics.median(firsts), statistics.median(seconds)


def main() -> None:
    """Print one line a figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=44340)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()

    def asking(op: ops.Query) -> Callable[[], object]:
        world = fresh(options.seed)
        return lambda: world.do([op])

    def walking() -> Callable[[], object]:
        hands = Hands(fresh(options.seed))
        oil = call(hands, "nearest", [Resource.CrudeOil], {})

        def walk() -> None:
            call(hands, "move_to", [oil], {})
            call(hands, "move_to", [Position(x=0, y=0)], {})

        return walk

    fresh(options.seed)
    print(f"{'milliseconds':<34}{'first':>10}{'then':>10}")
    for name, op in QUESTIONS.items():
        first, then = first_and_then(lambda op=op: asking(op), options.runs)  # type: ignore[misc]
        print(f"{name:<34}{first:>10.2f}{then:>10.2f}")
    first, then = first_and_then(walking, options.runs)
    print(f"{'walking to the oil and back':<34}{first:>10.2f}{then:>10.2f}")
    everything = ops.Obstacles(ops.Area(0, 0, 320 * UNITS, 320 * UNITS))
    first, then = first_and_then(lambda: asking(everything), options.runs)
    print(f"{'making a chunk (mean of a hundred)':<34}{(first - then) / CHUNKS:>10.2f}")


if __name__ == "__main__":
    main()
