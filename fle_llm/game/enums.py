"""The metaclass of the name enumerations: an unknown member is answered with the ones that look alike."""

from __future__ import annotations

from enum import EnumMeta
from typing import Any

from fle_llm.game.model import suggest


class SuggestingEnumMeta(EnumMeta):
    """Enum classes whose unknown attributes raise AttributeError with a "Did you mean"."""

    def __getattr__(cls, name: str) -> Any:
        members: dict[str, Any] = cls.__dict__.get("_member_map_", {})
        if name in members:
            return members[name]
        if name.startswith("_"):
            raise AttributeError(name)
        return suggest(cls.__name__, name, [member.name for member in cls])  # type: ignore[var-annotated]
