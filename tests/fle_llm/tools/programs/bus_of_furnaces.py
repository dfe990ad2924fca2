# ruff: noqa
"""Three drills on one belt, five stone furnaces along it, and a second belt that gathers the plates.

Three electric drills dig 90 ore a minute; five furnaces could do 5 x 18.75 = 93.75.

Makes: 90 iron-plate
Kit: solar-panel 6
"""

from dataclasses import dataclass


@dataclass
class Station:
    """A furnace with the inserters that feed and empty it."""

    feeder: Inserter
    furnace: Furnace
    taker: Inserter

    def state(self):
        furnace = get_entity(Prototype.StoneFurnace, self.furnace.position)
        return f"{furnace.status.value}: ore {furnace.furnace_source['iron-ore']}, plates {furnace.furnace_result['iron-plate']}"


def station(x, ore_y):
    move_to(Position(x=x, y=ore_y - 2))
    feeder = place_entity(Prototype.Inserter, Direction.UP, Position(x=x, y=ore_y - 1))
    furnace = place_entity_next_to(Prototype.StoneFurnace, feeder.position, Direction.UP)
    furnace = insert_item(Prototype.Coal, furnace, 15)
    taker = place_entity_next_to(Prototype.Inserter, furnace.position, Direction.UP)
    return Station(feeder, furnace, taker)


ore = nearest(Resource.IronOre)
drills = []
for i in range(3):
    move_to(Position(x=ore.x, y=ore.y + 1))
    drills.append(place_entity(Prototype.ElectricMiningDrill, Direction.UP, Position(x=ore.x + 1 + 3 * i, y=ore.y + 2)))
belt_y = drills[0].drop_position.y
ore_belt = connect_entities(drills[-1], Position(x=-8.5, y=belt_y), Prototype.TransportBelt)
print(ore_belt)
stations = [station(x, belt_y) for x in (9.5, 5.5, 1.5, -2.5, -6.5)]
plates = connect_entities(
    stations[0].taker.drop_position, Position(x=-10.5, y=stations[-1].taker.drop_position.y), Prototype.TransportBelt
)
end = place_entity(Prototype.Inserter, Direction.LEFT, plates.outputs[0].position.left(1))
chest = place_entity(Prototype.WoodenChest, position=end.drop_position)
machines = drills + [end] + [hand for one in stations for hand in (one.feeder, one.taker)]
panels = []
for i in range(6):
    spot = Position(x=-8.5 + 3 * i, y=58.5)
    move_to(spot)
    panels.append(place_entity(Prototype.SolarPanel, position=spot))
connect_entities(*panels, *machines, connection_type=Prototype.MediumElectricPole)
sleep(90)
print([one.state() for one in stations], inspect_inventory(chest))
assert inspect_inventory(chest)[Prototype.IronPlate] > 20
