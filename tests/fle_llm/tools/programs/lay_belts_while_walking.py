# ruff: noqa
"""A belt laid by walking, from a coal drill to a chest, and then taken up again and laid the other way.

Nothing is made in the end; the program checks where the coal goes.
"""

coal = nearest(Resource.Coal)
move_to(coal)
drill = place_entity(Prototype.BurnerMiningDrill, Direction.LEFT, coal + Position(x=0.5, y=5.5))
drill = insert_item(Prototype.Coal, drill, 5)
move_to(drill.drop_position)
carried = inspect_inventory()[Prototype.TransportBelt]
end = move_to(drill.drop_position.left(10), laying=Prototype.TransportBelt)
used = carried - inspect_inventory()[Prototype.TransportBelt]
group = get_entity(Prototype.BeltGroup, drill.drop_position)
print(group, used, end)
assert used == 10 and group.belts[0].direction == Direction.LEFT
inserter = place_entity(Prototype.BurnerInserter, Direction.LEFT, group.outputs[0].output_position)
inserter = insert_item(Prototype.Coal, inserter, 1)
chest = place_entity(Prototype.WoodenChest, position=inserter.drop_position)
sleep(60)
arrived = inspect_inventory(chest)[Prototype.Coal]
print(f"{arrived} coal in the chest")
# 15 a minute, less what lies on ten tiles of belt (5.3 s) and is on its way
assert 11 <= arrived <= 15, arrived

pickup_entity(drill)
group = get_entity(Prototype.BeltGroup, group.belts[0].position)
on_belt = group.inventory.get(Prototype.Coal, 0)
in_hand = inspect_inventory()[Prototype.Coal]
pickup_entity(group)
assert inspect_inventory()[Prototype.Coal] == in_hand + on_belt
assert get_entity(Prototype.BeltGroup, group.position) is None
move_to(end.up(2))
start = move_to(end + Position(x=8, y=-2), leading=Prototype.TransportBelt)
back = get_entities({Prototype.BeltGroup})[0]
print(back)
assert len(back.belts) == 8 and all(belt.direction == Direction.LEFT for belt in back.belts)
