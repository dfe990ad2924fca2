# ruff: noqa
"""Stone drill, furnace, inserter and chest in a line, all on coal.

A burner drill digs 15 stone a minute; a brick takes two.

Makes: 7.5 stone-brick
"""

stone = nearest(Resource.Stone)
print(f"stone at {stone}")
box = nearest_buildable(Prototype.BurnerMiningDrill, BuildingBox(width=2, height=7), stone)
move_to(box.center)
drill = place_entity(Prototype.BurnerMiningDrill, Direction.DOWN, box.left_top + Position(x=1, y=1))
kiln = place_entity_next_to(Prototype.StoneFurnace, drill.drop_position, Direction.DOWN, spacing=0)
print(drill.drop_position, kiln.position)
if not (abs(drill.drop_position.x - kiln.position.x) <= 1 and abs(drill.drop_position.y - kiln.position.y) <= 1):
    # beside the drop point is not under it: put the kiln there
    pickup_entity(kiln)
    kiln = place_entity_next_to(Prototype.StoneFurnace, drill.position, Direction.DOWN)
inserter = place_entity_next_to(Prototype.BurnerInserter, kiln.position, Direction.DOWN)
chest = place_entity(Prototype.WoodenChest, position=inserter.drop_position)
for machine, fuel in [(drill, 15), (kiln, 10), (inserter, 3)]:
    insert_item(Prototype.Coal, machine, fuel)
sleep(45)
drill = get_entity(Prototype.BurnerMiningDrill, drill.position)
kiln = get_entity(Prototype.StoneFurnace, kiln.position)
inserter = get_entity(Prototype.BurnerInserter, inserter.position)
for machine in (drill, kiln, inserter):
    print(machine.name, machine.status, machine.fuel, machine.warnings)
bricks = inspect_inventory(chest)[Prototype.StoneBrick]
print(f"{bricks} bricks after 45 s")
assert bricks >= 2
