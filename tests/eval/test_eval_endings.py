"""Outcomes, exit codes, and the figures of a run's last page."""

from __future__ import annotations

import pytest
from eval_setting import configured, played

from eval.blame import AgentBroke, blame
from eval.control import Control
from eval.endings import exit_code
from eval.records import IndexLine
from eval.summary import plain, summarise, words
from fle_llm.errors import RecordError, SandboxError
from fle_llm.llm import errors as llm


@pytest.mark.parametrize(
    ("outcomes", "stopped", "refused", "code"),
    [
        (["scored", "budget"], None, False, 0),
        (["scored", "scored"], "interrupt", False, 0),  # it came too late to matter
        (["scored", "infra_error"], None, False, 1),
        (["scored", "agent_error"], None, False, 1),
        (["scored", ""], "run_max_cost", False, 3),
        (["interrupted", ""], "run_max_time", False, 3),
        (["infra_error", ""], None, True, 4),
        (["interrupted", "scored"], "interrupt", False, 130),
    ],
)
def test_exit_codes(outcomes, stopped, refused, code):
    assert exit_code(outcomes, stopped=stopped, refused=refused) == code


def caused(error, cause):
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "outcome", "reason", "refused"),
    [
        (llm.BudgetReached("max_tokens"), "budget", "max_tokens", False),
        (llm.BudgetReached("run_max_cost"), "interrupted", "run_max_cost", False),
        (llm.BudgetReached("interrupt"), "interrupted", "interrupt", False),
        (llm.AuthenticationFailed("POST", "no", status=401), "infra_error", "AuthenticationFailed", True),
        (llm.RateLimited("POST", "slow", status=429), "infra_error", "RateLimited", False),
        (llm.BadRequest("POST", "bad", status=400), "infra_error", "BadRequest", False),
        (llm.ContextTooLong("POST", "long", status=400), "agent_error", "ContextTooLong", False),
        (caused(AgentBroke("it raised"), KeyError("x")), "agent_error", "KeyError", False),
        (SandboxError("no worker"), "infra_error", "SandboxError", False),
        (RecordError("disk full"), "infra_error", "RecordError", False),
        (ZeroDivisionError("ours"), "infra_error", "ZeroDivisionError", False),
    ],
)
def test_who_is_to_blame(error, outcome, reason, refused):
    ending = blame(error)
    assert (ending.outcome, ending.reason, ending.refused) == (outcome, reason, refused)


def test_a_request_refused_at_first_would_be_refused_again():
    assert blame(llm.BadRequest("POST", "bad", status=400), at_first=True).refused
    assert not blame(llm.ContentRefused("POST", "bad", status=400), at_first=True).refused


def line(task, trial, outcome, score=None, success=False, **more):
    return IndexLine(task=task, trial=trial, outcome=outcome, stop_reason="x", score=score, success=success, **more)


def test_the_summary_keeps_the_missing_in_sight():
    lines = [
        line("a", 0, "scored", 16.0, True, tokens=10, cost_usd=0.5),
        line("a", 1, "scored", 4.0, tokens=20, cost_usd=None, unpriced_calls=2),
        line("b", 0, "budget", 1.0, tokens=30, cost_usd=0.25),
        line("b", 1, "infra_error", tokens=40, cost_usd=0.25),
        line("a", 7, "scored", 99.0, True),  # a trial that was not planned
    ]
    index = {(each.task, each.trial): each for each in lines}
    found = summarise("m", {"a": 2, "b": 2, "c": 1}, index)
    assert (found.planned, found.scored, found.successes) == (5, 3, 1)
    assert found.mean == 7.0  # (16 + 4 + 1) / 3
    assert found.mean_with_missing == pytest.approx(4.2)  # 21 / 5
    assert found.success_rate == pytest.approx(1 / 3)
    assert found.success_interval.low < 1 / 3 < found.success_interval.high
    assert (found.tokens, found.cost_usd, found.unpriced_calls) == (100, 1.0, 2)
    assert found.outcomes == {"budget": 1, "infra_error": 1, "scored": 2}
    a, b, c = found.tasks
    assert a.pass_at == {1: 0.5, 2: 1.0}
    assert (b.scored, b.planned, b.mean) == (1, 2, 1.0)
    assert (c.scored, c.mean, c.pass_at) == (0, None, {})
    text = "\n".join(words(found))
    assert "3 of 5 episodes scored" in text
    assert "2 calls of unknown price" in text
    assert plain(found)["tasks"][0]["pass_at"] == {"1": 0.5, "2": 1.0}


def test_what_has_no_quota_neither_succeeds_nor_fails():
    index = {("a", 0): line("a", 0, "scored", 16.0, True), ("open", 0): line("open", 0, "scored", 900.0)}
    both = summarise("m", {"a": 1, "open": 1}, index, endless={"open"})
    assert (both.scored, both.tried, both.successes, both.success_rate) == (2, 1, 1, 1.0)
    assert both.tasks[1].pass_at == {}
    assert "  open: 1 of 1 scored, mean 900, best 900, no quota to reach" in words(both)
    alone = words(summarise("m", {"open": 1}, index, endless={"open"}))
    assert not any("success" in text for text in alone)
    assert "  mean score 900, 900 with the missing as zero" in alone


def test_an_episode_that_cannot_begin_leaves_no_record_and_can_be_tried_again(tmp_path, installed):
    ended, files = played(configured("scripted/nobody"), tmp_path)
    assert (ended.outcome, ended.stop_reason) == ("infra_error", "RoutingError")
    assert files.story().head is None
    ended, files = played(configured("scripted/talker", "Factorio-no_such_task-v0", "no_such_task"), tmp_path)
    assert (ended.outcome, ended.stop_reason) == ("infra_error", "TaskError")
    assert files.story().head is None
    again, _ = played(configured("scripted/talker", "Factorio-no_such_task-v0", "no_such_task"), tmp_path)
    assert again.stop_reason == "TaskError"


def test_a_stop_goes_before_the_runs_budget():
    control = Control()
    assert control.stop_reason() is None
    control.stopping = "interrupt"
    assert control.stop_reason() == "interrupt"
