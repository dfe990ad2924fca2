"""Output lines as the agent API has them: `<line>: <repr of the printed values>`, numbered by the step's own lines."""

from __future__ import annotations

import pytest

from fle_llm.sandbox import Limits

LINES = [
    ("one value", "print('hello')", "1: ('hello',)"),
    ("two values", "x = 5\nprint(x, 'a')", "2: (5, 'a')"),
    ("nothing", "print()", "1: ()"),
    ("newline inside", "print('a\\nb')", "1: ('a\\nb',)"),
    ("log", "log('a', 1)", "1: ('a', 1)"),
    ("sep and end", "print('a', 'b', sep='', end='')\nprint('c', flush=True)", "1: ('a', 'b')\n2: ('c',)"),
    ("in a loop", "for i in range(2):\n    x = i\n    print(i)", "3: (0,)\n3: (1,)"),
    ("the caller's line", "def f():\n    print('in')\n\nf()", "4: ('in',)"),
    ("through two functions", "def f():\n    print(1)\ndef g():\n    f()\nif True:\n    g()", "6: (1,)"),
    ("first line of a statement", "x = (1 +\n     len([print('in')]))", "1: ('in',)"),
    ("inner statement of a try", "try:\n    pass\nfinally:\n    print('f')", "4: ('f',)"),
    ("an elif", "if False:\n    pass\nelif print('e'):\n    pass", "3: ('e',)"),
    ("a comprehension", "y = 1\n[print(i) for i in [7]]", "2: (7,)"),
    ("a class body", "class A:\n    print('body')", "1: ('body',)"),
    ("a with block", "import io\nwith io.StringIO():\n    print('w')", "3: ('w',)"),
    ("a lambda", "f = lambda: print('l')\n\nf()", "3: ('l',)"),
    ("a generator", "def g():\n    print('g')\n    yield\n\nnext(g())", "5: ('g',)"),
    ("stdout", "import sys\nsys.stdout.write('a\\nb')\nx = 1", "2: ('a',)\n2: ('b',)"),
    ("stderr", "import sys\nprint('e', file=sys.stderr)", "2: ('e',)"),
    ("logging", "import logging\nlogging.warning('careful')", "2: ('WARNING:root:careful',)"),
    ("pprint", "import pprint\npprint.pprint([1])", "2: ('[1]',)"),
    (
        "redirected",
        "import io, contextlib\nb = io.StringIO()\nwith contextlib.redirect_stdout(b):\n    print('x')\n"
        "print(b.getvalue())",
        "5: ('x\\n',)",
    ),
    ("top-level return", "x = 3\nreturn x\nprint('never')", "2: (3,)"),
    ("return in a block", "for i in range(9):\n    if i == 2:\n        return i", "3: (2,)"),
    ("return nothing", "print(1)\nreturn", "1: (1,)"),
    ("expression values are not shown", "1 + 1", ""),
    ("exit", "print(1)\nexit()\nprint(2)", "1: (1,)"),
    ("sys.exit with a message", "import sys\nsys.exit('enough')", "2: ('enough',)"),
    ("quit in a function", "def f():\n    quit()\nf()\nprint(2)", ""),
    ("lone surrogate", "class A:\n    def __repr__(s): return '\\ud800'\nprint(A())", "3: (\\ud800,)"),
    ("not ASCII", "print('Ä', '→')", "1: ('Ä', '→')"),
    ("inventory", "print(Inventory())", "1: (Inventory(),)"),
]


@pytest.mark.parametrize(("code", "text"), [case[1:] for case in LINES], ids=[case[0] for case in LINES])
def test_output_lines(shared_run, code: str, text: str) -> None:
    outcome = shared_run(code)
    assert outcome.status == "ok", outcome.text()
    assert outcome.text() == text


def test_addresses_are_blanked_so_that_runs_can_be_compared(run) -> None:
    assert run("def f(): ...\nprint(f, [object()])").text() == "2: (<function f at 0x0>, [<object object at 0x0>])"
    assert run("raise ValueError(object())").fault.message == "<object object at 0x0>"


def test_help_shows_the_manual_page(run) -> None:
    assert "Find the nearest one." in run("help(nearest)").text()


def test_a_function_of_an_earlier_step_prints_with_the_line_of_its_caller(run) -> None:
    run("\n\n\ndef f():\n    print('in')")
    assert run("x = 1\nf()").text() == "2: ('in',)"


def test_output_before_an_error_stays(run) -> None:
    assert run("print('a')\nassert False").text().splitlines()[0] == "1: ('a',)"


def test_the_first_512_lines_are_kept_and_the_rest_counted(run) -> None:
    # AGENT_API 5.5: "first 512 entries then `... N lines truncated`": 600 - 512 = 88.
    lines = run("for i in range(600): print(i)").text().split("\n")
    assert lines == [f"1: ({i},)" for i in range(512)] + ["... 88 lines truncated"]


def test_output_beyond_the_byte_limit_keeps_head_and_tail(run) -> None:
    outcome = run("for i in range(100): print(str(i).zfill(3) * 100)", Limits(output_bytes=8_000))
    lines = outcome.text().split("\n")
    # Each entry has 300 digits, 2 quotes, 2 brackets and a comma: 305 bytes. Three quarters of 8,000 hold 19 of them,
    # one quarter holds 6; the other 75 are cut.
    assert lines[0] == f"1: ({'000' * 100!r},)"
    assert lines[18] == f"1: ({'018' * 100!r},)"
    assert lines[19] == f"... 75 lines ({75 * 305} bytes) cut ..."
    assert lines[20:] == [f"1: ({str(i).zfill(3) * 100!r},)" for i in range(94, 100)]


def test_one_huge_line_is_cut_in_the_middle(run) -> None:
    text = run("print('a' * 500_000 + 'z')").output[0].text
    assert text.startswith("('aaa")
    assert text.endswith("az',)")
    assert "characters cut" in text
    assert len(text) < 262_144


def test_a_flood_of_prints_ends_with_the_step_and_stays_bounded(run) -> None:
    outcome = run("while True: print('x' * 1000)", Limits(cpu_s=0.2, grace_s=1.0))
    assert outcome.status == "timeout"
    assert sum(len(line.text) for line in outcome.output) <= 262_144
    assert outcome.output[-1].text.endswith("lines truncated")


def test_printing_a_line_that_fails_to_print_is_the_programs_error(run) -> None:
    outcome = run("class A:\n    def __repr__(self): return 1 / 0\nprint(A())")
    assert outcome.fault.type == "ZeroDivisionError"
    assert outcome.fault.line == 3


def test_a_program_that_replaced_print_or_stdout_does_not_mute_the_next(run) -> None:
    run("import sys, io, builtins\nsys.stdout = io.StringIO()\nbuiltins.print = None")
    assert run("print('back')").text() == "1: ('back',)"


def test_sleeping_returns_at_once_and_says_once_what_it_does_not_do(run) -> None:
    outcome = run("import time\nt = time.time()\nfor _ in range(3): time.sleep(100)\nprint(round(time.time() - t))")
    assert outcome.duration_s < 2
    assert [line.line for line in outcome.output] == [3, 4]
    assert "time.sleep() does not let the game run" in outcome.output[0].text
    assert outcome.output[1].text == "(300,)"


def test_the_clock_shows_the_games_time(sandbox, tools) -> None:
    game = iter([10.0, 70.0])
    code = "import time\na = time.time()\nsleep(60)\nprint(round(time.time() - a))"
    assert sandbox.run(code, tools, clock=lambda: next(game)).text() == "4: (60,)"


def test_whether_a_step_failed_is_not_read_from_its_output(run) -> None:
    assert not run("print('Error occurred: none')").failed
    assert run("1 / 0").failed
