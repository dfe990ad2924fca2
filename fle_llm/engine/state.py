"""The state of one world as plain data.

Everything a world is stands in `EngineState`: numbers, names, lists and dicts in msgspec structs, no reference from one
to another but ids. What can be rebuilt (grids, the event heap, caches) is not part of it. The same commands lead to the
same settled state, down to the order of its dicts; no rule of the game depends on that order. Its entities are in
`entities`, its bytes in `encoding`.
"""

from __future__ import annotations

import msgspec

from fle_llm.engine.carriers import HeatNetwork, Line, Network, Segment
from fle_llm.engine.entities import AnyEntity
from fle_llm.engine.things import Thing

PROJECT = 0
"""Id of the one thing that is always there: the current research."""


class GroundItem(msgspec.Struct, array_like=True):
    """A stack on the ground."""

    item: str
    count: int
    x: int
    y: int


class Character(msgspec.Struct):
    """One agent's character."""

    x: int
    y: int
    items: dict[str, int] = msgspec.field(default_factory=dict)


class Counters(msgspec.Struct):
    """Production statistics; see world.ops.StatisticsView for what each counts."""

    produced: dict[str, int] = msgspec.field(default_factory=dict)
    consumed: dict[str, int] = msgspec.field(default_factory=dict)
    harvested: dict[str, int] = msgspec.field(default_factory=dict)
    crafted: dict[str, int] = msgspec.field(default_factory=dict)
    crafted_from: dict[str, int] = msgspec.field(default_factory=dict)
    first_produced: dict[str, int] = msgspec.field(default_factory=dict)
    first_automated: dict[str, int] = msgspec.field(default_factory=dict)
    researched_at: dict[str, int] = msgspec.field(default_factory=dict)
    fluids_produced: dict[str, int] = msgspec.field(default_factory=dict)  # quanta, see Segment
    fluids_consumed: dict[str, int] = msgspec.field(default_factory=dict)
    fluids_flushed: dict[str, int] = msgspec.field(default_factory=dict)  # gone with their box, or not counted
    heat: dict[str, int] = msgspec.field(default_factory=dict)  # watt-ticks made, used, lost
    rockets_launched: int = 0


class Knowledge(msgspec.Struct):
    """Research: what is known, what is being researched, what was begun.

    `saved` is the work done on technologies (see `research`), `deeds` how often a deed that teaches one was done.
    """

    researched: list[str] = msgspec.field(default_factory=list)
    current: str | None = None
    saved: dict[str, int] = msgspec.field(default_factory=dict)
    deeds: dict[str, int] = msgspec.field(default_factory=dict)


class Project(Thing, tag="project"):
    """The work on the current research: what all labs add to it a tick; booked up to tick `since`."""

    rate: int = 0
    since: int = 0


class Spec(msgspec.Struct, frozen=True):
    """How the world began; the terrain follows from it."""

    kind: str = "lab"
    seed: int = 0
    mining_productivity: int | None = None  # per cent; None: what the technologies give


class EngineState(msgspec.Struct):
    """One world, whole."""

    spec: Spec
    tick: int = 0
    next_id: int = 1
    entities: dict[int, AnyEntity] = msgspec.field(default_factory=dict)
    lines: dict[int, Line] = msgspec.field(default_factory=dict)
    networks: dict[int, Network] = msgspec.field(default_factory=dict)
    segments: dict[int, Segment] = msgspec.field(default_factory=dict)
    heat_networks: dict[int, HeatNetwork] = msgspec.field(default_factory=dict)
    ground: list[GroundItem] = msgspec.field(default_factory=list)
    agents: list[Character] = msgspec.field(default_factory=list)
    ore: dict[int, int] = msgspec.field(default_factory=dict)  # tile key -> what is left, where it was touched
    felled: list[int] = msgspec.field(default_factory=list)  # spots of trees and rocks that are gone, sorted
    counters: Counters = msgspec.field(default_factory=Counters)
    knowledge: Knowledge = msgspec.field(default_factory=Knowledge)
    project: Project = msgspec.field(default_factory=lambda: Project(id=PROJECT))
