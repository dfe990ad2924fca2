"""What research makes of the numbers now: hand sizes, smelting recipes, drills' productivity, deeds that teach.

A cache over `knowledge`, which has the rules; it is forgotten when something is learnt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fle_llm.engine import knowledge

if TYPE_CHECKING:
    from fle_llm.data import RecipeFacts
    from fle_llm.engine.state import EngineState


class InForce:
    """The numbers in force in one world."""

    __slots__ = ("_dissolves", "_hands", "_lessons", "_mining_productivity", "_smelting", "_state")

    def __init__(self, state: EngineState) -> None:
        self._state = state
        self._hands: dict[str, int] = {}
        self._smelting: dict[str, RecipeFacts | None] = {}
        self._lessons: dict[tuple[str, str], tuple[str, ...]] | None = None
        self._mining_productivity: int | None = None
        self._dissolves: bool | None = None

    def forget(self) -> None:
        """Something was learnt."""
        self._smelting.clear()
        self._hands.clear()
        self._lessons = None
        self._mining_productivity = None
        self._dissolves = None

    def hand_size(self, name: str) -> int:
        """How many items an inserter carries at once."""
        size = self._hands.get(name)
        if size is None:
            size = self._hands[name] = knowledge.hand_size(self._state.knowledge, name)
        return size

    def smelting_of(self, item: str) -> RecipeFacts | None:
        """The smelting recipe of an ingredient, if it may be used."""
        if item not in self._smelting:
            self._smelting[item] = knowledge.smelting_of(self._state.knowledge, item)
        return self._smelting[item]

    @property
    def lessons(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """Technologies that a deed teaches now, by the deed."""
        if self._lessons is None:
            self._lessons = knowledge.lessons(self._state.knowledge)
        return self._lessons

    @property
    def mining_productivity(self) -> int:
        """What drills dig beyond what they take from the ground, in per cent."""
        if self._mining_productivity is None:
            fixed = self._state.spec.mining_productivity
            self._mining_productivity = knowledge.mining_productivity(self._state.knowledge) if fixed is None else fixed
        return self._mining_productivity

    @property
    def mines_with_fluid(self) -> bool:
        """Whether drills can dig ore that takes a fluid."""
        if self._dissolves is None:
            self._dissolves = knowledge.mines_with_fluid(self._state.knowledge)
        return self._dissolves
