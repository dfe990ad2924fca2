# ruff: noqa
"""A loop that looks for trouble by status and warning, and mends it: fuel, a full chest, a missing pole.

Two burner drills and one electric drill on stone: 2 x 15 + 30.

Makes: 60 stone
Kit: solar-panel 2
Over: 4 minutes
"""

stone = nearest(Resource.Stone)
y = stone.y + 3
move_to(Position(x=stone.x, y=y))
burners = []
for i in range(2):
    drill = place_entity(Prototype.BurnerMiningDrill, Direction.RIGHT, Position(x=stone.x - 1, y=y + 3 * i))
    place_entity(Prototype.WoodenChest, position=drill.drop_position)
    burners.append(drill)
electric = place_entity(Prototype.ElectricMiningDrill, Direction.RIGHT, Position(x=stone.x - 1, y=y + 7))
jammed = place_entity(Prototype.WoodenChest, position=electric.drop_position)
jammed = insert_item(Prototype.TransportBelt, jammed, 500)
jammed = insert_item(Prototype.Pipe, jammed, 500)
jammed = insert_item(Prototype.Coal, jammed, 50)  # 5 + 5 + 1 slots of 16
jammed = insert_item(Prototype.MediumElectricPole, jammed, 250)
panels = [place_entity(Prototype.SolarPanel, position=Position(x=stone.x + 6, y=y + 3 * i)) for i in range(2)]
mended = set()
for turn in range(6):
    for entity in get_entities():
        trouble = getattr(entity, "warnings", [])
        if entity.status == EntityStatus.NO_FUEL or "out of fuel" in trouble:
            insert_item(Prototype.Coal, entity, 15)
            mended.add("fuel")
        elif entity.status == EntityStatus.NOT_PLUGGED_IN_ELECTRIC_NETWORK and isinstance(entity, MiningDrill):
            connect_entities(*panels, entity, connection_type=Prototype.MediumElectricPole)
            mended.add("pole")
        elif entity.status == EntityStatus.WAITING_FOR_SPACE_IN_DESTINATION:
            print(entity.name, entity.warnings)
            chest = get_entity(Prototype.WoodenChest, entity.drop_position)
            extract_item(Prototype.TransportBelt, chest, 500)
            mended.add("chest")
        elif "chest is full" in trouble:
            print("full:", entity.position, entity.inventory)
    print(turn, sorted(mended))
    sleep(10)
assert mended == {"fuel", "pole", "chest"}, mended
