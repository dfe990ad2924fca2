"""What the host and the zygote tell each other: a few JSON messages over a stream socket, with file descriptors.

Both ends are trusted code. `send` and `receive` keep message borders with a length prefix; descriptors travel with
the prefix.
"""

from __future__ import annotations

import socket

import msgspec

MAX_FDS = 2
CPU_S = 600  # what a worker may use should the host stall; the host pushes it on with every step
CPU_ALL_S = 86_400  # what it may use in all its life


class Spawn(msgspec.Struct, tag="spawn"):
    """Fork a worker; the two pipe ends come along. `sealed` is False only for unsafe runs."""

    memory_mb: int
    memory_hard_mb: int
    sealed: bool
    landlock: bool


class Spawned(msgspec.Struct, tag="spawned"):
    """A worker was forked; a pidfd comes along where the system has them."""

    pid: int


class Refused(msgspec.Struct, tag="refused"):
    """No worker could be forked."""

    reason: str


class Exited(msgspec.Struct, tag="exited"):
    """A worker ended: `code` as in subprocess, negative for a signal."""

    pid: int
    code: int


class Hello(msgspec.Struct, tag="hello"):
    """The zygote has imported everything; `problem` says why it has not."""

    problem: str


Report = Hello | Spawned | Refused | Exited

_reports: msgspec.json.Decoder[Report] = msgspec.json.Decoder(Report)
_requests: msgspec.json.Decoder[Spawn] = msgspec.json.Decoder(Spawn)


def send(sock: socket.socket, message: msgspec.Struct, fds: list[int] | None = None) -> None:
    """Send one message, with `fds` if given."""
    data = msgspec.json.encode(message)
    header = len(data).to_bytes(4, "little")
    if fds:
        socket.send_fds(sock, [header], fds)
        sock.sendall(data)
    else:
        sock.sendall(header + data)


def _receive(sock: socket.socket) -> tuple[bytes, list[int]]:
    header, fds, _, _ = socket.recv_fds(sock, 4, MAX_FDS)
    while header and len(header) < 4:
        header += sock.recv(4 - len(header))
    wanted = int.from_bytes(header, "little")
    data = b""
    while len(data) < wanted:
        piece = sock.recv(wanted - len(data))
        if not piece:
            raise EOFError
        data += piece
    if not header:
        raise EOFError
    return data, list(fds)


def receive_report(sock: socket.socket) -> tuple[Report, list[int]]:
    """Wait for what the zygote says; EOFError when it is gone."""
    data, fds = _receive(sock)
    return _reports.decode(data), fds


def receive_request(sock: socket.socket) -> tuple[Spawn, list[int]]:
    """Wait for what the host asks; EOFError when it is gone."""
    data, fds = _receive(sock)
    return _requests.decode(data), fds
