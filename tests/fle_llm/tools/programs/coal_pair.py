# ruff: noqa
"""Two burner drills on coal that fuel each other, for ever.

Each digs 15 coal a minute and burns 60 / 26.67 = 2.25, so 25.5 are left over every minute.
"""

coal = nearest(Resource.Coal)
move_to(coal)
size = BuildingBox(width=4, height=4)
box = nearest_buildable(Prototype.BurnerMiningDrill, size, coal)
move_to(box.center)
left = place_entity(Prototype.BurnerMiningDrill, Direction.RIGHT, Position(x=box.left_top.x + 1, y=box.left_top.y + 2))
right = place_entity_next_to(Prototype.BurnerMiningDrill, left.position, Direction.RIGHT)
right = rotate_entity(right, Direction.LEFT)
left = insert_item(Prototype.Coal, left, 2)
right = insert_item(Prototype.Coal, right, 2)
print(left.drop_position, right.drop_position)
for minute in range(10):
    sleep(60)
    left = get_entity(Prototype.BurnerMiningDrill, left.position)
    right = get_entity(Prototype.BurnerMiningDrill, right.position)
    for drill in (left, right):
        if drill.status == EntityStatus.NO_FUEL:
            raise Exception(f"out of fuel after {minute + 1} minutes: {drill}")
    # what is too much for the two goes to the inventory
    for drill in (left, right):
        spare = drill.fuel.get(Prototype.Coal, 0) - 2
        if spare > 0:
            extract_item(Prototype.Coal, drill, spare)
assert inspect_inventory()[Prototype.Coal] > 520
print(f"coal in hand: {inspect_inventory()[Prototype.Coal]}")
