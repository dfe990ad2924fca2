"""Pole plans: what a program wants joined by poles, and the poles it takes.

An end is a pole or a network that is there, or something a pole has to supply: then some tile of it must lie in the
pole's supply area. A position means a pole on that tile, or on the nearest free one. What shares a network already
costs nothing. The world is read, never changed.
"""

from __future__ import annotations

from itertools import pairwise, product
from math import hypot
from typing import Any, NamedTuple

from fle_llm.game import ElectricityGroup, EntityCore, EntityGroup, Position, ToolError
from fle_llm.tools.arguments import canonical, place_of
from fle_llm.tools.belt_routes import Tile, around, read_terrain
from fle_llm.tools.building import verdicts
from fle_llm.tools.connections import TOOL, Connection
from fle_llm.tools.groups import group_refs
from fle_llm.tools.hands import Hands, failure, point_of, walking_ticks
from fle_llm.tools.pole_routes import (
    Ground,
    Pole,
    Side,
    centre,
    find_chain,
    ground_of,
    pole_named,
    serving_spots,
    supplies,
)
from fle_llm.tools.targets import views_near
from fle_llm.world.derive.geometry import Box, position, tile_box
from fle_llm.world.derive.scene import ref_of
from fle_llm.world.ops import UNITS, Area, Entities, EntityView, Place, Placement

MARGINS = (12, 40, 128)
"""Tiles around both ends in which poles may stand, tried in turn."""

POSITION_RADIUS = 2
"""How far from an occupied position its pole may stand, in tiles (AGENT_API 3.27)."""

_WIDEST = 9
"""Tiles from the centre any pole supplies at the most (substations)."""

_RETRIES = 4


class End(NamedTuple):
    """What a program named: poles that are there, something to be supplied, or a tile."""

    words: str
    poles: tuple[EntityView, ...] = ()
    box: Box | None = None
    tile: Tile | None = None

    def tiles(self) -> list[Tile]:
        """Tiles that outline it."""
        if self.box is not None:
            return [
                (self.box.x0 // UNITS, self.box.y0 // UNITS),
                (self.box.x1 // UNITS, self.box.y1 // UNITS),
            ]
        if self.tile is not None:
            return [self.tile]
        return [(view.x // UNITS, view.y // UNITS) for view in self.poles]


def pole_connections(hands: Hands, ends: list[Any], names: tuple[str, ...]) -> list[Connection]:
    """Poles that join all ends, once for every kind that may be used. Raises ToolError, ValueError."""
    found = [_end(hands, given) for given in ends]
    plans: list[Connection] = []
    refused: ToolError | None = None
    for name in names:
        try:
            plans.append(_plan(hands, found, pole_named(name)))
        except ToolError as error:
            refused = refused or error
    if refused is not None and not plans:
        raise refused
    return plans


# --- ends -------------------------------------------------------------------------------------------------------------


def _end(hands: Hands, given: Any) -> End:
    if isinstance(given, ElectricityGroup):
        found: list[EntityView] = hands.ask(Entities(refs=tuple(group_refs(given))))
        if not found:
            raise _gone("electricity-group", given.position)
        return End(f"electricity-group at {given.position}", poles=tuple(found))
    if isinstance(given, EntityGroup):
        raise failure(TOOL, f"a {given.name} cannot be joined by poles", code="not-allowed")
    place = place_of(given, ValueError(f"waypoints are Positions, entities or groups, got {given!r}"))
    if isinstance(given, EntityCore):
        name = canonical(given.name)
        near = views_near(hands, place, 0.5, {name})
        if not near:
            raise _gone(name, place)
        return _of_view(hands, near[0])
    x, y = point_of(place)
    covering = [v for v in views_near(hands, place, 0.01) if tile_box(v.name, v.x, v.y, v.direction).holds(x, y)]
    if covering:
        return _of_view(hands, covering[0])
    tile = (x // UNITS, y // UNITS)
    return End(str(place), _beside_occupied(hands, place, tile), tile=tile)


def _beside_occupied(hands: Hands, place: Position, tile: Tile) -> tuple[EntityView, ...]:
    """The pole that stands for a position no pole can stand on, if there is one."""
    if verdicts(hands, [Placement(_ANY_POLE, *centre(tile, 1))])[0].ok:
        return ()
    near = [view for view in views_near(hands, place, POSITION_RADIUS + 0.5) if view.type == "electric-pole"]
    return tuple(near[:1])


_ANY_POLE = "small-electric-pole"


def _gone(name: str, place: Position) -> ToolError:
    return failure(TOOL, f"there is no {name} at {place} any more", code="no-entity")


def _of_view(hands: Hands, view: EntityView) -> End:
    """A pole itself, or what poles supply, with those that do already."""
    words = f"{view.name} at {position(view.x, view.y)}"
    if view.type == "electric-pole":
        return End(words, poles=(view,))
    box = tile_box(view.name, view.x, view.y, view.direction)
    around_it: list[EntityView] = hands.ask(Entities(Area(*box.grown(_WIDEST * UNITS))))
    poles = [near for near in around_it if near.type == "electric-pole"]
    return End(words, tuple(p for p in poles if supplies(pole_named(p.name), p.x, p.y, box)), box)


# --- chains -----------------------------------------------------------------------------------------------------------


def _plan(hands: Hands, ends: list[End], pole: Pole) -> Connection:
    plan = Connection()
    new: list[Tile] = []
    networks = {view.network for view in ends[0].poles if view.network is not None}
    plan.existing += [ref_of(view) for view in ends[0].poles]
    source = ends[0]
    for target in ends[1:]:
        there = {view.network for view in target.poles if view.network is not None}
        joined = bool(networks & there) or _supplied(new, pole, target)
        if not joined:
            grown = source if not (new or networks) else None
            new += _chain(hands, pole, grown, target, new, networks)
        networks |= there
        plan.existing += [ref_of(view) for view in target.poles]
    spots = [centre(tile, pole.size) for tile in new]
    plan.placed = [Place(pole.name, x, y, 0, hands.agent) for x, y in spots]
    plan.ticks = sum(walking_ticks(hypot(b[0] - a[0], b[1] - a[1]) / UNITS) for a, b in pairwise(spots))
    return plan


def _supplied(new: list[Tile], pole: Pole, end: End) -> bool:
    """Whether one of the poles that are planned already does for an end."""
    if end.box is not None:
        return any(supplies(pole, *centre(tile, pole.size), end.box) for tile in new)
    return end.tile in new


def _chain(
    hands: Hands, pole: Pole, source: End | None, target: End, new: list[Tile], networks: set[int]
) -> list[Tile]:
    """New poles from the source, or from what is joined already, to a target. Raises ToolError."""
    outline = [*target.tiles(), *(source.tiles() if source is not None else new)]
    refused: set[Tile] = set()
    ground: Ground | None = None
    for thorough, margin in product((False, True), MARGINS):
        for _ in range(_RETRIES):
            ground = _ground(hands, outline, networks, margin, refused, new)
            chain = _searched(ground, pole, source, target, new, networks, thorough=thorough)
            if chain is None:
                break
            bad = _refused(hands, pole, chain)
            if not bad:
                return chain
            refused |= bad
    raise failure(TOOL, f"Failed to find a path. {_why(ground, pole, source, target)}", code="no-path")


def _ground(
    hands: Hands, outline: list[Tile], networks: set[int], margin: int, refused: set[Tile], new: list[Tile]
) -> Ground:
    ground = ground_of(read_terrain(hands, around(outline, margin)))
    if networks and not any(view.network in networks for view in ground.poles):
        every: list[EntityView] = [v for v in hands.ask(Entities()) if v.type == "electric-pole"]
        nearest = [view for view in every if view.network in networks]
        ground = ground_of(
            read_terrain(hands, around([*outline, *((v.x // UNITS, v.y // UNITS) for v in nearest)], margin))
        )
    ground.terrain.taken.update(dict.fromkeys(refused, "something"))
    ground.terrain.taken.update(dict.fromkeys(new, "a pole of this connection"))
    return ground


def _searched(
    ground: Ground,
    pole: Pole,
    source: End | None,
    target: End,
    new: list[Tile],
    networks: set[int],
    *,
    thorough: bool,
) -> list[Tile] | None:
    if source is None:
        begin = Side(tuple((*centre(tile, pole.size), pole.wire) for tile in new), frozenset(networks))
    else:
        begin = _side(ground, pole, source)
    end = _side(ground, pole, target)
    if not (begin.spots or begin.networks or begin.joined) or not (end.spots or end.joined):
        return None
    return find_chain(ground, pole, begin, end, thorough=thorough)


def _side(ground: Ground, pole: Pole, end: End) -> Side:
    if end.poles:
        joined = tuple((view.x, view.y, pole_named(view.name).wire) for view in end.poles)
        return Side(joined, frozenset(view.network for view in end.poles if view.network is not None))
    if end.box is not None:
        return Side(spots=frozenset(serving_spots(ground, pole, end.box)))
    return Side(spots=frozenset(_nearest_free(ground, pole, end.tile)))


def _nearest_free(ground: Ground, pole: Pole, tile: Tile | None) -> list[Tile]:
    """Places on the tile itself, or the nearest free one around."""
    if tile is None:
        return []
    on_it = [(tile[0] - dx, tile[1] - dy) for dx in range(pole.size) for dy in range(pole.size)]
    free = [spot for spot in on_it if ground.free(spot, pole.size)]
    if free:
        return free
    line = range(-POSITION_RADIUS, POSITION_RADIUS + 1)
    offsets = sorted(((dx, dy) for dx in line for dy in line), key=lambda d: (hypot(*d), d[1], d[0]))
    spots = ((tile[0] + dx, tile[1] + dy) for dx, dy in offsets)
    return [spot for spot in spots if ground.free(spot, pole.size)][:1]


def _refused(hands: Hands, pole: Pole, chain: list[Tile]) -> set[Tile]:
    """Places of a chain the world would not accept."""
    asked = [Placement(pole.name, *centre(tile, pole.size)) for tile in chain]
    return {tile for tile, verdict in zip(chain, verdicts(hands, asked), strict=True) if not verdict.ok}


def _why(ground: Ground | None, pole: Pole, source: End | None, target: End) -> str:
    """Which end has no place for a pole, or that wires do not reach."""
    for end in (source, target):
        if end is not None and not end.poles and ground is not None:
            side = _side(ground, pole, end)
            if not side.spots:
                names = sorted({ground.terrain.taken[t] for t in end.tiles() if t in ground.terrain.taken})
                there = f" ({', '.join(names)})" if names and end.tile is not None else ""
                reach = f"{POSITION_RADIUS} tiles" if end.tile is not None else f"its supply reach ({pole.supply:g})"
                return f"There is no free tile for a {pole.name} within {reach} of {end.words}{there}. Clear one."
    return (
        f"What is in the way leaves no tile free for a {pole.name} within its wire reach of {pole.wire:g} tiles. "
        "Use poles that reach further, or give a waypoint around it."
    )
