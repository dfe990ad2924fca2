"""Levels of technologies: with which one a technology begins, and how many units a level takes.

The last technology of a series has no end: each level takes as many units as its formula of the level L says
(MECHANICS appendix A4), and counts from the number in its name.
"""

from __future__ import annotations

import ast
from functools import cache

from fle_llm.data.schema import TechnologyFacts


def first_level(name: str) -> int:
    """The level a technology's name ends with, 1 where it has none."""
    last = name.rpartition("-")[2]
    return int(last) if last.isdigit() else 1


def units_of(technology: TechnologyFacts, level: int | None = None) -> int:
    """How many times its packs a technology takes, for its first level unless another is given; 0: it takes none."""
    if technology.count is not None:
        return technology.count
    if technology.count_formula is None:
        return 0
    return _units(technology.count_formula, first_level(technology.name) if level is None else level)


@cache
def _units(formula: str, level: int) -> int:
    return _value(ast.parse(formula.replace("^", "**"), mode="eval").body, level)


def _value(node: ast.expr, level: int) -> int:
    """The value of a formula of whole numbers and the level L."""
    match node:
        case ast.Constant(value=int(value)):
            return value
        case ast.Name(id="L"):
            return level
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _value(left, level) + _value(right, level)
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            return _value(left, level) - _value(right, level)
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return _value(left, level) * _value(right, level)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return int(_value(left, level) ** _value(right, level))
    raise ValueError(f"not a formula of a level: {ast.unparse(node)}")
