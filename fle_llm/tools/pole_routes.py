"""Pole routes: the tiles a chain of poles takes between two ends, with wires no longer than they reach.

Works on a `Ground` read from the world. The chain with the fewest poles is looked for, existing networks are passed
through for nothing, and of equal chains the one with the shortest wires is taken, ties by (y, x). Poles keep off
the tiles machines work on, and off the sides of machines while there is other room.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from heapq import heappop, heappush
from math import ceil, hypot
from typing import NamedTuple

from fle_llm.data import facts
from fle_llm.tools.belt_routes import Terrain, Tile, work_tiles
from fle_llm.world.derive.geometry import Box, tile_box, units
from fle_llm.world.ops import UNITS, EntityView

SIDE = 0.05
"""What a pole beside a machine costs, in poles: an inserter may be wanted there."""

PER_TILE = 1e-6
"""What a tile of wire costs, in poles: it only decides between chains of as many."""

_SLACK = 0.6
"""What a wire falls short of its reach on a grid of tiles: 8.49 of 9 tiles on the diagonal, 7.07 of 7.5."""

_RING = 2.0
"""Tiles by which a wire may be shorter than it could be, while a chain of such wires is looked for."""

_EAGERNESS = 1.2
"""How much more the way left counts than the way made: the chain is found soon, and may be a pole from the best."""

_CELL = 3
"""Of the places in a square of so many tiles one is gone on from, while a chain of the longest wires is looked for."""

_MACHINES = frozenset({"assembling-machine", "furnace", "lab", "boiler", "mining-drill", "container", "rocket-silo"})


class Pole(NamedTuple):
    """A kind of pole: its name, the tiles of a side, how far wires and supply reach (tiles from the centre)."""

    name: str
    size: int
    wire: float
    supply: float


@cache
def pole_named(name: str) -> Pole:
    """The kind of pole of a name."""
    entry = facts().entities[name]
    return Pole(name, entry.tile_width, entry.wire_reach, entry.supply_radius)


@dataclass(slots=True)
class Ground:
    """A window of the map for poles: what stands there, the networks, what must stay free or had better."""

    terrain: Terrain
    poles: list[EntityView] = field(default_factory=list)
    kept: set[Tile] = field(default_factory=set)
    sides: set[Tile] = field(default_factory=set)

    def free(self, tile: Tile, size: int) -> bool:
        """Whether a pole may stand with its upper left tile here."""
        for x, y in _covered(tile, size):
            if (x, y) in self.terrain.taken or (x, y) in self.kept or not self.terrain.box.holds(x, y):
                return False
        return True

    def price(self, tile: Tile, size: int) -> float:
        """What a pole here costs."""
        return 1 + (SIDE if any(spot in self.sides for spot in _covered(tile, size)) else 0.0)


def _covered(tile: Tile, size: int) -> Iterator[Tile]:
    return ((tile[0] + i, tile[1] + j) for j in range(size) for i in range(size))


def ground_of(terrain: Terrain) -> Ground:
    """What poles have to know of a window."""
    ground = Ground(terrain)
    for view in terrain.views:
        if view.type == "electric-pole":
            ground.poles.append(view)
        ground.kept.update(work_tiles(view))
        if view.type in _MACHINES:
            ground.sides.update(_beside(view))
    ground.kept.update(terrain.fed)
    return ground


def _beside(view: EntityView) -> Iterator[Tile]:
    """Tiles that share an edge with a machine."""
    box = tile_box(view.name, view.x, view.y, view.direction)
    x0, y0, x1, y1 = (edge // UNITS for edge in box)
    for x in range(x0, x1):
        yield from ((x, y0 - 1), (x, y1))
    for y in range(y0, y1):
        yield from ((x0 - 1, y), (x1, y))


# --- where a pole would do --------------------------------------------------------------------------------------------


def serving_spots(ground: Ground, pole: Pole, box: Box) -> set[Tile]:
    """Free places from which a pole supplies some tile of a box (units)."""
    reach = units(pole.supply) - UNITS * pole.size // 2
    x0, x1 = (box.x0 - reach) // UNITS - pole.size, (box.x1 + reach) // UNITS + 1
    y0, y1 = (box.y0 - reach) // UNITS - pole.size, (box.y1 + reach) // UNITS + 1
    spots = ((x, y) for y in range(y0, y1) for x in range(x0, x1))
    return {tile for tile in spots if supplies(pole, *centre(tile, pole.size), box) and ground.free(tile, pole.size)}


def supplies(pole: Pole, x: int, y: int, box: Box) -> bool:
    """Whether a pole centred at a point supplies some of a box."""
    reach = units(pole.supply)
    return Box(x - reach, y - reach, x + reach, y + reach).overlaps(box)


def centre(tile: Tile, size: int) -> tuple[int, int]:
    """The centre of a pole by its upper left tile, in units."""
    return tile[0] * UNITS + UNITS * size // 2, tile[1] * UNITS + UNITS * size // 2


# --- the chain --------------------------------------------------------------------------------------------------------


class Side(NamedTuple):
    """One end for the search: poles that are joined to it already, and places where a new one would be."""

    joined: tuple[tuple[int, int, float], ...] = ()  # centre and wire reach
    networks: frozenset[int] = frozenset()
    spots: frozenset[Tile] = frozenset()


Key = tuple[int, ...]  # a tile, or the one number of a network


def find_chain(ground: Ground, pole: Pole, source: Side, target: Side, *, thorough: bool) -> list[Tile] | None:
    """Places for new poles from one end to the other; None when there is no chain in this window.

    A search that is not thorough looks at long wires only and is ten times as fast; it may miss a chain.
    """
    search = _Search(ground, pole, target, 0.0 if thorough else pole.wire - _RING)
    for tile in sorted(source.spots):
        search.offer(tile, ground.price(tile, pole.size), None)
        search.join_networks(tile)
    for network in sorted(source.networks):
        search.offer((network,), 0.0, None)
    search.grow_from(source.joined, 0.0, None)
    return search.run()


class _Search:
    """A* over places for poles and networks; a place costs a pole, a network nothing."""

    def __init__(self, ground: Ground, pole: Pole, target: Side, shortest: float) -> None:
        self.ground, self.pole, self.target, self.shortest = ground, pole, target, shortest
        self.heap: list[tuple[float, float, int, int, Key]] = []
        self.best: dict[Key, float] = {}
        self.came: dict[Key, Key | None] = {}
        self.ends = _bounds(pole, target)

    def offer(self, key: Key, cost: float, before: Key | None) -> None:
        """Take a place or network into account, reached at a cost from another."""
        if cost >= self.best.get(key, 1e18) - 1e-9:
            return
        self.best[key], self.came[key] = cost, before
        left = self._left(key)
        y, x = (key[1], key[0]) if len(key) == 2 else (key[0], -(10**9))
        more = ceil(left / (self.pole.wire - _SLACK))
        heappush(self.heap, (round(cost + _EAGERNESS * more, 2), left, y, x, key))

    def run(self) -> list[Tile] | None:
        """The chain, once everything to start from was offered.

        Ground that blocks the way is flooded with places before the way around is found; so of neighbours that are
        as many poles away only one is gone on from. Where nothing is left out, every place counts.
        """
        done: set[Key] = set()
        cells: set[tuple[int, int, int]] = set()
        while self.heap:
            key = heappop(self.heap)[-1]
            if key in done:
                continue
            done.add(key)
            if key in self.target.spots or (len(key) == 1 and key[0] in self.target.networks):
                return self._traced(key)
            if len(key) == 2 and self.shortest > 0:
                cell = key[0] // _CELL, key[1] // _CELL, int(self.best[key])
                if cell in cells:
                    continue
                cells.add(cell)
            self._grow(key)
        return None

    def _grow(self, key: Key) -> None:
        ground, pole, cost = self.ground, self.pole, self.best[key]
        if len(key) == 1:
            here = tuple(
                (view.x, view.y, pole_named(view.name).wire) for view in ground.poles if view.network == key[0]
            )
        else:
            here = ((*centre((key[0], key[1]), pole.size), pole.wire),)
            self.join_networks((key[0], key[1]))
        self.grow_from(here, cost, key)

    def join_networks(self, tile: Tile) -> None:
        """Offer the networks a pole on a tile would be wired to."""
        x, y = centre(tile, self.pole.size)
        for view in self.ground.poles:
            length = hypot(view.x - x, view.y - y) / UNITS
            if length <= min(self.pole.wire, pole_named(view.name).wire) and view.network is not None:
                self.offer((view.network,), self.best[tile], tile)

    def grow_from(self, poles: Iterable[tuple[int, int, float]], cost: float, before: Key | None) -> None:
        """Offer the free places wires lead to from some poles: the far ones, and those that end the chain."""
        size = self.pole.size
        for x, y, reach in poles:
            wire = min(reach, self.pole.wire)
            for (dx, dy), length in _disc(wire, min(self.shortest, wire - _RING), x % UNITS, y % UNITS, size):
                self._offer_place((x // UNITS + dx, y // UNITS + dy), length, cost, before)
            if self._distance(x, y) <= wire:
                for tile in self.target.spots:
                    cx, cy = centre(tile, size)
                    length = hypot(cx - x, cy - y) / UNITS
                    if max(abs(cx - x), abs(cy - y)) >= size * UNITS and length <= wire:
                        self._offer_place(tile, length, cost, before)

    def _offer_place(self, tile: Tile, length: float, cost: float, before: Key | None) -> None:
        ground, size = self.ground, self.pole.size
        if ground.free(tile, size):
            self.offer(tile, cost + ground.price(tile, size) + PER_TILE * length, before)

    def _left(self, key: Key) -> float:
        """Tiles from a place to the end."""
        if len(key) == 1:
            mine = [view for view in self.ground.poles if view.network == key[0]]
            return min((self._distance(view.x, view.y) for view in mine), default=0.0)
        return self._distance(*centre((key[0], key[1]), self.pole.size))

    def _distance(self, x: int, y: int) -> float:
        x0, y0, x1, y1 = self.ends
        return hypot(max(x0 - x, 0, x - x1), max(y0 - y, 0, y - y1)) / UNITS

    def _traced(self, key: Key) -> list[Tile]:
        chain: list[Tile] = []
        at: Key | None = key
        while at is not None:
            if len(at) == 2:
                chain.append((at[0], at[1]))
            at = self.came[at]
        return chain[::-1]


def _bounds(pole: Pole, target: Side) -> Box:
    """The box of the points where a chain may end."""
    points = [*(centre(tile, pole.size) for tile in target.spots), *((x, y) for x, y, _ in target.joined)]
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


@cache
def _disc(wire: float, shortest: float, x: int, y: int, size: int) -> tuple[tuple[Tile, float], ...]:
    """Offsets of upper left tiles whose pole is a wire away from a point (x, y units into its tile), and how far."""
    far = int(wire) + 2
    found = []
    for dy in range(-far, far + 1):
        for dx in range(-far, far + 1):
            cx, cy = centre((dx, dy), size)
            length = hypot(cx - x, cy - y) / UNITS
            if shortest < length <= wire and max(abs(cx - x), abs(cy - y)) >= size * UNITS:
                found.append(((dx, dy), length))
    return tuple(found)
