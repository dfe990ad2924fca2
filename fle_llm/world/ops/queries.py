"""Ops that ask: they change nothing and cost no game time."""

from __future__ import annotations

from typing import Literal

import msgspec

from fle_llm.world.ops.vocabulary import Area, Names, Ref


class Clock(msgspec.Struct, frozen=True, tag="clock"):
    """The tick. Answers int."""


class Entities(msgspec.Struct, frozen=True, tag="entities"):
    """Entities whose box touches `area`, or exactly `refs` (missing ones are left out), filtered by name and force.

    Answers list[EntityView]; `limit` and `after` page through it (after: the Ref of the last one seen).
    """

    area: Area | None = None
    refs: tuple[Ref, ...] | None = None
    names: Names | None = None
    force: str | None = "player"  # "player", "neutral" (trees, rocks, cliffs), None: both
    limit: int | None = None
    after: Ref | None = None


class Resources(msgspec.Struct, frozen=True, tag="resources"):
    """Ore tiles and wells whose centre lies in `area`. Answers list[ResourceRun]."""

    area: Area
    names: Names | None = None


class Tiles(msgspec.Struct, frozen=True, tag="tiles"):
    """Tiles of the given names overlapping `area`. Answers list[TileRun]."""

    area: Area
    names: Names


class Obstacles(msgspec.Struct, frozen=True, tag="obstacles"):
    """Where a character cannot stand within `area` (rounded outwards to whole tiles). Answers ObstacleMap.

    Without `buildings` only the ground counts: water, trees, rocks, cliffs, the end of the map.
    """

    area: Area
    buildings: bool = True


class Nearest(msgspec.Struct, frozen=True, tag="nearest"):
    """The nearest thing of one name by (distance, y, x) within a square of half-size `radius` (1/256 tile).

    `kind` says where to look: ore and wells, tiles (corner position), trees (an empty name means any), or entities. An
    accelerator: its answer is what the other queries would give. Answers Ref or None.
    """

    kind: Literal["resource", "tile", "tree", "entity"]
    name: str
    x: int
    y: int
    radius: int


class Placement(msgspec.Struct, frozen=True, array_like=True):
    """An entity, where and how."""

    name: str
    x: int
    y: int
    direction: int = 0


class CanPlace(msgspec.Struct, frozen=True, tag="can_place"):
    """Would these be accepted, each alone, now? The acting agent's own character is not in the way: it steps aside.

    Neither reach nor what the agent carries is looked at. Answers list[Verdict], in the order asked.
    """

    items: tuple[Placement, ...]
    agent: int = 0


class Ground(msgspec.Struct, frozen=True, tag="ground"):
    """Items on the ground within `area`. Answers list[GroundStack]."""

    area: Area


class Agent(msgspec.Struct, frozen=True, tag="agent"):
    """One agent's character. Answers AgentView."""

    index: int = 0


class Research(msgspec.Struct, frozen=True, tag="research"):
    """What is known and being researched. Answers ResearchView."""


class Statistics(msgspec.Struct, frozen=True, tag="statistics"):
    """Production statistics since the start. Answers StatisticsView."""


Query = Clock | Entities | Resources | Tiles | Obstacles | Nearest | CanPlace | Ground | Agent | Research | Statistics

QUERIES: tuple[type, ...] = (
    Clock,
    Entities,
    Resources,
    Tiles,
    Obstacles,
    Nearest,
    CanPlace,
    Ground,
    Agent,
    Research,
    Statistics,
)
