# ruff: noqa
"""A power plant that digs its own coal: electric drill, belt, burner inserter, boiler, engine, and five iron drills.

Six drills take 6 x 90 = 540 of the engine's 900 kW, so five iron drills dig 5 x 30. The boiler begins with two coal,
which is 4.4 s at full load, and the program waits ten minutes: what it burns then comes from its own mine.

Makes: 150 iron-ore
"""

water = nearest(Resource.Water)
move_to(water)
pump = place_entity(Prototype.OffshorePump, position=water)
boiler = place_entity_next_to(Prototype.Boiler, pump.position, Direction.RIGHT, spacing=3)
engine = place_entity_next_to(Prototype.SteamEngine, boiler.position, Direction.RIGHT, spacing=3)
connect_entities(pump, boiler, Prototype.Pipe)
connect_entities(boiler, engine, Prototype.Pipe)

coal = nearest(Resource.Coal)
move_to(coal)
coal_drill = place_entity(Prototype.ElectricMiningDrill, Direction.LEFT, coal + Position(x=1, y=8))
move_to(boiler.position.down(5))
feeder = place_entity(Prototype.BurnerInserter, Direction.UP, boiler.position + Position(x=0.5, y=2))
assert feeder.drop_position.distance(boiler.position) < 1.5
coal_belt = connect_entities(coal_drill, feeder, Prototype.TransportBelt)
print(coal_belt)
poles = connect_entities(engine, coal_drill, Prototype.SmallElectricPole if False else Prototype.MediumElectricPole)

iron = nearest(Resource.IronOre)
drills = []
for i in range(5):
    move_to(Position(x=iron.x - 3, y=iron.y + 2 + 3 * i))
    drill = place_entity(Prototype.ElectricMiningDrill, Direction.LEFT, Position(x=iron.x + 1, y=iron.y + 2 + 3 * i))
    place_entity(Prototype.WoodenChest, position=drill.drop_position)
    drills.append(drill)
connect_entities(poles, *drills, Prototype.MediumElectricPole)
insert_item(Prototype.Coal, boiler, 2)
insert_item(Prototype.Coal, feeder, 1)
insert_item(Prototype.Coal, coal_belt, 5)
for minute in range(10):
    sleep(60)
boiler = get_entity(Prototype.Boiler, boiler.position)
engine = get_entity(Prototype.SteamEngine, engine.position)
print(f"boiler {boiler.status} fuel {boiler.fuel}, engine {engine.status}, {engine.warnings}")
assert boiler.fuel.get(Prototype.Coal, 0) > 0 and engine.status == EntityStatus.WORKING
