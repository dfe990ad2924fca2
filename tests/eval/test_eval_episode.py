"""One episode in this process: what is on record, how it ends, and that every kill can be continued."""

from __future__ import annotations

import shutil

import msgspec
import pytest
from eval_setting import ORE, configured, played

from eval.config import Limits
from eval.control import Control
from eval.events import Stepped
from eval.files import read_lines
from eval.records import RunFiles


def without_times(line):
    """What of a step must be the same however it came about."""
    plain = msgspec.to_builtins(line)
    for name in ("at", "model_s", "program_s", "elapsed_s", "state_digest"):
        del plain[name]
    del plain["totals"]["latency_s"]
    plain["turn"] = {**plain["turn"], "latency_s": 0}
    return plain


def test_the_expert_is_scored_and_everything_is_on_record(tmp_path):
    line, files = played(configured("scripted/expert"), tmp_path)
    assert (line.outcome, line.stop_reason, line.success) == ("scored", "success", True)
    result, story = files.read_result(), files.story()
    assert result.score == result.best >= 16  # the quota
    assert result.index_line() == line
    assert result.steps == len(story.steps) == len(story.replies)
    assert result.digest == story.steps[-1].digest
    assert result.reward_sum == pytest.approx(1.0)  # the whole quota was gained
    assert {"fle-llm", "game-data", "python", "backend"} <= result.versions.keys()
    assert result.sandbox["confined"] is True
    assert result.protocol == "fle-llm"
    assert "iron-ore" in result.milestones["automated"]
    for reply in story.replies:
        assert story.messages[reply.messages[0]].message["role"] == "system"
    system = [name for name, message in story.messages.items() if message.message["role"] == "system"]
    assert len(system) == 1  # a message that is sent every time is stored once
    states = sorted(path.name for path in files.states.iterdir())
    assert states == [f"{number:05}.json" for number in range(max(1, result.steps - 1), result.steps + 1)]


def test_a_step_limit_is_a_score_and_no_program_is_a_step(tmp_path, installed):
    line, files = played(configured("scripted/talker", limits=Limits(max_steps=3)), tmp_path)
    assert (line.outcome, line.stop_reason, line.score, line.steps) == ("scored", "max_steps", 0.0, 3)
    story = files.story()
    assert [step.parse for step in story.steps] == ["no_program"] * 3
    told = story.messages[story.replies[1].messages[-1]].message["content"]
    assert "Nothing was run" in told
    assert "no code block" in told
    assert files.read_result().no_program_steps == 3
    assert story.steps[-1].totals["unparsable"] == 3


@pytest.mark.parametrize(
    ("limits", "reason"), [({"max_tokens": 1}, "max_tokens"), ({"max_time_s": 0.001}, "max_time_s")]
)
def test_an_own_limit_ends_the_episode_before_the_next_call(tmp_path, installed, limits, reason):
    line, files = played(configured("scripted/counter", limits=Limits(max_steps=9, **limits)), tmp_path)
    assert (line.outcome, line.stop_reason) == ("budget", reason)
    calls = len(files.story().replies)
    assert calls == (1 if reason == "max_tokens" else 0)
    assert files.read_result().model_calls == calls


def test_a_stop_that_was_asked_for_leaves_no_score(tmp_path, installed):
    control = Control()
    control.stopping = "interrupt"
    config = configured("scripted/counter", limits=Limits(max_steps=2))
    line, files = played(config, tmp_path, control=control)
    assert (line.outcome, line.stop_reason, line.score) == ("interrupted", "interrupt", None)
    assert files.read_result() is None
    assert files.story().stops[-1].outcome == "interrupted"
    line, _ = played(config, tmp_path)
    assert (line.outcome, line.steps) == ("scored", 2)


def test_an_agent_that_breaks_is_not_an_infrastructure_error(tmp_path, installed):
    line, files = played(configured("scripted/counter", agent="clumsy"), tmp_path)
    assert (line.outcome, line.stop_reason, line.score) == ("agent_error", "KeyError", None)
    assert "left my keys at home" in line.detail
    assert files.read_result() is None
    line, _ = played(configured("scripted/broken"), tmp_path / "other")
    assert (line.outcome, line.stop_reason) == ("agent_error", "ScriptedModelError")
    assert "no idea" in line.detail


class Copying(Control):
    """Keeps a copy of the snapshots as they were after every step."""

    def __init__(self, states, copies):
        super().__init__()
        self.states, self.copies = states, copies

    def tell(self, event):
        if isinstance(event, Stepped):
            shutil.copytree(self.states, self.copies / str(event.step))


def test_every_prefix_of_a_record_continues_to_the_same_end(tmp_path, installed):
    config = configured("scripted/builder", limits=Limits(max_steps=3, max_tokens=10_000_000))
    original = RunFiles(tmp_path / "whole").episode(ORE, 0)
    (tmp_path / "copies" / "0").mkdir(parents=True)
    played(config, tmp_path / "whole", control=Copying(original.states, tmp_path / "copies"))
    expected = [without_times(step) for step in original.story().steps]
    assert [step["output"] for step in expected] == ["5: (1,)", "4: (2,)", "4: (3,)"]
    lines, _ = read_lines(original.steps)
    kinds = [msgspec.json.decode(line)["kind"] for line in lines]
    for count in range(len(lines) + 1):
        cut = RunFiles(tmp_path / f"cut-{count}").episode(ORE, 0)
        # what a process that was killed while it wrote line `count` leaves: whole lines, half a line, the snapshots
        shutil.copytree(tmp_path / "copies" / str(kinds[:count].count("step")), cut.states)
        torn = lines[count][: len(lines[count]) // 2] if count < len(lines) else b""
        cut.steps.write_bytes(b"".join(line + b"\n" for line in lines[:count]) + torn)
        line, _ = played(config, tmp_path / f"cut-{count}")
        story = cut.story()
        assert line.outcome == "scored"
        assert [without_times(step) for step in story.steps] == expected, f"cut after {count} lines"
        assert len(story.replies) == 3, f"asked twice when cut after {count} lines"
        assert cut.read_result().tokens == original.read_result().tokens


def test_a_snapshot_that_was_changed_is_refused(tmp_path, installed):
    control = Control()
    config = configured("scripted/builder", limits=Limits(max_steps=3))
    files = RunFiles(tmp_path).episode(ORE, 0)

    class Stopping(Control):
        def tell(self, event):
            if isinstance(event, Stepped):
                self.stopping = "interrupt"

    line, _ = played(config, tmp_path, control=Stopping())
    assert (line.outcome, line.steps) == ("interrupted", 1)
    state = files.states / "00001.json"
    kept = state.read_bytes()
    state.write_bytes(kept.replace(b'"step":1', b'"step": 1'))
    line, _ = played(config, tmp_path, control=control)
    assert (line.outcome, line.stop_reason, line.score) == ("infra_error", "RecordError", None)
    assert "not the snapshot that step 1 left" in line.detail
    state.write_bytes(kept)
    line, _ = played(config, tmp_path, control=control)
    assert (line.outcome, line.steps) == ("scored", 3)


def test_a_snapshot_of_another_world_is_refused(tmp_path, installed):
    config = configured("scripted/builder", limits=Limits(max_steps=3))
    files = RunFiles(tmp_path / "one").episode(ORE, 0)
    copies = tmp_path / "copies"
    played(config, tmp_path / "one", control=Copying(files.states, copies))
    lines = files.steps.read_bytes().splitlines(keepends=True)
    kinds = [msgspec.json.decode(line)["kind"] for line in lines]
    # the record ends with its first step, which says that the world is another one than the snapshot holds
    first = kinds.index("step")
    line = msgspec.json.decode(lines[first])
    line["digest"] = "0" * 32
    cut = RunFiles(tmp_path / "two").episode(ORE, 0)
    shutil.copytree(copies / "1", cut.states)
    cut.steps.write_bytes(b"".join(lines[:first]) + msgspec.json.encode(line) + b"\n")
    ended, _ = played(config, tmp_path / "two")
    assert (ended.outcome, ended.stop_reason, ended.score) == ("infra_error", "RecordError", None)
    assert "restores to the world" in ended.detail


def test_two_agents_take_turns_and_continue_in_turn(tmp_path, installed):
    pair = "iron_plate_throughput_multiagent_free"
    config = configured("scripted/counter", f"Factorio-{pair}-v0", pair, 2, limits=Limits(max_steps=2))
    _, whole = played(config, tmp_path / "whole")
    steps = whole.story().steps
    assert [step.agent for step in steps] == [0, 1, 0, 1]
    assert [step.output.split("', ")[-1] for step in steps] == ["1)", "1)", "2)", "2)"]  # each its own turn

    class Stopping(Control):
        def tell(self, event):
            if isinstance(event, Stepped) and event.step == 3:
                self.stopping = "interrupt"

    line, _ = played(config, tmp_path / "parts", control=Stopping())
    assert (line.outcome, line.steps) == ("interrupted", 3)
    _, parts = played(config, tmp_path / "parts")
    assert [without_times(step) for step in parts.story().steps] == [without_times(step) for step in steps]


def test_a_done_episode_is_left_alone(tmp_path, installed):
    config = configured("scripted/counter", limits=Limits(max_steps=1))
    first, files = played(config, tmp_path)
    before = files.steps.read_bytes()
    again, _ = played(config, tmp_path)
    assert again == first
    assert files.steps.read_bytes() == before


def test_a_record_of_another_configuration_is_refused(tmp_path, installed):
    control = Control()
    control.stopping = "interrupt"
    played(configured("scripted/counter"), tmp_path, control=control)
    line, _ = played(configured("scripted/counter", prompt="condensed"), tmp_path)
    assert (line.outcome, line.stop_reason) == ("infra_error", "RecordError")
    assert "--fresh" in line.detail


def test_a_recorded_run_answers_as_a_model(tmp_path, installed):
    limits = Limits(max_steps=2)
    _, recorded = played(configured("scripted/builder", limits=limits), tmp_path / "recorded")
    again = configured(f"replay/{tmp_path / 'recorded'}", limits=limits)
    line, files = played(again, tmp_path / "again")
    assert line.outcome == "scored"
    assert [step.digest for step in files.story().steps] == [step.digest for step in recorded.story().steps]
    assert files.read_result().tokens == recorded.read_result().tokens
    other = configured(f"replay/{tmp_path / 'recorded'}", limits=limits, prompt="condensed")
    line, _ = played(other, tmp_path / "other")
    assert (line.outcome, line.score) == ("infra_error", None)
    assert "no answer to what the agent asks now" in line.detail
