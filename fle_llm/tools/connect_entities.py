"""connect_entities and get_connection_amount: belts, pipes, poles and walls from one thing to another.

A connection is planned whole, over all its waypoints, before anything is built, and is then built in one batch. Each
family of things to connect with plans for itself.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from fle_llm.game import Entity, EntityCore, EntityGroup, Position, Prototype, ToolError
from fle_llm.tools.arguments import did_you_mean, name_of, place_of
from fle_llm.tools.belt_plans import belt_connections
from fle_llm.tools.connections import MEMBERS, TOOL, Connection, affordable, build
from fle_llm.tools.hands import Hands, failure
from fle_llm.tools.pipe_plans import pipe_connections
from fle_llm.tools.pole_plans import pole_connections
from fle_llm.tools.wall_plans import wall_connections

FAMILIES: dict[str, tuple[str, ...]] = {
    "fluid": ("pipe", "pipe-to-ground"),
    "items": (
        "transport-belt",
        "fast-transport-belt",
        "express-transport-belt",
        "underground-belt",
        "fast-underground-belt",
        "express-underground-belt",
    ),
    "power": ("small-electric-pole", "medium-electric-pole", "big-electric-pole"),
    "walls": ("stone-wall",),
}
"""What a connection can be made of, by what it carries; members in the order they are preferred."""


FARTHEST = {"fluid": 300, "items": 300, "walls": 300, "power": 1000}
"""Tiles one leg of a connection may be long; a search over 300 takes about two seconds, poles are quicker."""


def connect_entities(
    hands: Hands,
    *waypoints: Position | Entity | EntityGroup,
    connection_type: Prototype | set[Prototype] | None = None,
    source: Position | Entity | EntityGroup | None = None,
    target: Position | Entity | EntityGroup | None = None,
    dry_run: bool = False,
) -> EntityGroup | dict[str, int]:
    """Connect two or more places with belts, pipes, electric poles or walls.

    Belts run from the first waypoint through the others to the last, around whatever stands in the way, and touch
    no other line. A drill or inserter as source means the tile it drops on, an inserter as target the tile it
    picks from. A belt or BeltGroup as source is continued from its end, as target it is led into; a splitter
    offers a free one of its two lines. Chests, furnaces and machines need an inserter in between. With
    {Prototype.TransportBelt, Prototype.UndergroundBelt} they go under other lines and buildings (a gap of 4 tiles, fast
    6, express 8) and save belts on straight runs.
    Pipes join connection points of fluid machines (pump, boiler, engine, tank, plant, refinery; machines need their
    recipe first), each with the points of its own fluid, and keep off all other pipes and machines. With
    {Prototype.Pipe, Prototype.UndergroundPipe} they go under what is in the way, up to 10 tiles.
    Poles are set as far apart as their wires reach (small 7.5 tiles, medium 9, big 32), the first and last so near
    that they supply what they are to connect: give the generator and the machines themselves, in any order.
    What is connected already is left as it is, and nothing is spent.

    Parameters:
        waypoints: Positions, entities or groups, at least two; the Prototype may stand among them.
        connection_type: the Prototype to build with, e.g. Prototype.TransportBelt, or a set of such.
        source, target: other names for the first and last waypoint.
        dry_run: True builds nothing and tells how many are needed.
    Returns: the BeltGroup (belts, inputs, outputs), PipeGroup (pipes), ElectricityGroup (poles) or WallGroup
        (entities) it belongs to; with dry_run a dict with number_of_entities_required and number_of_entities_available.
    Cost: 7 ticks a tile walked along what is built, and the items. Any distance will do.
    Errors: "Failed to connect ...", with the obstacle where the way ends, or the number of items that are missing.
        Nothing is built then.

    Example:
        belts = connect_entities(Position(x=0, y=0), Position(x=0, y=10), connection_type=Prototype.TransportBelt)
        print(len(belts.belts), belts.outputs[0].output_position)
        move_to(Position(x=20, y=5))
        drill = place_entity(Prototype.ElectricMiningDrill, position=Position(x=19.5, y=1.5))
        poles = connect_entities(drill, Position(x=30, y=5), Prototype.MediumElectricPole)
        print(poles.poles[0].position)
    """
    ends, names = _arguments(waypoints, connection_type, source, target)
    plan = _planned(hands, ends, names)
    if dry_run:
        carried = hands.character().inventory
        available = sum(carried.get(item, 0) for item in plan.needs() or names)
        return {"number_of_entities_required": len(plan.placed), "number_of_entities_available": available}
    return build(hands, plan, _asked(names, ends), MEMBERS[_family(names)])


def get_connection_amount(
    hands: Hands,
    source: Position | Entity | EntityGroup,
    target: Position | Entity | EntityGroup,
    connection_type: Prototype = Prototype.Pipe,
) -> int:
    """Tell how many entities connect_entities would use, without building.

    Parameters:
        source, target: Positions, entities or groups.
        connection_type: the Prototype to build with.
    Returns: int.
    Cost: 0 ticks.
    Errors: those of connect_entities.

    Example:
        print(get_connection_amount(Position(x=0, y=0), Position(x=0, y=10), Prototype.TransportBelt))
    """
    ends, names = _arguments((source, target), connection_type, None, None)
    return len(_planned(hands, ends, names).placed)


# --- arguments --------------------------------------------------------------------------------------------------------


def _arguments(
    waypoints: tuple[Any, ...], connection_type: Any, source: Any, target: Any
) -> tuple[list[Any], tuple[str, ...]]:
    """The ends in order, and the names of what to build with."""
    ends = list(waypoints) if connection_type is not None else [given for given in waypoints if not _is_type(given)]
    types = [connection_type] if connection_type is not None else [given for given in waypoints if _is_type(given)]
    ends = [*([source] if source is not None else []), *ends, *([target] if target is not None else [])]
    if len(ends) < 2:
        raise AssertionError("Need more than one waypoint")
    return ends, _family_of(types)


def _is_type(given: Any) -> bool:
    several = isinstance(given, (set, frozenset, list)) and bool(given)
    return isinstance(given, (Prototype, str)) or (several and all(isinstance(one, (Prototype, str)) for one in given))


def _family_of(types: list[Any]) -> tuple[str, ...]:
    """The names given as connection types, all of one family, in its order."""
    given = [one for kind in types for one in (kind if isinstance(kind, (set, frozenset, list, tuple)) else [kind])]
    if not given:
        raise ValueError("connection_type is missing: say what to connect with, e.g. Prototype.TransportBelt")
    names = {name_of(one, ValueError(f"Unsupported connection type: {one!r}")) for one in given}
    unknown = sorted(names - {name for members in FAMILIES.values() for name in members})
    if unknown:
        close = did_you_mean(unknown[0], [name for members in FAMILIES.values() for name in members])
        raise ValueError(f"Unsupported connection type: {', '.join(unknown)}.{close}")
    families = [family for family, members in FAMILIES.items() if names & set(members)]
    if len(families) > 1:
        raise failure(
            TOOL,
            "All connection types must handle the sort of contents: either fluid, power or items. "
            f"Your types are incompatible {sorted(names)}",
            code="bad-value",
        )
    return tuple(name for name in FAMILIES[families[0]] if name in names)


def _asked(names: tuple[str, ...], ends: list[Any]) -> str:
    return f"Failed to connect {', '.join(names)} from {_words(ends[0])} to {_words(ends[-1])}. "


def _words(end: Any) -> str:
    named = isinstance(end, (EntityCore, EntityGroup))
    return f"{end.name} at {end.position}" if named else str(end)


def _planned(hands: Hands, ends: list[Any], names: tuple[str, ...]) -> Connection:
    """The plan to build by. Raises ToolError in the words of connect_entities."""
    try:
        _must_be_short(ends, _family(names))
        return affordable(_PLANNERS[_family(names)](hands, ends, names), hands.character().inventory)
    except ToolError as error:
        raise failure(TOOL, f"{_asked(names, ends)}{error}", code=error.code, data=error.data) from None


def _must_be_short(ends: list[Any], family: str) -> None:
    """No leg may be so long that looking for its way takes more time than a step has."""
    for before, after in pairwise(ends):
        here, there = (place_of(end, _no_end(end)) for end in (before, after))
        distance = here.distance(there)
        if distance > FARTHEST[family]:
            raise failure(
                TOOL,
                f"The waypoints {here} and {there} are {distance:.0f} tiles apart, and {FARTHEST[family]} is the most "
                "for one leg. Give more waypoints between them.",
                code="too-far",
                data={"distance": round(distance, 2)},
            )


def _no_end(given: Any) -> ValueError:
    return ValueError(f"waypoints are Positions, entities or groups, got {given!r}")


def _family(names: tuple[str, ...]) -> str:
    return next(family for family, members in FAMILIES.items() if names[0] in members)


_PLANNERS: dict[str, Callable[[Hands, list[Any], tuple[str, ...]], list[Connection]]] = {
    "fluid": pipe_connections,
    "items": belt_connections,
    "power": pole_connections,
    "walls": wall_connections,
}
"""How each family is planned: every way to do it that differs in what it takes, the preferred first."""
