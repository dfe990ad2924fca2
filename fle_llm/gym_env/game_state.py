"""A saved moment of an episode: the world, what each agent's program remembers, messages, and how far it has come.

Stepping from a state does what going on from that moment would have done. The text form is JSON with a format and a
version; older versions would be migrated here, newer ones are refused. Nothing in it is unpickled on this side: the
namespace bytes are opaque and go to a sealed sandbox only.
"""

from __future__ import annotations

import base64
import hashlib
import zlib
from dataclasses import dataclass, field
from typing import Any

import msgspec

from fle_llm.errors import StateError
from fle_llm.session.mailbox import Inbox

FORMAT = "fle-llm/game-state"
VERSION = 1
MAX_UNPACKED = 2**28  # bytes of one part; a state this large is no state of ours


class Progress(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An episode's seed and how far it has come: steps of all agents, what rewards count from, whether it is won."""

    seed: int = 0
    steps: int = 0
    so_far: float = 0.0
    best_throughput: float = 0.0
    success: bool = False


class _Record(msgspec.Struct, forbid_unknown_fields=True):
    """The JSON form. The world and the namespaces are zlib-compressed and base64-encoded."""

    format: str
    version: int
    task_key: str
    backend: str
    backend_version: str
    world_digest: str
    world: str
    namespaces: list[str]
    inboxes: list[Inbox]
    progress: Progress


class _Header(msgspec.Struct):
    format: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class GameState:
    """A saved moment. `backend` and `backend_version` name the engine that wrote `world`.

    Two states are equal when the worlds, messages and progress are; the namespace bytes are left out, because equal
    namespaces may be written down differently.
    """

    task_key: str
    backend: str
    backend_version: str
    world_digest: str
    inboxes: tuple[Inbox, ...]
    progress: Progress
    world: bytes = field(compare=False, repr=False)
    namespaces: tuple[bytes, ...] = field(compare=False, repr=False)

    @property
    def num_agents(self) -> int:
        """How many agents the state has a namespace of."""
        return len(self.namespaces)

    def to_raw(self) -> str:
        """The state as JSON text."""
        record = _Record(
            format=FORMAT,
            version=VERSION,
            task_key=self.task_key,
            backend=self.backend,
            backend_version=self.backend_version,
            world_digest=self.world_digest,
            world=_pack(self.world),
            namespaces=[_pack(data) for data in self.namespaces],
            inboxes=list(self.inboxes),
            progress=self.progress,
        )
        return msgspec.json.encode(record).decode()

    @classmethod
    def parse_raw(cls, text: str | bytes) -> GameState:
        """Read the text form. Raises StateError when it is damaged, something else, or of a newer version."""
        try:
            header = msgspec.json.decode(text, type=_Header)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise StateError(f"This is not a saved game state: {error}") from None
        if header.format != FORMAT:
            raise StateError(f"This is not a saved game state: its format is {header.format!r}, not {FORMAT!r}")
        if header.version > VERSION:
            raise StateError(
                f"This game state has version {header.version}, newer than {VERSION}, the newest this package reads: "
                "update fle-llm"
            )
        try:
            record = msgspec.json.decode(text, type=_Record)
            return cls(
                task_key=record.task_key,
                backend=record.backend,
                backend_version=record.backend_version,
                world_digest=record.world_digest,
                inboxes=tuple(record.inboxes),
                progress=record.progress,
                world=_unpack(record.world),
                namespaces=tuple(_unpack(data) for data in record.namespaces),
            )
        except (msgspec.DecodeError, UnicodeDecodeError, ValueError, zlib.error) as error:
            raise StateError(f"This game state is damaged: {error}") from None

    @classmethod
    def of(cls, value: Any) -> GameState | None:
        """A state from what users pass: a GameState, its text, or None or an empty text for none."""
        if value is None or isinstance(value, GameState):
            return value
        if isinstance(value, (str, bytes)):
            return cls.parse_raw(value) if value else None
        raise TypeError(f"A game state is a GameState, its text or None, not {type(value).__name__}")

    def digest(self) -> str:
        """A short hash of the world, the messages and the progress; the namespaces are left out."""
        parts = msgspec.json.encode([self.task_key, self.world_digest, self.inboxes, self.progress])
        return hashlib.sha256(parts).hexdigest()[:16]


def _pack(data: bytes) -> str:
    return base64.b64encode(zlib.compress(data, 1)).decode("ascii")


def _unpack(text: str) -> bytes:
    stream = zlib.decompressobj()
    data = stream.decompress(base64.b64decode(text, validate=True), MAX_UNPACKED)
    if not stream.eof:
        raise ValueError("a part of it is cut off or too large")
    return data
