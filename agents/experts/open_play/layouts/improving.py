"""Better machines in the places of the first ones: steel from furnaces fed by hand, assembling machines 2."""

# ruff: noqa: T201, BLE001 - agent programs speak by printing, and the tools' failures have no narrower common class

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agents.experts.open_play.layouts.acting import have, known, place
from agents.experts.open_play.layouts.sites import find_box, site_boxes

if TYPE_CHECKING:
    from agents.experts.agent_names import (
        Direction,
        Position,
        Prototype,
        get_entities,
        get_entity,
        insert_item,
        inspect_inventory,
        pickup_entity,
        place_entity,
        set_entity_recipe,
    )
    from agents.experts.open_play.variables import book


def make_steel(furnaces: int) -> int:
    """Keep some furnaces beside the base busy with iron plates for steel; returns how much steel is carried.

    They are refuelled and emptied with all others that no belt feeds. A steel plate takes five of iron and 16 s.
    """
    places = book.setdefault("steel", [])
    while len(places) < furnaces and have(Prototype.StoneFurnace, 1):
        left, top = book["sites"]["base"]["box"][:2]
        box = find_box(Prototype.StoneFurnace, 2, 2, (left, top - 6), site_boxes())
        place(Prototype.StoneFurnace, Direction.UP, box[0] + 1, box[1] + 1)
        places.append([box[0] + 1, box[1] + 1])
    for x, y in places:
        furnace = get_entity(Prototype.StoneFurnace, Position(x=x, y=y))
        missing = 50 - furnace.furnace_source[Prototype.IronPlate]
        if missing > 20 and inspect_inventory()[Prototype.IronPlate] > missing + 100:
            insert_item(Prototype.IronPlate, furnace, missing)
    return int(inspect_inventory()[Prototype.SteelPlate])


def modernise() -> int:
    """Put assembling machines 2 in the place of the first kind, as far as steel goes; returns how many are left."""
    if not known("automation-2"):
        return 1
    make_steel(6)
    old = get_entities({Prototype.AssemblingMachine1})
    for number, machine in enumerate(old):
        if not have(Prototype.AssemblingMachine2, 1):
            return len(old) - number
        recipe = machine.recipe.name
        pickup_entity(machine)
        x, y = machine.position.x, machine.position.y
        try:
            better: Any = place(Prototype.AssemblingMachine2, Direction.UP, x, y)
        except Exception as problem:
            print("cannot modernise", (x, y), problem)
            better = place_entity(Prototype.AssemblingMachine1, Direction.UP, machine.position)
        set_entity_recipe(better, recipe)
    return 0
