"""The bytes of a state: one msgpack array with a magic word, a version, and the version of the game's data.

`decode` reads its own version or refuses with a sentence. Equal states give equal bytes, whatever the process.
"""

from __future__ import annotations

from typing import Any

import msgspec

from fle_llm.engine.state import EngineState
from fle_llm.errors import StateError

STATE_VERSION = 3
MAGIC = "fle-llm-engine"


class _Envelope(msgspec.Struct, array_like=True):
    magic: str
    version: int
    data: str  # version of the facts the numbers rest on
    state: msgspec.Raw


_ENCODER = msgspec.msgpack.Encoder()
_STATE = msgspec.msgpack.Decoder(EngineState)
_ENVELOPE = msgspec.msgpack.Decoder(_Envelope)


def encode(state: EngineState, data_version: str) -> bytes:
    """The state as bytes; equal states give equal bytes."""
    return _ENCODER.encode(_Envelope(MAGIC, STATE_VERSION, data_version, msgspec.Raw(_ENCODER.encode(state))))


def decode(data: bytes, data_version: str) -> EngineState:
    """The state in `data`. Raises StateError when the bytes are no state, or of a version this one cannot read."""
    try:
        envelope = _ENVELOPE.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise StateError(f"not a world snapshot of this engine ({len(data)} bytes): {error}") from error
    if envelope.magic != MAGIC:
        raise StateError(f"not a world snapshot of this engine: it calls itself {envelope.magic[:40]!r}")
    if envelope.version != STATE_VERSION:
        raise StateError(
            f"the snapshot has state version {envelope.version}, this engine reads {STATE_VERSION}: "
            "open it with the version of fle-llm that wrote it"
        )
    if envelope.data != data_version:
        raise StateError(f"the snapshot rests on game data {envelope.data!r}, this engine has {data_version!r}")
    try:
        return _STATE.decode(bytes(envelope.state))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise StateError(f"the snapshot is damaged: {error}") from error


def plain(thing: Any) -> Any:
    """A deep copy of any struct of this module."""
    return msgspec.msgpack.decode(_ENCODER.encode(thing), type=type(thing))
