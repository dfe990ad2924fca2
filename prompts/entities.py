"""Entities as a model reads them: grouped by name, one short line each.

Reads the texts of the observation's `entities` (the repr of each entity, the form any client of the environment gets)
and shortens them: fields at their usual value go, positions become `(x, y)`, equal descriptions share a line. Groups,
and a text it cannot take apart, are shown as they print, so nothing is hidden. How much of it a model sees is decided
in `observation`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

CALL = re.compile(r"^(?P<name>[A-Za-z_]\w*)\((?P<body>.*)\)$", re.DOTALL)
POSITION = re.compile(
    r"(?:Indexed)?Position\(x=(?P<x>-?[\d.e+]+), y=(?P<y>-?[\d.e+]+)(?P<more>(?:, type='(?P<type>[^']*)')?)\)"
)
NUMBER = r"-?[\d.]+"
BELT = re.compile(rf"Belt\(\(x=(?P<x>{NUMBER}) y=(?P<y>{NUMBER})\)->, direction=Direction\.(?P<direction>\w+)\)")
PLACE = re.compile(rf"\(x=(?P<x>{NUMBER}),y=(?P<y>{NUMBER})\)")
USUAL = {"direction": "UP", "status": "NORMAL"}
SKIPPED = frozenset(
    {"name", "position", "energy", "height", "width", "neighbours", "fluid_systems", "is_source", "is_terminus"}
)
SHORT = {
    "drop_position": "drops to",
    "pickup_position": "takes from",
    "furnace_source": "source",
    "furnace_result": "result",
    "assembling_machine_input": "input",
    "assembling_machine_output": "output",
    "assembling_machine_modules": "modules",
    "electrical_id": "network",
    "steam_output_point": "steam at",
    "connection_points": "connects at",
    "input_connection_points": "inputs at",
    "output_connection_points": "outputs at",
    "fluid_box": "holds",
    "lab_input": "packs",
}
EMPTY = frozenset({"None", "[]", "{}", "''", "Inventory()", "0", "0.0", "False", ""})


@dataclass(slots=True)
class Shown:
    """One entity taken apart: where it stands, its status, and the rest of what is worth saying."""

    name: str
    place: str
    status: str
    rest: list[str] = field(default_factory=list)

    @property
    def description(self) -> str:
        """Everything but the place."""
        return " ".join(part for part in (self.status, "; ".join(self.rest)) if part)


def entity_lines(reprs: Iterable[str]) -> list[str]:
    """The lines for a list of entity texts: a head for each name with its count and statuses, then its members."""
    known: dict[str, list[Shown]] = {}
    others: list[str] = []
    for text in reprs:
        shown = _take_apart(text)
        if shown is not None:
            known.setdefault(shown.name, []).append(shown)
        elif text.strip():
            others.append(f"- {_as_printed(text)}")
    lines: list[str] = []
    for name in sorted(known):
        lines.extend(_group_lines(name, known[name]))
    return lines + others


def _group_lines(name: str, members: list[Shown]) -> Iterator[str]:
    statuses = Counter(member.status for member in members if member.status)
    counted = ", ".join(f"{count} {status}" for status, count in sorted(statuses.items()))
    yield f"- {name} x{len(members)}" + (f": {counted}" if counted else "")
    places: dict[str, list[str]] = {}
    for member in members:
        places.setdefault(member.description, []).append(member.place)
    for description, at in places.items():
        yield f"    {', '.join(at)}" + (f" {description}" if description else "")


def _as_printed(text: str) -> str:
    """A group on one line, its belts as `(x, y) DIRECTION`, without what is empty."""
    line = BELT.sub(lambda match: f"{_xy(match)} {match['direction']}", " ".join(text.split()))
    line = PLACE.sub(_xy, line)
    return line.replace("EntityStatus.", "").replace("inventory=, ", "")


def _take_apart(text: str) -> Shown | None:
    call = CALL.match(text.strip())
    fields = dict(_fields(call["body"])) if call else {}
    if "name" not in fields or "position" not in fields:
        return None
    status = fields.pop("status", "").removeprefix("EntityStatus.")
    direction = fields.pop("direction", "").removeprefix("Direction.")
    shown = Shown(fields["name"].strip("'"), _value(fields["position"]), "" if status == USUAL["status"] else status)
    if direction != USUAL["direction"] or "drop_position" in fields:
        shown.rest.append(f"facing {direction}")
    warnings = fields.pop("warnings", "")
    if "assembling_machine_input" in fields and "type='fluid'" not in fields.get("recipe", ""):
        fields.pop("connection_points", None)  # the point of a machine whose recipe takes no fluid connects nothing
    for key, value in fields.items():
        if key not in SKIPPED and value not in EMPTY:
            short = _value(value)
            if short:
                shown.rest.append(f"{SHORT.get(key, key)} {short}")
    if warnings not in EMPTY:
        shown.rest.append("warnings: " + ", ".join(part.strip("'\"") for part in _split(warnings.strip("[]"))))
    return shown


def _fields(body: str) -> Iterator[tuple[str, str]]:
    for part in _split(body):
        key, equals, value = part.partition("=")
        if equals and key.isidentifier():
            yield key, value


def _split(body: str) -> list[str]:
    """Parts between commas that stand outside of brackets and quotes."""
    parts, depth, quote, start = [], 0, "", 0
    escaped = False
    for index, char in enumerate(body):
        if quote:
            quote = "" if char == quote and not escaped else quote
            escaped = char == "\\" and not escaped
        elif char in "'\"":
            quote = char
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif char == "," and depth == 0:
            parts.append(body[start:index])
            start = index + 1
    parts.append(body[start:])
    return [part.strip() for part in parts if part.strip()]


def _value(text: str) -> str:
    """A field's value in short: positions as (x, y), inventories as their items, a recipe as its name."""
    call = CALL.match(text)
    if call and call["name"] == "Inventory":
        return call["body"]
    if call and call["name"] == "Recipe":
        return dict(_fields(call["body"])).get("name", text).strip("'")
    if text.startswith("[Ingredient("):
        counts = [dict(_fields(one["body"])) for part in _split(text[1:-1]) if (one := CALL.match(part))]
        return ", ".join(f"{one.get('name', '?').strip(chr(39))}={one.get('count', '?')}" for one in counts)
    if text.startswith("{") and "Inventory(" in text:
        lanes = [part.partition(":") for part in _split(text[1:-1])]
        return ", ".join(f"{k.strip(chr(39))} {v}" for k, _, value in lanes if (v := _value(value.strip())))
    short = POSITION.sub(_place, text)
    return short.strip("'") if not short.startswith("[") else short.strip("[]")


def _place(match: re.Match[str]) -> str:
    fluid = f" {match['type']}" if match["type"] else ""
    return f"{_xy(match)}{fluid}"


def _xy(match: re.Match[str]) -> str:
    return f"({float(match['x']):g}, {float(match['y']):g})"
