"""Fonts: the one that Pillow carries, so that texts are the same on every machine with the same Pillow."""

from __future__ import annotations

from functools import cache

from PIL import ImageFont


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """The font at a size in pixels. Raises ImportError for a Pillow built without FreeType."""
    found = ImageFont.load_default(size)
    if not isinstance(found, ImageFont.FreeTypeFont):
        raise ImportError("pictures need a Pillow with FreeType: install one of its published wheels")
    return found.font_variant(layout_engine=ImageFont.Layout.BASIC)  # the same with and without Raqm


@cache
def text_width(text: str, size: int) -> float:
    """How many pixels wide a text is."""
    return font(size).getlength(spaced(text, size))


def spaced(text: str, size: int) -> str:
    """A text as it is set: the font's own blank is hardly seen at small sizes."""
    return text.replace(" ", "  ") if size < 12 else text
