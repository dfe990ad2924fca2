"""Frames: a local pair of axes, so that a layout can be built facing any side.

A frame has an origin, the direction it faces (depth grows that way) and the sign of its other axis (across). Layouts
on ore keep their drills at depth 0 and everything else in front of them, so that they sit at the edge of a field.
"""

# ruff: noqa: T201, BLE001 - agent programs speak by printing, and the tools' failures have no narrower common class

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agents.experts.agent_names import (
        BuildingBox,
        Direction,
        Position,
        Prototype,
        get_resource_patch,
        nearest,
        nearest_buildable,
    )


def frame_spot(frame: dict[str, Any], across: float, depth: float) -> Position:
    """A place of a frame: `across` along its row, `depth` forward."""
    ahead = {Direction.UP: (0, -1), Direction.DOWN: (0, 1), Direction.LEFT: (-1, 0), Direction.RIGHT: (1, 0)}
    x, y = ahead[frame["direction"]]
    along, origin = across * frame["across"], frame["origin"]
    if x == 0:
        return Position(x=origin.x + along, y=origin.y + depth * y)
    return Position(x=origin.x + depth * x, y=origin.y + along)


def way_to(here: Position, there: Position) -> Any:
    """The direction that leads from one place to another, along the longer axis."""
    if abs(there.x - here.x) >= abs(there.y - here.y):
        return Direction.RIGHT if there.x > here.x else Direction.LEFT
    return Direction.DOWN if there.y > here.y else Direction.UP


def has_ore(resource: Any, place: Position) -> bool:
    """Whether a drill at a place would find ore for hours."""
    try:
        return bool(get_resource_patch(resource, place, 0).size > 10000)
    except Exception:
        return False


def edge_frames(
    resource: Any, drills: list[tuple[int, int]], wide: int, deep: int, end: Position
) -> list[dict[str, Any]]:
    """Frames at the nearest field of a resource, with ore at each of `drills` (across, depth) and free ground.

    The free box reaches from 2.5 before depth 0 `wide` tiles across, and from 1.5 behind it `deep` tiles forward.
    Across begins at the side nearer to `end`.
    """
    box = get_resource_patch(resource, nearest(resource)).bounding_box
    directions = (Direction.UP, Direction.LEFT, Direction.DOWN, Direction.RIGHT)
    for aside in (0, -8, 8, -16, 16):  # from the middles of the edges
        found = []
        for inset, direction in [(inset, direction) for inset in (2, 5, 8, 11) for direction in directions]:
            try:
                frame = edge_frame(box, direction, inset, aside, (wide, deep), end)
            except Exception as problem:
                print("no room", direction, problem)
                continue
            if all(has_ore(resource, frame_spot(frame, *drill)) for drill in drills):
                found.append(frame)
        if found:
            return found
    return []


def edge_frame(
    field: Any, direction: Any, inset: int, aside: int, size: tuple[int, int], end: Position
) -> dict[str, Any]:
    """A frame on free ground as near as can be to an edge of a field's box, `inset` tiles inside of it."""
    upright = direction in (Direction.UP, Direction.DOWN)
    width, height = size if upright else size[::-1]
    left = field.center.x - width / 2 + (aside if upright else 0)
    top = field.center.y - height / 2 + (0 if upright else aside)
    if direction == Direction.UP:
        top = field.left_top.y + inset - height
    elif direction == Direction.DOWN:
        top = field.right_bottom.y - inset
    elif direction == Direction.LEFT:
        left = field.left_top.x + inset - width
    else:
        left = field.right_bottom.x - inset
    room = BuildingBox(width=width, height=height)
    box = nearest_buildable(Prototype.SteamEngine, room, Position(x=int(left), y=int(top)))
    first, last = (box.left_top.x, box.right_bottom.x) if upright else (box.left_top.y, box.right_bottom.y)
    goal = end.x if upright else end.y
    across = 1 if abs(first - goal) <= abs(last - goal) else -1
    along = first + 2.5 if across == 1 else last - 2.5
    low = box.right_bottom.y - 1.5 if direction == Direction.UP else box.left_top.y + 1.5
    side = box.right_bottom.x - 1.5 if direction == Direction.LEFT else box.left_top.x + 1.5
    origin = Position(x=along, y=low) if upright else Position(x=side, y=along)
    return {"origin": origin, "direction": direction, "across": across, "inset": inset}
