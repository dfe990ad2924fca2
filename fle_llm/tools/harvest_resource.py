"""harvest_resource: digging ore, felling trees, breaking rocks by hand."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import hypot
from typing import NamedTuple, NoReturn
from zlib import crc32

from fle_llm.data import CLIFF, facts
from fle_llm.data.schema import Amount
from fle_llm.errors import Refused
from fle_llm.game import Position
from fle_llm.tools.arguments import amount_of, place_of, whole
from fle_llm.tools.hands import Hands, failure, point_of, ticks_for
from fle_llm.world.derive.geometry import position as position_at
from fle_llm.world.derive.geometry import tile_of, units
from fle_llm.world.ops import UNITS, Area, Deplete, Entities, Exchange, Ref, ResourceRun, Resources

TOOL = "harvest_resource"

REACH = 1.5
"""Tiles from the given position in which something has to be (AGENT_API 3.11)."""

WORK_REACH = 2.7
"""Tiles around the given position that are worked first, and how near you must be (AGENT_API 1.6)."""

FARTHEST_RADIUS = 500

GROWTHS = {"tree": "tree", "simple-entity": "rock"}
"""Types of what is taken down whole, and what agents call them."""


class Source(NamedTuple):
    """Something to harvest: how far it is from the position, where, and how much is there (trees and rocks: 1)."""

    near: float
    y: int
    x: int
    name: str
    kind: str  # "ore", "tree" or "rock"
    amount: int


def harvest_resource(hands: Hands, position: Position, quantity: int = 1, radius: float = 10) -> int:
    """Dig ore, fell trees or break rocks by hand, at a position within 2.7 tiles of you.

    What lies nearest to the position decides the kind. Ore is taken from the tiles around in turn, one piece each;
    trees (4 wood) and rocks are taken whole, so there may be more than asked for.

    Parameters:
        position: where the resource is; move_to it first.
        quantity: how many items.
        radius: how far from the position to go on when there is not enough within 2.7 tiles.
    Returns: int, how many items you got; fewer than asked only when there are no more.
    Cost: 60 ticks for every ore or stone, about 30 for a tree, 120 for a big rock.
    Errors: "Could not harvest. Nothing within reach to harvest" (move nearer, or nearest() finds one), "... Inventory
    is full".

    Example:
        place = nearest(Resource.Coal)
        move_to(place)
        print(harvest_resource(place, 10))
    """
    place = place_of(position, AssertionError("First argument must be a Position object"))
    count = whole(quantity, "quantity")
    far = amount_of(radius, "radius", FARTHEST_RADIUS)
    _must_be_near(hands, place)
    around = _ore_here(hands, place) or _sources(hands, place, WORK_REACH)
    first = next((source for source in around if source.near <= REACH), None)
    if first is None:
        _nothing(hands, place)
    taken = _share(around, count, lambda source: source.name == first.name)
    if taken.got < count and far > 0:
        taken = _share(_sources(hands, place, max(far, WORK_REACH)), count, lambda s: _same(s, first), before=taken)
    return _take(hands, taken)


def _same(source: Source, first: Source) -> bool:
    """Ore of the same name; any tree counts as a tree, any rock as a rock."""
    return source.name == first.name if first.kind == "ore" else source.kind == first.kind


def _fail(reason: str, code: str) -> NoReturn:
    raise failure(TOOL, f"Could not harvest. {reason}", code=code)


def _must_be_near(hands: Hands, place: Position) -> None:
    character = hands.character()
    here = position_at(character.x, character.y)
    distance = here.distance(place)
    if distance > character.resource_reach:
        _fail(
            f"Nothing within reach to harvest: you are at {here}, {distance:.2f} tiles from {place}, and can reach "
            f"{character.resource_reach:g}. Move closer with move_to.",
            "too-far",
        )


def _nothing(hands: Hands, place: Position) -> NoReturn:
    x, y = point_of(place)
    half = units(REACH)
    area = Area(x - half, y - half, x + half, y + half)
    runs: list[ResourceRun] = hands.ask(Resources(area))
    machine = {run.name for run in runs} - _by_hand()
    if machine:
        _fail(
            f"Nothing within reach to harvest: {', '.join(sorted(machine))} cannot be taken by hand, only by machine.",
            "not-allowed",
        )
    if hands.ask(Entities(area, names=frozenset({CLIFF.name}), force="neutral")):
        _fail(
            "Nothing within reach to harvest: a cliff cannot be taken down by hand, and cliff explosives do nothing "
            "here. Walk and build around it.",
            "not-allowed",
        )
    _fail(
        f"Nothing within reach to harvest: there is no ore, tree or rock within {REACH:g} tiles of {place}. "
        "nearest(Resource.X) finds one.",
        "not-found",
    )


@cache
def _by_hand() -> frozenset[str]:
    """Resources a character can dig: solid ones that take no fluid (MECHANICS 3.2)."""
    solid = (r for r in facts().resources.values() if r.category == "basic-solid" and r.required_fluid is None)
    return frozenset(resource.name for resource in solid)


def _ore_here(hands: Hands, place: Position) -> list[Source]:
    """The ore within reach when the position itself lies on ore, so that trees and rocks need not be looked at."""
    x, y = point_of(place)
    found = _ore(hands.ask(Resources(_around(x, y, WORK_REACH), _by_hand())), x, y, WORK_REACH)
    found.sort()
    on_it = bool(found) and tile_of(found[0].x, found[0].y) == tile_of(x, y)
    return found if on_it else []


def _around(x: int, y: int, reach: float) -> Area:
    half = units(reach) + 1
    return Area(x - half, y - half, x + half, y + half)


def _ore(runs: list[ResourceRun], x: int, y: int, reach: float) -> list[Source]:
    found = []
    for run in runs:
        for i, amount in enumerate(run.amounts):
            near = hypot(run.x + i * UNITS - x, run.y - y) / UNITS
            if near <= reach:
                found.append(Source(near, run.y, run.x + i * UNITS, run.name, "ore", amount))
    return found


def _sources(hands: Hands, place: Position, reach: float) -> list[Source]:
    """Everything to harvest within a circle, nearest first, ties by (y, x)."""
    x, y = point_of(place)
    area = _around(x, y, reach)
    runs, views = hands.act([Resources(area, _by_hand()), Entities(area, force="neutral")])
    found = _ore(runs, x, y, reach)
    for view in views:
        near = hypot(view.x - x, view.y - y) / UNITS
        if near <= reach and view.type in GROWTHS and facts().entities[view.name].mined:
            found.append(Source(near, view.y, view.x, view.name, GROWTHS[view.type], 1))
    found.sort()
    return found


# --- how much of what -------------------------------------------------------------------------------------------------


class Haul(NamedTuple):
    """What is taken: (ref, pieces) of each source, the items it gives and the ticks it costs."""

    parts: dict[Ref, int]
    items: dict[str, int]
    ticks: int

    @property
    def got(self) -> int:
        """Items in all."""
        return sum(self.items.values())


def _share(sources: list[Source], count: int, fits: Callable[[Source], bool], before: Haul | None = None) -> Haul:
    """Take from fitting sources until there is enough: trees and rocks one after another, ore in turns."""
    parts = dict(before.parts) if before else {}
    items = dict(before.items) if before else {}
    ticks = before.ticks if before else 0
    left = count - sum(items.values())
    ore = []
    for source in (s for s in sources if fits(s)):
        ref = Ref(source.name, source.x, source.y)
        if source.kind == "ore":
            ore.append((ref, source.amount - parts.get(ref, 0)))
        elif left > 0 and ref not in parts:
            gained = yield_of(ref)
            parts[ref] = 1
            for item, n in gained.items():
                items[item] = items.get(item, 0) + n
            left -= sum(gained.values())
            ticks += ticks_for(facts().entities[source.name].mining_time_s or 0.0)
    for ref, pieces in in_turns(ore, left).items():
        resource = facts().resources[ref.name]
        parts[ref] = parts.get(ref, 0) + pieces
        product = resource.results[0].name
        items[product] = items.get(product, 0) + pieces
        ticks += pieces * ticks_for(resource.mining_time_s)
    return Haul(parts, items, ticks)


def in_turns(tiles: list[tuple[Ref, int]], count: int) -> dict[Ref, int]:
    """Share `count` pieces out over tiles, one each a round, first tiles first, as far as they last."""
    taken: dict[Ref, int] = {}
    if count <= 0:
        return taken
    open_tiles = [(ref, amount) for ref, amount in tiles if amount > 0][:count]
    while open_tiles and count > 0:
        rounds = max(1, min(count // len(open_tiles), *(amount for _, amount in open_tiles)))
        still = []
        for ref, amount in open_tiles:
            step = min(rounds, count)
            if step:
                taken[ref] = taken.get(ref, 0) + step
                count -= step
            if amount > step:
                still.append((ref, amount - step))
        open_tiles = still
    return taken


def yield_of(ref: Ref) -> dict[str, int]:
    """What a tree or rock gives. A range is settled by the place alone, so the same rock always gives the same."""
    gained: dict[str, int] = {}
    for index, amount in enumerate(facts().entities[ref.name].mined):
        count = _settled(amount, f"{ref.name} {ref.x} {ref.y} {index}")
        if count:
            gained[amount.name] = gained.get(amount.name, 0) + count
    return gained


def _settled(amount: Amount, seed: str) -> int:
    low, high = amount.amount_min, amount.amount_max
    if low is None or high is None:
        return amount.amount
    return low + crc32(seed.encode()) % (high - low + 1)


def _take(hands: Hands, haul: Haul) -> int:
    exchange = Exchange(hands.agent, give=dict(haul.items), made=dict(haul.items), by="harvest")
    try:
        hands.act([exchange, Deplete(tuple(haul.parts.items()))])
    except Refused as refused:
        if refused.reason == "inventory-full":
            listed = ", ".join(f"{n} {item}" for item, n in haul.items.items())
            _fail(f"Inventory is full: no room for {listed} in its {hands.character().slots} slots.", "inventory-full")
        raise
    hands.spend(haul.ticks)
    return haul.got
