# ruff: noqa
"""Long-handed inserters reach over a belt: ore passes between a chest and two furnaces without stopping there.

A long inserter takes from two tiles away and drops two tiles away. Two stone furnaces smelt 2 x 18.75 from stock.

Makes: 37.5 copper-plate
Kit: long-handed-inserter 2, solar-panel 1, copper-ore 300
"""

move_to(Position(x=-30, y=-5))
row = -5.5
through = connect_entities(Position(x=-38.5, y=row), Position(x=-22.5, y=row), Prototype.TransportBelt)
furnaces = []
arms = []
for x in (-34.5, -28.5):
    arm = place_entity(Prototype.LongHandedInserter, Direction.UP, Position(x=x, y=row - 1))
    print(arm.pickup_position, arm.drop_position)
    assert arm.pickup_position == Position(x=x, y=row + 1) and arm.drop_position == Position(x=x, y=row - 3)
    chest = place_entity(Prototype.WoodenChest, position=arm.pickup_position)
    insert_item(Prototype.CopperOre, chest, 150)
    furnace = place_entity(Prototype.StoneFurnace, position=Position(x=x + 0.5, y=row - 3.5))
    furnaces.append(insert_item(Prototype.Coal, furnace, 10))
    arms.append(arm)
panel = place_entity(Prototype.SolarPanel, position=Position(x=-31.5, y=row - 6))
connect_entities(panel, *arms, connection_type=Prototype.MediumElectricPole)
through = insert_item(Prototype.Coal, through, 8)
sleep(20)
belts = get_entity(Prototype.BeltGroup, through.belts[0].position)
print(belts)
assert belts.inventory[Prototype.Coal] == 8 and len(belts.belts) == 17
for furnace in furnaces:
    furnace = get_entity(Prototype.StoneFurnace, furnace.position)
    print(furnace.status, furnace.furnace_source, furnace.furnace_result)
    assert furnace.status == EntityStatus.WORKING and furnace.furnace_source[Prototype.CopperOre] > 0
