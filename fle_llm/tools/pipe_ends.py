"""Pipe ends: where fluid can come out of, or go into, what a program names.

Rules of AGENT_API 3.27: machines give their connection points, outputs as a source and inputs as a target, each with
the fluid it is bound to; pipes stand for their whole system; a position is a tile, or the connection point that
lies there. Nothing here changes the world.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from fle_llm.game import EntityCore, EntityGroup, PipeGroup, Position, ToolError
from fle_llm.tools.arguments import canonical, place_of
from fle_llm.tools.belt_routes import Tile
from fle_llm.tools.connections import TOOL
from fle_llm.tools.groups import group_refs
from fle_llm.tools.hands import Hands, failure, point_of
from fle_llm.tools.targets import views_near
from fle_llm.world.derive.geometry import facts_of, openings_of, ports, position, tile_box
from fle_llm.world.derive.reading import PIPES
from fle_llm.world.ops import UNITS, Entities, EntityView, Ref

PIPE = "pipe"

_NEAR_POINT = 3
"""Units by which a position may miss a connection point and still mean it (0.01 tile)."""

_MOST_BOXES = 8
"""More fluid boxes than any machine has."""

_AROUND = 3.0
"""Tiles around a position in which a machine with a connection point there is looked for."""


class Outlet(NamedTuple):
    """Where a machine is connected: the tile a pipe has to stand on, the fluid and segment behind it, and in a pipe
    that stands there already."""

    tile: Tile
    fluid: str | None
    segment: int
    beside: int | None = None

    def segments(self) -> set[int]:
        """Behind it and before it."""
        return {self.segment} | ({self.beside} if self.beside is not None else set())


class End(NamedTuple):
    """What a program named: a machine's outlets, a system of pipes, or a tile."""

    words: str
    outlets: tuple[Outlet, ...] = ()
    segments: frozenset[int] = frozenset()  # of pipes
    fluid: str | None = None  # in those pipes
    tile: Tile | None = None
    type: str = ""
    outline: tuple[Tile, ...] = ()

    def fluids(self) -> list[str | None]:
        """What may flow here, in the order preferred; None where anything may."""
        if self.outlets:
            return list(dict.fromkeys(outlet.fluid for outlet in self.outlets))
        return [self.fluid]


def source_end(hands: Hands, given: Any) -> End:
    """The end fluid comes from. Raises ToolError or ValueError."""
    return _with_pipes(hands, _end(hands, given, source=True))


def target_end(hands: Hands, given: Any) -> End:
    """The end fluid goes to. Raises ToolError or ValueError."""
    return _with_pipes(hands, _end(hands, given, source=False))


def _with_pipes(hands: Hands, end: End) -> End:
    """The end with the pipes that stand at its outlets: a pump's view does not tell what its input is joined to."""
    if not end.outlets:
        return end
    refs = [Ref(PIPE, t[0] * UNITS + UNITS // 2, t[1] * UNITS + UNITS // 2) for t, *_ in end.outlets]
    found: list[EntityView] = hands.ask(Entities(refs=tuple(refs)))
    there = {(v.x // UNITS, v.y // UNITS): v.fluids[0].segment for v in found if v.fluids}
    return end._replace(outlets=tuple(outlet._replace(beside=there.get(outlet.tile)) for outlet in end.outlets))


def _end(hands: Hands, given: Any, *, source: bool) -> End:
    if isinstance(given, PipeGroup):
        found: list[EntityView] = hands.ask(Entities(refs=tuple(group_refs(given))))
        if not found:
            raise _gone("pipe-group", given.position)
        return _of_pipes(f"pipe-group at {given.position}", found)
    if isinstance(given, EntityGroup):
        raise failure(TOOL, f"a {given.name} cannot be joined by pipes", code="not-allowed")
    place = place_of(given, ValueError(f"waypoints are Positions, entities or groups, got {given!r}"))
    if isinstance(given, EntityCore):
        name = canonical(given.name)
        near = views_near(hands, place, 0.5, {name})
        if not near:
            raise _gone(name, place)
        return _of_view(near[0], source=source)
    x, y = point_of(place)
    covering = [v for v in views_near(hands, place, 0.01) if tile_box(v.name, v.x, v.y, v.direction).holds(x, y)]
    if covering:
        return _of_view(covering[0], source=source)
    tile = (x // UNITS, y // UNITS)
    meant = _connection_point(hands, place, source=source)
    return meant if meant is not None else End(str(place), tile=tile, outline=(tile,))


def _gone(name: str, place: Position) -> ToolError:
    return failure(TOOL, f"there is no {name} at {place} any more", code="no-entity")


def _of_pipes(words: str, pipes: list[EntityView]) -> End:
    boxes = [pipe.fluids[0] for pipe in pipes if pipe.fluids]
    segments = frozenset(box.segment for box in boxes if box.segment is not None)
    fluid = next((box.fluid for box in boxes if box.fluid), None)
    return End(
        words, segments=segments, fluid=fluid, type="pipe", outline=tuple((p.x // UNITS, p.y // UNITS) for p in pipes)
    )


def _connection_point(hands: Hands, place: Position, *, source: bool) -> End | None:
    """The machine with a connection point just there, and that point alone."""
    x, y = point_of(place)
    for view in views_near(hands, place, _AROUND):
        if view.name in PIPES:
            continue
        for port, outlet in _pairs(view):
            if abs(port[0] - x) <= _NEAR_POINT and abs(port[1] - y) <= _NEAR_POINT:
                words = f"{view.name} at {position(view.x, view.y)}"
                return End(words, (outlet,), type=view.type, outline=(outlet.tile,))
    return None


def _pairs(view: EntityView) -> list[tuple[tuple[int, int], Outlet]]:
    """Every connection point as agents see it, with its outlet."""
    points = ports(view.name, view.x, view.y, view.direction, view.recipe)
    opened = openings_of(view)
    return [
        ((point.x, point.y), _outlet(view, opening.tile, opening.fluid, opening.box))
        for point, opening in zip(points, opened, strict=False)
    ]


def _outlet(view: EntityView, tile: Tile, fluid: str | None, box: int) -> Outlet:
    held = view.fluids[box] if box < len(view.fluids) else None
    inside = held.fluid if held is not None and held.fluid else None
    return Outlet(tile, fluid or inside, segment_of(view, box))


def segment_of(view: EntityView, box: int) -> int:
    """The segment behind a fluid box; where it is joined to nothing, a number of its own below 0."""
    held = view.fluids[box] if box < len(view.fluids) else None
    if held is not None and held.segment is not None:
        return held.segment
    return -1 - (view.unit * _MOST_BOXES + box)


def _of_view(view: EntityView, *, source: bool) -> End:
    words = f"{view.name} at {position(view.x, view.y)}"
    if view.name in PIPES:
        return _of_pipes(words, [view])
    entry = facts_of(view.name)
    opened = openings_of(view)
    if not opened:
        if entry is not None and entry.fluid_boxes and entry.type == "assembling-machine":
            raise failure(
                TOOL,
                f"Cannot connect to a {words} until a recipe that uses a fluid has been set (set_entity_recipe).",
                code="no-recipe",
            )
        raise failure(TOOL, f"{words} has no fluid connection", code="not-allowed")
    wrong = "input" if source else "output"
    fitting = [opening for opening in opened if opening.flow != wrong]
    if view.type == "boiler":
        fitting = opened
    if not fitting:
        kind = "output" if source else "input"
        raise failure(TOOL, f"{words} has no fluid {kind}, so it cannot be the {'source' if source else 'target'}")
    outlets = [_outlet(view, opening.tile, opening.fluid, opening.box) for opening in fitting]
    if view.type == "boiler" and source:
        outlets.sort(key=lambda outlet: outlet.fluid != "steam")
    return End(words, tuple(outlets), type=view.type, outline=tuple(outlet.tile for outlet in outlets))
