"""What a run shows: the tally behind it, plain lines, JSON lines, the live table."""

from __future__ import annotations

import io
import json

import pytest

from eval.config import EpisodeKey
from eval.events import Answering, Began, Called, Ended, Stepped, Waiting
from eval.progress import JsonLines, LiveTable, PlainLines, Tally
from eval.records import IndexLine

KEY = EpisodeKey("runs/x", "iron_ore_throughput_16", 0)
OTHER = EpisodeKey("runs/x", "iron_ore_throughput_16", 1)


def stepped(step, key=KEY, **changes):
    values = {
        "max_steps": 64,
        "parse": "ok",
        "status": "ok",
        "reward": 0.25,
        "score": 4.0,
        "best": 4.0,
        "tokens": 1000 * step,
        "cost_usd": 0.01 * step,
        "elapsed_s": 1.0,
    }
    return Stepped(key=key, step=step, **{**values, **changes})


def ended(key=KEY, **changes):
    values = {"outcome": "scored", "stop_reason": "success", "score": 16.0, "best": 16.0, "steps": 2, "tokens": 2000}
    line = IndexLine(task=key.task, trial=key.trial, **{**values, "cost_usd": 0.02, **changes})
    return Ended(key=key, line=line)


EVENTS = [
    Began(key=KEY, step=0, max_steps=64),
    Called(key=KEY, tokens=1000, cost_usd=0.01),
    stepped(1),
    Waiting(key=KEY, text="429, try 3 of 8, next in 12 s"),
    stepped(2, status="timeout"),
    ended(),
    Began(key=OTHER, step=5, max_steps=64, best=2.0, tokens=70, cost_usd=None),
]


def test_the_tally_adds_up():
    tally = Tally(planned=10, already=3, left=128)
    assert tally.time_left() is None
    for event in EVENTS:
        tally.take(event)
    assert tally.done == 4
    assert tally.steps == 2
    assert tally.tokens == 2070
    assert tally.cost == "$0.0200+"  # one of the episodes has calls without a price
    tally.began -= 20
    # two steps in a little over 20 s; 59 steps of the running episode are left, and none of one that has not begun
    assert tally.time_left() == pytest.approx(590, rel=0.01)


def test_an_episode_that_failed_is_not_done():
    tally = Tally(planned=2, already=0)
    tally.take(ended(outcome="infra_error"))
    assert tally.done == 0


def test_plain_lines_say_what_happens():
    stream = io.StringIO()
    shown = PlainLines(Tally(planned=2, already=0), stream)
    for event in EVENTS:
        shown.take(event)
    shown.tick()
    shown.close()
    lines = stream.getvalue().splitlines()
    assert len(lines) == len(EVENTS) - 1  # a call is no line of its own
    assert "waits: 429, try 3 of 8, next in 12 s" in lines[2]
    assert "timeout" in lines[3]
    assert "scored (success), score 16" in lines[4]
    assert "1 of 2 done" in lines[4]
    assert "begins at step 5 of 64" in lines[5]


def test_json_lines_are_the_events():
    stream = io.StringIO()
    shown = JsonLines(Tally(planned=2, already=0), stream)
    for event in EVENTS:
        shown.take(event)
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    names = ["began", "called", "stepped", "waiting", "stepped", "ended", "began"]
    assert [line["event"] for line in lines] == names
    assert lines[2]["key"] == {"run": "runs/x", "task": "iron_ore_throughput_16", "trial": 0}
    assert lines[5]["line"]["score"] == 16.0


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_the_live_table_shows_episodes_money_and_what_is_retried(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "160")
    stream = Terminal()
    shown = LiveTable(Tally(planned=2, already=0, left=64), stream)
    for event in EVENTS[:4]:
        shown.take(event)
    shown.tick()
    text = stream.getvalue()
    assert "iron_ore_throughput_16/0" in text
    assert "429, try 3 of 8, next in 12 s" in text
    assert "1/64" in text
    for event in EVENTS[4:]:
        shown.take(event)
    shown.close()
    text = stream.getvalue()
    assert "scored (success)" in text
    assert "1 of 2 episodes done" in text
    assert "$0.0200+" in text


def test_a_streamed_answer_shows_in_the_table_and_not_in_a_log(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "160")
    coming = Answering(key=KEY, text="answering, about 1,200 tokens in 9 s (133/s)")
    terminal, log = Terminal(), io.StringIO()
    for shown in (LiveTable(Tally(planned=1, already=0, left=64), terminal), PlainLines(Tally(1, 0, 64), log)):
        shown.take(EVENTS[0])
        shown.take(coming)
        shown.close()
    assert "about 1,200 tokens" in terminal.getvalue()
    assert "tokens in 9 s" not in log.getvalue()
