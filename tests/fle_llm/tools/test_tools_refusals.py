"""Documented refusals that no other module comes by, one after another; each leaves the world as it was."""

from __future__ import annotations

import pytest

from fle_llm.game import Direction, Position, Prototype, RecipeName, Resource

KIT = {
    "coal": 50,
    "iron-ore": 20,
    "copper-ore": 20,
    "iron-plate": 100,
    "stone-furnace": 2,
    "wooden-chest": 3,
    "iron-chest": 1,
    "transport-belt": 40,
    "pipe": 40,
    "small-electric-pole": 10,
    "medium-electric-pole": 10,
    "stone-wall": 60,
    "assembling-machine-2": 1,
    "pumpjack": 1,
    "offshore-pump": 1,
    "burner-inserter": 2,
}


@pytest.fixture
def player(make_world, play):
    return play(make_world(KIT))


def test_can_place_answers_no_for_what_is_not_carried_and_knows_shores(player):
    assert player.can_place_entity(Prototype.Boiler, Direction.UP, Position(x=3, y=3)) is False
    assert player.can_place_entity(Prototype.OffshorePump, Direction.UP, Position(x=3, y=3)) is True  # a shore is near
    player.move_to(Position(x=40, y=40))
    assert player.can_place_entity(Prototype.OffshorePump, Direction.UP, Position(x=40, y=40)) is False
    with player.refused(error=AssertionError):
        player.can_place_entity(5, Direction.UP, Position(x=3, y=3))
    with player.refused(error=AssertionError):
        player.can_place_entity(Prototype.WoodenChest, Direction.UP, "here")


def test_a_pump_far_from_water(player):
    player.move_to(Position(x=45, y=40))
    with player.refused("Could not place offshore-pump", "no free shore within 20 tiles", "nearest(Resource.Water)"):
        player.place_entity(Prototype.OffshorePump, position=Position(x=45, y=40))


def test_a_furnace_keeps_to_one_ore(player):
    furnace = player.place_entity(Prototype.StoneFurnace, position=Position(x=3, y=3))
    player.insert_item(Prototype.IronOre, furnace, 5)
    with player.refused("The furnace already contains iron-ore so cannot insert copper-ore"):
        player.insert_item(Prototype.CopperOre, furnace, 5)


def test_a_full_belt(player):
    group = player.connect_entities(Position(x=0, y=5), Position(x=0, y=5), Prototype.TransportBelt)
    belt = group.belts[0]
    # eight items lie on a tile of belt (MECHANICS 3.5), four a lane
    for _ in range(8):
        player.insert_item(Prototype.Coal, belt)
    with player.refused("Failed to insert coal into transport-belt", "The belt is full"):
        player.insert_item(Prototype.Coal, belt)


def test_groups_that_take_no_items_or_are_gone(player):
    pipes = player.connect_entities(Position(x=0, y=5), Position(x=4, y=5), Prototype.Pipe)
    with player.refused("items cannot be put into a PipeGroup"):
        player.insert_item(Prototype.Coal, pipes, 1)
    belts = player.connect_entities(Position(x=0, y=8), Position(x=4, y=8), Prototype.TransportBelt)
    player.pickup_entity(belts)
    with player.refused("nothing is left of the belt-group"):
        player.insert_item(Prototype.Coal, belts, 1)


def test_laying_while_walking(player):
    with player.refused("not both", error=ValueError):
        player.move_to(Position(x=5, y=0), laying=Prototype.TransportBelt, leading=Prototype.TransportBelt)
    with player.refused("Cannot move. assembling-machine-2 is no entity that can be laid while walking"):
        player.move_to(Position(x=5, y=0), laying=Prototype.AssemblingMachine2)
    with player.refused("Cannot move. Could not lay", "No transport-belt in the inventory beyond 40"):
        player.move_to(Position(x=55, y=0), laying=Prototype.TransportBelt)
    before = player.carries("transport-belt")
    player.move_to(Position(x=0, y=0), laying=Prototype.TransportBelt)  # it stands there: nothing to lay
    assert player.carries("transport-belt") == before


def test_pipes_and_walls_join_only_what_they_can(player):
    pipes = player.connect_entities(Position(x=0, y=5), Position(x=4, y=5), Prototype.Pipe)
    belts = player.connect_entities(Position(x=0, y=8), Position(x=4, y=8), Prototype.TransportBelt)
    with player.refused("a belt-group cannot be joined by pipes"):
        player.connect_entities(belts, Position(x=9, y=9), Prototype.Pipe)
    with player.refused("a belt-group cannot be joined to a wall"):
        player.connect_entities(belts, Position(x=9, y=9), Prototype.StoneWall)
    player.pickup_entity(pipes)
    with player.refused("there is no pipe-group at x=0.5 y=5.5 any more"):
        player.connect_entities(pipes, Position(x=9, y=9), Prototype.Pipe)
    chest = player.place_entity(Prototype.WoodenChest, position=Position(x=3.5, y=3.5))
    player.pickup_entity(chest)
    with player.refused("there is no wooden-chest at x=3.5 y=3.5 any more"):
        player.connect_entities(chest, Position(x=9, y=9), Prototype.Pipe)


def test_a_pumpjack_takes_nothing_in(player):
    well = player.nearest(Resource.CrudeOil)
    player.move_to(well)
    jack = player.place_entity(Prototype.PumpJack, position=well)
    with player.refused("has no fluid input, so it cannot be the target"):
        player.connect_entities(Position(x=well.x + 10, y=well.y), jack, Prototype.Pipe)


def test_a_wall_does_not_go_through_a_house(player):
    player.place_entity(Prototype.WoodenChest, position=Position(x=5.5, y=5.5))
    with player.refused("Failed to connect stone-wall", "there is no room for a wall at x=5.5 y=5.5: wooden-chest"):
        player.connect_entities(Position(x=0, y=5), Position(x=5.5, y=5.5), Position(x=9, y=5), Prototype.StoneWall)


def test_an_assembling_machine_turns_only_with_a_fluid(player):
    machine = player.place_entity(Prototype.AssemblingMachine2, position=Position(x=3.5, y=3.5))
    with player.refused("Could not rotate assembling-machine-2. Set the recipe first"):
        player.rotate_entity(machine, Direction.RIGHT)
    machine = player.set_entity_recipe(machine, Prototype.IronGearWheel)
    with player.refused("Could not rotate assembling-machine-2. Set the recipe first"):
        player.rotate_entity(machine, Direction.RIGHT)
    machine = player.set_entity_recipe(machine, RecipeName.FillCrudeOilBarrel)
    assert player.rotate_entity(machine, Direction.RIGHT).direction is Direction.RIGHT


def test_recipes_there_are_not(player):
    machine = player.place_entity(Prototype.AssemblingMachine2, position=Position(x=3.5, y=3.5))
    with player.refused("Could not set recipe to coal", "there is no recipe of that name"):
        player.set_entity_recipe(machine, Prototype.Coal)
    with player.refused("Could not set recipe to iron-plate on assembling-machine-2", "It is made in", "stone-furnace"):
        player.set_entity_recipe(machine, Prototype.IronPlate)


def test_what_is_no_resource_has_no_patch(player):
    with player.refused("is not a resource", error=ValueError):
        player.get_resource_patch(Prototype.IronChest, Position(x=0, y=0))


def test_beside_what_nothing_can_stand(player):
    water = player.nearest(Resource.Water)
    with player.refused("Could not place wooden-chest next to", "overlaps water"):
        player.place_entity_next_to(Prototype.WoodenChest, Position(x=water.x - 2, y=water.y + 0.5), Direction.LEFT)
    with player.refused("Could not place pumpjack next to", "no resources found"):
        player.place_entity_next_to(Prototype.PumpJack, Position(x=5, y=5), Direction.RIGHT)


def test_poles_that_are_gone(player):
    poles = player.connect_entities(Position(x=0, y=5), Position(x=9, y=5), Prototype.MediumElectricPole)
    player.pickup_entity(poles)
    with player.refused("there is no electricity-group", "any more"):
        player.connect_entities(poles, Position(x=9, y=9), Prototype.MediumElectricPole)
