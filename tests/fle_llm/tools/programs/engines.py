# ruff: noqa
"""Engine units: gears and pipes made beside the machine that needs them, steel from a chest.

An engine takes 10 s at speed 0.75: 4.5 a minute, with 4.5 gears, 9 pipes and 4.5 steel.

Makes: 4.5 engine-unit
Kit: solar-panel 10, iron-plate 400, steel-plate 100
Over: 4 minutes
"""

ASSEMBLER = Prototype.AssemblingMachine2
origin = Position(x=-20.5, y=40.5)
move_to(origin)
engine = place_entity(ASSEMBLER, position=origin)
engine = set_entity_recipe(engine, Prototype.EngineUnit)
makers, hands = [], []
for product, side, inward in (
    (Prototype.IronGearWheel, Direction.LEFT, Direction.RIGHT),
    (Prototype.Pipe, Direction.RIGHT, Direction.LEFT),
):
    hand = place_entity_next_to(Prototype.Inserter, engine.position, side)
    hand = rotate_entity(hand, inward)
    maker = place_entity_next_to(ASSEMBLER, hand.position, side)
    maker = set_entity_recipe(maker, product)
    maker = insert_item(Prototype.IronPlate, maker, 200)
    makers.append(maker)
    hands.append(hand)
steel_hand = rotate_entity(place_entity_next_to(Prototype.Inserter, engine.position, Direction.UP), Direction.DOWN)
steel_chest = place_entity(Prototype.WoodenChest, position=steel_hand.pickup_position)
steel_chest = insert_item(Prototype.SteelPlate, steel_chest, 100)
out = place_entity_next_to(Prototype.Inserter, engine.position, Direction.DOWN)
chest = place_entity(Prototype.WoodenChest, position=out.drop_position)
assert steel_hand.drop_position.distance(engine.position) < 2 and out.pickup_position.distance(engine.position) < 2
panels = []
for i in range(10):
    spot = Position(x=origin.x - 6 + 3 * (i % 5), y=origin.y + 8 + 3 * (i // 5))
    move_to(spot)
    panels.append(place_entity(Prototype.SolarPanel, position=spot))
connect_entities(*panels, engine, *makers, *hands, steel_hand, out, connection_type=Prototype.MediumElectricPole)
sleep(30)
engine = get_entity(ASSEMBLER, engine.position)
recipe = engine.recipe
print(f"{recipe.name}: {recipe.energy} s, {[(i.name, i.count) for i in recipe.ingredients]}, {engine.status}")
assert recipe.energy == 10 and engine.status == EntityStatus.WORKING
try:
    craft_item(Prototype.EngineUnit, 1)
except Exception as reason:
    print("not by hand:", reason)
else:
    raise AssertionError("engines need a machine")
