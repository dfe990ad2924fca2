"""From an exception to how an episode ended, and to who is to blame for it."""

from __future__ import annotations

from dataclasses import dataclass

from eval.endings import AGENT_ERROR, BUDGET, INFRA_ERROR, INTERRUPTED
from fle_llm.errors import FleError
from fle_llm.llm import errors as llm
from fle_llm.llm.redaction import redact

__all__ = ["EPISODE_LIMITS", "AgentBroke", "Ending", "blame"]

EPISODE_LIMITS = frozenset({"max_steps", "max_tokens", "max_cost_usd", "max_time_s"})

# what a provider would answer to every other call as well
_REFUSED = (
    llm.AuthenticationFailed,
    llm.PermissionDenied,
    llm.OutOfCredit,
    llm.ModelNotFound,
    llm.MissingKey,
    llm.NoPrice,
    llm.RoutingError,
    llm.ProviderFileError,
)
# a prompt the agent built that no try will make fit, and a model that is a program and has a bug
_AGENTS_OWN = (llm.ContextTooLong, llm.ScriptedModelError)


class AgentBroke(FleError):
    """An agent raised something that is none of our errors; the cause is chained."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How an episode ended. `refused`: the provider would refuse every other call of this model as well."""

    outcome: str
    reason: str
    detail: str = ""
    refused: bool = False


def blame(error: Exception, *, at_first: bool = False) -> Ending:
    """The ending an exception means; `at_first`: before the episode's first step was taken."""
    if isinstance(error, llm.BudgetReached):
        outcome = BUDGET if error.limit in EPISODE_LIMITS else INTERRUPTED
        return Ending(outcome, error.limit)
    detail = redact(str(error) or type(error).__name__)
    if isinstance(error, AgentBroke):
        return Ending(AGENT_ERROR, type(error.__cause__).__name__, detail)
    name = type(error).__name__
    if isinstance(error, _AGENTS_OWN):
        return Ending(AGENT_ERROR, name, detail)
    refused = isinstance(error, _REFUSED) or (at_first and type(error) is llm.BadRequest)
    return Ending(INFRA_ERROR, name, detail if isinstance(error, FleError) else f"{name}: {detail}", refused)
