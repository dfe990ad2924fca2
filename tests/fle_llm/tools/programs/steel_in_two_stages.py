# ruff: noqa
"""Steel: drill, furnace, inserter, furnace, inserter, chest, on electricity from the sun.

An electric drill digs 30 ore a minute, the first furnace smelts them all (it could do 37.5), and five plates are a
steel plate: 30 / 5.

Makes: 6 steel-plate
Kit: solar-panel 10
"""


def first_in_line(site):
    drill = place_entity(Prototype.ElectricMiningDrill, Direction.LEFT, site)
    iron = place_entity_next_to(Prototype.ElectricFurnace, drill.position, Direction.LEFT)
    hand = place_entity_next_to(Prototype.Inserter, iron.position, Direction.LEFT)
    return drill, iron, hand


iron_ore = nearest(Resource.IronOre)
move_to(iron_ore.left(6))
drill, iron, hand = first_in_line(iron_ore + Position(x=1, y=1))
steel = place_entity_next_to(Prototype.ElectricFurnace, hand.position, Direction.LEFT)
out = place_entity_next_to(Prototype.Inserter, steel.position, Direction.LEFT)
chest = place_entity(Prototype.WoodenChest, position=out.drop_position)
panels = []
for i in range(10):  # 90 + 2 x 180 kW and the inserters; 10 x 60
    spot = Position(x=chest.position.x - 10 + 3 * (i % 5), y=chest.position.y - 12 + 3 * (i // 5))
    move_to(spot)
    panels.append(place_entity(Prototype.SolarPanel, position=spot))
power = connect_entities(*panels, drill, iron, hand, steel, out, connection_type=Prototype.MediumElectricPole)
print(power)
# the first plates pass one by one, and an inserter carries up to three: fill what is on the way
for _ in range(6):
    sleep(20)
    steel = get_entity(Prototype.ElectricFurnace, steel.position)
    print(f"{steel.status} source={steel.furnace_source} result={steel.furnace_result}")
assert get_entity(Prototype.ElectricFurnace, steel.position).status == EntityStatus.WORKING
assert inspect_inventory(chest)["steel-plate"] > 0
