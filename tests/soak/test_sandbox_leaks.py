"""Two hundred sandboxes, and two hundred environments: opened and closed, and killed with their host."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "fle_llm" / "sandbox"))

from sandbox_leaks import closing_leaves_nothing, killing_leaves_nothing

pytestmark = [pytest.mark.soak, pytest.mark.timeout(900), pytest.mark.parametrize("kind", ["sandbox", "environment"])]

COUNT = 200


def test_two_hundred_opened_and_closed_leave_nothing(kind: str) -> None:
    closing_leaves_nothing(kind, COUNT, timeout_s=600)


def test_two_hundred_killed_with_their_host_leave_nothing(kind: str) -> None:
    killing_leaves_nothing(kind, COUNT, timeout_s=600)
