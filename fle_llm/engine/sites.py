"""Where an entity may stand (MECHANICS 3.1): on land, free of others, with what it needs beside it.

Nothing here changes the world; a refusal names what is in the way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.engine import characters, mining, plumbing
from fle_llm.engine.buildable import known
from fle_llm.engine.constants import VECTORS
from fle_llm.engine.entities import AnyEntity
from fle_llm.engine.geometry import collision_box, footprint, overlap, snap, walked_over
from fle_llm.engine.terrain import key_tile, tile_key, tile_of
from fle_llm.errors import Refused

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine


def check(
    engine: Engine, name: str, x: int, y: int, direction: int, agent: int | None, *, moving: AnyEntity | None = None
) -> tuple[int, int]:
    """The centre an entity would take at a place. Refused if it cannot stand there; `agent` and `moving` make way."""
    known(name)
    if direction not in (0, 4, 8, 12):
        raise Refused("bad-value", {"what": f"direction {direction}: 0, 4, 8 or 12"})
    x, y = snap(name, x, y, direction)
    tiles = footprint(name, x, y, direction)
    outside = [tile for tile in tiles if not engine.terrain.inside(*key_tile(tile))]
    if outside:
        raise Refused("out-of-map", {"x": x, "y": y})
    wet = [tile for tile in tiles if engine.terrain.is_water(tile)]
    if wet:
        raise Refused("water", {"tiles": [list(key_tile(tile)) for tile in wet]})
    blockers = _blockers(engine, name, x, y, direction, tiles, agent)
    if moving is not None:
        blockers = [blocker for blocker in blockers if blocker != (moving.name, moving.x, moving.y)]
    if blockers:
        raise Refused("blocked", {"blockers": [list(blocker) for blocker in blockers]})
    _check_fluids(engine, name, x, y, direction)
    return x, y


def _check_fluids(engine: Engine, name: str, x: int, y: int, direction: int) -> None:
    """An offshore pump needs a shore, land below it and water before it, a pumpjack a well; no two fluids may meet."""
    if name == "pumpjack" and engine.ground.ore_at(tile_of(x, y))[0] != "crude-oil":
        raise Refused("no-resource", {"name": name})
    if facts().entities[name].type == "offshore-pump":
        (tx, ty), (dx, dy) = key_tile(tile_of(x, y)), VECTORS[direction]
        if not engine.terrain.is_water(tile_key(tx + dx, ty + dy)):
            raise Refused("needs-water")
    solvent = mining.solvent_of(name)
    fluids = plumbing.mixed(engine, name, x, y, direction, variant=solvent)
    if fluids and (solvent is None or mining.solvent_at(engine, name, x, y) == solvent):
        raise Refused("fluid-mix", {"fluids": fluids})


def _blockers(
    engine: Engine, name: str, x: int, y: int, direction: int, tiles: list[int], agent: int | None
) -> list[tuple[str, int, int]]:
    """What stands in the way, in the order (y, x, name)."""
    found: set[tuple[str, int, int]] = set()
    solid = collision_box(name, x, y, direction)
    for tile in tiles:
        entity = engine.entity_on(tile)
        if entity is not None:
            found.add((entity.name, entity.x, entity.y))
        for growth in engine.ground.growths_on(tile):
            if overlap(solid, growth.solid):
                found.add((growth.name, growth.x, growth.y))
    if not walked_over(name):
        for index, character in enumerate(engine.state.agents):
            if index != agent and overlap(solid, characters.box_at(character.x, character.y)):
                found.add(("character", character.x, character.y))
    return sorted(found, key=lambda blocker: (blocker[2], blocker[1], blocker[0]))
