"""Durable files: lines that survive a kill, and whole files that are there or not.

Promise: when `Lines.append` or `write_whole` returns, what they were given is on disk completely; a kill before that
leaves at most one torn last line, which readers ignore and the next opening cuts off. Every file names its schema and
version; a newer version is refused. What the lines mean is `eval.records`' matter.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from pathlib import Path
from typing import Any

import msgspec

from fle_llm.errors import RecordError

__all__ = ["Lines", "Lock", "check_schema", "ensure_writable", "read_lines", "read_whole", "write_whole"]

FREE_BYTES = 32 * 1024 * 1024  # a lab episode of 64 steps with its snapshots stays below this


def check_schema(path: Path, found: dict[str, Any], schema: str, version: int) -> None:
    """Raise RecordError unless `found` says it is `schema` at a version this reader knows (1 to `version`)."""
    if found.get("schema") != schema:
        raise RecordError(f"{path} is not a {schema} file (it says {found.get('schema')!r})")
    number = found.get("version")
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise RecordError(f"{path} names no usable version of {schema} ({number!r})")
    if number > version:
        raise RecordError(
            f"{path} is {schema} version {number}, written by a newer fle-llm; "
            f"this one reads up to version {version}: upgrade it"
        )


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` so that `path` holds either all of it or what it held before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise RecordError(f"cannot write {path}: {error.strerror or error}") from error
    _sync_folder(path.parent)


def read_whole(path: Path, schema: str, version: int) -> dict[str, Any]:
    """The object in a JSON file of ours; RecordError when it is missing, damaged, foreign or newer."""
    try:
        found = msgspec.json.decode(path.read_bytes())
    except OSError as error:
        raise RecordError(f"cannot read {path}: {error.strerror or error}") from error
    except ValueError as error:
        raise RecordError(f"{path} is damaged: {error}") from error
    if not isinstance(found, dict):
        raise RecordError(f"{path} is damaged: it holds no object")
    check_schema(path, found, schema, version)
    return found


def read_lines(path: Path) -> tuple[list[bytes], int]:
    """The whole lines of a file and the number of bytes they take; a torn last line is left out.

    Torn means: no newline at its end, or not JSON. A bad line before the last one is damage and raises RecordError.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return [], 0
    except OSError as error:
        raise RecordError(f"cannot read {path}: {error.strerror or error}") from error
    end = data.rfind(b"\n") + 1
    lines = data[:end].split(b"\n")[:-1]
    for number, line in enumerate(lines, start=1):
        try:
            msgspec.json.decode(line)
        except ValueError as error:
            if number == len(lines):
                return lines[:-1], end - len(line) - 1
            raise RecordError(f"{path} is damaged at line {number}: {error}") from error
    return lines, end


class Lines:
    """A file of JSON lines open for appending, by one process at a time."""

    def __init__(self, path: Path, *, wait_s: float = 10.0) -> None:
        """Open `path`, take its lock (waiting `wait_s` for a process that is just dying) and cut a torn last line."""
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise RecordError(f"cannot write {path}: {error.strerror or error}") from error
        try:
            _lock(self._fd, path, wait_s)
            self.lines, self._end = read_lines(path)
            self._cut()
        except BaseException:
            os.close(self._fd)
            raise

    def append(self, *lines: bytes) -> None:
        """Write whole lines and wait until they are on disk."""
        data = b"".join(line + b"\n" for line in lines)
        try:
            left = data
            while left:
                left = left[os.write(self._fd, left) :]
            os.fsync(self._fd)
        except OSError as error:
            with contextlib.suppress(OSError):  # a later line must not be glued to half of this one
                self._cut()
            raise RecordError(f"cannot append to {self.path}: {error.strerror or error}") from error
        self._end += len(data)

    def close(self) -> None:
        """Give the file and its lock back."""
        os.close(self._fd)

    def _cut(self) -> None:
        os.ftruncate(self._fd, self._end)
        os.lseek(self._fd, self._end, os.SEEK_SET)


class Lock:
    """The right to run a folder, held until `close`."""

    def __init__(self, path: Path, *, wait_s: float = 10.0) -> None:
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            _lock(self._fd, path, wait_s)
        except BaseException:
            os.close(self._fd)
            raise

    def close(self) -> None:
        """Let another process have it."""
        os.close(self._fd)


def ensure_writable(folder: Path) -> None:
    """Make the folder and prove that a record fits into it; RecordError says why not, before anything is paid."""
    probe = folder / f".probe.{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"\n")
        probe.unlink()
        room = os.statvfs(folder)
    except OSError as error:
        raise RecordError(
            f"cannot write records to {folder}: {error.strerror or error}; choose another --out"
        ) from error
    free = room.f_bavail * room.f_frsize
    if free < FREE_BYTES:
        raise RecordError(
            f"{folder} has {free // 1024} KiB left, a record needs {FREE_BYTES // 1024}; choose another --out"
        )


def _lock(fd: int, path: Path, wait_s: float) -> None:
    until = time.monotonic() + wait_s
    while True:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise RecordError(f"another process is writing {path}; wait for it or end it first") from None
            time.sleep(0.05)
        else:
            return


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # some file systems refuse to sync a folder; the rename itself happened
        fd = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)
