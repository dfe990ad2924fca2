"""Oil fields: pumpjacks on wells, piped together, and refineries beside them; water from the nearest shore."""

# ruff: noqa: T201, BLE001 - agent programs speak by printing, and the tools' failures have no narrower common class

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agents.experts.layouts.basics import take_down
from agents.experts.layouts.rows import carry, free_site, making, place_at

if TYPE_CHECKING:
    from agents.experts.agent_names import (
        BuildingBox,
        Direction,
        Position,
        Prototype,
        Resource,
        connect_entities,
        floor,
        get_entities,
        move_to,
        nearest,
        nearest_buildable,
        place_entity,
        set_entity_recipe,
    )


def pipe(source: Any, target: Any) -> Any:
    """Pipes from one thing to another, below ground where that saves some; nothing where they are joined already."""
    return connect_entities(source, target, {Prototype.Pipe, Prototype.UndergroundPipe})


def ensure_pumpjacks(count: int) -> list[Any]:
    """Have `count` pumpjacks on the nearest field, each with room for pipes around it where the wells allow it."""
    jacks: list[Any] = get_entities({Prototype.PumpJack})
    first = jacks[0].position if jacks else nearest(Resource.CrudeOil)
    for room in (7, 5, 3):
        while len(jacks) < count:
            try:
                corner = Position(floor(first.x) - room // 2, floor(first.y) - room // 2)
                size = BuildingBox(width=room, height=room)
                move_to(nearest_buildable(Prototype.PumpJack, size, corner).center)
                jacks.append(place_entity(Prototype.PumpJack, Direction.UP, nearest(Resource.CrudeOil)))
                print("pumpjack at", jacks[-1].position)
            except Exception as problem:
                print("no pumpjack with", room, "tiles of room because", problem)
                break
    if not jacks:
        raise Exception("there is no well to build on")
    return jacks


def ensure_tank(fluid: str, source: Any, near: Position) -> Any:
    """A storage tank that holds a fluid, piped to what it comes from."""
    for tank in get_entities({Prototype.StorageTank}):
        if tank.fluid == fluid:
            pipe(source, tank)
            return tank
    return build_tank(source, near)


def build_tank(source: Any, near: Position) -> Any:
    """A storage tank, for 25,000 of what comes from a source."""
    site = free_site(9, 9, near)
    tank = place_at(Prototype.StorageTank, Direction.UP, site.left_top + Position(4.5, 4.5))
    try:
        pipe(source, tank)
    except Exception:
        take_down([tank])
        raise
    return tank


def ensure_outlet(refinery: Any, fluid: str) -> Any:
    """A tank for one of the fluids a refinery makes, piped to the outlet of just that fluid."""
    points = [point for point in refinery.output_connection_points if point.type == fluid]
    return ensure_tank(fluid, Position(points[0].x, points[0].y), refinery.position)


def keep_ports_free(machine: Any) -> list[Any]:
    """A pipe at every port of a machine that a fluid goes through, so that nothing else is set there or beside it."""
    placed = []
    for port in [*getattr(machine, "input_connection_points", []), *getattr(machine, "output_connection_points", [])]:
        if port.type:
            beyond = (machine.tile_dimensions.tile_height + 1) / 2  # the point is on the machine's edge
            row = machine.position.y + (beyond if port.y > machine.position.y else -beyond)
            placed.append(place_at(Prototype.Pipe, Direction.UP, Position(port.x, row)))
    return placed


def ensure_refineries(count: int, recipe: Any, jacks: list[Any]) -> list[Any]:
    """Have `count` refineries of a recipe beside the field, each fed by all the pumpjacks."""
    refineries = making(recipe.value)
    while len(refineries) < count:
        site = free_site(13, 13, jacks[0].position)
        refinery = place_at(Prototype.OilRefinery, Direction.UP, site.left_top + Position(6.5, 6.5))
        refineries.append(set_entity_recipe(refinery, recipe))
        keep_ports_free(refineries[-1])
        print("refinery at", refinery.position)
    for refinery in refineries:
        for jack in jacks:
            pipe(jack, refinery)
        if "water" in refinery.input_fluids:
            pipe(ensure_water(refinery.position), refinery)
    return refineries


def ensure_water(near: Position) -> Any:
    """An offshore pump: one that stands already, unless the nearest shore is much nearer to the position."""
    move_to(near)
    shore = nearest(Resource.Water)
    pumps = sorted(get_entities({Prototype.OffshorePump}), key=lambda pump: pump.position.distance(near))
    if pumps and pumps[0].position.distance(near) < shore.distance(near) + 60:
        return pumps[0]
    carry(Prototype.OffshorePump, 1)
    move_to(shore)
    return place_entity(Prototype.OffshorePump, Direction.UP, shore)
