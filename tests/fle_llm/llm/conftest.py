"""Fixtures of the model layer: a server that does as it is told, rows that lead to it, time that does not pass."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from llm_stub import StubServer, Time, toml

from fle_llm.llm.providers import load_catalogue


@pytest.fixture
def stub() -> Iterator[StubServer]:
    server = StubServer()
    yield server
    server.close()


@pytest.fixture(autouse=True)
def _no_provider_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key, and no setting of the machine the tests run on, has a say in them."""
    for name in list(os.environ):
        if name.startswith(("OPENAI_", "FLE_LLM_")) or name.endswith(("_API_KEY", "_BASE_URL", "_TOKEN")):
            monkeypatch.delenv(name)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def rows_at(stub: StubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Write a providers file with the built-in row of a provider, but served by the stub; its key is set, too."""

    def write(name: str, **changes: Any) -> Path:
        row = msgspec.to_builtins(load_catalogue().providers[name]) | {"base_url": stub.url} | changes
        del row["name"]
        lines = [f"{key} = {toml(value)}" for key, value in row.items() if value is not None]
        path = tmp_path / f"{name}.toml"
        path.write_text("\n".join([f"[providers.{name}]", *lines]) + "\n", encoding="utf-8")
        keys = row["key_env"]
        for variable in [keys] if isinstance(keys, str) else keys:
            monkeypatch.setenv(variable, f"the-key-of-{name}-123456")
        return path

    return write


@pytest.fixture
def time_() -> Time:
    return Time()
