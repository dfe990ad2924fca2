"""The figures, against hand arithmetic."""

from __future__ import annotations

from itertools import combinations

import pytest

from eval.statistics import mean, mean_with_missing, pass_at_k, wilson


def test_means_of_what_is_there_and_of_what_was_planned():
    assert mean([1.0, 2.0, 6.0]) == 3.0
    assert mean([]) is None
    assert mean_with_missing([4.0, 8.0], 4) == 3.0  # (4 + 8 + 0 + 0) / 4
    assert mean_with_missing([], 2) == 0.0
    assert mean_with_missing([], 0) is None
    with pytest.raises(ValueError, match="3 values of 2"):
        mean_with_missing([1, 1, 1], 2)


def test_wilson_interval_by_hand():
    # z = 1.959964, n = 10, p = 0.8: centre (0.8 + 3.841459/20) / (1 + 0.3841459) = 0.992073/1.384146 = 0.716740
    # half 1.959964·√(0.016 + 3.841459/400) / 1.384146 = 1.959964·0.160010/1.384146 = 0.226576
    low, high = wilson(8, 10)
    assert low == pytest.approx(0.490162, abs=2e-5)
    assert high == pytest.approx(0.943318, abs=2e-5)


def test_wilson_interval_at_its_ends():
    # p = 0: low 0, high (z²/2n + z²/2n) / (1 + z²/n) = z²/(n + z²) = 3.841459/8.841459 for n = 5
    low, high = wilson(0, 5)
    assert low == 0.0
    assert high == pytest.approx(3.841459 / 8.841459, abs=1e-6)
    low, high = wilson(5, 5)
    assert low == pytest.approx(5 / 8.841459, abs=1e-6)
    assert high == 1.0
    assert wilson(0, 0) is None
    with pytest.raises(ValueError, match="6 successes of 5"):
        wilson(6, 5)


@pytest.mark.parametrize(("n", "c"), [(1, 0), (1, 1), (4, 2), (8, 3), (8, 8), (6, 0)])
def test_pass_at_k_counts_the_draws_that_hold_a_success(n, c):
    outcomes = [True] * c + [False] * (n - c)
    for k in range(1, n + 1):
        draws = list(combinations(outcomes, k))
        assert pass_at_k(n, c, k) == pytest.approx(sum(map(any, draws)) / len(draws))


def test_pass_at_k_needs_k_trials():
    assert pass_at_k(4, 2, 5) is None
    with pytest.raises(ValueError):
        pass_at_k(4, 2, 0)
