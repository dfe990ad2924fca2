"""The last line of every program: how things stand, as the policy reads it."""

# ruff: noqa: T201 - agent programs speak by printing, and the tools' failures have no narrower common class

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agents.experts.agent_names import inspect_inventory, score
    from agents.experts.open_play.variables import book


def report(stage: str, left: int) -> None:
    """Note how a stage went, and print how the factory stands as one literal after the word state."""
    book["tries"][stage] = book["tries"].get(stage, 0) + 1
    if not left and stage not in book["done"]:
        book["done"].append(stage)
    print("carried", {name: count for name, count in inspect_inventory().items() if count})
    print("stage", stage, "left", left, "score", score()[0])
    print("book", book)
