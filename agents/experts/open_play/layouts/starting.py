"""The first minutes: burner drills that drop ore into stone furnaces, tended by hand."""

# ruff: noqa: T201, BLE001 - agent programs speak by printing, and the tools' failures have no narrower common class

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agents.experts.open_play.layouts.acting import dig, have, place, walk
from agents.experts.open_play.layouts.sites import find_box, ore_box, site_boxes

if TYPE_CHECKING:
    from agents.experts.agent_names import (
        BuildingBox,
        Direction,
        Prototype,
        Resource,
        extract_item,
        get_entities,
        insert_item,
        inspect_inventory,
        nearest,
        nearest_buildable,
        pickup_entity,
        place_entity,
        place_entity_next_to,
        prototype_by_name,
        sleep,
    )
    from agents.experts.open_play.variables import book


def first_plates(furnaces: int) -> None:
    """Dig by hand and smelt the first iron plates in furnaces placed for the moment."""
    dig(Resource.Stone, 10 * furnaces + 20)
    dig(Resource.Wood, 12)
    dig(Resource.Coal, 40 + 2 * furnaces)
    dig(Resource.IronOre, 12 * furnaces)
    have(Prototype.StoneFurnace, furnaces)
    placed = []
    for _ in range(furnaces):
        site = nearest_buildable(Prototype.StoneFurnace, BuildingBox(width=2, height=2), nearest(Resource.IronOre))
        walk(site.center)
        furnace = place_entity(Prototype.StoneFurnace, position=site.center)
        insert_item(Prototype.Coal, furnace, 2)
        placed.append(insert_item(Prototype.IronOre, furnace, 12))
    sleep(40)  # 12 plates of 3.2 s
    for furnace in placed:
        extract_item(Prototype.IronPlate, furnace, 12)
        pickup_entity(furnace)


def place_column(resource: Any) -> bool:
    """A burner drill over a furnace (ores) or over a chest (coal, stone) near the resource, off the ground of sites.

    Returns False when the plates do not suffice yet. Raises ValueError when there is no ground for one.
    """
    ore = resource in (Resource.IronOre, Resource.CopperOre)
    below = Prototype.StoneFurnace if ore else Prototype.WoodenChest
    if not (have(Prototype.BurnerMiningDrill, 1) and have(below, 1)):
        return False
    near = nearest(resource)
    patch = ore_box(resource)
    box = find_box(Prototype.BurnerMiningDrill, 2, 4 if ore else 3, (near.x, near.y), site_boxes(), patch)
    if box is None:
        middle_of_it = ((patch[0] + patch[2]) / 2, (patch[1] + patch[3]) / 2)
        box = find_box(Prototype.BurnerMiningDrill, 2, 4 if ore else 3, middle_of_it, site_boxes(), patch)
    if box is None:
        raise ValueError(f"no ground on {resource[0]}")
    drill = place(Prototype.BurnerMiningDrill, Direction.DOWN, box[0] + 1, box[1] + 1)
    try:
        if ore:
            place_entity_next_to(below, drill.position, Direction.DOWN)
        else:
            place_entity(below, position=drill.drop_position)
    except Exception:
        pickup_entity(drill)
        raise
    return True


def count_columns() -> dict[str, int]:
    """How many burner drills stand on each resource."""
    counts: dict[str, int] = {}
    for drill in get_entities({Prototype.BurnerMiningDrill}):
        for below in drill.resources[:1]:
            counts[below.name] = counts.get(below.name, 0) + 1
    return counts


def tend(limit: int = 900, others: int = 220) -> None:
    """Bring what the burner machines made into the inventory, up to `limit` plates and `others`, and refuel them.

    The furnaces of smelters are fed by belts and left alone.
    """
    kinds = {Prototype.BurnerMiningDrill, Prototype.StoneFurnace, Prototype.Boiler, Prototype.BurnerInserter}
    smelters = [site["box"] for site in book["sites"].values() if site["kind"] == "smelter"]
    found = []
    for one in get_entities(kinds | {Prototype.WoodenChest, Prototype.IronChest}):
        x, y = one.position.x, one.position.y
        if not any(left < x < right and top < y < bottom for left, top, right, bottom in smelters):
            found.append(one)
    carried = inspect_inventory()
    for store in found:
        held = store.furnace_result if store.name == "stone-furnace" else getattr(store, "inventory", {})
        for name, count in held.items():
            wanted = min(count, (limit if name.endswith("-plate") else others) - carried[name])
            if wanted > 0 and name in ("iron-plate", "copper-plate", "coal", "stone", "steel-plate"):
                try:
                    extract_item(prototype_by_name[name], store, wanted)
                except Exception as problem:
                    print("cannot take", name, problem)
                carried = inspect_inventory()
    refuel([one for one in found if hasattr(one, "fuel")])


def refuel(burners: list[Any]) -> None:
    """Give coal for some minutes to what is about to run out of it; when there is none left, dig some by hand."""
    amounts = {"burner-mining-drill": 12, "stone-furnace": 8, "boiler": 12, "burner-inserter": 2}
    hungry = [one for one in burners if one.fuel[Prototype.Coal] < 3]
    needed = sum(amounts[one.name] for one in hungry)
    if inspect_inventory()[Prototype.Coal] < min(needed, 60):
        dig(Resource.Coal, min(needed, 120))
    coal = inspect_inventory()[Prototype.Coal]
    for burner in hungry:
        amount = min(amounts[burner.name], coal)
        try:
            if amount > 0:
                insert_item(Prototype.Coal, burner, amount)
                coal -= amount
        except Exception as problem:
            print("cannot refuel", burner.name, burner.position, problem)


def grow_burners(wanted: dict[Any, int], rounds: int) -> int:
    """Place columns, always of the kind that is furthest behind, as the plates come in; returns how many are left."""
    for _ in range(rounds):
        tend()
        columns = count_columns()
        behind = [one for one in wanted if columns.get(one[0], 0) < wanted[one]]
        if not behind:
            return 0
        next_one = min(behind, key=lambda one: columns.get(one[0], 0) / wanted[one])
        if inspect_inventory()[Prototype.Coal] < 30:
            dig(Resource.Coal, 60)
        dig(Resource.Stone, 10)
        try:
            if not place_column(next_one):
                sleep(20)
        except Exception as problem:
            print("no column on", next_one[0], problem)
            wanted = {one: count for one, count in wanted.items() if one != next_one}
    tend()
    return sum(max(count - count_columns().get(one[0], 0), 0) for one, count in wanted.items())
