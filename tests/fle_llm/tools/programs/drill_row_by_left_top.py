# ruff: noqa
"""A row of burner drills on copper, each with a furnace under its drop point.

The rows are laid out from `left_top` and the drill's WIDTH, which is used as a centre; furnaces go below the drill.
Five drills dig 15 ore a minute each and a furnace could do 18.75, so the drills decide: 5 x 15.

Makes: 75 copper-plate
"""

DRILL = Prototype.BurnerMiningDrill
FURNACE = Prototype.StoneFurnace
count = 5
ore_position = nearest(Resource.CopperOre)
move_to(ore_position)
building_box = BuildingBox(width=DRILL.WIDTH * count, height=DRILL.HEIGHT + FURNACE.HEIGHT)
buildable_coordinates = nearest_buildable(DRILL, building_box, ore_position)
left_top = buildable_coordinates.left_top
move_to(left_top)
furnaces = []
for i in range(count):
    drill_pos = Position(x=left_top.x + DRILL.WIDTH * i, y=left_top.y)
    move_to(drill_pos)
    drill = place_entity(DRILL, position=drill_pos, direction=Direction.DOWN)
    drill = insert_item(Prototype.Coal, drill, quantity=20)
    furnace = place_entity_next_to(FURNACE, reference_position=drill.position, direction=Direction.DOWN)
    furnace = insert_item(Prototype.Coal, furnace, quantity=10)
    furnaces.append(furnace)
    print(f"drill at {drill.position} drops to {drill.drop_position}, furnace at {furnace.position}")
sleep(20)
for furnace in furnaces:
    furnace = get_entity(FURNACE, furnace.position)
    plates = inspect_inventory(entity=furnace).get(Prototype.CopperPlate, 0)
    print(f"Furnace at {furnace.position}: {furnace.status}, {plates} plates, warnings {furnace.warnings}")
    # the drills are slower than the furnaces, which therefore wait now and then
    assert furnace.status in (EntityStatus.WORKING, EntityStatus.NO_INGREDIENTS), f"furnace is {furnace.status}"
    assert plates > 0
