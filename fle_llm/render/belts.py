"""Belts: straight and bent belts, undergrounds with the stretch they cover, splitters, and the items on both lanes.

A world tells how many of what lie on each lane of a tile, not where exactly: they are drawn evenly spaced.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from fle_llm.render import glyphs, palette
from fle_llm.render.palette import INK
from fle_llm.render.plot import Plot
from fle_llm.render.scene import Scene
from fle_llm.render.shapes import Layer
from fle_llm.world.derive.geometry import STEPS
from fle_llm.world.ops import UNITS, EntityView

HALF_WIDTH = 0.43
LANE = 0.25
"""How far a lane lies from the middle of its belt, in tiles."""
ITEM = 0.12
BEND = 6
"""Pieces a bend is drawn in."""

Point = tuple[float, float]


def paint(plot: Plot, scene: Scene) -> None:
    """All belts of a scene and what they carry."""
    for view in scene.views:
        if view.type == "transport-belt":
            belt(plot, view)
        elif view.type == "underground-belt":
            underground(plot, view)
        elif view.type == "splitter":
            splitter(plot, view)


def belt(plot: Plot, view: EntityView) -> None:
    """One tile of belt: straight, or bent from its left or right."""
    if not plot.items:
        _small(plot, view)
        return
    path = _path(view)
    _ribbon(plot, path)
    _arrow(plot, path, palette.tier(view.name))
    _items(plot, view.lanes, path)


def underground(plot: Plot, view: EntityView) -> None:
    """An entrance or an exit; the entrance also hints at the stretch it covers."""
    centre, ahead = _centre(view), STEPS[view.direction]
    entrance = view.belt_kind != "exit"
    if entrance and view.partner is not None:
        end = view.partner.x / UNITS, view.partner.y / UNITS
        for side in (-HALF_WIDTH, HALF_WIDTH):
            off = _aside(ahead, side)
            plot.dashes(Layer.BURIED, _plus(centre, off), _plus(end, off), palette.BELT_EDGE, 0.06)
        plot.dashes(Layer.BURIED, centre, end, palette.tier(view.name), 0.08)
    back = _plus(centre, ahead, -0.5 if entrance else 0.05)
    front = _plus(centre, ahead, -0.05 if entrance else 0.5)
    _ribbon(plot, [back, front])
    hood = _plus(centre, ahead, 0.18 if entrance else -0.18)
    _bar(plot, Layer.BELT, hood, ahead, 0.24, 0.47, palette.tier(view.name), INK)
    _head(plot, hood, ahead, INK, 0.17)
    _items(plot, view.lanes, [back, front], most=2)


def splitter(plot: Plot, view: EntityView) -> None:
    """Two lines side by side and the bridge between them."""
    centre, ahead = _centre(view), STEPS[view.direction]
    paths = []
    for side in (-0.5, 0.5):
        middle = _plus(centre, _aside(ahead, side))
        paths.append([_plus(middle, ahead, -0.5), _plus(middle, ahead, 0.5)])
    for path in paths:
        _ribbon(plot, path)
    if view.lanes is not None and plot.items:
        for number, path in enumerate(paths):
            _items(plot, _half(view.lanes, number), path)
    _bar(plot, Layer.BUILDING, centre, ahead, 0.2, 0.92, palette.tier(view.name), INK)
    for side in (-0.5, 0.5):
        _head(plot, _plus(centre, _aside(ahead, side)), ahead, INK, 0.17, Layer.DETAIL)


def _small(plot: Plot, view: EntityView) -> None:
    """A belt of a few pixels: a dark tile with a mark at its front."""
    (x, y), (dx, dy) = _centre(view), STEPS[view.direction]
    plot.box(Layer.BELT, (x - 0.46, y - 0.46, x + 0.46, y + 0.46), palette.BELT)
    if plot.tile >= 4:
        plot.line(Layer.BELT, ((x, y), (x + dx * 0.4, y + dy * 0.4)), palette.tier(view.name), 0.3)


def _path(view: EntityView) -> list[Point]:
    """The middle line of a belt from where items come in to where they leave."""
    centre, ahead = _centre(view), STEPS[view.direction]
    front = _plus(centre, ahead, 0.5)
    if view.belt_kind not in ("left", "right"):
        return [_plus(centre, ahead, -0.5), front]
    side = _turn(ahead, view.belt_kind == "right")  # towards where the items come from
    pivot = _plus(front, side, 0.5)
    start = _plus(centre, side, 0.5)
    found = []
    for i in range(BEND + 1):
        a = i / BEND * math.pi / 2
        from_pivot = (start[0] - pivot[0]) * math.cos(a) + (front[0] - pivot[0]) * math.sin(a)
        down_pivot = (start[1] - pivot[1]) * math.cos(a) + (front[1] - pivot[1]) * math.sin(a)
        found.append((pivot[0] + from_pivot, pivot[1] + down_pivot))
    return found


def _ribbon(plot: Plot, path: Sequence[Point]) -> None:
    left, right = _beside(path, -HALF_WIDTH), _beside(path, HALF_WIDTH)
    plot.polygon(Layer.BELT, [*left, *reversed(right)], palette.BELT)
    if plot.items:
        plot.line(Layer.BELT, left, palette.BELT_EDGE, 0.06)
        plot.line(Layer.BELT, right, palette.BELT_EDGE, 0.06)


def _arrow(plot: Plot, path: Sequence[Point], colour: str) -> None:
    at, ahead = _along(path, 0.5)
    _head(plot, at, ahead, colour, 0.18)


def _head(plot: Plot, at: Point, ahead: Point, colour: str, size: float, layer: Layer = Layer.BELT) -> None:
    """An arrow head with a notch, its middle at a point."""
    tip, notch = _plus(at, ahead, size), _plus(at, ahead, -size * 0.25)
    left, right = (_plus(_plus(at, ahead, -size * 0.75), _aside(ahead, side * size)) for side in (-1, 1))
    plot.polygon(layer, (tip, right, notch, left), colour)


def _bar(plot: Plot, layer: Layer, at: Point, ahead: Point, length: float, half: float, fill: str, edge: str) -> None:
    """A bar across a belt."""
    (dx, dy), (sx, sy) = ahead, _aside(ahead, 1.0)
    w, h = abs(dx) * length + abs(sx) * half, abs(dy) * length + abs(sy) * half
    plot.box(layer, (at[0] - w, at[1] - h, at[0] + w, at[1] + h), fill, edge, 0.05, 0.08)


def _items(
    plot: Plot, lanes: tuple[dict[str, int], dict[str, int]] | None, path: Sequence[Point], most: int = 5
) -> None:
    if lanes is None or not plot.items:
        return
    for lane, side in zip(lanes, (-LANE, LANE), strict=True):
        carried = _mixed(lane)[:most]
        line = _beside(path, side)
        for number, name in enumerate(carried):
            at, _ = _along(line, (number + 0.5) / len(carried))
            glyphs.small(plot, Layer.ITEM, name, at, ITEM)


def _mixed(lane: dict[str, int]) -> list[str]:
    """The items of a lane one by one, kinds in turn."""
    turns = [(turn / count, name) for name, count in lane.items() for turn in range(count)]
    return [name for _, name in sorted(turns)]


def _half(lanes: tuple[dict[str, int], dict[str, int]], number: int) -> tuple[dict[str, int], dict[str, int]]:
    """The share of one of a splitter's two lines."""
    left, right = ({name: (count + 1 - number) // 2 for name, count in lane.items()} for lane in lanes)
    return left, right


# --- geometry ---------------------------------------------------------------------------------------------------------


def _centre(view: EntityView) -> Point:
    return view.x / UNITS, view.y / UNITS


def _plus(point: Point, step: Point, times: float = 1.0) -> Point:
    return point[0] + step[0] * times, point[1] + step[1] * times


def _aside(ahead: Point, by: float) -> Point:
    """A step to the right (negative: to the left) of a direction."""
    return -ahead[1] * by, ahead[0] * by


def _turn(ahead: Point, right: bool) -> Point:
    return _aside(ahead, 1.0 if right else -1.0)


def _beside(path: Sequence[Point], by: float) -> list[Point]:
    """A path moved to its right."""
    found = []
    for i, point in enumerate(path):
        before, after = path[max(0, i - 1)], path[min(len(path) - 1, i + 1)]
        length = math.hypot(after[0] - before[0], after[1] - before[1])
        ahead = (after[0] - before[0]) / length, (after[1] - before[1]) / length
        if len(path) > 2 and i == 0:  # at the ends a bend is straight
            ahead = _straight(path[0], path[1])
        if len(path) > 2 and i == len(path) - 1:
            ahead = _straight(path[-2], path[-1])
        found.append(_plus(point, _aside(ahead, by)))
    return found


def _straight(one: Point, other: Point) -> Point:
    dx, dy = other[0] - one[0], other[1] - one[1]
    return (math.copysign(1, dx), 0.0) if abs(dx) > abs(dy) else (0.0, math.copysign(1, dy))


def _along(path: Sequence[Point], share: float) -> tuple[Point, Point]:
    """The point at a share of a path's length, and which way it goes there."""
    place = share * (len(path) - 1)
    i = min(int(place), len(path) - 2)
    (x0, y0), (x1, y1) = path[i], path[i + 1]
    length = math.hypot(x1 - x0, y1 - y0)
    part = place - i
    return (x0 + (x1 - x0) * part, y0 + (y1 - y0) * part), ((x1 - x0) / length, (y1 - y0) / length)
