# ruff: noqa
"""One coal line shared by a splitter between two chests.

Nothing is made; 80 coal arrive, half of it at either end.

Kit: splitter 1
"""

move_to(Position(x=0, y=60))
splitter = place_entity(Prototype.Splitter, Direction.RIGHT, Position(x=0.5, y=60))
feed = connect_entities(Position(x=-12.5, y=59.5), splitter.input_positions[0], Prototype.TransportBelt)
ends = []
for i, start in enumerate(splitter.output_positions):
    end = Position(x=6.5, y=57.5 + 5 * i)
    line = connect_entities(start, end, Prototype.TransportBelt)
    inserter = place_entity_next_to(Prototype.BurnerInserter, end, Direction.RIGHT)
    insert_item(Prototype.Coal, inserter, 3)
    chest = place_entity(Prototype.WoodenChest, position=inserter.drop_position)
    ends.append(chest)
print(get_entities({Prototype.BeltGroup}))
for _ in range(4):
    insert_item(Prototype.Coal, feed, 20)
    sleep(15)
sleep(60)
counts = [inspect_inventory(chest).get(Prototype.Coal, 0) for chest in ends]
print(counts)
assert sum(counts) >= 76 and abs(counts[0] - counts[1]) <= 6
