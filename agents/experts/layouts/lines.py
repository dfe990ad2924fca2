"""Belt lines: leading goods past machines that take from them, and taking products out of machines."""

# ruff: noqa: T201, BLE001 - agent programs speak by printing, and the tools' failures have no narrower common class

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agents.experts.layouts.basics import take_down
from agents.experts.layouts.frames import way_to
from agents.experts.layouts.power import bring_power, pole_kind
from agents.experts.layouts.rows import build_row, chest_at_hand, chests_of, place_at

if TYPE_CHECKING:
    from agents.experts.agent_names import (
        Direction,
        Position,
        Prototype,
        can_place_entity,
        connect_entities,
        pickup_entity,
        rotate_entity,
    )


def build_powered_row(near: Position, stations: list[str]) -> list[Any]:
    """A row as build_row makes it, with room for belts above and below, on the steam plant's wires.

    The poles stand above the row's own inserters, so that they are in no belt's way.
    """
    row = build_row(near, stations, 5)
    placed = list(row)
    try:
        for part in row:
            if part.name == "inserter":
                placed.append(place_at(pole_kind(), Direction.UP, part.position.up(1)))
        bring_power(*[part for part in row if "chest" not in part.name])
    except Exception:
        take_down(placed)
        raise
    return row


def lead_past(source: Any, machines: list[Any], side: Any) -> Any:
    """Lead the belts of `source` on past machines, with an inserter at each, and return the BeltGroup.

    `source` is what connect_entities begins with: a BeltGroup, an inserter, a drill. The inserters are tried at the
    middles of the machines on that side, then towards one end and the other, then on other sides; a machine that
    has no room there gets its inserter where there is some. The nearest machine is led to first, or else the farthest.
    """
    trouble: Any = None
    start = source.outputs[0].position if hasattr(source, "outputs") else source.drop_position
    kinds = {Prototype.TransportBelt, Prototype.UndergroundBelt}
    near_first = sorted(machines, key=lambda machine: machine.position.distance(start))
    slots = slots_from(side)
    for number in range(6):
        placed: list[Any] = []
        try:
            for machine in near_first:
                placed.append(hand_where_free(machine, slots[number:] + slots[:number]))
        except Exception as problem:
            take_down(placed)
            raise Exception(f"a machine has no free side left: {problem}") from problem
        for hands in (placed, placed[::-1])[: len(placed)]:
            try:
                line = connect_entities(source, *[hand.pickup_position for hand in hands], connection_type=kinds)
                bring_power(*hands)
                return line
            except Exception as problem:
                print("no way past", [hand.position for hand in hands], problem)
                trouble = problem
        take_down(placed)
    raise Exception(f"found no way past the machines: {trouble}")


def hand_where_free(machine: Any, slots: list[tuple[Any, int]]) -> Any:
    """An inserter that feeds a machine, in the first of some slots (side, shift) with room for it and its belt."""
    trouble: Any = None
    for side, shift in slots:
        try:
            hand = hand_into(machine, side, shift)
        except Exception as problem:
            trouble = problem
            continue
        if can_place_entity(Prototype.TransportBelt, side, hand.pickup_position):
            return hand
        trouble = f"something is at {hand.pickup_position}"
        pickup_entity(hand)
    raise Exception(f"no room for an inserter at {machine.name}, {machine.position}: {trouble}")


def slots_from(side: Any) -> list[tuple[Any, int]]:
    """Where inserters can stand at a machine, as (side, tiles from the middle of it): on that side first."""
    faces = [side, *[face for face in (Direction.UP, Direction.DOWN, Direction.LEFT, Direction.RIGHT) if face != side]]
    return [(face, shift) for face in faces for shift in (0, -1, 1)]


def side_step(side: Any) -> Position:
    """One tile towards a side."""
    steps = {Direction.UP: (0, -1), Direction.DOWN: (0, 1), Direction.LEFT: (-1, 0), Direction.RIGHT: (1, 0)}
    return Position(x=steps[side][0], y=steps[side][1])


def hand_into(machine: Any, side: Any, shift: int) -> Any:
    """An inserter that feeds a machine from a side, so many tiles beside the middle of it."""
    step = side_step(side)
    where = machine.position + Position(x=2 * step.x + shift * abs(step.y), y=2 * step.y + shift * abs(step.x))
    return place_at(Prototype.Inserter, way_to(where, machine.position), where)


def lead_from(maker: Any, way_out: Any, machines: list[Any], side: Any) -> Any:
    """Take products out of a machine by an inserter on one side, and lead them past machines as lead_past does.

    Where something is on the tile it would drop on, the inserter moves on, to another side in the end.
    """
    tried: list[Any] = []
    for face, shift in slots_from(way_out):
        placed: list[Any] = []
        try:
            placed.append(hand_into(maker, face, shift))
            hand = rotate_entity(placed[0], face)
            if not can_place_entity(Prototype.TransportBelt, face, hand.drop_position):
                raise Exception(f"the inserter would drop on what is at {hand.drop_position}")
            bring_power(hand)
        except Exception as problem:
            print("not out of", maker.name, "at", face, shift, problem)
            take_down(placed)
            continue
        try:
            return lead_past(hand, machines, side)
        except Exception as problem:
            take_down(placed)
            tried.append(problem)
            if len(tried) == 3:  # each takes long to find that there is no way
                break
    raise Exception(f"found no way from {maker.name} to the machines: {tried}")


def hand_to_chests(machine: Any, side: Any, count: int = 1) -> list[Any]:
    """The chests a machine is emptied into, `count` at the least; new ones stand on that side if they can."""
    chests = chests_of(machine, feeding=False)
    trouble: Any = None
    for face, shift in slots_from(side):
        if len(chests) >= count:
            break
        placed: list[Any] = []
        try:
            placed.append(hand_into(machine, face, shift))
            hand = rotate_entity(placed[0], face)
            placed.append(place_at(chest_at_hand(), Direction.UP, hand.drop_position))
            bring_power(hand)
            chests.append(placed[1])
        except Exception as problem:
            trouble = problem
            take_down(placed)
    if len(chests) < count:
        raise Exception(f"no room for a chest at {machine.name}, {machine.position}: {trouble}")
    return chests
