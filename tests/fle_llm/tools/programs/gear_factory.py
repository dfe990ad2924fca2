# ruff: noqa
"""Gears from plates handed over, with a solar panel for power; then the plates are taken back out.

60 plates are 30 gears, 1 s each at speed 0.5: done after 30 s.

Kit: solar-panel 3, assembling-machine-1 1, small-electric-pole 10, iron-plate 60, copper-plate 5
"""

move_to(Position(x=30, y=-20))
panel = place_entity(Prototype.SolarPanel, position=Position(x=30.5, y=-20.5))
more = [place_entity_next_to(Prototype.SolarPanel, panel.position, Direction.UP, spacing=3 * i) for i in range(2)]
machine = place_entity_next_to(Prototype.AssemblingMachine1, panel.position, Direction.RIGHT, spacing=4)
assert machine.status == EntityStatus.NO_POWER
machine = set_entity_recipe(machine, Prototype.IronGearWheel)
print(machine.recipe)
group = connect_entities(panel, *more, machine, Prototype.SmallElectricPole)
try:
    insert_item(Prototype.CopperPlate, machine, 5)
except Exception as refused:
    print("refused:", refused)
machine = insert_item(Prototype.IronPlate, machine, 60)
sleep(30)
machine = get_entity(Prototype.AssemblingMachine1, machine.position)
print(machine.status, machine.warnings, machine.assembling_machine_input, machine.assembling_machine_output)
gears = extract_item(Prototype.IronGearWheel, machine, 100)
print(f"{gears} gears")
assert gears >= 25
left = inspect_inventory(machine)[Prototype.IronPlate]
if left:
    assert extract_item(Prototype.IronPlate, machine, left) == left
sleep(2)
machine = get_entity(Prototype.AssemblingMachine1, machine.position)
assert machine.status == EntityStatus.ITEM_INGREDIENT_SHORTAGE, machine.status
