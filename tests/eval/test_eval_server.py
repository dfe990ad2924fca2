"""Runs against a model server that is not ours: money, kills, recordings, hostile replies, refusals, interruptions."""

from __future__ import annotations

import json
import os
import signal
import time

import msgspec
import pytest
from eval_setting import ORE, Commands, Server, configured, played

from eval.config import Limits
from eval.files import Lines
from eval.records import EpisodeFiles, RunFiles

PLACE = (
    "placed = globals().get('placed', [])\nspot = Position(x=2.5 * len(placed), y=0.5)\nmove_to(spot)\n"
    "placed.append(place_entity(Prototype.WoodenChest, position=spot))\nprint('chests', len(placed))"
)
SLOW = "n = 0\nwhile n < 10_000_000:\n    n += 1\nprint('slow')"  # about half a second, well below the limit of five
PRICES = '[[prices]]\nmodel = "*"\ninput = 1000.0\noutput = 1000.0\n'  # USD per million tokens: a tenth of a cent each


def words_for(server: Server, out: str = "run", steps: int = 3) -> list[object]:
    return ["-m", "some-model", "--base-url", server.url, "-e", ORE, "--max-steps", steps, "--out", out]


def episode(commands: Commands, out: str = "run", trial: int = 0) -> EpisodeFiles:
    return RunFiles(commands.folder / out).episode(ORE, trial)


def until(condition, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.02)


def on_record(files: EpisodeFiles, kind: str, step: int) -> bool:
    if not files.steps.exists():
        return False
    lines = files.steps.read_bytes().split(b"\n")[:-1]
    return any(line["kind"] == kind and line["step"] == step for line in map(json.loads, lines) if "step" in line)


def digests(files: EpisodeFiles) -> list[str]:
    return [step.digest for step in files.story().steps]


def test_a_run_killed_in_the_middle_of_a_step_loses_and_repeats_nothing(commands, server):
    script = [server.reply(PLACE), server.reply(f"{PLACE}\n{SLOW}"), server.reply(PLACE)]
    server.script(*script)
    words = [*words_for(server), "--providers", "prices.toml"]
    (commands.folder / "prices.toml").write_text(PRICES)
    process = commands.start(*words)
    files = episode(commands)
    until(lambda: on_record(files, "reply", 2))
    process.send_signal(signal.SIGKILL)
    process.communicate()
    Lines(files.steps, wait_s=5.0).close()  # the worker does not outlive its parent
    assert not on_record(files, "step", 2)
    assert len(server.served()) == 2
    done = commands.run(*words)
    assert done.returncode == 0, done.stderr
    assert "begins at step 1 of 3" in done.stderr
    served = server.served()
    assert len(served) == 3, "a reply was paid twice"
    story, result = files.story(), files.read_result()
    assert [step.output.splitlines()[0] for step in story.steps] == [
        "5: ('chests', 1)",
        "5: ('chests', 2)",
        "5: ('chests', 3)",
    ]
    usages = [reply.completion["usage"] for reply in story.replies]
    assert result.tokens["input"] == sum(usage["input"] for usage in usages)
    assert result.tokens["output"] == sum(usage["output"] for usage in usages)
    assert (result.model_calls, result.attempts, result.unpriced_calls) == (3, 3, 0)
    # a thousand dollars per million tokens is 0.001 a token
    assert result.cost_usd == pytest.approx(0.001 * (result.tokens["input"] + result.tokens["output"]))
    assert story.steps[-1].totals["cost_usd"] == pytest.approx(result.cost_usd)
    server.reset()
    server.script(*script)
    prices = str(commands.folder / "prices.toml")
    config = configured("some-model", base_url=server.url, limits=Limits(max_steps=3), providers=prices)
    _, whole = played(config, commands.folder / "whole")
    assert digests(whole) == digests(files)
    assert whole.read_result().tokens == result.tokens
    assert whole.read_result().cost_usd == pytest.approx(result.cost_usd)


NO_SOCKETS = """
import socket

class Refusing(socket.socket):
    def connect(self, address):
        raise RuntimeError(f"a connection to {address}")

    connect_ex = connect

socket.socket = Refusing
"""


def test_a_recording_is_replayed_without_server_key_or_socket(commands):
    server = Server()
    try:
        server.script(server.reply(PLACE), {"type": "reply", "text": "no code"}, server.reply(PLACE))
        words = ["-m", "some-model", "-e", ORE, "--max-steps", 3, "--base-url", server.url, "--api-key-env", "A_KEY"]
        recorded = commands.run(*words, "--out", "first", "--record", "tapes", A_KEY="sk-not-for-the-tape-0123456789")
        assert recorded.returncode == 0, recorded.stderr
    finally:
        server.close()
    tapes = commands.folder / "tapes" / ORE
    assert sorted(path.name for path in tapes.iterdir()) == ["0.json", "0.yaml"]
    assert "not-for-the-tape" not in "".join(path.read_text() for path in tapes.iterdir())
    (commands.folder / "sitecustomize.py").write_text(NO_SOCKETS)
    path = os.pathsep.join([str(commands.folder), commands.environment["PYTHONPATH"]])
    replayed = commands.run(*words, "--out", "second", "--replay", "tapes", PYTHONPATH=path)
    assert replayed.returncode == 0, replayed.stderr
    first, second = episode(commands, "first"), episode(commands, "second")
    assert digests(first) == digests(second)
    assert first.read_result().score == second.read_result().score
    assert first.read_result().tokens == second.read_result().tokens
    assert [step.parse for step in second.story().steps] == ["ok", "no_program", "ok"]

    config = configured("some-model", base_url="http://192.0.2.1/v1", cassettes="replay", limits=Limits(max_steps=3))
    played(config, commands.folder / "third", tapes=tapes.parent)  # in this process, where only loopback may be reached
    assert digests(episode(commands, "third")) == digests(first)
    other = msgspec.structs.replace(config, prompt="condensed")
    missing, _ = played(other, commands.folder / "fourth", tapes=tapes.parent)
    assert (missing.outcome, missing.stop_reason) == ("infra_error", "CassetteMismatch")
    tape = (tapes / "0.yaml").read_text()
    (tapes / "0.yaml").write_text(tape + tape[tape.rindex("- request:") :])
    unused, files = played(config, commands.folder / "fifth", tapes=tapes.parent)
    assert (unused.outcome, unused.stop_reason, unused.score) == ("infra_error", "CassetteUnused", None)
    assert files.read_result() is None
    (tapes / "0.yaml").write_text(tape)
    expected = json.loads((tapes / "0.json").read_text())
    expected["digests"][1] = "0" * 32
    (tapes / "0.json").write_text(json.dumps(expected))
    diverged, _ = played(config, commands.folder / "sixth", tapes=tapes.parent)
    assert (diverged.outcome, diverged.stop_reason, diverged.score) == ("infra_error", "Diverged", None)
    assert "after step 2 the world is" in diverged.detail


HOSTILE = {
    "prose": ("Let me think about iron first, and then about coal.", "stop", "no code block"),
    "cut-off": ("```python\nprint('begun'", "length", "cut off"),
    "loop": ("```python\nprint('round')\nwhile True:\n    pass\n```", "stop", "timed out after 5s"),
    "exit": ("```python\nimport os; os._exit(0)\n```", "stop", ""),
    "memory": ("```python\nhoard = bytearray(2 * 1024 ** 3)\n```", "stop", "MemoryError"),
}


def test_hostile_replies_are_told_what_happened_and_the_episode_goes_on(commands, server):
    script = [
        {"type": "reply", "text": text, "finish_reason": reason, "match": {"model": model}}
        for model, (text, reason, _) in HOSTILE.items()
    ]
    kind = server.reply("print('well')", times=None)
    server.script(*script, kind)
    models = ",".join(HOSTILE)
    done = commands.run(*("-m", models, "--base-url", server.url, "-e", ORE, "--max-steps", 2, "-c", 2, "--out", "run"))
    assert done.returncode == 0, done.stderr
    for model, (_, _, said) in HOSTILE.items():
        files = episode(commands, f"run/{model}")
        story = files.story()
        assert [step.step for step in story.steps] == [1, 2], model
        assert story.steps[1].output == "1: ('well',)", model
        told = story.messages[story.replies[1].messages[-1]].message["content"]
        result = told.split("\n\n## ")[0]
        assert said in result, (model, result)
        assert len(result.splitlines()) >= 2, (model, result)
    exited = episode(commands, "run/exit").story()
    assert exited.steps[0].status in {"error", "died"}
    told = exited.messages[exited.replies[1].messages[-1]].message["content"].split("\n\n## ")[0]
    assert "ok" not in exited.steps[0].status
    assert any(word in told for word in ("ended", "PermissionError", "exit", "not")), told


def test_an_infrastructure_error_is_no_score_and_is_continued(commands, server):
    server.script(server.reply(f"{PLACE}\n{SLOW}"))
    words = words_for(server, steps=2)
    process = commands.start(*words)
    files = episode(commands)
    until(lambda: on_record(files, "reply", 1))
    server.script({"type": "fail", "status": 400, "message": "the kitchen is on fire"})
    out, err = process.communicate(timeout=100)
    assert process.returncode == 1, err
    assert "kitchen is on fire" in err
    assert "continue with: python -m eval.run -m some-model" in err
    assert "0 of 1 episodes scored" in out
    assert files.read_result() is None
    line = RunFiles(commands.folder / "run").read_index()[ORE, 0]
    assert (line.outcome, line.stop_reason, line.score, line.steps) == ("infra_error", "BadRequest", None, 1)
    server.script(server.reply(PLACE))
    done = commands.run(*words)
    assert done.returncode == 0, done.stderr
    result = files.read_result()
    assert (result.outcome, result.steps, result.model_calls, result.attempts) == ("scored", 2, 3, 3)


def test_a_provider_that_refuses_at_once_is_said_so(commands, server):
    server.script({"type": "fail", "status": 401, "message": "who are you", "times": None})
    done = commands.run(*words_for(server), "-r", 3)
    assert done.returncode == 4, done.stderr
    assert "who are you" in done.stderr
    assert len(server.served()) == 1, "the other episodes would be refused as well"


def test_the_runs_budget_stops_it_and_a_higher_one_continues(commands, server):
    server.script(server.reply(PLACE, times=None))
    (commands.folder / "prices.toml").write_text(PRICES)
    words = [*words_for(server, steps=2), "-r", 2, "--providers", "prices.toml"]
    # a request is some ten thousand tokens, so ten dollars, and the first call uses the five up
    stopped = commands.run(*words, "--run-max-cost", 5)
    assert stopped.returncode == 3, stopped.stderr
    assert len(server.served()) == 1
    line = RunFiles(commands.folder / "run").read_index()[ORE, 0]
    assert (line.outcome, line.stop_reason, line.steps) == ("interrupted", "run_max_cost", 1)
    assert "--run-max-cost 10" in stopped.stderr
    again = commands.run(*words, "--run-max-cost", 5)
    assert again.returncode == 3
    assert len(server.served()) == 1, "what the run had cost before counts"
    done = commands.run(*words, "--run-max-cost", 1000)
    assert done.returncode == 0, done.stderr
    assert len(server.served()) == 4  # two steps of two trials


def test_the_first_interrupt_finishes_the_step_and_the_second_does_not(commands):
    words = ["-m", "scripted/slow_builder", "-e", ORE, "--max-steps", 3, "--out", "run"]
    process = commands.start(*words)
    files = episode(commands)
    until(lambda: on_record(files, "reply", 1))
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=100)
    assert process.returncode == 130, err
    assert "continue with: python -m eval.run" in err
    assert on_record(files, "step", 1)
    assert not on_record(files, "reply", 2)
    assert files.story().stops[-1].reason == "interrupt"

    process = commands.start(*words)
    until(lambda: on_record(files, "reply", 2))
    process.send_signal(signal.SIGINT)
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=100)
    assert process.returncode == 130, err
    assert not on_record(files, "step", 2), "the slow program was waited for"
    line = RunFiles(commands.folder / "run").read_index()[ORE, 0]
    assert (line.outcome, line.steps, line.score) == ("interrupted", 1, None)
    assert line.tokens > 0
    assert commands.run(*words).returncode == 0
    assert (files.read_result().steps, len(files.story().replies)) == (3, 3)


def test_a_streamed_run_is_the_same_run(commands, server):
    script = [server.reply(PLACE), server.reply(PLACE)]
    for out, words in (("plain", []), ("streamed", ["--stream"])):
        server.reset()
        server.script(*script)
        done = commands.run(*words_for(server, out=out, steps=2), *words)
        assert done.returncode == 0, done.stderr
    plain, streamed = episode(commands, "plain"), episode(commands, "streamed")
    assert digests(streamed) == digests(plain)
    assert streamed.read_result().score == plain.read_result().score
    assert all(entry["first_token_s"] is not None for reply in streamed.story().replies for entry in reply.attempts)
    again = commands.run(*words_for(server, out="plain", steps=2), "--stream")
    assert again.returncode == 2
    assert "stream" in again.stderr
