"""Shapes: what a picture is made of before anybody draws it.

A `Sheet` is a list of shapes in picture pixels, each on a layer. Painters add shapes in any order; a canvas
(`raster`, `svg`) draws them layer by layer. Colours are "#RRGGBB" or "#RRGGBBAA". Nothing here knows of Factorio.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

Points = tuple[tuple[float, float], ...]


class Layer(IntEnum):
    """What lies over what, from the ground up. Text is drawn after all other shapes."""

    LAND = 0
    ORE = 1
    GRID = 2
    SUPPLY = 3
    NATURE = 4
    BURIED = 5
    PIPE = 6
    BELT = 7
    ITEM = 8
    BUILDING = 9
    DETAIL = 10
    WIRE = 11
    HAND = 12
    POLE = 13
    FIGURE = 14
    BADGE = 15
    LABEL = 16


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, its corners rounded by `radius`."""

    x0: float
    y0: float
    x1: float
    y1: float
    fill: str | None = None
    edge: str | None = None
    width: float = 1.0
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class Polygon:
    """A closed outline."""

    points: Points
    fill: str | None = None
    edge: str | None = None
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """An open line through its points."""

    points: Points
    colour: str
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Disc:
    """A filled circle, a ring, or both."""

    x: float
    y: float
    r: float
    fill: str | None = None
    edge: str | None = None
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; `anchor` is Pillow's: l, m, r across and m (middle) down. `halo` is the colour around it."""

    x: float
    y: float
    text: str
    size: int
    colour: str
    anchor: str = "mm"
    halo: str | None = None


Shape = Box | Polygon | Line | Disc | Text


class Sheet:
    """Shapes on layers, for a picture of `width` x `height` pixels."""

    def __init__(self, width: int, height: int, background: str) -> None:
        self.width = width
        self.height = height
        self.background = background
        self._layers: dict[Layer, list[Shape]] = {layer: [] for layer in Layer}

    def add(self, layer: Layer, shape: Shape) -> None:
        """Put a shape on a layer, over what is already there."""
        self._layers[layer].append(shape)

    def shapes(self) -> Iterator[Shape]:
        """Every shape but text, from the lowest layer up."""
        return (shape for shapes in self._layers.values() for shape in shapes if not isinstance(shape, Text))

    def texts(self) -> Iterator[Text]:
        """Every text, from the lowest layer up."""
        return (shape for shapes in self._layers.values() for shape in shapes if isinstance(shape, Text))


@dataclass(frozen=True, slots=True)
class Page:
    """A whole picture: a sheet with margins and legend, and the maps shown on it, each with its left upper corner."""

    sheet: Sheet
    maps: tuple[tuple[Sheet, tuple[int, int]], ...]
