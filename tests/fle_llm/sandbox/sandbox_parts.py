"""What the sandbox tests share: a handful of small tools, and limits that run out quickly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fle_llm.errors import ToolError
from fle_llm.game import Position
from fle_llm.sandbox import Limits, ToolStub

STUBS = [
    ToolStub("nearest", "(type: Resource | Prototype) -> Position", "Find the nearest one."),
    ToolStub("echo", "(value: Any = None) -> Any", "Give back what came."),
    ToolStub("place", "(entity: Prototype, direction: Direction = Direction.UP, exact: bool = True) -> str", "Place."),
    ToolStub("variadic", "(*values: Any, flag: bool = False, **named: Any) -> Any", "Take anything."),
    ToolStub("fail", "(kind: str) -> None", "Refuse."),
    ToolStub("sleep", "(seconds: float) -> bool", "Let the game run."),
]

QUICK = Limits(cpu_s=0.1, wall_s=5.0, grace_s=0.1)


class Tools:
    """The host's side of the stubs: remembers what was called."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, list[Any], dict[str, Any]]] = []

    def __call__(self, name: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
        self.calls.append((name, args, kwargs))
        handler: Callable[..., Any] = getattr(self, f"do_{name}")
        return handler(*args, **kwargs)

    def do_nearest(self, type: Any) -> Position:
        return Position(x=1.5, y=-2.5)

    def do_echo(self, value: Any = None) -> Any:
        return value

    def do_place(self, entity: Any, direction: Any = None, exact: bool = True) -> str:
        return entity.prototype_name if hasattr(entity, "prototype_name") else entity.value[0]

    def do_variadic(self, *values: Any, **named: Any) -> Any:
        return [list(values), named]

    def do_fail(self, kind: str) -> None:
        errors: dict[str, Exception] = {
            "tool": ToolError("no coal here", tool="fail", code="no-coal", data={"at": [1.5, 2.0], "count": 3}),
            "value": ValueError("not a value"),
            "assertion": AssertionError("not so"),
            "type": TypeError("not that type"),
            "subclass": UnicodeDecodeError("utf-8", b"x", 0, 1, "odd"),
            "bug": KeyError("a secret of the host"),
        }
        raise errors[kind]

    def do_sleep(self, seconds: float) -> bool:
        return True
