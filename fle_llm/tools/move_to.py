"""move_to: walking, and laying belts on the way."""

from __future__ import annotations

from itertools import pairwise

from fle_llm.data import facts
from fle_llm.errors import Refused
from fle_llm.game import Direction, Position, Prototype
from fle_llm.tools.arguments import cardinal, name_of, place_of
from fle_llm.tools.hands import Hands, failure, refusal, walking_ticks
from fle_llm.tools.walking import Point, find_path, goal_of, reachable_near, start_of
from fle_llm.world.derive.geometry import HALF, raw_direction, tile_size, units
from fle_llm.world.derive.refusals import listing
from fle_llm.world.derive.scene import centre_area
from fle_llm.world.ops import UNITS, Command, Entities, EntityView, Place, Ref, Rotate, SetAgent

Tile = tuple[int, int]

BESIDE = 5
"""Tiles at which one still stands beside a target that is built on; a rocket silo reaches 4.5 from its middle."""

FARTHEST_WALK = 1000
"""Tiles one call goes at the most: every tile on the way has to be known, and open maps are made as one looks."""


def move_to(
    hands: Hands, position: Position, laying: Prototype | None = None, leading: Prototype | None = None
) -> Position:
    """Walk to a position.

    You end at the centre of the tile that holds the position, or of the nearest free tile when something stands there
    (walking to a furnace ends beside it). Belts and ore can be walked over; buildings, trees, rocks, cliffs and
    water are walked around. Where your own buildings close every way round, you climb over them.

    Parameters:
        position: where to go.
        laying: a belt Prototype to lay behind you while walking, running the way you walk. Takes one item a tile.
        leading: a belt Prototype to lay in front of you while walking, running back towards where you came from.
    Returns: Position where you stand now.
    Cost: ceil(length / 0.15) ticks for every straight leg of the way (9 tiles take one second).
    Errors: "Could not get path to ..." when there is no way, with the nearest spot there is a way to, or when it is
        more than 1000 tiles away; "Cannot move ..." when the belts to lay are missing or blocked. Nobody moves then.

    Example:
        move_to(nearest(Resource.IronOre))
    """
    target = place_of(position, ValueError("The first argument of move_to must be a Position object"))
    if laying is not None and leading is not None:
        raise ValueError("move_to lays belts behind (laying) or ahead (leading), not both")
    start = start_of(hands)
    path = _way(hands, start, target)
    end = path[-1]
    ops: list[Command] = []
    carried = laying if laying is not None else leading
    if carried is not None:
        ops += _belts(hands, carried, path, leading=leading is not None)
    ops.append(SetAgent(hands.agent, x=units(end[0]), y=units(end[1])))
    try:
        hands.act(ops)
    except Refused as refused:
        raise refusal("move_to", "Cannot move. Could not lay the belts on the way: ", refused) from None
    hands.spend(sum(walking_ticks(_distance(a, b)) for a, b in pairwise(path)))
    return Position(*end)


def _distance(a: Point, b: Point) -> float:
    return float(((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5)


def _way(hands: Hands, start: Point, target: Position) -> list[Point]:
    far = _distance(start, (target.x, target.y))
    if far > FARTHEST_WALK:
        raise failure(
            "move_to",
            f"Could not get path to {target}: it is {far:.0f} tiles away, and one call walks {FARTHEST_WALK} at the "
            "most. Go there in stages.",
            code="too-far",
            data={"distance": round(far, 2)},
        )
    goal = goal_of(hands, start, target)
    if goal.point is None:
        raise failure(
            "move_to",
            f"Could not get path to {target}: there is no place to stand within 200 tiles of it.",
            code="no-path",
        )
    path = find_path(hands, start, goal.point, goal.window)
    if path is not None:
        return path
    near = reachable_near(hands, start, target)
    if near is not None and not goal.exact and _distance(near, (target.x, target.y)) <= BESIDE:
        path = find_path(hands, start, near)
    if path is None:
        path = find_path(hands, start, goal.point, buildings=False)
    if path is None:
        hint = f" The nearest position you can walk to is {Position(*near)}." if near is not None else ""
        here = Position(*start)
        raise failure(
            "move_to",
            f"Could not get path to {target}: trees, rocks, cliffs or water close every way from {here}.{hint}",
            code="no-path",
            data={"from": [here.x, here.y]},
        )
    return path


# --- laying belts -----------------------------------------------------------------------------------------------------


def _belts(hands: Hands, prototype: Prototype, path: list[Point], *, leading: bool) -> list[Command]:
    """The ops that lay a belt on every tile of the way: running along it, or with `leading` back."""
    name = name_of(prototype, ValueError("laying and leading take a Prototype"))
    if name not in facts().entities or tile_size(name) != (1, 1):
        raise failure(
            "move_to", f"Cannot move. {name} is no entity that can be laid while walking.", code="not-allowed"
        )
    tiles = tiles_along(path)
    steps = list(pairwise(tiles))
    if not steps:
        return []
    laid = [(b, a) for a, b in steps] if leading else steps  # where it lies, and what it faces
    there = _existing(hands, name, [tile for tile, _ in laid])
    ops: list[Command] = []
    for tile, faced in laid:
        raw = raw_direction(name, cardinal(_towards(tile, faced), "move_to"))
        x, y = tile[0] * UNITS + HALF, tile[1] * UNITS + HALF
        if tile in there:
            ops.append(Rotate(there[tile], raw))
        else:
            ops.append(Place(name, x, y, raw, hands.agent))
    needed = sum(isinstance(op, Place) for op in ops)
    carried = hands.character().inventory
    have = carried.get(name, 0)
    if have < needed:
        raise failure(
            "move_to",
            f"Cannot move. Could not lay {needed} {name}: No {name} in the inventory beyond {have}. "
            f"Current inventory: {listing(carried)}",
            code="no-item",
            data={"item": name, "have": have, "need": needed},
        )
    return ops


def _existing(hands: Hands, name: str, tiles: list[Tile]) -> dict[Tile, Ref]:
    asked = [
        Entities(centre_area(tx * UNITS + HALF, ty * UNITS + HALF, 1), names=frozenset({name})) for tx, ty in tiles
    ]
    found: list[list[EntityView]] = hands.act(asked)
    return {tile: Ref(name, views[0].x, views[0].y) for tile, views in zip(tiles, found, strict=True) if views}


def _towards(tile: Tile, faced: Tile) -> Direction:
    dx, dy = faced[0] - tile[0], faced[1] - tile[1]
    if dx:
        return Direction.RIGHT if dx > 0 else Direction.LEFT
    return Direction.DOWN if dy > 0 else Direction.UP


def tiles_along(path: list[Point]) -> list[Tile]:
    """The tiles of a way, each beside the one before: straight legs become staircases."""
    tiles = [(int(path[0][0] // 1), int(path[0][1] // 1))]
    for a, b in pairwise(path):
        _walk(tiles, a, b)
    return tiles


def _walk(tiles: list[Tile], a: Point, b: Point) -> None:
    """Append the tiles of one leg, x first where the line passes a corner."""
    steps = max(1, int(max(abs(b[0] - a[0]), abs(b[1] - a[1])) * 4))
    for i in range(1, steps + 1):
        x, y = a[0] + (b[0] - a[0]) * i / steps, a[1] + (b[1] - a[1]) * i / steps
        tile = (int(x // 1), int(y // 1))
        last = tiles[-1]
        if tile == last:
            continue
        if tile[0] != last[0] and tile[1] != last[1]:
            tiles.append((tile[0], last[1]))
        tiles.append(tile)
