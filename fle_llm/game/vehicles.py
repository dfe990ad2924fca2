"""The entity classes of defence, trains, vehicles, robots and signals: placed and listed, with little behaviour."""

from __future__ import annotations

from typing import Any, ClassVar

from msgspec import field

from fle_llm.game.entity import BurnerType, Electric, FluidHandler, StaticEntity
from fle_llm.game.inventory import Inventory
from fle_llm.game.model import Value
from fle_llm.game.position import Position


class Ammo(Value, kw_only=True):
    """A magazine; not an entity."""

    name: str
    magazine_size: int | None = None
    reload_time: float | None = None


class GunTurret(StaticEntity):
    """A turret that fires magazines."""

    _width: ClassVar[float] = 2
    _height: ClassVar[float] = 2
    turret_ammo: Inventory = field(default_factory=Inventory)
    kills: int | None = 0


class Turret(StaticEntity, Electric):
    """A laser or artillery turret."""

    _width: ClassVar[float] = 2
    _height: ClassVar[float] = 2
    electrical_id: int | None = None
    turret_ammo: Inventory = field(default_factory=Inventory)
    kills: int | None = 0


class FluidTurret(StaticEntity, FluidHandler):
    """A flamethrower turret."""

    _width: ClassVar[float] = 3
    _height: ClassVar[float] = 2
    turret_ammo: Inventory = field(default_factory=Inventory)
    kills: int | None = 0
    connection_points: list[Position] = field(default_factory=list)
    fluid_box: list[dict[str, Any]] = field(default_factory=list)
    fluid_systems: list[int] = field(default_factory=list)


class Roboport(StaticEntity, Electric):
    """A roboport."""

    _width: ClassVar[float] = 4
    _height: ClassVar[float] = 4
    electrical_id: int | None = None


class Combinator(StaticEntity, Electric):
    """A combinator or a power switch."""

    _width: ClassVar[float] = 2
    electrical_id: int | None = None


class TrainStop(StaticEntity):
    """A train stop."""

    _width: ClassVar[float] = 2
    _height: ClassVar[float] = 2


class RailSignal(StaticEntity):
    """A rail signal."""


class RollingStock(StaticEntity, BurnerType):
    """A locomotive or a wagon."""

    _width: ClassVar[float] = 6
    _height: ClassVar[float] = 2
    inventory: Inventory = field(default_factory=Inventory)
    fuel: Inventory = field(default_factory=Inventory)


class Vehicle(StaticEntity, BurnerType):
    """A car, a tank or a spidertron."""

    _width: ClassVar[float] = 2
    _height: ClassVar[float] = 2
    trunk_inventory: Inventory = field(default_factory=Inventory)
    fuel: Inventory = field(default_factory=Inventory)
