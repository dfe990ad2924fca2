"""Time, memory, calls and recursion: runaway programs end, and the namespace is in a known state."""

# ruff: noqa: E501 -- programs in tables keep to one line

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator

import pytest
from sandbox_parts import QUICK, STUBS

from fle_llm.sandbox import Limits, Sandbox, StepOutcome

# Programs that are stopped softly: their namespace lives on.
STOPPED = [
    ("endless loop", "while True: pass"),
    ("bare except", "while True:\n    try: pass\n    except: pass"),
    ("bare except with a call", "while True:\n    try: len('a')\n    except: pass"),
    ("except BaseException", "def f():\n    while True:\n        try: int('1')\n        except BaseException: continue\nf()"),
    ("nested handlers", "while True:\n    try:\n        while True:\n            try:\n                while True:\n"
     "                    try: len('')\n                    except: pass\n            except: pass\n    except: pass"),
    ("endless finally", "try:\n    pass\nfinally:\n    while True:\n        try: str(1)\n        finally: continue"),
    ("suppress", "import contextlib\nwhile True:\n    with contextlib.suppress(BaseException): len('')"),
    ("handler that calls itself", "def f():\n    try:\n        while True: len('')\n    except:\n        f()\nf()"),
    ("generator", "def g():\n    while True: yield 1\nfor _ in g(): pass"),
    ("iterator in C, callback in Python", "import itertools\nany(map(lambda x: False, itertools.count()))"),
    ("sort key", "import itertools\nsorted(itertools.count(), key=lambda x: x) if False else max(itertools.count(), key=lambda x: 0)"),
    ("regex", "import re\nre.match('(a+)+$', 'a' * 40 + 'b')"),
    ("print", "while True: print('x')"),
    ("asyncio", "import asyncio\nasync def f():\n    while True: await asyncio.sleep(0)\nasyncio.run(f())"),
    ("asyncio, swallowing", "import asyncio\nasync def f():\n    while True:\n        try: await asyncio.sleep(1)\n"
     "        except BaseException: pass\nasyncio.run(f())"),
    ("waiting on a lock", "import threading\nl = threading.Lock(); l.acquire(); l.acquire()"),
    ("waiting for a signal", "import select\nimport asyncio\nasyncio.run(asyncio.Event().wait())"),
    ("finaliser", "class A:\n    def __del__(self):\n        while True: pass\na = A()\ndel a\nwhile True: pass"),
    ("tool calls", "while True: nearest(Resource.Coal)"),
    ("tool calls, swallowing", "while True:\n    try: nearest(Resource.Coal)\n    except: pass"),
]  # fmt: skip


@pytest.mark.parametrize("code", [case[1] for case in STOPPED], ids=[case[0] for case in STOPPED])
def test_a_runaway_program_is_stopped_and_its_variables_stay(run, code: str) -> None:
    outcome = run("kept = 1\n" + code, Limits(cpu_s=0.03, wall_s=0.15, grace_s=2.0, calls=10**9))
    assert outcome.status == "timeout", outcome.text()
    assert outcome.duration_s < 2.5
    assert run("print(kept)").text() == "1: (1,)"


# Programs that never come back to the interpreter, or refuse to listen: killed, and the namespace goes back.
KILLED = [
    ("recursion with handlers", "def f():\n    while True:\n        try: f()\n        except: pass\nf()"),
    ("C loop", "import itertools\nsum(itertools.count())"),
    ("signal ignored", "import signal\nsignal.signal(signal.SIGUSR1, signal.SIG_IGN)\nwhile True: pass"),
    ("signal handled otherwise", "import signal\nsignal.signal(signal.SIGUSR1, lambda *a: None)\nwhile True: pass"),
    ("signal blocked", "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 64))\nwhile True: pass"),
    ("long multiplication", "x = 3 ** (10 ** 8)\nx * x"),
    (
        "containing itself in C",
        "from itertools import repeat\n[].extend(x for x in ()) or deque if False else set(repeat(1))",
    ),
]


@pytest.mark.parametrize("code", [case[1] for case in KILLED], ids=[case[0] for case in KILLED])
def test_a_program_that_does_not_stop_is_killed(run, code: str) -> None:
    run("kept = 1")
    outcome = run("kept = 2\n" + code, QUICK)
    assert outcome.status in {"killed", "timeout"}, outcome.text()
    assert outcome.duration_s < 4
    if outcome.status == "killed":
        assert run("print(kept)").text() == "1: (1,)"


def test_killed_is_what_a_loop_in_c_gets(run) -> None:
    started = time.monotonic()
    outcome = run(KILLED[0][1], QUICK)
    assert outcome.status == "killed"
    assert time.monotonic() - started < 2.0  # 0.1 s of time, 0.1 s of grace, a new worker
    assert outcome.text().splitlines()[:2] == ["", "Error: Evaluation timed out after 0.1s"]


def test_the_next_step_can_be_stopped_again(run) -> None:
    run(
        "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])\nsignal.signal(signal.SIGUSR1, signal.SIG_IGN)"
    )
    assert run("while True: pass", QUICK).status == "timeout"


def test_a_stop_that_a_handler_turns_into_an_error_is_still_a_timeout(run) -> None:
    outcome = run("try:\n    while True: pass\nexcept BaseException:\n    raise ValueError('mine')", QUICK)
    assert outcome.status == "timeout"


def test_a_flood_of_large_lines_can_be_stopped_between_frames(run) -> None:
    code = "while True:\n    try: print('x' * 60_000)\n    except BaseException: pass"
    assert run(code, Limits(cpu_s=0.1, grace_s=2.0, output_bytes=50_000_000)).status == "timeout"


def test_the_text_of_a_timeout(run) -> None:
    outcome = run("for i in range(100): print(i)\nwhile True: pass", QUICK)
    lines = outcome.text().split("\n")
    # AGENT_API 5.6: the last 64 lines, how many went before, a blank line, the time.
    assert lines[0] == "... 36 lines truncated ..."
    assert lines[1:65] == [f"1: ({i},)" for i in range(36, 100)]
    assert lines[65:67] == ["", "Error: Evaluation timed out after 0.1s"]
    assert lines[67] == "Note: The program was stopped at line 2; variables set so far are kept."


def test_wall_time_counts_the_tools(sandbox) -> None:
    def slow(name: str, args: list, kwargs: dict) -> bool:
        time.sleep(0.1)
        return True

    outcome = sandbox.run("while True: sleep(1)", slow, Limits(cpu_s=5, wall_s=0.35, grace_s=1))
    # Calls end at 0.1, 0.2, 0.3 and 0.4 s; the fourth finds the wall clock run out.
    assert (outcome.status, outcome.calls) == ("timeout", 4)
    assert "timed out after 0.35s" in outcome.text()


@pytest.mark.parametrize("work", ["for _ in range(200_000): pass", "list(range(500_000))"])
def test_program_time_runs_out_between_quick_tool_calls_too(run, work: str) -> None:
    outcome = run(
        f"n = 0\nwhile True:\n    {work}\n    nearest(Resource.Coal)\n    n += 1", Limits(cpu_s=0.2, wall_s=20)
    )
    assert outcome.status == "timeout"
    assert "timed out after 0.2s" in outcome.text()
    assert 0.2 <= outcome.cpu_s < 1.0
    assert run("print(n > 0)").text() == "1: (True,)"


def test_a_long_life_is_not_taken_for_a_long_step(sandbox, run) -> None:
    # The limit of the process is there should the host stall: 600 s from the step's beginning, not the process's.
    pid = sandbox._worker.pid
    resource.prlimit(pid, resource.RLIMIT_CPU, (3, 86_400))  # as if it were nearly used up
    run("for _ in range(1000): pass")
    soft, hard = resource.prlimit(pid, resource.RLIMIT_CPU)
    assert 600 <= soft <= 602
    assert hard == 86_400


def test_no_tool_runs_after_the_stop(run, tools) -> None:
    code = "try:\n    while True: pass\nfinally:\n    try: nearest(Resource.Coal)\n    except: nearest(Resource.Coal)"
    assert run(code, QUICK).status == "timeout"
    assert tools.calls == []


def test_the_number_of_calls_is_limited(run, tools) -> None:
    outcome = run("n = 0\nwhile True:\n    nearest(Resource.Coal)\n    n += 1", Limits(calls=25))
    assert (outcome.status, outcome.calls, len(tools.calls)) == ("timeout", 25, 25)
    assert "Evaluation stopped after 25 tool calls" in outcome.text()
    assert run("print(n)").text() == "1: (25,)"


def test_an_allocation_beyond_the_limit_is_a_memory_error(run) -> None:
    outcome = run("kept = 1\nx = bytearray(2 << 30)")
    assert outcome.status == "memory"
    assert outcome.fault.type == "MemoryError"
    assert run("print(kept)").text() == "1: (1,)"


def test_a_caught_memory_error_is_the_programs_business(run) -> None:
    assert run("try:\n    bytearray(2 << 30)\nexcept MemoryError:\n    print('no')").text() == "4: ('no',)"


@pytest.fixture
def small(tools) -> Iterator[Callable[..., StepOutcome]]:
    """Run programs in a sandbox of 128 MB, of which some 35 MB are taken from the start."""
    with Sandbox(STUBS, limits=Limits(memory_mb=128, cpu_s=20)) as sandbox:
        yield lambda code: sandbox.run(code, tools)


def test_a_full_namespace_gets_room_to_clean_up_once(small) -> None:
    small("kept = 1")
    grow = "hoard = globals().get('hoard', [])\nwhile True: hoard.append(bytearray(1 << 20))"
    first = small(grow)
    assert first.status == "memory"
    assert "a little more memory once" in first.text()
    assert small("n = len(hoard)\ndel hoard\nprint(kept, 60 < n < 128)").text() == "3: (1, True)"


def test_a_snapshot_of_a_full_namespace_has_what_fits(tools) -> None:
    with Sandbox(STUBS, limits=Limits(memory_mb=128, cpu_s=20)) as sandbox:
        sandbox.run("hoard = []\nkept = 1\nwhile True: hoard.append(bytearray(1 << 20))", tools)
        state = sandbox.snapshot()
    with Sandbox(STUBS) as other:
        other.restore(state)
        outcome = other.run("print(kept, 'hoard' in globals())", tools)
        assert outcome.output[0].text == "(1, False)"
        assert outcome.notes == ["Lost, because they could not be saved with the game: hoard."]


def test_a_namespace_that_fills_again_goes_back(small) -> None:
    small("kept = 1")
    grow = "hoard = globals().get('hoard', [])\nwhile True: hoard.append(bytearray(1 << 20))"
    small(grow)
    second = small(grow)
    assert second.status == "memory"
    assert "back to what they were" in second.text()
    assert small("print(kept, 'hoard' in globals())").text() == "1: (1, False)"


def test_a_step_lost_after_a_full_one_says_how_far_back_it_goes(small) -> None:
    small("kept = 1")
    small("kept = 2\nhoard = []\nwhile True: hoard.append(bytearray(1 << 20))")
    outcome = small("import os\nos._exit(1)")
    assert "back to what they were when they were last saved, before the last step" in outcome.text()
    assert small("print(kept)").text() == "1: (1,)"


def test_the_memory_limit_is_the_sandboxs(small) -> None:
    assert small("x = bytearray(200 << 20)").status == "memory"
    assert small("x = bytearray(50 << 20)").status == "ok"


@pytest.mark.parametrize(
    "code",
    [
        "def f(): f()\nf()",
        "import sys\nsys.setrecursionlimit(10**9)\ndef f(): f()\nf()",
        "import sys\nsys.setrecursionlimit(10**9)\nclass A:\n    def __repr__(s): return repr(s)\nrepr(A())",
        "x = []\nfor _ in range(10**6): x = [x]\nrepr(x)",
        "x = []\nfor _ in range(10**6): x = [x]",
    ],
    ids=["plain", "without a limit", "in C without a limit", "nested list printed", "nested list saved"],
)
def test_recursion_ends_one_way_or_the_other(run, code: str) -> None:
    run("kept = 1")
    outcome = run(code, Limits(cpu_s=0.2, grace_s=0.2))
    assert outcome.duration_s < 15
    assert run("print(kept)").text() == "1: (1,)"


def test_a_busy_machine_does_not_cut_a_program_short(run) -> None:
    # Program time that passes without CPU time, as when another process has the core, counts a quarter.
    outcome = run("import threading\nthreading.Lock().acquire()\nthreading.Event().wait(0.4)", Limits(cpu_s=0.2))
    assert outcome.status == "ok"
    assert outcome.duration_s >= 0.4
    assert outcome.cpu_s < 0.2
