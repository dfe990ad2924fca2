"""The default agent: one model call a step, one program out of its reply.

Owns the turn: render the observation, let the memory choose what is sent, ask, parse, remember. A reply without a
program becomes an action that runs nothing, and the model is told why before its next turn. When the messages no longer
fit the model's context, the older half is dropped and the call repeated; the turn records from which step on. What
belongs to a strategy is `agents.memory`, to a text `prompts`, to money and retries `fle_llm.llm`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from agents.base import Message, Model, Report, Turn, message_id
from agents.memory import History, Memory, make_memory, report_request
from agents.parsed import Parsed
from agents.parsing import parse_reply
from agents.reasoning import separate_thoughts
from fle_llm.gym_env.action import Action
from fle_llm.llm.errors import ContextTooLong
from prompts.brief import Brief
from prompts.observation import BudgetLeft, Limits, observation_text
from prompts.system import system_prompt

if TYPE_CHECKING:
    from fle_llm.tasks.kinds import Task

NO_REPLY = "(no reply)"  # stands for an empty answer in later calls: several providers refuse empty messages
NO_REPORT = "(The report came out empty.)"


class CodeAgent:
    """Plays one task with one model.

    `parameters` go to every call (temperature, max_tokens, …). `index` is the agent's number in the task, `steps` its
    number of steps where the caller limits them below the task's, `buildable` what its world can place
    (`World.caps.entities`). `budget_left` is asked before each turn.
    """

    def __init__(
        self,
        model: Model,
        *,
        memory: Memory | str = "window",
        profile: str = "full",
        parameters: Mapping[str, Any] | None = None,
        index: int = 0,
        steps: int | None = None,
        buildable: Collection[str] | None = None,
        limits: Limits | None = None,
        budget_left: Callable[[], BudgetLeft | None] | None = None,
    ) -> None:
        self.model = model
        self.memory = make_memory(memory) if isinstance(memory, str) else memory
        self.profile = profile
        self.parameters = dict(parameters or {})
        self.index = index
        self.system = ""
        self._steps = steps
        self._buildable = buildable
        self._limits = limits
        self._budget_left = budget_left
        self._brief: Brief | None = None
        self._turns: list[Turn] = []
        self._messages: dict[str, Message] = {}

    @property
    def turns(self) -> Sequence[Turn]:
        """The turns so far, oldest first."""
        return tuple(self._turns)

    def reset(self, task: Task | Brief) -> None:
        """Begin an episode of this task."""
        brief = task if isinstance(task, Brief) else Brief.of(task, self.index, buildable=self._buildable)
        self._brief = replace(brief, steps=self._steps) if self._steps is not None else brief
        self.system = system_prompt(self._brief, profile=self.profile)
        self._turns = []
        self._messages = {}

    def resume(self, turns: Sequence[Turn]) -> None:
        """Continue after these turns."""
        self._turns = list(turns)

    def message(self, identity: str) -> Message:
        """A message that was sent in a turn of this object, by its id. Raises KeyError for another."""
        return self._messages[identity]

    async def act(self, observation: Any) -> Action:
        """Show the observation to the model and take the program out of its reply."""
        observed = self._observed(observation)
        past = History.of(self.system, self._turns, observed)
        history = await self._report(past)
        history, messages, completion = await self._ask(history, self.memory.messages)
        parsed = parse_reply(
            completion.text or completion.refusal,
            completion.finish_reason,
            tool_calls=completion.tool_calls,
            reasoning=completion.reasoning,
        )
        if parsed.code is None and self.model.ledger is not None:
            self.model.ledger.mark_unparsable(completion.call)
        turn = Turn(
            step=len(self._turns) + 1,
            observed=observed,
            sent=self._remember(messages),
            reply=_quoted(completion.text, parsed),
            raw=completion.text,
            reasoning=completion.reasoning,
            code=parsed.code,
            problem=parsed.problem,
            kind=parsed.kind,
            finish_reason=completion.finish_reason,
            model=completion.model,
            usage=completion.usage,
            cost_usd=completion.cost_usd,
            latency_s=completion.latency_s,
            notes=tuple(completion.notes),
            report=history.report if history.report is not past.report else None,
            floor=history.floor,
        )
        self._turns.append(turn)
        return Action(parsed.code or "", self.index)

    def _observed(self, observation: Any) -> str:
        plain = observation.to_dict() if hasattr(observation, "to_dict") else observation
        last = self._turns[-1] if self._turns else None
        return observation_text(
            plain,
            step=len(self._turns) + 1,
            brief=self._brief,
            problem=last.problem if last is not None else None,
            budget=self._budget_left() if self._budget_left is not None else None,
            limits=self._limits,
        )

    async def _report(self, history: History) -> History:
        """The history with the report the memory asks for, if one is due; its call is paid for like any other."""
        before = self.memory.due(history)
        if before is None:
            return history
        history, _, answer = await self._ask(history, lambda one: report_request(one, before), purpose="report")
        text = separate_thoughts(answer.text).answer.strip() or NO_REPORT
        return replace(history, report=Report(before, text, answer.usage, answer.cost_usd))

    async def _ask(
        self, history: History, build: Callable[[History], list[Message]], **purpose: str
    ) -> tuple[History, list[Message], Any]:
        """The model's answer, after leaving out the older half of the turns as often as it takes to fit."""
        while True:
            messages = build(history)
            try:
                return history, messages, await self.model.acall(messages, **self.parameters, **purpose)
            except ContextTooLong:
                shown = sum(message["role"] == "assistant" for message in messages)
                if shown < 1:
                    raise
                history = replace(history, floor=history.floor_for(shown // 2))

    def _remember(self, messages: Sequence[Message]) -> tuple[str, ...]:
        identities = tuple(message_id(message) for message in messages)
        self._messages |= dict(zip(identities, messages, strict=True))
        return identities


def _quoted(text: str, parsed: Parsed) -> str:
    """A reply as later turns quote it: without thoughts; a program that came in a tool call stands in a block."""
    said = separate_thoughts(text).answer.strip()
    if not said and parsed.code is not None:
        return f"```python\n{parsed.code}\n```"
    return said or NO_REPLY
