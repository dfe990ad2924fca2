"""Random numbers that depend on a place: hashes of integers, and smooth noise made of them.

Everything is integer arithmetic on 64 bits, so a seed means the same ground on every platform and in whatever order
places are asked for. The numbers of `mix` (one place) and `mix_grid` (many) are the same.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Grid = npt.NDArray[np.int64]

_MASK = (1 << 64) - 1
# splitmix64, public domain: https://prng.di.unimi.it/splitmix64.c
_STEP = 0x9E3779B97F4A7C15
_MULTIPLIERS = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB))
_LAST_SHIFT = 31

TOP = 0xFFFF
"""The greatest value of smooth noise; the smallest is 0."""

_EASE_BITS = 12


def mix(seed: int, *values: int) -> int:
    """64 random bits for a seed and some integers."""
    bits = seed & _MASK
    for value in values:
        bits = (bits + _STEP + value) & _MASK
        for shift, multiplier in _MULTIPLIERS:
            bits = ((bits ^ (bits >> shift)) * multiplier) & _MASK
        bits ^= bits >> _LAST_SHIFT
    return bits


def pick(bits: int, low: int, high: int) -> int:
    """A whole number of [low, high] from random bits."""
    return low + bits % (high - low + 1)


def _mixed(bits: npt.NDArray[np.uint64], values: Grid) -> npt.NDArray[np.uint64]:
    bits = bits + np.uint64(_STEP) + values.astype(np.uint64)
    for shift, multiplier in _MULTIPLIERS:
        bits = (bits ^ (bits >> np.uint64(shift))) * np.uint64(multiplier)
    return bits ^ (bits >> np.uint64(_LAST_SHIFT))


def mix_grid(seed: int, xs: Grid, ys: Grid) -> npt.NDArray[np.uint64]:
    """`mix(seed, x, y)` for all columns `xs` and rows `ys`, as an array [row, column]."""
    columns = _mixed(np.full(len(xs), seed & _MASK, dtype=np.uint64), xs)
    return _mixed(columns[np.newaxis, :], ys[:, np.newaxis])


def smooth(seed: int, xs: Grid, ys: Grid, shift: int) -> Grid:
    """Value noise in 0..TOP on the tiles of rising columns and rows; its hills are about 2**shift tiles wide."""
    left, top = int(xs[0]) >> shift, int(ys[0]) >> shift
    across = np.arange(left, (int(xs[-1]) >> shift) + 2, dtype=np.int64)
    down = np.arange(top, (int(ys[-1]) >> shift) + 2, dtype=np.int64)
    corners = (mix_grid(seed, across, down) >> np.uint64(48)).astype(np.int64)
    column, row = (xs >> shift) - left, ((ys >> shift) - top)[:, np.newaxis]
    right, below = _eased(xs, shift), _eased(ys, shift)[:, np.newaxis]
    upper = corners[row, column]
    upper = upper + ((corners[row, column + 1] - upper) * right >> _EASE_BITS)
    lower = corners[row + 1, column]
    lower = lower + ((corners[row + 1, column + 1] - lower) * right >> _EASE_BITS)
    return np.asarray(upper + ((lower - upper) * below >> _EASE_BITS), dtype=np.int64)


def _eased(tiles: Grid, shift: int) -> Grid:
    """How far into its lattice cell each tile lies, 3t^2 - 2t^3, in 1/4096."""
    part = (tiles & ((1 << shift) - 1)) << _EASE_BITS >> shift
    return np.asarray(part * part * ((3 << _EASE_BITS) - 2 * part) >> (2 * _EASE_BITS), dtype=np.int64)


def distance(dx: Grid, dy: Grid) -> Grid:
    """Distances, rounded down. A square root is correctly rounded on every platform (IEEE 754)."""
    return np.sqrt((dx * dx + dy * dy).astype(np.float64)).astype(np.int64)
