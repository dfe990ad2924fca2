"""The numbers of the system prompt, against the game's rules."""

from __future__ import annotations

import pytest

from prompts.rates import rate_lines


@pytest.mark.parametrize(
    "fact",
    [
        "electric-mining-drill 30",  # MECHANICS 3.6: 0.5 / 1 s
        "iron-plate 18.75 (stone-furnace)",  # 3.2 s at speed 1
        "24 chemical-science-pack",
        "21 production-science-pack, utility-science-pack",
        "basic-oil-processing takes 5",
        "inserter 51,",  # MECHANICS 3.10: 70 ticks a cycle, 3600 / 70
        "burner-inserter 47,",  # 76 ticks
        "fast-inserter 150,",  # 24 ticks
        "boiler 2.22",  # 4 MJ / 1.8 MW
        "steam-engine 900 kW, 2 engines to a boiler, which then burns 27 coal",  # 60 s x 1.8 MW / 4 MJ
        "solar-panel 60 kW",
        "oil-refinery 420",
        "medium-electric-pole 7x7 tiles, wires reach 9",
        "small-electric-pole 5x5 tiles, wires reach 7.5",
    ],
)
def test_a_number_a_plan_needs_is_told(fact: str) -> None:
    assert any(fact in line for line in rate_lines())


def test_recipes_of_the_usual_half_second_are_not_listed() -> None:
    (times,) = [line for line in rate_lines() if line.startswith("Seconds a recipe takes")]
    assert "0.5, but 1 " in times
    for usual in ("iron-gear-wheel", "copper-cable", "electronic-circuit", "stone-wall", "electric-furnace"):
        assert usual not in times  # and what is placed is not, whatever it takes
