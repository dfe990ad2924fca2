"""Badges: the sign of how a building fares, told by shape as well as by colour."""

from __future__ import annotations

from fle_llm.render import palette
from fle_llm.render.plot import Plot
from fle_llm.render.shapes import Layer
from fle_llm.render.words import COLOURS

MEANINGS = {"working": "working", "waiting": "waiting", "stopped": "not working"}


def badge(plot: Plot, centre: tuple[float, float], kind: str, r: float) -> None:
    """A play sign for working, two bars for waiting, a cross for stopped; nothing for what is merely there."""
    if kind not in MEANINGS:
        return
    x, y = centre
    colour = COLOURS[kind]
    plot.disc(Layer.BADGE, centre, r + 0.04, palette.PAPER)
    plot.disc(Layer.BADGE, centre, r, colour)
    if plot.tile * r < 3:
        return
    if kind == "working":
        points = ((x - 0.35 * r, y - 0.5 * r), (x + 0.6 * r, y), (x - 0.35 * r, y + 0.5 * r))
        plot.polygon(Layer.BADGE, points, palette.PAPER)
    elif kind == "waiting":
        for side in (-0.28, 0.28):
            ends = ((x + side * r, y - 0.5 * r), (x + side * r, y + 0.5 * r))
            plot.line(Layer.BADGE, ends, palette.INK, 0.28 * r)
    else:
        for side in (-1, 1):
            ends = ((x - 0.45 * r, y - 0.45 * r * side), (x + 0.45 * r, y + 0.45 * r * side))
            plot.line(Layer.BADGE, ends, palette.PAPER, 0.3 * r)
