# ruff: noqa
"""Coal from two burner drills over one belt to a burner inserter that fills a chest.

Two burner drills of 0.25 ore/s.

Makes: 30 coal
"""

coal = nearest(Resource.Coal)
move_to(coal)
box = nearest_buildable(Prototype.BurnerMiningDrill, BuildingBox(width=4, height=2), coal)
move_to(box.center)
drills = []
for i in range(2):
    spot = Position(x=box.left_top.x + 1 + Prototype.BurnerMiningDrill.WIDTH * i, y=box.left_top.y + 1)
    drill = place_entity(Prototype.BurnerMiningDrill, Direction.UP, spot)
    drills.append(insert_item(Prototype.Coal, drill, 10))

target = Position(x=drills[0].drop_position.x - 12, y=drills[0].drop_position.y - 12)
move_to(target)
chest = place_entity(Prototype.WoodenChest, position=target)
inserter = place_entity_next_to(Prototype.BurnerInserter, chest.position, Direction.RIGHT)
inserter = rotate_entity(inserter, Direction.LEFT)  # so that it fills the chest
inserter = insert_item(Prototype.Coal, inserter, 5)
belt = connect_entities(drills[-1].drop_position, drills[0].drop_position, inserter, Prototype.TransportBelt)
print(belt, len(belt.belts))
assert len(get_entities({Prototype.BeltGroup})) == 1
sleep(60)
print(inspect_inventory(chest), get_entity(Prototype.BurnerInserter, inserter.position).status)
assert inspect_inventory(chest)[Prototype.Coal] > 10
