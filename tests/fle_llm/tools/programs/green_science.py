# ruff: noqa
"""Green science out of plates: gears, cables, circuits, inserters and belts, and two machines for the packs.

A pack takes 6 s at speed 0.75, 7.5 a minute; two machines 15. They use 15 inserters and 15 belts: 15 x 4 + 7.5 x 3 =
82.5 iron plates and 22.5 copper plates a minute, and the chests hold enough for ten minutes.

Makes: 15 logistic-science-pack
Kit: iron-plate 1600, copper-plate 400, solar-panel 25
"""


def machine(x, y, product):
    placed = place_entity(Prototype.AssemblingMachine2, Direction.UP, Position(x=x, y=y))
    return set_entity_recipe(placed, product)


def hand(x, y, direction):
    return place_entity(Prototype.Inserter, direction, Position(x=x, y=y))


def stocked(x, y, item, count):
    chest = place_entity(Prototype.WoodenChest, position=Position(x=x, y=y))
    return insert_item(item, chest, count)


move_to(Position(x=0, y=49))
# one row, from left to right: cables > circuits > inserters < gears > belts
cables = machine(-7.5, 45.5, Prototype.CopperCable)
circuits = machine(-3.5, 45.5, Prototype.ElectronicCircuit)
inserters = machine(0.5, 45.5, Prototype.Inserter)
gears = machine(4.5, 45.5, Prototype.IronGearWheel)
belts = machine(8.5, 45.5, Prototype.TransportBelt)
hands = [hand(-5.5, 45.5, RIGHT), hand(-1.5, 45.5, RIGHT), hand(2.5, 45.5, LEFT), hand(6.5, 45.5, RIGHT)]
for x in (-7.5, -3.5, 0.5, 4.5, 8.5):
    hands.append(hand(x, 47.5, UP))
    if x == -7.5:
        stocked(x, 48.5, Prototype.CopperPlate, 400)
    else:
        stocked(x, 48.5, Prototype.IronPlate, {-3.5: 200, 0.5: 200, 4.5: 800, 8.5: 200}[x])
# the packs stand between the line of inserters below and the line of belts above
hands += [hand(0.5, 43.5, UP), hand(8.5, 43.5, UP)]
low = connect_entities(Position(x=0.5, y=42.5), Position(x=-11.5, y=42.5), Prototype.TransportBelt)
turn = Position(x=8.5, y=36.5)
high = connect_entities(Position(x=8.5, y=42.5), turn, Position(x=-11.5, y=36.5), Prototype.TransportBelt)
packs = []
for x in (-4.5, -10.5):
    move_to(Position(x=x, y=34))
    packs.append(machine(x, 39.5, Prototype.LogisticsSciencePack))
    hands += [hand(x, 41.5, UP), hand(x, 37.5, DOWN), hand(x + 2, 39.5, RIGHT)]
    place_entity(Prototype.WoodenChest, position=hands[-1].drop_position)
panels = []
for i in range(25):
    spot = Position(x=-20.5 + 3 * (i // 2), y=54.5 + 3 * (i % 2))
    move_to(spot)
    panels.append(place_entity(Prototype.SolarPanel, position=spot))
connect_entities(
    *panels, *packs, cables, circuits, inserters, gears, belts, *hands, connection_type=Prototype.MediumElectricPole
)
sleep(90)
for entity in get_entities({Prototype.AssemblingMachine2}):
    print(entity.recipe.name, entity.status, entity.warnings)
assert all(
    pack.status == EntityStatus.WORKING for pack in get_entities({Prototype.AssemblingMachine2}, packs[0].position, 4)
)
