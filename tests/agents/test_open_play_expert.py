"""The open-play policy: pure, self-contained, and with blueprints in which everything has its own ground."""

from __future__ import annotations

import ast
from typing import Any

import gymnasium
import pytest
from open_play_player import code_of, play

from agents.experts import expert
from agents.experts.open_play import is_open_play, layouts, open_play
from agents.experts.open_play.policy import BLANK, INSPECTED, TENDED, choose, known_functions, last_book
from agents.experts.open_play.stages import GROWTH, INSPECTION, MODERNISING, RECOVERY, STAGES, TENDING
from agents.experts.programs import program
from fle_llm.data import facts
from fle_llm.game.namespace import agent_names

BOOK: dict[str, Any] = {"sites": {"base": {"kind": "base"}}, "done": ["look", "plates"], "tries": {"look": 1}}


def messages(step: int, output: str = "No program has run yet.", functions: str = "") -> list[dict[str, Any]]:
    defined = f"\n\n## Functions you have defined\n{functions}" if functions else ""
    return [
        {"role": "system", "content": "# Task\n\nBuild the biggest factory.\n\n- Task: open_play\n- Steps: 500"},
        {"role": "user", "content": f"## Result of your last program\n{output}{defined}\n\n## Step {step} of 500"},
    ]


def test_the_expert_plays_open_play_by_this_policy() -> None:
    begun = messages(1)
    assert is_open_play(begun)
    assert expert(begun) == open_play(begun) == open_play(messages(1))
    assert not is_open_play([{"role": "system", "content": "- Task: iron_ore_throughput_16"}])


def test_the_book_comes_from_the_newest_observation_and_decides_the_stage() -> None:
    said = messages(3, f"4: ('stage', 'plates')\n4: ('book', {BOOK})", "report(stage, left)")
    assert last_book(said) == BOOK
    assert code_of(open_play(said)).split("# stage: ")[1].splitlines()[0] == "burners"
    assert "book = " not in code_of(open_play(said)), "the sandbox still has it"


def test_where_the_variables_are_lost_the_program_brings_the_book_and_all_it_calls() -> None:
    code = code_of(open_play(messages(3, f"4: ('book', {BOOK})")))
    assert f"book = {BOOK!r}" in code
    defined = {node.name for node in ast.parse(code).body if isinstance(node, ast.FunctionDef)}
    assert {"grow_burners", "tend", "have", "report"} <= defined


def test_where_the_book_is_lost_it_is_asked_for() -> None:
    code = code_of(open_play(messages(9, "3: ('Error occurred: x',)", "report(stage, left)\nhave(item, wanted)")))
    assert code.startswith(f"# stage: {RECOVERY.name}")


def test_what_is_defined_is_not_sent_again() -> None:
    said = messages(3, f"4: ('book', {BOOK})", "have(item: Any, wanted: int) -> bool\ndig(resource: Any)")
    assert known_functions(said) == {"have", "dig"}
    code = code_of(open_play(said))
    assert "def have(" not in code
    assert "def tend(" in code


def test_a_stage_that_fails_often_lets_the_next_come_first() -> None:
    stuck = {**BLANK, "tries": {STAGES[0].name: STAGES[0].patience}}
    assert choose(stuck, 7) == STAGES[1]


def test_after_all_stages_it_grows_and_inspects_now_and_then() -> None:
    done = {**BLANK, "done": [stage.name for stage in STAGES]}
    modern = {**BLANK, "done": [*done["done"], MODERNISING.name]}
    assert choose(done, 2 * INSPECTED) == INSPECTION
    assert choose(done, INSPECTED * TENDED + 1) == GROWTH
    assert choose(done, INSPECTED * TENDED + TENDED) == MODERNISING
    assert choose(modern, INSPECTED * TENDED + TENDED) == TENDING


@pytest.mark.parametrize(
    "stage", [*STAGES, GROWTH, TENDING, MODERNISING, INSPECTION, RECOVERY], ids=lambda stage: stage.name
)
def test_the_program_of_every_stage_is_valid_and_ends_by_telling(stage: Any) -> None:
    assert ast.parse(program(stage.body, layouts))
    assert stage.body.strip().splitlines()[-1].startswith("report(")
    assert len(stage.reasoning.split()) > 1


# --- blueprints -------------------------------------------------------------------------------------------------------


def drawn(expression: str) -> list[Any]:
    """The parts a layout function draws, as a program computes them."""
    names = agent_names()
    exec(program(f"parts = {expression}", layouts), names)
    parts = names["parts"]
    assert isinstance(parts, list)
    return parts


BASE = "+".join(
    f"base_{name}"
    for name in ("poles()", "belts()", "intermediates()", "red()", "green()", "labs(8)", "stores()", "products()")
)
SITES = {
    "mine": ("mine_parts(3)", 21, 7),
    "strip": ("strip_parts(2)", 14, 4),
    "smelter": ("smelter_parts(5)", 29, 11),
    "plant": ("plant_parts(6)", 18, 15),
    "base": (BASE, 46, 24),
    "workshop": ("workshop()", 46, 16),
}


@pytest.mark.parametrize("name", SITES)
def test_the_parts_of_a_site_fill_its_box_and_no_tile_twice(name: str) -> None:
    expression, width, height = SITES[name]
    taken: dict[tuple[int, int], str] = {}
    for kind, x, y, facing, _ in drawn(expression):
        size = facts().entities[kind.value[0]]
        wide, high = size.tile_width, size.tile_height
        if facing.name in ("LEFT", "RIGHT"):
            wide, high = high, wide
        left, top = x - wide / 2, y - high / 2
        assert left == int(left), f"{kind.value[0]} at {x}, {y} is off the grid"
        assert top == int(top), f"{kind.value[0]} at {x}, {y} is off the grid"
        for tile in [(int(left) + i, int(top) + j) for i in range(wide) for j in range(high)]:
            assert tile not in taken, f"{kind.value[0]} stands on {taken.get(tile)} at {tile}"
            taken[tile] = kind.value[0]
    assert all(0 <= column < width and 0 <= row < height for column, row in taken)


def test_every_electric_part_of_the_base_is_within_reach_of_a_pole() -> None:
    parts = drawn(BASE)
    poles = [(x, y) for kind, x, y, _, _ in parts if kind.value[0] == "small-electric-pole"]
    reach = 2.5  # half of the 5 x 5 tiles a small pole supplies
    for kind, x, y, _, _ in parts:
        half = {"inserter": 0.5, "long-handed-inserter": 0.5, "assembling-machine-1": 1.5, "lab": 1.5}.get(
            kind.value[0]
        )
        if half is not None:
            near = [one for one in poles if abs(one[0] - x) < reach + half and abs(one[1] - y) < reach + half]
            assert near, f"{kind.value[0]} at {x}, {y} has no pole"


# --- on a map ---------------------------------------------------------------------------------------------------------


def test_the_first_steps_lead_from_empty_hands_to_burner_drills_over_furnaces() -> None:
    made = gymnasium.make("Factorio-open_play-v0")
    env: Any = made.unwrapped
    seen = play(env, seed=2, steps=3)
    made.close()
    stands = "".join(seen[-1]["entities"])
    # in the third step there are twenty-six rounds; more than half of them place a drill
    assert stands.count("MiningDrill(") > 13
    assert "iron-plate" in seen[-1]["milestones"]["automated"]
    assert seen[-1]["score"] > 1000
