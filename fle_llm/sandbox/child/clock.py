"""The clocks a program reads: the game's time, so that the same program sees the same times in every run.

Patches the `time` module and the selector asyncio waits with. Sleeping takes no real time and no game time, it only
moves what the program's clock shows; `sleep`, the tool, is what lets the game run. (`datetime.now` is C code with a
clock of its own and is left alone.)
"""

from __future__ import annotations

import selectors
import time
from collections.abc import Callable
from typing import Any

EPOCH_S = 1_700_000_000.0  # where the game's time zero is on the program's calendar
READING_S = 1e-6  # time moves on a little with every look, so that waiting loops end


class Clock:
    """Game seconds plus what the program slept and looked."""

    __slots__ = ("game_s", "own_s", "slept")

    def __init__(self) -> None:
        self.game_s = 0.0
        self.own_s = 0.0
        self.slept: Callable[[], None] = lambda: None

    def elapsed(self) -> float:
        """Return seconds since the start of the game."""
        self.own_s += READING_S
        return self.game_s + self.own_s

    def sleep(self, seconds: float) -> None:
        """Stand in for `time.sleep`."""
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        self.own_s += float(seconds)
        self.slept()

    def install(self) -> None:
        """Replace the clocks of the `time` module."""

        def now() -> float:
            return EPOCH_S + self.elapsed()

        def now_ns() -> int:
            return int(EPOCH_S) * 10**9 + elapsed_ns()

        def elapsed_ns() -> int:
            return round(self.elapsed() * 1e9)

        replaced: dict[str, Callable[..., Any]] = {"time": now, "time_ns": now_ns, "sleep": self.sleep}
        for name in ("monotonic", "perf_counter", "process_time", "thread_time"):
            replaced[name] = self.elapsed
            replaced[f"{name}_ns"] = elapsed_ns
        for name, function in replaced.items():
            setattr(time, name, function)
        self._patch_selectors()

    def _patch_selectors(self) -> None:
        """Let asyncio's waits pass at once: its loop compares the patched clock with its deadlines."""
        kind = selectors.DefaultSelector
        wait = kind.select
        clock = self

        def select(self: Any, timeout: float | None = None) -> Any:
            if timeout is not None and timeout > 0:
                clock.own_s += timeout
                timeout = 0
            return wait(self, timeout)

        kind.select = select  # type: ignore[method-assign]
