"""The types an agent program can use, written out for the model from the classes themselves.

Owns the text of the prompt's type section in its two lengths. Everything in it is read from `fle_llm.game`: a field, a
member or a size that changes there changes here. Tools are `prompts.manual`.
"""

from __future__ import annotations

import enum
import inspect
from collections.abc import Iterator
from typing import Any

from fle_llm import game
from fle_llm.data import canonical, facts
from fle_llm.game import entities, entity, groups, position, recipes, resources
from fle_llm.game.inventory import Inventory

VALUE_TYPES: tuple[type, ...] = (
    position.Position,
    position.IndexedPosition,
    position.BoundingBox,
    position.BuildingBox,
    Inventory,
    resources.ResourcePatch,
    recipes.Ingredient,
    recipes.Product,
    recipes.Recipe,
)
GROUPS: tuple[type, ...] = (
    groups.EntityGroup,
    groups.BeltGroup,
    groups.PipeGroup,
    groups.ElectricityGroup,
    groups.WallGroup,
)
HIDDEN = frozenset({"dimensions", "tile_dimensions", "health", "id", "type", "neighbours"})
ALIASES = {
    "Placed": "Position",
    "Fluids": "list[dict]",
    "list[dict[str, Any]]": "list[dict]",
    "ItemOrFluid": "'item' | 'fluid'",
}
ROOTS = frozenset({"Value", "EntityCore"})


def type_manual(*, condensed: bool, technologies: bool = True) -> str:
    """The types in Markdown. `technologies` False leaves the Technology members out: nothing is left to research."""
    parts = [
        _section("Values", _values(condensed)),
        _section("Directions and statuses", _enumerations()),
        _section("Resources", ["Resource: " + ", ".join(_resource_names())]),
        _section("Prototypes", _prototypes()),
        _section("Entities", _entity_classes(condensed)),
        _section("Groups", [_class_line(kind, condensed) for kind in GROUPS]),
        _section("Recipes with a name of their own", ["RecipeName: " + ", ".join(game.RecipeName.__members__)]),
    ]
    if technologies:
        parts.append(_section("Technologies", ["Technology: " + ", ".join(game.Technology.__members__)]))
    return "\n\n".join(parts)


def _section(title: str, lines: list[str]) -> str:
    return f"## {title}\n" + "\n".join(lines)


# --- values ----------------------------------------------------------------------------------------------------------


def _values(condensed: bool) -> list[str]:
    lines = []
    for kind in VALUE_TYPES:
        lines.append(_class_line(kind, condensed))
        lines.extend(f"  {line}" for line in _methods(kind, condensed))
    return lines


def _methods(kind: type, condensed: bool) -> Iterator[str]:
    """Public methods and properties of a class's own, each once, under all its names."""
    names: dict[int, list[str]] = {}
    members: dict[int, Any] = {}
    for name, member in vars(kind).items():
        if name.startswith("_") or name in kind.__struct_fields__ or not _is_callable_member(member):  # type: ignore[attr-defined]
            continue
        names.setdefault(id(member), []).append(name)
        members[id(member)] = member
    shown = [(known, members[key]) for key, known in names.items()]
    if condensed:
        if shown:
            yield "; ".join(f".{'/.'.join(known)}{_call(member)}" for known, member in shown)
        return
    for known, member in shown:
        yield f".{'/.'.join(known)}{_call(member)}: {_summary(member)}"


def _is_callable_member(member: Any) -> bool:
    return isinstance(member, property) or inspect.isfunction(member)


def _call(member: Any) -> str:
    if isinstance(member, property):
        return ""
    parameters = list(inspect.signature(member).parameters.values())[1:]
    shown = [p.name if p.default is inspect.Parameter.empty else f"{p.name}={p.default!r}" for p in parameters]
    return f"({', '.join(shown)})"


# --- enumerations ----------------------------------------------------------------------------------------------------


def _enumerations() -> list[str]:
    directions = ", ".join("=".join(names) for names in _members_with_aliases(game.Direction))
    return [
        f"Direction: {directions}",
        f"EntityStatus: {', '.join(game.EntityStatus.__members__)}",
    ]


def _members_with_aliases(kind: type[enum.Enum]) -> list[list[str]]:
    known: dict[str, list[str]] = {}
    for name, member in kind.__members__.items():
        known.setdefault(member.name, []).append(name)
    return list(known.values())


def _resource_names() -> list[str]:
    return [name for name, value in vars(game.Resource).items() if resources.is_resource(value)]


def _prototypes() -> list[str]:
    """Every member the game has: what can be placed, by class with its size in tiles, then the rest."""
    placeable: dict[str, list[str]] = {}
    carried: list[str] = []
    for names in _members_with_aliases(game.Prototype):
        member = game.Prototype[names[0]]
        kind, name = member.entity_class, canonical(member.prototype_name)
        if kind is not None and facts().item_of_entity(name):
            placeable.setdefault(f"{kind.__name__} {kind.width:g}x{kind.height:g}", []).append("=".join(names))
        elif facts().known(name):
            carried.append("=".join(names))
    return [
        "Placed as entities (class, width x height in tiles when facing up: members):",
        *(f"- {kind}: {', '.join(names)}" for kind, names in sorted(placeable.items())),
        f"Items, fluids and recipes that are not placed: {', '.join(carried)}",
    ]


# --- entities --------------------------------------------------------------------------------------------------------


def _entity_classes(condensed: bool) -> list[str]:
    """Entity, then in the order of their definition the classes of placeable things and the bases they share."""
    used = {member.entity_class for member in game.Prototype if member.entity_class}
    classes = [kind for kind in vars(entities).values() if isinstance(kind, type)]
    known = [kind for kind in classes if issubclass(kind, entity.Entity)]
    shown = [kind for kind in known if kind is not entity.Entity and any(issubclass(one, kind) for one in used)]
    kinds: list[type] = [entity.Entity, *shown]
    return [_class_line(kind, condensed) for kind in dict.fromkeys(kinds)]


def _class_line(kind: type, condensed: bool) -> str:
    fields = ", ".join(_own_fields(kind))
    bases = [b.__name__ for b in kind.__bases__ if b.__module__.startswith("fle_llm.game") and b.__name__ not in ROOTS]
    head = f"- {kind.__name__}({', '.join(bases)})" if bases else f"- {kind.__name__}"
    if condensed:
        return f"{head}: {fields}" if fields else head
    return f"{head}: {fields or 'as its base'}. {_summary(kind)}"


def _own_fields(kind: type) -> Iterator[str]:
    """Fields a class adds to its bases, as `name: type`; Entity shows those of its core as well."""
    inherited: set[str] = set()
    for base in kind.__bases__:
        if base is not entity.EntityCore:
            inherited |= set(getattr(base, "__struct_fields__", ()))
    annotations: dict[str, Any] = {}
    for ancestor in reversed(kind.__mro__):
        annotations |= vars(ancestor).get("__annotations__", {})
    extras: frozenset[str] = getattr(kind, "_extras", frozenset())
    for name in getattr(kind, "__struct_fields__", ()):
        hidden = name in HIDDEN and issubclass(kind, entity.EntityCore)
        if name not in inherited and name not in extras and not hidden:
            yield f"{name}: {_type_text(annotations.get(name, ''))}"


def _type_text(annotation: Any) -> str:
    text = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", str(annotation))
    for alias, meaning in ALIASES.items():
        text = text.replace(alias, meaning)
    return text


def _summary(member: Any) -> str:
    return (inspect.getdoc(member) or "").split("\n\n")[0].replace("\n", " ")
