"""Turning what stands (MECHANICS 3.1): what can be turned at all, and what becomes of its belts, boxes and targets.

Every act is checked whole before anything changes: it happens, or it is refused with a reason and nothing has changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.engine import heat_joints, laying, making, plumbing, ports, sites
from fle_llm.engine.entities import (
    AnyEntity,
    Belt,
    Connectable,
    Drill,
    Exchanger,
    Inserter,
    Offshore,
    Splitter,
    Turret,
    Underground,
)
from fle_llm.engine.geometry import turn
from fle_llm.engine.watching import points_of
from fle_llm.errors import Refused

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine


FREE_STANDING = (making.SIGNPOSTS | making.CIRCUITS | making.VEHICLES) - {"power-switch", "display-panel"}
"""Kinds that can be turned without anything following from it."""
_TURNS = (Drill, Inserter, Belt, Splitter, Turret)


def rotate(engine: Engine, entity: AnyEntity, direction: int) -> None:
    """Turn an entity; chests and furnaces have no direction but north."""
    if direction not in (0, 4, 8, 12):
        raise Refused("bad-value", {"what": f"direction {direction}: 0, 4, 8 or 12"})
    if direction == entity.direction:
        return
    if isinstance(entity, ports.Plumbed) and not isinstance(entity, Offshore) and ports.boxes_of(entity):
        _turn_plumbed(engine, entity, direction)
        return
    entry = facts().entities[entity.name]
    if entry.type in FREE_STANDING:
        if entry.tile_width != entry.tile_height and (direction - entity.direction) % 8:
            raise Refused("cannot-rotate", {"name": entity.name})
        entity.direction = direction
        return
    if entry.type == "gate":
        entity.direction = direction % 8
        return
    if not isinstance(entity, _TURNS):
        raise Refused("cannot-rotate", {"name": entity.name})
    if isinstance(entity, Connectable):
        _turn_line(engine, entity, direction)
        return
    before = points_of(entity)
    entity.direction = direction
    engine.reindex(entity, before)
    engine.wake_around(entity)


def _turn_line(engine: Engine, piece: Connectable, direction: int) -> None:
    """Turn a belt; an underground belt only turns over, a splitter needs room to stand the other way."""
    if isinstance(piece, Splitter):
        x, y = sites.check(engine, piece.name, piece.x, piece.y, direction, None, moving=piece)
        laying.turn_splitter(engine, piece, x, y, direction)
    elif not isinstance(piece, Underground):
        laying.turn_belt(engine, piece, direction)
    elif direction == turn(piece.direction, 2):
        laying.turn_over(engine, piece)
    else:
        raise Refused("cannot-rotate", {"name": piece.name})


def _turn_plumbed(engine: Engine, entity: ports.Plumbed, direction: int) -> None:
    """Turn something with fluid boxes: what is longer than wide only end to end, and never so that fluids would mix."""
    entry = facts().entities[entity.name]
    if entry.tile_width != entry.tile_height and (direction - entity.direction) % 8:
        raise Refused("cannot-rotate", {"name": entity.name})
    holds = plumbing.holding(engine, entity)
    fluids = plumbing.mixed(
        engine, entity.name, entity.x, entity.y, direction, variant=ports.variant(entity), holds=holds, itself=entity
    )
    if fluids:
        raise Refused("fluid-mix", {"fluids": fluids})
    before = points_of(entity)
    plumbing.turned(engine, entity, direction)
    engine.reindex(entity, before)
    if isinstance(entity, Exchanger):
        heat_joints.turned(engine, entity)
    engine.wake_around(entity)
