# ruff: noqa
"""Crude oil from one pumpjack into a refinery, petroleum gas into a tank. Power from solar panels.

A well of 100 % gives 10 crude oil/s; 100 of it become 45 gas: 600 / 100 x 45.

Makes: 270 petroleum-gas
Kit: solar-panel 10
"""

oil = nearest(Resource.CrudeOil)
move_to(oil)
jack = place_entity(Prototype.PumpJack, position=oil)
box = nearest_buildable(Prototype.OilRefinery, BuildingBox(width=9, height=9), Position(x=oil.x + 8, y=oil.y))
move_to(box.center)
refinery = place_entity(Prototype.OilRefinery, position=box.center)
refinery = set_entity_recipe(refinery, RecipeName.BasicOilProcessing)
print(refinery.input_connection_points, refinery.output_connection_points)
box = nearest_buildable(
    Prototype.StorageTank, BuildingBox(width=7, height=7), Position(x=box.center.x, y=box.center.y - 16)
)
move_to(box.center)
tank = place_entity(Prototype.StorageTank, position=box.center)
print(connect_entities(jack, refinery, {Prototype.Pipe, Prototype.UndergroundPipe}))
print(connect_entities(refinery, tank, {Prototype.Pipe, Prototype.UndergroundPipe}))
row = nearest_buildable(Prototype.SolarPanel, BuildingBox(width=30, height=3), Position(x=oil.x, y=oil.y + 10))
panels = []
for i in range(10):
    spot = Position(x=row.left_top.x + 1.5 + 3 * i, y=row.left_top.y + 1.5)
    move_to(Position(x=spot.x, y=spot.y + 4))
    panels.append(place_entity(Prototype.SolarPanel, position=spot))
connect_entities(*panels, jack, refinery, connection_type=Prototype.MediumElectricPole)
sleep(60)
for name in (Prototype.PumpJack, Prototype.OilRefinery):
    for machine in get_entities({name}):
        print(machine.name, machine.status, machine.warnings)
tank = get_entity(Prototype.StorageTank, tank.position)
print(tank.fluid, tank.fluid_amount)
assert tank.fluid == "petroleum-gas" and tank.fluid_amount > 0
