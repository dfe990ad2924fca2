"""Arms over belts sleep until something can have changed for them: looking more often changes nothing."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from yard import EAST, NORTH, SOUTH, Yard

from fle_llm.engine.entities import Inserter
from fle_llm.errors import Refused
from fle_llm.world import ops

GOODS = ("copper-plate", "iron-plate", "stone")
FILTERS = ((), ("copper-plate",), ("iron-plate",), ("stone", "copper-plate"))


def belts_and_arms(rng: random.Random) -> tuple[Yard, list[ops.Ref], list[ops.Ref]]:
    """A belt, sometimes with a bend, and on both sides of it arms with all sorts of filters; it and the chests."""
    yard = Yard()
    count = rng.randint(12, 20)
    belts = yard.belt(-20.5, 40.5, EAST, count)
    if rng.random() < 0.5:
        belts += yard.belt(-20.5 + count, 40.5, rng.choice((NORTH, SOUTH, EAST)), rng.randint(2, 8))
    chests = []
    for _ in range(rng.randint(2, 5)):
        x, side = -20.5 + rng.randint(2, count - 1), rng.choice((-1, 1))
        try:
            arm = yard.build("burner-inserter", x, 40.5 + side, SOUTH if side < 0 else NORTH)
        except Refused:
            continue  # another one stands there
        chests.append(yard.build("wooden-chest", x, 40.5 + 2 * side))
        yard.put(arm, "coal", 5)
        yard.world.do([ops.SetFilter(arm, rng.choice(FILTERS))])
    return yard, belts, chests


def played(seed: int, advance: Callable[[Yard, int], None]) -> list[dict[str, int]]:
    """What the chests hold time and again, while goods are laid on the belt and its end is cleared now and then."""
    rng = random.Random(seed)
    yard, belts, chests = belts_and_arms(rng)
    held = []
    for _ in range(30):
        for _ in range(3):
            yard.put(rng.choice(belts[:6]), rng.choice(GOODS), rng.randint(1, 4), rng.choice(("left", "right")))
        if rng.random() < 0.3:
            for item in GOODS:
                yard.take(belts[-1], item, 8)
                yard.take(belts[-2], item, 8)
        advance(yard, rng.randint(5, 90))
        held += [yard.held(chest) for chest in chests]
    return held


def as_they_wake(yard: Yard, ticks: int) -> None:
    yard.world.advance(ticks)


def all_the_time(yard: Yard, ticks: int) -> None:
    engine = yard.world._engine
    for _ in range(ticks):
        for entity in engine.state.entities.values():
            if isinstance(entity, Inserter):
                engine.look(entity)
        yard.world.advance(1)


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 5, 11])
def test_looking_more_often_changes_nothing(seed: int) -> None:
    """With hands of one: a larger one that is part-filled would only turn to the other lane a little sooner."""
    assert played(seed, as_they_wake) == played(seed, all_the_time)
