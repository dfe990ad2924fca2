# ruff: noqa
"""A train of inserters hands plates from chest to chest.

With all technologies an inserter carries three items, 70 ticks a cycle: 100 plates pass an inserter in 34 swings of
1.17 s, 40 s, and each further stage adds a swing or two. All of them have to arrive.

Kit: iron-plate 100, solar-panel 1
"""

STAGES = 4
origin = Position(x=0.5, y=40.5)
move_to(origin)
chests = [place_entity(Prototype.WoodenChest, position=origin)]
hands = []
for stage in range(STAGES):
    hand = place_entity_next_to(Prototype.Inserter, chests[-1].position, Direction.RIGHT)
    chest = place_entity_next_to(Prototype.WoodenChest, hand.position, Direction.RIGHT)
    assert hand.pickup_position == chests[-1].position and hand.drop_position == chest.position
    hands.append(hand)
    chests.append(chest)
panel = place_entity(Prototype.SolarPanel, position=origin + Position(x=4, y=-5))
connect_entities(panel, *hands, Prototype.MediumElectricPole)
chests[0] = insert_item(Prototype.IronPlate, chests[0], 100)
sleep(20)
halfway = [inspect_inventory(chest)[Prototype.IronPlate] for chest in chests]
print("after 20 s", halfway)
assert halfway[0] < 60 and sum(halfway) > 100 - 3 * STAGES - 1
sleep(30)
final = [inspect_inventory(chest).get(Prototype.IronPlate, 0) for chest in chests]
print("after 50 s", final)
assert final == [0] * STAGES + [100]
statuses = {get_entity(Prototype.Inserter, hand.position).status for hand in hands}
assert statuses == {EntityStatus.WAITING_FOR_SOURCE_ITEMS}, statuses
