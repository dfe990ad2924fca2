"""Groups: what connected belts, pipes, poles or walls form together. They are not entities."""

from __future__ import annotations

from collections.abc import Iterable
from math import floor

from msgspec import field

from fle_llm.game.entities import ElectricityPole, Pipe, TransportBelt, UndergroundBelt
from fle_llm.game.entity import Entity
from fle_llm.game.inventory import Inventory
from fle_llm.game.model import Value
from fle_llm.game.position import Position
from fle_llm.game.status import EntityStatus

_SHOWN_AT_EACH_END = 3


class EntityGroup(Value, kw_only=True):
    """Several entities that work as one; `id` is the number of the network they form."""

    id: int = 0
    status: EntityStatus = EntityStatus.NORMAL
    position: Position
    name: str = "entity-group"

    def __hash__(self) -> int:
        return hash((self.name, self.id, self.position))


class BeltGroup(EntityGroup, kw_only=True):
    """Belts that lead into one another, where the line starts and ends, and what lies on it. FULL_OUTPUT: some belt of
    it is full, usually the last ones, where inserters take less than comes."""

    name: str = "belt-group"
    belts: list[TransportBelt | UndergroundBelt] = field(default_factory=list)
    inputs: list[TransportBelt | UndergroundBelt] = field(default_factory=list)
    outputs: list[TransportBelt | UndergroundBelt] = field(default_factory=list)
    inventory: Inventory = field(default_factory=Inventory)

    def __repr__(self) -> str:
        return (
            f"\n\tBeltGroup(inputs={self.inputs!r}, outputs={self.outputs!r}, inventory={self.inventory}, "
            f"status={self.status!r}, belts=[{len(self.belts)} belts])"
        )

    __str__ = __repr__


class PipeGroup(EntityGroup, kw_only=True):
    """The pipes of one fluid segment: WORKING when there is fluid in them, else EMPTY."""

    name: str = "pipe-group"
    pipes: list[Pipe] = field(default_factory=list)

    def __repr__(self) -> str:
        known = next((pipe.fluid for pipe in self.pipes if pipe.fluid), None)
        fluid = f"fluid={known} " if known else ""
        return (
            f"\n\tPipeGroup(fluid_system={self.id}, {fluid}position={self.position}, "
            f"status={self.status!r}, pipes={_ends(self.pipes)})"
        )

    __str__ = __repr__


class ElectricityGroup(EntityGroup, kw_only=True):
    """The poles of one electric network."""

    name: str = "electricity-group"
    poles: list[ElectricityPole] = field(default_factory=list)

    def __repr__(self) -> str:
        voltage = floor(max((pole.flow_rate for pole in self.poles), default=0))
        return f"\tElectricityGroup(id={self.id}, poles=[{','.join(_places(self.poles))}], voltage={voltage})"

    __str__ = __repr__


class WallGroup(EntityGroup, kw_only=True):
    """Walls, taken together."""

    name: str = "wall-group"
    entities: list[Entity] = field(default_factory=list)


def _places(entities: Iterable[Entity]) -> list[str]:
    return [f"(x={entity.position.x},y={entity.position.y})" for entity in entities]


def _ends(entities: Iterable[Entity]) -> str:
    """The positions of the first and last few members, with `...` for those between."""
    places = _places(entities)
    if len(places) > 2 * _SHOWN_AT_EACH_END:
        places[_SHOWN_AT_EACH_END:-_SHOWN_AT_EACH_END] = ["..."]
    return f"[{','.join(places)}]"
