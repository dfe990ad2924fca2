"""Buildings: machines with what they make and how they fare, chests with what they hold, everything else by name.

From the top: the name, the sign of what is made or held, its name, and across the foot why it does not work. What does
not fit at a tile size is left out, the sign and the badge last.
"""

from __future__ import annotations

from fle_llm.data import facts
from fle_llm.render import badges, glyphs, palette, rails, words
from fle_llm.render.fonts import text_width
from fle_llm.render.palette import INK
from fle_llm.render.pipes import fluid_in
from fle_llm.render.plot import Plot
from fle_llm.render.scene import Scene, extent
from fle_llm.render.shapes import Layer
from fle_llm.world.derive.status import shown_status
from fle_llm.world.ops import UNITS, EntityView

ELSEWHERE = rails.TYPES | {
    "transport-belt",
    "underground-belt",
    "splitter",
    "pipe",
    "pipe-to-ground",
    "inserter",
    "electric-pole",
}
"""Types that have a painter of their own."""

CHESTS = frozenset({"container", "logistic-container"})
WALLS = frozenset({"wall", "gate"})

_SIGNS = {
    "furnace": ("flame", "#E0662F"),
    "boiler": ("flame", "#E0662F"),
    "generator": ("bolt", "#F5C518"),
    "accumulator": ("bolt", "#F5C518"),
    "solar-panel": ("sun", "#F5D94E"),
    "offshore-pump": ("drop", palette.FLUIDS["water"]),
    "lab": ("flask", "#FFFFFF"),
    "assembling-machine": ("cog", "#FFFFFF"),
    "beacon": ("round", "#A654C0"),
    "lamp": ("sun", "#FFF3B0"),
    "mining-drill": ("bit", "#8A8F96"),
    "storage-tank": ("drop", palette.NO_FLUID),
    "pump": ("drop", palette.NO_FLUID),
    "pumpjack": ("drop", palette.FLUIDS["crude-oil"]),
    "oil-refinery": ("drop", palette.FLUIDS["petroleum-gas"]),
    "chemical-plant": ("flask", palette.FLUIDS["petroleum-gas"]),
    "centrifuge": ("round", palette.ORES["uranium-ore"]),
    "rocket-silo": ("rocket", palette.PAPER),
    "radar": ("dish", palette.PAPER),
    "ammo-turret": ("barrel", "#5C5C60"),
    "electric-turret": ("barrel", "#C4161C"),
    "artillery-turret": ("barrel", "#5C5C60"),
    "reactor": ("round", palette.ORES["uranium-ore"]),
    "land-mine": ("round", "#5C5C60"),
}
"""What stands for a building, by name or type, that makes or holds nothing in particular."""


def paint(plot: Plot, scene: Scene) -> None:
    """All buildings without a painter of their own."""
    for view in scene.views:
        if view.type in CHESTS:
            chest(plot, view)
        elif view.type in WALLS:
            wall(plot, view)
        elif view.type not in ELSEWHERE:
            machine(plot, view, words.state(view, shown_status(view)))


def machine(plot: Plot, view: EntityView, how: words.State) -> None:
    """A machine or any other building of at least a tile."""
    x0, y0, x1, y1 = extent(view)
    edge = how.colour if how.kind == "stopped" else INK
    inset = 0.07
    corners = (x0 + inset, y0 + inset, x1 - inset, y1 - inset)
    thick = 0.1 if how.kind == "stopped" else 0.07
    plot.box(Layer.BUILDING, corners, palette.body(view.name, view.type), edge, thick, 0.18)
    if view.type == "solar-panel":
        _cells(plot, corners)
    if view.drop is not None:
        _outlet(plot, view)
    small = min(x1 - x0, y1 - y0) < 2
    if plot.lines:
        badges.badge(plot, (x1 - 0.3, y0 + 0.3), how.kind, 0.2 if small else 0.28)
    else:
        middle = ((x0 + x1) / 2, (y0 + y1) / 2)
        plot.disc(Layer.BADGE, middle, 0.5, how.colour if how.kind != "idle" else None)
    if plot.lines:
        _face(plot, view, made_by(view), how)


def made_by(view: EntityView) -> str | None:
    """The item or fluid that says best what a building does: what it makes, digs or holds."""
    recipe = facts().recipes.get(view.recipe) if view.recipe else None
    if recipe is not None:
        return recipe.main_product or recipe.products[0].name
    if view.type == "mining-drill":
        return next(iter(view.resources), None)
    if view.type in ("storage-tank", "pump"):
        return fluid_in(view)
    if view.type == "furnace":
        return next((item for kind in ("result", "source") for item in view.inventories.get(kind, {})), None)
    return None


def _face(plot: Plot, view: EntityView, made: str | None, how: words.State) -> None:
    """What stands on a machine: as much as there is room for, the sign last to go."""
    x0, y0, x1, y1 = extent(view)
    x, across, down = (x0 + x1) / 2, x1 - x0, y1 - y0
    if not plot.words or min(across, down) < 2:
        sign(plot, view, made, (x, (y0 + y1) / 2), min(0.62, min(across, down) * 0.3))
        return
    line = (plot.font + 2) / plot.tile
    room = (across - 0.3) * plot.tile
    top, bottom = y0 + 0.16, y1 - 0.2
    sizes = (plot.font, max(SMALLEST, plot.font - 2))
    name, size = words.fitting_at(words.names(view.name), sizes, room - 0.6 * plot.tile)
    if name:
        plot.text((x0 + 0.22, top + line / 2), name, size=size, anchor="lm")
        top += line
    foot, size = words.fitting_at(how.said, (plot.font, SMALLEST), (across - 0.16) * plot.tile)
    if foot:
        plot.box(Layer.DETAIL, (x0 + 0.12, bottom - line, x1 - 0.12, y1 - 0.12), how.colour, None, 0, 0.1)
        plot.text((x, bottom - line / 2), foot, INK if how.kind == "waiting" else palette.PAPER, size=size)
        bottom -= line
    said, size = _caption_lines(plot, view, made, (room, bottom - top - 2 * LEAST))
    for text in reversed(said):
        plot.text((x, bottom - line / 2), text, size=size)
        bottom -= line
    sign(plot, view, made, (x, (top + bottom) / 2), min(0.8, (bottom - top) * 0.44, across * 0.25))


SMALLEST = 9
"""The smallest font that can be read."""
CAPTIONS_FROM = 18
"""Pixels a tile from which machines say in words what they make."""
LEAST = 0.38
"""Half the height, in tiles, that is kept for a machine's sign."""


def _caption_lines(plot: Plot, view: EntityView, made: str | None, room: tuple[float, float]) -> tuple[list[str], int]:
    """What a machine makes or holds, in as many lines as fit (a width in pixels, a height in tiles), and the font."""
    lines = min(2, int(room[1] * plot.tile / (plot.font + 2))) if plot.tile >= CAPTIONS_FROM else 0
    text = _caption(view, made)
    size = plot.font
    if lines and text_width(text, size) > room[0] >= text_width(text, max(SMALLEST, size - 2)):
        size = max(SMALLEST, size - 2)  # rather small than broken
    return (words.wrapped(text, size, room[0], lines) if lines else []), size


def sign(plot: Plot, view: EntityView, made: str | None, centre: tuple[float, float], r: float) -> None:
    """The sign of what is made, or of what kind of building it is."""
    if made is not None:
        glyphs.item(plot, Layer.DETAIL, made, centre, r)
    elif view.name in _SIGNS or view.type in _SIGNS:
        outline, colour = _SIGNS.get(view.name) or _SIGNS[view.type]
        glyphs.sign(plot, Layer.DETAIL, outline, centre, r, colour)
    elif plot.items:
        plot.text(centre, words.initials(view.name), size=max(SMALLEST, min(16, round(r * plot.tile * 1.2))))


def _caption(view: EntityView, made: str | None) -> str:
    if view.type == "storage-tank":
        held = sum(box.amount for box in view.fluids)
        return f"{words.amount(held)} {words.plain(made)}" if made else "empty"
    if view.type == "lab" and view.research:
        return words.plain(view.research)
    if view.recipe:
        return words.plain(view.recipe)
    return words.plain(made) if made else ""


def chest(plot: Plot, view: EntityView) -> None:
    """A chest with its lid, the sign of what it holds most of, and how much."""
    x0, y0, x1, y1 = extent(view)
    corners = (x0 + 0.08, y0 + 0.08, x1 - 0.08, y1 - 0.08)
    plot.box(Layer.BUILDING, corners, palette.body(view.name, view.type), INK, 0.07, 0.08)
    if not plot.items:
        return
    plot.line(Layer.BUILDING, ((x0 + 0.1, y0 + 0.26), (x1 - 0.1, y0 + 0.26)), INK, 0.05)
    held = view.inventories.get("chest", {})
    if not held:
        return
    most = max(sorted(held), key=lambda item: held[item])
    glyphs.item(plot, Layer.DETAIL, most, ((x0 + x1) / 2, (y0 + y1) / 2 + 0.08), 0.3)
    if plot.words:
        more = "+" if len(held) > 1 else ""
        plot.text((x1, y1), words.amount(held[most]) + more, size=max(9, plot.font - 2), halo="#FFFFFFE0")


def wall(plot: Plot, view: EntityView) -> None:
    """A wall or a gate: a block."""
    x0, y0, x1, y1 = extent(view)
    corners = (x0 + 0.05, y0 + 0.05, x1 - 0.05, y1 - 0.05)
    plot.box(Layer.BUILDING, corners, palette.NAMED_BODIES["stone-wall"], INK, 0.05)
    if view.type == "gate":
        plot.line(Layer.BUILDING, ((x0 + 0.2, (y0 + y1) / 2), (x1 - 0.2, (y0 + y1) / 2)), palette.PAPER, 0.15)


def _cells(plot: Plot, corners: tuple[float, float, float, float]) -> None:
    x0, y0, x1, y1 = corners
    for share in (1 / 3, 2 / 3):
        x, y = x0 + (x1 - x0) * share, y0 + (y1 - y0) * share
        plot.line(Layer.BUILDING, ((x, y0), (x, y1)), "#FFFFFF80", 0.05)
        plot.line(Layer.BUILDING, ((x0, y), (x1, y)), "#FFFFFF80", 0.05)


def _outlet(plot: Plot, view: EntityView) -> None:
    """Where a drill drops: an arrow head over the edge towards that place."""
    if view.drop is None:
        return
    x0, y0, x1, y1 = extent(view)
    gx, gy = view.drop[0] / UNITS, view.drop[1] / UNITS
    ex, ey = min(max(gx, x0), x1), min(max(gy, y0), y1)
    dx, dy = (0, 1 if gy >= y1 else -1) if not y0 < gy < y1 else (1 if gx >= x1 else -1, 0)
    tip = ex + dx * 0.38, ey + dy * 0.38
    base = [(ex - dx * 0.12 - dy * side, ey - dy * 0.12 + dx * side) for side in (-0.3, 0.3)]
    plot.polygon(Layer.DETAIL, (tip, *base), "#F7F4EC", INK, 0.06)
