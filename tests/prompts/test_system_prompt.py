"""The system prompt: complete, bounded, and the same in every process."""

from __future__ import annotations

import ast
import inspect
import os
import re
import subprocess
import sys

import pytest

from fle_llm.game import Prototype, Resource, Technology
from fle_llm.sandbox.api import Limits
from fle_llm.tasks.kinds import load_task
from fle_llm.tools import TOOLS, stubs
from prompts import PROFILES, Brief, prompt_hash, system_prompt
from prompts.patterns import IN_CONDENSED, patterns
from prompts.system import CONDENSED_TOKENS
from prompts.tokens import count_tokens

TASK = load_task("iron_plate_throughput_16")


@pytest.mark.parametrize("profile", PROFILES)
def test_every_tool_is_there_once_with_its_signature(profile: str) -> None:
    text = system_prompt(TASK, profile=profile)
    heads = re.findall(r"^## (\w+)\(", text, re.MULTILINE)
    assert heads == sorted(stub.name for stub in stubs())
    assert set(TOOLS) - set(heads) == {"print"}, "programs have Python's own"
    for stub in stubs():
        assert text.count(f"## {stub.name}{stub.signature}\n") == 1


@pytest.mark.parametrize("task", ["iron_plate_throughput_16", "open_play", "iron_plate_throughput_multiagent_impostor"])
def test_the_condensed_profile_keeps_its_bound(task: str) -> None:
    condensed = count_tokens(system_prompt(load_task(task), profile="condensed"))
    assert condensed <= CONDENSED_TOKENS == 10_000
    assert condensed < count_tokens(system_prompt(load_task(task)))


def test_the_full_profile_has_the_whole_manual_and_the_condensed_one_all_but_the_examples() -> None:
    full, condensed = (system_prompt(TASK, profile=profile) for profile in PROFILES)
    for stub in stubs():
        paragraphs = inspect.cleandoc(stub.doc).split("\n\n")
        assert all(part in full for part in paragraphs)
        assert all(part in condensed for part in paragraphs if not part.startswith("Example"))
    assert "Example:" not in condensed


def test_the_condensed_profile_gives_up_detail_before_it_grows_too_long() -> None:
    class Wordy:
        signature = "()"
        doc = "Short.\n\n" + "Long story. " * 100

        def __init__(self, number: int) -> None:
            self.name = f"tool{number}"

    text = system_prompt(TASK, [Wordy(number) for number in range(40)], "condensed")  # 40 x 300 tokens would be 12,000
    assert count_tokens(text) <= CONDENSED_TOKENS
    assert "Short." in text
    assert "Long story." not in text


def test_the_task_comes_last_and_says_goal_quota_and_steps() -> None:
    text = system_prompt(TASK)
    assert text.rindex("# Task") > text.index("# Tools")
    tail = text[text.rindex("# Task") :]
    assert TASK.goal.split("\n")[0] in tail
    for line in (
        "- To be made: iron-plate\n",
        "- Quota: 16 per 60 seconds",
        "- Steps: 64,",
        "- Technologies: all are researched",
        "- You start with: coal 500, burner-mining-drill 50,",
    ):
        assert line in tail


def test_tasks_share_everything_before_the_task() -> None:
    first, second = system_prompt(TASK), system_prompt(load_task("iron_ore_throughput_16"))
    cut = first.rindex("# Task")
    assert first[:cut] == second[:cut]


def test_an_open_task_has_no_quota_and_something_to_research() -> None:
    text = system_prompt(load_task("open_play"), profile="condensed")
    assert "- Quota" not in text
    assert "- You start with: nothing" in text
    assert "Technology: " in text
    assert "Technology: " not in system_prompt(TASK, profile="condensed")


def test_what_the_world_cannot_place_is_said() -> None:
    brief = Brief.of(TASK, buildable={"burner-mining-drill", "stone-furnace"})
    text = system_prompt(brief)
    line = next(line for line in text.splitlines() if line.startswith("- This world cannot place: "))
    assert "electric-mining-drill" in line
    assert "coal" not in line, "an item that is no entity is not missed"
    assert "burner-mining-drill" not in line.replace("electric-mining-drill", "")
    assert "cannot place" not in system_prompt(TASK)[system_prompt(TASK).rindex("# Task") :]


def test_agents_of_one_task_are_told_apart() -> None:
    task = load_task("iron_plate_throughput_multiagent_impostor")
    honest, impostor = system_prompt(task, agent=0), system_prompt(task, agent=1)
    assert "You are agent 1 of 2" in honest
    assert "You are the impostor" not in honest
    assert "You are the impostor" in impostor
    assert "send_message" in impostor


def test_the_types_are_those_of_the_game() -> None:
    text = system_prompt(TASK, profile="condensed")
    for name in ("BurnerMiningDrill 2x2: BurnerMiningDrill", "Boiler 3x2: Boiler", "drop_position: Position,"):
        assert name in text
    for known in (*Prototype.__members__, "IronOre", "CrudeOil", "WAITING_FOR_SPACE_IN_DESTINATION"):
        if known not in {
            "ExpressInserter",
            "Rocket",
            "Satellite",
            "RocketControlUnit",
            "CoalLiquifaction",
            "BeltGroup",
        }:
            assert re.search(rf"\b{known}\b", text), known
    assert hasattr(Resource, "IronOre")
    assert all(name in system_prompt(load_task("open_play")) for name in Technology.__members__)


def test_a_gear_is_not_offered_for_placing() -> None:
    placed, carried = system_prompt(TASK).split("Items, fluids and recipes that are not placed:")
    assert "IronGearWheel" not in placed[placed.index("Placed as entities") :]
    assert "IronGearWheel" in carried


def test_the_numbers_are_those_of_the_game() -> None:
    text = system_prompt(TASK)
    # 0.25 and 0.5 ore a second; 3.2 s and 16 s a plate at speeds 1 and 2; 4 MJ of coal at 150, 90 and 1800 kW
    assert "burner-mining-drill 15, electric-mining-drill 30" in text
    assert "iron-plate 18.75 (stone-furnace), iron-plate 37.5 (electric-furnace)" in text
    assert "steel-plate 3.75 (stone-furnace), steel-plate 7.5 (electric-furnace)" in text
    assert "burner-mining-drill 26.7, stone-furnace 44.4, boiler 2.22" in text
    assert "carries 15 items a second" in text


def test_the_limits_of_a_program_are_said() -> None:
    limits = Limits()
    text = system_prompt(TASK)
    assert f"compute for {limits.cpu_s:g} seconds" in text
    assert f"print {limits.output_lines} lines" in text


def test_patterns_are_valid_programs_without_fixed_positions() -> None:
    shown = patterns(condensed=False, tools=TOOLS)
    assert set(IN_CONDENSED) <= {pattern.name for pattern in shown}
    for pattern in shown:
        ast.parse(pattern.code)
        assert pattern.code in system_prompt(TASK)
        assert len(pattern.code.splitlines()) <= 25


def test_patterns_that_cannot_be_followed_are_left_out() -> None:
    everything = {pattern.name for pattern in patterns(condensed=False, tools=[*TOOLS, "connect_entities"])}
    assert {"4_belt", "5_power"} <= everything
    without_connecting = {p.name for p in patterns(condensed=False, tools=set(TOOLS) - {"connect_entities"})}
    assert without_connecting == everything - {"4_belt", "5_power"}
    shown = patterns(condensed=False, tools=[*TOOLS, "connect_entities"], unbuildable=["steam-engine"])
    unpowered = {pattern.name for pattern in shown}
    assert unpowered == everything - {"5_power"}


@pytest.mark.parametrize("profile", PROFILES)
def test_the_prompt_is_the_same_in_every_process(profile: str) -> None:
    program = (
        "from fle_llm.tasks.kinds import load_task\nfrom prompts import prompt_hash, system_prompt\n"
        f"print(prompt_hash(system_prompt(load_task('iron_plate_throughput_16'), profile={profile!r})))"
    )
    hashes = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("0", "1234")
    }
    assert hashes == {prompt_hash(system_prompt(TASK, profile=profile))}


def test_nothing_of_this_machine_is_in_it() -> None:
    text = system_prompt(TASK)
    assert "/home" not in text
    assert os.getcwd() not in text  # noqa: PTH109 - the text of it is what matters
    assert not re.search(r" at 0x[0-9a-f]+", text), "no object's address"
    assert not re.search(r"\b20\d\d-\d\d", text), "no date"


def test_own_tools_and_briefs_can_be_given() -> None:
    class Dance:
        name, signature, doc = "dance", "(steps: int) -> None", "Dance.\n\nFor a while."

    brief = Brief(key="dance", goal="Dance.", steps=3)
    assert "## dance(steps: int) -> None\nDance.\n\nFor a while.\n" in system_prompt(brief, [Dance()])


def test_an_unknown_profile_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="full and condensed"):
        system_prompt(TASK, profile="short")


def test_a_hash_names_a_text() -> None:
    assert prompt_hash("a") == prompt_hash("a") != prompt_hash("b")
    assert re.fullmatch("[0-9a-f]{16}", prompt_hash(""))
