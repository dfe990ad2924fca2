"""What a worker does outside of a step: save its namespace, load one, describe its functions.

The program's classes take part in all three, so each is bounded in time and size, and whatever is not the exact
answer is a `Violation`; `Gone` when the process ended over it. The worker is of no use after either.
Owns also the form a namespace has outside of the process: a header, what the model has to be told when it is loaded,
and the bytes a worker wrote, which only a worker ever reads.
"""

from __future__ import annotations

import sys
import time
import zlib
from typing import Any, NamedTuple

import msgspec

from fle_llm.errors import SandboxError
from fle_llm.sandbox.messages import (
    MAX_NAMES,
    MAX_SNAPSHOT,
    SNAPSHOT_CHUNK,
    Blob,
    FunctionReport,
    Functions,
    List,
    Load,
    Loaded,
    Message,
    Snap,
)
from fle_llm.sandbox.worker import Violation, Worker

TIMEOUT_S = 10.0
MAX_NAME = 80  # characters of a variable's name
MAGIC = b"fle-namespace 2 "

_blobs: msgspec.msgpack.Decoder[Blob] = msgspec.msgpack.Decoder(Blob)
_loaded: msgspec.msgpack.Decoder[Loaded] = msgspec.msgpack.Decoder(Loaded)
_functions: msgspec.msgpack.Decoder[Functions] = msgspec.msgpack.Decoder(Functions)
_notes: msgspec.json.Decoder[list[str]] = msgspec.json.Decoder(list[str])


class Saved(NamedTuple):
    """A namespace, and the names of what could not be saved of it."""

    body: bytes
    unsaved: list[str]


class Unloadable(Exception):
    """The worker could not make sense of a snapshot; the message is for the log."""


def save(worker: Worker) -> Saved:
    """Fetch a snapshot."""
    pieces: list[bytes] = []
    deadline = _begin(worker, Snap())
    while True:
        blob: Blob = _answer(worker, _blobs, deadline, "snapshot")
        # Every piece but the last is full, so that their number is bounded as well as their size.
        if len(blob.data) > SNAPSHOT_CHUNK or (len(blob.data) < SNAPSHOT_CHUNK and not blob.last):
            raise Violation(f"a piece of a snapshot with {len(blob.data)} bytes")
        pieces.append(blob.data)
        if len(pieces) * SNAPSHOT_CHUNK > MAX_SNAPSHOT + SNAPSHOT_CHUNK:
            raise Violation("a snapshot beyond its limit")
        if blob.last:
            return Saved(b"".join(pieces), _names(blob.unsaved))


def load(worker: Worker, body: bytes) -> list[str]:
    """Load a snapshot into a worker that has run nothing yet; return the names of what could not be rebuilt.

    Raises Unloadable, Gone or Violation; all three can be the doing of the program that was saved.
    """
    if not body:  # the namespace of a sandbox whose programs never got as far as being saved
        return []
    chunks = [body[start : start + SNAPSHOT_CHUNK] for start in range(0, len(body), SNAPSHOT_CHUNK)]
    for chunk in chunks[:-1]:
        worker.send(Load(False, chunk))
    answer: Loaded = _answer(worker, _loaded, _begin(worker, Load(True, chunks[-1])), "word of loading")
    if answer.problem:
        raise Unloadable(answer.problem)
    return _names(answer.lost)


def describe(worker: Worker) -> list[FunctionReport]:
    """Ask for the functions the programs have defined."""
    answer: Functions = _answer(worker, _functions, _begin(worker, List()), "description")
    return answer.items


def pack(notes: list[str], body: bytes) -> bytes:
    """Return a namespace as bytes for `unpack`; `notes` are for the model when it goes on from there."""
    content = msgspec.json.encode(notes) + b"\n" + body
    return _header() + zlib.crc32(content).to_bytes(4, "little") + content


def unpack(data: bytes) -> tuple[list[str], bytes]:
    """Return what `pack` was given; SandboxError for anything else, and for another Python version."""
    header = _header()
    if not data.startswith(header):
        found = data[: len(header)]
        raise SandboxError(f"not a namespace snapshot of this version: it starts with {found!r}, not {header!r}")
    start = len(header) + 4
    content = data[start:]
    if zlib.crc32(content) != int.from_bytes(data[len(header) : start], "little"):
        raise SandboxError("a damaged namespace snapshot: its checksum is wrong")
    notes, _, body = content.partition(b"\n")
    try:
        return _notes.decode(notes), body
    except msgspec.DecodeError as error:
        raise SandboxError(f"a damaged namespace snapshot: {error}") from None


def _begin(worker: Worker, question: Message) -> float:
    """Ask, and return when the answer has to be there."""
    if not worker.quiet():
        raise Violation("the worker spoke out of turn")
    deadline = time.monotonic() + TIMEOUT_S
    worker.send(question)
    return deadline


def _answer(worker: Worker, decoder: msgspec.msgpack.Decoder[Any], deadline: float, what: str) -> Any:
    answer = worker.receive(decoder, deadline - time.monotonic())
    if answer is None:
        raise Violation(f"no {what} within {TIMEOUT_S:g} s")
    return answer


def _names(names: list[str]) -> list[str]:
    return [name[:MAX_NAME] for name in names[:MAX_NAMES]]


def _header() -> bytes:
    return MAGIC + f"python{sys.version_info.major}.{sys.version_info.minor}\n".encode()
