# ruff: noqa
"""Military science: magazines, piercing rounds, grenades and walls made side by side and handed to one machine.

Two packs take 10 s at speed 0.75: 9 a minute, from 4.5 rounds, 4.5 grenades and 9 walls. A grenade takes 8 s, 5.6 a
minute; rounds come two in 6 s and walls in half a second, which is more than enough.

Makes: 9 military-science-pack
Kit: solar-panel 18, iron-plate 500, steel-plate 50, copper-plate 100, stone-brick 200
"""


def machine(x, y, recipe):
    placed = place_entity(Prototype.AssemblingMachine2, position=Position(x=x, y=y))
    return set_entity_recipe(placed, recipe)


def hand(x, y, direction):
    return place_entity(Prototype.Inserter, direction=direction, position=Position(x=x, y=y))


move_to(Position(x=-2, y=38))
# rounds > science < walls, grenades from above; magazines feed the rounds
science = machine(0.5, 40.5, Prototype.MilitarySciencePack)
rounds = machine(-3.5, 40.5, Prototype.PiercingRoundsMagazine)
magazines = machine(-7.5, 40.5, Prototype.FirearmMagazine)
walls = machine(4.5, 40.5, Prototype.StoneWall)
grenades = machine(0.5, 36.5, Prototype.Grenade)
hands = [hand(-1.5, 40.5, RIGHT), hand(-5.5, 40.5, RIGHT), hand(2.5, 40.5, LEFT), hand(0.5, 38.5, DOWN)]
out = hand(0.5, 42.5, DOWN)
chest = place_entity(Prototype.WoodenChest, position=out.drop_position)
rounds = insert_item(Prototype.SteelPlate, rounds, 50)
rounds = insert_item(Prototype.CopperPlate, rounds, 100)
print(rounds.assembling_machine_input)
for feeder, items in (
    (hand(-9.5, 40.5, RIGHT), {Prototype.IronPlate: 200}),
    (hand(6.5, 40.5, LEFT), {Prototype.StoneBrick: 200}),
    (hand(0.5, 34.5, DOWN), {Prototype.IronPlate: 100, Prototype.Coal: 200}),
):
    store = place_entity(Prototype.WoodenChest, position=feeder.pickup_position)
    for item, count in items.items():
        store = insert_item(item, store, count)
    hands.append(feeder)
panels = []
for i in range(18):
    spot = Position(x=-12.5 + 3 * (i % 9), y=48.5 + 3 * (i // 9))
    move_to(spot)
    panels.append(place_entity(Prototype.SolarPanel, position=spot))
connect_entities(
    *panels, science, rounds, magazines, walls, grenades, *hands, out, connection_type=Prototype.MediumElectricPole
)
sleep(60)
for maker in get_entities({Prototype.AssemblingMachine2}):
    print(maker.recipe.name, maker.status, maker.assembling_machine_output, maker.warnings)
assert inspect_inventory(chest)[Prototype.MilitarySciencePack] >= 2
