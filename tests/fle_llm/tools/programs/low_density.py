# ruff: noqa
"""Low density structures from a mixed chest.

One takes 15 s at speed 0.75: 3 a minute, with 6 steel, 60 copper plates and 15 plastic bars. One inserter carries them
all: 81 items, and it could do 3 x 51.

Makes: 3 low-density-structure
Kit: solar-panel 4, steel-plate 50, copper-plate 500, plastic-bar 120
Over: 4 minutes
"""

spot = nearest_buildable(Prototype.AssemblingMachine2, BuildingBox(width=9, height=9), Position(x=0, y=30)).center
move_to(spot)
machine = set_entity_recipe(place_entity(Prototype.AssemblingMachine2, position=spot), Prototype.LowDensityStructure)
into = rotate_entity(place_entity_next_to(Prototype.Inserter, machine.position, Direction.LEFT), Direction.RIGHT)
out = place_entity_next_to(Prototype.Inserter, machine.position, Direction.RIGHT)
source = place_entity(Prototype.WoodenChest, position=into.pickup_position)
sink = place_entity(Prototype.WoodenChest, position=out.drop_position)
needs = {i.name: i.count for i in get_prototype_recipe(Prototype.LowDensityStructure).ingredients}
print(needs)
assert needs == {"steel-plate": 2, "copper-plate": 20, "plastic-bar": 5}
for name, count in needs.items():
    source = insert_item(prototype_by_name[name], source, 24 * count)
print(source.inventory)
panels = [place_entity(Prototype.SolarPanel, position=Position(x=spot.x - 4 + 3 * i, y=spot.y + 6)) for i in range(4)]
connect_entities(*panels, machine, into, out, connection_type=Prototype.MediumElectricPole)
sleep(60)
machine = get_entity(machine.prototype, machine.position)
print(machine.status, machine.assembling_machine_input, inspect_inventory(sink))
assert machine.status == EntityStatus.WORKING, machine
