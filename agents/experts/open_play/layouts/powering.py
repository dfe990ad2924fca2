"""Electricity: the pump, what joins the plant to the lake, and pole lines between sites."""

# ruff: noqa: T201, BLE001 - agent programs speak by printing, and the tools' failures have no narrower common class

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agents.experts.open_play.layouts.acting import build, have, walk
from agents.experts.open_play.layouts.sites import new_site, site_parts, spot

if TYPE_CHECKING:
    from agents.experts.agent_names import (
        Position,
        Prototype,
        Resource,
        connect_entities,
        get_entities,
        get_entity,
        insert_item,
        inspect_inventory,
        nearest,
        place_entity,
    )
    from agents.experts.open_play.variables import book


def build_plant(name: str, units: int) -> int:
    """A steam plant of `units` boilers by the lake; returns how many parts are left."""
    if name not in book["sites"]:
        walk(Position(x=0, y=0))
        shore = nearest(Resource.Water)
        new_site(name, "plant", units, (shore.x, shore.y), (shore.x, shore.y))
    site = book["sites"][name]
    left = build(site_parts(site))
    if "water" not in site["links"]:
        left += join_water(site)
    for boiler in get_entities({Prototype.Boiler, Prototype.BurnerInserter}):
        if boiler.fuel[Prototype.Coal] == 0 and inspect_inventory()[Prototype.Coal]:
            insert_item(Prototype.Coal, boiler, 5 if boiler.name == "boiler" else 1)
    return left


def join_water(site: Any) -> int:
    """A pump at the shore and pipes to the first boiler; returns 0 when they are joined."""
    boiler = get_entity(Prototype.Boiler, spot(site, 1.5, 12))
    if boiler is None:
        return 1
    walk(spot(site, -1, 12.5))
    shore = nearest(Resource.Water)
    pumps = [one for one in get_entities({Prototype.OffshorePump}) if one.position.distance(shore) < 25]
    if not pumps and have(Prototype.OffshorePump, 1):
        walk(shore)
        pumps = [place_entity(Prototype.OffshorePump, position=shore)]
    if not pumps:
        return 1
    count = connect_entities(pumps[0], boiler, Prototype.Pipe, dry_run=True)["number_of_entities_required"]
    if not have(Prototype.Pipe, count):
        return 1
    connect_entities(pumps[0], boiler, Prototype.Pipe)
    site["links"].append("water")
    return 0


def wire(name: str, target: str) -> int:
    """A pole line from a pole of one site to the nearest pole of another; returns 0 when they are joined."""
    site, there = book["sites"][name], book["sites"][target]
    label = f"{target}/wire"
    if label in site["links"]:
        return 0
    ours, theirs = site_poles(site), site_poles(there)
    if not ours or not theirs:
        return 1
    pairs = [(one.position.distance(other.position), one, other) for one in ours for other in theirs]
    _, one, other = min(pairs, key=lambda pair: pair[0])
    try:
        count = connect_entities(one, other, Prototype.SmallElectricPole, dry_run=True)["number_of_entities_required"]
        if not have(Prototype.SmallElectricPole, count):
            return 1
        connect_entities(one, other, Prototype.SmallElectricPole)
    except Exception as problem:
        print("no poles from", name, "to", target, problem)
        return 1
    site["links"].append(label)
    return 0


def site_poles(site: Any) -> list[Any]:
    """The poles inside a site."""
    left, top, right, bottom = site["box"]
    found = get_entities({Prototype.SmallElectricPole})
    return [one for one in found if left < one.position.x < right and top < one.position.y < bottom]
