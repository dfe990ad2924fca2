"""What an environment reports beside the observation: for people, records and training code, never for the model.

Promises that two equal episodes report equal infos. Wall-clock times are reported too, in `StepTimes`, which is
excepted from comparison.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from fle_llm.gym_env import observe
from fle_llm.gym_env.episode import Episode
from fle_llm.gym_env.game_state import GameState
from fle_llm.sandbox import StepOutcome
from fle_llm.tasks.kinds import task_hash
from fle_llm.tasks.production import difference, milestones
from fle_llm.tasks.verification import Verification
from fle_llm.world.ops import StatisticsView

TICKS_PER_SECOND = 60


@dataclass(frozen=True, slots=True)
class StepTimes:
    """Wall-clock seconds of a step. No part of its outcome, so any two are equal."""

    restore_s: float = field(compare=False)
    program_s: float = field(compare=False)
    program_cpu_s: float = field(compare=False)
    verify_s: float = field(compare=False)
    observe_s: float = field(compare=False)


def at_reset(episode: Episode, state: GameState) -> dict[str, Any]:
    """What an episode is played under."""
    setup = episode.task.setup
    return {
        "seed": episode.progress.seed,
        "task_key": setup.key,
        "task_hash": task_hash(episode.task),
        "protocol": setup.protocol.name,
        "backend": episode.backend,
        "num_agents": setup.num_agents,
        "steps_left": episode.steps_left,
        "sandbox": episode.sandbox_info(),
        "output_game_state": state,
    }


def of_step(
    episode: Episode,
    agent: int,
    outcome: StepOutcome,
    verification: Verification,
    before: StatisticsView,
    after: StatisticsView,
) -> dict[str, Any]:
    """What came of a step: how the program ended, what it cost in game time, and how the factory stands.

    `policy_execution_time` is the game time the program took, in seconds; `ticks` is the clock after it.
    """
    now, seen = verification.score, episode.mailbox.last_seen(agent)
    return {
        "error_occurred": outcome.failed,
        "outcome": outcome.status,
        "result": outcome.text(),
        "calls": outcome.calls,
        "notes": tuple(outcome.notes),
        "agent_idx": agent,
        "ticks": after.tick,
        "policy_execution_time": (after.tick - before.tick) / TICKS_PER_SECOND,
        "flows": observe.flows(before, after),
        "achievements": achievements(before, after),
        "milestones": asdict(milestones(after)),
        "production_score": now.production,
        "automated_production_score": now.automated,
        "throughput": verification.throughput,
        "windows": verification.windows,
        "best_throughput": episode.progress.best_throughput,
        "success": verification.success,
        "task_verification": verification.text,
        "last_message_timestamp": max(0, seen) / TICKS_PER_SECOND,
        "steps_left": episode.steps_left,
        "protocol": episode.task.setup.protocol.name,
        "backend": episode.backend,
    }


def achievements(before: StatisticsView, after: StatisticsView) -> dict[str, dict[str, float]]:
    """What was newly made: `static` by hand, `dynamic` by machines."""
    by_hand = difference(after.harvested, before.harvested)
    for name, amount in difference(after.crafted, before.crafted).items():
        by_hand[name] = by_hand.get(name, 0) + amount
    produced = difference(after.produced, before.produced)
    machines = {name: amount - by_hand.get(name, 0) for name, amount in produced.items()}
    return {
        "static": {name: by_hand[name] for name in sorted(by_hand)},
        "dynamic": {name: amount for name, amount in machines.items() if amount > 0},
    }
