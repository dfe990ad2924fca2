"""The steps of an episode: ask the agent, run its program, put the step on record, and again.

Goes on from the record's last step: world, programs' memory, messages and the agents' turns are what they were, and the
world must have the digest that the record says.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from agents.base import Agent, turn_from_plain
from agents.registry import make_agent
from eval.blame import AgentBroke, Ending, blame
from eval.config import EpisodeSpec
from eval.control import Control
from eval.endings import SCORED
from eval.journal import Journal, Saved
from eval.outcome import head_of, plain_totals, step_line
from eval.recorded_model import RecordedModel
from eval.replayed import ReplayedModel, recorded_run
from eval.tape import read_expected
from eval.teller import Teller
from fle_llm.errors import FleError, RecordError
from fle_llm.gym_env.action import Action
from fle_llm.gym_env.environment import FactorioGymEnv
from fle_llm.gym_env.game_state import GameState
from fle_llm.llm.budget import Budget
from fle_llm.llm.errors import BudgetReached
from fle_llm.llm.factory import APIFactory
from fle_llm.llm.ledger import Ledger
from fle_llm.tasks.setup import embedded_world
from prompts.observation import BudgetLeft

__all__ = ["Play"]


class Play:
    """The moving parts of one episode in this process. Close it."""

    def __init__(self, spec: EpisodeSpec, control: Control, journal: Journal, elapsed: Callable[[], float]) -> None:
        limits = spec.limits
        self._spec = spec
        self._control = control
        self._journal = journal
        self._elapsed = elapsed
        self._ledger = Ledger(journal.spent())
        self._teller = Teller(spec, control, self._ledger)
        self._budget = Budget(
            max_tokens=limits.max_tokens, max_cost_usd=limits.max_cost_usd, max_time_s=limits.max_time_s
        )
        self._expected = read_expected(spec)
        self._shown: dict[int, dict[str, Any]] = {}  # by agent: the outcome of its last program
        self._environment = FactorioGymEnv(spec.env_id, protocol=spec.protocol, max_steps=limits.max_steps)

    @property
    def quota(self) -> float | None:
        """The throughput the task asks for, if it does."""
        return getattr(self._environment.task.definition.config, "quota", None)

    def close(self) -> None:
        """Give the world and the sandboxes back."""
        self._environment.close()

    async def run(self) -> Ending:
        """Take steps until something ends the episode."""
        self._shown[0], info = self._environment.reset(seed=self._spec.seed)
        async with self._factory() as factory:
            model = RecordedModel(factory, self._journal, self._teller.paid)
            agents = [self._agent(index, model) for index in range(self._environment.num_agents)]
            digest = self._environment.game_state.world_digest
            self._journal.begin(head_of(self._spec, info, digest, agents))
            self._compare(0, digest)
            self._go_on(agents)
            self._teller.began(len(self._journal.steps), self._journal.last)
            while (ending := self._ending()) is None:
                await self._step(model, agents)
        return ending

    def _factory(self) -> APIFactory | ReplayedModel:
        spec = self._spec
        source = recorded_run(spec.model)
        if source is not None:
            return ReplayedModel(source, spec.task, spec.trial, self._ledger, self._limit)
        return APIFactory(
            spec.model,
            base_url=spec.base_url,
            api_key_env=spec.api_key_env,
            providers=spec.providers,
            ledger=self._ledger,
            limit=self._limit,
            require_known_price=spec.limits.max_cost_usd is not None,
            on_wait=self._teller.waits,
            stream=spec.stream,
            on_progress=self._teller.answering,
        )

    def _agent(self, index: int, model: RecordedModel) -> Agent:
        spec = self._spec
        agent = make_agent(
            spec.agent,
            model,
            memory=spec.memory,
            profile=spec.prompt,
            index=index,
            budget_left=self._budget_left,
        )
        agent.reset(self._environment.task)
        return agent

    def _go_on(self, agents: Sequence[Agent]) -> None:
        """Become what the record says a former process was after its last step."""
        saved, last = self._journal.saved(), self._journal.last
        if saved is None or last is None:
            return
        state = GameState.parse_raw(saved.game_state)
        found = self._true_digest(state)
        if found != last.digest:
            raise RecordError(
                f"the snapshot of step {last.step} restores to the world {found}, and the record says {last.digest}: "
                "another version of the engine wrote it, or it is damaged"
            )
        self._environment.restore(state)
        self._shown = {int(index): shown for index, shown in saved.observations.items()}
        for index, agent in enumerate(agents):
            lines = [line for line in self._journal.steps if line.agent == index]
            agent.resume([turn_from_plain(line.turn) for line in lines if line.turn is not None])
        for call in self._journal.unparsable():
            self._ledger.mark_unparsable(call)

    def _true_digest(self, state: GameState) -> str:
        """The digest that a saved world really has, whatever its file says."""
        world = self._environment.task.setup.create(self._spec.seed, embedded_world)
        try:
            world.restore(state.world)
            return world.digest()
        finally:
            world.close()

    def _ending(self) -> Ending | None:
        """Why no other step may begin, if so."""
        last = self._journal.last
        if last is not None and (last.terminated or last.truncated):
            return Ending(SCORED, "success" if last.terminated else "max_steps")
        reached = self._limit()
        return None if reached is None else blame(BudgetReached(reached))

    def _limit(self) -> str | None:
        own = self._budget.exceeded(self._ledger, seconds=self._elapsed())
        return own or self._control.stop_reason()

    def _budget_left(self) -> BudgetLeft | None:
        tokens, cost = self._spec.limits.max_tokens, self._spec.limits.max_cost_usd
        if tokens is None and cost is None:
            return None
        totals = self._ledger.totals
        return BudgetLeft(
            tokens=None if tokens is None else max(0, tokens - totals.tokens),
            cost_usd=None if cost is None else max(0.0, cost - totals.cost_usd),
        )

    async def _step(self, model: RecordedModel, agents: Sequence[Agent]) -> None:
        number = len(self._journal.steps) + 1
        index = (number - 1) % len(agents)
        agent, shown = agents[index], self._shown_to(index)
        model.step, model.agent = number, index
        turns, began = len(agent.turns), time.perf_counter()
        action = await _act(agent, shown)
        asked = time.perf_counter()
        seen, reward, terminated, truncated, info = self._environment.step(action)
        ran = time.perf_counter()
        self._shown[index] = seen
        model.settle()
        name, state_digest = self._journal.save(self._saved(number))
        line = step_line(
            number=number,
            agent=index,
            shown=shown,
            action=action,
            turn=agent.turns[-1] if len(agent.turns) > turns else None,
            taken=(reward, terminated, truncated, info),
            before=self._journal.last,
            digest=self._environment.game_state.world_digest,
            state=name,
            state_digest=state_digest,
            totals=plain_totals(self._ledger),
            model_s=round(asked - began, 3),
            program_s=round(ran - asked, 3),
            elapsed_s=round(self._elapsed(), 3),
        )
        self._journal.step(line)
        self._teller.stepped(line)
        self._compare(number, line.digest)

    def _saved(self, step: int) -> Saved:
        shown = {str(index): each for index, each in sorted(self._shown.items())}
        return Saved(step=step, game_state=self._environment.snapshot().decode(), observations=shown)

    def _shown_to(self, index: int) -> dict[str, Any]:
        """What an agent is shown: the outcome of its own last program, and the world as the others have left it."""
        if self._environment.num_agents == 1:
            return self._shown[0]
        fresh, own = self._environment.observe(index), self._shown.get(index)
        if own is None:
            return fresh
        kept = {key: own[key] for key in ("raw_text", "flows", "task_verification")}
        return {**fresh, **kept, "messages": [*own["messages"], *fresh["messages"]]}

    def _compare(self, step: int, digest: str) -> None:
        if self._expected is not None:
            self._expected.check(step, digest)


async def _act(agent: Agent, shown: dict[str, Any]) -> Action:
    try:
        return await agent.act(shown)
    except FleError:
        raise
    except Exception as error:  # the boundary to somebody's agent, which may raise anything
        raise AgentBroke(f"the agent raised {type(error).__name__}: {error}") from error
