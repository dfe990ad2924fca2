"""Belt routes: the way a new belt takes from tile to tile.

Works on a `Terrain` read from the world: tiles something stands on, belts and where they lead. The way is the
shortest, then the one with the fewest turns, ties by (y, x). New tiles keep clear of where other lines end, so that
no other line is touched. With undergrounds to hand the way may dive under what it cannot go around as shortly; such a
jump shows in the way as two tiles that do not touch, entrance and exit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import NamedTuple

from fle_llm.tools.hands import Hands
from fle_llm.world.derive.geometry import STEPS, Box, openings_of, solid_box, splitter_lines, tile_box, units
from fle_llm.world.derive.reading import BELTS
from fle_llm.world.derive.scene import WATER_NAMES
from fle_llm.world.ops import UNITS, Area, Entities, EntityView, TileRun, Tiles

Tile = tuple[int, int]

MARGINS = (8, 32, 128)
"""Tiles around both ends in which a way is looked for, tried in turn."""

TURN = 0.001
"""What a turn costs, in tiles: it only decides between ways of equal length."""

DIVE = 2.0
"""What an underground costs above the tiles it spans: a detour of two tiles is as good."""

WORKED = 0.01
"""What a tile costs that some inserter or drill works on: of ways of equal length, the one clear of it is taken."""

_MOST_LOOKED_AT = 30_000
"""States looked at in a search for a way with undergrounds before it is given up."""

_MOST_WITHOUT = 100_000
"""The same for a way without them."""

_MOST_BARRED = 12
"""Tiles a way is not to dive at because it would come back over them, before it is given up."""

_LEAVING = 16
"""Added to the heading of a state whose tile is the exit of an underground: the way goes on straight."""

_NATURE = frozenset({"tree", "simple-entity", "cliff"})


class Start(NamedTuple):
    """Where a way may begin: a tile, and the belt there if there is one; `exits` are the directions it may leave by."""

    tile: Tile
    belt: EntityView | None = None
    exits: tuple[int, ...] = (0, 4, 8, 12)


class Goal(NamedTuple):
    """Where a way may end: a free tile, or a belt to lead into; `entries` are the directions it may come in by."""

    tile: Tile
    belt: EntityView | None = None
    entries: tuple[int, ...] = (0, 4, 8, 12)


class Tunnel(NamedTuple):
    """What to dive with, how many tiles on its other end may be, and whether ends that face back count (pipes)."""

    name: str
    reach: int
    both_ways: bool = False

    def minds(self, end: tuple[str, int, str] | None, direction: int) -> bool:
        """Whether an end that stands somewhere in line could pair with one of this."""
        return end is not None and end[0] == self.name and (end[1] - direction) % (8 if self.both_ways else 16) == 0


@dataclass(slots=True)
class Terrain:
    """A window of the map for one connection."""

    box: Box  # in tiles
    taken: dict[Tile, str] = field(default_factory=dict)  # tile -> what stands there
    belts: dict[Tile, EntityView] = field(default_factory=dict)
    fed: dict[Tile, Tile] = field(default_factory=dict)  # tile a belt leads to -> that belt's tile
    views: list[EntityView] = field(default_factory=list)
    worked: set[Tile] = field(default_factory=set)  # where inserters and drills take or give
    ends: dict[Tile, tuple[str, int, str]] = field(default_factory=dict)  # undergrounds: name, direction, kind

    def into_splitter(self, tile: Tile) -> int | None:
        """The direction in which a belt on a tile leads into a splitter, if it lies before one."""
        for view in self.views:
            if view.type == "splitter":
                lines, _ = splitter_lines(view.x, view.y, view.direction)
                if tile in {(units(place.x) // UNITS, units(place.y) // UNITS) for place in lines}:
                    return view.direction
        return None


def tile_of_view(view: EntityView) -> Tile:
    """The tile of a one-tile entity."""
    return view.x // UNITS, view.y // UNITS


def step(tile: Tile, direction: int) -> Tile:
    """The next tile in a direction of the game."""
    dx, dy = STEPS[direction]
    return tile[0] + dx, tile[1] + dy


def around(tiles: Iterable[Tile], margin: int) -> Box:
    """The window of so many tiles around some tiles."""
    xs, ys = zip(*tiles, strict=True)
    return Box(min(xs) - margin, min(ys) - margin, max(xs) + 1 + margin, max(ys) + 1 + margin)


def read_terrain(hands: Hands, box: Box) -> Terrain:
    """What stands in a window."""
    area = Area(*(edge * UNITS for edge in box))
    views: list[EntityView]
    runs: list[TileRun]
    views, runs = hands.act([Entities(area, force=None), Tiles(area, WATER_NAMES)])
    terrain = Terrain(box, views=views)
    for view in views:
        if view.type == "character":
            continue
        for tile in _tiles_of(view):
            terrain.taken[tile] = view.name
        terrain.worked.update((x // UNITS, y // UNITS) for x, y in filter(None, (view.drop, view.pickup)))
        if view.name in BELTS:
            terrain.belts[tile_of_view(view)] = view
            if view.type == "underground-belt":
                terrain.ends[tile_of_view(view)] = (view.name, view.direction, view.belt_kind)
            if view.belt_kind != "entrance":
                terrain.fed[step(tile_of_view(view), view.direction)] = tile_of_view(view)
    for run in runs:
        terrain.taken.update({(run.x + i, run.y): "water" for i in range(run.length)})
    return terrain


def _tiles_of(view: EntityView) -> Iterator[Tile]:
    """The tiles an entity keeps: buildings the whole of theirs, trees and rocks what their box touches."""
    kind = solid_box if view.type in _NATURE else tile_box
    box = kind(view.name, view.x, view.y, view.direction)
    for ty in range(box.y0 // UNITS, -(-box.y1 // UNITS)):
        for tx in range(box.x0 // UNITS, -(-box.x1 // UNITS)):
            yield tx, ty


def work_tiles(view: EntityView) -> Iterator[Tile]:
    """Tiles an entity takes from or gives to."""
    for point in (view.drop, view.pickup):
        if point is not None:
            yield point[0] // UNITS, point[1] // UNITS
    if view.name != "pipe":
        for opening in openings_of(view):
            yield opening.tile
    if view.type == "splitter":
        for place in (line for lines in splitter_lines(view.x, view.y, view.direction) for line in lines):
            yield units(place.x) // UNITS, units(place.y) // UNITS


def find_route(
    terrain: Terrain, starts: list[Start], goals: list[Goal], taken: set[Tile], tunnel: Tunnel | None = None
) -> list[Tile] | None:
    """The tiles of the best way from any start to any goal, both included; None when there is none.

    `taken` are tiles that are no longer free although nothing stands on them yet. An underground's exit has to go on
    straight, so the shortest way may turn round behind it and come back over it; then it has to dive elsewhere. Only
    where it began a way may come back to: that is a loop.
    """
    barred: set[Tile] = set()
    while len(barred) <= _MOST_BARRED:
        route = _shortest(terrain, starts, goals, taken, tunnel, barred)
        if route is None:
            return None
        crossed = {tile for tile, times in Counter(route[1:] if route[0] == route[-1] else route).items() if times > 1}
        if not crossed:
            return route
        if crossed <= barred:
            return None
        barred |= crossed
    return None


def _shortest(
    terrain: Terrain, starts: list[Start], goals: list[Goal], taken: set[Tile], tunnel: Tunnel | None, barred: set[Tile]
) -> list[Tile] | None:
    """The shortest way that does not dive at a barred tile, even if it crosses itself."""
    ends = {goal.tile: goal for goal in goals}
    first = {start.tile: start for start in starts}
    own = {start.tile for start in starts if start.belt is not None}
    guess = _guesser(goals)
    heap: list[tuple[float, float, int, int, int, float]] = []
    best: dict[tuple[Tile, int], float] = {}
    came: dict[tuple[Tile, int], tuple[Tile, int] | None] = {}
    for start in starts:
        state = (start.tile, -1)
        best[state], came[state] = 0.0, None
        heappush(heap, (guess(start.tile), 0.0, start.tile[1], start.tile[0], -1, 0.0))
    most = _MOST_WITHOUT if tunnel is None else _MOST_LOOKED_AT
    while heap and most:
        most -= 1
        _, _, y, x, facing, cost = heappop(heap)
        here, state = (x, y), ((x, y), facing)
        if cost > best[state]:
            continue
        if here in ends:
            if _may_end(ends[here], facing):
                return _traced(came, state)
            if facing >= 0:
                continue  # a belt that is there is an end, never a way through
        exits, was = _onward(first, here, facing)
        for direction in exits:
            turn = TURN if was >= 0 and was != direction else 0.0
            for there, facing, length in _moves(terrain, here, direction, ends, taken, barred, own, tunnel):
                new, after = cost + length + turn, (there, facing)
                if new < best.get(after, 1e18) - 1e-9:
                    best[after] = new
                    came[after] = state
                    heappush(heap, (new + guess(there), -new, there[1], there[0], facing, new))
    return None


def _moves(
    terrain: Terrain,
    here: Tile,
    direction: int,
    ends: dict[Tile, Goal],
    taken: set[Tile],
    barred: set[Tile],
    own: set[Tile],
    tunnel: Tunnel | None,
) -> Iterator[tuple[Tile, int, float]]:
    """Where a way may go on to in one direction: the tile, the facing of the state there, and what that costs."""
    there = step(here, direction)
    if _open(terrain, there, ends, taken, own, direction):
        yield there, direction, 1 + (WORKED if there in terrain.worked and there not in ends else 0.0)
    if tunnel is not None:
        for there in dives(terrain, here, direction, ends, taken | barred if barred else taken, own, tunnel):
            yield there, direction + _LEAVING, abs(there[0] - here[0]) + abs(there[1] - here[1]) + DIVE


def dives(
    terrain: Terrain,
    here: Tile,
    direction: int,
    ends: Mapping[Tile, Goal],
    taken: set[Tile],
    own: set[Tile],
    tunnel: Tunnel | None,
) -> Iterator[Tile]:
    """Where an underground entered on the next tile may come up again."""
    entrance = step(here, direction)
    if tunnel is None or not _clear(terrain, entrance, ends, taken, own):
        return
    behind = entrance
    for _ in range(tunnel.reach):
        behind = step(behind, (direction + 8) % 16)
        end = terrain.ends.get(behind)
        if end is not None and tunnel.minds(end, direction):
            if end[1] == direction and end[2] == "entrance":
                return  # that one would take this end for its exit
            break
    there = entrance
    for span in range(1, tunnel.reach + 1):
        there = step(there, direction)
        if tunnel.minds(terrain.ends.get(there), direction):
            return
        if span > 1 and _clear(terrain, there, ends, taken, own):
            yield there


def _clear(terrain: Terrain, tile: Tile, ends: Mapping[Tile, Goal], taken: set[Tile], own: set[Tile]) -> bool:
    return terrain.box.holds(*tile) and tile not in taken and tile not in ends and _free(terrain, tile, own)


def _onward(first: dict[Tile, Start], here: Tile, facing: int) -> tuple[tuple[int, ...], int]:
    """The directions a way may go on by, and the one that is no turn (-1: none is)."""
    if facing >= _LEAVING:
        return (facing - _LEAVING,), facing - _LEAVING
    if facing >= 0:
        return tuple(direction for direction in STEPS if direction != (facing + 8) % 16), facing
    start = first[here]
    return start.exits, start.belt.direction if start.belt is not None else -1


def _may_end(goal: Goal, facing: int) -> bool:
    """A free tile may be start and end at once; a belt has to be led into, from a side it takes."""
    return goal.belt is None if facing < 0 else facing in goal.entries


def _guess(tile: Tile, goals: list[Goal]) -> float:
    return float(min(abs(tile[0] - g.tile[0]) + abs(tile[1] - g.tile[1]) for g in goals))


def _guesser(goals: list[Goal]) -> Callable[[Tile], float]:
    """At the least how many tiles are left to the nearest goal; to their box where there are many."""
    if len(goals) == 1:
        gx, gy = goals[0].tile
        return lambda tile: float(abs(tile[0] - gx) + abs(tile[1] - gy))
    if len(goals) <= _FEW:
        return lambda tile: _guess(tile, goals)
    xs, ys = zip(*(goal.tile for goal in goals), strict=True)
    x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
    return lambda tile: float(max(x0 - tile[0], 0, tile[0] - x1) + max(y0 - tile[1], 0, tile[1] - y1))


_FEW = 12


def _open(
    terrain: Terrain, tile: Tile, ends: dict[Tile, Goal], taken: set[Tile], own: set[Tile], direction: int
) -> bool:
    """Whether a way may go on to a tile, heading a direction."""
    if not terrain.box.holds(*tile) or tile in taken:
        return False
    if tile in ends:
        return ends[tile].belt is None or direction in ends[tile].entries
    return _free(terrain, tile, own)


def _free(terrain: Terrain, tile: Tile, own: set[Tile]) -> bool:
    """Whether a new belt may lie on a tile: nothing stands there, and no other line leads there."""
    feeder = terrain.fed.get(tile)
    return tile not in terrain.taken and (feeder is None or feeder in own)


def _traced(came: dict[tuple[Tile, int], tuple[Tile, int] | None], state: tuple[Tile, int]) -> list[Tile]:
    route: list[Tile] = []
    at: tuple[Tile, int] | None = state
    while at is not None:
        route.append(at[0])
        before = came[at]
        if at[1] >= _LEAVING and before is not None:
            route.append(step(before[0], at[1] - _LEAVING))
        at = before
    return route[::-1]


def heading(a: Tile, b: Tile) -> int:
    """The game's direction from a tile to the next, or to the exit of an underground."""
    delta = ((b[0] > a[0]) - (b[0] < a[0]), (b[1] > a[1]) - (b[1] < a[1]))
    return next(direction for direction, offset in STEPS.items() if offset == delta)


def _flood(terrain: Terrain, seeds: list[Tile], taken: set[Tile], own: set[Tile], leap: int = 1) -> set[Tile]:
    """Every tile a way could get to from some tiles, if it could always pass under `leap` - 1 tiles at a time."""
    seen = set(seeds)
    stack = list(seen)
    while stack:
        here = stack.pop()
        for dx, dy in STEPS.values():
            for far in range(1, leap + 1):
                there = here[0] + dx * far, here[1] + dy * far
                if there in seen or there in taken or not terrain.box.holds(*there):
                    continue
                if _free(terrain, there, own):
                    seen.add(there)
                    stack.append(there)
    return seen


def is_walled_in(
    terrain: Terrain, starts: list[Start], goals: list[Goal], taken: set[Tile], tunnel: Tunnel | None = None
) -> bool:
    """Whether there is no way however large the window: what starts or goals can get to ends within it."""
    own = {start.tile for start in starts if start.belt is not None}
    leap = 1 if tunnel is None else tunnel.reach + 1  # the entrance is beside what was reached, the exit so far on
    box = terrain.box
    inner = Box(box.x0 + leap, box.y0 + leap, box.x1 - leap, box.y1 - leap)
    for ends in ([start.tile for start in starts], [goal.tile for goal in goals]):
        if all(inner.holds(*tile) for tile in _flood(terrain, ends, taken, own, leap)):
            return True
    return False


def dead_end(terrain: Terrain, starts: list[Start], goals: list[Goal], taken: set[Tile]) -> tuple[Tile, str] | None:
    """Where the ways from the starts come nearest to a goal, and what blocks them there."""
    own = {start.tile for start in starts if start.belt is not None}
    seen = _flood(terrain, [start.tile for start in starts], taken, own)
    for near in sorted(seen, key=lambda tile: (_guess(tile, goals), tile[1], tile[0])):
        walls = [step(near, d) for d in STEPS if step(near, d) in terrain.taken and step(near, d) not in seen]
        if walls:
            return near, terrain.taken[min(walls, key=lambda tile: (_guess(tile, goals), tile[1], tile[0]))]
    return None
