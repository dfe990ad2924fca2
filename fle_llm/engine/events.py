"""Whose rules an event follows: from the kind of thing that woke to the mechanism that acts.

The one module that knows every mechanism; the mechanisms know the engine only by its methods.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fle_llm.engine import (
    crafting,
    flows,
    heat,
    inserting,
    lines,
    mining,
    power,
    reactors,
    research,
    rocketry,
    splitters,
)
from fle_llm.engine.carriers import HeatNetwork, Line, Network, Segment
from fle_llm.engine.entities import Assembler, Boiler, Drill, Furnace, Inserter, Lab, Pump, Reactor, Silo
from fle_llm.engine.state import Project
from fle_llm.engine.things import Thing

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine


def act(engine: Engine, thing: Thing, tick: int) -> None:
    """Carry out the event of a thing at a tick."""
    match thing:
        case Inserter():
            inserting.act(engine, thing, tick)
        case Line():
            (splitters if thing.junction else lines).act(engine, thing, tick)
        case Furnace() | Assembler():
            crafting.act(engine, thing, tick)
        case Drill():
            mining.act(engine, thing, tick)
        case Network():
            power.act(engine, thing, tick)
        case Segment():
            flows.act(engine, thing)
        case Boiler():
            flows.stir(engine, thing.boxes[0])
        case Pump():
            flows.stir(engine, thing.boxes[0])
        case Reactor():
            reactors.act(engine, thing, tick)
        case HeatNetwork():
            heat.act(engine, thing)
        case Lab():
            research.act(engine, thing, tick)
        case Project():
            research.act_project(engine, thing, tick)
        case Silo():
            rocketry.act(engine, thing, tick)
