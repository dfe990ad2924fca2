"""What a run comes to, from its index: the figures of the last page, in words or as one JSON object."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

import msgspec

from eval.endings import DONE
from eval.records import IndexLine
from eval.statistics import Interval, mean, mean_with_missing, pass_at_k, wilson

__all__ = ["Summary", "TaskSummary", "summarise", "words"]


class TaskSummary(msgspec.Struct, frozen=True, kw_only=True):
    """One task of a run; `pass_at` has pass@1 and pass@n over its n scored trials, nothing where there is no quota."""

    task: str
    planned: int
    scored: int
    successes: int
    mean: float | None
    best: float | None
    pass_at: dict[int, float]


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """A run. `mean` is over the scored, `mean_with_missing` counts the others as zero.

    `tried` are the scored episodes that could succeed, those of tasks with a quota; rate and interval are over them.
    """

    model: str
    planned: int
    scored: int
    tried: int
    successes: int
    success_rate: float | None
    success_interval: Interval | None
    mean: float | None
    mean_with_missing: float | None
    tokens: int
    cost_usd: float
    unpriced_calls: int
    outcomes: dict[str, int]
    stop_reasons: dict[str, int]
    tasks: tuple[TaskSummary, ...]


def summarise(
    model: str,
    planned: Mapping[str, int],
    index: Mapping[tuple[str, int], IndexLine],
    *,
    endless: Collection[str] = (),
) -> Summary:
    """The figures of a run; `planned` has the number of trials of each task, `endless` the tasks without a quota."""
    lines = [line for (task, trial), line in sorted(index.items()) if trial < planned.get(task, 0)]
    total = sum(planned.values())
    done = [line for line in lines if line.outcome in DONE]
    scores = [line.score for line in done if line.score is not None]
    tried = [line for line in done if line.task not in endless]
    successes = sum(line.success for line in tried)
    return Summary(
        model=model,
        planned=total,
        scored=len(done),
        tried=len(tried),
        successes=successes,
        success_rate=mean([float(line.success) for line in tried]),
        success_interval=wilson(successes, len(tried)),
        mean=mean(scores),
        mean_with_missing=mean_with_missing(scores, total),
        tokens=sum(line.tokens for line in lines),
        cost_usd=sum(line.cost_usd or 0.0 for line in lines),
        unpriced_calls=sum(line.unpriced_calls for line in lines),
        outcomes=dict(sorted(Counter(line.outcome for line in lines).items())),
        stop_reasons=dict(sorted(Counter(line.stop_reason for line in lines).items())),
        tasks=tuple(_task(task, trials, done, task in endless) for task, trials in planned.items()),
    )


def words(summary: Summary) -> list[str]:
    """The summary as lines of text."""
    counts = ", ".join(f"{count} {outcome}" for outcome, count in summary.outcomes.items()) or "nothing ran"
    plus = f", and {summary.unpriced_calls} calls of unknown price" if summary.unpriced_calls else ""
    lines = [f"{summary.model}: {summary.scored} of {summary.planned} episodes scored ({counts})"]
    rate = ""
    if summary.success_rate is not None and summary.success_interval is not None:
        low, high = summary.success_interval
        rate = (
            f"success {summary.successes} of {summary.tried} ({summary.success_rate:.0%}, 95% {low:.0%}-{high:.0%}), "
        )
    if summary.scored:
        with_missing = _figure(summary.mean_with_missing)
        lines.append(f"  {rate}mean score {_figure(summary.mean)}, {with_missing} with the missing as zero")
    for task in summary.tasks:
        passes = ", ".join(f"pass@{k} {value:.2f}" for k, value in task.pass_at.items())
        figures = f"mean {_figure(task.mean)}, best {_figure(task.best)}, {passes or 'no quota to reach'}"
        detail = figures if task.scored else "no score"
        lines.append(f"  {task.task}: {task.scored} of {task.planned} scored, {detail}")
    lines.append(
        "  (the score is the throughput: what machines made in the best minute; in open play, the production score)"
    )
    lines.append(f"  {summary.tokens} tokens, ${summary.cost_usd:.4f}{plus}")
    return lines


def plain(summary: Summary) -> dict[str, Any]:
    """The summary as JSON-able values."""
    found: dict[str, Any] = msgspec.to_builtins(summary, str_keys=True)
    return found


def _task(task: str, trials: int, done: list[IndexLine], endless: bool) -> TaskSummary:
    own = [line for line in done if line.task == task]
    scores = [line.score for line in own if line.score is not None]
    successes = sum(line.success for line in own)
    tried = {} if endless else {k: pass_at_k(len(own), successes, k) for k in sorted({1, len(own)} - {0})}
    return TaskSummary(
        task=task,
        planned=trials,
        scored=len(own),
        successes=successes,
        mean=mean(scores),
        best=max(scores, default=None),
        pass_at={k: value for k, value in tried.items() if value is not None},
    )


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.4g}"
