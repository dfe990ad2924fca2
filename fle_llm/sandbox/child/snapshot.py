"""Saving and loading a namespace, inside the worker.

cloudpickle with corrections: functions of the namespace stay bound to the live namespace (stock cloudpickle
gives them private globals, and `global x` drifts apart); objects of the API and identity-bearing sentinels are saved
by name; `lru_cache` wrappers are rebuilt; exceptions of the program's own come back without their `__init__`. What
cannot be saved, or rebuilt, is dropped by variable and named.

Saved besides the variables: step sources (for tracebacks), the random generator, the program's clock. The bytes are
for `load` in a confined worker and for nothing else.
"""

from __future__ import annotations

import dataclasses
import functools
import io
import pickle
import random
import types
from collections.abc import Callable, Mapping
from typing import Any

import cloudpickle  # type: ignore[import-untyped]

from fle_llm.sandbox.child.unpickling import tolerant
from fle_llm.sandbox.messages import MAX_SNAPSHOT

SENTINELS = {
    f"dataclasses.{name}": getattr(dataclasses, name)
    for name in ("MISSING", "KW_ONLY", "_HAS_DEFAULT_FACTORY", "_FIELD", "_FIELD_CLASSVAR", "_FIELD_INITVAR")
    if hasattr(dataclasses, name)
}
_LruWrapper = type(functools.lru_cache(lambda: None))


class Keeper:
    """Knows the live namespace, and which of its objects every worker has anyway."""

    def __init__(self, namespace: dict[str, Any], common: Mapping[str, object]) -> None:
        self.namespace = namespace
        self.common = {**common, **SENTINELS, "random._inst": random._inst}
        self.names = {id(value): name for name, value in self.common.items()}
        self.base = dict(namespace)
        self.unfilled: dict[int, object] = {}
        global _live  # noqa: PLW0603 -- unpickling calls module functions, which need to find the namespace
        _live = self

    def variables(self) -> dict[str, Any]:
        """Return what the programs added or changed, as far as it has a name that is text."""
        base, absent = self.base, object()
        named = [(name, value) for name, value in self.namespace.items() if type(name) is str]
        return {name: value for name, value in named if base.get(name, absent) is not value}

    def dump(self, extra: dict[str, Any]) -> tuple[bytes, list[str]]:
        """Return the saved namespace and the names of what could not be saved."""
        variables = self.variables()
        try:
            data = _dumps(self, (variables, extra))
            if len(data) <= MAX_SNAPSHOT:
                return data, []
        except BaseException:  # noqa: BLE001 -- __reduce__ of the program's classes may raise anything: try one by one
            pass
        return self._dump_what_works(variables, extra)

    def _dump_what_works(self, variables: dict[str, Any], extra: dict[str, Any]) -> tuple[bytes, list[str]]:
        sizes: dict[str, int] = {}
        for name, value in variables.items():
            try:
                sizes[name] = len(_dumps(self, value))
            except BaseException:  # noqa: BLE001 -- the same, for one variable
                continue
        room = MAX_SNAPSHOT - (1 << 20) - len(_dumps(self, extra))
        kept: dict[str, Any] = {}
        for name in sorted(sizes, key=lambda name: sizes[name]):
            if sizes[name] <= room:
                kept[name] = variables[name]
                room -= sizes[name]
        kept = {name: value for name, value in variables.items() if name in kept}  # the order they were made in
        return _dumps(self, (kept, extra)), [name for name in variables if name not in kept]

    def load(self, data: bytes) -> tuple[dict[str, Any], list[str]]:
        """Put saved variables into the namespace; return the extra values, and the names of what does not load."""
        lost: list[str] = []
        try:
            variables, extra = pickle.loads(data)
        except BaseException:  # noqa: BLE001 -- classes of the program take part
            (variables, extra), unfilled = tolerant(data)
            self.unfilled = {id(value): value for value in unfilled}
            lost = [name for name, value in variables.items() if not self._can_save(value)]
        self.namespace.update({name: value for name, value in variables.items() if name not in lost})
        assert isinstance(extra, dict)
        return extra, lost

    def _can_save(self, value: object) -> bool:
        """Whether `value` is whole: nothing in it is, or holds, what could not be rebuilt."""
        try:
            _dumps(self, value)
        except BaseException:  # noqa: BLE001 -- the same
            return False
        return True


_live: Keeper


class _Pickler(cloudpickle.Pickler):  # type: ignore[misc]
    """cloudpickle with the corrections."""

    def __init__(self, file: io.BytesIO, keeper: Keeper) -> None:
        super().__init__(file, protocol=5)
        self._keeper = keeper

    def reducer_override(self, obj: Any) -> Any:
        """Called for every object that is not of a plain built-in type."""
        keeper = self._keeper
        if id(obj) in keeper.unfilled:
            raise pickle.PicklingError("an object that could not be filled")
        name = keeper.names.get(id(obj))
        if name is not None:
            return _common, (name,)
        kind = type(obj)
        if kind is types.FunctionType and obj.__globals__ is keeper.namespace:
            return self._live_function(obj)
        if kind is _LruWrapper and obj.__wrapped__.__globals__ is keeper.namespace:
            return _cached, (obj.__wrapped__, obj.cache_parameters())
        if isinstance(obj, BaseException) and type(kind.__reduce__) is types.MethodDescriptorType:  # none of its own
            reduced: Any = obj.__reduce__()
            return _error, (kind, reduced[1]), *reduced[2:]
        return super().reducer_override(obj)

    def _live_function(self, function: types.FunctionType) -> tuple[Any, ...]:
        cells = len(function.__closure__) if function.__closure__ is not None else None
        slots = {
            "__name__": function.__name__,
            "__qualname__": function.__qualname__,
            "__module__": function.__module__,
            "__doc__": function.__doc__,
            "__defaults__": function.__defaults__,
            "__kwdefaults__": function.__kwdefaults__,
            "__annotations__": function.__annotations__,
        }
        filled = [] if cells is None else [_contents(cell) for cell in function.__closure__ or ()]
        return _function, (function.__code__, cells), (dict(function.__dict__), slots, filled), None, None, _fill


def _dumps(keeper: Keeper, value: object) -> bytes:
    with io.BytesIO() as file:
        _Pickler(file, keeper).dump(value)
        return file.getvalue()


def _contents(cell: types.CellType) -> tuple[object, ...]:
    try:
        return (cell.cell_contents,)
    except ValueError:  # an empty cell
        return ()


def _common(name: str) -> object:
    return _live.common[name]


def _error(kind: type[BaseException], args: tuple[object, ...]) -> BaseException:
    """Make an exception without its `__init__`, whose parameters need not be what `args` came to be."""
    base: Any = next(base for base in kind.__mro__ if base.__module__ == "builtins")
    made: BaseException = base.__new__(kind, *args)
    base.__init__(made, *args)
    return made


def _cached(function: Callable[..., Any], parameters: dict[str, Any]) -> Any:
    return functools.lru_cache(**parameters)(function)


def _function(code: types.CodeType, cells: int | None) -> types.FunctionType:
    closure = None if cells is None else tuple(types.CellType() for _ in range(cells))
    return types.FunctionType(code, _live.namespace, None, None, closure)


def _fill(function: types.FunctionType, state: tuple[dict[str, Any], dict[str, Any], list[tuple[object, ...]]]) -> None:
    attributes, slots, filled = state
    for name, value in slots.items():
        setattr(function, name, value)
    function.__dict__.update(attributes)
    for cell, content in zip(function.__closure__ or (), filled, strict=True):
        if content:
            cell.cell_contents = content[0]
