# ruff: noqa
"""Walls around turrets, counted and taken down again.

A square of walls through four corners 11 tiles apart has 4 x 11 = 44 pieces. Each turret takes ten magazines or more.

Kit: stone-wall 60, gun-turret 2, firearm-magazine 40, gate 1
"""

corner = Position(x=-30.5, y=30.5)
move_to(corner + Position(x=5, y=5))
corners = [corner, corner.right(11), corner + Position(x=11, y=11), corner.down(11)]
wall = connect_entities(*corners, connection_type=Prototype.StoneWall)
print(type(wall).__name__, len(wall.entities))
wall = connect_entities(corners[-1], corners[0], Prototype.StoneWall)
assert len(wall.entities) == 44, len(wall.entities)
assert inspect_inventory()[Prototype.StoneWall] == 60 - 44
# joining what is joined costs nothing
connect_entities(corners[0], corners[1], Prototype.StoneWall)
assert inspect_inventory()[Prototype.StoneWall] == 60 - 44
turrets = []
for offset in (3, 7):
    turret = place_entity(Prototype.GunTurret, Direction.UP, corner + Position(x=offset + 0.5, y=5.5))
    turret = insert_item(Prototype.FirearmMagazine, turret, 10)
    print(turret.name, turret.status, turret.turret_ammo)
    assert turret.turret_ammo[Prototype.FirearmMagazine] == 10
    turrets.append(turret)
gate_at = corner.right(5)
assert pickup_entity(Prototype.StoneWall, gate_at)
gate = place_entity(Prototype.Gate, Direction.UP, gate_at)
assert get_entity(Prototype.StoneWall, gate_at) is None or get_entity(Prototype.StoneWall, gate_at).position != gate_at
assert extract_item(Prototype.FirearmMagazine, turrets[0], 4) == 4
for group in get_entities():
    print(type(group).__name__, getattr(group, "position", None))
walls = [group for group in get_entities() if isinstance(group, WallGroup)]
assert len(walls) == 1 and len(walls[0].entities) == 43
for thing in [*walls, gate, *turrets]:
    pickup_entity(thing)
assert get_entities() == [] and inspect_inventory()[Prototype.FirearmMagazine] == 40
