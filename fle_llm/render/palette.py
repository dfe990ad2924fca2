"""Palette: the colours of pictures, and nothing else.

Chosen so that what must be told apart differs in lightness as well as in hue (after Okabe and Ito, "Color Universal
Design", 2008); nothing is told by colour alone. All colours are our own.
"""

from __future__ import annotations

from functools import cache
from zlib import crc32

INK, PAPER, FAINT = "#2B2B2B", "#FFFFFF", "#7A756B"
LAND, LAND_GRID, LAND_GRID_STRONG = "#EFEADF", "#00000009", "#0000001C"
WATER, WAVE = "#A9CDE8", "#7FB0D6"
TREE, TREE_EDGE, ROCK, CLIFF = "#A8C49A", "#6F9460", "#B5ADA0", "#8C7B66"

ORES = {
    "iron-ore": "#6E91B3",
    "copper-ore": "#CF7A43",
    "coal": "#55504A",
    "stone": "#BFA878",
    "uranium-ore": "#A9DB52",
    "crude-oil": "#4A3450",
}

WORKING, WAITING, STOPPED, IDLE = "#00855F", "#E69F00", "#C4161C", "#8A8A8A"

BODIES = {
    "mining-drill": "#E2C79B",
    "furnace": "#E3B9A4",
    "assembling-machine": "#BCD2E8",
    "lab": "#DDE7F2",
    "boiler": "#E3B9A4",
    "generator": "#EBDD94",
    "solar-panel": "#8FA9CF",
    "accumulator": "#EBDD94",
    "offshore-pump": "#9CC7E6",
    "pump": "#C9CFD6",
    "storage-tank": "#C9CFD6",
    "beacon": "#D9C9E8",
    "rocket-silo": "#D5D9DE",
}
NAMED_BODIES = {
    "chemical-plant": "#D9C5E6",
    "oil-refinery": "#D9C5E6",
    "centrifuge": "#D3E3B0",
    "pumpjack": "#E2C79B",
    "wooden-chest": "#C99F6B",
    "iron-chest": "#AEB9C4",
    "steel-chest": "#D5DCE3",
    "stone-wall": "#9B958B",
}
OTHER_BODY = "#D8D4CC"

BELT, BELT_EDGE = "#5C5C60", "#3D3D40"
TIERS = {"": "#F0C64A", "fast-": "#F08A78", "express-": "#74B4EA"}
"""Arrows of belts by the front of their name."""

HANDS = {
    "burner-inserter": "#6B6259",
    "inserter": "#F0B429",
    "long-handed-inserter": "#D1495B",
    "fast-inserter": "#2E86D1",
    "bulk-inserter": "#3E9B57",
}

SLEEPER, RAIL = "#A08F7A", "#5A5F66"
POLE, WIRE, SUPPLY, SUPPLY_EDGE = "#6B4A2B", "#B0582A", "#F5D94E24", "#C9A40050"

FLUIDS = {
    "water": "#4AA3E6",
    "steam": "#F4F6F8",
    "crude-oil": "#54405C",
    "heavy-oil": "#C0561F",
    "light-oil": "#D9A21F",
    "petroleum-gas": "#9457BF",
    "sulfuric-acid": "#E3EF62",
    "lubricant": "#4E9A4A",
}
NO_FLUID = "#A8A093"

ITEMS = {
    "iron-ore": "#5F86AB",
    "copper-ore": "#C0642B",
    "coal": "#2A2724",
    "stone": "#B79E70",
    "uranium-ore": "#A9DB52",
    "wood": "#9C7440",
    "iron-plate": "#B9CFE3",
    "copper-plate": "#F09A5B",
    "steel-plate": "#F1F4F7",
    "stone-brick": "#C77B58",
    "iron-gear-wheel": "#A9B4BF",
    "iron-stick": "#B9CFE3",
    "copper-cable": "#F09A5B",
    "electronic-circuit": "#4CAF50",
    "advanced-circuit": "#D9443F",
    "processing-unit": "#3F74D1",
    "plastic-bar": "#FFFFFF",
    "sulfur": "#F2E14C",
    "solid-fuel": "#4A4038",
    "explosives": "#E3622B",
    "battery": "#B7D66B",
    "engine-unit": "#8B7D6B",
    "electric-engine-unit": "#C95F5F",
    "pipe": "#9AA6B2",
    "concrete": "#C9C9C4",
    "automation-science-pack": "#DB3A34",
    "logistic-science-pack": "#46B04A",
    "military-science-pack": "#6F7478",
    "chemical-science-pack": "#45B8D6",
    "production-science-pack": "#A654C0",
    "utility-science-pack": "#EFCB3F",
    "space-science-pack": "#F7F7F7",
    "low-density-structure": "#D9B88F",
    "rocket-fuel": "#E8A23A",
}
OTHER_ITEMS = ("#7FA6C9", "#D69A6A", "#9DBF7E", "#C58FBF", "#D6C26A", "#8FB8B0", "#B8A08C", "#A6A6C9")

AGENTS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")


def body(name: str, kind: str) -> str:
    """The colour of a building by its name and type."""
    return NAMED_BODIES.get(name) or BODIES.get(kind, OTHER_BODY)


def fluid(name: str | None) -> str:
    """The colour of a fluid; None is an empty pipe."""
    return NO_FLUID if name is None else FLUIDS.get(name, "#6FB7B0")


@cache
def item(name: str) -> str:
    """The colour of an item; those without one of their own always get the same of a few."""
    return ITEMS.get(name) or FLUIDS.get(name) or OTHER_ITEMS[crc32(name.encode()) % len(OTHER_ITEMS)]


def tier(name: str) -> str:
    """The colour of a belt's arrows."""
    return next(colour for front, colour in sorted(TIERS.items(), reverse=True) if name.startswith(front))
