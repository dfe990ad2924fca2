"""Electric mines and smelters: rows of drills and furnaces at the edge of a field that share one belt."""

# ruff: noqa: T201, BLE001 - agent programs speak by printing, and the tools' failures have no narrower common class

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agents.experts.layouts.basics import take_down
from agents.experts.layouts.frames import edge_frames, frame_spot, way_to
from agents.experts.layouts.power import bring_power

if TYPE_CHECKING:
    from agents.experts.agent_names import (
        Position,
        Prototype,
        connect_entities,
        extract_item,
        get_entity,
        inspect_inventory,
        move_to,
        nearest,
        place_entity,
        sleep,
    )


def build_diggers(ore: Any, count: int, towards: Position) -> Any:
    """A row of `count` electric drills and the belt their ore lies on: 30 a minute each, before bonuses."""
    return build_ore_row(ore, {"parts": ["drill"], "pitch": 3}, count, towards)


def build_smelters(ore: Any, count: int, towards: Position) -> Any:
    """A row of `count` lines of an electric drill that drops into an electric furnace, and an inserter to the belt.

    A line makes what its drill digs, 30 plates a minute before bonuses; the furnace could do 37.5.
    """
    return build_ore_row(ore, {"parts": ["drill", "furnace", "inserter"], "pitch": 3}, count, towards)


def build_paired_smelters(ore: Any, count: int, towards: Position) -> Any:
    """The same with two drills a furnace, which then makes all the 37.5 plates a minute it can.

    Of stone it takes two for a brick, so there these lines make 30 bricks a minute before bonuses.
    """
    return build_ore_row(ore, {"parts": ["drill", "furnace", "inserter"], "pitch": 6}, count, towards)


def build_best_smelters(ore: Any, count: int, towards: Position) -> Any:
    """As many smelters up to `count` as the field has a place for, with two drills each if it can be."""
    trouble: Any = None
    for number in range(count, 0, -1):
        for build in (build_paired_smelters, build_smelters):
            try:
                return build(ore, number, towards)
            except Exception as problem:
                print("not", number, build.__name__, problem)
                trouble = problem
    raise trouble


def build_steel_row(ore: Any, count: int, towards: Position) -> Any:
    """A row of smelters with a second furnace each: 6 steel a minute a line, before bonuses."""
    parts = ["drill", "furnace", "inserter", "furnace", "inserter"]
    return build_ore_row(ore, {"parts": parts, "pitch": 3}, count, towards)


def build_ore_row(ore: Any, line: dict[str, Any], count: int, towards: Position) -> Any:
    """Rows of lines at the edge of the nearest field of an ore; returns the BeltGroup their goods lie on.

    A line is written from the drill on; a pitch of 6 tiles has room for a second drill beside the furnace. The belt
    ends at the side of `towards`.
    """
    move_to(nearest(ore))
    sizes = {"drill": 3, "furnace": 3, "inserter": 1}
    deep = sum(sizes[part] for part in line["parts"]) + 2
    drills = [(line["pitch"] * number, 0) for number in range(count)]
    if line["pitch"] == 6:
        drills += [(across + 3, 3) for across, _ in drills]
    frames = edge_frames(ore, drills, line["pitch"] * count + 2, deep, towards)
    frames.sort(key=lambda frame: (frame["inset"], frame_spot(frame, 0, deep).distance(towards)))
    trouble: Any = None
    for frame in frames:
        placed: list[Any] = []
        try:
            lasts = []
            for number in reversed(range(count)):
                placed += add_ore_line(frame, line, line["pitch"] * number)
                lasts.append(placed[-1].drop_position)
            end = frame_spot(frame, -2, deep - 3)
            belt = connect_entities(*lasts, end, connection_type=Prototype.TransportBelt)
            placed.append(belt)
            bring_power(*placed[:-1])
        except Exception as problem:
            print("no row of", ore[0], "at", frame["origin"], "because", problem)
            trouble = problem
            take_down(placed)
            continue
        print("built", count, "lines of", line["parts"], "on", ore[0], "at", frame["origin"])
        print("their belt ends at", belt.outputs[0].position)
        return belt
    raise Exception(f"found no place for a row on {ore[0]}: {trouble}")


def add_ore_line(frame: dict[str, Any], line: dict[str, Any], across: int) -> list[Any]:
    """One line of a row, from the drill to what drops on the belt."""
    kinds = {"drill": Prototype.ElectricMiningDrill, "furnace": Prototype.ElectricFurnace}
    placed: list[Any] = []
    try:
        move_to(frame_spot(frame, across, 4))
        if line["pitch"] == 6:
            beside, furnace = frame_spot(frame, across + 3, 3), frame_spot(frame, across, 3)
            placed.append(place_entity(kinds["drill"], way_to(beside, furnace), beside))
        depth = 0.0
        for part in line["parts"]:
            half = 0.5 if part == "inserter" else 1.5
            depth += 0 if part == "drill" else half
            prototype = kinds.get(part, Prototype.Inserter)
            placed.append(place_entity(prototype, frame["direction"], frame_spot(frame, across, depth)))
            depth += half
    except Exception:
        take_down(placed)
        raise
    return placed


def take_off_belt(prototype: Any, amount: int, belt: Any) -> int:
    """Have at least `amount` of something, taken off a belt as it comes; how many are carried then."""
    for _ in range(60):
        missing = amount - inspect_inventory().get(prototype, 0)
        if missing <= 0:
            break
        sleep(10)
        try:
            extract_item(prototype, get_entity(Prototype.BeltGroup, belt.position), missing)
        except Exception as nothing:
            print(nothing)
    return int(inspect_inventory().get(prototype, 0))
