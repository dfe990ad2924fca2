"""Loading what does not load: when one object of a namespace cannot be rebuilt, the others still are.

A class may save its objects and then refuse to take them back: a `__setstate__` that raises, a `__reduce__` that names
the wrong arguments, a `__hash__` that needs a field which a cycle brings only later. `tolerant` puts a `Broken` in the
place of each such object. What holds one is found by trying to save it again, which a `Broken` refuses.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from typing import Any, ClassVar, NoReturn

_Plain: Any = pickle._Unpickler  # the one in C has no steps to hold on to
# Each of these steps takes so many values from the stack and leaves one, or changes the one below a mark.
_TAKES = {pickle.REDUCE: 2, pickle.NEWOBJ: 2, pickle.NEWOBJ_EX: 3, pickle.BUILD: 2, pickle.SETITEM: 3, pickle.APPEND: 2}
_CHANGES = (pickle.SETITEMS, pickle.ADDITEMS, pickle.APPENDS)


class Broken:
    """Stands where an object could not be rebuilt."""

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise pickle.PicklingError("stands for an object that could not be rebuilt")


def tolerant(data: bytes) -> tuple[Any, list[object]]:
    """Load `data`, with a `Broken` for each object that raises over it.

    Returned too are the objects that were made but not filled: what refers to one twice may still hold it.
    """
    unpickler = _Unpickler(io.BytesIO(data))
    unpickler.unfilled = []
    return unpickler.load(), unpickler.unfilled


def _careful(code: bytes) -> Callable[[Any], None]:
    """Return the unpickler's step for `code`, made to leave one object whatever happens."""
    step: Callable[[Any], None] = _Plain.dispatch[code[0]]

    def careful(unpickler: Any) -> None:
        takes = _TAKES.get(code)
        depth = len(unpickler.stack) - takes if takes else len(unpickler.metastack[-1]) - 1
        try:
            step(unpickler)
        except BaseException:  # noqa: BLE001 -- the program's classes may raise anything here
            if code == pickle.BUILD:
                unpickler.unfilled.append(unpickler.stack[depth])
            unpickler.stack[depth:] = [Broken()]

    return careful


class _Unpickler(_Plain):  # type: ignore[misc]
    dispatch: ClassVar = {**_Plain.dispatch, **{code[0]: _careful(code) for code in (*_TAKES, *_CHANGES)}}
