"""Mines, smelters and steelworks of burner machines, which work from the first minute and need no power."""

# ruff: noqa: T201, BLE001 - agent programs speak by printing, and the tools' failures have no narrower common class

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agents.experts.layouts.basics import fuel_up, take_down

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
        place_entity,
        place_entity_next_to,
    )


def build_mine(ore: Any, centre: Position, minutes: int) -> list[Any]:
    """A burner drill with a chest where its ore comes out, near `centre`."""
    placed: list[Any] = []
    try:
        site = nearest_buildable(Prototype.BurnerMiningDrill, BuildingBox(width=2, height=3), centre)
        move_to(site.center)
        drill = place_entity(Prototype.BurnerMiningDrill, Direction.DOWN, site.left_top + Position(1, 1))
        placed.append(drill)
        placed.append(place_entity(Prototype.WoodenChest, position=drill.drop_position))
        fuel_up(drill, minutes * 60 * 150 // 4000 + 1)  # 150 kW from coal of 4000 kJ
    except Exception:
        take_down(placed)
        raise
    return placed


def build_smelter(ore: Any, centre: Position, minutes: int) -> list[Any]:
    """A burner drill that drops into a furnace below it, and an inserter that moves the plates on into a chest."""
    placed: list[Any] = []
    try:
        site = nearest_buildable(Prototype.BurnerMiningDrill, BuildingBox(width=2, height=6), centre)
        move_to(site.center)
        drill = place_entity(Prototype.BurnerMiningDrill, Direction.DOWN, site.left_top + Position(1, 1))
        placed.append(drill)
        furnace = place_entity_next_to(Prototype.StoneFurnace, drill.position, Direction.DOWN)
        placed.append(furnace)
        inserter = place_entity_next_to(Prototype.BurnerInserter, furnace.position, Direction.DOWN)
        placed.append(inserter)
        placed.append(place_entity(Prototype.WoodenChest, position=inserter.drop_position))
        fuel_up(drill, minutes * 60 * 150 // 4000 + 1)  # 150 kW from coal of 4000 kJ
        fuel_up(furnace, minutes * 60 * 90 // 4000 + 1)  # 90 kW
        fuel_up(inserter, minutes * 60 * 20 // 4000 + 1)  # 19 swings a minute at 67 kJ: 21 kW
    except Exception:
        take_down(placed)
        raise
    return placed


def build_steelworks(ore: Any, centre: Position, minutes: int) -> list[Any]:
    """Two burner drills into a furnace, its plates by inserter into a second furnace, the steel into a chest.

    A furnace smelts 0.3125 plates a second; one drill mines 0.25 ore a second before bonuses, two are always enough.
    """
    placed: list[Any] = []
    try:
        site = nearest_buildable(Prototype.BurnerMiningDrill, BuildingBox(width=4, height=9), centre)
        move_to(site.center)
        top = place_entity(Prototype.BurnerMiningDrill, Direction.DOWN, site.left_top + Position(3, 1))
        placed.append(top)
        furnace = place_entity_next_to(Prototype.StoneFurnace, top.position, Direction.DOWN)
        placed.append(furnace)
        side = place_entity(Prototype.BurnerMiningDrill, Direction.RIGHT, furnace.position.left(2))
        placed.append(side)
        feeder = place_entity_next_to(Prototype.BurnerInserter, furnace.position, Direction.DOWN)
        placed.append(feeder)
        second = place_entity(Prototype.StoneFurnace, position=furnace.position.down(3))
        placed.append(second)
        inserter = place_entity_next_to(Prototype.BurnerInserter, second.position, Direction.DOWN)
        placed.append(inserter)
        placed.append(place_entity(Prototype.WoodenChest, position=inserter.drop_position))
        for machine, kilowatts in ((top, 150), (side, 150), (furnace, 90), (second, 90), (feeder, 20), (inserter, 10)):
            fuel_up(machine, minutes * 60 * kilowatts // 4000 + 1)  # coal of 4000 kJ
    except Exception:
        take_down(placed)
        raise
    return placed


def build_several(build: Any, count: int, ore: Any, minutes: int) -> int:
    """Build `count` of a layout around the nearest ore, or around the patch's middle where that fails."""
    built = 0
    for number in range(count):
        where = nearest(ore)
        for centre in (where, get_resource_patch(ore, where).bounding_box.center):
            try:
                placed = build(ore, centre, minutes)
            except Exception as problem:
                print("no", build.__name__, "number", number + 1, "around", centre, "because", problem)
                continue
            print("built", [(entity.name, entity.position) for entity in placed])
            built += 1
            break
    return built
