"""The tools for type checkers and editors: `python -m fle_llm.tools.stub_file` writes the stubs.

Two files are made from the tools' functions and the agents' names: `fle_llm/agent_api.pyi`, for programs, and
`fle_llm/session/tool_methods.pyi`, for `Session.agent(i)`. Types are sharper here than the functions themselves can
say: what a tool answers follows from the Prototype it is given. A test says that both are current.
"""

from __future__ import annotations

import inspect
import sys
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fle_llm.game import Direction, Prototype
from fle_llm.game.namespace import agent_names
from fle_llm.tools import TOOLS, Tool
from fle_llm.tools.catalog import signature_source

PACKAGE = Path(__file__).parents[1]
PROGRAMS = PACKAGE / "agent_api.pyi"
METHODS = PACKAGE / "session" / "tool_methods.pyi"

_MADE = "Made by `python -m fle_llm.tools.stub_file`; do not edit."
_WAYPOINT = "Position | Entity | EntityGroup"
_GROUPED = frozenset({"TransportBelt", "UndergroundBelt", "Pipe", "ElectricityPole", "Entity"})
"""Classes of what get_entities may put into groups; walls are plain entities."""


def programs() -> str:
    """The stub of `fle_llm.agent_api`."""
    shared = agent_names()
    names = sorted({*shared, "log", *(name for name, tool in TOOLS.items() if tool.in_sandbox)})
    parts = [
        '"""The names of the agent API, with types and manual pages: `from fle_llm.agent_api import *`.',
        "",
        _MADE,
        '"""',
        "",
        "from typing import Any, Literal, TypeVar, overload",
        *sorted(_imports(shared)),
        "",
        *_typing(),
        "",
        *(f"{name}: Direction" for name, value in shared.items() if isinstance(value, Direction)),
        "prototype_by_name: dict[str, Prototype]",
        "",
        "def log(*values: object) -> None:",
        '    """Record one line of output, the same as print."""',
    ]
    for tool in TOOLS.values():
        if tool.in_sandbox:
            parts += ["", *_definition(tool)]
    listed = textwrap.fill(
        ", ".join(f'"{name}"' for name in names), 116, initial_indent="    ", subsequent_indent="    "
    )
    return "\n".join([*parts, "", "__all__ = [", f"{listed},", "]", ""])


def methods() -> str:
    """The stub of the class whose methods are the tools."""
    classes = {name: value for name, value in agent_names().items() if getattr(value, "__name__", "") == name}
    needed = sorted(_imports({name: value for name, value in classes.items() if isinstance(value, type)}))
    parts = [
        '"""The tools as methods.',
        "",
        _MADE,
        '"""',
        "",
        "from typing import Any, Literal, TypeVar, overload",
        *needed,
        "from fle_llm.session.player import Player",
        "",
        *_typing(),
        "",
        "class ToolMethods:",
        '    """Every tool as a method, acting for one player."""',
        "",
        "    player: Player",
        "    def __init__(self, player: Player) -> None: ...",
    ]
    for tool in TOOLS.values():
        parts += [textwrap.indent("\n".join(_definition(tool, method=True)), "    ")]
    return "\n".join([*parts, ""])


def _imports(names: Mapping[str, object]) -> Iterator[str]:
    """Where each name comes from."""
    for name, value in names.items():
        if not isinstance(value, Direction) and name != "prototype_by_name":
            home = getattr(value, "__module__", "math")  # a constant like pi has none
            own = getattr(value, "__name__", None) or getattr(value, "_name", None) or name
            yield f"from {home} import {own} as {name}"


def _typing() -> Iterator[str]:
    """Names only this file knows: the prototypes by what their entities are."""
    yield '_Some = TypeVar("_Some", bound=Entity | EntityGroup)'
    yield '_Thing = TypeVar("_Thing", bound=Entity)'
    yield f"_Waypoint = {_WAYPOINT}"
    for kind, members in _kinds().items():
        listed = ", ".join(f"Prototype.{name}" for name in members)
        yield f"_A{kind} = Literal[{listed}]"


def _kinds() -> dict[str, list[str]]:
    """Entity and group classes, with the Prototype members that have them."""
    found: dict[str, list[str]] = {}
    for name, member in Prototype.__members__.items():
        if member.entity_class is not None:
            found.setdefault(member.entity_class.__name__, []).append(name)
    return found


def _definition(tool: Tool, *, method: bool = False) -> list[str]:
    """One function, overloaded where its answer depends on what it is given; the first one has the page."""
    signatures = list(_SHARPER.get(tool.name, _plain)(tool))
    lines = []
    for index, signature in enumerate(signatures):
        source = signature_source(signature)
        if method:
            source = source.replace("(", "(self, ", 1) if signature.parameters else source.replace("(", "(self", 1)
        if len(signatures) > 1:
            lines.append("@overload")
        end = "" if index == 0 else " ..."
        lines.append(f"def {tool.name}{source}:{end}")
        if index == 0:
            lines += textwrap.indent(f'"""{tool.doc}\n"""', "    ").splitlines()
    return lines


def _plain(tool: Tool) -> Iterator[inspect.Signature]:
    yield tool.signature


def _with(tool: Tool, answer: str, **annotations: str) -> inspect.Signature:
    changed = [
        parameter.replace(annotation=annotations.get(parameter.name, parameter.annotation))
        for parameter in tool.signature.parameters.values()
    ]
    return tool.signature.replace(parameters=changed, return_annotation=answer)


def _by_prototype(tool: Tool) -> Iterator[inspect.Signature]:
    """The class of the entity follows from its Prototype."""
    optional = " | None" if tool.name == "get_entity" else ""
    for kind in _kinds():
        if kind not in {"Ammo", "Entity"} and (optional or not kind.endswith("Group")):
            yield _with(tool, kind + optional, entity=f"_A{kind}")
    yield tool.signature


def _by_filter(tool: Tool) -> Iterator[inspect.Signature]:
    """A filter of one class lists entities of that class, where they are not put into groups."""
    for kind in _kinds():
        if kind != "Ammo" and not kind.endswith("Group") and kind not in _GROUPED:
            yield _with(tool, f"list[{kind}]", entities=f"_A{kind} | set[_A{kind}]")
    yield _with(tool, "list[Any]")


def _same(parameter: str, variable: str) -> Any:
    def sharper(tool: Tool) -> Iterator[inspect.Signature]:
        yield _with(tool, variable, **{parameter: variable})

    return sharper


def _taking(parameter: str, kinds: str) -> Any:
    """More is understood than the signature in the agent API says."""

    def wider(tool: Tool) -> Iterator[inspect.Signature]:
        yield _with(tool, str(tool.signature.return_annotation), **{parameter: kinds})

    return wider


def _inventories(tool: Tool) -> Iterator[inspect.Signature]:
    yield from _by_flag(tool, "all_players", "list[Inventory]", "Inventory")


def _by_flag(tool: Tool, flag: str, on: str, off: str) -> Iterator[inspect.Signature]:
    parameters = list(tool.signature.parameters.values())
    chosen = [
        p.replace(annotation="Literal[True]", default=p.empty, kind=p.KEYWORD_ONLY) if p.name == flag else p
        for p in parameters
    ]
    yield _with(tool, off, **{flag: "Literal[False]"})
    yield tool.signature.replace(parameters=chosen, return_annotation=on)


def _connections(tool: Tool) -> Iterator[inspect.Signature]:
    """The group follows from what is connected with, when that is the third argument or goes by its name."""
    empty = inspect.Parameter.empty
    families = {
        "BeltGroup": "_ATransportBelt | _AUndergroundBelt",
        "PipeGroup": "_APipe",
        "ElectricityGroup": "_AElectricityPole",
        "WallGroup": "Literal[Prototype.StoneWall]",
    }
    for group, members in families.items():
        kinds = " | ".join([members, *(f"set[{part}]" for part in _sets(members))])
        for ends in (("source", "target"), ()):
            given = [inspect.Parameter(end, inspect.Parameter.POSITIONAL_ONLY, annotation="_Waypoint") for end in ends]
            rest = [] if ends else [_parameter("waypoints", "_Waypoint", empty, inspect.Parameter.VAR_POSITIONAL)]
            how = inspect.Parameter.POSITIONAL_OR_KEYWORD if ends else inspect.Parameter.KEYWORD_ONLY
            yield inspect.Signature(
                [
                    *given,
                    *rest,
                    _parameter("connection_type", kinds, empty, how),
                    *([] if ends else [_parameter(end, "_Waypoint | None", None) for end in ("source", "target")]),
                    _parameter("dry_run", "Literal[False]", False),
                ],
                return_annotation=group,
            )
    yield _with(tool, "Any", waypoints="_Waypoint | Prototype | set[Prototype]")


def _sets(members: str) -> list[str]:
    return list(dict.fromkeys([*members.split(" | "), members]))


def _parameter(name: str, annotation: str, default: Any, kind: Any = inspect.Parameter.KEYWORD_ONLY) -> Any:
    return inspect.Parameter(name, kind, annotation=annotation, default=default)


_SHARPER: dict[str, Any] = {
    "connect_entities": _connections,
    "extract_item": _taking("source", "Position | Entity | BeltGroup"),
    "get_entities": _by_filter,
    "get_entity": _by_prototype,
    "insert_item": _same("target", "_Some"),
    "inspect_inventory": _inventories,
    "place_entity": _by_prototype,
    "place_entity_next_to": _by_prototype,
    "rotate_entity": _same("entity", "_Thing"),
    "set_entity_recipe": _same("entity", "_Thing"),
}
"""Tools whose answer depends on their arguments, and their signatures for type checkers."""


def main() -> int:
    """Write both files."""
    PROGRAMS.write_text(programs(), encoding="utf-8")
    METHODS.write_text(methods(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
