"""Laboratories and the work on the current research (MECHANICS 3.16).

Everything here is whole numbers, so that work adds up to the same however it is portioned. Work is counted in
millionths of what a plain lab does in a tick; a pack is used up evenly while it is worked with, in parts of which
PACK make a pack. Labs work side by side: the project adds their rates up and is woken when the technology is done.

A pack that is in use stays in its slot until it is used up, which is when it counts as consumed; nobody can take it
out, and it is lost, as consumed, with its lab. A lab wakes when a pack is used up; what a tick takes beyond that is
owed by the next one.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from fle_llm.data import facts, units_of
from fle_llm.engine import books, effects, energy, knowledge, power
from fle_llm.engine.constants import (
    LAB_PACKS_MAX,
    LAB_PACKS_MIN,
    LAB_SWING_TICKS,
    MILLION,
    PACK_PARTS,
    TICKS_PER_SECOND,
)
from fle_llm.engine.entities import Lab
from fle_llm.engine.state import Knowledge, Project
from fle_llm.engine.storage import remove, stack_size
from fle_llm.engine.things import NEVER

if TYPE_CHECKING:
    from fle_llm.data.schema import TechnologyFacts
    from fle_llm.engine.core import Engine

PACK = PACK_PARTS * TICKS_PER_SECOND * MILLION
"""Parts of one pack."""


# --- the technology --------------------------------------------------------------------------------------------------


def current(engine: Engine) -> TechnologyFacts | None:
    """The technology that is being researched."""
    name = engine.state.knowledge.current
    return None if name is None else facts().technologies[name]


def work_of(known: Knowledge, name: str) -> int:
    """All the work on a technology, or on the next level of an endless one."""
    technology = facts().technologies[name]
    units = units_of(technology, knowledge.next_level(known, name))
    return units * int(technology.time_s) * TICKS_PER_SECOND * MILLION


def done(engine: Engine, name: str) -> float:
    """The share of the work on a technology that is done, as of now."""
    known, project = engine.state.knowledge, engine.state.project
    work = known.saved.get(name, 0)
    if name == known.current:
        work += project.rate * (engine.tick - project.since)
    return min(1.0, work / work_of(known, name))


def _book(engine: Engine) -> None:
    """Book what the labs have done on the current research."""
    known, project = engine.state.knowledge, engine.state.project
    if known.current is not None and project.rate:
        work = project.rate * (engine.tick - project.since)
        known.saved[known.current] = known.saved.get(known.current, 0) + work
    project.since = engine.tick


def _plan(engine: Engine) -> None:
    """Let the project be woken when the work is done at the present rate."""
    known, project = engine.state.knowledge, engine.state.project
    project.wake = NEVER
    if known.current is not None and project.rate:
        left = work_of(known, known.current) - known.saved.get(known.current, 0)
        engine.clock.at(project, engine.tick + max(1, -(-left // project.rate)))


def act_project(engine: Engine, project: Project, tick: int) -> None:
    """Learn what has been worked out."""
    known = engine.state.knowledge
    name = known.current
    _book(engine)
    if name is None or known.saved.get(name, 0) < work_of(known, name):
        _plan(engine)
        return
    interrupt(engine, known.saved[name] - work_of(known, name))
    knowledge.learn(engine, name)


def interrupt(engine: Engine, over: int = 0) -> None:
    """Before the current research changes: all labs book what they did and stop, to look anew afterwards.

    `over` is the work of the last tick that the technology had no use for. No pack is used up for it: else packs that
    are just enough for two technologies would not be.
    """
    _book(engine)
    left, among = over, engine.state.project.rate
    for entity in engine.state.entities.values():
        if isinstance(entity, Lab):
            spared = left * entity.adds // among if entity.adds else 0
            left, among = left - spared, among - entity.adds
            settle_lab(engine, entity, engine.tick, spared * entity.rate // entity.adds if entity.adds else 0)
            entity.working, entity.rate, entity.adds = False, 0, 0
            engine.clock.soon(entity)
            engine.notify(entity)  # what it wants, and what it can spare, depends on the research
    engine.state.project.rate = 0
    engine.state.project.wake = NEVER


# --- the labs --------------------------------------------------------------------------------------------------------


def act(engine: Engine, lab: Lab, tick: int) -> None:
    """Work on if there are packs and power, until the first pack is used up."""
    settle_lab(engine, lab, tick)
    technology = current(engine)
    if technology is None or not all(lab.packs.get(pack) for pack in technology.ingredients):
        power.ask(engine, lab, energy.drain(lab.name))
        _work_at(engine, lab, 0)
        return
    share = energy.ask_to_work(engine, lab)
    _work_at(engine, lab, int(speed(engine, lab) * share))
    if lab.rate:
        rates = {pack: lab.rate * _parts(technology, pack) for pack in technology.ingredients}
        ticks = min(-(-(PACK - lab.spent.get(pack, 0)) // rate) for pack, rate in rates.items())
        engine.clock.at(lab, tick + max(1, ticks))


def _parts(technology: TechnologyFacts, pack: str) -> int:
    """Parts of a pack that go with a millionth of a tick's work."""
    return technology.ingredients[pack] * PACK_PARTS // int(technology.time_s)


def speed(engine: Engine, lab: Lab) -> int:
    """Work of a lab in a tick at full power."""
    bonus = 1 + knowledge.lab_bonus(engine.state.knowledge) / 100
    return round(facts().entities[lab.name].researching_speed * bonus * effects.of(engine, lab).speed * MILLION)


def _work_at(engine: Engine, lab: Lab, rate: int) -> None:
    if lab.working and not rate:
        engine.notify(lab)  # the packs it had in use can be fetched, if they are whole
    lab.working = rate > 0
    lab.rate = rate
    adds = rate * (100 + effects.of(engine, lab).productivity) // 100
    if adds != lab.adds:
        _book(engine)
        engine.state.project.rate += adds - lab.adds
        lab.adds = adds
        _plan(engine)


def settle_lab(engine: Engine, lab: Lab, now: int, spared: int = 0) -> None:
    """Book what a lab has used up since the last time, less the work it is spared."""
    technology = current(engine)
    if lab.working and technology is not None and (now > lab.since or spared):
        work = lab.rate * (now - lab.since) - spared
        for pack in technology.ingredients:
            _use(engine, lab, pack, work * _parts(technology, pack))
    lab.since = now


def _use(engine: Engine, lab: Lab, pack: str, parts: int) -> None:
    spent = lab.spent.get(pack, 0) + parts
    finished = max(0, min(spent // PACK, lab.packs.get(pack, 0)))
    lab.spent[pack] = spent - finished * PACK
    if finished:
        remove(lab.packs, pack, finished)
        books.used(engine, pack, finished)
        engine.notify(lab)


def lab_gone(engine: Engine, lab: Lab) -> None:
    """A lab was taken out of the world."""
    _book(engine)
    engine.state.project.rate -= lab.adds
    _plan(engine)


def in_use(engine: Engine, lab: Lab, pack: str) -> int:
    """How many packs of a kind are in use in a lab: one or none."""
    if not lab.packs.get(pack):
        return 0
    technology = current(engine)
    busy = lab.working and technology is not None and pack in technology.ingredients
    return 1 if busy or lab.spent.get(pack, 0) > 0 else 0


def packs_in_use(engine: Engine, lab: Lab) -> dict[str, int]:
    """The packs that are lost with a lab."""
    return {pack: 1 for pack in sorted(lab.packs) if in_use(engine, lab, pack)}


def wanted(engine: Engine, lab: Lab, item: str) -> int:
    """How many packs of a kind automatic insertion still gives.

    Those of one unit and what is used up while an arm fetches more; packs the current research has no use for are
    treated as one of a unit.
    """
    technology = current(engine)
    a_unit, meanwhile = 1, 0.0
    if technology is not None:
        a_unit = technology.ingredients.get(item, 1)
        meanwhile = LAB_SWING_TICKS * speed(engine, lab) / MILLION / (technology.time_s * TICKS_PER_SECOND)
    limit = min(LAB_PACKS_MAX, max(LAB_PACKS_MIN, ceil(a_unit * (1 + meanwhile))))
    return room(lab, item) if lab.packs.get(item, 0) < limit else 0


def room(lab: Lab, item: str) -> int:
    """How many packs of a kind fit by hand."""
    if item not in facts().entities[lab.name].lab_inputs:
        return 0
    return stack_size(item) - lab.packs.get(item, 0)
