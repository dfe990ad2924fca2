"""Whole episodes through the real environment: scripted models, the code agent, the sandbox and the engine."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec.structs import replace

from agents.base import Turn, turn_from_plain, turn_to_plain
from agents.code_agent import CodeAgent
from fle_llm.data import facts
from fle_llm.gym_env.environment import FactorioGymEnv
from fle_llm.llm.factory import APIFactory
from fle_llm.tasks.definition import Definition, parse_definition
from fle_llm.tasks.setup import embedded_world
from fle_llm.tools import TOOLS
from fle_llm.world.protocol import MapSpec
from prompts.patterns import Pattern, patterns


class Episode:
    """An environment and an agent, step by step."""

    def __init__(self, task: str | Definition, model: str, **options: Any) -> None:
        self.env = FactorioGymEnv(task)
        self.agent = CodeAgent(APIFactory(model), **options)
        self.observation, self.info = self.env.reset(seed=0)
        self.agent.reset(self.env.task)
        self.over = False
        self.digests = [self.env.digest()]

    async def step(self) -> None:
        action = await self.agent.act(self.observation)
        self.observation, _, terminated, truncated, self.info = self.env.step(action)
        self.over = terminated or truncated
        self.digests.append(self.env.digest())

    async def play(self, steps: int) -> None:
        for _ in range(steps):
            if self.over:
                break
            await self.step()

    @property
    def turn(self) -> Turn:
        return self.agent.turns[-1]


@pytest.mark.parametrize(
    ("task", "quota"),
    [("iron_ore_throughput_16", 16), ("iron_plate_throughput_16", 16), ("steel_plate_throughput_16", 16)],
)
async def test_the_expert_wins(task: str, quota: int) -> None:
    episode = Episode(task, "scripted/expert")
    await episode.play(4)
    assert episode.info["success"], episode.observation["raw_text"]
    assert episode.info["throughput"] >= quota
    assert episode.over
    assert all(turn.outcome == "ok" for turn in episode.agent.turns)
    assert not episode.info["error_occurred"]
    episode.env.close()


async def test_three_lines_of_the_expert_make_what_the_arithmetic_says() -> None:
    # A stone furnace smelts 0.3125 plates a second, 18.75 a minute, and its drill mines 0.35 ore a second with the
    # laboratory's bonus, so three lines make 56.25 a minute; a window holds 56 or 57.
    episode = Episode("iron_plate_throughput_16", "scripted/expert")
    await episode.play(2)
    assert episode.info["throughput"] in {56, 57}
    episode.env.close()


def smelting(**changes: Any) -> Definition:
    """The iron-plate task with other numbers."""
    config = {
        "task_key": "smelting_test",
        "goal_description": "Smelt.",
        "throughput_entity": "iron-plate",
        "quota": 16,
        **changes,
    }
    return parse_definition(json.dumps({"task_type": "throughput", "config": config}), "a test")


async def test_the_expert_digs_the_coal_it_was_not_given() -> None:
    few = {"burner-mining-drill": 3, "stone-furnace": 3, "burner-inserter": 3, "wooden-chest": 3}
    episode = Episode(smelting(starting_inventory=few), "scripted/expert")
    await episode.play(2)
    assert episode.info["success"], episode.observation["raw_text"]
    episode.env.close()


async def test_a_line_of_the_expert_that_fails_leaves_nothing_behind() -> None:
    few = {"coal": 500, "burner-mining-drill": 3, "stone-furnace": 3, "burner-inserter": 3, "wooden-chest": 2}
    episode = Episode(smelting(starting_inventory=few, quota=1000), "scripted/expert")
    await episode.play(2)
    assert "('no', 'build_smelter', 'number', 3" in episode.observation["raw_text"]
    left = {item["type"]: item["quantity"] for item in episode.observation["inventory"]}
    assert (left["burner-mining-drill"], left["stone-furnace"], left["burner-inserter"]) == (1, 1, 1)
    assert episode.info["throughput"] in {37, 38}, "two furnaces of 18.75 a minute"
    episode.env.close()


async def test_the_expert_builds_on_until_the_quota_is_reached() -> None:
    # 18.75 plates a minute and line: three lines at step 2, one more each step; 100 take six, at step 5
    episode = Episode(smelting(quota=100), "scripted/expert")
    await episode.play(8)
    assert episode.info["success"], episode.observation["raw_text"]
    assert len(episode.agent.turns) == 5
    episode.env.close()


async def test_an_episode_that_was_killed_continues_as_if_it_had_not_been() -> None:
    whole = Episode("iron_plate_throughput_16", "scripted/novice")
    await whole.play(9)

    first = Episode("iron_plate_throughput_16", "scripted/novice")
    await first.play(4)
    state, turns = first.env.snapshot(), [turn_to_plain(turn) for turn in first.agent.turns]
    second = Episode("iron_plate_throughput_16", "scripted/novice")
    second.env.restore(state)
    second.agent.resume([turn_from_plain(turn) for turn in turns])
    second.observation = first.observation
    await second.play(5)
    assert second.digests[1:] == whole.digests[5:]
    assert [replace(turn, latency_s=0.0) for turn in second.agent.turns] == [
        replace(turn, latency_s=0.0) for turn in whole.agent.turns
    ]
    for episode in (whole, first, second):
        episode.env.close()


async def test_a_step_without_a_program_counts_and_changes_nothing() -> None:
    episode = Episode("iron_plate_throughput_16", "scripted/novice")
    await episode.play(4)
    before, left = episode.env.digest(), episode.info["steps_left"]
    ticks = episode.info["ticks"]
    await episode.step()
    assert episode.turn.outcome == "no_program"
    assert episode.info["steps_left"] == left - 1
    assert episode.info["ticks"] == ticks
    await episode.step()
    assert "Nothing was run. There is no code block in your reply" in episode.turn.observed
    assert before
    episode.env.close()


async def test_the_random_model_is_harmless_and_repeatable() -> None:
    runs = []
    for _ in range(2):
        episode = Episode("iron_ore_throughput_16", "scripted/random", memory="window")
        await episode.play(12)
        runs.append((episode.digests, [turn.code for turn in episode.agent.turns]))
        episode.env.close()
    assert runs[0] == runs[1]
    assert len(set(runs[0][1])) > 3


@pytest.mark.parametrize("pattern", patterns(condensed=False, tools=TOOLS), ids=lambda pattern: pattern.name)
def test_the_patterns_of_the_prompt_run(pattern: Pattern) -> None:
    env = FactorioGymEnv("iron_plate_throughput_16")
    env.reset(seed=0)
    buildable = embedded_world(MapSpec()).caps.entities
    missing = {name for name in pattern.mentions if facts().entity_of_item(name)} - buildable
    if missing:
        pytest.skip(f"this world has no {', '.join(sorted(missing))}")
    observation, _, _, _, info = env.step({"code": pattern.code})
    assert not info["error_occurred"], observation["raw_text"]
    env.close()
