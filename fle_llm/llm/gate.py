"""How many requests may be under way to an endpoint at once, learned from its rate limits.

There is no bound until the provider says "too many". Then as many are allowed as half of those under way, and one more
for each time that many have been answered, as long as they are made use of: down quickly, up slowly. Requests that were
sent before the last cut say nothing new when they are refused too.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque


class Gate:
    """In front of the requests of one event loop: `enter` and `leave` around each, `answered` or `limited` after it."""

    def __init__(self) -> None:
        self.limit = math.inf
        self.under_way = 0
        self._cuts = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def enter(self) -> int:
        """Wait for a turn; returns a ticket for `limited`. Every `enter` needs a `leave`."""
        while self.under_way >= self.limit:
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if turn.done() and not turn.cancelled():
                    self._wake()  # the turn was given already: pass it on
                raise
            finally:
                if turn in self._waiting:
                    self._waiting.remove(turn)
        self.under_way += 1
        return self._cuts

    def leave(self) -> None:
        """The request is over."""
        self.under_way -= 1
        self._wake()

    def answered(self) -> None:
        """The request was answered: a little more may be tried, if what is allowed is used at all."""
        if self._waiting or 2 * self.under_way >= self.limit:
            self.limit += 1 / self.limit

    def limited(self, ticket: int) -> None:
        """The request met a rate limit: half of what is under way is enough."""
        if ticket == self._cuts:
            self._cuts += 1
            self.limit = max(1.0, self.under_way // 2)

    def _wake(self) -> None:
        room = self.limit - self.under_way
        while self._waiting and room >= 1:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                room -= 1
