"""What World says of characters, research and production. Nothing here changes the world."""

from __future__ import annotations

from fle_llm.data import facts
from fle_llm.engine import Engine, characters, gauges, knowledge
from fle_llm.engine import research as laboratories
from fle_llm.engine.storage import slots_used
from fle_llm.world import ops


def agent(engine: Engine, index: int) -> ops.AgentView:
    """One agent's character."""
    character = engine.state.agents[index]
    body = facts().entities["character"]
    return ops.AgentView(
        index=index,
        x=character.x,
        y=character.y,
        inventory=dict(sorted(character.items.items())),
        slots=characters.slots(engine),
        slots_used=slots_used(character.items),
        reach=float(body.reach_distance),
        resource_reach=float(body.reach_resource_distance),
    )


def research(engine: Engine) -> ops.ResearchView:
    """What is known and being researched."""
    known = engine.state.knowledge
    current = known.current
    return ops.ResearchView(
        researched=tuple(dict.fromkeys(known.researched)),
        available=knowledge.available(known),
        recipes=knowledge.recipes(known),
        current=current,
        progress=0.0 if current is None else laboratories.done(engine, current),
        levels={name: knowledge.next_level(known, name) for name in sorted(knowledge.endless())},
        saved={name: laboratories.done(engine, name) for name in sorted(known.saved)},
    )


def statistics(engine: Engine) -> ops.StatisticsView:
    """Production since the start."""
    counters = engine.state.counters
    made, used = gauges.fluid_books(engine)
    made |= {name: float(count) for name, count in counters.produced.items()}
    for items in (counters.consumed, gauges.fuel_books(engine)):
        for name, count in items.items():
            used[name] = used.get(name, 0.0) + count
    return ops.StatisticsView(
        tick=engine.tick,
        produced=dict(sorted(made.items())),
        consumed=dict(sorted(used.items())),
        harvested=dict(sorted(counters.harvested.items())),
        crafted=dict(sorted(counters.crafted.items())),
        crafted_from=dict(sorted(counters.crafted_from.items())),
        first_produced=dict(sorted(counters.first_produced.items())),
        first_automated=dict(sorted(counters.first_automated.items())),
        researched_at=dict(sorted(counters.researched_at.items())),
        rockets_launched=counters.rockets_launched,
    )
