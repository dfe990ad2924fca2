"""Entities and groups: what they print, how they compare, what they keep."""

from __future__ import annotations

import copy
import operator
import pickle

import pytest

from fle_llm.game import (
    AdvancedAssemblingMachine,
    AssemblingMachine,
    BeltGroup,
    BurnerInserter,
    BurnerMiningDrill,
    BurnerType,
    ChemicalPlant,
    Chest,
    Dimensions,
    Direction,
    Electric,
    ElectricityGroup,
    ElectricityPole,
    Entity,
    EntityStatus,
    FluidHandler,
    Furnace,
    Generator,
    Ingredient,
    Inserter,
    Inventory,
    Lab,
    Pipe,
    PipeGroup,
    Position,
    Product,
    Prototype,
    Recipe,
    RocketSilo,
    StaticEntity,
    StorageTank,
    TileDimensions,
    TransportBelt,
    UndergroundBelt,
    WallGroup,
)


def furnace(**fields):
    given = {
        "name": "stone-furnace",
        "position": Position(3, 4),
        "energy": 1600.0,
        "status": EntityStatus.WORKING,
        "fuel": Inventory(coal=3),
        "furnace_source": Inventory({"iron-ore": 7}),
        "furnace_result": Inventory({"iron-plate": 2}),
        "tile_dimensions": TileDimensions(2.0, 2.0),
    }
    return Furnace(**given | fields)


def belt(x, y, **fields):
    return TransportBelt(name="transport-belt", position=Position(x, y), **fields)


def test_furnace_repr():
    assert repr(furnace()) == (
        "\n\tFurnace(fuel=Inventory(coal=3), name='stone-furnace', direction=Direction.UP, "
        "position=Position(x=3.0, y=4.0), energy=1600.0, status=EntityStatus.WORKING, "
        "furnace_source=Inventory(iron-ore=7), furnace_result=Inventory(iron-plate=2), height=2.0, width=2.0)"
    )


def test_warnings_show_when_there_are_any():
    text = repr(furnace(energy=0.0, warnings=["out of fuel"], status=EntityStatus.NO_FUEL))
    assert "energy=0.0, warnings=['out of fuel'], status=EntityStatus.NO_FUEL, " in text


def test_drill_repr():
    drill = BurnerMiningDrill(
        name="burner-mining-drill",
        direction=Direction.DOWN,
        position=Position(16, 71),
        energy=150.0,
        status=EntityStatus.WORKING,
        fuel=Inventory(coal=5),
        drop_position=Position(16.5, 72.5),
        resources=[Ingredient(name="iron-ore", count=40000)],
        tile_dimensions=TileDimensions(2.0, 2.0),
    )
    assert repr(drill) == (
        "\n\tBurnerMiningDrill(fuel=Inventory(coal=5), name='burner-mining-drill', direction=Direction.DOWN, "
        "position=Position(x=16.0, y=71.0), energy=150.0, status=EntityStatus.WORKING, neighbours=[], "
        "drop_position=Position(x=16.5, y=72.5), "
        "resources=[Ingredient(name='iron-ore', count=40000, type=None)], height=2.0, width=2.0)"
    )


def test_inserter_repr():
    inserter = BurnerInserter(
        name="burner-inserter",
        position=Position(0.5, 0.5),
        warnings=["out of fuel"],
        status=EntityStatus.NO_FUEL,
        pickup_position=Position(0.5, 1.5),
        drop_position=Position(0.5, -0.5),
    )
    assert repr(inserter) == (
        "\n\tBurnerInserter(fuel=Inventory(), electrical_id=None, name='burner-inserter', direction=Direction.UP, "
        "position=Position(x=0.5, y=0.5), energy=0.0, warnings=['out of fuel'], status=EntityStatus.NO_FUEL, "
        "neighbours=[], pickup_position=Position(x=0.5, y=1.5), drop_position=Position(x=0.5, y=-0.5), "
        "height=1.0, width=1.0)"
    )


def test_pole_repr():
    pole = ElectricityPole(name="small-electric-pole", position=Position(0.5, 0.5), electrical_id=3)
    assert repr(pole) == (
        "\n\tElectricityPole(electrical_id=3, name='small-electric-pole', direction=Direction.UP, "
        "position=Position(x=0.5, y=0.5), energy=0.0, status=EntityStatus.NORMAL, flow_rate=0.0, "
        "height=1.0, width=1.0)"
    )
    assert hash(pole) == hash(3)


def test_lab_and_silo_repr():
    lab = Lab(
        name="lab",
        position=Position(0, 0),
        lab_input=Inventory({"automation-science-pack": 3}),
        status=EntityStatus.WORKING,
        research="automation",
        electrical_id=2,
    )
    assert repr(lab) == (
        "\n\tLab(lab_input=automation-science-pack=3, status=EntityStatus.WORKING, "
        "research=automation, electrical_id=2)"
    )
    lab.research = None
    assert "research" not in repr(lab)
    silo = RocketSilo(name="rocket-silo", position=Position(20.5, 20.5), rocket_parts=3, rocket_progress=3.0)
    assert repr(silo) == (
        "\n\tRocketSilo(position=x=20.5 y=20.5, status=EntityStatus.NORMAL, rocket_parts=3, rocket_progress=3.0%)"
    )


def test_full_dump():
    chest = Chest(
        name="wooden-chest",
        position=Position(0.5, 0.5),
        id=17,
        type="container",
        dimensions=Dimensions(0.7, 0.7),
        tile_dimensions=TileDimensions(1.0, 1.0),
        health=100.0,
        inventory=Inventory(coal=3),
    )
    text = str(chest)
    before, _, after = text.partition("prototype=<Prototype.WoodenChest: ('wooden-chest', <class ")
    assert before == (
        "name='wooden-chest' direction=Direction.UP position=Position(x=0.5, y=0.5) id=17 energy=0.0 "
        "type='container' dimensions=Dimensions(width=0.7, height=0.7) "
        "tile_dimensions=TileDimensions(tile_width=1.0, tile_height=1.0) "
    )
    assert after.endswith("Chest'>)> health=100.0 warnings=[] status=EntityStatus.NORMAL inventory=Inventory(coal=3)")
    assert str(furnace()).startswith("fuel=Inventory(coal=3) name='stone-furnace' ")


def test_attributes_beyond_the_class_show_in_the_dump_only():
    tank = StorageTank(name="storage-tank", position=Position(0, 0), fluid="water", fluid_amount=100.0)
    assert "fluid='water'" not in repr(tank)
    assert str(tank).endswith("fluid='water' fluid_amount=100.0")
    engine = Generator(name="steam-engine", position=Position(0, 0), electrical_id=4)
    assert str(engine).count("electrical_id=4") == 1


def test_belt_repr_and_equality():
    assert repr(belt(0.5, 0.5)) == "Belt((x=0.5 y=0.5)->, direction=Direction.UP)"
    assert belt(0.5, 0.5) == belt(0.5, 0.5, direction=Direction.DOWN)
    assert operator.ne(belt(0.5, 0.5), belt(0.5, 0.5, direction=Direction.DOWN)) is False
    assert belt(0.5, 0.5) != belt(0.6, 0.5), "belts compare by their exact place, not loosely"
    assert len({belt(0.5, 0.5), belt(0.5, 0.5), belt(1.5, 0.5)}) == 2


def test_belt_group_repr():
    first, last = belt(0.5, 0.5, is_source=True), belt(5.5, 0.5, is_terminus=True)
    group = BeltGroup(
        position=Position(0.5, 0.5),
        belts=[first, *(belt(x + 0.5, 0.5) for x in range(1, 5)), last],
        inputs=[first],
        outputs=[last],
        inventory=Inventory(coal=2),
        status=EntityStatus.WORKING,
    )
    assert (
        repr(group)
        == str(group)
        == (
            "\n\tBeltGroup(inputs=[Belt((x=0.5 y=0.5)->, direction=Direction.UP)], "
            "outputs=[Belt((x=5.5 y=0.5)->, direction=Direction.UP)], inventory=coal=2, "
            "status=EntityStatus.WORKING, belts=[6 belts])"
        )
    )
    assert not isinstance(group, Entity)
    assert group.name == "belt-group"


def pipes(number, fluid):
    return [Pipe(name="pipe", position=Position(x + 0.5, 0.5), fluid=fluid) for x in range(number)]


def test_pipe_group_repr():
    group = PipeGroup(id=9, position=Position(0.5, 0.5), status=EntityStatus.FULL_OUTPUT, pipes=pipes(1, "water"))
    assert (
        repr(group)
        == str(group)
        == (
            "\n\tPipeGroup(fluid_system=9, fluid=water position=x=0.5 y=0.5, status=EntityStatus.FULL_OUTPUT, "
            "pipes=[(x=0.5,y=0.5)])"
        )
    )
    group.pipes = pipes(6, None)
    assert "fluid=" not in repr(group)
    assert "..." not in repr(group)
    group.pipes = pipes(9, "steam")
    assert repr(group).endswith(
        "pipes=[(x=0.5,y=0.5),(x=1.5,y=0.5),(x=2.5,y=0.5),...,(x=6.5,y=0.5),(x=7.5,y=0.5),(x=8.5,y=0.5)])"
    )


def test_electricity_group_repr():
    poles = [
        ElectricityPole(name="small-electric-pole", position=Position(0.5, 0.5), electrical_id=4, flow_rate=flow)
        for flow in (3.0, 120.9)
    ]
    group = ElectricityGroup(id=4, position=Position(0.5, 0.5), poles=poles[1:])
    assert repr(group) == str(group) == "\tElectricityGroup(id=4, poles=[(x=0.5,y=0.5)], voltage=120)"
    group.poles = poles
    assert repr(group).endswith("voltage=120)")
    assert {group: 1}[group] == 1


def test_wall_group_prints_plainly():
    group = WallGroup(id=1, position=Position(0, 0), entities=[Entity(name="stone-wall", position=Position(0, 0))])
    assert repr(group).startswith("WallGroup(id=1, status=EntityStatus.NORMAL, position=Position(x=0.0, y=0.0), name=")


def test_recipe_repr():
    recipe = Recipe(
        name="iron-chest",
        ingredients=[Ingredient(name="iron-plate", count=8, type="item")],
        products=[Product(name="iron-chest", count=1, type="item")],
    )
    assert repr(recipe) == (
        "Recipe(name='iron-chest', ingredients=[Ingredient(name='iron-plate', count=8, type='item')], "
        "products=[Product(name='iron-chest', count=1, type='item', probability=1.0)], energy=0, category=None, "
        "enabled=False)"
    )


def test_prototype_is_the_member_and_sizes_follow_the_tiles():
    assert furnace().prototype is Prototype.StoneFurnace
    assert Entity(name="tree-01", position=Position(0, 0)).prototype is None
    turned = Generator(name="steam-engine", position=Position(0, 0), tile_dimensions=TileDimensions(3.0, 5.0))
    assert (turned.width, turned.height) == (3.0, 5.0)
    assert (Generator.width, Generator.height) == (5.0, 3.0)


def test_kinds():
    assert issubclass(BurnerInserter, Inserter)
    assert issubclass(UndergroundBelt, TransportBelt)
    assert issubclass(ChemicalPlant, AssemblingMachine)
    assert issubclass(AdvancedAssemblingMachine, FluidHandler)
    assert isinstance(furnace(), BurnerType)
    assert not isinstance(furnace(), Electric)
    assert not issubclass(Furnace, StaticEntity)


def test_construction_is_by_keyword_and_keeps_what_it_does_not_know():
    note = Chest(name="iron-chest", position=(1, 2), purpose="plates", prototype="IronChest")
    assert note.purpose == "plates"
    assert note.prototype is Prototype.IronChest
    assert repr(note.position) == "Position(x=1.0, y=2.0)"
    assert str(note).endswith("purpose='plates'")
    note.label = "mine"
    for twin in (copy.copy(note), copy.deepcopy(note), pickle.loads(pickle.dumps(note))):
        assert (twin.label, twin.purpose) == ("mine", "plates")
        assert twin == note
    with pytest.raises(TypeError):
        Chest("iron-chest")
    with pytest.raises(TypeError):
        Chest(name="iron-chest")
    with pytest.raises(ValueError):
        Chest(name="iron-chest", position=5)


def test_deep_copies_share_nothing():
    original = furnace()
    twin = copy.deepcopy(original)
    twin.fuel["coal"] = 99
    twin.position.x = 50
    twin.warnings.append("x")
    assert original == furnace()
    assert twin != original


def test_entities_can_be_kept_in_sets():
    assert len({furnace(), furnace(), furnace(position=Position(9, 9))}) == 2
