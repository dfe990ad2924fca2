# ruff: noqa
"""Plastic: one well, a refinery, a chemical plant, and coal by belt from a burner drill.

A well of 100 % gives 600 crude oil a minute, 270 petroleum gas; 20 gas are two bars: 27. They take 13.5 coal, the drill
digs 15.

Makes: 27 plastic-bar
Kit: solar-panel 14
"""

well = nearest(Resource.CrudeOil)
move_to(well)
jack = place_entity(Prototype.PumpJack, Direction.UP, well)
refinery = place_entity_next_to(Prototype.OilRefinery, jack.position, Direction.LEFT, spacing=5)
refinery = set_entity_recipe(refinery, RecipeName.BasicOilProcessing)
plant = place_entity_next_to(Prototype.ChemicalPlant, refinery.position, Direction.UP, spacing=5)
plant = set_entity_recipe(plant, Prototype.PlasticBar)
print(connect_entities(jack, refinery, Prototype.Pipe))
print(connect_entities(refinery, plant, Prototype.Pipe))

move_to(plant.position.up(4))
feeder = place_entity_next_to(Prototype.Inserter, plant.position, Direction.UP)
feeder = rotate_entity(feeder, Direction.DOWN)
out = place_entity_next_to(Prototype.Inserter, plant.position, Direction.LEFT)
chest = place_entity(Prototype.WoodenChest, position=out.drop_position)
move_to(Position(x=16, y=23))
drill = place_entity(Prototype.BurnerMiningDrill, Direction.DOWN, Position(x=17, y=20))
drill = insert_item(Prototype.Coal, drill, 30)
belt = connect_entities(drill, feeder, connection_type=Prototype.TransportBelt)
print(belt)
panels = []
for i in range(14):  # 90 + 420 + 210 kW, with the idle draw 741, and two inserters
    spot = Position(x=-12.5 + 3 * (i % 7), y=50.5 + 3 * (i // 7))
    move_to(spot)
    panels.append(place_entity(Prototype.SolarPanel, position=spot))
connect_entities(*panels, jack, refinery, plant, feeder, out, connection_type=Prototype.MediumElectricPole)
sleep(60)
for machine in get_entities({Prototype.PumpJack, Prototype.OilRefinery, Prototype.ChemicalPlant}):
    print(machine.name, machine.status, machine.warnings, machine.fluid_box)
assert inspect_inventory(chest)[Prototype.PlasticBar] > 0
