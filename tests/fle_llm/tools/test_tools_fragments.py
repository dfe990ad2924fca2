"""What the page on the agent API shows and asserts, as programs in the sandbox: outputs, prices, idioms that must work.

Each is one program on a fresh laboratory map with the inventory of lab play; the expectations are the page's. The
numbers in the names are its sections.
"""

from __future__ import annotations

import pytest
from tool_player import LAB_PLAY

from fle_llm.sandbox import Limits, Sandbox, ToolStub
from fle_llm.tools import Hands, call, callable_stubs

KIT = {**LAB_PLAY, "iron-plate": 400, "copper-plate": 50, "stone-wall": 10, "splitter": 1, "gun-turret": 1}


@pytest.fixture(scope="module")
def sandbox():
    made = Sandbox([ToolStub(*stub) for stub in callable_stubs()], limits=Limits(wall_s=30, cpu_s=5))
    yield made
    made.close()


@pytest.fixture
def run(sandbox, make_world):
    """Runs programs one after the other on one map; gives the outcome of the last and the ticks it took."""
    world = make_world(KIT, mining_productivity=0)
    hands = Hands(world)
    fresh = sandbox.snapshot()

    def run(*programs):
        for program in programs:
            start = world.tick
            outcome = sandbox.run(program, lambda tool, args, kwargs: call(hands, tool, args, kwargs))
        return outcome, world.tick - start

    yield run
    sandbox.restore(fresh)


PRICES = {
    "craft_item(Prototype.IronGearWheel, 3)": (90, 90),
    "craft_item(Prototype.IronGearWheel, 2)": (60, 60),
    "craft_item(Prototype.IronChest, 50)": (1500, 1500),
    "move_to(nearest(Resource.Coal)); sleep(0.5)": (30 + 104, 30 + 104),  # 15.5 tiles / 0.15 = 104
    "move_to(Position(x=5, y=0))": (25, 40),
    "move_to(Position(x=3, y=3))": (30, 40),
    "sleep(2)": (120, 120),
    "sleep(1); craft_item(Prototype.IronGearWheel); move_to(Position(x=2, y=2))": (100, 120),
    "print(inspect_inventory())": (0, 0),
}


@pytest.mark.parametrize("program", PRICES)
def test_what_a_program_costs(run, program):  # 1.3
    outcome, ticks = run(program)
    assert not outcome.failed, outcome.text()
    least, most = PRICES[program]
    assert least <= ticks <= most


@pytest.mark.parametrize("quantity", [10, 1000])
def test_what_digging_costs(run, quantity):  # 1.3: 10 coal 600, 1000 coal 60,000
    harvest = f"harvest_resource(nearest(Resource.Coal), {quantity})"
    outcome, ticks = run("move_to(nearest(Resource.Coal))", harvest)
    assert not outcome.failed
    assert ticks == 60 * quantity


OUTPUTS = {
    # 2.1 to 2.6: values
    "print(Position(x=1, y=2), f'{Position(1, 2)}')": "1: (Position(x=1.0, y=2.0), 'x=1.0 y=2.0')",
    "print(Position(0.5, 0.5) == Position(1, 1), Position(0, 0) == Position(1, 0))": "1: (True, False)",
    "print(Position(0, 0).up(2), Position(0, 0).distance(Position(3, 4)))": "1: (Position(x=0.0, y=-2.0), 5.0)",
    "print(Inventory(coal=2)[Prototype.Coal], Inventory().get('coal', 7), Prototype.Coal in Inventory(coal=1))": (
        "1: (2, 7, True)"
    ),
    "print(Prototype.Boiler.WIDTH, Prototype.Boiler.HEIGHT, StoneFurnace is Furnace)": "1: (3, 2, True)",
    "print(prototype_by_name['iron-chest'] is Prototype.IronChest, EntityStatus.NO_FUEL.value)": "1: (True, 'no_fuel')",
    "print(Prototype.StackInserter is Prototype.BulkInserter, Direction.NORTH is UP, ABOVE is TOP)": (
        "1: (True, True, True)"
    ),
    # 3.1, 3.2: what is where
    "print(nearest(Resource.Coal), nearest(Resource.Water))": "1: (Position(x=15.5, y=-0.5), Position(x=-11.0, y=0.0))",
    "p = get_resource_patch(Resource.IronOre, nearest(Resource.IronOre))\nprint(p.size, p.bounding_box.width())": (
        "2: (6240000, 23.0)"
    ),
    "p = get_resource_patch(Resource.Water, nearest(Resource.Water))\nprint(p.size, p.bounding_box.center)": (
        "2: (264, Position(x=-15.5, y=9.0))"
    ),
    # 1.4, 3.4: the grid
    "spots = (Position(2.5, 2.5), Position(6, 6))\n"
    "print([place_entity(Prototype.StoneFurnace, position=p).position for p in spots])": (
        "2: ([Position(x=3.0, y=3.0), Position(x=6.0, y=6.0)],)"
    ),
    # 3.5: beside a machine, beside a furnace
    "m = place_entity(Prototype.AssemblingMachine2, position=Position(4.5, 4.5))\n"
    "print([place_entity_next_to(Prototype.Inserter, m.position, d).position for d in (LEFT, RIGHT, UP, DOWN)])": (
        "2: ([Position(x=2.5, y=4.5), Position(x=6.5, y=4.5), Position(x=4.5, y=2.5), Position(x=4.5, y=6.5)],)"
    ),
    # 3.6: what can be placed
    "print(can_place_entity(Prototype.Pipe, position=Position(5, 0)), "
    "can_place_entity(Prototype.Pipe, position=Position(100, 0)), "
    "can_place_entity(Prototype.SteamEngine, position=Position(0, 0)))": "1: (True, False, True)",
    # 3.10: by hand
    "print(craft_item(Prototype.CopperCable, 1), inspect_inventory()['copper-cable'])": "1: (1, 2)",
    "print(craft_item('electronic-circuit'), inspect_inventory()[Prototype.ElectronicCircuit])": "1: (1, 1)",
    # 3.12: fresh furnaces and what they take
    "f = place_entity(Prototype.StoneFurnace, position=Position(4, 4))\nprint(f.warnings, f.status)": (
        "2: (['out of fuel', 'no ingredients to smelt'], EntityStatus.NO_FUEL)"
    ),
    "f = place_entity(Prototype.StoneFurnace, position=Position(4, 4))\n"
    "print(insert_item(Prototype.Coal, f, 100).fuel, inspect_inventory()[Prototype.Coal])": (
        "2: (Inventory(coal=50), 450)"
    ),
    # 3.15, 3.16: nothing there
    "print(get_entity(Prototype.WoodenChest, Position(3, 3)), get_entities())": "1: (None, [])",
    # 3.17
    "print(get_prototype_recipe(Prototype.IronChest))": (
        "1: (Recipe(name='iron-chest', ingredients=[Ingredient(name='iron-plate', count=8, type='item')], "
        "products=[Product(name='iron-chest', count=1, type='item', probability=1.0)], "
        "energy=0, category=None, enabled=False),)"
    ),
    # 3.27: counts
    "print(len(connect_entities(Position(0, 0), Position(0, 25), Prototype.TransportBelt).belts))": "1: (26,)",
    "print(len(connect_entities(Position(0, 1), Position(2, 4), Prototype.Pipe).pipes))": "1: (6,)",
    "print(len(connect_entities(Position(0, 0), Position(5, 0), Prototype.StoneWall).entities))": "1: (6,)",
    "print(get_connection_amount(Position(0, 0), Position(0, 10), Prototype.TransportBelt))": "1: (11,)",
    # 5.5, 5.6: how it is shown
    "print('hello')": "1: ('hello',)",
    "x = 5\nprint(x, 'a')": "2: (5, 'a')",
    "for i in range(2):\n    print(i)": "2: (0,)\n2: (1,)",
    "print('a\\nb')": "1: ('a\\nb',)",
    "exit()\nprint('not reached')": "",
    # 10.7: control flow as in Python
    "for i in range(5):\n    if i == 2:\n        break\n    if i == 0:\n        continue\n    print(i)": "6: (1,)",
    "a, b = 1, 2\na, b = b, a\nprint(a, b)": "3: (2, 1)",
    "def total(*xs):\n    return sum(xs)\nprint(total(*[1, 2, 3]))": "3: (6,)",
    "print([print(i) or i for i in range(2)])": "1: (0,)\n1: (1,)\n1: ([0, 1],)",
    "print('no errors at all')": "1: ('no errors at all',)",
}


@pytest.mark.parametrize("program", OUTPUTS)
def test_what_a_program_shows(run, program):
    outcome, _ = run(program)
    assert not outcome.failed, outcome.text()
    assert outcome.text() == OUTPUTS[program]


FAILURES = {
    "x = 1\nb = undefined_name": (
        "2: (\"Error occurred:\\n  Line 2: b = undefined_name\\n\\nNameError: name 'undefined_name' is not defined"
    ),
    "print('a')\nassert False, 'why'": "1: ('a',)\n2: (\"Error occurred:",
    "craft_item(Prototype.IronPlate)": "Failed to craft 1x iron-plate because",
    "Prototype.AssemblingMachine": "Did you mean: AssemblingMachine1",
    "place_entity(Prototype.Boiler, position=Position(50, 50))": (
        "Could not place boiler at (50, 50), The target position is too far away"
    ),
    "nearest(Resource.UraniumOre)": "Could not find nearest uranium-ore on the surface",
    "insert_item(Prototype.Coal, Position(0, 0), 5)": "The second argument must be an Entity or EntityGroup",
    "pickup_entity(Prototype.WoodenChest)": "The second argument must be a Position object",
    "connect_entities(Position(0, 0), Prototype.Pipe)": "Need more than one waypoint",
    "connect_entities(Position(0, 0), Position(9, 0), {Prototype.Pipe, Prototype.TransportBelt})": (
        "All connection types must handle the sort of contents"
    ),
    "craft_item = 5": "Cannot redefine 'craft_item'",
    "get_research_progress()": "No research currently in progress",
    "set_research('warp-drive')": "Technology warp-drive does not exist",
    "harvest_resource(Position(0, 0), 5)": "Could not harvest. Nothing within reach to harvest",
    "connect_entities(Position(0, 0), Position(0, 600), Prototype.TransportBelt)": "Failed to connect",
}


@pytest.mark.parametrize("program", FAILURES)
def test_how_a_program_fails(run, program):
    outcome, _ = run(program)
    assert outcome.failed
    assert FAILURES[program] in outcome.text()


IDIOMS = {
    "get_entities by other names of its parameters": """
drill = place_entity(Prototype.BurnerMiningDrill, position=move_to(nearest(Resource.Coal)))
assert get_entities(prototype=Prototype.BurnerMiningDrill, radius=10)[0].name == drill.name
assert get_entities(name=Prototype.BurnerMiningDrill) and get_entities(type=Prototype.BurnerMiningDrill)
assert len(get_entities([Prototype.BurnerMiningDrill])) == 1
""",
    "game.get_entity and game.sleep": """
chest = place_entity(Prototype.WoodenChest, position=Position(3, 3))
game.sleep(1)
assert game.get_entity(Prototype.WoodenChest, chest.position).prototype == Prototype.WoodenChest
""",
    "an entity's own prototype": """
chest = place_entity(Prototype.WoodenChest, position=Position(3, 3))
assert get_entity(chest.prototype, chest.position).position == chest.position
chest = insert_item(item=Prototype.Coal, target=chest, quantity=3)
assert Prototype.Coal in inspect_inventory(chest) and inspect_inventory(entity=chest).get(Prototype.Coal, 0) == 3
assert inspect_inventory(chest.position)[Prototype.Coal] == 3 and extract_item(Prototype.Coal, chest.position, 3) == 3
""",
    "a furnace under the drop point": """
iron = nearest(Resource.IronOre)
move_to(iron)
drill = place_entity(Prototype.BurnerMiningDrill, Direction.DOWN, iron + Position(x=4, y=4))
furnace = place_entity_next_to(Prototype.StoneFurnace, drill.position, Direction.DOWN)
insert_item(Prototype.Coal, drill, 5), insert_item(Prototype.Coal, furnace, 5)
sleep(30)
furnace = get_entity(Prototype.StoneFurnace, furnace.position)
assert inspect_inventory(entity=furnace).get(Prototype.IronPlate, 0) > 0, furnace
""",
    "a chest at the drop point, and an inserter turned to fill a machine": """
coal = nearest(Resource.Coal)
move_to(coal)
drill = place_entity(Prototype.BurnerMiningDrill, Direction.LEFT, coal)
insert_item(Prototype.Coal, drill, 5)
chest = place_entity(Prototype.WoodenChest, position=drill.drop_position)
inserter = place_entity_next_to(Prototype.BurnerInserter, chest.position, Direction.LEFT)
furnace = place_entity_next_to(Prototype.StoneFurnace, inserter.position, Direction.LEFT)
assert inserter.drop_position.distance(furnace.position) < 1.5
inserter = rotate_entity(inserter, Direction.RIGHT)
assert inserter.drop_position == chest.position
inserter = rotate_entity(inserter, Direction.LEFT)
insert_item(Prototype.Coal, inserter, 1)
sleep(20)
assert get_entity(Prototype.StoneFurnace, furnace.position).fuel[Prototype.Coal] > 0
""",
    "from a drop position to a pickup position by belt": """
coal = nearest(Resource.Coal)
move_to(coal)
drill = insert_item(Prototype.Coal, place_entity(Prototype.BurnerMiningDrill, Direction.LEFT, coal), 5)
inserter = place_entity(Prototype.BurnerInserter, Direction.LEFT, drill.drop_position.left(6))
insert_item(Prototype.Coal, inserter, 1)
chest = place_entity(Prototype.WoodenChest, position=inserter.drop_position)
belts = connect_entities(drill.drop_position, inserter.pickup_position, Prototype.TransportBelt)
sleep(30)
assert inspect_inventory(chest)[Prototype.Coal] > 0
again = connect_entities(drill, inserter, Prototype.TransportBelt)
assert len(again.belts) == len(belts.belts) and inspect_inventory()["transport-belt"] == 500 - len(belts.belts)
""",
    "power at nearest_buildable centres, and energy after five seconds": """
pump = place_entity(Prototype.OffshorePump, position=move_to(nearest(Resource.Water)))
made = []
for prototype in (Prototype.Boiler, Prototype.SteamEngine):
    size = BuildingBox(width=prototype.WIDTH + 4, height=prototype.HEIGHT + 4)
    center = nearest_buildable(prototype, size, pump.position).center
    move_to(center)
    made.append(place_entity(prototype, Direction.UP, center))
boiler, engine = made
boiler = insert_item(Prototype.Coal, boiler, 5)
connect_entities(pump, boiler, Prototype.Pipe)
connect_entities(boiler, engine, connection_type={Prototype.Pipe, Prototype.UndergroundPipe})
box = BuildingBox(width=7, height=7)
spot = nearest_buildable(Prototype.AssemblingMachine2, box, engine.position).center
move_to(spot)
machine = set_entity_recipe(place_entity(Prototype.AssemblingMachine2, position=spot), Prototype.IronGearWheel)
connect_entities(engine, machine, Prototype.MediumElectricPole)
machine = insert_item(Prototype.IronPlate, machine, 20)
sleep(5)
engine = get_entity(Prototype.SteamEngine, engine.position)
machine = get_entity(Prototype.AssemblingMachine2, machine.position)
assert engine.energy > 0 and machine.energy > 0, f"{engine} {machine}"
assert machine.status == EntityStatus.WORKING and engine.warnings == []
""",
    "a belt on from a group, and into a turret's inserter": """
move_to(Position(x=0, y=30))
first = connect_entities(Position(x=-5, y=30), Position(x=0, y=30), Prototype.TransportBelt)
whole = connect_entities(first, Position(x=5, y=35), Prototype.TransportBelt)
assert len(whole.inputs) == len(whole.outputs) == 1 and len(get_entities({Prototype.BeltGroup})) == 1
turret = place_entity(Prototype.GunTurret, position=Position(x=9, y=33))
inserter = place_entity_next_to(Prototype.BurnerInserter, turret.position, Direction.LEFT)
inserter = rotate_entity(inserter, Direction.RIGHT)
try:
    connect_entities(whole, turret, Prototype.TransportBelt)
    raise SystemExit("a belt cannot lead into a turret")
except Exception as reason:
    assert "inserter" in str(reason), reason
whole = connect_entities(whole, inserter, Prototype.TransportBelt)
assert whole.outputs[0].position == inserter.pickup_position
""",
    "a closed loop has neither beginning nor end": """
move_to(Position(x=0, y=30))
line = connect_entities(
    Position(x=0, y=30), Position(x=6, y=30), Position(x=6, y=34), Position(x=0, y=34), Prototype.TransportBelt
)
loop = connect_entities(line, line, Prototype.TransportBelt)
assert loop.inputs == [] and loop.outputs == [], loop
""",
    "functions, classes and underscored names stay for the next step": """
_count = 3
class Site:
    kind = "mine"
def where(n: int = 1, near: Position = None) -> Position:
    return Position(x=n + _count, y=0)
with open_nothing() if False else __import__("contextlib").nullcontext(5) as five:
    pass
""",
}


@pytest.mark.parametrize("name", IDIOMS)
def test_an_idiom_works(run, name):  # 10.9
    outcome, _ = run(IDIOMS[name])
    assert not outcome.failed, outcome.text()


def test_what_one_step_defines_the_next_can_use(run):  # 5.3, 10.7
    first = IDIOMS["functions, classes and underscored names stay for the next step"]
    outcome, _ = run(first, "assert where(2) == Position(5, 0) and Site.kind == 'mine' and five == 5\ndel five", "five")
    assert outcome.failed
    assert "NameError" in outcome.text()


def test_three_feeders_make_three_inputs(run):  # 3.27: side-loads belong to the group
    outcome, _ = run(
        """
move_to(Position(x=0, y=30))
connect_entities(Position(x=-8, y=30), Position(x=8, y=30), Prototype.TransportBelt)
for x in (-4, 2):
    connect_entities(Position(x=x, y=25), Position(x=x, y=30), Prototype.TransportBelt)
(group,) = get_entities({Prototype.BeltGroup})
print(len(group.inputs), len(group.outputs), len(group.belts))
"""
    )
    assert outcome.text() == "7: (3, 1, 27)"  # 17 + 2 x 5
