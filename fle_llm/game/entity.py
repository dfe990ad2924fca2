"""What every entity has in common: its fields, how it prints, how it compares, and the marks of its kind.

Promises the texts programs and prompts know: `repr()` is the short form (a new line, a tab, `Class(field=value, ...)`)
and `str()` the full dump. Unknown keyword arguments and attributes are kept, as programs may attach notes of their
own, but they do not cross to the host. Leaves the concrete classes to `entities`.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, ClassVar, overload

from msgspec import field

from fle_llm.game.direction import Direction
from fle_llm.game.inventory import Inventory
from fle_llm.game.model import LenientMeta, Value
from fle_llm.game.position import Dimensions, Position, TileDimensions, as_position
from fle_llm.game.status import EntityStatus

if TYPE_CHECKING:
    from fle_llm.game.prototypes import Prototype


class Electric:
    """Mark of entities that draw on, feed or carry an electric network; `electrical_id` is the network's number."""

    __slots__ = ()
    electrical_id: int | None


class BurnerType:
    """Mark of entities that burn `fuel`."""

    __slots__ = ()
    fuel: Inventory


class Filtered:
    """Mark of entities with an item `filter`."""

    __slots__ = ()
    filter: str | None


class FluidHandler:
    """Mark of entities with one fluid system at their `connection_points`."""

    __slots__ = ()
    connection_points: list[Position]
    fluid_box: list[dict[str, Any]]
    fluid_systems: list[int]


class TileSize:
    """The tiles an entity covers along one axis; on the class, the unrotated size of its kind."""

    def __init__(self, axis: str) -> None:
        self._axis = axis

    def __get__(self, entity: Entity | None, kind: type[Entity]) -> float:
        size = entity.tile_dimensions if entity is not None else None
        return float(getattr(size, f"tile_{self._axis}") if size else getattr(kind, f"_{self._axis}"))


class PrototypeOf:
    """The Prototype member an entity's name belongs to, or None; derived, so it cannot contradict the name."""

    @overload
    def __get__(self, entity: None, kind: type[Entity]) -> PrototypeOf: ...

    @overload
    def __get__(self, entity: Entity, kind: type[Entity]) -> Prototype | None: ...

    def __get__(self, entity: Entity | None, kind: type[Entity]) -> Prototype | PrototypeOf | None:
        from fle_llm.game.prototypes import prototype_by_name  # prototypes are defined in terms of entities

        return self if entity is None else prototype_by_name.get(entity.name)


class EntityMeta(LenientMeta):
    """Keeps keyword arguments that are no fields, as attributes of the new entity."""

    if not TYPE_CHECKING:

        def __call__(cls, *args: Any, **fields: Any) -> Any:  # noqa: N805 - a metaclass
            """Build the entity; what is no field of its class becomes an attribute of it."""
            notes = {name: fields.pop(name) for name in fields.keys() - cls.__struct_fields__}
            entity = super().__call__(*args, **fields)
            for name in sorted(notes.keys() - _DERIVED):
                setattr(entity, name, notes[name])
            return entity


_MARKED = ("fuel", "filter", "electrical_id")  # fields of the marks, shown first
_HIDDEN = frozenset({"dimensions", "tile_dimensions", "prototype", "type", "health", "id"})  # not in the short form
_DERIVED = frozenset({"prototype", "width", "height", "game"})  # accepted in a constructor, and not kept
_SHOWN: dict[type, tuple[str, ...]] = {}


def _shown(kind: type[EntityCore]) -> tuple[str, ...]:
    """What an entity class prints, in order: the fields of its marks, then from base to derived, extras last."""
    if kind not in _SHOWN:
        known = kind.__struct_fields__
        bases = [vars(base).get("__annotations__", {}) for base in reversed(kind.__mro__)]
        own = dict.fromkeys(name for fields in bases for name in fields if name in known or name == "prototype")
        last = [name for name in own if name in kind._extras]
        first = [name for name in _MARKED if name in own and name not in last]
        _SHOWN[kind] = (*first, *(name for name in own if name not in (*first, *last)), *last)
    return _SHOWN[kind]


class EntityCore(Value, metaclass=EntityMeta, kw_only=True, dict=True):
    """What identifies an entity: its name, where it is and where it faces."""

    _extras: ClassVar[frozenset[str]] = frozenset()
    """Fields that do not belong to the class in the API's own terms: attributes like any other, shown by str only."""

    name: str
    direction: Direction = Direction.UP
    position: Position

    @classmethod
    def _arguments(cls, args: tuple[Any, ...], fields: dict[str, Any]) -> dict[str, Any]:
        if args:
            raise TypeError(f"{cls.__name__} takes keyword arguments only")
        if "position" in fields and not isinstance(fields["position"], Position):
            fields["position"] = as_position(fields["position"])
        return fields

    def __hash__(self) -> int:
        return hash((self.name, self.position))

    def __reduce__(self) -> tuple[Any, ...]:
        fields = {name: getattr(self, name) for name in self.__struct_fields__}
        return _rebuilt, (type(self), fields | self.__dict__)

    def __copy__(self) -> EntityCore:
        return _rebuilt(*self.__reduce__()[1])

    def __deepcopy__(self, memo: dict[int, Any]) -> EntityCore:
        kind, fields = self.__reduce__()[1]
        return _rebuilt(kind, copy.deepcopy(fields, memo))

    def __str__(self) -> str:
        names = [n for n in _shown(type(self)) if n not in self._extras or getattr(self, n) is not None]
        return " ".join(f"{name}={getattr(self, name)!r}" for name in (*names, *self.__dict__))


class Entity(EntityCore, kw_only=True):
    """A thing on the map, as it was when it was read: reading again is the way to see what became of it."""

    _width: ClassVar[float] = 1
    _height: ClassVar[float] = 1
    width: ClassVar[TileSize] = TileSize("width")
    height: ClassVar[TileSize] = TileSize("height")

    id: int | None = None
    energy: float = 0.0
    type: str | None = None
    dimensions: Dimensions | None = None
    tile_dimensions: TileDimensions | None = None
    prototype: ClassVar[PrototypeOf] = PrototypeOf()
    health: float = 0.0
    warnings: list[str] = field(default_factory=list)
    status: EntityStatus = EntityStatus.NORMAL

    def __repr__(self) -> str:
        skipped = _HIDDEN | self._extras if self.warnings else _HIDDEN | self._extras | {"warnings"}
        pairs = [f"{name}={getattr(self, name)!r}" for name in _shown(type(self)) if name not in skipped]
        return f"\n\t{type(self).__name__}({', '.join(pairs)}, height={self.height}, width={self.width})"


class StaticEntity(Entity, kw_only=True):
    """An entity with `neighbours`, which the tools leave empty: get_entities(position=..., radius=...) tells."""

    neighbours: list[dict[str, Any]] | dict[str, Any] = field(default_factory=list)


def _rebuilt(kind: type[EntityCore], fields: dict[str, Any]) -> EntityCore:
    return kind(**fields)
