"""The messages between host and worker, and how they are framed; imported by both ends.

A frame is `u32 length (little endian)` and one msgpack array, decoded into one tagged struct with unknown fields
forbidden. The host decodes only the union that is legal at the moment (`Decoder` of those types) and treats
everything from the worker as hostile; the worker trusts the host.
"""

from __future__ import annotations

from typing import Any

import msgspec

MAX_FRAME = 1 << 20  # worker to host
MAX_SNAPSHOT = 64 << 20
SNAPSHOT_CHUNK = 512 << 10
HEADER = 4
MAX_NAMES = 100  # of variables that were not saved or not rebuilt

Line = tuple[int, str]


class Part(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """Base of what messages are made of."""


class Message(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """Base of all messages: an array whose first element is the tag."""


# --- worker to host ---------------------------------------------------------------------------------------------


class Ready(Message, tag=0):
    """Confined, self-tested, and set up; `info` says under which layers."""

    info: dict[str, int | str]


class Failed(Message, tag=1):
    """Setting up went wrong; stderr is closed by then, so the reason travels here."""

    reason: str


class Call(Message, tag=2):
    """A tool call. `tool` indexes the stubs, `args` are plain values, `out` what was printed since the last message."""

    tool: int
    args: list[Any]
    kwargs: dict[str, Any]
    line: int
    out: list[Line]


class Out(Message, tag=3):
    """Printed lines that did not wait for the next call."""

    out: list[Line]


class FrameReport(Part):
    """One frame of a fault."""

    line: int
    function: str
    text: str
    step: int


class FaultReport(Part):
    """An uncaught exception of the program."""

    type: str
    message: str
    line: int
    frames: list[FrameReport]
    text: str


class Done(Message, tag=4):
    """The step `seq` is over. `stopped` says it ended because it was told to."""

    seq: int
    fault: FaultReport | None
    stopped: bool
    out: list[Line]


class Blob(Message, tag=5):
    """A piece of a snapshot; the last one names the variables that could not be saved."""

    last: bool
    data: bytes
    unsaved: list[str]


class Loaded(Message, tag=6):
    """A snapshot was loaded, but for the variables `lost`; `problem` is empty unless nothing was."""

    problem: str
    lost: list[str]


class FunctionReport(Part):
    """A function the program defined."""

    name: str
    signature: str
    source: str


class Functions(Message, tag=7):
    """The answer to `List`."""

    items: list[FunctionReport]


# --- host to worker ---------------------------------------------------------------------------------------------


class Setup(Message, tag=20):
    """The tools (name, signature, doc) and the seed of a fresh namespace."""

    tools: list[tuple[str, str, str]]
    seed: int


class Exec(Message, tag=21):
    """Run a program. `now` is the game's time in seconds, if there is one."""

    seq: int
    source: str
    output_lines: int
    output_bytes: int
    now: float | None


class Ret(Message, tag=22):
    """A tool's result, already encoded by `game.wire.encode_result`."""

    value: bytes
    now: float | None


class Err(Message, tag=23):
    """A tool refused, or (`kind` "stop") the step has to end."""

    kind: str
    message: str
    tool: str
    code: str
    data: dict[str, Any]


class Snap(Message, tag=24):
    """Save the namespace: answered by Blobs."""


class Load(Message, tag=25):
    """A piece of a snapshot to load: the last one is answered by Loaded."""

    last: bool
    data: bytes


class List(Message, tag=26):
    """Describe the functions of the namespace."""


def frame(encoder: msgspec.msgpack.Encoder, message: Message) -> bytearray:
    """Return `message` as one frame."""
    buffer = bytearray(64)
    encoder.encode_into(message, buffer, HEADER)
    buffer[:HEADER] = (len(buffer) - HEADER).to_bytes(HEADER, "little")
    return buffer
