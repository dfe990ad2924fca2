"""Technology: the technologies a program can ask for by member.

Values are the names of this version of the game. Where an earlier name was changed, or where a member names what a
technology gives rather than the technology, the value is the technology that does it now.
"""

from __future__ import annotations

from enum import Enum

from fle_llm.game.enums import SuggestingEnumMeta


class Technology(Enum, metaclass=SuggestingEnumMeta):
    """A technology; `value` is the game's name."""

    SteamPower = "steam-power"
    AutomationSciencePack = "automation-science-pack"
    Automation = "automation"
    Automation2 = "automation-2"
    Automation3 = "automation-3"
    Logistics = "logistics"
    Logistics2 = "logistics-2"
    Logistics3 = "logistics-3"
    AdvancedElectronics = "advanced-circuit"
    AdvancedElectronics2 = "processing-unit"
    Electronics = "electronics"
    ElectricEnergy = "electric-energy-distribution-1"
    ElectricEnergy2 = "electric-energy-distribution-2"
    SolarEnergy = "solar-energy"
    ElectricEngineering = "electric-engine"
    BatteryTechnology = "battery"
    NuclearPower = "nuclear-power"
    SteelProcessing = "steel-processing"
    AdvancedMaterialProcessing = "advanced-material-processing"
    AdvancedMaterialProcessing2 = "advanced-material-processing-2"
    MilitaryScience = "military"
    ModularArmor = "modular-armor"
    PowerArmor = "power-armor"
    PowerArmor2 = "power-armor-mk2"
    NightVision = "night-vision-equipment"
    EnergyShield = "energy-shield-equipment"
    EnergyShield2 = "energy-shield-mk2-equipment"
    RailwayTransportation = "railway"
    OilProcessing = "oil-processing"
    AdvancedOilProcessing = "advanced-oil-processing"
    SulfurProcessing = "sulfur-processing"
    Plastics = "plastics"
    Lubricant = "lubricant"
    ProductivityModule = "productivity-module"
    ProductivityModule2 = "productivity-module-2"
    ProductivityModule3 = "productivity-module-3"
    Robotics = "robotics"
    LogisticsSciencePack = "logistic-science-pack"
    MilitarySciencePack = "military-science-pack"
    ChemicalSciencePack = "chemical-science-pack"
    ProductionSciencePack = "production-science-pack"
    FastInserter = "fast-inserter"
    StackInserter = "bulk-inserter"
    StackInserterCapacity1 = "inserter-capacity-bonus-1"
    StackInserterCapacity2 = "inserter-capacity-bonus-2"
    StorageTanks = "fluid-handling"
    BarrelFilling = "fluid-handling"  # noqa: PIE796 - an alias
    Grenades = "military-2"
    Landfill = "landfill"
    CharacterInventorySlots = "toolbelt"
    ResearchSpeed = "research-speed-1"
    SpaceScience = "space-science-pack"
    RocketFuel = "rocket-fuel"
    RocketControl = "rocket-control-unit"
    LowDensityStructure = "low-density-structure"
    RocketSiloTechnology = "rocket-silo"
