"""What an agent sees after a step, as typed values.

Owns the shape of an observation: its keys are those of FLE's v0.4.3, each sequence is sorted or in the order of
events, and no value depends on the wall clock. `to_dict` gives the plain dict a Gymnasium environment returns,
`from_dict` reads one. How it is filled is `fle_llm.gym_env.observe`; `fle_llm.gym_env.spaces` derives the spaces.
"""

from __future__ import annotations

from typing import Any

import msgspec


class ItemCount(msgspec.Struct, frozen=True):
    """How many of an item an agent carries; never zero."""

    type: str
    quantity: int


class IngredientCount(msgspec.Struct, frozen=True):
    """Science packs for one unit of research."""

    name: str
    count: int


class TechnologyState(msgspec.Struct, frozen=True):
    """A technology. `research_unit_energy` is in seconds a unit; `enabled` says that its prerequisites are met."""

    name: str
    researched: int
    enabled: int
    level: int
    research_unit_count: int
    research_unit_energy: float
    prerequisites: tuple[str, ...]
    ingredients: tuple[IngredientCount, ...]


class SavedProgress(msgspec.Struct, frozen=True):
    """Progress, 0..1, of a technology that was begun and put aside."""

    name: str
    value: float


class Research(msgspec.Struct, frozen=True):
    """What the force knows. `current_research` is empty when nothing is being researched."""

    technologies: tuple[TechnologyState, ...]
    current_research: str
    research_progress: float
    research_queue: tuple[str, ...]
    progress: tuple[SavedProgress, ...]


class GameInfo(msgspec.Struct, frozen=True):
    """The clock: ticks since the start, the same in seconds, and the game speed (always 1: time is simulated)."""

    tick: int
    time: float
    speed: float


class Flow(msgspec.Struct, frozen=True):
    """An amount that flowed during the step."""

    type: str
    rate: float


class Amount(msgspec.Struct, frozen=True):
    """A number of items."""

    type: str
    amount: int


class Price(msgspec.Struct, frozen=True):
    """What one item is worth in the production score."""

    type: str
    price: float


class Flows(msgspec.Struct, frozen=True):
    """What the step made and used: `input` consumed, `output` produced (both in all), and the part done by hand.

    `static_items` are the items that were harvested or crafted by hand; `price_list` prices what the other lists name.
    """

    input: tuple[Flow, ...]
    output: tuple[Flow, ...]
    crafted: tuple[Amount, ...]
    harvested: tuple[Amount, ...]
    price_list: tuple[Price, ...]
    static_items: tuple[Amount, ...]


class Detail(msgspec.Struct, frozen=True):
    """One entry of a verification: `value` is JSON text."""

    key: str
    value: str


class TaskVerification(msgspec.Struct, frozen=True):
    """How the task stands."""

    success: int
    meta: tuple[Detail, ...]


class MessageShown(msgspec.Struct, frozen=True):
    """A message from another agent. `timestamp` is the game time in seconds."""

    sender: str
    content: str
    timestamp: float


class FunctionShown(msgspec.Struct, frozen=True):
    """A function the agent has defined; `source` is its text."""

    name: str
    signature: str
    source: str


class TaskInfo(msgspec.Struct, frozen=True):
    """What the agent was asked to do. `trajectory_length` is in steps an agent."""

    goal_description: str
    agent_instructions: str
    task_key: str
    trajectory_length: int


class CharacterPosition(msgspec.Struct, frozen=True):
    """Where an agent stands, in tiles."""

    agent_idx: int
    x: float
    y: float


class Observation(msgspec.Struct, frozen=True):
    """Everything one agent sees.

    `raw_text` is the program's output followed by the task's sentence, empty after a reset. `entities` are the printed
    forms of the entities and groups of the force. `score` is the production score, `automated_score` its share that was
    not done by hand. `map_image` is a base64 PNG, or empty where pictures are off.
    """

    raw_text: str
    map_image: str
    entities: tuple[str, ...]
    inventory: tuple[ItemCount, ...]
    research: Research
    game_info: GameInfo
    score: int
    automated_score: int
    flows: Flows
    task_verification: TaskVerification
    messages: tuple[MessageShown, ...]
    serialized_functions: tuple[FunctionShown, ...]
    task_info: TaskInfo
    character_positions: tuple[CharacterPosition, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain dicts and tuples that share nothing with this or any other observation."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> Observation:
        """Read what `to_dict` gave, also after a way through JSON. Raises ValueError that names the bad value."""
        return msgspec.convert(plain, cls)
