"""The definition files that come with the package, and what a bad file leads to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fle_llm.errors import TaskError
from fle_llm.tasks.catalogue import load_catalogue, packaged_catalogue, read_definition
from fle_llm.tasks.definition import definition_hash, parse_definition
from fle_llm.tasks.kinds import find_entry, make_task

# The lab-play tasks of EVALUATION.md section 2: quota 16 in 60 s, the three fluids 250.
SOLIDS = {
    "iron_ore": "iron-ore",
    "iron_plate": "iron-plate",
    "steel_plate": "steel-plate",
    "stone_wall": "stone-wall",
    "iron_gear_wheel": "iron-gear-wheel",
    "electronic_circuit": "electronic-circuit",
    "automation_science_pack": "automation-science-pack",
    "inserter": "inserter",
    "logistic_science_pack": "logistic-science-pack",
    "plastic_bar": "plastic-bar",
    "sulfur": "sulfur",
    "advanced_circuit": "advanced-circuit",
    "battery": "battery",
    "engine_unit": "engine-unit",
    "piercing_rounds_magazine": "piercing-rounds-magazine",
    "military_science_pack": "military-science-pack",
    "low_density_structure": "low-density-structure",
    "processing_unit": "processing-unit",
    "chemical_science_pack": "chemical-science-pack",
    "production_science_pack": "production-science-pack",
    "utility_science_pack": "utility-science-pack",
}
FLUIDS = {"crude_oil": "crude-oil", "petroleum_gas": "petroleum-gas", "sulfuric_acid": "sulfuric-acid"}
LAB_PLAY = {f"{stem}_throughput_16": (item, 16) for stem, item in SOLIDS.items()} | {
    f"{stem}_throughput_250": (item, 250) for stem, item in FLUIDS.items()
}
MULTIAGENT = [f"iron_plate_throughput_multiagent_{setting}" for setting in ("free", "distrust", "impostor")]
OTHERS = ["open_play", "iron_gear_wheel_throughput_unbounded", *MULTIAGENT]
MINIMAL: dict[str, Any] = {
    "task_type": "throughput",
    "config": {"task_key": "my_task", "goal_description": "Make coal.", "throughput_entity": "coal"},
}


def test_all_definitions_load() -> None:
    catalogue = packaged_catalogue()
    assert catalogue.problems == []
    assert sorted(catalogue.entries) == sorted([*LAB_PLAY, *OTHERS])
    assert len(catalogue.entries) == 29


@pytest.mark.parametrize("key", sorted(LAB_PLAY))
def test_lab_play_table(key: str) -> None:
    item, quota = LAB_PLAY[key]
    definition = packaged_catalogue().find(key).definition
    config = definition.config
    assert definition.task_type == "throughput"
    assert (config.throughput_entity, config.quota, config.trajectory_length) == (item, quota, 64)
    assert (config.holdout_wait_period, config.pre_holdout_wait_period, config.num_agents) == (60, 60, 1)
    assert str(quota) in config.goal_description  # the agent is told what is asked


@pytest.mark.parametrize(
    ("alias", "key"),
    [
        *((key.rpartition("_")[0], key) for key in LAB_PLAY),
        *((f"{stem}_throughput_16", f"{stem}_throughput_250") for stem in FLUIDS),
        ("sufuric_acid_throughput", "sulfuric_acid_throughput_250"),
        ("logistics_science_pack_throughput", "logistic_science_pack_throughput_16"),
        ("piercing_round_throughput", "piercing_rounds_magazine_throughput_16"),
        ("iron-ore-throughput-16", "iron_ore_throughput_16"),
        ("Factorio-open_play-v0", "open_play"),
        ("open-play", "open_play"),
        ("iron_gear_wheel_throughput_unbounded_steps_show_steps_true", "iron_gear_wheel_throughput_unbounded"),
    ],
)
def test_aliases(alias: str, key: str) -> None:
    assert find_entry(alias).definition.config.task_key == key


def test_the_other_tasks() -> None:
    find = packaged_catalogue().find
    open_play = find("open_play").definition
    assert (open_play.task_type, open_play.config.trajectory_length) == ("open_play", 5000)
    gears = find("iron_gear_wheel_throughput_unbounded").definition
    assert gears.task_type == "unbounded_throughput"
    assert (gears.config.trajectory_length, gears.config.show_steps_left) == (16, True)
    for key in MULTIAGENT:
        config = find(key).definition.config
        assert (config.num_agents, config.trajectory_length, config.throughput_entity) == (2, 16, "iron-plate")
        assert len(config.agent_instructions) == 2
    impostor = find(MULTIAGENT[2]).definition.config.agent_instructions
    assert "impostor" not in impostor[0]
    assert "impostor" in impostor[1]


def test_every_definition_makes_a_task() -> None:
    for entry in packaged_catalogue().entries.values():
        task = make_task(entry.definition)
        assert entry.definition.config.goal_description in task.goal


def test_an_unknown_name_is_answered_with_close_ones() -> None:
    with pytest.raises(TaskError, match="Did you mean iron_plate_throughput"):
        packaged_catalogue().find("iron_plates_throughput")
    with pytest.raises(TaskError, match="list_available_environments"):
        packaged_catalogue().find("zzzzzzzz")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"quota": "many"}, r"config\.quota: .*found 'many'"),
        ({"quota": 0}, r"config\.quota: .*greater than or equal to 1"),
        ({"throughput_entity": ""}, r"config\.throughput_entity"),
        ({"qouta": 16}, r"config\.qouta: Extra inputs"),
        ({"task_key": "no spaces please"}, r"config\.task_key"),
        ({"num_agents": 2, "agent_instructions": ["only one"]}, "1 agent_instructions for 2 agents"),
        ({"starting_inventory": {"coal": -1}}, r"config\.starting_inventory"),
    ],
)
def test_a_bad_definition_is_named_with_its_reason(change: dict[str, Any], reason: str) -> None:
    definition = {**MINIMAL, "config": {**MINIMAL["config"], **change}}
    with pytest.raises(TaskError, match=reason) as caught:
        parse_definition(json.dumps(definition), "somewhere/bad.json")
    assert "somewhere/bad.json is not a task definition" in str(caught.value)


def test_bad_files_do_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "a_broken.json").write_text('{"task_type": "throughput", ')
    (tmp_path / "b_not_text.json").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "c_type.json").write_text('{"task_type": "magic", "config": {}}')
    (tmp_path / "d_taken.json").write_text(
        json.dumps({**MINIMAL, "config": {**MINIMAL["config"], "task_key": "crude-oil-throughput"}})
    )
    (tmp_path / "deep" / "good.json").write_text(json.dumps(MINIMAL))
    catalogue = load_catalogue([tmp_path])
    assert catalogue.entries["my_task"].source == str(tmp_path / "deep" / "good.json")
    assert [Path(problem.source).name for problem in catalogue.problems] == [
        "a_broken.json",
        "b_not_text.json",
        "c_type.json",
        "d_taken.json",
    ]
    assert "task_definitions/lab_play/crude_oil_throughput_250.json" in catalogue.problems[3].reason
    assert all(problem.source in problem.reason for problem in catalogue.problems)
    assert "my_task" not in packaged_catalogue().entries


def test_a_missing_directory_and_a_missing_file_are_errors(tmp_path: Path) -> None:
    with pytest.raises(TaskError, match="no directory"):
        load_catalogue([tmp_path / "nowhere"])
    with pytest.raises(TaskError, match="cannot be read"):
        read_definition(tmp_path / "nothing.json")


def test_definitions_of_the_older_format_load() -> None:
    older = {
        "task_type": "default",
        "config": {"task_key": "free", "goal_description": "Build.", "trajectory_length": 5000},
    }
    assert make_task(parse_definition(json.dumps(older), "x")).setup.map.kind == "open"


def test_the_hash_changes_with_what_is_said() -> None:
    one = parse_definition(json.dumps(MINIMAL), "x")
    said = parse_definition(json.dumps({**MINIMAL, "config": {**MINIMAL["config"], "quota": 16}}), "y")
    other = parse_definition(json.dumps({**MINIMAL, "config": {**MINIMAL["config"], "quota": 17}}), "z")
    assert definition_hash(one) == definition_hash(said)  # 16 is the default
    assert definition_hash(one) != definition_hash(other)


def test_an_item_the_game_does_not_have_is_refused() -> None:
    config = {**MINIMAL["config"], "throughput_entity": "iron-plat"}
    with pytest.raises(TaskError, match="Did you mean iron-plate"):
        make_task(parse_definition(json.dumps({**MINIMAL, "config": config}), "x"))
