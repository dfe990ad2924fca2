"""What the command line was asked for, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What was asked for on the command line, unresolved."""

    models: tuple[str, ...]
    environments: tuple[str, ...]
    trials: int
    concurrency: int
    agent: str | None
    memory: str | None
    prompt: str | None
    protocol: str | None
    seed: int
    max_steps: int | None
    max_tokens: int | None
    max_cost: float | None
    max_time: float | None
    run_max_cost: float | None
    run_max_time: float | None
    out: Path | None
    backend: str
    base_url: str | None
    api_key_env: str | None
    providers: Path | None
    stream: bool
    record: Path | None
    replay: Path | None
    dry_run: bool
    as_json: bool
    fresh: bool
