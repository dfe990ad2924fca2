"""The command line as a process: what it says, what it refuses, and its exit codes."""

from __future__ import annotations

import json
import subprocess
import sys

import msgspec
import pytest
from eval_setting import ENV_ID, ORE, configured, played

from eval.checking import show
from eval.config import Limits
from eval.records import RunFiles
from eval.show import drawn, lines_of
from eval.verify import main as verify
from eval.verify import verify_episode
from fle_llm.errors import RecordError


def test_help_loads_nothing_heavy():
    code = (
        "import sys, eval.run\n"
        "heavy = {'openai', 'gymnasium', 'pydantic', 'rich', 'numpy', 'msgspec', 'tiktoken'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_run_is_scored_continued_refused_and_begun_afresh(commands):
    words = ("-m", "scripted/counter", "-e", "iron_ore_throughput", "-r", 2, "-c", 2, "--max-steps", 2)
    first = commands.run(*words)
    assert first.returncode == 0, first.stderr
    assert "2 of 2 episodes scored" in first.stdout
    (folder,) = (commands.folder / "runs").iterdir()
    assert folder.name.startswith(f"scripted-counter-{ORE}-")
    index = RunFiles(folder).read_index()
    assert {key: (line.outcome, line.steps, line.score) for key, line in index.items()} == {
        (ORE, 0): ("scored", 2, 0.0),
        (ORE, 1): ("scored", 2, 0.0),
    }
    again = commands.run(*words)
    assert again.returncode == 0
    assert "all 2 episodes are done" in again.stderr
    changed = commands.run(*words[:-1], 3, "--seed", 3, "--out", folder)
    assert changed.returncode == 2
    assert "limits.max_steps (2 then, 3 now)" in changed.stderr
    assert "seed (0 then, 3 now)" in changed.stderr
    fresh = commands.run(*words, "-c", 1, "--fresh", "--json")
    assert fresh.returncode == 0
    assert sorted(path.name for path in (commands.folder / "runs").iterdir()) == [folder.name, f"{folder.name}-2"]
    events = [json.loads(line) for line in fresh.stdout.splitlines()]
    assert [event["step"] for event in events if event["event"] == "stepped" and event["key"]["trial"] == 1] == [1, 2]
    assert events[0]["event"] == "run"
    assert events[-1]["event"] == "summary"
    assert (events[-1]["scored"], events[-1]["planned"]) == (2, 2)


WRONG = [
    ([], "say which model"),
    (["-m", "scripted/expert"], "say which environment"),
    (["-m", "scripted/expert", "-e", "iron_oar_throughput_16"], "iron_ore_throughput_16"),
    (["-m", "scripted/export", "-e", ORE], "scripted/expert"),
    (["-m", "opnai/gpt-5", "-e", ORE], "openai/gpt-5"),
    (["-m", "scripted/expert", "-e", ORE, "--memory", "windows"], "window"),
    (["-m", "scripted/expert", "-e", ORE, "--protocol", "v0.4"], "v0.3"),
    (["-m", "scripted/expert", "-e", ORE, "--record", "a", "--replay", "b"], "exclude each other"),
    (["-m", "scripted/expert", "-e", ORE, "-r", "0"], "-r"),
    # a limit in USD on a model whose price nobody knows; the address is one that never answers
    (["-m", "x", "-e", ORE, "--max-cost", 1, "--base-url", "http://192.0.2.1/v1", "--api-key-env", "none"], "price"),
]


def test_wrong_use_is_answered_with_what_would_be_right(commands):
    started = [(commands.start(*words), words, said) for words, said in WRONG]
    for process, words, said in started:
        out, err = process.communicate(timeout=100)
        assert process.returncode == 2, (words, err)
        assert said in err, (words, err)
        assert "Traceback" not in err
        assert out == ""
    assert not (commands.folder / "runs").exists()


def test_a_missing_key_is_a_refusal(commands):
    done = commands.run("-m", "openai/gpt-5", "-e", ORE)
    assert done.returncode == 4
    assert "OPENAI_API_KEY" in done.stderr


def test_a_folder_that_cannot_be_written_is_refused(commands):
    (commands.folder / "file").write_text("x")
    done = commands.run("-m", "scripted/talker", "-e", ORE, "--out", "file/run")
    assert done.returncode == 2
    assert "--out" in done.stderr


def test_a_dying_worker_and_a_broken_agent_leave_the_others_alone(commands):
    done = commands.run("-m", "scripted/counter", "-e", ORE, "-r", 2, "--agent", "suicidal", "--out", "run")
    assert done.returncode == 1
    index = RunFiles(commands.folder / "run").read_index()
    assert [(line.outcome, line.stop_reason, line.score) for line in index.values()] == [
        ("infra_error", "worker_died", None),
        ("infra_error", "worker_died", None),
    ]
    assert "exit code 7" in index[ORE, 0].detail
    assert "continue with: python -m eval.run" in done.stderr
    assert "--out run" in done.stderr


def test_a_dry_run_calls_nothing(commands, server):
    words = ("-m", "llmock-model", "--base-url", server.url, "-e", "iron_[op]*_throughput_16", "--dry-run", "--json")
    done = commands.run(*words)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert {row["env_id"] for row in rows} >= {ENV_ID, "Factorio-iron_plate_throughput_16-v0"}
    assert all(row["prompt_tokens"] > 1000 and row["max_steps"] == 64 for row in rows)
    assert all(row["step_usd"] == 0 for row in rows)  # a server on this machine costs nothing
    assert server.served() == []
    assert not (commands.folder / "runs").exists()


def test_lists_name_what_there_is(commands):
    names = {}
    for what in ("envs", "models", "agents", "providers"):
        done = commands.run("list", what, "--json")
        assert done.returncode == 0, done.stderr
        names[what] = {json.loads(line)["name"] for line in done.stdout.splitlines()}
    assert ENV_ID in names["envs"]
    assert {"scripted/expert", "scripted/counter"} <= names["models"]
    assert {"code", "suicidal"} <= names["agents"]
    assert {"openai", "ollama"} <= names["providers"]


def test_check_says_what_works(commands, server, capsys):
    done = commands.run("check", "-m", "some-model", "--base-url", server.url, "--json")
    assert done.returncode == 0, done.stdout
    found = json.loads(done.stdout)
    assert (found["ok"], found["url"], found["usage"], found["images"]) == (True, server.url, True, True)
    assert commands.run("check", "-m", "nonsense").returncode == 2
    nowhere = f"{server.root}/nowhere"
    assert show("some-model", as_json=False, base_url=nowhere, api_key_env=None, providers=None) == 4
    assert "Is /v1 missing" in capsys.readouterr().out


def test_show_and_verify_read_a_run(commands, installed, capsys):
    config = configured("scripted/builder", limits=Limits(max_steps=2))
    _, files = played(config, commands.folder / "run")
    shown = commands.run(f"run/{ORE}/0/2", module="eval.show")
    assert shown.returncode == 0, shown.stderr
    assert "place_entity(Prototype.WoodenChest" in shown.stdout
    assert "4: (2,)" in shown.stdout
    assert any(f"{ORE}/0  not in the index, 2 steps" in line for line in lines_of(str(commands.folder / "run")))
    with pytest.raises(RecordError, match="no step 9"):
        lines_of(str(commands.folder / "run" / ORE / "0" / "9"))
    with pytest.raises(RecordError, match=f"there are: {ORE}/0"):
        lines_of(str(commands.folder / "run" / "other"))
    episode = str(commands.folder / "run" / ORE / "0")
    for name, begins in (("end.png", b"\x89PNG"), ("end.svg", b"<svg")):
        assert "after step 2" in drawn(episode, commands.folder / name)
        assert (commands.folder / name).read_bytes().startswith(begins)
    with pytest.raises(RecordError, match="step 9 to draw; there are: 1, 2"):
        drawn(f"{episode}/9", commands.folder / "other.png")
    with pytest.raises(RecordError, match=r"end in \.png"):
        drawn(episode, commands.folder / "other.gif")
    recorded = f"replay/{commands.folder / 'run'}"
    assert show(recorded, as_json=False, base_url=None, api_key_env=None, providers=None) == 0
    capsys.readouterr()
    assert show(recorded, as_json=True, base_url=None, api_key_env=None, providers=None) == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True
    assert show(f"{recorded}-not", as_json=False, base_url=None, api_key_env=None, providers=None) == 2
    verified = commands.run("run", module="eval.verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert "2 steps, every digest and the score agree" in verified.stdout
    text = files.steps.read_text()
    files.steps.write_text(text.replace("2.5 * len(placed)", "3.5 * len(placed)"))
    step, (said,) = verify_episode(files)
    assert step == 2  # the first chest stands at x = 0 either way
    assert "after step 2 the world is" in said
    files.steps.write_text(text.replace('"reward":0.0', '"reward":0.5', 1))
    assert "the reward of step 1 is 0.0, recorded as 0.5" in verify_episode(files)[1]
    with pytest.raises(SystemExit) as ended:
        verify([str(commands.folder / "nowhere")], standalone_mode=False)
    assert ended.value.code == 2


def test_a_step_that_a_clock_ended_is_verified_by_its_calls(tmp_path, installed):
    limits = Limits(max_steps=1)
    _, three = played(configured("scripted/three_naps", limits=limits), tmp_path / "three")
    _, five = played(configured("scripted/five_naps", limits=limits), tmp_path / "five")
    assert verify_episode(five) == (1, [])
    head, *_, line = (msgspec.json.decode(each) for each in five.steps.read_bytes().splitlines())
    after_three = three.story().steps[0].digest
    assert line["digest"] != after_three
    # as if a clock had ended the five naps after the third
    line |= {"status": "timeout", "calls": 3, "digest": after_three, "tick": 180}
    five.result.unlink()
    five.steps.write_bytes(msgspec.json.encode(head) + b"\n" + msgspec.json.encode(line) + b"\n")
    assert verify_episode(five) == (1, [])
