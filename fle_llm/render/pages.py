"""Pages: a scene laid out as a whole picture: the map, its title, coordinates, scale, north, and the legend."""

from __future__ import annotations

from fle_llm.render import belts, buildings, figures, ground, inserters, keys, legend, palette, pipes, wires, words
from fle_llm.render.framing import BOTTOM, LEFT, LEGEND, TOP, Frame
from fle_llm.render.plot import Plot
from fle_llm.render.scene import Scene
from fle_llm.render.shapes import Box, Layer, Line, Page, Polygon, Sheet, Text

STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
"""Tiles between coordinates."""
APART = 44
"""Pixels between coordinates at least."""

PAINTERS = (ground, wires, pipes, belts, buildings, inserters, figures)


def page(scene: Scene, max_size: tuple[int, int], *, fixed: bool = False) -> Page:
    """The picture of a scene, as large as it needs to be, or exactly of a size."""
    frame = scene.frame
    plan = Sheet(frame.columns * frame.tile, frame.rows * frame.tile, palette.LAND)
    plot = Plot(plan, frame.left, frame.top, frame.tile)
    for painter in PAINTERS:
        painter.paint(plot, scene)
    lines = keys.rows(scene)
    needed = max(TOP + plan.height + BOTTOM, min(max_size[1], TOP + legend.height(lines) + 12))
    width, height = max_size if fixed else (LEFT + plan.width + LEGEND, needed)
    sheet = Sheet(width, height, palette.PAPER)
    _margins(sheet, scene)
    legend.draw(sheet, lines, LEFT + plan.width + 18, TOP - 8, height - TOP + 4)
    return Page(sheet, plan, (LEFT, TOP))


def _margins(sheet: Sheet, scene: Scene) -> None:
    frame = scene.frame
    right, bottom = LEFT + frame.columns * frame.tile, TOP + frame.rows * frame.tile
    sheet.add(Layer.LAND, Box(LEFT - 1, TOP - 1, right + 1, bottom + 1, palette.FAINT))
    _title(sheet, scene)
    step = next((step for step in STEPS if step * frame.tile >= APART), STEPS[-1])
    for x in range(-(-frame.left // step) * step, frame.right + 1, step):
        px = LEFT + (x - frame.left) * frame.tile
        sheet.add(Layer.LABEL, Line(((px, TOP - 5), (px, TOP - 1)), palette.FAINT))
        sheet.add(Layer.LABEL, Text(px, TOP - 12, str(x), 10, palette.FAINT))
    for y in range(-(-frame.top // step) * step, frame.bottom + 1, step):
        py = TOP + (y - frame.top) * frame.tile
        sheet.add(Layer.LABEL, Line(((LEFT - 5, py), (LEFT - 1, py)), palette.FAINT))
        sheet.add(Layer.LABEL, Text(LEFT - 7, py, str(y), 10, palette.FAINT, "rm"))
    _scale(sheet, frame, step, bottom)
    _north(sheet, right + 20)


def _title(sheet: Sheet, scene: Scene) -> None:
    count = f"{len(scene.views)} buildings"
    if len(scene.views) < scene.built:
        count = f"{len(scene.views)} of {scene.built} buildings"
    text = f"{words.clock(scene.tick)} played (tick {scene.tick:,}), {count}"
    sheet.add(Layer.LABEL, Text(LEFT, 13, text, 13, palette.INK, "lm"))


def _scale(sheet: Sheet, frame: Frame, step: int, bottom: int) -> None:
    """A bar of so many tiles below the map."""
    y, end = bottom + 14, LEFT + step * frame.tile
    sheet.add(Layer.LABEL, Line(((LEFT, y), (end, y)), palette.INK, 2))
    for x in (LEFT, end):
        sheet.add(Layer.LABEL, Line(((x, y - 4), (x, y + 4)), palette.INK, 2))
    tiles = "1 tile" if step == 1 else f"{step} tiles"
    sheet.add(Layer.LABEL, Text(end + 8, y, tiles, 11, palette.INK, "lm"))


def _north(sheet: Sheet, x: float) -> None:
    sheet.add(Layer.LABEL, Polygon(((x, 5), (x + 6, 22), (x, 18), (x - 6, 22)), palette.INK))
    sheet.add(Layer.LABEL, Text(x + 11, 13, "north", 11, palette.INK, "lm"))
