"""Several characters in one world: everyone has a place and an inventory, everything else is shared."""

from __future__ import annotations

import pytest

from fle_llm.errors import Refused
from fle_llm.world import MapSpec, ops
from fle_llm.world.sim import SimWorld

TILE = 256
CHEST, BELT = "wooden-chest", "transport-belt"


def two(first: dict[str, int], second: dict[str, int]) -> SimWorld:
    return SimWorld.new(MapSpec(agents=2, inventories=(first, second)))


def carried(world: SimWorld) -> list[dict[str, int]]:
    return [dict(view.inventory) for view in world.do([ops.Agent(0), ops.Agent(1)])]


def test_they_start_two_tiles_apart_with_what_is_theirs() -> None:
    world = two({"coal": 5}, {"wood": 3})
    views = world.do([ops.Agent(0), ops.Agent(1)])
    assert [(view.index, view.x, view.y) for view in views] == [(0, 0, 0), (1, 0, 2 * TILE)]
    assert carried(world) == [{"coal": 5}, {"wood": 3}]
    with pytest.raises(Refused):
        world.do([ops.Agent(2)])
    with pytest.raises(Refused):
        world.do([ops.Place(CHEST, 0, 0, agent=2)])


def test_each_pays_for_what_it_builds_and_either_may_use_it() -> None:
    world = two({CHEST: 1}, {"coal": 4})
    (view,) = world.do([ops.Place(CHEST, 10 * TILE, 10 * TILE, agent=0)])
    ref = ops.Ref(view.name, view.x, view.y)
    with pytest.raises(Refused, match="no-item"):
        world.do([ops.Place(CHEST, 12 * TILE, 10 * TILE, agent=1)])
    world.do([ops.Put(ref, "coal", 3, agent=1), ops.Take(ref, "coal", 2, agent=0)])
    assert carried(world) == [{"coal": 2}, {"coal": 1}]
    world.do([ops.Remove(ref, agent=1)])  # with the coal that is left in it
    assert carried(world) == [{"coal": 2}, {"coal": 2, CHEST: 1}]


def test_another_stands_in_the_way_and_oneself_steps_aside() -> None:
    world = two({CHEST: 1, BELT: 1}, {CHEST: 1})
    (verdicts,) = world.do([ops.CanPlace((ops.Placement(CHEST, 0, 2 * TILE),), agent=0)])
    assert (verdicts[0].ok, verdicts[0].reason) == (False, "blocked")
    assert [blocker.name for blocker in verdicts[0].blockers] == ["character"]
    with pytest.raises(Refused, match="blocked"):
        world.do([ops.Place(CHEST, 0, 2 * TILE, agent=0)])
    world.do([ops.Place(BELT, 0, 2 * TILE, agent=0)])  # a belt may be walked over
    world.do([ops.Remove(ops.Ref(BELT, TILE // 2, 2 * TILE + TILE // 2), agent=0)])
    world.do([ops.Place(CHEST, 0, 2 * TILE, agent=1)])
    (view,) = world.do([ops.Agent(1)])
    solid = 89  # the chest's box is 0.35 tile to each side of its centre (128, 640), the character's 51 units
    assert abs(view.x - 128) >= solid + 51 or abs(view.y - 640) >= solid + 51


def test_the_books_are_shared_and_the_other_inventory_is_left_alone() -> None:
    world = two({"iron-plate": 10}, {"iron-plate": 10})
    craft = ops.Exchange(
        1,
        take={"iron-plate": 4},
        give={"iron-gear-wheel": 2},
        made={"iron-gear-wheel": 2},
        used={"iron-plate": 4},
        by="craft",
    )
    world.do([craft])
    assert carried(world) == [{"iron-plate": 10}, {"iron-plate": 6, "iron-gear-wheel": 2}]
    (books,) = world.do([ops.Statistics()])
    assert (books.produced, books.consumed) == ({"iron-gear-wheel": 2}, {"iron-plate": 4})


def test_a_refused_batch_gives_everyone_theirs_back() -> None:
    world = two({CHEST: 1, "coal": 5}, {"coal": 5})
    before = world.digest()
    ref = ops.Ref(CHEST, 10 * TILE + 128, 10 * TILE + 128)
    with pytest.raises(Refused):
        world.do(
            [
                ops.Place(CHEST, 10 * TILE, 10 * TILE, agent=0),
                ops.Put(ref, "coal", 5, agent=1),
                ops.Put(ref, "wood", 1, agent=1),
            ]
        )
    assert world.digest() == before


def test_all_of_them_are_in_a_snapshot() -> None:
    world = two({"coal": 5}, {"wood": 3})
    world.do([ops.SetAgent(1, x=7 * TILE, y=-3 * TILE)])
    copy = SimWorld.new(MapSpec())
    copy.restore(world.snapshot())
    assert copy.do([ops.Agent(0), ops.Agent(1)]) == world.do([ops.Agent(0), ops.Agent(1)])
    copy.do([ops.SetAgent(1, inventory={})])
    assert carried(world)[1] == {"wood": 3}
