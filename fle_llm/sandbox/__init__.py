"""Running programs written by models: a sealed process per environment, and the host's end of its pipes.

Owns: confinement, transport, limits, the namespace that lives between steps, output and error text.
Promises: nothing a program does reaches the host's files, network, processes or memory; a runaway step ends and the
episode goes on; the host never unpickles what a program could have written.
Leaves to others: what a tool means (the caller's `call`), the values themselves (`fle_llm.game`).

`Sandbox` is the door. Names are loaded on first use, so that the child does not import the host's half.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fle_llm.sandbox.api import Fault, Frame, Limits, OutputLine, StepOutcome, ToolCall, ToolStub
    from fle_llm.sandbox.nursery import shutdown, warm_up
    from fle_llm.sandbox.sandbox import Sandbox

__all__ = [
    "Fault",
    "Frame",
    "Limits",
    "OutputLine",
    "Sandbox",
    "StepOutcome",
    "ToolCall",
    "ToolStub",
    "shutdown",
    "warm_up",
]

_HOME = {
    "Sandbox": "fle_llm.sandbox.sandbox",
    "shutdown": "fle_llm.sandbox.nursery",
    "warm_up": "fle_llm.sandbox.nursery",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME.get(name, "fle_llm.sandbox.api")), name)
