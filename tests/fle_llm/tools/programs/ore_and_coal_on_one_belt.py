# ruff: noqa
"""Furnaces on one belt with ore on one lane and coal on the other; what feeds them also fuels them.

A drill fills the lane nearest to it, an inserter the far one: put on the same side of the belt, they fill one each. Two iron drills dig 30 ore a minute for two furnaces (2 x 18.75). The coal comes out of a chest; only the drills and inserters
are fuelled by hand.

Makes: 30 iron-plate
"""

site = nearest_buildable(Prototype.BurnerMiningDrill, BuildingBox(width=4, height=2), nearest(Resource.IronOre))
move_to(site.center)
base = Position(x=site.left_top.x + 1, y=site.left_top.y + 1)
ore_drills = []
for i in range(2):
    drill = place_entity(Prototype.BurnerMiningDrill, Direction.UP, base.right(2 * i))
    ore_drills.append(insert_item(Prototype.Coal, drill, 30))
belt_y = ore_drills[0].drop_position.y
start = Position(x=ore_drills[1].drop_position.x + 4, y=belt_y)
end = Position(x=ore_drills[0].drop_position.x - 12, y=belt_y)
belt = connect_entities(start, end, Prototype.TransportBelt)

move_to(start)
chest = place_entity(Prototype.WoodenChest, position=start + Position(x=0, y=2))
chest = insert_item(Prototype.Coal, chest, 60)
loader = place_entity(Prototype.BurnerInserter, Direction.UP, start.down(1))
loader = insert_item(Prototype.Coal, loader, 2)
print(loader.pickup_position, loader.drop_position, belt)

furnaces = []
for x in (end.x + 1, end.x + 5):
    move_to(Position(x=x, y=belt_y - 6))
    feeder = place_entity(Prototype.BurnerInserter, Direction.UP, Position(x=x, y=belt_y - 1))
    furnace = place_entity_next_to(Prototype.StoneFurnace, feeder.position, Direction.UP)
    taker = place_entity_next_to(Prototype.BurnerInserter, furnace.position, Direction.UP)
    place_entity(Prototype.WoodenChest, position=taker.drop_position)
    for hand in (feeder, taker):
        insert_item(Prototype.Coal, hand, 2)
    furnaces.append(furnace)
sleep(120)
lanes = get_entity(Prototype.TransportBelt, Position(x=end.x + 8, y=belt_y)).inventory
print(lanes)
for furnace in furnaces:
    furnace = get_entity(Prototype.StoneFurnace, furnace.position)
    print(furnace.status, furnace.fuel, furnace.furnace_source, furnace.furnace_result)
    assert furnace.fuel[Prototype.Coal] > 0
