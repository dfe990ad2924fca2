"""Processes and descriptors: nothing is left behind, and nothing outlives the host."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import re
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest
from sandbox_parts import STUBS, Tools

from fle_llm.errors import SandboxError, SandboxUnavailable
from fle_llm.sandbox import Limits, Sandbox, nursery, shutdown, warm_up


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def children(pid: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                fields = (entry / "stat").read_text().rpartition(") ")[2].split()
                if int(fields[1]) == pid and fields[0] != "Z":
                    found.append(int(entry.name))
    return found


def alive(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(") ")[2][0] != "Z"
    except OSError:
        return False


def wait_until(condition, timeout_s: float = 5.0) -> bool:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.01)
    return False


def run_host(code: str) -> subprocess.CompletedProcess[str]:
    """Run `code` in a host process of its own."""
    command = [sys.executable, "-W", "error", "-c", textwrap.dedent(code)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_opening_and_closing_leaves_no_descriptor_and_no_process(tools: Tools) -> None:
    Sandbox(STUBS).close()  # the zygote stays for the next one
    gc.collect()
    zygote = nursery.nursery()._process.pid
    before = descriptors()
    for index in range(20):
        sandbox = Sandbox(STUBS)
        if index % 2:
            sandbox.run("import os\nos._exit(1)" if index % 4 == 1 else "x = 1", tools)
        sandbox.close()
    assert descriptors() == before
    assert wait_until(lambda: children(zygote) == [])


def test_shutting_down_leaves_no_child_at_all(tools: Tools) -> None:
    done = run_host(
        """
        import os
        from pathlib import Path
        from fle_llm.sandbox import Sandbox, shutdown
        before = len(os.listdir("/proc/self/fd"))
        sandbox = Sandbox([])
        sandbox.close()
        shutdown()
        assert len(os.listdir("/proc/self/fd")) == before
        assert Path(f"/proc/self/task/{os.getpid()}/children").read_text() == ""
        Sandbox([]).close()  # and it starts again
        """
    )
    assert done.returncode == 0, done.stderr


def test_a_sandbox_that_is_only_forgotten_is_closed(tools: Tools) -> None:
    Sandbox(STUBS).close()
    zygote = nursery.nursery()._process.pid
    before = set(children(zygote))
    sandbox = Sandbox(STUBS)
    del sandbox
    gc.collect()
    assert wait_until(lambda: set(children(zygote)) == before)


def test_a_sandbox_closed_from_another_thread_ends_its_step(tools: Tools) -> None:
    sandbox = Sandbox(STUBS)
    before = descriptors()
    threading.Timer(0.1, sandbox.close).start()
    outcome = sandbox.run("while True: pass", tools, Limits(cpu_s=20))
    assert outcome.status == "died"
    assert outcome.notes[-1] == "The sandbox was closed while the program ran."
    assert outcome.duration_s < 2
    assert descriptors() == before - 3  # two pipe ends and a pidfd, closed by the thread that used them
    with pytest.raises(SandboxError, match="closed"):
        sandbox.run("x = 1", tools)


def test_an_interrupt_while_a_sandbox_opens_does_not_confuse_the_next(tools: Tools, monkeypatch) -> None:
    def interrupted(sock) -> None:
        raise KeyboardInterrupt

    Sandbox(STUBS).close()
    with monkeypatch.context() as patched:
        patched.setattr("fle_llm.sandbox.control.receive_report", interrupted)
        with pytest.raises(KeyboardInterrupt):
            Sandbox(STUBS)
    with Sandbox(STUBS) as sandbox:
        assert sandbox.run("print(1)", tools).text() == "1: (1,)"


def test_a_tool_that_closes_its_sandbox_ends_the_step(tools: Tools) -> None:
    sandbox = Sandbox(STUBS)
    outcome = sandbox.run("echo(1)\nx = 1", lambda name, args, kwargs: sandbox.close())
    assert outcome.status == "died"
    with pytest.raises(SandboxError, match="closed"):
        sandbox.run("x = 1", tools)


def test_closing_twice_is_fine_and_running_after_it_is_not(tools: Tools) -> None:
    sandbox = Sandbox(STUBS)
    sandbox.close()
    sandbox.close()
    for use in (lambda: sandbox.run("x = 1", tools), sandbox.snapshot, sandbox.functions):
        with pytest.raises(SandboxError, match="closed"):
            use()


def test_a_host_that_exits_without_closing_leaves_nothing() -> None:
    done = run_host(
        """
        from fle_llm.sandbox import Sandbox, nursery
        kept = Sandbox([])
        print(nursery.nursery()._process.pid, kept._worker.pid)
        """
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    for pid in map(int, done.stdout.split()):
        assert wait_until(lambda pid=pid: not alive(pid))


@pytest.mark.parametrize("victim", ["host", "zygote"])
def test_killing_the_host_or_the_zygote_takes_spinning_workers_down(victim: str) -> None:
    code = """
        import threading, sys
        from fle_llm.sandbox import Limits, Sandbox, nursery
        sandbox = Sandbox([])
        print(nursery.nursery()._process.pid, sandbox._worker.pid, flush=True)
        sandbox.run("while True: pass", lambda *a: None, Limits(cpu_s=60, wall_s=60))
        """
    host = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert host.stdout is not None
        zygote, worker = map(int, host.stdout.readline().split())
        time.sleep(0.1)
        os.kill(host.pid if victim == "host" else zygote, signal.SIGKILL)
        assert wait_until(lambda: not alive(worker) and not alive(zygote))
    finally:
        host.kill()
        host.communicate()


def test_a_lost_zygote_is_the_environments_fault_and_a_new_one_starts(tools: Tools) -> None:
    with Sandbox(STUBS) as sandbox:
        sandbox.run("x = 1", tools)

        def kill_zygote(name: str, args: list, kwargs: dict) -> None:
            os.kill(nursery.nursery()._process.pid, signal.SIGKILL)
            time.sleep(0.1)

        outcome = sandbox.run("echo(1)", kill_zygote)
        assert outcome.status == "host_error"
        assert sandbox.run("print(x)", tools).text() == "1: (1,)"


@pytest.mark.parametrize("victim", ["worker", "zygote"])
def test_a_worker_lost_between_steps_is_replaced_unnoticed(tools: Tools, victim: str) -> None:
    with Sandbox(STUBS) as sandbox:
        sandbox.run("x = [1]", tools)
        worker = sandbox._worker.pid
        os.kill(worker if victim == "worker" else nursery.nursery()._process.pid, signal.SIGKILL)
        assert wait_until(lambda: not alive(worker))
        outcome = sandbox.run("x.append(2)\nprint(x)", tools)
        assert (outcome.status, outcome.text()) == ("ok", "2: ([1, 2],)")


@pytest.mark.parametrize("service", ["run", "snapshot", "functions"])
def test_what_a_worker_takes_with_it_is_named_once_more(tools: Tools, service: str) -> None:
    with Sandbox(STUBS) as sandbox:
        first = sandbox.run("x = 1\ng = (i for i in [1, 2])", tools)
        assert first.notes == ["Cannot be saved with the game and may be lost later: g."]
        assert sandbox.run("print(next(g))", tools).text() == "1: (1,)"  # it lives on, and is not named again
        worker = sandbox._worker.pid
        os.kill(worker, signal.SIGKILL)
        assert wait_until(lambda: not alive(worker))
        if service != "run":
            getattr(sandbox, service)()  # notices, and says nothing to the model
        outcome = sandbox.run("print(x, 'g' in globals())\ng = (i for i in [3])", tools)
        assert outcome.text().splitlines()[0] == "1: (1, False)"
        assert outcome.notes == [
            "Lost, because they could not be saved with the game: g.",
            "Cannot be saved with the game and may be lost later: g.",  # a new one, so it is named anew
        ]
        assert sandbox.run("print(next(g))", tools).text() == "1: (3,)"


def test_several_sandboxes_in_several_threads(tools: Tools) -> None:
    failures: list[str] = []

    def work(number: int) -> None:
        with Sandbox(STUBS, seed=number) as sandbox:
            for step in range(5):
                text = sandbox.run(
                    f"total = globals().get('total', 0) + {number}\nprint(total, echo({step}))", tools
                ).text()
                if text != f"2: ({number * (step + 1)}, {step})":
                    failures.append(text)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


async def test_a_sandbox_moves_between_threads_and_event_loops(tools: Tools) -> None:
    with Sandbox(STUBS) as sandbox:
        assert (await asyncio.to_thread(sandbox.run, "x = 1", tools)).status == "ok"
        assert sandbox.run("print(x)", tools).text() == "1: (1,)"
        assert (await asyncio.to_thread(sandbox.run, "print(x)", tools)).text() == "1: (1,)"


def test_a_sandbox_runs_one_program_at_a_time(tools: Tools) -> None:
    with Sandbox(STUBS) as sandbox:

        def again(name: str, args: list, kwargs: dict) -> None:
            with pytest.raises(SandboxError, match="already running"):
                sandbox.run("x = 1", tools)

        assert sandbox.run("echo()", again).status == "ok"


def test_the_threads_cores_are_as_before(tools: Tools) -> None:
    cores = os.sched_getaffinity(0)
    with Sandbox(STUBS) as sandbox:
        for code in ("nearest(Resource.Coal)", "1 / 0", "import os\nos._exit(0)"):
            sandbox.run(code, tools)
            assert os.sched_getaffinity(0) == cores


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_copy_of_the_host_opens_its_own_and_leaves_ours_alone(tools: Tools) -> None:
    with Sandbox(STUBS) as sandbox:
        sandbox.run("x = 1", tools)
        child = os.fork()
        if child == 0:
            code = 1
            try:
                with pytest.raises(SandboxError, match="belongs to process"):
                    sandbox.run("x = 2", tools)
                sandbox.close()
                with Sandbox(STUBS) as own:
                    assert own.run("print(1)", tools).text() == "1: (1,)"
                shutdown()
                code = 0
            finally:
                os._exit(code)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert sandbox.run("print(x)", tools).text() == "1: (1,)"


def test_warming_up_does_not_wait() -> None:
    done = run_host(
        """
        import time
        from fle_llm.sandbox import Sandbox, warm_up
        began = time.monotonic()
        warm_up()
        assert time.monotonic() - began < 0.1
        with Sandbox([]) as sandbox:
            assert sandbox.run("print(1)", lambda *a: None).text() == "1: (1,)"
        """
    )
    assert done.returncode == 0, done.stderr
    warm_up()  # a second time is nothing


def test_unsafe_runs_without_confinement_and_says_so_loudly(tools: Tools, caplog, tmp_path: Path) -> None:
    target = tmp_path / "readable"
    target.write_text("open")
    with pytest.warns(UserWarning, match="WITHOUT CONFINEMENT"):
        sandbox = Sandbox(STUBS, unsafe=True)
    with sandbox:
        assert "WITHOUT CONFINEMENT" in caplog.text
        assert sandbox.info["confined"] is False
        assert sandbox.info["seccomp"] == "off"
        code = f"print(open({str(target)!r}).read(), nearest(Resource.Coal).x)"
        assert sandbox.run(code, tools).text() == "1: ('open', 1.5)"
        assert sandbox.run("while True: pass", tools, Limits(cpu_s=0.1)).status == "timeout"


def test_without_seccomp_there_is_no_sandbox() -> None:
    # A host under a filter that refuses prctl(PR_SET_SECCOMP) with EINVAL, as a kernel built without filters does.
    done = run_host(
        """
        import ctypes, errno, warnings
        from fle_llm.errors import SandboxUnavailable
        from fle_llm.sandbox import Sandbox
        from fle_llm.sandbox.child import seccomp
        op = seccomp._instruction
        prctl = {"x86_64": 157, "aarch64": 167}[seccomp.machine()]
        program = [
            op(seccomp.LD_ABS, seccomp.NR), op(seccomp.JEQ, prctl, 0, 3),
            op(seccomp.LD_ABS, seccomp.ARGS), op(seccomp.JEQ, seccomp.PR_SET_SECCOMP, 0, 1),
            op(seccomp.RET, seccomp.RET_ERRNO | errno.EINVAL), op(seccomp.RET, seccomp.RET_ALLOW),
        ]
        assert ctypes.CDLL(None).prctl(38, 1, 0, 0, 0) == 0
        seccomp.install(program)
        try:
            Sandbox([])
        except SandboxUnavailable as error:
            print(error)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Sandbox([], unsafe=True) as sandbox:
                print(sandbox.run("print(1)", lambda *a: None).text())
        """
    )
    assert done.returncode == 0, done.stderr
    assert "seccomp filters are not available: Invalid argument" in done.stdout
    assert done.stdout.endswith("1: (1,)\n")


@pytest.mark.skipif("Seccomp_filters" not in Path("/proc/self/status").read_text(), reason="needs Linux 5.9")
def test_a_filter_the_host_is_under_itself_is_not_taken_for_the_seal() -> None:
    # As in a container: everything here, the zygote and its workers included, is under a filter that allows all.
    done = run_host(
        """
        import ctypes
        from fle_llm.errors import SandboxUnavailable
        from fle_llm.sandbox import Sandbox
        from fle_llm.sandbox.child import seccomp
        from fle_llm.sandbox.control import Spawn
        from fle_llm.sandbox.messages import Setup
        from fle_llm.sandbox.worker import Worker
        assert ctypes.CDLL(None).prctl(38, 1, 0, 0, 0) == 0
        seccomp.install([seccomp._instruction(seccomp.RET, seccomp.RET_ALLOW)])
        with Sandbox([]) as sandbox:
            assert sandbox.info["verified"] == 1
        unsealed = Worker(Spawn(512, 640, sealed=False, landlock=False), Setup([], 0))
        try:
            unsealed._check_seal({})
        except SandboxUnavailable as error:
            print(error)
        """
    )
    assert done.returncode == 0, done.stderr
    told = re.search(r"not sealed: Seccomp 2, NoNewPrivs 1, (\d+) filters where this process has (\d+)", done.stdout)
    assert told is not None, done.stdout
    assert told[1] == told[2]


@pytest.mark.parametrize(
    ("system", "machine", "reason"),
    [
        ("Linux", "x86_64", ""),
        ("Linux", "aarch64", ""),
        ("Darwin", "arm64", "confining programs needs Linux; this is Darwin"),
        ("Windows", "x86_64", "confining programs needs Linux; this is Windows"),
        ("Linux", "riscv64", "no system-call table for riscv64; known are aarch64, x86_64"),
    ],
)
def test_where_programs_can_be_confined(system: str, machine: str, reason: str) -> None:
    assert nursery.unavailable(system, machine) == reason


def test_elsewhere_the_sandbox_is_refused_with_the_reason(monkeypatch) -> None:
    monkeypatch.setattr("platform.system", lambda: "Darwin")
    with pytest.raises(SandboxUnavailable, match=r"needs Linux; this is Darwin.*unsafe=True"):
        Sandbox(STUBS)


def test_importing_the_sandbox_starts_nothing() -> None:
    done = run_host(
        """
        import sys
        import fle_llm.sandbox
        assert "fle_llm.sandbox.sandbox" not in sys.modules
        from fle_llm.sandbox import Sandbox, nursery
        assert nursery._shared is None
        """
    )
    assert done.returncode == 0, done.stderr
