# ruff: noqa
"""Red science: one machine makes gears, an inserter hands them to the next, copper comes by hand, packs go to a chest.

A pack takes 5 s at speed 0.75: 60 x 0.75 / 5.

Makes: 9 automation-science-pack
Kit: solar-panel 8, iron-plate 100, copper-plate 50
"""

move_to(Position(x=30, y=-20))
gears = place_entity(Prototype.AssemblingMachine2, position=Position(x=30.5, y=-20.5))
gears = set_entity_recipe(gears, Prototype.IronGearWheel)
hand = place_entity_next_to(Prototype.Inserter, gears.position, Direction.RIGHT)
science = place_entity_next_to(Prototype.AssemblingMachine2, hand.position, Direction.RIGHT)
science = set_entity_recipe(science, Prototype.AutomationSciencePack)
out = place_entity_next_to(Prototype.Inserter, science.position, Direction.RIGHT)
chest = place_entity(Prototype.WoodenChest, position=out.drop_position)
panels = []
for i in range(8):
    spot = Position(x=20.5 + 3 * i, y=-29.5)
    move_to(Position(x=spot.x, y=spot.y + 4))
    panels.append(place_entity(Prototype.SolarPanel, position=spot))
poles = connect_entities(*panels, gears, hand, science, out, Prototype.MediumElectricPole)
print(poles)
insert_item(Prototype.IronPlate, gears, 100)
insert_item(Prototype.CopperPlate, science, 50)
sleep(20)
for machine in get_entities({Prototype.AssemblingMachine2}):
    print(machine.recipe.name, machine.status, machine.warnings)
    assert machine.status in (EntityStatus.WORKING, EntityStatus.FULL_OUTPUT), machine
for inserter in get_entities({Prototype.Inserter}):
    print(inserter.position, inserter.status)
print("packs:", inspect_inventory(chest))
