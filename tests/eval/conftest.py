"""Fixtures of the tests of runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from eval_setting import Commands, Server, install_models


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the scripted models of these tests."""
    return install_models(tmp_path_factory.mktemp("models"))


@pytest.fixture
def installed(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The scripted models, for runs in this process."""
    monkeypatch.syspath_prepend(str(models))


@pytest.fixture
def commands(tmp_path: Path, models: Path) -> Commands:
    """The command line."""
    return Commands(tmp_path, models)


@pytest.fixture(scope="session")
def one_server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture
def server(one_server: Server) -> Server:
    """A model server without script or memory."""
    one_server.reset()
    return one_server
