"""A pytest plugin: the `fle_cassette` fixture, for tests that replay a recorded model session.

    async def test_agent(fle_cassette):
        async with APIFactory("openai/gpt-5-mini") as model: ...

The test replays `cassettes/<module>/<test>.yaml` beside its file, with no key and no network, and fails at a request
that was not recorded or that is left over. `pytest --fle-record` (with the key set) records the file anew. Nothing
heavy is imported before a test asks for the fixture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from fle_llm.llm.cassette_session import CassetteSession


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--fle-record`."""
    parser.getgroup("fle-llm").addoption(
        "--fle-record",
        action="store_true",
        default=False,
        help="record the model sessions of tests with the fle_cassette fixture (needs keys and network)",
    )


@pytest.fixture
def fle_cassette(request: pytest.FixtureRequest) -> Iterator[CassetteSession]:
    """The cassette of this test, being replayed; with --fle-record, being recorded."""
    from fle_llm.llm.cassette_session import everywhere, recording, replaying

    name = re.sub(r"[^\w.-]+", "-", request.node.name).strip("-")
    file = Path(request.path)
    path = file.parent / "cassettes" / file.stem / f"{name}.yaml"
    opened = recording if request.config.getoption("--fle-record") else replaying
    with opened(path) as session, everywhere(session):
        yield session
