"""Serving one step: the conversation with a worker from Exec to Done, and who ends it when.

Owns the clocks and the counters of a step. Program time is the time the worker has the word; when it is over by the
wall, the worker's own CPU clock has a say too, so that a busy machine does not cut programs short. A program is asked
to stop first (it keeps its namespace), then killed by the caller.
Leaves to `sandbox`: replacing workers, snapshots, and the words for the model.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import msgspec

from fle_llm.game.errors import ToolError
from fle_llm.game.wire import encode_result, lift
from fle_llm.sandbox.api import Limits, OutputLine, ToolCall
from fle_llm.sandbox.messages import Call, Done, Err, Exec, FaultReport, Line, Out, Ret, frame
from fle_llm.sandbox.pinning import RELEASE_AFTER_S, Pin
from fle_llm.sandbox.worker import Violation, Worker

NAG_S = 0.05  # a program that swallowed the first request to stop hears another one
IDLE_FACTOR = 4  # wall time a program may spend per second of its CPU time, waiting or waiting for a core
LINE_SLACK = 16  # our own remarks about cut output
BYTE_SLACK = 16_384
MAX_LINE = 1 << 20  # a program has at most as many lines as characters

StopReason = Literal["", "cpu", "wall", "calls"]

_messages: msgspec.msgpack.Decoder[Call | Out | Done] = msgspec.msgpack.Decoder(Call | Out | Done)
_encoder = msgspec.msgpack.Encoder()
_STOP = frame(_encoder, Err("stop", "", "", "", {}))


class Ended(NamedTuple):
    """The step is over and the worker is well. `stop` is why it was asked to stop, if it was."""

    fault: FaultReport | None
    stopped: bool
    stop: StopReason


class Overdue(Exception):
    """The program did not stop when asked."""


class HostFault(Exception):
    """A tool failed in a way that is not the program's business; the cause is the host's exception."""


class Step:
    """One program's run. `output`, `calls`, `cpu_s` and `line` are good at any time, however it ends."""

    def __init__(self, worker: Worker, tools: Sequence[str], call: ToolCall, limits: Limits) -> None:
        self.worker, self._tools, self._call, self._limits = worker, tools, call, limits
        self.output: list[OutputLine] = []
        self.calls = 0
        self.line = 0
        self.stop: StopReason = ""
        self._bytes = 0
        self.cpu_at_start = _cpu_clock(worker.pid)
        self._program_s = 0.0
        self._kill_at = 0.0

    @property
    def cpu_s(self) -> float:
        """Seconds of program time so far: the worker's CPU time where it can be read, else its wall time."""
        now = _cpu_clock(self.worker.pid)
        if now is None or self.cpu_at_start is None:
            return self._program_s
        return now - self.cpu_at_start

    def run(self, seq: int, source: str, clock: Callable[[], float] | None) -> Ended:
        """Run `source`. Raises Gone, Violation, Overdue or HostFault; the worker is of no use after any of them."""
        worker, limits = self.worker, self._limits
        if not worker.quiet():
            raise Violation("the worker spoke out of turn")
        with Pin(worker.pid) as pin:
            self._started = time.monotonic()
            now = clock() if clock else None
            worker.send(Exec(seq, source, limits.output_lines, limits.output_bytes, now))
            while True:
                message = self._next(pin)
                kind = type(message)
                if kind is Call:
                    self._answer(message, clock)  # type: ignore[arg-type]
                elif kind is Out:
                    self._take(message.out)
                else:
                    assert isinstance(message, Done)
                    if message.seq != seq:
                        raise Violation(f"the end of step {message.seq} during step {seq}")
                    self._take(message.out)
                    return Ended(message.fault, message.stopped, self.stop)

    def _next(self, pin: Pin) -> Call | Out | Done:
        """Wait for the worker to say something, keeping the clocks."""
        began = time.monotonic()
        message = self.worker.receive(_messages, min(RELEASE_AFTER_S, self._patience(began)))
        while message is None:
            pin.release()
            now = time.monotonic()
            self._program_s += now - began
            began = now
            self._watch(now)
            message = self.worker.receive(_messages, self._patience(now))
        now = time.monotonic()
        self._program_s += now - began
        if type(message) is not Done:  # one that keeps talking has its clocks too
            self._watch(now)
        if not pin.held:
            pin.hold()
        return message

    def _patience(self, now: float) -> float:
        """Return how long to wait before looking at the clocks again."""
        if self.stop:
            return min(NAG_S, max(self._kill_at - now, 0.0))
        limits = self._limits
        left = limits.cpu_s - self._program_s
        if left <= 0:  # program time is over by the wall: wait for the CPU clock in small steps
            left = min(NAG_S, limits.cpu_s / 10)
        return max(min(left, self._started + limits.wall_s - now), 0.0)

    def _watch(self, now: float) -> None:
        """Ask the program to stop when a clock has run out; Overdue when it has not."""
        if self.stop:
            if now >= self._kill_at:
                raise Overdue
            self.worker.interrupt()
        elif now - self._started >= self._limits.wall_s:
            self._ask("wall", now)
        elif self._program_s >= self._limits.cpu_s:
            used = self.cpu_s
            if used >= self._limits.cpu_s or self._program_s >= IDLE_FACTOR * self._limits.cpu_s:
                self._ask("cpu", now)

    def _ask(self, reason: StopReason, now: float) -> None:
        self._stop_because(reason, now)
        self.worker.interrupt()

    def _stop_because(self, reason: StopReason, now: float) -> None:
        self.stop = reason
        self._kill_at = now + self._limits.grace_s

    def _answer(self, message: Call, clock: Callable[[], float] | None) -> None:
        """Run one tool, or tell the program that it has to end."""
        self.line = bounded_line(message.line)
        if message.out:
            self._take(message.out)
        if not self.stop:
            self.calls += 1
            if self.calls > self._limits.calls:
                self.calls -= 1
                self._stop_because("calls", time.monotonic())
        if self.stop:
            self._refuse()
            return
        reply = self._reply(message, clock)
        now = time.monotonic()
        if now - self._started >= self._limits.wall_s:
            self._stop_because("wall", now)
            self._refuse()
            return
        self.worker.send_frame(reply)

    def _refuse(self) -> None:
        """Answer a call with the order to end; after the grace there are no more answers."""
        if time.monotonic() > self._kill_at:
            raise Overdue
        self.worker.send_frame(_STOP)

    def _reply(self, message: Call, clock: Callable[[], float] | None) -> bytearray:
        if not 0 <= message.tool < len(self._tools):
            raise Violation(f"a call of tool number {message.tool}")
        name = self._tools[message.tool]
        try:
            args = [lift(value) for value in message.args]
            kwargs = {key: lift(value) for key, value in message.kwargs.items()} if message.kwargs else {}
        except (ValueError, TypeError) as error:
            return frame(_encoder, Err("ValueError", f"{name}: {error}", name, "", {}))
        try:
            value = self._call(name, args, kwargs)
        except ToolError as error:
            data = msgspec.to_builtins(error.data, enc_hook=repr)
            return frame(_encoder, Err("ToolError", str(error), error.tool or name, error.code, data))
        except (ValueError, AssertionError, TypeError) as error:
            return frame(_encoder, Err(_refusal_kind(error), str(error), name, "", {}))
        except Exception as error:
            raise HostFault(f"{name} failed inside") from error
        try:
            return frame(_encoder, Ret(encode_result(value), clock() if clock else None))
        except (TypeError, ValueError) as error:
            raise HostFault(f"{name} returned what cannot be encoded") from error

    def _take(self, lines: list[Line]) -> None:
        """Accept printed lines within what the worker was told to keep to."""
        for line, text in lines:
            self._bytes += len(text)
            self.output.append(OutputLine(bounded_line(line), text))
        limits = self._limits
        if len(self.output) > limits.output_lines + LINE_SLACK or self._bytes > 2 * limits.output_bytes + BYTE_SLACK:
            raise Violation("more output than the step may have")


def bounded_line(line: int) -> int:
    """Return a line number the worker sent, 0 if it is none."""
    return line if 0 <= line <= MAX_LINE else 0


def _refusal_kind(error: Exception) -> str:
    return next(kind.__name__ for kind in (ValueError, AssertionError, TypeError) if isinstance(error, kind))


def _cpu_clock(pid: int) -> float | None:
    """Read a process's CPU clock in seconds (the clock id of clock_getcpuclockid), None if that cannot be done."""
    try:
        return time.clock_gettime((~pid << 3) | 2)
    except (AttributeError, OSError):
        return None
