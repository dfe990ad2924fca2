"""The concrete entity classes: what each kind of building shows beyond the common fields.

Names, fields and defaults are those of the agent API. Declares nothing but fields, sizes and the few classes that
print in their own way; `entity` has the common part, `groups` what several of them form together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from msgspec import field

from fle_llm.game.entity import (
    BurnerType,
    Electric,
    Entity,
    EntityCore,
    Filtered,
    FluidHandler,
    StaticEntity,
)
from fle_llm.game.inventory import Inventory
from fle_llm.game.position import IndexedPosition, Position
from fle_llm.game.recipes import Ingredient, Recipe

__all__ = ["BurnerType", "Electric", "Entity", "EntityCore", "Filtered", "FluidHandler", "StaticEntity"]

if TYPE_CHECKING:
    Placed = Position
else:
    Placed = Position | None
"""A place that every entity a tool answers has; None only in one that a program made itself."""

Fluids = list[dict[str, Any]]
"""Fluid boxes that hold something: dicts with name, amount and temperature."""


def _lanes() -> dict[str, Inventory]:
    return {"left": Inventory(), "right": Inventory()}


def _two_inventories() -> list[Inventory]:
    return [Inventory(), Inventory()]


# --- moving items ---------------------------------------------------------------------------------------------------


class Rail(Entity):
    """A piece of rail."""


class Splitter(Entity):
    """A splitter; two lines in, two lines out."""

    _width: ClassVar[float] = 2
    input_positions: list[Position] = field(default_factory=list)
    output_positions: list[Position] = field(default_factory=list)
    inventory: list[Inventory] = field(default_factory=_two_inventories)


class TransportBelt(Entity):
    """One belt: where it takes items from, where it hands them on, and its two lanes."""

    _extras: ClassVar[frozenset[str]] = frozenset({"belt_status"})
    input_position: Placed = None  # type: ignore[assignment]
    output_position: Placed = None  # type: ignore[assignment]
    inventory: dict[str, Inventory] = field(default_factory=_lanes)
    is_terminus: bool = False
    is_source: bool = False
    belt_status: str | None = None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TransportBelt):
            return NotImplemented
        return (self.position.x, self.position.y) == (other.position.x, other.position.y)

    def __hash__(self) -> int:
        return hash((self.position.x, self.position.y))

    def __repr__(self) -> str:
        return f"Belt(({self.position})->, direction={self.direction!r})"


class UndergroundBelt(TransportBelt):
    """An underground belt: one end, or in a group both ends as one."""

    is_input: bool = True
    connected_to: int | None = None


class Inserter(StaticEntity, Electric):
    """An inserter; its direction is the side it drops to. `filter` is the item it may carry, None for any."""

    _extras: ClassVar[frozenset[str]] = frozenset({"filter"})
    electrical_id: int | None = None
    pickup_position: Placed = None  # type: ignore[assignment]
    drop_position: Placed = None  # type: ignore[assignment]
    filter: str | None = None


class BurnerInserter(Inserter, BurnerType):
    """An inserter that burns fuel."""

    fuel: Inventory = field(default_factory=Inventory)


class FilterInserter(Inserter, Filtered):
    """An inserter with a filter of its own, as earlier versions of the game had."""

    _extras: ClassVar[frozenset[str]] = frozenset()
    filter: str | None = None


class Chest(Entity):
    """A chest."""

    inventory: Inventory = field(default_factory=Inventory)


class LogisticChest(Chest):
    """A chest of the logistic network."""

    request_filters: list[dict[str, Any]] = field(default_factory=list)


# --- mining and making ----------------------------------------------------------------------------------------------


class MiningDrill(StaticEntity):
    """A drill: where its ore comes out, and the ore left in the whole square it mines."""

    drop_position: Placed = None  # type: ignore[assignment]
    resources: list[Ingredient] = field(default_factory=list)


class BurnerMiningDrill(MiningDrill, BurnerType):
    """A drill that burns fuel."""

    _width: ClassVar[float] = 2
    _height: ClassVar[float] = 2
    fuel: Inventory = field(default_factory=Inventory)


class ElectricMiningDrill(MiningDrill, Electric):
    """A drill on electricity."""

    _width: ClassVar[float] = 3
    _height: ClassVar[float] = 3
    electrical_id: int | None = None


class PumpJack(MiningDrill, FluidHandler, Electric):
    """A pump on an oil well."""

    _width: ClassVar[float] = 3
    _height: ClassVar[float] = 3
    connection_points: list[Position] = field(default_factory=list)
    fluid_box: Fluids = field(default_factory=list)
    fluid_systems: list[int] = field(default_factory=list)
    electrical_id: int | None = None


class Furnace(Entity, BurnerType):
    """A furnace that burns fuel."""

    _width: ClassVar[float] = 2
    _height: ClassVar[float] = 2
    _extras: ClassVar[frozenset[str]] = frozenset({"recipe", "burnt_result"})
    fuel: Inventory = field(default_factory=Inventory)
    furnace_source: Inventory = field(default_factory=Inventory)
    furnace_result: Inventory = field(default_factory=Inventory)
    recipe: Recipe | str | None = None
    burnt_result: Inventory | None = None


class ElectricFurnace(Entity, Electric):
    """A furnace on electricity."""

    _width: ClassVar[float] = 3
    _height: ClassVar[float] = 3
    _extras: ClassVar[frozenset[str]] = frozenset({"recipe", "furnace_modules"})
    electrical_id: int | None = None
    furnace_source: Inventory = field(default_factory=Inventory)
    furnace_result: Inventory = field(default_factory=Inventory)
    recipe: Recipe | str | None = None
    furnace_modules: Inventory | None = None


class AssemblingMachine(StaticEntity, Electric):
    """A machine that makes what its recipe says; `recipe` is a Recipe, or just its name right after it was set."""

    _width: ClassVar[float] = 3
    _height: ClassVar[float] = 3
    electrical_id: int | None = None
    recipe: Recipe | str | None = None
    assembling_machine_input: Inventory = field(default_factory=Inventory)
    assembling_machine_output: Inventory = field(default_factory=Inventory)
    assembling_machine_modules: Inventory = field(default_factory=Inventory)


class AdvancedAssemblingMachine(AssemblingMachine, FluidHandler):
    """An assembling machine that can take a fluid."""

    connection_points: list[Position] = field(default_factory=list)
    fluid_box: Fluids = field(default_factory=list)
    fluid_systems: list[int] = field(default_factory=list)


class MultiFluidHandler(AssemblingMachine):
    """A machine with several fluids going in and out, each at points of its own."""

    input_fluids: list[str] = field(default_factory=list)
    output_fluids: list[str] = field(default_factory=list)
    input_connection_points: list[IndexedPosition] = field(default_factory=list)
    output_connection_points: list[IndexedPosition] = field(default_factory=list)
    fluid_box: Fluids = field(default_factory=list)
    fluid_systems: list[int] = field(default_factory=list)


class ChemicalPlant(MultiFluidHandler):
    """A chemical plant."""


class OilRefinery(MultiFluidHandler):
    """An oil refinery."""

    _width: ClassVar[float] = 5
    _height: ClassVar[float] = 5


class Lab(Entity, Electric):
    """A lab: the science packs in it, and the technology it works on."""

    _width: ClassVar[float] = 3
    _height: ClassVar[float] = 3
    electrical_id: int | None = None
    lab_input: Inventory = field(default_factory=Inventory)
    lab_modules: Inventory = field(default_factory=Inventory)
    research: str | None = None

    def __repr__(self) -> str:
        research = f"research={self.research}, " if self.research else ""
        return (
            f"\n\tLab(lab_input={self.lab_input}, status={self.status!r}, {research}electrical_id={self.electrical_id})"
        )


class RocketSilo(StaticEntity, Electric):
    """A rocket silo; `rocket_progress` is in percent."""

    _width: ClassVar[float] = 9
    _height: ClassVar[float] = 9
    _extras: ClassVar[frozenset[str]] = frozenset({"launch_count"})
    electrical_id: int | None = None
    rocket_parts: int = 0
    rocket_inventory: Inventory = field(default_factory=Inventory)
    rocket_progress: float = 0.0
    launch_count: int | None = None

    def __repr__(self) -> str:
        return (
            f"\n\tRocketSilo(position={self.position}, status={self.status!r}, "
            f"rocket_parts={self.rocket_parts}, rocket_progress={self.rocket_progress}%)"
        )


class Rocket(Entity):
    """A rocket in its silo."""

    payload: Inventory | None = None
    launch_progress: float = 0.0


# --- fluids and power -----------------------------------------------------------------------------------------------


class FluidEntity(StaticEntity, FluidHandler):
    """An entity with one fluid system."""

    connection_points: list[Position] = field(default_factory=list)
    fluid_box: Fluids = field(default_factory=list)
    fluid_systems: list[int] = field(default_factory=list)


class Boiler(FluidEntity, BurnerType):
    """A boiler: water at its connection points, steam at `steam_output_point`."""

    _width: ClassVar[float] = 3
    _height: ClassVar[float] = 2
    fuel: Inventory = field(default_factory=Inventory)
    steam_output_point: Position | None = None


class HeatExchanger(Boiler):
    """A boiler heated by a heat pipe; it works from 500 degrees on."""

    _extras: ClassVar[frozenset[str]] = frozenset({"temperature"})
    temperature: float | None = None


class Generator(FluidEntity):
    """A steam engine or turbine."""

    _width: ClassVar[float] = 5
    _height: ClassVar[float] = 3
    _extras: ClassVar[frozenset[str]] = frozenset({"energy_generated_last_tick", "electrical_id"})
    energy_generated_last_tick: float | None = None
    electrical_id: int | None = None


class Pump(FluidEntity):
    """A pump in a pipeline."""

    _width: ClassVar[float] = 2


class OffshorePump(FluidEntity):
    """A pump on a shore."""

    _width: ClassVar[float] = 2


class StorageTank(FluidEntity):
    """A tank for one fluid."""

    _width: ClassVar[float] = 3
    _height: ClassVar[float] = 3
    _extras: ClassVar[frozenset[str]] = frozenset({"fluid", "fluid_amount", "fluid_temperature", "fluid_system_id"})
    fluid: str | None = None
    fluid_amount: float | None = None
    fluid_temperature: float | None = None
    fluid_system_id: int | None = None


class Pipe(Entity):
    """A pipe above or below ground; `contents` is what its whole segment holds."""

    _extras: ClassVar[frozenset[str]] = frozenset({"connections"})
    fluidbox_id: int = 0
    flow_rate: float = 0.0
    contents: float = 0.0
    fluid: str | None = None
    connections: list[Position] | None = None


class SolarPanel(StaticEntity, Electric):
    """A solar panel."""

    _width: ClassVar[float] = 3
    _height: ClassVar[float] = 3
    electrical_id: int | None = None
    production: float = 0.0
    energy_source: dict[str, Any] | None = None
    electric_output_flow_limit: float | None = None


class Accumulator(StaticEntity, Electric):
    """A store of electric energy."""

    _width: ClassVar[float] = 2
    _height: ClassVar[float] = 2
    electrical_id: int | None = None
    energy_source: dict[str, Any] | None = None


class ElectricityPole(Entity, Electric):
    """A pole of an electric network."""

    electrical_id: int | None = None
    flow_rate: float = 0.0

    def __hash__(self) -> int:
        return hash(self.electrical_id)


class Reactor(StaticEntity, BurnerType):
    """A nuclear reactor."""

    _width: ClassVar[float] = 5
    _height: ClassVar[float] = 5
    _extras: ClassVar[frozenset[str]] = frozenset({"burnt_result", "temperature"})
    fuel: Inventory = field(default_factory=Inventory)
    burnt_result: Inventory | None = None
    temperature: float | None = None


class Beacon(StaticEntity, Electric):
    """A beacon and the modules whose effects it spreads."""

    _width: ClassVar[float] = 3
    _height: ClassVar[float] = 3
    electrical_id: int | None = None
    beacon_modules: Inventory = field(default_factory=Inventory)
