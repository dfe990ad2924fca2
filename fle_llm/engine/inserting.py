"""Inserters (MECHANICS 3.10): pick, swing, drop, swing back.

    pick --(something its target takes)--> to_drop --> drop --(hand empty)--> to_pick --> pick

Picking and dropping take no time of their own; a half swing takes HALF_SWING_TICKS. Limits are asked when picking,
a held item is handed over as long as it fits. From a chest or machine it leaves with what is there; over a belt it
collects until the hand is full or nothing more came for BELT_PATIENCE_TICKS. What it waits for wakes it: its
source, its target, its own fuel, a gap or an item on a belt.
"""

from __future__ import annotations

import functools
from math import atan2, ceil, hypot, tau
from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.engine import burner, delivery, energy, handling, picking, power, tracks
from fle_llm.engine.constants import (
    EXTENSION_PER_CYCLE,
    HALF_SWING_TICKS,
    TICKS_PER_SECOND,
)
from fle_llm.engine.entities import Connectable, Inserter
from fle_llm.engine.geometry import along, drop_point, heading, pickup_point
from fle_llm.engine.terrain import tile_of
from fle_llm.engine.things import NEVER

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine
    from fle_llm.engine.tracks import Track


_NEVER_DUE = 1 << 60
"""The end of a swing that has no power to move."""


@functools.cache
def half_swing_energy(name: str) -> int:
    """Joules of half a cycle: turns x energy a turn + way of the arm x energy a tile."""
    entry = facts().entities[name]
    turns = 2 * HALF_SWING_TICKS[name] * entry.rotation_speed
    joules = turns * entry.energy_per_rotation_j + EXTENSION_PER_CYCLE[name] * entry.energy_per_movement_j
    return round(joules / 2)


def swing_watts(name: str) -> int:
    """What an electric inserter asks for while it swings, on top of its drain."""
    return round(half_swing_energy(name) * TICKS_PER_SECOND / HALF_SWING_TICKS[name])


@functools.cache
def _meeting_ticks(name: str) -> int:
    """Ticks by which a hand meets an item at the edge of a belt's tile before it has turned to its middle.

    The edge is half a tile to the side of the near lane, which lies a quarter tile before the middle of the belt: so
    many turns are left to the angle between, at the arm's speed. 7 ticks for an inserter, 2 for a fast one, which is
    what was measured (MECHANICS 3.10, Timings with belts).
    """
    entry = facts().entities[name]
    reach = hypot(*entry.pickup_position or (0.0, 1.0))
    return round(atan2(0.5, reach - 0.25) / tau / entry.rotation_speed)


def _meets_early(engine: Engine, arm: Inserter) -> int:
    """Ticks that a turn back is shorter: a hand of one takes the first item it meets on a belt across its way."""
    if engine.in_force.hand_size(arm.name) > 1:
        return 0
    source = engine.entity_on(tile_of(*pickup_point(arm)))
    if not isinstance(source, Connectable) or along(source.direction, heading(arm)):
        return 0
    return _meeting_ticks(arm.name)


def act(engine: Engine, arm: Inserter, tick: int) -> None:
    """Do whatever can be done at this tick, then sleep until the swing ends or something changes."""
    if arm.phase in ("to_drop", "to_pick"):
        if tick < arm.due:
            if arm.rate > 0:
                engine.clock.at(arm, arm.due)
            return
        arm.phase = "drop" if arm.phase == "to_drop" else "pick"
        if arm.burner is None:
            power.ask(engine, arm, energy.drain(arm.name))
    if arm.phase == "drop":
        _drop(engine, arm, tick)
        return
    _pick(engine, arm, tick)


def powered(engine: Engine, arm: Inserter) -> bool:
    """Whether there is energy for half a swing; lights fuel for it."""
    if arm.burner is None:
        return power.satisfaction(engine, arm) > 0
    need = half_swing_energy(arm.name)
    before = sum(arm.burner.fuel.values())
    while arm.burner.left < need and burner.light(engine, arm.burner):
        pass
    if sum(arm.burner.fuel.values()) != before:
        engine.notify(arm)
    return arm.burner.left >= need


def _swing(engine: Engine, arm: Inserter, tick: int, phase: str) -> None:
    arm.phase = phase
    arm.left = HALF_SWING_TICKS[arm.name] - (_meets_early(engine, arm) if phase == "to_pick" else 0)
    arm.since = tick
    arm.rate = 1
    if arm.burner is not None:
        arm.burner.left -= half_swing_energy(arm.name)
    else:
        power.ask(engine, arm, energy.drain(arm.name) + swing_watts(arm.name))
        arm.rate = power.satisfaction(engine, arm)
    _due(engine, arm, tick)


def _due(engine: Engine, arm: Inserter, tick: int) -> None:
    """Be woken at the end of the swing, if it moves at all."""
    arm.due = tick + ceil(arm.left / arm.rate) if arm.rate > 0 else _NEVER_DUE
    if arm.rate > 0:
        engine.clock.at(arm, arm.due)


def replan(engine: Engine, arm: Inserter, tick: int) -> None:
    """The power an inserter gets has changed: swing on at another speed, or look whether it can start."""
    if arm.phase in ("to_drop", "to_pick"):
        arm.left -= arm.rate * (tick - arm.since)
        arm.since = tick
        arm.rate = power.satisfaction(engine, arm)
        arm.wake = NEVER
        _due(engine, arm, tick)
    else:
        engine.look(arm)


def _pick(engine: Engine, arm: Inserter, tick: int) -> None:
    tile = tile_of(*pickup_point(arm))
    source = engine.entity_on(tile)
    open_here = tracks.at(engine, source, tile) if isinstance(source, Connectable) else ()
    picking.keep_fuel(engine, arm, source, open_here, tick)
    if powered(engine, arm) and picking.pick(engine, arm, source, open_here, tick):
        _swing(engine, arm, tick, "to_drop")


def _drop(engine: Engine, arm: Inserter, tick: int) -> None:
    x, y = drop_point(arm)
    target = engine.entity_on(tile_of(x, y))
    item = arm.hand
    if item is not None and arm.count:
        if isinstance(target, Connectable):
            _drop_on_belt(engine, arm, target, tracks.under(engine, target, x, y), item, tick)
        elif target is None:
            if engine.ground.drop(item, x, y):
                arm.count -= 1
        else:
            arm.count -= delivery.put(engine, target, item, arm.count)
    if arm.count:
        return
    arm.hand = None
    if powered(engine, arm):
        _swing(engine, arm, tick, "to_pick")


def _drop_on_belt(engine: Engine, arm: Inserter, belt: Connectable, track: Track, item: str, tick: int) -> None:
    """One item a tick onto the far lane, the right one where the belt runs along the arm."""
    if arm.last_drop == tick:
        engine.clock.at(arm, tick + 1)
        return
    toward = heading(arm)
    lane = 1 - handling.near_lane(belt.direction, toward) if along(belt.direction, toward) == 0 else 1
    wait = handling.set_down(engine, track, lane, item, tick, shift=along(belt.direction, toward))
    if wait is None:
        arm.count -= 1
        arm.last_drop = tick
        wait = 1 if arm.count else 0
    if wait:
        engine.clock.at(arm, tick + wait)
