"""The observation as a model reads it: the order, what matters, and the bounds."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fle_llm.game import Chest, Inventory, Position
from fle_llm.gym_env.observation import (
    Amount,
    CharacterPosition,
    Detail,
    Flow,
    Flows,
    FunctionShown,
    GameInfo,
    ItemCount,
    Observation,
    Research,
    TaskInfo,
    TaskVerification,
    TechnologyState,
)
from prompts import Brief, BudgetLeft, Limits, observation_text
from prompts.tokens import count_tokens

BRIEF = Brief(key="iron_plate_throughput_16", goal="Smelt.", steps=64, entity="iron-plate", quota=16, window_s=60)


def technology(name: str, researched: int, *prerequisites: str) -> TechnologyState:
    return TechnologyState(name, researched, 1, 1, 10, 10.0, prerequisites, ())


def observation(**changes: Any) -> dict[str, Any]:
    plain = Observation(
        raw_text="1: ('hello',)",
        map_image="",
        entities=(repr(Chest(name="wooden-chest", position=Position(0.5, 0.5), inventory=Inventory(coal=3))),),
        inventory=(ItemCount("coal", 490), ItemCount("stone-furnace", 10), ItemCount("boiler", 10)),
        research=Research((technology("automation", 1),), "", 0.0, (), ()),
        game_info=GameInfo(3600, 60.0, 1.0),
        score=12,
        automated_score=2,
        flows=Flows((Flow("iron-ore", 4.0),), (Flow("iron-plate", 3.0),), (), (Amount("coal", 2),), (), ()),
        task_verification=TaskVerification(
            0,
            (
                Detail("iron-plate achieved throughput per 60 seconds", json.dumps(12.0)),
                Detail("quota", json.dumps(16)),
                Detail("windows", json.dumps([10.0, 12.0])),
            ),
        ),
        messages=(),
        serialized_functions=(FunctionShown("build", "(n: int) -> None", "def build(n): ..."),),
        task_info=TaskInfo("Smelt.", "", "iron_plate_throughput_16", 64),
        character_positions=(CharacterPosition(0, 15.5, -2.0),),
    ).to_dict()
    return plain | changes


def titles(text: str) -> list[str]:
    return [line.removeprefix("## ") for line in text.splitlines() if line.startswith("## ")]


def test_the_parts_come_in_their_order() -> None:
    messages = [{"sender": "1", "content": "hello", "timestamp": 1.0}]
    research = {"technologies": [{"name": "automation", "researched": 0, "prerequisites": []}], "current_research": ""}
    text = observation_text(observation(messages=messages, research=research), step=3)
    assert titles(text) == [
        "Result of your last program",
        "Task",
        "Inventory",
        "Entities",
        "Made and used during the last step",
        "Research",
        "Messages",
        "Functions you have defined",
        "Step 3 of 64; 61 more after it",
    ]


def test_every_part_says_what_it_is_for() -> None:
    text = observation_text(observation(), step=3, brief=BRIEF)
    assert "1: ('hello',)" in text
    assert "Throughput: 12 iron-plate per 60 seconds made by machines; 16 are wanted." in text
    assert "The goal is not reached yet." in text
    assert "coal=490, boiler=10, stone-furnace=10" in text, "most first, then by name"
    assert "You stand at (15.5, -2)." in text
    assert "- wooden-chest x1\n    (0.5, 0.5) inventory coal=3" in text
    assert "made: iron-plate=3\nused: iron-ore=4\nharvested by hand: coal=2" in text
    assert "build(n: int) -> None" in text


def test_the_first_step_knows_of_no_program() -> None:
    text = observation_text(observation(raw_text=""), step=1, brief=BRIEF)
    assert "No program has run yet." in text
    assert "printed nothing" in observation_text(observation(raw_text=""), step=2, brief=BRIEF)


def test_a_reply_without_a_program_is_said_before_anything_else() -> None:
    problem = "Your reply was empty (finish reason: stop)."
    text = observation_text(observation(), step=4, brief=BRIEF, problem=problem)
    assert text.startswith(f"## Result of your last program\nNothing was run. {problem}")
    assert "hello" not in text, "the output of an older program would be taken for its result"


def test_agents_are_told_where_they_and_the_others_stand() -> None:
    both = [{"agent_idx": 0, "x": 1.5, "y": 2.5}, {"agent_idx": 1, "x": -4.0, "y": 0.5}]
    brief = Brief(key="together", goal="Build.", steps=16, agents=2, agent=1)
    text = observation_text(observation(character_positions=both), step=2, brief=brief)
    assert "Agent 0 stands at (1.5, 2.5).\nYou stand at (-4, 0.5)." in text
    assert "Agent 1 stands" in observation_text(observation(character_positions=both), step=2)


def test_research_is_shown_only_where_something_is_left() -> None:
    research = {
        "technologies": [
            {"name": "automation", "researched": 1, "prerequisites": []},
            {"name": "logistics", "researched": 0, "prerequisites": ["automation"]},
            {"name": "railway", "researched": 0, "prerequisites": ["logistics"]},
        ],
        "current_research": "logistics",
        "research_progress": 0.25,
    }
    brief = Brief(key="open_play", goal="Build.", steps=5000, all_technologies=False)
    text = observation_text(observation(research=research), step=2, brief=brief)
    assert "current: logistics, 25 %\ncan be researched in labs: logistics\nresearched: automation" in text
    assert "Research" not in titles(observation_text(observation(research=research), step=2, brief=BRIEF))
    assert "Research" not in titles(observation_text(observation(), step=2)), "all are researched"


def test_what_is_learned_by_a_deed_says_which() -> None:
    # MECHANICS 2.3: electronics by 10 copper plates, steam power by 50 iron plates; logistics takes packs
    names = ("electronics", "logistics", "steam-power", "of another game")
    research = {"technologies": [{"name": name, "researched": 0, "prerequisites": []} for name in names]}
    text = observation_text(observation(research=research), step=2)
    assert "can be researched in labs: logistics, of another game\n" in text
    assert "learned without labs: electronics (make 10 copper-plate), steam-power (make 50 iron-plate)" in text


def test_the_budget_is_shown_where_there_is_one() -> None:
    text = observation_text(observation(), step=64, brief=BRIEF, budget=BudgetLeft(tokens=12_345, cost_usd=0.5))
    assert "Step 64 of 64; 0 more after it" in text
    assert "Tokens left: 12,345." in text
    assert "Money left: 0.50 USD." in text
    assert "left:" not in observation_text(observation(), step=64, brief=BRIEF, budget=BudgetLeft())


def test_success_is_said() -> None:
    won = observation(task_verification={"success": 1, "meta": []})
    assert "The goal is reached." in observation_text(won, step=2, brief=BRIEF)


def test_no_clock_enters_the_text() -> None:
    assert "3600" not in observation_text(observation(), step=2, brief=BRIEF)


@pytest.mark.parametrize("limits", [Limits(), Limits(400, 80, 80, 300, 80, 80, 80, 80)])
def test_a_huge_observation_is_bounded_and_says_so(limits: Limits) -> None:
    chests = [
        repr(Chest(name="wooden-chest", position=Position(n + 0.5, 0.5), inventory=Inventory(coal=n)))
        for n in range(3000)
    ]
    huge = observation(
        raw_text="\n".join(f"{n}: ('value', {n})" for n in range(20_000)),
        entities=chests,
        inventory=[{"type": f"item-{n:04}", "quantity": n + 1} for n in range(2000)],
        messages=[{"sender": "1", "content": "word " * 500, "timestamp": 0.0}] * 40,
        serialized_functions=[{"name": f"f{n}", "signature": "(a, b)", "source": ""} for n in range(2000)],
        flows={"output": [{"type": f"item-{n}", "rate": 1.5} for n in range(3000)]},
        research={"technologies": [{"name": f"t{n}", "researched": 0, "prerequisites": []} for n in range(3000)]},
    )
    text = observation_text(huge, step=2, limits=limits)
    assert count_tokens(text) <= limits.total
    assert text.count("left out") >= 7
    assert "0: ('value', 0)" in text
    assert "19999: ('value', 19999)" in text


def test_the_same_observation_gives_the_same_text_after_a_way_through_json() -> None:
    again = json.loads(json.dumps(observation()))
    assert observation_text(again, step=2, brief=BRIEF) == observation_text(observation(), step=2, brief=BRIEF)
