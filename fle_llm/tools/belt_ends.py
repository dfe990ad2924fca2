"""Belt ends: which tiles a belt may start from and lead to, for what a program names as source and target.

Rules of AGENT_API 3.27: machines, chests, labs and furnaces need an inserter between them and a belt; drills and
inserters give their drop or pickup tile; belts give the end or the beginning of their line. Nothing here changes the
world.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from fle_llm.game import BeltGroup, EntityCore, EntityGroup, Position, ToolError
from fle_llm.tools.arguments import canonical, place_of
from fle_llm.tools.belt_routes import Goal, Start, Tile, step, tile_of_view
from fle_llm.tools.connections import TOOL
from fle_llm.tools.groups import group_refs
from fle_llm.tools.hands import Hands, failure, point_of
from fle_llm.tools.targets import views_near
from fle_llm.world.derive.geometry import STEPS, position, splitter_lines, tile_box, tile_centre
from fle_llm.world.derive.reading import BELTS, Seen, read_line
from fle_llm.world.derive.scene import ref_of
from fle_llm.world.ops import UNITS, Entities, EntityView, Ref

_NEEDS_INSERTER = frozenset(
    {
        "ammo-turret",
        "assembling-machine",
        "lab",
        "container",
        "logistic-container",
        "accumulator",
        "furnace",
        "rocket-silo",
    }
)
_NO_TARGETS = frozenset({"boiler", "generator"})


class End(NamedTuple):
    """What a program named, in words, and the belts or the free tile it stands for."""

    words: str
    tile: Tile | None = None  # a free tile, or the tile a belt lies on
    belts: tuple[EntityView, ...] = ()  # belts of the line meant, if it is a line
    other: End | None = None  # the other line of a splitter


def source_end(hands: Hands, given: Any) -> End:
    """The end a connection starts from. Raises ToolError or ValueError."""
    return _end(hands, given, source=True)


def target_end(hands: Hands, given: Any) -> End:
    """The end a connection leads to. Raises ToolError or ValueError."""
    return _end(hands, given, source=False)


def _end(hands: Hands, given: Any, *, source: bool) -> End:
    if isinstance(given, BeltGroup):
        refs = group_refs(given)
        found: list[EntityView] = hands.ask(Entities(refs=tuple(refs)))
        if not found:
            raise _gone("belt-group", given.position)
        return End(f"belt-group at {given.position}", belts=tuple(found))
    if isinstance(given, EntityGroup):
        raise failure(TOOL, f"a {given.name} cannot be joined to a belt", code="not-allowed")
    place = place_of(given, ValueError(f"waypoints are Positions, entities or groups, got {given!r}"))
    if isinstance(given, EntityCore):
        name = canonical(given.name)
        near = views_near(hands, place, 0.5, {name})
        if not near:
            raise _gone(name, place)
        return _of_view(hands, near[0], source=source)
    covering = [view for view in views_near(hands, place, 0.01) if _covers(view, place)]
    if covering:
        return _of_view(hands, covering[0], source=source)
    x, y = point_of(place)
    return End(str(place), tile=(x // UNITS, y // UNITS))


def _gone(name: str, place: Position) -> ToolError:
    return failure(TOOL, f"there is no {name} at {place} any more", code="no-entity")


def _covers(view: EntityView, place: Position) -> bool:
    return tile_box(view.name, view.x, view.y, view.direction).holds(*point_of(place))


def _of_view(hands: Hands, view: EntityView, *, source: bool) -> End:
    words = f"{view.name} at {position(view.x, view.y)}"
    if view.name in BELTS:
        return End(words, tile=tile_of_view(view), belts=(view,))
    if view.type == "splitter":
        ins, outs = splitter_lines(view.x, view.y, view.direction)
        first, second = (_line(hands, words, place) for place in (outs if source else ins))
        if first is None or second is None:
            return first or second or _free_tile(hands, words, (outs if source else ins)[0], view)
        return first._replace(other=second)
    if view.type == "inserter" or (view.type == "mining-drill" and view.name != "pumpjack"):
        point = view.drop if source or view.type == "mining-drill" else view.pickup
        if point is not None:
            return _free_tile(hands, words, position(*tile_centre(*point)), view)
    if view.type in _NEEDS_INSERTER or (not source and view.type in _NO_TARGETS):
        raise _needs_inserter(view, source=source)
    raise failure(
        TOOL,
        f"a belt cannot {'start from' if source else 'lead to'} {words}: "
        "name a position, a drill, an inserter or a belt",
        code="not-allowed",
    )


def _needs_inserter(view: EntityView, *, source: bool) -> ToolError:
    name, where = view.name, position(view.x, view.y)
    if source:
        text = (
            f"belts cannot be connected directly from a {name} as a source. Add an inserter that takes from the {name} "
            f"at {where} and use the inserter as the source"
        )
    else:
        text = (
            f"belts cannot be connected directly to a {name} object as a target. Add an inserter that drops into the "
            f"{name} at {where} and use the inserter as the target"
        )
    return failure(TOOL, text, code="needs-inserter", data={"name": name})


def _line(hands: Hands, words: str, place: Position) -> End | None:
    """A tile that is free or has a belt on it; None when something else is there."""
    there = [view for view in views_near(hands, place, 0.01) if _covers(view, place)]
    belt = next((view for view in there if view.name in BELTS), None)
    if belt is not None:
        return End(words, tile=tile_of_view(belt), belts=(belt,))
    x, y = point_of(place)
    return None if there else End(words, tile=(x // UNITS, y // UNITS))


def _free_tile(hands: Hands, words: str, place: Position, owner: EntityView) -> End:
    """The tile an inserter, drill or splitter works on: free, or with a belt on it."""
    line = _line(hands, words, place)
    if line is not None:
        return line
    which = "drop_position" if owner.drop is not None and owner.type != "inserter" else "position"
    there = [view for view in views_near(hands, place, 0.01) if _covers(view, place)]
    names = ", ".join(f"{view.name} at {position(view.x, view.y)}" for view in there)
    raise failure(
        TOOL,
        f"Cannot connect to {words}: its {which} {place} is already occupied by incompatible entities - [{names}]",
        code="blocked",
    )


# --- lines ------------------------------------------------------------------------------------------------------------


def line_of(hands: Hands, belts: tuple[EntityView, ...]) -> dict[Ref, EntityView]:
    """Every belt connected with some, by ref."""
    seen: list[Seen] = read_line(hands.world, [ref_of(view) for view in belts])
    return {ref_of(view): view for view, _ in seen}


def downstream_of(line: dict[Ref, EntityView], belt: EntityView) -> list[EntityView]:
    """The belts items pass from a belt on, itself first."""
    found: list[EntityView] = []
    seen: set[Ref] = set()
    current: EntityView | None = belt
    while current is not None and ref_of(current) not in seen:
        seen.add(ref_of(current))
        found.append(current)
        onward = (current.partner,) if current.partner and current.belt_kind != "exit" else current.downstream
        current = next((line[ref] for ref in onward if ref in line), None)
    return found


def starts_of(hands: Hands, end: End) -> list[Start]:
    """Where a way from an end may begin."""
    if not end.belts:
        return [Start(end.tile)] if end.tile is not None else []
    line = line_of(hands, end.belts)
    if end.tile is not None:
        last = downstream_of(line, end.belts[0])[-1]
        tips = [last] if not last.downstream else []
    else:
        tips = [
            view for view in line.values() if not view.downstream and (not view.partner or view.belt_kind == "exit")
        ]
    starts = [Start(tile_of_view(view), view, _exits(view)) for view in tips]
    if not starts:
        raise failure(
            TOOL,
            f"the line of {end.words} has no open end to go on from: it leads into itself or into something else",
            code="no-end",
        )
    return starts


def _exits(view: EntityView) -> tuple[int, ...]:
    """Ways a belt at the end of its line may be turned: not back to what feeds it; undergrounds not at all."""
    if view.name.endswith("underground-belt"):
        return (view.direction,)
    feeding = {(ref.x // UNITS, ref.y // UNITS) for ref in view.upstream}
    here = tile_of_view(view)
    return tuple(direction for direction in STEPS if step(here, direction) not in feeding)


def goals_of(hands: Hands, end: End) -> list[Goal]:
    """Where a way to an end may arrive."""
    if not end.belts:
        return [Goal(end.tile)] if end.tile is not None else []
    if end.tile is not None:
        heads = list(end.belts)
    else:
        line = line_of(hands, end.belts)
        heads = [view for view in line.values() if not view.upstream and view.belt_kind != "exit"]
        heads = heads or list(line.values())
    return [Goal(tile_of_view(view), view, _entries(view)) for view in heads]


def _entries(view: EntityView) -> tuple[int, ...]:
    """Directions a belt can be led into: from behind and from the sides, never head-on."""
    if view.name.endswith("underground-belt"):
        return (view.direction,) if view.belt_kind != "exit" else ()
    return tuple(direction for direction in STEPS if direction != (view.direction + 8) % 16)
