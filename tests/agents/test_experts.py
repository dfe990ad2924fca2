"""Scripted models as policies: pure, readable, resumable; what they achieve is tested in the environment."""

from __future__ import annotations

import ast
from importlib.metadata import entry_points
from typing import Any

import pytest

from agents.experts import expert, novice, random_policy
from agents.experts.expert import PLANS
from agents.experts.plans import burner
from agents.experts.programs import program
from agents.experts.reading import read
from agents.experts.stages import Stage, due, play
from agents.parsing import parse_reply

POLICIES = {"expert": expert, "novice": novice, "random": random_policy}


def conversation(step: int, wanted: str = "iron-plate", output: str = "1: ('ok',)") -> list[dict[str, Any]]:
    return [
        {"role": "system", "content": f"# Task\n\n- To be made: {wanted}\n- Quota: 16 per 60 seconds"},
        {"role": "user", "content": f"## Result of your last program\n{output}\n\n## Step {step} of 64; more"},
    ]


def test_the_names_of_the_entry_points_are_these_policies() -> None:
    found = {point.name: point.load() for point in entry_points(group="fle_llm.scripted_models")}
    assert {name: found[name] for name in POLICIES} == POLICIES


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_a_policy_is_a_pure_function_of_the_messages(policy: Any) -> None:
    for step in range(1, 20):
        assert policy(conversation(step)) == policy(conversation(step))


def test_the_step_is_read_from_the_observation_whatever_came_before() -> None:
    short = conversation(7)
    long = [
        short[0],
        *([{"role": "user", "content": "## Step 3 of 64"}, {"role": "assistant", "content": "x"}] * 2),
        short[1],
    ]
    assert read(short).step == read(long).step == 7
    assert expert(short) == expert(long)


def test_without_a_step_line_the_replies_are_counted() -> None:
    messages = [
        {"role": "user", "content": "a"},
        {"role": "assistant", "content": "b"},
        {"role": "user", "content": "c"},
    ]
    assert read(messages).step == 2
    assert read([]).step == 1


def test_what_is_read() -> None:
    messages = conversation(3, "iron-ore", '1: ("Error occurred: x",)')
    messages[1]["content"] += (
        "\n\n## Task\nThroughput: 1,012.5 iron-ore per 60 seconds made by machines; 16 are wanted."
    )
    seen = read(messages)
    assert (seen.wanted, seen.quota, seen.throughput, seen.failed) == ("iron-ore", 16.0, 1012.5, True)
    assert seen.output == '1: ("Error occurred: x",)'


@pytest.mark.parametrize("wanted", sorted([*PLANS, "battery", ""]))
@pytest.mark.parametrize("step", [1, 2, 3, 64])
def test_every_reply_of_the_expert_is_prose_and_one_valid_program(wanted: str, step: int) -> None:
    reply = expert(conversation(step, wanted))
    code = parse_reply(reply, "stop").code
    assert code is not None
    ast.parse(code)
    assert reply.count("```") == 2
    assert len(reply.split("```")[0].split()) > 8, "some reasoning before the program"


def test_a_program_brings_what_it_calls_and_nothing_else() -> None:
    code = program("build_several(build_mine, 1, Resource.Coal, 5)")
    defined = [node.name for node in ast.parse(code).body if isinstance(node, ast.FunctionDef)]
    assert defined == ["fuel_up", "take_down", "build_mine", "build_several"]
    assert program("print(1)") == "print(1)"


def test_programs_name_no_position() -> None:
    for wanted in PLANS:
        for step in (1, 2, 3):
            tree = ast.parse(parse_reply(expert(conversation(step, wanted)), "stop").code or "")
            calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "Position"]
            offsets = [arg.value for call in calls for arg in call.args if isinstance(arg, ast.Constant)]
            assert all(0 <= value <= 3 for value in offsets), "offsets within a layout only"


def test_the_coal_of_a_plan_covers_the_fuel_of_its_lines() -> None:
    # 150 kW a burner drill, 90 kW a furnace, 4000 kJ a coal; inserters take up to 20 kW
    machines = {
        "build_mine": [150],
        "build_smelter": [150, 90, 20],
        "build_steelworks": [150, 150, 90, 90, 20, 10],
    }
    for lines in (burner.MINE, burner.SMELTER, burner.STEELWORKS):
        line = sum(lines.minutes * 60 * kilowatts // 4000 + 1 for kilowatts in machines[lines.layout])
        assert line * lines.count <= lines.coal <= 500, "and the lab inventory has it"
        assert lines.minutes >= 11, "a wait of one minute and ten measured ones"


def test_a_stage_follows_the_one_that_is_done_and_is_repeated_when_it_is_not() -> None:
    plan = tuple(Stage(name, f"I do {name} now.", f"print({name!r})") for name in ("look", "build", "watch"))

    def due_after(output: str, replied: str = "", step: int = 2) -> tuple[str, bool]:
        messages = conversation(step, output=output)
        stage, again = due(read([messages[0], {"role": "assistant", "content": replied}, messages[1]]), plan)
        return stage.name, again

    assert due_after("No program has run yet.", step=1) == ("look", False)
    first = play(read(conversation(1, output="No program has run yet.")), plan)
    assert due_after("1: ('look',)\n2: ('stage look is done',)", first) == ("build", False)
    assert due_after("1: ('Error occurred: no place',)", first) == ("look", True)
    assert due_after("7: ('stage watch is done',)", step=40) == ("watch", False), "the last one goes on for ever"
    assert due_after("7: ('stage rest is done',)", first) == ("look", True), "another plan's stage says nothing"


def test_the_novice_makes_each_mistake_once() -> None:
    codes = [parse_reply(novice(conversation(step)), "stop").code for step in range(1, 13)]
    assert codes[0] == "print(inventory)"
    assert [step for step, code in enumerate(codes, 1) if code is None] == [5], "one answer without a program"
    assert codes[10] == codes[11], "afterwards it waits"


def test_chance_depends_on_the_whole_conversation() -> None:
    replies = {random_policy(conversation(2, output=f"1: ({n},)")) for n in range(60)}
    assert len(replies) > 5
    for reply in replies:
        ast.parse(parse_reply(reply, "stop").code or "")
