# ruff: noqa
"""Speed and productivity modules, and a beacon, on three machines that make red science.

A pack takes 5 s. Two speed modules, +20 % each: 0.75 x 1.4 = 1.05, 12.6 a minute. Two productivity modules, -5 % speed
and +4 % packs each: 0.75 x 0.9 x 1.08, 8.748 packs. A beacon with two speed modules passes on 1.5 times 2 x 20 %:
0.75 x 1.6 = 1.2, 14.4. Together 35.75.

Makes: 35.75 automation-science-pack
Kit: solar-panel 28, speed-module 4, productivity-module 2, beacon 1, copper-plate 300, iron-gear-wheel 300
"""


def red(x, y):
    move_to(Position(x=x, y=y + 5))
    machine = place_entity(Prototype.AssemblingMachine2, position=Position(x=x, y=y))
    machine = set_entity_recipe(machine, Prototype.AutomationSciencePack)
    machine = insert_item(Prototype.CopperPlate, machine, 100)
    return insert_item(Prototype.IronGearWheel, machine, 100)


fast = insert_item(Prototype.SpeedModule, red(-20.5, 40.5), 2)
thrifty = insert_item(Prototype.ProductivityModule, red(-10.5, 40.5), 2)
near_beacon = red(0.5, 40.5)
print(fast.assembling_machine_modules, thrifty.assembling_machine_modules)
assert fast.assembling_machine_modules[Prototype.SpeedModule] == 2
beacon = place_entity(Prototype.Beacon, position=Position(x=4.5, y=40.5))
beacon = insert_item(Prototype.SpeedModule, beacon, 2)
print(beacon)
try:
    insert_item(Prototype.ProductivityModule, beacon, 1)
except Exception as reason:
    print(reason)
panels = []
for i in range(28):  # the beacon takes 480 kW, the machines up to 150 x 2
    spot = Position(x=-24.5 + 3 * (i // 2), y=50.5 + 3 * (i % 2))
    move_to(spot)
    panels.append(place_entity(Prototype.SolarPanel, position=spot))
connect_entities(*panels, fast, thrifty, near_beacon, beacon, connection_type=Prototype.MediumElectricPole)
sleep(30)
for machine in get_entities({Prototype.AssemblingMachine2}):
    print(machine.position, machine.status, machine.assembling_machine_output, machine.warnings)
    assert machine.status == EntityStatus.WORKING
