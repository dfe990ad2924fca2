"""`eval.run list`: what there is to choose from."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import msgspec

from eval.endings import EXIT_OK, EXIT_USAGE
from fle_llm.errors import FleError

__all__ = ["show"]


def show(what: str, *, as_json: bool, providers: Path | None) -> int:
    """Print one thing a line; the exit code."""
    rows = {"envs": _environments, "agents": _agents}.get(what)
    try:
        found = list(rows() if rows is not None else _of_providers(what, providers))
    except FleError as error:
        click.echo(f"Error: {error}", err=True)
        return EXIT_USAGE
    width = max((len(str(row["name"])) for row in found), default=0)
    for row in found:
        text = msgspec.json.encode(row).decode() if as_json else f"{row['name']:<{width}}  {row['about']}".rstrip()
        click.echo(text)
    return EXIT_OK


def _environments() -> Iterator[Mapping[str, Any]]:
    from fle_llm.gym_env.registry import get_environment_info, list_available_environments

    for env_id in list_available_environments():
        info = get_environment_info(env_id) or {}
        goal = " ".join(str(info["description"]).split()).split(". ")[0].rstrip(".")
        about = f"{info['trajectory_length']} steps, {goal}"
        yield {"name": env_id, "about": about, "aliases": info["aliases"], "num_agents": info["num_agents"]}


def _agents() -> Iterator[Mapping[str, Any]]:
    from agents.registry import agent_names

    for name, about in agent_names().items():
        yield {"name": name, "about": about}


def _of_providers(what: str, path: Path | None) -> Iterator[Mapping[str, Any]]:
    from fle_llm.llm.providers import load_catalogue
    from fle_llm.llm.scripted import scripted_names

    catalogue = load_catalogue(path)
    if what == "models":
        for name in scripted_names():
            yield {"name": f"scripted/{name}", "about": "a program, needs no key"}
    for provider in sorted(catalogue.providers.values(), key=lambda row: row.name):
        variables = provider.key_variables
        key = "set" if any(os.environ.get(variable) for variable in variables) else "not set"
        about = f"key {' or '.join(variables)} ({key})" if variables else "needs no key"
        if what == "providers":
            yield {"name": provider.name, "about": f"{provider.base_url}, {about}", "aliases": provider.aliases}
        else:
            yield from ({"name": f"{provider.name}/{model}", "about": about} for model in provider.examples)
