"""nearest_buildable: where a box of free ground is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from math import ceil, floor
from typing import Any

from fle_llm.data import facts
from fle_llm.game import BoundingBox, BuildingBox, Position, Prototype
from fle_llm.tools.arguments import place_of
from fle_llm.tools.building import checked_name
from fle_llm.tools.hands import Hands, failure
from fle_llm.world.derive.geometry import solid_box
from fle_llm.world.derive.scene import WATER_NAMES
from fle_llm.world.ops import (
    UNITS,
    Area,
    Entities,
    EntityView,
    Ground,
    GroundStack,
    ResourceRun,
    Resources,
    TileRun,
    Tiles,
)

TOOL = "nearest_buildable"

REACH = 30
"""How far the box may be moved from the centre, in tiles along each axis (AGENT_API 3.24)."""

LARGEST = 200
"""Sides beyond this many tiles are mistakes."""

SPAN = 2 * REACH + 1

Rows = list[int]  # bit i of row j: the box moved by (i - REACH, j - REACH)


def nearest_buildable(
    hands: Hands,
    entity: Prototype,
    building_box: BuildingBox | BoundingBox,
    center_position: Position,
) -> BoundingBox:
    """Find the nearest free box of ground to build in.

    Tries boxes of the given size around the position in a spiral, up to 30 tiles away. A box is free when no water,
    building, tree, rock, cliff or item on the ground is in it. For mining drills every tile of it must hold ore,
    for a pumpjack its center is on an oil well. Leave room in the box for inserters and belts.

    Parameters:
        entity: the Prototype to be built.
        building_box: the size, e.g. BuildingBox(width=Prototype.Boiler.WIDTH + 4, height=Prototype.Boiler.HEIGHT + 4).
        center_position: where to start looking.
    Returns: BoundingBox with left_top, right_bottom, left_bottom, right_top and center.
    Cost: 0 ticks.
    Errors: "No viable place to put ...": use a smaller box or another position.

    Example:
        size = BuildingBox(width=Prototype.BurnerMiningDrill.WIDTH, height=Prototype.BurnerMiningDrill.HEIGHT)
        box = nearest_buildable(Prototype.BurnerMiningDrill, size, nearest(Resource.Coal))
        move_to(box.center)
        drill = place_entity(Prototype.BurnerMiningDrill, Direction.UP, box.center)
    """
    unnamed = ValueError("'nearest_buildable' requires the Prototype of the desired entity as the first argument")
    name = checked_name(TOOL, entity, unnamed)
    centre = place_of(center_position, ValueError("center_position must be a Position object"))
    width, height = _size_of(building_box)
    taken = _taken(hands, centre, width, height)
    for needed in _needed(hands, name, centre, width, height):
        for dx, dy in spiral():
            row, bit = dy + REACH, 1 << (dx + REACH)
            if not taken[row] & bit and (needed is None or needed[row] & bit):
                x, y = centre.x + dx, centre.y + dy
                return BoundingBox.spanning(x, y, x + width, y + height)
    raise failure(
        TOOL,
        f"No viable place to put {entity} near the centre position {{'x': {centre.x}, 'y': {centre.y}}} with this "
        f"BuildingBox size ({width:g} x {height:g}) found on the map. Either decrease the size of the BuildingBox or "
        "use multiple smaller BuildingBoxes",
        code="no-place",
        data={"name": name, "width": width, "height": height},
    )


def _size_of(box: Any) -> tuple[float, float]:
    if isinstance(box, BoundingBox):
        width, height = box.width(), box.height()
    elif isinstance(box, BuildingBox):
        width, height = float(box.width), float(box.height)
    else:
        raise ValueError(f"building_box must be a BuildingBox(width=..., height=...), got {box!r}")
    if not (0 < width <= LARGEST and 0 < height <= LARGEST):
        raise ValueError(f"the sides of a BuildingBox are from 1 to {LARGEST} tiles, got {width:g} x {height:g}")
    return width, height


@cache
def spiral() -> tuple[tuple[int, int], ...]:
    """Offsets in the order tried: from (0, 0) right, down, left, up with growing legs, until one leaves the reach."""
    found = [(0, 0)]
    x = y = 0
    leg, turn = 1, 0
    steps = ((1, 0), (0, 1), (-1, 0), (0, -1))
    while True:
        for _ in range(2):
            for _ in range(leg):
                x, y = x + steps[turn][0], y + steps[turn][1]
                if max(abs(x), abs(y)) > REACH:
                    return tuple(found)
                found.append((x, y))
            turn = (turn + 1) % 4
        leg += 1


# --- what is in the way -----------------------------------------------------------------------------------------------


def _taken(hands: Hands, centre: Position, width: float, height: float) -> Rows:
    """Rows of bits: the moves of the box that something is in the way of."""
    area = _window(centre, width, height)
    entities, tiles, stacks = hands.act([Entities(area, force=None), Tiles(area, WATER_NAMES), Ground(area)])
    rows = [0] * SPAN
    for x0, y0, x1, y1 in _boxes(entities, tiles, stacks):
        # the box [c + d, c + d + size] meets (x0, x1) when x0 - size < c + d < x1
        first, last = floor(x0 - width - centre.x) + 1, ceil(x1 - centre.x) - 1
        first, last = max(first, -REACH), min(last, REACH)
        if first > last:
            continue
        mask = ((1 << (last - first + 1)) - 1) << (first + REACH)
        top, bottom = floor(y0 - height - centre.y) + 1, ceil(y1 - centre.y) - 1
        for dy in range(max(top, -REACH), min(bottom, REACH) + 1):
            rows[dy + REACH] |= mask
    return rows


def _window(centre: Position, width: float, height: float) -> Area:
    return Area(
        floor((centre.x - REACH) * UNITS),
        floor((centre.y - REACH) * UNITS),
        ceil((centre.x + REACH + width) * UNITS),
        ceil((centre.y + REACH + height) * UNITS),
    )


def _boxes(
    entities: list[EntityView], tiles: list[TileRun], stacks: list[GroundStack]
) -> Iterator[tuple[float, float, float, float]]:
    for view in entities:
        if view.type != "character":
            box = solid_box(view.name, view.x, view.y, view.direction)
            yield box.x0 / UNITS, box.y0 / UNITS, box.x1 / UNITS, box.y1 / UNITS
    for run in tiles:
        yield run.x, run.y, run.x + run.length, run.y + 1
    for stack in stacks:
        x, y = stack.x / UNITS, stack.y / UNITS
        yield x - 0.14, y - 0.14, x + 0.14, y + 0.14  # the box of an item on the ground


# --- what must be below -----------------------------------------------------------------------------------------------


def _needed(hands: Hands, name: str, centre: Position, width: float, height: float) -> list[Rows | None]:
    """Rows of bits: the moves of the box that have below them what the entity mines, the better kind first.

    None when it mines nothing. A pumpjack wants a well under its centre, so that it can be placed there; where
    nothing is free around any well, one in the box will do.
    """
    categories = facts().entities[name].resource_categories
    if not categories:
        return [None]
    mined = frozenset(r.name for r in facts().resources.values() if r.category in categories)
    runs: list[ResourceRun] = hands.ask(Resources(_window(centre, width, height), mined))
    if "basic-fluid" in categories:
        return [_centred_on_wells(runs, centre, width, height), _on_wells(runs, centre, width, height)]
    return [_on_ore(runs, centre, width, height)]


def _on_ore(runs: list[ResourceRun], centre: Position, width: float, height: float) -> Rows:
    """Moves that have ore on every tile from floor(left_top) to ceil(right_bottom)."""
    x0, y0 = floor(centre.x) - REACH, floor(centre.y) - REACH
    columns, lines = ceil(centre.x + width) - floor(centre.x), ceil(centre.y + height) - floor(centre.y)
    ore = [0] * (SPAN + lines)
    for run in runs:
        row, column = run.y // UNITS - y0, run.x // UNITS - x0
        if 0 <= row < len(ore):
            bits = ((1 << len(run.amounts)) - 1) << max(column, 0)
            ore[row] |= bits if column >= 0 else ((1 << len(run.amounts)) - 1) >> -column
    wide = [_run_of(row, columns) for row in ore]
    rows = []
    for first in range(SPAN):
        bits = wide[first]
        for row in wide[first + 1 : first + lines]:
            bits &= row
        rows.append(bits)
    return rows


def _run_of(row: int, length: int) -> int:
    """Bits where a run of so many ones starts."""
    bits = row
    for shift in range(1, length):
        bits &= row >> shift
    return bits


def _on_wells(runs: list[ResourceRun], centre: Position, width: float, height: float) -> Rows:
    """Moves that have the middle of a well in the box."""
    rows = [0] * SPAN
    for run in runs:
        for i in range(len(run.amounts)):
            x, y = run.x / UNITS + i, run.y / UNITS
            for dy in range(ceil(y - height - centre.y), floor(y - centre.y) + 1):
                if abs(dy) <= REACH:
                    for dx in range(ceil(x - width - centre.x), floor(x - centre.x) + 1):
                        if abs(dx) <= REACH:
                            rows[dy + REACH] |= 1 << (dx + REACH)
    return rows


def _centred_on_wells(runs: list[ResourceRun], centre: Position, width: float, height: float) -> Rows:
    """Moves that have the middle of the box in the tile of a well."""
    rows = [0] * SPAN
    for run in runs:
        for i in range(len(run.amounts)):
            dx = floor(run.x / UNITS) + i - floor(centre.x + width / 2)
            dy = floor(run.y / UNITS) - floor(centre.y + height / 2)
            if abs(dx) <= REACH and abs(dy) <= REACH:
                rows[dy + REACH] |= 1 << (dx + REACH)
    return rows
