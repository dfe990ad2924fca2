# ruff: noqa
"""Electric drills put ore on a belt; inserters along it feed four electric furnaces; plates go to chests.

Two electric drills of 0.5 ore/s; two electric furnaces could do 2 x 37.5.

Makes: 60 iron-plate
Kit: solar-panel 13
"""

iron = nearest(Resource.IronOre)
box = nearest_buildable(Prototype.ElectricMiningDrill, BuildingBox(width=6, height=3), iron)
drills = []
for i in range(2):
    spot = Position(x=box.left_top.x + 1.5 + 3 * i, y=box.left_top.y + 1.5)
    move_to(Position(x=spot.x, y=spot.y - 4))
    drills.append(place_entity(Prototype.ElectricMiningDrill, Direction.UP, spot))
row = drills[0].drop_position.y
start = drills[0].drop_position
free = nearest_buildable(
    Prototype.ElectricFurnace, BuildingBox(width=24, height=12), Position(x=start.x - 36, y=row - 12)
)
line = free.left_top.y + 9.5
furnaces, hands, chests = [], [], []
for i in range(2):
    spot = Position(x=free.left_top.x + 3.5 + 5 * i, y=free.left_top.y + 6.5)
    move_to(spot)
    furnace = place_entity(Prototype.ElectricFurnace, position=spot)
    feed = place_entity_next_to(Prototype.Inserter, furnace.position, Direction.DOWN)
    feed = rotate_entity(feed, Direction.UP)
    out = place_entity_next_to(Prototype.Inserter, furnace.position, Direction.UP)
    chests.append(place_entity(Prototype.WoodenChest, position=out.drop_position))
    furnaces.append(furnace)
    hands += [feed, out]
last = hands[0].pickup_position
belt = connect_entities(
    drills[1].drop_position, drills[0].drop_position, hands[2], last, connection_type=Prototype.TransportBelt
)
print(belt)
panels = []
for i in range(13):
    spot = Position(x=free.left_top.x + 1.5 + 3 * (i % 7), y=free.left_top.y - 3.5 - 4 * (i // 7))
    move_to(spot)
    panels.append(place_entity(Prototype.SolarPanel, position=spot, exact=False))
print(connect_entities(*panels, *furnaces, *hands, *drills, connection_type=Prototype.MediumElectricPole))
sleep(120)
for machine in get_entities({Prototype.ElectricFurnace, Prototype.ElectricMiningDrill, Prototype.Inserter}):
    print(machine.name, machine.position, machine.status, machine.warnings)
