"""The registry: what can be made, under which names, and how users add to it."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import gymnasium
import pytest

from fle_llm.errors import TaskError
from fle_llm.gym_env.registry import (
    FactorioGymRegistry,
    _registry,
    get_environment_info,
    list_available_environments,
    register_all_environments,
)

CONFIG: dict[str, Any] = {
    "task_key": "custom_task",
    "goal_description": "Dig coal.",
    "throughput_entity": "coal",
    "quota": 5,
    "trajectory_length": 3,
}


def write(path: Path, **changes: Any) -> Path:
    path.write_text(json.dumps({"task_type": "throughput", "config": {**CONFIG, **changes}}))
    return path


def run(program: str) -> str:
    command = [sys.executable, "-W", "error", "-c", program]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_list_has_every_task_once_and_sorted() -> None:
    ids = FactorioGymRegistry().environments()
    assert len(ids) == 29
    assert list(ids) == sorted(ids)
    assert "Factorio-iron_ore_throughput_16-v0" in list_available_environments()
    assert "Factorio-open_play-v0" in list_available_environments()
    assert "Factorio-crude_oil_throughput_16-v0" not in list_available_environments()  # an alias


def test_information() -> None:
    info = get_environment_info("Factorio-iron_ore_throughput_16-v0")
    assert info is not None
    assert (info["task_key"], info["num_agents"], info["quota"]) == ("iron_ore_throughput_16", 1, 16)
    assert "iron ore" in info["description"]
    assert info["task_config_path"].endswith("iron_ore_throughput_16.json")
    assert get_environment_info("Factorio-nothing-v0") is None
    agents = get_environment_info("Factorio-iron_plate_throughput_multiagent_free-v0")
    assert agents is not None
    assert agents["num_agents"] == 2


@pytest.mark.parametrize(
    ("spelling", "env_id"),
    [
        ("Factorio-crude_oil_throughput_16-v0", "Factorio-crude_oil_throughput_250-v0"),
        ("Factorio-sufuric_acid_throughput-v0", "Factorio-sulfuric_acid_throughput_250-v0"),
        ("Factorio-iron-ore-throughput-16-v0", "Factorio-iron_ore_throughput_16-v0"),
        ("Factorio-automation_science_pack_throughput-v0", "Factorio-automation_science_pack_throughput_16-v0"),
    ],
)
def test_aliases_are_the_same_environment(spelling: str, env_id: str) -> None:
    assert get_environment_info(spelling) == get_environment_info(env_id)
    assert gymnasium.spec(spelling).kwargs == gymnasium.spec(env_id).kwargs


def test_registering_everything_again_changes_nothing() -> None:
    before = dict(gymnasium.registry)
    register_all_environments()
    assert dict(gymnasium.registry) == before


def test_an_environment_of_ones_own(tmp_path: Path) -> None:
    path = write(tmp_path / "custom_task.json")
    try:
        _registry.register_environment(
            env_id="Factorio-CustomTask-v0",
            task_key="custom_task",
            task_config_path=str(path),
            description="My custom task",
            num_agents=2,
        )
        assert "Factorio-CustomTask-v0" in list_available_environments()
        info = get_environment_info("Factorio-CustomTask-v0")
        assert info is not None
        assert (info["description"], info["num_agents"], info["quota"]) == ("My custom task", 2, 5)
        with gymnasium.make("Factorio-CustomTask-v0") as env:
            assert env.unwrapped.num_agents == 2
            assert env.unwrapped.task.setup.target == "coal"
            env.reset(seed=0)
        with pytest.raises(TaskError, match="already belongs to"):
            _registry.register_environment("Factorio-CustomTask-v0", "custom_task", path)
    finally:
        gymnasium.registry.pop("Factorio-CustomTask-v0", None)
        _registry._specs.pop("Factorio-CustomTask-v0", None)
        _registry._canonical.pop("Factorio-CustomTask-v0", None)


def test_bad_registrations_say_why(tmp_path: Path) -> None:
    registry = FactorioGymRegistry()
    path = write(tmp_path / "custom_task.json")
    with pytest.raises(TaskError, match="is not an environment id"):
        registry.register_environment("my task", "custom_task", path)
    with pytest.raises(TaskError, match="defines the task 'custom_task', not 'other_task'"):
        registry.register_environment("Factorio-mine-v0", "other_task", path)
    with pytest.raises(TaskError, match="cannot be read"):
        registry.register_environment("Factorio-mine-v0", "custom_task", tmp_path / "nothing.json")
    with pytest.raises(TaskError, match=r"config\.quota"):
        registry.register_environment("Factorio-mine-v0", "custom_task", write(tmp_path / "bad.json", quota=-1))
    assert "Factorio-mine-v0" not in registry.environments()


def test_a_directory_of_definitions(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write(tmp_path / "good.json", task_key="from_directory", aliases=["dug_coal"])
    write(tmp_path / "worse.json", quota="lots")
    registry = FactorioGymRegistry()
    try:
        with caplog.at_level(logging.WARNING):
            assert registry.add_directory(tmp_path) == ["Factorio-from_directory-v0"]
        assert "worse.json" in caplog.text
        assert "config.quota" in caplog.text
        assert len(registry.problems()) == 1
        assert len(registry.environments()) == 30
        made = gymnasium.make("Factorio-dug_coal-v0")
        assert made.unwrapped.task.setup.key == "from_directory"
        made.close()
    finally:
        for name in ("from_directory", "from-directory", "dug_coal", "dug-coal"):
            gymnasium.registry.pop(f"Factorio-{name}-v0", None)


def test_a_missing_directory_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TaskError, match="no directory"):
        register_all_environments([tmp_path / "nowhere"])


@pytest.mark.parametrize(
    "imports", ["import fle_llm, gymnasium", "import gymnasium, fle_llm", "import fle_llm\nimport gymnasium.spaces"]
)
def test_either_order_of_imports(imports: str) -> None:
    program = f"{imports}\nprint(gymnasium.make('Factorio-iron_ore_throughput_16-v0').unwrapped.task.setup.key)"
    assert run(program).strip() == "iron_ore_throughput_16"


def test_importing_the_package_loads_neither_gymnasium_nor_the_models() -> None:
    program = (
        "import sys, fle_llm\n"
        "print([name for name in ('gymnasium', 'pydantic', 'numpy', 'openai', 'msgspec') if name in sys.modules])"
    )
    assert run(program).strip() == "[]"


def test_listing_needs_no_gymnasium() -> None:
    program = (
        "import sys\nfrom fle_llm.gym_env.registry import list_available_environments\n"
        "print(len(list_available_environments()), 'gymnasium' in sys.modules)"
    )
    assert run(program).split() == ["29", "False"]


def test_gymnasium_keeps_its_own_loader() -> None:
    program = (
        "import fle_llm, gymnasium, sys\n"
        "print(type(gymnasium.__spec__.loader).__name__, type(gymnasium.__loader__).__name__)\n"
        "print([finder for finder in sys.meta_path if type(finder).__module__.startswith('fle_llm')])"
    )
    assert run(program).splitlines() == ["SourceFileLoader SourceFileLoader", "[]"]
