"""The figures beside a score, each with its formula and where it is from.

Nothing here reads a file or knows what an episode is: counts and numbers in, numbers out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import NamedTuple

__all__ = ["Interval", "mean", "mean_with_missing", "pass_at_k", "wilson"]


class Interval(NamedTuple):
    """An interval, both ends included."""

    low: float
    high: float


def mean(values: Sequence[float]) -> float | None:
    """The arithmetic mean, None of nothing."""
    return math.fsum(values) / len(values) if values else None


def mean_with_missing(values: Sequence[float], planned: int) -> float | None:
    """The mean over `planned` episodes, where those without a value count as zero: Σ values / planned."""
    if planned < len(values):
        raise ValueError(f"{len(values)} values of {planned} planned")
    return math.fsum(values) / planned if planned else None


def wilson(successes: int, n: int, confidence: float = 0.95) -> Interval | None:
    """The score interval of a success rate, None when n is 0.

    (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n) with p = successes / n: E. B. Wilson, "Probable inference, the law
    of succession, and statistical inference", JASA 22 (1927), 209-212. It stays within [0, 1] and does not collapse at
    0 or n successes.
    """
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} successes of {n}")
    if n == 0:
        return None
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    p = successes / n
    middle = p + z * z / (2 * n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    # at 0 and at n successes an end is exactly 0 or 1, which rounding would miss
    return Interval(
        0.0 if successes == 0 else (middle - half) / scale,
        1.0 if successes == n else (middle + half) / scale,
    )


def pass_at_k(n: int, successes: int, k: int) -> float | None:
    """The unbiased estimate that at least one of k episodes succeeds, from n of which some did; None when k > n.

    1 − C(n−c, k) / C(n, k): M. Chen et al., "Evaluating large language models trained on code", arXiv:2107.03374
    (2021), equation 1.
    """
    if not 0 <= successes <= n or k < 1:
        raise ValueError(f"{successes} successes of {n} at {k}")
    if k > n:
        return None
    return 1.0 - math.comb(n - successes, k) / math.comb(n, k)
