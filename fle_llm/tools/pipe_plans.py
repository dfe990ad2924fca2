"""Pipe plans: a line of pipes over several waypoints, worked out before anything is built.

A new pipe joins with everything beside it that opens towards it, so the way keeps off other systems' pipes and off
the connection points of machines that are not meant; under them it may dive with pipes to ground. Only ends that
may hold the same fluid are joined. The world is read, never changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from fle_llm.data import facts
from fle_llm.game import PipeGroup, Position, ToolError
from fle_llm.tools.belt_routes import (
    MARGINS,
    Goal,
    Start,
    Terrain,
    Tile,
    Tunnel,
    around,
    dead_end,
    find_route,
    heading,
    is_walled_in,
    read_terrain,
    step,
    tile_of_view,
    work_tiles,
)
from fle_llm.tools.belt_runs import buried_runs
from fle_llm.tools.building import reason_of, verdicts
from fle_llm.tools.connections import TOOL, Connection
from fle_llm.tools.hands import Hands, failure, walking_ticks
from fle_llm.tools.pipe_ends import End, segment_of, source_end, target_end
from fle_llm.world.derive.geometry import HALF, STEPS, openings_of
from fle_llm.world.derive.reading import PIPES
from fle_llm.world.derive.scene import ref_of
from fle_llm.world.ops import UNITS, Entities, EntityView, Place, Placement, Ref

PIPE, DIVING = "pipe", "pipe-to-ground"

_NEEDS_A_FLUID = "assembling-machine"


@dataclass(slots=True)
class Plan:
    """Tiles for new pipes with the way the line goes on from them; `ends` as in belt plans."""

    placed: dict[Tile, int] = field(default_factory=dict)
    ends: dict[Tile, str] = field(default_factory=dict)
    kept: set[Tile] = field(default_factory=set)
    others: set[tuple[Tile, int]] = field(default_factory=set)
    existing: list[Ref] = field(default_factory=list)
    joined: list[set[int]] = field(default_factory=list)  # segments that this plan makes one
    owner: dict[Tile, int] = field(default_factory=dict)  # tile of a new pipe -> its number among the segments
    steps: int = 0
    pair: tuple[Tile, Tile] | None = None  # both ends of the line, where one dive joins them


def pipe_connections(hands: Hands, ends: list[Any], names: tuple[str, ...]) -> list[Connection]:
    """A line of pipes over all ends, with and without pipes to ground. Raises ToolError, ValueError."""
    carried = hands.character().inventory
    diving = Tunnel(DIVING, _reach(), both_ways=True)
    tunnels = [diving, None] if DIVING in names and carried.get(DIVING, 0) > 1 else [None]
    plans: list[Connection] = []
    refused: ToolError | None = None
    for tunnel in tunnels:
        try:
            plan = _planned(hands, ends, tunnel)
        except ToolError as error:
            refused = refused or error
            continue
        if names == (DIVING,) and plan.pair is not None:
            plans.append(_pair(hands, plan, plan.pair))
        plans.append(_connection(hands, plan, tunnel, carried))
    if refused is not None and not plans:
        raise refused
    return plans


def _reach() -> int:
    boxes = facts().entities[DIVING].fluid_boxes
    return max(connection.underground for box in boxes for connection in box.connections)


def _connection(hands: Hands, plan: Plan, tunnel: Tunnel | None, carried: Mapping[str, int]) -> Connection:
    if tunnel is not None:
        pairs = (carried.get(DIVING, 0) - len(plan.ends)) // 2
        plan.ends |= buried_runs(plan.placed, plan.ends, plan.kept, plan.others, tunnel.reach, pairs)
    placed = []
    for tile, onward in plan.placed.items():
        kind = plan.ends.get(tile)
        if kind == "buried":
            continue
        name = PIPE if kind is None else DIVING
        facing = 0 if kind is None else (onward + 8) % 16 if kind == "entrance" else onward
        placed.append(Place(name, tile[0] * UNITS + HALF, tile[1] * UNITS + HALF, facing, hands.agent))
    ticks = plan.steps * walking_ticks(1) if placed else 0
    direct = PipeGroup(position=Position(0, 0), pipes=[])
    return Connection(placed, {}, plan.existing, ticks, direct if not placed else None)


def _pair(hands: Hands, plan: Plan, pair: tuple[Tile, Tile]) -> Connection:
    """Two pipes to ground that join both ends by themselves, for programs that name nothing else to build with."""
    onward = heading(*pair)
    facings = zip(pair, ((onward + 8) % 16, onward), strict=True)
    placed = [Place(DIVING, t[0] * UNITS + HALF, t[1] * UNITS + HALF, facing, hands.agent) for t, facing in facings]
    return Connection(placed, {}, [], plan.steps * walking_ticks(1))


def _planned(hands: Hands, ends: list[Any], tunnel: Tunnel | None) -> Plan:
    plan = Plan()
    source: End | None = None
    for before, given in pairwise(ends):
        begin = source if source is not None else source_end(hands, before)
        target = target_end(hands, given)
        last = _leg(hands, plan, begin, target, tunnel)
        is_machine = bool(target.outlets)
        source = None if is_machine else target._replace(tile=last, segments=target.segments)
    return plan


# --- one leg ----------------------------------------------------------------------------------------------------------


def _leg(hands: Hands, plan: Plan, source: End, target: End, tunnel: Tunnel | None) -> Tile | None:
    """Plan the way from one end to the next; the tile it ends on."""
    pairs = _compatible(source, target)
    if _connected(plan, pairs):
        plan.existing += _pipes_of(hands, {s for a, b in pairs for s in (*_segments(a), *_segments(b))})
        return target.tile
    _must_be_wanted(source, target)
    if source.type == "boiler" and target.type in {"boiler", "pipe"} and target.fluid != "steam":
        pairs = [pair for pair in pairs if pair[0].fluids() == ["water"]] or pairs
    best: tuple[list[Tile], _Ways] | None = None
    stuck: ToolError | None = None
    for a, b in pairs:
        try:
            ways = _Ways(hands, plan, a, b, tunnel)
            if best is None or len(ways.route) < len(best[0]):
                best = ways.route, ways
        except ToolError as error:
            stuck = stuck or error
    if best is None:
        raise stuck if stuck is not None else failure(TOOL, "Failed to find a path.", code="no-path")
    best[1].add()
    return best[0][-1]


def _compatible(source: End, target: End) -> list[tuple[End, End]]:
    """The two ends narrowed to one fluid each, for every fluid they may share. Raises ToolError when there is none."""
    found = []
    for given in source.fluids():
        for wanted in target.fluids():
            if given is None or wanted is None or given == wanted:
                found.append((_only(source, given), _only(target, wanted)))
    if not found:
        gives = ", ".join(str(fluid) for fluid in source.fluids())
        wants = ", ".join(str(fluid) for fluid in target.fluids())
        raise failure(
            TOOL,
            f"Fluids currently at source {source.words}: [{gives}] not needed and expected by the target "
            f"{target.words}: [{wants}].",
            code="fluid-mix",
            data={"source": gives, "target": wants},
        )
    return found


def _must_be_wanted(source: End, target: End) -> None:
    several = target.type == _NEEDS_A_FLUID and len(target.fluids()) > 1
    if several and source.fluids() == [None] and (source.segments or source.outlets):
        raise failure(
            TOOL,
            "The source does not have fluid in it. Cannot connect an empty source to a machine that takes several "
            f"fluids: {target.words} takes {', '.join(map(str, target.fluids()))}.",
            code="no-fluid",
        )


def _only(end: End, fluid: str | None) -> End:
    return end._replace(outlets=tuple(outlet for outlet in end.outlets if outlet.fluid == fluid))


def _segments(end: End) -> set[int]:
    return {segment for outlet in end.outlets for segment in outlet.segments()} | end.segments


def _connected(plan: Plan, pairs: list[tuple[End, End]]) -> bool:
    return any(_grown(plan, _segments(a)) & _segments(b) for a, b in pairs)


def _grown(plan: Plan, segments: set[int]) -> set[int]:
    """Segments with all that the plan has joined to them."""
    grown = set(segments)
    for together in plan.joined:
        if grown & together:
            grown |= together
    return grown


def _pipes_of(hands: Hands, segments: set[int]) -> list[Ref]:
    pipes: list[EntityView] = hands.ask(Entities(names=PIPES))
    return [ref_of(pipe) for pipe in pipes if pipe.fluids and pipe.fluids[0].segment in segments]


class _Ways:
    """The best way between two ends of one fluid. Raises ToolError when there is none."""

    def __init__(self, hands: Hands, plan: Plan, source: End, target: End, tunnel: Tunnel | None) -> None:
        self.hands, self.plan, self.source, self.target, self.tunnel = hands, plan, source, target, tunnel
        self.allowed = _grown(plan, _segments(source) | _segments(target))
        if source.tile in plan.owner:
            self.allowed = _grown(plan, self.allowed | {plan.owner[source.tile]})
        outline = [*source.outline, *target.outline]
        self.pipes: dict[Tile, EntityView] = {}
        for margin in MARGINS:
            self.terrain = self._read(margin, outline)
            self.starts = [Start(tile, view, exits) for tile, view, exits in self._ends(source, leaving=True)]
            self.goals = [Goal(tile, view, entries) for tile, view, entries in self._ends(target, leaving=False)]
            if self.starts and self.goals:
                if margin > MARGINS[0] and is_walled_in(self.terrain, self.starts, self.goals, set(), tunnel):
                    break  # a flood says so in a fraction of the time of a search that fails
                route = find_route(self.terrain, self.starts, self.goals, set(), tunnel)
                if route is not None:
                    self.route = route
                    self._must_be_free()
                    return
        raise self._no_way()

    def _read(self, margin: int, outline: list[Tile]) -> Terrain:
        terrain = read_terrain(self.hands, around(outline, margin))
        terrain.fed = {}
        touched: dict[Tile, set[int]] = {}
        self.pipes = {}
        for view in terrain.views:
            if view.name in PIPES:
                self.pipes[tile_of_view(view)] = view
            if view.name == DIVING:
                terrain.ends[tile_of_view(view)] = (DIVING, (view.direction + 8) % 16, "entrance")
            for tile, segment in _reaches(view):
                touched.setdefault(tile, set()).add(segment)
        for tile, number in self.plan.owner.items():
            for direction in STEPS:
                touched.setdefault(step(tile, direction), set()).add(number)
        self.touched = touched
        self.solid = dict(terrain.taken)
        for tile, segments in touched.items():
            if not segments <= self.allowed:
                terrain.taken.setdefault(tile, "a pipe or connection point of another fluid system")
        terrain.taken.update(dict.fromkeys(self.plan.owner, "a pipe of this connection"))
        for tile, kind in self.plan.ends.items():
            onward = self.plan.placed[tile]
            terrain.ends[tile] = (DIVING, onward if kind == "entrance" else (onward + 8) % 16, "entrance")
        return terrain

    def _ends(self, end: End, *, leaving: bool) -> Iterable[tuple[Tile, EntityView | None, tuple[int, ...]]]:
        """Tiles where the way may begin or end: free ones, and pipes that belong to the end already."""
        anyway = tuple(STEPS)
        segments = _grown(self.plan, _segments(end))
        if end.tile is not None and end.tile in self.plan.owner:
            segments = _grown(self.plan, segments | {self.plan.owner[end.tile]})
        if end.segments or any(outlet.tile in self.pipes for outlet in end.outlets):
            for tile, pipe in self.pipes.items():
                if pipe.fluids and pipe.fluids[0].segment in segments:
                    open_side = (pipe.direction if leaving else (pipe.direction + 8) % 16,)
                    yield tile, pipe, anyway if pipe.name == PIPE else open_side
        for tile, number in self.plan.owner.items():
            if number in segments and tile not in self.plan.ends:
                yield tile, _PLANNED, anyway
        for tile in [*(outlet.tile for outlet in end.outlets), *([end.tile] if end.tile is not None else [])]:
            if tile not in self.solid and tile not in self.plan.owner and self._may_touch(tile, end):
                yield tile, None, anyway

    def _may_touch(self, tile: Tile, end: End) -> bool:
        """A machine's tile joins nothing else; what a program names by position it may join."""
        return end.tile == tile or self.touched.get(tile, set()) <= self.allowed

    def _must_be_free(self) -> None:
        new = [tile for tile in self.route if tile not in self.pipes and tile not in self.plan.owner]
        asked = [Placement(PIPE, tile[0] * UNITS + HALF, tile[1] * UNITS + HALF) for tile in new]
        for tile, verdict in zip(new, verdicts(self.hands, asked), strict=True):
            if not verdict.ok and verdict.reason != "fluid-mix":
                where = Position(tile[0] + 0.5, tile[1] + 0.5)
                raise failure(TOOL, f"Cannot place pipe at position {where}: {reason_of(verdict)}", code=verdict.reason)

    def _no_way(self) -> ToolError:
        for end, found in ((self.source, self.starts), (self.target, self.goals)):
            if not found:
                spots = [*(outlet.tile for outlet in end.outlets), *([end.tile] if end.tile is not None else [])]
                where = ", ".join(
                    f"{Position(t[0] + 0.5, t[1] + 0.5)}: {self.terrain.taken.get(t, 'another fluid system')}"
                    for t in spots
                )
                return failure(
                    TOOL,
                    f"Did not find any valid connections between source {self.source.words} and target "
                    f"{self.target.words}. Make sure none of the source or target connections points are blocked: "
                    f"{where}",
                    code="blocked",
                )
        stuck = dead_end(self.terrain, self.starts, self.goals, set())
        way = ""
        if stuck is not None:
            way = f" The way ends at {Position(stuck[0][0] + 0.5, stuck[0][1] + 0.5)}, blocked by {stuck[1]}."
        under = " Prototype.UndergroundPipe among the connection types goes under it." if self.tunnel is None else ""
        return failure(TOOL, f"Failed to find a path.{way} Clear the way or choose other ends.{under}", code="no-path")

    def add(self) -> None:
        """Take the way into the plan."""
        plan, route = self.plan, self.route
        number = -(10**9) - len(plan.joined)
        plan.pair = self._dive() if not plan.joined else None
        directions = [heading(a, b) for a, b in pairwise(route)] or [0]
        for index, tile in enumerate(route):
            if tile in self.pipes:
                plan.existing.append(ref_of(self.pipes[tile]))
            elif index == 0 and tile in plan.owner:
                plan.placed[tile] = directions[0]
            elif tile not in plan.owner:
                plan.placed[tile] = directions[min(index, len(directions) - 1)]
                plan.owner[tile] = number
        for a, b in pairwise(route):
            if step(a, heading(a, b)) != b:
                plan.ends |= {a: "entrance", b: "exit"}
                plan.owner.pop(a, None), plan.owner.pop(b, None)
            plan.steps += abs(a[0] - b[0]) + abs(a[1] - b[1])
        ends = {segment for tile in (route[0], route[-1]) for segment in self.touched.get(tile, set())}
        plan.joined.append(self.allowed | {number} | ends)
        plan.kept |= {tile for view in self.terrain.views for tile in work_tiles(view)} | {route[0], route[-1]}
        plan.others |= {(t, facing) for t, (_, facing, _) in self.terrain.ends.items() if t not in plan.ends}
        plan.others |= {(t, (facing + 8) % 16) for t, facing in plan.others}

    def _dive(self) -> tuple[Tile, Tile] | None:
        """The ends of the way when one pair of pipes to ground can be all of it: straight, open towards both ends."""
        first, last = self.route[0], self.route[-1]
        length = abs(first[0] - last[0]) + abs(first[1] - last[1])
        ways = {heading(a, b) for a, b in pairwise(self.route)}
        if self.tunnel is None or len(ways) != 1 or not 1 < length <= self.tunnel.reach:
            return None
        (onward,) = ways
        back = (onward + 8) % 16
        open_ends = all(
            not end.outlets or step(tile, outward) in self.solid
            for end, tile, outward in ((self.source, first, back), (self.target, last, onward))
        )
        others = {tile for tile, end in self.terrain.ends.items() if self.tunnel.minds(end, onward)}
        line = {(first[0] + i * STEPS[onward][0], first[1] + i * STEPS[onward][1]) for i in range(-9, length + 10)}
        touching = {first, last} & self.pipes.keys()
        return None if not open_ends or others & line or touching else (first, last)


_PLANNED = EntityView(name=PIPE, type=PIPE, x=0, y=0)
"""Stands for a pipe that is only planned."""


def _reaches(view: EntityView) -> Iterable[tuple[Tile, int]]:
    """The tiles on which a new pipe would join an entity, and the segment it would join."""
    for opening in openings_of(view):
        if not opening.reach:
            yield opening.tile, segment_of(view, opening.box)
