# ruff: noqa
"""A rocket silo makes parts from stock, on steam power.

A part takes 3 s at speed 1 and ten each of three things: ten parts in 30 s. The silo takes 4 MW while it works: five
engines of 900 kW on three boilers. A hundred parts are a rocket.

Kit: rocket-silo 1, steam-engine 5, boiler 3, low-density-structure 300, rocket-fuel 300, processing-unit 300
"""

lake = get_resource_patch(Resource.Water, nearest(Resource.Water)).bounding_box
engines = []
for i, row in enumerate((-1.5, 7.5, 16.5)):
    move_to(Position(x=lake.right_bottom.x + 2, y=row + 3))
    pump = (
        place_entity(Prototype.OffshorePump, Direction.RIGHT, Position(x=lake.right_bottom.x, y=row)) if i < 2 else pump
    )
    boiler = place_entity(Prototype.Boiler, Direction.RIGHT, Position(x=lake.right_bottom.x + 5, y=row))
    boiler = insert_item(Prototype.Coal, boiler, 50)
    print(connect_entities(pump, boiler, Prototype.Pipe))
    first = place_entity_next_to(Prototype.SteamEngine, boiler.position, Direction.RIGHT, spacing=1)
    print(connect_entities(boiler, first, Prototype.Pipe))
    engines.append(first)
    if len(engines) < 5:
        engines.append(place_entity_next_to(Prototype.SteamEngine, first.position, Direction.RIGHT))
site = nearest_buildable(Prototype.RocketSilo, BuildingBox(width=13, height=13), Position(x=0, y=30)).center
move_to(site.up(7))
silo = place_entity(Prototype.RocketSilo, position=site)
stock = (Prototype.LowDensityStructure, Prototype.RocketFuel, Prototype.ProcessingUnit)


def restock(silo):
    """A stack of each: 50 structures, but only 20 units of fuel, two parts."""
    for item in stock:
        try:
            silo = insert_item(item, silo, 50)
        except Exception as full:
            print(full)
    return silo


silo = restock(silo)
print(inspect_inventory(silo), silo)
assert inspect_inventory(silo)[Prototype.RocketFuel] == 20
connect_entities(*engines, silo, connection_type=Prototype.MediumElectricPole)
start = restock(get_entity(Prototype.RocketSilo, silo.position)).rocket_parts
for _ in range(10):
    sleep(3)
    silo = restock(silo)
    print(silo.rocket_parts, inspect_inventory(silo))
print(silo, silo.warnings)
assert 9 <= silo.rocket_parts - start <= 11, (start, silo.rocket_parts)
try:
    launch_rocket(silo)
except Exception as reason:
    print(reason)
else:
    raise AssertionError("ten parts are no rocket")
