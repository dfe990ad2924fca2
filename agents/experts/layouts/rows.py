"""Rows of machines: stations side by side with inserters between them, and the moving of goods by hand.

A row is written as it stands: `["chest", ">", "plastic-bar", ">", "chest"]` is a chest, an inserter that hands on to
the right, a machine that makes plastic, an inserter and a chest. "<" hands to the left. What a chest's inserter may
pick is decided by what the machine behind it takes, so one chest may hold all the ingredients.
"""

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
        craft_item,
        extract_item,
        floor,
        get_entities,
        get_entity,
        insert_item,
        inspect_inventory,
        move_to,
        nearest_buildable,
        place_entity,
        prototype_by_name,
        set_entity_recipe,
    )


def free_site(width: int, height: int, near: Position) -> Any:
    """A free box of ground around `near`, or in wider and wider circles around it."""
    problem: Any = None
    for ring in (0, 30, 60):
        for dx, dy in ((0, 0),) if ring == 0 else ((ring, 0), (-ring, 0), (0, ring), (0, -ring)):
            corner = Position(floor(near.x + dx - width / 2), floor(near.y + dy - height / 2))
            try:
                return nearest_buildable(Prototype.WoodenChest, BuildingBox(width=width, height=height), corner)
            except Exception as no_room:
                problem = no_room
    raise problem


def carry(prototype: Any, count: int) -> int:
    """Have at least `count` of something on me, crafting what is missing."""
    missing = count - inspect_inventory().get(prototype, 0)
    if missing > 0:
        craft_item(prototype, missing)
    return int(inspect_inventory()[prototype])


def chest_at_hand() -> Any:
    """The kind of chest I carry, crafting an iron one when there is none."""
    if inspect_inventory().get(Prototype.WoodenChest, 0) > 0:
        return Prototype.WoodenChest
    carry(Prototype.IronChest, 1)
    return Prototype.IronChest


def machine_for(recipe: str) -> Any:
    """The kind of machine a recipe is made in."""
    if recipe in ("sulfur", "sulfuric-acid", "plastic-bar", "battery", "lubricant", "light-oil-cracking"):
        return Prototype.ChemicalPlant
    return Prototype.AssemblingMachine2


def place_at(prototype: Any, direction: Any, where: Position) -> Any:
    """Walk there and place something."""
    move_to(where)
    return place_entity(prototype, direction, where)


def build_row(near: Position, stations: list[str], margin: int = 3) -> list[Any]:
    """Build a row as it is written, on a free site near a position, with `margin` free tiles around for pipes."""
    kinds = [station if station in ("<", ">", "chest") else "machine" for station in stations]
    width = len(kinds) + 2 * kinds.count("machine")
    site = free_site(width + 2 * margin, 3 + 2 * margin, near)
    x, y = site.left_top.x + margin, site.left_top.y + margin + 1.5
    placed: list[Any] = []
    try:
        for station, kind in zip(stations, kinds, strict=True):
            size = 3 if kind == "machine" else 1
            where = Position(x + size / 2, y)
            if kind == "machine":
                carry(machine_for(station), 1)
                placed.append(place_at(machine_for(station), Direction.UP, where))
                placed[-1] = set_entity_recipe(placed[-1], prototype_by_name[station])
            elif kind == "chest":
                placed.append(place_at(chest_at_hand(), Direction.UP, where))
            else:
                carry(Prototype.Inserter, 1)
                way = Direction.RIGHT if station == ">" else Direction.LEFT
                placed.append(place_at(Prototype.Inserter, way, where))
            x += size
    except Exception:
        take_down(placed)
        raise
    print("built", [(entity.name, entity.position) for entity in placed])
    return placed


def recipe_of(machine: Any) -> str:
    """The name of a machine's recipe, "" where it has none."""
    return str(getattr(machine.recipe, "name", machine.recipe) or "")


def making(recipe: str) -> list[Any]:
    """The machines that are set to a recipe, from north to south."""
    kinds = {Prototype.AssemblingMachine1, Prototype.AssemblingMachine2, Prototype.ChemicalPlant, Prototype.OilRefinery}
    return [machine for machine in get_entities(kinds) if recipe_of(machine) == recipe]


def arms_of(machine: Any, feeding: bool) -> list[Any]:
    """The inserters that feed a machine, or those that empty it."""
    found = []
    for arm in get_entities({Prototype.Inserter}, machine.position, 4):
        end = arm.drop_position if feeding else arm.pickup_position
        if abs(end.x - machine.position.x) < 1.6 and abs(end.y - machine.position.y) < 1.6:
            found.append(arm)
    return found


def chests_of(machine: Any, feeding: bool) -> list[Any]:
    """The chests a machine is fed from, or those it is emptied into."""
    found = []
    for arm in arms_of(machine, feeding):
        for kind in (Prototype.WoodenChest, Prototype.IronChest, Prototype.SteelChest):
            chest = get_entity(kind, arm.pickup_position if feeding else arm.drop_position)
            if chest is not None:
                found.append(chest)
    return found


def stock(recipe: str, each: dict[str, int], enough: int = 0) -> None:
    """Fill the chests of all machines of a recipe up to these amounts a machine; what is short is shared evenly.

    What I do not carry is fetched from the chests it comes out of, one item after the other, so that I can carry it.
    Where `enough` of the product has piled up already, the materials are left to others.
    """
    if enough and waiting(recipe) >= enough:
        print("there is enough", recipe)
        return
    groups = [chests_of(machine, feeding=True) for machine in making(recipe)]
    spread = [(chest, len(group)) for group in groups for chest in group]
    for item, count in each.items():
        thing = prototype_by_name[item]
        missing = [max(0, count // parts - inspect_inventory(chest).get(thing, 0)) for chest, parts in spread]
        share = min(1.0, collect(item, sum(missing)) / max(1, sum(missing)))
        for (chest, _), lacking in zip(spread, missing, strict=True):
            if floor(lacking * share) > 0:
                insert_item(thing, chest, floor(lacking * share))
        print(recipe, "chests lacked", sum(missing), item, "and got", round(100 * share), "%")


def waiting(item: str) -> int:
    """How much of an item lies in chests."""
    thing = prototype_by_name[item]
    kinds = {Prototype.WoodenChest, Prototype.IronChest, Prototype.SteelChest}
    return sum(chest.inventory.get(thing, 0) for chest in get_entities(kinds))


def collect(item: str, wanted: int) -> int:
    """Have `wanted` of an item, taken out of the chests no inserter picks from; how many I carry then."""
    thing = prototype_by_name[item]
    picked = [arm.pickup_position for arm in get_entities({Prototype.Inserter, Prototype.BurnerInserter})]
    for chest in get_entities({Prototype.WoodenChest, Prototype.IronChest, Prototype.SteelChest}):
        missing = wanted - inspect_inventory().get(thing, 0)
        held = chest.inventory.get(thing, 0)
        if min(missing, held) > 0 and not any(chest.position.is_close(spot) for spot in picked):
            try:
                extract_item(thing, chest, min(missing, held))
            except Exception as problem:
                print("not all of the", item, "because", problem)
                break
    return int(inspect_inventory().get(thing, 0))


def fetch(wanted: dict[str, int]) -> None:
    """Carry so many of each item, as far as there are any: for building machines and chests."""
    print("I carry", {item: collect(item, count) for item, count in wanted.items()})
