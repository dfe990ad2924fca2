# ruff: noqa
"""Open play from empty hands: wood, stone, coal, a furnace, plates, a drill, and a smelter that works by itself.

Nothing is given and nothing researched. A burner drill takes 3 gears, 3 plates and a furnace: 9 plates and, with the
two furnaces beside it, 15 stone. The drill digs 15 ore a minute into the furnace below it.

Makes: 15 iron-plate
Kit only: wood 1
Begins untaught.
"""


def gather(resource, count):
    where = nearest(resource)
    move_to(where)
    got = harvest_resource(where, count)
    print(f"{got} from {where}")
    return where


gather(Resource.Stone, 15)
craft_item(Prototype.StoneFurnace, 3)
gather(Resource.Coal, 20)
iron = gather(Resource.IronOre, 12)
furnace = place_entity(Prototype.StoneFurnace, position=Position(x=iron.x - 4, y=iron.y - 2))
furnace = insert_item(Prototype.Coal, furnace, 3)
furnace = insert_item(Prototype.IronOre, furnace, 12)
while get_entity(Prototype.StoneFurnace, furnace.position).furnace_result.get(Prototype.IronPlate, 0) < 12:
    sleep(5)
print(extract_item(Prototype.IronPlate, furnace, 12))
try:
    craft_item(Prototype.ElectricMiningDrill)
except Exception as reason:
    print(reason)
crafted = craft_item(Prototype.BurnerMiningDrill, 1)
assert crafted == 1 and inspect_inventory()[Prototype.BurnerMiningDrill] == 1
box = nearest_buildable(Prototype.BurnerMiningDrill, BuildingBox(width=2, height=2), iron)
move_to(box.center)
drill = place_entity(Prototype.BurnerMiningDrill, Direction.UP, box.center)
smelter = place_entity_next_to(Prototype.StoneFurnace, drill.position, Direction.UP)
coal_left = inspect_inventory()[Prototype.Coal]
drill = insert_item(Prototype.Coal, drill, coal_left // 2)
smelter = insert_item(Prototype.Coal, smelter, coal_left // 2)
sleep(30)
smelter = get_entity(Prototype.StoneFurnace, smelter.position)
print(smelter.status, smelter.furnace_result, score())
assert smelter.furnace_result[Prototype.IronPlate] >= 5
