"""The README's commands and programs run as written.

Commands that would reach a provider are run as far as `--dry-run` goes; `make` targets are looked up, since this test
is itself part of one of them.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


COMMANDS = [line for block in blocks("sh") for line in block.splitlines() if line.strip()]


def run(arguments: list[str], cwd: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENAI_API_KEY": "sk-none", "ANTHROPIC_API_KEY": "none"}
    environment["OPENROUTER_API_KEY"] = "none"
    done = subprocess.run(
        arguments,
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, f"{shlex.join(arguments)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def arguments_of(command: str) -> list[str]:
    words = shlex.split(command)
    if words[0] == "make":
        return ["make", "--dry-run", "--directory", str(ROOT), *words[1:]]
    assert words[:2] == ["python", "-m"], command
    words[0] = sys.executable
    reaches_a_provider = words[2] == "eval.run" and "-m" in words[3:] and "scripted/expert" not in words
    return [*words, "--dry-run"] if reaches_a_provider else words


@pytest.mark.xdist_group("readme")
def test_commands_run_in_order(tmp_path: Path) -> None:
    assert len(COMMANDS) >= 12
    for command in COMMANDS:
        assert run(arguments_of(command), tmp_path), command


def test_python_blocks_run(tmp_path: Path) -> None:
    programs = blocks("python")
    assert programs
    for program in programs:
        assert run([sys.executable, "-c", program], tmp_path)


def test_links_lead_somewhere() -> None:
    targets = re.findall(r"\]\((?!https?://)([^)#]+)\)", TEXT)
    assert len(targets) >= 10
    missing = [target for target in targets if not (ROOT / target).exists()]
    assert not missing
