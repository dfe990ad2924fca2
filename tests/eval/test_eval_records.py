"""What the lines of a record mean, and which records are refused."""

from __future__ import annotations

import msgspec
import pytest

from eval.files import Lines
from eval.records import (
    EpisodeFiles,
    Head,
    IndexLine,
    Message,
    Reply,
    RunFiles,
    StepLine,
    Stop,
    digest_of,
    read_story,
)
from fle_llm.errors import RecordError


def head(**changes):
    values = {
        "env_id": "Factorio-iron_ore_throughput_16-v0",
        "task": "iron_ore_throughput_16",
        "trial": 0,
        "model": "scripted/expert",
        "agent": "code",
        "memory": "window",
        "prompt": "full",
        "seed": 0,
        "max_steps": 64,
        "config": "c",
        "prompt_hash": "p",
        "task_hash": "t",
        "protocol": "fle-llm",
        "versions": {"fle-llm": "0.1.0"},
        "sandbox": {"seccomp": True},
        "digest": "d0",
        "began": "2026-11-22T10:00:00+00:00",
    }
    return Head(**{**values, **changes})


def step(number, **changes):
    values = {
        "step": number,
        "agent": 0,
        "program": "print(1)",
        "parse": "ok",
        "problem": "",
        "status": "ok",
        "calls": 0,
        "output": "1: (1,)",
        "observation": "o",
        "digest": f"d{number}",
        "state": f"{number:05}.json",
        "state_digest": "s",
        "tick": 60 * number,
        "reward": 0.5,
        "reward_sum": 0.5 * number,
        "score": 1.0,
        "throughput": 2.0,
        "best": 2.0,
        "success": False,
        "terminated": False,
        "truncated": False,
        "milestones": {},
        "totals": {},
        "turn": None,
        "model_s": 0.1,
        "program_s": 0.1,
        "elapsed_s": 0.2,
        "at": "2026-11-22T10:00:01+00:00",
    }
    return StepLine(**{**values, **changes})


def reply(number, **changes):
    values = {
        "step": number,
        "agent": 0,
        "request": "r",
        "messages": ["m"],
        "parameters": {"temperature": None},
        "completion": {"text": "```python\nprint(1)\n```", "finish_reason": "stop"},
        "attempts": [{"n": number}],
        "at": "2026-11-22T10:00:00+00:00",
    }
    return Reply(**{**values, **changes})


def encoded(*lines):
    return [msgspec.json.encode(line) for line in lines]


def test_lines_come_back_as_they_were_written(tmp_path):
    message = {"role": "user", "content": "hello"}
    lines = [
        head(),
        Message(id="m", message=message),
        reply(1),
        step(1),
        reply(2),
        Stop(outcome="interrupted", reason="interrupt", detail="", step=1, elapsed_s=0.3, at=""),
    ]
    files = EpisodeFiles(tmp_path)
    out = Lines(files.steps)
    out.append(*encoded(*lines))
    out.close()
    story = files.story()
    assert story.head == lines[0]
    assert story.messages == {"m": lines[1]}
    assert story.replies == [lines[2], lines[4]]
    assert story.steps == [lines[3]]
    assert story.stops == [lines[5]]


def test_a_record_without_a_line_is_an_episode_that_has_not_begun(tmp_path):
    assert EpisodeFiles(tmp_path).story().head is None
    assert EpisodeFiles(tmp_path).read_result() is None


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([{"kind": "step"}], "does not begin with the head"),
        ([[1]], "does not begin with the head"),
        ([{"kind": "head", "schema": "fle-llm/steps", "version": 2}], "newer"),
        ([{"kind": "head", "schema": "someone/else", "version": 1}], "is not a fle-llm/steps file"),
        ([head(), step(2)], "line 2 is step 2, expected 1"),
        ([head(), step(1), step(1)], "line 3 is step 1, expected 2"),
        ([head(), {"kind": "dream"}], "line 2 is not a line of an episode"),
        ([head(), {"kind": "reply", "step": "one"}], "line 2 is not a line of an episode"),
    ],
)
def test_records_that_are_not_ours_are_refused(tmp_path, lines, words):
    with pytest.raises(RecordError, match=words):
        read_story(encoded(*lines), tmp_path)


def test_fields_of_a_later_minor_writer_are_passed_over(tmp_path):
    plain = {**msgspec.to_builtins(step(1)), "something_new": 1}
    assert read_story(encoded(head(), plain), tmp_path).steps[0].digest == "d1"


def test_the_last_line_of_an_episode_counts_in_the_index(tmp_path):
    files = RunFiles(tmp_path)
    files.append_index(IndexLine(task="a", trial=0, outcome="infra_error", stop_reason="ServerFailed"))
    files.append_index(IndexLine(task="a", trial=1, outcome="scored", stop_reason="success", score=16.0))
    files.append_index(IndexLine(task="a", trial=0, outcome="scored", stop_reason="max_steps", score=3.0))
    index = files.read_index()
    assert {key: (line.outcome, line.score) for key, line in index.items()} == {
        ("a", 0): ("scored", 3.0),
        ("a", 1): ("scored", 16.0),
    }
    with files.index.open("ab") as file:
        file.write(b'{"schema":"fle-llm/index","version":2,"task":"a"}\n')
    with pytest.raises(RecordError, match="newer"):
        files.read_index()


def test_episodes_are_found_in_the_order_of_their_trials(tmp_path):
    files = RunFiles(tmp_path)
    for task, trial in (("b", 10), ("b", 9), ("a", 0)):
        out = Lines(files.episode(task, trial).steps)
        out.append(msgspec.json.encode(head(task=task, trial=trial)))
        out.close()
    found = [(each.folder.parent.name, each.folder.name) for each in files.episodes()]
    assert found == [("a", "0"), ("b", "9"), ("b", "10")]


def test_digests_depend_on_what_is_said_and_not_on_the_order_of_keys():
    assert digest_of({"a": 1, "b": [1, {"c": 2, "d": 3}]}) == digest_of({"b": [1, {"d": 3, "c": 2}], "a": 1})
    assert digest_of({"a": 1}) != digest_of({"a": 2})
