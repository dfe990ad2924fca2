"""What an agent is, and what each of its turns leaves behind.

An agent turns observations into actions. All it remembers is its list of turns: plain values, from which the same agent
continues in another process exactly as if it had never stopped (`resume`). What it sends to a model is a pure function
of those turns and the present observation. Steps are counted from 1, by the agent's own turns.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from fle_llm.llm.usage import Usage

if TYPE_CHECKING:
    from fle_llm.gym_env.action import Action
    from fle_llm.llm.completion import Completion
    from fle_llm.llm.ledger import Ledger
    from fle_llm.tasks.kinds import Task

Message = dict[str, Any]
"""A chat message: role and content, both text."""


class Report(msgspec.Struct, frozen=True):
    """A summary of the turns before step `before`, and what it cost."""

    before: int
    text: str
    usage: Usage = Usage()
    cost_usd: float | None = None


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """One step of an agent.

    `observed` is the text it was shown, `sent` names the messages of the call by `message_id`, `reply` is the answer as
    later turns quote it and `raw` as it came. `code` is None when the reply held no program: `problem` says why and is
    what the model is told next, `kind` is its short name. `report` was written just before this turn; `floor` is the
    first step that still fitted into the model's context.
    """

    step: int
    observed: str
    sent: tuple[str, ...] = ()
    reply: str
    raw: str | None = None
    reasoning: str = ""
    code: str | None = None
    problem: str | None = None
    kind: str = ""
    finish_reason: str | None = None
    model: str = ""
    usage: Usage = Usage()
    cost_usd: float | None = None
    latency_s: float = 0.0
    notes: tuple[str, ...] = ()
    report: Report | None = None
    floor: int = 1

    @property
    def outcome(self) -> str:
        """ "ok", or "no_program" when nothing could be run."""
        return "ok" if self.code is not None else "no_program"


class Model(Protocol):
    """What an agent asks: `fle_llm.llm.factory.APIFactory`, or anything that answers like it."""

    @property
    def ledger(self) -> Ledger | None:
        """Where the attempts are entered; the agent marks answers there that held no program. None: it keeps none."""

    async def acall(self, messages: Sequence[Mapping[str, Any]], **parameters: Any) -> Completion:
        """Answer. Raises ContextTooLong when the messages do not fit, other ProviderErrors, or BudgetReached."""


class Agent(Protocol):
    """One player of one task."""

    @property
    def turns(self) -> Sequence[Turn]:
        """The turns so far, oldest first."""

    @property
    def system(self) -> str:
        """The constant part of its prompt, "" where it has none; records keep its hash."""

    def reset(self, task: Task) -> None:
        """Begin an episode: forget all turns."""

    def resume(self, turns: Sequence[Turn]) -> None:
        """Continue after these turns of an episode of the same task; `reset` comes first."""

    async def act(self, observation: Any) -> Action:
        """Take the next turn. An action with empty code is a step without a program: it changes nothing and counts."""

    def message(self, identity: str) -> Message:
        """The message with this id, of any turn this object took."""


def message_id(message: Mapping[str, Any]) -> str:
    """The id of a message: sixteen hex digits over all it says."""
    return hashlib.sha256(msgspec.json.encode(message, order="deterministic")).hexdigest()[:16]


def turn_to_plain(turn: Turn) -> dict[str, Any]:
    """A turn as JSON-able values."""
    plain: dict[str, Any] = msgspec.to_builtins(turn)
    return plain


def turn_from_plain(plain: Mapping[str, Any]) -> Turn:
    """The turn that `turn_to_plain` wrote. Raises msgspec.ValidationError."""
    return msgspec.convert(plain, Turn)
