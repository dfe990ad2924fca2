"""Targets: which entity of the world a program means by an entity it holds or by a name and a place.

What a program holds is a memory of an entity: its name and place. The world is read again, and the nearest match
within the tool's own tolerance is meant, ties by (y, x).
"""

from __future__ import annotations

from collections.abc import Iterable

from fle_llm.game import (
    BeltGroup,
    ElectricityGroup,
    Entity,
    EntityCore,
    EntityGroup,
    PipeGroup,
    Position,
    UndergroundBelt,
    WallGroup,
)
from fle_llm.tools.arguments import canonical
from fle_llm.tools.hands import Hands, point_of
from fle_llm.world.derive.geometry import snap, units
from fle_llm.world.derive.reading import describe
from fle_llm.world.derive.scene import centre_area
from fle_llm.world.ops import UNITS, Entities, EntityView, Ref


def views_near(
    hands: Hands, place: Position, within: float, names: Iterable[str] | None = None, force: str | None = "player"
) -> list[EntityView]:
    """Views of entities that touch the square of half-size `within` tiles around a place, nearest centre first."""
    x, y = point_of(place)
    half = max(1, units(within))
    query = Entities(area=centre_area(x, y, half), names=frozenset(names) if names is not None else None, force=force)
    views: list[EntityView] = hands.ask(query)
    if len(views) > 1:
        views.sort(key=lambda view: ((view.x - x) ** 2 + (view.y - y) ** 2, view.y, view.x, view.name))
    return views


def seen(hands: Hands, view: EntityView) -> Entity:
    """The agent's object for a view just read."""
    return describe(hands.world, (view,))[0].entity


def reread(hands: Hands, view: EntityView) -> Entity:
    """The agent's object for an entity as it is now."""
    fresh: list[EntityView] = hands.ask(Entities(refs=(Ref(view.name, view.x, view.y),)))
    return seen(hands, fresh[0])


def members_of(group: EntityGroup) -> list[EntityCore]:
    """What a group is made of, in its own order."""
    if isinstance(group, BeltGroup):
        return list(group.belts)
    if isinstance(group, PipeGroup):
        return list(group.pipes)
    if isinstance(group, ElectricityGroup):
        return list(group.poles)
    return list(group.entities) if isinstance(group, WallGroup) else []


def refs_of(entity: EntityCore) -> list[Ref]:
    """How the world knows an entity a program holds: one name and place, two for both ends of an underground."""
    name = canonical(entity.name)
    places = [entity.position]
    far = entity.output_position if isinstance(entity, UndergroundBelt) and entity.is_input else None
    if far is not None and far.distance(entity.position) > 1:
        places.append(far)
    refs = []
    for place in places:
        x, y = point_of(place)
        refs.append(Ref(name, *snap(name, x, y, entity.direction.value)))
    return refs


def distance(view: EntityView, place: Position) -> float:
    """Tiles from an entity's centre to a place."""
    return place.distance(Position(view.x / UNITS, view.y / UNITS))
