"""fle-llm: language-model agents, measured by the factories they build.

`Session` plays without Gymnasium; it is loaded when it is first asked for.
"""

from typing import TYPE_CHECKING, Any

from fle_llm.gym_env.on_import import install as _register_with_gymnasium
from fle_llm.version import __version__

if TYPE_CHECKING:
    from fle_llm.session import Session

__all__ = ["Session", "__version__"]

_register_with_gymnasium()


def __getattr__(name: str) -> Any:
    if name == "Session":
        from fle_llm.session import Session  # the game loads only for those who play

        return Session
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
