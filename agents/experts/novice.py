"""`scripted/novice`: makes the mistakes beginners make, one a step, and learns slowly.

Every one of them is a legal reply: names that do not exist, building out of reach, drills without fuel or without a
place for their ore, digging by hand, an answer without a program. A run of it shows what the environment says to each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from agents.experts.reading import read

STEPS = (
    ("Let me see what I have.", "print(inventory)"),
    ("I put a drill on the ore.", "place_entity(Prototype.BurnerMiningDrill, position=nearest(Resource.IronOre))"),
    (
        "I have to be there first. Now the drill will mine.",
        "ore = nearest(Resource.IronOre)\n"
        "move_to(ore)\n"
        "drill = place_entity(Prototype.BurnerMiningDrill, Direction.DOWN, ore)\n"
        "sleep(10)\n"
        "print(get_entity(Prototype.BurnerMiningDrill, drill.position))",
    ),
    (
        "It has no fuel. I give it some coal and wait.",
        "drill = insert_item(Prototype.Coal, drill, 5)\n"
        "sleep(20)\n"
        "print(get_entity(Prototype.BurnerMiningDrill, drill.position).warnings)",
    ),
    ("The ore needs a place to go to. I think a chest would be good there, or perhaps a furnace.", ""),
    (
        "I dig some ore by hand meanwhile.",
        "ore = nearest(Resource.IronOre)\nmove_to(ore)\nprint(harvest_resource(ore, 10))",
    ),
    (
        "A furnace, then, and the ore goes into it by hand.",
        "furnace = place_entity_next_to(Prototype.StoneFurnace, drill.position, Direction.UP)\n"
        "furnace = insert_item(Prototype.IronOre, furnace, 10)\n"
        "sleep(10)\n"
        "print(furnace.status)",
    ),
    (
        "It needs coal as well.",
        "furnace = insert_item(Prototype.Coal, furnace, 5)\n"
        "sleep(20)\n"
        "print(get_entity(Prototype.StoneFurnace, furnace.position))",
    ),
    (
        "Now a chest where the drill drops.",
        "chest = place_entity(Prototype.WoodenChest, position=drill.drop_position)\n"
        "sleep(10)\n"
        "print(inspect_inventory(chest))",
    ),
)
AFTERWARDS = ("I wait and see.", "sleep(10)\nfor entity in get_entities():\n    print(entity.name, entity.status)")


def novice(messages: Sequence[Mapping[str, Any]]) -> str:
    """The reply to these messages; the same messages always get the same reply."""
    step = read(messages).step
    said, code = STEPS[step - 1] if step <= len(STEPS) else AFTERWARDS
    return f"{said}\n\n```python\n{code}\n```" if code else said
