"""The entry point behind `gymnasium.make`.

It starts the process that programs run in before it loads the rest, so that the two happen side by side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fle_llm.sandbox import warm_up

if TYPE_CHECKING:
    from fle_llm.gym_env.environment import FactorioGymEnv


def make_environment(**kwargs: Any) -> FactorioGymEnv:
    """A `FactorioGymEnv`; the arguments are its own."""
    warm_up()
    from fle_llm.gym_env.environment import FactorioGymEnv  # the engine and the tools load here

    return FactorioGymEnv(**kwargs)
