"""Raster: a page as a Pillow image.

Shapes are drawn at twice the size and reduced, which smooths their edges; text is drawn afterwards at its own size,
because fonts smooth themselves.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageDraw

from fle_llm.render.fonts import font, spaced
from fle_llm.render.shapes import Box, Disc, Line, Page, Polygon, Shape, Sheet, Text

FINE = 2
"""How much larger shapes are drawn than they are shown."""

EXACT = 128
"""Colours of a PNG file that are exactly those of the picture."""

Colour = tuple[int, ...]


def image(page: Page) -> Image.Image:
    """The page as an RGB image."""
    whole = _drawn(page.sheet)
    for plan, corner in page.maps:
        whole.paste(_drawn(plan), corner)
    return whole


def png(picture: Image.Image) -> bytes:
    """An image as the bytes of a PNG file, in 256 colours: a third of the size, and no difference that can be seen."""
    out = BytesIO()
    _few_colours(picture).save(out, format="PNG", optimize=True)
    return out.getvalue()


def _few_colours(picture: Image.Image) -> Image.Image:
    """With the most frequent colours as they are, so that areas take on no cast, and the others by the nearest.

    Pillow's own mapping to a palette rounds colours to multiples of four.
    """
    counted = picture.getcolors(picture.width * picture.height) or []
    common = sorted(counted, key=lambda entry: (-entry[0], entry[1]))
    colours = np.array([colour for _, colour in common], dtype=np.int32)
    between = picture.quantize(256 - EXACT, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    others = np.array(between.getpalette(), dtype=np.int32).reshape(-1, 3)
    palette = np.concatenate([colours[:EXACT], others])[:256]
    apart = ((colours[:, None, :] - palette[None, :, :]) ** 2).sum(axis=2)
    number_of = np.zeros(2**24, dtype=np.uint8)
    number_of[_number(colours)] = apart.argmin(axis=1)
    numbers = number_of[_number(np.asarray(picture, dtype=np.int32))]
    few = Image.frombytes("P", picture.size, numbers.tobytes())
    few.putpalette(palette.astype(np.uint8).tobytes())
    return few


def _number(colours: NDArray[np.int32]) -> NDArray[np.int32]:
    """Red, green and blue, the last axis, as one number."""
    return (colours[..., 0] << 16) | (colours[..., 1] << 8) | colours[..., 2]


@cache
def _colour(text: str | None) -> Colour | None:
    return None if text is None else ImageColor.getcolor(text, "RGBA")  # type: ignore[return-value]


def _drawn(sheet: Sheet) -> Image.Image:
    large = Image.new("RGB", (sheet.width * FINE, sheet.height * FINE), sheet.background)
    pen = ImageDraw.Draw(large, "RGBA")
    for shape in sheet.shapes():
        _draw(pen, shape)
    small = large.reduce(FINE)
    pen = ImageDraw.Draw(small, "RGBA")
    for text in sheet.texts():
        _write(pen, text)
    return small


def _draw(pen: ImageDraw.ImageDraw, shape: Shape) -> None:
    match shape:
        case Box():
            _box(pen, shape)
        case Polygon():
            points = [(x * FINE, y * FINE) for x, y in shape.points]
            pen.polygon(points, fill=_colour(shape.fill))
            if shape.edge is not None:
                around = [*points, *points[:2]]  # past the start, so that its corner is joined too
                pen.line(around, fill=_colour(shape.edge), width=_wide(shape.width), joint="curve")
        case Line():
            points = [(x * FINE, y * FINE) for x, y in shape.points]
            pen.line(points, fill=_colour(shape.colour), width=_wide(shape.width), joint="curve")
        case Disc():
            r = shape.r * FINE
            x, y = shape.x * FINE, shape.y * FINE
            edge = _colour(shape.edge)
            box = (x - r, y - r, x + r, y + r)
            pen.ellipse(box, fill=_colour(shape.fill), outline=edge, width=_wide(shape.width) if edge else 0)


def _box(pen: ImageDraw.ImageDraw, shape: Box) -> None:
    corners = (
        round(shape.x0 * FINE),
        round(shape.y0 * FINE),
        max(round(shape.x0 * FINE), round(shape.x1 * FINE) - 1),
        max(round(shape.y0 * FINE), round(shape.y1 * FINE) - 1),
    )
    edge = _colour(shape.edge)
    width = _wide(shape.width) if edge else 0
    if shape.radius * FINE >= 1:
        pen.rounded_rectangle(corners, shape.radius * FINE, fill=_colour(shape.fill), outline=edge, width=width)
    else:
        pen.rectangle(corners, fill=_colour(shape.fill), outline=edge, width=width)


def _wide(width: float) -> int:
    return max(1, round(width * FINE))


def _write(pen: ImageDraw.ImageDraw, text: Text) -> None:
    pen.text(
        (text.x, text.y),
        spaced(text.text, text.size),
        fill=_colour(text.colour),
        font=font(text.size),
        anchor=text.anchor,
        stroke_width=2 if text.halo else 0,
        stroke_fill=_colour(text.halo),
    )
