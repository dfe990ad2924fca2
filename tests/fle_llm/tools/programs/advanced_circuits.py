# ruff: noqa
"""Advanced circuits: cables made next door, circuits and plastic out of one chest by way of filtered inserters.

One takes 6 s at speed 0.75: 7.5 a minute, with 15 circuits, 15 plastic bars and 30 cables.

Makes: 7.5 advanced-circuit
Kit: solar-panel 8, electronic-circuit 100, plastic-bar 100, copper-plate 100
"""

move_to(Position(x=0, y=34))
advanced = place_entity(Prototype.AssemblingMachine2, position=Position(x=0.5, y=38.5))
advanced = set_entity_recipe(advanced, Prototype.AdvancedCircuit)
hand = place_entity_next_to(Prototype.Inserter, advanced.position, Direction.LEFT)
hand = rotate_entity(hand, Direction.RIGHT)
cables = place_entity_next_to(Prototype.AssemblingMachine2, hand.position, Direction.LEFT)
cables = set_entity_recipe(cables, Prototype.CopperCable)
cables = insert_item(Prototype.CopperPlate, cables, 100)

# two inserters take from the two ends of a short chain of chests, each its own item
left, right = Position(x=-0.5, y=36.5), Position(x=1.5, y=36.5)
filtered = []
for spot, item in ((left, Prototype.ElectronicCircuit), (right, Prototype.PlasticBar)):
    inserter = place_entity(Prototype.Inserter, Direction.DOWN, spot)
    inserter = set_entity_recipe(inserter, item)
    chest = place_entity(Prototype.WoodenChest, position=inserter.pickup_position)
    for each in (Prototype.ElectronicCircuit, Prototype.PlasticBar):
        chest = insert_item(each, chest, 50)
    filtered.append((inserter, chest, item))
out = place_entity_next_to(Prototype.Inserter, advanced.position, Direction.RIGHT)
end = place_entity(Prototype.WoodenChest, position=out.drop_position)
panels = []
for i in range(8):
    spot = Position(x=-8.5 + 3 * i, y=44.5)
    move_to(spot)
    panels.append(place_entity(Prototype.SolarPanel, position=spot))
inserters = [inserter for inserter, _, _ in filtered]
connect_entities(*panels, advanced, hand, cables, out, *inserters, connection_type=Prototype.MediumElectricPole)
sleep(45)
for inserter, chest, item in filtered:
    left_over = inspect_inventory(chest)
    print(item, left_over)
    others = [other for _, _, other in filtered if other is not item]
    assert left_over[item] < 50 and all(left_over[other] == 50 for other in others)
advanced = get_entity(Prototype.AssemblingMachine2, advanced.position)
print(advanced.status, advanced.assembling_machine_input, inspect_inventory(end))
