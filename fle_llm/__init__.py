"""fle-llm: language-model agents, measured by the factories they build."""

from fle_llm.gym_env.on_import import install as _register_with_gymnasium
from fle_llm.version import __version__

__all__ = ["__version__"]

_register_with_gymnasium()
