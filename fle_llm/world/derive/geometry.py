"""Where things are: directions, footprints, snapping, and the points where items and fluids go in and out.

Works in world units (1/256 tile) and the game's own directions; `Position` and `Direction` come in at the edge, by
`position` and `shown_direction`. Sizes and offsets come from the data file, the few exceptions are in tables here. Owns
nothing that changes: every function depends on its arguments alone.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from fle_llm.data import facts
from fle_llm.data.schema import EntityFacts, connection_at, turned
from fle_llm.game import Dimensions, Direction, Position, TileDimensions
from fle_llm.world.ops import UNITS, EntityView

NORTH, EAST, SOUTH, WEST = 0, 4, 8, 12
CARDINALS = (NORTH, EAST, SOUTH, WEST)
STEPS = {NORTH: (0, -1), EAST: (1, 0), SOUTH: (0, 1), WEST: (-1, 0)}
HALF = UNITS // 2

TURNED_TYPES = frozenset({"inserter", "offshore-pump", "pipe-to-ground"})
TURNED_NAMES = frozenset({"chemical-plant"})
"""What agents see facing the other way: inserters by where they drop, pumps by their shore (AGENT_API 1.5)."""

GENERATOR_REACH = 0.5
"""How far beyond its last tile centre a generator's connection point is given: on its edge (AGENT_API 4.2)."""


class Box(NamedTuple):
    """A rectangle in world units."""

    x0: int
    y0: int
    x1: int
    y1: int

    def overlaps(self, other: Box) -> bool:
        """Whether the two share more than an edge."""
        return self.x0 < other.x1 and other.x0 < self.x1 and self.y0 < other.y1 and other.y0 < self.y1

    def holds(self, x: int, y: int) -> bool:
        """Whether a point lies in it, the upper edges excluded."""
        return self.x0 <= x < self.x1 and self.y0 <= y < self.y1

    def grown(self, by: int) -> Box:
        """The box with `by` more on every side."""
        return Box(self.x0 - by, self.y0 - by, self.x1 + by, self.y1 + by)


class Port(NamedTuple):
    """A fluid connection: the point just outside, the fluid it is bound to, and which way it flows."""

    x: int
    y: int
    fluid: str | None
    flow: str  # "input", "output" or "input-output"


class Opening(NamedTuple):
    """Where fluid passes: the tile just outside, the side it lies on, the fluid bound to it, and its open box by index.

    `reach` is 0, or the tiles to the other end of a pipe to ground (the tile outside is then a buried one).
    """

    tile: tuple[int, int]
    face: int
    fluid: str | None
    flow: str
    box: int
    reach: int


# --- units and values -------------------------------------------------------------------------------------------------


def units(tiles: float) -> int:
    """A coordinate in world units."""
    return round(tiles * UNITS)


def position(x: int, y: int) -> Position:
    """A point in world units as a Position."""
    return Position(x / UNITS, y / UNITS)


def tile_of(x: int, y: int) -> tuple[int, int]:
    """The tile a point lies in."""
    return x // UNITS, y // UNITS


def tile_centre(x: int, y: int) -> tuple[int, int]:
    """The centre of the tile a point lies in, in units."""
    return x // UNITS * UNITS + HALF, y // UNITS * UNITS + HALF


# --- what an entity is like -------------------------------------------------------------------------------------------


@cache
def facts_of(name: str) -> EntityFacts | None:
    """The data about an entity, None for a name the game does not have."""
    return facts().entities.get(name)


@cache
def is_turned(name: str) -> bool:
    """Whether agents see this entity facing opposite to what the game says."""
    entry = facts_of(name)
    return name in TURNED_NAMES or (entry is not None and entry.type in TURNED_TYPES)


def raw_direction(name: str, direction: Direction) -> int:
    """The game's direction for what an agent calls `direction`."""
    return (direction.value + 8) % 16 if is_turned(name) else int(direction.value)


def shown_direction(name: str, raw: int) -> Direction:
    """What an agent calls the game's direction of an entity."""
    return Direction((raw + 8) % 16 & ~1 if is_turned(name) else raw & ~1)


@cache
def tile_size(name: str, raw: int = NORTH) -> tuple[int, int]:
    """Tiles covered along x and y as it stands; (1, 1) for what the data do not size."""
    entry = facts_of(name)
    return entry.tile_size(raw) if entry else (1, 1)


def snap(name: str, x: int, y: int, raw: int = NORTH) -> tuple[int, int]:
    """The centre an entity would take: odd sides centre on a tile, even ones on a tile's edge."""
    width, height = tile_size(name, raw)
    return _snap_axis(x, width), _snap_axis(y, height)


def _snap_axis(value: int, side: int) -> int:
    if side % 2:
        return value // UNITS * UNITS + HALF
    return (value + HALF) // UNITS * UNITS


def tile_box(name: str, x: int, y: int, raw: int = NORTH) -> Box:
    """The box of the tiles an entity covers."""
    width, height = tile_size(name, raw)
    half_w, half_h = width * HALF, height * HALF
    return Box(x - half_w, y - half_h, x + half_w, y + half_h)


@cache
def _solid(name: str, raw: int) -> tuple[float, float, float, float]:
    entry = facts_of(name)
    (left, top), (right, bottom) = entry.collision_box if entry else ((0.0, 0.0), (0.0, 0.0))
    ax, ay = turned((left, top), raw)
    bx, by = turned((right, bottom), raw)
    return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def solid_box(name: str, x: int, y: int, raw: int = NORTH) -> Box:
    """The collision box of an entity."""
    left, top, right, bottom = _solid(name, raw)
    return Box(x + units(left), y + units(top), x + units(right), y + units(bottom))


@cache
def dimensions(name: str, raw: int) -> tuple[Dimensions, TileDimensions]:
    """The size of the collision box and the tiles covered, as it stands."""
    left, top, right, bottom = _solid(name, raw)
    width, height = tile_size(name, raw)
    return (
        Dimensions(round(right - left, 3), round(bottom - top, 3)),
        TileDimensions(float(width), float(height)),
    )


# --- items: in and out ------------------------------------------------------------------------------------------------


def rounded(x: int, y: int) -> Position:
    """A drop or pickup point as agents get it: the centre of its tile (AGENT_API 4.2)."""
    return position(*tile_centre(x, y))


def splitter_lines(x: int, y: int, raw: int) -> tuple[list[Position], list[Position]]:
    """The tiles in front of a splitter's two inputs and behind its two outputs, left line first when facing north."""
    ins = [turned((dx, 1.0), raw) for dx in (-0.5, 0.5)]
    outs = [turned((dx, -1.0), raw) for dx in (-0.5, 0.5)]
    return (
        [position(x + units(dx), y + units(dy)) for dx, dy in ins],
        [position(x + units(dx), y + units(dy)) for dx, dy in outs],
    )


def ahead(x: int, y: int, raw: int, tiles: int = 1) -> tuple[int, int]:
    """The point `tiles` tiles in front."""
    dx, dy = STEPS.get(raw, (0, 0))
    return x + dx * tiles * UNITS, y + dy * tiles * UNITS


# --- fluids: in and out -----------------------------------------------------------------------------------------------


def ports(name: str, x: int, y: int, raw: int, recipe: str | None = None) -> list[Port]:
    """The open fluid connections of an entity, in the order of the data; machines with a recipe have those it uses."""
    entry = facts_of(name)
    if entry is None:
        return []
    reach = GENERATOR_REACH if entry.type == "generator" or name == "chemical-plant" else 1.0
    found = []
    for box, fluid in zip(entry.fluid_boxes, _bound_boxes(name, recipe), strict=True):
        for connection in box.connections if fluid is not _CLOSED else ():
            if connection.underground:
                continue
            (dx, dy), face = connection_at(connection, raw)
            step_x, step_y = STEPS[face]
            point = x + units(dx + step_x * reach), y + units(dy + step_y * reach)
            found.append(Port(*point, fluid or box.filter, connection.flow))
    return found


def openings(name: str, x: int, y: int, raw: int, recipe: str | None = None) -> list[Opening]:
    """The fluid connections of an entity as tiles, pipes' own included; a drill has them for the fluid in `recipe`."""
    entry = facts_of(name)
    if entry is None or (_digs(entry) and recipe is None):
        return []
    found = []
    opened = -1
    for box, fluid in zip(entry.fluid_boxes, _bound_boxes(name, recipe), strict=True):
        if fluid is _CLOSED:
            continue
        opened += 1
        for connection in box.connections:
            (dx, dy), face = connection_at(connection, raw)
            step_x, step_y = STEPS[face]
            tile = tile_of(x + units(dx) + step_x * UNITS, y + units(dy) + step_y * UNITS)
            bound = fluid or box.filter or (recipe if _digs(entry) else _ALWAYS.get(entry.type))
            found.append(Opening(tile, face, bound, connection.flow, opened, connection.underground))
    return found


def openings_of(view: EntityView) -> list[Opening]:
    """The fluid connections of an entity as it stands; a drill has them if there is ore below that takes a fluid."""
    variant = view.recipe
    if view.type == "mining-drill" and view.fluids:
        taken = (facts().resources[name].required_fluid for name in sorted(view.resources))
        variant = next((fluid for fluid in taken if fluid is not None), view.fluids[0].fluid)
    return openings(view.name, view.x, view.y, view.direction, variant)


def _digs(entry: EntityFacts) -> bool:
    """Whether an entity is a drill for what is solid."""
    return entry.type == "mining-drill" and "basic-fluid" not in entry.resource_categories


_ALWAYS = {"offshore-pump": "water", "mining-drill": "crude-oil"}
"""The fluid of machines whose boxes are not bound to one by the data."""

_CLOSED = "closed"


@cache
def _bound_boxes(name: str, recipe: str | None) -> tuple[str | None, ...]:
    """For each fluid box the fluid the recipe puts there; None where any may be, `_CLOSED` where none may."""
    entry = facts_of(name)
    boxes = entry.fluid_boxes if entry else ()
    if entry is None or entry.type != "assembling-machine":
        return tuple(box.filter for box in boxes)
    bound: list[str | None] = [_CLOSED for _ in boxes]
    found = facts().recipes.get(recipe) if recipe else None
    if found is None:
        return tuple(bound)
    for role, amounts in (("input", found.ingredients), ("output", found.products)):
        free = [i for i, box in enumerate(boxes) if box.role == role]
        for amount in (a for a in amounts if a.fluid):
            index = (
                free[amount.fluidbox_index - 1]
                if amount.fluidbox_index
                else next((i for i in free if bound[i] is _CLOSED), None)
            )
            if index is not None:
                bound[index] = amount.name
    return tuple(bound)
