"""Taking in the body of a response, piece by piece: how far it is, whether it still moves, what came before a break.

A `Receipt` is filled while the answer arrives, so that what was reported (usage above all) is there whatever ends the
reading: a broken connection, a stall, a cancelled call. Two clocks run: one over the whole attempt, and, for a stream
whose text has begun, one from each piece of text to the next. Keep-alive bytes move neither. Before the first text only
the whole clock runs, because a model that thinks in silence is not stalled.
"""

from __future__ import annotations

import asyncio
import math
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from json import JSONDecodeError, JSONDecoder
from typing import TYPE_CHECKING, Any

import msgspec

from fle_llm.llm.stream import Assembly, is_stream

if TYPE_CHECKING:
    import httpx2

PROGRESS_EVERY_S = 0.5
DRAIN_S = 1.0  # for what follows the end of a stream
_CHARACTERS = 4  # of a token, about: for progress lines only, never for money
_SURE = 6  # bytes that tell a stream from other bodies
_USAGE = re.compile(r'"usage"\s*:\s*(?=\{)')


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a streamed answer is: seconds since it was asked for, and to its first text; characters so far."""

    model: str
    seconds: float
    first_token_s: float
    characters: int

    @property
    def tokens(self) -> int:
        """The tokens so far, about: four characters each."""
        return self.characters // _CHARACTERS

    @property
    def tokens_per_s(self) -> float:
        """Tokens a second since the first text, about."""
        return self.tokens / max(self.seconds - self.first_token_s, 0.001)

    def __str__(self) -> str:
        return f"answering, about {self.tokens:,} tokens in {self.seconds:.0f} s ({self.tokens_per_s:.0f}/s)"


class Stalled(Exception):
    """A stream whose text has begun brought nothing new for too long; how far it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """How long to wait (the whole attempt; between two pieces of a stream's text), and whom to tell of progress."""

    timeout_s: float = 600.0
    stall_s: float = 120.0
    model: str = ""
    tell: Callable[[Progress], None] | None = None


@dataclass(slots=True)
class Receipt:
    """What has come of a response. `first_s` and `last_s`: seconds from asking to a stream's first and last text."""

    headers: Mapping[str, str] = field(default_factory=dict)
    stream: Assembly | None = None
    first_s: float | None = None
    last_s: float | None = None
    _began: float = field(default_factory=time.perf_counter)
    _told: float = 0.0
    _pieces: list[bytes] = field(default_factory=list)

    @property
    def content(self) -> bytes:
        """The bytes so far."""
        return b"".join(self._pieces)

    @property
    def reported(self) -> dict[str, Any]:
        """The usage that came, in the frame it came in; empty where none did."""
        return self.stream.frame if self.stream is not None else usage_within(self.content)

    async def take(self, response: httpx2.Response, watch: Watch) -> None:
        """Read the body to its end. Raises Stalled, and whatever the connection raises.

        Neither is raised after a finish reason: by then the answer is whole, and paid.
        """
        import httpx2

        self.headers = response.headers
        now = asyncio.get_running_loop().time
        try:
            async with asyncio.timeout(None) as clock:
                async for piece in response.aiter_bytes():
                    moved = self._add(piece, watch)
                    if self.stream is not None and self.stream.ended:
                        # Reading on frees the connection for the next call; some servers never close it.
                        clock.reschedule(min(clock.when() or math.inf, now() + DRAIN_S))
                    elif moved:
                        clock.reschedule(now() + watch.stall_s)
        except (TimeoutError, httpx2.HTTPError) as error:
            if isinstance(error, TimeoutError) and not clock.expired():
                raise
            if self.stream is not None and self.stream.finished:
                return
            if isinstance(error, TimeoutError):
                size = self.stream.size if self.stream is not None else 0
                raise Stalled(f"nothing new for {watch.stall_s:g} s after {size:,} characters") from None
            raise
        finally:
            await response.aclose()

    def _add(self, piece: bytes, watch: Watch) -> bool:
        """Whether the piece brought any text of a stream."""
        undecided = self.stream is None and sum(map(len, self._pieces)) < _SURE
        self._pieces.append(piece)
        if undecided and is_stream(self.content, self.headers):
            self.stream = Assembly()
            piece = self.content
        if self.stream is None:
            return False
        before = self.stream.size
        self.stream.feed(piece)
        if self.stream.size == before:
            return False
        self.last_s = time.perf_counter() - self._began
        self.first_s = self.last_s if self.first_s is None else self.first_s
        if watch.tell is not None and (not self._told or self.last_s - self._told >= PROGRESS_EVERY_S):
            self._told = self.last_s
            told = Progress(
                model=watch.model, seconds=self.last_s, first_token_s=self.first_s, characters=self.stream.size
            )
            watch.tell(told)
        return True


def usage_within(content: bytes | str) -> dict[str, Any]:
    """The last complete usage block in a body that is not, or not wholly, JSON: `{"usage": {...}}`, else empty."""
    text = content.decode("utf-8", "replace") if isinstance(content, bytes) else content
    for match in reversed(list(_USAGE.finditer(text))):
        try:
            block, _ = JSONDecoder().raw_decode(text, match.end())
        except (JSONDecodeError, RecursionError):
            continue
        return {"usage": block}
    return {}
