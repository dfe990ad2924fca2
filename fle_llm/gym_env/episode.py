"""One episode's moving parts: a world, its players, their mailbox, and how far the episode has come.

Knows nothing of Gymnasium. Promises that `load(save())` changes nothing that can be observed, and that nothing but
`run` moves time. One fresh snapshot of the set-up world is kept, so that beginning again is a restore.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fle_llm.errors import FleError, StateError
from fle_llm.gym_env.game_state import GameState, Progress
from fle_llm.sandbox import Limits, StepOutcome
from fle_llm.session.mailbox import Mailbox
from fle_llm.session.player import FRESH, Player
from fle_llm.tasks.kinds import Task
from fle_llm.tasks.setup import CreateWorld, embedded_world
from fle_llm.tasks.verification import Verification
from fle_llm.world.protocol import World


@dataclass(frozen=True, slots=True)
class EpisodeOptions:
    """How episodes are run. `unsafe` runs programs without confinement, where a machine has none."""

    limits: Limits = field(default_factory=Limits)
    strict_reach: bool = False
    unsafe: bool = False
    create_world: CreateWorld = embedded_world


class Episode:
    """An episode that can be begun any number of times."""

    def __init__(self, task: Task, options: EpisodeOptions) -> None:
        self.task = task
        self.options = options
        self.mailbox = Mailbox(task.setup.num_agents)
        self.players: list[Player] = []
        self.progress = Progress()
        self._world: World | None = None
        self._fresh: tuple[int, bytes] | None = None

    @property
    def world(self) -> World:
        """The world, once the episode has begun."""
        if self._world is None:
            raise FleError("The episode has not begun: call reset first")
        return self._world

    @property
    def backend(self) -> str:
        """The engine and version that a score is made under."""
        return f"{self.world.caps.backend} {self.world.caps.version}"

    @property
    def over(self) -> bool:
        """Whether the episode is won or out of steps."""
        return self.progress.success or self.steps_left == 0

    @property
    def steps_left(self) -> int:
        """Steps all agents together may still take."""
        return max(0, self.task.setup.max_steps * self.task.setup.num_agents - self.progress.steps)

    def begin(self, seed: int) -> None:
        """Start over in a fresh world of this seed. Raises TaskError when the backend cannot offer it."""
        if self._world is not None and self._fresh is not None and self._fresh[0] == seed:
            self._world.restore(self._fresh[1])
        else:
            self._replace(self.task.setup.create(seed, self.options.create_world))
            self._fresh = (seed, self.world.snapshot())
        self.mailbox.load(Mailbox(len(self.players)).save())
        self.progress = Progress(seed=seed)
        for player in self.players:
            player.namespace, player.seed = FRESH, seed

    def sandbox_info(self) -> dict[str, Any]:
        """What confines programs here. Raises SandboxError or SandboxUnavailable when they cannot be run at all."""
        return dict(self.players[0].open().info)

    def run(self, agent: int, code: str) -> StepOutcome:
        """Run one agent's program."""
        return self.players[agent].run(code)

    def advance(self, verification: Verification, so_far: float) -> None:
        """Count a step that was verified and rewarded."""
        self.progress = Progress(
            seed=self.progress.seed,
            steps=self.progress.steps + 1,
            so_far=so_far,
            best_throughput=max(self.progress.best_throughput, verification.throughput or 0.0),
            success=verification.success,
        )

    def save(self) -> GameState:
        """The present moment."""
        return GameState(
            task_key=self.task.setup.key,
            backend=self.world.caps.backend,
            backend_version=self.world.caps.version,
            world_digest=self.world.digest(),
            inboxes=self.mailbox.save(),
            progress=self.progress,
            world=self.world.snapshot(),
            namespaces=tuple(player.namespace for player in self.players),
        )

    def load(self, state: GameState) -> None:
        """Become a saved moment. Raises StateError, and stays as it was, when the state is of something else."""
        found, expected = state.num_agents, len(self.players)
        if state.task_key != self.task.setup.key:
            raise StateError(f"This state was saved in the task {state.task_key}, not {self.task.setup.key}")
        if found != expected or len(state.inboxes) != expected:
            raise StateError(f"This state has {found} agents, the task has {expected}")
        if state.backend != self.world.caps.backend:
            raise StateError(f"This state was saved by {state.backend}, and {self.backend} cannot read it")
        self.world.restore(state.world)
        self.mailbox.load(state.inboxes)
        self.progress = state.progress
        for player, namespace in zip(self.players, state.namespaces, strict=True):
            player.namespace, player.seed = namespace, state.progress.seed

    def fork(self) -> Episode:
        """An independent copy, with sandboxes of its own."""
        copy = Episode(self.task, self.options)
        copy._replace(self.world.fork())
        copy._fresh = self._fresh
        copy.mailbox.load(self.mailbox.save())
        copy.progress = self.progress
        for mine, theirs in zip(self.players, copy.players, strict=True):
            theirs.namespace, theirs.seed = mine.namespace, mine.seed
        return copy

    def close(self) -> None:
        """End the sandboxes and the world."""
        for player in self.players:
            player.close()
        self.players = []
        if self._world is not None:
            self._world.close()
            self._world = None
        self._fresh = None

    def _replace(self, world: World) -> None:
        fresh = self._fresh
        self.close()
        self._fresh = fresh
        self._world = world
        self.players = [
            Player(
                world,
                index,
                self.mailbox,
                limits=self.options.limits,
                strict_reach=self.options.strict_reach,
                unsafe=self.options.unsafe,
            )
            for index in range(self.task.setup.num_agents)
        ]
