"""A yard to draw: buildings put down for free on empty ground of the laboratory, and pixels of what was drawn."""

from __future__ import annotations

import pytest
from render_yard import Yard

from fle_llm.world import MapSpec
from fle_llm.world.sim import SimWorld

CARRIED = {
    "iron-plate": 200,
    "copper-plate": 100,
    "coal": 100,
    "iron-ore": 50,
}


@pytest.fixture(scope="session")
def fresh() -> bytes:
    return SimWorld.new(MapSpec(inventories=(CARRIED,))).snapshot()


@pytest.fixture
def yard(fresh: bytes) -> Yard:
    return Yard(fresh)
