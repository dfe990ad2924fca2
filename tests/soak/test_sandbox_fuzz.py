"""Fuzzing the sandbox: mutated frames against the host's end of the pipe, mutated programs in real workers.

`FLE_FUZZ_ROUNDS` scales it (100,000 frames and 100,000 programs by default). Says at the end what came of them, and
how much memory host and workers took.
"""

from __future__ import annotations

import os
import random
import select
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from fle_llm.sandbox import Limits, Sandbox, outcome, services
from fle_llm.sandbox.messages import Blob, Call, Done, FaultReport, FrameReport, FunctionReport, Functions, Loaded, Out
from fle_llm.sandbox.step import HostFault, Overdue, Step
from fle_llm.sandbox.worker import Gone, Violation, Worker

sys.path.insert(0, str(Path(__file__).parents[1] / "fle_llm" / "sandbox"))
from sandbox_attacks import ATTACKS, FRAME_PREAMBLE, PREAMBLE
from sandbox_parts import STUBS, Tools
from test_sandbox_language import PROBES

pytestmark = [pytest.mark.soak, pytest.mark.timeout(3600)]

ROUNDS = int(os.environ.get("FLE_FUZZ_ROUNDS", "100000"))
LIMITS = Limits(cpu_s=0.05, wall_s=0.5, grace_s=0.2, calls=200)
HOST_GROWTH_KIB = 100 << 10
WORKER_KIB = 640 << 10  # the memory limit and the quarter more that a full worker gets once
RENEWED = 500  # programs to a namespace
# Headers that promise more than follows, and numbers at the edge.
INTERESTING = [
    *(b"\x00", b"\xff", b"\x7f", b"\x80", b"\xc1", b"\xd9\xff", b"\xdc\xff\xff", b"\xdd\xff\xff\xff\xff"),
    *(b"\xdf\x7f\xff\xff\xff", b"\xc9\xff\xff\xff\xff\x01", b"\xcb\x7f\xf8\x00\x00\x00\x00\x00\x00", b"\x91" * 200),
]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Write a line that is seen even when all goes well."""

    def write(text: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n{text}\n")

    return write


def kib(pid: int | str, field: str) -> int:
    """Return a field of /proc/<pid>/status in KiB, 0 when the process is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{field}:")), 0)


def frames() -> list[bytes]:
    """One valid frame of each kind, the calls with arguments of each kind of value."""
    values = ["x", 1, 2.5, None, True, [1, [2]], {"a": 1}, {"$": "Position", "x": 1.0, "y": 2.0}]
    fault = FaultReport("E", "m", 1, [FrameReport(1, "f", "t", 1)], "text")
    messages = [
        *[Call(1, [value], {}, 3, [(1, "out")]) for value in values],
        Call(3, [1], {"k": 2}, 3, []),
        Out([(1, "a"), (2, "b")]),
        Done(1, None, False, []),
        Done(1, fault, True, [(1, "a")]),
        Blob(True, b"data", ["x"]),
        Loaded("problem", ["x"]),
        Functions([FunctionReport("f", "()", "source")]),
    ]
    return [msgspec.msgpack.encode(message) for message in messages]


def mutated(data: bytes, dice: random.Random) -> bytes:
    body = bytearray(data)
    for _ in range(dice.randint(0, 4)):
        at = dice.randrange(len(body) + 1)
        kind = dice.randrange(5)
        if kind == 0 and at < len(body):
            body[at] = dice.randrange(256)
        elif kind == 1:
            body[at:at] = dice.choice(INTERESTING)
        elif kind == 2:
            del body[at : at + dice.randint(1, 8)]
        elif kind == 3:
            body[at : at + 1] = dice.choice(INTERESTING)
        else:
            body[at:at] = body[: dice.randrange(len(body) + 1)]
    return bytes(body)


def spoken(pool: list[bytes], dice: random.Random) -> bytes:
    """One to three mutated frames, some with a length that is not theirs."""
    said = b""
    for _ in range(dice.randint(1, 3)):
        body = mutated(dice.choice(pool), dice)
        length = len(body) if dice.random() < 0.9 else dice.randrange(1 << dice.choice((8, 16, 21, 32)))
        said += length.to_bytes(4, "little") + body
    return said


class Spoken(Worker):
    """The host's end of a worker that has already said all it will ever say, without the worker."""

    def __init__(self, said: bytes) -> None:
        self._in, theirs = os.pipe()
        os.write(theirs, said)
        os.close(theirs)
        self._out = os.open(os.devnull, os.O_WRONLY)
        self._pidfd, self._open, self._signalling = -1, True, threading.Lock()
        self._buffer = bytearray()
        self._poll = select.poll()
        self._poll.register(self._in, select.POLLIN)
        self.pid = os.getpid()  # whose clock and cores there are to look at

    def quiet(self) -> bool:
        """Let what was said count as answers."""
        return True

    def interrupt(self) -> None:
        """Nobody is there."""


def test_the_host_survives_mutated_frames(say) -> None:
    dice, pool, tools = random.Random(1), frames(), Tools()
    ends: Counter[str] = Counter()
    slowest, before = 0.0, kib("self", "VmHWM")
    for index in range(ROUNDS):
        worker = Spoken(spoken(pool, dice))
        step = Step(worker, [stub.name for stub in STUBS], tools, LIMITS)
        began = time.perf_counter()
        try:
            if index % 10:
                len(outcome.ended(step.run(1, "", None), LIMITS).text())
            else:
                dice.choice((services.save, services.describe, lambda w: services.load(w, b"x")))(worker)
            ends["accepted"] += 1
        except (Gone, Violation, Overdue, HostFault, services.Unloadable) as error:
            ends[type(error).__name__] += 1
        slowest = max(slowest, time.perf_counter() - began)
        worker._close_fds()
        tools.calls.clear()
    high = kib("self", "VmHWM")
    say(f"{ROUNDS} rounds of frames: {dict(ends)}, the slowest {slowest * 1000:.1f} ms, host at most {high} KiB")
    assert ends["accepted"] > ROUNDS // 100  # the mutations are not all nonsense
    assert ends["Violation"] > ROUNDS // 10
    assert slowest < 1.0
    assert high - before < HOST_GROWTH_KIB


def programs(dice: random.Random) -> Iterator[str]:
    """Yield language probes and attacks with lines and tokens swapped, repeated, dropped and mixed among each other."""
    probes, attacks = [probe[1] for probe in PROBES], [attack[2] for attack in ATTACKS]
    words = sorted({word for program in probes for word in program.replace("(", " ( ").replace(")", " ) ").split()})
    while True:
        pool = attacks if dice.random() < 0.1 else probes
        lines = dice.choice(pool).split("\n")
        for _ in range(dice.randint(1, 3)):
            at = dice.randrange(len(lines))
            kind = dice.randrange(4)
            if kind == 0:
                lines[at:at] = dice.choice(pool).split("\n")
            elif kind == 1:
                del lines[at]
                lines = lines or ["pass"]
            elif kind == 2:
                parts = lines[at].split(" ")
                parts[dice.randrange(len(parts))] = dice.choice(words)
                lines[at] = " ".join(parts)
            else:
                lines[at] = lines[at][: dice.randrange(len(lines[at]) + 1)] + dice.choice("()[]{}:,=+*'\"\\\n\t #@\0")
        yield "\n".join(lines)


def renewed(old: Sandbox | None, dice: random.Random) -> Sandbox:
    """Open the next namespace, sometimes going on from the last one."""
    fresh = Sandbox(STUBS)
    if old is not None:
        if dice.random() < 0.5:
            fresh.restore(old.snapshot())
        old.close()
    fresh.run(f"SECRET, HOST, ZYGOTE = '/fle-nowhere', 1 << 22, 1 << 22{PREAMBLE}{FRAME_PREAMBLE}", Tools())
    assert fresh.info["seccomp"] == "sealed"
    return fresh


def test_mutated_programs_always_come_back(say) -> None:
    dice, tools = random.Random(2), Tools()
    source = programs(dice)
    statuses: Counter[str] = Counter()
    sandbox: Sandbox | None = None
    host, worker, slowest = 0, 0, 0.0
    try:
        for index in range(ROUNDS):
            if index % RENEWED == 0:
                sandbox = renewed(sandbox, dice)
                tools.calls.clear()
                if index == RENEWED:  # by then all is loaded and warm
                    host = kib("self", "VmRSS")
            program = next(source)
            began = time.monotonic()
            result = sandbox.run(program, tools, LIMITS)
            slowest = max(slowest, time.monotonic() - began)
            statuses[result.status] += 1
            assert result.status != "host_error", program
            assert (result.fault is None) == (result.status in {"ok", "died", "protocol"}), program
            assert len(result.text()) < 1_000_000
            if index % 20 == 0:
                sandbox.functions()
                worker = max(worker, kib(sandbox._worker.pid, "VmHWM"))
    finally:
        sandbox.close()
    growth = kib("self", "VmRSS") - host
    say(
        f"{ROUNDS} programs: {dict(statuses)}, the slowest {slowest:.2f} s; "
        f"host grew by {growth} KiB to {kib('self', 'VmRSS')} KiB, a worker took at most {worker} KiB"
    )
    assert statuses["ok"] > ROUNDS // 50
    assert statuses["error"] > ROUNDS // 50
    assert slowest < 30
    assert worker < WORKER_KIB
    assert growth < HOST_GROWTH_KIB or ROUNDS <= RENEWED


def test_mutated_frames_from_a_real_worker_end_no_more_than_its_step(say) -> None:
    dice, tools, pool = random.Random(3), Tools(), frames()
    statuses: Counter[str] = Counter()
    with Sandbox(STUBS) as sandbox:
        for _ in range(max(ROUNDS // 20, 10)):
            result = sandbox.run(f"import os\nos.write(4, {spoken(pool, dice)!r})", tools, LIMITS)
            statuses[result.status] += 1
            assert result.status != "host_error"
        assert sandbox.run("x = 1", tools).status in {"ok", "died", "protocol"}
        assert sandbox.run("print(1)", tools).text() == "1: (1,)"
    say(f"frames from a real worker: {dict(statuses)}")
