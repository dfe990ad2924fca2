"""The Gymnasium environments: registry, environment, spaces, actions, observations, saved states.

`gymnasium.make("Factorio-iron_ore_throughput_16-v0")` is the usual door, `registry` the list of what can be made.
Names are loaded on first use: importing this package loads neither Gymnasium nor the engine.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fle_llm.gym_env.action import Action
    from fle_llm.gym_env.environment import FactorioGymEnv
    from fle_llm.gym_env.game_state import GameState
    from fle_llm.gym_env.observation import Observation
    from fle_llm.gym_env.registry import (
        get_environment_info,
        list_available_environments,
        register_all_environments,
    )

_HOME = {
    "Action": "action",
    "FactorioGymEnv": "environment",
    "GameState": "game_state",
    "Observation": "observation",
    "get_environment_info": "registry",
    "list_available_environments": "registry",
    "register_all_environments": "registry",
}

__all__ = [
    "Action",
    "FactorioGymEnv",
    "GameState",
    "Observation",
    "get_environment_info",
    "list_available_environments",
    "register_all_environments",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
