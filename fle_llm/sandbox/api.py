"""What callers of the sandbox hold: limits, tool stubs, and the outcome of a step.

Owns the public data types and the text an outcome is shown as. Promises the formats of the agent API: an output line
is `<line>: <repr of the printed values>`, an error is one such line holding the whole error block. Leaves running to
`fle_llm.sandbox.sandbox`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

import msgspec

Status = Literal["ok", "error", "timeout", "memory", "killed", "died", "protocol", "host_error"]

ToolCall = Callable[[str, list[Any], dict[str, Any]], Any]
"""The host's side of a tool: `call(name, args, kwargs)`. It may raise ToolError, ValueError, AssertionError or
TypeError for the program; anything else is a fault of the host and ends the step."""

TIMEOUT_LINES = 64  # a step that ran out of time shows its last 64 lines


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What one step may use. Durations in seconds.

    `cpu_s` is program time, tools excluded; `wall_s` everything; `grace_s` how long a program that was told to stop
    may take before it is killed. `memory_mb` is the worker's address space and is fixed when the sandbox opens; a
    program that reaches it gets a quarter more once, so that it can clean up.
    """

    cpu_s: float = 5.0
    wall_s: float = 120.0
    grace_s: float = 1.0
    memory_mb: int = 512
    calls: int = 10_000
    output_lines: int = 512
    output_bytes: int = 262_144


class ToolStub(NamedTuple):
    """A tool as the program sees it: `signature` is Python source, `(entity: Prototype, quantity: int = 1) -> int`."""

    name: str
    signature: str
    doc: str = ""


class OutputLine(msgspec.Struct, frozen=True):
    """One printed line. `line` is the line of the step's source, 0 for a remark of ours about cut output."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.line}: {self.text}" if self.line else self.text


class Frame(msgspec.Struct, frozen=True):
    """A place in a program's own source on the way to its error; `step` counts the programs of this namespace."""

    line: int
    function: str
    text: str
    step: int


class Fault(msgspec.Struct, frozen=True):
    """Why a program ended early. `text` is the error block, `line` the statement of this step that was running."""

    type: str
    message: str
    line: int
    frames: tuple[Frame, ...]
    text: str


class StepOutcome(msgspec.Struct, kw_only=True):
    """What came of one program.

    `status`: ok | error (the program raised) | timeout (it was stopped, the namespace lives) | memory (it hit its
    memory limit) | killed (it did not stop) | died (its process ended by itself) | protocol (it tampered with the
    pipe) | host_error (a tool failed inside). After the last four the namespace is as it was before the step; `notes`
    say so, and name what could not be kept. `duration_s` is wall time, `cpu_s` the program's own.
    """

    status: Status
    output: list[OutputLine]
    fault: Fault | None = None
    calls: int = 0
    duration_s: float = 0.0
    cpu_s: float = 0.0
    notes: list[str] = msgspec.field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether the step is an error, as the interpreter reported it and whatever its output says."""
        return self.status != "ok"

    def text(self) -> str:
        """Return the raw output an observation shows: printed lines, then the error, then the notes."""
        lines = [str(line) for line in self.output]
        if self.status in {"timeout", "killed"}:
            hidden = len(lines) - TIMEOUT_LINES
            if hidden > 0:
                lines = [f"... {hidden} lines truncated ...", *lines[-TIMEOUT_LINES:]]
            lines += ["", self.fault.text if self.fault else ""]
        elif self.fault is not None:
            lines.append(f"{self.fault.line}: {(self.fault.text,)!r}")
        lines += [f"Note: {note}" for note in self.notes]
        return "\n".join(lines)
