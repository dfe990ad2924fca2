"""Scene: everything a picture shows, gathered from a World in one batch of queries.

Positions stay in world units here; the painters turn them into tiles. Statuses are those agents see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fle_llm.errors import Refused
from fle_llm.render.framing import Frame
from fle_llm.world.derive.scene import WATER_NAMES, box_of
from fle_llm.world.derive.scene import Scene as Places
from fle_llm.world.ops import (
    UNITS,
    Agent,
    AgentView,
    Area,
    Entities,
    EntityView,
    Ground,
    GroundStack,
    ResourceRun,
    Resources,
    TileRun,
    Tiles,
)
from fle_llm.world.protocol import World

FAR = 32
"""Tiles beyond the picture in which poles are looked for: the longest wire is 30 (big poles and substations)."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What lies in a frame. `views` are buildings, `poles` also those close outside, `built` counts all there are."""

    frame: Frame
    tick: int
    built: int
    views: Sequence[EntityView]
    poles: Sequence[EntityView]
    nature: Sequence[EntityView]
    water: Sequence[TileRun]
    ore: Sequence[ResourceRun]
    ground: Sequence[GroundStack]
    agents: Sequence[AgentView]
    places: Places


def agents_of(world: World) -> list[AgentView]:
    """Every agent's character."""
    found: list[AgentView] = []
    while True:
        try:
            found += world.do((Agent(len(found)),))
        except Refused:  # counted one too far
            return found


def buildings_of(world: World) -> list[EntityView]:
    """Everything built, wherever it stands."""
    views: list[EntityView] = world.do((Entities(),))[0]
    return views


def gather(world: World, frame: Frame, views: Sequence[EntityView], agents: Sequence[AgentView]) -> Scene:
    """The scene of a frame, given everything built and everybody."""
    area = Area(frame.left * UNITS, frame.top * UNITS, frame.right * UNITS, frame.bottom * UNITS)
    nature, water, ore, ground = world.do(
        (Entities(area=area, force="neutral"), Tiles(area, WATER_NAMES), Resources(area), Ground(area))
    )
    shown = [view for view in views if _touches(view, area, 0)]
    return Scene(
        frame=frame,
        tick=world.tick,
        built=len(views),
        views=shown,
        poles=[v for v in views if v.type == "electric-pole" and _touches(v, area, FAR * UNITS)],
        nature=nature,
        water=water,
        ore=ore,
        ground=ground,
        agents=[agent for agent in agents if frame.holds(agent.x / UNITS, agent.y / UNITS)],
        places=Places(shown),
    )


def extent(view: EntityView) -> tuple[float, float, float, float]:
    """The tiles a building covers: left, top, right, bottom."""
    x0, y0, x1, y1 = box_of(view)
    return x0 / UNITS, y0 / UNITS, x1 / UNITS, y1 / UNITS


def _touches(view: EntityView, area: Area, far: int) -> bool:
    x0, y0, x1, y1 = box_of(view)
    return x0 < area.x1 + far and area.x0 - far < x1 and y0 < area.y1 + far and area.y0 - far < y1
