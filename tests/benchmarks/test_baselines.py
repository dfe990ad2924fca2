"""The arithmetic beside the experts' rates, by hand."""

from __future__ import annotations

import pytest

from benchmarks.baselines.arithmetic import need


def test_gear_wheels_by_hand() -> None:
    found = need("iron-gear-wheel", 16)
    # 0.5 s a wheel at speed 0.75: 90 a minute and machine; two plates each, 3.2 s at speed 2; half an ore a second
    assert found.machines["assembling-machine-2"] == pytest.approx(16 / 90)
    assert found.machines["electric-furnace"] == pytest.approx(32 * 3.2 / 2 / 60)
    assert found.machines["electric-mining-drill"] == pytest.approx(32 / 30)
    assert found.raw == {"iron-ore": 32}


def test_sulfur_by_hand() -> None:
    found = need("sulfur", 16)
    # 2 sulfur of 30 gas and 30 water in 1 s; 45 gas of 100 oil in 5 s; a well of 100 % gives 600 a minute
    assert found.machines["chemical-plant"] == pytest.approx(8 / 60)
    assert found.machines["oil-refinery"] == pytest.approx(240 / 45 * 5 / 60)
    assert found.raw == {"water": 240, "crude-oil": pytest.approx(240 / 45 * 100)}
    assert found.machines["pumpjack"] == pytest.approx(240 / 45 * 100 / 600)
