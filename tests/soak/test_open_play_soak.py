"""Open play to the end of 500 steps on two maps; `make soak` runs it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import gymnasium
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "agents"))

from open_play_player import play


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", [44340, 2])
def test_five_hundred_steps_reach_science_and_go_on_growing(seed: int) -> None:
    made = gymnasium.make("Factorio-open_play-v0")
    env: Any = made.unwrapped
    seen = play(env, seed, 500)
    made.close()
    reached = seen[-1]["milestones"]
    assert {"automation-science-pack", "logistic-science-pack"} <= set(reached["automated"])
    assert "automation-2" in reached["researched"], "forty packs of each kind"
    assert seen[99]["score"] < seen[299]["score"] < seen[499]["score"]
    assert seen[499]["score"] > 1.5 * seen[199]["score"]
