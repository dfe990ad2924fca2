"""Steam power at a coal field, which feeds itself: every drill drops its coal straight into a boiler."""

# ruff: noqa: T201, BLE001 - agent programs speak by printing, and the tools' failures have no narrower common class

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agents.experts.layouts.basics import take_down
from agents.experts.layouts.frames import edge_frames, frame_spot

if TYPE_CHECKING:
    from agents.experts.agent_names import (
        Prototype,
        Resource,
        connect_entities,
        craft_item,
        get_entities,
        insert_item,
        inspect_inventory,
        move_to,
        nearest,
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
    drills = [(4 * number, 0) for number in range(room)]
    for frame in edge_frames(Resource.Coal, drills, 4 * room + 1, 15, nearest(Resource.Water)):
        plant = {**frame, "columns": 0}
        placed: list[Any] = []
        try:
            inlet = frame_spot(plant, -2, 2)
            move_to(inlet)
            placed.append(place_entity(Prototype.Pipe, position=inlet))
            for _ in range(columns):
                placed += add_power_column(plant)
            move_to(nearest(Resource.Water))
            pump = place_entity(Prototype.OffshorePump, position=nearest(Resource.Water))
            placed.append(pump)
            # past the end where the inlet is, so that the pipes stay off the room of later columns
            corner = min((frame_spot(plant, -2, depth) for depth in (15, -2)), key=pump.position.distance)
            kinds = {Prototype.Pipe, Prototype.UndergroundPipe}
            connect_entities(pump, corner, placed[0], connection_type=kinds)
        except Exception as problem:
            print("no power plant at", plant["origin"], "because", problem)
            trouble = problem
            take_down(placed)
            continue
        sleep(10)
        print("power plant at", plant["origin"], "engines", [engine.status for engine in find_engines()])
        return plant
    raise Exception(f"found no place for a power plant: {trouble}")


def add_power_column(plant: dict[str, Any]) -> list[Any]:
    """One more drill, boiler and pair of engines in a plant: 1.8 MW. The fluids and wires join by touching."""
    placed: list[Any] = []
    start = 4 * plant["columns"]
    direction = plant["direction"]
    pole = pole_kind()
    try:
        move_to(frame_spot(plant, start + 2, 4))
        drill = place_entity(Prototype.ElectricMiningDrill, direction, frame_spot(plant, start, 0))
        placed.append(drill)
        boiler = place_entity(Prototype.Boiler, direction, frame_spot(plant, start, 2.5))
        placed.append(boiler)
        insert_item(Prototype.Coal, boiler, 20)
        placed.append(place_entity(Prototype.Pipe, position=frame_spot(plant, start + 2, 2)))
        placed.append(place_entity(pole, position=frame_spot(plant, start + 2, 1)))
        placed.append(place_entity(Prototype.SteamEngine, direction, frame_spot(plant, start, 6)))
        placed.append(place_entity(pole, position=frame_spot(plant, start + 2, 6)))
        move_to(frame_spot(plant, start + 2, 9))
        placed.append(place_entity(Prototype.SteamEngine, direction, frame_spot(plant, start, 11)))
        placed.append(place_entity(pole, position=frame_spot(plant, start + 2, 10)))
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
