"""Two scripted agents agree by messages alone on who builds where."""

from __future__ import annotations

from typing import Any

from agents.base import Agent
from agents.code_agent import CodeAgent
from agents.experts import expert
from agents.parsing import parse_reply
from fle_llm.gym_env import FactorioGymEnv
from fle_llm.llm import APIFactory


def conversation(agent: int, step: int, heard: str = "", told: str = "No program has run yet.") -> list[dict[str, Any]]:
    system = f'# Task\n\nYou are agent {agent + 1} of 2 (agent id "{agent}"). You act\n\n- To be made: iron-plate'
    messages = f"\n\n## Messages\nfrom agent {1 - agent}: {heard}" if heard else ""
    now = f"## Result of your last program\n{told}{messages}\n\n## Step {step} of 16; more"
    return [{"role": "system", "content": system}, {"role": "user", "content": now}]


def code(messages: list[dict[str, Any]]) -> str:
    return parse_reply(expert(messages), "stop").code or ""


def test_the_first_proposes_and_the_second_builds_only_where_it_was_told() -> None:
    assert "halves(Resource.IronOre)" in code(conversation(0, 1))
    assert "Where may I build?" in code(conversation(1, 1))
    told = code(conversation(1, 1, "please build around (12.5, 70.25). I have 0 lines."))
    assert "site = Position(x=12.5, y=70.25)" in told
    assert "Position(x=-3, y=4)" in code(conversation(0, 2, "I have 2 lines.", "1: ('build around (-3, 4)',)"))


def test_both_keep_what_they_have_when_the_furnaces_are_used_up() -> None:
    told = "9: ('build around (-3, 4), I have 8 lines',)"
    assert "look_after(" in code(conversation(1, 9, "please build around (1, 2)", told))


async def test_together_they_make_more_than_a_hundred_plates_a_minute() -> None:
    # after the proposal nine lines of 18.75 plates a minute are built, 169; six of them would do
    env = FactorioGymEnv("iron_plate_throughput_multiagent_free", max_steps=2)
    env.reset(seed=0)
    async with APIFactory("scripted/expert") as model:
        agents: list[Agent] = [CodeAgent(model, index=index) for index in range(2)]
        for agent in agents:
            agent.reset(env.task)
        seen = [env.observe(0), env.observe(1)]
        made = 0.0
        for step in range(4):
            index = step % 2
            fresh = {**env.observe(index), "raw_text": seen[index]["raw_text"]}
            action = await agents[index].act(fresh)
            seen[index], _, _, _, info = env.step(action)
            made = info["throughput"]
    env.close()
    assert made >= 100
