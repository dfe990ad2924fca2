"""Open play as Gymnasium sees it: from nothing on a fresh map, measured by the production score."""

from __future__ import annotations

from collections.abc import Iterator

import gymnasium
import pytest

from fle_llm.gym_env import FactorioGymEnv

BY_HAND = """
def dig(resource, count):
    move_to(nearest(resource))
    return harvest_resource(nearest(resource), count)

dig(Resource.Stone, 15)
dig(Resource.Coal, 20)
dig(Resource.IronOre, 12)
craft_item(Prototype.StoneFurnace, 2)
ore = nearest(Resource.IronOre)
furnace = place_entity(Prototype.StoneFurnace, position=Position(x=ore.x + 3, y=ore.y + 3))
insert_item(Prototype.Coal, furnace, 5)
insert_item(Prototype.IronOre, furnace, 12)
sleep(40)
extract_item(Prototype.IronPlate, furnace, 12)
craft_item(Prototype.BurnerMiningDrill, 1)
print(inspect_inventory())
"""
BY_MACHINE = """
drill = place_entity(Prototype.BurnerMiningDrill, position=nearest(Resource.IronOre))
insert_item(Prototype.Coal, drill, 10)
pickup_entity(furnace)
furnace = place_entity_next_to(Prototype.StoneFurnace, drill.position, Direction.UP)
insert_item(Prototype.Coal, furnace, 3)
sleep(60)
print(get_entities())
"""


@pytest.fixture
def env() -> Iterator[FactorioGymEnv]:
    made = gymnasium.make("Factorio-open_play-v0")
    yield made.unwrapped  # type: ignore[misc]
    made.close()


def test_from_nothing_to_a_smelting_drill(env: FactorioGymEnv) -> None:
    observation, info = env.reset(seed=44340)
    assert observation["score"] == 0
    assert info["seed"] == 44340
    observation, first, terminated, truncated, about = env.step({"code": BY_HAND})
    assert not about["error_occurred"], observation["raw_text"]
    assert first > 0
    observation, second, terminated, truncated, about = env.step({"code": BY_MACHINE})
    assert not about["error_occurred"], observation["raw_text"]
    # a burner drill digs 0.25 ore a second, a furnace smelts 0.3125: some 13 plates in a minute, worth more than ore
    assert second > 0
    assert not terminated
    assert not truncated
    assert observation["score"] == pytest.approx(first + second)
    third = env.step({"code": "sleep(30)"})[1]
    assert third > 0  # it goes on by itself


def test_the_same_seed_is_the_same_land(env: FactorioGymEnv) -> None:
    look = {"code": "print([nearest(r) for r in (Resource.Coal, Resource.Water, Resource.CrudeOil, Resource.Wood)])"}
    seen = []
    for seed in (1, 2, 1):
        env.reset(seed=seed)
        seen.append(env.step(look)[0]["raw_text"])
    assert seen[0] == seen[2] != seen[1]


def test_without_a_seed_it_is_the_published_map_until_one_was_given(env: FactorioGymEnv) -> None:
    assert env.reset()[1]["seed"] == 44340  # AGENT_API 9.8
    assert env.reset()[1]["seed"] == 44340
    env.reset(seed=5)
    drawn = env.reset()[1]["seed"]
    env.reset(seed=5)
    assert env.reset()[1]["seed"] == drawn != 44340, "from the generator that the seed began"


def test_a_fork_shares_the_land_and_nothing_else(env: FactorioGymEnv) -> None:
    env.reset(seed=3)
    copy = env.fork()
    try:
        before = env.digest()
        copy.step({"code": "move_to(nearest(Resource.Wood))\nharvest_resource(nearest(Resource.Wood), 8)"})
        assert env.digest() == before != copy.digest()
        env.restore(copy.snapshot())
        assert env.digest() == copy.digest()
    finally:
        copy.close()
