"""Keeping a factory going: what fails is found here and mended, what is full is emptied, what is empty replaced."""

# ruff: noqa: T201, BLE001 - agent programs speak by printing, and the tools' failures have no narrower common class

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agents.experts.open_play.layouts.acting import have, missing_parts, place, walk
from agents.experts.open_play.layouts.powering import join_water, wire
from agents.experts.open_play.layouts.sites import (
    build_site,
    find_box,
    further_patch,
    link,
    new_mine,
    site_boxes,
    site_parts,
)

if TYPE_CHECKING:
    from agents.experts.agent_names import (
        Direction,
        EntityStatus,
        Position,
        Prototype,
        Resource,
        extract_item,
        get_entities,
        insert_item,
        inspect_inventory,
        pickup_entity,
    )
    from agents.experts.open_play.variables import book


def inside(entity: Any, box: Any) -> bool:
    """Whether an entity stands in a box."""
    left, top, right, bottom = box
    return bool(left < entity.position.x < right and top < entity.position.y < bottom)


def repair() -> int:
    """Build again what is missing of the sites that were finished; returns how many parts are left."""
    left = 0
    for name, site in book["sites"].items():
        if site["kind"] in ("smelter", "plant", "workshop") and missing_parts(site_parts(site)):
            print("something is missing of", name)
            left += build_site(name)
        if site["kind"] == "plant" and "water" not in site["links"]:
            left += join_water(site)
    return left


def retire_columns() -> int:
    """Take down burner drills whose ore is gone, with what stands below them; returns how many."""
    taken = 0
    for drill in get_entities({Prototype.BurnerMiningDrill}):
        if drill.status == EntityStatus.NO_MINABLE_RESOURCES:
            below = drill.drop_position
            for one in [drill, *get_entities({Prototype.StoneFurnace, Prototype.WoodenChest}, below, 1.5)]:
                try:
                    pickup_entity(one)
                    taken += 1
                except Exception as problem:
                    print("cannot take down", one.name, one.position, problem)
    return taken


def spent_mines() -> list[str]:
    """The mines that have lost half of their drills to bare ground and have no successor yet."""
    drills = get_entities({Prototype.ElectricMiningDrill})
    spent = []
    for name, site in book["sites"].items():
        if site["kind"] in ("mine", "strip") and "next" not in site:
            ours = [one for one in drills if inside(one, site["box"])]
            bare = [one for one in ours if one.status == EntityStatus.NO_MINABLE_RESOURCES]
            if ours and 2 * len(bare) >= len(ours):
                spent.append(name)
    return spent


def replace_mine(name: str) -> int:
    """Open another mine of the same ore, whose belt goes on through the spent one; returns what is left to do."""
    words = name.split()
    resource = {"iron": Resource.IronOre, "copper": Resource.CopperOre, "coal": Resource.Coal}[words[0]]
    number = sum(one.startswith(words[0] + " mine") for one in book["sites"]) + 1
    site = book["sites"][name]
    fresh = site.setdefault("opening", f"{words[0]} mine {number}")
    if fresh not in book["sites"]:
        walk(Position(x=site["box"][0], y=site["box"][1]))
        try:
            new_mine(fresh, resource, site["units"], site["kind"])
        except ValueError as problem:
            print("I look further, as", problem)
            walk(further_patch(resource))
            new_mine(fresh, resource, site["units"], site["kind"])
    left = build_site(fresh) + link(fresh, name, "more") + wire(fresh, name)
    if not left:
        site["next"] = fresh
    return left


def store_products(products: Any) -> int:
    """Move products out of chests that fill up into store chests beside the base; returns how many were moved."""
    moved = 0
    for chest in get_entities({Prototype.IronChest}):
        for item in products:
            count = chest.inventory[item]
            if count >= 800:
                extract_item(item, chest, 800)
                moved += stow(item)
    return moved


def stow(item: Any) -> int:
    """Put all carried items of a kind into store chests, placing another one when they are full."""
    carried = inspect_inventory()[item]
    count = carried
    for position in book.setdefault("stores", []):
        for chest in get_entities({Prototype.IronChest}, Position(x=position[0], y=position[1]), 0.4):
            if inspect_inventory()[item] and sum(chest.inventory.values()) < 1550:
                insert_item(item, chest, min(inspect_inventory()[item], 1600 - sum(chest.inventory.values())))
    count = inspect_inventory()[item]
    if count and have(Prototype.IronChest, 1):
        left, top = book["sites"]["base"]["box"][:2]
        box = find_box(Prototype.IronChest, 1, 1, (left, top - 4), site_boxes())
        if box is not None:
            chest = place(Prototype.IronChest, Direction.UP, box[0] + 0.5, box[1] + 0.5)
            book["stores"].append([box[0] + 0.5, box[1] + 0.5])
            insert_item(item, chest, count)
    return int(carried - inspect_inventory()[item])
