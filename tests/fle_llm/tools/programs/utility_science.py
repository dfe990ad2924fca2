# ruff: noqa
"""Yellow and purple science from stock in two machines, each with a chest of everything and one inserter.

Three packs take 21 s at speed 0.75: 3 x 60 x 0.75 / 21 = 6.43 a minute of either, 15 crafts in seven minutes. An inserter puts productivity modules
where they are ingredients, not into the slots of the machine.

Makes: 6.43 utility-science-pack
Makes: 6.43 production-science-pack
Kit: solar-panel 6, low-density-structure 60, processing-unit 40, flying-robot-frame 20, productivity-module 20, rail 600, electric-furnace 20
Over: 7 minutes
"""

CRAFTS = 20
home = Position(x=-30, y=0)
move_to(home)
machines = []
for i, product in enumerate((Prototype.UtilitySciencePack, Prototype.ProductionSciencePack)):
    machine = place_entity(Prototype.AssemblingMachine2, position=home + Position(x=7 * i - 3, y=-5))
    machine = set_entity_recipe(machine, product)
    hand = rotate_entity(place_entity_next_to(Prototype.Inserter, machine.position, Direction.DOWN), Direction.UP)
    chest = place_entity(Prototype.WoodenChest, position=hand.pickup_position)
    for ingredient in get_prototype_recipe(product).ingredients:
        chest = insert_item(prototype_by_name[ingredient.name], chest, CRAFTS * ingredient.count)
    print(product, chest.inventory)
    out = place_entity_next_to(Prototype.Inserter, machine.position, Direction.LEFT)
    place_entity(Prototype.WoodenChest, position=out.drop_position)
    machines += [machine, hand, out]
move_to(home + Position(x=1, y=-2))
panels = [place_entity(Prototype.SolarPanel, position=home + Position(x=-3 + 3 * i, y=-8.5)) for i in range(4)]
panels += [place_entity(Prototype.SolarPanel, position=home + Position(x=-1 + 3 * i, y=6.5)) for i in range(2)]
connect_entities(*panels, *machines, connection_type=Prototype.MediumElectricPole)
sleep(40)
for machine in get_entities({Prototype.AssemblingMachine2}):
    print(machine.status, machine.assembling_machine_input, machine.assembling_machine_output)
    assert machine.status == EntityStatus.WORKING and not machine.assembling_machine_modules
