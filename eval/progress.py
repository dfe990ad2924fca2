"""What a run shows while it goes: a live table on a terminal, plain lines elsewhere, JSON lines with `--json`.

Everything is drawn from the workers' events; nothing here decides anything. The table and the plain lines go to stderr,
JSON lines to stdout, which belongs to machines.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Protocol, TextIO

import msgspec

from eval.config import EpisodeKey
from eval.endings import DONE
from eval.events import Answering, Began, Called, Ended, Event, Stepped, Waiting

if TYPE_CHECKING:
    from rich.live import Live
    from rich.table import Table

__all__ = ["JsonLines", "LiveTable", "PlainLines", "Progress", "Row", "Tally", "progress"]

ROWS = 24  # of the live table; what ended longest ago leaves first


@dataclass(slots=True)
class Row:
    """What is known of one episode."""

    key: EpisodeKey
    step: int = 0
    max_steps: int = 0
    best: float | None = None
    tokens: int = 0
    cost_usd: float | None = 0.0
    note: str = ""
    outcome: str = ""

    def take(self, event: Event) -> None:
        """Bring the row up to date."""
        self.note = event.text if isinstance(event, Waiting | Answering) else ""
        match event:
            case Began() | Stepped():
                self.step, self.max_steps, self.best = event.step, event.max_steps, event.best
                self.tokens, self.cost_usd = event.tokens, event.cost_usd
                if isinstance(event, Stepped) and event.parse != "ok":
                    self.note = event.parse
                elif isinstance(event, Stepped) and event.status != "ok":
                    self.note = event.status
            case Called():
                self.tokens, self.cost_usd, self.note = event.tokens, event.cost_usd, "program"
            case Ended():
                line = event.line
                self.outcome, self.step, self.best = line.outcome, line.steps, line.best
                self.tokens, self.cost_usd, self.note = line.tokens, line.cost_usd, line.stop_reason


@dataclass(slots=True)
class Tally:
    """The rows of all episodes, and what can be said of them together."""

    planned: int
    already: int
    runs: int = 1
    began: float = field(default_factory=time.monotonic)
    rows: dict[EpisodeKey, Row] = field(default_factory=dict)
    steps: int = 0  # taken by this command
    left: int = 0  # steps of episodes that have not begun

    def name(self, key: EpisodeKey) -> str:
        """What an episode is called here; with its run's folder when there are several."""
        name = f"{key.task}/{key.trial}"
        return name if self.runs == 1 else f"{PurePath(key.run).name}/{name}"

    def take(self, event: Event) -> Row:
        """Bring the row of the event's episode up to date."""
        if isinstance(event, Began) and event.key not in self.rows:
            self.left -= event.max_steps
        self.steps += isinstance(event, Stepped)
        row = self.rows.setdefault(event.key, Row(event.key))
        row.take(event)
        return row

    @property
    def done(self) -> int:
        """Episodes with a result, former commands' included."""
        return self.already + sum(row.outcome in DONE for row in self.rows.values())

    @property
    def tokens(self) -> int:
        """Of the episodes this command has touched."""
        return sum(row.tokens for row in self.rows.values())

    @property
    def cost(self) -> str:
        """USD of the episodes this command has touched, with a plus when some calls have no known price."""
        known = [row.cost_usd for row in self.rows.values() if row.cost_usd is not None]
        return f"${sum(known):.4f}" + ("+" if len(known) < len(self.rows) else "")

    def time_left(self) -> float | None:
        """Seconds until every step is taken at the rate so far; episodes that succeed end earlier."""
        if not self.steps:
            return None
        open_steps = sum(row.max_steps - row.step for row in self.rows.values() if not row.outcome)
        return (time.monotonic() - self.began) / self.steps * (open_steps + max(0, self.left))


class Progress(Protocol):
    """A way to show a run."""

    def take(self, event: Event) -> None:
        """Something happened."""

    def tick(self) -> None:
        """Some time passed."""

    def close(self) -> None:
        """The run is over."""


class PlainLines:
    """A line per step and per ending, for logs."""

    def __init__(self, tally: Tally, stream: TextIO) -> None:
        self._tally = tally
        self._stream = stream

    def take(self, event: Event) -> None:
        """Write the event's line."""
        row = self._tally.take(event)
        if isinstance(event, Called | Answering):
            return
        words = [self._tally.name(event.key)]
        match event:
            case Began():
                words.append(f"begins at step {event.step} of {event.max_steps}")
            case Waiting():
                words.append(f"waits: {event.text}")
            case Stepped():
                words.append(f"step {event.step}/{event.max_steps}")
                words.append(f"{row.note or 'ok'}, reward {event.reward:.3g}, best {_figure(event.best)}")
                words.append(f"{row.tokens} tokens, {_usd(row.cost_usd)}")
            case Ended():
                line = event.line
                words.append(f"{line.outcome} ({line.stop_reason}), score {_figure(line.score)}")
                words.append(f"{line.steps} steps, {line.tokens} tokens, {_usd(line.cost_usd)}")
                words.append(f"{self._tally.done} of {self._tally.planned} done")
                words += [line.detail] if line.detail else []
        self._stream.write("  ".join(words) + "\n")
        self._stream.flush()

    def tick(self) -> None:
        """Nothing: a log has no clock."""

    def close(self) -> None:
        """Nothing is held open."""


class JsonLines:
    """Every event as one JSON object a line."""

    def __init__(self, tally: Tally, stream: TextIO) -> None:
        self._tally = tally
        self._stream = stream

    def take(self, event: Event) -> None:
        """Write the event."""
        self._tally.take(event)
        plain = {"event": type(event).__name__.lower(), **msgspec.to_builtins(event)}
        plain.pop("type")
        self._stream.write(msgspec.json.encode(plain).decode() + "\n")
        self._stream.flush()

    def tick(self) -> None:
        """Nothing: only events are data."""

    def close(self) -> None:
        """Nothing is held open."""


class LiveTable:
    """A table that is drawn again as things happen."""

    def __init__(self, tally: Tally, stream: TextIO) -> None:
        from rich.console import Console
        from rich.live import Live

        self._tally = tally
        self._live: Live = Live(
            self._table(), console=Console(file=stream), refresh_per_second=4, auto_refresh=False, transient=False
        )
        self._live.start()

    def take(self, event: Event) -> None:
        """Draw the event's row again."""
        self._tally.take(event)

    def tick(self) -> None:
        """Draw the table as it is now."""
        self._live.update(self._table(), refresh=True)

    def close(self) -> None:
        """Leave the last table standing."""
        self.tick()
        self._live.stop()

    def _table(self) -> Table:
        from rich.table import Table

        tally = self._tally
        left = tally.time_left()
        table = Table(
            title=f"{tally.done} of {tally.planned} episodes done",
            caption=f"{tally.steps} steps, {tally.tokens} tokens, {tally.cost}, "
            f"{_clock(time.monotonic() - tally.began)} gone, {_clock(left)} left",
        )
        for name in ("episode", "step", "best", "tokens", "USD", ""):
            table.add_column(name, justify="left" if name in {"episode", ""} else "right")
        for row in self._shown():
            state = f"{row.outcome} ({row.note})" if row.outcome else row.note
            name = tally.name(row.key)
            step = f"{row.step}/{row.max_steps}"
            table.add_row(name, step, _figure(row.best), str(row.tokens), _usd(row.cost_usd), state)
        return table

    def _shown(self) -> list[Row]:
        rows = list(self._tally.rows.values())
        running = [row for row in rows if not row.outcome]
        ended = [row for row in rows if row.outcome]
        room = max(0, ROWS - len(running))
        return [*ended[len(ended) - room :], *running][-ROWS:] if room else running[:ROWS]


def progress(tally: Tally, *, as_json: bool) -> Progress:
    """The way that fits the terminal."""
    if as_json:
        return JsonLines(tally, sys.stdout)
    return LiveTable(tally, sys.stderr) if sys.stderr.isatty() else PlainLines(tally, sys.stderr)


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.4g}"


def _usd(value: float | None) -> str:
    return "price unknown" if value is None else f"${value:.4f}"


def _clock(seconds: float | None) -> str:
    if seconds is None:
        return "?"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"
