"""A building site for engine tests: the embedded world, spoken to through World's ops in tiles."""

from __future__ import annotations

from collections import Counter

from fle_llm.world import MapSpec, ops
from fle_llm.world.sim import SimWorld

UNITS = 256
NORTH, EAST, SOUTH, WEST = 0, 4, 8, 12


class Yard:
    """A lab world without technologies' bonuses unless asked for; the character stands out of the way."""

    def __init__(self, *, mining_productivity: int = 0, technologies: bool = False, agents: int = 1) -> None:
        spec = MapSpec(agents=agents, all_technologies=technologies, mining_productivity=mining_productivity)
        self.world = SimWorld.new(spec)
        self.world.do([ops.SetAgent(0, x=-55 * UNITS, y=-12 * UNITS)])

    def build(self, name: str, x: float, y: float, direction: int = NORTH) -> ops.Ref:
        (view,) = self.world.do([ops.Place(name, round(x * UNITS), round(y * UNITS), direction, None)])
        return ops.Ref(view.name, view.x, view.y)

    def power(self, x: int, y: int, panels: int) -> None:
        """A substation at the corner (x, y), supplying 9 tiles around, with solar panels (60 kW each) to its east."""
        self.build("substation", x, y)
        for field in range(-(-panels // 32)):
            left = x + 18 * (field + 1)
            self.build("substation", left, y)
            spots = [(left - 7.5 + 3 * i, y - 7.5 + 3 * j) for j in (0, 1, 4, 5) for i in range(6)]
            spots += [(left - 7.5 + 3 * i, y - 1.5 + 3 * j) for j in (0, 1) for i in (0, 1, 4, 5)]
            for spot in spots[: panels - 32 * field]:
                self.build("solar-panel", *spot)

    def machine(self, name: str, x: float, y: float, recipe: str, **modules: int) -> ops.Ref:
        """A machine with a recipe and modules, whose names are written with underscores."""
        ref = self.build(name, x, y)
        self.world.do([ops.SetAgent(0, inventory={})])
        self.world.do([ops.SetRecipe(ref, recipe)])
        for module, count in modules.items():
            assert self.put(ref, module.replace("_", "-"), count) == count
        return ref

    def research(self, technology: str | None) -> None:
        self.world.do([ops.StartResearch(technology)])

    def known(self) -> ops.ResearchView:
        (view,) = self.world.do([ops.Research()])
        return view

    def belt(self, x: float, y: float, direction: int, count: int, name: str = "transport-belt") -> list[ops.Ref]:
        dx, dy = {NORTH: (0, -1), EAST: (1, 0), SOUTH: (0, 1), WEST: (-1, 0)}[direction]
        return [self.build(name, x + dx * i, y + dy * i, direction) for i in range(count)]

    def put(self, ref: ops.Ref, item: str, count: int, inventory: str | None = None) -> int:
        self.world.do([ops.SetAgent(0, inventory={item: count})])
        (moved,) = self.world.do([ops.Put(ref, item, count, inventory)])
        return int(moved.count)

    def take(self, ref: ops.Ref, item: str, count: int, inventory: str | None = None) -> int:
        self.world.do([ops.SetAgent(0, inventory={})])
        (moved,) = self.world.do([ops.Take(ref, item, count, inventory)])
        return int(moved.count)

    def view(self, ref: ops.Ref) -> ops.EntityView:
        ((view,),) = self.world.do([ops.Entities(refs=(ref,))])
        return view

    def held(self, ref: ops.Ref, kind: str = "chest") -> dict[str, int]:
        return self.view(ref).inventories[kind]

    def lanes(self, ref: ops.Ref) -> tuple[dict[str, int], dict[str, int]]:
        lanes = self.view(ref).lanes
        assert lanes is not None
        return lanes

    def fill(self, refs: list[ops.Ref], item: str, lanes: tuple[str, ...] = ("left", "right")) -> None:
        """Lay belts full: four items a lane and tile."""
        for ref in refs:
            for lane in lanes:
                assert self.put(ref, item, 4, lane) == 4

    def riding(self, refs: list[ops.Ref]) -> tuple[Counter[str], Counter[str]]:
        """What rides on some belts or splitters, left and right."""
        left: Counter[str] = Counter()
        right: Counter[str] = Counter()
        for ref in refs:
            lanes = self.lanes(ref)
            left.update(lanes[0])
            right.update(lanes[1])
        return left, right

    def remove(self, ref: ops.Ref) -> dict[str, int]:
        self.world.do([ops.SetAgent(0, inventory={})])
        (removed,) = self.world.do([ops.Remove(ref)])
        return dict(removed.items)

    def turn(self, ref: ops.Ref, direction: int) -> ops.EntityView:
        (view,) = self.world.do([ops.Rotate(ref, direction)])
        return view

    def on_ground(self) -> int:
        (stacks,) = self.world.do([ops.Ground(ops.Area(-128_000, -128_000, 128_000, 128_000))])
        return sum(stack.count for stack in stacks)

    def seconds(self, seconds: float) -> None:
        self.world.advance(round(seconds * 60))

    def statistics(self) -> ops.StatisticsView:
        (found,) = self.world.do([ops.Statistics()])
        return found
