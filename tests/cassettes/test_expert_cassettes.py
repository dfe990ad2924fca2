"""The recorded sessions replay: the same questions, the same worlds, the same score, and no server."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "eval"))

from eval_setting import configured, played
from record import MODEL, TASKS

from fle_llm.llm.cassettes import find_secrets

TAPES = Path(__file__).parent / "experts"


@pytest.mark.parametrize("task", TASKS)
def test_a_recorded_session_replays(task: str, tmp_path: Path) -> None:
    config = configured(
        MODEL, f"Factorio-{task}-v0", task, base_url="http://192.0.2.1/v1", prompt="condensed", cassettes="replay"
    )
    line, files = played(config, tmp_path, tapes=TAPES)
    assert (line.outcome, line.success) == ("scored", True), "after a deliberate change: make cassettes"
    result = files.read_result()
    assert result is not None
    assert result.attempts == result.model_calls == result.steps


def test_they_say_that_they_are_scripted_and_hold_no_secret() -> None:
    tapes = sorted(TAPES.rglob("*.yaml"))
    assert len(tapes) == len(TASKS)
    for tape in tapes:
        text = tape.read_text()
        assert MODEL in text
        assert not find_secrets(tape)
