"""Directions, statuses, prototypes, technologies, recipe names and resources."""

from __future__ import annotations

import copy
import pickle

import pytest

from fle_llm.game import (
    BeltGroup,
    Chest,
    Direction,
    DirectionInternal,
    Entity,
    EntityStatus,
    Furnace,
    Inserter,
    Prototype,
    RecipeName,
    Resource,
    ResourcePatch,
    Technology,
    prototype_by_name,
)


def test_directions_count_sixteenths_clockwise():
    assert [Direction.UP.value, Direction.RIGHT.value, Direction.DOWN.value, Direction.LEFT.value] == [0, 4, 8, 12]
    assert (Direction.UPRIGHT.value, Direction.DOWNRIGHT.value) == (2, 6)
    assert (Direction.DOWNLEFT.value, Direction.UPLEFT.value) == (10, 14)
    assert Direction.NORTH is Direction.UP
    assert Direction.EAST is Direction.RIGHT
    assert Direction.SOUTH is Direction.DOWN
    assert Direction.WEST is Direction.LEFT
    assert Direction.SOUTHWEST is Direction.DOWNLEFT
    assert len(Direction) == 8
    assert repr(Direction.NORTH) == str(Direction.UP) == "Direction.UP"


def test_turning():
    assert Direction.UP.opposite() is Direction.DOWN
    assert Direction.LEFT.opposite() is Direction.RIGHT
    assert Direction.LEFT.next_clockwise() is Direction.UP
    assert Direction.UP.next_counterclockwise() is Direction.LEFT
    assert Direction.UPRIGHT.next_clockwise() is Direction.DOWNRIGHT


def test_turning_works_called_on_the_class_as_well():
    assert DirectionInternal.opposite(Direction.UP) is Direction.DOWN
    assert DirectionInternal.next_clockwise(Direction.UP) is Direction.RIGHT
    assert DirectionInternal.to_factorio_direction(Direction.DOWN) == 8
    assert DirectionInternal.from_factorio_direction(12) is Direction.LEFT
    with pytest.raises(ValueError):
        Direction.from_factorio_direction(3)
    assert Direction.from_string("north") is Direction.UP
    assert Direction.from_string("nowhere") is None


def test_statuses():
    assert len(EntityStatus) == 69
    assert repr(EntityStatus.NO_FUEL) == str(EntityStatus.NO_FUEL) == "EntityStatus.NO_FUEL"
    assert all(status.value == status.name.lower() for status in EntityStatus)
    assert EntityStatus.from_string("no_power") is EntityStatus.NO_POWER
    assert EntityStatus.from_string("no such thing") is None
    assert EntityStatus.from_int(0) is EntityStatus.WORKING
    assert EntityStatus.from_int(999) is None


def test_a_prototype_is_a_name_and_a_class():
    assert Prototype.IronChest.value == ("iron-chest", Chest)
    assert Prototype.IronChest.prototype_name == "iron-chest"
    assert Prototype.StoneFurnace.entity_class is Furnace
    assert Prototype.Coal.entity_class is None
    assert Prototype.BeltGroup.entity_class is BeltGroup
    assert str(Prototype.IronChest) == f"{Prototype.IronChest}" == "Prototype.IronChest"
    assert repr(Prototype.IronChest).startswith("<Prototype.IronChest: ('iron-chest', <class ")
    assert Prototype["Boiler"] is Prototype.Boiler
    assert Prototype.LogisticsSciencePack.prototype_name == "logistic-science-pack"


def test_aliases_are_the_same_member():
    assert Prototype.StackInserter is Prototype.BulkInserter
    assert Prototype.StackFilterInserter is Prototype.BulkInserter
    assert Prototype.FilterInserter is Prototype.FastInserter
    assert Prototype.FastInserter.value == ("fast-inserter", Inserter)
    assert prototype_by_name["bulk-inserter"] is Prototype.BulkInserter
    assert "stack-inserter" not in prototype_by_name


def test_every_row_of_the_table_is_there():
    # 146 rows, of which three are aliases: StackInserter, FilterInserter, StackFilterInserter
    assert len(Prototype.__members__) == 146
    assert len(Prototype) == 143 == len(prototype_by_name)


@pytest.mark.parametrize(
    ("member", "width", "height"),
    [
        ("Boiler", 3, 2),
        ("SteamEngine", 5, 3),
        ("OffshorePump", 2, 1),
        ("Splitter", 2, 1),
        ("RocketSilo", 9, 9),
        ("OilRefinery", 5, 5),
        ("ElectricMiningDrill", 3, 3),
        ("BurnerMiningDrill", 2, 2),
        ("ElectricFurnace", 3, 3),
        ("TransportBelt", 1, 1),
        ("Locomotive", 6, 2),
        ("FlamethrowerTurret", 3, 2),
        ("Substation", 1, 1),
        ("ArithmeticCombinator", 2, 1),
        ("Roboport", 4, 4),
        ("HeatExchanger", 3, 2),
        ("NuclearReactor", 5, 5),
        ("StorageTank", 3, 3),
    ],
)
def test_sizes(member, width, height):
    assert (width, height) == (Prototype[member].WIDTH, Prototype[member].HEIGHT)


@pytest.mark.parametrize("member", ["Coal", "IronGearWheel", "FirearmMagazine", "PipeGroup", "Rocket"])
def test_what_is_only_an_item_has_no_size(member):
    with pytest.raises(AttributeError):
        _ = Prototype[member].WIDTH
    with pytest.raises(AttributeError):
        _ = Prototype[member].HEIGHT


def test_an_unknown_member_is_answered_with_its_likes():
    with pytest.raises(AttributeError) as caught:
        _ = Prototype.AssemblingMachine
    assert str(caught.value) == (
        "'Prototype' has no attribute 'AssemblingMachine'. "
        "Did you mean: AssemblingMachine1, AssemblingMachine2, AssemblingMachine3?"
    )
    with pytest.raises(AttributeError) as caught:
        _ = Prototype.Qqqqq
    assert str(caught.value) == "'Prototype' has no attribute 'Qqqqq'"
    with pytest.raises(AttributeError, match="Did you mean: Automation"):
        _ = Technology.Automatio
    with pytest.raises(AttributeError, match="Did you mean: BasicOilProcessing"):
        _ = RecipeName.BasicOil
    with pytest.raises(AttributeError, match="Did you mean: IronOre"):
        _ = Resource.Iron
    with pytest.raises(KeyError):
        _ = Prototype["AssemblingMachine"]
    assert not hasattr(Prototype, "__wrapped__")


def test_resources_are_pairs():
    assert Resource.Coal == ("coal", ResourcePatch)
    assert [getattr(Resource, name)[0] for name in ("IronOre", "CopperOre", "Stone", "Water", "CrudeOil")] == [
        "iron-ore",
        "copper-ore",
        "stone",
        "water",
        "crude-oil",
    ]
    assert (Resource.UraniumOre[0], Resource.Wood[0]) == ("uranium-ore", "wood")


def test_technologies_go_by_the_names_of_this_version():
    assert Technology.Automation.value == "automation"
    assert Technology.AdvancedElectronics.value == "advanced-circuit"
    assert Technology.AdvancedElectronics2.value == "processing-unit"
    assert Technology.StackInserter.value == "bulk-inserter"
    assert Technology.LogisticsSciencePack.value == "logistic-science-pack"
    assert len(Technology.__members__) == 56


def test_recipe_names():
    assert RecipeName.FillWaterBarrel.value == "water-barrel"
    assert RecipeName.EmptyWaterBarrel.value == "empty-water-barrel"
    assert len(RecipeName) == 25


@pytest.mark.parametrize("value", [Prototype.Lab, Direction.LEFT, Technology.Plastics, EntityStatus.WORKING])
def test_members_survive_copying_and_pickling(value):
    assert copy.deepcopy(value) is value
    assert pickle.loads(pickle.dumps(value)) is value


def test_item_like_members_with_a_class_are_entities():
    assert Prototype.Radar.entity_class is Entity
    assert (Prototype.Radar.WIDTH, Prototype.Radar.HEIGHT) == (3, 3)
