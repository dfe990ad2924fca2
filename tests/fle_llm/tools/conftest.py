"""Worlds to try the tools in, and players to try them with.

Every test that asks for `make_world` or `player` runs once for each backend; every one that asks for `play` or
`player`, directly and through the sandbox, unless its module has a `door` fixture of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from sandbox_player import SandboxedPlayer, open_sandbox
from tool_player import INVENTORY, Player

from fle_llm.sandbox import Sandbox
from fle_llm.world import MapSpec, World
from fle_llm.world.sim import SimWorld

WorldMaker = Callable[..., World]
PlayerMaker = Callable[..., Player]


@pytest.fixture(params=["embedded"])
def make_world(request: pytest.FixtureRequest) -> WorldMaker:
    backends = {"embedded": SimWorld.new}

    def make(*inventories: dict[str, int], **spec: Any) -> World:
        chosen = inventories or (INVENTORY,)
        return backends[request.param](MapSpec(agents=len(chosen), inventories=chosen, **spec))

    return make


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with open_sandbox() as opened:
        yield opened


@pytest.fixture(params=["direct", "sandboxed"])
def door(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def play(door: str, request: pytest.FixtureRequest) -> PlayerMaker:
    """Makes a player in a world, who calls the tools through the door of this test."""
    return Player if door == "direct" else partial(SandboxedPlayer, request.getfixturevalue("sandbox"))


@pytest.fixture
def player(make_world: WorldMaker, play: PlayerMaker) -> Player:
    return play(make_world())
