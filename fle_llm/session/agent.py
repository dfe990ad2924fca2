"""Agent: one agent of a session in Python's own terms, with the tools as methods."""

from __future__ import annotations

from fle_llm.game import Position
from fle_llm.session.mailbox import Message
from fle_llm.session.tool_methods import ToolMethods
from fle_llm.world.ops import UNITS


class Agent(ToolMethods):
    """One agent. Errors of its methods are the ones a program would see."""

    def __repr__(self) -> str:
        return f"<Agent {self.index} at {self.position}>"

    @property
    def index(self) -> int:
        """Its number, from 0."""
        return self.player.hands.agent

    @property
    def position(self) -> Position:
        """Where it stands."""
        view = self.player.hands.character()
        return Position(x=view.x / UNITS, y=view.y / UNITS)

    def messages(self) -> tuple[Message, ...]:
        """What the other agents have sent it, oldest first; read messages are gone."""
        return self.player.messages()
