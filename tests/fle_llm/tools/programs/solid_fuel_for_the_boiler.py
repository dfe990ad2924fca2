# ruff: noqa
"""Petroleum gas becomes solid fuel.

270 gas a minute, 20 for a piece: 13.5. A piece has 12 MJ; the program burns what the first minute made in a furnace.

Makes: 13.5 solid-fuel
Kit: solar-panel 14, iron-ore 20
"""

pipes = {Prototype.Pipe, Prototype.UndergroundPipe}
field = get_resource_patch(Resource.CrudeOil, nearest(Resource.CrudeOil))
move_to(field.bounding_box.center)
box = nearest_buildable(Prototype.PumpJack, BuildingBox(width=3, height=3), field.bounding_box.center)
jack = place_entity(Prototype.PumpJack, Direction.UP, box.center)
refinery_box = nearest_buildable(Prototype.OilRefinery, BuildingBox(width=11, height=11), jack.position.left(12))
move_to(refinery_box.center)
refinery = set_entity_recipe(
    place_entity(Prototype.OilRefinery, position=refinery_box.center), RecipeName.BasicOilProcessing
)
plant = place_entity_next_to(Prototype.ChemicalPlant, refinery.position, Direction.UP, spacing=6)
plant = set_entity_recipe(plant, RecipeName.SolidFuelFromPetroleumGas)
for a, b in ((jack, refinery), (refinery, plant)):
    needed = get_connection_amount(a, b, Prototype.Pipe)
    group = connect_entities(a, b, connection_type=pipes)
    print(f"{needed} pipes were foreseen, {len(group.pipes)} pieces with undergrounds")
    assert len(group.pipes) <= needed
out = place_entity_next_to(Prototype.Inserter, plant.position, Direction.UP)
stove = place_entity_next_to(Prototype.StoneFurnace, out.position, Direction.UP)
stove = insert_item(Prototype.IronOre, stove, 20)
assert stove.status == EntityStatus.NO_FUEL
panels = []
for i in range(14):
    spot = Position(x=-14.5 + 3 * (i // 2), y=52.5 + 3 * (i % 2))
    move_to(spot)
    panels.append(place_entity(Prototype.SolarPanel, position=spot))
connect_entities(*panels, jack, refinery, plant, out, connection_type=Prototype.MediumElectricPole)
sleep(60)
stove = get_entity(Prototype.StoneFurnace, stove.position)
print(stove.status, stove.fuel, stove.furnace_result, plant.recipe)
assert stove.fuel["solid-fuel"] > 0 and stove.furnace_result[Prototype.IronPlate] > 5
