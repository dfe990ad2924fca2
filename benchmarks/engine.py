"""Engine speed: what a minute of game time costs, how that grows, and what a snapshot costs.

    python -m benchmarks.engine [--scale 1 2 4] [--profile]

Factories are built from units that all work: a unit is a burner drill that mines onto a belt, a stone furnace that a
burner inserter feeds from that belt, a second inserter that empties it onto another belt. Figures are medians of
`--runs`; the growth table divides by the number of units, so a linear engine shows a constant.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import statistics
import time
from collections.abc import Callable

from fle_llm.world import MapSpec, ops
from fle_llm.world.sim import SimWorld

UNITS = 256
NORTH, EAST, SOUTH, WEST = 0, 4, 8, 12


def _build(world: SimWorld, name: str, x: float, y: float, direction: int = NORTH) -> ops.Ref:
    (view,) = world.do([ops.Place(name, round(x * UNITS), round(y * UNITS), direction, None)])
    return ops.Ref(view.name, view.x, view.y)


def _fuel(world: SimWorld, ref: ops.Ref, item: str, count: int) -> None:
    world.do([ops.SetAgent(0, inventory={item: count}), ops.Put(ref, item, count)])


def fresh() -> SimWorld:
    """A lab world whose character stands far from the building site."""
    world = SimWorld.new(MapSpec())
    world.do([ops.SetAgent(0, x=-60 * UNITS, y=-10 * UNITS)])
    return world


def add_unit(world: SimWorld, x: float, y: float, belts: int) -> None:
    """One smelting unit, `belts` belts long, that keeps all its parts busy from ore laid on its first belt."""
    feed = [_build(world, "transport-belt", x + 0.5 + i, y + 0.5, EAST) for i in range(belts // 2)]
    out = [_build(world, "transport-belt", x + 0.5 + i, y + 5.5, EAST) for i in range(belts - belts // 2)]
    furnace = _build(world, "stone-furnace", x + 2, y + 3)
    take = _build(world, "burner-inserter", x + 1.5, y + 1.5, NORTH)
    give = _build(world, "burner-inserter", x + 1.5, y + 4.5, NORTH)
    for ref in (furnace, take, give):
        _fuel(world, ref, "coal", 40)
    for ref in feed:
        for lane in ("left", "right"):
            world.do([ops.SetAgent(0, inventory={"iron-ore": 8}), ops.Put(ref, "iron-ore", 4, lane)])
    del out


def lab_factory(world: SimWorld) -> None:
    """Sixty entities as a lab episode builds them: drills on ore, furnaces, inserters, chests, a belt."""
    for index in range(10):
        x = 16 + 2 * index
        drill = _build(world, "burner-mining-drill", x, 76, SOUTH)
        furnace = _build(world, "stone-furnace", x, 78)
        arm = _build(world, "burner-inserter", x + 0.5, 79.5, NORTH)
        _fuel(world, drill, "coal", 50)
        _fuel(world, furnace, "coal", 50)
        _fuel(world, arm, "coal", 5)
    for index in range(29):
        _build(world, "transport-belt", 16.5 + index, 80.5, EAST)
    _build(world, "wooden-chest", 46.5, 80.5)


def timed(what: Callable[[], object], runs: int) -> float:
    """Median seconds of several runs."""
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        what()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def big_factory(units: int, belts_per_unit: int) -> SimWorld:
    """Units in rows across the empty floor and beyond."""
    world = fresh()
    per_row = 20
    for index in range(units):
        column, row = index % per_row, index // per_row
        add_unit(world, 80 + column * (belts_per_unit // 2 + 2), -400 + row * 7, belts_per_unit)
    return world


def minute(world: SimWorld) -> float:
    """Seconds that a game minute takes on a fork of a world."""
    copy = world.fork()
    start = time.perf_counter()
    copy.advance(3600)
    return time.perf_counter() - start


def growth(scales: list[int], runs: int) -> None:
    """Time of a game minute against the number of machines."""
    print(f"{'furnaces':>9} {'inserters':>9} {'belts':>7} {'entities':>9} {'60 s in':>9} {'per unit':>10}")
    for scale in scales:
        units = 125 * scale
        world = big_factory(units, 10)
        world.advance(600)
        seconds = statistics.median(minute(world) for _ in range(runs))
        counts = f"{units:>9} {2 * units:>9} {10 * units:>7} {13 * units:>9}"
        print(f"{counts} {seconds:>8.3f}s {1e3 * seconds / units:>8.3f}ms")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--profile", action="store_true", help="where the time of the largest factory goes")
    options = parser.parse_args()

    world = fresh()
    lab_factory(world)
    world.advance(600)
    print(f"60 s of a 60-entity lab factory: {1e3 * timed(lambda: world.advance(3600), options.runs):.1f} ms")
    large = big_factory(24, 10)
    large.advance(600)
    data = large.snapshot()
    print(f"a world of {13 * 24} entities: {len(data) / 1024:.0f} KiB")
    print(f"  snapshot {1e3 * timed(large.snapshot, options.runs):.2f} ms")
    print(f"  restore  {1e3 * timed(lambda: large.restore(data), options.runs):.2f} ms")
    print(f"  fork     {1e3 * timed(large.fork, options.runs):.2f} ms")
    print(f"  digest   {1e3 * timed(large.digest, options.runs):.2f} ms")
    growth(options.scale, options.runs)
    if options.profile:
        world = big_factory(125 * options.scale[-1], 10)
        with cProfile.Profile() as profile:
            world.advance(3600)
        pstats.Stats(profile).sort_stats("tottime").print_stats(15)


if __name__ == "__main__":
    main()
