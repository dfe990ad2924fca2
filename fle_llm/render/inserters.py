"""Inserters: an arm from where they pick up to where they drop, with what they hold and whether they can work."""

from __future__ import annotations

import math

from fle_llm.render import badges, glyphs, palette
from fle_llm.render.palette import INK
from fle_llm.render.plot import Plot
from fle_llm.render.scene import Scene
from fle_llm.render.shapes import Layer
from fle_llm.render.words import State, state
from fle_llm.world.derive.status import shown_status
from fle_llm.world.ops import UNITS, EntityView

OVERLAP = 0.34
"""How far short of its two points an arm ends, in tiles: just over the edge of what it serves."""

Point = tuple[float, float]


def paint(plot: Plot, scene: Scene) -> None:
    """All inserters of a scene."""
    for view in scene.views:
        if view.type == "inserter":
            inserter(plot, view, state(view, shown_status(view)))


def inserter(plot: Plot, view: EntityView, how: State) -> None:
    """A base, a ring at the pickup, an arrow head at the drop."""
    x, y = view.x / UNITS, view.y / UNITS
    colour = palette.HANDS.get(view.name, palette.HANDS["inserter"])
    plot.box(Layer.BUILDING, (x - 0.36, y - 0.36, x + 0.36, y + 0.36), "#DDD6C8", INK, 0.06, 0.1)
    if view.pickup is None or view.drop is None:
        return
    start = _towards((x, y), (view.pickup[0] / UNITS, view.pickup[1] / UNITS))
    end = _towards((x, y), (view.drop[0] / UNITS, view.drop[1] / UNITS))
    length = math.hypot(end[0] - start[0], end[1] - start[1]) or 1.0
    ahead = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    neck = end[0] - ahead[0] * 0.34, end[1] - ahead[1] * 0.34
    plot.line(Layer.HAND, (start, neck), INK, 0.26)
    plot.line(Layer.HAND, (start, neck), colour, 0.15)
    sides = [(neck[0] - ahead[1] * side, neck[1] + ahead[0] * side) for side in (-0.27, 0.27)]
    plot.polygon(Layer.HAND, (end, *sides), colour, INK, 0.06)
    plot.disc(Layer.HAND, start, 0.17, palette.PAPER, INK, 0.06)
    plot.disc(Layer.HAND, start, 0.08, colour)
    if view.hand is not None and plot.items:
        glyphs.item(plot, Layer.FIGURE, view.hand[0], (x, y), 0.26)
    if how.kind == "stopped" or view.blocked:
        badges.badge(plot, (x + 0.32, y - 0.32), how.kind, 0.24)


def _towards(base: Point, goal: Point) -> Point:
    far = math.hypot(goal[0] - base[0], goal[1] - base[1]) or 1.0
    share = max(0.0, 1 - OVERLAP / far)
    return base[0] + (goal[0] - base[0]) * share, base[1] + (goal[1] - base[1]) * share
