"""`--dry-run`: what would run, how large the first request is, and what a step may cost; no model is called."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NoReturn

import click
import msgspec

from agents.registry import make_agent
from eval.config import RunConfig, run_folder
from eval.endings import EXIT_OK, EXIT_USAGE
from eval.options import Options
from eval.replayed import recorded_run
from fle_llm.errors import TaskError
from fle_llm.gym_env.environment import FactorioGymEnv
from fle_llm.llm.pricing import price_call
from fle_llm.llm.providers import load_catalogue
from fle_llm.llm.routing import find_route
from fle_llm.llm.tokens import count_message_tokens
from fle_llm.llm.usage import Reported, Usage

__all__ = ["show"]

OUTPUT_TOKENS = 1000  # assumed of an answer: a program of some eighty lines


class _Asked(Exception):
    """Carries the messages of a call out of an agent instead of sending them."""

    def __init__(self, messages: Sequence[Mapping[str, Any]]) -> None:
        self.messages = messages


class _Silent:
    """A model that is asked and never answers."""

    ledger = None

    async def acall(self, messages: Sequence[Mapping[str, Any]], **_parameters: Any) -> NoReturn:
        raise _Asked(messages)


def show(configs: Sequence[RunConfig], options: Options) -> int:
    """Print the plan, an environment a line; the exit code."""
    code = EXIT_OK
    for config in configs:
        folder = run_folder(options.out, config, models=len(configs), fresh=options.fresh)
        for environment in config.environments:
            try:
                tokens = _first_request(config, environment.env_id)
            except TaskError as error:
                click.echo(f"Error: {error}", err=True)
                code = EXIT_USAGE
                continue
            steps = (config.limits.max_steps or environment.max_steps) * environment.num_agents
            price = _price(config, tokens)
            row = {
                "event": "plan",
                "model": config.model,
                "env_id": environment.env_id,
                "trials": config.trials,
                "max_steps": steps,
                "prompt_tokens": tokens,
                "step_usd": price,
                "folder": str(folder),
            }
            if options.as_json:
                click.echo(msgspec.json.encode(row).decode())
                continue
            cost = "price unknown" if price is None else f"about ${price:.4f}"
            click.echo(
                f"{config.model}  {environment.env_id}  {config.trials} x {steps} steps  "
                f"first request {tokens} tokens, {cost} with an answer of {OUTPUT_TOKENS}"
            )
        if not options.as_json:
            click.echo(f"records would be in {folder}; later requests are longer, cached input is cheaper")
    return code


def _first_request(config: RunConfig, env_id: str) -> int:
    """The estimated tokens of what the agent would send first."""
    environment = FactorioGymEnv(env_id, protocol=config.protocol, max_steps=config.limits.max_steps)
    with contextlib.closing(environment):
        agent = make_agent(config.agent, _Silent(), memory=config.memory, profile=config.prompt, index=0)
        agent.reset(environment.task)
        observation, _ = environment.reset(seed=config.seed)
        try:
            asyncio.run(agent.act(observation))
        except _Asked as asked:
            return count_message_tokens(asked.messages)
    return 0  # this agent asks no model in its first step


def _price(config: RunConfig, tokens: int) -> float | None:
    if recorded_run(config.model) is not None:
        return 0.0
    catalogue = load_catalogue(config.providers)
    route = find_route(config.model, catalogue, base_url=config.base_url, api_key_env=config.api_key_env)
    usage = Reported(Usage(input=tokens, output=OUTPUT_TOKENS))
    return 0.0 if route.scripted else price_call(route, usage, datetime.now(UTC), catalogue.prices).usd
