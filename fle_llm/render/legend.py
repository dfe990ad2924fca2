"""Legend: rows of sign and text beside the map.

Owns how rows are laid out; what they say of a scene is `keys`. What does not fit is counted in the last row.
"""

from __future__ import annotations

from collections.abc import Iterable

from fle_llm.render import palette
from fle_llm.render.keys import Row
from fle_llm.render.plot import Plot
from fle_llm.render.shapes import Layer, Sheet, Text

ROW, HEADING = 19, 24
"""Pixels a row and a heading take."""
ICON = 15
SIZE = 12


def height(rows: Iterable[Row]) -> int:
    """Pixels a legend takes."""
    return sum(HEADING if row.heading else ROW for row in rows)


def draw(sheet: Sheet, rows: list[Row], left: int, top: int, room: int) -> None:
    """Draw as many rows as there is room for."""
    y = float(top)
    end = top + room - (ROW if height(rows) > room else 0)  # then a row is left to say how many are missing
    for number, row in enumerate(rows):
        if y + (HEADING + ROW if row.heading else ROW) > end:
            hidden = sum(not other.heading for other in rows[number:])
            sheet.add(Layer.LABEL, Text(left, y + ROW / 2, f"and {hidden} more", SIZE, palette.FAINT, "lm"))
            return
        if row.heading:
            sheet.add(Layer.LABEL, Text(left, y + HEADING - 9, row.text, SIZE, palette.FAINT, "lm"))
            y += HEADING
            continue
        if row.paint is not None:
            row.paint(Plot(sheet, 0, 0, ICON, (left + 1, y + (ROW - ICON) / 2)))
        sheet.add(Layer.LABEL, Text(left + ICON + 9, y + ROW / 2, row.text, SIZE, palette.INK, "lm"))
        y += ROW
