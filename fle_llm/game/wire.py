"""How game values cross the pipe between the host and the sandboxed agent program.

Arguments go out of the child with `lower` and into the host with `lift`: plain builtins, in which anything else is a
dict tagged "$". An entity goes as a reference only (its name, where it is, where it faces), since the host reads the
world again. What `lift` is given may be hostile: it answers with real game values or with ValueError, within bounds.
Results go with `encode_result` and `decode_result`, in full: structs and lists of structs, which is nearly
everything, are encoded and decoded by msgspec alone; the rest takes the tagged form. Leaves framing to the sandbox.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import cache
from typing import Any, Union

import msgspec

from fle_llm.game.direction import Direction
from fle_llm.game.entities import UndergroundBelt
from fle_llm.game.entity import EntityCore
from fle_llm.game.groups import EntityGroup
from fle_llm.game.model import TAG, Value
from fle_llm.game.namespace import value_classes
from fle_llm.game.prototypes import Prototype
from fle_llm.game.recipes import RecipeName
from fle_llm.game.resources import ResourcePatch, is_resource
from fle_llm.game.status import EntityStatus
from fle_llm.game.technologies import Technology

MAX_DEPTH = 12
MAX_NODES = 100_000
MAX_NUMBER = 1e9
MAX_TEXT = 1_000_000

_RESULT_DEPTH = 64
_ENUMS: dict[str, type[Enum]] = {
    kind.__name__: kind for kind in (Prototype, Technology, RecipeName, Direction, EntityStatus)
}
_STRUCTS: dict[str, type[Value]] = {name: kind for name, kind in value_classes().items() if issubclass(kind, Value)}
_NATIVE: frozenset[type] = frozenset({*_STRUCTS.values(), str, int, float, bool, type(None)})
_MEMBERS = ("belts", "pipes", "poles", "entities")  # the field of a group that holds what it is made of
_REFERENCE = ("name", "direction", "position", "id")
_UNDERGROUND = ("is_input", "output_position")
_TYPED, _TAGGED = b"\x00", b"\x01"  # the first byte of an encoded result
_encoder = msgspec.msgpack.Encoder()

Plain = Any
"""None, bool, int, float, str, and lists and string-keyed dicts of these."""


def lower(value: Any) -> Plain:
    """`value` as plain builtins that `lift` accepts. TypeError for a kind no tool takes, ValueError for too much."""
    try:
        plain = _tagged(value, _reference, MAX_DEPTH)
    except RecursionError:
        raise ValueError("a value contains itself") from None
    _check(plain)
    return plain


def lift(plain: Plain) -> Any:
    """The game value that `lower` made `plain` of. ValueError, and nothing else, for anything malformed or too big."""
    _check(plain)
    return _untagged(plain, _from_reference)


def encode_result(value: Any) -> bytes:
    """`value`, whatever a tool may return, with all its fields. TypeError for a kind the vocabulary does not have."""
    if type(value) in _NATIVE or (type(value) is list and _NATIVE.issuperset(map(type, value))):
        return _TYPED + _encoder.encode(value)
    return _TAGGED + _encoder.encode(_tagged(value, msgspec.to_builtins, _RESULT_DEPTH))


def decode_result(data: bytes) -> Any:
    """What `encode_result` was given. Meant for bytes from the host, which are trusted to be well formed."""
    body = memoryview(data)[1:]
    if data[:1] == _TYPED:
        return _decoder().decode(body)
    return _untagged(msgspec.msgpack.decode(body), _from_fields)


@cache
def _decoder() -> msgspec.msgpack.Decoder[Any]:
    one: Any = Union[(*_STRUCTS.values(), str, int, float, bool, None)]
    several: Any = list[one]
    return msgspec.msgpack.Decoder(one | several)


def _check(plain: Plain) -> None:
    """ValueError unless `plain` is made of the allowed builtins within the bounds. Never recurses: depth is counted."""
    nodes = 0
    level: list[Any] = [plain]
    for _ in range(MAX_DEPTH + 1):
        nodes += len(level)
        if nodes > MAX_NODES:
            raise ValueError(f"a value has more than {MAX_NODES} parts")
        below: list[Any] = []
        for item in level:
            kind = type(item)
            if kind is dict:
                if not all(type(key) is str and len(key) <= MAX_TEXT for key in item):
                    raise ValueError(f"a mapping has a key that is no text, or one of more than {MAX_TEXT} characters")
                below.extend(item.values())
            elif kind is list:
                below.extend(item)
            else:
                _check_leaf(item)
            if len(below) > MAX_NODES:
                raise ValueError(f"a value has more than {MAX_NODES} parts")
        if not below:
            return
        level = below
    raise ValueError(f"a value is nested more than {MAX_DEPTH} deep")


def _check_leaf(item: object) -> None:
    if isinstance(item, str):
        if len(item) > MAX_TEXT:
            raise ValueError(f"a text is longer than {MAX_TEXT} characters")
    elif isinstance(item, (int, float)):
        if not (-MAX_NUMBER <= item <= MAX_NUMBER):  # so that NaN fails, too
            raise ValueError(f"a number must be finite and at most {MAX_NUMBER:.0f} in size")
    elif item is not None:
        raise ValueError(f"a value has a part of type {type(item).__name__}")


def _tagged(value: Any, struct: Callable[[Any], Plain], depth: int) -> Plain:
    """`value` with every part that is no plain builtin as a tagged dict; `struct` says how a struct goes."""
    if depth < 0:
        raise ValueError("a value is nested too deep, or contains itself")
    kind = type(value)
    if value is None or kind in (bool, int, float, str):
        return value
    if isinstance(value, Value):
        if _STRUCTS.get(kind.__name__) is not kind:
            raise TypeError(f"a {kind.__name__} cannot be passed to a tool: it is not a class of the game's")
        return struct(value)
    if isinstance(value, Enum) and _ENUMS.get(kind.__name__) is kind:
        return {TAG: kind.__name__, "v": value.name}
    if is_resource(value):
        return {TAG: "Resource", "v": value[0]}
    return _tagged_container(value, struct, depth - 1)


def _tagged_container(value: Any, struct: Callable[[Any], Plain], depth: int) -> Plain:
    if isinstance(value, dict):
        if TAG not in value and all(type(key) is str for key in value):
            return {key: _tagged(item, struct, depth) for key, item in value.items()}
        pairs = [[_tagged(key, struct, depth), _tagged(item, struct, depth)] for key, item in value.items()]
        return {TAG: "dict", "v": pairs}
    if isinstance(value, (list, tuple)):
        items = [_tagged(item, struct, depth) for item in value]
        return items if isinstance(value, list) else {TAG: "tuple", "v": items}
    if isinstance(value, (set, frozenset)):
        # sorted, so that the same program sends the same bytes whatever the hash seed
        return {TAG: "set", "v": sorted((_tagged(item, struct, depth) for item in value), key=repr)}
    for builtin in (bool, int, float, str):
        if isinstance(value, builtin):
            return builtin(value)
    what = f"the class {value.__name__}" if isinstance(value, type) else f"a {type(value).__name__}"
    hint = ": pass a Prototype member instead" if isinstance(value, type) and issubclass(value, EntityCore) else ""
    raise TypeError(f"{what} cannot be passed to a tool{hint}")


def _untagged(plain: Plain, struct: Callable[[str, dict[str, Any]], Value]) -> Any:
    """The reverse of `_tagged`. ValueError for an unknown tag or a malformed one."""
    if isinstance(plain, list):
        return [_untagged(item, struct) for item in plain]
    if not isinstance(plain, dict):
        return plain
    if TAG not in plain:
        return {key: _untagged(item, struct) for key, item in plain.items()}
    tag = plain[TAG]
    if not isinstance(tag, str):
        raise ValueError(f"a tag must be a text, got {tag!r}")
    if tag in _STRUCTS:
        return struct(tag, plain)
    if plain.keys() != {TAG, "v"}:
        raise ValueError(f"a value tagged {tag[:40]!r} is not known or malformed")
    body = plain["v"]
    if tag in _ENUMS and isinstance(body, str) and body in _ENUMS[tag].__members__:
        return _ENUMS[tag].__members__[body]
    if tag == "Resource" and isinstance(body, str):
        return body, ResourcePatch
    if tag in ("tuple", "set", "dict") and isinstance(body, list):
        return _container(tag, [_untagged(item, struct) for item in body])
    raise ValueError(f"a value tagged {tag[:40]!r} is not known or malformed")


def _container(tag: str, items: list[Any]) -> tuple[Any, ...] | set[Any] | dict[Any, Any]:
    if tag == "tuple":
        return tuple(items)
    try:
        return set(items) if tag == "set" else dict(items)
    except (TypeError, ValueError):  # unhashable, or no pairs
        raise ValueError(f"a malformed {tag}") from None


def _reference(value: Value) -> Plain:
    """A struct as an argument: entities and groups as references, everything else with all its fields."""
    fields = value.__struct_fields__
    if isinstance(value, EntityCore):
        names = _REFERENCE + (_UNDERGROUND if isinstance(value, UndergroundBelt) else ())
        fields = tuple(name for name in names if name in fields)
    elif isinstance(value, EntityGroup):
        fields = tuple(name for name in ("id", "name", "position", *_MEMBERS) if name in fields)
    else:
        return msgspec.to_builtins(value)
    plain: dict[str, Any] = {TAG: type(value).__name__}
    for name in fields:
        part = getattr(value, name)
        if name in _MEMBERS:
            plain[name] = [_reference(member) for member in part]
        else:
            plain[name] = part.value if isinstance(part, Direction) else msgspec.to_builtins(part)
    return plain


def _from_reference(tag: str, plain: dict[str, Any]) -> Value:
    kind = _STRUCTS[tag]
    if issubclass(kind, (EntityCore, EntityGroup)):
        allowed = {TAG, *_REFERENCE, *_UNDERGROUND, *_MEMBERS}
        plain = {name: part for name, part in plain.items() if name in allowed}
        for name in _MEMBERS:
            if name in plain:
                plain[name] = [_member(member) for member in _as_list(plain[name])]
    return _from_fields(tag, plain)


def _member(plain: Plain) -> dict[str, Any]:
    """The reference fields of a group's member."""
    if not isinstance(plain, dict):
        raise ValueError(f"a group's member must be an entity, got {type(plain).__name__}")
    allowed = {TAG, *_REFERENCE, *_UNDERGROUND}
    return {name: part for name, part in plain.items() if name in allowed}


def _as_list(plain: Plain) -> list[Any]:
    if not isinstance(plain, list):
        raise ValueError(f"a group's members must be a list, got {type(plain).__name__}")
    return plain


def _from_fields(tag: str, plain: dict[str, Any]) -> Value:
    try:
        return msgspec.convert(plain, _STRUCTS[tag])
    except msgspec.ValidationError as problem:
        raise ValueError(f"a malformed {tag}: {problem}") from None
