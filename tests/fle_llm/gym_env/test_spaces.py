"""Spaces, actions and observations: what is in them and what is not."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from fle_llm.gym_env.action import Action
from fle_llm.gym_env.observation import Observation
from fle_llm.gym_env.spaces import AnyText, ProgramText, Real, StateText, Whole, action_space, observation_space

KEYS = [
    "raw_text",
    "map_image",
    "entities",
    "inventory",
    "research",
    "game_info",
    "score",
    "automated_score",
    "flows",
    "task_verification",
    "messages",
    "serialized_functions",
    "task_info",
    "character_positions",
]


def test_the_action_space_is_the_documented_one() -> None:
    space = action_space(2)
    assert sorted(space.spaces) == ["agent_idx", "code", "game_state"]
    space.seed(7)
    sample = space.sample()
    assert space.contains(sample)
    assert sample["game_state"] == ""
    compile(sample["code"], "sample", "exec")
    again = action_space(2)
    again.seed(7)
    assert again.sample() == sample
    assert space.contains({"agent_idx": 1, "game_state": "", "code": "print('é — 漢')\n" * 1000})
    assert not space.contains({"agent_idx": 2, "game_state": "", "code": ""})
    assert not space.contains({"agent_idx": 0, "game_state": "", "code": None})


def test_the_observation_space_has_the_documented_keys() -> None:
    space = observation_space()
    assert sorted(space.spaces) == sorted(KEYS)
    space.seed(3)
    sample = space.sample()
    assert space.contains(sample)
    assert not space.contains({**sample, "score": 0.5})
    assert not space.contains({**sample, "entities": ["a list is not a tuple"]})
    assert not space.contains({key: sample[key] for key in KEYS[1:]})


def test_observations_go_to_dicts_and_back() -> None:
    space = observation_space()
    space.seed(4)
    plain = space.sample()
    observation = Observation.from_dict(plain)
    assert observation.to_dict() == plain
    assert Observation.from_dict(json.loads(json.dumps(plain))) == observation
    with pytest.raises(ValueError, match=r"\$\.score"):
        Observation.from_dict({**plain, "score": "high"})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "1", None, True])
def test_numbers_are_finite_numbers(value: Any) -> None:
    assert not Real().contains(value)


def test_number_and_text_spaces() -> None:
    assert Real().contains(0)
    assert Real().contains(-1.5)
    assert Whole().contains(-(2**53) + 1)
    assert not Whole().contains(2**53)
    assert isinstance(Whole(seed=1).sample(), int)
    assert AnyText(3).contains("äöü")
    assert not AnyText(3).contains("four")
    assert AnyText(3) == AnyText(3) != AnyText(4)
    assert AnyText(3) != ProgramText(3)
    assert Real() == Real()
    assert repr(StateText(5)) == "StateText(5)"


def test_actions_from_dicts_and_objects() -> None:
    assert Action.of({"code": "x = 1"}) == Action("x = 1", 0, None)
    assert Action.of({"code": "x", "agent_idx": np.int64(1), "game_state": ""}) == Action("x", 1, None)
    assert Action.of(Action("y", agent_idx=1)) == Action("y", 1)
    assert type(Action.of({"code": np.str_("x")}).code) is str


@pytest.mark.parametrize(
    ("value", "error", "match"),
    [
        ("print(1)", TypeError, "an Action or a dict, not str"),
        ({"agent_idx": 0}, ValueError, "this one has \\['agent_idx'\\]"),
        ({"code": "x", "agent": 1}, ValueError, "this one has \\['agent', 'code'\\]"),
        ({"code": 5}, TypeError, "is a str, not int"),
        ({"code": "x", "agent_idx": 0.5}, TypeError, "agent_idx is an integer, not float"),
        ({"code": "x", "game_state": 5}, TypeError, "its text or None, not int"),
    ],
)
def test_what_is_no_action_says_why(value: Any, error: type[Exception], match: str) -> None:
    with pytest.raises(error, match=match):
        Action.of(value)
