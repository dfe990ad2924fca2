"""Ops that change the world, at no game time: each is carried out whole, or refused and nothing has changed."""

from __future__ import annotations

from typing import Literal

import msgspec

from fle_llm.world.ops.vocabulary import Ref


class Place(msgspec.Struct, frozen=True, tag="place"):
    """Build one entity; `agent` pays the item for it and steps aside, None builds for free. Answers EntityView.

    The position is snapped to the entity's grid. Refused as `CanPlace` would say, or with no-item.
    """

    name: str
    x: int
    y: int
    direction: int = 0
    agent: int | None = 0


class Remove(msgspec.Struct, frozen=True, tag="remove"):
    """Take one entity down: it and everything in it go to the agent, or nothing happens. Answers Removed."""

    ref: Ref
    agent: int = 0


class Rotate(msgspec.Struct, frozen=True, tag="rotate"):
    """Turn one entity. Answers EntityView."""

    ref: Ref
    direction: int


class SetRecipe(msgspec.Struct, frozen=True, tag="set_recipe"):
    """Give a machine another recipe (None: none); what it held goes to the agent. Answers EntityView."""

    ref: Ref
    recipe: str | None
    agent: int = 0


class SetFilter(msgspec.Struct, frozen=True, tag="set_filter"):
    """Filters of an inserter: the items it may carry; empty: any. Answers EntityView."""

    ref: Ref
    items: tuple[str, ...]


class Put(msgspec.Struct, frozen=True, tag="put"):
    """Move up to `count` of an item from the agent into an entity, by hand. Answers Moved (count may be less, or 0).

    `inventory` None lets the entity decide (fuel before ingredient). On a belt, "left" or "right" names the lane; items
    are laid into the free places of that tile, from its back on.
    """

    ref: Ref
    item: str
    count: int
    inventory: str | None = None
    agent: int = 0


class Take(msgspec.Struct, frozen=True, tag="take"):
    """Move up to `count` of an item from an entity to the agent, by hand. Answers Moved.

    `inventory` None takes from any of them, output before input before fuel. Refused with inventory-full when not
    even one fits.
    """

    ref: Ref
    item: str
    count: int
    inventory: str | None = None
    agent: int = 0


class Exchange(msgspec.Struct, frozen=True, tag="exchange"):
    """One transaction on an agent's inventory with its book-keeping; all of it or nothing. Answers AgentView.

    `take` and `give` change the inventory. `made` and `used` are booked as produced and consumed (gross: intermediates
    too); `by` says which ledger of hand work they belong to. Refused with not-enough or inventory-full.
    """

    agent: int
    take: dict[str, int] = msgspec.field(default_factory=dict)
    give: dict[str, int] = msgspec.field(default_factory=dict)
    made: dict[str, int] = msgspec.field(default_factory=dict)
    used: dict[str, int] = msgspec.field(default_factory=dict)
    by: Literal["craft", "harvest", "none"] = "none"


class Deplete(msgspec.Struct, frozen=True, tag="deplete"):
    """Lessen ore tiles by an amount, or remove trees and rocks (amount 1). Answers list[int], what is left of each.

    A cliff is refused with bad-value: nothing takes it down.
    """

    items: tuple[tuple[Ref, int], ...]


class Gather(msgspec.Struct, frozen=True, tag="gather"):
    """Pick stacks up from the ground (ref: the item's name and place). Answers Removed."""

    refs: tuple[Ref, ...]
    agent: int = 0


class SetAgent(msgspec.Struct, frozen=True, tag="set_agent"):
    """Set an agent's position (1/256 tile) or replace its inventory. Answers AgentView."""

    index: int
    x: int | None = None
    y: int | None = None
    inventory: dict[str, int] | None = None


class StartResearch(msgspec.Struct, frozen=True, tag="start_research"):
    """Make a technology the current research (None: stop). Answers ResearchView."""

    technology: str | None


class Launch(msgspec.Struct, frozen=True, tag="launch"):
    """Launch the rocket of a silo. Answers bool: whether one stood ready, and what it brings finds room."""

    ref: Ref


class UnlockAll(msgspec.Struct, frozen=True, tag="unlock_all"):
    """Research every technology once, as the lab tasks start. Answers ResearchView."""


Command = (
    Place
    | Remove
    | Rotate
    | SetRecipe
    | SetFilter
    | Put
    | Take
    | Exchange
    | Deplete
    | Gather
    | SetAgent
    | StartResearch
    | UnlockAll
    | Launch
)
