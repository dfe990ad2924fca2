"""An agent to try the tools with, and what it starts with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from fle_llm.game import ToolError
from fle_llm.tools import TOOLS, Hands, call
from fle_llm.world import World

# the test inventory of AGENT_API 6.1, with what the tests here place besides
INVENTORY = {
    "coal": 50,
    "copper-plate": 50,
    "iron-plate": 50,
    "iron-chest": 2,
    "wooden-chest": 10,
    "burner-mining-drill": 3,
    "stone-furnace": 9,
    "transport-belt": 50,
    "fast-transport-belt": 10,
    "burner-inserter": 32,
}

# the starting inventory of lab play, AGENT_API 6.5
LAB_PLAY = {
    "coal": 500,
    "burner-mining-drill": 50,
    "wooden-chest": 10,
    "burner-inserter": 50,
    "inserter": 50,
    "transport-belt": 500,
    "stone-furnace": 10,
    "boiler": 2,
    "offshore-pump": 2,
    "steam-engine": 2,
    "electric-mining-drill": 50,
    "medium-electric-pole": 500,
    "pipe": 500,
    "assembling-machine-2": 10,
    "electric-furnace": 10,
    "pipe-to-ground": 100,
    "underground-belt": 100,
    "pumpjack": 10,
    "oil-refinery": 5,
    "chemical-plant": 5,
    "storage-tank": 10,
}

REFUSALS = (ToolError, ValueError, AssertionError, TypeError)
"""All that a tool may raise."""


class Player:
    """An agent that calls tools by name: `player.move_to(...)`."""

    def __init__(self, world: World, agent: int = 0, *, strict_reach: bool = False) -> None:
        self.world = world
        self.hands = Hands(world, agent, strict_reach)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name not in TOOLS:
            raise AttributeError(name)
        return lambda *args, **kwargs: call(self.hands, name, list(args), kwargs)

    def another(self, world: World, agent: int = 0, *, strict_reach: bool = False) -> Player:
        """A player who calls tools the same way."""
        return Player(world, agent, strict_reach=strict_reach)

    def number_words(self, words: str, number: Any) -> str:
        """What the refusal of a number says."""
        return words

    def carries(self, item: str) -> int:
        return self.inspect_inventory()[item]

    def ticks(self, act: Callable[[], Any]) -> int:
        """The ticks that pass while something is done."""
        before = self.world.tick
        act()
        return self.world.tick - before

    @contextmanager
    def refused(self, *words: str, error: type[Exception] = ToolError) -> Iterator[None]:
        """What is done inside raises `error` with these words, and leaves the world as it was."""
        before = (self.world.tick, self.world.digest())
        with pytest.raises(error) as caught:
            yield
        for word in words:
            assert word in str(caught.value)
        assert (self.world.tick, self.world.digest()) == before
