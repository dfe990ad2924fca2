"""Rocket silos (MECHANICS 3.18): from parts to a rocket, and its launch.

    building --(enough parts)--> preparing --(rocket stands)--> ready --(command)--> launching --> building

Parts are crafted as anything is (`crafting`) and go into the rocket. Preparing takes a lot of power, and longer with
less; a launch takes its time and no more. What the cargo becomes in orbit lies in the silo's output when the rocket
has arrived; the game's second version drops it onto a landing pad, which is not simulated [?]. A rocket whose cargo
would find no room there does not start. Parts beyond those of a rocket count for the next one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.engine import books, crafting, effects, energy, knowledge, power
from fle_llm.engine.constants import SILO_LAUNCH_TICKS, SILO_PREPARATION_TICKS
from fle_llm.engine.entities import Silo
from fle_llm.engine.storage import add, remove, stack_size
from fle_llm.engine.things import Entity
from fle_llm.errors import Refused

if TYPE_CHECKING:
    from fle_llm.data.schema import Amount
    from fle_llm.engine.core import Engine


def unlocked(engine: Engine, silo: Silo) -> bool:
    """Whether parts may be made."""
    return silo.recipe in knowledge.recipes(engine.state.knowledge)


def act(engine: Engine, silo: Silo, tick: int) -> None:
    """Go on with whatever the silo is at."""
    energy.settle(engine, silo, tick)
    if silo.phase == "launching" and energy.reached(silo, SILO_LAUNCH_TICKS):
        _arrive(engine, silo)
        _turn_to(engine, silo, "building")
    if silo.phase == "building":
        if not unlocked(engine, silo):
            energy.rest(engine, silo)
            return
        crafting.act(engine, silo, tick)
        if crafting.fits(silo, facts().recipes[silo.recipe or ""]):
            return
        _turn_to(engine, silo, "preparing")
    if silo.phase == "preparing" and energy.reached(silo, SILO_PREPARATION_TICKS):
        _turn_to(engine, silo, "ready")
    _go_on(engine, silo, tick)


def _turn_to(engine: Engine, silo: Silo, phase: str) -> None:
    silo.phase, silo.progress = phase, 0
    engine.notify(silo)


def _go_on(engine: Engine, silo: Silo, tick: int) -> None:
    """Plan the end of preparing or launching, whose progress counts ticks at full power."""
    energy.rest(engine, silo)
    if silo.phase == "ready":
        return
    silo.rate, work = 1, SILO_LAUNCH_TICKS
    if silo.phase == "preparing":
        power.ask(engine, silo, preparation_watts(engine, silo))
        silo.rate, work = power.satisfaction(engine, silo), SILO_PREPARATION_TICKS
    silo.working = silo.rate > 0
    if silo.working:
        engine.clock.at(silo, tick + energy.ticks_left(silo, work))


def preparation_watts(engine: Engine, silo: Silo) -> int:
    """What a silo asks for while its rocket comes out."""
    entry = facts().entities[silo.name]
    used = entry.energy_usage_w * effects.of(engine, silo).energy
    return round(used + entry.active_energy_usage_w) + energy.drain(silo.name)


# --- cargo -----------------------------------------------------------------------------------------------------------


def cargo_room(silo: Silo, item: str) -> int:
    """How many of an item the one slot of the rocket takes: one of what becomes something in orbit."""
    return 1 - sum(silo.cargo.values()) if _becomes(item) else 0


def _becomes(item: str) -> tuple[Amount, ...]:
    return facts().items[item].rocket_launch_products if item in facts().items else ()


def launch(engine: Engine, entity: Entity) -> bool:
    """Launch the rocket of a silo; whether there was one that could start."""
    if not isinstance(entity, Silo):
        raise Refused("not-allowed", {"name": entity.name, "item": "rocket"})
    silo, aboard = entity, min(entity.cargo, default=None)
    brings = _becomes(aboard) if aboard is not None else ()
    if silo.phase != "ready" or any(_shelf(silo, part.name) < part.amount for part in brings):
        return False
    for item, count in crafting.rocket(silo).items():
        remove(silo.parts, item, count)
        books.used(engine, item, count)
    if aboard is not None:
        remove(silo.cargo, aboard, 1)
        books.used(engine, aboard, 1)
    silo.aboard = aboard
    _turn_to(engine, silo, "launching")
    silo.since = engine.tick
    _go_on(engine, silo, engine.tick)
    return True


def _shelf(silo: Silo, item: str) -> int:
    """How many more of what came back from orbit the output takes: one stack."""
    others = any(name != item for name in silo.result)
    return 0 if others else stack_size(item) - silo.result.get(item, 0)


def _arrive(engine: Engine, silo: Silo) -> None:
    engine.state.counters.rockets_launched += 1
    aboard, silo.aboard = silo.aboard, None
    for part in _becomes(aboard) if aboard is not None else ():
        add(silo.result, part.name, part.amount)
        books.made(engine, part.name, part.amount)
    if aboard is not None:
        knowledge.happened(engine, "send-item-to-orbit", aboard, 1)
