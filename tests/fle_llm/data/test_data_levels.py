"""Levels of technologies: MECHANICS appendix A4."""

from __future__ import annotations

import pytest

from fle_llm.data import TechnologyFacts, facts, first_level, units_of


@pytest.mark.parametrize(
    ("technology", "count"),
    [
        ("automation", 10),
        ("mining-productivity-4", 2500),  # 2500 (L - 3)
        ("laser-weapons-damage-7", 1000),  # 2^(L - 7) 1000
        ("artillery-shell-range-1", 2000),  # 2^L 1000
        ("artillery-shell-speed-1", 2000),  # 1000 + 3^(L - 1) 1000
        ("steam-power", 0),
    ],
)
def test_units_of_a_technology(technology: str, count: int) -> None:
    assert units_of(facts().technologies[technology]) == count


@pytest.mark.parametrize(
    ("technology", "level", "count"),
    [
        ("mining-productivity-4", 5, 5000),
        ("laser-weapons-damage-7", 10, 8000),  # 2^3 1000
        ("artillery-shell-speed-1", 3, 10_000),  # 1000 + 3^2 1000
        ("automation", 5, 10),  # has but one
    ],
)
def test_units_of_a_later_level(technology: str, level: int, count: int) -> None:
    assert units_of(facts().technologies[technology], level) == count


def test_the_level_is_in_the_name() -> None:
    assert [first_level(name) for name in ("automation", "automation-2", "worker-robots-speed-6")] == [1, 2, 6]


@pytest.mark.parametrize("formula", ["__import__", "L/2", "f(L)", "1.5*L"])
def test_what_is_no_formula_of_whole_numbers_is_not_reckoned(formula: str) -> None:
    with pytest.raises(ValueError, match="not a formula of a level"):
        units_of(TechnologyFacts(name="odd-1", count_formula=formula))
