# ruff: noqa
"""Advanced oil processing into three tanks, and lubricant from the heavy oil.

600 crude oil a minute are six runs of the refinery: 150 heavy and 270 light oil and 330 petroleum gas. All the heavy oil
becomes as much lubricant. Every tank has room for 25,000.

Makes: 150 lubricant
Makes: 270 light-oil
Makes: 330 petroleum-gas
Kit: solar-panel 14
"""

pipes = {Prototype.Pipe, Prototype.UndergroundPipe}
well = nearest(Resource.CrudeOil)
move_to(well)
jack = place_entity(Prototype.PumpJack, position=well)
refinery = place_entity_next_to(Prototype.OilRefinery, jack.position, Direction.LEFT, spacing=10)
refinery = rotate_entity(refinery, Direction.UP) if refinery.direction != Direction.UP else refinery
refinery = set_entity_recipe(refinery, RecipeName.AdvancedOilProcessing)
points = {point.type: point for point in refinery.output_connection_points}
print(refinery.input_connection_points, points)
assert set(points) == {"heavy-oil", "light-oil", "petroleum-gas"}
tanks = {}
for fluid, dx in (("heavy-oil", -12), ("light-oil", 0), ("petroleum-gas", 8)):
    spot = Position(x=points["light-oil"].x + dx, y=points["light-oil"].y - 9)
    move_to(spot.down(4))
    if fluid == "heavy-oil":
        plant = place_entity(Prototype.ChemicalPlant, Direction.UP, spot)
        plant = set_entity_recipe(plant, Prototype.Lubricant)
        tanks["lubricant"] = place_entity_next_to(Prototype.StorageTank, plant.position, Direction.LEFT, spacing=4)
    else:
        tanks[fluid] = place_entity(Prototype.StorageTank, position=spot)
connect_entities(jack, refinery, pipes)
connect_entities(refinery, plant, connection_type=pipes)
connect_entities(points["light-oil"], tanks["light-oil"], connection_type=pipes)
connect_entities(points["petroleum-gas"], tanks["petroleum-gas"], connection_type=pipes)
connect_entities(plant, tanks["lubricant"], connection_type=pipes)
move_to(Position(x=-9, y=15))
pump = place_entity(Prototype.OffshorePump, position=Position(x=-10, y=20))
print(connect_entities(pump, refinery, connection_type=pipes))
panels = []
for i in range(14):
    spot = Position(x=-12.5 + 3 * (i % 7), y=54.5 + 3 * (i // 7))
    move_to(spot)
    panels.append(place_entity(Prototype.SolarPanel, position=spot))
connect_entities(*panels, jack, refinery, plant, connection_type=Prototype.MediumElectricPole)
sleep(60)
refinery = get_entity(Prototype.OilRefinery, refinery.position)
print(refinery.status, refinery.warnings, refinery.fluid_box)
for fluid, tank in tanks.items():
    tank = get_entity(Prototype.StorageTank, tank.position)
    print(fluid, tank.fluid, tank.fluid_amount)
    assert tank.fluid == fluid and tank.fluid_amount > 20
