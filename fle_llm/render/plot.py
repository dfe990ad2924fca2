"""Plot: map coordinates on a sheet.

Painters think in tiles; a plot turns that into pixels and decides how much detail a tile size carries. Line widths are
in tiles too, so that they stay in proportion, and never thinner than a hair.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from fle_llm.render.palette import INK
from fle_llm.render.shapes import Box, Disc, Layer, Line, Polygon, Sheet, Text

HAIR = 0.7
"""The thinnest line, in pixels."""

TEXT_FROM, ITEMS_FROM, LINES_FROM = 12, 10, 5
"""Pixels a tile from which machines carry words, belts their items, and things their outlines."""


class Plot:
    """A part of the map on a sheet: tile (`left`, `top`) has its corner at pixel `at`, and `tile` pixels a side."""

    def __init__(self, sheet: Sheet, left: float, top: float, tile: float, at: tuple[float, float] = (0, 0)) -> None:
        self.sheet = sheet
        self.left, self.top, self.tile, self.at = left, top, tile, at
        self.items = tile >= ITEMS_FROM
        self.lines = tile >= LINES_FROM
        self.words = tile >= TEXT_FROM
        self.font = max(9, min(13, round(tile * 0.4)))

    def px(self, x: float, y: float) -> tuple[float, float]:
        """A point of the map in pixels."""
        return (x - self.left) * self.tile + self.at[0], (y - self.top) * self.tile + self.at[1]

    def pen(self, tiles: float) -> float:
        """A line width in pixels."""
        return max(HAIR, tiles * self.tile)

    def box(
        self,
        layer: Layer,
        corners: tuple[float, float, float, float],
        fill: str | None,
        edge: str | None = None,
        width: float = 0.06,
        radius: float = 0.0,
    ) -> None:
        """A rectangle from (x0, y0) to (x1, y1)."""
        x0, y0 = self.px(*corners[:2])
        x1, y1 = self.px(*corners[2:])
        edge = edge if self.lines else None
        self.sheet.add(layer, Box(x0, y0, x1, y1, fill, edge, self.pen(width), radius * self.tile))

    def polygon(
        self,
        layer: Layer,
        points: Iterable[tuple[float, float]],
        fill: str | None,
        edge: str | None = None,
        width: float = 0.06,
    ) -> None:
        """A closed outline."""
        edge = edge if self.lines else None
        self.sheet.add(layer, Polygon(tuple(self.px(*point) for point in points), fill, edge, self.pen(width)))

    def line(self, layer: Layer, points: Iterable[tuple[float, float]], colour: str, width: float = 0.06) -> None:
        """An open line."""
        self.sheet.add(layer, Line(tuple(self.px(*point) for point in points), colour, self.pen(width)))

    def dashes(
        self, layer: Layer, start: tuple[float, float], end: tuple[float, float], colour: str, width: float = 0.06
    ) -> None:
        """A dashed line, two dashes a tile."""
        (x0, y0), (x1, y1) = start, end
        length = math.hypot(x1 - x0, y1 - y0)
        count = max(1, round(length * 2))
        for i in range(count):
            a, b = (i + 0.2) / count, (i + 0.8) / count
            ends = ((x0 + (x1 - x0) * a, y0 + (y1 - y0) * a), (x0 + (x1 - x0) * b, y0 + (y1 - y0) * b))
            self.line(layer, ends, colour, width)

    def disc(
        self,
        layer: Layer,
        centre: tuple[float, float],
        r: float,
        fill: str | None,
        edge: str | None = None,
        width: float = 0.06,
    ) -> None:
        """A circle of radius `r` tiles."""
        x, y = self.px(*centre)
        edge = edge if self.lines else None
        self.sheet.add(layer, Disc(x, y, r * self.tile, fill, edge, self.pen(width)))

    def text(
        self,
        centre: tuple[float, float],
        text: str,
        colour: str = INK,
        *,
        size: int | None = None,
        anchor: str = "mm",
        halo: str | None = None,
    ) -> None:
        """A line of text; `size` in pixels, by default what machines carry."""
        x, y = self.px(*centre)
        self.sheet.add(Layer.LABEL, Text(x, y, text, size or self.font, colour, anchor, halo))
