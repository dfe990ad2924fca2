"""The clock and who wakes when.

The contract, in full:

1. A thing (entity or line) has at most one next event: its `wake` tick, or NEVER. The heap only mirrors these; an entry
   whose tick is not the thing's `wake` is stale and skipped. So a state needs no heap: it is rebuilt from the `wake`s.
2. Events of one tick run in order of id. A thing that is woken during a tick runs in that same tick, after the one that
   woke it; every wake follows from something that moved, so a tick ends.
3. `advance(n)` runs the events of t0 < t <= t0 + n. A command is carried out at t0 and what it wakes runs at t0 + 1,
   so cutting an advance in two changes nothing.
4. Nothing polls: a thing that waits for another sleeps (NEVER) until that other one notifies it.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heapify, heappop, heappush

from fle_llm.engine.things import NEVER, Thing


class Scheduler:
    """The heap of events over a table of things."""

    __slots__ = ("heap", "running", "things", "tick")

    def __init__(self, things: dict[int, Thing], tick: int) -> None:
        self.things = things
        self.tick = tick
        self.running = False
        self.heap: list[tuple[int, int]] = [(t.wake, t.id) for t in things.values() if t.wake != NEVER]
        heapify(self.heap)

    def at(self, thing: Thing, tick: int) -> None:
        """Make `tick` the thing's next event."""
        if thing.wake != tick:
            thing.wake = tick
            heappush(self.heap, (tick, thing.id))

    def soon(self, thing: Thing) -> None:
        """Wake a thing as early as the contract allows: this tick while events run, else the next one."""
        self.at(thing, self.tick if self.running else self.tick + 1)

    def no_later(self, thing: Thing, tick: int) -> None:
        """Wake a thing at `tick` unless it wakes earlier anyway."""
        if thing.wake == NEVER or thing.wake > tick:
            self.at(thing, max(tick, self.tick if self.running else self.tick + 1))

    def run_until(self, end: int, act: Callable[[Thing, int], None]) -> None:
        """Run every event up to and including tick `end`, then stand at `end`."""
        heap, things = self.heap, self.things
        self.running = True
        try:
            while heap and heap[0][0] <= end:
                tick, ident = heappop(heap)
                thing = things.get(ident)
                if thing is None or thing.wake != tick:
                    continue
                self.tick = tick
                thing.wake = NEVER
                act(thing, tick)
        finally:
            self.running = False
        self.tick = end
