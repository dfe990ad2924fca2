# ruff: noqa
"""Iron ore and coal cross each other on the way to their chests: undergrounds keep them apart.

Nothing is made; 20 plates of each kind arrive where they should.

Kit: iron-plate 20, copper-plate 20
"""


def end_chest(spot):
    move_to(spot)
    chest = place_entity(Prototype.WoodenChest, position=spot)
    inserter = place_entity_next_to(Prototype.BurnerInserter, chest.position, Direction.UP)
    inserter = rotate_entity(inserter, Direction.DOWN)
    return chest, insert_item(Prototype.Coal, inserter, 5)


first, into_first = end_chest(Position(x=10.5, y=75.5))
second, into_second = end_chest(Position(x=-9.5, y=75.5))
kinds = {Prototype.TransportBelt, Prototype.UndergroundBelt}
a = connect_entities(Position(x=-9.5, y=55.5), into_first, connection_type=kinds)
b = connect_entities(Position(x=14.5, y=57.5), into_second, connection_type=kinds)
assert len(get_entities({Prototype.BeltGroup})) == 2
insert_item(Prototype.IronPlate, a, 20)
insert_item(Prototype.CopperPlate, b, 20)
sleep(90)
print(inspect_inventory(first), inspect_inventory(second))
assert inspect_inventory(first)[Prototype.IronPlate] == 20 and Prototype.CopperPlate not in inspect_inventory(first)
assert inspect_inventory(second)[Prototype.CopperPlate] == 20
