"""What the command's process and its workers tell each other: typed, as JSON, over a pipe."""

from __future__ import annotations

from multiprocessing.connection import Connection
from typing import Any

import msgspec

from eval.config import EpisodeKey, EpisodeSpec
from eval.records import IndexLine

__all__ = ["Began", "Called", "Ended", "Event", "Halt", "Order", "Run", "Stepped", "Waiting", "receive", "send"]


class Began(msgspec.Struct, tag=True, frozen=True, kw_only=True):
    """An episode is under way; `step` is what a former process had already done."""

    key: EpisodeKey
    step: int
    max_steps: int
    best: float | None = None
    tokens: int = 0
    cost_usd: float | None = 0.0


class Called(msgspec.Struct, tag=True, frozen=True, kw_only=True):
    """A model answered, and was paid; the figures are the episode's so far."""

    key: EpisodeKey
    tokens: int
    cost_usd: float | None


class Waiting(msgspec.Struct, tag=True, frozen=True, kw_only=True):
    """A call is being tried again; `text` says what is waited for."""

    key: EpisodeKey
    text: str


class Answering(msgspec.Struct, tag=True, frozen=True, kw_only=True):
    """A streamed answer is coming in; `text` says how far it is."""

    key: EpisodeKey
    text: str


class Stepped(msgspec.Struct, tag=True, frozen=True, kw_only=True):
    """A step is on record."""

    key: EpisodeKey
    step: int
    max_steps: int
    parse: str
    status: str
    reward: float
    score: float | None
    best: float | None
    tokens: int
    cost_usd: float | None
    elapsed_s: float


class Ended(msgspec.Struct, tag=True, frozen=True, kw_only=True):
    """A worker is through with an episode. `refused`: the provider would refuse every other call as well."""

    key: EpisodeKey
    line: IndexLine
    refused: bool = False


Event = Began | Called | Waiting | Answering | Stepped | Ended


class Run(msgspec.Struct, tag=True, frozen=True):
    """Run this episode."""

    spec: EpisodeSpec


class Halt(msgspec.Struct, tag=True, frozen=True):
    """Finish the running step, mark the episode interrupted for this reason, take no other."""

    reason: str


Order = Run | Halt

_event = msgspec.json.Decoder(Event)
_order = msgspec.json.Decoder(Order)


def send(connection: Connection[Any, Any], what: Event | Order) -> None:
    """Write one."""
    connection.send_bytes(msgspec.json.encode(what))


def receive(connection: Connection[Any, Any], kind: type[Event] | type[Order] | Any) -> Any:
    """Read one of `kind` (Event or Order); EOFError when the other side is gone."""
    decoder = _order if kind is Order else _event
    return decoder.decode(connection.recv_bytes())
