"""Modules and beacons: what they do to the machines they are in or near (MECHANICS 3.17).

Changes add up, are clamped, and make a machine work `speed` times as fast and draw `energy` times as much as without;
drain stays as it is. What an entity gets is reckoned once and kept until its modules or the beacons around it change:
whoever changes modules calls `changed`. Only beacons with power and modules transmit, and only they count for how
much weaker several are together.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.engine import energy, power
from fle_llm.engine.constants import LARGEST_EFFECT, SMALLEST_EFFECT, UNITS
from fle_llm.engine.entities import Beacon, Lab
from fle_llm.engine.geometry import footprint
from fle_llm.engine.terrain import tiles_under
from fle_llm.engine.things import Crafter, Entity, Machine

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine

Modular = Machine | Lab | Beacon

_KINDS = ("speed", "consumption", "productivity")
_WELCOME = {"speed": 1, "productivity": 1, "quality": 1, "consumption": -1, "pollution": -1}
"""Which way a change must go to be the reason to use a module."""


@dataclass(frozen=True, slots=True)
class Effects:
    """What modules make of a machine: factors on its speed and power, per cent of free products."""

    speed: float = 1.0
    energy: float = 1.0
    productivity: int = 0


PLAIN = Effects()


def slots(name: str) -> int:
    """Module slots of an entity."""
    return facts().entities[name].module_slots


@functools.cache
def allowed(name: str) -> frozenset[str]:
    """The kinds of change an entity is open to; where the data names none: all, if it has slots."""
    entry = facts().entities[name]
    return frozenset(entry.allowed_effects or (_WELCOME if entry.module_slots else ()))


@functools.cache
def purposes(module: str) -> frozenset[str]:
    """The kinds of change a module is used for."""
    effect = facts().items[module].effect
    return frozenset(kind for kind, change in effect.items() if change * _WELCOME[kind] > 0)


def accepts(entity: Entity, item: str) -> bool:
    """Whether an item is a module that may be used in an entity, with the recipe it has."""
    if not isinstance(entity, Modular) or item not in facts().items or not facts().items[item].effect:
        return False
    if not slots(entity.name) or not purposes(item) <= allowed(entity.name):
        return False
    if isinstance(entity, Crafter) and entity.recipe is not None and "productivity" in purposes(item):
        return facts().recipes[entity.recipe].productivity
    return True


def room(entity: Entity, item: str) -> int:
    """How many more of a module fit into an entity's slots."""
    if not isinstance(entity, Modular) or not accepts(entity, item):
        return 0
    return slots(entity.name) - sum(entity.modules.values())


def of(engine: Engine, entity: Machine | Lab) -> Effects:
    """What modules and beacons make of an entity now."""
    found = engine.effects.get(entity.id)
    if found is None:
        found = engine.effects[entity.id] = _reckon(engine, entity)
    return found


def _reckon(engine: Engine, entity: Machine | Lab) -> Effects:
    open_to = allowed(entity.name)
    if not open_to:
        return PLAIN
    totals = dict.fromkeys(_KINDS, 0.0)
    _add(totals, entity.modules, 1.0)
    beacons = [beacon for beacon in _beacons_over(engine, entity) if beacon.on and beacon.modules]
    for beacon in beacons:
        entry = facts().entities[beacon.name]
        weaker = entry.beacon_profile[min(len(beacons), len(entry.beacon_profile)) - 1]
        _add(totals, beacon.modules, entry.distribution_effectivity * weaker)
    speed, drawn, extra = (totals[kind] if kind in open_to else 0.0 for kind in _KINDS)
    found = Effects(_factor(speed), _factor(drawn), max(0, round(100 * extra)))
    return PLAIN if found == PLAIN else found


def _add(totals: dict[str, float], modules: dict[str, int], strength: float) -> None:
    for module in sorted(modules):
        effect = facts().items[module].effect
        for kind in _KINDS:
            totals[kind] += effect.get(kind, 0.0) * modules[module] * strength


def _factor(change: float) -> float:
    """Rounded to millionths, so that no factor depends on the order in which its parts were added."""
    return round(min(max(1.0 + change, SMALLEST_EFFECT), LARGEST_EFFECT), 6)


# --- beacons ---------------------------------------------------------------------------------------------------------


def covers(beacon: Beacon) -> list[int]:
    """Tiles a beacon transmits to."""
    entry = facts().entities[beacon.name]
    half = round((entry.supply_radius + entry.tile_width / 2) * UNITS)
    return tiles_under(beacon.x - half, beacon.y - half, beacon.x + half, beacon.y + half)


def _beacons_over(engine: Engine, entity: Entity) -> list[Beacon]:
    if not engine.beamed:
        return []
    tiles = footprint(entity.name, entity.x, entity.y, entity.direction)
    idents = sorted({ident for tile in tiles for ident in engine.beamed.get(tile, ())})
    found = (engine.state.entities[ident] for ident in idents)
    return [beacon for beacon in found if isinstance(beacon, Beacon)]


def index(engine: Engine, beacon: Beacon) -> None:
    """Note what a beacon covers."""
    for tile in covers(beacon):
        engine.beamed.setdefault(tile, []).append(beacon.id)


def beacon_gone(engine: Engine, beacon: Beacon) -> None:
    """A beacon was taken out of the world."""
    for tile in covers(beacon):
        engine.beamed[tile].remove(beacon.id)
        if not engine.beamed[tile]:
            del engine.beamed[tile]
    _transmission_changed(engine, beacon)


def replan(engine: Engine, beacon: Beacon) -> None:
    """The power a beacon gets has changed: it transmits with any, and not without."""
    on = power.satisfaction(engine, beacon) > 0
    if on != beacon.on:
        beacon.on = on
        _transmission_changed(engine, beacon)


def changed(engine: Engine, entity: Entity) -> None:
    """The modules in an entity are others than before."""
    if isinstance(entity, Beacon):
        _transmission_changed(engine, entity)
    elif isinstance(entity, Machine | Lab):
        _refresh(engine, entity)


def _transmission_changed(engine: Engine, beacon: Beacon) -> None:
    for ident in sorted({engine.grid[tile] for tile in covers(beacon) if tile in engine.grid}):
        entity = engine.state.entities[ident]
        if isinstance(entity, Machine | Lab):
            _refresh(engine, entity)


def _refresh(engine: Engine, entity: Machine | Lab) -> None:
    engine.effects.pop(entity.id, None)
    energy.replan(engine, entity, engine.tick)
    engine.notify(entity)  # what it piles up depends on its speed
