"""What holds heat looks like through World: reactors, heat pipes, heat exchangers. Nothing here changes the world."""

from __future__ import annotations

from fle_llm.engine import Engine, gauges, heat, reactors
from fle_llm.engine.entities import Exchanger, Heated, Reactor
from fle_llm.world import ops


def fill(engine: Engine, thing: Heated, view: ops.EntityView) -> None:
    """The part of a view that is about heat."""
    view.temperature = heat.temperature(engine, thing)
    match thing:
        case Reactor():
            view.burning = thing.burning
            view.burning_left_j = float(reactors.left_j(thing, engine.tick))
            view.energy_j = view.burning_left_j
            idle = "full_burnt_result_output" if reactors.blocked(thing) else "no_fuel"
            view.status_raw = "working" if thing.burning is not None or _about_to(thing) else idle
        case Exchanger():
            if not heat.most(engine, thing):
                view.status_raw = "low_temperature"
            else:
                view.status_raw = "working" if gauges.makes_steam(engine, thing) else "normal"


def _about_to(thing: Reactor) -> bool:
    """Whether a reactor lights a cell at its next event."""
    return bool(thing.fuel) and not reactors.blocked(thing)
