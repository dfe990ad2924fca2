"""Glyphs: small signs for items, fluids and what machines do, drawn from a few outlines of our own.

An item's outline says its kind (lump, plate, cog, chip, flask, ...), its colour which one. Outlines are given on a
square from -1 to 1 and may be drawn at any size.
"""

from __future__ import annotations

import math
from functools import cache

from fle_llm.data import facts
from fle_llm.render import palette
from fle_llm.render.palette import INK
from fle_llm.render.plot import Plot
from fle_llm.render.shapes import Layer

Outline = tuple[tuple[float, float], ...]


def _ring(radii: tuple[float, ...], turn: float = 0.0) -> Outline:
    step = 2 * math.pi / len(radii)
    return tuple((r * math.sin(turn + i * step), -r * math.cos(turn + i * step)) for i, r in enumerate(radii))


OUTLINES: dict[str, Outline] = {
    "lump": _ring((0.85, 0.95, 0.75, 0.95, 0.8, 1.0, 0.75), 0.3),
    "plate": ((-0.55, -0.6), (1.0, -0.6), (0.55, 0.6), (-1.0, 0.6)),
    "brick": ((-1.0, -0.55), (1.0, -0.55), (1.0, 0.55), (-1.0, 0.55)),
    "cog": _ring((1.0, 1.0, 0.68, 0.68) * 8, math.pi / 32),
    "stick": ((0.7, -1.0), (1.0, -0.7), (-0.7, 1.0), (-1.0, 0.7)),
    "chip": ((-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)),
    "flask": ((-0.3, -1.0), (0.3, -1.0), (0.3, -0.35), (0.9, 0.95), (-0.9, 0.95), (-0.3, -0.35)),
    "drop": ((0.0, -1.0), (0.5, -0.2), (0.7, 0.3), (0.5, 0.8), (0.0, 1.0), (-0.5, 0.8), (-0.7, 0.3), (-0.5, -0.2)),
    "round": _ring((0.85,) * 12),
    "crate": ((-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)),
    "bolt": ((0.25, -1.0), (-0.65, 0.15), (-0.1, 0.15), (-0.25, 1.0), (0.65, -0.2), (0.1, -0.2)),
    "flame": (
        (0.0, -1.0),
        (0.55, -0.25),
        (0.7, 0.35),
        (0.4, 0.9),
        (-0.4, 0.9),
        (-0.7, 0.35),
        (-0.45, -0.1),
        (-0.2, 0.1),
    ),
    "bit": ((-0.75, -0.9), (0.75, -0.9), (0.75, -0.5), (0.15, 1.0), (-0.15, 1.0), (-0.75, -0.5)),
    "rocket": ((0.0, -1.0), (0.4, -0.4), (0.4, 0.5), (0.75, 1.0), (-0.75, 1.0), (-0.4, 0.5), (-0.4, -0.4)),
    "dish": ((-0.9, -0.7), (0.9, -0.7), (0.5, 0.1), (0.15, 0.25), (0.3, 1.0), (-0.3, 1.0), (-0.15, 0.25), (-0.5, 0.1)),
    "barrel": ((-0.2, -1.0), (0.2, -1.0), (0.2, -0.2), (0.7, 0.1), (0.7, 0.9), (-0.7, 0.9), (-0.7, 0.1), (-0.2, -0.2)),
    "sun": _ring((1.0, 0.6) * 8),
}

_BY_END = (
    ("science-pack", "flask"),
    ("-ore", "lump"),
    ("-plate", "plate"),
    ("gear-wheel", "cog"),
    ("-cable", "coil"),
    ("-circuit", "chip"),
    ("processing-unit", "chip"),
    ("-module", "chip"),
    ("-stick", "stick"),
    ("-brick", "brick"),
    ("-bar", "brick"),
    ("concrete", "brick"),
)
_BY_NAME = {
    "coal": "lump",
    "stone": "lump",
    "sulfur": "lump",
    "solid-fuel": "lump",
    "wood": "stick",
    "battery": "brick",
    "engine-unit": "cog",
    "electric-engine-unit": "cog",
    "low-density-structure": "plate",
}


@cache
def outline_of(name: str) -> str:
    """The outline of an item or fluid."""
    if name in facts().fluids:
        return "drop"
    return _BY_NAME.get(name) or next((outline for end, outline in _BY_END if name.endswith(end)), "crate")


def item(plot: Plot, layer: Layer, name: str, centre: tuple[float, float], r: float) -> None:
    """The sign of an item or fluid, within `r` tiles around a point."""
    sign(plot, layer, outline_of(name), centre, r, palette.item(name))


SMALL = {
    "plate": "plate",
    "brick": "brick",
    "stick": "stick",
    "chip": "crate",
    "crate": "crate",
    "flask": "drop",
    "cog": "sun",
}
"""What is left of an outline at a few pixels; the others are round."""


def small(plot: Plot, layer: Layer, name: str, centre: tuple[float, float], r: float) -> None:
    """The sign of an item as it lies on a belt: its outline in brief, with a light edge that shows on dark ground."""
    outline = SMALL.get(outline_of(name))
    colour = palette.item(name)
    if outline is None or r * plot.tile < 3:
        plot.disc(layer, centre, r + 0.025, palette.PAPER)
        plot.disc(layer, centre, r, colour)
        return
    x, y = centre
    for size, fill in ((r * 1.1 + 0.035, palette.PAPER), (r * 1.1, colour)):
        plot.polygon(layer, [(x + dx * size, y + dy * size) for dx, dy in OUTLINES[outline]], fill)


def sign(
    plot: Plot, layer: Layer, outline: str, centre: tuple[float, float], r: float, fill: str, edge: str | None = INK
) -> None:
    """One of `OUTLINES`, or "coil", with what belongs inside it."""
    x, y = centre
    if outline == "coil":
        plot.disc(layer, centre, r * 0.8, None, edge, r * 0.75)
        plot.disc(layer, centre, r * 0.72, None, fill, r * 0.5)
        return
    points = [(x + dx * r, y + dy * r) for dx, dy in OUTLINES[outline]]
    plot.polygon(layer, points, fill, edge, min(0.06, r * 0.16))
    if r * plot.tile < 5:
        return
    if outline == "cog":
        plot.disc(layer, centre, r * 0.3, palette.PAPER, edge, 0.04)
    elif outline == "chip":
        plot.box(layer, (x - r * 0.35, y - r * 0.35, x + r * 0.35, y + r * 0.35), "#00000059")
    elif outline == "crate":
        plot.line(layer, ((x - r * 0.85, y - r * 0.3), (x + r * 0.85, y - r * 0.3)), edge or INK, 0.04)
    elif outline == "flask":
        plot.line(layer, ((x - r * 0.45, y - r), (x + r * 0.45, y - r)), edge or INK, 0.07)
