# ruff: noqa
"""Three coal drills on branches that join one line from the side; the line ends in a chest.

Three burner drills dig 15 a minute each. One line with two branches has three beginnings and one end.

Makes: 45 coal
"""

coal = nearest(Resource.Coal)
move_to(coal)
y = coal.y + 4
drills = []
for dy in (0, 4, 8):
    move_to(Position(x=coal.x, y=y + dy))
    drill = place_entity(Prototype.BurnerMiningDrill, Direction.LEFT, Position(x=coal.x + 1, y=y + dy))
    drills.append(insert_item(Prototype.Coal, drill, 20))
end = Position(x=coal.x - 12, y=drills[1].drop_position.y)
main = connect_entities(drills[1], end, Prototype.TransportBelt)
branches = []
for drill, dx in ((drills[0], -3), (drills[2], -6)):
    corner = Position(x=drill.drop_position.x + dx, y=drill.drop_position.y)
    join = Position(x=corner.x, y=end.y)
    branches.append(connect_entities(drill, corner, join, Prototype.TransportBelt))
for belt_group in get_entities({Prototype.BeltGroup}):
    print(len(belt_group.inputs), len(belt_group.outputs), belt_group)
groups = get_entities({Prototype.BeltGroup})
assert len(groups) == 1 and len(groups[0].inputs) == 3 and len(groups[0].outputs) == 1, groups
move_to(end)
inserter = place_entity_next_to(Prototype.BurnerInserter, end, Direction.LEFT)
inserter = insert_item(Prototype.Coal, inserter, 3)
chest = place_entity(Prototype.WoodenChest, position=inserter.drop_position)
sleep(60)
# 45 a minute are 0.75 a second, and the inserter does 0.79 with one item, more with three
before = inspect_inventory(chest)[Prototype.Coal]
sleep(60)
gained = inspect_inventory(chest)[Prototype.Coal] - before
print(f"{gained} coal in a minute")
assert 43 <= gained <= 47, gained
