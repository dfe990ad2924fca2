"""Worlds to try the tools in: every test that asks for `make_world` or `player` runs once for each backend."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tool_player import INVENTORY, Player

from fle_llm.world import MapSpec, World
from fle_llm.world.sim import SimWorld

WorldMaker = Callable[..., World]


@pytest.fixture(params=["embedded"])
def make_world(request: pytest.FixtureRequest) -> WorldMaker:
    backends = {"embedded": SimWorld.new}

    def make(*inventories: dict[str, int], **spec: Any) -> World:
        chosen = inventories or (INVENTORY,)
        return backends[request.param](MapSpec(agents=len(chosen), inventories=chosen, **spec))

    return make


@pytest.fixture
def player(make_world: WorldMaker) -> Player:
    return Player(make_world())
