"""Inventory: a bag of item names and counts, readable by name, Prototype or Resource.

Promises that a missing item counts 0, and that names of earlier game versions find what they became.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView
from typing import TYPE_CHECKING, Any

from fle_llm.game.model import LenientMeta, Value
from fle_llm.game.names import ALIASES


def item_name(key: Any) -> str:
    """The game's name of what `key` stands for: a str, a Prototype member or a Resource. Raises TypeError."""
    if isinstance(key, str):
        return key
    value = getattr(key, "value", key)
    if isinstance(value, tuple) and value and isinstance(value[0], str):
        return value[0]
    raise TypeError(f"an inventory is indexed by a name, a Prototype or a Resource, not by {key!r}")


class Inventory(Value, metaclass=LenientMeta):
    """Item names and their counts, in the order they were put in."""

    counts: dict[str, int]

    if TYPE_CHECKING:

        def __init__(self, counts: Mapping[Any, int] | Inventory | None = None, /, **named: int) -> None: ...

    @classmethod
    def _arguments(cls, args: tuple[Any, ...], fields: dict[str, Any]) -> dict[str, Any]:
        if len(args) > 1:
            raise TypeError(f"Inventory takes one mapping, got {len(args)} arguments")
        given = args[0].items() if args and args[0] is not None else ()
        return {"counts": {item_name(key): count for key, count in given} | fields}

    def _find(self, key: Any) -> str:
        name = item_name(key)
        return name if name in self.counts else ALIASES.get(name, name)

    def __getitem__(self, key: Any) -> int:
        return self.counts.get(self._find(key), 0)

    def __setitem__(self, key: Any, count: int) -> None:
        self.counts[self._find(key)] = count

    def __delitem__(self, key: Any) -> None:
        del self.counts[self._find(key)]

    def __contains__(self, key: object) -> bool:
        try:
            return self._find(key) in self.counts
        except TypeError:
            return False

    def __iter__(self) -> Iterator[str]:
        return iter(self.counts)

    def __len__(self) -> int:
        return len(self.counts)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Inventory):
            return self.counts == other.counts
        return self.counts == other if isinstance(other, dict) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __add__(self, other: Inventory) -> Inventory:
        if not isinstance(other, Inventory):
            return NotImplemented
        total = Inventory(self)
        for name, count in other.items():
            total[name] += count
        return total

    def get(self, key: Any, default: int = 0) -> int:
        """The count of `key`, or `default` when there is none of it."""
        return self[key] or default

    def items(self) -> ItemsView[str, int]:
        """Pairs of name and count."""
        return self.counts.items()

    def keys(self) -> KeysView[str]:
        """The names."""
        return self.counts.keys()

    def values(self) -> ValuesView[int]:
        """The counts."""
        return self.counts.values()

    def __copy__(self) -> Inventory:
        return Inventory(self)

    def __reduce__(self) -> tuple[Any, ...]:
        return Inventory, (dict(self.counts),)

    def __repr__(self) -> str:
        return f"Inventory({', '.join(f'{name}={count}' for name, count in self.counts.items())})"

    def __str__(self) -> str:
        return " ".join(f"{name}={count}" for name, count in self.counts.items())
