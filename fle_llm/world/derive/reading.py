"""Reading: entities and groups out of a world, in as few queries as they need.

`read` answers what an `Entities` query finds as agent objects in the world's order; `grouped` replaces belts, pipes,
poles and walls by the groups they form, in the order of AGENT_API 3.16. Whole lines are followed over their links by
`read_line`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from fle_llm.game import ElectricityPole, Entity, EntityGroup, Pipe
from fle_llm.game.entities import TransportBelt
from fle_llm.world.derive.entities import entity_of
from fle_llm.world.derive.groups import belt_groups, pipe_groups, pole_groups, wall_group
from fle_llm.world.derive.scene import Scene, completed, ref_of, wanted
from fle_llm.world.ops import Entities, EntityView, Ref
from fle_llm.world.protocol import World

BELTS = frozenset(
    {
        "transport-belt",
        "fast-transport-belt",
        "express-transport-belt",
        "underground-belt",
        "fast-underground-belt",
        "express-underground-belt",
    }
)
PIPES = frozenset({"pipe", "pipe-to-ground"})
POLES = frozenset({"small-electric-pole", "medium-electric-pole", "big-electric-pole"})
WALLS = frozenset({"stone-wall"})
"""Members of the four kinds of group. Splitters and substations are never part of one."""


class Seen(NamedTuple):
    """An entity as read: the raw view and the agent's object."""

    view: EntityView
    entity: Entity


def views_of(world: World, query: Entities) -> list[EntityView]:
    """The raw views a query finds."""
    views: list[EntityView] = world.do((query,))[0]
    return views


def describe(world: World, views: Sequence[EntityView]) -> list[Seen]:
    """The agent's objects for views just read, leaving out what the agent API has no class for."""
    ops = wanted(views)
    scene = completed(views, ops, world.do(ops)) if ops else Scene(views)
    pairs = ((view, entity_of(view, scene)) for view in views)
    return [Seen(view, entity) for view, entity in pairs if entity is not None]


def read(world: World, query: Entities) -> list[Seen]:
    """What a query finds, as agents see it."""
    return describe(world, views_of(world, query))


def grouped(seen: Iterable[Seen]) -> list[Entity | EntityGroup]:
    """Everything else as it is, then pipe groups, pole groups, the walls, belt groups."""
    single: list[Entity | EntityGroup] = []
    pipes: list[Pipe] = []
    poles: list[ElectricityPole] = []
    walls: list[Entity] = []
    belt_views: list[EntityView] = []
    belts: list[TransportBelt] = []
    for view, entity in seen:
        if isinstance(entity, TransportBelt):
            belt_views.append(view)
            belts.append(entity)
        elif view.name in PIPES and isinstance(entity, Pipe):
            pipes.append(entity)
        elif view.name in POLES and isinstance(entity, ElectricityPole):
            poles.append(entity)
        elif view.name in WALLS:
            walls.append(entity)
        else:
            single.append(entity)
    wall = wall_group(walls)
    return [
        *single,
        *pipe_groups(pipes),
        *pole_groups(poles),
        *([wall] if wall is not None else []),
        *belt_groups(belt_views, belts),
    ]


def read_line(world: World, start: Iterable[Ref]) -> list[Seen]:
    """Every belt connected with the given ones, in the world's order."""
    known: dict[Ref, EntityView] = {}
    missing = tuple(start)
    while missing:
        found = [v for v in views_of(world, Entities(refs=missing)) if v.name in BELTS]
        known.update((ref_of(view), view) for view in found)
        links = (ref for view in found for ref in _links(view))
        missing = tuple(ref for ref in dict.fromkeys(links) if ref not in known and ref.name in BELTS)
    return describe(world, sorted(known.values(), key=lambda view: (view.y, view.x, view.name)))


def _links(view: EntityView) -> Iterable[Ref]:
    yield from view.upstream
    yield from view.downstream
    if view.partner is not None:
        yield view.partner
