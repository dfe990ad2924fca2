"""Fuzzing the sandbox: mutated frames against the host's decoder, mutated programs and pipe bytes in real workers.

`FLE_FUZZ_ROUNDS` scales it (100,000 frames and programs by default).
"""

from __future__ import annotations

import os
import random
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from fle_llm.game import wire
from fle_llm.sandbox import Limits, Sandbox
from fle_llm.sandbox.messages import Blob, Call, Done, FaultReport, FrameReport, FunctionReport, Functions, Loaded, Out
from fle_llm.sandbox.step import _messages

sys.path.insert(0, str(Path(__file__).parents[1] / "fle_llm" / "sandbox"))
from sandbox_attacks import FRAME_PREAMBLE
from sandbox_parts import STUBS, Tools
from test_sandbox_language import PROBES

pytestmark = [pytest.mark.soak, pytest.mark.timeout(3600)]

ROUNDS = int(os.environ.get("FLE_FUZZ_ROUNDS", "100000"))
LIMITS = Limits(cpu_s=0.05, wall_s=0.5, grace_s=0.2, calls=200)
# Headers that promise more than follows, and numbers at the edge.
INTERESTING = [
    *(b"\x00", b"\xff", b"\x7f", b"\x80", b"\xc1", b"\xd9\xff", b"\xdc\xff\xff", b"\xdd\xff\xff\xff\xff"),
    *(b"\xdf\x7f\xff\xff\xff", b"\xc9\xff\xff\xff\xff\x01", b"\xcb\x7f\xf8\x00\x00\x00\x00\x00\x00", b"\x91" * 200),
]


def frames() -> list[bytes]:
    """One valid frame of each kind, the calls with arguments of each kind of value."""
    values = ["x", 1, 2.5, None, True, [1, [2]], {"a": 1}, {"$": "Position", "x": 1.0, "y": 2.0}]
    fault = FaultReport("E", "m", 1, [FrameReport(1, "f", "t", 1)], "text")
    messages = [
        *[Call(1, [value], {"k": value}, 3, [(1, "out")]) for value in values],
        Out([(1, "a"), (2, "b")]),
        Done(1, None, False, []),
        Done(1, fault, True, [(1, "a")]),
        Blob(True, b"data", ["x"]),
        Loaded("problem"),
        Functions([FunctionReport("f", "()", "source")]),
    ]
    return [msgspec.msgpack.encode(message) for message in messages]


def mutated(data: bytes, dice: random.Random) -> bytes:
    body = bytearray(data)
    for _ in range(dice.randint(1, 4)):
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


def test_the_host_decodes_hostile_frames_without_surprise() -> None:
    dice, pool = random.Random(1), frames()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    accepted, slowest = 0, 0.0
    for _ in range(ROUNDS):
        began = time.perf_counter()
        try:
            message: Any = _messages.decode(mutated(dice.choice(pool), dice))
        except (msgspec.DecodeError, ValueError, RecursionError):
            continue
        if isinstance(message, Call):
            for value in [*message.args, *message.kwargs.values()]:
                try:
                    wire.lift(value)
                except ValueError:
                    continue
        accepted += 1
        slowest = max(slowest, time.perf_counter() - began)
    assert accepted > ROUNDS // 100  # the mutations are not all nonsense
    assert slowest < 1.0
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 100 * 1024  # KiB


def programs(dice: random.Random) -> Iterator[str]:
    """Yield the language probes with lines and tokens swapped, repeated, dropped and mixed among each other."""
    pool = [probe[1] for probe in PROBES]
    words = sorted({word for program in pool for word in program.replace("(", " ( ").replace(")", " ) ").split()})
    while True:
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


def test_mutated_programs_always_come_back() -> None:
    dice, tools = random.Random(2), Tools()
    source = programs(dice)
    statuses: dict[str, int] = {}
    sandbox = Sandbox(STUBS)
    try:
        for index in range(ROUNDS):
            if index % 500 == 0:
                sandbox.close()
                sandbox = Sandbox(STUBS)
                tools.calls.clear()
            program = next(source)
            began = time.monotonic()
            outcome = sandbox.run(program, tools, LIMITS)
            statuses[outcome.status] = statuses.get(outcome.status, 0) + 1
            assert time.monotonic() - began < 30, program
            assert outcome.status not in {"protocol", "host_error"}, program
            assert (outcome.fault is None) == (outcome.status in {"ok", "died"}), program
            assert len(outcome.text()) < 1_000_000
    finally:
        sandbox.close()
    assert statuses["ok"] > ROUNDS // 50
    assert statuses["error"] > ROUNDS // 50


def test_random_bytes_on_the_pipe_never_hurt_the_host() -> None:
    dice, tools, pool = random.Random(3), Tools(), frames()
    with Sandbox(STUBS) as sandbox:
        for _ in range(max(ROUNDS // 100, 10)):
            body = mutated(dice.choice(pool), dice)
            length = len(body) if dice.random() < 0.8 else dice.randrange(1 << 32)
            data = length.to_bytes(4, "little") + body
            outcome = sandbox.run(f"{FRAME_PREAMBLE}os.write(4, {data!r})", tools, LIMITS)
            assert outcome.status != "host_error"
        assert sandbox.run("x = 1", tools).status in {"ok", "died", "protocol"}
        assert sandbox.run("print(1)", tools).text() == "1: (1,)"
