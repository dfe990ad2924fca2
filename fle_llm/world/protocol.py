"""World: the only door to a game.

Two kinds of backend stand behind it, the embedded engine (`SimWorld`) and, later, a Factorio server over RCON. Tools,
tasks and environments ask `caps` what a backend can do and never look at its type.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, Protocol

import msgspec

from fle_llm.world.ops import Op


class Caps(msgspec.Struct, frozen=True):
    """What a backend can do; constant for a world's life.

    `fork`: exact copies in memory, slow ones (a saved game), or none. `digest`: over the exact state, or over the
    canonical view. `advance`: as fast as the machine allows, or bound to a server's clock. `backend` and `version` name
    the rules a score was made under.
    """

    backend: str
    version: str
    fork: Literal["exact", "slow", "none"]
    digest: Literal["exact", "canonical"]
    advance: Literal["instant", "realtime"]
    entities: frozenset[str]  # entities that can be built here


class MapSpec(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a world begins.

    `kind`: "lab" is the fixed laboratory map, "open" a generated one (by `seed`). `inventories` has one dict an agent
    (item: count). `mining_productivity` is in per cent and None means what the technologies give.
    """

    kind: Literal["lab", "open"] = "lab"
    seed: int = 0
    agents: int = 1
    all_technologies: bool = True
    inventories: tuple[dict[str, int], ...] = ()
    mining_productivity: int | None = None


class World(Protocol):
    """A game that can be looked at, acted on and advanced."""

    @property
    def caps(self) -> Caps:
        """What this backend can do."""

    @property
    def tick(self) -> int:
        """Ticks since the world began (60 a second)."""

    def do(self, ops: Sequence[Op], *, atomic: bool = True) -> list[Any]:
        """Run the ops in order at zero ticks; one answer each, of the type its op names.

        Raises Refused with the index and reason of the op that was refused: with `atomic` nothing of the batch stays
        behind, without it what came before the refused op does.
        """

    def advance(self, ticks: int) -> int:
        """Let `ticks` > 0 pass and answer the new tick. The only thing that moves time."""

    def snapshot(self) -> bytes:
        """The whole state, to `restore` here or in another process of the same version."""

    def restore(self, data: bytes) -> None:
        """Become the state of a snapshot. Raises StateError and stays as it was when the bytes are not one."""

    def fork(self) -> World:
        """An independent copy; neither ever changes the other."""

    def digest(self) -> str:
        """A short hash of the state: equal states have equal digests, in any process."""

    def close(self) -> None:
        """Give back whatever the backend holds."""
