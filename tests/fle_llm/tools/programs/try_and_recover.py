# ruff: noqa
"""A program that runs into every ordinary refusal and goes on: too far, taken, none left, wrong item, nothing there.

What it asks for in vain changes nothing; in the end one electric drill digs 30 ore a minute.

Makes: 30 copper-ore
Kit: solar-panel 2
"""

problems = []


def attempt(what, action):
    try:
        return action()
    except Exception as error:
        problems.append(what)
        print(f"{what}: {type(error).__name__}: {error}")
        return None


ore = nearest(Resource.CopperOre)
before = inspect_inventory()
attempt("too far", lambda: place_entity(Prototype.ElectricMiningDrill, position=ore))
attempt("not carried", lambda: place_entity(Prototype.RocketSilo, position=Position(x=3, y=3)))
attempt("no such thing", lambda: Prototype.AssemblingMachine)
attempt("nothing there", lambda: extract_item(Prototype.Coal, Position(x=50, y=50), 5))
attempt("no recipe", lambda: get_prototype_recipe(Prototype.Coal))
attempt("by machine only", lambda: craft_item(Prototype.SteelPlate, 1))
attempt("out of reach", lambda: harvest_resource(ore, 5))
attempt(
    "no ground", lambda: nearest_buildable(Prototype.PumpJack, BuildingBox(width=3, height=3), Position(x=0, y=-60))
)
assert inspect_inventory() == before
move_to(ore)
drill = place_entity(Prototype.ElectricMiningDrill, Direction.UP, Position(x=ore.x - 2, y=ore.y + 1))
again = attempt("taken", lambda: place_entity(Prototype.ElectricMiningDrill, Direction.UP, drill.position))
free = place_entity(Prototype.WoodenChest, position=drill.position, exact=False)
print(f"the nearest free spot was {free.position}")
pickup_entity(free)
attempt("wrong item", lambda: insert_item(Prototype.Coal, drill, 1))
attempt("not an entity", lambda: insert_item(Prototype.Coal, drill.position, 1))
attempt("has no sides", lambda: rotate_entity(place_entity(Prototype.WoodenChest, position=ore), Direction.RIGHT))
assert get_entity(Prototype.StoneFurnace, drill.position) is None
chest = place_entity(Prototype.WoodenChest, position=drill.drop_position)
panels = [place_entity(Prototype.SolarPanel, position=Position(x=ore.x + 6, y=ore.y - 4 + 3 * i)) for i in range(2)]
attempt("one waypoint", lambda: connect_entities(drill, Prototype.MediumElectricPole))
connect_entities(*panels, drill, connection_type=Prototype.MediumElectricPole)
sleep(10)
assert len(problems) == 13 and get_entity(Prototype.ElectricMiningDrill, drill.position).status == EntityStatus.WORKING
