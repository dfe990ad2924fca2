"""Chemical lines: rows of plants by the refinery, with gas and water piped to them."""

# ruff: noqa: T201, BLE001 - agent programs speak by printing, and the tools' failures have no narrower common class

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agents.experts.layouts.basics import take_down
from agents.experts.layouts.mines import build_smelting_lines
from agents.experts.layouts.oil import ensure_water, keep_ports_free, pipe
from agents.experts.layouts.power import bring_power
from agents.experts.layouts.rows import build_row, carry, chest_at_hand, collect, making, place_at, recipe_of

if TYPE_CHECKING:
    from agents.experts.agent_names import (
        BuildingBox,
        Direction,
        Position,
        Prototype,
        Resource,
        connect_entities,
        get_entities,
        get_prototype_recipe,
        get_resource_patch,
        insert_item,
        move_to,
        nearest,
        nearest_buildable,
        place_entity,
        prototype_by_name,
        sleep,
    )


def ensure_rows(stations: list[str], recipe: str, count: int, above: Any = None) -> list[Any]:
    """Have `count` machines of a recipe, in as many rows as it takes, with the fluids they take and power.

    `recipe` is the one of the stations whose machines are counted; the rows stand by the first refinery. A machine of
    the recipe `above` is fed from a chest above it as well.
    """
    near = get_entities({Prototype.OilRefinery})[0].position
    while len(making(recipe)) < count:
        row = build_row(near, stations)
        try:
            machines = [one for one in row if hasattr(one, "recipe")]
            for machine in machines:
                row += keep_ports_free(machine)
                if recipe_of(machine) == above:
                    row += feed_from_above(machine)
            for machine in machines:
                pipe_in(machine)
            bring_power(*[one for one in row if "chest" not in one.name and one.name != "pipe"])
        except Exception:
            take_down(row)
            raise
    return making(recipe)


def feed_from_above(machine: Any) -> list[Any]:
    """A chest above a machine, and the inserter that feeds the machine from it."""
    carry(Prototype.Inserter, 1)
    arm = place_at(Prototype.Inserter, Direction.DOWN, machine.position.up(2))
    return [arm, place_at(chest_at_hand(), Direction.UP, machine.position.up(3))]


def pipe_in(machine: Any) -> None:
    """Pipe to a machine every fluid its recipe takes, from what makes it here."""
    for ingredient in get_prototype_recipe(recipe_of(machine)).ingredients:
        if ingredient.type == "fluid":
            for source in sources_of(ingredient.name):
                pipe(source, machine)


def sources_of(fluid: str) -> list[Any]:
    """Where a fluid comes from: the shore nearest to the refineries, the refineries, or the plants that make it."""
    refineries = get_entities({Prototype.OilRefinery})
    if fluid == "water":
        return [ensure_water(refineries[0].position)]
    if fluid in ("petroleum-gas", "light-oil", "heavy-oil"):
        return [refinery for refinery in refineries if fluid in refinery.output_fluids]
    return making(fluid)


def lead_from_mine(ore: Any, smelt: bool, arm: Any) -> list[Any]:
    """A drill on the ore nearest to an inserter, a furnace behind it if `smelt`, and a belt to the inserter.

    Fails where the belts at hand do not reach; nothing is left standing then.
    """
    placed: list[Any] = []
    try:
        move_to(arm.position)
        spot = nearest(ore)
        if spot.distance(arm.position) > 230:
            raise Exception(f"{spot} is too far away for the belts I have")
        if spot.distance(arm.position) > 100 and water_between(arm.position, spot):
            raise Exception(f"there is a lake on the way to {spot}")
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


def water_between(here: Position, there: Position) -> bool:
    """Whether water lies on the straight way between two places, so that belts would have to go far around."""
    way = there - here
    for part in range(1, 10):
        try:
            get_resource_patch(Resource.Water, Position(here.x + way.x * part / 10, here.y + way.y * part / 10), 10)
        except Exception:
            continue
        return True
    return False


def lead_or_stock(arm: Any, ore: Any, smelt: bool, item: str, count: int) -> None:
    """Feed an inserter by a belt from the nearest ore, or, where that is too far, from a chest that I fill by hand."""
    try:
        lead_from_mine(ore, smelt, arm)
    except Exception as problem:
        print("no belt because", problem)
        build_smelting_lines(ore, 1, 1 if smelt else 0)
        sleep(600)
        print(item, "at hand", collect(item, count))
        chest = place_at(chest_at_hand(), Direction.UP, arm.pickup_position)
        insert_item(prototype_by_name[item], chest, count)
