"""A hostile program reaches nothing: files, network, processes, memory, the host. Each attack runs in a real worker."""

# ruff: noqa: E501 -- programs in tables keep to one line

from __future__ import annotations

import ast
import os
import platform
from collections.abc import Callable
from pathlib import Path

import pytest
from sandbox_attacks import ATTACKS, BREAKAGES, FRAME_PREAMBLE, FRAMES, PREAMBLE

from fle_llm.sandbox import Limits, Sandbox, StepOutcome

LIMITS = Limits(cpu_s=1.0, wall_s=5.0, grace_s=0.3)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    planted = tmp_path / "secret"
    planted.write_text("the score")
    planted.chmod(0o666)
    tmp_path.chmod(0o777)
    return planted


@pytest.fixture
def attack(sandbox: Sandbox, tools, secret: Path) -> Callable[[str], StepOutcome]:
    def launch(code: str) -> StepOutcome:
        assert sandbox.info["seccomp"] == "sealed"  # never without
        prologue = f"SECRET, HOST = {str(secret)!r}, {os.getpid()}{PREAMBLE}"
        return sandbox.run(prologue + code, tools, LIMITS)

    return launch


@pytest.mark.parametrize("code", [attack[1] for attack in ATTACKS], ids=[attack[0] for attack in ATTACKS])
def test_an_attack_gets_nothing(attack, tools, secret: Path, code: str) -> None:
    before = secret.stat()
    outcome = attack(code)
    assert tools.calls == []
    assert outcome.status == "ok", outcome.text()
    after = secret.stat()
    assert secret.read_text() == "the score"
    assert (after.st_mode, after.st_mtime_ns) == (before.st_mode, before.st_mtime_ns)
    assert sorted(path.name for path in secret.parent.iterdir()) == ["secret"]


@pytest.mark.parametrize("code", [attack[1] for attack in BREAKAGES], ids=[attack[0] for attack in BREAKAGES])
def test_a_program_that_breaks_its_process_breaks_nothing_else(attack, sandbox, tools, code: str) -> None:
    sandbox.run("kept = 1", tools)
    outcome = attack(code)
    assert outcome.status in {"died", "killed", "memory", "protocol"}, outcome.text()
    assert sandbox.run("print(kept)", tools).text() == "1: (1,)"


@pytest.mark.parametrize("code", [attack[1] for attack in FRAMES], ids=[attack[0] for attack in FRAMES])
def test_tampering_with_the_pipe_ends_the_step(sandbox, tools, monkeypatch, code: str) -> None:
    monkeypatch.setattr("fle_llm.sandbox.worker.WRITE_TIMEOUT_S", 0.3)
    sandbox.run("kept = 1", tools)
    outcome = sandbox.run(FRAME_PREAMBLE + code, tools, Limits(cpu_s=0.3, wall_s=2.0, grace_s=0.2, calls=500))
    assert outcome.status in {"protocol", "died", "killed", "timeout"}, outcome.text()
    assert outcome.status == "protocol" or "silence" in code or "while True" in code
    assert sandbox.run("print(kept)", tools).text() == "1: (1,)"
    assert len(tools.calls) <= 500


def test_a_forged_call_is_served_like_any_other_and_hurts_only_itself(sandbox, tools) -> None:
    # Tool number 1 is echo. Its reply stays in the program's own pipe.
    outcome = sandbox.run(FRAME_PREAMBLE + "send(pack([2, 1, ['hello'], {}, 1, []]))", tools)
    assert outcome.status in {"ok", "died", "protocol"}
    assert tools.calls == [("echo", ["hello"], {})]
    assert sandbox.run("print(1)", tools).status in {"ok", "died", "protocol"}
    assert sandbox.run("print(1)", tools).text() == "1: (1,)"


def test_a_frame_sent_ahead_for_the_next_step_ends_that_step(sandbox, tools) -> None:
    # Done for step 2, sent after the end of step 1, by a finaliser that runs while the namespace is saved.
    forged = "class A:\n    def __reduce__(self):\n        send(pack([4, 2, None, False, []]))\n        return int, ()\na = A()"
    first = sandbox.run(FRAME_PREAMBLE + forged, tools)
    assert "could not be saved" in first.text()
    assert sandbox.run("print('really run')", tools).text() == "1: ('really run',)"


def test_hostile_arguments_never_reach_a_tool(sandbox, tools) -> None:
    nested = "[" * 20 + "]" * 20
    for value in (
        nested,
        "float('nan')",
        "1e300",
        "list(range(200_000))",
        "{'$': 'Position', 'x': 'y'}",
        "{'$': 'os'}",
    ):
        sandbox.run(FRAME_PREAMBLE + f"send(pack([2, 1, [{value}], {{}}, 1, []]))", tools)
    assert tools.calls == []


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
    assert rest == ["fle_llm.sandbox", "fle_llm.sandbox.control", "fle_llm.sandbox.messages"]


def test_the_worker_has_no_environment(run, monkeypatch) -> None:
    monkeypatch.setenv("SOME_API_KEY", "sk-secret")
    assert run("import os\nprint(dict(os.environ))").text() == "2: ({},)"


def test_without_landlock_the_filter_still_holds(tools, secret: Path) -> None:
    from fle_llm.sandbox.control import Spawn
    from fle_llm.sandbox.messages import Setup
    from fle_llm.sandbox.step import Step
    from fle_llm.sandbox.worker import Worker

    worker = Worker(Spawn(512, 640, sealed=True, landlock=False), Setup([], 0))
    try:
        assert worker.info["landlock"] == 0
        code = f"import os\nfor f in (open, os.stat, os.unlink, os.listdir):\n    try: f({str(secret)!r})\n    except PermissionError: continue\n    print(f)"
        step = Step(worker, [], tools, LIMITS)
        assert step.run(1, code, None).fault is None
        assert step.output == []
    finally:
        worker.close()
    assert secret.read_text() == "the score"
