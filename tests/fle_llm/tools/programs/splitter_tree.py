# ruff: noqa
"""One line shared among four chests by a tree of three splitters.

Nothing is made; of 160 coal each chest gets a quarter, up to what the belts' lanes make uneven.

Kit: splitter 3
"""


def chest_at_end(line_end):
    inserter = place_entity_next_to(Prototype.BurnerInserter, line_end, Direction.RIGHT)
    insert_item(Prototype.Coal, inserter, 3)
    return place_entity(Prototype.WoodenChest, position=inserter.drop_position)


move_to(Position(x=-10, y=50))
root = place_entity(Prototype.Splitter, Direction.RIGHT, Position(x=-9.5, y=50))
upper = place_entity(Prototype.Splitter, Direction.RIGHT, Position(x=-3.5, y=46))
lower = place_entity(Prototype.Splitter, Direction.RIGHT, Position(x=-3.5, y=54))
feed = connect_entities(Position(x=-19.5, y=49.5), root.input_positions[0], Prototype.TransportBelt)
connect_entities(root.output_positions[0], upper.input_positions[1], Prototype.TransportBelt)
connect_entities(root.output_positions[1], lower.input_positions[0], Prototype.TransportBelt)
ends = []
for splitter, rows in ((upper, (44.5, 47.5)), (lower, (52.5, 55.5))):
    for start, row in zip(splitter.output_positions, rows):
        end = Position(x=3.5, y=row)
        move_to(end)
        connect_entities(start, end, Prototype.TransportBelt)
        ends.append(chest_at_end(end))
for load in range(8):
    feed = get_entity(Prototype.BeltGroup, feed.belts[0].position)
    insert_item(Prototype.Coal, feed, 20)
    sleep(15)
sleep(30)
counts = [inspect_inventory(chest).get(Prototype.Coal, 0) for chest in ends]
print(counts)
assert sum(counts) >= 150 and max(counts) - min(counts) <= 8, counts
