"""Pictures of a World: what was built, on what ground, and how it fares, for people and for models that see.

    from fle_llm import render
    render.picture(world).show()
    Path("factory.png").write_bytes(render.png(world, box=(-20, -20, 40, 20)))

A picture is made in three steps that know nothing of each other's insides: a `Scene` is gathered from the world's
queries, painters turn it into a list of shapes, a canvas draws the shapes. Equal worlds give equal bytes. Drawing
changes nothing in the world and takes no game time. A factory too spread out to be read gets close-ups of its places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fle_llm.render import keys, legend, raster, scene
from fle_llm.render import svg as vector
from fle_llm.render.closeups import arrange
from fle_llm.render.framing import TILE_BOX, given, room, taller
from fle_llm.render.pages import page, page_of
from fle_llm.render.shapes import Page
from fle_llm.world.protocol import World

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["fixed_picture", "picture", "png", "svg"]

MAX_SIZE = (1600, 1200)


def picture(
    world: World, box: TILE_BOX | None = None, tile: int | None = None, max_size: tuple[int, int] = MAX_SIZE
) -> Image:
    """A picture of a world, not larger than `max_size` (width, height in pixels).

    `box` is (left, top, right, bottom) in tiles; None shows everything built, with a margin. `tile` is the side of a
    tile in pixels; None takes the largest that fits, up to 40. Raises ValueError for a box that does not fit.
    """
    return raster.image(_page(world, box, tile, max_size))


def png(
    world: World, box: TILE_BOX | None = None, tile: int | None = None, max_size: tuple[int, int] = MAX_SIZE
) -> bytes:
    """The picture as the bytes of a PNG file; arguments as for `picture`."""
    return raster.png(picture(world, box, tile, max_size))


def svg(
    world: World, box: TILE_BOX | None = None, tile: int | None = None, max_size: tuple[int, int] = MAX_SIZE
) -> str:
    """The picture as an SVG document; arguments as for `picture`."""
    return vector.svg(_page(world, box, tile, max_size))


def fixed_picture(world: World, size: tuple[int, int]) -> Image:
    """A picture of exactly `size` pixels, whatever was built: small factories are shown with more of their ground."""
    agents, views = scene.agents_of(world), scene.buildings_of(world)
    frames = arrange(views, agents, None, size, fill=True)
    whole, *parts = (scene.gather(world, frame, views, agents) for frame in (frames.overview, *frames.closeups))
    return raster.image(page_of(whole, size, parts, frames.side))


def _page(world: World, box: TILE_BOX | None, tile: int | None, max_size: tuple[int, int]) -> Page:
    agents, views = scene.agents_of(world), scene.buildings_of(world)
    if box is not None:
        return page(scene.gather(world, given(box, tile, max_size), views, agents), max_size)
    frames = arrange(views, agents, tile, max_size)
    whole, *parts = (scene.gather(world, frame, views, agents) for frame in (frames.overview, *frames.closeups))
    beside = min(legend.height(keys.rows(whole)), room(max_size)[1])
    if not parts and beside > whole.frame.rows * whole.frame.tile:
        # rather more ground than blank paper under a flat map
        whole = scene.gather(world, taller(whole.frame, beside), views, agents)
    return page(whole, max_size, parts, frames.side)
