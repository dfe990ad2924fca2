"""The worker's end of the two pipes: whole frames in, whole frames out, blocking.

The host is trusted, so lengths are not limited here. When the host is gone there is nothing left to do: the process
ends.
"""

from __future__ import annotations

import os

import msgspec

from fle_llm.sandbox.messages import HEADER, Err, Exec, List, Load, Message, Ret, Setup, Snap, frame

Incoming = Setup | Exec | Ret | Err | Snap | Load | List
CHUNK = 1 << 16


class Channel:
    """Frames over a pair of descriptors."""

    __slots__ = ("_decode", "_encoder", "_in", "_out", "_read", "_rest", "_write")

    def __init__(self, read_end: int, write_end: int) -> None:
        self._in, self._out = read_end, write_end
        self._encoder = msgspec.msgpack.Encoder()
        decoder: msgspec.msgpack.Decoder[Incoming] = msgspec.msgpack.Decoder(Incoming)
        self._decode = decoder.decode
        self._rest = bytearray()  # kept across a MemoryError
        self._read, self._write = os.read, os.write  # a program that patches `os` harms only itself

    def send(self, message: Message) -> None:
        """Write one frame."""
        data = frame(self._encoder, message)
        done = self._write(self._out, data)
        while done < len(data):
            done += self._write(self._out, memoryview(data)[done:])

    def receive(self) -> Incoming:
        """Wait for one frame; end the process when the host has closed its end."""
        rest = self._rest
        while len(rest) < HEADER:
            self._more()
        end = HEADER + int.from_bytes(rest[:HEADER], "little")
        while len(rest) < end:
            self._more()
        data = bytes(rest[HEADER:end])
        del rest[:end]
        return self._decode(data)

    def _more(self) -> None:
        piece = self._read(self._in, CHUNK)
        if not piece:
            os._exit(0)
        self._rest += piece
