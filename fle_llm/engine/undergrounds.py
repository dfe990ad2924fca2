"""Underground belts: which ends belong together (MECHANICS 3.11).

An entrance belongs to the nearest end of its own tier that faces its way, within `max_distance` ahead, if that one is
an exit. Ends of other tiers and ends that face another way do not count [?]. To the lines a pair is a run of belts:
the entrance holds its own tile and the buried ones, the exit its own. So a buried stretch costs no event, and
belts over it are none of its business. What is open of an end to hands and side-loading is in `tracks` and
`topology`. A tile that an entrance's stretch loses takes the items on it along; the rest keeps its place, counted
from the open end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.engine.constants import UNITS, VECTORS
from fle_llm.engine.entities import Underground
from fle_llm.engine.geometry import turn
from fle_llm.engine.terrain import tile_key

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine


def _nearest(
    engine: Engine, name: str, x: int, y: int, direction: int, *, ahead: bool
) -> tuple[Underground | None, int]:
    """The nearest end of a tier that faces `direction`, ahead of a place or behind it, and how many tiles away."""
    dx, dy = VECTORS[direction if ahead else turn(direction, 2)]
    for distance in range(1, int(facts().entities[name].max_distance) + 1):
        other = engine.entity_on(tile_key(x // UNITS + dx * distance, y // UNITS + dy * distance))
        if isinstance(other, Underground) and other.name == name and other.direction == direction:
            return other, distance
    return None, 0


def kind_at(engine: Engine, name: str, x: int, y: int, direction: int) -> str:
    """What a new end becomes: an exit if the nearest end behind it is an entrance."""
    behind, _ = _nearest(engine, name, x, y, direction, ahead=False)
    return "exit" if behind is not None and behind.kind == "entrance" else "entrance"


def along(engine: Engine, end: Underground) -> list[Underground]:
    """The ends that may be paired otherwise when this one comes, turns or goes."""
    near = (
        _nearest(engine, end.name, end.x, end.y, facing, ahead=ahead)[0]
        for facing in (end.direction, turn(end.direction, 2))
        for ahead in (True, False)
    )
    return [other for other in near if other is not None]


def settle(engine: Engine, end: Underground) -> None:
    """Find the other end anew."""
    entrance = end.kind == "entrance"
    other, distance = _nearest(engine, end.name, end.x, end.y, end.direction, ahead=entrance)
    if other is None or other.kind == end.kind:
        end.partner = end.buried = 0
        return
    end.partner = other.id
    end.buried = distance - 1 if entrance else 0


def partner(engine: Engine, end: Underground) -> Underground | None:
    """The other end."""
    other = engine.state.entities.get(end.partner)
    return other if isinstance(other, Underground) else None


def turn_over(end: Underground) -> None:
    """Let an end run the other way."""
    end.direction = turn(end.direction, 2)
    end.kind = "exit" if end.kind == "entrance" else "entrance"
