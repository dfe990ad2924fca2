"""Work and the energy for it: one place for machines that burn fuel and machines on the wire.

A machine's progress counts joules, as it would use them without modules. A burner machine works at full rate until
its fuel is gone; an electric one at the share its network delivers, and asks for its drain even when idle. `settle`
books what was done, `go_on` plans the end of the work at hand, `rest` says that there is none.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.engine import burner, effects, flows, inserting, power, research
from fle_llm.engine.constants import TICKS_PER_SECOND
from fle_llm.engine.entities import Beacon, Inserter, Lab, Pump
from fle_llm.engine.things import Consumer, Machine

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine

_FORGIVEN = 1e-9
"""Share of a piece of work that may be missing for it to be done: what sums of fractions lose."""


def per_tick(name: str) -> float:
    """Joules an entity uses in a tick of work at full rate; whole for everything that burns fuel."""
    watts = int(facts().entities[name].energy_usage_w)
    return watts // TICKS_PER_SECOND if watts % TICKS_PER_SECOND == 0 else watts / TICKS_PER_SECOND


def drain(name: str) -> int:
    """Watts an electric entity asks for when idle."""
    return round(facts().entities[name].drain_w)


def standing_load(name: str) -> int:
    """Watts that something asks for at all times; it is always day, so lamps are out."""
    entry = facts().entities[name]
    return drain(name) + (0 if entry.type == "lamp" else round(entry.energy_usage_w or entry.active_energy_usage_w))


def available(machine: Machine) -> bool:
    """Whether a machine can begin anything: a burner has energy; an electric one just asks."""
    return machine.burner is None or burner.has_energy(machine.burner)


def reached(machine: Machine, work: float) -> bool:
    """Whether a machine's progress makes up the work."""
    return machine.progress >= work * (1 - _FORGIVEN)


def settle(engine: Engine, machine: Machine, now: int) -> None:
    """Book the energy used and the progress made since the last time."""
    if machine.working and now > machine.since:
        if machine.burner is not None:
            asked = machine.draws * (now - machine.since)
            drawn = burner.draw_for(engine, machine, machine.burner, asked)
            machine.progress += drawn if machine.rate == machine.draws else drawn * machine.rate / machine.draws
            machine.working = drawn == asked
        else:
            machine.progress += machine.rate * (now - machine.since)
    machine.since = now


def go_on(engine: Engine, machine: Machine, tick: int, work: float) -> None:
    """Work on towards `work` joules of progress and be woken at its end, or when the fuel that burns is used up."""
    with_modules = effects.of(engine, machine)
    machine.rate = per_tick(machine.name)
    if with_modules is not effects.PLAIN:
        machine.rate *= with_modules.speed
    if machine.burner is None:
        share = ask_to_work(engine, machine)
        if share != 1.0:
            machine.rate *= share
        machine.working = machine.rate > 0
        if machine.working:
            engine.clock.at(machine, tick + ticks_left(machine, work))
        return
    machine.working = burner.has_energy(machine.burner)
    machine.draws = round(per_tick(machine.name) * with_modules.energy)
    if machine.working:
        engine.clock.at(machine, tick + min(ticks_left(machine, work), machine.burner.left // machine.draws + 1))


def ask_to_work(engine: Engine, machine: Machine | Lab) -> float:
    """Ask the network for what work at full rate takes; the share of it that comes."""
    entry = facts().entities[machine.name]
    used = entry.energy_usage_w * effects.of(engine, machine).energy
    power.ask(engine, machine, round(used) + drain(machine.name))
    return power.satisfaction(engine, machine)


def ticks_left(machine: Machine, work: float) -> int:
    """Ticks at the present rate until the work is `reached`."""
    return max(1, ceil((work - machine.progress) / machine.rate * (1 - _FORGIVEN)))


def rest(engine: Engine, machine: Machine) -> None:
    """There is nothing to do: stop, and ask only for what is drained anyway."""
    machine.working = False
    machine.rate = 0
    if machine.burner is None:
        power.ask(engine, machine, drain(machine.name))


def replan(engine: Engine, consumer: Consumer, tick: int) -> None:
    """What a consumer gets has changed: book what was done at the old rate, go on at the new one."""
    match consumer:
        case Inserter():
            inserting.replan(engine, consumer, tick)
        case Machine():
            settle(engine, consumer, tick)
            engine.clock.soon(consumer)
        case Lab():
            research.settle_lab(engine, consumer, tick)
            engine.clock.soon(consumer)
        case Beacon():
            effects.replan(engine, consumer)
        case Pump() if consumer.boxes:
            flows.stir(engine, consumer.boxes[0])
