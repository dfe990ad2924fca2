"""How an episode and a command may end, in one vocabulary.

An infrastructure failure is never a score: only episodes that are done have one. What is not done is continued by the
same command.
"""

from __future__ import annotations

from collections.abc import Iterable

__all__ = [
    "AGENT_ERROR",
    "BUDGET",
    "DONE",
    "EXIT_BUDGET",
    "EXIT_INFRA",
    "EXIT_INTERRUPTED",
    "EXIT_OK",
    "EXIT_REFUSED",
    "EXIT_USAGE",
    "INFRA_ERROR",
    "INTERRUPTED",
    "RUN_LIMITS",
    "SCORED",
    "exit_code",
]

SCORED = "scored"  # the task ended the episode, by success or at the step limit
BUDGET = "budget"  # the episode's own limit of tokens, USD or seconds ended it; the score is what it had reached
AGENT_ERROR = "agent_error"  # the agent's own code failed
INFRA_ERROR = "infra_error"  # a provider, this machine or this package failed
INTERRUPTED = "interrupted"  # someone stopped the run, or the run's own budget did
DONE = frozenset({SCORED, BUDGET})  # there is a result.json, and the same command leaves it alone

RUN_LIMITS = frozenset({"run_max_cost", "run_max_time"})  # stop reasons of an interruption by the run's budget

EXIT_OK = 0
EXIT_INFRA = 1
EXIT_USAGE = 2
EXIT_BUDGET = 3
EXIT_REFUSED = 4
EXIT_INTERRUPTED = 130


def exit_code(outcomes: Iterable[str], *, stopped: str | None, refused: bool) -> int:
    """The command's exit code from its planned episodes' outcomes ("" for one that was never begun).

    `stopped` is why the command stopped early, if it did; `refused` that providers refused before any step was taken.
    """
    if all(outcome in DONE for outcome in outcomes):
        return EXIT_OK
    if stopped in RUN_LIMITS:
        return EXIT_BUDGET
    if stopped:
        return EXIT_INTERRUPTED
    return EXIT_REFUSED if refused else EXIT_INFRA
