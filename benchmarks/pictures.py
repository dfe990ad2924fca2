"""How long a picture takes: `python -m benchmarks.pictures`.

Of a 60-entity lab-play factory, of one of about 300 entities, and of a main bus of 900, as an image and as the bytes of
a PNG file; and a frame of `render_mode="rgb_array"`. Figures are medians of `--runs`, of processor time, since drawing
waits for nothing. The budget is half a second for the second of them.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

from benchmarks.engine import big_factory, fresh, lab_factory, main_bus
from fle_llm import render
from fle_llm.gym_env.frame import rgb_array
from fle_llm.world import ops
from fle_llm.world.sim import SimWorld

ROW = "{:>10}{:>16}{:>14}{:>10}{:>10}{:>12}"


def lab() -> SimWorld:
    """Sixty entities that mine and smelt."""
    world = fresh()
    lab_factory(world)
    return world


def bus() -> SimWorld:
    """A main bus of four full belts."""
    world = fresh()
    main_bus(world)
    return world


def timed(what: Callable[[], object], runs: int) -> float:
    """Median seconds of processor time of several runs."""
    seconds = []
    for _ in range(runs):
        start = time.process_time()
        what()
        seconds.append(time.process_time() - start)
    return statistics.median(seconds)


def main() -> None:
    """Measure and print a table, in milliseconds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    print(ROW.format("entities", "size", "picture", "png", "kB", "rgb_array"))
    worlds: tuple[Callable[[], SimWorld], ...] = (lab, lambda: big_factory(24, 10), bus)
    for make in worlds:
        world = make()
        world.advance(600)
        count = len(world.do([ops.Entities()])[0])
        image, data = render.picture(world), render.png(world)
        figures = (
            timed(lambda world=world: render.picture(world), runs),
            timed(lambda world=world: render.png(world), runs),
            timed(lambda world=world: rgb_array(world), runs),
        )
        picture, png, frame = (f"{1000 * figure:.0f}" for figure in figures)
        size = f"{image.width} x {image.height}"
        print(ROW.format(count, size, picture, png, len(data) // 1000, frame))


if __name__ == "__main__":
    main()
