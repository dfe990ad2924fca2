"""Prototype: everything a program can name, and the class its entities have.

A member's value is the pair of the game's name and the entity class, None for what cannot be placed. Members with
equal values are one member under several names. Names of earlier versions keep their meaning; names of things this
version does not have stay, and a tool that is given one says so.
"""

from __future__ import annotations

from enum import Enum
from typing import Any

from fle_llm.game import entities as kinds
from fle_llm.game import groups, vehicles
from fle_llm.game.entity import Entity
from fle_llm.game.enums import SuggestingEnumMeta


class Prototype(Enum, metaclass=SuggestingEnumMeta):
    """What a program can place, make, carry or ask for."""

    AssemblingMachine1 = "assembling-machine-1", kinds.AssemblingMachine
    AssemblingMachine2 = "assembling-machine-2", kinds.AdvancedAssemblingMachine
    AssemblingMachine3 = "assembling-machine-3", kinds.AdvancedAssemblingMachine
    Centrifuge = "centrifuge", kinds.AssemblingMachine
    BurnerInserter = "burner-inserter", kinds.BurnerInserter
    FastInserter = "fast-inserter", kinds.Inserter
    LongHandedInserter = "long-handed-inserter", kinds.Inserter
    BulkInserter = "bulk-inserter", kinds.Inserter
    StackInserter = "bulk-inserter", kinds.Inserter  # noqa: PIE796 - an alias
    FilterInserter = "fast-inserter", kinds.Inserter  # noqa: PIE796 - an alias
    StackFilterInserter = "bulk-inserter", kinds.Inserter  # noqa: PIE796 - an alias
    Inserter = "inserter", kinds.Inserter
    BurnerMiningDrill = "burner-mining-drill", kinds.BurnerMiningDrill
    ElectricMiningDrill = "electric-mining-drill", kinds.ElectricMiningDrill
    StoneFurnace = "stone-furnace", kinds.Furnace
    SteelFurnace = "steel-furnace", kinds.Furnace
    ElectricFurnace = "electric-furnace", kinds.ElectricFurnace
    Splitter = "splitter", kinds.Splitter
    FastSplitter = "fast-splitter", kinds.Splitter
    ExpressSplitter = "express-splitter", kinds.Splitter
    Rail = "rail", kinds.Rail
    TransportBelt = "transport-belt", kinds.TransportBelt
    FastTransportBelt = "fast-transport-belt", kinds.TransportBelt
    ExpressTransportBelt = "express-transport-belt", kinds.TransportBelt
    ExpressUndergroundBelt = "express-underground-belt", kinds.UndergroundBelt
    FastUndergroundBelt = "fast-underground-belt", kinds.UndergroundBelt
    UndergroundBelt = "underground-belt", kinds.UndergroundBelt
    OffshorePump = "offshore-pump", kinds.OffshorePump
    PumpJack = "pumpjack", kinds.PumpJack
    Pump = "pump", kinds.Pump
    Boiler = "boiler", kinds.Boiler
    OilRefinery = "oil-refinery", kinds.OilRefinery
    ChemicalPlant = "chemical-plant", kinds.ChemicalPlant
    SteamEngine = "steam-engine", kinds.Generator
    SolarPanel = "solar-panel", kinds.SolarPanel
    UndergroundPipe = "pipe-to-ground", kinds.Pipe
    HeatPipe = "heat-pipe", kinds.Pipe
    Pipe = "pipe", kinds.Pipe
    SteelChest = "steel-chest", kinds.Chest
    IronChest = "iron-chest", kinds.Chest
    WoodenChest = "wooden-chest", kinds.Chest
    IronGearWheel = "iron-gear-wheel", kinds.Entity
    StorageTank = "storage-tank", kinds.StorageTank
    SmallElectricPole = "small-electric-pole", kinds.ElectricityPole
    MediumElectricPole = "medium-electric-pole", kinds.ElectricityPole
    BigElectricPole = "big-electric-pole", kinds.ElectricityPole
    Coal = "coal", None
    Wood = "wood", None
    Sulfur = "sulfur", None
    IronOre = "iron-ore", None
    CopperOre = "copper-ore", None
    Stone = "stone", None
    Concrete = "concrete", None
    UraniumOre = "uranium-ore", None
    IronPlate = "iron-plate", None
    IronStick = "iron-stick", None
    SteelPlate = "steel-plate", None
    CopperPlate = "copper-plate", None
    StoneBrick = "stone-brick", None
    CopperCable = "copper-cable", None
    PlasticBar = "plastic-bar", None
    EmptyBarrel = "empty-barrel", None
    Battery = "battery", None
    SulfuricAcid = "sulfuric-acid", None
    Uranium235 = "uranium-235", None
    Uranium238 = "uranium-238", None
    Lubricant = "lubricant", None
    PetroleumGas = "petroleum-gas", None
    AdvancedOilProcessing = "advanced-oil-processing", None
    CoalLiquifaction = "coal-liquifaction", None
    SolidFuel = "solid-fuel", None
    LightOil = "light-oil", None
    HeavyOil = "heavy-oil", None
    ElectronicCircuit = "electronic-circuit", None
    AdvancedCircuit = "advanced-circuit", None
    ProcessingUnit = "processing-unit", None
    EngineUnit = "engine-unit", None
    ElectricEngineUnit = "electric-engine-unit", None
    Lab = "lab", kinds.Lab
    Accumulator = "accumulator", kinds.Accumulator
    GunTurret = "gun-turret", vehicles.GunTurret
    PiercingRoundsMagazine = "piercing-rounds-magazine", vehicles.Ammo
    FirearmMagazine = "firearm-magazine", vehicles.Ammo
    Grenade = "grenade", None
    Radar = "radar", kinds.Entity
    StoneWall = "stone-wall", kinds.Entity
    Gate = "gate", kinds.Entity
    SmallLamp = "small-lamp", kinds.Entity
    NuclearReactor = "nuclear-reactor", kinds.Reactor
    UraniumFuelCell = "uranium-fuel-cell", None
    HeatExchanger = "heat-exchanger", kinds.HeatExchanger
    AutomationSciencePack = "automation-science-pack", None
    MilitarySciencePack = "military-science-pack", None
    LogisticsSciencePack = "logistic-science-pack", None
    ProductionSciencePack = "production-science-pack", None
    UtilitySciencePack = "utility-science-pack", None
    ChemicalSciencePack = "chemical-science-pack", None
    ProductivityModule = "productivity-module", None
    ProductivityModule2 = "productivity-module-2", None
    ProductivityModule3 = "productivity-module-3", None
    FlyingRobotFrame = "flying-robot-frame", None
    RocketSilo = "rocket-silo", kinds.RocketSilo
    Rocket = "rocket", kinds.Rocket
    Satellite = "satellite", None
    RocketPart = "rocket-part", None
    RocketControlUnit = "rocket-control-unit", None
    LowDensityStructure = "low-density-structure", None
    RocketFuel = "rocket-fuel", None
    SpaceSciencePack = "space-science-pack", None
    BeltGroup = "belt-group", groups.BeltGroup
    PipeGroup = "pipe-group", groups.PipeGroup
    ElectricityGroup = "electricity-group", groups.ElectricityGroup
    PassiveProviderChest = "passive-provider-chest", kinds.LogisticChest
    ActiveProviderChest = "active-provider-chest", kinds.LogisticChest
    StorageChest = "storage-chest", kinds.LogisticChest
    RequesterChest = "requester-chest", kinds.LogisticChest
    BufferChest = "buffer-chest", kinds.LogisticChest
    Beacon = "beacon", kinds.Beacon
    SpeedModule = "speed-module", None
    SpeedModule2 = "speed-module-2", None
    SpeedModule3 = "speed-module-3", None
    EfficiencyModule = "efficiency-module", None
    EfficiencyModule2 = "efficiency-module-2", None
    EfficiencyModule3 = "efficiency-module-3", None
    Substation = "substation", kinds.ElectricityPole
    SteamTurbine = "steam-turbine", kinds.Generator
    ArithmeticCombinator = "arithmetic-combinator", vehicles.Combinator
    DeciderCombinator = "decider-combinator", vehicles.Combinator
    ConstantCombinator = "constant-combinator", vehicles.Combinator
    PowerSwitch = "power-switch", vehicles.Combinator
    ProgrammableSpeaker = "programmable-speaker", kinds.Entity
    TrainStop = "train-stop", vehicles.TrainStop
    RailSignal = "rail-signal", vehicles.RailSignal
    RailChainSignal = "rail-chain-signal", vehicles.RailSignal
    Locomotive = "locomotive", vehicles.RollingStock
    CargoWagon = "cargo-wagon", vehicles.RollingStock
    FluidWagon = "fluid-wagon", vehicles.RollingStock
    Roboport = "roboport", vehicles.Roboport
    LaserTurret = "laser-turret", vehicles.Turret
    FlamethrowerTurret = "flamethrower-turret", vehicles.FluidTurret
    ArtilleryTurret = "artillery-turret", vehicles.Turret
    LandMine = "land-mine", kinds.Entity
    Car = "car", vehicles.Vehicle
    Tank = "tank", vehicles.Vehicle
    Spidertron = "spidertron", vehicles.Vehicle
    ExpressInserter = "express-inserter", kinds.Inserter

    @property
    def prototype_name(self) -> str:
        """The game's name."""
        return str(self.value[0])

    @property
    def entity_class(self) -> type[Any] | None:
        """The class of its entities or groups; None for what cannot be placed."""
        kind: type[Any] | None = self.value[1]
        return kind

    @property
    def WIDTH(self) -> float:  # noqa: N802 - the name programs use
        """The tiles it covers along x when not rotated. AttributeError for what is only an item."""
        return _size(self)[0]

    @property
    def HEIGHT(self) -> float:  # noqa: N802 - the name programs use
        """The tiles it covers along y when not rotated. AttributeError for what is only an item."""
        return _size(self)[1]


_OWN_SIZES: dict[Prototype, tuple[float, float]] = {
    Prototype.Radar: (3, 3),
    Prototype.StoneWall: (1, 1),
    Prototype.Gate: (1, 1),
    Prototype.SmallLamp: (1, 1),
    Prototype.ProgrammableSpeaker: (1, 1),
    Prototype.LandMine: (1, 1),
}
"""Sizes of what has no class of its own."""


def _size(prototype: Prototype) -> tuple[float, float]:
    if prototype in _OWN_SIZES:
        return _OWN_SIZES[prototype]
    kind = prototype.entity_class
    if kind is None or kind in (Entity, kinds.Rocket) or not issubclass(kind, Entity):
        raise AttributeError(f"{prototype} has no size: it is not an entity of its own")
    return kind._width, kind._height


prototype_by_name: dict[str, Prototype] = {member.prototype_name: member for member in Prototype}
"""The game's name → the member."""
