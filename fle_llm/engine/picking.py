"""What an inserter takes (MECHANICS 3.10, Pick rules): from stocks, belts and the ground, and fuel for itself.

Limits are asked here: it takes what its filters and its target allow at this moment. From a chest or machine it leaves
with what is there; over a belt it collects until the hand is full or nothing more came for BELT_PATIENCE_TICKS.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fle_llm.engine import burner, delivery, handling
from fle_llm.engine.constants import BELT_GRASP, BELT_PATIENCE_TICKS, SELF_REFUEL_BELOW
from fle_llm.engine.entities import Assembler, Chest, Connectable, Furnace, Inserter, Lab, Reactor, Silo
from fle_llm.engine.geometry import drop_point, heading, pickup_point
from fle_llm.engine.storage import add, remove
from fle_llm.engine.terrain import tile_of
from fle_llm.engine.things import Entity

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine
    from fle_llm.engine.tracks import Track

_Stocked = Chest | Furnace | Assembler | Silo | Lab | Reactor


def pick(engine: Engine, arm: Inserter, source: Entity | None, open_here: tuple[Track, ...], tick: int) -> bool:
    """Take from what lies under the hand what it may carry; whether it leaves with that."""
    if isinstance(source, Connectable):
        _pick_from_belt(engine, arm, source, open_here, tick)
    elif isinstance(source, _Stocked):
        _pick_from_stock(engine, arm, source)
    elif source is None:
        _pick_from_ground(engine, arm, tile_of(*pickup_point(arm)))
    waits = isinstance(source, Connectable) and tick < arm.due
    return bool(arm.count and (arm.count >= engine.in_force.hand_size(arm.name) or not waits))


def stock(source: _Stocked) -> dict[str, int]:
    """What an inserter may take out of an entity."""
    match source:
        case Chest():
            return source.items
        case Lab():
            return source.packs
        case Reactor():
            return source.burnt
    return source.result


def takes(engine: Engine, arm: Inserter, item: str) -> bool:
    """Whether its filters and its target let it carry an item now."""
    if arm.filters and item not in arm.filters:
        return False
    x, y = drop_point(arm)
    target = engine.entity_on(tile_of(x, y))
    if target is None:
        return engine.ground.is_free(x, y)
    return isinstance(target, Connectable) or delivery.wanted(engine, target, item) > 0


def _pick_from_stock(engine: Engine, arm: Inserter, source: _Stocked) -> None:
    items = stock(source)
    if isinstance(source, Lab) and not isinstance(engine.entity_on(tile_of(*drop_point(arm))), Lab):
        return  # a lab hands packs on to another lab only
    for item in sorted(items, reverse=True):
        if (arm.hand in (None, item)) and takes(engine, arm, item):
            count = min(engine.in_force.hand_size(arm.name) - arm.count, delivery.loose(engine, source, item, items))
            if count <= 0:
                continue
            remove(items, item, count)
            arm.hand = item
            arm.count += count
            engine.stir(source)
            engine.notify(source)
            return


def _pick_from_ground(engine: Engine, arm: Inserter, tile: int) -> None:
    for stack in engine.ground.items_on(tile):
        if (arm.hand in (None, stack.item)) and takes(engine, arm, stack.item):
            arm.hand = stack.item
            arm.count += 1
            engine.ground.lift(stack, 1)
            return


def _pick_from_belt(engine: Engine, arm: Inserter, belt: Connectable, open_here: tuple[Track, ...], tick: int) -> None:
    """Take what passes until the hand is full, the near lane first; else be back for the next wanted item.

    A hand goes for one item at a time: it stays with a lane whose next item comes before its patience runs out, so that
    a large hand is filled at the pace of one lane.
    """
    if arm.hand is None:
        wanted = frozenset(item for item in handling.kinds_on(engine, open_here) if takes(engine, arm, item))
    else:
        wanted = frozenset({arm.hand})
    near = handling.near_lane(belt.direction, heading(arm), source=True)
    waits = []
    for lane in (near, 1 - near):
        took = _pick_from_lane(engine, arm, open_here, lane, wanted, tick)
        if took and arm.count >= engine.in_force.hand_size(arm.name):
            return
        wait = handling.ticks_until(engine, open_here, lane, frozenset({arm.hand}) if arm.hand else wanted, tick)
        waits += [wait] if wait else []
        if arm.count and 0 < wait <= arm.due - tick:
            break
        if took:  # nothing more of it soon on this lane: over to the other one, which takes a moment
            waits.append(1)
            break
    if arm.count:
        waits.append(arm.due - tick)
    if wanted and waits:  # else the next arrival or the target wakes it
        engine.clock.at(arm, tick + max(1, min(waits)))


def _pick_from_lane(
    engine: Engine, arm: Inserter, open_here: tuple[Track, ...], lane: int, wanted: frozenset[str], tick: int
) -> bool:
    """Take from a lane what a hand gets hold of at once; whether it got anything."""
    space = engine.in_force.hand_size(arm.name) - arm.count
    for track in open_here:
        taken = handling.pick_up(engine, track, lane, wanted, min(space, max(1, BELT_GRASP - arm.count)), tick)
        if taken is not None:
            arm.hand, count = taken
            arm.count += count
            arm.due = tick + BELT_PATIENCE_TICKS
            return True
    return False


def keep_fuel(engine: Engine, arm: Inserter, source: Entity | None, open_here: tuple[Track, ...], tick: int) -> None:
    """A burner inserter whose own slot runs low keeps one fuel item of its source for itself."""
    own = arm.burner
    if own is None or sum(own.fuel.values()) >= SELF_REFUEL_BELOW:
        return
    item: str | None = None
    if isinstance(source, Chest | Furnace | Assembler):
        items = stock(source)
        item = next((name for name in sorted(items, reverse=True) if burner.room(own, name)), None)
        if item is not None:
            remove(items, item, 1)
            engine.stir(source)
            engine.notify(source)
    elif open_here:
        fuels = frozenset(name for name in handling.kinds_on(engine, open_here) if burner.room(own, name))
        for lane, track in [(lane, track) for lane in (0, 1) for track in open_here]:
            taken = handling.pick_up(engine, track, lane, fuels, 1, tick) if fuels else None
            if taken is not None:
                item = taken[0]
                break
    if item is not None:
        add(own.fuel, item, 1)
