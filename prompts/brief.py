"""What a prompt needs to know of a task, and nothing else.

A `Brief` is a plain value: it can be built by hand for a task that is not one of ours, and its equality is the equality
of the prompts made from it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fle_llm.data import facts

if TYPE_CHECKING:
    from fle_llm.tasks.kinds import Task


@dataclass(frozen=True, slots=True)
class Brief:
    """A task as the model is told it.

    `goal` has the whole wording with how it is measured; `entity`, `quota` and `window_s` are None where a task has
    none. `steps` are those of one agent. `inventory` is what each agent starts with, `unbuildable` what of it the
    world cannot place.
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
    unbuildable: tuple[str, ...] = ()

    @classmethod
    def of(cls, task: Task, agent: int = 0, *, buildable: Collection[str] | None = None) -> Brief:
        """The brief of one agent of a task; `buildable` are the entities its world can have (`World.caps.entities`)."""
        config, setup = task.definition.config, task.setup
        items = setup.map.inventories[0] if setup.map.inventories else {}
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
            inventory=tuple(items.items()),
            agents=setup.num_agents,
            agent=agent,
            instructions=instructions[agent] if instructions else None,
            unbuildable=() if buildable is None else tuple(item for item in items if _lacks(item, buildable)),
        )


def _lacks(item: str, buildable: Collection[str]) -> bool:
    entity = facts().entity_of_item(item)
    return entity is not None and entity not in buildable
