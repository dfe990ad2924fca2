"""Keys: what a legend has to say of a scene, each thing with the very sign it has on the map.

Sections come in the order of what a reader asks first: how machines fare, which there are, how things move, what is
made and carried, and the ground.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from fle_llm.data import facts
from fle_llm.render import (
    badges,
    belts,
    buildings,
    figures,
    glyphs,
    ground,
    inserters,
    palette,
    pipes,
    rails,
    wires,
    words,
)
from fle_llm.render.plot import Plot
from fle_llm.render.scene import Scene
from fle_llm.render.shapes import Layer
from fle_llm.world.derive.geometry import EAST, WEST, facts_of
from fle_llm.world.derive.status import shown_status
from fle_llm.world.ops import UNITS, EntityView, ResourceRun, TileRun

Painter = Callable[[Plot], None]
"""Draws a sign on the tile (0, 0) of a plot."""

MIDDLE = (0.5, 0.5)
HALF = UNITS // 2


class Row(NamedTuple):
    """A line of the legend; without a painter it is a heading, or explains the line before."""

    text: str
    paint: Painter | None = None
    heading: bool = False


def rows(scene: Scene) -> list[Row]:
    """Everything a legend of a scene has to say."""
    sections = (
        ("How machines fare", _states(scene)),
        ("Buildings", _buildings(scene)),
        ("Moving things", _movers(scene)),
        ("Power", _power(scene)),
        ("Fluids", _fluids(scene)),
        ("Items", _items(scene)),
        ("Ground", _ground(scene)),
    )
    found: list[Row] = []
    for title, section in sections:
        lines = list(section)
        if lines:
            found += [Row(title, heading=True), *lines]
    return found


# --- what was built ---------------------------------------------------------------------------------------------------


def _states(scene: Scene) -> Iterator[Row]:
    count = Counter(
        words.state(view, shown_status(view)).kind
        for view in scene.views
        if view.type not in buildings.ELSEWHERE or view.type == "inserter"
    )
    for kind, meaning in badges.MEANINGS.items():
        if count[kind]:
            yield Row(f"{count[kind]} {meaning}", partial(badges.badge, centre=MIDDLE, kind=kind, r=0.42))


def _buildings(scene: Scene) -> Iterator[Row]:
    for view, number in _count(scene, lambda view: view.type not in buildings.ELSEWHERE):
        yield Row(f"{words.plain(view.name)} x {number}", partial(_small, view=view))


def _movers(scene: Scene) -> Iterator[Row]:
    for view, number in _count(scene, lambda view: view.type in buildings.ELSEWHERE and view.type != "electric-pole"):
        yield Row(f"{words.plain(view.name)} x {number}", partial(_mover, view=view))
    if any(view.type == "inserter" for view in scene.views):
        yield Row("inserters: from ring to tip")


def _power(scene: Scene) -> Iterator[Row]:
    for view, number in _count(scene, lambda view: view.type == "electric-pole"):
        yield Row(f"{words.plain(view.name)} x {number}", partial(_mover, view=view))
    if scene.poles:
        yield Row("supplied with power", _supplied)


def _count(scene: Scene, wanted: Callable[[EntityView], bool]) -> list[tuple[EntityView, int]]:
    """One of each name and how many there are, the most first."""
    of: dict[str, EntityView] = {}
    count: Counter[str] = Counter()
    for view in scene.views:
        if wanted(view):
            of.setdefault(view.name, view)
            count[view.name] += 1
    return [(of[name], number) for name, number in sorted(count.items(), key=lambda entry: (-entry[1], entry[0]))]


def _small(plot: Plot, view: EntityView) -> None:
    """A building on one tile, whatever its size on the map."""
    if view.type in buildings.CHESTS:
        buildings.chest(plot, _like(view))
    elif view.type in buildings.WALLS:
        buildings.wall(plot, _like(view))
    else:
        corners = (0.02, 0.02, 0.98, 0.98)
        plot.box(Layer.BUILDING, corners, palette.body(view.name, view.type), palette.INK, 0.07, 0.15)
        buildings.sign(plot, view, None, MIDDLE, 0.32)


def _mover(plot: Plot, view: EntityView) -> None:
    """A belt, an inserter, a pipe or a pole on one tile."""
    like = _like(view)
    halved = Plot(plot.sheet, 0, 0, plot.tile / 2, plot.at)
    if view.type == "transport-belt":
        belts.belt(plot, like)
    elif view.type == "underground-belt":
        belts.underground(plot, like)
    elif view.type == "splitter":
        like.x = like.y = UNITS
        belts.splitter(halved, like)
    elif view.type in rails.TYPES:
        like.x = like.y = UNITS
        rails.rail(halved, like)
    elif view.type == "pipe":
        pipes.pipe(plot, like, (EAST, WEST), palette.NO_FLUID)
    elif view.type == "pipe-to-ground":
        pipes.to_ground(plot, like, palette.NO_FLUID)
    elif view.type == "electric-pole":
        entry = facts_of(view.name)
        big = entry is not None and entry.tile_width > 1
        like.x = like.y = UNITS if big else HALF
        wires.pole(halved if big else plot, like)
    elif view.type == "inserter":
        like.x = like.y = UNITS
        like.pickup, like.drop = (0, UNITS), (2 * UNITS, UNITS)
        inserters.inserter(halved, like, words.State("idle", ""))


def _like(view: EntityView) -> EntityView:
    """An idle one of the same kind on tile (0, 0), facing east."""
    return EntityView(name=view.name, type=view.type, x=HALF, y=HALF, direction=EAST, network=1)


def _supplied(plot: Plot) -> None:
    plot.box(Layer.SUPPLY, (0, 0, 1, 1), palette.SUPPLY, palette.SUPPLY_EDGE, 0.07)


# --- what is made and carried -----------------------------------------------------------------------------------------


def _fluids(scene: Scene) -> Iterator[Row]:
    names = {box.fluid for view in scene.views for box in view.fluids}
    names |= set(pipes.bound(scene.views).values())
    names |= {made for view in scene.views if (made := buildings.made_by(view)) in facts().fluids}
    for name in sorted(name for name in names if name is not None):
        yield _item(name)


def _items(scene: Scene) -> Iterator[Row]:
    """Items that are drawn, those on belts first: there colour alone tells them apart."""
    on_belts = {item for view in scene.views for lane in view.lanes or () for item in lane}
    other = {
        *(stack.item for stack in scene.ground),
        *(view.hand[0] for view in scene.views if view.hand is not None),
        *(made for view in scene.views if (made := buildings.made_by(view)) is not None),
        *(item for view in scene.views for item in view.inventories.get("chest", {})),
    }
    for name in (*sorted(on_belts), *sorted(other - on_belts - facts().fluids.keys())):
        yield _item(name)


def _item(name: str) -> Row:
    return Row(words.plain(name), partial(glyphs.item, layer=Layer.DETAIL, name=name, centre=MIDDLE, r=0.44))


# --- the ground -------------------------------------------------------------------------------------------------------


def _ground(scene: Scene) -> Iterator[Row]:
    total: Counter[str] = Counter()
    for run in scene.ore:
        total[run.name] += sum(run.amounts)
    for name, number in sorted(total.items()):
        what = "crude oil well" if name == ground.WELL else f"{words.plain(name)}, {words.amount(number)} in view"
        yield Row(what, partial(_ore, run=ResourceRun(name, HALF, HALF, (max(1, number),))))
    if scene.water:
        yield Row("water", partial(ground.water, run=TileRun("water", 0, 0, 1)))
    kinds = {view.type: view for view in reversed(scene.nature)}
    for kind, view in sorted(kinds.items()):
        yield Row(kind if kind in ("tree", "cliff") else "rock", partial(_growth, view=view))
    if scene.agents:
        yield Row("character", partial(figures.figure, centre=MIDDLE, index=0))


def _ore(plot: Plot, run: ResourceRun) -> None:
    across = 2.4 if run.name == ground.WELL else 1.0
    middle = plot.tile / 2 - plot.tile / across / 2
    ground.resource(Plot(plot.sheet, 0, 0, plot.tile / across, (plot.at[0] + middle, plot.at[1] + middle)), run)


def _growth(plot: Plot, view: EntityView) -> None:
    if view.type == "tree":
        ground.growth(plot, _like(view))
    elif view.type == "cliff":
        ground.cliff(plot, (0.0, 0.0, 1.0, 1.0))
    else:
        glyphs.sign(plot, Layer.NATURE, "lump", MIDDLE, 0.5, palette.ROCK, palette.FAINT)
