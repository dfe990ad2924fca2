"""The names of the agent API, with types and manual pages: `from fle_llm.agent_api import *`.

Made by `python -m fle_llm.tools.stub_file`; do not edit.
"""

from typing import Any, Literal, TypeVar, overload
from builtins import abs as abs
from builtins import pow as pow
from fle_llm.game.direction import Direction as Direction
from fle_llm.game.entities import Accumulator as Accumulator
from fle_llm.game.entities import AdvancedAssemblingMachine as AdvancedAssemblingMachine
from fle_llm.game.entities import AdvancedAssemblingMachine as AssemblingMachine2
from fle_llm.game.entities import AdvancedAssemblingMachine as AssemblingMachine3
from fle_llm.game.entities import AssemblingMachine as AssemblingMachine
from fle_llm.game.entities import AssemblingMachine as AssemblingMachine1
from fle_llm.game.entities import AssemblingMachine as Centrifuge
from fle_llm.game.entities import Beacon as Beacon
from fle_llm.game.entities import Boiler as Boiler
from fle_llm.game.entities import BurnerInserter as BurnerInserter
from fle_llm.game.entities import BurnerMiningDrill as BurnerMiningDrill
from fle_llm.game.entities import ChemicalPlant as ChemicalPlant
from fle_llm.game.entities import Chest as Chest
from fle_llm.game.entities import Chest as IronChest
from fle_llm.game.entities import Chest as SteelChest
from fle_llm.game.entities import Chest as WoodenChest
from fle_llm.game.entities import ElectricFurnace as ElectricFurnace
from fle_llm.game.entities import ElectricMiningDrill as ElectricMiningDrill
from fle_llm.game.entities import ElectricityPole as BigElectricPole
from fle_llm.game.entities import ElectricityPole as ElectricityPole
from fle_llm.game.entities import ElectricityPole as MediumElectricPole
from fle_llm.game.entities import ElectricityPole as SmallElectricPole
from fle_llm.game.entities import ElectricityPole as Substation
from fle_llm.game.entities import FilterInserter as FilterInserter
from fle_llm.game.entities import FluidEntity as FluidEntity
from fle_llm.game.entities import Furnace as Furnace
from fle_llm.game.entities import Furnace as SteelFurnace
from fle_llm.game.entities import Furnace as StoneFurnace
from fle_llm.game.entities import Generator as Generator
from fle_llm.game.entities import Generator as SteamEngine
from fle_llm.game.entities import Generator as SteamTurbine
from fle_llm.game.entities import HeatExchanger as HeatExchanger
from fle_llm.game.entities import Inserter as BulkInserter
from fle_llm.game.entities import Inserter as ExpressInserter
from fle_llm.game.entities import Inserter as FastInserter
from fle_llm.game.entities import Inserter as Inserter
from fle_llm.game.entities import Inserter as LongHandedInserter
from fle_llm.game.entities import Inserter as StackFilterInserter
from fle_llm.game.entities import Inserter as StackInserter
from fle_llm.game.entities import Lab as Lab
from fle_llm.game.entities import LogisticChest as ActiveProviderChest
from fle_llm.game.entities import LogisticChest as BufferChest
from fle_llm.game.entities import LogisticChest as LogisticChest
from fle_llm.game.entities import LogisticChest as PassiveProviderChest
from fle_llm.game.entities import LogisticChest as RequesterChest
from fle_llm.game.entities import LogisticChest as StorageChest
from fle_llm.game.entities import MiningDrill as MiningDrill
from fle_llm.game.entities import MultiFluidHandler as MultiFluidHandler
from fle_llm.game.entities import OffshorePump as OffshorePump
from fle_llm.game.entities import OilRefinery as OilRefinery
from fle_llm.game.entities import Pipe as HeatPipe
from fle_llm.game.entities import Pipe as Pipe
from fle_llm.game.entities import Pipe as UndergroundPipe
from fle_llm.game.entities import Pump as Pump
from fle_llm.game.entities import PumpJack as PumpJack
from fle_llm.game.entities import Rail as Rail
from fle_llm.game.entities import Reactor as NuclearReactor
from fle_llm.game.entities import Reactor as Reactor
from fle_llm.game.entities import Rocket as Rocket
from fle_llm.game.entities import RocketSilo as RocketSilo
from fle_llm.game.entities import SolarPanel as SolarPanel
from fle_llm.game.entities import Splitter as ExpressSplitter
from fle_llm.game.entities import Splitter as FastSplitter
from fle_llm.game.entities import Splitter as Splitter
from fle_llm.game.entities import StorageTank as StorageTank
from fle_llm.game.entities import TransportBelt as ExpressTransportBelt
from fle_llm.game.entities import TransportBelt as FastTransportBelt
from fle_llm.game.entities import TransportBelt as TransportBelt
from fle_llm.game.entities import UndergroundBelt as ExpressUndergroundBelt
from fle_llm.game.entities import UndergroundBelt as FastUndergroundBelt
from fle_llm.game.entities import UndergroundBelt as UndergroundBelt
from fle_llm.game.entity import BurnerType as BurnerType
from fle_llm.game.entity import Electric as Electric
from fle_llm.game.entity import Entity as Entity
from fle_llm.game.entity import Entity as Gate
from fle_llm.game.entity import Entity as IronGearWheel
from fle_llm.game.entity import Entity as LandMine
from fle_llm.game.entity import Entity as ProgrammableSpeaker
from fle_llm.game.entity import Entity as Radar
from fle_llm.game.entity import Entity as SmallLamp
from fle_llm.game.entity import Entity as StoneWall
from fle_llm.game.entity import EntityCore as EntityCore
from fle_llm.game.entity import Filtered as Filtered
from fle_llm.game.entity import FluidHandler as FluidHandler
from fle_llm.game.entity import StaticEntity as StaticEntity
from fle_llm.game.errors import ToolError as ToolError
from fle_llm.game.groups import BeltGroup as BeltGroup
from fle_llm.game.groups import ElectricityGroup as ElectricityGroup
from fle_llm.game.groups import EntityGroup as EntityGroup
from fle_llm.game.groups import PipeGroup as PipeGroup
from fle_llm.game.groups import WallGroup as WallGroup
from fle_llm.game.inventory import Inventory as Inventory
from fle_llm.game.position import BoundingBox as BoundingBox
from fle_llm.game.position import BuildingBox as BuildingBox
from fle_llm.game.position import Dimensions as Dimensions
from fle_llm.game.position import IndexedPosition as IndexedPosition
from fle_llm.game.position import Position as Position
from fle_llm.game.position import TileDimensions as TileDimensions
from fle_llm.game.prototypes import Prototype as Prototype
from fle_llm.game.recipes import Ingredient as Ingredient
from fle_llm.game.recipes import Product as Product
from fle_llm.game.recipes import Recipe as Recipe
from fle_llm.game.recipes import RecipeName as RecipeName
from fle_llm.game.resources import Resource as Resource
from fle_llm.game.resources import ResourcePatch as ResourcePatch
from fle_llm.game.status import EntityStatus as EntityStatus
from fle_llm.game.technologies import Technology as Technology
from fle_llm.game.vehicles import Ammo as Ammo
from fle_llm.game.vehicles import Ammo as FirearmMagazine
from fle_llm.game.vehicles import Ammo as PiercingRoundsMagazine
from fle_llm.game.vehicles import Combinator as ArithmeticCombinator
from fle_llm.game.vehicles import Combinator as Combinator
from fle_llm.game.vehicles import Combinator as ConstantCombinator
from fle_llm.game.vehicles import Combinator as DeciderCombinator
from fle_llm.game.vehicles import Combinator as PowerSwitch
from fle_llm.game.vehicles import FluidTurret as FlamethrowerTurret
from fle_llm.game.vehicles import FluidTurret as FluidTurret
from fle_llm.game.vehicles import GunTurret as GunTurret
from fle_llm.game.vehicles import RailSignal as RailChainSignal
from fle_llm.game.vehicles import RailSignal as RailSignal
from fle_llm.game.vehicles import Roboport as Roboport
from fle_llm.game.vehicles import RollingStock as CargoWagon
from fle_llm.game.vehicles import RollingStock as FluidWagon
from fle_llm.game.vehicles import RollingStock as Locomotive
from fle_llm.game.vehicles import RollingStock as RollingStock
from fle_llm.game.vehicles import TrainStop as TrainStop
from fle_llm.game.vehicles import Turret as ArtilleryTurret
from fle_llm.game.vehicles import Turret as LaserTurret
from fle_llm.game.vehicles import Turret as Turret
from fle_llm.game.vehicles import Vehicle as Car
from fle_llm.game.vehicles import Vehicle as Spidertron
from fle_llm.game.vehicles import Vehicle as Tank
from fle_llm.game.vehicles import Vehicle as Vehicle
from math import ceil as ceil
from math import cos as cos
from math import floor as floor
from math import pi as pi
from math import sin as sin
from math import sqrt as sqrt
from math import tan as tan
from typing import Dict as Dict
from typing import List as List
from typing import Optional as Optional
from typing import Set as Set
from typing import Tuple as Tuple
from typing import Union as Union

_Some = TypeVar("_Some", bound=Entity | EntityGroup)
_Thing = TypeVar("_Thing", bound=Entity)
_Waypoint = Position | Entity | EntityGroup
_AAssemblingMachine = Literal[Prototype.AssemblingMachine1, Prototype.Centrifuge]
_AAdvancedAssemblingMachine = Literal[Prototype.AssemblingMachine2, Prototype.AssemblingMachine3]
_ABurnerInserter = Literal[Prototype.BurnerInserter]
_AInserter = Literal[Prototype.FastInserter, Prototype.LongHandedInserter, Prototype.BulkInserter, Prototype.StackInserter, Prototype.FilterInserter, Prototype.StackFilterInserter, Prototype.Inserter, Prototype.ExpressInserter]
_ABurnerMiningDrill = Literal[Prototype.BurnerMiningDrill]
_AElectricMiningDrill = Literal[Prototype.ElectricMiningDrill]
_AFurnace = Literal[Prototype.StoneFurnace, Prototype.SteelFurnace]
_AElectricFurnace = Literal[Prototype.ElectricFurnace]
_ASplitter = Literal[Prototype.Splitter, Prototype.FastSplitter, Prototype.ExpressSplitter]
_ARail = Literal[Prototype.Rail]
_ATransportBelt = Literal[Prototype.TransportBelt, Prototype.FastTransportBelt, Prototype.ExpressTransportBelt]
_AUndergroundBelt = Literal[Prototype.ExpressUndergroundBelt, Prototype.FastUndergroundBelt, Prototype.UndergroundBelt]
_AOffshorePump = Literal[Prototype.OffshorePump]
_APumpJack = Literal[Prototype.PumpJack]
_APump = Literal[Prototype.Pump]
_ABoiler = Literal[Prototype.Boiler]
_AOilRefinery = Literal[Prototype.OilRefinery]
_AChemicalPlant = Literal[Prototype.ChemicalPlant]
_AGenerator = Literal[Prototype.SteamEngine, Prototype.SteamTurbine]
_ASolarPanel = Literal[Prototype.SolarPanel]
_APipe = Literal[Prototype.UndergroundPipe, Prototype.HeatPipe, Prototype.Pipe]
_AChest = Literal[Prototype.SteelChest, Prototype.IronChest, Prototype.WoodenChest]
_AEntity = Literal[Prototype.IronGearWheel, Prototype.Radar, Prototype.StoneWall, Prototype.Gate, Prototype.SmallLamp, Prototype.ProgrammableSpeaker, Prototype.LandMine]
_AStorageTank = Literal[Prototype.StorageTank]
_AElectricityPole = Literal[Prototype.SmallElectricPole, Prototype.MediumElectricPole, Prototype.BigElectricPole, Prototype.Substation]
_ALab = Literal[Prototype.Lab]
_AAccumulator = Literal[Prototype.Accumulator]
_AGunTurret = Literal[Prototype.GunTurret]
_AAmmo = Literal[Prototype.PiercingRoundsMagazine, Prototype.FirearmMagazine]
_AReactor = Literal[Prototype.NuclearReactor]
_AHeatExchanger = Literal[Prototype.HeatExchanger]
_ARocketSilo = Literal[Prototype.RocketSilo]
_ARocket = Literal[Prototype.Rocket]
_ABeltGroup = Literal[Prototype.BeltGroup]
_APipeGroup = Literal[Prototype.PipeGroup]
_AElectricityGroup = Literal[Prototype.ElectricityGroup]
_ALogisticChest = Literal[Prototype.PassiveProviderChest, Prototype.ActiveProviderChest, Prototype.StorageChest, Prototype.RequesterChest, Prototype.BufferChest]
_ABeacon = Literal[Prototype.Beacon]
_ACombinator = Literal[Prototype.ArithmeticCombinator, Prototype.DeciderCombinator, Prototype.ConstantCombinator, Prototype.PowerSwitch]
_ATrainStop = Literal[Prototype.TrainStop]
_ARailSignal = Literal[Prototype.RailSignal, Prototype.RailChainSignal]
_ARollingStock = Literal[Prototype.Locomotive, Prototype.CargoWagon, Prototype.FluidWagon]
_ARoboport = Literal[Prototype.Roboport]
_ATurret = Literal[Prototype.LaserTurret, Prototype.ArtilleryTurret]
_AFluidTurret = Literal[Prototype.FlamethrowerTurret]
_AVehicle = Literal[Prototype.Car, Prototype.Tank, Prototype.Spidertron]

UP: Direction
ABOVE: Direction
TOP: Direction
RIGHT: Direction
EAST: Direction
DOWN: Direction
BELOW: Direction
BOTTOM: Direction
LEFT: Direction
WEST: Direction
prototype_by_name: dict[str, Prototype]

def log(*values: object) -> None:
    """Record one line of output, the same as print."""

def can_place_entity(entity: Prototype, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0)) -> bool:
    """Tell whether place_entity would succeed with the same arguments, without doing it.

    Looks at your reach (10 tiles), your inventory, and what is in the way. Your own character is not: it would step
    aside.

    Parameters:
        entity: the Prototype.
        direction: where it would face.
        position: its centre.
    Returns: True or False; it never fails for a reason of the game.
    Cost: 0 ticks.
    Errors: AssertionError when an argument is of another type.

    Example:
        if can_place_entity(Prototype.WoodenChest, Direction.UP, Position(x=3.5, y=3.5)):
            place_entity(Prototype.WoodenChest, Direction.UP, Position(x=3.5, y=3.5))
    """

@overload
def connect_entities(source: _Waypoint, target: _Waypoint, connection_type: _ATransportBelt | _AUndergroundBelt | set[_ATransportBelt] | set[_AUndergroundBelt] | set[_ATransportBelt | _AUndergroundBelt], *, dry_run: Literal[False] = False) -> BeltGroup:
    """Connect two or more places with belts, pipes, electric poles or walls.

    Belts run from the first waypoint through the others to the last, around whatever stands in the way, and touch
    no other line. A drill or inserter as source means the tile it drops on, an inserter as target the tile it
    picks from. A belt or BeltGroup as source is continued from its end, as target it is led into; a splitter
    offers a free one of its two lines. Chests, furnaces and machines need an inserter in between. With
    {Prototype.TransportBelt, Prototype.UndergroundBelt} they go under other lines and buildings (a gap of 4 tiles, fast
    6, express 8) and save belts on straight runs.
    Pipes join connection points of fluid machines (pump, boiler, engine, tank, plant, refinery; machines need their
    recipe first), each with the points of its own fluid, and keep off all other pipes and machines. With
    {Prototype.Pipe, Prototype.UndergroundPipe} they go under what is in the way, up to 10 tiles.
    Poles are set as far apart as their wires reach (small 7.5 tiles, medium 9, big 32), the first and last so near
    that they supply what they are to connect: give the generator and the machines themselves, in any order.
    What is connected already is left as it is, and nothing is spent.

    Parameters:
        waypoints: Positions, entities or groups, at least two; the Prototype may stand among them.
        connection_type: the Prototype to build with, e.g. Prototype.TransportBelt, or a set of such.
        source, target: other names for the first and last waypoint.
        dry_run: True builds nothing and tells how many are needed.
    Returns: the BeltGroup (belts, inputs, outputs), PipeGroup (pipes), ElectricityGroup (poles) or WallGroup
        (entities) it belongs to; with dry_run a dict with number_of_entities_required and number_of_entities_available.
    Cost: 7 ticks a tile walked along what is built, and the items. Any distance will do.
    Errors: "Failed to connect ...", with the obstacle where the way ends, or the number of items that are missing.
        Nothing is built then.

    Example:
        belts = connect_entities(Position(x=0, y=0), Position(x=0, y=10), connection_type=Prototype.TransportBelt)
        print(len(belts.belts), belts.outputs[0].output_position)
        move_to(Position(x=20, y=5))
        drill = place_entity(Prototype.ElectricMiningDrill, position=Position(x=19.5, y=1.5))
        poles = connect_entities(drill, Position(x=30, y=5), Prototype.MediumElectricPole)
        print(poles.poles[0].position)
    """
@overload
def connect_entities(*waypoints: _Waypoint, connection_type: _ATransportBelt | _AUndergroundBelt | set[_ATransportBelt] | set[_AUndergroundBelt] | set[_ATransportBelt | _AUndergroundBelt], source: _Waypoint | None = None, target: _Waypoint | None = None, dry_run: Literal[False] = False) -> BeltGroup: ...
@overload
def connect_entities(source: _Waypoint, target: _Waypoint, connection_type: _APipe | set[_APipe], *, dry_run: Literal[False] = False) -> PipeGroup: ...
@overload
def connect_entities(*waypoints: _Waypoint, connection_type: _APipe | set[_APipe], source: _Waypoint | None = None, target: _Waypoint | None = None, dry_run: Literal[False] = False) -> PipeGroup: ...
@overload
def connect_entities(source: _Waypoint, target: _Waypoint, connection_type: _AElectricityPole | set[_AElectricityPole], *, dry_run: Literal[False] = False) -> ElectricityGroup: ...
@overload
def connect_entities(*waypoints: _Waypoint, connection_type: _AElectricityPole | set[_AElectricityPole], source: _Waypoint | None = None, target: _Waypoint | None = None, dry_run: Literal[False] = False) -> ElectricityGroup: ...
@overload
def connect_entities(source: _Waypoint, target: _Waypoint, connection_type: Literal[Prototype.StoneWall] | set[Literal[Prototype.StoneWall]], *, dry_run: Literal[False] = False) -> WallGroup: ...
@overload
def connect_entities(*waypoints: _Waypoint, connection_type: Literal[Prototype.StoneWall] | set[Literal[Prototype.StoneWall]], source: _Waypoint | None = None, target: _Waypoint | None = None, dry_run: Literal[False] = False) -> WallGroup: ...
@overload
def connect_entities(*waypoints: _Waypoint | Prototype | set[Prototype], connection_type: Prototype | set[Prototype] | None = None, source: Position | Entity | EntityGroup | None = None, target: Position | Entity | EntityGroup | None = None, dry_run: bool = False) -> Any: ...

def craft_item(entity: Prototype | str, quantity: int = 1) -> int:
    """Craft items by hand from what you carry, making missing intermediates first.

    Works for everything that needs no machine: gears, cables, circuits, belts, inserters, drills, furnaces, chests,
    pipes... Plates are smelted in a furnace; what takes a fluid, and engines, are made in a machine.

    Parameters:
        entity: the Prototype (or name) of the item.
        quantity: how many. Recipes that give several at once may give some more (2 copper cables a craft).
    Returns: int, the quantity asked for.
    Cost: the time of the recipe for every craft, intermediates included (a gear takes 30 ticks).
    Errors: "Failed to craft ...", with everything that is missing and how to get it. Nothing is used up then.

    Example:
        move_to(nearest(Resource.Stone))
        harvest_resource(nearest(Resource.Stone), 10)
        craft_item(Prototype.StoneFurnace, 2)
    """

def extract_item(entity: Prototype, source: Position | Entity | BeltGroup, quantity: int = 5) -> int:
    """Take items out of an entity into your inventory.

    Looks into everything an entity holds: chest, output, input, fuel, belt lanes.

    Parameters:
        entity: the Prototype of the item.
        source: the entity to take from, a BeltGroup, or a position: then the nearest entity within 10 tiles of it
            that holds the item. Any distance from you will do.
        quantity: how many at most.
    Returns: int, how many you got; fewer than asked when there are fewer or you have no more room.
    Cost: 0 ticks.
    Errors: "Could not extract ..." when there is none of it there, or your inventory is full.

    Example:
        move_to(Position(x=0, y=0))
        chest = place_entity(Prototype.WoodenChest, position=Position(x=2.5, y=0.5))
        chest = insert_item(Prototype.Coal, chest, 10)
        print(extract_item(Prototype.Coal, chest, 4))
    """

@overload
def get_entities(entities: _AAssemblingMachine | set[_AAssemblingMachine] = set(), position: Position | None = None, radius: float = 1000) -> list[AssemblingMachine]:
    """List your entities, all of them or those of some kinds around a position.

    Belts come as BeltGroups, pipes as PipeGroups, poles as ElectricityGroups and walls as one WallGroup when you give
    no filter, when the filter names a group, or when you give a filter and a position. With a filter of kinds and no
    position they come one by one.

    Parameters:
        entities: a Prototype or a set of them; nothing for all.
        position: the centre of the square searched; yours if left out.
        radius: half the side of that square, in tiles.
    Returns: list of entities, from north to south, then pipe groups, pole groups, walls and belt groups.
    Cost: 0 ticks.
    Errors: "Error in GetEntities ..." when an argument is of another type.

    Example:
        for entity in get_entities({Prototype.StoneFurnace, Prototype.BurnerMiningDrill}):
            print(entity.name, entity.position, entity.status, entity.warnings)
    """
@overload
def get_entities(entities: _AAdvancedAssemblingMachine | set[_AAdvancedAssemblingMachine] = set(), position: Position | None = None, radius: float = 1000) -> list[AdvancedAssemblingMachine]: ...
@overload
def get_entities(entities: _ABurnerInserter | set[_ABurnerInserter] = set(), position: Position | None = None, radius: float = 1000) -> list[BurnerInserter]: ...
@overload
def get_entities(entities: _AInserter | set[_AInserter] = set(), position: Position | None = None, radius: float = 1000) -> list[Inserter]: ...
@overload
def get_entities(entities: _ABurnerMiningDrill | set[_ABurnerMiningDrill] = set(), position: Position | None = None, radius: float = 1000) -> list[BurnerMiningDrill]: ...
@overload
def get_entities(entities: _AElectricMiningDrill | set[_AElectricMiningDrill] = set(), position: Position | None = None, radius: float = 1000) -> list[ElectricMiningDrill]: ...
@overload
def get_entities(entities: _AFurnace | set[_AFurnace] = set(), position: Position | None = None, radius: float = 1000) -> list[Furnace]: ...
@overload
def get_entities(entities: _AElectricFurnace | set[_AElectricFurnace] = set(), position: Position | None = None, radius: float = 1000) -> list[ElectricFurnace]: ...
@overload
def get_entities(entities: _ASplitter | set[_ASplitter] = set(), position: Position | None = None, radius: float = 1000) -> list[Splitter]: ...
@overload
def get_entities(entities: _ARail | set[_ARail] = set(), position: Position | None = None, radius: float = 1000) -> list[Rail]: ...
@overload
def get_entities(entities: _AOffshorePump | set[_AOffshorePump] = set(), position: Position | None = None, radius: float = 1000) -> list[OffshorePump]: ...
@overload
def get_entities(entities: _APumpJack | set[_APumpJack] = set(), position: Position | None = None, radius: float = 1000) -> list[PumpJack]: ...
@overload
def get_entities(entities: _APump | set[_APump] = set(), position: Position | None = None, radius: float = 1000) -> list[Pump]: ...
@overload
def get_entities(entities: _ABoiler | set[_ABoiler] = set(), position: Position | None = None, radius: float = 1000) -> list[Boiler]: ...
@overload
def get_entities(entities: _AOilRefinery | set[_AOilRefinery] = set(), position: Position | None = None, radius: float = 1000) -> list[OilRefinery]: ...
@overload
def get_entities(entities: _AChemicalPlant | set[_AChemicalPlant] = set(), position: Position | None = None, radius: float = 1000) -> list[ChemicalPlant]: ...
@overload
def get_entities(entities: _AGenerator | set[_AGenerator] = set(), position: Position | None = None, radius: float = 1000) -> list[Generator]: ...
@overload
def get_entities(entities: _ASolarPanel | set[_ASolarPanel] = set(), position: Position | None = None, radius: float = 1000) -> list[SolarPanel]: ...
@overload
def get_entities(entities: _AChest | set[_AChest] = set(), position: Position | None = None, radius: float = 1000) -> list[Chest]: ...
@overload
def get_entities(entities: _AStorageTank | set[_AStorageTank] = set(), position: Position | None = None, radius: float = 1000) -> list[StorageTank]: ...
@overload
def get_entities(entities: _ALab | set[_ALab] = set(), position: Position | None = None, radius: float = 1000) -> list[Lab]: ...
@overload
def get_entities(entities: _AAccumulator | set[_AAccumulator] = set(), position: Position | None = None, radius: float = 1000) -> list[Accumulator]: ...
@overload
def get_entities(entities: _AGunTurret | set[_AGunTurret] = set(), position: Position | None = None, radius: float = 1000) -> list[GunTurret]: ...
@overload
def get_entities(entities: _AReactor | set[_AReactor] = set(), position: Position | None = None, radius: float = 1000) -> list[Reactor]: ...
@overload
def get_entities(entities: _AHeatExchanger | set[_AHeatExchanger] = set(), position: Position | None = None, radius: float = 1000) -> list[HeatExchanger]: ...
@overload
def get_entities(entities: _ARocketSilo | set[_ARocketSilo] = set(), position: Position | None = None, radius: float = 1000) -> list[RocketSilo]: ...
@overload
def get_entities(entities: _ARocket | set[_ARocket] = set(), position: Position | None = None, radius: float = 1000) -> list[Rocket]: ...
@overload
def get_entities(entities: _ALogisticChest | set[_ALogisticChest] = set(), position: Position | None = None, radius: float = 1000) -> list[LogisticChest]: ...
@overload
def get_entities(entities: _ABeacon | set[_ABeacon] = set(), position: Position | None = None, radius: float = 1000) -> list[Beacon]: ...
@overload
def get_entities(entities: _ACombinator | set[_ACombinator] = set(), position: Position | None = None, radius: float = 1000) -> list[Combinator]: ...
@overload
def get_entities(entities: _ATrainStop | set[_ATrainStop] = set(), position: Position | None = None, radius: float = 1000) -> list[TrainStop]: ...
@overload
def get_entities(entities: _ARailSignal | set[_ARailSignal] = set(), position: Position | None = None, radius: float = 1000) -> list[RailSignal]: ...
@overload
def get_entities(entities: _ARollingStock | set[_ARollingStock] = set(), position: Position | None = None, radius: float = 1000) -> list[RollingStock]: ...
@overload
def get_entities(entities: _ARoboport | set[_ARoboport] = set(), position: Position | None = None, radius: float = 1000) -> list[Roboport]: ...
@overload
def get_entities(entities: _ATurret | set[_ATurret] = set(), position: Position | None = None, radius: float = 1000) -> list[Turret]: ...
@overload
def get_entities(entities: _AFluidTurret | set[_AFluidTurret] = set(), position: Position | None = None, radius: float = 1000) -> list[FluidTurret]: ...
@overload
def get_entities(entities: _AVehicle | set[_AVehicle] = set(), position: Position | None = None, radius: float = 1000) -> list[Vehicle]: ...
@overload
def get_entities(entities: set[Prototype] | Prototype = set(), position: Position | None = None, radius: float = 1000) -> list[Any]: ...

def get_connection_amount(source: Position | Entity | EntityGroup, target: Position | Entity | EntityGroup, connection_type: Prototype = Prototype.Pipe) -> int:
    """Tell how many entities connect_entities would use, without building.

    Parameters:
        source, target: Positions, entities or groups.
        connection_type: the Prototype to build with.
    Returns: int.
    Cost: 0 ticks.
    Errors: those of connect_entities.

    Example:
        print(get_connection_amount(Position(x=0, y=0), Position(x=0, y=10), Prototype.TransportBelt))
    """

@overload
def get_entity(entity: _AAssemblingMachine, position: Position) -> AssemblingMachine | None:
    """Read one entity as it is now.

    Parameters:
        entity: its Prototype; BeltGroup, PipeGroup and ElectricityGroup give the group at the position.
        position: its position; the nearest of that kind within about a tile is taken.
    Returns: the entity with its current contents, status and warnings; None when there is none.
    Cost: 0 ticks.
    Errors: AssertionError when an argument is of another type.

    Example:
        move_to(Position(x=0, y=0))
        chest = place_entity(Prototype.WoodenChest, position=Position(x=2.5, y=0.5))
        chest = get_entity(Prototype.WoodenChest, chest.position)
        print(chest.inventory)
    """
@overload
def get_entity(entity: _AAdvancedAssemblingMachine, position: Position) -> AdvancedAssemblingMachine | None: ...
@overload
def get_entity(entity: _ABurnerInserter, position: Position) -> BurnerInserter | None: ...
@overload
def get_entity(entity: _AInserter, position: Position) -> Inserter | None: ...
@overload
def get_entity(entity: _ABurnerMiningDrill, position: Position) -> BurnerMiningDrill | None: ...
@overload
def get_entity(entity: _AElectricMiningDrill, position: Position) -> ElectricMiningDrill | None: ...
@overload
def get_entity(entity: _AFurnace, position: Position) -> Furnace | None: ...
@overload
def get_entity(entity: _AElectricFurnace, position: Position) -> ElectricFurnace | None: ...
@overload
def get_entity(entity: _ASplitter, position: Position) -> Splitter | None: ...
@overload
def get_entity(entity: _ARail, position: Position) -> Rail | None: ...
@overload
def get_entity(entity: _ATransportBelt, position: Position) -> TransportBelt | None: ...
@overload
def get_entity(entity: _AUndergroundBelt, position: Position) -> UndergroundBelt | None: ...
@overload
def get_entity(entity: _AOffshorePump, position: Position) -> OffshorePump | None: ...
@overload
def get_entity(entity: _APumpJack, position: Position) -> PumpJack | None: ...
@overload
def get_entity(entity: _APump, position: Position) -> Pump | None: ...
@overload
def get_entity(entity: _ABoiler, position: Position) -> Boiler | None: ...
@overload
def get_entity(entity: _AOilRefinery, position: Position) -> OilRefinery | None: ...
@overload
def get_entity(entity: _AChemicalPlant, position: Position) -> ChemicalPlant | None: ...
@overload
def get_entity(entity: _AGenerator, position: Position) -> Generator | None: ...
@overload
def get_entity(entity: _ASolarPanel, position: Position) -> SolarPanel | None: ...
@overload
def get_entity(entity: _APipe, position: Position) -> Pipe | None: ...
@overload
def get_entity(entity: _AChest, position: Position) -> Chest | None: ...
@overload
def get_entity(entity: _AStorageTank, position: Position) -> StorageTank | None: ...
@overload
def get_entity(entity: _AElectricityPole, position: Position) -> ElectricityPole | None: ...
@overload
def get_entity(entity: _ALab, position: Position) -> Lab | None: ...
@overload
def get_entity(entity: _AAccumulator, position: Position) -> Accumulator | None: ...
@overload
def get_entity(entity: _AGunTurret, position: Position) -> GunTurret | None: ...
@overload
def get_entity(entity: _AReactor, position: Position) -> Reactor | None: ...
@overload
def get_entity(entity: _AHeatExchanger, position: Position) -> HeatExchanger | None: ...
@overload
def get_entity(entity: _ARocketSilo, position: Position) -> RocketSilo | None: ...
@overload
def get_entity(entity: _ARocket, position: Position) -> Rocket | None: ...
@overload
def get_entity(entity: _ABeltGroup, position: Position) -> BeltGroup | None: ...
@overload
def get_entity(entity: _APipeGroup, position: Position) -> PipeGroup | None: ...
@overload
def get_entity(entity: _AElectricityGroup, position: Position) -> ElectricityGroup | None: ...
@overload
def get_entity(entity: _ALogisticChest, position: Position) -> LogisticChest | None: ...
@overload
def get_entity(entity: _ABeacon, position: Position) -> Beacon | None: ...
@overload
def get_entity(entity: _ACombinator, position: Position) -> Combinator | None: ...
@overload
def get_entity(entity: _ATrainStop, position: Position) -> TrainStop | None: ...
@overload
def get_entity(entity: _ARailSignal, position: Position) -> RailSignal | None: ...
@overload
def get_entity(entity: _ARollingStock, position: Position) -> RollingStock | None: ...
@overload
def get_entity(entity: _ARoboport, position: Position) -> Roboport | None: ...
@overload
def get_entity(entity: _ATurret, position: Position) -> Turret | None: ...
@overload
def get_entity(entity: _AFluidTurret, position: Position) -> FluidTurret | None: ...
@overload
def get_entity(entity: _AVehicle, position: Position) -> Vehicle | None: ...
@overload
def get_entity(entity: Prototype, position: Position) -> Entity | EntityGroup | None: ...

def get_prototype_recipe(prototype: Prototype | RecipeName | str) -> Recipe:
    """Look up a recipe.

    Parameters:
        prototype: the Prototype of the product, a RecipeName, or a name.
    Returns: Recipe with `ingredients` and `products`, each a list with name, count and type ("item" or "fluid").
        The other fields are not filled in; a machine's `recipe`, read with get_entity, has the seconds in `energy`.
    Cost: 0 ticks.
    Errors: "Could not get recipe of ..." when there is none of that name.

    Example:
        recipe = get_prototype_recipe(Prototype.IronGearWheel)
        for ingredient in recipe.ingredients:
            print(ingredient.name, ingredient.count)
    """

def get_research_progress(technology: Technology | str | None = None) -> list[Ingredient]:
    """Tell which science packs a technology still needs.

    Parameters:
        technology: a Technology or its name; left out, the one being researched now.
    Returns: list of Ingredient (name, count): the packs still to be used up; empty when it is researched, and
        for the few that take no packs but are known as soon as you have made or dug something.
    Cost: 0 ticks.
    Errors: "No research currently in progress", "Technology ... doesn't exist".

    Example:
        for pack in get_research_progress(Technology.Automation):
            print(pack.name, pack.count)
    """

def get_resource_patch(resource: Resource, position: Position, radius: int = 30) -> ResourcePatch:
    """Measure the resource patch at or near a position.

    Takes the patch whose nearest tile lies within `radius` of the position, and follows it to its end. Every oil well
    is a patch of its own. For water and wood it counts what lies within the circle itself; there may be more beyond,
    and other lakes elsewhere.

    Parameters:
        resource: a Resource.
        position: where to look; usually what nearest() answered.
        radius: how far from the position, in tiles; 0 means exactly there.
    Returns: ResourcePatch with `name`, `size` (ore left in the whole patch; water: tiles; wood: pieces of wood) and
        `bounding_box` (corners left_top, right_bottom, left_bottom, right_top, and center). The box spans the centres
        of the patch's tiles and the position itself.
    Cost: 0 ticks.
    Errors: "Could not get ... at ...: No resource of type ... at the specified location."

    Example:
        patch = get_resource_patch(Resource.IronOre, nearest(Resource.IronOre))
        print(patch.size, patch.bounding_box.center)
    """

def harvest_resource(position: Position, quantity: int = 1, radius: float = 10) -> int:
    """Dig ore, fell trees or break rocks by hand, at a position within 2.7 tiles of you.

    What lies nearest to the position decides the kind. Ore is taken from the tiles around in turn, one piece each;
    trees (4 wood) and rocks are taken whole, so there may be more than asked for.

    Parameters:
        position: where the resource is; move_to it first.
        quantity: how many items.
        radius: how far from the position to go on when there is not enough within 2.7 tiles.
    Returns: int, how many items you got; fewer than asked only when there are no more.
    Cost: 60 ticks for every ore or stone, about 30 for a tree, 120 for a big rock.
    Errors: "Could not harvest. Nothing within reach to harvest" (move nearer, or nearest() finds one), "... Inventory
    is full".

    Example:
        place = nearest(Resource.Coal)
        move_to(place)
        print(harvest_resource(place, 10))
    """

def insert_item(entity: Prototype, target: _Some, quantity: int = 5) -> _Some:
    """Put items from your inventory into an entity, or on the belts of a group.

    Fuel goes to the fuel slot, what a machine uses to its input, anything into a chest. What does not fit stays with
    you: a stone furnace takes 50 coal and 50 ore. A single belt takes one item a call; a BeltGroup is loaded from its
    first belt on.

    Parameters:
        entity: the Prototype of the item.
        target: the entity or group, as place_entity, get_entity or connect_entities answered it. Any distance will do.
        quantity: how many at most.
    Returns: the target as it is now, so that its contents, status and warnings are up to date.
    Cost: 0 ticks.
    Errors: "Could not insert: ..." when you carry none, when nothing of that name is there any more, when it takes no
    such item or is full.

    Example:
        move_to(Position(x=0, y=0))
        furnace = place_entity(Prototype.StoneFurnace, position=Position(x=3, y=0))
        furnace = insert_item(Prototype.Coal, furnace, 5)
        print(furnace.fuel, furnace.status)
    """

@overload
def inspect_inventory(entity: Entity | Position | None = None, all_players: Literal[False] = False) -> Inventory:
    """Look into your own inventory, or into what an entity holds.

    Parameters:
        entity: nothing for your own inventory; else an entity, or the position of one.
        all_players: True gives a list with the inventory of every agent.
    Returns: Inventory; read it with inventory[Prototype.X] or inventory.get(Prototype.X, 0). A furnace or assembling
        machine shows input and output together (not fuel), a lab its science packs, a chest what is in it.
    Cost: 0 ticks.
    Errors: ValueError for a group or another type; "Could not inspect inventory of ..." when nothing is there.

    Example:
        print(inspect_inventory()[Prototype.Coal])
    """
@overload
def inspect_inventory(entity: Entity | Position | None = None, *, all_players: Literal[True]) -> list[Inventory]: ...

def launch_rocket(silo: Position | RocketSilo) -> RocketSilo:
    """Launch the rocket that stands ready in a silo.

    A silo makes 100 rocket parts from low density structures, rocket fuel and processing units, and then a rocket
    of them. Its status is WAITING_TO_LAUNCH_ROCKET when it stands ready.

    Parameters:
        silo: the silo, or a position: then the nearest silo to it.
    Returns: the RocketSilo as it is now.
    Cost: 0 ticks. The launch takes its time. Any distance will do.
    Errors: "Could not launch rocket ...", when there is no silo or no rocket is ready.

    Example:
        for silo in get_entities({Prototype.RocketSilo}):
            if silo.status == EntityStatus.WAITING_TO_LAUNCH_ROCKET:
                silo = launch_rocket(silo)
    """

def move_to(position: Position, laying: Prototype | None = None, leading: Prototype | None = None) -> Position:
    """Walk to a position.

    You end at the centre of the tile that holds the position, or of the nearest free tile when something stands there
    (walking to a furnace ends beside it). Belts and ore can be walked over; buildings, trees, rocks, cliffs and
    water are walked around. Where your own buildings close every way round, you climb over them.

    Parameters:
        position: where to go.
        laying: a belt Prototype to lay behind you while walking, running the way you walk. Takes one item a tile.
        leading: a belt Prototype to lay in front of you while walking, running back towards where you came from.
    Returns: Position where you stand now.
    Cost: ceil(length / 0.15) ticks for every straight leg of the way (9 tiles take one second).
    Errors: "Could not get path to ..." when there is no way, with the nearest spot there is a way to, or when it is
        more than 1000 tiles away; "Cannot move ..." when the belts to lay are missing or blocked. Nobody moves then.

    Example:
        move_to(nearest(Resource.IronOre))
    """

def nearest(type: Prototype | Resource) -> Position:
    """Find the position of the nearest resource, or of the nearest placed entity of a kind.

    Searches the square of 500 tiles in every direction around your character. Ties go to the northernmost, then
    westernmost.

    Parameters:
        type: a Resource (Coal, IronOre, CopperOre, Stone, Water, CrudeOil, UraniumOre, Wood) or a Prototype of
            something placed.
    Returns: Position. Ore and oil: the centre of the tile (ends in .5). Water: the tile's corner, on the water itself.
        Wood: a tree. An entity: its centre.
    Cost: 0 ticks.
    Errors: "Could not find nearest ..." when there is none within 500 tiles.

    Example:
        coal = nearest(Resource.Coal)
        move_to(coal)
        harvest_resource(coal, 5)
    """

def nearest_buildable(entity: Prototype, building_box: BuildingBox | BoundingBox, center_position: Position) -> BoundingBox:
    """Find the nearest free box of ground to build in.

    Tries boxes of the given size around the position in a spiral, up to 30 tiles away. A box is free when no water,
    building, tree, rock, cliff or item on the ground is in it. For mining drills every tile of it must hold ore,
    for a pumpjack its center is on an oil well. Leave room in the box for inserters and belts.

    Parameters:
        entity: the Prototype to be built.
        building_box: the size, e.g. BuildingBox(width=Prototype.Boiler.WIDTH + 4, height=Prototype.Boiler.HEIGHT + 4).
        center_position: where to start looking.
    Returns: BoundingBox with left_top, right_bottom, left_bottom, right_top and center.
    Cost: 0 ticks.
    Errors: "No viable place to put ...": use a smaller box or another position.

    Example:
        size = BuildingBox(width=Prototype.BurnerMiningDrill.WIDTH, height=Prototype.BurnerMiningDrill.HEIGHT)
        box = nearest_buildable(Prototype.BurnerMiningDrill, size, nearest(Resource.Coal))
        move_to(box.center)
        drill = place_entity(Prototype.BurnerMiningDrill, Direction.UP, box.center)
    """

def pickup_entity(entity: Entity | Prototype | EntityGroup, position: Position | None = None) -> bool:
    """Take an entity down into your inventory, with everything in it.

    Also takes whole groups (all belts of a BeltGroup, and so on), both ends of an underground belt, and items lying
    on the ground. All of it or nothing: when it does not fit your inventory, nothing is taken.

    Parameters:
        entity: an entity or group, or a Prototype together with a position.
        position: only with a Prototype: where it stands or lies.
    Returns: True.
    Cost: 0 ticks. Any distance will do.
    Errors: ValueError for wrong arguments; "Could not pickup: ..." when nothing of that name is there or your
    inventory is full.

    Example:
        move_to(Position(x=0, y=0))
        chest = place_entity(Prototype.WoodenChest, position=Position(x=2.5, y=0.5))
        pickup_entity(chest)
    """

@overload
def place_entity(entity: _AAssemblingMachine, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> AssemblingMachine:
    """Place an entity from your inventory on the map.

    The position is the centre; it is snapped to the grid: sides of an odd number of tiles centre on .5, even ones on
    whole numbers. You step aside when you stand in the way.

    Parameters:
        entity: the Prototype to place; you need one in your inventory.
        direction: where it faces. Inserters drop to this side and pick from the opposite one; drills put their ore out
            on this side; belts run this way; a pump stands on this side of the lake.
        position: where, within 10 tiles of you.
        exact: True builds here or fails. False takes the nearest free position up to 10 tiles away. An offshore pump
            always goes to the nearest shore, up to 20 tiles away.
    Returns: the placed entity, with its real position (and drop_position, warnings, status...).
    Cost: 0 ticks, one item.
    Errors: "Could not place ...", saying what is in the way and where it would fit: too far away (move_to first), none
        in the inventory, something already there, water, nothing to mine under a drill.

    Example:
        move_to(Position(x=0, y=0))
        chest = place_entity(Prototype.WoodenChest, position=Position(x=2.5, y=0.5))
        print(chest.position)
    """
@overload
def place_entity(entity: _AAdvancedAssemblingMachine, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> AdvancedAssemblingMachine: ...
@overload
def place_entity(entity: _ABurnerInserter, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> BurnerInserter: ...
@overload
def place_entity(entity: _AInserter, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> Inserter: ...
@overload
def place_entity(entity: _ABurnerMiningDrill, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> BurnerMiningDrill: ...
@overload
def place_entity(entity: _AElectricMiningDrill, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> ElectricMiningDrill: ...
@overload
def place_entity(entity: _AFurnace, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> Furnace: ...
@overload
def place_entity(entity: _AElectricFurnace, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> ElectricFurnace: ...
@overload
def place_entity(entity: _ASplitter, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> Splitter: ...
@overload
def place_entity(entity: _ARail, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> Rail: ...
@overload
def place_entity(entity: _ATransportBelt, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> TransportBelt: ...
@overload
def place_entity(entity: _AUndergroundBelt, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> UndergroundBelt: ...
@overload
def place_entity(entity: _AOffshorePump, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> OffshorePump: ...
@overload
def place_entity(entity: _APumpJack, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> PumpJack: ...
@overload
def place_entity(entity: _APump, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> Pump: ...
@overload
def place_entity(entity: _ABoiler, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> Boiler: ...
@overload
def place_entity(entity: _AOilRefinery, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> OilRefinery: ...
@overload
def place_entity(entity: _AChemicalPlant, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> ChemicalPlant: ...
@overload
def place_entity(entity: _AGenerator, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> Generator: ...
@overload
def place_entity(entity: _ASolarPanel, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> SolarPanel: ...
@overload
def place_entity(entity: _APipe, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> Pipe: ...
@overload
def place_entity(entity: _AChest, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> Chest: ...
@overload
def place_entity(entity: _AStorageTank, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> StorageTank: ...
@overload
def place_entity(entity: _AElectricityPole, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> ElectricityPole: ...
@overload
def place_entity(entity: _ALab, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> Lab: ...
@overload
def place_entity(entity: _AAccumulator, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> Accumulator: ...
@overload
def place_entity(entity: _AGunTurret, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> GunTurret: ...
@overload
def place_entity(entity: _AReactor, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> Reactor: ...
@overload
def place_entity(entity: _AHeatExchanger, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> HeatExchanger: ...
@overload
def place_entity(entity: _ARocketSilo, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> RocketSilo: ...
@overload
def place_entity(entity: _ARocket, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> Rocket: ...
@overload
def place_entity(entity: _ALogisticChest, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> LogisticChest: ...
@overload
def place_entity(entity: _ABeacon, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> Beacon: ...
@overload
def place_entity(entity: _ACombinator, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> Combinator: ...
@overload
def place_entity(entity: _ATrainStop, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> TrainStop: ...
@overload
def place_entity(entity: _ARailSignal, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> RailSignal: ...
@overload
def place_entity(entity: _ARollingStock, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> RollingStock: ...
@overload
def place_entity(entity: _ARoboport, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> Roboport: ...
@overload
def place_entity(entity: _ATurret, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> Turret: ...
@overload
def place_entity(entity: _AFluidTurret, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> FluidTurret: ...
@overload
def place_entity(entity: _AVehicle, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> Vehicle: ...
@overload
def place_entity(entity: Prototype, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), exact: bool = True) -> Entity: ...

@overload
def place_entity_next_to(entity: _AAssemblingMachine, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> AssemblingMachine:
    """Place an entity beside another one, touching it or with free tiles between them.

    Parameters:
        entity: the Prototype to place; you need one in your inventory. Any distance from you will do.
        reference_position: the centre of the entity to build beside (or an empty spot, taken as one tile).
        direction: on which side, and where the new entity faces. An inserter placed RIGHT of a chest drops to the
            right, so it takes from the chest; turn it with rotate_entity to make it fill the chest.
        spacing: free tiles between the two; 0 means touching.
    Returns: the placed entity.
    Cost: 0 ticks, one item.
    Errors: "Could not place ... next to ...", saying what is in the way and which sides are free.

    Example:
        move_to(Position(x=0, y=0))
        chest = place_entity(Prototype.WoodenChest, position=Position(x=2.5, y=0.5))
        inserter = place_entity_next_to(Prototype.BurnerInserter, chest.position, Direction.RIGHT)
        print(inserter.drop_position)
    """
@overload
def place_entity_next_to(entity: _AAdvancedAssemblingMachine, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> AdvancedAssemblingMachine: ...
@overload
def place_entity_next_to(entity: _ABurnerInserter, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> BurnerInserter: ...
@overload
def place_entity_next_to(entity: _AInserter, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> Inserter: ...
@overload
def place_entity_next_to(entity: _ABurnerMiningDrill, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> BurnerMiningDrill: ...
@overload
def place_entity_next_to(entity: _AElectricMiningDrill, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> ElectricMiningDrill: ...
@overload
def place_entity_next_to(entity: _AFurnace, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> Furnace: ...
@overload
def place_entity_next_to(entity: _AElectricFurnace, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> ElectricFurnace: ...
@overload
def place_entity_next_to(entity: _ASplitter, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> Splitter: ...
@overload
def place_entity_next_to(entity: _ARail, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> Rail: ...
@overload
def place_entity_next_to(entity: _ATransportBelt, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> TransportBelt: ...
@overload
def place_entity_next_to(entity: _AUndergroundBelt, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> UndergroundBelt: ...
@overload
def place_entity_next_to(entity: _AOffshorePump, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> OffshorePump: ...
@overload
def place_entity_next_to(entity: _APumpJack, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> PumpJack: ...
@overload
def place_entity_next_to(entity: _APump, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> Pump: ...
@overload
def place_entity_next_to(entity: _ABoiler, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> Boiler: ...
@overload
def place_entity_next_to(entity: _AOilRefinery, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> OilRefinery: ...
@overload
def place_entity_next_to(entity: _AChemicalPlant, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> ChemicalPlant: ...
@overload
def place_entity_next_to(entity: _AGenerator, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> Generator: ...
@overload
def place_entity_next_to(entity: _ASolarPanel, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> SolarPanel: ...
@overload
def place_entity_next_to(entity: _APipe, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> Pipe: ...
@overload
def place_entity_next_to(entity: _AChest, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> Chest: ...
@overload
def place_entity_next_to(entity: _AStorageTank, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> StorageTank: ...
@overload
def place_entity_next_to(entity: _AElectricityPole, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> ElectricityPole: ...
@overload
def place_entity_next_to(entity: _ALab, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> Lab: ...
@overload
def place_entity_next_to(entity: _AAccumulator, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> Accumulator: ...
@overload
def place_entity_next_to(entity: _AGunTurret, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> GunTurret: ...
@overload
def place_entity_next_to(entity: _AReactor, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> Reactor: ...
@overload
def place_entity_next_to(entity: _AHeatExchanger, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> HeatExchanger: ...
@overload
def place_entity_next_to(entity: _ARocketSilo, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> RocketSilo: ...
@overload
def place_entity_next_to(entity: _ARocket, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> Rocket: ...
@overload
def place_entity_next_to(entity: _ALogisticChest, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> LogisticChest: ...
@overload
def place_entity_next_to(entity: _ABeacon, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> Beacon: ...
@overload
def place_entity_next_to(entity: _ACombinator, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> Combinator: ...
@overload
def place_entity_next_to(entity: _ATrainStop, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> TrainStop: ...
@overload
def place_entity_next_to(entity: _ARailSignal, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> RailSignal: ...
@overload
def place_entity_next_to(entity: _ARollingStock, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> RollingStock: ...
@overload
def place_entity_next_to(entity: _ARoboport, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> Roboport: ...
@overload
def place_entity_next_to(entity: _ATurret, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> Turret: ...
@overload
def place_entity_next_to(entity: _AFluidTurret, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> FluidTurret: ...
@overload
def place_entity_next_to(entity: _AVehicle, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> Vehicle: ...
@overload
def place_entity_next_to(entity: Prototype, reference_position: Position = Position(x=0.0, y=0.0), direction: Direction = Direction.RIGHT, spacing: int = 0) -> Entity: ...

def rotate_entity(entity: _Thing, direction: Direction = Direction.UP) -> _Thing:
    """Turn an entity to face another side.

    An inserter then drops to that side and picks from the opposite one; a belt runs that way; a drill puts its ore
    out there.

    Parameters:
        entity: the entity to turn (not a group, not a Prototype).
        direction: UP, RIGHT, DOWN or LEFT.
    Returns: the entity as it is now.
    Cost: 0 ticks. Any distance will do.
    Errors: ValueError for wrong types; "Could not rotate ..." for what has no direction (chests, furnaces, poles,
    labs) and for assembling machines without a recipe that uses a fluid.

    Example:
        move_to(Position(x=0, y=0))
        chest = place_entity(Prototype.WoodenChest, position=Position(x=2.5, y=0.5))
        inserter = place_entity_next_to(Prototype.BurnerInserter, chest.position, Direction.RIGHT)
        inserter = rotate_entity(inserter, Direction.LEFT)
        print(inserter.drop_position)
    """

def score() -> tuple[int, int]:
    """Tell the production score: the value of everything made minus the value of everything used up.

    Returns: (production_score, automated_score). The first counts everything, the second only what machines made.
    Cost: 0 ticks.

    Example:
        production, automated = score()
        print(production, automated)
    """

def send_message(message: str, recipient: str | int | None = None, metadata: dict[str, Any] | None = None) -> bool:
    """Send a message to the other agents in the game.

    Parameters:
        message: the text.
        recipient: the number of one agent, counted from 0; left out, all others.
        metadata: ignored.
    Returns: True when it was handed over. Playing alone there is nobody to hear it, and it is True as well.
    Cost: 0 ticks.

    Example:
        send_message("The iron belt is ready.")
    """

def set_entity_recipe(entity: _Thing, prototype: Prototype | RecipeName) -> _Thing:
    """Set what an assembling machine, chemical plant, refinery or centrifuge makes, or the item an inserter may carry.

    What was in the machine goes to your inventory, the ingredients of the craft under way too; setting the recipe it
    has changes nothing. Furnaces need no recipe: they smelt what is put in.

    Parameters:
        entity: the machine, or an inserter.
        prototype: the Prototype of the product, or a RecipeName for recipes that go by a name of their own.
    Returns: the entity as it is now; its `recipe` is the name of the recipe.
    Cost: 0 ticks. Any distance will do.
    Errors: ValueError for other types; "Could not set recipe ..." when there is no such recipe, the machine cannot
    make it, it is not unlocked yet, or your inventory has no room for what is in the machine.

    Example:
        move_to(Position(x=0, y=0))
        chest = place_entity(Prototype.WoodenChest, position=Position(x=2.5, y=0.5))
        inserter = place_entity_next_to(Prototype.BurnerInserter, chest.position, Direction.RIGHT)
        inserter = set_entity_recipe(inserter, Prototype.Coal)
    """

def set_research(technology: Technology | str) -> list[Ingredient]:
    """Start researching a technology, instead of the current one if there is any.

    Labs with power and the right science packs then work on it.

    Parameters:
        technology: a Technology or its name.
    Returns: list of Ingredient (name, count): all the science packs it takes.
    Cost: 0 ticks.
    Errors: "Technology ... does not exist", "... is already researched", "Failed to start research for ..." when other
        technologies are needed first, "... is not enabled", with what you have to make, for those that take no packs.

    Example:
        try:
            print(set_research(Technology.Automation))
        except Exception as reason:
            print(reason)
    """

def sleep(seconds: float) -> bool:
    """Let game time pass while your factory works.

    Parameters:
        seconds: how long; fractions are allowed. Zero or less does nothing.
    Returns: True.
    Cost: seconds * 60 ticks.
    Errors: ValueError for what is no number of seconds, or more than 36000.

    Example:
        sleep(5)
    """

__all__ = [
    "ABOVE", "Accumulator", "ActiveProviderChest", "AdvancedAssemblingMachine", "Ammo", "ArithmeticCombinator",
    "ArtilleryTurret", "AssemblingMachine", "AssemblingMachine1", "AssemblingMachine2", "AssemblingMachine3",
    "BELOW", "BOTTOM", "Beacon", "BeltGroup", "BigElectricPole", "Boiler", "BoundingBox", "BufferChest",
    "BuildingBox", "BulkInserter", "BurnerInserter", "BurnerMiningDrill", "BurnerType", "Car", "CargoWagon",
    "Centrifuge", "ChemicalPlant", "Chest", "Combinator", "ConstantCombinator", "DOWN", "DeciderCombinator", "Dict",
    "Dimensions", "Direction", "EAST", "Electric", "ElectricFurnace", "ElectricMiningDrill", "ElectricityGroup",
    "ElectricityPole", "Entity", "EntityCore", "EntityGroup", "EntityStatus", "ExpressInserter", "ExpressSplitter",
    "ExpressTransportBelt", "ExpressUndergroundBelt", "FastInserter", "FastSplitter", "FastTransportBelt",
    "FastUndergroundBelt", "FilterInserter", "Filtered", "FirearmMagazine", "FlamethrowerTurret", "FluidEntity",
    "FluidHandler", "FluidTurret", "FluidWagon", "Furnace", "Gate", "Generator", "GunTurret", "HeatExchanger",
    "HeatPipe", "IndexedPosition", "Ingredient", "Inserter", "Inventory", "IronChest", "IronGearWheel", "LEFT",
    "Lab", "LandMine", "LaserTurret", "List", "Locomotive", "LogisticChest", "LongHandedInserter",
    "MediumElectricPole", "MiningDrill", "MultiFluidHandler", "NuclearReactor", "OffshorePump", "OilRefinery",
    "Optional", "PassiveProviderChest", "PiercingRoundsMagazine", "Pipe", "PipeGroup", "Position", "PowerSwitch",
    "Product", "ProgrammableSpeaker", "Prototype", "Pump", "PumpJack", "RIGHT", "Radar", "Rail", "RailChainSignal",
    "RailSignal", "Reactor", "Recipe", "RecipeName", "RequesterChest", "Resource", "ResourcePatch", "Roboport",
    "Rocket", "RocketSilo", "RollingStock", "Set", "SmallElectricPole", "SmallLamp", "SolarPanel", "Spidertron",
    "Splitter", "StackFilterInserter", "StackInserter", "StaticEntity", "SteamEngine", "SteamTurbine", "SteelChest",
    "SteelFurnace", "StoneFurnace", "StoneWall", "StorageChest", "StorageTank", "Substation", "TOP", "Tank",
    "Technology", "TileDimensions", "ToolError", "TrainStop", "TransportBelt", "Tuple", "Turret", "UP",
    "UndergroundBelt", "UndergroundPipe", "Union", "Vehicle", "WEST", "WallGroup", "WoodenChest", "abs",
    "can_place_entity", "ceil", "connect_entities", "cos", "craft_item", "extract_item", "floor",
    "get_connection_amount", "get_entities", "get_entity", "get_prototype_recipe", "get_research_progress",
    "get_resource_patch", "harvest_resource", "insert_item", "inspect_inventory", "launch_rocket", "log", "move_to",
    "nearest", "nearest_buildable", "pi", "pickup_entity", "place_entity", "place_entity_next_to", "pow",
    "prototype_by_name", "rotate_entity", "score", "send_message", "set_entity_recipe", "set_research", "sin",
    "sleep", "sqrt", "tan",
]
