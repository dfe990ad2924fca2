"""Tool calls: what reaches the host, what comes back, and how refusals look from inside."""

from __future__ import annotations

import logging

import pytest

from fle_llm.game import Direction, Position, Prototype, Resource
from fle_llm.sandbox import Limits, Sandbox, ToolStub

ROUND_TRIPS = [
    "None", "True", "3", "2.5", "'text'", "[1, [2]]", "(1, 2)", "{'a': 1}", "{1, 2}", "Position(x=1, y=2)",
    "Direction.LEFT",    "Prototype.IronChest", "Resource.Coal", "[Position(x=0.5, y=1)]", "Technology.Automation",
    "Inventory({'coal': 5})",
]  # fmt: skip


@pytest.mark.parametrize("value", ROUND_TRIPS)
def test_values_come_back_as_they_went(shared_run, value: str) -> None:
    outcome = shared_run(f"x = {value}\ny = echo(x)\nprint(x == y, type(x) is type(y))")
    assert outcome.text() == "3: (True, True)"


def test_the_host_gets_game_values(run, tools) -> None:
    run("nearest(Resource.Coal)\nplace(Prototype.IronChest, direction=Direction.DOWN, exact=False)")
    assert tools.calls == [
        ("nearest", [Resource.Coal], {}),
        ("place", [Prototype.IronChest, Direction.DOWN, False], {}),
    ]


def test_the_program_gets_game_values(run) -> None:
    code = "p = nearest(Resource.Coal)\nprint(isinstance(p, Position), p.x, p + Position(x=1, y=1))"
    assert run(code).text() == "2: (True, 1.5, Position(x=2.5, y=-1.5))"


def test_unchanged_defaults_are_not_sent(run, tools) -> None:
    run("place(Prototype.IronChest)\nplace(Prototype.IronChest, Direction.UP, True)")
    run("place(Prototype.IronChest, exact=False)")
    # Direction.UP is the default; what follows it has to be sent with it.
    assert [args for _, args, _ in tools.calls] == [
        [Prototype.IronChest],
        [Prototype.IronChest],
        [Prototype.IronChest, Direction.UP, False],
    ]


def test_variadic_tools(run, tools) -> None:
    run("variadic(1, 2, flag=True, more=Position(x=1, y=1))\nvariadic()")
    assert tools.calls == [
        ("variadic", [1, 2], {"flag": True, "more": Position(x=1, y=1)}),
        ("variadic", [], {"flag": False}),
    ]


def test_python_binds_the_arguments(run, tools) -> None:
    outcome = run("try:\n    nearest()\nexcept TypeError as e:\n    print(e)")
    assert outcome.text() == "4: (TypeError(\"nearest() missing 1 required positional argument: 'type'\"),)"
    assert tools.calls == []


def test_signature_and_manual_are_the_tools(run) -> None:
    outcome = run("import inspect\nprint(nearest.__doc__, inspect.signature(place).parameters['exact'].default)")
    assert outcome.text() == "2: ('Find the nearest one.', True)"


def test_calls_are_counted(run) -> None:
    assert run("for _ in range(7): nearest(Resource.Coal)").calls == 7


@pytest.mark.parametrize(
    ("kind", "name", "message"),
    [
        ("tool", "ToolError", "no coal here"),
        ("value", "ValueError", "not a value"),
        ("assertion", "AssertionError", "not so"),
        ("type", "TypeError", "not that type"),
        ("subclass", "ValueError", "'utf-8' codec can't decode byte 0x78 in position 0: odd"),
    ],
)
def test_refusals_are_raised_as_themselves(run, kind: str, name: str, message: str) -> None:
    caught = run(f"try:\n    fail({kind!r})\nexcept Exception as e:\n    print(type(e).__name__, str(e))")
    assert caught.text() == f"4: ({name!r}, {message!r})"
    uncaught = run(f"x = 1\nfail({kind!r})")
    assert (uncaught.fault.type, uncaught.fault.message, uncaught.fault.line) == (name, message, 2)


def test_a_tool_error_keeps_what_a_program_may_branch_on(run) -> None:
    outcome = run("try:\n    fail('tool')\nexcept ToolError as e:\n    print(e.tool, e.code, e.data)")
    assert outcome.text() == "4: ('fail', 'no-coal', {'at': [1.5, 2.0], 'count': 3})"


def test_a_value_no_tool_takes_is_a_type_error_at_the_programs_line(run, tools) -> None:
    outcome = run("\necho(object())")
    assert outcome.fault.type == "TypeError"
    assert outcome.fault.line == 2
    assert tools.calls == []


def test_numbers_out_of_bounds_never_reach_a_tool(run, tools) -> None:
    for value in ("float('nan')", "float('inf')", "1e300", "2 ** 62", "2 ** 200"):
        outcome = run(f"echo({value})")
        assert outcome.status == "error", value
    assert tools.calls == []


def test_a_fault_of_the_host_ends_the_step_and_stays_on_the_host(run, sandbox, caplog) -> None:
    run("kept = 1")
    with caplog.at_level(logging.ERROR):
        outcome = run("lost = 1\ntry:\n    fail('bug')\nexcept BaseException as e:\n    print(e)")
    assert outcome.status == "host_error"
    assert "secret" not in outcome.text()
    assert "a secret of the host" in caplog.text
    assert run("print(kept, 'lost' in globals())").text() == "1: (1, False)"


def test_a_result_that_cannot_be_encoded_is_a_fault_of_the_host(sandbox, caplog) -> None:
    outcome = sandbox.run("echo(1)", lambda name, args, kwargs: object())
    assert outcome.status == "host_error"


def test_an_interrupt_of_the_host_passes_through_and_the_sandbox_lives_on(sandbox, tools) -> None:
    sandbox.run("kept = 1", tools)

    def interrupted(name: str, args: list, kwargs: dict) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sandbox.run("lost = 1\necho(1)", interrupted)
    assert sandbox.run("print(kept, 'lost' in globals())", tools).text() == "1: (1, False)"


def test_tools_answer_only_while_a_program_runs(run, tools) -> None:
    code = "class A:\n    def __reduce__(self):\n        echo('from a snapshot')\n        return (int, ())\na = A()"
    outcome = run(code)
    assert tools.calls == []
    assert outcome.notes == ["Cannot be saved with the game and may be lost later: a."]


def test_a_large_result_crosses(sandbox) -> None:
    many = [Position(x=i, y=i) for i in range(50_000)]
    outcome = sandbox.run("print(len(echo()), echo()[-1])", lambda name, args, kwargs: many)
    assert outcome.text() == "1: (50000, Position(x=49999.0, y=49999.0))"


def test_plain_tuples_serve_as_stubs(tools) -> None:
    with Sandbox([("echo", "(value: int) -> int", "")]) as sandbox:  # type: ignore[list-item]
        assert sandbox.run("print(echo(3))", tools).text() == "1: (3,)"


def test_a_tool_called_in_a_finally_still_gets_its_reply(run, tools) -> None:
    code = "try:\n    1 / 0\nfinally:\n    print(echo(5))"
    assert run(code).text().splitlines()[0] == "4: (5,)"


def test_time_in_tools_does_not_count_as_program_time(sandbox) -> None:
    import time

    def slow(name: str, args: list, kwargs: dict) -> bool:
        time.sleep(0.15)
        return True

    outcome = sandbox.run("for _ in range(3): sleep(1)", slow, Limits(cpu_s=0.3))
    assert outcome.status == "ok"  # 0.45 s in tools against 0.3 s of program time
    assert outcome.duration_s >= 0.45
    assert outcome.cpu_s < 0.3


def test_a_bad_signature_is_named_when_the_sandbox_opens() -> None:
    from fle_llm.errors import SandboxError

    with pytest.raises(SandboxError, match="Undefined"):
        Sandbox([ToolStub("bad", "(x: Undefined) -> None")])
