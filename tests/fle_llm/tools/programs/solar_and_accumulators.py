# ruff: noqa
"""Solar panels charge accumulators and drive two drills; it is always day in the laboratory.

Five panels give 300 kW, the drills take 180: 2 x 30 ore. What is left, 120 kW, charges two accumulators of 5 MJ in 83 s.

Makes: 60 stone
Kit: solar-panel 5, accumulator 2
"""

stone = nearest(Resource.Stone)
move_to(stone.right(3))
drills = []
for i in range(2):
    spot = Position(x=stone.x - 1, y=stone.y + 3 + 3 * i)
    drill = place_entity(Prototype.ElectricMiningDrill, Direction.RIGHT, spot)
    chest = place_entity(Prototype.WoodenChest, position=drill.drop_position)
    print(drill.position, drill.status, drill.resources)
    drills.append(drill)
panels = [place_entity(Prototype.SolarPanel, position=stone + Position(x=6, y=3 * i)) for i in range(3)]
panels += [place_entity(Prototype.SolarPanel, position=stone + Position(x=9, y=3 * i)) for i in range(2)]
accumulators = [
    place_entity_next_to(Prototype.Accumulator, panels[-1].position, Direction.RIGHT, spacing=1 + 3 * i)
    for i in range(2)
]
group = connect_entities(*panels, *drills, *accumulators, connection_type=Prototype.MediumElectricPole)
print(group)


def charges():
    read = [get_entity(Prototype.Accumulator, one.position) for one in accumulators]
    print([(one.status, one.energy) for one in read])
    return read


sleep(1)
first = charges()
assert all(one.status == EntityStatus.CHARGING for one in first)
sleep(10)
# 10 s at 60 kW each
assert all(abs(b.energy - a.energy - 600_000) < 10_000 for a, b in zip(first, charges()))
sleep(80)
assert all(one.energy > 4_900_000 for one in charges())
