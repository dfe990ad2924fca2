"""Error text as the agent API has it (5.6), syntax errors, and protected names (5.3)."""

from __future__ import annotations

import pytest

BLOCKS = [
    (
        "undefined name",
        "\nb = undefined_name",
        "2: (\"Error occurred:\\n  Line 2: b = undefined_name\\n\\nNameError: name 'undefined_name' is not defined\",)",
    ),
    (
        "inside a function",
        "def f(x):\n    return 1 / x\nf(0)",
        "3: ('Error occurred:\\n  Line 3: f(0)\\n  Line 2: return 1 / x\\n\\nZeroDivisionError: division by zero',)",
    ),
    ("a bare tool call", "fail('tool')", "1: ('\\nToolError: no coal here',)"),
    (
        "a tool call that is part of something",
        "x = fail('tool')",
        "1: (\"Error occurred:\\n  Line 1: x = fail('tool')\\n\\nToolError: no coal here\",)",
    ),
    (
        "an argument of a bare tool call",
        "echo(1 / 0)",
        "1: ('Error occurred:\\n  Line 1: echo(1 / 0)\\n\\nZeroDivisionError: division by zero',)",
    ),
    ("no message", "assert False", "1: ('Error occurred:\\n  Line 1: assert False\\n\\nAssertionError',)"),
    (
        "an assertion's message",
        "assert 0, 'why'",
        "1: (\"Error occurred:\\n  Line 1: assert 0, 'why'\\n\\nAssertionError: why\",)",
    ),
    (
        "two arguments",
        "raise ValueError('a', 1)",
        "1: (\"Error occurred:\\n  Line 1: raise ValueError('a', 1)\\n\\nValueError: ('a', 1)\",)",
    ),
    ("a key", "{}['k']", "1: (\"Error occurred:\\n  Line 1: {}['k']\\n\\nKeyError: 'k'\",)"),
    (
        "a class of the program's own",
        "class Oops(Exception): pass\nraise Oops('x')",
        "2: (\"Error occurred:\\n  Line 2: raise Oops('x')\\n\\nOops: x\",)",
    ),
    ("syntax", "x = 1\ny = = 2", "2: ('Error occurred:\\n  Line 2: y = = 2\\n\\nSyntaxError: invalid syntax',)"),
    (
        "in the standard library",
        "import json\njson.loads('{')",
        "2: (\"Error occurred:\\n  Line 2: json.loads('{')\\n\\n"
        'JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",)',
    ),
]


@pytest.mark.parametrize(("code", "text"), [case[1:] for case in BLOCKS], ids=[case[0] for case in BLOCKS])
def test_error_blocks(shared_run, code: str, text: str) -> None:
    outcome = shared_run(code)
    assert outcome.status == "error"
    assert outcome.text() == text


def test_a_name_that_does_not_exist_is_answered_with_names_that_do(run) -> None:
    run("smelted_tally = 3")
    fault = run("print(smelted_taly)").fault
    assert fault.message.endswith("\nDid you mean one of these?\n['smelted_tally (int)']")


def test_tools_are_among_the_names_that_exist(run) -> None:
    assert "'nearest (function)'" in run("neerest(Resource.Coal)").fault.message


def test_at_most_three_names_are_offered(run) -> None:
    fault = run("value1 = value2 = value3 = value4 = 0\nvalue").fault
    assert fault.message.count("(int)") == 3


NAMES = [
    ("a local", "def f():\n    total = 1\n    return totl\nf()", "\nDid you mean one of these?\n['total (int)']"),
    ("a builtin", "lenn([])", "\nDid you mean one of these?\n['len (builtin_function_or_method)']"),
    ("of a module", "import math\nmath.sqrtt(2)", ". Did you mean: 'sqrt', 'isqrt'?"),
    ("of a game value", "Position(x=1, y=2).distnce", ". Did you mean: 'distance', 'distance_to'?"),
    ("of an enum", "Prototype.IronChst", ". Did you mean: IronChest, WoodenChest?"),
    ("a name that has no value here", "Prototype.IronPlate.WIDTH", "it is not an entity of its own"),
    ("nothing like it", "zzz", "is not defined"),
]


@pytest.mark.parametrize(("code", "end"), [case[1:] for case in NAMES], ids=[case[0] for case in NAMES])
def test_names_and_attributes_are_answered_with_those_there_are(shared_run, code: str, end: str) -> None:
    assert shared_run(code).fault.message.endswith(end)


def test_looking_for_names_takes_no_time_worth_mentioning(run) -> None:
    run("for i in range(200_000): globals()[f'value_{i}'] = i")
    outcome = run("valeu_199999")
    assert "value_199999 (int)" in outcome.fault.message
    assert outcome.cpu_s < 1
    assert run("x" * 100_000).fault.type == "NameError"


@pytest.mark.parametrize(
    "code",
    [
        "class A:\n    def __dir__(s): raise SystemExit\nA().x",
        "class E(Exception):\n    name = property(lambda s: 1 / 0)\nraise E()",
        "class E(NameError):\n    name = property(lambda s: 1 / 0)\nraise E()",
        "class E:\n    def __repr__(s): raise SystemExit\nreturn E()",
    ],
)
def test_an_error_that_resists_being_told_is_told_all_the_same(shared_run, code: str) -> None:
    outcome = shared_run(code)
    assert outcome.status == "error"
    assert outcome.fault.line == len(code.splitlines())


def test_a_fault_in_a_function_of_an_earlier_step_names_the_step(run) -> None:
    run("def f():\n    return [][0]")
    outcome = run("x = 1\ny = f()")
    assert outcome.fault.line == 2
    assert outcome.fault.text == (
        "Error occurred:\n  Line 2: y = f()\n  Line 2 of step 1: return [][0]\n\nIndexError: list index out of range"
    )


def test_the_frames_are_the_programs_own(run) -> None:
    fault = run("import statistics\ndef f():\n    return statistics.mean([])\nf()").fault
    assert [(frame.line, frame.function, frame.step) for frame in fault.frames] == [(4, "<module>", 1), (3, "f", 1)]


def test_deep_recursion_is_shown_from_both_ends(run) -> None:
    outcome = run("def f(n):\n    return f(n + 1)\nf(0)")
    assert outcome.fault.type == "RecursionError"
    assert outcome.fault.text.count("\n") < 30
    assert " more ..." in outcome.fault.text


def test_a_message_that_cannot_be_made_is_unprintable(run) -> None:
    code = "class Odd(Exception):\n    def __str__(self): raise SystemExit\nraise Odd()"
    assert run(code).fault.message == "<unprintable>"


def test_a_long_message_is_cut(run) -> None:
    assert len(run("raise ValueError('x' * 1_000_000)").fault.text) < 100_000


@pytest.mark.parametrize(
    "code", ["print('ran')\nx = (", "x = '\\0' + (\n", "return = 1", "def f(:\n  pass", "(" * 5000]
)
def test_nothing_runs_when_the_syntax_is_wrong(shared_run, code: str) -> None:
    outcome = shared_run(code)
    assert outcome.status == "error"
    assert outcome.output == []
    assert outcome.fault.type in {"SyntaxError", "IndentationError"}


def test_there_is_no_input(run) -> None:
    outcome = run("name = input('Who? ')")
    assert outcome.fault.type == "EOFError"
    assert run("import sys\nprint(sys.argv)").text() == "2: ([''],)"


def test_a_null_byte_is_a_syntax_error(run) -> None:
    assert run("x = 1\0").fault.type == "SyntaxError"


def test_half_a_surrogate_pair_in_the_source_does_no_harm(run) -> None:
    assert run("x = '\ud800'\nprint(len(x))").text() == "2: (1,)"


def test_a_program_of_more_than_a_megabyte_is_refused(run) -> None:
    outcome = run("#" * (2 << 20))
    assert outcome.failed
    assert "at most 1048576" in outcome.text()


REDEFINITIONS = [
    "nearest = 1",
    "nearest: int = 1",
    "nearest += 1",
    "def nearest(): ...",
    "async def nearest(): ...",
    "class nearest: ...",
    "for nearest in []: ...",
    "import json as nearest",
    "from os import path as nearest",
    "from time import sleep",
    "a, (b, *nearest) = 1, (2, 3)",
    "import io\nwith io.StringIO() as nearest: ...",
    "try: ...\nexcept ValueError as nearest: ...",
    "(nearest := 1)",
    "[nearest := i for i in range(2)]",
    "match 1:\n    case nearest: ...",
    "match [1]:\n    case [*nearest]: ...",
    "match {}:\n    case {**nearest}: ...",
    "del nearest",
    "if True:\n    for i in range(1):\n        nearest = 1",
    "def f():\n    global nearest\n    nearest = 1",
    "Prototype = 1",
    "UP = 0",
    "print = 1",
    "len = 3",
    "def sum(x): ...",
]


@pytest.mark.parametrize("code", REDEFINITIONS)
def test_protected_names_cannot_be_rebound(shared_run, code: str) -> None:
    outcome = shared_run("print('ran')\n" + code)
    assert outcome.fault.type == "NameError"
    assert outcome.output == []
    name = next(name for name in ("nearest", "sleep", "Prototype", "UP", "print", "len", "sum") if name in code)
    assert outcome.fault.message == (
        f"Cannot redefine '{name}' — it is a built-in FLE function/variable. Choose a different name."
    )


ALLOWED = [
    "def f(nearest): return nearest\nprint(f(1))",
    "def f():\n    nearest = 1\n    return nearest\nprint(f())",
    "print([nearest for nearest in [1]][0])",
    "print((lambda nearest: nearest)(1))",
    "class A:\n    nearest = 1\nprint(A.nearest)",
    "from math import sqrt, pi\nfrom typing import List, Dict\nprint(int(sqrt(1)))",
    "import math as m, time\nprint(m.gcd(1, 1))",
    "class A: ...\na = A(); a.nearest = 1\nprint(a.nearest)",
    "for id, type in [(1, 2)]:\n    print(id)",
]


@pytest.mark.parametrize("code", ALLOWED)
def test_names_in_scopes_of_their_own_are_free(shared_run, code: str) -> None:
    assert shared_run(code).text().split(": ")[1] == "(1,)"
