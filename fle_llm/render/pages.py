"""Pages: scenes laid out as a whole picture: the map, close-ups, title, coordinates, scale, north, and the legend."""

from __future__ import annotations

from collections.abc import Sequence

from fle_llm.render import (
    belts,
    buildings,
    figures,
    ground,
    inserters,
    keys,
    legend,
    palette,
    pipes,
    rails,
    wires,
    words,
)
from fle_llm.render.closeups import GAP, TITLE, Side
from fle_llm.render.framing import BOTTOM, LEFT, LEGEND, TOP, Frame
from fle_llm.render.plot import Plot
from fle_llm.render.scene import Scene
from fle_llm.render.shapes import Box, Layer, Line, Page, Polygon, Sheet, Text

STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
"""Tiles between coordinates."""
APART = 44
"""Pixels between coordinates at least."""

PAINTERS = (ground, rails, wires, pipes, belts, buildings, inserters, figures)

Placed = tuple[Sheet, tuple[int, int]]


def page(scene: Scene, max_size: tuple[int, int], closeups: Sequence[Scene] = (), side: Side = "right") -> Page:
    """The picture of a scene and of parts of it, as large as it needs to be."""
    return _page(scene, max_size, closeups, side, None)


def page_of(scene: Scene, size: tuple[int, int], closeups: Sequence[Scene] = (), side: Side = "right") -> Page:
    """The same, exactly of a size."""
    return _page(scene, size, closeups, side, size)


def _page(
    scene: Scene, most: tuple[int, int], closeups: Sequence[Scene], side: Side, exact: tuple[int, int] | None
) -> Page:
    plan = plan_of(scene)
    panels = _panels(closeups, plan, side)
    right = max([LEFT + plan.width, *(at[0] + panel.width for panel, at in panels)])
    bottom = max([TOP + plan.height + BOTTOM, *(at[1] + panel.height + GAP for panel, at in panels)])
    rows = keys.rows(scene)
    height = exact[1] if exact else max(bottom, min(most[1], TOP + legend.height(rows) + 12))
    sheet = Sheet(exact[0] if exact else right + LEGEND, height, palette.PAPER)
    _margins(sheet, scene, right)
    for number, (closeup, (panel, at)) in enumerate(zip(closeups, panels, strict=True)):
        _mark(plan, scene.frame, closeup.frame, number)
        _heading(sheet, closeup.frame, panel, at, number)
    legend.draw(sheet, rows, right + 18, TOP - 8, height - TOP + 4)
    return Page(sheet, ((plan, (LEFT, TOP)), *panels))


def plan_of(scene: Scene) -> Sheet:
    """The map of a scene, without anything around it."""
    frame = scene.frame
    plan = Sheet(frame.columns * frame.tile, frame.rows * frame.tile, palette.LAND)
    plot = Plot(plan, frame.left, frame.top, frame.tile)
    for painter in PAINTERS:
        painter.paint(plot, scene)
    return plan


# --- close-ups --------------------------------------------------------------------------------------------------------


def _panels(closeups: Sequence[Scene], plan: Sheet, side: Side) -> list[Placed]:
    """The close-ups one under the other to the right of the map, or side by side below it."""
    found: list[Placed] = []
    x, y = (LEFT + plan.width + GAP, TOP) if side == "right" else (LEFT, TOP + plan.height + BOTTOM)
    for closeup in closeups:
        panel = plan_of(closeup)
        found.append((panel, (x, y + TITLE)))
        if side == "right":
            y += TITLE + panel.height + GAP
        else:
            x += panel.width + GAP
    return found


def _mark(plan: Sheet, whole: Frame, part: Frame, number: int) -> None:
    """Where on the map a close-up lies."""
    x0, y0 = (part.left - whole.left) * whole.tile, (part.top - whole.top) * whole.tile
    x1, y1 = x0 + part.columns * whole.tile, y0 + part.rows * whole.tile
    plan.add(Layer.LABEL, Box(x0, y0, x1, y1, None, palette.INK, 1.5))
    plan.add(Layer.LABEL, Text(x0 + 10, y0 + 10, _letter(number), 15, palette.INK, halo=palette.PAPER))


def _heading(sheet: Sheet, frame: Frame, panel: Sheet, at: tuple[int, int], number: int) -> None:
    """The letter of a close-up and its place, and a line around it."""
    x, y = at
    sheet.add(Layer.LAND, Box(x - 1, y - 1, x + panel.width + 1, y + panel.height + 1, palette.INK))
    where = f"x {frame.left} to {frame.right}, y {frame.top} to {frame.bottom}"
    sheet.add(Layer.LABEL, Text(x, y - 10, _letter(number), 15, palette.INK, "lm"))
    sheet.add(Layer.LABEL, Text(x + 18, y - 10, where, 11, palette.FAINT, "lm"))


def _letter(number: int) -> str:
    return chr(ord("A") + number)


# --- around the map ---------------------------------------------------------------------------------------------------


def _margins(sheet: Sheet, scene: Scene, edge: int) -> None:
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
    _north(sheet, edge + 20)


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
