"""Sites: finding a box of ground, building what stands in it, and joining it to the others."""

# ruff: noqa: T201, BLE001 - agent programs speak by printing; the tools' failures have no narrower class

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agents.experts.open_play.layouts.acting import build, clear, have, known, walk
from agents.experts.open_play.layouts.base import (
    base_belts,
    base_green,
    base_intermediates,
    base_labs,
    base_poles,
    base_products,
    base_red,
    base_stores,
    workshop,
)
from agents.experts.open_play.layouts.blueprints import mine_parts, plant_parts, smelter_parts, strip_parts

if TYPE_CHECKING:
    from agents.experts.agent_names import (
        BuildingBox,
        Direction,
        Position,
        Prototype,
        Resource,
        connect_entities,
        get_entity,
        get_resource_patch,
        nearest,
        nearest_buildable,
    )
    from agents.experts.open_play.variables import book


def overlaps(box: Any, other: Any) -> bool:
    """Whether two boxes (left, top, right, bottom) share ground."""
    return bool(box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3])


def find_box(kind: Any, width: int, height: int, around: Any, taken: list[Any], within: Any = None) -> Any:
    """The free box nearest to `around`, sharing no ground with `taken` and inside `within`; None when there is none."""
    size = BuildingBox(width=width, height=height)
    step, most = (14, 5) if within is None else (5, 2)
    offsets = [(dx * step, dy * step) for dx in range(-most, most + 1) for dy in range(-most, most + 1)]
    for dx, dy in sorted(offsets, key=lambda one: abs(one[0]) + abs(one[1])):
        try:
            found = nearest_buildable(kind, size, Position(x=around[0] + dx, y=around[1] + dy))
        except Exception:
            continue
        corner = found.left_top
        box = [round(corner.x), round(corner.y), round(corner.x) + width, round(corner.y) + height]
        inside = within is None or (
            within[0] <= box[0] and within[1] <= box[1] and box[2] <= within[2] and box[3] <= within[3]
        )
        if inside and not any(overlaps(box, other) for other in taken):
            return box
    return None


def site_size(kind: str, units: int) -> tuple[int, int]:
    """Width and height of a site's box."""
    sizes = {
        "mine": (7 * units, 7),
        "strip": (7 * units, 4),
        "smelter": (5 * units + 4, 11),
        "plant": (3 * units, 15),
        "base": (46, 24),
        "workshop": (46, 16),
    }
    return sizes[kind]


def site_parts(site: Any, stage: str = "") -> list[Any]:
    """The blueprint of a site, or of one stage of the base, where it stands on the map."""
    kinds = {"mine": mine_parts, "strip": strip_parts, "smelter": smelter_parts, "plant": plant_parts}
    stages = {"poles": base_poles, "belts": base_belts, "intermediates": base_intermediates, "red": base_red}
    stages |= {"green": base_green, "stores": base_stores, "products": base_products}
    if site["kind"] in kinds:
        drawn = kinds[site["kind"]](site["units"])
    elif site["kind"] == "workshop":
        drawn = workshop()
    else:
        drawn = base_labs(int(stage[4:])) if stage.startswith("labs") else stages[stage]()
    left, top, right = site["box"][:3]
    if not site["mirrored"]:
        return [(kind, left + x, top + y, facing, recipe) for kind, x, y, facing, recipe in drawn]
    other = {Direction.LEFT: Direction.RIGHT, Direction.RIGHT: Direction.LEFT}
    return [(kind, right - x, top + y, other.get(facing, facing), recipe) for kind, x, y, facing, recipe in drawn]


def spot(site: Any, x: float, y: float) -> Any:
    """The position of a place in a site's blueprint."""
    left, top, right = site["box"][:3]
    return Position(x=right - x if site["mirrored"] else left + x, y=top + y)


def middle(site: Any) -> tuple[float, float]:
    """The centre of a site's box."""
    left, top, right, bottom = site["box"]
    return ((left + right) / 2, (top + bottom) / 2)


def new_site(name: str, kind: str, units: int, around: Any, toward: Any, within: Any = None) -> Any:
    """Find ground for a site near `around`, its outlet turned `toward` where it goes on; smaller when it must be."""
    if name in book["sites"]:
        return book["sites"][name]
    builds = {"mine": Prototype.ElectricMiningDrill, "strip": Prototype.ElectricMiningDrill}
    taken = [[left - 3, top, right + 3, bottom] for left, top, right, bottom in site_boxes()]  # room for belts
    if kind not in builds:
        taken += ore_boxes()
    for count in range(units, 0, -1):
        width, height = site_size(kind, count)
        edge = 0 if kind in ("mine", "strip", "base") else 2  # room to walk around it
        box = find_box(builds.get(kind, Prototype.Boiler), width + 2 * edge, height + 2 * edge, around, taken, within)
        if box is not None:
            box = [box[0] + edge, box[1] + edge, box[2] - edge, box[3] - edge]
            mirrored = kind in ("mine", "strip", "smelter") and toward[0] < (box[0] + box[2]) / 2
            book["sites"][name] = {"kind": kind, "units": count, "box": box, "mirrored": mirrored, "links": []}
            print("chose", name, book["sites"][name])
            return book["sites"][name]
    raise ValueError(f"there is no ground for {name} around {around}")


def site_boxes() -> list[Any]:
    """The boxes of all sites."""
    return [site["box"] for site in book["sites"].values()]


def ore_boxes() -> list[Any]:
    """The boxes of the ore patches nearest to here, where nothing but mines should stand."""
    return [ore_box(one) for one in (Resource.Coal, Resource.IronOre, Resource.CopperOre, Resource.Stone)]


def ore_box(resource: Any) -> list[float]:
    """The box (left, top, right, bottom) of the nearest patch of a resource."""
    box = get_resource_patch(resource, nearest(resource)).bounding_box
    return [box.left_top.x - 0.5, box.left_top.y - 0.5, box.right_bottom.x + 0.5, box.right_bottom.y + 0.5]


def new_mine(name: str, resource: Any, units: int, kind: str = "mine") -> Any:
    """Choose the ground of a mine in the patch nearest to here, its belt turned toward the base."""
    box = ore_box(resource)
    around = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    return new_site(name, kind, units, around, middle(book["sites"]["base"]), box)


def choose_mines(wanted: list[Any]) -> int:
    """Choose the ground of several mines, given as arguments of `new_mine`; returns how many found none."""
    missing = 0
    for one in wanted:
        try:
            new_mine(*one)
        except ValueError as problem:
            print(problem)
            missing += 1
    return missing


def further_patch(resource: Any) -> Any:
    """A place from which another patch is the nearest: of eight around the base that whose patch is nearest to it."""
    base = Position(*middle(book["sites"]["base"]))
    known_ones = [Position(*middle(site)) for site in book["sites"].values() if site["kind"] in ("mine", "strip")]
    found = []
    for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1)):
        there = Position(x=base.x + 180 * dx, y=base.y + 180 * dy)
        try:
            get_resource_patch(resource, there, 100)
            walk(there)
            ore = nearest(resource)
        except Exception:
            continue
        if min(ore.distance(one) for one in known_ones) > 40:
            found.append((ore.distance(base), there.x, there.y))
    if not found:
        raise ValueError(f"there is no other patch of {resource[0]} around")
    return Position(*min(found)[1:])


def outlet(site: Any, what: str) -> Any:
    """The last belt of a mine, smelter or plant; for `feed` the end of the belt between a smelter's furnaces."""
    units = site["units"]
    end = (7 * units - 0.5, 3.5)
    places = {"mine": end, "strip": end, "smelter": (5 * units + 1.5, 10.5), "plant": (3 * units - 0.5, 14.5)}
    place_there = (5 * units + 3.5, 5.5) if what == "feed" else places[site["kind"]]
    return get_entity(Prototype.TransportBelt, spot(site, *place_there))


def inlet(site: Any, what: str) -> Any:
    """The belt where something enters a site."""
    sides = {
        "smelter": ((0.5, 4.5), (0.5, 6.5)),
        "base": ((1.5, 7.5), (1.5, 9.5)),
        "workshop": ((1.5, 1.5), (1.5, 3.5)),
    }
    if what in ("upper", "lower"):
        place_there = sides[site["kind"]][what == "lower"]
    else:
        place_there = {"feed": (0.5, 5.5), "fuel": (0.5, 14.5), "more": (0.5, 3.5)}[what]
    return get_entity(Prototype.TransportBelt, spot(site, *place_there))


def link(name: str, target: str, what: str) -> int:
    """Lead the belt of a site to another's inlet; returns 0 when they are joined, 1 when not yet."""
    source, there = book["sites"][name], book["sites"][target]
    label = f"{target}/{what}"
    if label in source["links"]:
        return 0
    belt, tunnel = Prototype.TransportBelt, Prototype.UndergroundBelt
    start, end = outlet(source, what), inlet(there, what)
    if start is None or end is None:
        return 1
    if source["kind"] in ("mine", "strip"):
        x, y = start.position.x, start.position.y
        clear([x - 4, y - 3, x + 4, y + 3])
    ways: Any = {belt, tunnel} if known("logistics") else belt
    try:
        try:
            count = connect_entities(start, end, ways, dry_run=True)["number_of_entities_required"]
        except Exception:  # a long way is found more easily above ground
            ways = belt
            count = connect_entities(start, end, ways, dry_run=True)["number_of_entities_required"]
        if (ways is not belt and not have(tunnel, 20)) or not have(belt, count + 5):
            return 1
        connect_entities(start, end, ways)
    except Exception as problem:
        print("no way from", name, "to", label, problem)
        return 1
    source["links"].append(label)
    print("linked", name, "to", label)
    return 0


def link_two(name: str, other: str, target: str) -> int:
    """Lead two belts to the two sides of a site's belt, the more northern one from above; returns how many are missing.

    Where there was no ground for a coal mine, the coal comes from beyond the boilers.
    Each side fills a lane of its own, and which lane holds what makes no difference to inserters. Where both come from
    the south, the lower one goes first: the other can still go around it.
    """
    pair = [one if one in book["sites"] else "plant" for one in (name, other)]
    upper, lower = sorted(pair, key=lambda one: middle(book["sites"][one])[1])
    if middle(book["sites"][upper])[1] > middle(book["sites"][target])[1]:
        return link(lower, target, "lower") + link(upper, target, "upper")
    return link(upper, target, "upper") + link(lower, target, "lower")


def build_site(name: str, stage: str = "") -> int:
    """Build what is missing of a site; returns how many parts are left."""
    site = book["sites"][name]
    if site["kind"] in ("mine", "strip"):
        clear(site["box"])
    return build(site_parts(site, stage))


def build_smelter(name: str, units: int, source: str, target: str) -> int:
    """A smelter between a mine, or another smelter, and where its plates go; returns how many parts are left."""
    if name not in book["sites"]:
        start, end = middle(book["sites"][source]), middle(book["sites"][target])
        far = max(((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5, 1)
        share = min(24 / far, 0.5)
        around = (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)
        new_site(name, "smelter", units, around, end)
    return build_site(name)
