"""What a task definition file may say, and the check of one.

Owns the pydantic models of `task_definitions/**.json`. A definition is complete and consistent in itself once it is a
model; whether its items exist in the game is asked when a task is made of it (`fle_llm.tasks.kinds`).
"""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from fle_llm.errors import TaskError

KEY_PATTERN = r"^[A-Za-z][A-Za-z0-9_.-]*$"

Key = Annotated[str, Field(pattern=KEY_PATTERN, max_length=120)]
Item = Annotated[str, Field(min_length=1, max_length=120)]
Inventory = dict[Item, Annotated[int, Field(ge=1, le=1_000_000)]]


class CommonConfig(BaseModel):
    """What every kind of task says.

    `trajectory_length` is in steps an agent. `starting_inventory` is a named kit (`fle_llm.tasks.kits`) or item counts,
    given to each agent; `map`, `all_technologies` and it default by the kind of task.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    task_key: Key
    aliases: tuple[Key, ...] = ()
    goal_description: str = Field(min_length=1, max_length=20_000)
    trajectory_length: int = Field(default=64, ge=1, le=1_000_000)
    num_agents: int = Field(default=1, ge=1, le=16)
    agent_instructions: tuple[str, ...] | None = None
    starting_inventory: Literal["lab", "empty"] | Inventory | None = None
    all_technologies: bool | None = None
    map: Literal["lab", "open"] | None = None
    show_steps_left: bool = Field(
        default=False, validation_alias=AliasChoices("show_steps_left", "show_number_of_steps_left_in_prompt")
    )

    @model_validator(mode="after")
    def _one_instruction_an_agent(self) -> CommonConfig:
        if self.agent_instructions is not None and len(self.agent_instructions) != self.num_agents:
            raise ValueError(f"{len(self.agent_instructions)} agent_instructions for {self.num_agents} agents")
        return self


class ThroughputConfig(CommonConfig):
    """A task that counts how much of one item or fluid the machines make in a window of time.

    Both waits are seconds of game time: `pre_holdout_wait_period` passes unmeasured, then windows of
    `holdout_wait_period` are counted. `quota` is the amount a window must reach; where throughput is unbounded it is
    only the unit the reward counts in.
    """

    throughput_entity: Item
    quota: int = Field(default=16, ge=1, le=1_000_000_000)
    holdout_wait_period: int = Field(default=60, ge=1, le=3600)
    pre_holdout_wait_period: int = Field(default=60, ge=0, le=3600)


class OpenPlayConfig(CommonConfig):
    """A task without an end: the production score is the measure."""


class ThroughputDefinition(BaseModel):
    """Reach a quota of one item."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    task_type: Literal["throughput"]
    config: ThroughputConfig


class UnboundedThroughputDefinition(BaseModel):
    """Make as much of one item as possible."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    task_type: Literal["unbounded_throughput"]
    config: ThroughputConfig


class OpenPlayDefinition(BaseModel):
    """Build the biggest factory. `default` is the older name of this kind."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    task_type: Literal["open_play", "default"]
    config: OpenPlayConfig


Definition = Annotated[
    ThroughputDefinition | UnboundedThroughputDefinition | OpenPlayDefinition, Field(discriminator="task_type")
]

DEFINITION_CLASSES = (ThroughputDefinition, UnboundedThroughputDefinition, OpenPlayDefinition)

_TASK_TYPES = ("throughput", "unbounded_throughput", "open_play", "default")
_ADAPTER: TypeAdapter[Any] = TypeAdapter(Definition)


def parse_definition(data: str | bytes, source: str) -> Definition:
    """Read one definition from JSON text. Raises TaskError that names `source` and every reason."""
    try:
        definition: Definition = _ADAPTER.validate_json(data)
    except ValidationError as error:
        raise TaskError(f"{source} is not a task definition: {_reasons(error)}") from None
    return definition


def definition_hash(definition: Definition, **more: Any) -> str:
    """Sixteen hex digits that change when anything a definition says changes, or a value of `more`.

    Defaults count as said.
    """
    said = {"definition": definition.model_dump(mode="json"), **more}
    text = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _reasons(error: ValidationError) -> str:
    reasons = []
    for item in error.errors(include_url=False, include_context=False):
        # The discriminator tag is part of pydantic's path but not of the file.
        loc = item["loc"][1:] if item["loc"][:1] and item["loc"][0] in _TASK_TYPES else item["loc"]
        path = ".".join(str(part) for part in loc)
        shown = "" if isinstance(item["input"], dict) else f" (found {item['input']!r:.80})"
        reasons.append(f"{path}: {item['msg']}{shown}" if path else f"{item['msg']}{shown}")
    return "; ".join(reasons)
