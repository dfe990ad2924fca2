"""SimWorld's queries and commands on the lab map: AGENT_API section 9 gives the numbers."""

from __future__ import annotations

import pytest

from fle_llm.errors import Refused, Unsupported, WorldError
from fle_llm.world import MapSpec, ops
from fle_llm.world.sim import SimWorld

UNITS = 256
EVERYWHERE = ops.Area(-500 * UNITS, -500 * UNITS, 500 * UNITS, 500 * UNITS)


@pytest.fixture
def world() -> SimWorld:
    return SimWorld.new(MapSpec(inventories=({"stone-furnace": 2, "transport-belt": 10, "coal": 60},)))


def nearest(world: SimWorld, kind: str, name: str, x: float = 0, y: float = 0) -> tuple[float, float] | None:
    where = round(x * UNITS), round(y * UNITS)
    (ref,) = world.do([ops.Nearest(kind, name, *where, 500 * UNITS)])  # type: ignore[arg-type]
    return None if ref is None else (ref.x / UNITS, ref.y / UNITS)


def test_nearest_from_the_origin(world: SimWorld) -> None:
    assert nearest(world, "resource", "coal") == (15.5, -0.5)  # ties with (15.5, 0.5)
    assert nearest(world, "resource", "iron-ore") == (15.5, 70.5)
    assert nearest(world, "resource", "copper-ore") == (-46.5, 70.5)
    assert nearest(world, "resource", "crude-oil") == (17.5, 40.5)
    assert nearest(world, "resource", "uranium-ore") is None
    assert nearest(world, "tile", "water") == (-11, 0)
    tree = nearest(world, "tree", "")
    assert tree == pytest.approx((0.12, -18.68), abs=0.01)
    assert nearest(world, "entity", "stone-furnace") is None


def test_nearest_passes_over_what_is_used_up(world: SimWorld) -> None:
    world.do([ops.Deplete(((ops.Ref("coal", 3968, -128), 10_000),))])
    assert nearest(world, "resource", "coal") == (15.5, 0.5)
    (tree,) = world.do([ops.Nearest("tree", "", 0, 0, 500 * UNITS)])
    world.do([ops.Deplete(((tree, 1),))])
    (other,) = world.do([ops.Nearest("tree", "", 0, 0, 500 * UNITS)])
    assert other != tree


def test_resources_are_the_rectangles_of_the_page(world: SimWorld) -> None:
    (runs,) = world.do([ops.Resources(EVERYWHERE)])
    tiles = dict.fromkeys(("coal", "stone", "iron-ore", "copper-ore", "crude-oil"), 0)
    for run in runs:
        tiles[run.name] += len(run.amounts)
        assert set(run.amounts) == {300_000 if run.name == "crude-oil" else 10_000}
    assert tiles == {"coal": 600, "stone": 624, "iron-ore": 624, "copper-ore": 650, "crude-oil": 64}
    assert runs == sorted(runs, key=lambda run: (run.y, run.x, run.name))
    (some,) = world.do(
        [ops.Resources(ops.Area(16 * UNITS, 70 * UNITS, 18 * UNITS, 72 * UNITS), frozenset({"iron-ore"}))]
    )
    assert [(run.x / UNITS, run.y / UNITS, len(run.amounts)) for run in some] == [(16.5, 70.5, 2), (16.5, 71.5, 2)]


def test_water(world: SimWorld) -> None:
    (runs,) = world.do([ops.Tiles(EVERYWHERE, frozenset({"water"}))])
    assert sum(run.length for run in runs if run.y < 30) == 264
    assert sum(run.length for run in runs if run.y > 30) == 253


def test_trees_are_neutral_entities(world: SimWorld) -> None:
    (trees,) = world.do([ops.Entities(force="neutral")])
    assert len(trees) == 485
    assert {tree.name for tree in trees} == {"tree-01"}


def test_obstacles_mark_where_a_character_cannot_stand(world: SimWorld) -> None:
    world.do([ops.Place("stone-furnace", 6 * UNITS, 0)])
    (found,) = world.do([ops.Obstacles(ops.Area(4 * UNITS, -2 * UNITS, 8 * UNITS, 2 * UNITS))])
    assert (found.x0, found.y0, found.width, found.height) == (4, -2, 8, 8)
    blocked = {(i, j) for j, row in enumerate(found.rows) for i in range(found.width) if row >> i & 1}
    # the furnace's box is 5.3..6.7; with half a character 5.1..6.9: centres 5.25, 5.75, 6.25, 6.75; rows likewise
    assert blocked == {(i, j) for i in (2, 3, 4, 5) for j in (2, 3, 4, 5)}
    (lake,) = world.do([ops.Obstacles(ops.Area(-12 * UNITS, 0, -9 * UNITS, 1 * UNITS))])
    # water up to x = -10: centres up to -10 + 0.2 are too near: -11.75 .. -10.25 and none beyond
    assert [lake.rows[0] >> i & 1 for i in range(6)] == [1, 1, 1, 1, 0, 0]


def test_placing_pays_snaps_and_steps_aside(world: SimWorld) -> None:
    (view, agent) = world.do([ops.Place("stone-furnace", 10, 20), ops.Agent(0)])
    assert (view.x, view.y) == (0, 0)
    assert agent.inventory["stone-furnace"] == 1
    assert max(abs(agent.x), abs(agent.y)) > 0.9 * UNITS - 1
    (verdicts,) = world.do([ops.CanPlace((ops.Placement("stone-furnace", 0, 0), ops.Placement("loader", 0, 512)))])
    assert [(v.ok, v.reason) for v in verdicts] == [(False, "blocked"), (False, "unsupported-entity")]
    assert verdicts[0].blockers == (ops.Blocker("stone-furnace", 0, 0),)


def test_refusals_name_their_reason(world: SimWorld) -> None:
    for op, reason in (
        (ops.Place("wooden-chest", 5 * UNITS, 0), "no-item"),
        (ops.Place("stone-furnace", -15 * UNITS, 5 * UNITS), "water"),
        (ops.Place("stone-furnace", 600 * UNITS, 0), "out-of-map"),
        (ops.Place("stone-furnace", 0, round(-18.68 * UNITS)), "blocked"),
        (ops.Place("stonefurnace", 0, 0), "unknown-name"),
        (ops.Rotate(ops.Ref("stone-furnace", 0, 0), 4), "no-entity"),
        (ops.Exchange(0, take={"coal": 61}), "not-enough"),
        (ops.Exchange(0, give={"coal": 50 * 91}), "inventory-full"),
        (ops.StartResearch("automation"), "locked"),
        (ops.Agent(3), "bad-value"),
    ):
        with pytest.raises(Refused) as refused:
            world.do([op])
        assert refused.value.reason == reason


def test_removing_gives_back_what_was_inside(world: SimWorld) -> None:
    (view,) = world.do([ops.Place("stone-furnace", 5 * UNITS, 0)])
    ref = ops.Ref(view.name, view.x, view.y)
    world.do([ops.Put(ref, "coal", 60)])  # the slot takes a stack of 50
    (agent,) = world.do([ops.Agent(0)])
    assert agent.inventory["coal"] == 10
    (removed,) = world.do([ops.Remove(ref)])
    assert removed.items == {"stone-furnace": 1, "coal": 50}


def test_hand_work_is_booked_apart(world: SimWorld) -> None:
    world.do([ops.Exchange(0, give={"iron-ore": 5}, made={"iron-ore": 5}, by="harvest")])
    world.do([ops.Exchange(0, take={"coal": 2}, give={"wood": 1}, made={"wood": 1}, used={"coal": 2}, by="craft")])
    (found,) = world.do([ops.Statistics()])
    assert found.produced == {"iron-ore": 5, "wood": 1}
    assert found.consumed == {"coal": 2}
    assert (found.harvested, found.crafted, found.crafted_from) == ({"iron-ore": 5}, {"wood": 1}, {"coal": 2})
    assert found.first_automated == {}


def test_paging(world: SimWorld) -> None:
    for index in range(5):
        world.do([ops.Place("transport-belt", (20 + index) * UNITS, 30 * UNITS)])
    (whole,) = world.do([ops.Entities()])
    (first,) = world.do([ops.Entities(limit=2)])
    last = first[-1]
    (rest,) = world.do([ops.Entities(after=ops.Ref(last.name, last.x, last.y))])
    assert first + rest == whole


def test_time_only_goes_forward(world: SimWorld) -> None:
    with pytest.raises(WorldError):
        world.advance(0)
    assert world.advance(5) == world.tick == 5


def test_maps_that_do_not_exist_yet_are_refused() -> None:
    with pytest.raises(Unsupported):
        SimWorld.new(MapSpec(kind="moon"))  # type: ignore[arg-type]
    with pytest.raises(WorldError):
        SimWorld.new(MapSpec(inventories=({"no-such-item": 1},)))


def test_technologies() -> None:
    (learned,) = SimWorld.new(MapSpec()).do([ops.Research()])
    (plain,) = SimWorld.new(MapSpec(all_technologies=False)).do([ops.Research()])
    assert len(learned.researched) == 196
    assert plain.researched == ("automation-science-pack",)  # granted at the start (AGENT_API 6.1)
    assert plain.recipes == {
        *(
            "burner-inserter",
            "burner-mining-drill",
            "copper-plate",
            "firearm-magazine",
            "iron-chest",
            "iron-gear-wheel",
        ),
        *("iron-plate", "light-armor", "stone-brick", "stone-furnace", "transport-belt", "wooden-chest"),
        "automation-science-pack",
    }


def test_hand_work_refused_half_way_is_taken_back(world: SimWorld) -> None:
    before = world.digest()
    ore = ops.Ref("coal", 3968, -128)
    with pytest.raises(Refused) as refused:
        world.do(
            [
                ops.Exchange(0, give={"coal": 5}, made={"coal": 5}, by="harvest"),
                ops.Deplete(((ore, 5),)),
                ops.SetAgent(0, x=512),
                ops.Deplete(((ore, 10_000),)),
            ]
        )
    assert (refused.value.index, refused.value.reason) == (3, "not-enough")
    assert world.digest() == before
