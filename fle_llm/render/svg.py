"""SVG: a page as a text that scales without loss, from the same shapes as the raster."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from fle_llm.render.fonts import text_width
from fle_llm.render.shapes import Box, Disc, Line, Page, Points, Polygon, Shape, Sheet, Text

MIDDLE = 0.35
"""From the middle of a line of text down to its baseline, in font sizes."""
_ANCHORS = {"l": "start", "m": "middle", "r": "end"}


def svg(page: Page) -> str:
    """The page as an SVG document."""
    width, height = page.sheet.width, page.sheet.height
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        'font-family="Helvetica, Arial, sans-serif">',
        *_elements(page.sheet),
    ]
    for plan, (left, top) in page.maps:
        lines += [
            f'<svg x="{left}" y="{top}" width="{plan.width}" height="{plan.height}">',
            *_elements(plan),
            "</svg>",
        ]
    return "\n".join([*lines, "</svg>", ""])


def _elements(sheet: Sheet) -> Iterator[str]:
    yield f'<rect width="{sheet.width}" height="{sheet.height}" fill="{sheet.background}"/>'
    for shape in sheet.shapes():
        yield _element(shape)
    for text in sheet.texts():
        yield _element(text)


def _element(shape: Shape) -> str:
    match shape:
        case Box(x0, y0, x1, y1):
            size = f'x="{_n(x0)}" y="{_n(y0)}" width="{_n(x1 - x0)}" height="{_n(y1 - y0)}" rx="{_n(shape.radius)}"'
            return f"<rect {size}{_paint(shape.fill, shape.edge, shape.width)}/>"
        case Polygon():
            return f'<polygon points="{_points(shape.points)}"{_paint(shape.fill, shape.edge, shape.width)}/>'
        case Line():
            return f'<polyline points="{_points(shape.points)}"{_paint(None, shape.colour, shape.width)}/>'
        case Disc():
            place = f'cx="{_n(shape.x)}" cy="{_n(shape.y)}" r="{_n(shape.r)}"'
            return f"<circle {place}{_paint(shape.fill, shape.edge, shape.width)}/>"
        case Text():
            return _text(shape)


def _text(text: Text) -> str:
    halo = f'{_stroke(text.halo, 4.0)} paint-order="stroke"' if text.halo else ""
    return (
        f'<text x="{_n(text.x)}" y="{_n(text.y)}" dy="{MIDDLE}em" font-size="{text.size}" '
        f'text-anchor="{_ANCHORS[text.anchor[0]]}" textLength="{_n(text_width(text.text, text.size))}" '
        f'lengthAdjust="spacingAndGlyphs"{_filled(text.colour)}{halo}>{escape(text.text)}</text>'
    )


def _paint(fill: str | None, edge: str | None, width: float) -> str:
    return (_filled(fill) if fill else ' fill="none"') + (_stroke(edge, width) if edge else "")


def _filled(colour: str) -> str:
    return f' fill="{colour[:7]}"' + (f' fill-opacity="{_n(int(colour[7:], 16) / 255)}"' if len(colour) > 7 else "")


def _stroke(colour: str, width: float) -> str:
    opacity = f' stroke-opacity="{_n(int(colour[7:], 16) / 255)}"' if len(colour) > 7 else ""
    return f' stroke="{colour[:7]}" stroke-width="{_n(width)}"{opacity}'


def _points(points: Points) -> str:
    return " ".join(f"{_n(x)},{_n(y)}" for x, y in points)


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
