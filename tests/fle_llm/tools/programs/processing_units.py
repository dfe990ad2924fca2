# ruff: noqa
"""Processing units: a machine that takes a fluid, with acid from a plant at the lake.

One takes 10 s at speed 0.75: 4.5 a minute, with 90 circuits, 9 advanced circuits and 22.5 acid.

Makes: 4.5 processing-unit
Kit: solar-panel 8, electronic-circuit 800, advanced-circuit 90, sulfur 20, iron-plate 10
Over: 4 minutes
"""

water = nearest(Resource.Water)
move_to(water)
pump = place_entity(Prototype.OffshorePump, position=water)
acid = place_entity_next_to(Prototype.ChemicalPlant, pump.position, Direction.RIGHT, spacing=5)
acid = set_entity_recipe(acid, RecipeName.SulfuricAcid)
maker = place_entity_next_to(Prototype.AssemblingMachine2, acid.position, Direction.RIGHT, spacing=6)
try:
    maker = rotate_entity(maker, Direction.LEFT)
    print("turned before it has a recipe")
except Exception as reason:
    print(reason)
maker = set_entity_recipe(maker, Prototype.ProcessingUnit)
maker = rotate_entity(maker, Direction.LEFT)
print(maker.direction, maker.connection_points)
assert maker.connection_points[0].x < maker.position.x
print(connect_entities(pump, acid, Prototype.Pipe))
print(connect_entities(acid, maker, Prototype.Pipe))
acid = insert_item(Prototype.Sulfur, acid, 20)
acid = insert_item(Prototype.IronPlate, acid, 10)

move_to(maker.position.down(3))
hand = rotate_entity(place_entity_next_to(Prototype.Inserter, maker.position, Direction.UP), Direction.DOWN)
chest = place_entity(Prototype.WoodenChest, position=hand.pickup_position)
chest = insert_item(Prototype.ElectronicCircuit, chest, 800)
chest = insert_item(Prototype.AdvancedCircuit, chest, 90)
out = place_entity_next_to(Prototype.Inserter, maker.position, Direction.DOWN)
end = place_entity(Prototype.WoodenChest, position=out.drop_position)
move_to(Position(x=8, y=8))
panels = []
for i in range(8):
    spot = Position(x=-5.5 + 3 * i, y=12.5)
    move_to(spot)
    panels.append(place_entity(Prototype.SolarPanel, position=spot, exact=False))
connect_entities(*panels, acid, maker, hand, out, connection_type=Prototype.MediumElectricPole)
sleep(60)
maker = get_entity(Prototype.AssemblingMachine2, maker.position)
print(maker.status, maker.warnings, maker.fluid_box, maker.assembling_machine_input, inspect_inventory(end))
assert maker.status == EntityStatus.WORKING
