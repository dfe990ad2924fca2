"""Work and the energy for it: one place for machines that burn fuel and machines on the wire.

A machine's progress counts joules. A burner machine works at full rate until its fuel is gone; an electric one at
the share its network delivers, and asks for its drain even when idle. `settle` books what was done, `go_on` plans
the end of the work at hand, `rest` says that there is none.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.engine import burner, inserting, power
from fle_llm.engine.constants import TICKS_PER_SECOND
from fle_llm.engine.state import Consumer, Inserter, Machine

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine


def per_tick(name: str) -> float:
    """Joules an entity uses in a tick of work at full rate; whole for everything that burns fuel."""
    watts = int(facts().entities[name].energy_usage_w)
    return watts // TICKS_PER_SECOND if watts % TICKS_PER_SECOND == 0 else watts / TICKS_PER_SECOND


def drain(name: str) -> int:
    """Watts an electric entity asks for when idle."""
    return round(facts().entities[name].drain_w)


def available(machine: Machine) -> bool:
    """Whether a machine can begin anything: a burner has energy; an electric one just asks."""
    return machine.burner is None or burner.has_energy(machine.burner)


def reached(machine: Machine, work: float) -> bool:
    """Whether a machine's progress makes up the work; a billionth is forgiven to sums of fractions."""
    return machine.progress >= work * (1 - 1e-9)


def settle(engine: Engine, machine: Machine, now: int) -> None:
    """Book the energy used and the progress made since the last time."""
    if machine.working and now > machine.since:
        if machine.burner is not None:
            asked = int(per_tick(machine.name)) * (now - machine.since)
            drawn = burner.draw_for(engine, machine, machine.burner, asked)
            machine.progress += drawn
            machine.working = drawn == asked
        else:
            machine.progress += machine.rate * (now - machine.since)
    machine.since = now


def go_on(engine: Engine, machine: Machine, tick: int, work: float) -> None:
    """Work on towards `work` joules of progress and be woken at its end, or when the fuel that burns is used up."""
    rate = per_tick(machine.name)
    if machine.burner is None:
        power.ask(engine, machine, int(facts().entities[machine.name].energy_usage_w) + drain(machine.name))
        share = power.satisfaction(engine, machine)
        machine.rate = rate if share == 1.0 else rate * share
        machine.working = machine.rate > 0
        if machine.working:
            engine.clock.at(machine, tick + max(1, ceil((work - machine.progress) / machine.rate)))
        return
    machine.working = burner.has_energy(machine.burner)
    if machine.working:
        done = tick + max(1, ceil((work - machine.progress) / rate))
        engine.clock.at(machine, min(done, tick + machine.burner.left // int(rate) + 1))


def rest(engine: Engine, machine: Machine) -> None:
    """There is nothing to do: stop, and ask only for what is drained anyway."""
    machine.working = False
    machine.rate = 0
    if machine.burner is None:
        power.ask(engine, machine, drain(machine.name))


def replan(engine: Engine, consumer: Consumer, tick: int) -> None:
    """The share a consumer gets has changed: book what was done at the old one, go on at the new one."""
    if isinstance(consumer, Inserter):
        inserting.replan(engine, consumer, tick)
    elif isinstance(consumer, Machine):
        settle(engine, consumer, tick)
        engine.clock.soon(consumer)
