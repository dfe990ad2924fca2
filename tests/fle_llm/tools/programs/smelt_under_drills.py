# ruff: noqa
"""Iron plates: three burner drills, a furnace under the drop point of each, a burner inserter into a chest.

A burner drill digs 0.25 ore/s, 15 a minute; three of them, and a furnace could do 18.75.

Makes: 45 iron-plate
"""


def build_line(i, left_top):
    spot = Position(x=left_top.x + Prototype.BurnerMiningDrill.WIDTH * 2 * i, y=left_top.y)
    move_to(Position(x=spot.x, y=spot.y + 3))
    drill = place_entity(Prototype.BurnerMiningDrill, Direction.DOWN, spot)
    drill = insert_item(Prototype.Coal, drill, 10)
    furnace = place_entity_next_to(Prototype.StoneFurnace, drill.position, Direction.DOWN)
    furnace = insert_item(Prototype.Coal, furnace, 5)
    inserter = place_entity_next_to(Prototype.BurnerInserter, furnace.position, Direction.DOWN)
    inserter = insert_item(Prototype.Coal, inserter, 2)
    chest = place_entity(Prototype.WoodenChest, position=inserter.drop_position)
    print(f"line {i}: drill at {drill.position} drops on {drill.drop_position}, chest at {chest.position}")
    return drill, furnace, inserter, chest


iron = nearest(Resource.IronOre)
move_to(iron)
size = BuildingBox(width=Prototype.BurnerMiningDrill.WIDTH * 6, height=Prototype.BurnerMiningDrill.HEIGHT)
box = nearest_buildable(Prototype.BurnerMiningDrill, size, iron)
lines = [build_line(i, Position(x=box.left_top.x + 1, y=box.left_top.y + 1)) for i in range(3)]

sleep(60)
for drill, furnace, inserter, chest in lines:
    furnace = get_entity(Prototype.StoneFurnace, furnace.position)
    # it waits a moment for every ore: the drill is slower
    assert furnace.status in (EntityStatus.WORKING, EntityStatus.NO_INGREDIENTS), furnace
    plates = inspect_inventory(entity=chest).get(Prototype.IronPlate, 0)
    assert plates > 5, f"only {plates} plates, {furnace}"
print("done", inspect_inventory())
