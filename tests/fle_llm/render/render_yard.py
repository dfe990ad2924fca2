"""A yard to draw: buildings put down for free, and the pixels of what was drawn.

Everything stands north of the laboratory's ring of trees, on ground without ore and water.
"""

from __future__ import annotations

from collections import Counter

from PIL import Image, ImageColor

from fle_llm import render
from fle_llm.render import framing
from fle_llm.world import MapSpec
from fle_llm.world.ops import UNITS, EntityView, Place, Put, Ref
from fle_llm.world.sim import SimWorld

TILE = 40
NORTH, EAST, SOUTH, WEST = 0, 4, 8, 12
ORIGIN = (0, -60)
"""Where the yard's own coordinates begin, in tiles of the map."""

Colour = tuple[int, int, int]


class Yard:
    """A world, and pictures of it. Coordinates are tiles from `ORIGIN`."""

    def __init__(self, snapshot: bytes) -> None:
        self.world = SimWorld.new(MapSpec())
        self.world.restore(snapshot)

    def place(self, name: str, x: float, y: float, direction: int = NORTH) -> EntityView:
        place = Place(name, round((x + ORIGIN[0]) * UNITS), round((y + ORIGIN[1]) * UNITS), direction, None)
        view: EntityView = self.world.do((place,))[0]
        return view

    def put(self, view: EntityView, item: str, count: int, inventory: str | None = None) -> None:
        self.world.do((Put(Ref(view.name, view.x, view.y), item, count, inventory),))

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        return x0 + ORIGIN[0], y0 + ORIGIN[1], x1 + ORIGIN[0], y1 + ORIGIN[1]

    def drawn(self, x0: float, y0: float, x1: float, y1: float) -> Drawn:
        """A picture of some tiles, without its margins."""
        picture = render.picture(self.world, self.box(x0, y0, x1, y1), tile=TILE)
        width, height = round((x1 - x0) * TILE), round((y1 - y0) * TILE)
        corner = framing.LEFT, framing.TOP
        return Drawn(picture.crop((*corner, corner[0] + width, corner[1] + height)), x0, y0)


class Drawn:
    """The map of a picture, asked by tiles."""

    def __init__(self, image: Image.Image, left: float, top: float) -> None:
        self.image = image
        self.left, self.top = left, top

    def at(self, x: float, y: float) -> Colour:
        """The colour at a point."""
        found = self.image.getpixel((round((x - self.left) * TILE), round((y - self.top) * TILE)))
        assert isinstance(found, tuple)
        return found[0], found[1], found[2]

    def where(self, colour: str, x0: float, y0: float, x1: float, y1: float) -> list[tuple[float, float]]:
        """The points of a part that have exactly a colour, in tiles."""
        wanted = rgb(colour)
        left, top = round((x0 - self.left) * TILE), round((y0 - self.top) * TILE)
        right, bottom = round((x1 - self.left) * TILE), round((y1 - self.top) * TILE)
        return [
            (self.left + (px + 0.5) / TILE, self.top + (py + 0.5) / TILE)
            for px in range(left, right)
            for py in range(top, bottom)
            if self.image.getpixel((px, py)) == wanted
        ]


def rgb(colour: str) -> Colour:
    red, green, blue = ImageColor.getrgb(colour)[:3]
    return red, green, blue


def widest(points: list[tuple[float, float]], axis: int) -> float:
    """The row or column (by `axis` of the points) with the most points: the back of an arrow head."""
    lines = Counter(point[axis] for point in points)
    most = max(lines.values())
    return min(line for line, count in lines.items() if count == most)
