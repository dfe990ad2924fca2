"""The scripted expert plays every lab task through the real environment, in the laboratory and on open maps.

One task is quick enough for every run of the suite; the others have the marker `experts` (`make experts`).
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from agents.code_agent import CodeAgent
from fle_llm.gym_env.environment import FactorioGymEnv
from fle_llm.llm.factory import APIFactory
from fle_llm.tasks.catalogue import packaged_catalogue
from fle_llm.tasks.definition import Definition, ThroughputDefinition, parse_definition
from fle_llm.tasks.kinds import find_entry

MAPS = {"lab": 0, "open-1": 1, "open-2": 2, "open-3": 3}
"""The laboratory, and three seeds of the open map, on which the same things lie elsewhere."""

QUICK = ("iron_gear_wheel_throughput_16", "lab")


def lab_tasks() -> list[str]:
    """The keys of the tasks with a quota for a single agent."""
    definitions = [entry.definition for entry in packaged_catalogue().entries.values()]
    return sorted(
        one.config.task_key
        for one in definitions
        if isinstance(one, ThroughputDefinition) and one.config.num_agents == 1
    )


def cases() -> list[Any]:
    return [
        pytest.param(key, place, id=f"{key}-{place}", marks=[] if (key, place) == QUICK else [pytest.mark.experts])
        for place in MAPS
        for key in lab_tasks()
    ]


def defined(key: str, place: str) -> Definition:
    """A task as it is defined, or the same on the open map."""
    definition = find_entry(key).definition
    if place == "lab":
        return definition
    plain = definition.model_dump(mode="json", by_alias=False)
    plain["config"]["map"] = "open"
    return parse_definition(json.dumps(plain), key)


def test_there_are_twenty_four_tasks() -> None:
    assert len(lab_tasks()) == 24


@pytest.mark.timeout(900)
@pytest.mark.parametrize(("key", "place"), cases())
async def test_the_expert_reaches_the_quota(key: str, place: str) -> None:
    env = FactorioGymEnv(defined(key, place))
    try:
        agent = CodeAgent(APIFactory("scripted/expert"))
        observation, info = env.reset(seed=MAPS[place])
        agent.reset(env.task)
        over = False
        while not over:
            action = await agent.act(observation)
            observation, _, terminated, truncated, info = env.step(action)
            over = terminated or truncated
        reached = f"{info['throughput']} after {len(agent.turns)} steps"
        assert info["success"], f"{reached}\n{observation['raw_text'][-2000:]}"
    finally:
        env.close()
