"""Memory strategies: pure, with a beginning that never changes, trimmed in big steps."""

from __future__ import annotations

import copy
from itertools import pairwise

import msgspec
import pytest

from agents.base import Message, Report, Turn, message_id, turn_from_plain, turn_to_plain
from agents.memory import MEMORIES, Full, History, Reporting, Window, make_memory, report_request

SYSTEM = "You play."


def turns(count: int) -> list[Turn]:
    return [Turn(step=n, observed=f"saw {n}", reply=f"did {n}", code="pass") for n in range(1, count + 1)]


def call(name: str, count: int, report: Report | None = None) -> list[Message]:
    history = History(SYSTEM, tuple(turns(count)), f"saw {count + 1}", report)
    return make_memory(name).messages(history)


def shown_steps(messages: list[Message]) -> list[int]:
    return [int(m["content"].removeprefix("did ")) for m in messages if m["role"] == "assistant"]


@pytest.mark.parametrize("name", sorted(MEMORIES))
def test_messages_are_a_pure_function_of_the_history(name: str) -> None:
    history = History(SYSTEM, tuple(turns(40)), "saw 41", Report(9, "built a mine"))
    before = copy.deepcopy(history)
    memory = make_memory(name)
    first = memory.messages(history)
    memory.messages(History(SYSTEM, tuple(turns(3)), "saw 4"))
    assert memory.messages(history) == first == make_memory(name).messages(before)
    assert history == before


@pytest.mark.parametrize("name", sorted(MEMORIES))
@pytest.mark.parametrize("count", [0, 1, 15, 16, 31, 32, 33, 64])
def test_the_shape_every_provider_takes(name: str, count: int) -> None:
    messages = call(name, count)
    assert messages[0] == {"role": "system", "content": SYSTEM}
    assert [m["role"] for m in messages[1:]] == ["user", "assistant"] * ((len(messages) - 2) // 2) + ["user"]
    assert messages[-1]["content"].endswith(f"saw {count + 1}")
    assert all(m["content"].strip() for m in messages)


def test_full_shows_every_turn() -> None:
    assert shown_steps(call("full", 50)) == list(range(1, 51))


def test_the_window_keeps_between_its_size_and_twice_that() -> None:
    memory = Window(size=4)
    for count in range(30):
        steps = shown_steps(memory.messages(History(SYSTEM, tuple(turns(count)), "now")))
        assert steps == list(range(count - len(steps) + 1, count + 1)), "the newest, in order"
        assert len(steps) == count if count < 8 else 4 <= len(steps) < 8


@pytest.mark.parametrize(("name", "trims"), [("full", 0), ("window", 3)])
def test_a_call_begins_with_the_call_before_it_except_at_a_trim(name: str, trims: int) -> None:
    # window of 16: in 64 turns the older half goes when turns 32, 48 and 64 have gathered
    calls = [call(name, count) for count in range(65)]
    broken = [i for i, (before, after) in enumerate(pairwise(calls), 1) if after[: len(before)] != before]
    assert len(broken) == trims
    assert broken == [32, 48, 64][:trims]


def test_what_the_window_dropped_is_said_in_the_first_message() -> None:
    messages = call("window", 40)
    assert shown_steps(messages)[0] == 17
    assert messages[1]["content"].startswith("(Steps 1 to 16 are no longer shown.")
    assert "no longer shown" not in call("window", 20)[1]["content"]


def test_a_report_is_due_in_big_steps_and_leaves_the_last_turns() -> None:
    memory = Reporting(keep=4, every=8)
    due: list[tuple[int, int]] = []
    report: Report | None = None
    for count in range(40):
        history = History(SYSTEM, tuple(turns(count)), "now", report)
        before = memory.due(history)
        if before is not None:
            due.append((count, before))
            report = Report(before, f"report at {count}")
            history = History(SYSTEM, tuple(turns(count)), "now", report)
        steps = shown_steps(memory.messages(history))
        assert steps == list(range(report.before if report else 1, count + 1))
    # 12 turns have gathered at 12: 8 go, 4 stay; then 8 more must come each time
    assert due == [(12, 9), (20, 17), (28, 25), (36, 33)]


def test_the_report_stands_where_the_turns_were() -> None:
    messages = call("report", 24, Report(17, "a mine at (16, 71)"))
    assert messages[1]["content"].startswith("(Steps 1 to 16 are no longer shown.")
    assert "a mine at (16, 71)" in messages[1]["content"]
    assert shown_steps(messages) == list(range(17, 25))


def test_the_request_for_a_report_repeats_the_conversation_so_that_it_is_cached() -> None:
    history = History(SYSTEM, tuple(turns(24)), "saw 25")
    request = report_request(history, 17)
    assert request[:-1] == Reporting().messages(history)[: len(request) - 1]
    assert shown_steps(request) == list(range(1, 17))
    assert "Steps 1 to 16" in request[-1]["content"]


def test_a_floor_hides_what_no_longer_fits() -> None:
    history = History(SYSTEM, tuple(turns(20)), "now", floor=11)
    for memory in (Full(), Window(), Reporting()):
        messages = memory.messages(history)
        assert shown_steps(messages) == list(range(11, 21))
        assert "Steps 1 to 10" in messages[1]["content"]


def test_the_history_finds_its_newest_report_and_floor() -> None:
    past = turns(3)
    past[1] = msgspec.structs.replace(past[1], report=Report(2, "one"), floor=2)
    past[2] = msgspec.structs.replace(past[2], report=Report(3, "two"), floor=3)
    history = History.of(SYSTEM, past, "now")
    assert history.report == Report(3, "two")
    assert history.floor == 3


def test_an_unknown_strategy_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="full, report, window"):
        make_memory("infinite")


def test_turns_survive_a_way_through_json() -> None:
    turn = Turn(step=2, observed="a", reply="b", problem="c", kind="empty", report=Report(2, "r"), sent=("x",), floor=2)
    assert turn_from_plain(msgspec.json.decode(msgspec.json.encode(turn_to_plain(turn)))) == turn
    assert turn.outcome == "no_program"


def test_message_ids_depend_on_content_alone() -> None:
    assert message_id({"role": "user", "content": "a"}) == message_id({"content": "a", "role": "user"})
    assert message_id({"role": "user", "content": "a"}) != message_id({"role": "system", "content": "a"})
