# ruff: noqa
"""A mine is taken down whole and built again on copper: nothing is lost on the way.

One burner drill of 0.25 ore/s.

Makes: 15 copper-ore
Kit: iron-chest 2
"""


def mine(resource):
    place = nearest(resource)
    move_to(place)
    drill = place_entity(Prototype.BurnerMiningDrill, Direction.LEFT, place)
    drill = insert_item(Prototype.Coal, drill, 10)
    end = Position(x=drill.drop_position.x - 6, y=drill.drop_position.y)
    belts = connect_entities(drill, end, Prototype.TransportBelt)
    inserter = place_entity_next_to(Prototype.BurnerInserter, belts.outputs[0].position, Direction.LEFT)
    inserter = insert_item(Prototype.Coal, inserter, 2)
    chest = place_entity(Prototype.IronChest, position=inserter.drop_position)
    return drill, belts, inserter, chest


before = inspect_inventory()
built = mine(Resource.Stone)
sleep(30)
for thing in built:
    pickup_entity(thing)
after = inspect_inventory()
print(before, after)
for prototype in (Prototype.BurnerMiningDrill, Prototype.TransportBelt, Prototype.BurnerInserter, Prototype.IronChest):
    assert before[prototype] == after[prototype], prototype
assert after[Prototype.Stone] > 0
assert get_entities() == []
drill, belts, inserter, chest = mine(Resource.CopperOre)
sleep(60)
assert inspect_inventory(chest)[Prototype.CopperOre] > 5
