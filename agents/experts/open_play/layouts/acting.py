"""Getting and placing things: craft as far as the plates go, walk into reach, place what is not there yet."""

# ruff: noqa: T201, BLE001 - agent programs speak by printing, and the tools' failures have no narrower common class

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agents.experts.agent_names import (
        Position,
        Prototype,
        Resource,
        craft_item,
        get_entities,
        get_research_progress,
        harvest_resource,
        inspect_inventory,
        move_to,
        nearest,
        pickup_entity,
        place_entity,
        set_entity_recipe,
    )
    from agents.experts.open_play.variables import book


def dig(resource: Any, wanted: int) -> int:
    """Have `wanted` of a resource, digging what is missing by hand."""
    item = {Resource.Coal: Prototype.Coal, Resource.Stone: Prototype.Stone, Resource.Wood: Prototype.Wood}
    item.update({Resource.IronOre: Prototype.IronOre, Resource.CopperOre: Prototype.CopperOre})
    for _ in range(40):
        missing = wanted - inspect_inventory()[item[resource]]
        if missing <= 0:
            break
        there = nearest(resource)
        walk(there)
        harvest_resource(there, missing)
    return int(inspect_inventory()[item[resource]])


def have(item: Any, wanted: int) -> bool:
    """Have `wanted` of an item, crafting what is missing, or as many of those as the plates allow."""
    missing = wanted - inspect_inventory()[item]
    if missing > 0 and item in (Prototype.SmallElectricPole, Prototype.WoodenChest):
        dig(Resource.Wood, 2 * missing)
    why = None
    while missing > 0:
        try:
            craft_item(item, missing)
            missing = 0
        except Exception as problem:
            why, missing = problem, missing // 2
    if inspect_inventory()[item] < wanted:
        print("only", inspect_inventory()[item], "of", wanted, item.value[0], str(why)[:200])
        return False
    return True


def walk(position: Any) -> Any:
    """Walk to a position; where my own buildings close every way, the nearest of them is taken down."""
    here = position
    for _ in range(6):
        try:
            here = move_to(position)
            if here.distance(position) < 6:
                break
        except Exception as problem:
            words = str(problem).partition("close every way from x=")[2].split()  # "-7.5 y=42.5. The nearest ..."
            if not words:
                raise
            here = Position(x=float(words[0]), y=float(words[1].removeprefix("y=").rstrip(".")))
        near = [one for one in get_entities(position=here, radius=4) if hasattr(one, "direction")]
        if not near:
            break
        way = min(near, key=lambda one: one.position.distance(here) + 9 * (one.name in ("offshore-pump", "boiler")))
        print("walled in, so I take down", way.name, way.position)
        pickup_entity(way)
        if way.name == "offshore-pump":
            for site in book["sites"].values():
                site["links"] = [label for label in site["links"] if label != "water"]
    return here


def place(kind: Any, facing: Any, x: float, y: float) -> Any:
    """Place something at an exact spot, walking there when it is out of reach."""
    try:
        return place_entity(kind, facing, Position(x=x, y=y))
    except Exception as problem:
        if "far away" not in str(problem):
            raise
        walk(Position(x=x, y=y))
        return place_entity(kind, facing, Position(x=x, y=y))


def missing_parts(parts: list[Any]) -> list[Any]:
    """The parts of a blueprint that do not stand; a better machine in a machine's place is as good."""
    better = {"assembling-machine-2": "assembling-machine-1", "steel-furnace": "stone-furnace"}
    kinds = {part[0] for part in parts} | {Prototype.AssemblingMachine2, Prototype.SteelFurnace}
    standing = {(better.get(one.name, one.name), one.position.x, one.position.y) for one in get_entities(kinds)}
    return [part for part in parts if (part[0].value[0], part[1], part[2]) not in standing]


def build(parts: list[Any]) -> int:
    """Place what is missing of a blueprint, as far as items go, in its order; returns how many parts are left."""
    left = missing_parts(parts)
    need: dict[Any, int] = {}
    for part in left:
        need[part[0]] = need.get(part[0], 0) + 1
    for kind, count in need.items():
        have(kind, count)
    failed = 0
    for kind, x, y, facing, recipe in left:
        if not inspect_inventory()[kind]:
            failed += 1
            continue
        try:
            entity = place(kind, facing, x, y)
        except Exception as problem:
            print("cannot place", kind.value[0], (x, y), problem)
            failed += 1
            continue
        try:
            if recipe is not None:
                set_entity_recipe(entity, recipe)
        except Exception as problem:
            print("no recipe for", kind.value[0], (x, y), problem)
            pickup_entity(entity)
            failed += 1
    return failed


def clear(box: Any) -> int:
    """Take down the burner machines and chests inside a box (left, top, right, bottom); returns how many."""
    left, top, right, bottom = box
    kinds = {Prototype.BurnerMiningDrill, Prototype.StoneFurnace, Prototype.WoodenChest}
    taken = 0
    for one in get_entities(kinds):
        if left - 1 < one.position.x < right + 1 and top - 1 < one.position.y < bottom + 1:
            try:
                taken += pickup_entity(one)
            except Exception as problem:
                print("cannot clear", one.name, one.position, problem)
    return taken


def known(name: str) -> bool:
    """Whether a technology is researched."""
    return not get_research_progress(name)
