"""The embedded game: an event-driven simulation of the base game on an integer tick clock.

`Engine` (in `core`) holds one world's state and its clock; one module a mechanism holds the rules. The scheduler's
contract is in `scheduler`, the encoding of a state in `state`. Same commands, same digest: in any process, on any
platform, however the time is cut into advances.
"""

from fle_llm.engine.core import Engine

__all__ = ["Engine"]
