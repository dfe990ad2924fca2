"""The Gymnasium environment: one step is one program of one agent, then a measurement, then an observation.

Owns the order of a step and what `reset` and `step` return. Promises Gymnasium's API to the letter, observations that
are a function of (task, seed, actions), and finite rewards. The episode itself is `fle_llm.gym_env.episode`, the
measure `fle_llm.tasks`, what is shown `fle_llm.gym_env.observe`, what is reported beside it `fle_llm.gym_env.info`.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gymnasium
from gymnasium.error import ResetNeeded

from fle_llm.errors import FleError
from fle_llm.gym_env import info, observe
from fle_llm.gym_env.action import Action
from fle_llm.gym_env.ansi import ansi
from fle_llm.gym_env.episode import Episode, EpisodeOptions
from fle_llm.gym_env.frame import rgb_array
from fle_llm.gym_env.game_state import GameState
from fle_llm.gym_env.observation import Observation
from fle_llm.gym_env.spaces import MAX_CODE, action_space, observation_space
from fle_llm.sandbox import Limits, warm_up
from fle_llm.tasks.definition import DEFINITION_CLASSES, Definition
from fle_llm.tasks.kinds import Task, load_task, make_task
from fle_llm.tasks.kits import DEFAULT_PROTOCOL
from fle_llm.tasks.production import statistics
from fle_llm.tasks.setup import CreateWorld, embedded_world
from fle_llm.tasks.verification import Verification
from fle_llm.world.ops import StatisticsView

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LAB_SEED = 0
"""The seed of a laboratory world when none is given: the map is fixed, so a task is the same each time."""
OPEN_SEED = 44340
"""The open map that FLE's open play is on (AGENT_API 9.8): an environment that was never given a seed plays there."""


class FactorioGymEnv(gymnasium.Env[dict[str, Any], "Action | Mapping[str, Any]"]):
    """A Factorio task as a Gymnasium environment.

    `task` is a key, an alias, an environment id, the path of a definition file, or a definition; with these,
    `num_agents`, `max_steps` (steps an agent) and `protocol` say how it is played. It may also be a task. `limits`
    bound one program. `unsafe_no_sandbox` runs programs without confinement, for machines that offer none.
    `create_world` makes another backend's world.

    An action is an `Action` or a dict of the action space. Raises TaskError when the task is unknown or this backend
    cannot offer it, and SandboxError when programs cannot be run: neither is ever a reward.
    """

    metadata = {"render_modes": ["ansi", "rgb_array"], "render_fps": 1}  # noqa: RUF012 -- as Gymnasium declares it

    def __init__(
        self,
        task: str | Path | Definition | Task,
        *,
        num_agents: int | None = None,
        max_steps: int | None = None,
        protocol: str = DEFAULT_PROTOCOL,
        render_mode: str | None = None,
        limits: Limits | None = None,
        strict_reach: bool = False,
        unsafe_no_sandbox: bool = False,
        create_world: CreateWorld = embedded_world,
    ) -> None:
        if render_mode is not None and render_mode not in self.metadata["render_modes"]:
            raise ValueError(f"render_mode is one of {self.metadata['render_modes']} or None, not {render_mode!r}")
        warm_up()  # the process that programs run in starts while the task is read and its world is made
        self.task = _task(task, num_agents, max_steps, protocol)
        self.render_mode = render_mode
        self.action_space = action_space(self.task.setup.num_agents)
        self.observation_space = observation_space()
        options = EpisodeOptions(limits or Limits(), strict_reach, unsafe_no_sandbox, create_world)
        self._episode = Episode(self.task, options)
        self._latest: GameState | None = None
        self._seeded = False
        self._shown: Observation | None = None

    @property
    def num_agents(self) -> int:
        """How many agents act in this environment."""
        return self.task.setup.num_agents

    @property
    def game_state(self) -> GameState:
        """The present moment, to step from later or elsewhere."""
        if self._latest is None:
            raise ResetNeeded("Call reset before asking for the game state")
        return self._latest

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Begin an episode, or go on from `options={"game_state": GameState | text | None}`.

        Without a seed a laboratory task is the same each time. An open map is the published one, seed 44340, until this
        environment was given a seed; then it is drawn from its generator, as Gymnasium asks.
        """
        super().reset(seed=seed)
        unknown = sorted(set(options or {}) - {"game_state"})
        if unknown:
            raise ValueError(f"reset takes the option game_state, not {', '.join(unknown)}")
        state = GameState.of((options or {}).get("game_state"))
        self._latest = None  # should this fail, there is nothing to go on from
        self._episode.begin(self._world_seed(seed))
        if state is not None:
            self._episode.load(state)
        observation = self._look(0)
        return observation, info.at_reset(self._episode, self.game_state)

    def step(self, action: Action | Mapping[str, Any]) -> tuple[dict[str, Any], float, bool, bool, dict[str, Any]]:
        """Run one program, measure the factory on a fork, and show the acting agent what came of it.

        Terminates on success and truncates when the steps are used up. Raises ResetNeeded after either, unless the
        action steps from an earlier state, and ValueError or TypeError for something that is no action. When anything
        else is raised, an interrupt included, the step has not happened and the environment is as it was.
        """
        act = self._checked(action)
        before = self.game_state
        try:
            return self._step(act)
        except BaseException:
            self._episode.load(before)
            raise

    def observe(self, agent_idx: int = 0) -> dict[str, Any]:
        """What an agent would see now, without acting. Messages that wait for it count as seen."""
        if self._latest is None:
            raise ResetNeeded("Call reset before observe")
        self._check_agent(agent_idx)
        return self._look(agent_idx)

    def render(self) -> str | NDArray[np.uint8] | None:
        """The last observation as text, in render mode "ansi"; a picture of the world as it is, in "rgb_array".

        Pictures are uint8 arrays of 768 x 1024 x 3. Raises ResetNeeded for one before the first reset.
        """
        if self.render_mode is None:
            gymnasium.logger.warn("render() was called without a render mode: make the environment with render_mode=")
            return None
        if self.render_mode == "rgb_array":
            if self._latest is None:
                raise ResetNeeded("Call reset before render")
            return rgb_array(self._episode.world)
        return "" if self._shown is None else ansi(self._shown)

    def snapshot(self) -> bytes:
        """The present moment as bytes, for `restore` here or in another process."""
        return self.game_state.to_raw().encode()

    def restore(self, state: bytes | str | GameState) -> None:
        """Become a saved moment. Raises StateError, and stays as it was, when it is damaged or of something else."""
        parsed = GameState.of(state)
        if parsed is None:
            raise ValueError("There is no state to restore in an empty text")
        if self._latest is None:
            self._episode.begin(LAB_SEED)
        self._episode.load(parsed)
        self._latest = parsed

    def fork(self) -> FactorioGymEnv:
        """An independent copy of this environment at this moment, with sandboxes of its own. Close it when done."""
        state = self.game_state
        copy = FactorioGymEnv(self.task, render_mode=self.render_mode)
        copy._episode = self._episode.fork()
        copy._latest, copy._shown, copy.spec = state, self._shown, self.spec
        copy.np_random.bit_generator.state = self.np_random.bit_generator.state
        copy._seeded = self._seeded
        return copy

    def digest(self) -> str:
        """A short hash of the world, the messages and the progress; what programs remember is left out."""
        return self.game_state.digest()

    def close(self) -> None:
        """End the sandboxes and the world. The environment can be reset again."""
        self._episode.close()
        self._latest = self._shown = None

    def _step(self, act: Action) -> tuple[dict[str, Any], float, bool, bool, dict[str, Any]]:
        episode = self._episode
        started = time.perf_counter()
        if act.game_state is not None and act.game_state is not self._latest:
            episode.load(act.game_state)
        if episode.over:
            raise ResetNeeded("This episode is over: call reset, or step from an earlier game_state")
        restored = time.perf_counter()
        before = statistics(episode.world)
        outcome = episode.run(act.agent_idx, act.code)
        ran = time.perf_counter()
        after = statistics(episode.world)
        verification, reward = self._measure()
        verified = time.perf_counter()
        shown = self._observation(act.agent_idx, outcome.text(), verification, before)
        self._latest = episode.save()
        observed = time.perf_counter()
        about = info.of_step(episode, act.agent_idx, outcome, verification, before, after)
        about["output_game_state"] = self._latest
        about["timing"] = info.StepTimes(
            restored - started, ran - restored, outcome.cpu_s, verified - ran, observed - verified
        )
        terminated = verification.success
        truncated = not terminated and episode.steps_left == 0
        return shown.to_dict(), reward, terminated, truncated, about

    def _look(self, agent_idx: int) -> dict[str, Any]:
        observation = self._observation(agent_idx, "", None, statistics(self._episode.world))
        self._latest = self._episode.save()
        return observation.to_dict()

    def _checked(self, action: Action | Mapping[str, Any]) -> Action:
        if self._latest is None:
            raise ResetNeeded("Call reset before step")
        act = Action.of(action)
        self._check_agent(act.agent_idx)
        if len(act.code) > MAX_CODE:
            raise ValueError(f"The program has {len(act.code)} characters, more than {MAX_CODE}")
        return act

    def _check_agent(self, agent_idx: int) -> None:
        if not 0 <= agent_idx < self.num_agents:
            raise ValueError(f"agent_idx is {agent_idx}, and this task has {self.num_agents} agents, counted from 0")

    def _world_seed(self, seed: int | None) -> int:
        if seed is not None:
            self._seeded = True
            return seed
        if self.task.setup.map.kind == "lab":
            return LAB_SEED
        return int(self.np_random.integers(2**31)) if self._seeded else OPEN_SEED

    def _measure(self) -> tuple[Verification, float]:
        episode = self._episode
        verification = self.task.verify(episode.world)
        reward, so_far = self.task.reward(verification, episode.progress.so_far)
        if not (math.isfinite(reward) and math.isfinite(so_far)):
            raise FleError(f"The reward came out as {reward}: a price or an amount is not a finite number")
        episode.advance(verification, so_far)
        return verification, reward

    def _observation(
        self, agent: int, output: str, verification: Verification | None, before: StatisticsView
    ) -> Observation:
        self._shown = observe.observation(self._episode, agent, output, verification, before)
        return self._shown


def _task(task: str | Path | Definition | Task, num_agents: int | None, max_steps: int | None, protocol: str) -> Task:
    if isinstance(task, (str, Path)):
        return load_task(task, protocol=protocol, num_agents=num_agents, max_steps=max_steps)
    if isinstance(task, DEFINITION_CLASSES):
        return make_task(task, protocol=protocol, num_agents=num_agents, max_steps=max_steps)
    return task
