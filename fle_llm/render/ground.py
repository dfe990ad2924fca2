"""Ground: land with its grid, water, ore, wells, trees, rocks and cliffs, and what lies about.

Ore patches carry their kind and amount at a free place near their middle, or not at all.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from fle_llm.render import glyphs, palette
from fle_llm.render.fonts import text_width
from fle_llm.render.plot import Plot
from fle_llm.render.scene import Scene, extent
from fle_llm.render.shapes import Layer
from fle_llm.render.words import amount, plain
from fle_llm.world.derive.geometry import solid_box
from fle_llm.world.ops import UNITS, EntityView, ResourceRun, TileRun

Tile = tuple[int, int]
Run = tuple[int, int, int]  # first tile, row, length

LABEL_SIZE = 12
WELL = "crude-oil"
FIELD = 25
"""Tiles around a well with a label in which no other gets one."""


def paint(plot: Plot, scene: Scene) -> None:
    """Everything that nobody built."""
    for run in scene.water:
        water(plot, run)
    _grid(plot, scene)
    for ore in scene.ore:
        resource(plot, ore)
    for view in scene.nature:
        growth(plot, view)
    for stack in scene.ground:
        glyphs.item(plot, Layer.ITEM, stack.item, (stack.x / UNITS, stack.y / UNITS), 0.24)
    if plot.tile >= 4:
        _patch_labels(plot, scene)


def water(plot: Plot, run: TileRun) -> None:
    """Some tiles of water in a row."""
    plot.box(Layer.LAND, (run.x, run.y, run.x + run.length, run.y + 1), palette.WATER)
    if not plot.items:
        return
    for x in range(run.x, run.x + run.length):
        if (x + 2 * run.y) % 4 == 0:
            wave = [(x + 0.1 + 0.2 * i, run.y + 0.5 + (0.08 if i % 2 else -0.08)) for i in range(5)]
            plot.line(Layer.LAND, wave, palette.WAVE, 0.05)


def resource(plot: Plot, run: ResourceRun) -> None:
    """Some tiles of ore in a row, or a well. Richer tiles have larger lumps."""
    colour = palette.ORES.get(run.name, palette.FAINT)
    for i, held in enumerate(run.amounts):
        x, y = run.x / UNITS + i, run.y / UNITS
        if run.name == WELL:
            plot.disc(Layer.ORE, (x, y), 1.2, colour + "55", colour, 0.08)
            glyphs.sign(plot, Layer.ORE, "drop", (x, y), 0.6, colour, None)
            continue
        plot.box(Layer.ORE, (x - 0.5, y - 0.5, x + 0.5, y + 0.5), colour + "60")
        if plot.items:
            size = min(0.3, 0.1 + 0.045 * math.log10(max(10, held)))
            odd = (int(x) * 7 + int(y) * 13) % 5 / 5 - 0.4
            plot.disc(Layer.ORE, (x - 0.18 + odd * 0.2, y - 0.15), size * 0.6, colour + "A8")
            plot.disc(Layer.ORE, (x + 0.2, y + 0.2 + odd * 0.25), size * 0.45, colour + "A8")


def growth(plot: Plot, view: EntityView) -> None:
    """A tree, a rock or a cliff."""
    x, y = view.x / UNITS, view.y / UNITS
    if view.type == "tree":
        plot.disc(Layer.NATURE, (x, y), 0.5, palette.TREE, palette.TREE_EDGE, 0.06)
        if plot.items:
            plot.disc(Layer.NATURE, (x - 0.12, y - 0.12), 0.18, "#FFFFFF40")
        return
    x0, y0, x1, y1 = (side / UNITS for side in solid_box(view.name, view.x, view.y, view.direction))
    if view.type == "cliff":
        cliff(plot, (x0, y0, x1, y1))
        return
    r = max(0.5, x1 - x0, y1 - y0) / 2
    glyphs.sign(plot, Layer.NATURE, "lump", (x, y), r, palette.ROCK, palette.FAINT)


def cliff(plot: Plot, corners: tuple[float, float, float, float]) -> None:
    """A piece of cliff: all the ground it closes, so that pieces side by side are one wall."""
    x0, y0, x1, y1 = corners
    plot.box(Layer.NATURE, corners, palette.CLIFF)
    if plot.items:
        for part in (0.25, 0.5, 0.75):
            x = x0 + part * (x1 - x0)
            slope = (x - 0.06 * (x1 - x0), y0 + 0.7 * (y1 - y0)), (x + 0.06 * (x1 - x0), y0 + 0.3 * (y1 - y0))
            plot.line(Layer.NATURE, slope, palette.ROCK, 0.03 * (x1 - x0))


def _grid(plot: Plot, scene: Scene) -> None:
    frame = scene.frame
    for x in range(frame.left, frame.right):
        if x % 10 == 0 or plot.items:
            colour = palette.LAND_GRID_STRONG if x % 10 == 0 else palette.LAND_GRID
            plot.line(Layer.GRID, ((x, frame.top), (x, frame.bottom)), colour, 0.01)
    for y in range(frame.top, frame.bottom):
        if y % 10 == 0 or plot.items:
            colour = palette.LAND_GRID_STRONG if y % 10 == 0 else palette.LAND_GRID
            plot.line(Layer.GRID, ((frame.left, y), (frame.right, y)), colour, 0.01)


# --- labels of patches ------------------------------------------------------------------------------------------------


def _patch_labels(plot: Plot, scene: Scene) -> None:
    covered = set(_covered(scene))
    wells: list[Run] = []
    for name, runs, total in patches(scene.ore):
        if name == WELL:
            if any(math.hypot(runs[0][0] - x, runs[0][1] - y) < FIELD for x, y, _ in wells):
                continue
            wells += runs
        partly = any(_at_edge(scene, run) for run in runs)
        text = plain(name) if partly or name == WELL else f"{plain(name)} {amount(total)}"
        across = math.ceil((text_width(text, LABEL_SIZE) + 6) / plot.tile)
        down = math.ceil((LABEL_SIZE + 4) / plot.tile)
        spot = _free_spot(scene, runs, across, down, covered)
        if spot is not None:
            plot.text(spot, text, size=LABEL_SIZE, halo="#FFFFFFD0")
            x, y = math.floor(spot[0] - across / 2), math.floor(spot[1] - down / 2)
            covered |= {(x + i, y + j) for i in range(across + 1) for j in range(down + 1)}


def _covered(scene: Scene) -> Iterable[Tile]:
    for view in scene.views:
        x0, y0, x1, y1 = extent(view)
        yield from ((x, y) for x in range(int(x0) - 1, int(x1) + 1) for y in range(int(y0) - 1, int(y1) + 1))


def patches(ore: Sequence[ResourceRun]) -> list[tuple[str, list[Run], int]]:
    """Neighbouring runs of one kind together: the kind, its runs in tiles, and the amount. Wells stay single."""
    found: list[tuple[str, list[Run], int]] = []
    open_at: dict[int, list[int]] = {}
    for each in ore:
        run = (each.x // UNITS, each.y // UNITS, len(each.amounts))
        home = None
        for index in open_at.get(run[1] - 1, []):
            name, runs, _ = found[index]
            if name == each.name and any(_adjoin(run, other) for other in runs if other[1] == run[1] - 1):
                home = index
                break
        if home is None:
            home = len(found)
            found.append((each.name, [], 0))
        name, runs, total = found[home]
        runs.append(run)
        found[home] = (name, runs, total + sum(each.amounts))
        open_at.setdefault(run[1], []).append(home)
    return found


def _at_edge(scene: Scene, run: Run) -> bool:
    """Whether a run ends where the picture does, so that nobody knows how it goes on."""
    x, y, length = run
    frame = scene.frame
    return x <= frame.left or x + length >= frame.right or y <= frame.top or y + 1 >= frame.bottom


def _adjoin(one: Run, other: Run) -> bool:
    return one[0] <= other[0] + other[2] and other[0] <= one[0] + one[2]


def _free_spot(
    scene: Scene, runs: Sequence[Run], across: int, down: int, covered: set[Tile]
) -> tuple[float, float] | None:
    """Where a label of some tiles lies free, as near the middle of the patch as it can."""
    count = sum(length for _, _, length in runs)
    middle_x = sum((x + length / 2) * length for x, _, length in runs) / count
    middle_y = sum((y + 0.5) * length for _, y, length in runs) / count
    frame = scene.frame
    best: tuple[float, float, float] | None = None
    for x0, y, length in runs:
        for x in range(x0 - across // 2, x0 + length - across // 2 + 1):
            if not (frame.left <= x and x + across <= frame.right and frame.top <= y and y + down <= frame.bottom):
                continue
            centre = x + across / 2, y + down / 2
            far = math.hypot(centre[0] - middle_x, (centre[1] - middle_y) * 2)
            if best is not None and far >= best[0]:
                continue
            if not any((x + i, y + j) in covered for i in range(across) for j in range(down)):
                best = (far, *centre)
    return None if best is None else best[1:]
