# ruff: noqa
"""Steam power at the nearest lake, and four electric drills on iron with a chest at each drop point.

Four electric drills of 0.5 ore/s; they take 4 x 90 = 360 kW of the engine's 900.

Makes: 120 iron-ore
"""


def steam_power():
    water = nearest(Resource.Water)
    move_to(water)
    pump = place_entity(Prototype.OffshorePump, position=water)
    boxes = {}
    for prototype, near in ((Prototype.Boiler, pump.position), (Prototype.SteamEngine, pump.position)):
        size = BuildingBox(width=prototype.WIDTH + 4, height=prototype.HEIGHT + 4)
        box = nearest_buildable(prototype, size, near)
        move_to(box.center)
        boxes[prototype] = place_entity(prototype, position=box.center, direction=Direction.LEFT)
    boiler, engine = boxes[Prototype.Boiler], boxes[Prototype.SteamEngine]
    boiler = insert_item(Prototype.Coal, boiler, 50)
    print(connect_entities(pump, boiler, Prototype.Pipe))
    print(connect_entities(boiler, engine, Prototype.Pipe))
    sleep(5)
    engine = get_entity(Prototype.SteamEngine, engine.position)
    print(f"engine {engine.status} {engine.warnings} {engine.energy}")
    assert engine.energy > 0
    return engine


engine = steam_power()
iron = nearest(Resource.IronOre)
box = nearest_buildable(
    Prototype.ElectricMiningDrill,
    BuildingBox(width=Prototype.ElectricMiningDrill.WIDTH * 4, height=Prototype.ElectricMiningDrill.HEIGHT),
    iron,
)
drills = []
for i in range(4):
    left_top = box.left_top
    spot = Position(x=left_top.x + 1.5 + Prototype.ElectricMiningDrill.WIDTH * i, y=left_top.y + 1.5)
    move_to(Position(x=spot.x, y=spot.y - 4))
    drill = place_entity(Prototype.ElectricMiningDrill, Direction.UP, spot)
    place_entity(Prototype.WoodenChest, position=drill.drop_position)
    drills.append(drill)
poles = connect_entities(engine, *drills, connection_type=Prototype.MediumElectricPole)
print(poles)
sleep(5)
for drill in get_entities({Prototype.ElectricMiningDrill}):
    print(drill.position, drill.status, drill.warnings)
    assert drill.status == EntityStatus.WORKING
