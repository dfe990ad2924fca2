"""Chemical lines: rows of plants by the refinery, with gas and water piped to them."""

# ruff: noqa: T201 - agent programs speak by printing

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agents.experts.layouts.basics import take_down
from agents.experts.layouts.oil import ensure_water, pipe
from agents.experts.layouts.power import bring_power
from agents.experts.layouts.rows import build_row, making, place_at

if TYPE_CHECKING:
    from agents.experts.agent_names import (
        BuildingBox,
        Direction,
        Position,
        Prototype,
        connect_entities,
        get_entities,
        move_to,
        nearest,
        nearest_buildable,
        place_entity,
    )


def ensure_chemistry(stations: list[str], recipe: str, count: int) -> list[Any]:
    """Have `count` plants of a recipe, each in a row of its own, with the gas and water it takes, and power.

    `recipe` is the one of the stations whose machines are counted.
    """
    refineries = get_entities({Prototype.OilRefinery})
    while len(making(recipe)) < count:
        row = build_row(refineries[0].position, stations)
        try:
            machines = [one for one in row if one.name == "chemical-plant"]
            for plant in machines:
                if "petroleum-gas" in plant.input_fluids:
                    for refinery in refineries:
                        pipe(refinery, plant)
                if "water" in plant.input_fluids:
                    pipe(ensure_water(refineries[0].position), plant)
            bring_power(*[one for one in row if "chest" not in one.name])
        except Exception:
            take_down(row)
            raise
    return making(recipe)


def lead_from_mine(ore: Any, smelt: bool, arm: Any) -> list[Any]:
    """A drill on the ore nearest to an inserter, a furnace behind it if `smelt`, and a belt to the inserter.

    Fails where the belts at hand do not reach; nothing is left standing then.
    """
    placed: list[Any] = []
    try:
        move_to(arm.position)
        spot = nearest(ore)
        height = 8 if smelt else 4
        site = nearest_buildable(Prototype.ElectricMiningDrill, BuildingBox(width=3, height=height), spot)
        middle = site.left_top + Position(1.5, 1.5)
        placed.append(place_at(Prototype.ElectricMiningDrill, Direction.DOWN, middle))
        if smelt:
            placed.append(place_entity(Prototype.ElectricFurnace, Direction.UP, middle.down(3)))
            placed.append(place_entity(Prototype.Inserter, Direction.DOWN, middle.down(5)))
        belts = connect_entities(placed[-1], arm, connection_type={Prototype.TransportBelt, Prototype.UndergroundBelt})
        bring_power(*placed)
        print("a belt of", len(belts.belts), "tiles from", middle, "to", arm.position)
    except Exception:
        take_down(placed)
        raise
    return placed
