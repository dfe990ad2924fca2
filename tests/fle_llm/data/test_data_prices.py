"""The price list against prices published for the Factorio Learning Environment, to all printed digits."""

from __future__ import annotations

import random
from math import log, sqrt

import pytest

from fle_llm.data import facts, prices
from fle_llm.data.prices import price_list

PUBLISHED = """
accumulator 3833.88; active-provider-chest 3519.86; advanced-circuit 421.42; arithmetic-combinator 383.55
artillery-shell 16029.82; artillery-turret 101528; assembling-machine-1 871.68; assembling-machine-2 9003.88
assembling-machine-3 73604.74; atomic-bomb 1.01917e+06; automation-science-pack 45.6701; battery 370.78
beacon 76914.44; big-electric-pole 1028.64; boiler 82.0739; bulk-inserter 18431.59; burner-inserter 38.2124
burner-mining-drill 281.57; chemical-plant 3903.51; chemical-science-pack 3806.55; coal 3.0000; concrete 18.6042
copper-cable 3.5582; copper-plate 6.3229; depleted-uranium-fuel-cell 43.7013; electric-furnace 10564.29
electric-mining-drill 904.59; electronic-circuit 34.2397; engine-unit 295.72; explosives 25.4974
express-transport-belt 1233.38; fast-inserter 1177.30; flying-robot-frame 19581.98; heavy-oil 0.5680
inserter 212.86; iron-chest 47.7342; iron-gear-wheel 12.6136; iron-plate 5.6267; lab 2202.39; landfill 124.44
light-oil 0.3111; logistic-science-pack 493.17; low-density-structure 1073.25; lubricant 0.6399
military-science-pack 911.70; nuclear-fuel 13335.03; offshore-pump 92.7054; oil-refinery 20258.51
petroleum-gas 0.2534; piercing-rounds-magazine 224.95; pipe 6.5885; pistol 133.35; plastic-bar 8.8831
power-armor-mk2 1.75441e+08; processing-unit 6281.80; production-science-pack 24443.63; rail 98.5996
rocket-fuel 111.78; rocket-silo 2.60379e+07; satellite 4.61253e+07; solid-fuel 4.3330; space-science-pack 152062
speed-module-3 3.49586e+06; spidertron 2.50929e+09; splitter 1111.45; steam 0.0010; steel-plate 43.1613
stone-brick 7.9441; stone-furnace 13.4046; stone-wall 42.2760; sulfur 8.4252; sulfuric-acid 3.8476
transport-belt 18.9142; uranium-235 6374.10; uranium-238 53.8315; uranium-fuel-cell 3000.19
utility-science-pack 47379.53; water 0.0010; wooden-chest 7.4258
"""
ROWS = [row.split() for line in PUBLISHED.split("\n") for row in line.split(";") if row.strip()]


@pytest.mark.parametrize(("name", "printed"), ROWS)
def test_published_prices(name, printed):
    mantissa, _, power = printed.partition("e")
    decimals = len(mantissa.partition(".")[2])
    half_a_digit = 0.5 * 10.0**-decimals * 10.0 ** int(power or 0)
    assert prices()[name] == pytest.approx(float(printed), abs=half_a_digit * 1.000001)


def test_by_hand():
    """A plate is 3.1 + ln(3.2 + 1) √3.1, a gear the same of two plates in 0.5 s: one ingredient multiplies nothing."""
    plate = 3.1 + log(4.2) * sqrt(3.1)
    gear = 2 * plate + log(1.5) * sqrt(2 * plate)
    assert prices()["iron-plate"] == pytest.approx(plate)
    assert prices()["iron-gear-wheel"] == pytest.approx(gear)
    # two ingredients double what went in, not the share for time; two belts share it all
    base = (gear + plate) / 2
    assert prices()["transport-belt"] == pytest.approx(2 * base + log(1.25) * sqrt(base))


def test_everything_has_a_price():
    known = facts()
    assert prices().keys() >= known.items.keys() | known.fluids.keys()
    assert all(price > 0 for price in prices().values())
    assert prices()["coin"] == 2.5, "nothing makes it"


def test_the_order_of_recipes_and_items_does_not_matter():
    known = facts()
    recipes, items, fluids = list(known.recipes.values()), list(known.items.values()), list(known.fluids)
    shuffle = random.Random(7).shuffle
    for _ in range(5):
        for listed in (recipes, items, fluids):
            shuffle(listed)
        again = price_list(recipes, items, fluids)
        assert again.keys() == prices().keys()
        assert all(again[name] == pytest.approx(price, rel=1e-12) for name, price in prices().items())


def test_the_list_cannot_be_changed():
    with pytest.raises(TypeError):
        prices()["coal"] = 0.0
