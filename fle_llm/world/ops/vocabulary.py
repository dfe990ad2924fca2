"""The words of the ops: units, the kinds of inventory, the reasons for a refusal, references and areas."""

from __future__ import annotations

from typing import Literal

import msgspec

UNITS = 256
"""Position units per tile."""

INVENTORY_KINDS = (
    "chest",
    "fuel",
    "burnt_result",
    "source",
    "result",
    "input",
    "output",
    "modules",
    "lab_input",
    "ammo",
    "rocket",
)
"""The inventories an entity may have. `source`/`result` belong to furnaces, `input`/`output` to assembling machines."""

Reason = Literal[
    "unknown-name",  # no such entity, item, recipe or technology in the game; data: name
    "unsupported-entity",  # the game has it, this engine does not yet; data: name
    "no-item",  # the agent does not carry it; data: item, have, need
    "inventory-full",  # does not fit the agent's inventory; data: item, count, slots
    "blocked",  # something stands there; data: blockers [[name, x, y]...]
    "water",  # the footprint overlaps water; data: tiles [[x, y]...]
    "out-of-map",  # beyond the edge; data: x, y
    "no-resource",  # a drill or pumpjack with nothing to mine below; data: name
    "needs-water",  # an offshore pump away from a shore
    "too-far",  # beyond the build distance of the agent; data: distance, reach
    "fluid-mix",  # would join two fluids; data: fluids
    "no-entity",  # nothing of that name at that place; data: name, x, y
    "cannot-rotate",  # data: name
    "not-allowed",  # the entity does not take that item or recipe; data: name, item
    "locked",  # recipe or technology not available yet; data: name, needs
    "not-enough",  # fewer there than asked for; data: item, have, need
    "bad-value",  # an argument outside its range; data: what
]

Names = frozenset[str]


class Ref(msgspec.Struct, frozen=True, array_like=True):
    """An entity, named by what it is and where its centre lies (1/256 tile)."""

    name: str
    x: int
    y: int


class Area(msgspec.Struct, frozen=True, array_like=True):
    """A box [x0, x1) x [y0, y1) in 1/256 tile."""

    x0: int
    y0: int
    x1: int
    y1: int
