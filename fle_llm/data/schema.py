"""The shape of `base.json`: one record per recipe, item, fluid, technology, resource and entity of the base game.

Units: seconds at speed one, watts, joules, tiles, ticks (60 a second), °C; directions count sixteenths of a turn
clockwise from north, y grows to the south; everything spatial is given as it is when facing north. A field that is
absent has its default. Owns the records and what can be told from one record alone; `facts` ties them together.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Point = tuple[float, float]
Box = tuple[Point, Point]


class Record(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, gc=False):
    """An entry of the data file."""


class Amount(Record, frozen=True, kw_only=True):
    """Items, or units of a fluid, that go into or come out of something."""

    name: str
    amount: int = 1
    fluid: bool = False
    probability: float = 1.0
    amount_min: int | None = None
    amount_max: int | None = None
    fluidbox_index: int | None = None
    """Which of the machine's fluid boxes, counted from one over boxes of the same kind; None: the next free one."""
    ignored_by_productivity: int = 0
    """How much of the amount comes back from the ingredients, and earns no productivity bonus."""
    ignored_by_stats: int = 0
    """How much of the amount the production statistics leave out."""

    @property
    def expected(self) -> float:
        """The mean amount: of the range where there is one, times the probability."""
        if self.amount_min is not None and self.amount_max is not None:
            return (self.amount_min + self.amount_max) / 2 * self.probability
        return self.amount * self.probability


class RecipeFacts(Record, frozen=True, kw_only=True):
    """A recipe."""

    name: str
    category: str = "crafting"
    energy_s: float = 0.5
    ingredients: tuple[Amount, ...] = ()
    products: tuple[Amount, ...] = ()
    enabled: bool = True
    """Known from the start, without any research."""
    productivity: bool = False
    hidden: bool = False
    decompose: bool = True
    """False where it leads in a circle (barrels, enrichment): not a way to price its products."""
    main: str | None = None
    """The product the recipe counts as making; "" where it is none of them."""

    @property
    def main_product(self) -> str | None:
        """The product it counts as making: the named one, or the only one."""
        if self.main is not None:
            return self.main or None
        return self.products[0].name if len(self.products) == 1 else None

    @property
    def has_fluids(self) -> bool:
        """Whether a fluid goes in or comes out."""
        return any(part.fluid for part in (*self.ingredients, *self.products))


class ItemFacts(Record, frozen=True, kw_only=True):
    """An item."""

    name: str
    stack: int
    type: str = "item"
    place: str | None = None
    """The entity it becomes when placed."""
    place_tile: str | None = None
    fuel_value_j: float = 0.0
    fuel_category: str | None = None
    fuel_acceleration: float = 1.0
    fuel_top_speed: float = 1.0
    burnt_result: str | None = None
    effect: dict[str, float] = {}
    """Of a module: relative change of speed, consumption, productivity, pollution."""
    module_category: str | None = None
    module_tier: int = 0
    ammo_category: str | None = None
    magazine_size: int = 1
    durability: float | None = None
    rocket_launch_products: tuple[Amount, ...] = ()
    hidden: bool = False


class FluidFacts(Record, frozen=True, kw_only=True):
    """A fluid; its heat capacity is in joules per unit and degree."""

    name: str
    default_temperature: float
    max_temperature: float | None = None
    heat_capacity_j: float = 1000.0


class Effect(Record, frozen=True, kw_only=True):
    """What a technology changes besides unlocking recipes."""

    type: str
    modifier: float | bool | None = None
    ammo_category: str | None = None
    turret: str | None = None


class Trigger(Record, frozen=True, kw_only=True):
    """What has to happen once for a technology that takes no science packs."""

    type: Literal["craft-item", "mine-entity", "send-item-to-orbit"]
    item: str | None = None
    entity: str | None = None
    count: int = 1


class TechnologyFacts(Record, frozen=True, kw_only=True):
    """A technology: `count` units, each taking `time_s` and the packs in `ingredients`; or a trigger."""

    name: str
    prerequisites: tuple[str, ...] = ()
    ingredients: dict[str, int] = {}
    count: int | None = None
    count_formula: str | None = None
    """The number of units as a formula of the level L, where levels go on."""
    time_s: float = 0.0
    unlocks: tuple[str, ...] = ()
    """Recipes."""
    effects: tuple[Effect, ...] = ()
    trigger: Trigger | None = None
    max_level: int | None = None
    infinite: bool = False
    upgrade: bool = False

    @property
    def deed(self) -> str:
        """What teaches it where no lab does, such as "make 10 copper-plate"; "" for what labs work out."""
        if self.trigger is None:
            return ""
        verb = {"craft-item": "make", "mine-entity": "dig", "send-item-to-orbit": "launch"}[self.trigger.type]
        return f"{verb} {self.trigger.count} {self.trigger.item or self.trigger.entity}"


class ResourceFacts(Record, frozen=True, kw_only=True):
    """What lies in the ground; `minimum`, `normal` and `depletion` describe wells that never run dry."""

    name: str
    category: str = "basic-solid"
    mining_time_s: float
    results: tuple[Amount, ...]
    infinite: bool = False
    minimum: int = 0
    normal: int = 1
    depletion: int = 1
    required_fluid: str | None = None
    fluid_amount: float = 0.0


class EnergySource(Record, frozen=True, kw_only=True):
    """Where an entity gets its energy, or where its energy goes."""

    type: Literal["electric", "burner", "heat", "void"]
    usage_priority: str | None = None
    drain_w: float | None = None
    """Standing consumption, where it is stated; `EntityFacts.drain_w` has the rule for the rest."""
    buffer_j: float | None = None
    input_limit_w: float | None = None
    output_limit_w: float | None = None
    fuel_slots: int = 0
    burnt_slots: int = 0
    fuel_categories: tuple[str, ...] = ()
    initial_fuel: str | None = None
    """What it is lit with when placed: `initial_fuel_share` of the energy of this item."""
    initial_fuel_share: float = 0.0
    effectivity: float = 1.0
    pollution_per_minute: float = 0.0
    min_working_temperature: float | None = None


class FluidConnection(Record, frozen=True, kw_only=True):
    """Where a fluid box meets another: through the face `direction` of the tile at `position`."""

    position: Point | None = None
    positions: tuple[Point, ...] = ()
    """One for each of north, east, south and west, where turning does not simply turn the position."""
    direction: int
    flow: Literal["input", "output", "input-output"] = "input-output"
    underground: int = 0
    """How far away, in tiles, the other end of an underground connection may be; 0: not underground."""


class FluidBox(Record, frozen=True, kw_only=True):
    """A place for one fluid; `volume` in units."""

    role: Literal["input", "output", "input-output", "none"] = "none"
    volume: float
    filter: str | None = None
    minimum_temperature: float | None = None
    maximum_temperature: float | None = None
    connections: tuple[FluidConnection, ...] = ()


class HeatConnection(Record, frozen=True, kw_only=True):
    """Where heat passes: through the face `direction` of the tile at `position`."""

    position: Point
    direction: int


class HeatBuffer(Record, frozen=True, kw_only=True):
    """A store of heat."""

    max_temperature: float
    specific_heat_j: float
    max_transfer_w: float
    connections: tuple[HeatConnection, ...] = ()


class EntityFacts(Record, frozen=True, kw_only=True):
    """Something that can stand on the map. Fields a kind does not have are None or empty."""

    name: str
    type: str
    tile_width: int = 1
    tile_height: int = 1
    collision_box: Box = ((0.0, 0.0), (0.0, 0.0))
    selection_box: Box = ((0.0, 0.0), (0.0, 0.0))
    max_health: float = 0.0
    mining_time_s: float | None = None
    """Seconds to take it down at mining speed one; None if it cannot be mined."""
    mined: tuple[Amount, ...] = ()
    item: str | None = None
    """The item that places it."""
    fast_replaceable_group: str | None = None
    next_upgrade: str | None = None
    # energy
    energy_usage_w: float = 0.0
    active_energy_usage_w: float = 0.0
    production_w: float = 0.0
    energy_source: EnergySource | None = None
    effectivity: float = 1.0
    heat_buffer: HeatBuffer | None = None
    # modules
    module_slots: int = 0
    allowed_effects: tuple[str, ...] = ()
    distribution_effectivity: float = 0.0
    beacon_profile: tuple[float, ...] = ()
    # storage
    inventory_size: int = 0
    logistic_mode: str | None = None
    logistic_slots: int = 0
    # making
    crafting_speed: float = 0.0
    crafting_categories: tuple[str, ...] = ()
    source_slots: int = 0
    result_slots: int = 0
    fixed_recipe: str | None = None
    fluid_boxes_need_recipe: bool = False
    rocket_parts_required: int = 0
    lab_inputs: tuple[str, ...] = ()
    researching_speed: float = 0.0
    # mining
    mining_speed: float = 0.0
    mining_radius: float = 0.0
    resource_categories: tuple[str, ...] = ()
    drop_vector: Point | None = None
    # moving items
    speed: float = 0.0
    """Of a belt: tiles per tick; of a robot: the same."""
    max_distance: int = 0
    related_underground_belt: str | None = None
    pickup_position: Point | None = None
    insert_position: Point | None = None
    rotation_speed: float = 0.0
    """Turns per tick."""
    extension_speed: float = 0.0
    energy_per_rotation_j: float = 0.0
    energy_per_movement_j: float = 0.0
    filter_slots: int = 0
    bulk: bool = False
    # electric poles and beacons
    supply_radius: float = 0.0
    wire_reach: float = 0.0
    # fluids
    fluid_boxes: tuple[FluidBox, ...] = ()
    mode: str | None = None
    target_temperature: float | None = None
    maximum_temperature: float | None = None
    pumping_speed: float = 0.0
    """Units per tick."""
    fluid_usage: float = 0.0
    """Units per tick."""
    burns_fluid: bool = False
    neighbour_bonus: float = 0.0
    gun: str | None = None
    # the character
    running_speed: float = 0.0
    build_distance: float = 0.0
    reach_distance: float = 0.0
    reach_resource_distance: float = 0.0
    drop_item_distance: float = 0.0
    item_pickup_distance: float = 0.0
    loot_pickup_distance: float = 0.0

    def tile_size(self, direction: int = 0) -> tuple[int, int]:
        """The tiles it covers along x and y when it faces `direction` (sixteenths of a turn)."""
        sideways = direction % 8 == 4
        return (self.tile_height, self.tile_width) if sideways else (self.tile_width, self.tile_height)

    @property
    def drain_w(self) -> float:
        """What it draws standing idle in an electric network.

        Where nothing is stated, crafting machines draw a thirtieth of their usage, and everything else nothing.
        """
        source = self.energy_source
        if source is None or source.type != "electric":
            return 0.0
        if source.drain_w is not None:
            return source.drain_w
        return self.energy_usage_w / 30 if self.crafting_speed and self.type != "character" else 0.0


def turned(point: Point, direction: int) -> Point:
    """A point given as facing north, when its entity faces north, east, south or west (0, 4, 8, 12)."""
    x, y = point
    for _ in range(direction // 4 % 4):
        x, y = -y, x
    return x, y


def connection_at(connection: FluidConnection, direction: int) -> tuple[Point, int]:
    """Where a connection lies relative to its entity's centre, and which way it opens, when the entity is turned."""
    facing = (connection.direction + direction) % 16
    if connection.positions:
        return connection.positions[direction // 4 % 4], facing
    if connection.position is None:
        raise ValueError("a fluid connection without a position")
    return turned(connection.position, direction), facing
