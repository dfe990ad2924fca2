# ruff: noqa
"""Batteries: an acid plant with sulfur from stock and water from the lake feeds a battery plant through a tank.

A battery takes 4 s at speed 1: 15 a minute, with 15 x 20 = 300 acid, which are six crafts of 50 of the acid plant.
The acid plant holds sulfur for ten crafts, so it is filled twice: 1,000 acid, and two minutes and the start need 700.

Makes: 15 battery
Kit: solar-panel 10, sulfur 100, iron-plate 120, copper-plate 100
"""

lake = get_resource_patch(Resource.Water, nearest(Resource.Water)).bounding_box
move_to(Position(x=lake.right_bottom.x + 2, y=lake.center.y))
pump = place_entity(Prototype.OffshorePump, Direction.RIGHT, Position(x=lake.right_bottom.x, y=lake.center.y))
assert pump.direction.value == Direction.RIGHT.value
acid = place_entity_next_to(Prototype.ChemicalPlant, pump.position, Direction.RIGHT, spacing=4)
acid = set_entity_recipe(acid, RecipeName.SulfuricAcid)
tank = place_entity_next_to(Prototype.StorageTank, acid.position, Direction.RIGHT, spacing=4)
battery = place_entity_next_to(Prototype.ChemicalPlant, tank.position, Direction.RIGHT, spacing=4)
battery = set_entity_recipe(battery, Prototype.Battery)
for source, target in ((pump, acid), (acid, tank), (tank, battery)):
    group = connect_entities(source, target, connection_type=Prototype.Pipe)
    print(f"{source.name} -> {target.name}: {len(group.pipes)} pipes")
acid = insert_item(Prototype.Sulfur, acid, 50)
acid = insert_item(Prototype.IronPlate, acid, 20)
print(acid.assembling_machine_input, acid.warnings)
panels = []
for i in range(10):
    spot = Position(x=tank.position.x - 6 + 3 * (i % 5), y=tank.position.y + 10 + 3 * (i // 5))
    move_to(spot)
    panels.append(place_entity(Prototype.SolarPanel, position=spot))
connect_entities(*panels, acid, battery, connection_type=Prototype.MediumElectricPole)
sleep(15)
acid = insert_item(Prototype.Sulfur, acid, 50)
print(get_entity(Prototype.StorageTank, tank.position).fluid_amount)
for item in (Prototype.IronPlate, Prototype.CopperPlate):
    battery = insert_item(item, battery, 90)
sleep(10)
battery = get_entity(Prototype.ChemicalPlant, battery.position)
print(battery.status, battery.warnings, battery.assembling_machine_input, battery.assembling_machine_output)
assert battery.status == EntityStatus.WORKING
