"""get_entity and get_entities: what stands on the map."""

from __future__ import annotations

from typing import Any

from fle_llm.errors import ToolError
from fle_llm.game import (
    BeltGroup,
    ElectricityGroup,
    Entity,
    EntityGroup,
    PipeGroup,
    Position,
    Prototype,
    WallGroup,
)
from fle_llm.tools.arguments import amount_of, did_you_mean, name_of, place_of
from fle_llm.tools.building import checked_name
from fle_llm.tools.groups import group_with
from fle_llm.tools.hands import Hands, point_of
from fle_llm.tools.targets import seen, views_near
from fle_llm.world.derive.geometry import position as position_at
from fle_llm.world.derive.geometry import units
from fle_llm.world.derive.reading import BELTS, PIPES, POLES, Seen, grouped, read, read_line
from fle_llm.world.derive.scene import centre_area, ref_of
from fle_llm.world.ops import Entities

GET_REACH = 1.0
"""get_entity looks at what touches the square of this half-size (AGENT_API 3.15)."""

FARTHEST = 100_000

GROUPS: dict[str, frozenset[str]] = {"belt-group": BELTS, "pipe-group": PIPES, "electricity-group": POLES}
"""Group names → the members they stand for."""


def get_entity(hands: Hands, entity: Prototype, position: Position) -> Entity | EntityGroup | None:
    """Read one entity as it is now.

    Parameters:
        entity: its Prototype; BeltGroup, PipeGroup and ElectricityGroup give the group at the position.
        position: its position; the nearest of that kind within about a tile is taken.
    Returns: the entity with its current contents, status and warnings; None when there is none.
    Cost: 0 ticks.
    Errors: AssertionError when an argument is of another type.

    Example:
        move_to(Position(x=0, y=0))
        chest = place_entity(Prototype.WoodenChest, position=Position(x=2.5, y=0.5))
        chest = get_entity(Prototype.WoodenChest, chest.position)
        print(chest.inventory)
    """
    place = place_of(position, AssertionError("The second argument must be a Position object"))
    name = name_of(entity, AssertionError("The first argument must be a Prototype object"))
    if name in GROUPS:
        return _group_at(hands, GROUPS[name], place)
    checked_name("get_entity", entity, AssertionError("The first argument must be a Prototype object"))
    near = views_near(hands, place, GET_REACH, {name}, force=None)
    return seen(hands, near[0]) if near else None


def _group_at(hands: Hands, members: frozenset[str], place: Position) -> EntityGroup | None:
    near = views_near(hands, place, GET_REACH, members)
    if not near:
        return None
    start = [ref_of(near[0])]
    if members is BELTS:
        return group_with(grouped(read_line(hands.world, start)), start)
    return group_with(grouped(read(hands.world, Entities(names=members))), start)


def get_entities(
    hands: Hands,
    entities: set[Prototype] | Prototype = frozenset(),  # type: ignore[assignment]
    position: Position | None = None,
    radius: float = 1000,
) -> list[Entity | EntityGroup]:
    """List your entities, all of them or those of some kinds around a position.

    Belts come as BeltGroups, pipes as PipeGroups, poles as ElectricityGroups and walls as one WallGroup when you give
    no filter, when the filter names a group, or when you give a filter and a position. With a filter of kinds and no
    position they come one by one.

    Parameters:
        entities: a Prototype or a set of them; nothing for all.
        position: the centre of the square searched; yours if left out.
        radius: half the side of that square, in tiles.
    Returns: list of entities, from north to south, then pipe groups, pole groups, walls and belt groups.
    Cost: 0 ticks.
    Errors: "Error in GetEntities ..." when an argument is of another type.

    Example:
        for entity in get_entities({Prototype.StoneFurnace, Prototype.BurnerMiningDrill}):
            print(entity.name, entity.position, entity.status, entity.warnings)
    """
    try:
        names = _names(entities)
        place = None
        if position is not None:
            place = place_of(position, ValueError("The second argument must be a Position object"))
        half = amount_of(radius, "radius", FARTHEST)
    except (ValueError, ToolError) as error:
        asked = "all" if not entities else _short(entities)
        where = "player" if position is None else _short(position)
        raise ToolError(
            f"Error in GetEntities (entities={asked}, position={where}, radius={_short(radius)}): {error}",
            tool="get_entities",
            code="bad-value",
        ) from None
    members = frozenset().union(*(GROUPS.get(name, {name}) for name in names)) if names else None
    found = _read(hands, members, place, half)
    if not names or any(name in GROUPS for name in names) or position is not None:
        return _filtered(grouped(found), names, place is not None)
    return [entity for _, entity in found]


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 200 else f"{text[:197]}..."


def _names(entities: Any) -> frozenset[str]:
    """The names a filter stands for: a member, or any collection of members."""
    if isinstance(entities, (Prototype, str)):
        entities = (entities,)
    if not isinstance(entities, (set, frozenset, list, tuple)):
        raise ValueError(f"entities must be a Prototype or a set of them, got {_short(entities)}")
    names = set()
    for entity in entities:
        name = name_of(entity, ValueError(f"entities must be a Prototype or a set of them, got {_short(entity)} in it"))
        if name not in GROUPS:
            error = ValueError(f"no entity is called {name}.{did_you_mean(name, GROUPS)}")
            name = checked_name("get_entities", entity, error)  # a rail's item is called otherwise than what stands
        names.add(name)
    return frozenset(names)


def _read(hands: Hands, members: frozenset[str] | None, place: Position | None, half: float) -> list[Seen]:
    if place is None:
        character = hands.character()
        place = position_at(character.x, character.y)
    area = centre_area(*point_of(place), max(1, units(half)))
    query = Entities(area=area, names=members)
    found = read(hands.world, query)
    return [s for s in found if s.view.type != "character"]


def _filtered(found: list[Entity | EntityGroup], names: frozenset[str], placed: bool) -> list[Entity | EntityGroup]:
    """What of a grouped list was asked for (AGENT_API 3.16)."""
    if not names:
        return found
    keep = {
        ElectricityGroup: "electricity-group" in names or bool(names & POLES),
        PipeGroup: "pipe-group" in names or bool(names & PIPES),
        BeltGroup: "belt-group" in names or (placed and bool(names & BELTS)),
        WallGroup: True,
    }
    return [entity for entity in found if keep.get(type(entity), True)]
