"""Belt plans: a line of belts over several waypoints, worked out before anything is built.

Each leg starts where the one before ended: on a belt that is only planned, or at the end of the line it led into. Ends
that items already travel between need nothing. The world is read, never changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from fle_llm.data import facts
from fle_llm.game import Position, ToolError
from fle_llm.tools.belt_ends import (
    End,
    downstream_of,
    goals_of,
    line_of,
    source_end,
    starts_of,
    target_end,
)
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
    work_tiles,
)
from fle_llm.tools.belt_runs import buried_runs
from fle_llm.tools.building import reason_of, verdicts
from fle_llm.tools.connections import TOOL, Connection
from fle_llm.tools.hands import Hands, failure, walking_ticks
from fle_llm.world.derive.geometry import HALF
from fle_llm.world.derive.scene import ref_of
from fle_llm.world.ops import UNITS, Place, Placement, Ref


@dataclass(slots=True)
class Plan:
    """What is built: new belts with the game's direction in the order items travel, and belts that are turned."""

    placed: dict[Tile, int] = field(default_factory=dict)
    turned: dict[Ref, int] = field(default_factory=dict)
    existing: list[Ref] = field(default_factory=list)  # belts that are there already, the source's first
    steps: int = 0  # tiles walked along the new belts
    ends: dict[Tile, str] = field(default_factory=dict)  # of `placed`: "entrance" or "exit" of an underground, "buried"
    others: set[tuple[Tile, int]] = field(default_factory=set)  # undergrounds that stand already, and their direction
    kept: set[Tile] = field(default_factory=set)  # tiles something works on, which are not to be buried


_SURFACE = {
    "underground-belt": "transport-belt",
    "fast-underground-belt": "fast-transport-belt",
    "express-underground-belt": "express-transport-belt",
}


def belt_connections(hands: Hands, ends: list[Any], names: tuple[str, ...]) -> list[Connection]:
    """A line of belts over all ends, once for every tier that may be used. Raises ToolError, ValueError."""
    surface = dict.fromkeys(_SURFACE.get(name, name) for name in names)
    tunnels = [Tunnel(name, facts().entities[name].max_distance) for name in names if name in _SURFACE]
    carried = hands.character().inventory
    plans: list[Connection] = []
    refused: ToolError | None = None
    for belt in surface:
        own = [tunnel for tunnel in tunnels if _SURFACE[tunnel.name] == belt] or tunnels[:1]
        for tunnel in [*(t for t in own if carried.get(t.name, 0) > 1), None]:
            try:
                plan = plan_belts(hands, ends, tunnel)
            except ToolError as error:
                refused = refused or error
                continue
            plans.append(_connection(hands, plan, belt, tunnel, carried))
    if refused is not None and not plans:
        raise refused
    return plans


def _connection(hands: Hands, plan: Plan, belt: str, tunnel: Tunnel | None, carried: Mapping[str, int]) -> Connection:
    if tunnel is not None:
        pairs = (carried.get(tunnel.name, 0) - len(plan.ends)) // 2
        plan.ends |= buried_runs(plan.placed, plan.ends, plan.kept, plan.others, tunnel.reach, pairs)
    placed = []
    for tile, direction in plan.placed.items():
        name = tunnel.name if tunnel is not None and tile in plan.ends else belt
        if tile not in plan.ends or plan.ends[tile] != "buried":
            placed.append(Place(name, tile[0] * UNITS + HALF, tile[1] * UNITS + HALF, direction, hands.agent))
    ticks = plan.steps * walking_ticks(1) if placed else 0
    return Connection(placed, plan.turned, plan.existing, ticks)


def plan_belts(hands: Hands, ends: list[Any], tunnel: Tunnel | None = None) -> Plan:
    """Plan a line from the first end over all others to the last. Raises ToolError, ValueError."""
    plan = Plan()
    source = source_end(hands, ends[0])
    for given in ends[1:]:
        source = _leg(hands, plan, source, target_end(hands, given), tunnel)
    return plan


def _leg(hands: Hands, plan: Plan, source: End, target: End, tunnel: Tunnel | None) -> End:
    """Plan the way from one end to the next; the end to go on from."""
    source, target = _lines(hands, source, target)
    continued = source.tile is not None and source.tile in plan.placed
    starts = [Start(source.tile)] if continued and source.tile is not None else None
    if starts is None:
        if _connected(hands, source, target):
            plan.existing += [ref_of(view) for view in (*source.belts, *target.belts)]
            return target
        starts = starts_of(hands, source)
    taken = set(plan.placed) - {start.tile for start in starts}
    goals = _still_free(goals_of(hands, target), taken)
    terrain, route = _route(hands, starts, goals, taken, tunnel, plan)
    _add(plan, terrain, starts, goals, route)
    goal = next(goal for goal in goals if goal.tile == route[-1])
    return target if goal.belt is not None else End(target.words, tile=goal.tile)


def _still_free(goals: list[Goal], taken: set[Tile]) -> list[Goal]:
    """The goals that this line does not lie on already. Raises ToolError when there is none left."""
    free = [goal for goal in goals if goal.tile not in taken]
    if goals and not free:
        raise failure(
            TOOL,
            f"The line would come back to {_middle(goals[0].tile)}, where it has been already. To close a loop, "
            "connect the group that was answered to itself, in a call of its own.",
            code="blocked",
        )
    return free


def _lines(hands: Hands, source: End, target: End) -> tuple[End, End]:
    """Which lines of splitters are meant: those that are connected, else the first ones without a belt."""
    sources = [source] if source.other is None else [source, source.other]
    targets = [target] if target.other is None else [target, target.other]
    pairs = [(one, two) for one in sources for two in targets]
    if len(pairs) == 1:
        return pairs[0]
    joined = [pair for pair in pairs if _connected(hands, *pair)]
    return joined[0] if joined else min(pairs, key=lambda pair: bool(pair[0].belts) + bool(pair[1].belts))


def _connected(hands: Hands, source: End, target: End) -> bool:
    """Whether items already travel from one end to the other."""
    if not source.belts or not target.belts:
        return False
    line = line_of(hands, source.belts)
    wanted = {ref_of(view) for view in target.belts}
    given = {ref_of(view) for view in source.belts}
    if given & wanted:  # a line to itself: connected when it is a loop already
        return not any(
            not view.downstream and not (view.partner and view.belt_kind != "exit") for view in line.values()
        )
    return any(wanted & {ref_of(view) for view in downstream_of(line, line[ref])} for ref in given if ref in line)


def _route(
    hands: Hands, starts: list[Start], goals: list[Goal], taken: set[Tile], tunnel: Tunnel | None, plan: Plan
) -> tuple[Terrain, list[Tile]]:
    tiles = [*(start.tile for start in starts), *(goal.tile for goal in goals)]
    new = {*(start.tile for start in starts if start.belt is None), *(goal.tile for goal in goals if goal.belt is None)}
    _must_be_free(hands, sorted(new - taken))
    for margin in MARGINS:
        terrain = read_terrain(hands, around(tiles, margin))
        if tunnel is not None:
            plan.others |= {(t, facing) for t, (name, facing, _) in terrain.ends.items() if name == tunnel.name}
            terrain.ends |= {t: (tunnel.name, plan.placed[t], kind) for t, kind in plan.ends.items()}
        if margin > MARGINS[0] and is_walled_in(terrain, starts, goals, taken, tunnel):
            break  # a flood says so in a fraction of the time of a search that fails
        route = find_route(terrain, starts, goals, taken, tunnel)
        if route is not None:
            return terrain, route
    stuck = dead_end(terrain, starts, goals, taken)
    where = f" The way ends at {_middle(stuck[0])}, blocked by {stuck[1]}." if stuck is not None else ""
    raise failure(TOOL, f"Failed to find a path.{where} Clear the way or choose other ends.", code="no-path")


def _must_be_free(hands: Hands, tiles: list[Tile]) -> None:
    """Raise ToolError when no belt can stand on one of some tiles."""
    asked = [Placement(_ANY_BELT, tile[0] * UNITS + HALF, tile[1] * UNITS + HALF) for tile in tiles]
    for tile, verdict in zip(tiles, verdicts(hands, asked), strict=True):
        if not verdict.ok:
            reason = reason_of(verdict)
            raise failure(TOOL, f"Cannot place belt at position {_middle(tile)}: {reason}", code=verdict.reason)


_ANY_BELT = "transport-belt"
"""Belts of every tier need the same ground."""


def _middle(tile: Tile) -> Position:
    return Position(tile[0] + 0.5, tile[1] + 0.5)


def _add(plan: Plan, terrain: Terrain, starts: list[Start], goals: list[Goal], route: list[Tile]) -> None:
    """Take a route into the plan."""
    start = next(start for start in starts if start.tile == route[0])
    goal = next(goal for goal in goals if goal.tile == route[-1])
    directions = [heading(a, b) for a, b in pairwise(route)]
    new = route if goal.belt is None else route[:-1]
    if start.belt is not None:
        plan.existing.append(ref_of(start.belt))
        if directions and directions[0] != start.belt.direction:
            plan.turned[ref_of(start.belt)] = directions[0]
        new = new[1:]
    if goal.belt is not None:
        plan.existing.append(ref_of(goal.belt))
    for tile in new:
        index = route.index(tile)
        last = index == len(route) - 1
        plan.placed[tile] = _last_direction(terrain, plan, route, directions) if last else directions[index]
    for a, b in pairwise(route):
        if step(a, heading(a, b)) != b:
            plan.ends |= {a: "entrance", b: "exit"}
        plan.steps += abs(a[0] - b[0]) + abs(a[1] - b[1])
    plan.kept |= {tile for view in terrain.views for tile in work_tiles(view)} | {route[0], route[-1]}


def _last_direction(terrain: Terrain, plan: Plan, route: list[Tile], directions: list[int]) -> int:
    """Where the last belt faces: into a splitter it lies before, else on along its leg, or aside when that would feed
    another line."""
    onward = directions[-1] if directions else _EAST
    end = route[-1]
    into = terrain.into_splitter(end)
    if into is not None and into != (onward + 8) % 16:
        return into
    for direction in (onward, (onward + 4) % 16, (onward - 4) % 16):
        faced = terrain.belts.get(step(end, direction))
        if faced is None and step(end, direction) not in plan.placed:
            return direction
    return onward


_EAST = 4
