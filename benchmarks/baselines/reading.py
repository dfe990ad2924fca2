"""What the records of a run say about each of its factories.

The factory is the last recorded world of an episode, restored in the embedded engine: its machines are counted there,
and it is left alone for an hour to see how long it keeps to the quota, and what ends that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import msgspec

from eval.journal import Saved
from eval.records import EpisodeFiles, Result, RunFiles
from fle_llm.game import Entity, EntityStatus
from fle_llm.gym_env.game_state import GameState
from fle_llm.tasks.kinds import load_task
from fle_llm.tasks.production import made_by_machines, statistics
from fle_llm.tasks.setup import embedded_world
from fle_llm.tools import Hands, call
from fle_llm.world.ops import Entities
from fle_llm.world.protocol import World

MINUTE = 60 * 60  # ticks
LEFT_ALONE = 60  # minutes
WINDOW = 5
FINE = (EntityStatus.WORKING, EntityStatus.NORMAL)
NO_MACHINES = ("belt", "pole", "pipe", "chest", "splitter", "inserter", "storage-tank", "substation", "stone-wall")


@dataclass(frozen=True, slots=True)
class Factory:
    """One episode's end: for how many minutes the factory keeps to the quota alone, and what ends that."""

    result: Result
    item: str
    machines: dict[str, int]
    inserters: int
    minutes: int
    end: str
    model_s: float
    program_s: float
    world: World


def factories(run: Path) -> Iterator[Factory]:
    """The factories of a run that ended with a score, by task; each world is closed when the next one is asked for."""
    files = RunFiles(run)
    for folder in sorted((run / "episodes").iterdir()):
        episode = files.episode(folder.name, 0)
        result = episode.read_result()
        if result is not None and result.score is not None:
            with closing(last_world(episode, result)) as world:
                yield _factory(episode, result, world)


def last_world(episode: EpisodeFiles, result: Result) -> World:
    """The world after the last step of an episode."""
    last = episode.story().steps[-1]
    saved = msgspec.convert(msgspec.json.decode((episode.states / last.state).read_bytes()), Saved)
    world = load_task(result.env_id, protocol=result.protocol).setup.create(result.seed, embedded_world)
    world.restore(GameState.parse_raw(saved.game_state).world)
    return world


def _factory(episode: EpisodeFiles, result: Result, world: World) -> Factory:
    item = load_task(result.env_id).setup.target or ""
    counted = Counter(view.name for view in world.do([Entities()])[0])
    steps = episode.story().steps
    minutes, end = _lasting(world, item, result.quota) if item and result.quota else (0, "")
    return Factory(
        result=result,
        item=item,
        machines={name: count for name, count in sorted(counted.items()) if not _is_carrier(name)},
        inserters=sum(count for name, count in counted.items() if "inserter" in name),
        minutes=minutes,
        end=end,
        model_s=sum(step.model_s for step in steps),
        program_s=sum(step.program_s for step in steps),
        world=world,
    )


def _is_carrier(name: str) -> bool:
    return name == "character" or any(part in name for part in NO_MACHINES)


def _lasting(world: World, item: str, quota: float) -> tuple[int, str]:
    """Minutes at the quota on average, in fives, after the minute that measuring waits too; and what ended them."""
    with closing(world.fork()) as copy:
        copy.advance(MINUTE)
        before = made_by_machines(statistics(copy), item)
        for minute in range(0, LEFT_ALONE, WINDOW):
            copy.advance(WINDOW * MINUTE)
            now = made_by_machines(statistics(copy), item)
            if now - before < WINDOW * quota:
                return minute, _trouble(copy, item)
            before = now
    return LEFT_ALONE, ""


def _trouble(world: World, item: str) -> str:
    """What stands in the way: a full chest of the item, or what most of its makers say."""
    things = [thing for thing in call(Hands(world), "get_entities", [], {}) if isinstance(thing, Entity)]
    if any("chest is full" in thing.warnings and getattr(thing, "inventory", {}).get(item) for thing in things):
        return "chest full"
    makers = [thing for thing in things if _makes(thing, item)]
    statuses = Counter(thing.status.value for thing in makers if thing.status not in FINE)
    return statuses.most_common(1)[0][0].replace("_", " ") if statuses else "too little to work on"


def _makes(thing: Entity, item: str) -> bool:
    recipe = getattr(thing, "recipe", None)
    if recipe is not None:
        return item in [product.name for product in getattr(recipe, "products", ())] or recipe == item
    return any(resource.name == item for resource in getattr(thing, "resources", ()))
