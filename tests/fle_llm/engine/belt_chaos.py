"""Random play with belts of all kinds on a small plot, and a check that nothing on them sleeps that could move."""

from __future__ import annotations

import random

import chaos

from fle_llm.engine import belts, lines, splitters
from fle_llm.engine.carriers import Lane, Line
from fle_llm.engine.constants import ITEM_SPACING
from fle_llm.engine.core import Engine
from fle_llm.engine.entities import Splitter
from fle_llm.engine.things import NEVER
from fle_llm.errors import Refused
from fle_llm.world import ops
from fle_llm.world.sim import SimWorld

UNITS = 256
PIECES = (
    *["transport-belt"] * 8,
    *["fast-transport-belt"] * 2,
    *["underground-belt"] * 5,
    *["fast-underground-belt"] * 3,
    *["splitter"] * 3,
    "express-splitter",
    "wooden-chest",
    "burner-inserter",
)
DIRECTIONS = (4, 4, 4, 12, 0, 8)  # mostly one way, so that things meet
GOODS = ("coal", "stone")


def one_command(world: SimWorld, rng: random.Random) -> None:
    """A random command, refused or not, or some time."""
    dice = rng.random()
    if dice < 0.5:
        x, y = rng.randrange(9 * UNITS), rng.randrange(30 * UNITS, 35 * UNITS)
        op: ops.Op = ops.Place(rng.choice(PIECES), x, y, rng.choice(DIRECTIONS))
    elif dice < 0.75:
        (views,) = world.do([ops.Entities()])
        if not views:
            return
        view = rng.choice(views)
        ref = ops.Ref(view.name, view.x, view.y)
        op = rng.choice(
            (
                ops.Remove(ref),
                ops.Rotate(ref, rng.choice((0, 4, 8, 12))),
                *[ops.Put(ref, rng.choice(GOODS), rng.randint(1, 60))] * 5,
                ops.Take(ref, rng.choice(GOODS), rng.randint(1, 60)),
            )
        )
    else:
        world.advance(rng.choice((1, 2, 3, 7, 40, 300)))
        check_awake(world._engine)
        return
    try:
        world.do([op])
    except Refused:
        return


def play(seed: int, commands: int) -> SimWorld:
    """A world after a random sequence, its balance checked after every command."""
    rng = random.Random(seed)
    world = chaos.fresh()
    before = chaos.balance(world)
    for index in range(commands):
        one_command(world, rng)
        after = chaos.balance(world)
        assert after == before, (seed, index, after - before, before - after)
    return world


def _present(engine: Engine, line: Line, lane: int) -> Lane:
    state = line.lanes[lane]
    copy = Lane(state.length, list(state.items), list(state.d), state.since, state.stuck, state.free, state.tail)
    belts.sync(copy, line.speed, engine.tick, line.exits[lane] is not None)
    return copy


def _goals(engine: Engine, line: Line, lane: int) -> list[tuple[Line, int, int]]:
    """Line, lane and coordinate (-1: the tail) that the lane's first item may go to."""
    splitter = engine.state.entities.get(line.junction)
    if isinstance(splitter, Splitter):
        sides = splitters.sides_open(splitter, line.lanes[lane].items[0], lane)
        return [(engine.state.lines[splitter.lines[2 + side]], lane, -1) for side in sides]
    target = line.exits[lane]
    return [] if target is None else [(engine.state.lines[target.line], target.lane, target.at)]


def check_awake(engine: Engine) -> None:
    """After the events of a tick: what moves has its arrival as next event, what stands has no room to go to."""
    for line in engine.state.lines.values():
        for lane in (0, 1):
            if line.exits[lane] is None or not line.lanes[lane].items:
                continue
            state = _present(engine, line, lane)
            if not state.stuck:
                assert state.d[0] > 0
                assert line.wake != NEVER
                assert line.wake <= engine.tick + -(-state.d[0] // line.speed)
                continue
            for onto, onto_lane, at in _goals(engine, line, lane):
                goal = _present(engine, onto, onto_lane)
                if at < 0:
                    assert goal.items
                    assert goal.tail + ITEM_SPACING >= goal.length
                    assert goal.tail + ITEM_SPACING > goal.length or lines.stands(onto, onto_lane)
                else:
                    assert not belts.insert(goal, "", at, squeeze=False)
                if line.wake == NEVER:  # only what stands for good may be waited for without a time
                    assert onto.exits[onto_lane] is None or goal.stuck
