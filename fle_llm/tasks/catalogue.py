"""Which tasks there are: reading the definition files and finding one by any of its names.

Promises that one bad file never hides the others: it is kept in `Catalogue.problems` with its reason. A name means one
task: a file that claims a name already taken is a bad file. What a definition may say is `fle_llm.tasks.definition`.
"""

from __future__ import annotations

import difflib
import functools
import importlib.resources
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from pathlib import Path

from fle_llm.errors import TaskError
from fle_llm.tasks.definition import Definition, parse_definition

PACKAGE = "task_definitions"


@dataclass(frozen=True, slots=True)
class Entry:
    """A definition and the file it came from (a path for a user's file, a name inside the package otherwise)."""

    definition: Definition
    source: str
    packaged: bool = True


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that was left out, and why."""

    source: str
    reason: str


@dataclass(slots=True)
class Catalogue:
    """Definitions by task key, in the order of the keys, and the files that were left out."""

    entries: dict[str, Entry] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _names: dict[str, str] = field(default_factory=dict)

    def add(self, text: str | bytes, source: str, *, packaged: bool = True) -> Entry:
        """Check one definition and take it in. Raises TaskError when it is bad or one of its names is taken."""
        definition = parse_definition(text, source)
        key = definition.config.task_key
        names = {normal(name) for name in (key, *definition.config.aliases)}
        taken = sorted(names & self._names.keys())
        if taken:
            owner = self.entries[self._names[taken[0]]]
            raise TaskError(f"{source}: the name {taken[0]} already belongs to {owner.source}")
        entry = Entry(definition, source, packaged)
        self.entries[key] = entry
        self._names.update(dict.fromkeys(names, key))
        return entry

    def find(self, name: str) -> Entry:
        """The task of a key or an alias; `-` and `_` count as the same. Raises TaskError with the close matches."""
        key = self._names.get(normal(name))
        if key is None:
            close = difflib.get_close_matches(normal(name), sorted(self._names), n=3)
            hint = f"Did you mean {' or '.join(close)}?" if close else "See list_available_environments()."
            raise TaskError(f"There is no task {name!r}. {hint}")
        return self.entries[key]

    def copy(self) -> Catalogue:
        """An independent catalogue with the same entries."""
        return Catalogue(dict(self.entries), list(self.problems), dict(self._names))


def normal(name: str) -> str:
    """The form in which names are compared."""
    return name.replace("-", "_")


def load_catalogue(directories: Iterable[str | Path] = ()) -> Catalogue:
    """The definitions of this package and those below the user's `directories`."""
    catalogue = packaged_catalogue().copy()
    for directory in directories:
        add_directory(catalogue, Path(directory))
    return catalogue


def add_directory(catalogue: Catalogue, directory: Path) -> list[Entry]:
    """Take in every `*.json` below a directory, in the order of the paths. Raises TaskError if it does not exist."""
    if not directory.is_dir():
        raise TaskError(f"There is no directory of task definitions at {directory}")
    files = sorted(directory.rglob("*.json"))
    return [entry for path in files if (entry := _take(catalogue, path, str(path), packaged=False))]


def read_definition(path: str | Path) -> Entry:
    """The definition in one file, outside of any catalogue. Raises TaskError."""
    path = Path(path)
    try:
        text = path.read_bytes()
    except OSError as error:
        raise TaskError(f"The task definition {path} cannot be read: {error.strerror}") from error
    return Entry(parse_definition(text, str(path)), str(path), packaged=False)


@functools.cache
def packaged_catalogue() -> Catalogue:
    """The definitions that come with this package; shared, so copy it before adding to it."""
    catalogue = Catalogue()
    for source, file in _files(importlib.resources.files(PACKAGE), PACKAGE):
        _take(catalogue, file, source, packaged=True)
    catalogue.entries = dict(sorted(catalogue.entries.items()))
    return catalogue


def _take(catalogue: Catalogue, file: Traversable | Path, source: str, *, packaged: bool) -> Entry | None:
    try:
        return catalogue.add(file.read_bytes(), source, packaged=packaged)
    except TaskError as error:
        catalogue.problems.append(Problem(source, str(error)))
    except OSError as error:
        catalogue.problems.append(Problem(source, f"{source} cannot be read: {error.strerror}"))
    return None


def _files(folder: Traversable, name: str) -> Iterator[tuple[str, Traversable]]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            yield from _files(item, f"{name}/{item.name}")
        elif item.name.endswith(".json"):
            yield f"{name}/{item.name}", item
