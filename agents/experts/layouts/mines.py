"""Mines and smelters on wires, each line with a chest of its own that is emptied by hand."""

# ruff: noqa: T201, BLE001 - agent programs speak by printing, and the tools' failures have no narrower common class

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agents.experts.layouts.basics import take_down
from agents.experts.layouts.power import bring_power
from agents.experts.layouts.rows import carry, chest_at_hand, place_at

if TYPE_CHECKING:
    from agents.experts.agent_names import (
        BuildingBox,
        Direction,
        Position,
        Prototype,
        get_resource_patch,
        move_to,
        nearest,
        nearest_buildable,
    )


def build_smelting_line(centre: Position, furnaces: int) -> list[Any]:
    """On ore near a position, from north to south: an electric drill, so many electric furnaces, a chest.

    A drill gives 30 a minute before bonuses; one furnace makes plates of that, a second one behind it steel.
    """
    placed: list[Any] = []
    try:
        size = BuildingBox(width=3, height=4 + 4 * furnaces)
        site = nearest_buildable(Prototype.ElectricMiningDrill, size, centre)
        spot = site.left_top + Position(1.5, 1.5)
        placed.append(place_at(Prototype.ElectricMiningDrill, Direction.DOWN, spot))
        spot = spot.down(3)
        for _ in range(furnaces):
            placed.append(place_at(Prototype.ElectricFurnace, Direction.UP, spot))
            carry(Prototype.Inserter, 1)
            placed.append(place_at(Prototype.Inserter, Direction.DOWN, spot.down(2)))
            spot = spot.down(4)
        bring_power(*placed)
        placed.append(place_at(chest_at_hand(), Direction.UP, placed[-1].drop_position))
    except Exception:
        take_down(placed)
        raise
    return placed


def build_smelting_lines(ore: Any, count: int, furnaces: int = 1) -> int:
    """Build so many lines on the nearest field of an ore; returns how many could be built."""
    move_to(nearest(ore))
    where = nearest(ore)
    built = 0
    for centre in (where, get_resource_patch(ore, where).bounding_box.center):
        while built < count:
            try:
                placed = build_smelting_line(centre, furnaces)
            except Exception as problem:
                print("no line around", centre, "because", problem)
                break
            print("a line of", [(entity.name, entity.position) for entity in placed])
            built += 1
    if built == 0:
        raise Exception("there is no room for a line on this field")
    return built
