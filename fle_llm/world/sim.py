"""SimWorld: World over the embedded engine.

It dispatches ops to the engine and keeps the protocol's promises: a refused op changes nothing, a refused atomic batch
leaves nothing behind, only `advance` moves time. Commands are single transactions in the engine; a batch of several is
guarded by the state's own encoding, taken before the first and restored when one is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from fle_llm.data import facts
from fle_llm.engine import Engine, assembling, build, buildable, characters, commands, knowledge, rocketry, turning
from fle_llm.engine.maps import of as terrain_of
from fle_llm.engine.state import Spec
from fle_llm.engine.storage import fits
from fle_llm.errors import Refused, WorldError
from fle_llm.version import __version__
from fle_llm.world import ops, sim_books, sim_entities, sim_map, sim_views
from fle_llm.world.protocol import Caps, MapSpec

_CAPS = Caps(
    backend="embedded",
    version=__version__,
    fork="exact",
    digest="exact",
    advance="instant",
    entities=buildable.BUILDABLE,
)


class SimWorld:
    """One embedded world. Make it with `SimWorld.new`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: Engine) -> None:
        """A world over an engine that nobody else touches."""
        self._engine = engine

    @classmethod
    def new(cls, spec: MapSpec) -> SimWorld:
        """A fresh world. Raises Unsupported for a map this engine cannot make, WorldError for a bad specification."""
        if spec.agents < 1 or len(spec.inventories) > spec.agents:
            raise WorldError(f"{spec.agents} agents with {len(spec.inventories)} inventories: one each at the most")
        inner = Spec(kind=spec.kind, seed=spec.seed, mining_productivity=spec.mining_productivity)
        inventories = [dict(items) for items in spec.inventories]
        inventories += [{} for _ in range(spec.agents - len(inventories))]
        for items in inventories:
            for item in items:
                if item not in facts().items:
                    raise WorldError(f"no item {item!r} to start with")
        engine = Engine.new(inner, terrain_of(inner), inventories)
        if spec.all_technologies:
            knowledge.learn_all(engine)
        else:
            knowledge.grant(engine)
        return cls(engine)

    @property
    def caps(self) -> Caps:
        """What this backend can do."""
        return _CAPS

    @property
    def tick(self) -> int:
        """Ticks since the world began."""
        return self._engine.tick

    def do(self, batch: Sequence[ops.Op], *, atomic: bool = True) -> list[Any]:
        """Run ops in order at zero ticks. Raises Refused."""
        take_back = self._undo(batch) if atomic else None
        answers: list[Any] = []
        for index, op in enumerate(batch):
            try:
                answers.append(_HANDLERS[type(op)](self._engine, op))
            except Refused as refused:
                if take_back is not None:
                    take_back()
                raise Refused(refused.reason, refused.data, index) from None
        return answers

    def _undo(self, batch: Sequence[ops.Op]) -> Callable[[], None] | None:
        """What takes a refused batch back; None where a single command does so by itself."""
        given = [op for op in batch if not isinstance(op, ops.QUERIES)]
        if len(given) < 2:
            return None
        learned = len(set(self._engine.state.knowledge.researched)) == len(facts().technologies)
        if learned and all(isinstance(op, ops.Exchange | ops.Deplete | ops.SetAgent) for op in given):
            return commands.backup(self._engine)
        state = self._engine.encode()

        def become() -> None:
            self._engine = Engine.decode(state)

        return become

    def advance(self, ticks: int) -> int:
        """Let time pass."""
        if ticks <= 0:
            raise WorldError(f"advance({ticks}): time only goes forward, by at least one tick")
        return self._engine.advance(ticks)

    def snapshot(self) -> bytes:
        """The whole state."""
        return self._engine.encode()

    def restore(self, data: bytes) -> None:
        """Become the state of a snapshot. Raises StateError."""
        self._engine = Engine.decode(data)

    def fork(self) -> SimWorld:
        """An independent copy."""
        return SimWorld(Engine.decode(self._engine.encode()))

    def digest(self) -> str:
        """32 hex digits over the exact state."""
        return self._engine.digest()

    def close(self) -> None:
        """Nothing is held."""


def _agent(engine: Engine, index: int) -> int:
    if not 0 <= index < len(engine.state.agents):
        raise Refused("bad-value", {"what": f"agent {index}: there are {len(engine.state.agents)}, counted from 0"})
    return index


def _clock(engine: Engine, op: ops.Clock) -> int:
    return engine.tick


def _can_place(engine: Engine, op: ops.CanPlace) -> list[ops.Verdict]:
    return [sim_entities.verdict(engine, item, _agent(engine, op.agent)) for item in op.items]


def _place(engine: Engine, op: ops.Place) -> ops.EntityView:
    agent = None if op.agent is None else _agent(engine, op.agent)
    return sim_views.entity(engine, build.place(engine, op.name, op.x, op.y, op.direction, agent))


def _remove(engine: Engine, op: ops.Remove) -> ops.Removed:
    return ops.Removed(build.remove(engine, build.find(engine, *_ref(op.ref)), _agent(engine, op.agent)))


def _ref(ref: ops.Ref) -> tuple[str, int, int]:
    return ref.name, ref.x, ref.y


def _rotate(engine: Engine, op: ops.Rotate) -> ops.EntityView:
    entity = build.find(engine, *_ref(op.ref))
    turning.rotate(engine, entity, op.direction)
    return sim_views.entity(engine, entity)


def _set_recipe(engine: Engine, op: ops.SetRecipe) -> ops.EntityView:
    entity = build.find(engine, *_ref(op.ref))
    assembling.set_recipe(engine, entity, op.recipe, _agent(engine, op.agent))
    return sim_views.entity(engine, entity)


def _set_filter(engine: Engine, op: ops.SetFilter) -> ops.EntityView:
    entity = build.find(engine, *_ref(op.ref))
    commands.set_filter(engine, entity, op.items)
    return sim_views.entity(engine, entity)


def _put(engine: Engine, op: ops.Put) -> ops.Moved:
    entity = build.find(engine, *_ref(op.ref))
    count, where = commands.put(engine, entity, op.item, op.count, op.inventory, _agent(engine, op.agent))
    return ops.Moved(count, where)


def _take(engine: Engine, op: ops.Take) -> ops.Moved:
    entity = build.find(engine, *_ref(op.ref))
    count, where = commands.take(engine, entity, op.item, op.count, op.inventory, _agent(engine, op.agent))
    return ops.Moved(count, where)


def _exchange(engine: Engine, op: ops.Exchange) -> ops.AgentView:
    commands.exchange(engine, _agent(engine, op.agent), op.take, op.give, op.made, op.used, op.by)
    return sim_books.agent(engine, op.agent)


def _deplete(engine: Engine, op: ops.Deplete) -> list[int]:
    return commands.deplete(engine, [(*_ref(ref), amount) for ref, amount in op.items])


def _gather(engine: Engine, op: ops.Gather) -> ops.Removed:
    return ops.Removed(commands.gather(engine, [_ref(ref) for ref in op.refs], _agent(engine, op.agent)))


def _set_agent(engine: Engine, op: ops.SetAgent) -> ops.AgentView:
    character = engine.state.agents[_agent(engine, op.index)]
    if op.inventory is not None:
        unknown = sorted(item for item in op.inventory if item not in facts().items)
        if unknown:
            raise Refused("unknown-name", {"name": unknown[0]})
        if not fits(op.inventory, {}, characters.slots(engine)):
            raise Refused("inventory-full", {"items": op.inventory, "slots": characters.slots(engine)})
        character.items = {item: count for item, count in op.inventory.items() if count > 0}
    character.x = character.x if op.x is None else op.x
    character.y = character.y if op.y is None else op.y
    return sim_books.agent(engine, op.index)


def _start_research(engine: Engine, op: ops.StartResearch) -> ops.ResearchView:
    knowledge.start(engine, op.technology)
    return sim_books.research(engine)


def _launch(engine: Engine, op: ops.Launch) -> bool:
    return rocketry.launch(engine, build.find(engine, *_ref(op.ref)))


def _unlock_all(engine: Engine, op: ops.UnlockAll) -> ops.ResearchView:
    knowledge.learn_all(engine)
    return sim_books.research(engine)


def _view_agent(engine: Engine, op: ops.Agent) -> ops.AgentView:
    return sim_books.agent(engine, _agent(engine, op.index))


_HANDLERS: dict[type, Callable[[Engine, Any], Any]] = {
    ops.Clock: _clock,
    ops.Entities: sim_entities.entities,
    ops.Resources: sim_map.resources,
    ops.Tiles: sim_map.tiles,
    ops.Obstacles: sim_map.obstacles,
    ops.Nearest: sim_map.nearest,
    ops.CanPlace: _can_place,
    ops.Ground: sim_map.ground,
    ops.Agent: _view_agent,
    ops.Research: lambda engine, _: sim_books.research(engine),
    ops.Statistics: lambda engine, _: sim_books.statistics(engine),
    ops.Place: _place,
    ops.Remove: _remove,
    ops.Rotate: _rotate,
    ops.SetRecipe: _set_recipe,
    ops.SetFilter: _set_filter,
    ops.Put: _put,
    ops.Take: _take,
    ops.Exchange: _exchange,
    ops.Deplete: _deplete,
    ops.Gather: _gather,
    ops.SetAgent: _set_agent,
    ops.StartResearch: _start_research,
    ops.UnlockAll: _unlock_all,
    ops.Launch: _launch,
}
