"""A run's configuration: its digest, its folder, and what continuing refuses."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from eval.config import Environment, EpisodeSpec, Limits, RunConfig, continuing, run_folder
from eval.records import RunFiles
from fle_llm.errors import RecordError

ORE = Environment(
    env_id="Factorio-iron_ore_throughput_16-v0", task="iron_ore_throughput_16", task_hash="1", max_steps=64
)
PLATE = Environment(
    env_id="Factorio-iron_plate_throughput_16-v0", task="iron_plate_throughput_16", task_hash="2", max_steps=64
)


def config(**changes):
    return RunConfig(**{"model": "scripted/expert", "environments": (ORE,), **changes})


@pytest.mark.parametrize(
    "change",
    [
        {"model": "scripted/novice"},
        {"environments": (PLATE,)},
        {"environments": (msgspec.structs.replace(ORE, task_hash="9"),)},
        {"trials": 2},
        {"seed": 1},
        {"agent": "other"},
        {"memory": "full"},
        {"prompt": "condensed"},
        {"protocol": "paper"},
        {"limits": Limits(max_steps=3)},
        {"base_url": "http://127.0.0.1:1/v1"},
        {"cassettes": "replay"},
        {"versions": {"fle-llm": "0.2.0"}},
    ],
)
def test_the_digest_covers_what_an_outcome_depends_on(change):
    assert config(**change).digest != config().digest
    assert config(**change).digest == config(**change).digest


def test_the_same_configuration_has_the_same_folder():
    assert run_folder(None, config()) == run_folder(None, config())
    assert run_folder(None, config()).parent == Path("runs")
    assert run_folder(None, config(seed=1)) != run_folder(None, config())
    assert run_folder(Path("x"), config()) == Path("x")
    assert run_folder(Path("x"), config(model="openai/gpt-5:nitro"), models=2) == Path("x/openai-gpt-5-nitro")


def test_fresh_takes_the_first_folder_that_is_free(tmp_path):
    out = tmp_path / "run"
    assert run_folder(out, config(), fresh=True) == out
    out.mkdir()
    assert run_folder(out, config(), fresh=True) == tmp_path / "run-2"
    (tmp_path / "run-2").mkdir()
    assert run_folder(out, config(), fresh=True) == tmp_path / "run-3"


def test_continuing_accepts_the_same_and_names_what_differs(tmp_path):
    files = RunFiles(tmp_path)
    continuing(config(), files)
    continuing(config(), files)
    changed = config(
        limits=Limits(max_steps=3), seed=4, environments=(msgspec.structs.replace(ORE, task_hash="9"), PLATE)
    )
    with pytest.raises(RecordError) as caught:
        continuing(changed, files)
    words = str(caught.value)
    assert "limits.max_steps (null then, 3 now)" in words
    assert "seed (0 then, 4 now)" in words
    assert 'environments.Factorio-iron_ore_throughput_16-v0.task_hash ("1" then, "9" now)' in words
    assert "environments.Factorio-iron_plate_throughput_16-v0" in words
    assert "model" not in words
    assert files.read_config()["seed"] == 0


def test_a_foreign_folder_is_not_taken(tmp_path):
    files = RunFiles(tmp_path)
    files.index.write_text("")
    with pytest.raises(RecordError, match=r"no config\.json"):
        continuing(config(), files)
    files.config.write_text('{"schema": "fle-llm/config", "version": 99}')
    with pytest.raises(RecordError, match="newer"):
        continuing(config(), files)


def test_episodes_go_trial_by_trial_each_with_its_seed(tmp_path):
    specs = list(config(environments=(ORE, PLATE), trials=2, seed=5, limits=Limits(max_steps=7)).episodes(tmp_path))
    found = [(spec.task, spec.trial, spec.seed, spec.max_steps) for spec in specs]
    ore, plate = "iron_ore_throughput_16", "iron_plate_throughput_16"
    assert found == [(ore, 0, 5, 7), (plate, 0, 5, 7), (ore, 1, 6, 7), (plate, 1, 6, 7)]
    assert msgspec.json.decode(msgspec.json.encode(specs[0]), type=EpisodeSpec) == specs[0]


def test_an_episode_takes_the_steps_of_its_task(tmp_path):
    assert [spec.max_steps for spec in config().episodes(tmp_path)] == [64]
