"""Building side by side with somebody else: halves of a patch, and layouts around a given place."""

# ruff: noqa: T201, BLE001 - agent programs speak by printing, and the tools' failures have no narrower common class

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agents.experts.agent_names import Position, get_resource_patch, move_to, nearest


def halves(ore: Any) -> list[Position]:
    """The middles of the left and the right half of the nearest patch."""
    box = get_resource_patch(ore, nearest(ore)).bounding_box
    return [box.center.left(box.width() / 4), box.center.right(box.width() / 4)]


def build_around(build: Any, count: int, ore: Any, centre: Position, minutes: int) -> int:
    """Build `count` of a layout as near to `centre` as they fit; returns how many stand."""
    move_to(centre)
    built = 0
    for number in range(count):
        try:
            placed = build(ore, centre, minutes)
        except Exception as problem:
            print("no", build.__name__, "number", number + 1, "around", centre, "because", problem)
            break
        print("built", [(entity.name, entity.position) for entity in placed])
        built += 1
    return built
