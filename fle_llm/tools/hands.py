"""Hands: what every tool acts with, one agent's character in one world.

Owns the short ways a tool talks to the world (`ask`, `act`, `spend`) and the failing of a tool: a refusal of the world
becomes a ToolError in words. Promises that nothing but `spend` lets time pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fle_llm.errors import Refused, ToolError
from fle_llm.game import Position
from fle_llm.world import World
from fle_llm.world.derive.geometry import position, units
from fle_llm.world.derive.refusals import because
from fle_llm.world.ops import Agent, AgentView, Op

TICKS_PER_SECOND = 60
WALKING_SPEED = 0.15
"""Tiles a tick (MECHANICS 3.2)."""


@dataclass(slots=True)
class Hands:
    """One agent's character in a world; `strict_reach` makes every tool insist on being near."""

    world: World
    agent: int = 0
    strict_reach: bool = False

    def ask(self, op: Op) -> Any:
        """The answer to one op. Raises Refused."""
        return self.world.do((op,))[0]

    def act(self, ops: Sequence[Op]) -> list[Any]:
        """The answers to several ops, all of which happen or none. Raises Refused."""
        return self.world.do(ops)

    def character(self) -> AgentView:
        """Where the character is and what it carries."""
        view: AgentView = self.world.do((Agent(self.agent),))[0]
        return view

    def spend(self, ticks: int) -> None:
        """Let time pass: what an action costs once it has succeeded."""
        if ticks > 0:
            self.world.advance(ticks)

    def must_reach(self, tool: str, target: Position) -> None:
        """With `strict_reach`, raise ToolError when the character is too far from `target`."""
        if not self.strict_reach:
            return
        character = self.character()
        distance = target.distance(position(character.x, character.y))
        if distance > character.reach:
            raise failure(
                tool,
                f"{target} is too far away. The distance is {distance:.2f} and the max distance is "
                f"{character.reach:g}. Move closer.",
                code="too-far",
                data={"distance": round(distance, 2), "reach": character.reach},
            )


def characters(world: World) -> list[AgentView]:
    """The characters of all agents, in order."""
    views: list[AgentView] = []
    while True:
        try:
            views.append(world.do((Agent(len(views)),))[0])
        except Refused:
            return views


def failure(tool: str, message: str, *, code: str = "", data: dict[str, Any] | None = None) -> ToolError:
    """The error of a tool, to be raised."""
    return ToolError(message, tool=tool, code=code, data=data)


def refusal(tool: str, asked: str, refused: Refused, hint: str = "") -> ToolError:
    """The error for a refusal of the world: what was asked, why not, and a hint at what would work."""
    message = f"{asked}{because(refused.reason, refused.data)}"
    if hint:
        message = f"{message.rstrip('.')}. {hint}"
    return ToolError(message, tool=tool, code=refused.reason, data=dict(refused.data))


def point_of(place: Position) -> tuple[int, int]:
    """A Position in world units."""
    return units(place.x), units(place.y)


def ticks_for(seconds: float) -> int:
    """Whole ticks an action of so many seconds takes, any fraction counting as one."""
    exact = seconds * TICKS_PER_SECOND
    nearest = round(exact)
    return nearest if abs(exact - nearest) < 1e-6 else int(exact) + 1


def walking_ticks(length: float) -> int:
    """Ticks to walk one straight leg of so many tiles: ceil(length / 0.15) (AGENT_API 1.3)."""
    exact = length / WALKING_SPEED
    nearest = round(exact)
    return nearest if abs(exact - nearest) < 1e-6 else int(exact) + 1
