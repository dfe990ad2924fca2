"""A run's configuration: resolved once, written into its folder, and guarded by a digest.

A run is one model on some environments. Its digest covers everything an episode's outcome depends on, and what was
planned. It leaves out how fast the run goes, where its files are and how much the run as a whole may cost: those may
change when a run is continued. Resolving names against the registry is `eval.catalog`'s.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec

from eval.records import RunFiles, digest_of
from fle_llm.errors import RecordError

__all__ = ["EpisodeKey", "EpisodeSpec", "Limits", "RunConfig", "continuing", "differences", "run_folder"]


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What one episode may take; None leaves it to the task (steps, of each agent) or open (the rest)."""

    max_steps: int | None = None
    max_tokens: int | None = None
    max_cost_usd: float | None = None
    max_time_s: float | None = None


class EpisodeKey(msgspec.Struct, frozen=True, order=True):
    """An episode's place among all of a command: the run's folder, the task, the trial."""

    run: str
    task: str
    trial: int


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """An environment of a run: its id, its task's key, hash and length.

    `max_steps` are those of one agent; `has_quota` says whether an episode can succeed, or only score.
    """

    env_id: str
    task: str
    task_hash: str
    max_steps: int
    num_agents: int = 1
    has_quota: bool = True


class EpisodeSpec(msgspec.Struct, frozen=True, kw_only=True):
    """All an episode is made from, in plain values: it can be sent to another process or machine."""

    folder: str  # of the run
    env_id: str
    task: str
    task_hash: str
    trial: int
    model: str
    agent: str
    memory: str
    prompt: str
    protocol: str
    seed: int
    max_steps: int
    limits: Limits
    backend: str
    base_url: str | None
    api_key_env: str | None
    providers: str | None
    stream: bool
    cassettes: Literal["none", "record", "replay"]
    cassette_dir: str | None
    config: str  # digest

    @property
    def key(self) -> EpisodeKey:
        """Where it belongs."""
        return EpisodeKey(self.folder, self.task, self.trial)


class RunConfig(msgspec.Struct, frozen=True, kw_only=True):
    """One model, one agent, some environments, some trials."""

    model: str
    environments: tuple[Environment, ...]
    trials: int = 1
    agent: str = "code"
    memory: str = "window"
    prompt: str = "full"
    protocol: str = "fle-llm"
    seed: int = 0
    limits: Limits = Limits()
    backend: str = "embedded"
    base_url: str | None = None
    api_key_env: str | None = None
    providers: str | None = None
    stream: bool = False
    cassettes: Literal["none", "record", "replay"] = "none"
    versions: dict[str, str] = {}

    @property
    def digest(self) -> str:
        """A hash of all of it."""
        return digest_of(msgspec.to_builtins(self))

    @property
    def name(self) -> str:
        """The default name of the run's folder: the same configuration always has the same."""
        tasks = self.environments[0].task if len(self.environments) == 1 else f"{len(self.environments)}-tasks"
        kind = "-replay" if self.cassettes == "replay" else ""
        return f"{slug(self.model)}-{tasks}{kind}-{self.digest[:8]}"

    def episodes(self, folder: Path, cassette_dir: Path | None = None) -> Iterator[EpisodeSpec]:
        """Every planned episode, trial by trial, so that an interrupted run has touched every task."""
        for trial in range(self.trials):
            for environment in self.environments:
                yield EpisodeSpec(
                    folder=str(folder),
                    env_id=environment.env_id,
                    task=environment.task,
                    task_hash=environment.task_hash,
                    trial=trial,
                    model=self.model,
                    agent=self.agent,
                    memory=self.memory,
                    prompt=self.prompt,
                    protocol=self.protocol,
                    seed=self.seed + trial,
                    max_steps=(self.limits.max_steps or environment.max_steps) * environment.num_agents,
                    limits=self.limits,
                    backend=self.backend,
                    base_url=self.base_url,
                    api_key_env=self.api_key_env,
                    providers=self.providers,
                    stream=self.stream,
                    cassettes=self.cassettes,
                    cassette_dir=None if cassette_dir is None else str(cassette_dir),
                    config=self.digest,
                )

    def command(self) -> list[str]:
        """The command line that means this configuration, but for the folders."""
        plain = [
            ("-m", self.model),
            ("-e", ",".join(environment.env_id for environment in self.environments)),
            ("-r", self.trials),
            ("--agent", self.agent),
            ("--memory", self.memory),
            ("--prompt", self.prompt),
            ("--protocol", self.protocol),
            ("--seed", self.seed),
            ("--max-steps", self.limits.max_steps),
            ("--max-tokens", self.limits.max_tokens),
            ("--max-cost", self.limits.max_cost_usd),
            ("--max-time", self.limits.max_time_s),
            ("--base-url", self.base_url),
            ("--api-key-env", self.api_key_env),
            ("--providers", self.providers),
        ]
        words = [word for name, value in plain if value is not None for word in (name, str(value))]
        words += ["--stream"] if self.stream else []
        return ["python", "-m", "eval.run", *words]

    def written(self) -> dict[str, Any]:
        """What config.json holds."""
        plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(self))
        return {"digest": self.digest, **plain, "command": shell(self.command())}


def continuing(config: RunConfig, files: RunFiles) -> None:
    """Take `files.folder` for this configuration, or raise RecordError naming what differs from the one it has."""
    if not files.config.exists():
        if files.index.exists() or (files.folder / "episodes").exists():
            raise RecordError(f"{files.folder} holds episodes but no config.json; choose another --out")
        files.write_config(config.written())
        return
    found = files.read_config()
    if found.get("digest") == config.digest:
        return
    different = differences(found, config.written()) or ["digest (config.json was edited)"]
    raise RecordError(
        f"{files.folder} was begun with another configuration; these differ: {', '.join(different)}. "
        "Repeat the first command to continue it, or choose another --out or --fresh"
    )


def differences(old: dict[str, Any], new: dict[str, Any], prefix: str = "") -> list[str]:
    """The keys whose values differ, each with both values."""
    found = []
    for key in sorted({*old, *new} - {"schema", "version", "digest", "command"}):
        before, after = old.get(key), new.get(key)
        if isinstance(before, dict) and isinstance(after, dict):
            found += differences(before, after, f"{prefix}{key}.")
        elif key == "environments" and isinstance(before, list) and isinstance(after, list):
            found += differences(_by_id(before), _by_id(after), f"{key}.")
        elif before != after:
            found.append(f"{prefix}{key} ({_short(before)} then, {_short(after)} now)")
    return found


def run_folder(out: Path | None, config: RunConfig, *, models: int = 1, fresh: bool = False) -> Path:
    """Where a run's files go: `--out` (one folder a model if there are several), else runs/<name>.

    With `fresh`, the first of folder, folder-2, folder-3 … that does not exist.
    """
    folder = Path("runs", config.name) if out is None else out / slug(config.model) if models > 1 else out
    if not fresh:
        return folder
    number, base = 1, folder
    while folder.exists():
        number += 1
        folder = base.with_name(f"{base.name}-{number}")
    return folder


def slug(name: str) -> str:
    """A model's name as a folder's name."""
    return re.sub(r"[^A-Za-z0-9.]+", "-", name).strip("-.") or "model"


def shell(words: list[str]) -> str:
    """A command as one would type it."""
    return shlex.join(words)


def _by_id(environments: list[dict[str, Any]]) -> dict[str, Any]:
    return {environment["env_id"]: environment for environment in environments}


def _short(value: Any) -> str:
    text = msgspec.json.encode(value).decode()
    return text if len(text) <= 60 else text[:57] + "..."
