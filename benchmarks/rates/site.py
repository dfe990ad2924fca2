"""A building site: a lab world spoken to in tiles, with nobody in the way and everything for free.

What belongs to no op of a world (technologies one by one, a splitter's priority) is set in the engine directly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Literal

from fle_llm.data import facts
from fle_llm.engine import knowledge
from fle_llm.world import MapSpec, ops
from fle_llm.world.sim import SimWorld

UNITS = 256
NORTH, EAST, SOUTH, WEST = 0, 4, 8, 12
STEPS = {NORTH: (0, -1), EAST: (1, 0), SOUTH: (0, 1), WEST: (-1, 0)}
X, Y = 100, -200
"""Empty ground, far from ore and water."""
LANES = ("left", "right")
STRIDE_TICKS = 480
"""Ticks in which yellow, red and blue belts move by whole tiles: 15, 30, 45."""


class Site:
    """One world. `known` are technologies; True: all of them."""

    def __init__(
        self, known: bool | Iterable[str] = False, *, mining_productivity: int = 0, kind: Literal["lab", "open"] = "lab"
    ) -> None:
        """A fresh world."""
        every = known is True
        self.world = SimWorld.new(MapSpec(kind, all_technologies=every, mining_productivity=mining_productivity))
        self.world.do([ops.SetAgent(0, x=-55 * UNITS, y=-12 * UNITS)])
        for name in known if not isinstance(known, bool) else ():
            knowledge.learn(self.world._engine, name)

    # --- building

    def build(self, name: str, x: float, y: float, direction: int = NORTH) -> ops.Ref:
        """One entity, for free."""
        (view,) = self.world.do([ops.Place(name, round(x * UNITS), round(y * UNITS), direction, None)])
        return ops.Ref(view.name, view.x, view.y)

    def run(self, name: str, x: float, y: float, direction: int, count: int) -> list[ops.Ref]:
        """Entities one after the other, such as belts or pipes."""
        dx, dy = STEPS[direction]
        return [self.build(name, x + dx * i, y + dy * i, direction) for i in range(count)]

    def power(self, x: int, y: int, kilowatts: float, side: int = EAST) -> None:
        """A substation at the corner (x, y), supplying 9 tiles around, with solar panels (60 kW each) to one side."""
        panels = -(-round(kilowatts * 1000) // 60_000)
        self.build("substation", x, y)
        dx, dy = STEPS[side]
        for field in range(-(-panels // 32)):
            left, top = x + 18 * dx * (field + 1), y + 18 * dy * (field + 1)
            self.build("substation", left, top)
            spots = [(left - 7.5 + 3 * i, top - 7.5 + 3 * j) for j in (0, 1, 4, 5) for i in range(6)]
            spots += [(left - 7.5 + 3 * i, top - 1.5 + 3 * j) for j in (0, 1) for i in (0, 1, 4, 5)]
            for spot in spots[: panels - 32 * field]:
                self.build("solar-panel", *spot)

    def machine(self, name: str, x: float, y: float, recipe: str) -> ops.Ref:
        """A machine with a recipe."""
        ref = self.build(name, x, y)
        self.world.do([ops.SetRecipe(ref, recipe)])
        return ref

    # --- handing over

    def put(self, ref: ops.Ref, item: str, count: int, inventory: str | None = None) -> int:
        """How many of so many were taken."""
        batch: list[ops.Op] = [ops.SetAgent(0, inventory={item: count}), ops.Put(ref, item, count, inventory)]
        return int(self.world.do(batch, atomic=False)[1].count)

    def take(self, ref: ops.Ref, item: str, count: int, inventory: str | None = None) -> int:
        """How many of so many were there."""
        batch: list[ops.Op] = [ops.SetAgent(0, inventory={}), ops.Take(ref, item, count, inventory)]
        return int(self.world.do(batch, atomic=False)[1].count)

    def fill(self, refs: Iterable[ops.Ref], item: str, lanes: tuple[str, ...] = LANES) -> None:
        """Lay belts as full as they get."""
        (views,) = self.world.do([ops.Entities(refs=tuple(refs))])
        for view in views:
            for lane, riding in zip(LANES, view.lanes, strict=True):
                if lane in lanes and sum(riding.values()) < 4:
                    self.put(ops.Ref(view.name, view.x, view.y), item, 4, lane)

    def clear(self, refs: list[ops.Ref]) -> Counter[str]:
        """Take everything off belts; what it was, by lane and item in one word."""
        taken: Counter[str] = Counter()
        (views,) = self.world.do([ops.Entities(refs=tuple(refs))])
        for view in views:
            for lane, riding in zip(LANES, view.lanes, strict=True):
                for item, count in riding.items():
                    taken[lane] += self.take(ops.Ref(view.name, view.x, view.y), item, count, lane)
        return taken

    # --- looking

    def view(self, ref: ops.Ref) -> ops.EntityView:
        """The raw facts."""
        ((view,),) = self.world.do([ops.Entities(refs=(ref,))])
        assert isinstance(view, ops.EntityView)
        return view

    def held(self, ref: ops.Ref, item: str, inventory: str = "chest") -> int:
        """How many of an item lie in an inventory."""
        return self.view(ref).inventories[inventory].get(item, 0)

    def riding(self, refs: Iterable[ops.Ref]) -> Counter[str]:
        """How many items ride on belts, by lane."""
        (views,) = self.world.do([ops.Entities(refs=tuple(refs))])
        return Counter({lane: sum(sum(v.lanes[i].values()) for v in views) for i, lane in enumerate(LANES)})

    def books(self) -> ops.StatisticsView:
        """Production statistics."""
        (found,) = self.world.do([ops.Statistics()])
        assert isinstance(found, ops.StatisticsView)
        return found

    # --- time

    def seconds(self, seconds: float) -> None:
        """Let time pass."""
        self.world.advance(round(seconds * 60))

    def rate(
        self,
        seconds: float,
        read: Callable[[], float],
        *,
        warm_up: float = 0,
        tend: float = 0,
        by: Callable[[], object] | None = None,
    ) -> float:
        """By how much a reading grows a second, after a warm-up; every `tend` seconds somebody comes `by`."""
        start = 0.0
        for span, last in ((warm_up, False), (seconds, True)):
            start = read() if last else start
            left = round(span * 60)
            while left > 0:
                if by is not None:
                    by()
                part = min(left, round(tend * 60) or left)
                self.world.advance(part)
                left -= part
        return (read() - start) / seconds

    def produced(self, item: str) -> Callable[[], float]:
        """A reading of how much of a thing was ever produced."""
        return lambda: float(self.books().produced.get(item, 0))

    def consumed(self, item: str) -> Callable[[], float]:
        """A reading of how much of a thing was ever consumed."""
        return lambda: float(self.books().consumed.get(item, 0))


def ingredients(recipe: str) -> list[tuple[str, float]]:
    """The solid ingredients of a recipe."""
    return [(part.name, part.amount) for part in facts().recipes[recipe].ingredients if not part.fluid]
