"""The names of the agent API, for writing programs in an editor: `from fle_llm.agent_api import *`.

The stub beside this module gives type checkers and editors every name a program sees, the tools with their manual
pages. Inside the sandbox, and in programs that `fle_llm.Session` runs in this process, the same import gives the names
that are there already, so that a program may begin with it and run unmodified. Anywhere else the types are the real
ones, and a tool that is called says that it needs a game.
"""

from __future__ import annotations

from fle_llm.game.namespace import agent_names
from fle_llm.session.stand_ins import stand_ins

_NAMES = {**agent_names(), **stand_ins()}

globals().update(_NAMES)
__all__ = sorted(_NAMES)  # noqa: PLE0605 - the names are those of `game` and the tools; the stub lists them
