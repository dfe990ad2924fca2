"""Setting a task's world up: the map, what the agents carry, and whether the backend can do it at all.

Owns the way from a definition and a protocol to a world at tick 0. A world that lacks what the goal needs is refused
with a sentence that names it (`fle_llm.tasks.needs`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fle_llm.errors import TaskError, Unsupported
from fle_llm.tasks.definition import Definition, OpenPlayDefinition
from fle_llm.tasks.kits import EvaluationProtocol, kit
from fle_llm.tasks.needs import what_is_missing
from fle_llm.world.protocol import MapSpec, World

CreateWorld = Callable[[MapSpec], World]


@dataclass(frozen=True, slots=True)
class Setup:
    """How one task begins: everything a definition and a protocol fix together."""

    key: str
    protocol: EvaluationProtocol
    max_steps: int
    num_agents: int
    map: MapSpec
    target: str | None = None

    def map_spec(self, seed: int) -> MapSpec:
        """The map of one episode."""
        return MapSpec(
            kind=self.map.kind,
            seed=seed,
            agents=self.num_agents,
            all_technologies=self.map.all_technologies,
            inventories=self.map.inventories * self.num_agents,
            mining_productivity=self.map.mining_productivity,
        )

    def create(self, seed: int, create_world: CreateWorld) -> World:
        """A world in which the task can begin. Raises TaskError when this backend cannot offer one."""
        try:
            world = create_world(self.map_spec(seed))
        except Unsupported as error:
            raise TaskError(f"{self.key} cannot be set up on this backend: {error}") from error
        if self.target is not None:
            missing = what_is_missing(self.target, world.caps.entities)
            if missing:
                backend = f"{world.caps.backend} {world.caps.version}"
                world.close()
                raise TaskError(
                    f"{self.key} cannot be played on {backend}: making {self.target} needs {', '.join(missing)}"
                )
        return world


def make_setup(definition: Definition, protocol: EvaluationProtocol) -> Setup:
    """What a definition and a protocol fix together. A protocol's length applies to throughput tasks in the lab."""
    config = definition.config
    open_play = isinstance(definition, OpenPlayDefinition)
    kind = config.map or ("open" if open_play else "lab")
    inventory = config.starting_inventory
    if inventory is None:
        inventory = "empty" if open_play else "lab"
    items = kit(inventory, protocol) if isinstance(inventory, str) else dict(inventory)
    technologies = not open_play if config.all_technologies is None else config.all_technologies
    steps = protocol.steps if definition.task_type == "throughput" and kind == "lab" else None
    return Setup(
        key=config.task_key,
        protocol=protocol,
        max_steps=steps or config.trajectory_length,
        num_agents=config.num_agents,
        map=MapSpec(kind=kind, all_technologies=technologies, inventories=(items,)),
        target=getattr(config, "throughput_entity", None),
    )


def embedded_world(spec: MapSpec) -> World:
    """A world of the embedded engine."""
    from fle_llm.world.sim import SimWorld  # the engine loads only when a world is made

    return SimWorld.new(spec)
