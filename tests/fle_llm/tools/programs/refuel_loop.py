# ruff: noqa
"""Four stone drills that are refuelled by hand whenever they run low.

Four burner drills of 0.25 stone/s.

Makes: 60 stone
"""

stone = nearest(Resource.Stone)
move_to(stone)
box = nearest_buildable(Prototype.BurnerMiningDrill, BuildingBox(width=8, height=2), stone)
drills = []
for i in range(4):
    spot = Position(x=box.left_top.x + 1 + 2 * i, y=box.left_top.y + 1)
    move_to(spot)
    drill = place_entity(Prototype.BurnerMiningDrill, Direction.UP, spot)
    place_entity(Prototype.WoodenChest, position=drill.drop_position)
    drills.append(drill)
refuelled = 0
for minute in range(5):
    for drill in get_entities({Prototype.BurnerMiningDrill}):
        if drill.fuel.get(Prototype.Coal, 0) < 2 or "out of fuel" in drill.warnings:
            insert_item(Prototype.Coal, drill, 3)
            refuelled += 1
    sleep(30)
for drill in drills:
    insert_item(Prototype.Coal, drill, 5)
print(f"refuelled {refuelled} times")
assert all(drill.status == EntityStatus.WORKING for drill in get_entities({Prototype.BurnerMiningDrill}))
