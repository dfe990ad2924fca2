"""The base of every value in the vocabulary: a msgspec struct that prints the way agent programs expect.

Owns the tag every struct carries on the wire, the `field=value field=value` text of `str()`, and the one hook that
lets a class take the loose arguments the agent API allows (`_arguments`). Decoding bypasses the hook: what the host
encoded is trusted to be well formed. Leaves the fields to the modules beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

import msgspec

TAG = "$"
"""The key that names a struct's class on the wire."""


class LenientMeta(msgspec.StructMeta):
    """Lets a struct class rewrite its constructor's arguments before the struct is made."""

    if not TYPE_CHECKING:

        def __call__(cls, *args: Any, **fields: Any) -> Any:  # noqa: N805 - a metaclass
            """Build the struct from what `_arguments` makes of the call."""
            return super().__call__(**cls._arguments(args, fields))


class Value(msgspec.Struct, tag_field=TAG, tag=True, omit_defaults=True):
    """A plain value; `str()` shows `field=repr` pairs parted by spaces, without the class."""

    def __str__(self) -> str:
        return " ".join(f"{name}={getattr(self, name)!r}" for name in self.__struct_fields__)

    def __ne__(self, other: object) -> bool:
        # msgspec compares field by field for !=, also where a class says in __eq__ what equal means.
        equal = self.__eq__(other)
        return equal if equal is NotImplemented else not equal


def suggest(owner: str, name: str, known: list[str]) -> NoReturn:
    """Raise AttributeError for `owner.name`, naming up to three members that look alike."""
    from difflib import SequenceMatcher, get_close_matches  # only failures pay for this import

    matches = get_close_matches(name, known, n=3, cutoff=0.6)
    matches.sort(key=lambda match: (-SequenceMatcher(None, match, name).ratio(), known.index(match)))
    hint = f". Did you mean: {', '.join(matches)}?" if matches else ""
    raise AttributeError(f"'{owner}' has no attribute '{name}'{hint}")
