# ruff: noqa
"""Sulfuric acid from oil and water: refinery, sulfur plant, an inserter, acid plant, tank.

270 petroleum gas a minute, 30 for two sulfur: 18. Five sulfur, an iron plate and 100 water are 50 acid: 3.6 crafts, 180.

Makes: 18 sulfur
Makes: 180 sulfuric-acid
Kit: solar-panel 20, iron-plate 100
Over: 4 minutes
"""


def plant_next_to(position, direction, spacing, recipe):
    plant = place_entity_next_to(Prototype.ChemicalPlant, position, direction, spacing=spacing)
    return set_entity_recipe(plant, recipe)


well = nearest(Resource.CrudeOil)
move_to(well)
jack = place_entity(Prototype.PumpJack, position=well)
refinery = place_entity_next_to(Prototype.OilRefinery, jack.position, Direction.LEFT, spacing=5)
refinery = set_entity_recipe(refinery, RecipeName.BasicOilProcessing)
sulfur = plant_next_to(refinery.position, Direction.UP, 7, Prototype.Sulfur)
hand = place_entity_next_to(Prototype.Inserter, sulfur.position, Direction.LEFT)
acid = plant_next_to(hand.position, Direction.LEFT, 0, RecipeName.SulfuricAcid)
tank = place_entity_next_to(Prototype.StorageTank, acid.position, Direction.LEFT, spacing=6)
kinds = {Prototype.Pipe, Prototype.UndergroundPipe}
print("crude", connect_entities(jack, refinery, kinds))
print("gas", connect_entities(refinery, sulfur, kinds))
print("acid", connect_entities(acid, tank, kinds))
move_to(nearest(Resource.Water))
pump = place_entity(Prototype.OffshorePump, position=Position(x=-10, y=20))
print("water", connect_entities(pump, sulfur, connection_type=kinds))
print("water", connect_entities(pump, acid, connection_type=kinds))
acid = insert_item(Prototype.IronPlate, acid, 100)
panels = []
for i in range(20):  # 90 + 420 + 2 x 210 kW and a thirtieth of it standing
    spot = Position(x=-24.5 + 3 * (i % 10), y=50.5 + 3 * (i // 10))
    move_to(spot)
    panels.append(place_entity(Prototype.SolarPanel, position=spot))
connect_entities(*panels, jack, refinery, sulfur, hand, acid, connection_type=Prototype.MediumElectricPole)
sleep(90)
for plant in get_entities({Prototype.ChemicalPlant}):
    print(plant.recipe.name, plant.direction, plant.status, plant.warnings, plant.fluid_box)
tank = get_entity(Prototype.StorageTank, tank.position)
print(tank.fluid, tank.fluid_amount)
assert tank.fluid == "sulfuric-acid" and tank.fluid_amount > 50
