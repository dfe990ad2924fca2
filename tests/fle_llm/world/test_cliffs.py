"""Cliffs of the open map: where they run is ours, that they block and stay AGENT_API 3.4 and 3.24 say."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest

from fle_llm.engine import maps
from fle_llm.engine.cliffs import CELL, FIELD_ROOM, GAP, LOWEST, START, cliffs
from fle_llm.engine.noise import Grid, distance
from fle_llm.engine.terrain import CHUNK, key_tile, tiles_under
from fle_llm.errors import Refused
from fle_llm.game import BuildingBox, Position, Prototype, ToolError
from fle_llm.render import palette, svg
from fle_llm.tools import Hands, call
from fle_llm.world import MapSpec, ops
from fle_llm.world.sim import SimWorld

UNITS = 256
SEED = 3
BOX = (128, -256, 384, 0)
"""Beyond the start, with water in it, and fields that cliffs would run through."""
HALF = 2
"""Tiles from the middle of a piece to its sides."""


def middles(seed: int, box: tuple[int, int, int, int], heights: object) -> list[tuple[int, int]]:
    """Where the pieces of a box stand, in tiles."""
    free = np.zeros(((box[3] - box[1]) // CELL, (box[2] - box[0]) // CELL), dtype=np.bool_)
    pieces = cliffs(seed, box, heights, free)  # type: ignore[arg-type]
    return [(piece.x // UNITS, piece.y // UNITS) for piece in pieces]


# --- lines -----------------------------------------------------------------------------------------------------------


def test_a_line_runs_where_the_land_reaches_the_height_and_has_gaps() -> None:
    def slope(xs: Grid, ys: Grid) -> Grid:
        return np.broadcast_to(LOWEST + xs - 1040, (len(ys), len(xs)))

    pieces = middles(7, (1024, 1024, 1056, 5120), slope)
    # from x = 1040 on it is high enough: the line runs through the cell before
    assert {x for x, _ in pieces} == {1038}
    steps = [(b - a) // CELL for (_, a), (_, b) in pairwise(pieces)]
    gaps = [step - 1 for step in steps if step > 1]
    # 1024 cells, about half of them in rugged country, in which a line opens about every 40 tiles
    assert 150 <= len(pieces) <= 700
    assert 20 <= len(gaps) <= 150
    # the edge of rugged country may fall next to a gap, never into one
    assert min(gaps) >= 2 * GAP + 1


@pytest.mark.parametrize("radius", [10, 25, 60])
def test_no_ring_is_closed(radius: int) -> None:
    x, y, cells = 2048, 2048, 20
    box = (x - CELL * cells, y - CELL * cells, x + CELL * cells, y + CELL * cells)

    def hill(xs: Grid, ys: Grid) -> Grid:
        return LOWEST + radius - distance((xs - x)[np.newaxis, :], (ys - y)[:, np.newaxis])

    whole = 0
    for seed in range(10):
        taken = np.zeros((2 * cells, 2 * cells), dtype=np.bool_)
        pieces = middles(seed, box, hill)
        for px, py in pieces:
            taken[(py - box[1]) // CELL, (px - box[0]) // CELL] = True
            assert abs(np.hypot(px - x, py - y) - radius) <= 2 * CELL
        whole += len(pieces)
        assert reached(taken)[cells, cells]
    assert whole > 30  # there are rings


def reached(taken: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """The free cells that are joined, side by side, with the first: a piece fills its cell."""
    found = np.zeros_like(taken)
    found[0, 0] = True
    count = 0
    while count != (count := int(found.sum())):
        for here, there in ((slice(1, None), slice(None, -1)), (slice(None, -1), slice(1, None))):
            found[here] |= found[there] & ~taken[here]
            found[:, here] |= found[:, there] & ~taken[:, here]
    return found


# --- on the map ------------------------------------------------------------------------------------------------------


def test_cliffs_leave_the_start_fields_and_water_free() -> None:
    ground, box = maps.open_map(SEED), BOX
    growths = ground.growths_near(*(edge * UNITS for edge in box))
    pieces = [growth for growth in growths if growth.name == "cliff"]
    assert 50 <= len(pieces) <= 500
    covered = {tile for piece in pieces for tile in tiles_under(*piece.solid)}
    assert len(covered) == len(pieces) * CELL * CELL  # side by side, never one on another
    assert not covered & set(ground.water_within(box))
    assert not covered & {tile for other in growths if other.name != "cliff" for tile in tiles_under(*other.solid)}
    assert list(ground.water_within(box))
    assert any(field.keys for field in ground.deposits(box))
    places = np.array([key_tile(tile) for tile in sorted(covered)])
    assert np.hypot(*places.T).min() >= START > 150
    for field in ground.deposits(box):
        ore = np.array([key_tile(key) for key in field.keys])
        for x, y in ore[:: max(1, len(ore) // 40)]:
            assert np.hypot(places[:, 0] - x, places[:, 1] - y).min() >= FIELD_ROOM
    for piece in pieces:
        left, top, right, bottom = (side // UNITS for side in piece.solid)
        assert left // CHUNK == (right - 1) // CHUNK
        assert top // CHUNK == (bottom - 1) // CHUNK


# --- in play ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def stretch() -> tuple[SimWorld, list[ops.EntityView]]:
    """A world, and three pieces of a cliff in it that stand side by side from west to east."""
    kit = {"transport-belt": 100, "pipe": 5, "stone-furnace": 1}
    world = SimWorld.new(MapSpec(kind="open", seed=SEED, all_technologies=False, inventories=(kit,)))
    area = ops.Area(*(edge * UNITS for edge in BOX))
    (views,) = world.do([ops.Entities(area, names=frozenset({"cliff"}), force="neutral")])
    for row in zip(views, views[1:], views[2:], strict=False):
        if len({view.y for view in row}) == 1 and row[2].x - row[0].x == 2 * CELL * UNITS:
            ends = (ops.Placement("pipe", row[1].x + UNITS // 2, row[1].y + far) for far in (-1152, 1152))
            if all(verdict.ok for verdict in world.do([ops.CanPlace(tuple(ends))])[0]):
                return world, list(row)
    raise AssertionError("no cliff runs from west to east here")


def beside(world: SimWorld, view: ops.EntityView, tiles: int) -> tuple[Hands, Position]:
    """A character so many tiles north of the middle of a piece, and that middle."""
    world.do([ops.SetAgent(0, x=view.x + UNITS // 2, y=view.y - tiles * UNITS + UNITS // 2)])
    return Hands(world), Position(x=view.x / UNITS, y=view.y / UNITS)


def test_a_cliff_is_a_neutral_thing_that_blocks(stretch: tuple[SimWorld, list[ops.EntityView]]) -> None:
    world, (_, view, _) = stretch
    assert (view.type, view.force) == ("cliff", "neutral")
    fork = world.fork()
    (verdict,) = fork.do([ops.CanPlace((ops.Placement("pipe", view.x + UNITS // 2, view.y + UNITS // 2),))])[0]
    assert verdict.reason == "blocked"
    assert verdict.blockers == (ops.Blocker("cliff", view.x, view.y),)
    assert fork.do([ops.Nearest("tree", "", view.x, view.y, 90 * UNITS)])[0].name != "cliff"
    x, y = view.x // UNITS, view.y // UNITS
    area = ops.Area((x - HALF) * UNITS, (y - HALF) * UNITS, (x + HALF) * UNITS, (y + HALF) * UNITS)
    (found,) = fork.do([ops.Obstacles(area)])
    assert found.rows == ((1 << 4 * HALF) - 1,) * (4 * HALF)  # nowhere in it can one stand
    before = fork.digest()
    with pytest.raises(Refused) as refused:
        fork.do([ops.Deplete(((ops.Ref("cliff", view.x, view.y), 1),))])
    assert refused.value.reason == "bad-value"
    assert fork.digest() == before


def test_no_hand_takes_a_cliff_down(stretch: tuple[SimWorld, list[ops.EntityView]]) -> None:
    hands, place = beside(stretch[0].fork(), stretch[1][1], 3)
    for spot in (place, Position(x=place.x + 0.5, y=place.y - 1.5)):
        with pytest.raises(ToolError, match="a cliff cannot be taken down by hand"):
            call(hands, "harvest_resource", [spot, 1], {})
    with pytest.raises(ToolError, match="in the way: cliff at x="):
        call(hands, "place_entity", [Prototype.StoneFurnace], {"position": place})


def test_a_picture_shows_a_wall_and_says_what_it_is(stretch: tuple[SimWorld, list[ops.EntityView]]) -> None:
    x, y = stretch[1][1].x // UNITS, stretch[1][1].y // UNITS
    drawn = svg(stretch[0], (x - HALF, y - HALF, x + HALF, y + HALF), 20)
    # 4 x 4 tiles of 20 pixels, all of them
    assert f'<rect x="0" y="0" width="80" height="80" rx="0" fill="{palette.CLIFF}"/>' in drawn
    assert ">cliff<" in drawn


def test_walks_belts_and_free_boxes_go_around(stretch: tuple[SimWorld, list[ops.EntityView]]) -> None:
    world, pieces = stretch[0].fork(), stretch[1]
    hands, place = beside(world, pieces[1], 5)
    solid = [(view.x // UNITS, view.y // UNITS) for view in pieces]

    def on_it(x: float, y: float) -> bool:
        return any(abs(x - cx) < HALF and abs(y - cy) < HALF for cx, cy in solid)

    size = BuildingBox(width=2, height=2)
    box = call(hands, "nearest_buildable", [Prototype.StoneFurnace, size, place], {})
    assert not on_it(box.center.x, box.center.y)
    assert on_it(place.x, place.y)
    north = Position(x=place.x + 0.5, y=place.y - 4.5)
    south = Position(x=place.x + 0.5, y=place.y + 4.5)
    group = call(hands, "connect_entities", [north, south], {"connection_type": Prototype.TransportBelt})
    # the pieces are 12 tiles wide, so from the middle of them one has to go 6 aside and back
    assert len(group.belts) > 10 + 2 * 6
    assert not any(on_it(belt.position.x, belt.position.y) for belt in group.belts)
    before = world.tick
    assert call(hands, "move_to", [south], {}).distance(south) < 1
    assert world.tick - before > 9 / 0.15
