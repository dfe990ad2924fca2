"""Engine speed: what a minute of game time costs, how that grows, and what a snapshot costs.

    python -m benchmarks.engine [--scale 1 2 4] [--plot FILE.svg] [--profile]

Growth is measured on factories of units that all work: a unit is a stone furnace that a burner inserter feeds from a
belt of ore, and a second inserter that empties it onto another belt. Figures are medians of `--runs`; the growth table
divides by the number of units, so a linear engine shows a constant, and `--plot` draws it as a line through zero.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

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
    for index in range(belts - belts // 2):
        _build(world, "transport-belt", x + 0.5 + index, y + 5.5, EAST)
    furnace = _build(world, "stone-furnace", x + 2, y + 3)
    take = _build(world, "burner-inserter", x + 1.5, y + 1.5, NORTH)
    give = _build(world, "burner-inserter", x + 1.5, y + 4.5, NORTH)
    for ref in (furnace, take, give):
        _fuel(world, ref, "coal", 40)
    for ref in feed:
        for lane in ("left", "right"):
            world.do([ops.SetAgent(0, inventory={"iron-ore": 8}), ops.Put(ref, "iron-ore", 4, lane)])


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


def main_bus(world: SimWorld) -> int:
    """Four full belts of a hundred tiles that feed fifty machines for red science; the number of entities.

    Gears run outside, copper inside, where long arms reach for it. What lies on the belts lasts for five minutes.
    """
    for row, item in enumerate(("iron-gear-wheel", "copper-plate", "copper-plate", "iron-gear-wheel")):
        for index in range(100):
            belt = _build(world, "transport-belt", 80.5 + index, -199.5 + row, EAST)
            for lane in ("left", "right"):
                world.do([ops.SetAgent(0, inventory={item: 4}), ops.Put(belt, item, 4, lane)])
    for side, edge, away in ((-1, -199.5, SOUTH), (1, -196.5, NORTH)):
        for index in range(25):
            x = 81.5 + 4 * index
            machine = _build(world, "assembling-machine-1", x, edge + 3 * side)
            world.do([ops.SetRecipe(machine, "automation-science-pack")])
            _build(world, "inserter", x, edge + side, away)
            _build(world, "long-handed-inserter", x + 1, edge + side, away)
            _build(world, "medium-electric-pole", x - 1, edge + side)
            _build(world, "inserter", x, edge + 5 * side, away)
            _build(world, "steel-chest", x, edge + 6 * side)
            _build(world, "medium-electric-pole", x + 1, edge + 6 * side)
            for panel in range(2):
                _build(world, "solar-panel", x, edge + (8 + 3 * panel) * side)
            _build(world, "medium-electric-pole", x + 2, edge + 9 * side)
    return 4 * 100 + 2 * 25 * 10


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


@dataclass(frozen=True, slots=True)
class Growth:
    """A game minute of a factory of so many furnaces and inserters: median seconds of the runs."""

    units: int
    seconds: float

    @property
    def machines(self) -> int:
        """A unit is a furnace and two inserters."""
        return 3 * self.units


def growth(scales: list[int], runs: int) -> list[Growth]:
    """Print and return the time of a game minute against the number of machines."""
    print(f"{'furnaces':>9} {'inserters':>9} {'belts':>7} {'entities':>9} {'60 s in':>9} {'per unit':>10}")
    found = []
    for scale in scales:
        units = 125 * scale
        world = big_factory(units, 10)
        world.advance(600)
        found.append(Growth(units, statistics.median(minute(world) for _ in range(runs))))
        counts = f"{units:>9} {2 * units:>9} {10 * units:>7} {13 * units:>9}"
        print(f"{counts} {found[-1].seconds:>8.3f}s {1e3 * found[-1].seconds / units:>8.3f}ms")
    return found


def plot(points: list[Growth]) -> str:
    """An SVG of seconds per game minute against machines, with the straight line that fits best through zero."""
    width, height, margin = 640, 400, 60
    across, up = max(p.machines for p in points) * 1.1, max(p.seconds for p in points) * 1.15
    slope = sum(p.seconds * p.machines for p in points) / sum(p.machines**2 for p in points)

    def at(machines: float, seconds: float) -> tuple[float, float]:
        x = margin + (width - 2 * margin) * machines / across
        return round(x, 1), round(height - margin - (height - 2 * margin) * seconds / up, 1)

    (x0, y0), (x1, y1), end = at(0, 0), at(across, up), at(across, slope * across)
    marks = []
    for point in points:
        x, y = at(point.machines, point.seconds)
        marks.append(f'<circle cx="{x}" cy="{y}" r="5" fill="#1f6feb"/>')
        marks.append(f'<text x="{x}" y="{y - 12}" text-anchor="middle">{1e3 * point.seconds:.0f} ms</text>')
        marks.append(f'<text x="{x}" y="{y0 + 20}" text-anchor="middle">{point.machines}</text>')
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
            'font-size="13">',
            f'<rect width="{width}" height="{height}" fill="white"/>',
            f'<path d="M{x0} {y1}V{y0}H{x1}" fill="none" stroke="black"/>',
            f'<path d="M{x0} {y0}L{end[0]} {end[1]}" stroke="#999" stroke-dasharray="5 4"/>',
            *marks,
            f'<text x="{width / 2}" y="{height - 15}" text-anchor="middle">furnaces and inserters at work</text>',
            f'<text x="{margin}" y="30">milliseconds for a game minute; dashed: linear, '
            f"{1e6 * slope:.0f} µs a machine</text>",
            "</svg>\n",
        ]
    )


def profile(units: int) -> None:
    """Where the time of a game minute goes."""
    world = big_factory(units, 10)
    with cProfile.Profile() as taken:
        world.advance(3600)
    pstats.Stats(taken).sort_stats("tottime").print_stats(15)


def holdout(runs: int) -> None:
    """What the sixty seconds cost after which a lab episode's step is scored."""
    world = fresh()
    lab_factory(world)
    world.advance(600)
    print(f"60 s holdout of a 60-entity lab-play factory: {1e3 * timed(lambda: world.advance(3600), runs):.1f} ms")


def bus(runs: int) -> None:
    """A main bus whose belts stay full enough for all its machines."""
    world = fresh()
    entities = main_bus(world)
    world.advance(1800)  # every machine has its first craft behind it
    seconds = statistics.median(minute(world) for _ in range(runs))
    print(
        f"60 s of a saturated main bus, 4 belts of 100 tiles, 50 machines, {entities} entities: {1e3 * seconds:.1f} ms"
    )


def snapshots(runs: int) -> None:
    """Keeping, copying and comparing a state."""
    large = big_factory(24, 10)
    large.advance(600)
    data = large.snapshot()
    print(f"a world of {13 * 24} entities: {len(data) / 1024:.0f} KiB")
    print(f"  snapshot {1e3 * timed(large.snapshot, runs):.2f} ms")
    print(f"  restore  {1e3 * timed(lambda: large.restore(data), runs):.2f} ms")
    print(f"  fork     {1e3 * timed(large.fork, runs):.2f} ms")
    print(f"  digest   {1e3 * timed(large.digest, runs):.2f} ms")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=int, nargs="+", default=[1, 2, 4], help="factories of 125 units, times these")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw the growth table as an SVG")
    parser.add_argument("--profile", action="store_true", help="where the time of the largest factory goes")
    options = parser.parse_args()

    holdout(options.runs)
    bus(options.runs)
    snapshots(options.runs)
    points = growth(options.scale, options.runs)
    if options.plot is not None:
        options.plot.write_text(plot(points), encoding="utf-8")
    if options.profile:
        profile(125 * options.scale[-1])


if __name__ == "__main__":
    main()
