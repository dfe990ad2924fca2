"""Which tiles an entity works on from beside them: where an inserter picks and drops, where a drill drops."""

from __future__ import annotations

from fle_llm.engine import ports
from fle_llm.engine.entities import Drill, Inserter
from fle_llm.engine.geometry import drop_point, pickup_point
from fle_llm.engine.terrain import tile_of
from fle_llm.engine.things import Entity


def points_of(entity: Entity) -> list[int]:
    """Tiles an entity works on."""
    if isinstance(entity, Inserter):
        return [tile_of(*pickup_point(entity)), tile_of(*drop_point(entity))]
    if isinstance(entity, Drill) and not ports.brings_up_fluid(entity.name):
        return [tile_of(*drop_point(entity))]
    return []


def picks_from(entity: Entity, tile: int) -> bool:
    """Whether an entity is an inserter that picks from a tile."""
    return isinstance(entity, Inserter) and tile_of(*pickup_point(entity)) == tile
