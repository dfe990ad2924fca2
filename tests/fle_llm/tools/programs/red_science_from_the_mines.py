# ruff: noqa
"""Red science from two mines: copper plates by belt, iron plates into gears, two machines for the packs.

Two machines make 2 x 9 = 18 packs a minute. They take 18 copper plates (one drill's 30 ore) and 18 gears, 36 iron plates:
two drills' 60 ore, one electric furnace's 37.5.

Makes: 18 automation-science-pack
"""

move_to(nearest(Resource.Water))
pump = place_entity(Prototype.OffshorePump, position=nearest(Resource.Water))
boiler = insert_item(
    Prototype.Coal, place_entity_next_to(Prototype.Boiler, pump.position, Direction.RIGHT, spacing=3), 50
)
engine = place_entity_next_to(Prototype.SteamEngine, boiler.position, Direction.RIGHT, spacing=3)
engines = [engine, place_entity_next_to(Prototype.SteamEngine, engine.position, Direction.RIGHT)]
connect_entities(pump, boiler, Prototype.Pipe)
connect_entities(boiler, engine, Prototype.Pipe)


def hand(x, y, direction):
    return place_entity(Prototype.Inserter, direction, Position(x=x, y=y))


def maker(x, y, product):
    return set_entity_recipe(place_entity(Prototype.AssemblingMachine2, position=Position(x=x, y=y)), product)


# iron: two drills drop into one furnace, from the east and from the north
move_to(Position(x=12, y=78))
furnace = place_entity(Prototype.ElectricFurnace, position=Position(x=16.5, y=76.5))
drills = [
    place_entity(Prototype.ElectricMiningDrill, Direction.LEFT, Position(x=19.5, y=76.5)),
    place_entity(Prototype.ElectricMiningDrill, Direction.DOWN, Position(x=16.5, y=73.5)),
]
gears = maker(12.5, 76.5, Prototype.IronGearWheel)
lower = maker(8.5, 76.5, Prototype.AutomationSciencePack)
upper = maker(12.5, 72.5, Prototype.AutomationSciencePack)
hands = [hand(14.5, 76.5, LEFT), hand(10.5, 76.5, LEFT), hand(12.5, 74.5, UP)]
# copper passes both machines on the west and north sides
copper_in = [hand(8.5, 74.5, DOWN), hand(10.5, 72.5, RIGHT)]
outs = [hand(8.5, 78.5, DOWN), hand(12.5, 70.5, UP)]
chests = [place_entity(Prototype.WoodenChest, position=out.drop_position) for out in outs]

move_to(Position(x=-42, y=73))
copper_drill = place_entity(Prototype.ElectricMiningDrill, Direction.RIGHT, Position(x=-47.5, y=72.5))
smelter = place_entity_next_to(Prototype.ElectricFurnace, copper_drill.position, Direction.RIGHT)
smelted = place_entity_next_to(Prototype.Inserter, smelter.position, Direction.RIGHT)
line = connect_entities(smelted, Position(x=8.5, y=73.5), Position(x=9.5, y=72.5), Prototype.TransportBelt)
print(line)
connect_entities(
    *engines,
    furnace,
    *drills,
    gears,
    lower,
    upper,
    *hands,
    *copper_in,
    *outs,
    copper_drill,
    smelter,
    smelted,
    connection_type=Prototype.MediumElectricPole,
)
sleep(100)
insert_item(Prototype.Coal, boiler, 50)
for entity in get_entities({Prototype.AssemblingMachine2, Prototype.ElectricFurnace}):
    print(entity.name, entity.position, entity.status, entity.warnings)
print([inspect_inventory(chest) for chest in chests])
assert all(inspect_inventory(chest)[Prototype.AutomationSciencePack] > 0 for chest in chests)
