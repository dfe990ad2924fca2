# ruff: noqa
"""Coal mines that fuel themselves: the belt of each drill runs round the drill, past an inserter that feeds it, to a chest.

A drill digs 15 coal a minute and burns 60 / 26.67 = 2.25. Both begin with two coal and are never fuelled again; the
inserters fuel themselves from what they carry. After ten minutes they still dig 30 a minute; 25.5 reach the chests, less
some tenths for the inserters.

Makes: 30 coal
"""


def self_fuelled_mine(site):
    """A drill that faces left; its belt goes down and to the right, below an inserter that looks up into the drill."""
    move_to(site)
    drill = place_entity(Prototype.BurnerMiningDrill, Direction.LEFT, site)
    drill = insert_item(Prototype.Coal, drill, 2)
    feeder = place_entity(Prototype.BurnerInserter, Direction.UP, Position(x=site.x + 0.5, y=site.y + 1.5))
    corner = Position(x=drill.drop_position.x, y=feeder.pickup_position.y)
    end = corner.right(8)
    belt = connect_entities(drill, corner, end, connection_type=Prototype.TransportBelt)
    print(drill.drop_position, feeder.pickup_position, belt)
    assert any(piece.position.is_close(feeder.pickup_position) for piece in belt.belts)
    taker = place_entity_next_to(Prototype.BurnerInserter, end, Direction.RIGHT)
    chest = place_entity(Prototype.WoodenChest, position=taker.drop_position)
    for inserter in (feeder, taker):
        insert_item(Prototype.Coal, inserter, 1)
    return drill, feeder, chest


seam = nearest(Resource.Coal)
mines = [self_fuelled_mine(Position(x=seam.x + 3.5, y=seam.y + 1.5 + 8 * i)) for i in range(2)]
sleep(120)
before = [inspect_inventory(chest)[Prototype.Coal] for _, _, chest in mines]
for minute in range(8):
    sleep(60)
    for drill, feeder, chest in mines:
        drill = get_entity(Prototype.BurnerMiningDrill, drill.position)
        assert drill.status == EntityStatus.WORKING, (minute, drill)
gained = [inspect_inventory(chest)[Prototype.Coal] - was for (_, _, chest), was in zip(mines, before)]
print(gained)
# 8 minutes of 12.75, and an inserter burns some 66.9 kJ a swing
assert all(94 <= coal <= 103 for coal in gained), gained
