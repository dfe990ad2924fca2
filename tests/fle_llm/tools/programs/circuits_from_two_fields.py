# ruff: noqa
"""Electronic circuits: iron and copper smelted at their fields, copper brought by belt, cables handed over directly.

30 copper ore are 30 plates and 60 cables a minute; a circuit takes three: 20 circuits, and 20 of the 30 iron plates.

Makes: 20 electronic-circuit
"""


def steam_power():
    move_to(nearest(Resource.Water))
    pump = place_entity(Prototype.OffshorePump, position=nearest(Resource.Water))
    boiler = place_entity_next_to(Prototype.Boiler, pump.position, Direction.RIGHT, spacing=3)
    boiler = insert_item(Prototype.Coal, boiler, 50)
    engine = place_entity_next_to(Prototype.SteamEngine, boiler.position, Direction.RIGHT, spacing=3)
    connect_entities(pump, boiler, Prototype.Pipe)
    connect_entities(boiler, engine, Prototype.Pipe)
    return engine


engine = steam_power()
move_to(Position(x=10, y=78))
iron_drill = place_entity(Prototype.ElectricMiningDrill, Direction.LEFT, Position(x=17.5, y=75.5))
iron_furnace = place_entity_next_to(Prototype.ElectricFurnace, iron_drill.position, Direction.LEFT)
iron_hand = place_entity_next_to(Prototype.Inserter, iron_furnace.position, Direction.LEFT)
circuits = place_entity_next_to(Prototype.AssemblingMachine2, iron_hand.position, Direction.LEFT)
circuits = set_entity_recipe(circuits, Prototype.ElectronicCircuit)
cable_hand = rotate_entity(place_entity_next_to(Prototype.Inserter, circuits.position, Direction.LEFT), Direction.RIGHT)
cables = place_entity_next_to(Prototype.AssemblingMachine2, cable_hand.position, Direction.LEFT)
cables = set_entity_recipe(cables, Prototype.CopperCable)
copper_in = rotate_entity(place_entity_next_to(Prototype.Inserter, cables.position, Direction.LEFT), Direction.RIGHT)
out = place_entity_next_to(Prototype.Inserter, circuits.position, Direction.UP)
chest = place_entity(Prototype.WoodenChest, position=out.drop_position)

move_to(Position(x=-40, y=75))
copper_drill = place_entity(Prototype.ElectricMiningDrill, Direction.RIGHT, Position(x=-47.5, y=75.5))
copper_furnace = place_entity_next_to(Prototype.ElectricFurnace, copper_drill.position, Direction.RIGHT)
copper_out = place_entity_next_to(Prototype.Inserter, copper_furnace.position, Direction.RIGHT)
belt = connect_entities(copper_out, copper_in, Prototype.TransportBelt)
print(belt)
machines = [iron_drill, iron_furnace, iron_hand, circuits, cable_hand, cables, copper_in, out]
machines += [copper_drill, copper_furnace, copper_out]
connect_entities(engine, *machines, connection_type=Prototype.MediumElectricPole)
sleep(90)
for entity in get_entities({Prototype.AssemblingMachine2, Prototype.Inserter, Prototype.ElectricFurnace}):
    print(entity.name, entity.position, entity.status, entity.warnings)
    assert entity.status != EntityStatus.NOT_PLUGGED_IN_ELECTRIC_NETWORK, entity
print(inspect_inventory(chest))
