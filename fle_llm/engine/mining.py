"""Mining drills (MECHANICS 3.4): dig the tiles below in turn, put what comes up down in front.

An ore costs the drill's energy for mining_time / mining_speed seconds, counted in joules. It leaves the ground when
it is dug, productivity items come on top, and the drill waits with what its target does not take. Built over uranium,
an electric drill has a fluid box, open on three sides; it draws the acid for an ore before it begins.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.engine import books, delivery, effects, energy, handling, knowledge, portions, ports, tracks
from fle_llm.engine.constants import QUANTA, TICKS_PER_SECOND, UNITS
from fle_llm.engine.entities import Connectable, Drill
from fle_llm.engine.geometry import drop_point, heading
from fle_llm.engine.storage import add, remove
from fle_llm.engine.terrain import tile_key, tile_of

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine
    from fle_llm.engine.tracks import Track


@functools.lru_cache(maxsize=65_536)
def _tiles(radius: int, x: int, y: int) -> tuple[int, ...]:
    half = UNITS // 2
    return tuple(
        tile_key(tx, ty)
        for ty in range((y - radius - half) // UNITS, (y + radius) // UNITS + 1)
        if abs(ty * UNITS + half - y) <= radius
        for tx in range((x - radius - half) // UNITS, (x + radius) // UNITS + 1)
        if abs(tx * UNITS + half - x) <= radius
    )


def area(drill: Drill) -> tuple[int, ...]:
    """Keys of the tiles it digs, in (y, x) order: those whose centre is within the mining radius."""
    return _tiles(round(facts().entities[drill.name].mining_radius * UNITS), drill.x, drill.y)


def below(engine: Engine, drill: Drill) -> dict[str, int]:
    """What is left in its area, by name; wells are for pumpjacks."""
    found: dict[str, int] = {}
    for key in area(drill):
        name, amount = engine.ground.ore_at(key)
        if amount and _minable(engine, drill, name):
            add(found, name, amount)
    return found


def _minable(engine: Engine, drill: Drill, name: str) -> bool:
    resource = facts().resources[name]
    if resource.required_fluid is not None and not (
        resource.required_fluid == drill.solvent and engine.in_force.mines_with_fluid
    ):
        return False
    return resource.category in facts().entities[drill.name].resource_categories


@functools.cache
def solvent_of(name: str) -> str | None:
    """The fluid for which an entity has a box where it stands over ore that takes it; None: it is no such drill."""
    entry = facts().entities[name]
    if entry.type != "mining-drill" or ports.brings_up_fluid(name) or not entry.fluid_boxes:
        return None
    mine = (r for r in facts().resources.values() if r.category in entry.resource_categories)
    return next((r.required_fluid for r in mine if r.required_fluid is not None), None)


def solvent_at(engine: Engine, name: str, x: int, y: int) -> str | None:
    """That fluid, if there is such ore in the area of an entity at a place."""
    solvent = solvent_of(name)
    if solvent is not None:
        for key in _tiles(round(facts().entities[name].mining_radius * UNITS), x, y):
            ore, amount = engine.ground.ore_at(key)
            if amount and facts().resources[ore].required_fluid == solvent:
                return solvent
    return None


def _next_ore(engine: Engine, drill: Drill) -> str | None:
    """The ore whose turn it is, from the cursor on; the cursor moves to its tile."""
    tiles = area(drill)
    for step in range(len(tiles)):
        index = (drill.cursor + step) % len(tiles)
        name, amount = engine.ground.ore_at(tiles[index])
        if amount and _minable(engine, drill, name):
            drill.cursor = index
            return name
    return None


def waits_for_fluid(engine: Engine, drill: Drill) -> bool:
    """Whether the ore whose turn it is takes a fluid that the drill has not got."""
    name, amount = engine.ground.ore_at(area(drill)[drill.cursor % len(area(drill))])
    return bool(amount) and facts().resources[name].required_fluid is not None and not drill.wet


def work_of(drill: Drill, ore: str) -> float:
    """Joules to dig one ore."""
    entry = facts().entities[drill.name]
    ticks = round(facts().resources[ore].mining_time_s * TICKS_PER_SECOND / entry.mining_speed)
    return energy.per_tick(drill.name) * ticks


def act(engine: Engine, drill: Drill, tick: int) -> None:
    """Dig, put down, go on: whatever can be done at this tick, then sleep until the next event."""
    energy.settle(engine, drill, tick)
    if (drill.pending or drill.held) and not _put_down(engine, drill, tick):
        energy.rest(engine, drill)
        return
    ore = _next_ore(engine, drill)
    if ore is not None and energy.reached(drill, work_of(drill, ore)):
        drill.progress -= work_of(drill, ore)
        _dig(engine, drill, ore)
        if not _put_down(engine, drill, tick):
            drill.progress = 0
            energy.rest(engine, drill)
            return
        ore = _next_ore(engine, drill)
    if ore is None:
        drill.progress = 0
        energy.rest(engine, drill)
        return
    if facts().resources[ore].required_fluid is not None and not portions.wetted(engine, drill):
        energy.rest(engine, drill)
        return
    energy.go_on(engine, drill, tick, work_of(drill, ore))


def _dig(engine: Engine, drill: Drill, ore: str) -> None:
    if ("mine-entity", ore) in engine.in_force.lessons:
        knowledge.happened(engine, "mine-entity", ore, 1)
    resource = facts().resources[ore]
    if resource.infinite:
        _draw_up(engine, drill, ore)
        return
    if resource.required_fluid is not None:
        drill.wet = False
        books.fluid_used(engine, resource.required_fluid, portions.for_an_ore(resource.required_fluid))
    tile = area(drill)[drill.cursor]
    engine.ground.set_ore(tile, engine.ground.ore_at(tile)[1] - 1)
    drill.cursor += 1
    drill.bonus += engine.in_force.mining_productivity + effects.of(engine, drill).productivity
    extra, drill.bonus = divmod(drill.bonus, 100)
    product = facts().resources[ore].results[0].name
    add(drill.pending, product, 1 + extra)
    books.made(engine, product, 1 + extra)
    drill.finished += 1


def _draw_up(engine: Engine, drill: Drill, well: str) -> None:
    """A cycle of a pumpjack: its product times the yield, amount / normal; the well loses some, down to its minimum."""
    resource = facts().resources[well]
    tile = area(drill)[drill.cursor]
    amount = engine.ground.ore_at(tile)[1]
    quanta = resource.results[0].amount * QUANTA * amount // resource.normal
    quanta += quanta * (engine.in_force.mining_productivity + effects.of(engine, drill).productivity) // 100
    engine.ground.set_ore(tile, max(min(amount, resource.minimum), amount - resource.depletion))
    drill.held += quanta
    books.fluid_made(engine, resource.results[0].name, quanta)
    drill.finished += 1


def _put_down(engine: Engine, drill: Drill, tick: int) -> bool:
    """Put what was dug down in front; whether all of it is gone."""
    if drill.held:
        drill.held -= portions.give(engine, drill, "crude-oil", drill.held)
        return not drill.held
    x, y = drop_point(drill)
    target = engine.entity_on(tile_of(x, y))
    for item in sorted(drill.pending):
        while drill.pending.get(item):
            if target is None:
                placed = engine.ground.drop(item, x, y)
            elif isinstance(target, Connectable):
                placed = _onto_belt(engine, drill, target, tracks.under(engine, target, x, y), item, tick)
            else:
                placed = bool(delivery.wanted(engine, target, item)) and delivery.put(engine, target, item, 1) == 1
            if not placed:
                return False
            remove(drill.pending, item, 1)
    return True


def _onto_belt(engine: Engine, drill: Drill, belt: Connectable, track: Track, item: str, tick: int) -> bool:
    """Set one ore down on the lane nearest the drill (MECHANICS 3.4), or come back when there may be a gap."""
    lane = handling.near_lane(belt.direction, heading(drill))
    wait = handling.set_down(engine, track, lane, item, tick)
    if wait is None:
        return True
    if wait:
        engine.clock.no_later(drill, tick + wait)
    return False
