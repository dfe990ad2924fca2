"""Which entities World lists, and what it says to a placement.

Nothing here changes the world. Entities are listed by (y, x, name).
"""

from __future__ import annotations

from fle_llm.data import facts
from fle_llm.engine import Engine, build, characters, sites
from fle_llm.engine.constants import UNITS
from fle_llm.engine.entities import AnyEntity
from fle_llm.engine.geometry import collision_box, size, walked_over
from fle_llm.engine.terrain import Growth, tile_key, tile_of
from fle_llm.errors import Refused
from fle_llm.world import ops, sim_views

WIDEST_LOOK = 16_000_000
"""Tiles of the widest area whose water, trees and rocks can be asked for."""
WIDEST_SURVEY = 128_000_000
"""The same for ore, which is known field by field."""


def _growth(growth: Growth) -> ops.EntityView:
    entry = facts().entities[growth.name]
    return ops.EntityView(
        name=growth.name,
        type=entry.type,
        x=growth.x,
        y=growth.y,
        force="neutral",
        health=float(entry.max_health),
    )


def _touches(thing: AnyEntity, area: ops.Area) -> bool:
    width, height = size(thing.name, thing.direction)
    half_w, half_h = width * UNITS // 2, height * UNITS // 2
    return (
        thing.x - half_w < max(area.x1, area.x0 + 1)
        and area.x0 < thing.x + half_w
        and thing.y - half_h < max(area.y1, area.y0 + 1)
        and area.y0 < thing.y + half_h
    )


def in_area(engine: Engine, area: ops.Area | None) -> list[AnyEntity]:
    """Entities whose tiles touch an area (None: all), by id."""
    everything = engine.state.entities
    if area is None:
        return list(everything.values())
    x0, x1 = area.x0 // UNITS, max(area.x1, area.x0 + 1) // UNITS + 1
    y0, y1 = area.y0 // UNITS, max(area.y1, area.y0 + 1) // UNITS + 1
    if (x1 - x0) * (y1 - y0) >= len(everything):
        return [thing for thing in everything.values() if _touches(thing, area)]
    idents = {engine.grid.get(tile_key(tx, ty)) for ty in range(y0, y1) for tx in range(x0, x1)}
    return [everything[i] for i in sorted(i for i in idents if i is not None) if _touches(everything[i], area)]


def entities(engine: Engine, op: ops.Entities) -> list[ops.EntityView]:
    """Views of what an op asks for, by (y, x, name)."""
    views: list[ops.EntityView] = []
    if op.force in ("player", None):
        if op.refs is None:
            found = in_area(engine, op.area)
        else:
            found = [thing for ref in op.refs if (thing := _find(engine, ref)) is not None]
        views = [sim_views.entity(engine, thing) for thing in found if op.names is None or thing.name in op.names]
    if op.force in ("neutral", None):
        views += _growths(engine, op)
    views.sort(key=lambda view: (view.y, view.x, view.name))
    if op.after is not None:
        mark = (op.after.y, op.after.x, op.after.name)
        views = [view for view in views if (view.y, view.x, view.name) > mark]
    return views if op.limit is None else views[: op.limit]


def _find(engine: Engine, ref: ops.Ref) -> AnyEntity | None:
    try:
        return build.find(engine, ref.name, ref.x, ref.y)
    except Refused:
        return None


def looked_at(engine: Engine, area: ops.Area, most: int = WIDEST_LOOK) -> tuple[int, int, int, int]:
    """An area of the ground that can be asked for in one go. Refused with bad-value: ground has to be made first."""
    x0, y0, x1, y1 = engine.terrain.clipped(
        (area.x0 // UNITS, area.y0 // UNITS, -(-area.x1 // UNITS), -(-area.y1 // UNITS))
    )
    tiles = max(0, x1 - x0) * max(0, y1 - y0)
    if tiles > most:
        raise Refused("bad-value", {"what": f"an area of {tiles} tiles: {most} at the most"})
    return area.x0, area.y0, area.x1, area.y1


def _growths(engine: Engine, op: ops.Entities) -> list[ops.EntityView]:
    wanted = None if op.refs is None else {(ref.name, ref.x, ref.y) for ref in op.refs}
    if op.area is not None:
        near = engine.terrain.growths_near(*looked_at(engine, op.area))
    elif wanted is not None:
        near = [growth for ref in op.refs or () for growth in engine.terrain.growths_on(tile_of(ref.x, ref.y))]
    else:
        west, north, east, south = (edge * UNITS for edge in engine.terrain.bounds)
        near = engine.terrain.growths_near(*looked_at(engine, ops.Area(west, north, east, south)))
    return [
        _growth(growth)
        for growth in dict.fromkeys(near)
        if growth.spot not in engine.ground.felled
        and (op.names is None or growth.name in op.names)
        and (wanted is None or (growth.name, growth.x, growth.y) in wanted)
    ]


def verdict(engine: Engine, item: ops.Placement, agent: int) -> ops.Verdict:
    """Whether one placement would be accepted."""
    try:
        x, y = sites.check(engine, item.name, item.x, item.y, item.direction, agent)
        solid = collision_box(item.name, x, y, item.direction)
        if not walked_over(item.name) and characters.aside(engine, engine.state.agents[agent], solid) is None:
            raise Refused("blocked", {"blockers": [["character", x, y]]})
    except Refused as refused:
        blockers = tuple(ops.Blocker(*blocker) for blocker in refused.data.get("blockers", ()))
        wet = tuple(ops.Blocker("water", tx * UNITS, ty * UNITS) for tx, ty in refused.data.get("tiles", ()))
        return ops.Verdict(False, item.x, item.y, refused.reason, blockers + wet)
    return ops.Verdict(True, x, y)
