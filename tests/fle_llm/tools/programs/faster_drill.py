# ruff: noqa
"""An electric drill with three speed modules beside one without.

0.5 ore a second and 0.5 x 1.6: 30 + 48 a minute; a drill with modules takes 90 x 2.5 = 225 kW.

Makes: 78 iron-ore
Kit: solar-panel 6, speed-module 3
"""

iron = nearest(Resource.IronOre)
patch = get_resource_patch(Resource.IronOre, iron, radius=10)
print(patch.size, patch.bounding_box.left_top, patch.bounding_box.right_bottom)
corner = patch.bounding_box.left_top
move_to(Position(x=corner.x - 3, y=corner.y + 3))
drills = []
for i in range(2):
    drill = place_entity(
        Prototype.ElectricMiningDrill, Direction.LEFT, Position(x=corner.x + 1, y=corner.y + 1 + 3 * i)
    )
    chest = place_entity(Prototype.WoodenChest, position=drill.drop_position)
    drills.append(drill)
drills[0] = insert_item(Prototype.SpeedModule, drills[0], 3)
panels = []
for i in range(6):
    spot = Position(x=corner.x - 8 - 3 * (i % 3), y=corner.y + 3 * (i // 3))
    move_to(spot)
    panels.append(place_entity(Prototype.SolarPanel, position=spot))
connect_entities(*panels, *drills, connection_type=Prototype.MediumElectricPole)
sleep(60)
dug = [inspect_inventory(get_entity(Prototype.WoodenChest, drill.drop_position))[Prototype.IronOre] for drill in drills]
print(dug)
assert abs(dug[0] / dug[1] - 1.6) < 0.1, dug
