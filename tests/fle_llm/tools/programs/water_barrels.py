# ruff: noqa
"""Water into a tank through a pump's pipe, and from there into barrels.

The offshore pump gives 1,200 a second, so the tank of 25,000 is full after 21 s. A barrel takes 50 water and 0.2 s, and an
inserters bring the empty and take the full ones, three a swing of 1.17 s: thirty barrels are done within half a minute.

Kit: solar-panel 3, barrel 30
"""

shore = move_to(nearest(Resource.Water))
pump = place_entity(Prototype.OffshorePump, position=nearest(Resource.Water))
tank = place_entity_next_to(Prototype.StorageTank, pump.position, Direction.RIGHT, spacing=4)
line = connect_entities(pump, tank, Prototype.Pipe)
print(line, tank.connection_points)
sleep(25)
tank = get_entity(Prototype.StorageTank, tank.position)
print(f"{tank.fluid}: {tank.fluid_amount}")
assert tank.fluid == "water" and tank.fluid_amount > 24_900
filler = place_entity_next_to(Prototype.AssemblingMachine2, tank.position, Direction.RIGHT, spacing=5)
filler = set_entity_recipe(filler, RecipeName.FillWaterBarrel)
filler = rotate_entity(filler, Direction.LEFT)
print(filler.recipe, filler.direction, filler.connection_points)
print(connect_entities(tank, filler, {Prototype.Pipe, Prototype.UndergroundPipe}))
move_to(filler.position.down(3))
out = place_entity_next_to(Prototype.Inserter, filler.position, Direction.RIGHT)
chest = place_entity(Prototype.WoodenChest, position=out.drop_position)
source = place_entity_next_to(Prototype.Inserter, filler.position, Direction.UP)
source = rotate_entity(source, Direction.DOWN)
store = place_entity(Prototype.WoodenChest, position=source.pickup_position)
store = insert_item(Prototype.EmptyBarrel, store, 30)
panels = [place_entity(Prototype.SolarPanel, position=filler.position + Position(x=-3 + 3 * i, y=6)) for i in range(3)]
connect_entities(*panels, filler, source, out, connection_type=Prototype.MediumElectricPole)
sleep(30)
filler = get_entity(Prototype.AssemblingMachine2, filler.position)
barrels = inspect_inventory(chest).get("water-barrel", 0)
print(filler.status, filler.warnings, inspect_inventory(chest))
assert barrels == 30, barrels
