"""What a program prints: captured, numbered by line, and bounded.

An entry is `(line, repr of the printed values)`; the line is that of the step's own statement, whatever function
printed. Kept are the first `lines` entries within `size` bytes; when the bytes run out, the head and the tail stay and
an entry with line 0 says how much was cut between them.
Pending entries ride on the next message to the host; a burst of them goes ahead on its own.
"""

from __future__ import annotations

import builtins
import io
import re
import sys
import time
from collections import deque
from collections.abc import Callable
from types import CodeType
from typing import Any

from fle_llm.sandbox.messages import Line

FLUSH_LINES = 64
FLUSH_BYTES = 1 << 15
FLUSH_S = 0.005
_ADDRESS = re.compile(r" at 0x[0-9a-f]{5,16}\b")
_monotonic = time.monotonic  # the program's own clock is another one
_builtin_print = builtins.print


class Output:
    """The output of one step after another."""

    def __init__(self, send: Callable[[list[Line]], None]) -> None:
        self._send = send
        self.print: Callable[..., None] = self._print  # one object each, so that `print is print`
        self.log: Callable[..., None] = self._log
        self.code: CodeType | None = None
        self.statements: dict[int, int] = {}
        self.stdout = Stream(self)
        self.stderr = Stream(self)
        self.begin(None, {}, 0, 0)

    def begin(self, code: CodeType | None, statements: dict[int, int], lines: int, size: int) -> None:
        """Start a step: `code` is its module's code, `statements` maps its lines to those of their statements."""
        self.code, self.statements = code, statements
        self._lines, self._head, self._tail_size = lines, size - size // 4, size // 4
        self._pending: list[Line] = []
        self._pending_size = 0
        self._tail: deque[tuple[int, str, int]] = deque()
        self._tail_used = self._cut = self._cut_size = self._dropped = self._count = 0
        self._full = False
        self._flushed_at = 0.0
        self._last_line = 1

    def line(self) -> int:
        """Return the line of the step's statement that is running."""
        frame = sys._getframe(1)
        code = self.code
        while frame is not None:
            if frame.f_code is code:
                self._last_line = self.statements.get(frame.f_lineno, frame.f_lineno)
                break
            frame = frame.f_back  # type: ignore[assignment]
        return self._last_line

    def _print(
        self, *args: Any, sep: str | None = " ", end: str | None = "\n", file: Any = None, flush: bool = False
    ) -> None:
        """Print the values: one output line, whatever `sep` and `end` say; to a file of the program's own as usual."""
        target = sys.stdout if file is None else file
        if target is self.stdout or target is self.stderr:
            self.emit(self.line(), repr(args))
        else:
            _builtin_print(*args, sep=sep, end=end, file=target, flush=flush)

    def _log(self, *args: Any) -> None:
        """Record one output line, the same as print."""
        self.emit(self.line(), repr(args))

    def emit(self, line: int, text: str) -> None:
        """Take one entry, or count it among those that found no room."""
        self._count += 1
        if self._count > self._lines:
            self._dropped += 1
            return
        text, size = _bounded(without_addresses(text), self._tail_size)
        if not self._full and size > self._head:
            self._full = True
        if self._full:
            self._keep_tail(line, text, size)
            return
        self._head -= size
        self._pending.append((line, text))
        self._pending_size += size
        if len(self._pending) >= FLUSH_LINES or self._pending_size >= FLUSH_BYTES or self._stale():
            self._send(self.take())

    def take(self) -> list[Line]:
        """Hand over what is pending."""
        pending = self._pending
        if pending:
            self._pending = []
            self._pending_size = 0
        return pending

    def finish(self) -> list[Line]:
        """Hand over the rest of the step: pending, what was cut, the tail, what was dropped."""
        self.stdout.finish()
        self.stderr.finish()
        rest = self.take()
        if self._cut:
            rest.append((0, f"... {self._cut} lines ({self._cut_size} bytes) cut ..."))
        rest += [(line, text) for line, text, _ in self._tail]
        if self._dropped:
            rest.append((0, f"... {self._dropped} lines truncated"))
        return rest

    def _keep_tail(self, line: int, text: str, size: int) -> None:
        self._tail.append((line, text, size))
        self._tail_used += size
        while self._tail_used > self._tail_size and len(self._tail) > 1:
            lost = self._tail.popleft()[2]
            self._tail_used -= lost
            self._cut_size += lost
            self._cut += 1

    def _stale(self) -> bool:
        now = _monotonic()
        if now - self._flushed_at < FLUSH_S:
            return False
        self._flushed_at = now
        return True


class Stream(io.TextIOBase):
    """sys.stdout and sys.stderr: whole lines become entries, as if printed."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._partial = ""

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """Text goes nowhere near bytes; programs ask all the same."""
        return "utf-8"

    def writable(self) -> bool:
        """Say yes."""
        return True

    def write(self, text: str) -> int:
        """Take `text`; what follows its last newline waits for the rest of its line."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        *lines, self._partial = (self._partial + text).split("\n")
        for line in lines:
            self._output.emit(self._output.line(), repr((line,)))
        if len(self._partial) > FLUSH_BYTES:
            self.finish()
        return len(text)

    def finish(self) -> None:
        """Take the unfinished line as it is."""
        if self._partial:
            text, self._partial = self._partial, ""
            self._output.emit(self._output.line(), repr((text,)))


def without_addresses(text: str) -> str:
    """Blank the addresses of default reprs, so that the same program says the same every time."""
    return _ADDRESS.sub(" at 0x0", text) if " at 0x" in text else text


def clean(text: str) -> str:
    """Make `text` encodable: it may hold half a surrogate pair."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def _bounded(text: str, limit: int) -> tuple[str, int]:
    """Return `text` cut in the middle to about `limit` bytes, encodable, and its size."""
    if len(text) > limit:
        head, tail = limit * 3 // 4, limit // 4
        text = f"{text[:head]} ... {len(text) - head - tail} characters cut ... {text[len(text) - tail :]}"
    if text.isascii():
        return text, len(text)
    data = text.encode("utf-8", "backslashreplace")  # a __repr__ may return half a surrogate pair
    return data.decode(), len(data)
