"""From options to configurations: every name looked up, every default filled in, every refusal made now."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from datetime import UTC, datetime

from agents.memory import MEMORIES
from agents.registry import agent_names
from eval.catalog import find_environments
from eval.config import Limits, RunConfig
from eval.options import Options
from eval.outcome import versions
from eval.replayed import recorded_run
from fle_llm.errors import FleError
from fle_llm.llm.pricing import require_price
from fle_llm.llm.providers import load_catalogue
from fle_llm.llm.routing import find_keys, find_route
from fle_llm.llm.scripted import load_policy
from fle_llm.tasks.kits import DEFAULT_PROTOCOL
from prompts.system import PROFILES

__all__ = ["Unusable", "resolve"]


class Unusable(FleError):
    """An option names something that is not there."""


def resolve(options: Options) -> list[RunConfig]:
    """One configuration a model. Raises FleErrors that say what cannot work, MissingKey for a key that is not there."""
    protocol = options.protocol or DEFAULT_PROTOCOL
    environments = find_environments(options.environments, protocol)
    agent = _one_of("agent", options.agent or "code", agent_names())
    memory = _one_of("memory", options.memory or "window", MEMORIES)
    prompt = _one_of("prompt profile", options.prompt or "full", PROFILES)
    for model in options.models:
        _check_model(options, model)
    return [
        RunConfig(
            model=model,
            environments=environments,
            trials=options.trials,
            agent=agent,
            memory=memory,
            prompt=prompt,
            protocol=protocol,
            seed=options.seed,
            limits=Limits(
                max_steps=options.max_steps,
                max_tokens=options.max_tokens,
                max_cost_usd=options.max_cost,
                max_time_s=options.max_time,
            ),
            backend=options.backend,
            base_url=options.base_url,
            api_key_env=options.api_key_env,
            providers=None if options.providers is None else str(options.providers),
            stream=options.stream,
            cassettes="record" if options.record else "replay" if options.replay else "none",
            versions=versions(),
        )
        for model in options.models
    ]


def _check_model(options: Options, model: str) -> None:
    """Raise what would stop the first call: no route, no key, no price for a limit in USD."""
    if recorded_run(model) is not None:
        return
    catalogue = load_catalogue(options.providers)
    route = find_route(model, catalogue, base_url=options.base_url, api_key_env=options.api_key_env)
    if route.scripted:
        load_policy(route.model_id)
    elif options.replay is None and not options.dry_run:
        find_keys(route)
    if options.max_cost is not None or options.run_max_cost is not None:
        require_price(route, datetime.now(UTC), catalogue.prices)


def _one_of(what: str, name: str, known: Iterable[str]) -> str:
    names = sorted(known)
    if name in names:
        return name
    close = difflib.get_close_matches(name, names, n=3) or names
    raise Unusable(f"there is no {what} {name!r}; did you mean {' or '.join(close)}?")
