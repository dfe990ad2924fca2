"""A real sandbox, fresh for every test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sandbox_parts import STUBS, Tools

from fle_llm.sandbox import Limits, Sandbox, StepOutcome


@pytest.fixture
def tools() -> Tools:
    return Tools()


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(STUBS) as opened:
        yield opened


@pytest.fixture(scope="module")
def shared_run() -> Iterator[Callable[[str], StepOutcome]]:
    """Run a program in one sandbox for the whole module: for tables of programs that do not look at each other."""
    with Sandbox(STUBS) as opened:
        yield lambda code: opened.run(code, Tools())


@pytest.fixture
def run(sandbox: Sandbox, tools: Tools) -> Callable[..., StepOutcome]:
    """Run a program in the test's sandbox; `limits` as for Sandbox.run."""

    def run_program(code: str, limits: Limits | None = None) -> StepOutcome:
        return sandbox.run(code, tools, limits)

    return run_program
