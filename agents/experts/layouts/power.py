"""Steam power at a coal field, which feeds itself: every drill drops its coal straight into a boiler."""

# ruff: noqa: T201, BLE001 - agent programs speak by printing, and the tools' failures have no narrower common class

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agents.experts.layouts.basics import take_down

if TYPE_CHECKING:
    from agents.experts.agent_names import (
        BuildingBox,
        Direction,
        Position,
        Prototype,
        Resource,
        connect_entities,
        craft_item,
        get_entities,
        get_resource_patch,
        insert_item,
        inspect_inventory,
        move_to,
        nearest,
        nearest_buildable,
        place_entity,
        sleep,
    )


def build_power(columns: int, room: int) -> dict[str, Any]:
    """A steam plant of `columns` columns of 1.8 MW, at a place with room for `room` of them.

    A column is an electric drill on coal that drops into a boiler, with two engines in a line behind it. The first
    coal comes from the inventory; from then on it runs for as long as there is coal in the ground and the engines are
    not overloaded.
    """
    trouble: Any = None
    move_to(nearest(Resource.Coal))
    for plant in power_sites(room):
        placed: list[Any] = []
        try:
            inlet = power_spot(plant, -2, 2)
            move_to(inlet)
            placed.append(place_entity(Prototype.Pipe, position=inlet))
            for _ in range(columns):
                placed += add_power_column(plant)
            move_to(nearest(Resource.Water))
            pump = place_entity(Prototype.OffshorePump, position=nearest(Resource.Water))
            placed.append(pump)
            connect_entities(pump, placed[0], connection_type={Prototype.Pipe, Prototype.UndergroundPipe})
        except Exception as problem:
            print("no power plant at", plant["origin"], "because", problem)
            trouble = problem
            take_down(placed)
            continue
        sleep(10)
        print("power plant at", plant["origin"], "engines", [engine.status for engine in find_engines()])
        return plant
    raise Exception(f"found no place for a power plant: {trouble}")


def power_sites(room: int) -> list[dict[str, Any]]:
    """Places at a coal field where `room` columns fit, those at its edges first and their water end to the water."""
    patch = get_resource_patch(Resource.Coal, nearest(Resource.Coal)).bounding_box
    water = nearest(Resource.Water)
    wide, deep = 4 * room + 1, 15
    middle = patch.center
    found = []
    for inset in (2, 5, 8, 11):
        for direction in (Direction.UP, Direction.LEFT, Direction.DOWN, Direction.RIGHT):
            upright = direction in (Direction.UP, Direction.DOWN)
            width, height = (wide, deep) if upright else (deep, wide)
            left, top = middle.x - width / 2, middle.y - height / 2
            if direction == Direction.UP:
                top = patch.left_top.y + inset - deep
            elif direction == Direction.DOWN:
                top = patch.right_bottom.y - inset
            elif direction == Direction.LEFT:
                left = patch.left_top.x + inset - deep
            else:
                left = patch.right_bottom.x - inset
            try:
                box = nearest_buildable(
                    Prototype.SteamEngine, BuildingBox(width=width, height=height), Position(x=int(left), y=int(top))
                )
            except Exception as problem:
                print("no room", direction, problem)
                continue
            first, last = (box.left_top.x, box.right_bottom.x) if upright else (box.left_top.y, box.right_bottom.y)
            sea = water.x if upright else water.y
            across = 1 if abs(first - sea) <= abs(last - sea) else -1
            along = first + 2.5 if across == 1 else last - 2.5
            low = box.right_bottom.y - 1.5 if direction == Direction.UP else box.left_top.y + 1.5
            side = box.right_bottom.x - 1.5 if direction == Direction.LEFT else box.left_top.x + 1.5
            origin = Position(x=along, y=low) if upright else Position(x=side, y=along)
            plant = {"origin": origin, "direction": direction, "across": across, "columns": 0, "room": room}
            if all(has_coal(power_spot(plant, 4 * number, 0)) for number in range(room)):
                found.append(plant)
    return found


def has_coal(place: Position) -> bool:
    """Whether a drill at a place would find coal for hours."""
    try:
        patch = get_resource_patch(Resource.Coal, place, 0)
    except Exception:
        return False
    return bool(patch.size > 10000)


def power_spot(plant: dict[str, Any], across: float, depth: float) -> Position:
    """A place of a plant: `across` along its row of boilers, `depth` away from its drills towards the engines."""
    along = across * plant["across"]
    forward = {Direction.UP: (0, -1), Direction.DOWN: (0, 1), Direction.LEFT: (-1, 0), Direction.RIGHT: (1, 0)}
    ahead = forward[plant["direction"]]
    origin = plant["origin"]
    if ahead[0] == 0:
        return Position(x=origin.x + along, y=origin.y + depth * ahead[1])
    return Position(x=origin.x + depth * ahead[0], y=origin.y + along)


def add_power_column(plant: dict[str, Any]) -> list[Any]:
    """One more drill, boiler and pair of engines in a plant: 1.8 MW. The fluids and wires join by touching."""
    placed: list[Any] = []
    start = 4 * plant["columns"]
    direction = plant["direction"]
    pole = pole_kind()
    try:
        move_to(power_spot(plant, start + 2, 4))
        drill = place_entity(Prototype.ElectricMiningDrill, direction, power_spot(plant, start, 0))
        placed.append(drill)
        boiler = place_entity(Prototype.Boiler, direction, power_spot(plant, start, 2.5))
        placed.append(boiler)
        insert_item(Prototype.Coal, boiler, 20)
        placed.append(place_entity(Prototype.Pipe, position=power_spot(plant, start + 2, 2)))
        placed.append(place_entity(pole, position=power_spot(plant, start + 2, 1)))
        placed.append(place_entity(Prototype.SteamEngine, direction, power_spot(plant, start, 6)))
        placed.append(place_entity(pole, position=power_spot(plant, start + 2, 6)))
        move_to(power_spot(plant, start + 2, 9))
        placed.append(place_entity(Prototype.SteamEngine, direction, power_spot(plant, start, 11)))
        placed.append(place_entity(pole, position=power_spot(plant, start + 2, 10)))
    except Exception:
        take_down(placed)
        raise
    plant["columns"] += 1
    return placed


def grow_power(plant: dict[str, Any], columns: int) -> None:
    """Let a plant have `columns` columns in all, its boilers and engines crafted by hand where none are carried.

    A boiler takes 4 pipes and a stone furnace, an engine 5 pipes and 26 iron plates.
    """
    while plant["columns"] < columns:
        have = inspect_inventory()
        for part, needed in ((Prototype.Boiler, 1), (Prototype.SteamEngine, 2), (Prototype.ElectricMiningDrill, 1)):
            if have[part] < needed:
                craft_item(part, needed - have[part])
        add_power_column(plant)
        print("the plant has", plant["columns"], "columns now:", plant["columns"] * 1800, "kW")


def pole_kind() -> Any:
    """The poles at hand."""
    have = inspect_inventory()
    medium, small = Prototype.MediumElectricPole, Prototype.SmallElectricPole
    return medium if have[medium] >= have[small] else small


def find_engines() -> list[Any]:
    """All steam engines."""
    return list(get_entities({Prototype.SteamEngine}))


def bring_power(*machines: Any) -> Any:
    """Connect machines to the steam plant with the poles at hand, wherever they stand; returns the pole group."""
    return connect_entities(find_engines()[0], *machines, connection_type=pole_kind())
