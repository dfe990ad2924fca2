# ruff: noqa
"""Blue science with parts from stock.

Two packs take 24 s at speed 0.75: 3.75 a minute, with 3.75 engines, 5.6 advanced circuits and 1.9 sulfur.

Makes: 3.75 chemical-science-pack
Kit: solar-panel 3, engine-unit 40, advanced-circuit 60, sulfur 20
Over: 4 minutes
"""


def stock_up(machine, per_craft, crafts):
    """Puts what so many crafts take into the machine, and tells what went in."""
    for name, count in per_craft.items():
        wanted = count * crafts
        have = inspect_inventory().get(name, 0)
        assert have >= wanted, f"{name}: {have} of {wanted}"
        machine = insert_item(prototype_by_name[name], machine, wanted)
    return machine


move_to(Position(x=-30, y=30))
lab_side = place_entity(Prototype.AssemblingMachine2, position=Position(x=-30, y=34))
science = set_entity_recipe(lab_side, Prototype.ChemicalSciencePack)
needs = {
    ingredient.name: ingredient.count for ingredient in get_prototype_recipe(Prototype.ChemicalSciencePack).ingredients
}
assert needs == {"engine-unit": 2, "advanced-circuit": 3, "sulfur": 1}, needs
science = stock_up(science, needs, 15)
print(science.assembling_machine_input, science.status, science.warnings)
assert science.status == EntityStatus.NO_POWER and "not connected to power network" in science.warnings
panels = [place_entity_next_to(Prototype.SolarPanel, science.position, Direction.DOWN, spacing=2)]
for _ in range(2):
    panels.append(place_entity_next_to(Prototype.SolarPanel, panels[-1].position, Direction.RIGHT))
group = connect_entities(*panels, science, Prototype.MediumElectricPole)
assert group.status == EntityStatus.WORKING or group.poles, group
sleep(35)
science = get_entity(Prototype.AssemblingMachine2, science.position)
packs = extract_item(Prototype.ChemicalSciencePack, science, 10)
print(f"{packs} packs in hand, {science.status}")
assert packs == 2 and inspect_inventory()[Prototype.ChemicalSciencePack] == 2
