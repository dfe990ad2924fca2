"""Short programs that show how the tools are meant to be combined.

Each is a file in `templates/patterns/` whose first comment is its title; the tests run each in the laboratory world.
None names a fixed position. They are shown in the order of their names; those listed here in the condensed profile too.
"""

from __future__ import annotations

import functools
import importlib.resources
from dataclasses import dataclass

IN_CONDENSED = ("1_look", "2_mine", "3_smelt", "6_check")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A program and what it shows."""

    name: str
    title: str
    code: str


def patterns(*, condensed: bool) -> list[Pattern]:
    """The patterns of a profile, in order."""
    return [pattern for pattern in _all() if not condensed or pattern.name in IN_CONDENSED]


@functools.cache
def _all() -> tuple[Pattern, ...]:
    folder = importlib.resources.files("prompts").joinpath("templates/patterns")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".txt")), key=lambda file: file.name)
    return tuple(_read(file.name.removesuffix(".txt"), file.read_text(encoding="utf-8")) for file in files)


def _read(name: str, text: str) -> Pattern:
    title, _, code = text.strip().partition("\n")
    return Pattern(name, title.lstrip("# "), code.strip())
