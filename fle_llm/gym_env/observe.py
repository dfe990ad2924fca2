"""Filling an observation in: from a episode and what the last step did, to what one agent sees.

A pure reading of the world but for messages, which count as seen once they are shown. Everything is sorted here, so
that equal worlds give equal observations.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec

from fle_llm.data import facts, first_level, prices, units_of
from fle_llm.gym_env.episode import Episode
from fle_llm.gym_env.observation import (
    Amount,
    CharacterPosition,
    Detail,
    Flow,
    Flows,
    FunctionShown,
    GameInfo,
    IngredientCount,
    ItemCount,
    MessageShown,
    Observation,
    Price,
    Research,
    SavedProgress,
    TaskInfo,
    TaskVerification,
    TechnologyState,
)
from fle_llm.tasks.production import difference, score
from fle_llm.tasks.verification import Verification
from fle_llm.tools import call
from fle_llm.world import ops
from fle_llm.world.ops import UNITS, ResearchView, StatisticsView

TICKS_PER_SECOND = 60


def observation(
    episode: Episode, agent: int, output: str, verification: Verification | None, before: StatisticsView
) -> Observation:
    """What `agent` sees after a step that printed `output`; `before` are the statistics the step began with."""
    world = episode.world
    agents = [ops.Agent(index) for index in range(len(episode.players))]
    *characters, research, stats = world.do([*agents, ops.Research(), ops.Statistics()])
    now = score(world)
    return Observation(
        raw_text=_raw_text(episode, output, verification),
        map_image="",
        entities=entities(episode, agent),
        inventory=_inventory(characters[agent].inventory),
        research=_research(research),
        game_info=GameInfo(stats.tick, stats.tick / TICKS_PER_SECOND, 1.0),
        score=now.production,
        automated_score=now.automated,
        flows=_flows(before, stats),
        task_verification=_verification(verification),
        messages=tuple(
            MessageShown(str(message.sender), message.content, message.tick / TICKS_PER_SECOND)
            for message in episode.mailbox.take(agent)
        ),
        serialized_functions=tuple(FunctionShown(**function) for function in episode.players[agent].functions()),
        task_info=_task_info(episode, agent),
        character_positions=tuple(
            CharacterPosition(index, character.x / UNITS, character.y / UNITS)
            for index, character in enumerate(characters)
        ),
    )


def entities(episode: Episode, agent: int) -> tuple[str, ...]:
    """The printed forms of all entities and groups of the force, as the tool `get_entities` lists them."""
    return tuple(repr(entity) for entity in call(episode.players[agent].hands, "get_entities", [], {}))


def flows(before: StatisticsView, after: StatisticsView) -> dict[str, Any]:
    """What was made and used between two moments, as plain values."""
    plain: dict[str, Any] = msgspec.to_builtins(_flows(before, after))
    return plain


def _raw_text(episode: Episode, output: str, verification: Verification | None) -> str:
    told = episode.task.text(verification, episode.steps_left) if verification else ""
    return f"{output}\n\n{told}" if told else output


def _inventory(items: Mapping[str, int]) -> tuple[ItemCount, ...]:
    return tuple(ItemCount(item, items[item]) for item in sorted(items) if items[item] > 0)


def _research(view: ResearchView) -> Research:
    return Research(
        technologies=_technologies(
            frozenset(view.researched), frozenset(view.available), tuple(sorted(view.levels.items()))
        ),
        current_research=view.current or "",
        research_progress=view.progress,
        research_queue=(view.current,) if view.current else (),
        progress=tuple(SavedProgress(name, view.saved[name]) for name in sorted(view.saved)),
    )


@lru_cache(maxsize=16)  # research changes rarely, and the records are frozen
def _technologies(
    researched: frozenset[str], available: frozenset[str], levels: tuple[tuple[str, int], ...]
) -> tuple[TechnologyState, ...]:
    """Technologies by name; one without an end is never researched, but stands at the level to come."""
    endless = dict(levels)
    return tuple(
        TechnologyState(
            name=technology.name,
            researched=int(technology.name in researched and technology.name not in endless),
            enabled=int(technology.name in researched or technology.name in available),
            level=endless.get(technology.name, first_level(technology.name)),
            research_unit_count=units_of(technology, endless.get(technology.name)),
            research_unit_energy=float(technology.time_s),
            prerequisites=tuple(sorted(technology.prerequisites)),
            ingredients=tuple(
                IngredientCount(name, technology.ingredients[name]) for name in sorted(technology.ingredients)
            ),
        )
        for technology in sorted(facts().technologies.values(), key=lambda technology: technology.name)
    )


def _flows(before: StatisticsView, after: StatisticsView) -> Flows:
    consumed = difference(after.consumed, before.consumed)
    produced = difference(after.produced, before.produced)
    crafted = difference(after.crafted, before.crafted)
    harvested = difference(after.harvested, before.harvested)
    by_hand = {name: crafted.get(name, 0) + harvested.get(name, 0) for name in sorted({*crafted, *harvested})}
    price = prices()
    named = sorted({*consumed, *produced, *by_hand})
    return Flows(
        input=tuple(Flow(name, float(amount)) for name, amount in consumed.items()),
        output=tuple(Flow(name, float(amount)) for name, amount in produced.items()),
        crafted=_amounts(crafted),
        harvested=_amounts(harvested),
        price_list=tuple(Price(name, price[name]) for name in named if name in price),
        static_items=_amounts(by_hand),
    )


def _amounts(counts: Mapping[str, float]) -> tuple[Amount, ...]:
    return tuple(Amount(name, int(count)) for name, count in counts.items())


def _verification(verification: Verification | None) -> TaskVerification:
    if verification is None:
        return TaskVerification(0, ())
    details = tuple(Detail(key, json.dumps(value)) for key, value in verification.meta.items())
    return TaskVerification(int(verification.success), details)


def _task_info(episode: Episode, agent: int) -> TaskInfo:
    setup, config = episode.task.setup, episode.task.definition.config
    instructions = config.agent_instructions[agent] if config.agent_instructions else ""
    return TaskInfo(episode.task.goal, instructions, setup.key, setup.max_steps)
