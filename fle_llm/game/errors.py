"""The root of the error tree, and the errors that cross into agent programs.

They live in `game` because the sandbox's child may import nothing else of ours; `fle_llm.errors` holds the rest of
the tree and re-exports these.
"""

from __future__ import annotations

from typing import Any


class FleError(Exception):
    """Anything this package raises on purpose."""


class GameError(FleError):
    """A rule of the game, or of the agent API, was broken."""


class ToolError(GameError):
    """A tool refused: the text says what was asked, what was found and what would work.

    `tool` is the tool's name, `code` a short kebab-case reason a program may branch on, `data` plain values
    (positions as [x, y], counts, names).
    """

    def __init__(self, message: str, *, tool: str = "", code: str = "", data: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.tool = tool
        self.code = code
        self.data: dict[str, Any] = data or {}
