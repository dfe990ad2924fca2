"""A hostile program reaches nothing: files, network, processes, memory, the host. Each attack runs in a real worker.

The tables run twice, the second time without Landlock: the system-call filter holds by itself.
"""

# ruff: noqa: E501 -- programs in tables keep to one line

from __future__ import annotations

import ast
import os
import platform
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sandbox_attacks import ATTACKS, BREAKAGES, FRAME_PREAMBLE, FRAMES, KINDS, PREAMBLE
from sandbox_parts import STUBS, Tools

from fle_llm.sandbox import Limits, Sandbox, StepOutcome, control, nursery

LIMITS = Limits(cpu_s=1.0, wall_s=5.0, grace_s=0.3)
ENDLESS = ("while True", "itertools.count()")


def table(rows: list[tuple[str, str, str]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("code", [row[2] for row in rows], ids=[f"{row[0]}: {row[1]}" for row in rows])


@pytest.fixture
def secret(tmp_path: Path) -> Iterator[Path]:
    planted = tmp_path / "secret"
    planted.write_text("the score")
    planted.chmod(0o666)
    tmp_path.chmod(0o777)
    before = planted.stat()
    yield planted
    after = planted.stat()
    assert planted.read_text() == "the score"
    assert (after.st_mode, after.st_mtime_ns) == (before.st_mode, before.st_mtime_ns)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["secret"]


@pytest.fixture(params=["landlock", "no landlock"])
def target(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """A sandbox under all layers, and one under the filter alone."""
    if request.param == "no landlock":

        def without(memory: int, hard: int, *, sealed: bool, landlock: bool) -> control.Spawn:
            return control.Spawn(memory, hard, sealed=sealed, landlock=False)

        monkeypatch.setattr("fle_llm.sandbox.sandbox.Spawn", without)
    with Sandbox(STUBS) as sandbox:
        assert sandbox.info["seccomp"] == "sealed"  # never without
        assert request.param == "landlock" or sandbox.info["landlock"] == 0
        yield sandbox


@pytest.fixture
def attack(target: Sandbox, tools: Tools, secret: Path) -> Callable[..., StepOutcome]:
    def launch(code: str, limits: Limits = LIMITS) -> StepOutcome:
        numbers = f"HOST, ZYGOTE = {os.getpid()}, {nursery.nursery()._process.pid}"
        return target.run(f"SECRET = {str(secret)!r}\n{numbers}{PREAMBLE}{code}", tools, limits)

    return launch


def test_the_tables_try_every_kind_of_attack() -> None:
    rows = [*ATTACKS, *BREAKAGES, *FRAMES]
    assert {row[0] for row in rows} == KINDS
    assert len(rows) >= 40


@table(ATTACKS)
def test_an_attack_gets_nothing(attack, tools: Tools, code: str) -> None:
    outcome = attack(code)
    assert tools.calls == []
    assert outcome.status == "ok", outcome.text()


@table(BREAKAGES)
def test_a_program_that_breaks_its_process_breaks_nothing_else(
    attack, target: Sandbox, tools: Tools, monkeypatch, code: str
) -> None:
    monkeypatch.setattr("fle_llm.sandbox.services.TIMEOUT_S", 0.3)
    target.run("kept = 1", tools)
    outcome = attack(code, Limits(cpu_s=0.1, wall_s=10.0, grace_s=0.1))
    broken = outcome.status in {"died", "killed", "memory", "timeout"} or "made their process useless" in outcome.text()
    assert broken, outcome.text()
    assert target.run("print(kept)", tools).text().startswith("1: (1,)")


@table(FRAMES)
def test_tampering_with_the_pipe_ends_the_step(attack, target: Sandbox, tools: Tools, monkeypatch, code: str) -> None:
    monkeypatch.setattr("fle_llm.sandbox.worker.WRITE_TIMEOUT_S", 0.1)
    target.run("kept = 1", tools)
    outcome = attack(FRAME_PREAMBLE + code, Limits(cpu_s=0.1, wall_s=0.4, grace_s=0.1, calls=500))
    endless = any(sign in code for sign in ENDLESS)
    assert outcome.status in ({"protocol", "killed", "timeout"} if endless else {"protocol"}), outcome.text()
    assert outcome.duration_s < 3  # the clocks run however much is said
    assert target.run("print(kept)", tools).text() == "1: (1,)"
    assert len(tools.calls) <= 500


def test_a_forged_call_is_served_like_any_other_and_hurts_only_itself(sandbox, tools) -> None:
    # Tool number 1 is echo. Its reply stays in the program's own pipe.
    outcome = sandbox.run("SECRET = ''" + FRAME_PREAMBLE + "send(pack([2, 1, ['hello'], {}, 1, []]))", tools)
    assert outcome.status in {"ok", "died", "protocol"}
    assert tools.calls == [("echo", ["hello"], {})]
    assert sandbox.run("print(1)", tools).status in {"ok", "died", "protocol"}
    assert sandbox.run("print(1)", tools).text() == "1: (1,)"


def test_a_frame_sent_ahead_for_the_next_step_ends_that_step(sandbox, tools) -> None:
    # Done for step 2, sent after the end of step 1, by a finaliser that runs while the namespace is saved.
    forged = "class A:\n    def __reduce__(self):\n        send(pack([4, 2, None, False, []]))\n        return int, ()\na = A()"
    first = sandbox.run("SECRET = ''" + FRAME_PREAMBLE + forged, tools)
    assert "could not be saved" in first.text()
    assert sandbox.run("print('really run')", tools).text() == "1: ('really run',)"


def test_a_snapshot_in_a_thousand_pieces_is_no_snapshot(sandbox, tools) -> None:
    flood = "class A:\n    def __reduce__(self):\n        while True: send(pack([5, False, b'x', []]))\na = A()"
    outcome = sandbox.run("SECRET = ''" + FRAME_PREAMBLE + flood, tools)
    assert "could not be saved" in outcome.text()
    assert outcome.duration_s < 5


def test_hostile_arguments_never_reach_a_tool(sandbox, tools) -> None:
    nested = "[" * 20 + "]" * 20
    for value in (
        nested,
        "float('nan')",
        "1e300",
        "list(range(200_000))",
        "{'$': 'Position', 'x': 'y'}",
        "{'$': 'os'}",
        "PICKLE",
    ):
        sandbox.run("SECRET = ''" + FRAME_PREAMBLE + f"send(pack([2, 1, [{value}], {{}}, 1, []]))", tools)
    assert tools.calls == []


HOSTILE_SNAPSHOT = """
import gc, pickle
from fle_llm.sandbox.child.runner import Runner
class Bomb:
    def __reduce__(self): return open, (SECRET, 'w')
bomb = pickle.dumps((Bomb(), Bomb()))
Runner.dump = lambda self: (bomb, [])
"""


def test_the_host_never_unpickles_what_a_program_wrote(sandbox, tools, secret: Path) -> None:
    seen: list[str] = []
    watching = [True]

    def hook(event: str, args: object) -> None:
        if watching and event.startswith(("pickle.", "marshal.")):
            seen.append(event)

    sys.addaudithook(hook)  # for good; emptying `watching` silences it
    try:
        assert sandbox.run(f"SECRET = {str(secret)!r}{HOSTILE_SNAPSHOT}", tools).status == "ok"
        state = sandbox.snapshot()
        assert str(secret).encode() in state  # the bomb is in it, and only a sealed worker will try it
        with Sandbox(STUBS) as other:
            other.restore(state)
            assert "could not be restored and are lost" in other.run("print(1)", tools).text()
        sandbox.functions()
    finally:
        watching.clear()
    assert seen == []


def test_a_program_finds_nothing_of_another_environment(tools) -> None:
    # The phrase is put together at run time, in both, so that no source holds it.
    search = """
import ctypes, gc, os
phrase = ' '.join(['my', 'private', 'plan'])
found = [o for o in gc.get_objects() if isinstance(o, (list, dict)) and o is not globals() and phrase in repr(o)[:10**6]]
for f in (lambda: open(f'/proc/{OTHER}/mem', 'rb'), lambda: open(f'/proc/{OTHER}/maps'), lambda: os.kill(OTHER, 0)):
    try: found.append(f())
    except OSError: pass
libc = ctypes.CDLL(None)
if libc.syscall(310, OTHER, 0, 0, 0, 0, 0) >= 0 or libc.syscall(101, 16, OTHER, 0, 0) >= 0: found.append('read')
print(len(found))
"""
    with Sandbox(STUBS) as first:
        first.run("plan = [' '.join(['my', 'private', 'plan'])]", tools)
        with Sandbox(STUBS) as second:
            assert second.run(f"OTHER = {first._worker.pid}{search}", tools).output[-1].text == "(0,)"
            # The search does find what is there: the list itself, in the environment it belongs to.
            assert first.run(f"OTHER = {second._worker.pid}{search}", tools).output[-1].text == "(1,)"
        assert first.run("print(plan[0])", tools).text() == "1: ('my private plan',)"
    with Sandbox(STUBS) as third:  # and what a program changed in its process went with it
        assert (
            third.run("import gc\nprint('plan' in globals(), len(gc.get_objects()) > 0)", tools).text()
            == "2: (False, True)"
        )


@pytest.mark.skipif(platform.machine() != "x86_64", reason="sweeps the numbers of x86_64")
def test_every_system_call_but_the_allowed_is_refused(attack, tools) -> None:
    from fle_llm.sandbox.child.seccomp import ALLOWED, ARCHITECTURES

    numbers = ARCHITECTURES["x86_64"].numbers
    allowed = {numbers[name] for name in ALLOWED if name in numbers}
    # 335 and 336 are uretprobe and uprobe, which the kernel exempts from filters; they only work from its own trampoline.
    swept = sorted(set(range(700)) - allowed - {335, 336})
    attack(
        f"import errno\nopen_calls = [n for n in {swept} if libc.syscall(n, 0, 0, 0, 0, 0, 0) != -1 or ctypes.get_errno() != 1]\nif open_calls: got(open_calls)"
    )
    assert tools.calls == []


def test_the_kernel_confirms_the_seal(sandbox) -> None:
    assert sandbox.info["confined"] is True
    assert sandbox.info["verified"] == 1
    status = Path(f"/proc/{sandbox._worker.pid}/status").read_text()
    assert "Seccomp:\t2" in status
    assert "NoNewPrivs:\t1" in status
    assert "Threads:\t1" in status


def test_the_worker_has_five_descriptors(run) -> None:
    # A sealed worker may lseek: on a pipe or /dev/null that is not "bad file descriptor" (errno 9).
    code = "import os\ndef there(fd):\n    try: os.lseek(fd, 0, 1)\n    except OSError as e: return e.errno != 9\n    return True\n"
    assert run(code + "print([fd for fd in range(1024) if there(fd)])").text() == "6: ([0, 1, 2, 3, 4],)"


def test_the_worker_knows_the_game_and_nothing_else_of_ours(run) -> None:
    outcome = run(
        "import sys\nprint(sorted({'.'.join(m.split('.')[:3]) for m in sys.modules if m.startswith('fle_llm.')}))"
    )
    ours = ast.literal_eval(outcome.output[0].text)[0]
    rest = [name for name in ours if not name.startswith(("fle_llm.game", "fle_llm.sandbox.child"))]
    # agent_api is no file here: it is the namespace's own names under the name authors import them from
    assert rest == ["fle_llm.agent_api", "fle_llm.sandbox", "fle_llm.sandbox.control", "fle_llm.sandbox.messages"]


def test_the_worker_has_no_environment(run, monkeypatch) -> None:
    monkeypatch.setenv("SOME_API_KEY", "sk-secret")
    assert run("import os\nprint(dict(os.environ))").text() == "2: ({},)"
