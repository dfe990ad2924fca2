"""How many tool calls a second an embedded world takes, in process: run `python benchmarks/tool_calls.py`.

Each operation is called again and again on a laboratory world with a small factory (20 drills with chests, furnaces and
inserters, a belt of 100 tiles), with what it needs undone outside the measured time. The budget is 10,000 a second as
the mean over the eleven operations other environments of this kind publish; the rest is listed below it.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

from fle_llm.game import BuildingBox, Direction, Position, Prototype, Resource
from fle_llm.tools import TOOLS, Hands, call
from fle_llm.world import MapSpec, World
from fle_llm.world.ops import Place, SetAgent
from fle_llm.world.sim import SimWorld

BUDGET = 10_000
ROW = "{:<28}{:>14}{:>12}"
INVENTORY = {
    "coal": 2000,
    "iron-plate": 3000,
    "wooden-chest": 100,
    "stone-furnace": 100,
    "burner-inserter": 100,
    "transport-belt": 1000,
    "burner-mining-drill": 50,
}

Calls = Callable[..., Any]


class Bench:
    """A world with a factory, and a table of what it did."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.world: World = SimWorld.new(MapSpec(inventories=(INVENTORY,)))
        self.hands = Hands(self.world)
        self.rates: dict[str, float] = {}
        self._build()

    def do(self, tool: str, *args: Any, **kwargs: Any) -> Any:
        """One call of a tool."""
        return call(self.hands, tool, list(args), kwargs)

    def _build(self) -> None:
        places = []
        for i in range(20):
            x, y = 20 + 4 * (i % 5), -2 + 5 * (i // 5)
            places += [("burner-mining-drill", x, y, 8), ("wooden-chest", x + 0.5, y + 1.5, 0)]
            places += [("burner-inserter", x + 0.5, y + 2.5, 0)]
        places += [("stone-furnace", 2 * i - 20, 40, 0) for i in range(20)]
        places += [("transport-belt", i - 49.5, 50.5, 4) for i in range(100)]
        self.world.do([Place(n, round(x * 256), round(y * 256), d, None) for n, x, y, d in places])
        self.do("move_to", Position(x=5, y=5))

    def measure(self, name: str, act: Calls, undo: Calls | None = None) -> None:
        """Calls of `act` a second; `undo` gets what it answered, and is not measured."""
        spent, count = 0.0, 0
        while spent < self.seconds:
            start = time.perf_counter()
            answer = act()
            spent += time.perf_counter() - start
            count += 1
            if undo is not None:
                undo(answer)
        self.rates[name] = count / spent
        print(ROW.format(name, f"{count / spent:,.0f}", f"{1e6 * spent / count:,.0f}"), flush=True)


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=0.5, help="time spent on each operation")
    bench = Bench(parser.parse_args().seconds)
    print(ROW.format("operation", "calls a second", "microseconds"))
    _published(bench)
    mean = statistics.mean(bench.rates.values())
    print(ROW.format("mean of the eleven", f"{mean:,.0f}", ""), f"(budget {BUDGET:,})")
    _others(bench)
    missing = sorted(set(TOOLS) - set(bench.rates) - {"print", "send_message", "sleep"})
    print(f"\nnot measured: {', '.join(missing)}")


def _published(bench: Bench) -> None:
    do, pick_up = bench.do, lambda placed: bench.do("pickup_entity", placed)
    spot, beside = Position(x=3.5, y=3.5), Position(x=8.5, y=8.5)
    bench.measure("place_entity_next_to", lambda: do("place_entity_next_to", Prototype.WoodenChest, beside), pick_up)
    bench.measure("place_entity", lambda: do("place_entity", Prototype.WoodenChest, position=spot), pick_up)
    steps = iter(range(10**9))
    bench.measure("move_to", lambda: do("move_to", Position(x=5 + 3 * (next(steps) % 2), y=5)))
    coal = do("nearest", Resource.Coal)
    do("move_to", coal)
    bench.measure("harvest_resource", lambda: do("harvest_resource", coal, 1), lambda _: _restock(bench))
    bench.measure("craft_item", lambda: do("craft_item", Prototype.IronGearWheel, 1), lambda _: _restock(bench))
    line = (Position(x=-10, y=60), Position(x=-2, y=60))
    bench.measure("connect_entities", lambda: do("connect_entities", *line, Prototype.TransportBelt), pick_up)
    do("move_to", Position(x=5, y=5))
    inserter = do("place_entity", Prototype.BurnerInserter, Direction.UP, Position(x=3.5, y=3.5))
    turns = [Direction.RIGHT, Direction.DOWN, Direction.LEFT, Direction.UP]
    bench.measure("rotate_entity", lambda: do("rotate_entity", inserter, turns[next(steps) % 4]))
    chest = do("place_entity", Prototype.WoodenChest, position=Position(x=8.5, y=3.5))
    bench.measure(
        "insert_item",
        lambda: do("insert_item", Prototype.Coal, chest, 5),
        lambda _: do("extract_item", Prototype.Coal, chest, 5),
    )
    do("insert_item", Prototype.Coal, chest, 50)
    bench.measure(
        "extract_item",
        lambda: do("extract_item", Prototype.Coal, chest, 5),
        lambda _: do("insert_item", Prototype.Coal, chest, 5),
    )
    bench.measure("inspect_inventory", lambda: do("inspect_inventory", chest))
    bench.measure("get_resource_patch", lambda: do("get_resource_patch", Resource.Coal, coal))


def _restock(bench: Bench) -> None:
    bench.world.do([SetAgent(0, inventory=INVENTORY)])


def _others(bench: Bench) -> None:
    do = bench.do
    furnace = do("get_entity", Prototype.StoneFurnace, Position(x=-20, y=40))
    size = BuildingBox(width=2, height=2)
    near, far = Position(x=20, y=20), Position(x=60.5, y=60.5)
    bench.measure("nearest", lambda: do("nearest", Resource.IronOre))
    bench.measure("get_entity", lambda: do("get_entity", Prototype.StoneFurnace, furnace.position))
    bench.measure("get_entities", lambda: do("get_entities"))
    bench.measure("nearest_buildable", lambda: do("nearest_buildable", Prototype.BurnerMiningDrill, size, near))
    bench.measure(
        "can_place_entity", lambda: do("can_place_entity", Prototype.WoodenChest, Direction.UP, Position(4, 8))
    )
    bench.measure("get_prototype_recipe", lambda: do("get_prototype_recipe", Prototype.IronChest))
    bench.measure("score", lambda: do("score"))
    goals = iter([near, far] * 10**6)
    bench.measure("move_to, 60 tiles", lambda: do("move_to", next(goals)))


if __name__ == "__main__":
    main()
