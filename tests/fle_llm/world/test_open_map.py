"""The open map: MECHANICS 5.4 gives the numbers, AGENT_API 1.2 where characters begin."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from math import hypot

import numpy as np
import pytest

from fle_llm.engine.noise import mix, mix_grid, smooth
from fle_llm.engine.open_map import DEFAULT_SEED, OpenSource
from fle_llm.engine.terrain import CHUNK, Deposit, Terrain, key_tile, tile_key, tiles_under
from fle_llm.errors import Refused
from fle_llm.game import Position, Prototype, Resource
from fle_llm.tools import Hands, call
from fle_llm.world import MapSpec, ops
from fle_llm.world.sim import SimWorld

UNITS = 256
SEEDS = (DEFAULT_SEED, 0, 1, 2, 3, 7)
START_TOTALS = {"iron-ore": 400_000, "copper-ore": 320_000, "coal": 320_000, "stone": 160_000}
START = (-128, -128, 128, 128)


@pytest.fixture(params=SEEDS)
def ground(request: pytest.FixtureRequest) -> Terrain:
    return Terrain(OpenSource(request.param))


def open_world(seed: int = DEFAULT_SEED, *inventories: dict[str, int], **spec: int | bool) -> SimWorld:
    settings: dict[str, int | bool] = {"agents": max(1, len(inventories)), "all_technologies": False, **spec}
    return SimWorld.new(MapSpec(kind="open", seed=seed, inventories=inventories, **settings))  # type: ignore[arg-type]


def fingerprint(ground: Terrain, boxes: list[tuple[int, int, int, int]]) -> str:
    """A hash of all that lies in some boxes, asked for in the order given, listed in one order."""
    told: dict[tuple[int, int, int, int], str] = {}
    for box in boxes:
        ore = [(key, ground.ore_at(key)) for key in ground.ore_within(box, None)]
        x0, y0, x1, y1 = (edge * UNITS for edge in box)
        told[box] = repr((ore, list(ground.water_within(box)), ground.growths_near(x0, y0, x1, y1)))
    return hashlib.sha256(repr(sorted(told.items())).encode()).hexdigest()


BOXES = [(x, y, x + 100, y + 100) for x in (-300, -50, 1000) for y in (-70, 40)]
ELSEWHERE = """
import sys
from fle_llm.engine.open_map import OpenSource
from fle_llm.engine.terrain import Terrain
sys.path.insert(0, sys.argv[1])
from test_open_map import BOXES, fingerprint
print(fingerprint(Terrain(OpenSource(3)), BOXES[::-1]))
"""


# --- the same everywhere ---------------------------------------------------------------------------------------------


def test_the_noise_of_one_place_and_of_many_is_the_same() -> None:
    xs, ys = np.arange(-5, 3), np.arange(-2, 4)
    grid = mix_grid(99, xs, ys)
    assert [[int(bits) for bits in row] for row in grid] == [
        [mix(99, x, y) for x in range(-5, 3)] for y in range(-2, 4)
    ]
    # splitmix64's published first output for the seed 0
    assert mix(0, 0) == 0xE220A8397B1DCDAF
    hills = smooth(5, np.arange(-64, 64), np.arange(-64, 64), 4)
    assert (smooth(5, np.arange(-7, 9), np.arange(3, 30), 4) == hills[67:94, 57:73]).all()


def test_the_ground_depends_on_the_seed_alone() -> None:
    here = fingerprint(Terrain(OpenSource(3)), BOXES)
    command = [sys.executable, "-c", ELSEWHERE, __file__.rpartition("/")[0]]
    there = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    assert here == there
    assert fingerprint(Terrain(OpenSource(4)), BOXES) != here


def test_the_digest_does_not_know_where_anyone_has_looked() -> None:
    world, other = open_world(11), open_world(11)
    Terrain(OpenSource(11))
    before = world.digest()
    area = ops.Area(-300 * UNITS, 200 * UNITS, -100 * UNITS, 400 * UNITS)
    world.do([ops.Obstacles(area), ops.Resources(area), ops.Entities(area, force=None)])
    assert world.digest() == other.digest() == before


# --- the start -------------------------------------------------------------------------------------------------------


def middle_of(deposit: Deposit) -> tuple[float, float]:
    tiles = [key_tile(key) for key in deposit.tiles]
    return sum(x for x, _ in tiles) / len(tiles), sum(y for _, y in tiles) / len(tiles)


def test_starting_fields(ground: Terrain) -> None:
    fields = {deposit.name: deposit for deposit in ground.deposits(START)}
    assert {name: sum(field.tiles.values()) for name, field in fields.items()} == START_TOTALS
    for field in fields.values():
        columns, rows = zip(*map(key_tile, field.tiles), strict=True)
        assert 18 <= max(columns) - min(columns) + 1 <= 36
        assert 18 <= max(rows) - min(rows) + 1 <= 36
        assert 300 <= len(field.tiles) <= 800
        x, y = middle_of(field)
        assert 30 <= hypot(x, y) <= 70
        middle = field.tiles[tile_key(round(x), round(y))]
        assert 700 <= middle <= 2_000
        assert 80 <= min(field.tiles.values()) <= 350
        reached, todo = set(), [next(iter(field.tiles))]
        while todo:  # one piece
            key = todo.pop()
            if key in field.tiles and key not in reached:
                reached.add(key)
                tx, ty = key_tile(key)
                todo += [tile_key(tx + 1, ty), tile_key(tx - 1, ty), tile_key(tx, ty + 1), tile_key(tx, ty - 1)]
        assert len(reached) == len(field.tiles)


def test_nothing_lies_on_what_it_must_not(ground: Terrain) -> None:
    box = (-180, -180, 300, 300)
    wet = set(ground.water_within(box))
    ore = ground.ore_within(box, None)
    assert len(ore) == len(set(ore))
    rich = set(ore)
    assert not wet & rich
    taken: set[int] = set()
    for growth in ground.growths_near(*(edge * UNITS for edge in box)):
        below = set(tiles_under(*growth.solid))
        assert not below & wet
        assert not below & rich
        if "rock" in growth.name:
            assert not below & taken
            taken |= below
        x0, y0 = growth.x // UNITS // CHUNK, growth.y // UNITS // CHUNK
        left, top, right, bottom = growth.solid
        assert left >= x0 * CHUNK * UNITS
        assert right <= (x0 + 1) * CHUNK * UNITS
        assert top >= y0 * CHUNK * UNITS
        assert bottom <= (y0 + 1) * CHUNK * UNITS


@pytest.mark.parametrize("seed", SEEDS)
def test_characters_begin_on_free_ground(seed: int) -> None:
    world = open_world(seed, agents=16)
    for index in range(16):
        (view,) = world.do([ops.Agent(index)])
        assert (view.x, view.y) == (0, 2 * index * UNITS)
        (verdict,) = world.do([ops.CanPlace((ops.Placement("pipe", view.x, view.y),), agent=index)])[0]
        assert verdict.ok or {blocker.name for blocker in verdict.blockers} == {"character"}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_lake_has_a_shore_to_build_on(seed: int) -> None:
    world = open_world(seed, {"offshore-pump": 1, "pipe": 5})
    hands = Hands(world)
    lake = call(hands, "nearest", [Resource.Water], {})
    assert 20 <= hypot(lake.x, lake.y) <= 80
    size = call(hands, "get_resource_patch", [Resource.Water, lake, 50], {}).size
    assert size >= 200
    call(hands, "move_to", [lake], {})
    pump = call(hands, "place_entity", [Prototype.OffshorePump], {"position": lake})
    assert pump.position.distance(lake) < 10


# --- beyond ----------------------------------------------------------------------------------------------------------


def test_every_kind_lies_within_reach_of_nearest(ground: Terrain) -> None:
    around = ground.deposits((-500, -500, 500, 500))
    assert {field.name for field in around} == {*START_TOTALS, "crude-oil", "uranium-ore"}
    near = [hypot(*key_tile(key)) for field in around if field.name == "crude-oil" for key in field.keys]
    assert min(near) >= 200
    assert sum(200 <= far <= 300 for far in near) >= 6
    for field in around:
        if field.name == "uranium-ore":
            assert min(hypot(*key_tile(key)) for key in field.keys) > 150


def test_wells_stand_apart_and_are_full() -> None:
    ground = Terrain(OpenSource(DEFAULT_SEED))
    fields = [field for field in ground.deposits((-3000, -3000, 3000, 3000)) if field.name == "crude-oil"]
    for field in fields:
        assert 3 <= len(field.tiles) <= 12
        assert all(300_000 <= amount <= 900_000 for amount in field.tiles.values())
        wells = [key_tile(key) for key in field.tiles]
        for ax, ay in wells:
            assert all(max(abs(ax - bx), abs(ay - by)) >= 3 for bx, by in wells if (bx, by) != (ax, ay))
    # 1.8 fields a square kilometre and 36 of them: 65, give or take three times its root
    assert 40 <= len(fields) <= 90


def test_fields_grow_and_get_richer_with_distance() -> None:
    ground = Terrain(OpenSource(DEFAULT_SEED))
    fields = [field for field in ground.deposits((-4000, -4000, 4000, 4000)) if field.name == "iron-ore"]
    # 2.5 a square kilometre, 64 of them: 160, and the two or three around the start
    assert 120 <= len(fields) <= 200
    rings: dict[int, list[tuple[int, int]]] = {1: [], 2: [], 3: []}
    for field in fields:
        far = hypot(*middle_of(field))
        ring = 1 if 150 < far < 1000 else 2 if far < 2500 else 3
        rings[ring].append((sum(field.tiles.values()), len(field.tiles)))
    means = [sum(ore for ore, _ in ring) / len(ring) for ring in rings.values()]
    richness = [sum(ore for ore, _ in ring) / sum(tiles for _, tiles in ring) for ring in rings.values()]
    assert means[0] < means[1] < means[2]
    assert richness[0] < richness[1] < richness[2]


def test_tiles_of_a_field_may_lie_in_no_other(ground: Terrain) -> None:
    seen: set[int] = set()
    for field in ground.deposits((-700, -700, 700, 700)):
        assert not seen & field.tiles.keys()
        seen |= field.tiles.keys()
        x0, y0, x1, y1 = field.box
        assert all(x0 <= tx < x1 and y0 <= ty < y1 for tx, ty in map(key_tile, field.keys))


def test_rocks_trees_and_water_are_there(ground: Terrain) -> None:
    box = (-400, -400, 400, 400)
    names = [growth.name for growth in ground.growths_near(*(edge * UNITS for edge in box))]
    assert names.count("huge-rock") >= 10
    assert names.count("big-rock") >= 20
    assert 5_000 <= sum("tree" in name for name in names) <= 60_000
    share = sum(1 for _ in ground.water_within(box)) / 800**2
    assert 0.01 <= share <= 0.35


# --- through World ---------------------------------------------------------------------------------------------------


def test_nearest_is_what_looking_everywhere_finds() -> None:
    world = open_world(2)
    radius = 150 * UNITS
    for x, y in ((0, 0), (-9_000, 14_321), (60_000, 33_333)):
        area = ops.Area(x - radius, y - radius, x + radius + 1, y + radius + 1)
        runs, tiles, growths = world.do(
            [ops.Resources(area), ops.Tiles(area, frozenset({"water"})), ops.Entities(area, force="neutral")]
        )
        spots = {(run.name, run.x + i * UNITS, run.y) for run in runs for i in range(len(run.amounts))}
        for name in (*START_TOTALS, "crude-oil"):
            assert found(world, "resource", name, x, y, radius) == first(spots, name, x, y, radius)
        wet = {("water", (run.x + i) * UNITS, run.y * UNITS) for run in tiles for i in range(run.length)}
        assert found(world, "tile", "water", x, y, radius) == first(wet, "water", x, y, radius)
        trees = {("", view.x, view.y) for view in growths if view.type == "tree"}
        assert found(world, "tree", "", x, y, radius)[1:] == first(trees, "", x, y, radius)[1:]


Found = tuple[str, int, int] | None


def found(world: SimWorld, kind: str, name: str, x: int, y: int, radius: int) -> Found:
    (ref,) = world.do([ops.Nearest(kind, name, x, y, radius)])  # type: ignore[arg-type]
    return None if ref is None else (ref.name, ref.x, ref.y)


def first(spots: set[tuple[str, int, int]], name: str, x: int, y: int, radius: int) -> Found:
    fitting = [
        ((sx - x) ** 2 + (sy - y) ** 2, sy, sx)
        for kind, sx, sy in spots
        if kind == name and abs(sx - x) <= radius and abs(sy - y) <= radius
    ]
    if not fitting:
        return None
    _, sy, sx = min(fitting)
    return name, sx, sy


def test_digging_and_felling_stay_with_the_world_that_did_it() -> None:
    world = open_world(5)
    (rock,) = world.do([ops.Nearest("tree", "huge-rock", 0, 0, 500 * UNITS)])
    (ore,) = world.do([ops.Nearest("resource", "iron-ore", 0, 0, 500 * UNITS)])
    (tree,) = world.do([ops.Nearest("tree", "", 0, 0, 500 * UNITS)])
    before, fork = world.digest(), world.fork()
    (had,) = world.do([ops.Resources(ops.Area(ore.x, ore.y, ore.x + 1, ore.y + 1))])[0]
    (left,) = world.do([ops.Deplete(((ore, 10), (rock, 1), (tree, 1)))])
    assert left == [had.amounts[0] - 10, 0, 0]
    assert fork.digest() == before != world.digest()
    for copy in (world, world.fork(), SimWorld.new(MapSpec())):
        copy.restore(world.snapshot())
        assert copy.digest() == world.digest()
        assert copy.do([ops.Entities(refs=(rock, tree), force="neutral")]) == [[]]
        assert copy.do([ops.Nearest("tree", "", 0, 0, 500 * UNITS)]) != [tree]
        (now,) = copy.do([ops.Resources(ops.Area(ore.x, ore.y, ore.x + 1, ore.y + 1))])[0]
        assert now.amounts == (had.amounts[0] - 10,)
    views = fork.do([ops.Entities(refs=(rock, tree), force="neutral")])[0]
    assert {(view.name, view.x, view.y) for view in views} == {tuple_of(rock), tuple_of(tree)}
    with pytest.raises(Refused):
        world.do([ops.Deplete(((rock, 1),))])


def tuple_of(ref: ops.Ref) -> tuple[str, int, int]:
    return ref.name, ref.x, ref.y


def test_a_refused_batch_puts_trees_back() -> None:
    world = open_world(5, all_technologies=True)
    (tree,) = world.do([ops.Nearest("tree", "", 0, 0, 500 * UNITS)])
    before = world.digest()
    with pytest.raises(Refused):
        world.do([ops.Deplete(((tree, 1),)), ops.Exchange(0, take={"coal": 1})])
    assert world.digest() == before
    assert world.do([ops.Nearest("tree", "", 0, 0, 500 * UNITS)]) == [tree]


def test_an_endless_area_is_refused() -> None:
    world = open_world()
    huge = ops.Area(-(10**9), -(10**9), 10**9, 10**9)
    for op in (
        ops.Entities(force="neutral"),
        ops.Obstacles(huge),
        ops.Tiles(huge, frozenset({"water"})),
        ops.Resources(huge),
    ):
        with pytest.raises(Refused) as refused:
            world.do([op])
        assert refused.value.reason == "bad-value"
    edge = 1_000_000 * UNITS
    with pytest.raises(Refused) as refused:
        world.do([ops.Place("pipe", edge + UNITS, 0, 0, None)])
    assert refused.value.reason == "out-of-map"


def test_a_drill_takes_what_it_yields() -> None:
    world = open_world(8, all_technologies=True, mining_productivity=0)
    (patch,) = [field for field in Terrain(OpenSource(8)).deposits(START) if field.name == "iron-ore"]
    x, y = (round(part) * UNITS for part in middle_of(patch))
    area = ops.Area(-128 * UNITS, -128 * UNITS, 128 * UNITS, 128 * UNITS)
    (drill, chest) = world.do(
        [
            ops.Place("burner-mining-drill", x, y, 0, None),
            ops.Place("wooden-chest", x - UNITS // 2, y - UNITS * 3 // 2, 0, None),
        ]
    )
    fuel = ops.Put(ops.Ref(drill.name, drill.x, drill.y), "coal", 10)
    world.do([ops.SetAgent(0, inventory={"coal": 10}), fuel])
    world.advance(240 * 20 + 10)  # an ore takes 240 ticks (MECHANICS 3.4)
    (runs,) = world.do([ops.Resources(area, frozenset({"iron-ore"}))])
    (view,) = world.do([ops.Entities(refs=(ops.Ref(chest.name, chest.x, chest.y),))])[0]
    assert view.inventories["chest"] == {"iron-ore": 20}
    assert sum(sum(run.amounts) for run in runs) == 400_000 - 20


# --- by the tools ----------------------------------------------------------------------------------------------------


def test_from_empty_hands_to_iron_plates() -> None:
    world = open_world()
    hands = Hands(world)

    def do(name: str, *args: object, **kwargs: object) -> object:
        return call(hands, name, list(args), kwargs)

    def dig(resource: object, count: int) -> None:
        place = do("nearest", resource)
        do("move_to", place)
        place = do("nearest", resource)
        assert do("harvest_resource", place, count) >= count  # type: ignore[operator]

    dig(Resource.Stone, 15)
    dig(Resource.Coal, 20)
    dig(Resource.Wood, 4)
    dig(Resource.IronOre, 12)
    do("craft_item", Prototype.StoneFurnace, 2)
    ore = do("nearest", Resource.IronOre)
    assert isinstance(ore, Position)
    furnace = do("place_entity", Prototype.StoneFurnace, position=Position(x=ore.x + 3, y=ore.y + 3))
    do("insert_item", Prototype.Coal, furnace, 5)
    do("insert_item", Prototype.IronOre, furnace, 12)
    do("sleep", 40)  # 3.2 s a plate
    do("extract_item", Prototype.IronPlate, furnace, 12)
    do("craft_item", Prototype.BurnerMiningDrill, 1)  # nine plates (3 gears, 3 plates) and the other furnace
    drill = do("place_entity", Prototype.BurnerMiningDrill, position=ore)
    do("insert_item", Prototype.Coal, drill, 5)
    do("sleep", 30)  # 0.25 a second: with no chest one ore lies before it
    (stats,) = world.do([ops.Statistics()])
    assert stats.first_automated.keys() >= {"iron-plate", "iron-ore"}
    assert stats.harvested["iron-ore"] == 12
    assert stats.produced["iron-ore"] > 12
    production, _automated = do("score")  # type: ignore[misc]
    assert production > 0


def test_a_huge_rock_always_gives_the_same() -> None:
    gained = []
    for _ in range(2):
        world = open_world(5)
        hands = Hands(world)
        (rock,) = world.do([ops.Nearest("tree", "huge-rock", 0, 0, 500 * UNITS)])
        call(hands, "move_to", [Position(x=rock.x / UNITS, y=rock.y / UNITS)], {})
        call(hands, "harvest_resource", [Position(x=rock.x / UNITS, y=rock.y / UNITS), 1], {})
        (view,) = world.do([ops.Agent(0)])
        gained.append(view.inventory)
    assert gained[0] == gained[1]
    assert gained[0].keys() == {"coal", "stone"}
    assert all(24 <= count <= 50 for count in gained[0].values())


@pytest.mark.parametrize("seed", SEEDS)
def test_one_can_walk_to_the_oil(seed: int) -> None:
    world = open_world(seed)
    hands = Hands(world)
    oil = call(hands, "nearest", [Resource.CrudeOil], {})
    there = call(hands, "move_to", [oil], {})
    assert there.distance(oil) <= 2
    assert world.tick >= oil.distance(Position(x=0, y=0)) / 0.15 - 20  # walking takes its time
