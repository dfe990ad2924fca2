"""Wires: poles, the area they supply, and the wires between them.

The protocol tells networks, not wires: each network is shown as the shortest set of wires that its poles' reaches
allow, which is how a tidy player would string them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fle_llm.render import palette
from fle_llm.render.palette import INK
from fle_llm.render.plot import Plot
from fle_llm.render.scene import Scene
from fle_llm.render.shapes import Layer
from fle_llm.world.derive.geometry import facts_of
from fle_llm.world.ops import UNITS, EntityView

Point = tuple[float, float]


def paint(plot: Plot, scene: Scene) -> None:
    """The poles of a scene, their wires and what they supply."""
    supply(plot, scene)
    for one, other in wires(scene.poles):
        ends = _top(one), _top(other)
        plot.line(Layer.WIRE, ends, "#FFFFFF90", 0.12)
        plot.line(Layer.WIRE, ends, palette.WIRE, 0.05)
    for view in scene.views:
        if view.type == "electric-pole":
            pole(plot, view)


def pole(plot: Plot, view: EntityView) -> None:
    """A pole from above: a post with its crossarm, larger ones in a frame."""
    x, y = view.x / UNITS, view.y / UNITS
    entry = facts_of(view.name)
    big = entry is not None and entry.tile_width > 1
    if big:
        plot.box(Layer.POLE, (x - 0.85, y - 0.85, x + 0.85, y + 0.85), "#CFC6B8", INK, 0.08, 0.15)
        for side in (-1, 1):
            plot.line(Layer.POLE, ((x - 0.7, y - 0.7 * side), (x + 0.7, y + 0.7 * side)), palette.POLE, 0.14)
    else:
        plot.line(Layer.POLE, ((x - 0.38, y), (x + 0.38, y)), INK, 0.2)
        plot.line(Layer.POLE, ((x - 0.34, y), (x + 0.34, y)), palette.POLE, 0.11)
    unwired = view.network is None
    plot.disc(Layer.POLE, (x, y), 0.26 if big else 0.2, palette.STOPPED if unwired else palette.POLE, INK, 0.06)
    plot.disc(Layer.POLE, (x, y), 0.08, palette.SUPPLY[:7])


def supply(plot: Plot, scene: Scene) -> None:
    """The tiles that poles supply: tinted, with a line around them."""
    tiles = {tile for view in scene.poles for tile in _supplied(view) if scene.frame.holds(*tile)}
    if not plot.lines:
        return
    for x, y, length in _runs(tiles):
        plot.box(Layer.SUPPLY, (x, y, x + length, y + 1), palette.SUPPLY)
    for x, y in sorted(tiles):
        for other, ends in (
            ((x, y - 1), ((x, y), (x + 1, y))),
            ((x, y + 1), ((x, y + 1), (x + 1, y + 1))),
            ((x - 1, y), ((x, y), (x, y + 1))),
            ((x + 1, y), ((x + 1, y), (x + 1, y + 1))),
        ):
            if other not in tiles:
                plot.line(Layer.SUPPLY, ends, palette.SUPPLY_EDGE, 0.05)


def wires(poles: Sequence[EntityView]) -> list[tuple[EntityView, EntityView]]:
    """The shortest wires that join the poles of each network."""
    roots = list(range(len(poles)))

    def root(i: int) -> int:
        while roots[i] != i:
            roots[i] = roots[roots[i]]
            i = roots[i]
        return i

    found = []
    for _, i, j in sorted(_within_reach(poles)):
        a, b = root(i), root(j)
        if a != b:
            roots[max(a, b)] = min(a, b)
            found.append((poles[i], poles[j]))
    return found


def _within_reach(poles: Sequence[EntityView]) -> Iterable[tuple[int, int, int]]:
    """Pairs of one network near enough for a wire: squared distance, and both by index."""
    reaches = [round((entry.wire_reach if (entry := facts_of(view.name)) else 0.0) * UNITS) for view in poles]
    cell = max(reaches, default=0) or 1
    cells: dict[tuple[int, int], list[int]] = {}
    for i, view in enumerate(poles):
        cx, cy = view.x // cell, view.y // cell
        for j in (j for dx in (-1, 0, 1) for dy in (-1, 0, 1) for j in cells.get((cx + dx, cy + dy), ())):
            other = poles[j]
            far = (view.x - other.x) ** 2 + (view.y - other.y) ** 2
            if view.network == other.network and far <= min(reaches[i], reaches[j]) ** 2:
                yield far, j, i
        cells.setdefault((cx, cy), []).append(i)


def _supplied(view: EntityView) -> Iterable[tuple[int, int]]:
    entry = facts_of(view.name)
    half = round((entry.supply_radius if entry else 0.0) * UNITS)
    x0, x1 = (view.x - half) // UNITS, -(-(view.x + half) // UNITS)
    y0, y1 = (view.y - half) // UNITS, -(-(view.y + half) // UNITS)
    return ((x, y) for y in range(y0, y1) for x in range(x0, x1))


def _runs(tiles: set[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Tiles as runs of a row: first tile, row, length."""
    found: list[tuple[int, int, int]] = []
    for y, x in sorted((y, x) for x, y in tiles):
        if found and found[-1][1] == y and found[-1][0] + found[-1][2] == x:
            found[-1] = found[-1][0], y, found[-1][2] + 1
        else:
            found.append((x, y, 1))
    return found


def _top(view: EntityView) -> Point:
    return view.x / UNITS, view.y / UNITS
