"""Plays open play in the real environment with the real policy, as an agent that remembers one turn would."""

from __future__ import annotations

from typing import Any

from agents.experts import expert
from agents.parsing import parse_reply
from fle_llm.gym_env import FactorioGymEnv
from prompts.brief import Brief
from prompts.observation import observation_text

SYSTEM = {"role": "system", "content": "# Task\n\nBuild the biggest factory.\n\n- Task: open_play\n- Steps: 500"}


def code_of(reply: str) -> str:
    """The program in a reply."""
    code = parse_reply(reply, "stop").code
    assert code is not None
    return code


def play(env: FactorioGymEnv, seed: int, steps: int) -> list[dict[str, Any]]:
    """The observations after each of `steps` steps; a program that ends in an error fails the test."""
    brief = Brief.of(env.task)
    observation, _ = env.reset(seed=seed)
    replies: list[dict[str, Any]] = []
    seen: list[dict[str, Any]] = []
    for step in range(1, steps + 1):
        shown = {"role": "user", "content": observation_text(observation, step=step, brief=brief)}
        reply = expert([SYSTEM, *replies[-1:], shown])
        replies.append({"role": "assistant", "content": reply})
        observation, _, _, _, info = env.step({"code": code_of(reply)})
        assert not info["error_occurred"], observation["raw_text"]
        seen.append({**observation, "milestones": info["milestones"]})
    return seen
