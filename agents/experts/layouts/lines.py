"""Belt lines: leading goods past machines that take from them, and taking products out of machines."""

# ruff: noqa: T201, BLE001 - agent programs speak by printing, and the tools' failures have no narrower common class

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agents.experts.layouts.basics import take_down
from agents.experts.layouts.frames import way_to
from agents.experts.layouts.power import bring_power, pole_kind
from agents.experts.layouts.rows import build_row, chest_at_hand, place_at

if TYPE_CHECKING:
    from agents.experts.agent_names import (
        Direction,
        Position,
        Prototype,
        can_place_entity,
        connect_entities,
        place_entity_next_to,
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
    """Lead the belts of `source` on past machines, the nearest first, with an inserter on that side of each.

    `source` is what connect_entities begins with: a BeltGroup, an inserter, a drill. The inserters are tried at the
    middles of the machines, then towards one end and the other. Returns the BeltGroup.
    """
    trouble: Any = None
    start = source.outputs[0].position if hasattr(source, "outputs") else source.drop_position
    kinds = {Prototype.TransportBelt, Prototype.UndergroundBelt}
    for shift in (0, -1, 1):
        placed: list[Any] = []
        try:
            for machine in machines:
                placed.append(hand_into(machine, side, shift))
            hands = sorted(placed, key=lambda hand: hand.position.distance(start))
            line = connect_entities(source, *[hand.pickup_position for hand in hands], connection_type=kinds)
            bring_power(*placed)
        except Exception as problem:
            print("not with inserters", shift, "from the middles:", problem)
            trouble = problem
            take_down(placed)
            continue
        return line
    raise Exception(f"found no way past the machines: {trouble}")


def hand_into(machine: Any, side: Any, shift: int) -> Any:
    """An inserter that feeds a machine from a side, so many tiles beside the middle of it."""
    upright = side in (Direction.UP, Direction.DOWN)
    out = 2 if side in (Direction.DOWN, Direction.RIGHT) else -2
    where = machine.position + (Position(x=shift, y=out) if upright else Position(x=out, y=shift))
    return place_at(Prototype.Inserter, way_to(where, machine.position), where)


def lead_from(maker: Any, way_out: Any, machines: list[Any], side: Any) -> Any:
    """Take products out of a machine by an inserter on one side, and lead them past machines as lead_past does.

    Where other goods pass on the tile it would drop on, the inserter moves to the side.
    """
    trouble: Any = None
    for shift in (0, -1, 1):
        hand = hand_into(maker, way_out, shift)
        try:
            hand = rotate_entity(hand, way_out)
            if not can_place_entity(Prototype.TransportBelt, way_out, hand.drop_position):
                raise Exception(f"the inserter would drop on what is at {hand.drop_position}")
            bring_power(hand)
            return lead_past(hand, machines, side)
        except Exception as problem:
            print("not out of", maker.name, "with an inserter at", hand.position, problem)
            trouble = problem
            take_down([hand])
    raise Exception(f"found no way from {maker.name} to the machines: {trouble}")


def hand_to_chest(machine: Any, side: Any) -> Any:
    """A powered inserter that takes products out of a machine on a side, and the chest it drops them in."""
    placed: list[Any] = []
    try:
        placed.append(place_entity_next_to(Prototype.Inserter, machine.position, side))
        placed.append(place_entity_next_to(chest_at_hand(), placed[0].position, side))
        bring_power(placed[0])
    except Exception:
        take_down(placed)
        raise
    return placed[1]
