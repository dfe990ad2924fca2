"""From what an environment, an agent and a ledger say to the lines of the record: head, step, stop, result."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

import fle_llm
from agents.base import Agent, Turn, turn_to_plain
from eval.blame import Ending
from eval.config import EpisodeSpec
from eval.journal import Journal
from eval.records import Head, IndexLine, Result, StepLine, Stop, Story, digest_of, now
from fle_llm.data import facts
from fle_llm.gym_env.action import Action
from fle_llm.llm.ledger import Entry, Ledger, Totals, total_of
from prompts.system import prompt_hash

__all__ = ["cost_of", "entries_of", "head_of", "plain_totals", "result_of", "step_line", "stopped_line", "versions"]


def versions() -> dict[str, str]:
    """What the configuration of a run is guarded by: this package, and the data of the game."""
    about = facts().about
    return {"fle-llm": fle_llm.__version__, "game-data": f"{about.game_version}+{about.generator_version}"}


def head_of(spec: EpisodeSpec, info: Mapping[str, Any], digest: str, agents: Sequence[Agent]) -> Head:
    """The first line; `info` is what `reset` gave, `digest` the world's."""
    return Head(
        env_id=spec.env_id,
        task=spec.task,
        trial=spec.trial,
        model=spec.model,
        agent=spec.agent,
        memory=spec.memory,
        prompt=spec.prompt,
        seed=spec.seed,
        max_steps=spec.max_steps,
        config=spec.config,
        prompt_hash=prompt_hash("\n".join(agent.system for agent in agents)),
        task_hash=info["task_hash"],
        protocol=info["protocol"],
        versions={**versions(), "python": platform.python_version(), "backend": info["backend"]},
        sandbox=dict(info.get("sandbox", {})),
        digest=digest,
        began=now(),
    )


def step_line(
    *,
    number: int,
    agent: int,
    shown: Mapping[str, Any],
    action: Action,
    turn: Turn | None,
    taken: tuple[float, bool, bool, Mapping[str, Any]],
    before: StepLine | None,
    **measured: Any,
) -> StepLine:
    """The line of a step; `taken` is reward, terminated, truncated and info of the environment."""
    reward, terminated, truncated, info = taken
    throughput = info["throughput"]
    best = None if throughput is None else info["best_throughput"]
    return StepLine(
        step=number,
        agent=agent,
        program=action.code,
        parse=turn.outcome if turn is not None else "ok" if action.code else "no_program",
        problem=(turn.problem or "") if turn is not None else "",
        status=info["outcome"],
        calls=info["calls"],
        output=info["result"],
        observation=digest_of(shown),
        tick=info["ticks"],
        reward=reward,
        reward_sum=reward + (before.reward_sum if before is not None else 0.0),
        score=float(info["production_score"]) if best is None else best,
        throughput=throughput,
        best=best,
        success=info["success"],
        terminated=terminated,
        truncated=truncated,
        milestones=info["milestones"],
        turn=turn_to_plain(turn) if turn is not None else None,
        at=now(),
        **measured,
    )


def result_of(journal: Journal, ending: Ending, elapsed_s: float, quota: float | None) -> Result:
    """The result of a done episode, from its record alone."""
    head, last = journal.story.head, journal.last
    assert head is not None
    entries = entries_of(journal.story)
    totals = total_of(entries)
    replies = [reply.completion for reply in journal.story.replies]
    return Result(
        env_id=head.env_id,
        task=head.task,
        trial=head.trial,
        model=head.model,
        agent=head.agent,
        memory=head.memory,
        prompt=head.prompt,
        protocol=head.protocol,
        seed=head.seed,
        outcome=ending.outcome,
        stop_reason=ending.reason,
        detail=ending.detail,
        score=last.score if last is not None else 0.0,
        success=last.success if last is not None else False,
        throughput=last.throughput if last is not None else None,
        best=last.best if last is not None else None,
        quota=quota,
        reward_sum=last.reward_sum if last is not None else 0.0,
        steps=len(journal.steps),
        max_steps=head.max_steps,
        milestones=last.milestones if last is not None else {},
        tokens=_tokens(entries),
        cost_usd=cost_of(totals),
        unpriced_calls=totals.unpriced_calls,
        model_calls=totals.calls,
        attempts=totals.attempts,
        estimated_calls=totals.estimated_calls,
        no_program_steps=sum(line.parse != "ok" for line in journal.steps),
        failed_steps=sum(line.parse == "ok" and line.status != "ok" for line in journal.steps),
        elapsed_s=round(elapsed_s, 3),
        parameters=replies[-1].get("sent", {}) if replies else {},
        served_by=sorted({str(reply["served_by"]) for reply in replies if reply.get("served_by")}),
        notes=sorted({note for reply in replies for note in reply.get("notes", ())}),
        versions=head.versions,
        prompt_hash=head.prompt_hash,
        task_hash=head.task_hash,
        config=head.config,
        sandbox=head.sandbox,
        digest=last.digest if last is not None else head.digest,
        began=head.began,
        ended=now(),
    )


def stopped_line(spec: EpisodeSpec, story: Story, stop: Stop) -> IndexLine:
    """The index's line of an episode that a process left unfinished: it has no score."""
    last = story.steps[-1] if story.steps else None
    totals = total_of(entries_of(story))
    return IndexLine(
        task=spec.task,
        trial=spec.trial,
        outcome=stop.outcome,
        stop_reason=stop.reason,
        detail=stop.detail,
        best=last.best if last is not None else None,
        reward_sum=last.reward_sum if last is not None else 0.0,
        steps=len(story.steps),
        tokens=totals.tokens,
        cost_usd=cost_of(totals),
        unpriced_calls=totals.unpriced_calls,
        elapsed_s=stop.elapsed_s,
        ended=stop.at,
    )


def cost_of(totals: Totals) -> float | None:
    """USD, or None when calls were made and not one of them could be priced."""
    return None if totals.unpriced_calls and not totals.cost_usd else totals.cost_usd


def entries_of(story: Story) -> list[Entry]:
    """Every attempt on record, whichever process made it."""
    lines = [*(reply.attempts for reply in story.replies), *(failure.attempts for failure in story.failures)]
    return Ledger(attempt for attempts in lines for attempt in attempts).entries


def _tokens(entries: Sequence[Entry]) -> dict[str, int | None]:
    """Sums by kind of token; None for a kind that no answer reported."""
    counts: dict[str, int | None] = {}
    for name in ("input", "output", "cached_input", "cache_write", "reasoning"):
        known = [count for entry in entries if (count := getattr(entry.usage, name)) is not None]
        counts[name] = sum(known) if known else None
    return counts


def plain_totals(ledger: Ledger) -> dict[str, Any]:
    """The ledger's sums as JSON-able values."""
    found: dict[str, Any] = msgspec.to_builtins(ledger.totals)
    return found
