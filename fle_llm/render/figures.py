"""Figures: the agents' characters."""

from __future__ import annotations

from fle_llm.render import palette
from fle_llm.render.palette import INK
from fle_llm.render.plot import Plot
from fle_llm.render.scene import Scene
from fle_llm.render.shapes import Layer
from fle_llm.world.ops import UNITS


def paint(plot: Plot, scene: Scene) -> None:
    """Everybody in a scene, by number."""
    for agent in scene.agents:
        x, y = agent.x / UNITS, agent.y / UNITS
        figure(plot, (x, y), agent.index)
        if plot.tile >= 4:
            plot.text((x, y + 0.5 + 8 / plot.tile), f"agent {agent.index}", size=11, halo="#FFFFFFE0")


def figure(plot: Plot, centre: tuple[float, float], index: int) -> None:
    """Head and shoulders; never smaller than can be found."""
    x, y = centre
    s = max(1.0, 8 / plot.tile)
    colour = palette.AGENTS[index % len(palette.AGENTS)]
    body = ((x - 0.4 * s, y + 0.5 * s), (x - 0.26 * s, y), (x + 0.26 * s, y), (x + 0.4 * s, y + 0.5 * s))
    plot.polygon(Layer.FIGURE, body, colour, INK, 0.07 * s)
    plot.disc(Layer.FIGURE, (x, y - 0.18 * s), 0.28 * s, colour, INK, 0.07 * s)
