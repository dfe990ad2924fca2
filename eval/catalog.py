"""From the words on the command line to environments: by id, alias, task key or glob.

An unknown word is an error with the close matches, raised before anything is paid.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from fnmatch import fnmatchcase

from eval.config import Environment
from fle_llm.errors import TaskError
from fle_llm.gym_env.registry import get_environment_info, list_available_environments
from fle_llm.tasks.kinds import ThroughputTask, load_task, task_hash

__all__ = ["find_environments"]

GLOB = frozenset("*?[")


def find_environments(words: Iterable[str], protocol: str) -> tuple[Environment, ...]:
    """The environments the words name, each once, in the order of the words.

    Raises TaskError for a word that names none, with the close matches.
    """
    ids = list_available_environments()
    found: dict[str, None] = {}
    for word in words:
        found.update(dict.fromkeys(_matches(word, ids)))
    return tuple(_environment(env_id, protocol) for env_id in found)


def _matches(word: str, ids: list[str]) -> list[str]:
    if GLOB & set(word):
        hits = [env_id for env_id in ids if fnmatchcase(env_id, word) or fnmatchcase(_key(env_id), word)]
        if not hits:
            raise TaskError(f"no environment matches {word!r}; `python -m eval.run list envs` names all {len(ids)}")
        return hits
    for spelling in (word, f"Factorio-{word}-v0"):
        info = get_environment_info(spelling)
        if info is not None:
            return [str(info["env_id"])]
    names = {name.lower(): name for env_id in ids for name in (env_id, _key(env_id))}
    close = [names[name] for name in difflib.get_close_matches(word.lower(), names, n=3, cutoff=0.5)]
    hint = f"did you mean {' or '.join(close)}?" if close else "`python -m eval.run list envs` names them"
    raise TaskError(f"there is no environment {word!r}; {hint}")


def _key(env_id: str) -> str:
    return env_id.removeprefix("Factorio-").removesuffix("-v0")


def _environment(env_id: str, protocol: str) -> Environment:
    task = load_task(env_id, protocol=protocol)
    return Environment(
        env_id=env_id,
        task=task.setup.key,
        task_hash=task_hash(task),
        max_steps=task.setup.max_steps,
        num_agents=task.setup.num_agents,
        has_quota=isinstance(task, ThroughputTask),
    )
