"""Scene: the views of one reply together with what has to be known around them to describe them fully.

`wanted` says which further queries a set of views needs (the target a blocked drill drops on, the far end of an
underground, water beside a fluid machine); most need none. Look-ups are built when first asked for. Holds no world:
reading is `reading`'s part.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from fle_llm.world.derive.geometry import HALF, Box, tile_box, tile_of
from fle_llm.world.ops import UNITS, Area, Entities, EntityView, Op, Ref, Tiles

WATER_NAMES = frozenset({"water", "deepwater", "water-green", "deepwater-green", "water-shallow", "water-mud"})
"""Tiles nothing is built on."""

PORT_REACH = 2 * UNITS
"""Connection points lie at most this far outside a machine's tiles."""

_FLUID_TYPES = frozenset({"boiler", "generator", "offshore-pump", "pump", "storage-tank", "mining-drill"})


def ref_of(view: EntityView) -> Ref:
    """How a view's entity is named to the world."""
    return Ref(view.name, view.x, view.y)


def box_of(view: EntityView) -> Box:
    """The tiles a view's entity covers."""
    return tile_box(view.name, view.x, view.y, view.direction)


class Scene:
    """Views by place and by name, and the water tiles around them."""

    def __init__(self, views: Iterable[EntityView], water: Iterable[tuple[int, int]] = ()) -> None:
        self.views = list(views)
        self._water = frozenset(water)
        self._by_tile: dict[tuple[int, int], EntityView] | None = None
        self._by_ref: dict[Ref, EntityView] | None = None

    def at(self, x: int, y: int) -> EntityView | None:
        """The entity that covers the tile of a point."""
        if self._by_tile is None:
            self._by_tile = {}
            for view in self.views:
                box = box_of(view)
                for ty in range(box.y0 // UNITS, -(-box.y1 // UNITS)):
                    for tx in range(box.x0 // UNITS, -(-box.x1 // UNITS)):
                        self._by_tile[tx, ty] = view
        return self._by_tile.get(tile_of(x, y))

    def get(self, ref: Ref | None) -> EntityView | None:
        """The view of a named entity."""
        if ref is None:
            return None
        if self._by_ref is None:
            self._by_ref = {ref_of(view): view for view in self.views}
        return self._by_ref.get(ref)

    def is_water(self, x: int, y: int) -> bool:
        """Whether a point lies on a tile known to be water."""
        return tile_of(x, y) in self._water


def wanted(views: Sequence[EntityView]) -> list[Op]:
    """The queries whose answers complete a scene of these views, for `completed`."""
    ops: list[Op] = []
    refs = []
    for view in views:
        for point in _points_of_interest(view):
            ops.append(Entities(area=Area(point[0] - 1, point[1] - 1, point[0] + 1, point[1] + 1)))
        if view.partner is not None:
            refs.append(view.partner)
        if view.fluids and (view.type in _FLUID_TYPES or view.type == "assembling-machine"):
            ops.append(Tiles(area=Area(*box_of(view).grown(PORT_REACH)), names=WATER_NAMES))
    if refs:
        ops.append(Entities(refs=tuple(refs)))
    return ops


def _points_of_interest(view: EntityView) -> list[tuple[int, int]]:
    """Where to look to tell why something waits."""
    if view.type == "inserter":
        target = view.drop if view.blocked else view.pickup if view.hand is None else None
        return [target] if target is not None else []
    return [view.drop] if view.blocked and view.drop is not None else []


def completed(views: Sequence[EntityView], ops: Sequence[Op], answers: Sequence[Any]) -> Scene:
    """The scene of `views` with the answers to the queries `wanted` asked for."""
    known = {ref_of(view): view for view in views}
    water: set[tuple[int, int]] = set()
    for op, answer in zip(ops, answers, strict=True):
        if isinstance(op, Tiles):
            water.update((run.x + i, run.y) for run in answer for i in range(run.length))
        else:
            known.update((ref_of(view), view) for view in answer)
    return Scene(known.values(), water)


def centre_area(x: int, y: int, half: int = HALF) -> Area:
    """The square of half-size `half` around a point."""
    return Area(x - half, y - half, x + half, y + half)
