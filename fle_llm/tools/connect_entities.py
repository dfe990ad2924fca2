"""connect_entities and get_connection_amount: lines of belts from one thing to another.

A connection is planned whole, over all its waypoints, before anything is built, and is then built in one batch. What
needs entities this backend does not have is refused by name.
"""

from __future__ import annotations

from typing import Any

from fle_llm.errors import Refused
from fle_llm.game import BeltGroup, Entity, EntityCore, EntityGroup, Position, Prototype, ToolError
from fle_llm.tools.arguments import did_you_mean, name_of
from fle_llm.tools.belt_ends import TOOL
from fle_llm.tools.belt_plans import Plan, plan_belts
from fle_llm.tools.groups import group_with
from fle_llm.tools.hands import Hands, failure, refusal, walking_ticks
from fle_llm.world.derive.geometry import HALF
from fle_llm.world.derive.reading import grouped, read_line
from fle_llm.world.ops import UNITS, Command, Place, Ref, Rotate

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

_SURFACE = {
    "underground-belt": "transport-belt",
    "fast-underground-belt": "fast-transport-belt",
    "express-underground-belt": "express-transport-belt",
}


def connect_entities(
    hands: Hands,
    *waypoints: Position | Entity | EntityGroup,
    connection_type: Prototype | set[Prototype] | None = None,
    source: Position | Entity | EntityGroup | None = None,
    target: Position | Entity | EntityGroup | None = None,
    dry_run: bool = False,
) -> EntityGroup | dict[str, int]:
    """Connect two or more places with belts.

    The belt runs from the first waypoint through the others to the last, around whatever stands in the way, and
    touches no other line. A drill or inserter as source means the tile it drops on, an inserter as target the tile it
    picks from. A belt or BeltGroup as source is continued from its end, as target it is led into. Chests, furnaces
    and machines need an inserter in between. Ends that are connected already are left as they are, and nothing is
    spent.

    Parameters:
        waypoints: Positions, entities or groups, at least two; the Prototype may stand among them.
        connection_type: the Prototype to build with, e.g. Prototype.TransportBelt, or a set of such.
        source, target: other names for the first and last waypoint.
        dry_run: True builds nothing and tells how many are needed.
    Returns: the BeltGroup, with belts, inputs and outputs; with dry_run a dict with number_of_entities_required and
        number_of_entities_available.
    Cost: 7 ticks for every tile of new belt beyond the first, and the belts. Any distance will do.
    Errors: "Failed to connect ...", with the obstacle where the way ends, or the number of belts that are missing.
    Nothing is built then.

    Example:
        belts = connect_entities(Position(x=0, y=0), Position(x=0, y=10), connection_type=Prototype.TransportBelt)
        print(len(belts.belts), belts.outputs[0].output_position)
    """
    ends, names = _arguments(waypoints, connection_type, source, target)
    plan = _planned(hands, ends, names)
    belt, available = _belt_to_use(hands, names, len(plan.placed))
    if dry_run:
        return {"number_of_entities_required": len(plan.placed), "number_of_entities_available": available}
    return _built(hands, plan, belt, available, _asked(names, ends))


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
    if families != ["items"]:
        raise failure(
            TOOL, f"connecting {families[0]} ({', '.join(sorted(names))}) is not supported yet", code="unsupported"
        )
    return tuple(name for name in FAMILIES["items"] if name in names)


def _asked(names: tuple[str, ...], ends: list[Any]) -> str:
    return f"Failed to connect {', '.join(names)} from {_words(ends[0])} to {_words(ends[-1])}. "


def _words(end: Any) -> str:
    named = isinstance(end, (EntityCore, EntityGroup))
    return f"{end.name} at {end.position}" if named else str(end)


def _belt_to_use(hands: Hands, names: tuple[str, ...], needed: int) -> tuple[str, int]:
    """The surface belt to build with, and how many are carried: the slowest of which there are enough."""
    surface = tuple(dict.fromkeys(_SURFACE.get(name, name) for name in names))
    carried = hands.character().inventory
    enough = [name for name in surface if carried.get(name, 0) >= needed]
    belt = (enough or surface)[0]
    return belt, carried.get(belt, 0)


def _planned(hands: Hands, ends: list[Any], names: tuple[str, ...]) -> Plan:
    try:
        return plan_belts(hands, ends)
    except ToolError as error:
        raise failure(TOOL, f"{_asked(names, ends)}{error}", code=error.code, data=error.data) from None


# --- building ---------------------------------------------------------------------------------------------------------


def _built(hands: Hands, plan: Plan, belt: str, available: int, asked: str) -> EntityGroup:
    needed = len(plan.placed)
    if needed > available:
        raise failure(
            TOOL,
            f"{asked}You do not have enough {belt} in you inventory to complete this connection. "
            f"Required number - {needed}, Available in inventory - {available}",
            code="no-item",
            data={"item": belt, "need": needed, "have": available},
        )
    ops: list[Command] = [Rotate(ref, direction) for ref, direction in plan.turned.items()]
    placed = [
        Place(belt, tile[0] * UNITS + HALF, tile[1] * UNITS + HALF, direction, hands.agent)
        for tile, direction in plan.placed.items()
    ]
    if ops or placed:
        try:
            hands.act([*ops, *placed])
        except Refused as refused:
            raise refusal(TOOL, asked, refused) from None
    if placed:
        hands.spend(plan.steps * walking_ticks(1))
    members = [*plan.existing[:1], *(Ref(op.name, op.x, op.y) for op in placed), *plan.existing[1:]]
    group = group_with(grouped(read_line(hands.world, members)), members)
    if not isinstance(group, BeltGroup):
        raise failure(TOOL, f"{asked}Nothing was built", code="no-entity")
    return group
