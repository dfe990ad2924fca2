"""The explorer, as people start it: in a process of its own, with and without a terminal."""

from __future__ import annotations

import subprocess
import sys

import pytest

from fle_llm.gym_env import example_usage

MODULE = [sys.executable, "-W", "error", "-m", "fle_llm.gym_env.example_usage"]


def explore(*flags: str, command: list[str] = MODULE) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*command, *flags], check=False, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL
    )


def test_the_list() -> None:
    done = explore("--list")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert len(lines) == 29
    assert "Factorio-open_play-v0" in lines


def test_the_tour_runs_without_a_terminal() -> None:
    done = explore()
    assert (done.returncode, done.stderr) == (0, "")
    assert "gymnasium.make('Factorio-iron_ore_throughput_16-v0')" in done.stdout
    assert "EntityStatus.WORKING" in done.stdout
    assert "error: True" not in done.stdout


def test_it_runs_as_a_file_too() -> None:
    done = explore("--search", "crude", "--gym-format", command=[sys.executable, str(example_usage.__file__)])
    assert done.returncode == 0
    assert 'env = gymnasium.make("Factorio-crude_oil_throughput_250-v0")' in done.stdout


def test_details(capsys: pytest.CaptureFixture[str]) -> None:
    assert example_usage.main(["--search", "sufuric", "--detail"]) == 0
    shown = capsys.readouterr().out
    for part in ("250 sulfuric-acid", "64 steps", "1 agent(s)", "Factorio-sulfuric_acid_throughput_16-v0"):
        assert part in shown
    assert shown.count("kind:") == 1


def test_a_search_ignores_case_and_reads_goals(capsys: pytest.CaptureFixture[str]) -> None:
    assert example_usage.main(["--search", "IRON ORE"]) == 0
    assert "Factorio-iron_ore_throughput_16-v0" in capsys.readouterr().out.splitlines()


def test_a_search_without_a_result(capsys: pytest.CaptureFixture[str]) -> None:
    assert example_usage.main(["--search", "unobtainium"]) == 1
    assert "unobtainium" in capsys.readouterr().err


def test_gym_format_lists_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert example_usage.main(["--gym-format"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 29
    assert all(line.startswith('env = gymnasium.make("Factorio-') for line in lines)
