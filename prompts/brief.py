"""What a prompt needs to know of a task, and nothing else.

A `Brief` is a plain value: it can be built by hand for a task that is not one of ours, and its equality is the equality
of the prompts made from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fle_llm.tasks.kinds import Task


@dataclass(frozen=True, slots=True)
class Brief:
    """A task as the model is told it.

    `goal` has the whole wording with how it is measured; `entity`, `quota` and `window_s` are None where a task has
    none. `steps` are those of one agent. `inventory` is what each agent starts with.
    """

    key: str
    goal: str
    steps: int
    entity: str | None = None
    quota: int | None = None
    window_s: int | None = None
    all_technologies: bool = True
    inventory: tuple[tuple[str, int], ...] = ()
    agents: int = 1
    agent: int = 0
    instructions: str | None = None

    @classmethod
    def of(cls, task: Task, agent: int = 0) -> Brief:
        """The brief of one agent of a task."""
        config, setup = task.definition.config, task.setup
        instructions = config.agent_instructions
        bounded = task.definition.task_type == "throughput"
        return cls(
            key=config.task_key,
            goal=task.goal.strip(),
            steps=setup.max_steps,
            entity=setup.target,
            quota=getattr(config, "quota", None) if bounded else None,
            window_s=getattr(config, "holdout_wait_period", None),
            all_technologies=setup.map.all_technologies,
            inventory=tuple(setup.map.inventories[0].items()) if setup.map.inventories else (),
            agents=setup.num_agents,
            agent=agent,
            instructions=instructions[agent] if instructions else None,
        )
