"""Pipes: runs of pipe in the colour of what they hold, buried stretches, and the openings of machines.

Two pieces are drawn joined where an opening of one faces an opening of the other, which is when fluid flows.
"""

from __future__ import annotations

from collections.abc import Iterable

from fle_llm.render import palette
from fle_llm.render.palette import INK
from fle_llm.render.plot import Plot
from fle_llm.render.scene import Scene
from fle_llm.render.shapes import Layer
from fle_llm.world.derive.geometry import STEPS, Opening, openings_of
from fle_llm.world.ops import UNITS, EntityView

WALL, BORE = 0.5, 0.3
"""Width of a pipe with and without its wall, in tiles."""

Face = tuple[int, int, int]  # a tile and the side it opens to


def paint(plot: Plot, scene: Scene) -> None:
    """All pipes of a scene, and the openings of everything that holds fluid."""
    open_faces = {face for view in scene.views if view.fluids for face in _faces(openings_of(view))}
    known = bound(scene.views)
    ends = {(view.x // UNITS, view.y // UNITS): view for view in scene.views if view.type == "pipe-to-ground"}
    for view in scene.views:
        if view.type == "pipe":
            joined = [o.face for o in openings_of(view) if _opposite(o) in open_faces]
            pipe(plot, view, joined, _colour(view, known))
        elif view.type == "pipe-to-ground":
            to_ground(plot, view, _colour(view, known))
            _buried(plot, view, ends, _colour(view, known))
        elif view.fluids:
            ports(plot, view)


def pipe(plot: Plot, view: EntityView, joined: Iterable[int], colour: str) -> None:
    """One tile of pipe with arms to the sides it is joined on."""
    x, y = view.x / UNITS, view.y / UNITS
    arms = [STEPS[face] for face in joined]
    if not plot.items:
        plot.box(Layer.PIPE, (x - 0.25, y - 0.25, x + 0.25, y + 0.25), colour)
    for width, fill, layer in ((WALL, INK, Layer.BURIED), (BORE, colour, Layer.PIPE)):
        if layer is Layer.BURIED and not plot.lines:
            continue
        plot.disc(layer, (x, y), width / 2, fill)
        for step in arms:
            _arm(plot, layer, (x, y), step, width, fill)


def to_ground(plot: Plot, view: EntityView, colour: str) -> None:
    """The end of a buried stretch: an arm to the open side and a cap over the hole."""
    x, y = view.x / UNITS, view.y / UNITS
    for opening in openings_of(view):
        dx, dy = STEPS[opening.face]
        if opening.reach:
            w, h = (0.13, 0.36) if dx else (0.36, 0.13)
            cx, cy = x + dx * 0.14, y + dy * 0.14
            plot.box(Layer.BELT, (cx - w, cy - h, cx + w, cy + h), INK, INK, 0.05, 0.06)
        else:
            _arm(plot, Layer.BURIED, (x, y), (dx, dy), WALL, INK)
            _arm(plot, Layer.PIPE, (x, y), (dx, dy), BORE, colour)


def _arm(plot: Plot, layer: Layer, middle: tuple[float, float], step: tuple[int, int], width: float, fill: str) -> None:
    """From the middle of a tile to its edge."""
    (x, y), (dx, dy), half = middle, step, width / 2
    across, down = (0.0, half) if dx else (half, 0.0)
    x0, x1 = sorted((x, x + dx * 0.5))
    y0, y1 = sorted((y, y + dy * 0.5))
    plot.box(layer, (x0 - across, y0 - down, x1 + across, y1 + down), fill)


def ports(plot: Plot, view: EntityView) -> None:
    """The openings of a machine: a stub in the colour of the fluid, with an arrow in or out."""
    if not plot.items:
        return
    for opening in openings_of(view):
        if opening.face not in STEPS:
            continue
        dx, dy = STEPS[opening.face]
        # the middle of the edge between the tile outside and the machine
        ex, ey = opening.tile[0] + 0.5 - dx * 0.5, opening.tile[1] + 0.5 - dy * 0.5
        colour = palette.fluid(opening.fluid or _held(view, opening.box))
        w, h = (0.2, 0.26) if dx else (0.26, 0.2)
        plot.box(Layer.DETAIL, (ex - w, ey - h, ex + w, ey + h), colour, INK, 0.05)
        if opening.flow in ("input", "output"):
            way = 1 if opening.flow == "output" else -1
            tip = ex + dx * 0.13 * way, ey + dy * 0.13 * way
            back = ex - dx * 0.1 * way, ey - dy * 0.1 * way
            sides = [(back[0] - dy * side, back[1] + dx * side) for side in (-0.14, 0.14)]
            plot.polygon(Layer.DETAIL, (tip, *sides), INK)


def bound(views: Iterable[EntityView]) -> dict[int, str]:
    """The fluid of each segment, by its number: what is in it, or what the machines at its ends give or take."""
    fluid_at: dict[Face, str] = {}
    segment_at: dict[Face, int] = {}
    found: dict[int, str] = {}
    for view in views:
        for opening in openings_of(view) if view.fluids else ():
            held = view.fluids[opening.box] if opening.box < len(view.fluids) else None
            fluid = (held.fluid if held else None) or opening.fluid
            if held is not None and held.segment is not None:
                segment_at.update(dict.fromkeys(_faces((opening,)), held.segment))
                if fluid is not None:
                    found.setdefault(held.segment, fluid)
            elif fluid is not None and opening.face in STEPS:
                fluid_at[_opposite(opening)] = fluid
    for face, segment in segment_at.items():
        if face in fluid_at:
            found.setdefault(segment, fluid_at[face])
    return found


def _colour(view: EntityView, known: dict[int, str]) -> str:
    """The colour of a piece of pipe; an empty one has that of the fluid it is there for, if that is known."""
    segment = view.fluids[0].segment if view.fluids else None
    return palette.fluid(fluid_in(view) or (known.get(segment) if segment is not None else None))


def fluid_in(view: EntityView) -> str | None:
    """The fluid an entity holds or held last, the first if there are several."""
    return next((box.fluid for box in view.fluids if box.fluid), None)


def _held(view: EntityView, box: int) -> str | None:
    return view.fluids[box].fluid if box < len(view.fluids) else None


def _faces(found: Iterable[Opening]) -> Iterable[Face]:
    """The openings at the surface, by the tile they belong to."""
    for opening in found:
        if not opening.reach and opening.face in STEPS:
            dx, dy = STEPS[opening.face]
            yield opening.tile[0] - dx, opening.tile[1] - dy, opening.face


def _opposite(opening: Opening) -> Face:
    return *opening.tile, (opening.face + 8) % 16


def _buried(plot: Plot, view: EntityView, ends: dict[tuple[int, int], EntityView], colour: str) -> None:
    """The stretch from here to the other end, drawn once: by the northern or western one."""
    for opening in openings_of(view):
        dx, dy = STEPS[opening.face]
        if not opening.reach or dx < 0 or dy < 0:
            continue
        x, y = view.x // UNITS, view.y // UNITS
        for far in range(1, opening.reach + 1):
            other = ends.get((x + dx * far, y + dy * far))
            if other is None or not any(o.reach and o.face == (opening.face + 8) % 16 for o in openings_of(other)):
                continue
            start, end = (x + 0.5, y + 0.5), (other.x / UNITS, other.y / UNITS)
            plot.dashes(Layer.BURIED, start, end, INK, 0.34)
            plot.dashes(Layer.BURIED, start, end, colour, 0.2)
            return
