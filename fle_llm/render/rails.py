"""Rails: two lines over their sleepers, along the way a train goes."""

from __future__ import annotations

import math

from fle_llm.render import palette
from fle_llm.render.plot import Plot
from fle_llm.render.scene import Scene
from fle_llm.render.shapes import Layer
from fle_llm.world.ops import UNITS, EntityView

TYPES = frozenset({"straight-rail"})
GAUGE = 0.42
"""Tiles from the middle of a track to each rail."""


def paint(plot: Plot, scene: Scene) -> None:
    """All rails of a scene."""
    for view in scene.views:
        if view.type in TYPES:
            rail(plot, view)


def rail(plot: Plot, view: EntityView) -> None:
    """A piece of straight track: two tiles long, or across the corners of two tiles."""
    x, y = view.x / UNITS, view.y / UNITS
    turn = view.direction * math.pi / 8
    dx, dy = math.sin(turn), -math.cos(turn)
    half = 1.0 if view.direction % 4 == 0 else math.sqrt(0.5)
    for along in (-0.67, 0.0, 0.67):
        cx, cy = x + dx * along * half, y + dy * along * half
        ends = ((cx - dy * 0.7, cy + dx * 0.7), (cx + dy * 0.7, cy - dx * 0.7))
        plot.line(Layer.PIPE, ends, palette.SLEEPER, 0.16)
    for side in (-GAUGE, GAUGE):
        cx, cy = x - dy * side, y + dx * side
        ends = ((cx - dx * half, cy - dy * half), (cx + dx * half, cy + dy * half))
        plot.line(Layer.BELT, ends, palette.RAIL, 0.11)
