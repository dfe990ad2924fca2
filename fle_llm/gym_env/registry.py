"""The environments that can be made by id, for Gymnasium and for anyone who wants to list them.

Every task definition is an environment `Factorio-{task_key}-v0`; aliases, and names with dashes for underscores, are
further ids of the same environment. Reading definitions needs no Gymnasium, no server and no environment variable; ids
are entered with Gymnasium when it is imported (`fle_llm.gym_env.on_import`) or by `register_all_environments`.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from fle_llm.errors import TaskError
from fle_llm.tasks.catalogue import Catalogue, Entry, add_directory, packaged_catalogue, read_definition
from fle_llm.tasks.definition import Definition, OpenPlayDefinition

logger = logging.getLogger(__name__)

ENTRY_POINT = "fle_llm.gym_env.making:make_environment"
_ENV_ID = re.compile(r"^([\w:-]+/)?[\w:.-]+-v\d+$")  # Gymnasium's own rule, with the version required


@dataclass(frozen=True, slots=True)
class EnvironmentSpec:
    """One environment. `task_config_path` is the definition file; `task` is what the environment is made with."""

    env_id: str
    task_key: str
    task_config_path: str
    description: str
    num_agents: int
    task_type: str
    trajectory_length: int
    throughput_entity: str | None
    quota: int | None
    aliases: tuple[str, ...]
    task: str


class FactorioGymRegistry:
    """Environment specs by id. Definitions are read when they are first asked for."""

    def __init__(self) -> None:
        self._specs: dict[str, EnvironmentSpec] = {}
        self._canonical: dict[str, str] = {}  # any spelling of an id -> the id
        self._catalogue: Catalogue | None = None
        self._reported = 0

    def environments(self) -> dict[str, EnvironmentSpec]:
        """All specs by environment id, sorted."""
        self._catalogue_read()
        return dict(sorted(self._specs.items()))

    def find(self, env_id: str) -> EnvironmentSpec | None:
        """The spec of an id in any of its spellings."""
        self._catalogue_read()
        return self._specs.get(self._canonical.get(env_id, env_id))

    def problems(self) -> list[str]:
        """Why definition files were left out."""
        return [problem.reason for problem in self._catalogue_read().problems]

    def add_directory(self, directory: str | Path) -> list[str]:
        """Take in the definitions below a directory; the new environment ids. Bad files are logged and left out."""
        catalogue = self._catalogue_read()
        added = [self._add(entry) for entry in add_directory(catalogue, Path(directory))]
        self._report(catalogue)
        return added

    def register_environment(
        self,
        env_id: str,
        task_key: str,
        task_config_path: str | Path,
        description: str | None = None,
        num_agents: int | None = None,
    ) -> None:
        """Add an environment under an id of one's own. Raises TaskError when the id or the definition is no good."""
        if not _ENV_ID.match(env_id):
            raise TaskError(f"{env_id!r} is not an environment id: it should look like Factorio-my_task-v0")
        existing = self.find(env_id)
        if existing is not None:
            raise TaskError(f"{env_id} already belongs to {existing.task_config_path}")
        entry = read_definition(task_config_path)
        if entry.definition.config.task_key != task_key:
            found = entry.definition.config.task_key
            raise TaskError(f"{task_config_path} defines the task {found!r}, not {task_key!r}")
        spec = _spec(entry, env_id, (), description, num_agents)
        self._specs[env_id] = spec
        self._canonical[env_id] = env_id
        if "gymnasium" in sys.modules:
            self.enter_with_gymnasium()

    def enter_with_gymnasium(self) -> None:
        """Make every id known to `gymnasium.make`; ids it already knows are left alone."""
        import gymnasium

        self._catalogue_read()
        for env_id, canonical in sorted(self._canonical.items()):
            if env_id not in gymnasium.registry:
                spec = self._specs[canonical]
                kwargs = {"task": spec.task, "num_agents": spec.num_agents}
                # Gymnasium's checker would look at the first observation of every run; our tests have looked already.
                gymnasium.register(env_id, entry_point=ENTRY_POINT, kwargs=kwargs, disable_env_checker=True)

    def _catalogue_read(self) -> Catalogue:
        if self._catalogue is None:
            self._catalogue = packaged_catalogue().copy()
            for entry in self._catalogue.entries.values():
                self._add(entry)
            self._report(self._catalogue)
        return self._catalogue

    def _add(self, entry: Entry) -> str:
        config = entry.definition.config
        env_id = _env_id(config.task_key)
        others = dict.fromkeys(_env_id(name) for name in config.aliases)
        others.pop(env_id, None)
        self._specs[env_id] = _spec(entry, env_id, tuple(others))
        for name in (env_id, *others):
            self._canonical[name] = env_id
            self._canonical[name.replace("_", "-")] = env_id
        if "gymnasium" in sys.modules and self._catalogue is not None and not entry.packaged:
            self.enter_with_gymnasium()
        return env_id

    def _report(self, catalogue: Catalogue) -> None:
        for problem in catalogue.problems[self._reported :]:
            logger.warning("left out: %s", problem.reason)
        self._reported = len(catalogue.problems)


_registry = FactorioGymRegistry()


def list_available_environments() -> list[str]:
    """The ids of all environments, sorted; aliases are not listed."""
    return list(_registry.environments())


def get_environment_info(env_id: str) -> dict[str, Any] | None:
    """What an environment is about, as a dict of plain values; None when there is none of that id."""
    spec = _registry.find(env_id)
    return None if spec is None else asdict(spec)


def register_all_environments(directories: Iterable[str | Path] = ()) -> None:
    """Enter every environment with Gymnasium, those of the user's definition `directories` too."""
    for directory in directories:
        _registry.add_directory(directory)
    _registry.enter_with_gymnasium()


def _env_id(name: str) -> str:
    return f"Factorio-{name}-v0"


def _spec(
    entry: Entry,
    env_id: str,
    aliases: tuple[str, ...],
    description: str | None = None,
    num_agents: int | None = None,
) -> EnvironmentSpec:
    definition: Definition = entry.definition
    config = definition.config
    target = None if isinstance(definition, OpenPlayDefinition) else definition.config
    return EnvironmentSpec(
        env_id=env_id,
        task_key=config.task_key,
        task_config_path=entry.source,
        description=description or config.goal_description,
        num_agents=num_agents or config.num_agents,
        task_type=definition.task_type,
        trajectory_length=config.trajectory_length,
        throughput_entity=target.throughput_entity if target else None,
        quota=target.quota if target else None,
        aliases=aliases,
        task=config.task_key if entry.packaged else str(Path(entry.source).resolve()),
    )
