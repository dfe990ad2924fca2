"""Walking: the way a character takes from where it stands to where it wants to be.

Works on `Obstacles`, cells of half a tile with a bit each where a character cannot stand. A free straight line is
taken as it is, read in short stretches; else windows around both ends grow until the goal is reachable in one, which
a flood over whole rows of bits tells before A* is run. Paths are deterministic: equal costs are decided by (y, x).
Owns no time and moves nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import pairwise
from math import ceil, floor, hypot
from typing import NamedTuple

from fle_llm.game import Position
from fle_llm.tools.hands import Hands
from fle_llm.world.ops import UNITS, Area, ObstacleMap, Obstacles

NEARBY = 16
"""Tiles up to which start and goal of a walk are read in one window."""

STRETCH = 64
"""Tiles of a straight line that are read in one window."""

MARGINS = (8, 24, 72, 216, 648)
"""Tiles by which the window of a search reaches beyond both ends, tried in turn."""

NEAR_ENOUGH = 24
"""How far around an unreachable goal a reachable spot is looked for."""

GOAL_RADII = (2, 8, 32, 100, 200)
"""Tiles around a taken goal in which a free spot is looked for (AGENT_API 3.3: 200)."""

DIAGONAL = 2**0.5

Cell = tuple[int, int]
Point = tuple[float, float]


class Window(NamedTuple):
    """A part of the map as rows of bits; bit i of row j is set where one cannot stand."""

    x0: int  # in cells
    y0: int
    width: int
    height: int
    rows: tuple[int, ...]

    def holds(self, cell: Cell) -> bool:
        """Whether a cell lies in the window."""
        return 0 <= cell[0] - self.x0 < self.width and 0 <= cell[1] - self.y0 < self.height

    def free(self, cell: Cell) -> bool:
        """Whether one can stand in a cell of the window."""
        return not self.rows[cell[1] - self.y0] >> (cell[0] - self.x0) & 1

    def free_tile(self, tx: int, ty: int) -> bool:
        """Whether one can stand anywhere in a tile, and so at its centre."""
        column = 2 * tx - self.x0
        row = 2 * ty - self.y0
        if not (column >= 0 and column + 2 <= self.width and row >= 0 and row + 2 <= self.height):
            return False
        return not (self.rows[row] | self.rows[row + 1]) >> column & 3


class Goal(NamedTuple):
    """Where a walk ends: a point, None when there is no place within 200 tiles of what was asked for.

    `exact`: it is the very tile asked for. `window` is the ground between here and there, where it has been read.
    """

    point: Point | None
    exact: bool
    window: Window | None


def cell_of(x: float, y: float) -> Cell:
    """The cell a point lies in."""
    return floor(2 * x), floor(2 * y)


def centre_of(cell: Cell) -> Point:
    """The point in the middle of a cell."""
    return (cell[0] + 0.5) / 2, (cell[1] + 0.5) / 2


def read_window(hands: Hands, x0: float, y0: float, x1: float, y1: float, *, buildings: bool = True) -> Window:
    """The obstacles in a box given in tiles, rounded outwards to whole tiles; or only those of the ground."""
    return _windows(hands, [(x0, y0, x1, y1)], buildings)[0]


def _windows(hands: Hands, boxes: list[tuple[float, float, float, float]], buildings: bool = True) -> list[Window]:
    asked = [
        Obstacles(Area(floor(x0) * UNITS, floor(y0) * UNITS, ceil(x1) * UNITS, ceil(y1) * UNITS), buildings)
        for x0, y0, x1, y1 in boxes
    ]
    answers: list[ObstacleMap] = hands.act(asked)
    return [Window(2 * found.x0, 2 * found.y0, found.width, found.height, found.rows) for found in answers]


# --- straight lines ---------------------------------------------------------------------------------------------------


def cells_on_line(start: Point, end: Point) -> Iterator[Cell]:
    """Every cell a straight line passes through, both ends included."""
    x0, y0, x1, y1 = 2 * start[0], 2 * start[1], 2 * end[0], 2 * end[1]
    cx, cy = floor(x0), floor(y0)
    goal_x, goal_y = floor(x1), floor(y1)
    dx, dy = x1 - x0, y1 - y0
    step_x, step_y = (1 if dx > 0 else -1), (1 if dy > 0 else -1)
    far = float("inf")
    next_x = ((cx + (step_x > 0)) - x0) / dx if dx else far
    next_y = ((cy + (step_y > 0)) - y0) / dy if dy else far
    grow_x, grow_y = abs(1 / dx) if dx else far, abs(1 / dy) if dy else far
    yield cx, cy
    for _ in range(abs(goal_x - cx) + abs(goal_y - cy)):
        if next_x < next_y:
            cx, next_x = cx + step_x, next_x + grow_x
        else:
            cy, next_y = cy + step_y, next_y + grow_y
        yield cx, cy


def sees(window: Window, start: Point, end: Point) -> bool:
    """Whether a straight line within the window is free."""
    return all(window.free(cell) for cell in cells_on_line(start, end))


def straight_is_free(hands: Hands, start: Point, end: Point) -> bool:
    """Whether one can walk straight; reads the map along the line only. The first cell may be taken: one stands
    there."""
    pieces = max(1, ceil(hypot(end[0] - start[0], end[1] - start[1]) / STRETCH))
    ends = [*(_between(start, end, i / pieces) for i in range(pieces)), end]
    legs = list(pairwise(ends))
    windows = _windows(hands, [_box(a, b, 1) for a, b in legs])
    home = cell_of(*start)
    return all(
        window.free(cell) or cell == home
        for window, (a, b) in zip(windows, legs, strict=True)
        for cell in cells_on_line(a, b)
    )


def _straight_within(window: Window, start: Point, end: Point) -> bool:
    home = cell_of(*start)
    return all(cell == home or (window.holds(cell) and window.free(cell)) for cell in cells_on_line(start, end))


def _box(a: Point, b: Point, margin: float) -> tuple[float, float, float, float]:
    return min(a[0], b[0]) - margin, min(a[1], b[1]) - margin, max(a[0], b[0]) + margin, max(a[1], b[1]) + margin


def _between(start: Point, end: Point, share: float) -> Point:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


# --- floods -----------------------------------------------------------------------------------------------------------


def flood(window: Window, seeds: list[Cell]) -> list[int]:
    """The cells that can be reached from any of the seeds by steps to the four sides, as rows of bits."""
    full = (1 << window.width) - 1
    free = [full & ~row for row in window.rows]
    wet = [0] * window.height
    for x, y in seeds:
        if window.holds((x, y)):
            wet[y - window.y0] |= 1 << (x - window.x0) & free[y - window.y0]
    changed = True
    while changed:
        changed = False
        for order in (range(window.height), range(window.height - 1, -1, -1)):
            carry = 0
            for y in order:
                grown = _spread((wet[y] | carry) & free[y], free[y])
                if grown != wet[y]:
                    wet[y] = grown
                    changed = True
                carry = grown
    return wet


def _spread(bits: int, free: int) -> int:
    """Bits grown to the ends of the free stretches of a row that they lie in."""
    if not bits or bits == free:
        return bits
    bits |= _carried(bits, free)
    width = free.bit_length()
    mirrored = _mirror(bits, width)
    return bits | _mirror(_carried(mirrored, _mirror(free, width)), width)


def _carried(bits: int, free: int) -> int:
    """What lies above the bits in their free stretches: adding makes a carry run to the end of each stretch."""
    return free & ((free + (bits & free)) ^ free) | bits & free


def _mirror(bits: int, width: int) -> int:
    return int(format(bits, f"0{width}b")[::-1], 2)


# --- goals ------------------------------------------------------------------------------------------------------------


def free_tiles_near(window: Window, goal: Point, radius: float) -> list[tuple[int, int]]:
    """Tiles of a window one can stand in, within a radius of a goal, nearest centre first, ties by (y, x)."""
    x, y = goal
    found = []
    for ty in range(floor(y - radius), floor(y + radius) + 1):
        for tx in range(floor(x - radius), floor(x + radius) + 1):
            near = (tx + 0.5 - x) ** 2 + (ty + 0.5 - y) ** 2
            if near <= radius * radius and window.free_tile(tx, ty):
                found.append((near, ty, tx))
    found.sort()
    return [(tx, ty) for _, ty, tx in found]


def goal_of(hands: Hands, start: Point, target: Position) -> Goal:
    """Where to stop: the centre of the target's tile, or when that is taken of the nearest tile one can stand in."""
    tx, ty = floor(floor(4 * target.x) / 4), floor(floor(4 * target.y) / 4)
    middle = (tx + 0.5, ty + 0.5)
    near = hypot(middle[0] - start[0], middle[1] - start[1]) <= NEARBY
    for radius in GOAL_RADII:
        box = (tx - radius, ty - radius, tx + 1 + radius, ty + 1 + radius)
        window = read_window(hands, *(_hull(box, _box(start, middle, 1)) if near else box))
        if window.free_tile(tx, ty):
            return Goal(middle, True, window if near else None)
        found = free_tiles_near(window, middle, radius)
        if found:
            return Goal((found[0][0] + 0.5, found[0][1] + 0.5), False, window if near else None)
    return Goal(None, False, None)


def _hull(
    a: tuple[float, float, float, float], b: tuple[float, float, float, float]
) -> tuple[float, float, float, float]:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])


def reachable_near(hands: Hands, start: Point, target: Position) -> Point | None:
    """The spot nearest to a target that can be walked to, looked for within 24 tiles of it."""
    aim = (floor(target.x) + 0.5, floor(target.y) + 0.5)
    window = read_window(hands, *_box(start, aim, NEAR_ENOUGH))
    home = _way_out(window, start)
    if home is None:
        return None
    around = flood(window, [home])
    for tx, ty in free_tiles_near(window, aim, NEAR_ENOUGH):
        if around[2 * ty - window.y0] >> (2 * tx - window.x0) & 1:
            return tx + 0.5, ty + 0.5
    return None


# --- paths ------------------------------------------------------------------------------------------------------------


def find_path(
    hands: Hands, start: Point, goal: Point, known: Window | None = None, *, buildings: bool = True
) -> list[Point] | None:
    """The corners of the way from start to goal, both included; None when there is no way.

    `known` is a window with everything between the two, where it has been read already. Without `buildings` the way
    leads through them (AGENT_API 3.3: a path may pass own entities), and only the ground can close it.
    """
    if buildings:
        straight = straight_is_free(hands, start, goal) if known is None else _straight_within(known, start, goal)
        if straight:
            return [start, goal]
    for margin in MARGINS:
        window = read_window(hands, *_box(start, goal, margin), buildings=buildings)
        home = _way_out(window, start)
        if home is None:
            return None
        around = flood(window, [cell_of(*goal)])
        if around[home[1] - window.y0] >> (home[0] - window.x0) & 1:
            cells = _search(window, home, cell_of(*goal))
            return _pulled(window, start, cells, goal)
        if not _reaches_edge(around, window.width) or not _reaches_edge(flood(window, [home]), window.width):
            return None  # one of the two is walled in
    return None


def _way_out(window: Window, start: Point) -> Cell | None:
    """The cell to set out from: the character's own, or the nearest free one beside it when it stands in a gap."""
    home = cell_of(*start)
    near = [
        ((cx + 0.5 - 2 * start[0]) ** 2 + (cy + 0.5 - 2 * start[1]) ** 2, cy, cx)
        for cy in range(home[1] - 2, home[1] + 3)
        for cx in range(home[0] - 2, home[0] + 3)
        if window.holds((cx, cy)) and window.free((cx, cy))
    ]
    if not near:
        return None
    if window.free(home):
        return home
    _, cy, cx = min(near)
    return cx, cy


def _reaches_edge(rows: list[int], width: int) -> bool:
    sides = 1 | 1 << (width - 1)
    return bool(rows[0] or rows[-1] or any(row & sides for row in rows))


def _search(window: Window, start: Cell, goal: Cell) -> list[Cell]:
    """A* over the eight neighbours, corners not cut. The goal is known to be reachable."""
    x0, y0, width, height, rows = window
    sx, sy, gx, gy = start[0] - x0, start[1] - y0, goal[0] - x0, goal[1] - y0
    origin, end = sy * width + sx, gy * width + gx
    cost = {origin: 0.0}
    came = {origin: origin}
    heap = [(0.0, origin)]
    closed: set[int] = set()
    while heap:
        _, node = heappop(heap)
        if node in closed:
            continue
        if node == end:
            break
        closed.add(node)
        y, x = divmod(node, width)
        row = rows[y]
        here = cost[node]
        left = x > 0 and not row >> (x - 1) & 1
        right = x + 1 < width and not row >> (x + 1) & 1
        steps = []
        if left:
            steps.append((x - 1, y, 1.0))
        if right:
            steps.append((x + 1, y, 1.0))
        for ny in (y - 1, y + 1):
            if 0 <= ny < height and not rows[ny] >> x & 1:
                steps.append((x, ny, 1.0))
                if left and not rows[ny] >> (x - 1) & 1:
                    steps.append((x - 1, ny, DIAGONAL))
                if right and not rows[ny] >> (x + 1) & 1:
                    steps.append((x + 1, ny, DIAGONAL))
        for nx, ny, length in steps:
            key = ny * width + nx
            new = here + length
            if key not in closed and new < cost.get(key, 1e18) - 1e-9:
                cost[key] = new
                came[key] = node
                dx, dy = abs(nx - gx), abs(ny - gy)
                guess = dx + dy - (2 - DIAGONAL) * (dx if dx < dy else dy)
                heappush(heap, (new + guess * 1.01, key))
    path = [end]
    while path[-1] != origin:
        path.append(came[path[-1]])
    return [(node % width + x0, node // width + y0) for node in reversed(path)]


def _pulled(window: Window, start: Point, cells: list[Cell], goal: Point) -> list[Point]:
    """The corners that remain when the path is pulled straight wherever the line between two of its points is free."""
    points = [start, *(centre_of(cell) for cell in cells[1:-1]), goal]
    corners = [start]
    at = 0
    while at < len(points) - 1:
        far = at + 1
        step = 1
        while at + step < len(points) and (step == 1 or sees(window, points[at], points[at + step])):
            far = at + step
            step *= 2
        low, high = far, min(at + step, len(points) - 1)
        while low < high:
            middle = (low + high + 1) // 2
            if sees(window, points[at], points[middle]):
                low = middle
            else:
                high = middle - 1
        corners.append(points[low])
        at = low
    return corners


def length_of(path: list[Point]) -> float:
    """Tiles along a path."""
    return sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(path))


def start_of(hands: Hands) -> Point:
    """Where the character stands, in tiles."""
    view = hands.character()
    return view.x / UNITS, view.y / UNITS
