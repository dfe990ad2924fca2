"""The kinds of task behind one protocol: throughput, unbounded throughput, open play.

A task begins (`setup`), says its goal, verifies, and turns a verification into a reward. It holds no state of an
episode: what a reward is measured against (`so_far`) is kept by whoever runs the episode, and is part of a saved state.
Rewards come from world state alone and are always finite.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from fle_llm.data import facts
from fle_llm.errors import TaskError
from fle_llm.tasks.catalogue import Catalogue, Entry, packaged_catalogue, read_definition
from fle_llm.tasks.definition import Definition, OpenPlayDefinition, ThroughputConfig, definition_hash
from fle_llm.tasks.kits import DEFAULT_PROTOCOL, find_protocol
from fle_llm.tasks.production import score
from fle_llm.tasks.setup import Setup, make_setup
from fle_llm.tasks.verification import Verification, measure_throughput
from fle_llm.world.protocol import World

LEFT_ALONE = (
    "After each of your programs the factory is left alone and measured: a wait of {wait} seconds, then windows of "
    "{window} seconds, of which the best counts. Only what machines make counts, not what you harvest or craft by "
    "hand, and measuring costs the factory nothing."
)
SCORED = (
    "After each of your programs the production score is taken: the worth of everything produced since the start, less "
    "the worth of everything consumed. Things that take more steps to make are worth more."
)


class Task(Protocol):
    """One task, ready to be played any number of times."""

    @property
    def setup(self) -> Setup:
        """How an episode begins."""

    @property
    def definition(self) -> Definition:
        """The file the task was made of."""

    @property
    def goal(self) -> str:
        """What the agents are told to do, with how it is measured."""

    def verify(self, world: World) -> Verification:
        """How the factory stands now. The world is left as it is, unless its backend cannot fork."""

    def reward(self, now: Verification, so_far: float) -> tuple[float, float]:
        """The reward of a step and the new `so_far`; an episode begins at 0.0."""

    def text(self, now: Verification, steps_left: int) -> str:
        """What the acting agent is told of a verification; may be empty."""


@dataclass(frozen=True, slots=True)
class ThroughputTask:
    """Reach a quota. The reward is the share of it (at most 1) gained over the best step so far."""

    definition: Definition
    setup: Setup
    config: ThroughputConfig

    @property
    def goal(self) -> str:
        """The definition's goal, and how it is measured."""
        return _goal(self.config)

    def verify(self, world: World) -> Verification:
        """Measure on a fork; the quota decides success."""
        now = _measure(world, self.config)
        success = now.throughput is not None and now.throughput >= self.config.quota
        return replace(now, success=success, meta={**now.meta, "quota": self.config.quota})

    def reward(self, now: Verification, so_far: float) -> tuple[float, float]:
        """The gained share of the quota."""
        share = min(1.0, (now.throughput or 0.0) / self.config.quota)
        return max(0.0, share - so_far), max(share, so_far)

    def text(self, now: Verification, steps_left: int) -> str:
        """The current throughput, once there is any."""
        return _text(now, self.config, steps_left)


@dataclass(frozen=True, slots=True)
class UnboundedThroughputTask:
    """Make as much as possible; never finished. The reward counts in units of the quota and has no ceiling."""

    definition: Definition
    setup: Setup
    config: ThroughputConfig

    @property
    def goal(self) -> str:
        """The definition's goal, and how it is measured."""
        return _goal(self.config)

    def verify(self, world: World) -> Verification:
        """Measure on a fork."""
        return _measure(world, self.config)

    def reward(self, now: Verification, so_far: float) -> tuple[float, float]:
        """The throughput gained over the best so far, in quotas."""
        share = (now.throughput or 0.0) / self.config.quota
        return max(0.0, share - so_far), max(share, so_far)

    def text(self, now: Verification, steps_left: int) -> str:
        """The current throughput, once there is any."""
        return _text(now, self.config, steps_left)


@dataclass(frozen=True, slots=True)
class OpenPlayTask:
    """Build the biggest factory; never finished. The reward is the production score gained in the step."""

    definition: Definition
    setup: Setup

    @property
    def goal(self) -> str:
        """The definition's goal, and how it is measured."""
        return f"{self.definition.config.goal_description}\n\n{SCORED}"

    def verify(self, world: World) -> Verification:
        """Read the production score."""
        now = score(world)
        meta = {"production_score": now.production, "automated_production_score": now.automated}
        return Verification(success=False, score=now, meta=meta)

    def reward(self, now: Verification, so_far: float) -> tuple[float, float]:
        """The score gained; negative when more was used up than made."""
        total = float(now.score.production)
        return total - so_far, total

    def text(self, now: Verification, steps_left: int) -> str:
        """The production score, and the steps left where the definition shows them."""
        text = f"The production score is {now.score.production}."
        return text + _steps_left(steps_left) if self.definition.config.show_steps_left else text


def make_task(
    definition: Definition,
    *,
    protocol: str = DEFAULT_PROTOCOL,
    num_agents: int | None = None,
    max_steps: int | None = None,
) -> Task:
    """A task of a definition. Raises TaskError when the protocol or the item to make is unknown.

    `num_agents` and `max_steps` (steps an agent) replace what the definition and the protocol say.
    """
    setup = make_setup(definition, find_protocol(protocol))
    if num_agents is not None:
        setup = _with_agents(setup, definition, num_agents)
    if max_steps is not None:
        if max_steps < 1:
            raise TaskError(f"{setup.key}: max_steps is {max_steps}, at least 1 is needed")
        setup = replace(setup, max_steps=max_steps)
    _check_items(setup)
    if isinstance(definition, OpenPlayDefinition):
        return OpenPlayTask(definition, setup)
    if definition.task_type == "throughput":
        return ThroughputTask(definition, setup, definition.config)
    return UnboundedThroughputTask(definition, setup, definition.config)


def find_entry(name: str | Path, catalogue: Catalogue | None = None) -> Entry:
    """A definition by key, alias or environment id, or by the path of a `.json` file."""
    if str(name).endswith(".json"):
        return read_definition(name)
    return (catalogue or packaged_catalogue()).find(task_name(str(name)))


def load_task(
    name: str | Path,
    *,
    protocol: str = DEFAULT_PROTOCOL,
    num_agents: int | None = None,
    max_steps: int | None = None,
    catalogue: Catalogue | None = None,
) -> Task:
    """The task of a key, alias, environment id or `.json` path; the rest is as for `make_task`."""
    definition = find_entry(name, catalogue).definition
    return make_task(definition, protocol=protocol, num_agents=num_agents, max_steps=max_steps)


def task_hash(task: Task) -> str:
    """Changes when the definition, the protocol, the number of agents or the number of steps does."""
    setup = task.setup
    return definition_hash(
        task.definition, protocol=setup.protocol.name, num_agents=setup.num_agents, max_steps=setup.max_steps
    )


def task_name(env_id: str) -> str:
    """The task name inside an environment id `Factorio-{name}-v0`; other strings are returned as they are."""
    return env_id.removeprefix("Factorio-").removesuffix("-v0") if env_id.startswith("Factorio-") else env_id


def _measure(world: World, config: ThroughputConfig) -> Verification:
    item = config.throughput_entity
    found = measure_throughput(world, item, wait_s=config.pre_holdout_wait_period, window_s=config.holdout_wait_period)
    meta: dict[str, Any] = {
        f"{item} achieved throughput per {config.holdout_wait_period} seconds": found.best,
        "windows": list(found.windows),
    }
    if found.in_place:
        meta["measured_in_place"] = True
    return Verification(False, score(world), found.best, found.windows, meta)


def _goal(config: ThroughputConfig) -> str:
    rules = LEFT_ALONE.format(wait=config.pre_holdout_wait_period, window=config.holdout_wait_period)
    return f"{config.goal_description}\n\n{rules}"


def _text(now: Verification, config: ThroughputConfig, steps_left: int) -> str:
    text = ""
    if now.throughput:
        text = (
            f"The current throughput of your factory is {now.throughput:g} of {config.throughput_entity} "
            f"created per {config.holdout_wait_period} seconds."
        )
    return (text + _steps_left(steps_left)).strip() if config.show_steps_left else text


def _steps_left(steps_left: int) -> str:
    return f" Steps left: {steps_left}."


def _with_agents(setup: Setup, definition: Definition, num_agents: int) -> Setup:
    instructions = definition.config.agent_instructions
    if num_agents < 1:
        raise TaskError(f"{setup.key}: num_agents is {num_agents}, at least 1 is needed")
    if instructions is not None and len(instructions) != num_agents:
        raise TaskError(f"{setup.key} has instructions for {len(instructions)} agents, not for {num_agents}")
    return replace(setup, num_agents=num_agents)


def _check_items(setup: Setup) -> None:
    known = facts()
    for item in setup.map.inventories[0]:
        _check_name(setup.key, "starting_inventory", item, set(known.items))
    if setup.target is not None:
        _check_name(setup.key, "throughput_entity", setup.target, {*known.items, *known.fluids})


def _check_name(key: str, place: str, name: str, known: set[str]) -> None:
    if name not in known:
        close = difflib.get_close_matches(name, sorted(known), n=3)
        hint = f" Did you mean {' or '.join(close)}?" if close else ""
        raise TaskError(f"{key}: {place} names {name!r}, which the game does not have.{hint}")
