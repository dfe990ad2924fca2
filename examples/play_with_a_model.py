"""The agent loop by hand: a model, the default agent, an environment."""

import asyncio

from agents.code_agent import CodeAgent
from fle_llm.gym_env import FactorioGymEnv, Observation
from fle_llm.llm import APIFactory


async def main() -> None:
    """Play until the goal is reached, ten steps at the most."""
    env = FactorioGymEnv("iron_plate_throughput_16", max_steps=10)
    values, _ = env.reset(seed=0)
    async with APIFactory("scripted/expert") as model:  # or "openai/gpt-5-mini", with a key in OPENAI_API_KEY
        agent = CodeAgent(model)
        agent.reset(env.task)
        done = False
        while not done:
            action = await agent.act(Observation.from_dict(values))
            values, reward, terminated, truncated, info = env.step(action)
            done = terminated or truncated
            turn = agent.turns[-1]
            made = info["throughput"]
            print(f"step {turn.step}: reward {reward:.2f}, {made:.0f} plates a minute, {turn.usage.input} tokens in")
    env.close()


asyncio.run(main())
