"""Environments by every name a user may type."""

from __future__ import annotations

import pytest

from eval.catalog import find_environments
from fle_llm.errors import TaskError

ORE = "Factorio-iron_ore_throughput_16-v0"


def ids(*words, protocol="fle-llm"):
    return [environment.env_id for environment in find_environments(words, protocol)]


@pytest.mark.parametrize(
    "word",
    [
        ORE,
        "iron_ore_throughput_16",
        "iron_ore_throughput",
        "Factorio-iron_ore_throughput-v0",
        "Factorio-iron-ore-throughput-16-v0",
        "iron_ore_throughput_1?",
        "Factorio-iron_ore_*_16-v0",
    ],
)
def test_one_environment_has_many_names(word):
    assert ids(word) == [ORE]


def test_older_keys_lead_to_the_environment():
    assert ids("sufuric_acid_throughput") == ["Factorio-sulfuric_acid_throughput_250-v0"]
    assert ids("piercing_round_throughput") == ["Factorio-piercing_rounds_magazine_throughput_16-v0"]


def test_globs_name_many_and_each_comes_once():
    # 21 items and 3 fluids have a lab-play throughput task; the fluids' quota is 250
    assert len(ids("*_throughput_16")) == 21
    assert len(ids("*_throughput_16", "*_throughput_250")) == 24
    assert ids(ORE, "*") == [ORE, *(each for each in ids("*") if each != ORE)]


def test_an_unknown_name_is_answered_with_the_close_ones():
    with pytest.raises(TaskError, match=r"did you mean .*iron_ore_throughput_16"):
        ids("iron_oar_throughput_16")
    with pytest.raises(TaskError, match="no environment matches"):
        ids("gold_*")
    with pytest.raises(TaskError, match="no environment 'zzzz'"):
        ids("zzzz")


def test_steps_are_the_protocols():
    steps = {protocol: find_environments([ORE], protocol)[0].max_steps for protocol in ("fle-llm", "v0.3", "paper")}
    assert steps == {"fle-llm": 64, "v0.3": 64, "paper": 128}
    (pair,) = find_environments(["iron_plate_throughput_multiagent_free"], "fle-llm")
    assert (pair.max_steps, pair.num_agents) == (16, 2)
    with pytest.raises(TaskError, match="protocol"):
        find_environments([ORE], "v9")
