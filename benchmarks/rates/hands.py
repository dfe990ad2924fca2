"""Rows of 4.1 and 4.10 that are work by hand, through the agents' tools, in the ticks that those charge.

The rules give two numbers for hand work: the game's own and what the Factorio Learning Environment charges. The tools
charge the latter, so that is what is expected here; on crafting and walking both agree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from benchmarks.rates.case import Case, Window
from fle_llm.game import Position, Prototype, Resource, ToolError
from fle_llm.tools import Hands, call
from fle_llm.world import MapSpec, ops
from fle_llm.world.sim import SimWorld

UNITS = 256


def _hands(items: Mapping[str, int], spec: MapSpec | None = None, at: Position | None = None) -> Hands:
    """An agent that carries something, with everything researched, in the lab unless another map is given."""
    world = SimWorld.new(spec or MapSpec(inventories=(dict(items),)))
    if at is not None:
        world.do([ops.SetAgent(0, x=round(at.x * UNITS), y=round(at.y * UNITS))])
    return Hands(world)


def _ticks(hands: Hands, tool: str, *arguments: object) -> float:
    """What a call of a tool costs."""
    before = hands.world.tick
    call(hands, tool, list(arguments), {})
    return hands.world.tick - before


def _dig(resource: Resource, count: int) -> Callable[[Window], float]:
    """Ticks to take so much of the nearest ore, or a tree."""

    def measure(_: Window) -> float:
        hands = _hands({})
        place = call(hands, "nearest", [resource], {})
        call(hands, "move_to", [place], {})
        return _ticks(hands, "harvest_resource", place, count)

    return measure


def _break(rock: str) -> Callable[[Window], float]:
    """Ticks to break the nearest rock of a kind on an open map."""

    def measure(_: Window) -> float:
        hands = _hands({}, MapSpec(kind="open", seed=1))
        (near,) = hands.world.do([ops.Nearest("tree", rock, 0, 0, 1000 * UNITS)])
        hands.world.do([ops.SetAgent(0, x=near.x, y=near.y + 5 * UNITS // 2)])
        return _ticks(hands, "harvest_resource", Position(x=near.x / UNITS, y=near.y / UNITS), 1)

    return measure


def _craft(item: Prototype, **carried: int) -> Callable[[Window], float]:
    """Seconds to craft one item from what is carried; names are written with underscores."""
    items = {name.replace("_", "-"): count for name, count in carried.items()}
    return lambda _: _ticks(_hands(items), "craft_item", item, 1) / 60


def _engine_unit(_: Window) -> float:
    """Whether a character with all its parts may craft an engine unit: 0."""
    hands = _hands({"steel-plate": 10, "iron-gear-wheel": 10, "pipe": 20})
    try:
        call(hands, "craft_item", [Prototype.EngineUnit, 1], {})
    except ToolError:
        return 0.0
    return 1.0


def _walk(_: Window) -> float:
    """Ticks to walk 90 tiles over open ground."""
    start = Position(x=70.5, y=-150.5)
    return _ticks(_hands({}, at=start), "move_to", Position(x=start.x + 90, y=start.y))


CASES = (
    Case(22, "10 iron ore by hand", "ticks", 600, _dig(Resource.IronOre, 10)),
    Case(23, "a tree by hand", "ticks", 33, _dig(Resource.Wood, 1)),
    Case(23, "a big rock by hand", "ticks", 120, _break("big-rock")),
    Case(23, "a huge rock by hand", "ticks", 180, _break("huge-rock")),
    Case(171, "a gear wheel by hand", "s", 0.5, _craft(Prototype.IronGearWheel, iron_plate=2)),
    Case(
        171,
        "a circuit from plates by hand",
        "s",
        1.5,
        _craft(Prototype.ElectronicCircuit, iron_plate=1, copper_plate=3),
    ),
    Case(
        171,
        "red science from plates by hand",
        "s",
        5.5,
        _craft(Prototype.AutomationSciencePack, iron_plate=2, copper_plate=1),
    ),
    Case(174, "an engine unit can be made by hand", "yes", 0, _engine_unit),
    Case(175, "walk 90 tiles", "ticks", 600, _walk),
)
