"""Messages between the agents of one world.

A message is put into the inbox of each recipient and leaves it with the next observation of that agent. Sending never
raises: a program is told True or False. Sizes are bounded, since the senders are programs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

MAX_LENGTH = 10_000
MAX_WAITING = 200
"""Messages that may wait in one inbox; further ones are refused until the agent has seen them."""


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One message in one inbox; `tick` is when it was sent."""

    sender: int
    content: str
    tick: int


class Inbox(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What waits for one agent, oldest first, and the tick of the last message it has seen (-1: none yet)."""

    waiting: tuple[Message, ...] = ()
    last_seen: int = -1


class Mailbox:
    """The inboxes of all agents."""

    def __init__(self, num_agents: int) -> None:
        self._inboxes = [Inbox() for _ in range(num_agents)]

    def send(self, sender: int, tick: int, message: Any, recipient: Any = None) -> bool:
        """Deliver to `recipient` (index as int or text; None: everyone else). False when it cannot be delivered."""
        count = len(self._inboxes)
        if count == 1:
            return True
        if not isinstance(message, str) or len(message) > MAX_LENGTH:
            return False
        recipients = [i for i in range(count) if i != sender] if recipient is None else _indices(recipient, count)
        if not recipients or any(len(self._inboxes[i].waiting) >= MAX_WAITING for i in recipients):
            return False
        for index in recipients:
            inbox = self._inboxes[index]
            self._inboxes[index] = Inbox((*inbox.waiting, Message(sender, message, tick)), inbox.last_seen)
        return True

    def take(self, agent: int) -> tuple[Message, ...]:
        """What waits for an agent; it has seen it from now on."""
        inbox = self._inboxes[agent]
        if inbox.waiting:
            self._inboxes[agent] = Inbox((), inbox.waiting[-1].tick)
        return inbox.waiting

    def last_seen(self, agent: int) -> int:
        """The tick of the newest message the agent has seen, -1 for none."""
        return self._inboxes[agent].last_seen

    def save(self) -> tuple[Inbox, ...]:
        """The inboxes, for a saved state."""
        return tuple(self._inboxes)

    def load(self, inboxes: Sequence[Inbox]) -> None:
        """Become saved inboxes."""
        self._inboxes = list(inboxes)


def _indices(recipient: Any, count: int) -> list[int]:
    if not isinstance(recipient, (int, str)):
        return []
    try:
        index = int(recipient)
    except ValueError:
        return []
    return [index] if 0 <= index < count else []
