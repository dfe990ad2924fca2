# ruff: noqa
"""Stone walls: two electric drills, one electric furnace, one machine, joined by inserters.

Two drills dig 60 stone a minute and two stone are a brick: 30 bricks (the furnace could do 37.5), five are a wall.

Makes: 6 stone-wall
Kit: solar-panel 10
"""

stone = nearest(Resource.Stone)
move_to(stone.right(2))
kiln_at = Position(x=stone.x - 1, y=stone.y + 4)
kiln = place_entity(Prototype.ElectricFurnace, position=kiln_at)
upper = place_entity(Prototype.ElectricMiningDrill, Direction.RIGHT, Position(x=kiln.position.x - 3, y=kiln.position.y))
# the other drill drops into the kiln from above
lower = place_entity_next_to(Prototype.ElectricMiningDrill, kiln.position, Direction.UP)
lower = rotate_entity(lower, Direction.DOWN)
print(upper.drop_position, lower.drop_position, kiln.position)
hand = place_entity_next_to(Prototype.Inserter, kiln.position, Direction.RIGHT)
mason = place_entity_next_to(Prototype.AssemblingMachine2, hand.position, Direction.RIGHT)
mason = set_entity_recipe(mason, Prototype.StoneWall)
out = place_entity_next_to(Prototype.Inserter, mason.position, Direction.RIGHT)
chest = place_entity(Prototype.WoodenChest, position=out.drop_position)
panels = []
for i in range(10):  # 2 x 90 + 180 + 150 kW and the inserters
    spot = Position(x=chest.position.x + 3 * (i % 5), y=chest.position.y + 10 + 3 * (i // 5))
    move_to(spot)
    panels.append(place_entity(Prototype.SolarPanel, position=spot))
connect_entities(*panels, upper, lower, kiln, hand, mason, out, connection_type=Prototype.MediumElectricPole)
sleep(60)
for entity in get_entities({Prototype.ElectricMiningDrill, Prototype.ElectricFurnace, Prototype.AssemblingMachine2}):
    print(f"{entity.name} {entity.status} {entity.warnings}")
print(inspect_inventory(chest))
assert inspect_inventory(chest)[Prototype.StoneWall] >= 3
