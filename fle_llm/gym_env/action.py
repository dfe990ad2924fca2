"""What an agent does in a step: one program, by one agent, from the present state or a saved one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from fle_llm.gym_env.game_state import GameState


@dataclass(frozen=True, slots=True)
class Action:
    """`code` is run for agent `agent_idx`, after the environment became `game_state` (None: it stays as it is)."""

    code: str
    agent_idx: int = 0
    game_state: GameState | None = None

    @classmethod
    def of(cls, value: Action | Mapping[str, Any]) -> Action:
        """Read an `Action` or a plain dict of the action space, where `game_state` may be text.

        Raises TypeError or ValueError that says what is wrong.
        """
        if isinstance(value, Action):
            return cls._checked(value.code, value.agent_idx, value.game_state)
        if not isinstance(value, Mapping):
            raise TypeError(f"An action is an Action or a dict, not {type(value).__name__}")
        unknown = sorted(map(str, value.keys() - {field.name for field in fields(cls)}))
        if unknown or "code" not in value:
            raise ValueError(f"An action has code, agent_idx and game_state; this one has {sorted(map(str, value))}")
        return cls._checked(value["code"], value.get("agent_idx", 0), value.get("game_state"))

    @classmethod
    def _checked(cls, code: Any, agent_idx: Any, game_state: Any) -> Action:
        if not isinstance(code, str):
            raise TypeError(f"The code of an action is a str, not {type(code).__name__}")
        try:
            index = agent_idx.__index__()  # numpy integers come from sampled actions
        except AttributeError:
            raise TypeError(f"agent_idx is an integer, not {type(agent_idx).__name__}") from None
        return cls(str(code), index, GameState.of(game_state))
